"""The check of the rows: each against the last state that the ledger gives it, and its derived columns against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec

from workbench.casefile.custody import FaultKind
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.errors import CaseDamaged
from workbench.jobs import Progress
from workbench.store.database import batches
from workbench.store.findings import REPAIR, UNTRUE, Findings
from workbench.store.rows import KINDS, Column, Kind, body_digest, columns_of, value_from

if TYPE_CHECKING:
    from sqlalchemy import Connection

_CHUNK = 500
# Kinds whose key is the number of the exhibit that they speak of.
_OF_EXHIBITS = frozenset(kind.name for kind in KINDS if kind.integer_key and kind.name not in ("exhibit", "time_stamp"))


def check_rows(connection: Connection, found: Findings) -> Iterator[Progress]:
    """Holds every row against the ledger, and the earlier states that are kept against their own names."""
    total = sum(map(len, found.states.values()))
    for kind in KINDS:
        unmet = {key: digest for key, digest in found.states.get(kind.name, {}).items() if digest is not None}
        for rows in batches(connection, _select(kind)):
            yield Progress(found.rows, total, "Checking records")
            _check_rows(kind, rows, unmet, found)
        for key in unmet:
            found.fault(FaultKind.RECORD_MISSING, item_name(kind, key), "the record is missing", REPAIR)
    yield from _check_past(connection, found)


def check_touched(connection: Connection, found: Findings) -> Iterator[Progress]:
    """Holds only those rows against the ledger that entries have changed since the head that is trusted."""
    for kind in KINDS:
        states = found.states.get(kind.name, {})
        keys = list(states)
        for start in range(0, len(keys), _CHUNK):
            some = keys[start : start + _CHUNK]
            marks = ", ".join("?" * len(some))
            typed = tuple(int(key) if kind.integer_key else key for key in some)
            unmet = dict.fromkeys(some)
            for row in connection.exec_driver_sql(f"{_select(kind)} WHERE key IN ({marks})", typed):
                key, *columns, body = row
                unmet.pop(str(key), None)
                _check_row(kind, key, columns, body, states[str(key)], found)
            for key in unmet:
                if states[key] is not None:
                    found.fault(FaultKind.RECORD_MISSING, item_name(kind, key), "the record is missing", REPAIR)
            yield Progress(start, len(keys), "Checking records")


def _check_rows(kind: Kind, rows: list[tuple[Any, ...]], unmet: dict[str, str], found: Findings) -> None:
    """Holds some rows against the digests that the ledger gives them, and takes these out of ``unmet``."""
    decoder: msgspec.json.Decoder[object] = msgspec.json.Decoder(kind.type)
    decode, derive, hashed = decoder.decode, tuple(kind.columns.values()), sha256
    for key, *columns, body in rows:
        expected = unmet.pop(str(key), None)
        if type(body) is bytes and hashed(body).hexdigest() == expected:
            try:
                if not derive or columns == _derived(derive, decode(body)):
                    found.rows += 1
                    continue
            except (msgspec.DecodeError, msgspec.ValidationError, ValueError, TypeError):
                pass
        _check_row(kind, key, columns, body, expected, found)


def _derived(derive: tuple[Column, ...], value: object) -> list[str | int | None]:
    """Derives the columns of a row from its value."""
    return [column(value) for column in derive]


def _select(kind: Kind) -> str:
    """Asks for the rows of a kind as the check needs them."""
    return f"SELECT {', '.join(['key', *kind.columns, 'body'])} FROM {kind.name}"


def _check_row(
    kind: Kind, key: object, columns: Sequence[object], body: object, expected: str | None, found: Findings
) -> None:
    """Holds one row against the digest that the ledger gives it."""
    found.rows += 1
    if expected is None:
        words = "no entry of the ledger knows this record"
        found.fault(FaultKind.RECORD_UNKNOWN, item_name(kind, key), words, UNTRUE)
    elif not isinstance(body, bytes) or body_digest(body) != expected:
        words = "the record was changed outside the program"
        found.fault(FaultKind.RECORD_CHANGED, item_name(kind, key), words, REPAIR)
    elif columns:
        _check_columns(kind, key, columns, body, found)


def _check_columns(kind: Kind, key: object, columns: Sequence[object], body: bytes, found: Findings) -> None:
    """Holds a row's derived columns against its bytes."""
    try:
        value: object = value_from(body, kind.type)
    except CaseDamaged:
        found.fault(FaultKind.RECORD_CHANGED, item_name(kind, key), "the record cannot be read", REPAIR)
        return
    if list(columns_of(kind, value).values()) != list(columns):
        words = "what is looked up of the record differs from the record"
        found.fault(FaultKind.RECORD_CHANGED, item_name(kind, key), words, REPAIR)


def _check_past(connection: Connection, found: Findings) -> Iterator[Progress]:
    """Holds the earlier states of records, which undo goes back to, against the digests that they are found by."""
    done = 0
    for rows in batches(connection, "SELECT digest, body FROM past"):
        yield Progress(done, 0, "Checking earlier states")
        done += len(rows)
        for digest, body in rows:
            if not isinstance(body, bytes) or sha256(body).hexdigest() != digest:
                subject = f"earlier state {str(digest)[:12]}"
                words = "an earlier state of a record was changed outside the program"
                found.fault(FaultKind.RECORD_CHANGED, subject, words, REPAIR)


def item_name(kind: Kind, key: object) -> str:
    """Names a record as a person would."""
    label = exhibit_label(int(str(key))) if str(key).isdecimal() and int(str(key)) else str(key)
    if kind.name == "exhibit":
        return label
    if kind.name in _OF_EXHIBITS:
        return f"{kind.name.replace('_', ' ')} of {label}"
    return f"{kind.name.replace('_', ' ')} {str(key)[:36]}"
