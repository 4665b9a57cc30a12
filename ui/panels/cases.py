"""The cases this person knows, by their clock; one click opens one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.models.cases import CasesModel, Group, urgency
from ui.models.values import VALUE_ROLE
from ui.theme import Theme
from ui.widgets.controls import button, column, row, surface
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import PlainLabel, visible
from ui.widgets.list_rows import Row, RowList
from workbench.actions.cases import known_cases, note_in_catalogue
from workbench.casefile.cases import KnownCase, remaining_words
from workbench.casefile.custody import Entry
from workbench.casefile.identity import now
from workbench.casefile.verbs import ACQUIRE, DECIDE, DESCRIBE_CASE, UNDO, WITHDRAW

COUNTED = {verb.name for verb in (ACQUIRE, DECIDE, DESCRIBE_CASE, UNDO, WITHDRAW)}


class CasesPanel(QWidget):
    """Lists cases and says which is open."""

    chosen = Signal(object)
    new_asked = Signal()

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.model = CasesModel(self)
        self.list = RowList(theme, self._row, "Cases")
        self.list.setModel(self.model)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self._count = PlainLabel("", "meta")
        self.new_button = button("New", self.new_asked.emit, name="new-case")
        self.new_button.setIcon(theme.icon("plus"))
        self.new_button.setToolTip("New case  (N)")
        theme.changed.connect(lambda: self.new_button.setIcon(theme.icon("plus")))
        head = surface("pane")
        row(head, PlainLabel("Cases", "pane"), self._count, 1, self.new_button, gap=8, margins=(16, 10, 12, 6))
        self.empty = EmptyState(
            theme,
            "layers",
            "No cases yet",
            "A case holds evidence, judgements and the memo of one escalation.",
            "New case",
        )
        self.empty.acted.connect(self.new_asked)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.empty)
        column(self, head, self.stack, gap=0)
        self._soon = QTimer(self, singleShot=True, interval=1500)
        self._soon.timeout.connect(self._note)
        self._clock = QTimer(self, interval=30_000)
        self._clock.timeout.connect(self.refresh)
        self._clock.start()
        desk.opened.connect(self.refresh)
        desk.changed.connect(self._heed)

    def refresh(self) -> None:
        """Reads the catalogue again."""
        self._desk.run(known_cases, self._show)

    def _heed(self, entry: Entry) -> None:
        """Brings the catalogue up to date a little after the counts changed, once for many entries."""
        if entry.verb in COUNTED:
            self._soon.start()

    def _note(self) -> None:
        """Notes how far the open case is, and reads the catalogue again."""
        case = self._desk.case
        if case is not None:
            self._desk.run(lambda: note_in_catalogue(case), lambda _: self.refresh(), lane="write")

    def _show(self, cases: tuple[KnownCase, ...]) -> None:
        """Shows the catalogue and marks the open case."""
        self.model.show(cases, now())
        self._count.setText(str(self.model.count()))
        self.stack.setCurrentWidget(self.list if self.model.count() else self.empty)
        if self._desk.case is not None:
            self.list.setCurrentIndex(self.model.index_of(self._desk.case.case.id))

    def _choose(self, index: QModelIndex) -> None:
        """Asks for a case, unless it is the one that is open."""
        value = index.data(VALUE_ROLE)
        if isinstance(value, KnownCase) and (self._desk.case is None or value.id != self._desk.case.case.id):
            self.chosen.emit(Path(value.folder))

    def _row(self, index: QModelIndex | QPersistentModelIndex) -> Row | None:
        """Says what a row shows."""
        value = index.data(VALUE_ROLE)
        if isinstance(value, Group):
            return Row(value.words, heading=True)
        if not isinstance(value, KnownCase):
            return None
        here = self._desk.case
        return case_row(value, here.case.title if here is not None and here.case.id == value.id else "")


def case_row(case: KnownCase, open_title: str = "") -> Row:
    """Says what a case's row shows: reference, clock, title, and how far it is.

    Of an encrypted case it says that it is one; only while it is open is its title known.
    """
    if case.destroyed:
        return Row(visible(case.title), "key destroyed", note="Nobody can read it again", quiet=True, icon="seal")
    if case.encrypted:
        note = "Encrypted" if open_title else "Encrypted: its names show once it is open"
        return Row(visible(open_title or case.title), note=note, icon="lock")
    moment = now()
    tone = {"now": "violating", "soon": "borderline"}.get(urgency(case.due, moment), "text2")
    return Row(
        title=visible(case.title),
        kicker=visible(case.reference),
        trailing=remaining_words(case.due, moment).removeprefix("in ") if case.due else "",
        tone=tone,
        share=case.decided / case.total if case.total else 0.0,
        count=f"{case.decided:,}/{case.total:,}",
        note="demonstration" if case.demonstration else case.kind.words,
    )
