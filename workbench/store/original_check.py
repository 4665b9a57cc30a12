"""The check of the originals: every exhibit's bytes hashed again, and whatever else lies among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

import msgspec

from workbench.casefile.custody import FaultKind
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Holding
from workbench.errors import CaseDamaged, WorkbenchError
from workbench.jobs import Progress, finish
from workbench.store.blobs import Blobs
from workbench.store.findings import REPAIR, RESTORE, UNTRUE, Findings

_AHEAD = 64
_TELL_EVERY = 64
_LARGE = 1 << 20


class Kept(msgspec.Struct, gc=False):
    """Of an exhibit, what the check needs."""

    number: int
    digest: str
    size: int
    holding: Holding = Holding.HELD

    @property
    def label(self) -> str:
        """The exhibit's name."""
        return exhibit_label(self.number)


class _Looked(NamedTuple):
    """What was found where an original should lie: its digest now and its size, or why it could not be read."""

    digest: str = ""
    size: int | None = None
    trouble: str = ""


def check_originals(blobs: Blobs, exhibits: Iterable[Kept], found: Findings, threads: int) -> Iterator[Progress]:
    """Hashes every original that the case should have; ``threads`` at a time."""
    held: dict[str, list[Kept]] = {}
    gone: dict[str, Kept] = {}
    for exhibit in exhibits:
        if exhibit.holding is Holding.HELD:
            held.setdefault(exhibit.digest, []).append(exhibit)
        elif exhibit.holding is Holding.DESTROYED:
            gone[exhibit.digest] = exhibit
    total = sum(sharing[0].size for sharing in held.values())
    for digest, looked in _looks(blobs, sorted(held), threads):
        sharing = held[digest]
        if found.originals % _TELL_EVERY == 0 or sharing[0].size > _LARGE:
            yield Progress(found.bytes, total, f"Hashing {sharing[0].label}")
        if looked.digest != digest:
            for exhibit in sharing:
                _judge(exhibit, looked, held, found)
        if looked.size is not None:
            found.originals += 1
            found.bytes += looked.size
    for digest, exhibit in gone.items():
        if digest not in held and blobs.has(digest):
            words = "it was destroyed, and its bytes are still there"
            found.fault(FaultKind.NOT_DESTROYED, exhibit.label, words, REPAIR)


def check_strangers(blobs: Blobs, known: frozenset[str], found: Findings) -> Iterator[Progress]:
    """Names what lies among the originals and belongs to no exhibit; ``known`` are the digests of those that do."""
    loose = list(blobs.loose_names())
    names = frozenset(map(blobs.name, known)) if loose else frozenset()
    for count, name in enumerate(loose):
        if count % 4096 == 0:
            yield Progress(count, len(loose), "Looking for files that do not belong")
        if name not in names:
            _name_stranger(name, blobs.is_whole(name), found)
    packed, apart = list(blobs.packed_digests()), frozenset(loose)
    told = {place.digest for place in blobs.found_in_packs(packed)}
    for digest in packed:
        if digest not in known:
            _name_stranger(digest, _is_packed_whole(blobs, digest), found)
        elif digest not in told and blobs.name(digest) not in apart and _is_packed_whole(blobs, digest):
            words = "its bytes are whole, but its pack no longer says what they are: were the index lost, so were they"
            found.fault(FaultKind.PACK_CHANGED, f"file {digest[:16]}…", words, "Copy the case while it is whole.")


def _name_stranger(name: str, whole: bool, found: Findings) -> None:
    """Notes an original that an interrupted acquisition left complete; anything else does not belong there."""
    if whole:
        words = "an original that no entry knows: left by an acquisition that was interrupted, or put there"
        found.note(f"file {name[:16]}…", words)
    else:
        words = "it lies among the originals, and no entry of the ledger knows it"
        found.fault(FaultKind.ORIGINAL_UNKNOWN, f"file {name[:64]}", words, REPAIR)


def _is_packed_whole(blobs: Blobs, digest: str) -> bool:
    """Tells whether a packed original is there and is what the index says."""
    try:
        return finish(blobs.check(digest)) == digest
    except (WorkbenchError, OSError):
        return False


def _looks(blobs: Blobs, digests: list[str], threads: int) -> Iterator[tuple[str, _Looked]]:
    """Hashes originals: the packed ones as they lie, one pack after the other; the rest some of them at once."""
    loose = frozenset(blobs.loose_names())
    # One that also has a file of its own is read from there, as everywhere else.
    apart = {digest for digest in digests if blobs.name(digest) in loose} if loose else frozenset()
    packed, hashed = set(digests) - apart, sha256
    for digest, data in blobs.packed():
        if digest in packed:
            packed.remove(digest)
            yield digest, _Looked(hashed(data).hexdigest(), len(data))
    digests = sorted(packed | apart)
    if threads < 2:
        yield from ((digest, _look(blobs, digest)) for digest in digests)
        return
    waiting: list[tuple[str, Future[_Looked]]] = []
    rest = iter(digests)
    with ThreadPoolExecutor(threads) as pool:
        try:
            while True:
                more = islice(rest, _AHEAD - len(waiting))
                waiting += [(digest, pool.submit(_look, blobs, digest)) for digest in more]
                if not waiting:
                    return
                digest, looked = waiting.pop(0)
                yield digest, looked.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _look(blobs: Blobs, digest: str) -> _Looked:
    """Hashes what lies under an original's name."""
    try:
        size = blobs.size(digest)
        return _Looked() if size is None else _Looked(finish(blobs.check(digest)), size)
    except CaseDamaged:
        return _Looked(trouble="it was changed: its seal does not hold")
    except WorkbenchError:
        return _Looked()
    except (OSError, ValueError) as cause:
        return _Looked(trouble=f"its original cannot be read ({type(cause).__name__})")


def _judge(exhibit: Kept, looked: _Looked, held: dict[str, list[Kept]], found: Findings) -> None:
    """Says what is wrong with one exhibit's original, if anything is."""
    if looked.digest == exhibit.digest:
        return
    if looked.trouble:
        sealed = "seal" in looked.trouble
        kind = FaultKind.ORIGINAL_CHANGED if sealed else FaultKind.ORIGINAL_UNREADABLE
        found.fault(kind, exhibit.label, looked.trouble, RESTORE)
    elif looked.size is None:
        found.fault(FaultKind.ORIGINAL_MISSING, exhibit.label, "its original is missing", RESTORE)
    elif looked.digest in held:
        whose = held[looked.digest][0].label
        found.fault(FaultKind.ORIGINAL_SWAPPED, exhibit.label, f"in its place lie the bytes of {whose}", UNTRUE)
    elif looked.size != exhibit.size:
        way = "swollen" if looked.size > exhibit.size else "shrunk"
        words = f"its original has {way}: {looked.size:,} bytes instead of {exhibit.size:,}"
        found.fault(FaultKind.ORIGINAL_RESIZED, exhibit.label, words, RESTORE)
    else:
        words = "its original is not the bytes that were acquired"
        found.fault(FaultKind.ORIGINAL_CHANGED, exhibit.label, words, RESTORE)
