"""A zoomable axis of moments and spans, of a clip or of the world, painted with level of detail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from workbench.casefile.exposure import SheetFrame


@dataclass(frozen=True, slots=True)
class AxisItem:
    """One mark: seconds from the axis' zero (of a clip: from its start; else since 1970 UTC); ``end`` None is a moment."""

    id: str
    lane: int
    start: float
    end: float | None = None
    words: str = ""
    role: str = "accent"
    icon: str = ""
    tip: str = ""


class TimeAxis(QWidget):
    """Lanes of items, ticks, a playhead and, for a clip, veiled frames."""

    picked = Signal(str)
    activated = Signal(str)
    moved = Signal(float)      # the playhead was put at these seconds by the person

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None: ...
    def set_lanes(self, names: Sequence[str]) -> None: ...
    def set_items(self, items: Sequence[AxisItem]) -> None: ...
    def set_clip(self, seconds: float) -> None:
        """A clip axis from 0 to ``seconds``."""
    def set_world(self, zone: str = "UTC") -> None:
        """An axis of instants (POSIX seconds), ticks told in a zone."""
    def set_frames(self, frames: Sequence[SheetFrame]) -> None: ...
    def set_playhead(self, seconds: float | None) -> None: ...
    def set_span(self, start: float | None, end: float | None) -> None:
        """Shows an in-out span being marked."""
    def select(self, item_id: str | None) -> None: ...
    def fit(self) -> None: ...
    def zoom(self, factor: float, at: float | None = None) -> None: ...
    def pan(self, seconds: float) -> None: ...
