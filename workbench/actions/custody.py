"""Checking a case against its ledger, reading the ledger, proving from it, and having its heads stamped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from workbench.actions.cases import OpenCase, seal
from workbench.casefile.custody import Entry, Head, SeenHead, Verification, heads_text
from workbench.casefile.decisions import Determination
from workbench.casefile.exhibit_numbers import exhibit_label, reading_order
from workbench.casefile.identity import Actor
from workbench.casefile.proofs import ConsistencyProof, InclusionProof, MemoProof
from workbench.casefile.timestamps import TimeStamp
from workbench.casefile.verbs import TIME_STAMP
from workbench.errors import CaseReadOnly, NoSuchItem, TimeStampError
from workbench.jobs import Job
from workbench.settings import load
from workbench.store import authority, ledger
from workbench.store.verification import verify_case

_HOW = "Set timestamp_authority and timestamp_certificates in the settings."


def verify(
    case: OpenCase,
    heads: Sequence[tuple[int, str] | SeenHead] = (),
    since_head: bool = False,
    lanes: int = 1,
) -> Job[Verification]:
    """Checks every entry, row, original and head of a case; the faults name what is wrong.

    ``heads`` are heads that somebody saw, in a memo say: the number of entries and the root. They are held against the
    history together with those that this person's own profile remembers. ``since_head`` goes on from the newest signed
    head; two ``lanes`` use both cores, for a caller without a window.
    """
    given = (head if isinstance(head, SeenHead) else SeenHead(*head) for head in heads)
    seen = (*case.keyring.seen(case.case.id), *given)
    case.checked = yield from verify_case(case.file, seen, since_head, lanes)
    return case.checked


def verification_words(found: Verification) -> str:
    """Says in a sentence what a check found."""
    when = f"{found.at:%d %b %Y %H:%M} UTC".removeprefix("0")
    counts = f"{found.entries:,} entries, {found.rows:,} records and {found.originals:,} originals"
    if found.since:
        counts += f" since the signed head of {found.since:,} entries"
    if found.clean:
        return f"Verified on {when}: {counts}, all as the ledger says."
    named = ", ".join(sorted({fault.subject for fault in found.faults})[:5])
    count = "1 fault" if len(found.faults) == 1 else f"{len(found.faults):,} faults"
    return f"NOT as the ledger says on {when}: {count} ({named})."


def entries(case: OpenCase, newest: int = 200) -> tuple[Entry, ...]:
    """Reads the newest entries of the ledger, newest first."""
    with case.file.reading() as connection:
        return ledger.newest(connection, newest)


def head(case: OpenCase) -> Head:
    """Reads the ledger's present head."""
    return case.file.head()


def heads(case: OpenCase) -> tuple[Head, ...]:
    """Reads all signed heads of the case, oldest first."""
    with case.file.reading() as connection:
        return ledger.heads(connection)


def export_heads(case: OpenCase) -> str:
    """Writes all signed heads as lines to keep on another medium, read again by ``verify --heads``."""
    return heads_text(heads(case))


def inclusion(case: OpenCase, number: int) -> InclusionProof:
    """Proves that an entry stands in the ledger; raises NoSuchItem where there is none of that number."""
    with case.file.reading() as connection:
        tree = ledger.tree(connection)
    try:
        return tree.inclusion(number)
    except ValueError as cause:
        raise NoSuchItem(f"The ledger has no entry {number}.", f"It has {tree.size:,} entries.") from cause


def consistency(case: OpenCase, old_size: int) -> ConsistencyProof:
    """Proves that the ledger goes on from what it was at a size; raises NoSuchItem where it never had that size."""
    with case.file.reading() as connection:
        tree = ledger.tree(connection)
    try:
        return tree.consistency(old_size)
    except ValueError as cause:
        raise NoSuchItem(f"The ledger never had {old_size} entries.", f"It has {tree.size:,} entries.") from cause


