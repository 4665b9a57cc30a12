"""Acquiring files and folders: hashed while they are copied, told by content, one bad file never stops the rest.

Files come in by batches. Each batch is durable and stands in the ledger before the next begins, so whatever a
report, or a cancelled or crashed acquisition, has confirmed is there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.actions.cases import OpenCase
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Acquisition, AcquisitionReport, Exhibit, Refusal, Sighting
from workbench.casefile.identity import Actor, new_id, now
from workbench.casefile.verbs import ACQUIRE
from workbench.errors import StorageFull, UsageError, WorkbenchError
from workbench.jobs import Job, Progress
from workbench.media.sniff import sniff
from workbench.store.blobs import Incoming
from workbench.version import TOOL

_BATCH_FILES = 256
_BATCH_BYTES = 256 * 1024 * 1024
_TELL_EVERY = 16


@dataclass
class _Batch:
    """Files that were copied and hashed and wait for their entry."""

    taken: list[tuple[Path | None, str, Incoming]] = field(default_factory=list)
    bytes: int = 0

    @property
    def full(self) -> bool:
        """Tells whether the batch is due."""
        return len(self.taken) >= _BATCH_FILES or self.bytes >= _BATCH_BYTES


@dataclass
class _Tally:
    """What became of the items so far."""

    acquired: list[Exhibit] = field(default_factory=list)
    duplicates: list[tuple[str, int]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def report(self) -> AcquisitionReport:
        """The tally as a value."""
        return AcquisitionReport(tuple(self.acquired), tuple(self.duplicates), tuple(self.refused))


def acquire(case: OpenCase, actor: Actor, paths: Sequence[Path], method: str = "files") -> Job[AcquisitionReport]:
    """Brings files and the files of folders into the case; each is acquired, known already, or refused."""
    if not paths:
        raise UsageError("There is nothing to acquire.", "Name files or folders.")
    tally, batch = _Tally(), _Batch()
    sources = list(_sources(case, paths, tally))
    try:
        for done, source in enumerate(sources):
            if done % _TELL_EVERY == 0:
                yield Progress(done, len(sources), "Acquiring")
            yield from _take(case, source, batch, tally)
            if batch.full:
                _settle(case, actor, batch, tally, method)
                yield Progress(done + 1, len(sources), "Acquiring")
        _settle(case, actor, batch, tally, method)
    finally:
        case.file.blobs.discard([incoming for _, _, incoming in batch.taken])
    yield Progress(len(sources), len(sources), "Acquired")
    return tally.report()


def acquire_bytes(case: OpenCase, actor: Actor, data: bytes, name: str, method: str = "paste") -> AcquisitionReport:
    """Brings bytes that have no file into the case."""
    tally, batch = _Tally(), _Batch()
    if not data:
        return AcquisitionReport(refused=(Refusal(name, "There is nothing in it."),))
    incoming = case.file.blobs.take_bytes(data)
    batch.taken.append((None, name, incoming))
    try:
        _settle(case, actor, batch, tally, method)
    finally:
        case.file.blobs.discard([incoming for _, _, incoming in batch.taken])
    return tally.report()


def _sources(case: OpenCase, paths: Sequence[Path], tally: _Tally) -> Iterator[Path]:
    """Walks what was named, in a stable order; links are named and not followed."""
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            if case.folder.is_relative_to(path.absolute()) or path.absolute().is_relative_to(case.folder):
                tally.refused.append(Refusal(shown(path), "The case lies in this folder.", "Choose another folder."))
                continue
            yield from _walk(path, tally)
        else:
            yield path


def _walk(folder: Path, tally: _Tally) -> Iterator[Path]:
    """Walks a folder depth first, by name."""

    def refuse(cause: OSError) -> None:
        tally.refused.append(Refusal(shown(Path(cause.filename or folder)), "This folder cannot be read."))

    for place, folders, files in os.walk(folder, onerror=refuse):
        folders.sort()
        for name in list(folders):
            if os.path.islink(os.path.join(place, name)):
                tally.refused.append(
                    Refusal(shown(Path(place, name)), "This is a link to a folder; links are not followed.")
                )
        yield from (Path(place, name) for name in sorted(files))


def _take(case: OpenCase, source: Path, batch: _Batch, tally: _Tally) -> Job[None]:
    """Copies and hashes one file into the batch, or notes why not."""
    try:
        incoming = yield from case.file.blobs.take_file(source)
    except StorageFull:
        raise
    except WorkbenchError as refusal:
        tally.refused.append(Refusal(shown(source), refusal.message, refusal.remedy))
        return
    if not incoming.size:
        case.file.blobs.discard([incoming])
        tally.refused.append(Refusal(shown(source), "The file is empty.", "Ask its source for the file again."))
        return
    batch.taken.append((source, shown(Path(source.name)), incoming))
    batch.bytes += incoming.size


def _settle(case: OpenCase, actor: Actor, batch: _Batch, tally: _Tally, method: str) -> None:
    """Makes a batch durable and writes its entry; only then does the tally say so."""
    if not batch.taken:
        return
    # Another thread may be pasting: numbers and known digests hold only while nobody else writes.
    with case.file.exclusive():
        new, again = _enter(case, actor, batch, method)
    case.file.blobs.discard([incoming for _, _, incoming in batch.taken])
    batch.taken.clear()
    batch.bytes = 0
    tally.acquired.extend(new)
    tally.duplicates.extend(again)


def _enter(case: OpenCase, actor: Actor, batch: _Batch, method: str) -> tuple[list[Exhibit], list[tuple[str, int]]]:
    """Gives a batch its places, numbers and entry; returns the new exhibits, and what was known with its number."""
    new, known = _divide(case, batch)
    case.file.blobs.settle([incoming for _, _, incoming in new])
    first = _next_number(case)
    exhibits = [
        _exhibit(first + place, name, incoming, _acquisition(actor, source, name, incoming, method))
        for place, (source, name, incoming) in enumerate(new)
    ]
    numbers = {item.digest: item.number for item in exhibits}
    again = [(source, name, incoming, number or numbers[incoming.digest]) for source, name, incoming, number in known]
    subjects = [item.label for item in exhibits] + [exhibit_label(number) for *_, number in again]
    with case.write(actor, ACQUIRE, _label(exhibits, len(again)), *dict.fromkeys(subjects)) as work:
        for item in exhibits:
            work.put(item)
        for source, name, incoming, number in again:
            work.put(Sighting(new_id(), number, name, _acquisition(actor, source, name, incoming, method)))
    return exhibits, [(_source(source, name), number) for source, name, _, number in again]


def _divide(
    case: OpenCase, batch: _Batch
) -> tuple[list[tuple[Path | None, str, Incoming]], list[tuple[Path | None, str, Incoming, int]]]:
    """Parts bytes that are new from bytes that the case or this batch has already (number 0: this batch)."""
    digests = sorted({incoming.digest for _, _, incoming in batch.taken})
    marks = ", ".join("?" * len(digests))
    there = {item.digest: item.number for item in case.file.all(Exhibit, f"WHERE digest IN ({marks})", *digests)}
    new, known, met = [], [], set()
    for source, name, incoming in batch.taken:
        if incoming.digest in there or incoming.digest in met:
            known.append((source, name, incoming, there.get(incoming.digest, 0)))
        else:
            met.add(incoming.digest)
            new.append((source, name, incoming))
    return new, known


def _next_number(case: OpenCase) -> int:
    """Finds the first number that no exhibit has had."""
    with case.file.reading() as connection:
        return int(connection.exec_driver_sql("SELECT coalesce(max(key), 0) + 1 FROM exhibit").scalar_one())


def _exhibit(number: int, name: str, incoming: Incoming, acquisition: Acquisition) -> Exhibit:
    """Makes the exhibit of some bytes, its type told by content."""
    media_type, family = sniff(incoming.head, name)
    return Exhibit(number, incoming.digest, incoming.size, media_type, family, name, acquisition)


def _acquisition(actor: Actor, source: Path | None, name: str, incoming: Incoming, method: str) -> Acquisition:
    """Says how some bytes came in; a name that is no Unicode text is kept byte for byte as well."""
    raw = os.fsencode(source) if source is not None else b""
    exact = raw.hex() if source is not None and _source(source, name) != str(source) else ""
    return Acquisition(actor, now(), _source(source, name), method, TOOL, incoming.modified, exact)


def _source(source: Path | None, name: str) -> str:
    """Names a source for records."""
    return name if source is None else shown(Path(os.path.abspath(source)))


def shown(path: Path) -> str:
    """Writes a path as text that any record can hold, whatever its bytes are."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _label(exhibits: Sequence[Exhibit], again: int) -> str:
    """Words an acquisition for the ledger."""
    parts = []
    if len(exhibits) == 1:
        parts.append(exhibits[0].label)
    elif exhibits:
        parts.append(f"{exhibits[0].label} to {exhibits[-1].label}")
    if again:
        parts.append(f"{again} known already")
    return f"Acquire {', '.join(parts)}"
