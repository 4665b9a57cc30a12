"""Connections to a SQLite file: WAL, foreign keys, full durability, and one driver on every platform.

The driver is ``sqlcipher3`` because it brings one SQLite for all platforms; the ones that Python ships carry a
WAL bug that can lose pages (mended in SQLite 3.51.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from workbench.casefile.identity import new_id
from workbench.errors import CaseDamaged

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

# Text may be damaged, and a check is to name the row instead of failing.
_lenient_text = partial(str, encoding="utf-8", errors="replace")
_BATCH = 256
_PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA fullfsync=ON",
    "PRAGMA temp_store=MEMORY",
    # Room for 32 MiB of pages: what a search in a large case looks up lies far apart, and may have to be decrypted.
    "PRAGMA cache_size=-32768",
    "PRAGMA secure_delete=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA trusted_schema=OFF",
)


class StoreUnreadable(CaseDamaged):
    """What a database said on failing, in words; it stands among :func:`database_errors` for who looks closer."""


class Database:
    """One SQLite file with a single writer's connection and a few for reading."""

    def __init__(
        self, path: Path, writable: bool, frozen: bool = False, key: bytes | None = None, memory: str = ""
    ) -> None:
        """Prepares the connections; ``frozen`` is for a medium that cannot be written at all.

        ``key`` is that of an encrypted store; ``memory`` names a store that lies in memory and stands for the file at
        ``path``.
        """
        self.path = path
        self.writable = writable
        mode = "mode=ro&immutable=1" if frozen else "mode=rw"
        self.address = f"file:/{memory}?vfs=memdb" if memory else f"file:{quote(str(path.absolute()))}?{mode}"
        self._key = key
        self._reader = _engine(self.address, writable=False, size=4, key=key)
        self._writer = _engine(self.address, writable=True, size=1, key=key) if writable else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Opens one consistent snapshot for reading."""
        with self._reader.begin() as connection:
            yield connection

    @contextmanager
    def apart(self) -> Iterator[Connection]:
        """Opens a snapshot by a connection of its own, in a process forked from the one that opened the store."""
        self._reader.dispose(close=False)
        with self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Opens one transaction for writing; leaving it by an error rolls all of it back."""
        if self._writer is None:
            raise RuntimeError("this database was opened for reading")
        with self._writer.begin() as connection:
            yield connection

    def copy_to(self, target: Path | str) -> None:
        """Writes a whole and compact copy under the same key; raises where something but an empty file is there."""
        raw = (self._writer or self._reader).raw_connection()
        cursor = raw.cursor()
        try:
            cursor.execute("PRAGMA query_only=OFF")
            cursor.execute("VACUUM INTO ?", (str(target),))
        finally:
            cursor.execute(f"PRAGMA query_only={'OFF' if self._writer else 'ON'}")
            cursor.close()
            raw.close()

    def in_memory(self) -> Database:
        """Copies the store into memory, where it can be changed; it is gone when the copy is closed."""
        copy = Database(self.path, writable=True, key=self._key, memory=new_id())
        # A first connection, which the pool keeps, keeps the memory alive.
        with copy.reading():
            pass
        self.copy_to(copy.address)
        return copy

    def fold(self) -> None:
        """Folds the write-ahead log into the file and empties it, so that no old page is left there."""
        raw = (self._writer or self._reader).raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            raw.close()

    def write_anew(self) -> None:
        """Writes the file anew, so that no free page or gap keeps what was taken out, and empties the log behind it."""
        if self._writer is None:
            raise RuntimeError("this database was opened for reading")
        raw = self._writer.raw_connection()
        try:
            raw.cursor().execute("VACUUM")
        finally:
            raw.close()
        self.fold()

    def close(self) -> None:
        """Closes every connection; the write-ahead log is folded into the file."""
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()


def batches(connection: Connection, statement: str, *arguments: str | int) -> Iterator[list[tuple[Any, ...]]]:
    """Reads rows, many at a time and past what SQLAlchemy makes of each, for who reads all there are."""
    raw = connection.connection.driver_connection
    if raw is None:
        raise RuntimeError("there is no connection")
    cursor = raw.cursor()
    try:
        cursor.execute(statement, arguments)
        while rows := cursor.fetchmany(_BATCH):
            yield rows
    finally:
        cursor.close()


