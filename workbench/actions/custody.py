"""Checking a case against its ledger, and reading the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.actions.cases import OpenCase
from workbench.casefile.custody import Entry, Head, Verification
from workbench.jobs import Job
from workbench.store import ledger
from workbench.store.verification import verify_case


def verify(case: OpenCase, heads: Sequence[tuple[int, str]] = ()) -> Job[Verification]:
    """Checks every entry, row, original and head of a case; the faults name what is wrong.

    ``heads`` are heads that somebody saw, in a memo say: the number of entries and the root. They are held against the
    history together with those that this person's own profile remembers.
    """
    case.checked = yield from verify_case(case.file, (*case.keyring.known(case.case.id), *heads))
    return case.checked


def verification_words(found: Verification) -> str:
    """Says in a sentence what a check found."""
    when = f"{found.at:%d %b %Y %H:%M} UTC".removeprefix("0")
    counts = f"{found.entries:,} entries, {found.rows:,} records and {found.originals:,} originals"
    if found.clean:
        return f"Verified on {when}: {counts}, all as the ledger says."
    named = ", ".join(sorted({fault.subject for fault in found.faults})[:5])
    return f"NOT as the ledger says on {when}: {len(found.faults):,} faults ({named})."


def entries(case: OpenCase, newest: int = 200) -> tuple[Entry, ...]:
    """Reads the newest entries of the ledger, newest first."""
    with case.file.reading() as connection:
        return ledger.newest(connection, newest)


def head(case: OpenCase) -> Head:
    """Reads the ledger's present head."""
    return case.file.head()
