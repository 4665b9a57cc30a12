"""A policy's text as prose that is read and quoted: headings, clauses, cited passages."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent, QShowEvent, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QTextEdit, QWidget

from ui.theme import Theme
from ui.widgets.painting import text_width
from ui.widgets.safe_text import SafeBrowser

MEASURE = 60
EDGE = 20
LINE_HEIGHT = 21
_NUMBER = re.compile(r"(\d+(?:\.\d+)*\.?)[ \t]+(?=\S)")
_KEPT = "\u200c\u200d"


class ReaderBlock(Protocol):
    """One displayed piece of a text; ``kind`` is heading, paragraph, item, quote, code or row."""

    @property
    def kind(self) -> str:
        """What it is."""

    @property
    def level(self) -> int:
        """A heading's depth, or how deep it stands in lists."""

    @property
    def text(self) -> str:
        """The displayed characters."""

    @property
    def marker(self) -> str:
        """What an item is counted with."""

    @property
    def start(self) -> int:
        """Where it begins in the source."""

    @property
    def end(self) -> int:
        """Where it ends in the source."""

    def source_range(self, first: int, last: int) -> tuple[int, int]:
        """The offsets in the source of displayed characters, ``last`` not included."""

    def display_range(self, start: int, end: int) -> tuple[int, int] | None:
        """The displayed characters that offsets of the source cover."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A block in the document: ``position`` of its first letter, ``lead`` letters of marker before its text."""

    block: ReaderBlock
    position: int
    lead: int

    def text_position(self, index: int) -> int:
        """Where a displayed character stands in the document, which counts in UTF-16."""
        return self.position + self.lead + _units(self.block.text[:index])

    def index(self, position: int) -> int:
        """Which displayed character stands at a position of the document."""
        return _letters(self.block.text, max(0, position - self.position - self.lead))


