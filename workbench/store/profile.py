"""One person's own database: the policies they imported, the cases they know, the looks they took.

Form 2 keeps of a look what tells whether the same thing was seen before, and two tables beside it: ``kept`` for single
values under a name, ``own_note`` for what befell the person's own choices. A look of form 1 stays, with what it knew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from workbench.errors import CaseDamaged, CaseIsNewer
from workbench.store.database import Database, create_file, database_errors, stamp

if TYPE_CHECKING:
    from sqlalchemy import Connection

_APPLICATION_ID = 0x57425052
_SCHEMA = 2
_TABLES = (
    """CREATE TABLE IF NOT EXISTS policy_version(digest TEXT PRIMARY KEY, policy TEXT NOT NULL, version TEXT NOT NULL,
    effective TEXT, imported TEXT NOT NULL, body BLOB NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS policy_version_policy ON policy_version(policy, effective)",
    "CREATE TABLE IF NOT EXISTS known_case(folder TEXT PRIMARY KEY, opened TEXT NOT NULL, body BLOB NOT NULL)",
    """CREATE TABLE IF NOT EXISTS look(id TEXT PRIMARY KEY, ended TEXT NOT NULL, case_id TEXT NOT NULL,
    exhibit INTEGER NOT NULL, rung INTEGER NOT NULL, shown_ms INTEGER NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS look_ended ON look(ended)",
    "CREATE TABLE IF NOT EXISTS kept(name TEXT PRIMARY KEY, body BLOB NOT NULL)",
    """CREATE TABLE IF NOT EXISTS own_note(id TEXT PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL,
    words TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS own_note_at ON own_note(at)",
)
# What a look of form 1 does not say is taken for what it most likely was, and as sensitive as anything unknown.
_TO_2 = (
    "ALTER TABLE look ADD COLUMN began TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE look ADD COLUMN digest TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE look ADD COLUMN mode TEXT NOT NULL DEFAULT 'hold'",
    "ALTER TABLE look ADD COLUMN channel TEXT NOT NULL DEFAULT 'picture'",
    "ALTER TABLE look ADD COLUMN sensitivity TEXT NOT NULL DEFAULT 'unclassified'",
    "ALTER TABLE look ADD COLUMN harms TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE look ADD COLUMN area REAL NOT NULL DEFAULT 1.0",
    "ALTER TABLE look ADD COLUMN interrupted INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX look_digest ON look(digest)",
    "PRAGMA user_version=2",
)


class Profile:
    """The database in a person's profile folder; it is made when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._opening = Lock()
        self._database: Database | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Opens one snapshot."""
        with self._guarded(), self._open().reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Opens one transaction."""
        with self._guarded(), self._open().writing() as connection:
            yield connection

    def fold(self) -> None:
        """Empties the write-ahead log, so that no page of a row that was overwritten stays in it."""
        with self._guarded():
            self._open().fold()

    def close(self) -> None:
        """Closes the database, if it was ever opened."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _open(self) -> Database:
        """Opens the database, and lays it out the first time."""
        with self._opening:
            if self._database is None:
                self._database = self._prepared()
            return self._database

    def _prepared(self) -> Database:
        """Makes or finds the file and brings it to the present form, in one transaction."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "profile.sqlite3"
        if not path.exists():
            draft = path.with_suffix(".new")
            draft.unlink(missing_ok=True)
            create_file(draft, _APPLICATION_ID, 1)
            draft.rename(path)
        kind, form = stamp(path)
        if kind != _APPLICATION_ID:
            raise CaseDamaged("Your profile's database is not one of this program.", f"Move {path} away.")
        if form > _SCHEMA:
            raise CaseIsNewer("A newer version of the program wrote your profile.", "Update the program.")
        database = Database(path, writable=True)
        try:
            with database.writing() as connection:
                # Asked again inside the transaction: another process may have taken the step meanwhile.
                form = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
                for statement in (*_TABLES, *(_TO_2 if form < _SCHEMA else ())):
                    connection.exec_driver_sql(statement)
        except BaseException:
            database.close()
            raise
        return database

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turns a failure of the database into words."""
        try:
            yield
        except database_errors() as cause:
            raise CaseDamaged(
                "Your profile's database could not be used.",
                f"Look whether the disk is full, or move {self.folder / 'profile.sqlite3'} away.",
                type(cause).__name__,
            ) from cause
