"""The evidence of a case: veiled tiles that can be sifted, searched and added to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from ui.desk import Desk
from ui.models.exhibits import ExhibitsModel, Sieve
from ui.panels.evidence.grid import EvidenceGrid
from ui.panels.evidence.intake import Account, EvidenceIntake, local_paths
from ui.theme import Theme
from ui.widgets.controls import IconButton, column, row, surface
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Chip, PlainLabel
from ui.widgets.report_bar import ReportBar
from workbench.actions.cases import CaseSummary, summary
from workbench.actions.decisions import determinations_of
from workbench.actions.exhibits import exhibit, previews
from workbench.actions.paging import ExhibitPage, exhibit_page, exhibits_behind
from workbench.casefile.custody import Entry
from workbench.casefile.decisions import Determination
from workbench.casefile.exhibit_numbers import exhibit_label, exhibit_number
from workbench.casefile.exhibits import Exhibit, Family
from workbench.casefile.exposure import Preview
from workbench.casefile.verbs import DESTROY, PREVIEW
from workbench.errors import NoSuchItem

CHUNK = 200


class EvidencePanel(QWidget):
    """Shows exhibits, takes new ones in, and brings one into view."""

    acquire_asked = Signal()
    source_asked = Signal(object)
    destroy_asked = Signal(object)  # an exhibit's number is wider than a C int
    one_asked = Signal()
    counted = Signal()

    def __init__(self, desk: Desk, theme: Theme, model: ExhibitsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._theme, self._model = desk, theme, model
        self._wants_keys = False
        self._missed: set[int] | None = None
        self._whole: dict[Sieve, int] | None = None
        self._sourceless: list[int] = []
        self._forbidden: int | None = None
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setAcceptDrops(True)
        self._build()
        self.intake = EvidenceIntake(desk, self)
        self.intake.reported.connect(self._say)
        desk.opened.connect(self._open)
        desk.changed.connect(self._heed)
        desk.selected.connect(self._follow)
        model.previews_wanted.connect(self._fetch)
        model.modelReset.connect(self._reset)
        model.counted.connect(self._count)
        self._search_soon = QTimer(self, singleShot=True, interval=120)
        self._search_soon.timeout.connect(self._sift)
        self.search.textChanged.connect(lambda _: self._search_soon.start())

    # Layout ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Builds heading, chips, search, report and grid."""
        self._total = PlainLabel("", "meta", Qt.TextElideMode.ElideRight)
        self._total.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        find = IconButton(self._theme, "search", "Search the evidence  (/)")
        find.clicked.connect(self.start_search)
        self.add = IconButton(self._theme, "plus", "Acquire files  (Ctrl I)")
        self.add.clicked.connect(self.acquire_asked)
        head = row(None, PlainLabel("Evidence", "pane"), self._total, 1, find, self.add, gap=8)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Number, kind, name or judgement")
        self.search.setAccessibleName("Search the evidence")
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.search.hide()
        self.chips = {sieve: self._chip(sieve) for sieve in Sieve}
        self.one = Chip("One of each", self._theme)
        self.one.setToolTip("Leave out what is nearly the same as another  (Shift G)")
        self.one.clicked.connect(lambda _checked=False: self.one_asked.emit())
        self.one.hide()
        strip = QWidget()
        flow = FlowLayout(strip)
        for chip in (*self.chips.values(), self.one):
            flow.addWidget(chip)
        self.report = ReportBar(self._theme)
        self.report.acted.connect(self._act)
        self.grid = EvidenceGrid(self._theme, self._model)
        self.grid.selectionModel().currentChanged.connect(self._pick)
        self.empty = EmptyState(
            self._theme,
            "image",
            "No evidence yet",
            "Drop files or folders here, or paste them. They are copied, hashed and veiled; nothing is altered.",
            "Acquire files",
        )
        self.empty.acted.connect(self.acquire_asked)
        self.nothing = EmptyState(self._theme, "filter", "Nothing passes", "No exhibit passes this filter.", "Show all")
        self.nothing.acted.connect(self.show_all)
        self.stack = QStackedWidget()
        for part in (self.grid, self.empty, self.nothing):
            self.stack.addWidget(part)
        top = surface("pane")
        column(top, head, strip, self.search, gap=10, margins=(16, 12, 12, 8))
        held = QWidget()
        column(held, self.stack, margins=(10, 0, 0, 0))
        column(self, top, self.report, held, gap=0).setStretch(2, 1)

    def _chip(self, sieve: Sieve) -> Chip:
        """Makes the chip of one sieve."""
        chip = Chip(sieve.value, self._theme, 0)
        chip.setCheckable(True)
        chip.setChecked(sieve is self._model.sieve)
        chip.clicked.connect(lambda _checked=False, chosen=sieve: self.choose(chosen))
        return chip

    # Sifting ---------------------------------------------------------------------------------------------------

    def choose(self, sieve: Sieve) -> None:
        """Shows what passes a sieve."""
        for each, chip in self.chips.items():
            chip.setChecked(each is sieve)
        self._model.sift(sieve, self.search.text())
        self._count()

    def show_folding(self, on: bool) -> None:
        """Shows whether one exhibit of each group stands for the others; the chip is there once there are groups."""
        self.one.setChecked(on)
        self.one.setVisible(on or any(self._alike(number) for number in self._model.numbers))
        self._count()

    def _alike(self, number: int) -> bool:
        shown = self._model.shown(number)
        return shown is not None and shown.alike > 1

    def show_all(self) -> None:
        """Shows everything again."""
        self.search.clear()
        self.search.hide()
        self.choose(Sieve.ALL)

    def start_search(self) -> None:
        """Opens the search line."""
        self.search.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc closes the search line; Enter and Down go to the grid."""
        if watched is self.search and event.type() == QEvent.Type.KeyPress:
            key = event.key()  # type: ignore[attr-defined]
            if key == Qt.Key.Key_Escape:
                self.search.clear()
                self.search.hide()
                self.grid.setFocus()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
                self._sift()
                self.grid.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _sift(self) -> None:
        """Applies the search."""
        self._model.sift(self._model.sieve, self.search.text())
        self._count()

    # The case --------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        """Shows another case."""
        self._missed = self._whole = None
        self._model.show((), {})
        self.report.hide()
        self.add.setEnabled(self._desk.writable)
        if self._desk.case is not None:
            self._desk.ask(exhibit_page, then=self._show)

    def _show(self, page: ExhibitPage) -> None:
        """Shows the first exhibits of the case, brings the first one to review into view, and has the others come."""
        self._model.show(page.exhibits, page.determinations)
        self._wants_keys = False
        if self._desk.number is None and self._model.numbers:
            waiting = self._model.undecided()
            self._desk.select(waiting[0] if waiting else self._model.numbers[0])
        if page.more:
            self._missed = set()
            self._desk.ask(summary, then=partial(self._foretell, page))
        else:
            self._preview_unseen(page.exhibits)

    def _foretell(self, page: ExhibitPage, found: CaseSummary) -> None:
        """Counts the whole case while only its first exhibits are there, and fetches the others."""
        judged = {sieve: found.counts[sieve.judgement] for sieve in Sieve if sieve.judgement is not None}
        self._whole = {**judged, Sieve.ALL: found.total, Sieve.TO_REVIEW: found.to_review}
        self._count()
        self._desk.ask(exhibits_behind, page.exhibits[-1].number, then=partial(self._complete, page))

    def _complete(self, first: ExhibitPage, rest: ExhibitPage) -> None:
        """Takes the other exhibits in, and anew whatever was changed while they were fetched."""
        self._whole = None
        self._model.take(rest.exhibits, rest.determinations)
        missed, self._missed = sorted(self._missed or ()), None
        if missed:
            self._refresh(missed)
        self._preview_unseen((*first.exhibits, *rest.exhibits))

    def _preview_unseen(self, exhibits: Sequence[Exhibit]) -> None:
        """Has previews made where no decoder has said anything yet."""
        if self._desk.writable and any(_unseen(item) for item in exhibits):
            self.intake.make_previews()

    def _refresh(self, numbers: Sequence[int]) -> None:
        """Fetches the present state of some exhibits."""
        self._desk.ask(lambda case: _newest(case, numbers), then=lambda answer: self._model.take(*answer))

    def _heed(self, entry: Entry) -> None:
        """Refreshes the exhibits that an entry is about."""
        numbers = subject_numbers(entry)
        if not numbers:
            return
        if entry.verb in (PREVIEW.name, DESTROY.name):
            self._model.forget_previews(numbers)
        if self._missed is not None:
            self._missed.update(numbers)
        self._refresh(numbers)

    def _fetch(self, numbers: list[int]) -> None:
        """Fetches previews in chunks, those asked for last first: they are what is on the screen."""
        for start in range(0, len(numbers), CHUNK):
            part = numbers[start : start + CHUNK]
            self._desk.ask(previews, part, then=partial(self._arrive, part))

    def _arrive(self, asked: Sequence[int], found: dict[int, Preview]) -> None:
        """Takes fetched previews in; what was not found has none."""
        self._model.take_previews({number: found.get(number) for number in asked})

    # Taking in -------------------------------------------------------------------------------------------------

    def _say(self, account: Account) -> None:
        """Says calmly what became of what came in, and offers what can be done about it."""
        if account.sourceless or not account.further:
            self._sourceless = list(account.sourceless)
        if account.forbidden is not None:
            self.say_forbidden(account.words, account.lines, account.forbidden, account.further)
            return
        offer = "Add source…" if account.sourceless else ""
        if account.further and not self.report.isHidden():
            self.report.go_on(account.words, account.lines, offer)
        else:
            self._forbidden = None
            self.report.say(account.words, account.lines, offer)

    def say_forbidden(self, words: str, lines: Sequence[tuple[str, str]], number: int, further: bool = False) -> None:
        """Says what a list withholds although its bytes are in the case, and offers to destroy them."""
        self._forbidden = number
        offer = f"Destroy {exhibit_label(number)}…"
        if further and not self.report.isHidden():
            self.report.go_on(words, lines, offer)
        else:
            self.report.say(words, lines, offer)

    def _act(self) -> None:
        """Takes up what was offered."""
        if self._forbidden is not None:
            self.destroy_asked.emit(self._forbidden)
        else:
            self.source_asked.emit(self._sourceless)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcomes files and folders from outside."""
        if self._desk.writable and local_paths(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Acquires what was dropped; it is always copied, never moved."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.intake.acquire(local_paths(event.mimeData()), "drop")

    # Selection -------------------------------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """Goes some exhibits on or back."""
        number = self._desk.number
        target = self._model.neighbour(number if number is not None else 0, by)
        if target is not None:
            self._desk.select(target)

    def _pick(self, index: QModelIndex, _before: QModelIndex) -> None:
        """Brings the chosen exhibit into view."""
        number = self._model.number_at(index)
        if number is not None:
            self._desk.select(number)

    def _follow(self, number: int | None) -> None:
        """Shows where the exhibit in view stands."""
        index = self._model.index_of(number) if number is not None else QModelIndex()
        if index.isValid():
            self.grid.setCurrentIndex(index)
            self.grid.scrollTo(index)
        else:
            self.grid.clearSelection()

    def take_keys(self) -> None:
        """Gives the keys to the grid, now or once the exhibits of the case are there."""
        self._wants_keys = True
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _bring_up(self, here: QWidget) -> None:
        """Shows the grid or what stands in for it; the keys go where they went before, or to the grid."""
        focused = QApplication.focusWidget()
        keys_here = self._wants_keys or focused is None or self.stack.isAncestorOf(focused)
        self.stack.setCurrentWidget(here)
        if here is self.grid and keys_here:
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reset(self) -> None:
        """Finds the selection again after the tiles were laid out anew."""
        self._follow(self._desk.number)
        self._count()

    def _count(self) -> None:
        """Writes the counts, and shows what fits an empty grid."""
        counts = self._whole or self._model.counts()
        total = counts[Sieve.ALL]
        self._total.setText(f"{total:,} items" if total != 1 else "1 item")
        for sieve, chip in self.chips.items():
            chip.set_count(counts[sieve])
            always = sieve in (Sieve.TO_REVIEW, Sieve.ALL)
            chip.setVisible(always or counts[sieve] > 0 or self._model.sieve is sieve)
        here: QWidget = self.grid if self._model.numbers else self.nothing if total else self.empty
        self._bring_up(here)
        done = self._model.sieve is Sieve.TO_REVIEW and not self.search.text() and total > 0 == counts[Sieve.TO_REVIEW]
        self.nothing.set_words(
            "All reviewed" if done else "Nothing passes",
            "Every exhibit has a judgement." if done else "No exhibit passes this filter.",
            "Show all",
        )
        self.counted.emit()


def subject_numbers(entry: Entry) -> list[int]:
    """Finds the exhibits among an entry's subjects."""
    return [exhibit_number(subject) for subject in entry.subjects if subject.startswith("EX-")]


def _newest(case: object, numbers: Sequence[int]) -> tuple[list[Exhibit], dict[int, Determination | None]]:
    """Reads the present state of some exhibits."""
    judged = determinations_of(case, numbers)  # type: ignore[arg-type]
    found = []
    for number in numbers:
        try:
            found.append(exhibit(case, number))  # type: ignore[arg-type]
        except NoSuchItem:
            continue
    return found, {number: judged.get(number) for number in numbers}


def _unseen(item: Exhibit) -> bool:
    """Tells whether no decoder has said anything of a picture or clip yet."""
    pictured = item.held and item.family in (Family.IMAGE, Family.VIDEO)
    return pictured and item.facts.width is None and item.facts.problem is None
