"""Four digests of the same bytes in one pass: SHA-256 is identity, the others are for other people's tools.

MD5 and SHA-512 are the slow ones, so where two threads may be used for one large file each takes one of them and one
of the quick ones: both are done at about the same time.
"""

from __future__ import annotations

import hashlib
import threading
from queue import SimpleQueue
from typing import Any, Protocol

from workbench.casefile.exhibits import Digests

_PAIRS = (("md5", "sha256"), ("sha1", "sha512"))

#: How many pieces may wait for the lanes: a reader that fills this many buffers and one more in turn overwrites none.
WAITING = 7


class Hashing(Protocol):
    """Bytes being hashed four ways."""

    def update(self, piece: bytes | memoryview) -> None: ...
    def finish(self) -> tuple[str, Digests]: ...
    def close(self) -> None: ...


def hash_bytes(data: bytes) -> tuple[str, Digests]:
    """Hashes bytes that are in memory."""
    return hashlib.sha256(data, usedforsecurity=False).hexdigest(), Digests(
        hashlib.md5(data, usedforsecurity=False).hexdigest(),
        hashlib.sha1(data, usedforsecurity=False).hexdigest(),
        hashlib.sha512(data, usedforsecurity=False).hexdigest(),
    )


class OneLane:
    """Hashes on the caller's own thread."""

    def __init__(self) -> None:
        self._hashers = {name: new_hash(name) for pair in _PAIRS for name in pair}

    def update(self, piece: bytes | memoryview) -> None:
        """Hashes the next bytes."""
        for hasher in self._hashers.values():
            hasher.update(piece)

    def finish(self) -> tuple[str, Digests]:
        """Gives the SHA-256 and the other three."""
        return _results(self._hashers)

    def close(self) -> None:
        """Has nothing to end."""


class TwoLanes:
    """Hashes on two threads while the caller reads and writes; at most ``WAITING`` pieces are still to be hashed."""

    def __init__(self) -> None:
        self._hashers = {name: new_hash(name) for pair in _PAIRS for name in pair}
        self._lanes = [_Lane([self._hashers[name] for name in pair]) for pair in _PAIRS]

    def update(self, piece: bytes | memoryview) -> None:
        """Hands over the next bytes, which must not change until ``WAITING`` more pieces were handed over."""
        for lane in self._lanes:
            lane.take(piece)

    def finish(self) -> tuple[str, Digests]:
        """Waits for both lanes, then gives the SHA-256 and the other three."""
        self.close()
        return _results(self._hashers)

    def close(self) -> None:
        """Ends the threads once they have hashed what they were handed."""
        for lane in self._lanes:
            lane.end()


class _Lane:
    """One thread that feeds two hashers."""

    def __init__(self, hashers: list[Any]) -> None:
        self._hashers = hashers
        self._pieces: SimpleQueue[bytes | memoryview | None] = SimpleQueue()
        self._room = threading.Semaphore(WAITING)
        self._thread = threading.Thread(target=self._run, name="hashing", daemon=True)
        self._thread.start()

    def take(self, piece: bytes | memoryview) -> None:
        """Queues a piece, and waits while too many are queued."""
        self._room.acquire()
        self._pieces.put(piece)

    def end(self) -> None:
        """Ends the thread after the last piece."""
        self._pieces.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (piece := self._pieces.get()) is not None:
            for hasher in self._hashers:
                hasher.update(piece)
            self._room.release()


def new_hash(name: str) -> Any:
    """Starts one hash; these name bytes for other tools and guard nothing, which strict systems want to hear."""
    return hashlib.new(name, usedforsecurity=False)


def _results(hashers: dict[str, Any]) -> tuple[str, Digests]:
    """Reads the four digests."""
    found = {name: str(hasher.hexdigest()) for name, hasher in hashers.items()}
    return found["sha256"], Digests(found["md5"], found["sha1"], found["sha512"])
