"""Checking a case against its ledger, and reading the ledger."""

from __future__ import annotations

from workbench.actions.cases import OpenCase
from workbench.casefile.custody import Entry, Head, Verification
from workbench.jobs import Job
from workbench.store import ledger
from workbench.store.verification import verify_case


def verify(case: OpenCase) -> Job[Verification]:
    """Checks every entry, row, original and head of a case; the faults name what is wrong."""
    return (yield from verify_case(case.file, case.keyring.known(case.case.id)))


def entries(case: OpenCase, newest: int = 200) -> tuple[Entry, ...]:
    """Reads the newest entries of the ledger, newest first."""
    with case.file.reading() as connection:
        return ledger.newest(connection, newest)


def head(case: OpenCase) -> Head:
    """Reads the ledger's present head."""
    return case.file.head()
