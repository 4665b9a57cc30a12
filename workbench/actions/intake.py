"""Batches on their way into a case: copied and hashed, made durable, then entered; only then do they count.

Large files are copied by a few threads, in turn with the small ones, and keep their places: exhibits are numbered
in the order in which their sources were named. With more than one worker a batch is made durable and entered while the
next is read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import closing, suppress
from dataclasses import dataclass, field

from workbench.actions.acquired import Acquired
from workbench.actions.cases import OpenCase
from workbench.actions.entering import Arrival, Entered, Manner, enter
from workbench.actions.gathering import Found, shown
from workbench.actions.screening import Screening
from workbench.casefile.exhibits import AcquisitionReport, Listed, Refusal
from workbench.casefile.identity import Actor
from workbench.casefile.verbs import ACQUIRE_STOP
from workbench.errors import Cancelled, StorageFull, WorkbenchError
from workbench.jobs import Job, Progress
from workbench.store.blobs import PACK_LIMIT, Blobs, Incoming
from workbench.store.sources import Source, open_source

_BATCH_FILES = 4096
_BATCH_LARGE = 256
_BATCH_BYTES = 256 * 1024 * 1024
_BATCH_MEMORY = 32 * 1024 * 1024
_ALONE_FROM = 32 * 1024 * 1024
_AHEAD = 2
_WAIT = 0.05
_FULL = "The disk has no room left for this case."
_MAKE_ROOM = "Free some room, then acquire the rest again."


class Tally:
    """What became of the items so far."""

    def __init__(self, case: OpenCase) -> None:
        self.acquired = Acquired(case)
        self.duplicates: list[tuple[str, int]] = []
        self.refused: list[Refusal] = []
        self.listed: list[Listed] = []

    def note(self, entered: Entered) -> None:
        """Adds what one entry confirmed."""
        self.acquired.extend(entered.acquired)
        self.duplicates.extend(entered.duplicates)
        self.refused.extend(entered.refused)
        self.listed.extend(entered.listed)

    def report(self) -> AcquisitionReport:
        """The tally as a value."""
        return AcquisitionReport(self.acquired, tuple(self.duplicates), tuple(self.refused), tuple(self.listed))


@dataclass
class _Batch:
    """What was taken and waits for its entry, in the order of its sources."""

    taken: list[tuple[str, Incoming | Future[Incoming]]] = field(default_factory=list)
    large: int = 0
    bytes: int = 0
    memory: int = 0

    def add(self, path: str, incoming: Incoming | Future[Incoming], size: int) -> None:
        """Takes one more."""
        self.taken.append((path, incoming))
        if size < PACK_LIMIT:
            self.memory += size
        else:
            self.large += 1
            self.bytes += size

    @property
    def full(self) -> bool:
        """Tells whether the batch is due."""
        return (
            len(self.taken) >= _BATCH_FILES
            or self.large >= _BATCH_LARGE
            or self.bytes >= _BATCH_BYTES
            or self.memory >= _BATCH_MEMORY
        )


class Intake:
    """One acquisition at work; closing it takes away whatever was not confirmed."""

    def __init__(
        self, case: OpenCase, actor: Actor, manner: Manner, workers: int = 1, screening: Screening | None = None
    ) -> None:
        self.tally = Tally(case)
        self._case = case
        self._actor = actor
        self._manner = manner
        self._screening = screening
        self._blobs: Blobs = case.file.blobs
        self._workers = max(1, workers)
        self._pool = ThreadPoolExecutor(self._workers, "copying") if self._workers > 1 else None
        self._stop = threading.Event()
        self._running: list[Future[Incoming]] = []
        self._clerk = ThreadPoolExecutor(1, "entering") if self._workers > 1 else None
        self._entering: Future[None] | None = None
        self._batch = _Batch()
        self._full = False

    @property
    def waiting(self) -> int:
        """Counts what was taken and has no entry yet."""
        return len(self._batch.taken)

    def take(self, found: Found) -> Job[None]:
        """Copies and hashes one file into the batch, or notes why not; enters the batch when it is due."""
        if self._full:
            self._refuse(found.path, _FULL, _MAKE_ROOM)
            return
        try:
            source = open_source(found.name, found.folder)
        except WorkbenchError as refusal:
            self._refuse(found.path, refusal.message, refusal.remedy)
            return
        if source.size < PACK_LIMIT:
            self._take_small(found.path, source)
        elif source.size < _ALONE_FROM and self._pool is not None:
            yield from self._hand_over(found.path, source.apart(), self._pool)
        else:
            with closing(source):
                yield from self._take_here(found.path, source)
        if self._batch.full:
            yield from self._pass_on()

    def give(self, name: str, incoming: Incoming) -> None:
        """Takes bytes that have no file."""
        self._batch.add(name, incoming, incoming.size)

    def settle(self) -> Job[None]:
        """Makes the batch durable and writes its entry; only then does the tally say so."""
        yield from self._pass_on()
        yield from self._entered()

    def close(self) -> None:
        """Stops what is being copied and removes what has no entry."""
        self._stop.set()
        for threads in (self._pool, self._clerk):
            if threads is not None:
                threads.shutdown(wait=True)
        for _, incoming in self._batch.taken:
            with suppress(Exception):
                self._blobs.discard([_result(incoming)])

    def _pass_on(self) -> Job[None]:
        """Has the batch entered: here, or where there are more workers while the next one is read already.

        Batches are entered one after the other, so each knows what those before it brought.
        """
        yield from self._until(lambda: not self._running)
        yield from self._entered()
        batch, self._batch = self._batch, _Batch()
        # Large files keep the disk busy and other threads idle; small ones would only take turns.
        if self._clerk is None or batch.bytes <= batch.memory:
            self._settle(batch)
        else:
            self._entering = self._clerk.submit(self._settle, batch)

    def _entered(self) -> Job[None]:
        """Waits until the batch that was passed on is entered, and raises what went wrong with it."""
        while self._entering is not None and not self._entering.done():
            wait_for([self._entering], _WAIT)
            yield self._alive()
        entering, self._entering = self._entering, None
        if entering is not None:
            entering.result()

    def _settle(self, batch: _Batch) -> None:
        """Makes a batch durable and writes its entry."""
        arrivals = self._arrivals(batch)
        try:
            if arrivals:
                self._enter(arrivals)
        finally:
            self._blobs.discard([arrival.incoming for arrival in arrivals])
        if self._full:
            self._say_full()

    def _hand_over(self, path: str, source: Source, pool: ThreadPoolExecutor) -> Job[None]:
        """Gives one file to the threads, once they are not too far behind; they close it."""
        try:
            yield from self._until(lambda: len(self._running) < self._workers * _AHEAD)
        except BaseException:
            source.close()
            raise
        job = taken(self._blobs, source, self._manner.keep, self._screening)
        future = pool.submit(_copy_in_background, source, job, self._stop)
        self._running.append(future)
        self._batch.add(path, future, source.size)

    def _take_small(self, path: str, source: Source) -> None:
        """Reads and hashes a small file at once."""
        try:
            incoming = self._blobs.take_small(source, self._manner.keep)
        except WorkbenchError as refusal:
            self._note_failure(path, refusal)
        else:
            self._batch.add(path, incoming, incoming.size)
        finally:
            source.close()

    def _take_here(self, path: str, source: Source) -> Job[None]:
        """Copies and hashes on this thread; a very large file has the machine for itself."""
        alone = source.size >= _ALONE_FROM
        if alone:
            yield from self._until(lambda: not self._running)
        try:
            wide = alone and self._workers > 1
            incoming = yield from taken(self._blobs, source, self._manner.keep, self._screening, wide)
        except WorkbenchError as refusal:
            self._note_failure(path, refusal)
        else:
            self._batch.add(path, incoming, incoming.size)

    def _until(self, ready: Callable[[], bool]) -> Job[None]:
        """Waits for threads, and tells meanwhile that the job lives."""
        while not ready():
            wait_for(self._running, _WAIT, "FIRST_COMPLETED")
            self._running = [future for future in self._running if not future.done()]
            if not ready():
                yield self._alive()

    def _alive(self) -> Progress:
        """Tells how far it is."""
        return Progress(len(self.tally.acquired) + len(self._batch.taken), 0, "Copying and hashing")

    def _arrivals(self, batch: _Batch) -> list[Arrival]:
        """Gathers what was copied, in order; what failed or is empty is refused."""
        arrivals = []
        for path, pending in batch.taken:
            try:
                incoming = _result(pending)
            except WorkbenchError as refusal:
                self._note_failure(path, refusal)
                continue
            if incoming.size:
                arrivals.append(Arrival(path, incoming))
            else:
                self._refuse(path, "The file is empty.", "Ask its source for the file again.")
        return arrivals

    def _enter(self, arrivals: Sequence[Arrival]) -> None:
        """Enters a batch; a full disk gives up its reserve for it once, then nothing of the batch is kept."""
        try:
            self.tally.note(enter(self._case, self._actor, arrivals, self._manner, self._screening))
        except StorageFull:
            self._full = True
            try:
                if not self._blobs.reserve.release():
                    raise
                self.tally.note(enter(self._case, self._actor, arrivals, self._manner, self._screening))
            except StorageFull:
                for arrival in arrivals:
                    self._refuse(arrival.source, _FULL, _MAKE_ROOM)

    def _say_full(self) -> None:
        """Writes into the ledger that the disk was full, if there is room for that."""
        self._blobs.reserve.release()
        words = f"Stop acquiring: the disk is full; {len(self.tally.acquired)} acquired before"
        with suppress(StorageFull), self._case.write(self._actor, ACQUIRE_STOP, words):
            pass

    def _note_failure(self, path: str, refusal: WorkbenchError) -> None:
        """Refuses one item; after a full disk nothing more is tried."""
        self._full = self._full or isinstance(refusal, StorageFull)
        self._refuse(path, refusal.message, refusal.remedy)

    def _refuse(self, path: str, reason: str, remedy: str) -> None:
        """Notes one item that does not come in."""
        self.tally.refused.append(Refusal(shown(path), reason, remedy))


def taken(blobs: Blobs, source: Source, keep: bool, screening: Screening | None, wide: bool = False) -> Job[Incoming]:
    """Copies and hashes one file; where lists withhold, it is hashed first, and copied if none of them names it."""
    if keep and screening is not None and screening.withholding and source.size >= PACK_LIMIT:
        incoming = yield from blobs.take_source(source, False, wide)
        if screening.withholds(incoming.digest, incoming.digests):
            return incoming
        source.rewind()
    return (yield from blobs.take_source(source, keep, wide))


def _copy_in_background(source: Source, job: Job[Incoming], stop: threading.Event) -> Incoming:
    """Copies and hashes one file on a thread of its own, until it is told to stop."""
    with closing(source), closing(job):
        while not stop.is_set():
            try:
                next(job)
            except StopIteration as end:
                incoming: Incoming = end.value
                return incoming
    raise Cancelled("The acquisition was stopped.")


def _result(pending: Incoming | Future[Incoming]) -> Incoming:
    """Gives what was copied, or raises why it was not."""
    return pending if isinstance(pending, Incoming) else pending.result()
