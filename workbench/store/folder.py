"""A case on disk: made, opened, read, and written in units of work that each leave one entry.

::

    CASE/
      case.sqlite3     records, veiled previews and the ledger
      originals/ab/…   the bytes as acquired, named by SHA-256
      packs/           small ones, many to a file
      incoming/        bytes on their way in
      reserve          room for the entry that says the disk is full
      lock             who may write
"""

from __future__ import annotations

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
from workbench.casefile.verbs import OPEN_CASE, Verb
from workbench.errors import CaseDamaged, CaseExists, CaseIsNewer, CaseReadOnly, NotACase, StorageFull
from workbench.store import ledger
from workbench.store.blobs import Blobs
from workbench.store.database import Database, create_file, database_errors, stamp
from workbench.store.lock import CaseLock
from workbench.store.packs import PackTable
from workbench.store.rows import Key, kind_for, value_from
from workbench.store.schema import APPLICATION_ID, SCHEMA, tables
from workbench.store.work import Work

if TYPE_CHECKING:
    from sqlalchemy import Connection

Value = TypeVar("Value")
_STORE = "case.sqlite3"


class CaseFile:
    """One open case folder. Reads come from any thread; units of work are let in one at a time."""

    def __init__(self, folder: Path, database: Database, lock: CaseLock | None, held_by: str) -> None:
        self.folder = folder
        self.held_by = held_by
        self.blobs = Blobs(folder, index=PackTable(database))
        self._database = database
        self._lock = lock
        self._writing = RLock()
        self._listeners: list[Callable[[Entry], None]] = []
        self.case = self._only_case()

    @property
    def read_only(self) -> bool:
        """Tells whether this session may only read."""
        return self._lock is None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Opens one consistent snapshot."""
        with self._database.reading() as connection:
            yield connection

    @contextmanager
    def write(self, actor: Actor, verb: Verb, label: str, *subjects: str, undoes: int | None = None) -> Iterator[Work]:
        """Opens a unit of work; leaving it writes the rows and one entry together, an error writes nothing.

        A unit of work that changes no row leaves no entry, unless its verb stands for an act without rows
        (an export).
        """
        if self._lock is None:
            raise CaseReadOnly(
                f"This case is open for reading only; {self.held_by} may write.", "Ask them to close it."
            )
        with self._writing:
            entry = None
            with self._transaction() as connection:
                work = Work(connection)
                yield work
                if work.changes or verb.name in _ROWLESS:
                    entry = ledger.append(connection, self.case.id, actor, verb, label, subjects, work.changes, undoes)
            if entry is not None:
                self._tell(entry)

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

    def subscribe(self, listener: Callable[[Entry], None]) -> None:
        """Has a listener told of each entry after it is committed, on the thread that wrote it."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Closes the store and gives the lock free."""
        self._database.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Opens a writing transaction and turns a full disk into words."""
        try:
            with self._database.writing() as connection:
                yield connection
        except database_errors() as cause:
            if "full" in str(cause).lower():
                raise StorageFull(
                    "The disk is full; nothing of this step was kept.", "Free some room, then repeat it."
                ) from cause
            raise CaseDamaged(
                "The case could not be written; nothing of this step was kept.",
                "Verify the case.",
                type(cause).__name__,
            ) from cause

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


_ROWLESS = frozenset(
    {
        "memo.export",
        "custody.certificate",
        "custody.repair",
        "case.migrate",
        "case.encrypt",
        "case.passphrase",
        "exhibit.acquire_stop",
    }
)


def create_case(folder: Path, case: Case, actor: Actor) -> CaseFile:
    """Makes a case folder, whole or not at all; raises CaseExists where something is in the way."""
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CaseExists(f"{folder.name} is there already.", "Choose another folder.")
    draft = folder.with_name(f".{folder.name}.new-{os.getpid()}")
    draft.mkdir(parents=True)
    try:
        _lay_out(draft, case, actor)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return open_case(folder, actor)


def _lay_out(folder: Path, case: Case, actor: Actor) -> None:
    """Fills a new folder: store, tables, the first entry."""
    create_file(folder / _STORE, APPLICATION_ID, SCHEMA)
    Blobs(folder).prepare()
    database = Database(folder / _STORE, writable=True)
    try:
        with database.writing() as connection:
            tables().create_all(connection)
            work = Work(connection)
            work.put(case)
            ledger.append(connection, case.id, actor, OPEN_CASE, "Open the case", ("case",), work.changes)
    finally:
        database.close()


def open_case(folder: Path, actor: Actor, read_only: bool = False) -> CaseFile:
    """Opens a case folder, for writing if nobody else writes; raises NotACase, CaseIsNewer or CaseDamaged."""
    folder = folder.absolute()
    store = folder / _STORE
    if not store.is_file():
        raise NotACase(f"{folder.name or folder} holds no case.", "Choose a folder that holds case.sqlite3.")
    frozen = not os.access(folder, os.W_OK) or not os.access(store, os.W_OK)
    _check_stamp(store, frozen)
    lock = CaseLock(folder)
    held_by = ""
    if read_only or frozen or not lock.take(actor):
        held_by = "nobody here" if frozen or read_only else lock.holder()
        writer = None
    else:
        writer = lock
    try:
        database = Database(store, writable=writer is not None, frozen=frozen)
        opened = CaseFile(folder, database, writer, held_by)
        if writer is not None:
            opened.blobs.prepare()
    except database_errors() as cause:
        lock.release()
        raise CaseDamaged(
            "The case cannot be read.", "Restore the folder from a copy.", type(cause).__name__
        ) from cause
    except BaseException:
        lock.release()
        raise
    return opened


def _check_stamp(store: Path, frozen: bool) -> None:
    """Refuses a file that is no case, or one that a newer program wrote."""
    try:
        kind, version = stamp(store, frozen)
    except database_errors() as cause:
        raise CaseDamaged("The store of this case cannot be read.", "Restore the folder from a copy.") from cause
    if kind != APPLICATION_ID:
        raise NotACase("The store in this folder is not that of a case.", "Choose another folder.")
    if version > SCHEMA:
        raise CaseIsNewer("A newer version of the program wrote this case.", "Update the program, then open it again.")
