"""Steps through a clip frame by frame, by the times that its own stream gives, and on the veil alone."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QObject

from ui.desk import Desk
from workbench.actions.looking_spans import frame_times
from workbench.casefile.exhibits import Facts

AT_ONCE = 61
USUAL_STEP = 1 / 25
_SLACK = 1e-4


class FrameSteps(QObject):
    """Moves the position to the next frame or the one before; asks for the times around it when they run out."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._number: int | None = None
        self._facts = Facts()
        self._times: tuple[float, ...] = ()
        self._due = 0
        self._asking = False

    def set_clip(self, number: int | None, facts: Facts | None = None) -> None:
        """Turns to another clip, or to none."""
        if number != self._number:
            self._times, self._due, self._asking = (), 0, False
        self._number, self._facts = number, facts or Facts()

    def step(self, frames: int) -> None:
        """Goes some frames on, or back; steps that come while the times are asked for are added up."""
        if self._number is None:
            return
        self._due += frames
        if not self._asking and not self._take(final=False):
            self._ask()

    def _take(self, final: bool) -> bool:
        """Takes the steps that are due, if the known times reach that far; ``final`` stops at their ends."""
        here = self._desk.position or 0.0
        place = bisect_right(self._times, here + _SLACK) - 1
        target = place + self._due
        if not self._times or (not final and not (place >= 0 and 0 <= target < len(self._times))):
            return False
        self._due = 0
        self._desk.move(self._times[min(max(target, 0), len(self._times) - 1)])
        return True

    def _ask(self) -> None:
        number, here = self._number, self._desk.position or 0.0
        assert number is not None
        self._asking = True
        self._desk.ask(
            lambda case: frame_times(case, self._desk.decoder, number, here, AT_ONCE),
            then=lambda times: self._learn(number, times),
            failed=lambda _: self._learn(number, ()),
        )

    def _learn(self, number: int, times: tuple[float, ...]) -> None:
        """Knows the times around the position now; where there are none, a step is a frame of the average."""
        if number != self._number:
            return
        self._asking, self._times = False, times
        if not self._take(final=True):
            length, due = self._facts.seconds or 0.0, self._due
            self._due = 0
            step = length / self._facts.frames if self._facts.frames else USUAL_STEP
            self._desk.move(min(max((self._desk.position or 0.0) + due * step, 0.0), length))
