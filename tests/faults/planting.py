"""The four classic mistakes of order, planted into a recording: a search that finds none of them is worth nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.faults.power import Call

_OURS = ("/originals", "/packs", "/incoming")
_SYNCS = ("fsync", "fdatasync", "syncfs")


def without_file_sync(calls: list[Call]) -> list[Call]:
    """Leaves the bytes of originals to chance; their names are made durable as before."""
    return [
        replace(call, name="sync_folders") if call.name == "syncfs" else call
        for call in calls
        if not (call.name in ("fsync", "fdatasync") and _original(call))
    ]


def without_folder_sync(calls: list[Call]) -> list[Call]:
    """Leaves the names of originals to chance; their bytes are made durable as before."""
    return [
        replace(call, name="sync_files") if call.name == "syncfs" else call
        for call in calls
        if not (call.name in ("fsync", "fdatasync") and _original(call))
    ]


def rows_before_originals(calls: list[Call]) -> list[Call]:
    """Commits the record of an original before the original has its name."""
    return _put_off(calls, lambda call: call.name in (*_SYNCS, "link", "linkat", "rename") and not _database(call))


def confirmed_before_committed(calls: list[Call]) -> list[Call]:
    """Tells somebody that an entry stands before the database has it."""
    return _put_off(calls, _database)


MISTAKES: dict[str, Callable[[list[Call]], list[Call]]] = {
    "no sync of files": without_file_sync,
    "no sync of folders": without_folder_sync,
    "rows before originals": rows_before_originals,
    "confirmed before committed": confirmed_before_committed,
}


def _put_off(calls: list[Call], late: Callable[[Call], bool]) -> list[Call]:
    """Moves some calls behind the next confirmation."""
    ordered, waiting = [], []
    for call in calls:
        if late(call):
            waiting.append(call)
            continue
        ordered.append(call)
        if call.name == "write" and call.files and call.files[0][1].endswith("/acknowledged"):
            ordered += waiting
            waiting = []
    return ordered + waiting


def _original(call: Call) -> bool:
    """Tells whether a call is about an original or its folder."""
    return bool(call.files) and any(part in call.files[0][1] for part in _OURS)


def _database(call: Call) -> bool:
    """Tells whether a call is about the case's database."""
    return bool(call.files) and "case.sqlite3" in call.files[0][1]
