"""What a profile keeps of a person's own choices: single values under a name, and notes of what befell them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec

from workbench.casefile.exposure_record import OwnNote
from workbench.casefile.identity import moment_text, new_id, now
from workbench.store.profile import Profile
from workbench.store.rows import canonical, value_from

if TYPE_CHECKING:
    from sqlalchemy import Connection

Value = TypeVar("Value")


def kept(profile: Profile, name: str, type_: type[Value]) -> Value | None:
    """Reads what is kept under a name, None where nothing is."""
    with profile.reading() as connection:
        row = connection.exec_driver_sql("SELECT body FROM kept WHERE name = ?", (name,)).fetchone()
    return None if row is None else value_from(row[0], type_)


def keep(profile: Profile, name: str, value: object | None, kind: str = "", words: str = "") -> None:
    """Keeps a value under a name, None to forget it; a note of it goes along in the same step."""
    with profile.writing() as connection:
        if value is None:
            connection.exec_driver_sql("DELETE FROM kept WHERE name = ?", (name,))
        else:
            body = canonical(msgspec.to_builtins(value, order="deterministic"))
            connection.exec_driver_sql("INSERT OR REPLACE INTO kept(name, body) VALUES (?, ?)", (name, body))
        if words:
            _note(connection, OwnNote(now(), kind, words))


def note(profile: Profile, kind: str, words: str) -> None:
    """Notes something in the person's own record."""
    with profile.writing() as connection:
        _note(connection, OwnNote(now(), kind, words))


def notes(profile: Profile, since: datetime | None = None) -> tuple[OwnNote, ...]:
    """Lists the notes, oldest first."""
    with profile.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT at, kind, words FROM own_note WHERE at >= ? ORDER BY at, id", (moment_text(since) if since else "",)
        ).fetchall()
    return tuple(OwnNote(datetime.fromisoformat(at), kind, words) for at, kind, words in rows)


def _note(connection: Connection, said: OwnNote) -> None:
    """Writes one note."""
    connection.exec_driver_sql(
        "INSERT INTO own_note(id, at, kind, words) VALUES (?, ?, ?, ?)",
        (new_id(), moment_text(said.at), said.kind, said.words),
    )
