"""No sound without a held and recorded look, and none after it: the waveform against whatever may disturb it."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.sound_out import FADE_SECONDS, faded
from ui.widgets.veil_face import SurfaceItem
from ui.widgets.wave_paint import loudness_words
from ui.widgets.waveform_view import WaveformView
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import RULES, EndCause, LookMode, Reason
from workbench.casefile.look_events import Wish
from workbench.casefile.waveforms import Waveform

Key = Qt.Key
WAVE = Waveform(0.1, bytes([60] * 100 + [250] * 10 + [60] * 90), -1.2)


class Piece:
    """Two seconds of sound in memory that can be wiped."""

    def __init__(self) -> None:
        self.rate, self.seconds = 24_000, 2.0
        self._memory = bytearray(array("h", [3000] * 48_000).tobytes())
        self.samples = memoryview(self._memory)
        self.wiped = False

    def wipe(self) -> None:
        """Overwrites it."""
        self._memory[:] = bytes(len(self._memory))
        self.wiped = True


class Speaker:
    """Counts what is played, and notes when it is silent."""

    def __init__(self) -> None:
        self.played: list[int] = []
        self.silent = True

    def start(self, samples: memoryview, rate: int) -> None:
        """Begins."""
        self.played.append(len(samples) // 2)
        self.silent = False

    def stop(self) -> None:
        """Ends."""
        self.silent = True


class Room(QWidget):
    """A window with a waveform and a field; it plays the owner."""

    def __init__(self, theme: Theme, clock: Callable[[], float]) -> None:
        super().__init__()
        self.speaker, self.problem = Speaker(), ""
        self.view = WaveformView(theme, None, clock, lambda: self.speaker, lambda: self.problem)
        self.field = QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.field)
        self.resize(640, 520)
        self.wishes: list[Wish] = []
        self.causes: list[EndCause] = []
        self.pieces: list[Piece] = []
        self.view.lookWanted.connect(self._give)
        self.view.lookEnded.connect(self._end)

    def _give(self, wish: Wish) -> None:
        self.wishes.append(wish)
        self.pieces.append(Piece())
        self.view.show_sound(wish, self.pieces[-1], self.view.position)

    def _end(self, wish: Wish, cause: EndCause, _ms: int) -> None:
        assert self.speaker.silent and all(piece.wiped for piece in self.pieces), "silence and wiping come first"
        self.causes.append(cause)


def sound(sensitivity: Sensitivity = Sensitivity.SENSITIVE, number: int = 3) -> SurfaceItem:
    """A sound that may be listened to."""
    return SurfaceItem(number, f"EX-{number:04d}", "Audio, WAV", sensitivity, rules=RULES[sensitivity])


@pytest.fixture
def room(qtbot: QtBot, dark: Theme, clock: Any) -> Room:
    """A shown window with twenty seconds of sound."""
    made = Room(dark, clock)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    made.view.set_sound(sound(), WAVE, 20.0)
    made.view.setFocus()
    qtbot.waitUntil(made.view.hasFocus)
    return made


def listen(room: Room, clock: Any) -> None:
    """Holds Space beyond the dwell."""
    QTest.keyPress(room.view, Key.Key_Space)
    clock.now += 0.2
    room.view._tick()


def test_only_a_held_space_is_heard_and_its_release_is_silence(room: Room, clock: Any) -> None:
    assert room.speaker.played == []
    listen(room, clock)
    assert room.speaker.played == [48_000] and room.wishes[0].mode is LookMode.LISTEN
    clock.now += 0.5
    room.view._tick()
    assert room.view.position == pytest.approx(0.5)
    QTest.keyRelease(room.view, Key.Key_Space)
    assert room.causes == [EndCause.RELEASED] and room.speaker.silent


@pytest.mark.parametrize(
    ("disturb", "cause"),
    [
        (lambda r: r.field.setFocus(), EndCause.FOCUS_LOST),
        (lambda r: r.view.hide(), EndCause.HIDDEN),
        (lambda r: r.view.latch(), EndCause.SEALED_ALL),
        (lambda r: r.view.set_sound(sound(number=4), WAVE, 20.0), EndCause.ITEM_CHANGED),
        (lambda r: r.view.set_sound(sound(Sensitivity.EXTREME), WAVE, 20.0), EndCause.RULES_CHANGED),
        (lambda r: QTest.keyClick(r.view, Key.Key_Right), EndCause.STOPPED),
        (lambda r: QTest.keyClick(r.view, Key.Key_Escape), EndCause.STOPPED),
    ],
)
def test_whatever_disturbs_is_silence(room: Room, clock: Any, disturb: Any, cause: EndCause) -> None:
    listen(room, clock)
    disturb(room)
    assert room.causes[0] in (cause, EndCause.FOCUS_LOST) and len(room.causes) == 1


def test_it_ends_by_itself_with_the_piece(room: Room, clock: Any) -> None:
    listen(room, clock)
    clock.now += 2.0
    room.view._tick()
    assert room.causes == [EndCause.EXPIRED]


def test_going_along_is_silent_by_keys_and_by_the_pointer(room: Room) -> None:
    moved: list[float] = []
    room.view.moved.connect(moved.append)
    QTest.keyClick(room.view, Key.Key_Right)
    QTest.keyClick(room.view, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    plot = room.view.plot()
    QTest.mousePress(room.view, Qt.MouseButton.LeftButton, pos=plot.center().toPoint())
    QTest.mouseMove(room.view, plot.center().toPoint() + QPoint(30, 0))
    QTest.mouseRelease(room.view, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert moved[:2] == [1.0, pytest.approx(1.1)] and moved[2] == pytest.approx(10.0, abs=0.1)
    assert room.wishes == [] and room.speaker.played == []


def test_a_severe_sound_asks_why_first(room: Room, clock: Any) -> None:
    room.view.set_sound(sound(Sensitivity.SEVERE, 9), WAVE, 20.0)
    listen(room, clock)
    assert room.wishes == [] and room.view.reason_missing
    QTest.keyClick(room.view, Key.Key_5)
    assert [wish.reason for wish in room.wishes] == [Reason.LEGAL_REQUEST]


def test_where_nothing_can_be_played_it_says_so_and_opens_nothing(room: Room, clock: Any) -> None:
    room.problem = "This machine has no sound output."
    said: list[str] = []
    room.view.denied.connect(said.append)
    listen(room, clock)
    assert room.wishes == [] and said == ["This machine has no sound output."]
    assert room.view.card_face().notice == "This machine has no sound output."


def test_what_is_loud_is_said_in_words_before_it_plays(room: Room) -> None:
    assert loudness_words(WAVE) == "Loud at 0:10 to 0:11."
    assert "Loud at 0:10 to 0:11." in room.view.card_face().lines
    assert "Loud at 0:10 to 0:11." in room.view.accessibleDescription()
    assert room.view.accessibleName() == "EX-0003. Audio, WAV. Muted: sensitive content."


def test_a_sound_rises_from_silence() -> None:
    soft = faded(memoryview(array("h", [1000] * 24_000).tobytes()), 24_000)
    count = round(24_000 * FADE_SECONDS)
    assert soft[0] == 0 and list(soft[:count]) == sorted(soft[:count]) and set(soft[count:]) == {1000}