class SectionReader(SafeBrowser):
    """Shows a text at a comfortable measure; what is selected is told in offsets of its source."""

    citeChanged = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._blocks: tuple[ReaderBlock, ...] = ()
        self._source = ""
        self._shown: list[_Shown] = []
        self._cited: tuple[tuple[int, int], ...] = ()
        self.setProperty("role", "reader")
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.selectionChanged.connect(self.citeChanged)
        theme.changed.connect(self._lay_out_again)

    def set_document(self, blocks: Sequence[ReaderBlock], source: str = "") -> None:
        """Shows blocks; with ``source``, what is quoted is cut from it exactly."""
        self._blocks, self._source, self._cited = tuple(blocks), source, ()
        self._lay_out()
        self.verticalScrollBar().setValue(0)

    def set_cited(self, spans: Sequence[tuple[int, int]]) -> None:
        """Marks passages, given in offsets of the source, as cited."""
        self._cited = tuple(spans)
        look = QTextCharFormat()
        look.setBackground(self.theme.colour("cited_ground"))
        look.setForeground(self.theme.colour("cited"))
        marks = []
        for start, end in self._cited:
            for first, last in self._positions(start, end):
                mark = QTextEdit.ExtraSelection()
                mark.cursor = self._cursor(first, last)
                mark.format = look
                marks.append(mark)
        self.setExtraSelections(marks)

    def selection(self) -> tuple[int, int, str] | None:
        """The selected words: their start and end in the source, and the quoted text; None where there are none."""
        cursor = self.textCursor()
        if not cursor.hasSelection() or not self._shown:
            return None
        touched = self._touched(cursor.selectionStart(), cursor.selectionEnd())
        if not touched:
            return None
        (head, first, head_last), (tail, tail_first, last) = touched[0], touched[-1]
        start = head.block.source_range(first, head_last)[0]
        end = tail.block.source_range(tail_first, last)[1]
        words = "\n".join(shown.block.text[begin:stop] for shown, begin, stop in touched)
        return start, end, self._source[start:end] if self._source else words

    def select(self, start: int, end: int) -> None:
        """Selects a passage given in offsets of the source."""
        spans = self._positions(start, end)
        if spans:
            self.setTextCursor(self._cursor(spans[0][0], spans[-1][1]))

    def scroll_to(self, offset: int) -> None:
        """Brings the place of an offset of the source into the upper part of the view."""
        if not self._shown:
            return
        starts = [shown.block.start for shown in self._shown]
        shown = self._shown[max(0, bisect_right(starts, offset) - 1)]
        block = self.document().findBlock(shown.position)
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(round(top - self.viewport().height() / 6))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the lines at most as long as reads well."""
        super().resizeEvent(event)
        self._fit_measure()

    def _fit_measure(self) -> None:
        longest = round(text_width(self.theme.text(14), "n" * MEASURE) * 0.93)
        spare = max(0, self.contentsRect().width() - 2 * EDGE - longest)
        self.setViewportMargins(EDGE, 0, min(EDGE, 8) + spare, 0)
        self.document().setTextWidth(self.viewport().width())

    def showEvent(self, event: QShowEvent) -> None:
        """Lays the lines out once the style has given the pane its width."""
        super().showEvent(event)
        self._fit_measure()

    def _lay_out_again(self) -> None:
        place, cited = self.verticalScrollBar().value(), self._cited
        self._lay_out()
        self.set_cited(cited)
        self.verticalScrollBar().setValue(place)

    def _lay_out(self) -> None:
        document = self.document()
        document.clear()
        document.setDefaultFont(self.theme.text(14))
        self._fit_measure()
        self._shown = []
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        for number, block in enumerate(self._blocks):
            space = self._block_format(block, first=number == 0)
            if number:
                cursor.insertBlock(space)
            else:
                cursor.setBlockFormat(space)
            self._shown.append(self._insert(cursor, block))
        cursor.endEditBlock()
        edges = document.rootFrame().frameFormat()
        edges.setTopMargin(self.theme.px(14))
        edges.setBottomMargin(self.theme.px(28))
        document.rootFrame().setFrameFormat(edges)
        self.setTextCursor(QTextCursor(document))

    def _insert(self, cursor: QTextCursor, block: ReaderBlock) -> _Shown:
        position, lead = cursor.position(), ""
        if block.marker:
            lead = f"{_legible(block.marker)}\t"
            cursor.insertText(lead, self._letters(self.theme.text(14), "text2"))
        text = _legible(block.text)
        if block.kind == "heading":
            number = _NUMBER.match(text)
            split = number.end() if number else 0
            size = {1: 18, 2: 15}.get(block.level, 14)
            cursor.insertText(text[:split], self._letters(self.theme.mono(size - 1), "text3"))
            cursor.insertText(text[split:], self._letters(self.theme.text(size, 600), "text"))
        elif block.kind in ("code", "row"):
            cursor.insertText(text, self._letters(self.theme.mono(12), "text"))
        else:
            role = "text2" if block.kind == "quote" else "text"
            cursor.insertText(text, self._letters(self.theme.text(14), role))
        return _Shown(block, position, _units(lead))

    def _letters(self, font: QFont, role: str) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setFont(font)
        look.setForeground(self.theme.colour(role))
        return look

    def _block_format(self, block: ReaderBlock, first: bool) -> QTextBlockFormat:
        px, look = self.theme.px, QTextBlockFormat()
        heading = block.kind == "heading"
        look.setLineHeight(px(LINE_HEIGHT), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        look.setTopMargin(0 if first else px({1: 22, 2: 20}.get(block.level, 14)) if heading else px(4))
        look.setBottomMargin(px(4) if heading else px(7))
        if heading:
            look.setHeadingLevel(min(6, max(1, block.level)))
        if block.marker:
            hang = px(26)
            look.setLeftMargin(hang + px(18) * max(0, block.level - 1))
            look.setTextIndent(-hang)
            look.setTabPositions([QTextOption.Tab(hang, QTextOption.TabType.LeftTab)])
        elif block.kind in ("quote", "item"):
            look.setLeftMargin(px(18) * max(1, block.level))
        if block.kind == "code":
            look.setBackground(self.theme.colour("raised"))
        return look

    def _touched(self, start: int, end: int) -> list[tuple[_Shown, int, int]]:
        """The blocks a selection touches with its first and last displayed character in each, blanks left off."""
        found = []
        for shown in self._shown:
            last_position = shown.text_position(len(shown.block.text))
            if last_position <= start or shown.position >= end:
                continue
            first, last = shown.index(start), shown.index(min(end, last_position))
            words = shown.block.text[first:last]
            first += len(words) - len(words.lstrip())
            last -= len(words) - len(words.rstrip())
            if first < last:
                found.append((shown, first, last))
        return found

    def _positions(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where a passage of the source stands in the document, block by block."""
        found = []
        for shown in self._shown:
            if shown.block.start < end and start < shown.block.end:
                span = shown.block.display_range(start, end)
                if span is not None:
                    found.append((shown.text_position(span[0]), shown.text_position(span[1])))
        return found

    def _cursor(self, first: int, last: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        return cursor


def _legible(text: str) -> str:
    """Shows each hidden or direction-changing character as one box, so that positions stay as they are."""
    return "".join(
        "\u25af" if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") and letter not in _KEPT else letter
        for letter in text.replace("\n", "\u2028").replace("\t", " ").replace("\u2028", " ")
    )


def _units(text: str) -> int:
    """How many UTF-16 units a text takes."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def _letters(text: str, units: int) -> int:
    """How many characters stand before a count of UTF-16 units."""
    if text.isascii():
        return min(units, len(text))
    taken = 0
    for index, letter in enumerate(text):
        if taken >= units:
            return index
        taken += 2 if letter > "\uffff" else 1
    return len(text)
