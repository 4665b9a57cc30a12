"""The memo in the making: the investigator's words, what it still lacks, and what the case already says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from ui.desk import Desk
from ui.theme import Theme
from ui.widgets.controls import button, column, line, row
from ui.widgets.labels import PlainLabel, visible
from workbench.actions.memos import memo_lacks, memo_words, set_memo_words
from workbench.casefile.custody import Entry
from workbench.casefile.exhibit_numbers import exhibit_number
from workbench.casefile.memos import MemoPart

_LABEL = re.compile(r"EX-\d{4,}(?:\.\d+){0,2}")

HINTS = {
    MemoPart.ANSWER: ("Answer", "What the reader must know and do, in one or two sentences."),
    MemoPart.SUMMARY: ("Summary", "What happened, and what the evidence bears out."),
    MemoPart.RECOMMENDATION: ("Recommendation", "What should follow, by whom, by when."),
}
HEIGHTS = {MemoPart.ANSWER: 74, MemoPart.SUMMARY: 122, MemoPart.RECOMMENDATION: 96}


class MemoPanel(QWidget):
    """Takes words as they are written, keeps them when a field is left, and lists what is missing."""

    export_asked = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._theme = desk, theme
        self._kept: dict[str, str] = {}
        self._lacks: Sequence[str] = ()
        self.fields = {part: self._field(part) for part in MemoPart}
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=500)
        self._soon.timeout.connect(self._check)
        desk.opened.connect(self._open)
        desk.changed.connect(self._heed)

    def _field(self, part: MemoPart) -> QPlainTextEdit:
        """Makes the field of one part."""
        words, hint = HINTS[part]
        field = QPlainTextEdit()
        field.setPlaceholderText(hint)
        field.setAccessibleName(words)
        field.setTabChangesFocus(True)
        field.setMinimumHeight(HEIGHTS[part])
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        field.setProperty("part", part.value)
        field.installEventFilter(self)
        return field

    def _build(self) -> None:
        """Builds fields, the list of what is missing, and the export."""
        self.export_button = button("Export memo", lambda: None, "primary", "export")
        menu = QMenu(self.export_button)
        for words, ending in (("PDF", ".pdf"), ("Web page (HTML)", ".html"), ("Markdown", ".md")):
            menu.addAction(words).triggered.connect(lambda _=False, chosen=ending: self.export_asked.emit(chosen))
        self.export_button.setMenu(menu)
        self._lack_words = PlainLabel("", "group")
        self.lacks = QStringListModel(self)
        self.lack_list = QListView()
        self.lack_list.setModel(self.lacks)
        self.lack_list.setWordWrap(True)
        self.lack_list.setAccessibleName("What the memo lacks")
        self.lack_list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.lack_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lack_list.setMinimumHeight(120)
        self.lack_list.setSpacing(1)
        self.lack_list.clicked.connect(lambda index: self._follow(index.row()))
        self.lack_list.activated.connect(lambda index: self._follow(index.row()))
        body = QWidget()
        parts: list[QWidget] = []
        for part, field in self.fields.items():
            parts += [PlainLabel(HINTS[part][0], "group"), field]
        note = PlainLabel(
            "Exhibits, quotations, timeline, digests and the ledger’s head come from the case itself. "
            "Pictures stay veiled in what leaves it.",
            "meta",
        )
        note.setWordWrap(True)
        stack = column(body, *parts, line(), self._lack_words, self.lack_list, note, gap=8, margins=(20, 14, 20, 12))
        for place, weight in ((1, 3), (3, 5), (5, 4), (2 * len(self.fields) + 2, 4)):
            stack.setStretch(place, weight)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(body)
        foot = row(None, self.export_button, 1, margins=(20, 8, 20, 12))
        column(self, area, line(), foot, gap=0)

    # Words -----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps a field's words when it is left."""
        if event.type() == QEvent.Type.FocusOut and isinstance(watched, QPlainTextEdit):
            self._keep(watched)
        return super().eventFilter(watched, event)

    def keep(self) -> None:
        """Keeps all words as they stand, before the case is left or the memo written."""
        for field in self.fields.values():
            self._keep(field)

    def _keep(self, field: QPlainTextEdit) -> None:
        """Keeps one field's words where they changed."""
        part, words = str(field.property("part")), field.toPlainText().strip()
        if self._desk.writable and words != self._kept.get(part, ""):
            self._kept[part] = words
            self._desk.do(set_memo_words, part, words)

    def _open(self) -> None:
        """Shows another case's words."""
        self._kept = {}
        for field in self.fields.values():
            field.clear()
            field.setReadOnly(not self._desk.writable)
        self.export_button.setEnabled(self._desk.case is not None)
        self._desk.ask(memo_words, then=self._show)
        self._check()

    def _show(self, words: dict[str, str]) -> None:
        """Takes the case's words in, but not into a field that is being written."""
        self._kept = dict(words)
        for part, field in self.fields.items():
            text = words.get(part.value, "")
            if not field.hasFocus() and field.toPlainText().strip() != text:
                field.setPlainText(text)

    def _heed(self, entry: Entry) -> None:
        """Looks again a little after the case changed."""
        if any(subject.startswith("memo") for subject in entry.subjects):
            self._desk.ask(memo_words, then=self._show)
        if not entry.verb.startswith("look."):
            self._soon.start()

    # What is missing -------------------------------------------------------------------------------------------

    def _check(self) -> None:
        """Asks what a reader would miss, once nobody waits for it in vain."""
        actor = self._desk.actor
        if self._desk.case is not None and self.isVisible():
            self._desk.ask(lambda case: memo_lacks(case, actor), then=self._show_lacks)

    def showEvent(self, event: QShowEvent) -> None:
        """Looks again when the memo comes into sight."""
        super().showEvent(event)
        self._check()

    def _show_lacks(self, lacks: Sequence[str]) -> None:
        """Lists what is missing, with what can be done."""
        self._lacks = lacks
        self._lack_words.setText(f"Still missing, {len(lacks)}" if lacks else "Nothing is missing")
        self.lacks.setStringList([visible(lack) for lack in lacks])

    def _follow(self, place: int) -> None:
        """Brings the first exhibit that something is missing on into view."""
        label = _LABEL.search(self._lacks[place]) if place < len(self._lacks) else None
        if label is not None:
            self._desk.select(exhibit_number(label.group()))
