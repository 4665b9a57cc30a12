"""Gathering pictures that look alike into stars: each around the one of the best quality, which is near all others.

The pictures come in the order in which they may become the middle of a star. Each joins the nearest middle before it,
and becomes a middle itself where none is near, so that no chain of small steps leads from one to another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from workbench.casefile.fingerprints import PDQ_MATCH, TURNS, Fingerprint
from workbench.casefile.likeness import Member, likeness_of
from workbench.casefile.likeness_search import Haystack, Hits, packed
from workbench.jobs import Job, Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Words: TypeAlias = NDArray[np.uint64]
    Numbers: TypeAlias = NDArray[np.int64]

_BLOCK = 512
_TAIL = 4096
# A copy that had to be turned a quarter left to be like the other lies a quarter right to it; the rest undo themselves.
_OPPOSITE = (0, 3, 2, 1, 4, 5, 6, 7)
_UNDECIDED, _MIDDLE, _MEMBER = 0, 1, 2


class Stars:
    """Which middle each picture belongs to, how far it is from it in bits, and how it lies to it.

    Places count the middles that were there before first, and then the pictures in their order.
    """

    def __init__(self, count: int) -> None:
        import numpy as np

        self.middles = np.full(count, -1, np.int64)
        self.distances = np.zeros(count, np.int64)
        self.turns = np.zeros(count, np.int64)


class Laid:
    """Pictures laid out for gathering as they lie and in the seven other ways: picture, turn, word.

    They are taken in bit by bit, the best quality first, so that a large case is never in memory as values.
    """

    def __init__(self, pictures: Sequence[Fingerprint] = ()) -> None:
        self.numbers: list[int] = []
        self._parts: list[Words] = []
        if pictures:
            self.add(sorted(pictures, key=lambda picture: (-picture.quality, picture.exhibit)))

    def add(self, pictures: Sequence[Fingerprint]) -> None:
        """Takes some more in."""
        ways = (picture.turns if len(picture.turns) == len(TURNS) else (picture.bits,) * 8 for picture in pictures)
        self.numbers += [picture.exhibit for picture in pictures]
        self._parts.append(packed(bits for turns in ways for bits in turns).reshape(-1, len(TURNS), 4))

    @property
    def words(self) -> Words:
        """All of them in one."""
        import numpy as np

        self._parts = [np.concatenate(self._parts)]
        return self._parts[0]


def picture_stars(pictures: Laid, middles: Sequence[tuple[int, str]] = ()) -> Job[list[tuple[int, Member]]]:
    """Gathers pictures around those that are middles already, number and bits of each, and among themselves.

    Returns for each picture the exhibit in the middle of its star, and the picture as a member of it.
    """
    numbers = [*(number for number, _ in middles), *pictures.numbers]
    stars = yield from gathered(pictures.words, packed(bits for _, bits in middles))
    return [
        (numbers[middle], Member(number, distance, likeness_of(distance), turn))
        for number, middle, distance, turn in zip(
            pictures.numbers, stars.middles.tolist(), stars.distances.tolist(), stars.turns.tolist(), strict=True
        )
    ]


def gathered(pictures: Words, middles: Words, within: int = PDQ_MATCH) -> Job[Stars]:
    """Gathers pictures that are laid out, block by block; the first way of each is how it lies."""
    import numpy as np

    stars, count = Stars(len(pictures)), len(pictures)
    sky = _Sky(middles)
    for start in range(0, count, _BLOCK):
        yield Progress(start, count, "Looking for what looks alike")
        block = pictures[start : start + _BLOCK]
        _settle(stars, sky.nearest(block, within), start, block.shape[1])
        left = start + np.flatnonzero(stars.middles[start : start + len(block)] < 0)
        new = _among(stars, pictures, left, len(middles), within)
        sky.add(pictures[new, 0], len(middles) + new)
    yield Progress(count, count, "Looking for what looks alike")
    return stars


def between(one: Fingerprint, other: Fingerprint) -> tuple[int, int]:
    """Measures how far a second picture is from a first in bits, and how it lies to it."""
    if len(one.turns) != len(TURNS):
        return (int(one.bits, 16) ^ int(other.bits, 16)).bit_count(), 0
    seen = int(other.bits, 16)
    return min(((int(bits, 16) ^ seen).bit_count(), turn) for turn, bits in enumerate(one.turns))


class _Sky:
    """The middles found so far: most of them laid out for searching, the latest in a list that is searched whole."""

    def __init__(self, words: Words) -> None:
        import numpy as np

        self._parts = [Haystack(words)]
        self._places = [np.arange(len(words))]

    def add(self, words: Words, places: Numbers) -> None:
        """Takes new middles in; parts of like size are put together, so that there are never many."""
        import numpy as np

        if not len(words):
            return
        self._parts.append(Haystack(words))
        self._places.append(places)
        while len(self._parts) > 1 and len(self._parts[-2]) < max(_TAIL, 2 * len(self._parts[-1])):
            last, before = self._parts.pop(), self._parts.pop()
            self._parts.append(Haystack(np.concatenate((before.words, last.words))))
            self._places[-2:] = [np.concatenate(self._places[-2:])]

    def nearest(self, block: Words, within: int) -> Hits:
        """Finds the pairs of pictures turned this way and that, and middles that are near them."""
        import numpy as np

        asked, found = block.reshape(-1, 4), list[Hits]()
        for part, places in zip(self._parts, self._places, strict=True):
            if len(part):
                found += [Hits(one.asked, places[one.places], one.distances) for one in part.near(asked, within)]
        if not found:
            return Hits(*(np.zeros(0, np.int64) for _ in range(3)))
        return Hits(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _settle(stars: Stars, hits: Hits, start: int, ways: int) -> None:
    """Puts each picture that has a middle near it into the star of the nearest, or the earliest of those as near."""
    import numpy as np

    rows, ways_there = np.divmod(hits.asked, ways)
    order = np.lexsort((ways_there, hits.places, hits.distances, rows))
    found, first = np.unique(rows[order], return_index=True)
    best = order[first]
    stars.middles[start + found] = hits.places[best]
    stars.distances[start + found] = hits.distances[best]
    stars.turns[start + found] = np.asarray(_OPPOSITE)[ways_there[best]]


def _among(stars: Stars, pictures: Words, left: Numbers, offset: int, within: int) -> Numbers:
    """Chooses middles among the pictures of a block that no middle is near to, and returns their places."""
    import numpy as np

    if not len(left):
        return left
    few = Haystack(pictures[left, 0])
    hits = few.scan(pictures[left].reshape(-1, 4), within)
    ways = pictures.shape[1]
    rows = hits.asked // ways
    earlier = hits.places < rows
    hits = Hits(hits.asked[earlier], hits.places[earlier], hits.distances[earlier])
    rows = rows[earlier]
    state = np.full(len(left), _UNDECIDED)
    while (state == _UNDECIDED).any():
        # Whoever has a middle before it is a member; whoever has nobody undecided before it is a middle.
        state[rows[state[hits.places] == _MIDDLE]] = _MEMBER
        waiting = np.zeros(len(left), bool)
        waiting[rows[state[hits.places] != _MEMBER]] = True
        state[(state == _UNDECIDED) & ~waiting] = _MIDDLE
    real = state[hits.places] == _MIDDLE
    middles = np.flatnonzero(state == _MIDDLE)
    stars.middles[left[middles]] = offset + left[middles]
    joined = Stars(len(left))
    _settle(joined, Hits(hits.asked[real], hits.places[real], hits.distances[real]), 0, ways)
    members = np.flatnonzero(state == _MEMBER)
    stars.middles[left[members]] = offset + left[joined.middles[members]]
    stars.distances[left[members]] = joined.distances[members]
    stars.turns[left[members]] = joined.turns[members]
    return left[middles]
