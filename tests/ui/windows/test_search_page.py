"""Search over the case: live, in words, by the keyboard alone, and nothing uncovered by it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from tests.ui.desktop import idle, press, until, write
from ui.panels.evidence.intake import EvidenceIntake
from ui.panels.search.narrowing import days_choices
from ui.windows.case_window import CaseWindow
from workbench.actions.exposure import exposures
from workbench.actions.occurrences import add_occurrence
from workbench.casefile.exhibits import Family
from workbench.casefile.searching import Filters, HitKind

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def words_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the words of the texts unread, which would come in as hits at any moment of a test."""
    monkeypatch.setattr(EvidenceIntake, "read_words_once", lambda intake: None)


@pytest.fixture
def search(window: CaseWindow):
    """The open search page."""
    press(Qt.Key.Key_F, CTRL)
    until(window.search.isVisible, "the page is open")
    assert window.search.field.hasFocus()
    return window.search


def hits(search) -> list[tuple[HitKind, int | None]]:
    """What is listed."""
    return [(hit.kind, hit.exhibit) for hit in search.model.values]


def test_words_are_answered_while_they_are_typed_and_enter_leads_there(window, search):
    write("message-2")
    until(lambda: hits(search) == [(HitKind.EXHIBIT, 2)], "the one exhibit is found")
    press(Qt.Key.Key_Return)
    until(lambda: window.desk.number == 2, "the exhibit is in view")
    assert not search.isVisible()
    assert window.evidence.grid.hasFocus()


def test_escape_goes_back_to_where_one_was(window, search):
    before = window.desk.number
    write("message")
    until(lambda: len(hits(search)) == 3, "all are found")
    press(Qt.Key.Key_Down)
    assert search.list.currentIndex().row() == 1
    press(Qt.Key.Key_Escape)
    assert not search.isVisible() and window.desk.number == before
    assert window.evidence.grid.hasFocus()


def test_a_pasted_identifier_leads_straight_to_its_exhibit(window, search):
    digest = window.model.shown(3).exhibit.digest
    write(digest)
    press(Qt.Key.Key_Return)
    until(lambda: window.desk.number == 3, "the exhibit is in view")


def test_an_answer_to_what_was_typed_before_is_dropped(window, search):
    write("message")
    until(lambda: len(hits(search)) == 3, "all are found")
    search.field.setText("message-1")
    search.ask()
    search.field.setText("nothing-at-all")
    search.ask()
    until(lambda: not window.desk.lanes.busy, "all was answered")
    idle(0.05)
    assert hits(search) == []
    assert search.stack.currentWidget() is search.nothing


def test_chips_narrow_and_say_what_they_are_set_to(window, search):
    write("message")
    until(lambda: len(hits(search)) == 3, "all are found")
    kind = next(choice for choice in search.narrowing.choices("Kind") if choice.words == Family.IMAGE.words)
    search.narrowing.choose("Kind", kind)
    until(lambda: hits(search) == [], "no picture holds it")
    assert search.narrowing.chips["Kind"].isChecked()
    assert search.narrowing.chips["Kind"].accessibleName() == "Kind: Image"
    search.narrowing.clear()
    until(lambda: len(hits(search)) == 3, "all are back")
    assert search.narrowing.filters == Filters()


def test_a_chip_opens_its_list(window, search):
    menu = search.narrowing.open_list("Decided")
    assert [action.text() for action in menu.actions() if action.text()] == [
        "To review", "Violating", "Borderline", "Clear", "Escalate", "Any",
    ]  # fmt: skip
    menu.close()


def test_today_begins_at_midnight_of_this_place():
    today = days_choices(datetime(2026, 10, 3, 14, tzinfo=UTC))[0]
    after = dict(today.sets)["after"].astimezone()
    assert (after.hour, after.minute, after.second) == (0, 0, 0)


def test_an_occurrence_is_shown_on_the_timeline(window, search):
    window.desk.do(add_occurrence, "2026-10-03 14:29", "A warehouse burns")
    until(lambda: len(window.timeline.occurrences.values) == 1, "it is there")
    write("warehouse")
    until(lambda: [kind for kind, _ in hits(search)] == [HitKind.OCCURRENCE], "it is found")
    press(Qt.Key.Key_Return)
    until(lambda: window.timeline.axis.selected is not None, "the timeline shows it")


def test_nothing_is_uncovered_by_a_search(window, search):
    write("message")
    until(lambda: len(hits(search)) == 3, "all are found")
    press(Qt.Key.Key_Return)
    idle(0.1)
    assert window.viewer.text.words.toPlainText() == ""
    assert exposures(window.desk.case) == ()


def test_another_case_begins_with_an_empty_page(window, search, start, make_case):
    write("message")
    until(lambda: len(hits(search)) == 3, "all are found")
    window.opening.open(make_case("two", reference="HPE-2"))
    until(lambda: window.windowTitle() == "HPE-2", "the other case is open")
    assert not search.isVisible() and search.field.text() == "" and hits(search) == []
