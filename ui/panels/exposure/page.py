"""The page of a person's own exposure, over the window: their record, and what they ask for themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QScrollArea, QStackedWidget, QWidget

from ui.desk import Desk
from ui.panels.exposure.access import AccessPage
from ui.panels.exposure.choices import ChoicesPage
from ui.panels.exposure.gathered import OwnRecord, own_record
from ui.panels.exposure.record import RecordPage
from ui.theme import Theme
from ui.widgets.controls import IconButton, column, line, row
from ui.widgets.labels import PlainLabel
from workbench.actions.budgets import end_pause, snooze
from workbench.actions.exposure_rules import accept_lead_rules, set_preferences
from workbench.actions.groups import looks_avoided
from workbench.casefile.exposure_rules import Layer
from workbench.casefile.identity import now

WIDEST, TALLEST = 900, 860
TABS = ("Your record", "What you ask for", "Ease of use")


class ExposurePanel(QFrame):
    """Hidden until it is opened; it reads the person's own record only while it can be seen."""

    pause_asked = Signal()
    export_asked = Signal()
    delete_asked = Signal()
    changed = Signal()

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self._desk, self._theme = desk, theme
        self._before: QWidget | None = None
        self.shown: OwnRecord | None = None
        self._build()
        self._fresh = QTimer(self, interval=30_000)
        self._fresh.timeout.connect(self.read)
        parent.installEventFilter(self)
        desk.looked.connect(lambda: self.read() if self.isVisible() else None)
        self.hide()

    # Layout ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Builds heading, tabs and the three sides of the page."""
        theme = self._theme
        self.record, self.choices, self.access = RecordPage(theme), ChoicesPage(theme), AccessPage(theme)
        self.stack = QStackedWidget()
        for part in (self.record, self.choices, self.access):
            self.stack.addWidget(_scrolled(part))
        close = IconButton(theme, "x", "Close  (Esc)")
        close.clicked.connect(self.dismiss)
        title = PlainLabel("Your exposure", "pane")
        own = PlainLabel("Kept with you, apart from every case. Nobody else reads it.", "secondary")
        self.tabs = QButtonGroup(self)
        strip = row(None, gap=6)
        for place, words in enumerate(TABS):
            tab = QPushButton(words)
            tab.setProperty("role", "segment")
            tab.setCheckable(True)
            tab.setChecked(place == 0)
            tab.setAutoDefault(False)
            self.tabs.addButton(tab, place)
            strip.addWidget(tab)
        strip.addStretch(1)
        self.tabs.idClicked.connect(self.stack.setCurrentIndex)
        head = row(None, column(None, title, own, gap=2), 1, close, gap=8, margins=(20, 16, 14, 8))
        strip.setContentsMargins(20, 0, 20, 8)
        column(self, head, strip, line(), self.stack, gap=0).setStretch(3, 1)
        self.record.pause_asked.connect(self._pause)
        self.record.snooze_asked.connect(self._snooze)
        self.record.export_asked.connect(self.export_asked)
        self.record.delete_asked.connect(self.delete_asked)
        self.choices.changed.connect(self._keep)
        self.choices.noted.connect(self._note)

    # Coming and going ------------------------------------------------------------------------------------------

    def open_over(self, side: int = 0) -> None:
        """Comes up over the window at one of its sides, and takes the keyboard."""
        if not self.isVisible():
            self._before = self.window().focusWidget()
        self.tabs.button(side).setChecked(True)
        self.stack.setCurrentIndex(side)
        self._place()
        self.show()
        self.raise_()
        self.tabs.button(side).setFocus(Qt.FocusReason.PopupFocusReason)
        self._fresh.start()
        self.read()

    def dismiss(self) -> None:
        """Goes away; the keyboard goes back to where one was."""
        self._fresh.stop()
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        """Stands in the middle of the window, with room around it where there is any."""
        parent = self.parentWidget() or self.window()
        width = min(self._theme.px(WIDEST), parent.width() - 32)
        height = min(self._theme.px(TALLEST), parent.height() - 48)
        self.setFixedSize(width, height)
        self.move((parent.width() - width) // 2, (parent.height() - height) // 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays in the middle of its window."""
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    # The record ------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Reads the record anew."""
        person, case, at = self._desk.person, self._desk.case, now()
        self._desk.run(lambda: own_record(person, case, at), self._show)
        if case is not None:
            self._desk.ask(looks_avoided, then=self.record.show_avoided, failed=lambda _: None)

    def _show(self, record: OwnRecord) -> None:
        """Shows what was read."""
        self.shown = record
        self.record.show_record(record)
        self.choices.show_layers(record.own, record.above, " ".join(record.notices), record.waits)

    def _pause(self) -> None:
        """Begins a pause, or ends one that is under way."""
        if self.shown is not None and self.shown.standing.paused is not None:
            self._tell(end_pause)
        else:
            self.dismiss()
            self.pause_asked.emit()

    def _snooze(self) -> None:
        """Puts the offer of a pause off."""
        self._tell(snooze)

    def _keep(self, layer: Layer) -> None:
        """Keeps what the person asks for themselves."""
        person = self._desk.person
        self._desk.run(lambda: set_preferences(person, layer), lambda _: self._changed(), lane="write")

    def _note(self) -> None:
        """Takes note that the lead's file asks less than before."""
        person = self._desk.person
        self._desk.run(lambda: accept_lead_rules(person), lambda _: self._changed(), lane="write")

    def _tell(self, act: object) -> None:
        """Writes something into the person's own record and shows what became of it."""
        person = self._desk.person
        self._desk.run(lambda: act(person), lambda _: self._changed(), lane="write")  # type: ignore[operator]

    def _changed(self) -> None:
        self.changed.emit()
        self.read()


def _scrolled(part: QWidget) -> QScrollArea:
    """Puts a side of the page into an area that scrolls down and never across."""
    held = QWidget()
    column(held, part, margins=(20, 16, 20, 20))
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(held)
    return area
