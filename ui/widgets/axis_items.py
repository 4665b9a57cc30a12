"""The marks of a time axis, sorted so that whatever is in view is found at once, and laid out without overlap."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from PySide6.QtCore import QRectF

from ui.widgets.axis_scale import Window

MOST_LABELS = 300
BUCKET = 3
ROW = 24
LONGEST_LABEL = 260.0


@dataclass(frozen=True, slots=True)
class AxisItem:
    """One mark; seconds from the start of the clip, or POSIX seconds in the world; without ``end`` it is a moment.

    ``role`` is a colour role; ``icon`` one of the project's; ``tip`` what is told of it in full.
    """

    id: str
    lane: int
    start: float
    end: float | None = None
    words: str = ""
    role: str = "accent"
    icon: str = ""
    tip: str = ""

    @property
    def last(self) -> float:
        """Where it ends; a moment ends where it starts."""
        return self.start if self.end is None else self.end


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark on the screen; ``labelled`` tells whether there was room for its words."""

    item: AxisItem
    rect: QRectF
    labelled: bool


class LaneItems:
    """The marks of one lane, given in the order of time."""

    def __init__(self, items: Sequence[AxisItem]) -> None:
        self.items = items
        self._starts = [item.start for item in self.items]
        self._longest = max((item.last - item.start for item in self.items), default=0.0)

    def in_view(self, window: Window) -> tuple[int, int]:
        """The first mark that may be in view, and the one after the last."""
        slack = window.per_pixel() * 8
        return (
            bisect_left(self._starts, window.start - self._longest - slack),
            bisect_right(self._starts, window.end + slack),
        )

    def crowded(self, window: Window) -> bool:
        """Tells whether there are too many marks in view to tell each."""
        first, after = self.in_view(window)
        return after - first > MOST_LABELS

    def counts(self, window: Window) -> Iterator[tuple[float, int, int]]:
        """How many marks begin in each few pixels: x, count, and which is the first of them."""
        first, after = self.in_view(window)
        x, end, place = window.left, window.left + window.width, first
        while x < end and place < after:
            upto = bisect_left(self._starts, window.seconds(x + BUCKET), place, after)
            if upto > place:
                yield x, upto - place, place
            place = upto
            x += BUCKET

    def laid_out(self, window: Window, lane: QRectF, row: float, width_of: Callable[[AxisItem], float]) -> list[Placed]:
        """Gives each mark in view a place in the rows of the lane; where none is free it stays a mark without words."""
        first, after = self.in_view(window)
        ends = [float("-inf")] * max(1, int(lane.height() // row))
        placed = []
        for item in self.items[first:after]:
            left = window.x(item.start)
            span = max(6.0, window.x(item.last) - left)
            wide = max(span, min(width_of(item), LONGEST_LABEL)) if item.end is None else span
            if left + wide < window.left:
                continue
            free = next((index for index, end in enumerate(ends) if end + 4 <= left), None)
            level = len(ends) - 1 if free is None else free
            if free is None and item.end is None:
                wide = span
            else:
                ends[level] = max(ends[level], left + wide)
            placed.append(Placed(item, QRectF(left, lane.top() + level * row, wide, row), free is not None))
        return placed


class AxisIndex:
    """All marks of an axis, by lane, by name and in the order of time."""

    def __init__(self, items: Sequence[AxisItem] = ()) -> None:
        self._order = sorted(items, key=attrgetter("start"))
        by_lane: dict[int, list[AxisItem]] = {}
        for item in self._order:
            by_lane.setdefault(item.lane, []).append(item)
        self.lanes = {lane: LaneItems(members) for lane, members in by_lane.items()}
        self._rank = {item.id: rank for rank, item in enumerate(self._order)}

    def __len__(self) -> int:
        return len(self._order)

    def get(self, item_id: str | None) -> AxisItem | None:
        """A mark by its name."""
        rank = self._rank.get(item_id) if item_id is not None else None
        return None if rank is None else self._order[rank]

    def rank(self, item_id: str) -> int:
        """Which mark in the order of time it is, from 0."""
        return self._rank[item_id]

    def beside(self, item_id: str | None, by: int, near: float) -> AxisItem | None:
        """The mark before or after one in time; without one, the first at or after ``near``."""
        if not self._order:
            return None
        if item_id is None or item_id not in self._rank:
            rank = bisect_left([item.start for item in self._order], near)
        else:
            rank = self._rank[item_id] + by
        return self._order[min(max(rank, 0), len(self._order) - 1)]

    def extent(self) -> tuple[float, float] | None:
        """From the first mark's start to the last end."""
        if not self._order:
            return None
        return self._order[0].start, max(item.last for item in self._order)
