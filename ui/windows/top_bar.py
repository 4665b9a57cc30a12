"""The bar over the case: which case, its clock, one field for everything, and what was looked at today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QStyle, QWidget

from ui.theme import Theme
from ui.widgets.controls import IconButton, row
from ui.widgets.labels import Pill, PillButton, PlainLabel, plain_tip
from ui.windows.capture_guard import CaptureProtection
from workbench.casefile.cases import Case, CaseKind, remaining_words
from workbench.casefile.exposure import ExposureTotals
from workbench.casefile.identity import now
from workbench.casefile.retention import Hold

KIND_ROLES = {CaseKind.ELECTIONS: "escalate", CaseKind.GRAPHIC: "neutral", CaseKind.LEGAL: "accent"}
SOON, AT_ONCE = 3 * 3600, 3600
STILL = {"sealed": "Sealed", "locked": "Locked", "pause": "On a pause"}
NARROW = 1000


class AppMark(QAbstractButton):
    """The program's mark; it opens the menu of all commands."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedSize(28, 28)
        self.setAccessibleName("Menu of all commands")
        self.setToolTip("Menu  (F10)")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints an eye behind a veil on the accent."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
        self._theme.paint_icon(painter, QRectF(6, 6, 16, 16), "layers", "on_accent")
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("text"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)


class SearchField(QAbstractButton):
    """Looks like a field and opens the palette, where one types."""

    WORDS = "Search the case or run a command"

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(self.WORDS)
        self.setToolTip("Find anything  (Ctrl K)")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover, True)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as its words and key."""
        return QSize(344, 32)

    def minimumSizeHint(self) -> QSize:
        """As small as its icon and key."""
        return QSize(110, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the field."""
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setBrush(theme.colour("hover" if self.underMouse() else "raised"))
        painter.setPen(QPen(theme.colour("accent" if focused else "line_strong"), 2 if focused else 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        place = self.rect()
        icon = QRectF(11, 8, 16, 16) if not mirrored else QRectF(place.width() - 27, 8, 16, 16)
        theme.paint_icon(painter, icon, "search", "text3")
        key_font = theme.mono(11)
        key_width = QFontMetrics(key_font).horizontalAdvance("Ctrl K") + 12
        key = QRectF(place.width() - key_width - 7, 6, key_width, 20) if not mirrored else QRectF(7, 6, key_width, 20)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.colour("line_strong"))
        painter.drawRoundedRect(key, 4, 4)
        painter.setFont(key_font)
        painter.setPen(theme.colour("text2"))
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, "Ctrl K")
        painter.setFont(theme.text(13))
        painter.setPen(theme.colour("text3"))
        words = QStyle.visualRect(self.layoutDirection(), place, place.adjusted(36, 0, -key_width - 14, 0))
        shown = QFontMetrics(theme.text(13)).elidedText(self.WORDS, Qt.TextElideMode.ElideRight, words.width())
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawText(words, side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, shown)


