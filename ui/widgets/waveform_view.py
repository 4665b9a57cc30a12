"""A sound as one sees it: its waveform, where it is loud, and the key that listens for as long as it is held."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.labels import visible
from ui.widgets.look_keys import KeyedLook
from ui.widgets.look_widget import Matter
from ui.widgets.sound_out import ClearSound, MakeSink, QtSink, sound_problem
from ui.widgets.veil_card import (
    CardFace,
    Hint,
    behind_words,
    hit_at,
    paint_card,
    paint_countdown,
    reason_list,
    reason_of,
)
from ui.widgets.veil_face import SurfaceFace, SurfaceItem, armed_face, known_lines
from ui.widgets.wave_paint import WaveFace, loudness_words, paint_wave
from workbench.casefile import look_events as events
from workbench.casefile.annotations import clip_time
from workbench.casefile.exposure import LookMode, Rung
from workbench.casefile.look_events import Wish
from workbench.casefile.look_state import LookState
from workbench.casefile.waveforms import Waveform

STEP, FINE_STEP = 1.0, 0.1
MARGIN = 24
_CONFIRMING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WaveformView(KeyedLook):
    """Paints loudness and nothing that could be heard; Space, held, listens, and that is a recorded look.

    Going along it is silent: ``moved`` says to which second a person went, ``played`` where listening has come to.
    """

    moved = Signal(float)
    played = Signal(float)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        clock: Callable[[], float] = time.monotonic,
        make_sink: MakeSink = QtSink,
        problem: Callable[[], str] = sound_problem,
    ) -> None:
        super().__init__(theme, parent, clock)
        self._make_sink, self._problem = make_sink, problem
        self._sink = make_sink()
        self._face = SurfaceFace()
        self._wave: Waveform | None = None
        self._seconds = self._position = self._start = 0.0
        self._marks: tuple[tuple[float, float | None, str], ...] = ()
        self._hits: dict[str, QRectF] = {}
        self._scrubbing = self._mouse_holds = False
        self.setMinimumSize(240, 180)
        self._name()

    # What the owner says.

    def set_sound(self, item: SurfaceItem | None, wave: Waveform | None = None, seconds: float = 0.0) -> None:
        """Shows another sound, or none, which ends listening; what is new about the same one does not."""
        before = self._face.item
        rules = item.rules if item is not None and item.can_look else None
        if before is not None and item is not None and before.number == item.number:
            self._face.item = item
            self._feed(events.NewRules(rules, False))
        else:
            self._feed(events.Item(rules, False))
            self._face, self._position, self._marks = SurfaceFace(item=item), 0.0, ()
        self._wave, self._seconds = wave, seconds
        self._name()
        self.update()

    def set_position(self, seconds: float) -> None:
        """Shows where one stands."""
        self._position = min(max(seconds, 0.0), self._seconds)
        self.update()

    def set_marks(self, marks: Sequence[tuple[float, float | None, str]]) -> None:
        """Shows marked moments and spans: start, end and words of each."""
        self._marks = tuple(marks)
        self.update()

    def set_notes(self, notes: Sequence[str]) -> None:
        """Shows what came to be known of the exhibit in view, a line each."""
        self._face.notes = tuple(notes)
        self._name()
        self.update()

    def show_sound(self, wish: Wish, sound: ClearSound, start: float) -> None:
        """Plays a piece of sound once, for as long as its wish lasts; one that comes too late is wiped unheard."""
        self._start = start
        self._receive(wish, sound, sound.seconds)

    @property
    def position(self) -> float:
        """Where one stands, in seconds."""
        return self._position

    # What the person does.

    def press_look(self) -> None:
        """The key that listens goes down; where nothing can be played it says so, and nothing is opened."""
        problem = self._problem() if self._look.wish is None else ""
        if problem:
            self._notice(problem)
            self.denied.emit(problem)
            self._say(problem)
            self.update()
        else:
            self._feed(events.Press(Rung.COLOUR, LookMode.LISTEN))

    def claims(self, event: QKeyEvent) -> bool:
        """Tells whether a key belongs to the surface now."""
        key = event.key()
        if key == Qt.Key.Key_Space:
            return not event.modifiers()
        if key in _CONFIRMING:
            return self.latched or self.state is LookState.ARMED
        if key == Qt.Key.Key_Escape:
            return self.state is not LookState.RESTING
        if self.reason_missing and 0 <= key - Qt.Key.Key_1 < len(reason_list()):
            return True
        return self.hasFocus() and key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)

    def take_press(self, event: QKeyEvent) -> bool:
        """Leads a key to what it means here: to listen, to answer why, or to go along in silence."""
        key = event.key()
        if not self.claims(event):
            return False
        if key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.press_look()
        elif key == Qt.Key.Key_Escape:
            self.stop()
        elif key in _CONFIRMING:
            self.resume() if self.latched else self._feed(events.Confirm())
        elif self.reason_missing and key >= Qt.Key.Key_1 and key - Qt.Key.Key_1 < len(reason_list()):
            self.choose_reason(reason_list()[key - Qt.Key.Key_1])
        else:
            self._walk(event)
        return True

    def take_release(self, event: QKeyEvent) -> bool:
        """Letting Space go is silence."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.release_look()
        return event.key() == Qt.Key.Key_Space

    def _walk(self, event: QKeyEvent) -> None:
        step = FINE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        targets = {
            Qt.Key.Key_Left: self._position - step,
            Qt.Key.Key_Right: self._position + step,
            Qt.Key.Key_Home: 0.0,
        }
        self._go(targets.get(Qt.Key(event.key()), self._seconds))

    def _go(self, seconds: float) -> None:
        """Goes somewhere in silence; what was being heard ends."""
        self.stop()
        self.set_position(seconds)
        self.moved.emit(self._position)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Acts on the card's places, or goes to a second in silence."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        hit = "" if self.looking else hit_at(self._hits, event.position())
        reason = reason_of(hit)
        if reason is not None:
            self.choose_reason(reason)
        elif hit == "look":
            self._mouse_holds = not self.latched
            self.resume() if self.latched else self.press_look()
        elif self._face.item is not None and self.plot().contains(event.position()):
            self._scrubbing = True
            self._scrub(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Goes along while the button is down; hovering does nothing."""
        if self._scrubbing:
            self._scrub(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends what the press began."""
        self._scrubbing = False
        if self._mouse_holds:
            self._mouse_holds = False
            self.release_look()

    def _scrub(self, event: QMouseEvent) -> None:
        plot = self.plot()
        self._go(self._seconds * (event.position().x() - plot.left()) / max(1.0, plot.width()))

    # Uncovering and letting go.

    def _uncover(self, wish: Wish, matter: Matter) -> None:
        self._sink.start(matter.samples, matter.rate)  # type: ignore[attr-defined]

    def _let_go(self, wish: Wish) -> None:
        self._sink.stop()

    def _notice(self, words: str) -> None:
        self._face.notice = words

    def _begun_words(self, wish: Wish, seconds: float) -> str:
        return f"Listening, {seconds:.0f} seconds."

    def _tick(self) -> None:
        super()._tick()
        if self.looking:
            self._position = min(self._start + self._clock() - self._look.since, self._seconds)
            self.played.emit(self._position)

    # Painting and words.

    def plot(self) -> QRectF:
        """Where the waveform lies."""
        height = min(220.0, self.height() * 0.5)
        return QRectF(MARGIN, MARGIN, max(40, self.width() - 2 * MARGIN), height)

    def sizeHint(self) -> QSize:
        """Room for a waveform and its card."""
        return QSize(640, 480)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints waveform and card; listening whose time is over ends here, even if no timer came."""
        self._painting = True
        if self.looking:
            self._feed(events.Tick())
        painter, theme = QPainter(self), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("canvas"))
        self._hits = {}
        if self._face.item is not None:
            heard = (self._start, self._position) if self.looking else None
            face = WaveFace(self._wave, self._seconds, self._position, self._marks, heard)
            paint_wave(painter, theme, self.plot(), face)
            self._paint_words(painter)
        painter.end()
        self._painting = False

    def _paint_words(self, painter: QPainter) -> None:
        look, at = self._look, self._clock()
        room = QRectF(self.rect()).adjusted(MARGIN / 2, self.plot().bottom(), -MARGIN / 2, -2)
        if self.looking:
            held = "press again to mute" if look.toggle else "let go to mute"
            left = (look.wakes or at) - at
            paint_countdown(
                painter, self.theme, room, look.left(at), left, f"Listening, no louder than −20 dBFS: {held}"
            )
        else:
            self._hits = paint_card(painter, self.theme, room, self.card_face())

    def card_face(self) -> CardFace:
        """Chooses the words of the card for the state the surface is in."""
        item, look = self._face.item, self._look
        assert item is not None
        title = behind_words(Rung.SEALED, item.sensitivity, item.harms).replace("Sealed", "Muted", 1)
        length = clip_time(self._seconds).partition(".")[0]
        facts = "  ·  ".join(part for part in (visible(item.kind), length, item.note) if part)
        if look.latched:
            return CardFace("Everything is sealed", "Nothing is heard until you go on.", button="go on", keys="Enter")
        if item.problem or not item.can_look:
            return CardFace(item.plate or "Nothing to listen to here", facts, notice=visible(item.problem), icon="info")
        if look.state is LookState.ARMED:
            return armed_face(look, title, "listen")
        lines = (loudness_words(self._wave), *known_lines(self._face))
        return CardFace(
            title, facts, lines, visible(item.description), self._face.notice, icon="volume-off",
            button="press to listen" if look.toggle else "hold to listen", pressed=look.wish is not None,
            focused=self.hasFocus(), hints=(Hint("", "← →", "go along, silent"),),
        )  # fmt: skip

    def _name(self) -> None:
        item = self._face.item
        if item is None:
            self.setAccessibleName("Sound")
            return
        behind = behind_words(Rung.SEALED, item.sensitivity, item.harms).replace("Sealed", "Muted", 1)
        described = f"Description: {visible(item.description)}" if item.description else ""
        notes = " ".join(f"{line}." for line in known_lines(self._face))
        self.setAccessibleName(f"{item.label}. {visible(item.kind)}. {behind}.")
        words = (described, notes, loudness_words(self._wave), "Press Space and hold to listen.")
        self.setAccessibleDescription(" ".join(part for part in words if part))
