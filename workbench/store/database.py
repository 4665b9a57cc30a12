"""Connections to a SQLite file: WAL, foreign keys, full durability, and one driver on every platform.

The driver is ``sqlcipher3`` because it brings one SQLite for all platforms; the ones that Python ships carry a
WAL bug that can lose pages (mended in SQLite 3.51.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA fullfsync=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA secure_delete=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA trusted_schema=OFF",
)


class Database:
    """One SQLite file with a single writer's connection and a few for reading."""

    def __init__(self, path: Path, writable: bool, frozen: bool = False) -> None:
        """Prepares the connections; ``frozen`` is for a medium that cannot be written at all."""
        self.path = path
        self.writable = writable
        self._reader = _engine(path, writable=False, frozen=frozen, size=4)
        self._writer = _engine(path, writable=True, frozen=False, size=1) if writable else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Opens one consistent snapshot for reading."""
        with self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Opens one transaction for writing; leaving it by an error rolls all of it back."""
        if self._writer is None:
            raise RuntimeError("this database was opened for reading")
        with self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Closes every connection; the write-ahead log is folded into the file."""
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()


def database_errors() -> tuple[type[Exception], ...]:
    """Lists what a broken, locked or full database raises; its own words on a damaged file may be no UTF-8."""
    from sqlalchemy.exc import SQLAlchemyError
    from sqlcipher3 import dbapi2

    return (SQLAlchemyError, dbapi2.Error, UnicodeDecodeError)


def _engine(path: Path, writable: bool, frozen: bool, size: int) -> Engine:
    """Makes an engine whose transactions begin IMMEDIATE when they write and DEFERRED when they read."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import QueuePool
    from sqlcipher3 import dbapi2

    mode = "mode=ro&immutable=1" if frozen else "mode=rw"
    address = f"file:{quote(str(path.absolute()))}?{mode}"

    def connect() -> Any:
        raw = dbapi2.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        raw.text_factory = _lenient_text
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


def _lenient_text(data: bytes) -> str:
    """Reads text that may be damaged, so that a check can name the row instead of failing."""
    return data.decode("utf-8", "replace")


def create_file(path: Path, application_id: int, schema: int) -> None:
    """Makes an empty database file in WAL mode with its stamp; raises FileExistsError where one is."""
    from sqlcipher3 import dbapi2

    path.touch(exist_ok=False)
    raw = dbapi2.connect(str(path), isolation_level=None)
    try:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute(f"PRAGMA application_id={application_id}")
        raw.execute(f"PRAGMA user_version={schema}")
    finally:
        raw.close()


def stamp(path: Path, frozen: bool = False) -> tuple[int, int]:
    """Reads a file's kind and the version of its form, without trusting anything else in it."""
    from sqlcipher3 import dbapi2

    mode = "mode=ro&immutable=1" if frozen else "mode=rw"
    raw = dbapi2.connect(f"file:{quote(str(path.absolute()))}?{mode}", uri=True)
    try:
        kind = raw.execute("PRAGMA application_id").fetchone()[0]
        version = raw.execute("PRAGMA user_version").fetchone()[0]
    finally:
        raw.close()
    return int(kind), int(version)
