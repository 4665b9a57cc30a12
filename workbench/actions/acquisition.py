"""Acquiring files and folders: hashed while they are copied, told by content, one bad file never stops the rest.

Files come in by batches. Each batch is durable and stands in the ledger before the next begins, so whatever a
report, or a cancelled or crashed acquisition, has confirmed is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from workbench.actions.cases import OpenCase
from workbench.actions.entering import Manner, known, next_number
from workbench.actions.gathering import count, gather
from workbench.actions.intake import Intake
from workbench.actions.screening import matches, rated, screening_of
from workbench.casefile.exhibit_numbers import MOST_EXHIBITS
from workbench.casefile.exhibits import (
    Acquisition,
    AcquisitionReport,
    Digests,
    Exhibit,
    Family,
    Holding,
    Provenance,
    Refusal,
)
from workbench.casefile.identity import Actor, is_digest, now
from workbench.casefile.verbs import ACQUIRE
from workbench.errors import AcquisitionError, UsageError
from workbench.jobs import Job, Progress, finish
from workbench.store.profile import Profile
from workbench.store.trouble import in_words
from workbench.version import TOOL

_TELL_EVERY = 16
_LARGEST = 2**53 - 1
_NOTHING = Provenance()
_KEPT = "what was confirmed before is kept."


def acquire(
    case: OpenCase,
    actor: Actor,
    paths: Sequence[Path],
    method: str = "files",
    provenance: Provenance = _NOTHING,
    reference_only: bool = False,
    location: str = "",
    description: str = "",
    workers: int = 1,
    person: Profile | None = None,
) -> Job[AcquisitionReport]:
    """Brings files and the files of folders into the case; each is acquired, known already, or refused.

    With ``reference_only`` the files are hashed and told by content and no byte of them is stored; ``location`` says
    where they are kept. One worker leaves a core free for a window; a command line may use more. Every file is held
    against the hash lists of ``person``, or of whoever is at the desk, before a byte of it is stored.
    """
    if not paths:
        raise UsageError("There is nothing to acquire.", "Name files or folders.")
    case.file.check_writable()
    manner = Manner(method, provenance, not reference_only, True, location.strip(), description.strip())
    total, done = count(paths), 0
    yield Progress(done, total, "Acquiring")
    screening = screening_of(case, person)
    with in_words(case.folder, _KEPT), closing(Intake(case, actor, manner, workers, screening)) as intake:
        case.file.blobs.reserve.refill()
        for found in gather(paths, case.folder):
            if isinstance(found, Refusal):
                intake.tally.refused.append(found)
                continue
            yield from intake.take(found)
            done += 1
            if done % _TELL_EVERY == 0 or not intake.waiting:
                yield Progress(done, max(total, done), "Acquiring")
        yield from intake.settle()
    yield Progress(done, done, "Acquired")
    return intake.tally.report()


def acquire_bytes(
    case: OpenCase,
    actor: Actor,
    data: bytes,
    name: str,
    method: str = "paste",
    provenance: Provenance = _NOTHING,
    person: Profile | None = None,
) -> AcquisitionReport:
    """Brings bytes that have no file into the case."""
    if not data:
        return AcquisitionReport(refused=(Refusal(name, "There is nothing in it."),))
    case.file.check_writable()
    screening = screening_of(case, person)
    with (
        in_words(case.folder, _KEPT),
        closing(Intake(case, actor, Manner(method, provenance, is_file=False), 1, screening)) as intake,
    ):
        seen = case.file.blobs.take_bytes(data, keep=False) if screening is not None else None
        barred = screening is not None and seen is not None and screening.withholds(seen.digest, seen.digests)
        intake.give(name, seen if seen is not None and barred else case.file.blobs.take_bytes(data))
        finish(intake.settle())
    return intake.tally.report()


def refer(
    case: OpenCase,
    actor: Actor,
    digest: str,
    size: int,
    name: str,
    location: str,
    description: str = "",
    media_type: str = "",
    provenance: Provenance = _NOTHING,
    person: Profile | None = None,
) -> Exhibit:
    """Records what must not be held, by what is known of it: digest, size, and where its bytes are kept.

    Raises UsageError for what is no digest or size, AcquisitionError where the case knows those bytes.
    """
    digest = digest.strip().lower()
    _check_reference(digest, size, name, location)
    screening = screening_of(case, person)
    said = screening.said([(digest, Digests())]).get(digest, ()) if screening is not None else ()
    with case.file.exclusive():
        there = known(case, [digest]).get(digest)
        if there is not None:
            held = "holds these bytes" if there.held else "knows these bytes"
            raise AcquisitionError(f"The case {held} already, as {there.label}.", f"See {there.label}.")
        number = next_number(case)
        if number > MOST_EXHIBITS:
            raise AcquisitionError(f"A case has at most {MOST_EXHIBITS:,} exhibits.", "Open another case.")
        exhibit = rated(
            Exhibit(
                number,
                digest,
                size,
                media_type or "application/octet-stream",
                _family(media_type),
                name.strip(),
                Acquisition(
                    actor, now(), provenance.source_url or location.strip(), "reference", TOOL, None, "", provenance
                ),
                holding=Holding.REFERENCE,
                location=location.strip(),
                description=description.strip(),
            ),
            said,
            actor,
        )
        with case.write(actor, ACQUIRE, f"Refer to {exhibit.label}", exhibit.label) as work:
            work.put(exhibit)
            work.add(matches(number, said))
    return exhibit


def _check_reference(digest: str, size: int, name: str, location: str) -> None:
    """Refuses a reference that nobody could follow."""
    if not is_digest(digest):
        raise UsageError("That is no SHA-256 digest.", "Give its 64 hexadecimal digits.")
    if not 0 <= size <= _LARGEST:
        raise UsageError("That is no size of a file.", "Give the number of its bytes.")
    if not name.strip():
        raise UsageError("A reference needs a name.", "Say what the file is called.")
    if not location.strip():
        raise UsageError("A reference needs a location.", "Say where its bytes are kept, and by whom.")


def _family(media_type: str) -> Family:
    """Tells the family of what nobody here has seen, from what it is said to be."""
    top = media_type.partition("/")[0].lower()
    if top in ("image", "video", "audio", "text"):
        return Family(top)
    return {"message/rfc822": Family.MAIL, "application/pdf": Family.DOCUMENT}.get(media_type.lower(), Family.OTHER)
