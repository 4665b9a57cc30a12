"""A case on disk: made, opened, read, and written in units of work that each leave one entry.

::

    CASE/
      case.sqlite3     records, veiled previews and the ledger
      originals/ab/…   the bytes as acquired, named by SHA-256
      packs/           small ones, many to a file
      incoming/        bytes on their way in
      reserve          room for the entry that says the disk is full
      lock             who may write

An encrypted case has the same in ``sealed/``, and its wrapped key in ``key.json`` (see ``store.layout``).
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from workbench.casefile.cases import Case
from workbench.casefile.custody import Entry, Head
from workbench.casefile.identity import Actor, now
from workbench.casefile.verbs import OPEN_CASE, ROWLESS, Verb
from workbench.errors import (
    CaseDamaged,
    CaseExists,
    CaseIsNewer,
    CaseLocked,
    CaseReadOnly,
    NotACase,
    WorkbenchError,
)
from workbench.jobs import finish
from workbench.store import ledger, system_keyring
from workbench.store.blobs import Blobs
from workbench.store.database import Database, create_file, database_errors, stamp
from workbench.store.key_file import NewKey, read_key_file, write_key_file
from workbench.store.layout import SEALED, STORE, drop_drafts, erase_plain, root_of
from workbench.store.lock import CaseLock
from workbench.store.migrations.steps import for_reading, step_up
from workbench.store.packs import PackTable
from workbench.store.process_guard import guard, unguard
from workbench.store.rows import Key, kind_for, value_from
from workbench.store.schema import APPLICATION_ID, SCHEMA, tables
from workbench.store.trouble import in_words, is_gone, refusals, unreachable, worded
from workbench.store.vault import Vault
from workbench.store.work import Work

if TYPE_CHECKING:
    from sqlalchemy import Connection

Value = TypeVar("Value")


class CaseFile:
    """One open case folder. Reads come from any thread; units of work are let in one at a time."""

    def __init__(
        self, folder: Path, database: Database, lock: CaseLock | None, held_by: str, vault: Vault | None = None
    ) -> None:
        self.folder = folder
        self.root = database.path.parent
        self.held_by = held_by
        self.vault = vault
        self.blobs = Blobs(self.root, vault, PackTable(database))
        self._database = database
        self._lock = lock
        self._ground = _identity(database.path)
        self._writing = RLock()
        self._listeners: list[Callable[[Entry], None]] = []
        self.case = self._only_case()

    @property
    def read_only(self) -> bool:
        """Tells whether this session may only read."""
        return self._lock is None

    @property
    def database(self) -> Database:
        """The store itself, for who reads it from another process or mends it."""
        return self._database

    @property
    def encrypted(self) -> bool:
        """Tells whether everything of this case is encrypted on the disk."""
        return self.root != self.folder

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Opens one consistent snapshot."""
        with in_words(self.folder, "it was only read."), self._database.reading() as connection:
            yield connection

    @contextmanager
    def write(self, actor: Actor, verb: Verb, label: str, *subjects: str, undoes: int | None = None) -> Iterator[Work]:
        """Opens a unit of work; leaving it writes the rows and one entry together, an error writes nothing.

        A unit of work that changes no row leaves no entry, unless its verb stands for an act without rows
        (an export).
        """
        self._check_lock()
        with self._writing:
            entry = None
            with self._transaction() as connection:
                work = Work(connection)
                yield work
                work.settle()
                if work.changes or verb in ROWLESS:
                    entry = ledger.append(connection, self.case.id, actor, verb, label, subjects, work.changes, undoes)
            if entry is not None:
                self._tell(entry)

    def check_writable(self) -> None:
        """Raises CaseReadOnly or CaseUnreachable where nothing can be written now, before any work is put into it."""
        self._check_lock()
        with in_words(self.folder, "nothing was begun."):
            self._check_ground()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keeps other threads of this session from writing while something is read that the next write rests on."""
        with self._writing:
            yield

    def get(self, type_: type[Value], key: Key) -> Value | None:
        """Reads one value by its key."""
        kind = kind_for(type_)
        with self.reading() as connection:
            row = connection.exec_driver_sql(f"SELECT body FROM {kind.name} WHERE key = ?", (key,)).fetchone()
        return None if row is None else value_from(row[0], type_)

    def all(self, type_: type[Value], where: str = "", *arguments: str | int) -> tuple[Value, ...]:
        """Reads all values of a type in the order of their kind; ``where`` is SQL of the caller's own."""
        kind = kind_for(type_)
        with self.reading() as connection:
            rows = connection.exec_driver_sql(f"SELECT body FROM {kind.name} {where} ORDER BY {kind.order}", arguments)
            return tuple(value_from(body, type_) for (body,) in rows)

    def page(self, type_: type[Value], test: str, arguments: tuple[str | int, ...], count: int) -> tuple[Value, ...]:
        """Reads the first values of a type that pass a test, in the order of their kind; ``test`` is SQL."""
        kind = kind_for(type_)
        with self.reading() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT body FROM {kind.name} WHERE {test} ORDER BY {kind.order} LIMIT {int(count)}", arguments
            )
            return tuple(value_from(body, type_) for (body,) in rows)

    def head(self) -> Head:
        """Reads the present head, unsigned."""
        with self.reading() as connection:
            size, _, frontier = ledger.state(connection)
        return Head(self.case.id, size, frontier.root(), now())

    def save_head(self, head: Head) -> None:
        """Keeps a signed head with the ledger."""
        if self._lock is None:
            return
        with self._writing, self._transaction() as connection:
            ledger.save_head(connection, head)

    def write_anew(self) -> None:
        """Writes the store anew, so that nothing in the file is left of rows that were taken out."""
        with self._writing, in_words(self.folder, "what was taken out may still be read from free pages."):
            self._database.write_anew()

    @property
    def folded(self) -> bool:
        """Tells whether nothing is left in the write-ahead log."""
        log = self._database.path.with_name(f"{self._database.path.name}-wal")
        return not log.exists() or not log.stat().st_size

    def subscribe(self, listener: Callable[[Entry], None]) -> None:
        """Has a listener told of each entry after it is committed, on the thread that wrote it."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Closes the store and gives the lock free; a case that is closed already stays so."""
        self.close_store()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def close_store(self) -> None:
        """Closes the store and keeps the lock, while the folder is changed around it."""
        with contextlib.suppress(*database_errors()):
            self._database.close()
        if self.vault is not None:
            self.vault = None
            unguard()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Opens a writing transaction and turns what the disk refuses into words."""
        with in_words(self.folder, "nothing of this step was kept."):
            self._check_ground()
            with self._database.writing() as connection:
                yield connection

    def _check_lock(self) -> None:
        """Refuses to write where this session may only read."""
        if self._lock is None:
            nobody = self.held_by.startswith("nobody")
            raise CaseReadOnly(
                f"This case is open for reading only; {self.held_by} may write.",
                "Open it for writing, in a place that can be written." if nobody else "Ask them to close it.",
            )

    def _check_ground(self) -> None:
        """Refuses to write where the folder is no longer the one that was opened, or the lock is no longer ours."""
        if _identity(self._database.path) != self._ground:
            raise unreachable("nothing of this step was kept.")
        if self._lock is not None and not self._lock.held():
            raise CaseReadOnly(
                "The lock file of this case was taken away, so somebody else may be writing.",
                "Close the case and open it again.",
            )

    def _tell(self, entry: Entry) -> None:
        """Tells the listeners what was committed."""
        if entry.verb == "case.describe" or entry.undoes is not None:
            self.case = self._only_case()
        for listener in list(self._listeners):
            listener(entry)

    def _only_case(self) -> Case:
        """Reads the record of the case itself."""
        case = self.get(Case, "case")
        if case is None:
            raise CaseDamaged("The case has no record of itself.", "Restore the folder from a copy.")
        return case


def create_case(folder: Path, case: Case, actor: Actor, key: NewKey | None = None) -> CaseFile:
    """Makes a case folder, whole or not at all, encrypted where a key is given; raises CaseExists where something is
    in the way."""
    folder = folder.absolute()
    vault = Vault(key.case_key) if key is not None else None
    with in_words(folder.parent, "no case was made."):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CaseExists(f"{folder.name} is there already.", "Choose another folder.")
        draft = folder.with_name(f".{folder.name}.new-{os.getpid()}")
        draft.mkdir(parents=True)
        try:
            _lay_out(draft, case, actor, vault)
            if key is not None:
                write_key_file(draft, key.file)
            if folder.exists():
                folder.rmdir()
            draft.rename(folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    return _open(folder, actor, False, vault)


def _lay_out(folder: Path, case: Case, actor: Actor, vault: Vault | None) -> None:
    """Fills a new folder: store, tables, the first entry."""
    root = folder / SEALED if vault is not None else folder
    root.mkdir(exist_ok=True)
    key = vault.database_key if vault is not None else None
    create_file(root / STORE, APPLICATION_ID, SCHEMA, key)
    Blobs(root).prepare()
    database = Database(root / STORE, writable=True, key=key)
    try:
        with database.writing() as connection:
            tables().create_all(connection)
            work = Work(connection)
            work.put(case)
            ledger.append(connection, case.id, actor, OPEN_CASE, "Open the case", ("case",), work.changes)
    finally:
        database.close()


def open_case(folder: Path, actor: Actor, read_only: bool = False, secret: str | None = None) -> CaseFile:
    """Opens a case folder, for writing if nobody else writes.

    ``secret`` is the passphrase or recovery key of an encrypted case; without one its keyring is asked. Raises
    NotACase, CaseIsNewer or CaseDamaged, and for an encrypted case CaseLocked, WrongSecret, KeyDamaged or
    CaseDestroyed.
    """
    folder = folder.absolute()
    with in_words(folder, "it was not opened."):
        encrypted = root_of(folder) != folder
        vault = open_vault(folder, secret) if encrypted else None
    return _open(folder, actor, read_only, vault)


def open_vault(folder: Path, secret: str | None) -> Vault:
    """Unlocks the key of an encrypted case; raises CaseLocked, WrongSecret or KeyDamaged."""
    file = read_key_file(folder)
    if secret is not None:
        return Vault(file.unlock(secret))
    kept = system_keyring.kept(file.id) if file.keyring is not None else None
    if kept is None:
        raise CaseLocked("This case is encrypted.", "Give its passphrase or its recovery key.")
    return Vault(file.unlock_from_keyring(kept))


def _open(folder: Path, actor: Actor, read_only: bool, vault: Vault | None) -> CaseFile:
    """Opens a case whose key is at hand: looks at its stamp, takes the lock, brings it to the present form."""
    store = root_of(folder) / STORE
    key = vault.database_key if vault is not None else None
    frozen, unclosed = _is_frozen(folder, store), _is_unclosed(store)
    _check_stamp(store, frozen and not unclosed, key)
    lock = CaseLock(folder)
    writer = None if read_only or frozen or not lock.take(actor) else lock
    frozen = (frozen or bool(lock.problem)) and not unclosed
    held_by = lock.problem or ("nobody here" if frozen or read_only else lock.holder()) if writer is None else ""
    try:
        if writer is not None:
            drop_drafts(folder)
        database = Database(store, writable=writer is not None, frozen=frozen, key=key)
        if writer is not None:
            step_up(database, actor)
        database = for_reading(database)
        opened = CaseFile(folder, database, writer, held_by, vault)
        if writer is not None:
            opened.blobs.prepare()
            finish(erase_plain(folder))
    except refusals() as cause:
        lock.release()
        raise _unreadable(cause, folder, store) from cause
    except BaseException:
        lock.release()
        raise
    if vault is not None:
        guard()
    return opened


def _is_frozen(folder: Path, store: Path) -> bool:
    """Tells whether a case lies where nothing can be written."""
    return not all(os.access(path, os.W_OK) for path in (folder, store.parent, store))


def _is_unclosed(store: Path) -> bool:
    """Tells whether a session wrote steps that still lie beside the store; SQLite reads them only where it may write
    or where they are shared already."""
    try:
        return store.with_name(f"{STORE}-wal").stat().st_size > 0
    except OSError:
        return False


def _check_stamp(store: Path, frozen: bool, key: bytes | None) -> None:
    """Refuses a file that is no case, or one that a newer program wrote."""
    try:
        kind, version = stamp(store, frozen, key)
    except refusals() as cause:
        raise _unreadable(cause, store.parent, store) from cause
    if kind != APPLICATION_ID:
        raise NotACase("The store in this folder is not that of a case.", "Choose another folder.")
    if version > SCHEMA:
        raise CaseIsNewer("A newer version of the program wrote this case.", "Update the program, then open it again.")


def _unreadable(cause: Exception, folder: Path, store: Path) -> WorkbenchError:
    """Says why a case could not be opened."""
    if isinstance(cause, WorkbenchError):
        return cause
    if isinstance(cause, OSError) or is_gone(cause, folder):
        return worded(cause, folder, "it was not opened.")
    if _is_unclosed(store) and _is_frozen(store.parent, store):
        return CaseReadOnly(
            "This case was not closed, and its last steps cannot be read from a place that cannot be written.",
            "Copy the case folder to a disk that can be written, then open the copy.",
            type(cause).__name__,
        )
    return CaseDamaged(
        "The store of this case cannot be read.", "Restore the folder from a copy.", type(cause).__name__
    )


def _identity(path: Path) -> tuple[int, int]:
    """Tells one file from another under the same name; zeros where there is none."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_dev, status.st_ino
