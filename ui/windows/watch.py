"""Watches whether somebody sits at the desk, and tells the windows when nobody does or the machine is locked."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from workbench.casefile.exposure import EndCause

LEAP_EVERY_MS = 5_000
LEAP_SECONDS = 20.0
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.InputMethod,
    }
)


class Attention(StrEnum):
    """Whether somebody is there: ACTIVE, IDLE (looks end), QUIET (everything rests), LOCKED (everything is sealed)."""

    ACTIVE = "active"
    IDLE = "idle"
    QUIET = "quiet"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Patience:
    """After how many seconds without a key, a click or a move what happens."""

    idle: float = 20.0
    quiet: float = 120.0
    lock: float = 900.0


class Watch(QObject):
    """Counts the time since the last input of any window, and hears of locks and sleep from whoever knows of them.

    ``idled`` ends looks, ``quieted`` brings everything to rest, ``locked(cause)`` seals everything until
    :meth:`resume` is called. Input alone never lifts a lock; it ends the other two by itself.
    """

    idled = Signal()
    quieted = Signal()
    locked = Signal(object)
    resumed = Signal()

    def __init__(
        self,
        app: QGuiApplication,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
        asleep: Callable[[], float] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.patience = patience or Patience()
        self.attention = Attention.ACTIVE
        self._clock, self._asleep = clock, asleep or seconds_asleep
        self._last = clock()
        self._slept = self._asleep()
        self._timer = QTimer(self, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look_up)
        self._leap = QTimer(self, interval=LEAP_EVERY_MS)
        self._leap.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._leap.timeout.connect(self._heed_sleep)
        self._leap.start()
        app.focusWindowChanged.connect(self._follow)
        app.applicationStateChanged.connect(self._heed_state)
        self._follow(app.focusWindow())
        self._arm()

    # Whoever sits there ----------------------------------------------------------------------------------------

    def touch(self) -> None:
        """Takes note that somebody is there."""
        self._last = self._clock()
        if self.attention in (Attention.IDLE, Attention.QUIET):
            self.attention = Attention.ACTIVE
            self._arm()

    def look_up(self) -> None:
        """Compares the time since the last input with what it may be, and says what that means."""
        waited = self._clock() - self._last
        if self.attention is Attention.LOCKED:
            return
        if waited >= self.patience.lock:
            self.lock(EndCause.IDLE)
        elif waited >= self.patience.quiet and self.attention is not Attention.QUIET:
            self.attention = Attention.QUIET
            self.quieted.emit()
        elif waited >= self.patience.idle and self.attention is Attention.ACTIVE:
            self.attention = Attention.IDLE
            self.idled.emit()
        self._arm()

    def lock(self, cause: EndCause = EndCause.LOCKED) -> None:
        """Has everything sealed until somebody resumes."""
        if self.attention is not Attention.LOCKED:
            self.attention = Attention.LOCKED
            self.locked.emit(cause)

    def resume(self) -> None:
        """Somebody is back, and says so."""
        before, self.attention = self.attention, Attention.ACTIVE
        self._last, self._slept = self._clock(), self._asleep()
        self._arm()
        if before is Attention.LOCKED:
            self.resumed.emit()

    def be_patient(self, patience: Patience) -> None:
        """Waits longer or shorter from now on."""
        self.patience = patience
        self._arm()

    def _arm(self) -> None:
        """Sets the timer for the next thing that may happen; input only moves the time, never the timer."""
        if self.attention is Attention.LOCKED:
            self._timer.stop()
            return
        patience = self.patience
        after = {Attention.ACTIVE: patience.idle, Attention.IDLE: patience.quiet, Attention.QUIET: patience.lock}
        left = after[self.attention] - (self._clock() - self._last)
        self._timer.start(max(1, round(left * 1000)))

    # What the system says --------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notices input on its way to a window, and lets everything through."""
        if event.type() in _INPUT:
            self.touch()
        return False

    def _follow(self, window: QWindow | None) -> None:
        """Listens at the window that has the keyboard: what a person does reaches the program through it."""
        if window is not None:
            window.installEventFilter(self)
            self.touch()

    def _heed_state(self, state: Qt.ApplicationState) -> None:
        """Takes a program that the system puts aside for a machine that goes to sleep."""
        if state is Qt.ApplicationState.ApplicationSuspended:
            self.lock(EndCause.SUSPENDED)

    def _heed_sleep(self) -> None:
        """Notices afterwards that the machine slept, where nobody said so before."""
        slept = self._asleep()
        if slept - self._slept >= LEAP_SECONDS:
            self.lock(EndCause.SUSPENDED)
        self._slept = slept


def seconds_asleep() -> float:
    """Tells for how long the machine has slept since it was started; elsewhere by how far the two clocks differ."""
    if sys.platform == "linux":
        return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC))
    return time.time() - time.monotonic()
