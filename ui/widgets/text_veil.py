"""The words of an exhibit, covered until somebody deliberately reads them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.controls import button, column, row
from ui.widgets.labels import KeyCap, PlainLabel
from workbench.casefile.exposure import EndCause

IDLE_MS = 120_000
_CALMING = {
    QEvent.Type.WindowDeactivate: EndCause.FOCUS_LOST,
    QEvent.Type.WindowBlocked: EndCause.HIDDEN,
    QEvent.Type.Hide: EndCause.HIDDEN,
    QEvent.Type.Close: EndCause.CLOSED,
}


class _Bars(QWidget):
    """Quiet bars in the place of words: always the same, whatever the text is."""

    SHARES = (0.82, 0.64, 0.9, 0.38, 0.0, 0.74, 0.86, 0.52, 0.0, 0.9, 0.44, 0.7)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(self.rect(), self._theme.colour("canvas"))
        sheet_width = min(560, self.width() - 48)
        left, top = (self.width() - sheet_width) / 2, max(24.0, self.height() / 2 - 190)
        sheet = QRectF(left, top, sheet_width, min(380.0, self.height() - 2 * top))
        painter.setBrush(self._theme.colour("pane"))
        painter.drawRoundedRect(sheet, 10, 10)
        painter.setBrush(self._theme.colour("raised"))
        for place, share in enumerate(self.SHARES):
            bar = QRectF(left + 28, top + 30 + place * 26, (sheet_width - 56) * share, 12)
            if share and bar.bottom() < sheet.bottom() - 16:
                painter.drawRoundedRect(bar, 4, 4)


class TextVeil(QStackedWidget):
    """Covers words; Space shows them while it is down, Enter until Esc. A window that is not in front
    covers them, and so do two minutes in which nobody moves.

    Each ``wanted(serial)`` is followed by exactly one ``ended(serial, cause, milliseconds)``; the owner answers
    with ``show_text(serial, text)`` or ``refuse(serial, words)``.
    """

    wanted = Signal(int)
    ended = Signal(int, object, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._serial = 0
        self._waiting = self._shown = self._kept = False
        self._clock = QElapsedTimer()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Text exhibit, covered")
        self._cover = _Bars(theme)
        self._say = PlainLabel("Text, covered", "strong")
        self._more = PlainLabel("", "secondary")
        card = QFrame()
        card.setProperty("surface", "card")
        self.read_button = button("Read", self.keep_open)
        keys = row(
            None,
            KeyCap("Space", theme),
            PlainLabel("hold to read", "secondary"),
            KeyCap("Enter", theme),
            PlainLabel("read until Esc", "secondary"),
            1,
            self.read_button,
            gap=8,
        )
        column(card, self._say, self._more, keys, gap=8, margins=(18, 14, 14, 14))
        holder = QVBoxLayout(self._cover)
        holder.addStretch(1)
        holder.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        holder.setContentsMargins(16, 16, 16, 24)
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.words.setUndoRedoEnabled(False)
        self.words.setAccessibleName("Text of the exhibit")
        self.words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.words.viewport().setMouseTracking(True)
        self.words.viewport().installEventFilter(self)
        self.addWidget(self._cover)
        self.addWidget(self.words)
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(lambda: self.stop(EndCause.IDLE))
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._heed_state)

    @property
    def reading(self) -> bool:
        """Tells whether words are on the screen."""
        return self._shown

    def set_item(self, kind: str, note: str = "") -> None:
        """Covers another exhibit's words."""
        self.stop(EndCause.ITEM_CHANGED)
        self._say.setText(f"{kind}, covered")
        self._more.setText(note)
        self._more.setVisible(bool(note))

    def show_text(self, serial: int, text: str) -> None:
        """Shows the words that were asked for, if they are still wanted."""
        if serial != self._serial or not self._waiting:
            return
        self._waiting, self._shown = False, True
        self._clock.start()
        self._idle.start()
        self.words.setPlainText(text)
        self.setCurrentWidget(self.words)
        self.setAccessibleName("Text exhibit, open")

    def refuse(self, serial: int, words: str) -> None:
        """Says why the words cannot be read."""
        if serial == self._serial:
            self._more.setText(words)
            self._more.show()
            self.stop(EndCause.FAILED)

    def press_look(self) -> None:
        """Asks for the words, for as long as the key is down."""
        if not self._waiting and not self._shown:
            self._serial += 1
            self._waiting, self._kept = True, False
            self.wanted.emit(self._serial)

    def release_look(self) -> None:
        """Covers the words again, unless they were opened for reading."""
        if not self._kept:
            self.stop(EndCause.RELEASED)

    def keep_open(self) -> None:
        """Opens the words until Esc."""
        self.setFocus()
        self.press_look()
        self._kept = True

    def stop(self, cause: EndCause = EndCause.STOPPED) -> None:
        """Covers the words at once and says why."""
        if not self._waiting and not self._shown:
            return
        shown_ms = self._clock.elapsed() if self._shown else 0
        self._waiting = self._shown = self._kept = False
        self._idle.stop()
        self.setCurrentWidget(self._cover)
        self.words.clear()
        self.setAccessibleName("Text exhibit, covered")
        self._cover.repaint()
        self.ended.emit(self._serial, cause, int(shown_ms))

    def take_keys_of(self, widget: QWidget, here: Callable[[], bool]) -> None:
        """Lets Space held in another widget read too, while ``here`` says that this surface is in view."""
        self._elsewhere = _SpaceListener(self, here)
        widget.installEventFilter(self._elsewhere)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space reads while it is down, Enter opens, Esc covers, arrows scroll."""
        key = event.key()
        if self._shown:
            self._idle.start()
        if key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.press_look()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.keep_open()
        elif key == Qt.Key.Key_Escape:
            self.stop(EndCause.STOPPED)
        elif self._shown and key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            bar = self.words.verticalScrollBar()
            step = bar.pageStep() if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) else 3
            bar.setValue(bar.value() + (step if key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown) else -step))
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting Space go covers."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.release_look()
        else:
            super().keyReleaseEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight is covered."""
        self.stop(EndCause.HIDDEN)
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Watches the window it now belongs to."""
        super().showEvent(event)
        self.window().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Covers the words when its window is no longer in front; goes on waiting while somebody reads."""
        if watched is self.window():
            cause = _CALMING.get(event.type())
            if cause is not None:
                self.stop(cause)
        elif self._shown and event.type() in (QEvent.Type.MouseMove, QEvent.Type.Wheel):
            self._idle.start()
        return super().eventFilter(watched, event)

    def _heed_state(self, state: Qt.ApplicationState) -> None:
        if state is not Qt.ApplicationState.ApplicationActive:
            self.stop(EndCause.FOCUS_LOST)


class _SpaceListener(QObject):
    """Hears Space in another widget and passes it to the surface in view."""

    def __init__(self, surface: TextVeil, here: Callable[[], bool]) -> None:
        super().__init__(surface)
        self._surface, self._here = surface, here

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Passes Space on while the surface is in view."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) and self._here():
            if event.key() == Qt.Key.Key_Space:  # type: ignore[attr-defined]
                if not event.isAutoRepeat():  # type: ignore[attr-defined]
                    down = event.type() == QEvent.Type.KeyPress
                    self._surface.press_look() if down else self._surface.release_look()
                return True
        return super().eventFilter(watched, event)
