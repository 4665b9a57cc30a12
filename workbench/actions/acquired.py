"""The exhibits of one acquisition as a sequence that does not grow with them: later ones are read from the case."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from workbench.actions.cases import OpenCase
from workbench.casefile.exhibits import Exhibit

_AT_HAND = 1000
_READ = 500


class Acquired(Sequence[Exhibit]):
    """What came in, in order: the first thousand at hand, the others by number while the case is open."""

    def __init__(self, case: OpenCase) -> None:
        self._case = case
        self._first: list[Exhibit] = []
        self._others: array[int] = array("q")

    def extend(self, exhibits: Iterable[Exhibit]) -> None:
        """Adds what one entry confirmed."""
        for exhibit in exhibits:
            if len(self._first) < _AT_HAND:
                self._first.append(exhibit)
            else:
                self._others.append(exhibit.number)

    def __len__(self) -> int:
        """Counts the exhibits."""
        return len(self._first) + len(self._others)

    def __iter__(self) -> Iterator[Exhibit]:
        """Gives each exhibit, those of the case as they stand now."""
        yield from self._first
        for start in range(0, len(self._others), _READ):
            yield from self._read(self._others[start : start + _READ])

    @overload
    def __getitem__(self, place: int) -> Exhibit: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Exhibit]: ...
    def __getitem__(self, place: int | slice) -> Exhibit | Sequence[Exhibit]:
        """Gives one exhibit, or some."""
        if isinstance(place, slice):
            return tuple(self[at] for at in range(*place.indices(len(self))))
        at = range(len(self))[place]
        if at < len(self._first):
            return self._first[at]
        return next(self._read(self._others[at - len(self._first) : at - len(self._first) + 1]))

    def __eq__(self, other: object) -> bool:
        """Compares with any other sequence of exhibits."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Names the sequence by its length, since an exhibit's name is evidence."""
        return f"<{len(self)} exhibits>"

    def _read(self, numbers: Sequence[int]) -> Iterator[Exhibit]:
        """Reads some exhibits from the case, in the order of their numbers."""
        marks = ", ".join("?" * len(numbers))
        yield from self._case.file.all(Exhibit, f"WHERE key IN ({marks})", *numbers)
