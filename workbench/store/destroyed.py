"""``CASE/destroyed.json``: what stays of a case whose key was destroyed, signed by who destroyed it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec

from workbench.casefile.custody import Head
from workbench.casefile.identity import Actor, day_words
from workbench.store.atomic import erase, sync_folder, write_whole
from workbench.store.key_file import KEY_DRAFT, KEY_FILE
from workbench.store.rows import body_of

DESTROYED = "destroyed.json"
_MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Destruction:
    """The destruction of a case's key: on what authority, why, by whom, and the ledger's last head, signed.

    ``key`` and ``signature`` (Ed25519) cover the whole statement, the signature itself left empty.
    """

    case: str
    authority: str
    reason: str
    actor: Actor
    at: datetime
    head: Head
    key: str = ""
    signature: str = ""

    def note(self) -> bytes:
        """The bytes that are signed."""
        return b"workbench-destruction/v1\n" + body_of(replace(self, signature=""))


def write_statement(folder: Path, statement: Destruction) -> None:
    """Puts the statement in the folder, durably, before any key is touched."""
    write_whole(folder / DESTROYED, body_of(statement))


def read_statement(folder: Path) -> Destruction | None:
    """Reads the statement; None where there is none, or none that can be read."""
    try:
        with open(folder / DESTROYED, "rb") as file:
            return msgspec.json.decode(file.read(_MOST_BYTES), type=Destruction)
    except (OSError, msgspec.DecodeError, ValueError):
        return None


def is_begun(folder: Path) -> bool:
    """Tells whether the destruction of a key was begun and not finished."""
    return (folder / DESTROYED).exists() and (folder / KEY_FILE).exists()


def withdraw_statement(folder: Path) -> None:
    """Takes the statement of an unfinished destruction away, for one that is made anew."""
    (folder / DESTROYED).unlink(missing_ok=True)
    sync_folder(folder)


def erase_key(folder: Path) -> None:
    """Overwrites and removes the key file and every draft of it; the case cannot be opened afterwards."""
    for name in (KEY_DRAFT, KEY_FILE):
        erase(folder / name)


def destroyed_words(folder: Path) -> tuple[str, str]:
    """Says what happened to a case whose key was destroyed, and what is left to do."""
    statement = read_statement(folder)
    if statement is None:
        return "The key of this case was destroyed.", "Its contents cannot be had back."
    return (
        f"The key of this case was destroyed on {day_words(statement.at.date())} by {statement.actor.name}, on the "
        f"authority of {statement.authority}.",
        f"Its contents cannot be had back; {DESTROYED} in its folder says why, and its ledger's last head.",
    )
