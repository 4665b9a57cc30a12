"""One person's own database: the policies they imported, the cases they know, the looks they took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import CaseDamaged
from workbench.store.database import Database, create_file, database_errors, stamp

if TYPE_CHECKING:
    from sqlalchemy import Connection

_APPLICATION_ID = 0x57425052
_SCHEMA = 1
_TABLES = (
    """CREATE TABLE IF NOT EXISTS policy_version(digest TEXT PRIMARY KEY, policy TEXT NOT NULL, version TEXT NOT NULL,
    effective TEXT, imported TEXT NOT NULL, body BLOB NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS policy_version_policy ON policy_version(policy, effective)",
    "CREATE TABLE IF NOT EXISTS known_case(folder TEXT PRIMARY KEY, opened TEXT NOT NULL, body BLOB NOT NULL)",
    """CREATE TABLE IF NOT EXISTS look(id TEXT PRIMARY KEY, ended TEXT NOT NULL, case_id TEXT NOT NULL,
    exhibit INTEGER NOT NULL, rung INTEGER NOT NULL, shown_ms INTEGER NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS look_ended ON look(ended)",
)


class Profile:
    """The database in a person's profile folder; it is made when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
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
        if self._database is not None:
            return self._database
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "profile.sqlite3"
        if not path.exists():
            draft = path.with_suffix(".new")
            draft.unlink(missing_ok=True)
            create_file(draft, _APPLICATION_ID, _SCHEMA)
            draft.rename(path)
        if stamp(path)[0] != _APPLICATION_ID:
            raise CaseDamaged("Your profile's database is not one of this program.", f"Move {path} away.")
        database = Database(path, writable=True)
        with database.writing() as connection:
            for statement in _TABLES:
                connection.exec_driver_sql(statement)
        self._database = database
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
