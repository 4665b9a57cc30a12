"""Selected words are told in offsets of the source, whatever is displayed in place of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.section_reader import SectionReader
from workbench.policies.prose import blocks
from workbench.policies.reader import read_policy

SOURCE = """# Ads policy

## 4.2 Interference with voting

Advertisers may not misstate the *date, place, time or method of voting*, whatever the intent.

- First 🗳 point with an emoji, then more words.
- Second point &amp; its entity.
"""


@pytest.fixture
def reader(theme: Theme, qtbot: QtBot) -> SectionReader:
    """Returns a reader of a small policy."""
    view = SectionReader(theme)
    qtbot.addWidget(view)
    version = read_policy(SOURCE.encode(), "ads.md")
    view.set_document(blocks(version), version.text)
    view.resize(400, 500)
    view.show()
    return view


@pytest.mark.parametrize(
    "quote", ["date, place, time or method of voting", "Interference", "point with an emoji", "then more", "Second"]
)
def test_what_is_selected_is_found_in_the_source(reader: SectionReader, quote: str) -> None:
    start = SOURCE.index(quote)
    reader.select(start, start + len(quote))
    assert reader.selection() == (start, start + len(quote), quote)
    assert reader.textCursor().selectedText() == quote


def test_a_selection_over_blocks_keeps_to_words(reader: SectionReader) -> None:
    cursor = reader.textCursor()
    cursor.select(QTextCursor.SelectionType.Document)
    reader.setTextCursor(cursor)
    found = reader.selection()
    assert found is not None
    assert SOURCE[found[0] :].startswith("Ads policy") and found[2] == SOURCE[found[0] : found[1]]
    assert found[2].endswith("entity.")


def test_blanks_at_the_ends_are_left_off(reader: SectionReader) -> None:
    start = SOURCE.index("may not")
    reader.select(start - 1, start + len("may not "))
    assert reader.selection() == (start, start + 7, "may not")


def test_the_marker_of_an_item_is_no_part_of_the_words(reader: SectionReader) -> None:
    start = SOURCE.index("Second")
    reader.select(start, start + 6)
    cursor = reader.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    reader.setTextCursor(cursor)
    found = reader.selection()
    assert found is not None and found[2].startswith("Second point")


def test_keys_alone_select(reader: SectionReader, qtbot: QtBot) -> None:
    reader.setFocus()
    cursor = reader.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    reader.setTextCursor(cursor)
    with qtbot.waitSignal(reader.citeChanged):
        for _ in range(3):
            qtbot.keyClick(reader, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    found = reader.selection()
    assert found is not None and found[2] == "Ads"


def test_nothing_selected_is_none(reader: SectionReader) -> None:
    assert reader.selection() is None


def test_cited_passages_are_marked_in_their_colours(reader: SectionReader) -> None:
    start = SOURCE.index("date, place")
    reader.set_cited([(start, start + 11)])
    marks = reader.extraSelections()
    assert [mark.cursor.selectedText() for mark in marks] == ["date, place"]
    assert marks[0].format.background().color() == reader.theme.colour("cited_ground")


def test_lines_are_no_longer_than_reads_well(reader: SectionReader) -> None:
    reader.resize(1600, 500)
    assert reader.viewport().width() < 560
    assert reader.document().textWidth() == reader.viewport().width()


def test_it_goes_to_a_place(reader: SectionReader) -> None:
    reader.resize(400, 90)
    reader.scroll_to(SOURCE.index("Second"))
    assert reader.verticalScrollBar().value() > 0
    reader.scroll_to(0)
    assert reader.verticalScrollBar().value() == 0
