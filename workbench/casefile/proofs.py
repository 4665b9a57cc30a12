"""Proofs that an entry stands in the ledger, and that an older ledger is the beginning of a newer one (RFC 6962).

Checking follows RFC 9162, 2.1.3.2 and 2.1.4.2: a proof that is a step too long or too short, or whose sizes do not
belong together, is refused however its hashes come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from workbench.casefile.custody import EMPTY_ROOT, node_hash
from workbench.casefile.identity import is_digest

_WIDTH = 32


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """Shows that entry ``number`` with leaf hash ``leaf`` is one of the ``size`` entries under ``root``."""

    number: int
    size: int
    root: str
    leaf: str
    path: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Tells whether the proof proves what it says."""
        raw = _raw((self.root, self.leaf, *self.path))
        return raw is not None and inclusion_holds(self.number - 1, self.size, raw[1], raw[2:], raw[0])


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """Shows that the first ``old_size`` entries under ``root`` are those that ``old_root`` stood for."""

    old_size: int
    old_root: str
    size: int
    root: str
    path: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Tells whether the proof proves what it says."""
        raw = _raw((self.old_root, self.root, *self.path))
        return raw is not None and consistency_holds(self.old_size, self.size, raw[2:], raw[0], raw[1])


@dataclass(frozen=True, slots=True)
class MemoProof:
    """What a memo carries so that a reader can hold it against the case: its head, and proofs of the entries it cites.

    ``determinations`` are the numbers of the entries in which the memo's determinations were made, by exhibit;
    ``citations`` those in which the words that they rest on were pinned.
    """

    case: str
    size: int
    root: str
    determinations: dict[str, int]
    entries: tuple[InclusionProof, ...] = ()
    citations: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Tells whether every entry is proved under this head."""
        return all(entry.holds and (entry.size, entry.root) == (self.size, self.root) for entry in self.entries)


class Tree:
    """The Merkle tree over all leaves of a ledger, its full nodes kept, so that each proof takes a few look-ups."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = b"".join(leaves)
        self.size = len(level) // _WIDTH
        self._levels = [level]
        while len(level) >= 2 * _WIDTH:
            pairs = range(0, len(level) - 2 * _WIDTH + 1, 2 * _WIDTH)
            level = b"".join([node_hash(level[at : at + 32], level[at + 32 : at + 64]) for at in pairs])
            self._levels.append(level)

    def root(self, size: int | None = None) -> str:
        """The root over the first ``size`` leaves, or over all, in hexadecimal."""
        size = self.size if size is None else size
        return self._node(0, size).hex() if size else EMPTY_ROOT

    def leaf(self, number: int) -> str:
        """The leaf hash of an entry, in hexadecimal."""
        return self._node(number - 1, number).hex()

    def inclusion(self, number: int, size: int | None = None) -> InclusionProof:
        """Proves that an entry, numbered from 1, is among the first ``size``; raises ValueError where it is not."""
        size = self.size if size is None else size
        if not 1 <= number <= size <= self.size:
            raise ValueError(f"entry {number} is not among {size}")
        path, start, end = [], 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if number - 1 < middle:
                path.append(self._node(middle, end).hex())
                end = middle
            else:
                path.append(self._node(start, middle).hex())
                start = middle
        return InclusionProof(number, size, self.root(size), self.leaf(number), tuple(reversed(path)))

    def consistency(self, old_size: int, size: int | None = None) -> ConsistencyProof:
        """Proves that the first ``old_size`` leaves are the beginning of the first ``size``; raises ValueError."""
        size = self.size if size is None else size
        if not 1 <= old_size <= size <= self.size:
            raise ValueError(f"{old_size} entries are no beginning of {size}")
        path, start, end = [], 0, size
        while end != old_size:
            middle = start + _split(end - start)
            if old_size <= middle:
                path.append(self._node(middle, end).hex())
                end = middle
            else:
                path.append(self._node(start, middle).hex())
                start = middle
        # The old root itself is known to whoever checks; a part of it is not.
        if start:
            path.append(self._node(start, end).hex())
        return ConsistencyProof(old_size, self.root(old_size), size, self.root(size), tuple(reversed(path)))

    def _node(self, start: int, end: int) -> bytes:
        """The hash over leaves ``start`` to ``end``, where ``start`` is where such a subtree can begin."""
        width = end - start
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            at = (start >> level) * _WIDTH
            return self._levels[level][at : at + _WIDTH]
        middle = start + _split(width)
        return node_hash(self._node(start, middle), self._node(middle, end))


def inclusion_holds(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Checks an inclusion proof for the leaf at ``index``, counted from 0 (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(step) != _WIDTH for step in (leaf, root, *path)):
        return False
    at, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def consistency_holds(old_size: int, size: int, path: Sequence[bytes], old_root: bytes, root: bytes) -> bool:
    """Checks a consistency proof between two sizes (RFC 9162, 2.1.4.2); an empty beginning proves nothing."""
    if not 1 <= old_size <= size:
        return False
    if old_size == size:
        return not path and old_root == root
    if not path or any(len(step) != _WIDTH for step in (old_root, root, *path)):
        return False
    steps = list(path) if old_size & (old_size - 1) else [old_root, *path]
    at, last = old_size - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and old == old_root and new == root


def _split(width: int) -> int:
    """The largest power of two below a width (RFC 6962, 2.1)."""
    return 1 << ((width - 1).bit_length() - 1)


def _raw(digests: Sequence[str]) -> list[bytes] | None:
    """Reads digests as bytes, or nothing where one of them is none."""
    return [bytes.fromhex(digest) for digest in digests] if all(map(is_digest, digests)) else None
