"""The first window: what this is for, and the ways in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.desk import Desk
from ui.models.cases import CasesModel, Group
from ui.models.values import VALUE_ROLE
from ui.panels.cases import case_row
from ui.problems import ProblemBar
from ui.theme import Theme
from ui.widgets.controls import IconButton, button, column, row, surface
from ui.widgets.labels import KeyCap, PlainLabel
from ui.widgets.list_rows import Row, RowList
from ui.widgets.progress_strip import ProgressStrip
from ui.windows.files import ask_folder
from ui.windows.new_case import NewCaseDialog
from ui.windows.opening import Opening
from ui.windows.unlocking import Unlocking
from workbench.actions.cases import known_cases
from workbench.casefile.cases import KnownCase
from workbench.casefile.identity import now
from workbench.jobs import Progress

PROMISES = (
    (
        "eye-off",
        "Covered until you look",
        "Evidence rests as a veil too poor to see. A look is one held key, and recorded.",
    ),
    (
        "scale",
        "The rules beside it",
        "Select words of a policy, press Q: pinned to the exhibit with version and digest.",
    ),
    ("file-text", "A memo that stands", "Judgements, quotations and digests become a document that can be checked."),
)


class StartWindow(QWidget):
    """Offers the demonstration, a new case, an open one, and those of the last days."""

    theme_asked = Signal()
    gone = Signal()

    def __init__(self, desk: Desk, theme: Theme, opening: Opening) -> None:
        super().__init__()
        self._desk, self._theme, self._opening = desk, theme, opening
        self.setObjectName("start-window")
        self.setWindowTitle("Investigation Workbench")
        self.setProperty("surface", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.resize(1040, 600)
        self.model = CasesModel(self)
        self.unlocking = Unlocking(opening, theme, self)
        self._build()
        for key, call in (
            ("N", self.new_case),
            ("Ctrl+O", self.open_case),
            ("Ctrl+Shift+D", self.theme_asked.emit),
            ("Ctrl+W", self.close),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(call)
        desk.working.connect(self._show_work)
        desk.rested.connect(self.progress.finish)
        desk.failed.connect(self.problems.show_error)
        desk.opened.connect(self.refresh)
        opening.begun.connect(lambda words: self.say_work(words))
        opening.ended.connect(lambda: self.say_work(""))

    # Layout ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Builds the ways in on one side and the known cases on the other."""
        theme = self._theme
        left = QWidget()
        turn = IconButton(theme, "moon", "Dark or light  (Ctrl Shift D)")
        turn.clicked.connect(self.theme_asked)
        self.new_button = button("New case", self.new_case, "primary", "new-case")
        self.open_button = button("Open a case…", self.open_case, name="open-case")
        self.demo_button = button("Open the demonstration case", self._opening.open_demonstration, name="demonstration")
        ways = row(None, self.new_button, KeyCap("N", theme), self.open_button, KeyCap("Ctrl O", theme), 1, gap=8)
        says = PlainLabel(
            "A calm desk for hard material: evidence, policy, judgement and memo, on this machine alone.", "prose"
        )
        says.setWordWrap(True)
        self.progress = ProgressStrip(theme)
        self.progress.cancelled.connect(self._desk.cancel)
        self._work = PlainLabel("", "secondary")
        self._work.hide()
        running = QWidget()
        column(running, self._work, self.progress, gap=6)
        running.setFixedHeight(64)
        promises = column(None, *[self._promise(*promise) for promise in PROMISES], gap=18)
        title = row(None, _Mark(theme), PlainLabel("Investigation Workbench", "title"), 1, turn, gap=12)
        column(
            left,
            title,
            says,
            1,
            promises,
            2,
            ways,
            row(None, self.demo_button, 1),
            running,
            gap=16,
            margins=(48, 40, 48, 24),
        )
        right = surface("pane")
        self.list = RowList(theme, self._row, "Known cases")
        self.list.setModel(self.model)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self._none = PlainLabel("Cases that you open will stand here.", "secondary")
        column(
            right,
            row(None, PlainLabel("Your cases", "pane"), 1, margins=(16, 0, 16, 0)),
            row(None, self._none, margins=(16, 0, 16, 0)),
            self.list,
            gap=8,
            margins=(0, 20, 0, 12),
        )
        self.problems = ProblemBar(theme)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(left, 3)
        body.addWidget(right, 2)
        column(self, body, self.problems, gap=0)
        self.new_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _promise(self, icon: str, title: str, words: str) -> QWidget:
        """Sets one thing that the program does, with its icon."""
        held = QWidget()
        picture = _Icon(self._theme, icon)
        said = PlainLabel(words, "secondary")
        said.setWordWrap(True)
        across = row(held, picture, column(None, PlainLabel(title, "strong"), said, gap=2), gap=14)
        across.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        across.setStretch(1, 1)
        return held

    # Ways in ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Reads the known cases again."""
        self._desk.run(known_cases, self._show)

    def _show(self, cases: tuple[KnownCase, ...]) -> None:
        """Lists the known cases."""
        self.model.show(cases, now())
        self._none.setVisible(self.model.count() == 0)

    def new_case(self) -> None:
        """Asks what a new case is about and makes it."""
        dialog = NewCaseDialog(self._theme, self)
        dialog.filled.connect(self._opening.make)
        dialog.finished.connect(lambda _: dialog.deleteLater())
        dialog.open()

    def open_case(self) -> None:
        """Asks for a case folder and opens it."""
        ask_folder(self, "Open a case folder", self._opening.open)

    def _choose(self, index: QModelIndex) -> None:
        """Opens a known case."""
        value = index.data(VALUE_ROLE)
        if isinstance(value, KnownCase):
            self._opening.open(Path(value.folder))

    def say_work(self, words: str) -> None:
        """Says what is being done."""
        self._work.setText(f"{words}…" if words else "")
        self._work.setVisible(bool(words))
        for each in (self.new_button, self.open_button, self.demo_button):
            each.setEnabled(not words)

    def _show_work(self, words: str, progress: Progress) -> None:
        """Shows how far running work is."""
        self.progress.show_progress(progress if progress.doing else Progress(progress.done, progress.total, words))

    def _row(self, index: QModelIndex | QPersistentModelIndex) -> Row | None:
        """Says what a row shows."""
        value = index.data(VALUE_ROLE)
        if isinstance(value, Group):
            return Row(value.words, heading=True)
        if not isinstance(value, KnownCase):
            return None
        return case_row(value)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leaves."""
        super().closeEvent(event)
        self.gone.emit()


class _Icon(QWidget):
    """One of the project's icons as a quiet picture."""

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        self._theme, self._icon = theme, icon
        self.setFixedSize(24, 24)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the icon."""
        painter = QPainter(self)
        self._theme.paint_icon(painter, QRectF(2, 2, 20, 20), self._icon, "accent")


class _Mark(QWidget):
    """The program's mark."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(34, 34)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints layers on the accent."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(QRectF(0, 0, 34, 34), 9, 9)
        self._theme.paint_icon(painter, QRectF(7, 7, 20, 20), "layers", "on_accent")