class TopBar(QWidget):
    """Names the case, counts its clock down in words, and keeps the exposure state in sight."""

    cases_asked = Signal()
    palette_asked = Signal()
    theme_asked = Signal()
    exposure_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._due: datetime | None = None
        self._totals = ExposureTotals()
        self.looking = False
        self._still = ""
        self.setProperty("surface", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setFixedHeight(52)
        self.mark = AppMark(theme)
        self.menu = QMenu(self)
        self.mark.clicked.connect(self.open_menu)
        self._reference = PlainLabel("", "mono", Qt.TextElideMode.ElideRight)
        self._reference.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._title = PlainLabel("", "pane", Qt.TextElideMode.ElideRight)
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.cases_button = IconButton(theme, "chevron-down", "Cases  (Ctrl B)")
        self.cases_button.clicked.connect(self.cases_asked)
        self._kind, self._clock = Pill("", theme), Pill("", theme, "borderline", "clock")
        self.read_only = Pill("Read only", theme, "borderline", "lock")
        self.on_hold = Pill("On hold", theme, "neutral", "lock")
        self.on_hold.hide()
        self.search = SearchField(theme)
        self.search.clicked.connect(self.palette_asked)
        self.exposure = PillButton("Veiled", theme, "clear", "shield-check")
        self.exposure.setToolTip("What you looked at, your budgets and your choices")
        self.exposure.clicked.connect(self.exposure_asked)
        self.capture = Pill("Not captured", theme, "neutral", "shield-check")
        self.capture.hide()
        self.theme_button = IconButton(theme, "moon", "Dark or light  (Ctrl Shift D)")
        self.theme_button.clicked.connect(self.theme_asked)
        row(
            self,
            self.mark,
            self._reference,
            self._title,
            self.cases_button,
            self._kind,
            self._clock,
            self.read_only,
            self.on_hold,
            1,
            self.search,
            self.capture,
            self.exposure,
            self.theme_button,
            gap=10,
            margins=(14, 0, 12, 0),
        )
        self._ticking = QTimer(self, interval=20_000)
        self._ticking.timeout.connect(self._tick)
        self._ticking.start()
        theme.changed.connect(self._dress)
        self._dress()
        self.show_case(None, "")

    def show_case(self, case: Case | None, held_by: str) -> None:
        """Names another case."""
        self._reference.setText(case.reference if case else "")
        self._reference.setVisible(bool(case and case.reference))
        self._title.setText(case.title if case else "No case is open")
        self._kind.setVisible(case is not None)
        if case is not None:
            self._kind.set_text(case.kind.words, KIND_ROLES.get(case.kind, "neutral"))
        self._due = case.due if case else None
        self.read_only.setVisible(bool(held_by))
        self.read_only.setToolTip(plain_tip(f"{held_by} may write" if held_by else ""))
        self._tick()
        self._make_room()

    def show_holds(self, found: Sequence[Hold]) -> None:
        """Says that the whole case is on hold, and on whose word; holds on single exhibits stand in their details."""
        whole = [hold for hold in found if hold.active and not hold.exhibits]
        self.on_hold.setVisible(bool(whole))
        words = "; ".join(f"{hold.authority}: {hold.reason}" for hold in whole)
        self.on_hold.setToolTip(plain_tip(f"Nothing can be destroyed. {words}"))

    def show_totals(self, totals: ExposureTotals) -> None:
        """Says what was looked at today."""
        self._totals = totals
        self._say_exposure()

    def show_looking(self, looking: bool) -> None:
        """Says while something is uncovered."""
        self.looking = looking
        self._say_exposure()

    def open_menu(self) -> None:
        """Opens the menu of all commands."""
        self.menu.popup(self.mark.mapToGlobal(self.mark.rect().bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves out what matters least where there is little room."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Shows the kind, then the words of the search, only where they fit."""
        width = self.width()
        self._kind.setVisible(width >= 1200 and self._title.words() != "No case is open")
        self.search.setMaximumWidth(344 if width >= 1400 else 220 if width >= 1100 else 120)
        self.exposure.setVisible(width >= 760)
        self._title.setMaximumWidth(round(width * 0.38))
        self._reference.setMaximumWidth(round(width * 0.13))
        self._say_exposure()

    def _tick(self) -> None:
        """Counts the clock down in words; amber under three hours, red under one."""
        self._clock.setVisible(self._due is not None)
        if self._due is not None:
            left = (self._due - now()).total_seconds()
            role = "violating" if left < AT_ONCE else "borderline" if left < SOON else "neutral"
            local = self._due.astimezone()
            self._clock.set_text(f"Due {local:%H:%M} {local.tzname()}, {remaining_words(self._due, now())}", role)
            self._clock.setToolTip(plain_tip(f"Due {local:%A, %d %B %Y, %H:%M} {local.tzname()}"))

    def show_stillness(self, stillness: str) -> None:
        """Says while everything is sealed, and why."""
        self._still = stillness
        self._say_exposure()

    def show_capture(self, protection: CaptureProtection) -> None:
        """Says where the system leaves this window out of captures; where it does not, nothing is claimed."""
        self.capture.setVisible(protection is CaptureProtection.ON)
        self.capture.setToolTip(plain_tip(protection.words))

    def _say_exposure(self) -> None:
        """Words the exposure state."""
        looks, seconds = self._totals.looks, round(self._totals.seconds)
        spent = f"{seconds} s" if seconds < 60 else f"{seconds // 60} min {seconds % 60} s"
        words = "1 look" if looks == 1 else f"{looks} looks"
        state = STILL.get(self._still) or ("Looking" if self.looking else "Veiled")
        role = "neutral" if self._still else "borderline" if self.looking else "clear"
        said = f" · {words}, {spent} today" if looks else " · no looks today"
        self.exposure.set_text(state if self.looking or self.width() < NARROW else f"{state}{said}", role)

    def _dress(self) -> None:
        """Shows the theme that the button leads to."""
        self.theme_button.set_icon("sun" if self._theme.dark else "moon")