def database_errors() -> tuple[type[Exception], ...]:
    """Lists what a broken, locked or full database raises; its own words on a damaged file may be no UTF-8."""
    from sqlalchemy.exc import SQLAlchemyError
    from sqlcipher3 import dbapi2

    return (SQLAlchemyError, dbapi2.Error, UnicodeDecodeError, StoreUnreadable)


def _engine(address: str, writable: bool, size: int, key: bytes | None) -> Engine:
    """Makes an engine whose transactions begin IMMEDIATE when they write and DEFERRED when they read."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import QueuePool
    from sqlcipher3 import dbapi2

    def connect() -> Any:
        raw = dbapi2.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        raw.text_factory = _lenient_text
        unlock(raw, key)
        cursor = raw.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        if not writable:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()
        return raw

    engine = create_engine(
        "sqlite+pysqlite://", module=dbapi2, creator=connect, poolclass=QueuePool, pool_size=size, max_overflow=4
    )
    begin = "BEGIN IMMEDIATE" if writable else "BEGIN"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def unlock(raw: Any, key: bytes | None) -> None:
    """Hands a new connection the key of an encrypted store, and keeps the driver from writing about it."""
    if key is not None:
        raw.execute("PRAGMA cipher_log_level=NONE")
        raw.execute(f'PRAGMA key="{_raw_key(key)}"')


def create_file(path: Path, application_id: int, schema: int, key: bytes | None = None) -> None:
    """Makes an empty database file in WAL mode with its stamp; raises FileExistsError where one is."""
    from sqlcipher3 import dbapi2

    path.touch(exist_ok=False)
    raw = dbapi2.connect(str(path), isolation_level=None)
    try:
        unlock(raw, key)
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute(f"PRAGMA application_id={application_id}")
        raw.execute(f"PRAGMA user_version={schema}")
    finally:
        raw.close()


def stamp(path: Path, frozen: bool = False, key: bytes | None = None) -> tuple[int, int]:
    """Reads a file's kind and the version of its form, without trusting anything else in it."""
    from sqlcipher3 import dbapi2

    mode = "mode=ro&immutable=1" if frozen else "mode=rw"
    raw = dbapi2.connect(f"file:{quote(str(path.absolute()))}?{mode}", uri=True)
    try:
        unlock(raw, key)
        kind = raw.execute("PRAGMA application_id").fetchone()[0]
        version = raw.execute("PRAGMA user_version").fetchone()[0]
    finally:
        raw.close()
    return int(kind), int(version)


def encrypted_copy(path: Path, target: Path, key: bytes) -> None:
    """Writes an encrypted copy of a plain database, its stamp included, in one reading of it."""
    from sqlcipher3 import dbapi2

    kind, version = stamp(path)
    raw = dbapi2.connect(f"file:{quote(str(path.absolute()))}?mode=rw", uri=True, isolation_level=None)
    try:
        raw.execute("PRAGMA cipher_log_level=NONE")
        raw.execute("PRAGMA temp_store=MEMORY")
        raw.execute("ATTACH DATABASE ? AS sealed KEY ?", (str(target.absolute()), _raw_key(key)))
        raw.execute("PRAGMA sealed.synchronous=FULL")
        raw.execute("SELECT sqlcipher_export('sealed')").fetchall()
        raw.execute(f"PRAGMA sealed.application_id={kind}")
        raw.execute(f"PRAGMA sealed.user_version={version}")
        raw.execute("DETACH DATABASE sealed")
    finally:
        raw.close()
    raw = dbapi2.connect(str(target), isolation_level=None)
    try:
        unlock(raw, key)
        raw.execute("PRAGMA journal_mode=WAL")
    finally:
        raw.close()


def _raw_key(key: bytes) -> str:
    """Writes a key as SQLCipher takes one that needs no stretching."""
    return f"x'{key.hex()}'"
