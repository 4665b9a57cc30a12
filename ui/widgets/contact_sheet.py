"""A clip's contact sheet by scene: veiled frames, where scenes begin, and the time of each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.veil_strip import StripCell, VeilStrip
from workbench.casefile.annotations import clip_time
from workbench.casefile.exposure import Rung, SheetFrame

CELL = QSize(84, 48)
SHORT_CLIP = 20.0


class ContactSheet(VeilStrip):
    """Goes through a clip by its veiled frames; ``moved`` says to which second. Nothing clearer is ever shown here."""

    moved = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, CELL, "Contact sheet", parent)
        self._seconds: list[float] = []
        self.chosen.connect(lambda place: self.moved.emit(self._seconds[place]))

    def set_frames(self, frames: Sequence[SheetFrame], rung: Rung) -> None:
        """Shows the frames of a clip in the order of their time, at the rung it rests at."""
        ordered = sorted(frames, key=lambda frame: frame.seconds)
        self._seconds = [frame.seconds for frame in ordered]
        cells, scene = [], 1
        for place, frame in enumerate(ordered):
            scene += bool(frame.cut and place)
            begins = bool(frame.cut and place)
            whole, _, part = clip_time(frame.seconds).partition(".")
            at = f"{whole}.{part[:1]}" if self._seconds[-1] < SHORT_CLIP else whole
            spoken = f"Veiled frame at {at}, scene {scene}{', which begins here' if begins else ''}."
            cells.append(StripCell(frame.veil, at, spoken, begins))
        self.set_cells(cells, rung)

    def set_position(self, seconds: float | None) -> None:
        """Shows the frame that stands at a position as current."""
        if self._seconds:
            self.set_current(max(0, bisect_right(self._seconds, (seconds or 0.0) + 1e-6) - 1))
