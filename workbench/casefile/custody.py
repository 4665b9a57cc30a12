"""The ledger's arithmetic: entries, the Merkle log they form (RFC 6962), its heads, and what a check found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workbench.casefile.identity import Actor, is_digest

EMPTY_ROOT = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the store before and after an entry: digests of its canonical bytes, None where it was not."""

    kind: str
    key: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One act in a case: who did what to which subjects, when, and what became of each row.

    ``previous`` is the digest of the entry before (64 zeros for the first); ``undoes`` the number of the entry
    whose opposite this is; ``digest`` names this entry's own canonical bytes.
    """

    number: int
    actor: Actor
    at: datetime
    verb: str
    label: str
    subjects: tuple[str, ...]
    changes: tuple[Change, ...]
    previous: str
    digest: str
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The state of the ledger at one moment: how many entries, the Merkle root over them, and the signature."""

    case: str
    size: int
    root: str
    at: datetime
    key: str = ""
    signature: str = ""

    def note(self) -> bytes:
        """The bytes that are signed."""
        return f"workbench-log/v1\n{self.case}\n{self.size}\n{self.root}\n{self.at.isoformat()}\n".encode()

    @property
    def words(self) -> str:
        """The head as a memo prints it: ``41:9f3c…``, number of entries and root."""
        return f"{self.size}:{self.root}"


def heads_text(heads: Iterable[Head]) -> str:
    """Writes heads as lines to keep on another medium: the head, when it was signed, the key and the signature."""
    return "".join(f"{head.words} {head.at.isoformat()} {head.key} {head.signature} {head.case}\n" for head in heads)


def heads_from(text: str) -> tuple[SeenHead, ...]:
    """Reads lines that :func:`heads_text` wrote, or bare heads; raises ValueError for any other line."""
    seen = []
    for line in text.splitlines():
        words = line.split()
        if words and not words[0].startswith("#"):
            size, root = head_from(words[0])
            key = words[2] if len(words) > 2 and is_digest(words[2]) else ""
            seen.append(SeenHead(size, root, key))
    return tuple(seen)


def head_from(text: str) -> tuple[int, str]:
    """Reads a head as a memo prints it, ``41:9f3c…`` with all 64 digits; raises ValueError for anything else."""
    size, _, root = text.strip().lower().partition(":")
    if not size.isdecimal() or not is_digest(root):
        raise ValueError(f"{text!r} is no head like 41: and 64 hexadecimal digits")
    return int(size), root


class FaultKind(StrEnum):
    """In what way something is not as the ledger says."""

    ENTRY_CHANGED = "entry changed"
    ENTRY_MISPLACED = "entry misplaced"
    ENTRY_MISSING = "entry missing"
    TAIL_CUT = "tail cut"
    OLDER_COPY = "older copy"
    REWRITTEN = "rewritten"
    RE_SIGNED = "re-signed"
    SIGNATURE = "signature"
    STATE = "ledger state"
    RECORD_CHANGED = "record changed"
    RECORD_MISSING = "record missing"
    RECORD_UNKNOWN = "record unknown"
    ORIGINAL_CHANGED = "original changed"
    ORIGINAL_RESIZED = "original resized"
    ORIGINAL_SWAPPED = "original swapped"
    ORIGINAL_MISSING = "original missing"
    ORIGINAL_UNKNOWN = "original unknown"
    ORIGINAL_UNREADABLE = "original unreadable"
    PACK_CHANGED = "pack changed"
    NOT_DESTROYED = "not destroyed"
    TIME_STAMP = "time stamp"
    STORE_UNREADABLE = "store unreadable"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as the ledger says: in what way, the item by name, what is wrong, what to do."""

    kind: FaultKind
    subject: str
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class SeenHead:
    """A head that somebody saw outside the case: number of entries, root, and who had signed it where that is known."""

    size: int
    root: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of a check should know that is no fault: a clock that went back, a signature not checked."""

    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of a case found; clean means no fault.

    ``since`` is the size of the signed head that the check went on from, 0 where it began at the first entry.
    """

    case: str
    at: datetime
    entries: int
    rows: int
    originals: int
    bytes: int
    root: str
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()
    since: int = 0

    @property
    def clean(self) -> bool:
        """Tells whether everything is as the ledger says."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Mended:
    """One thing that a repair put right, or would: the item by name, and what was done."""

    subject: str
    what: str


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What a repair did, and what is still not as the ledger says; ``acted`` is false where it only looked."""

    mended: tuple[Mended, ...]
    remaining: tuple[Fault, ...]
    acted: bool = True


def leaf_hash(data: bytes) -> bytes:
    """Hashes one entry's bytes as a leaf (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hashes two subtrees into their parent (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the full subtrees of a growing log, largest first: all that an append needs to remember."""

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        if len(roots) != size.bit_count():
            raise ValueError("a frontier holds one root for each bit of its size")
        self.size = size
        self._roots = list(roots)

    def append(self, leaf: bytes) -> None:
        """Adds one leaf hash."""
        carry, size = leaf, self.size
        while size & 1:
            carry = node_hash(self._roots.pop(), carry)
            size >>= 1
        self._roots.append(carry)
        self.size += 1

    def append_tree(self, root: bytes, width: int) -> None:
        """Adds a whole subtree of ``width`` leaves, a power of two, where such a subtree can begin."""
        if self.size % width:
            raise ValueError("a subtree cannot begin here")
        carry, size = root, self.size // width
        while size & 1:
            carry = node_hash(self._roots.pop(), carry)
            size >>= 1
        self._roots.append(carry)
        self.size += width

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Adds many leaf hashes, level by level; quicker than one after the other."""
        nodes, left_over, size, hashed = list(leaves), [], self.size, hashlib.sha256
        self.size += len(nodes)
        while nodes:
            if size & 1:
                nodes.insert(0, self._roots.pop())
            if len(nodes) & 1:
                left_over.append(nodes.pop())
            pairs = iter(nodes)
            nodes = [hashed(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
            size >>= 1
        self._roots.extend(reversed(left_over))

    def root(self) -> str:
        """The Merkle tree hash over all leaves so far, in hexadecimal."""
        if not self._roots:
            return EMPTY_ROOT
        carry = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            carry = node_hash(left, carry)
        return carry.hex()

    def packed(self) -> bytes:
        """The roots one after another, 32 bytes each."""
        return b"".join(self._roots)

    @classmethod
    def unpacked(cls, size: int, data: bytes) -> Frontier:
        """Builds a frontier from what :meth:`packed` wrote; raises ValueError where the lengths do not fit."""
        return cls(size, [data[start : start + 32] for start in range(0, len(data), 32)])


def merkle_root(leaves: Iterable[bytes]) -> str:
    """Computes the Merkle tree hash over leaf hashes, in hexadecimal."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()