def memo_proof(case: OpenCase, size: int | None = None) -> MemoProof:
    """Proves the entries of the case's determinations, and of the citations they rest on, under a head or the present.

    What was decided behind the head of that ``size`` is left out.
    """
    judged = sorted(case.file.all(Determination), key=lambda one: reading_order(one.exhibit))
    with case.file.reading() as connection:
        made = ledger.last_changes(connection, "determination", [str(one.exhibit) for one in judged])
        pinned = ledger.last_changes(connection, "citation", [name for one in judged for name in one.citations])
        tree = ledger.tree(connection)
    size = tree.size if size is None else size
    by_exhibit: dict[str, int] = {}
    citations: dict[str, tuple[int, ...]] = {}
    for one in judged:
        if 0 < made.get(str(one.exhibit), 0) <= size:
            by_exhibit[exhibit_label(one.exhibit)] = made[str(one.exhibit)]
            if numbers := sorted({pinned[name] for name in one.citations if pinned.get(name, size + 1) <= size}):
                citations[exhibit_label(one.exhibit)] = tuple(numbers)
    wanted = {*by_exhibit.values(), *(number for numbers in citations.values() for number in numbers)}
    proofs = tuple(tree.inclusion(number, size) for number in sorted(wanted))
    return MemoProof(case.case.id, size, tree.root(size), by_exhibit, proofs, citations)


def time_stamps(case: OpenCase) -> tuple[TimeStamp, ...]:
    """Reads the time stamps that the case keeps, oldest head first."""
    return case.file.all(TimeStamp)


def time_stamp(case: OpenCase, actor: Actor) -> TimeStamp:
    """Has the authority of the settings stamp the present head; raises TimeStampError."""
    url = load().timestamp_authority
    if not url:
        raise TimeStampError("No time-stamp authority is configured, so nothing was asked.", _HOW)
    _certificates()
    return take_time_stamp(case, actor, authority.ask(url, time_stamp_request(case)))


def time_stamp_request(case: OpenCase) -> bytes:
    """Makes a request (DER) for the present head, to be taken to an authority; the head is signed and kept first."""
    if case.read_only:
        raise CaseReadOnly("This case is open for reading only, so no head can be kept.", "Open it for writing.")
    size = seal(case).size
    kept = next(kept for kept in heads(case) if kept.size == size)
    request = authority.request_for(kept.note())
    pending = _pending(case, size)
    pending.parent.mkdir(parents=True, exist_ok=True)
    pending.write_bytes(request)
    return request


def take_time_stamp(case: OpenCase, actor: Actor, response: bytes) -> TimeStamp:
    """Takes an authority's answer into the case, once it fits a signed head, its request and the certificates."""
    fitting = next((kept for kept in reversed(heads(case)) if authority.stamps(response, kept.note())), None)
    if fitting is None:
        raise TimeStampError(
            "The time stamp is for no signed head of this case.", "Make a request with timestamp CASE --request FILE."
        )
    pending = _pending(case, fitting.size)
    nonce = authority.nonce_of(pending.read_bytes()) if pending.is_file() else None
    certificates = _certificates()
    taken = authority.accepted(response, fitting.note(), certificates, nonce)
    stamp = TimeStamp(fitting.size, fitting.root, taken.authority, taken.at, response, certificates)
    label = f"Keep a time stamp of head {fitting.size} by {taken.authority[:80] or 'an authority'}"
    with case.write(actor, TIME_STAMP, label, f"head {fitting.size}") as work:
        work.put(stamp)
    pending.unlink(missing_ok=True)
    return stamp


def _pending(case: OpenCase, size: int) -> Path:
    """Names where a request waits for its answer: in this person's profile."""
    return case.profile.folder / "requests" / f"{case.case.id}-{size}.tsq"


def _certificates() -> str:
    """Reads the certificates of the authority; raises TimeStampError where none are configured."""
    path = load().timestamp_certificates
    if not path:
        raise TimeStampError("No certificates of a time-stamp authority are configured.", _HOW)
    try:
        text = Path(path).read_text("ascii")
    except (OSError, UnicodeDecodeError) as cause:
        raise TimeStampError(
            "The certificates of the time-stamp authority cannot be read.", _HOW, type(cause).__name__
        ) from cause
    authority.load_chain(text)
    return text
