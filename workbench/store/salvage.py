"""Saving what can be read of a store that is cut short or damaged into a new one; the damaged file is kept aside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from workbench.casefile.identity import new_id
from workbench.store.copies import Copies, raw_store
from workbench.store.database import Database, create_file, database_errors
from workbench.store.durable import sync
from workbench.store.layout import STORE
from workbench.store.rows import KINDS
from workbench.store.schema import APPLICATION_ID, SCHEMA, tables

SET_ASIDE = "set-aside"
_PLAIN = ("entry", "log", "head", "packed", "past")
# A page that cannot be read hides at most so many neighbouring rows before the next try.
_STRIDES = (1, 16, 256, 4096, 65536)


def is_readable(path: Path, key: bytes | None) -> bool:
    """Tells whether SQLite finds a store whole: every page, every table, every index."""
    failures: tuple[type[Exception], ...] = (*database_errors(), OSError)
    try:
        with closing(raw_store(path, key)) as raw:
            return bool(raw.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)])
    except failures:
        return False


def salvage(folder: Path, root: Path, key: bytes | None, copies: Copies) -> tuple[int, bool]:
    """Makes a new store of what can be read of the damaged one, or else of a copy's.

    Returns how many entries the new one has, and whether they came from a copy. What of it the ledger does not prove
    is for the repair to say.
    """
    draft = root / f"{STORE}.salvaged"
    _drop(draft)
    entries = _rescue(root / STORE, key, draft, key)
    from_copy = False
    if not entries:
        for path, copy_key in copies.stores():
            if is_readable(path, copy_key):
                _drop(draft)
                entries, from_copy = _rescue(path, copy_key, draft, key), True
                break
    aside = folder / SET_ASIDE / new_id()
    aside.mkdir(parents=True)
    try:
        os.link(root / STORE, aside / STORE)
    except FileNotFoundError:
        pass
    except OSError:
        shutil.copy2(root / STORE, aside / STORE)
    for name in (f"{STORE}-wal", f"{STORE}-shm"):
        with suppress(FileNotFoundError):
            (root / name).rename(aside / name)
    draft.replace(root / STORE)
    sync(root, [root, aside, folder])
    return entries, from_copy


def _rescue(source: Path, source_key: bytes | None, target: Path, key: bytes | None) -> int:
    """Copies every row that can be read into a new store, and counts the entries."""
    create_file(target, APPLICATION_ID, SCHEMA, key)
    database = Database(target, writable=True, key=key)
    try:
        with database.writing() as connection:
            tables().create_all(connection)
            into = connection.connection.driver_connection
            for name in (*_PLAIN, *(kind.name for kind in KINDS)):
                _copy(source, source_key, into, name)
            count = connection.exec_driver_sql("SELECT count(*) FROM entry").scalar_one()
    finally:
        database.close()
    return int(count)


def _copy(source: Path, key: bytes | None, into: Any, name: str) -> None:
    """Copies what can be read of one table."""
    columns = [row[1] for row in into.execute(f"PRAGMA table_info({name})")]
    failures: tuple[type[Exception], ...] = (*database_errors(), OSError)
    with suppress(*failures), closing(raw_store(source, key)) as raw:
        there = {row[1] for row in raw.execute(f"PRAGMA table_info({name})")}
        shared = ", ".join(column for column in columns if column in there)
        if not shared:
            return
        marks = ", ".join("?" * len(shared.split(", ")))
        statement = f"INSERT OR IGNORE INTO {name}({shared}) VALUES ({marks})"
        for row in _readable(raw, name, shared):
            with suppress(*failures):
                into.execute(statement, row)


def _readable(raw: Any, name: str, columns: str) -> Iterator[tuple[Any, ...]]:
    """Walks the rows of a table from its beginning, and where a page is damaged goes on behind it."""
    failures = database_errors()
    last, tries = -(2**62), 0
    while tries < len(_STRIDES):
        try:
            query = f"SELECT rowid, {columns} FROM {name} NOT INDEXED WHERE rowid > ? ORDER BY rowid"
            for row in raw.execute(query, (last,)):
                last, tries = row[0], 0
                yield row[1:]
            return
        except failures:
            last = max(last, 0) + _STRIDES[tries]
            tries += 1


def _drop(draft: Path) -> None:
    """Removes a draft that an interrupted salvage left."""
    for name in (draft.name, f"{draft.name}-wal", f"{draft.name}-shm"):
        draft.with_name(name).unlink(missing_ok=True)
