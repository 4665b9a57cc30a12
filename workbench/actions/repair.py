"""Repairing a case: what its ledger proves is brought back, from the case itself or from copies."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from workbench.actions.cases import OpenCase
from workbench.casefile.custody import Mended, RepairReport
from workbench.casefile.identity import Actor
from workbench.casefile.verbs import REPAIR
from workbench.errors import CaseReadOnly
from workbench.jobs import Job
from workbench.settings import profile_folder
from workbench.store.blobs import Blobs
from workbench.store.copies import Copies
from workbench.store.database import Database
from workbench.store.folder import CaseFile, open_vault
from workbench.store.folder import open_case as open_case_file
from workbench.store.keys import Keyring
from workbench.store.layout import STORE, is_encrypted, root_of
from workbench.store.lock import CaseLock
from workbench.store.packs import PackTable
from workbench.store.repair import Repair
from workbench.store.salvage import is_readable, salvage
from workbench.store.vault import Vault
from workbench.store.verification import verify_case


def repair(case: OpenCase, actor: Actor, copies: Sequence[Path] = ()) -> Job[RepairReport]:
    """Brings back what the ledger of an open case proves, also from ``copies``: folders of the case, or any folders."""
    if case.read_only:
        raise CaseReadOnly("This case is open for reading only, so nothing can be repaired.", "Open it for writing.")
    with case.file.exclusive():
        work = Repair(case.folder, case.file.database, case.file.blobs, Copies(copies, case.file.vault))
        mended = yield from work.run()
    return (yield from _reported(case.file, case.keyring, actor, mended))


def repair_folder(
    folder: Path, actor: Actor, copies: Sequence[Path] = (), secret: str | None = None, look: bool = False
) -> Job[RepairReport]:
    """Repairs a case that need not open any more: a store that is cut short or damaged is salvaged first.

    With ``look`` nothing is written: the report says what could be done. Raises what opening the case raises where
    its key does not open, and CaseReadOnly where somebody else is writing.
    """
    folder = folder.absolute()
    vault = open_vault(folder, secret) if is_encrypted(folder) else None
    mended = yield from _mended(folder, actor, Copies(copies, vault), vault, look)
    with closing(open_case_file(folder, actor, read_only=look, secret=secret)) as file:
        return (yield from _reported(file, Keyring(profile_folder()), actor, mended, look))


def _mended(folder: Path, actor: Actor, copies: Copies, vault: Vault | None, look: bool) -> Job[tuple[Mended, ...]]:
    """Does the work on the bare folder, under its lock."""
    root, key = root_of(folder), vault.database_key if vault is not None else None
    lock = CaseLock(folder)
    if not lock.take(actor):
        raise CaseReadOnly(f"{lock.holder()} is writing in this case.", "Ask them to close it.")
    salvaged: list[Mended] = []
    try:
        if not is_readable(root / STORE, key):
            if look:
                return (Mended("store", "its rows would be salvaged into a new store, as far as they can be read"),)
            entries, from_copy = salvage(folder, root, key, copies)
            whence = "brought back from a copy" if from_copy else "salvaged into a new store; the damaged is set aside"
            salvaged.append(Mended("store", f"{entries:,} entries and their records {whence}"))
        with closing(Database(root / STORE, writable=True, key=key)) as database:
            blobs = Blobs(root, vault, PackTable(database))
            blobs.prepare()
            done = yield from Repair(folder, database, blobs, copies, act=not look).run()
        return (*salvaged, *done)
    finally:
        lock.release()


def _reported(
    file: CaseFile, keyring: Keyring, actor: Actor, mended: tuple[Mended, ...], look: bool = False
) -> Job[RepairReport]:
    """Writes the entry that says what was done, and checks the case once more for what is not."""
    if mended and not look and not file.read_only:
        with file.write(actor, REPAIR, f"Repair {len(mended)} things", *(one.subject for one in mended[:100])):
            pass
    found = yield from verify_case(file, keyring.seen(file.case.id))
    return RepairReport(mended, found.faults, not look)
