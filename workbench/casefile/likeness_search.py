"""Finding fingerprints near another among very many, exactly: nothing within the distance is missed.

Two ways, and whichever is cheaper is taken. The scan counts the differing bits of the first 128 and looks at the rest
only where those are few enough. The tables cut a fingerprint into sixteen pieces of 16 bits: two that differ in at most
31 bits differ in at most one bit of some piece, so each piece needs looking up in 17 places (multi-index hashing,
Norouzi, Punjani and Fleet, 2012).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from workbench.casefile.fingerprints import PDQ_BITS, PDQ_MATCH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Words: TypeAlias = NDArray[np.uint64]
    Places: TypeAlias = NDArray[np.int64]
    Distances: TypeAlias = NDArray[np.int64]

_HEX = PDQ_BITS // 4
_PIECES, _PIECE_BITS = 16, 16
_KEYS = 1 << _PIECE_BITS
_WIDTH = _KEYS + 1
_TILE = 1 << 16
_MOST_CANDIDATES = 1 << 17
_BLOCK = 512
# What looking at one candidate of the tables costs, in fingerprints that a scan passes in the same time.
_CANDIDATE_COST = 8
# Tables are made only for who asks much of many.
_TABLES_FROM, _TABLES_FOR = 2048, 64


class Hits(NamedTuple):
    """Pairs that are near enough, as three columns: which was asked for, where it was found, in how many bits they
    differ."""

    asked: Places
    places: Places
    distances: Distances


def packed(bits: Iterable[str]) -> Words:
    """Lays fingerprints of 64 hexadecimal digits out as rows of four 64-bit words; raises ValueError for others."""
    texts = list(bits)
    if any(len(text) != _HEX for text in texts):
        raise ValueError("a fingerprint has 64 hexadecimal digits")
    return words_of(bytes.fromhex("".join(texts)))


def words_of(data: bytes) -> Words:
    """Lays fingerprints of 32 bytes, one behind the other, out as rows of four 64-bit words."""
    import numpy as np

    return np.frombuffer(data, ">u8").reshape(-1, 4).astype(np.uint64)


def unpacked(words: Words) -> str:
    """Writes one row of four words as 64 hexadecimal digits."""
    return str(words.astype(">u8").tobytes().hex())


class Haystack:
    """Fingerprints laid out for being searched; ``words`` has a row of four for each."""

    def __init__(self, words: Words) -> None:
        import numpy as np

        self.words = np.ascontiguousarray(words)
        self._columns = [np.ascontiguousarray(words[:, column]) for column in range(4)]
        # Half of the second word: 96 bits tell nearly all apart, and less memory is read than for 128.
        self._second = (self._columns[1] >> np.uint64(32)).astype(np.uint32)
        self._tables: _Tables | None = None

    def __len__(self) -> int:
        """Counts the fingerprints."""
        return len(self.words)

    def near(self, asked: Words, within: int = PDQ_MATCH) -> Iterator[Hits]:
        """Finds all that are within a distance of each of the fingerprints asked for, block by block in their order."""
        for start in range(0, len(asked), _BLOCK):
            block = asked[start : start + _BLOCK]
            hits = self._block(block, within)
            yield Hits(hits.asked + start, hits.places, hits.distances)

    def prepare(self) -> None:
        """Makes the tables now, for who will ask often."""
        if self._tables is None:
            self._tables = _Tables(self._columns)

    def scan(self, asked: Words, within: int = PDQ_MATCH) -> Hits:
        """Compares with every fingerprint, tile by tile, so that what is counted stays in the processor's cache."""
        import numpy as np

        found: list[Hits] = []
        across = max(1, min(len(self), _TILE))
        down = max(1, _TILE // across)
        for row in range(0, len(asked), down):
            block = asked[row : row + down]
            first, second = block[:, :1], (block[:, 1:2] >> np.uint64(32)).astype(np.uint32)
            room = _Room(len(block), across)
            for start in range(0, len(self), across):
                near = room.near(self._columns[0][start : start + across], first,
                                 self._second[start : start + across], second, within)  # fmt: skip
                if near.any():
                    rows, places = np.divmod(np.flatnonzero(near), near.shape[1])
                    found.append(_verified(self._columns, asked, rows + row, places + start, within))
        return _joined(found)

    def _block(self, asked: Words, within: int) -> Hits:
        """Finds what is near a few fingerprints in the cheaper way."""
        if within > PDQ_MATCH or len(self) < _TABLES_FROM or (self._tables is None and len(asked) < _TABLES_FOR):
            return self.scan(asked, within)
        self.prepare()
        most = len(asked) * len(self) // _CANDIDATE_COST
        hits = self._tables.near(asked, within, most) if self._tables is not None else None
        return self.scan(asked, within) if hits is None else hits


class _Room:
    """Memory that is used again for every tile: asking the system for it each time takes longer than the work."""

    def __init__(self, rows: int, width: int) -> None:
        import numpy as np

        self._wide = np.empty((rows, width), np.uint64)
        self._narrow = np.empty((rows, width), np.uint32)
        self._counted = np.empty((rows, width), np.uint8)
        self._more = np.empty((rows, width), np.uint8)
        self._near = np.empty((rows, width), np.bool_)

    def near(
        self, ours: Words, first: Words, ours_too: NDArray[np.uint32], second: NDArray[np.uint32], within: int
    ) -> NDArray[np.bool_]:
        """Tells which differ in few enough of the first 96 bits; the answer stands until the next question."""
        import numpy as np

        width = len(ours)
        wide, narrow, counted, more = (
            buffer[:, :width] for buffer in (self._wide, self._narrow, self._counted, self._more)
        )
        np.bitwise_count(np.bitwise_xor(ours, first, out=wide), out=counted)
        np.bitwise_count(np.bitwise_xor(ours_too, second, out=narrow), out=more)
        near: NDArray[np.bool_] = np.less_equal(np.add(counted, more, out=counted), within, out=self._near[:, :width])
        return near


class _Tables:
    """The same fingerprints sorted by each of their sixteen pieces, one table behind the other."""

    def __init__(self, columns: Sequence[Words]) -> None:
        import numpy as np

        self._columns = columns
        count = len(columns[0])
        self._order = np.empty(_PIECES * count, np.int32)
        self._starts = np.empty(_PIECES * _WIDTH, np.int64)
        keys = _pieces(np.stack(columns, axis=1))
        for piece in range(_PIECES):
            column = np.ascontiguousarray(keys[:, piece])
            self._order[piece * count : (piece + 1) * count] = np.argsort(column, kind="stable")
            starts = self._starts[piece * _WIDTH : (piece + 1) * _WIDTH]
            starts[0] = piece * count
            np.cumsum(np.bincount(column, minlength=_KEYS), out=starts[1:])
            starts[1:] += piece * count

    def near(self, asked: Words, within: int, most: int) -> Hits | None:
        """Looks some fingerprints up by every piece; a pair that several pieces find is given once.

        None where that would take more comparisons than ``most``.
        """
        import numpy as np

        probes = _probes(asked)
        starts = self._starts[probes]
        counts = self._starts[probes + 1] - starts
        if counts.sum() > most:
            return None
        found = list[Hits]()
        for first, last in _slices(counts.sum(axis=1)):
            many = counts[first:last].ravel()
            ends = np.cumsum(many)
            lying = np.repeat(starts[first:last].ravel() - (ends - many), many)
            lying += np.arange(len(lying))
            rows = np.repeat(np.arange(first, last), counts[first:last].sum(axis=1))
            found.append(_verified(self._columns, asked, rows, self._order.take(lying), within))
        return _once(_joined(found), len(self._columns[0]))


def _verified(
    columns: Sequence[Words], asked: Words, rows: Places, places: Places | NDArray[np.int32], within: int
) -> Hits:
    """Compares pairs in full, word by word, and drops those that are too far apart as soon as that is known."""
    import numpy as np

    distances = np.zeros(len(rows), np.int64)
    for first, last in ((0, 2), (2, 4)):
        counted = np.zeros(len(rows), np.uint8)
        for column in range(first, last):
            counted += np.bitwise_count(columns[column].take(places) ^ asked[:, column].take(rows))
        distances += counted
        kept = np.flatnonzero(distances <= within)
        if len(kept) < len(rows):
            rows, places, distances = rows.take(kept), places.take(kept), distances.take(kept)
    return Hits(rows, places.astype(np.int64), distances)


def _pieces(words: Words) -> NDArray[np.uint16]:
    """Cuts fingerprints into sixteen numbers of 16 bits each."""
    import numpy as np

    return np.ascontiguousarray(words).view(np.uint16).reshape(-1, _PIECES)


def _probes(asked: Words) -> NDArray[np.int64]:
    """Lists where each fingerprint is looked up: for every piece its key, and the sixteen keys one bit off."""
    import numpy as np

    masks = np.concatenate((np.zeros(1, np.int64), np.int64(1) << np.arange(_PIECE_BITS)))
    tables = np.arange(_PIECES)[:, np.newaxis] * _WIDTH
    return ((_pieces(asked).astype(np.int64)[:, :, np.newaxis] ^ masks) + tables).reshape(len(asked), -1)


def _slices(counts: Places) -> Iterator[tuple[int, int]]:
    """Divides questions into runs that take no more than so many comparisons, or a single one."""
    import numpy as np

    ends = np.cumsum(counts)
    first, passed = 0, 0
    while first < len(counts):
        last = max(first + 1, int(np.searchsorted(ends, passed + _MOST_CANDIDATES, "right")))
        yield first, last
        first, passed = last, int(ends[last - 1])


def _joined(found: list[Hits]) -> Hits:
    """Puts hits behind each other."""
    import numpy as np

    if not found:
        nothing = np.zeros(0, np.int64)
        return Hits(nothing, nothing, nothing)
    return Hits(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _once(hits: Hits, width: int) -> Hits:
    """Keeps each pair once."""
    import numpy as np

    _, kept = np.unique(hits.asked * width + hits.places, return_index=True)
    return Hits(hits.asked[kept], hits.places[kept], hits.distances[kept])
