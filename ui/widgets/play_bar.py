"""Under a clip: where one stands in it, how one goes through it on the veil, and the button that plays while held."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.controls import row
from ui.widgets.labels import KeyCap, PlainLabel
from workbench.casefile.annotations import clip_time

SPEEDS = (0, 1, 2, 4, 8)
SHUTTLE_MS = 100
PLAY_DWELL_MS = 120


class PlayBar(QWidget):
    """J K L shuttle through a clip on its veil, in silence; the button, or K held, plays a span as a recorded look.

    ``moved`` asks for another position, in seconds from the present one; ``held`` says that the play key went down or
    up. While something plays J and L choose how fast it goes (``hastened``).
    """

    moved = Signal(float)
    held = Signal(bool)
    hastened = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._speed = 0
        self._playing = self._k_down = False
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button = QPushButton("Hold to play")
        self.button.setAutoDefault(False)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setIconSize(QSize(14, 14))
        self.button.setAccessibleDescription("Plays the clip slowly, grey, small and muted while it is held.")
        self.button.pressed.connect(lambda: self._hold(True))
        self.button.released.connect(lambda: self._hold(False))
        self._position, self._length = PlainLabel("0:00.00", "mono"), PlainLabel("", "mono-meta")
        self._doing = PlainLabel("", "meta", Qt.TextElideMode.ElideRight)
        self._doing.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        parts: list[QWidget | int] = [self.button, self._position, self._length, self._doing, 1]
        self._hints: list[QWidget] = []
        for key, said in (("J K L", "shuttle, veiled"), (", .", "frame"), ("I O", "in, out"), ("M", "mark")):
            self._hints += [KeyCap(key, theme), PlainLabel(said, "meta")]
        row(self, *parts, *self._hints, gap=8, margins=(12, 4, 12, 4))
        self._shuttle = QTimer(self, interval=SHUTTLE_MS)
        self._shuttle.timeout.connect(lambda: self.moved.emit(self._speed * SHUTTLE_MS / 1000))
        self._k_long = QTimer(self, singleShot=True, interval=PLAY_DWELL_MS)
        self._k_long.timeout.connect(lambda: self._hold(True))
        theme.changed.connect(self._dress)
        self._dress()
        self._say()

    # What is shown.

    def set_length(self, seconds: float) -> None:
        """Shows how long the clip is, and stands still."""
        self.stop()
        self._length.setText(f"/ {clip_time(seconds)}")

    def set_position(self, seconds: float) -> None:
        """Shows where one stands."""
        self._position.setText(clip_time(seconds))

    def set_playing(self, playing: bool) -> None:
        """Shows whether a look at a span goes on."""
        self._playing = playing
        if playing:
            self._turn(0)
        self._say()

    def stop(self) -> None:
        """Stands still."""
        self._turn(0)

    @property
    def speed(self) -> int:
        """How fast the veil goes along, in seconds a second; below 0 backwards."""
        return self._speed

    def hide_hints(self, hidden: bool) -> None:
        """Leaves the keys out where there is little room."""
        for hint in self._hints:
            hint.setVisible(not hidden)

    # What the person does.

    def event(self, event: QEvent) -> bool:
        """Keeps J, K and L from the shortcuts of the window while the bar has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._means(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """J and L go back and forth, faster each time; K stands still and, held, plays."""
        if not self._means(event):
            super().keyPressEvent(event)
        elif event.isAutoRepeat():
            return
        elif event.key() == Qt.Key.Key_K:
            self.stop()
            self._k_down = True
            self._k_long.start()
        elif self._playing:
            self.hastened.emit(event.key() == Qt.Key.Key_L)
        else:
            self._shift(1 if event.key() == Qt.Key.Key_L else -1)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting K go ends what plays."""
        if event.key() == Qt.Key.Key_K and self._k_down and not event.isAutoRepeat():
            self._k_down = False
            if self._k_long.isActive():
                self._k_long.stop()
            else:
                self._hold(False)
        else:
            super().keyReleaseEvent(event)

    @staticmethod
    def _means(event: QKeyEvent) -> bool:
        return not event.modifiers() and event.key() in (Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_L)

    def _hold(self, down: bool) -> None:
        self.stop()
        self.held.emit(down)

    def _shift(self, way: int) -> None:
        """One speed on in a direction; against it, one speed less."""
        size, sign = SPEEDS.index(abs(self._speed)), 1 if self._speed > 0 else -1
        place = min(max(sign * size + way, 1 - len(SPEEDS)), len(SPEEDS) - 1)
        self._turn((1 if place > 0 else -1) * SPEEDS[abs(place)])

    def _turn(self, speed: int) -> None:
        self._speed = speed
        self._shuttle.start() if speed else self._shuttle.stop()
        self._say()

    def _say(self) -> None:
        if self._playing:
            said = "playing, muted"
        elif self._speed:
            said = f"{'on' if self._speed > 0 else 'back'}, {abs(self._speed)} ×, veiled"
        else:
            said = "veiled, muted"
        self._doing.setText(said)
        self.setAccessibleName(f"Clip, {said}")

    def _dress(self) -> None:
        self.button.setIcon(self._theme.icon("play", "text2", 14))
