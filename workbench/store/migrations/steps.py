"""The gate in front of an older case: its form is one number in the file, and each step leads to the next.

A case that is opened for writing is copied first and then brought forward in ONE transaction: a crash at any moment
leaves the old case or the new one. A case that is opened for reading is brought forward in a copy in memory, so that
not a byte is written beside it; that copy takes as much memory as the file is long.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.casefile.cases import Case
from workbench.casefile.identity import Actor
from workbench.casefile.verbs import MIGRATE
from workbench.errors import CaseDamaged, StorageFull
from workbench.jobs import finish
from workbench.store import ledger
from workbench.store.database import Database, database_errors
from workbench.store.migrations.versions import to_2, to_3
from workbench.store.rows import value_from
from workbench.store.schema import EXTRA, SCHEMA
from workbench.store.search import rebuild

if TYPE_CHECKING:
    from alembic.operations import Operations
    from sqlalchemy import Connection

# The form a step leads to, and the step.
STEPS: dict[int, Callable[[Operations], None]] = {2: to_2.upgrade, 3: to_3.upgrade}


def copy_before(folder: Path) -> Path:
    """Names the copy of an older case that is made before it is brought to the present form."""
    return folder / f"before-schema-{SCHEMA}.sqlite3"


def copies_before(folder: Path) -> tuple[Path, ...]:
    """Lists the copies of older forms that lie beside a case, whole or left unfinished."""
    return tuple(sorted(folder.glob("before-schema-*.sqlite3*")))


def step_up(database: Database, actor: Actor) -> None:
    """Brings an open store forward where a step is due: a copy, the steps and the entry that says so."""
    found = form(database)
    if found >= SCHEMA:
        return
    try:
        with _in_words():
            _copy(database, copy_before(database.path.parent))
            with database.writing() as connection:
                _take_steps(connection, found)
                _note(connection, found, actor)
    except BaseException:
        database.close()
        raise


def for_reading(database: Database) -> Database:
    """Gives a store in the present form for reading: the same, or where a step is due a copy of it in memory."""
    found = form(database)
    if found >= SCHEMA:
        return database
    try:
        copy = database.in_memory()
        with copy.writing() as connection:
            _take_steps(connection, found)
    finally:
        database.close()
    return copy


def form(database: Database) -> int:
    """Reads which form a store has."""
    with database.reading() as connection:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _take_steps(connection: Connection, found: int) -> None:
    """Takes all steps that are due, and stamps the file with the form it then has."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    with Operations.context(MigrationContext.configure(connection)) as operations:
        for schema in range(found + 1, SCHEMA + 1):
            if schema not in STEPS:
                raise CaseDamaged(f"No step leads from form {found} of a case to the present one.", "Restore a copy.")
            STEPS[schema](operations)
    for statement in EXTRA:
        connection.exec_driver_sql(statement)
    # What is searched is made from the records, which may have moved.
    finish(rebuild(connection))
    connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")


def _note(connection: Connection, found: int, actor: Actor) -> None:
    """Writes the entry that tells of the step, in the same transaction."""
    body = connection.exec_driver_sql("SELECT body FROM case_record").scalar_one()
    label = f"Bring the case from form {found} to form {SCHEMA}; {copy_before(Path()).name} keeps it as it was"
    ledger.append(connection, value_from(body, Case).id, actor, MIGRATE, label, ("case",), ())


def _copy(database: Database, target: Path) -> None:
    """Writes a durable copy beside the case; a half one never has the copy's name."""
    draft = target.with_name(f"{target.name}.new")
    draft.unlink(missing_ok=True)
    try:
        database.copy_to(draft)
        _sync(draft)
        os.replace(draft, target)
        if sys.platform != "win32":
            _sync(target.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def _sync(path: Path) -> None:
    """Makes a file or folder durable."""
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _in_words() -> Iterator[None]:
    """Says why a step could not be taken; the case is then as it was."""
    refusals: tuple[type[Exception], ...] = (*database_errors(), OSError)
    try:
        yield
    except refusals as cause:
        if isinstance(cause, OSError) or "full" in str(cause).lower():
            raise StorageFull(
                "An older program wrote this case, and there is no room for the copy that is made before it is changed;"
                " it is as it was.",
                "Free as much room as its case.sqlite3 takes twice, or open it for reading only.",
                type(cause).__name__,
            ) from cause
        raise CaseDamaged(
            "An older program wrote this case, and it could not be brought to the present form; it is as it was.",
            "Verify it; open it for reading only.",
            type(cause).__name__,
        ) from cause
