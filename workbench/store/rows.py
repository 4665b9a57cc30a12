"""Values of a case as rows: canonical bytes that are hashed and stored once, and the columns derived from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
import rfc8785

from workbench.casefile.annotations import Annotation
from workbench.casefile.cases import Case
from workbench.casefile.decisions import Determination
from workbench.casefile.exhibit_numbers import reading_order
from workbench.casefile.exhibits import Exhibit, Sighting
from workbench.casefile.exposure import Exposure, Preview
from workbench.casefile.exposure_rules import Layer
from workbench.casefile.extracts import Extract
from workbench.casefile.fingerprints import Fingerprint
from workbench.casefile.hash_lists import ListMatch
from workbench.casefile.identity import digest_of, moment_text
from workbench.casefile.memos import MemoWords
from workbench.casefile.occurrences import Occurrence
from workbench.casefile.policies import Citation, PolicyVersion
from workbench.casefile.retention import Hold, Tombstone
from workbench.casefile.suggestions import Suggestion
from workbench.casefile.timestamps import TimeStamp
from workbench.errors import CaseDamaged

Value = TypeVar("Value")
Key = str | int
_SAFE = 2**53 - 1
_SORTED = msgspec.json.Encoder(order="sorted")
Column = Callable[[Any], str | int | None]


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A preview under the number of its exhibit."""

    exhibit: int
    preview: Preview


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one type are kept: table, key, and the columns that queries need, all derived from the value."""

    name: str
    type: type
    key: Column
    columns: Mapping[str, Column]
    integer_key: bool = False
    order: str = "key"


KINDS: tuple[Kind, ...] = (
    Kind("case_record", Case, lambda case: "case", {}),
    Kind(
        "exhibit",
        Exhibit,
        lambda exhibit: exhibit.number,
        {
            "digest": lambda exhibit: exhibit.digest,
            "withdrawn": lambda exhibit: int(exhibit.withdrawn),
            "place": lambda exhibit: reading_order(exhibit.number),
            "holding": lambda exhibit: exhibit.holding.value,
            "parent": lambda exhibit: exhibit.parent,
        },
        integer_key=True,
        order="place",
    ),
    Kind("sighting", Sighting, lambda sighting: sighting.id, {"exhibit": lambda sighting: sighting.exhibit}),
    Kind("preview", PreviewRow, lambda row: row.exhibit, {}, integer_key=True),
    Kind("annotation", Annotation, lambda note: note.id, {"exhibit": lambda note: note.exhibit}),
    Kind("occurrence", Occurrence, lambda item: item.id, {"at": lambda item: moment_text(item.at)}),
    Kind("policy_version", PolicyVersion, lambda version: version.digest, {"policy": lambda version: version.policy}),
    Kind("citation", Citation, lambda citation: citation.id, {"exhibit": lambda citation: citation.exhibit}),
    Kind(
        "determination",
        Determination,
        lambda judged: judged.exhibit,
        {"judgement": lambda judged: judged.judgement.value},
        integer_key=True,
    ),
    Kind(
        "exposure",
        Exposure,
        lambda look: look.id,
        {"exhibit": lambda look: look.exhibit, "open": lambda look: int(look.ended is None)},
    ),
    Kind("extract", Extract, lambda words: words.exhibit, {}, integer_key=True),
    Kind("tombstone", Tombstone, lambda stone: stone.exhibit, {}, integer_key=True),
    Kind("hold", Hold, lambda hold: hold.id, {"active": lambda hold: int(hold.active)}),
    Kind("time_stamp", TimeStamp, lambda stamp: stamp.size, {}, integer_key=True),
    Kind(
        "fingerprint",
        Fingerprint,
        lambda look: look.exhibit,
        {"bits": lambda look: look.bits, "quality": lambda look: look.quality},
        integer_key=True,
    ),
    Kind("list_match", ListMatch, lambda match: match.id, {"exhibit": lambda match: match.exhibit}),
    Kind("suggestion", Suggestion, lambda said: said.id, {"exhibit": lambda said: said.exhibit}),
    Kind("exposure_layer", Layer, lambda layer: "case", {}),
    Kind("memo_words", MemoWords, lambda words: words.part, {}),
)


def kind_named(name: str) -> Kind:
    """Finds a kind by the name it has in the store and the ledger; raises CaseDamaged for an unknown one."""
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise CaseDamaged(f"The ledger names a kind of record that is not known: {name[:40]!r}.")


def kind_for(type_: type) -> Kind:
    """Finds the kind that keeps a type."""
    for kind in KINDS:
        if kind.type is type_:
            return kind
    raise TypeError(f"{type_.__name__} is not kept in a case")


def kind_of(value: object) -> Kind:
    """Finds the kind that keeps a value's type."""
    return kind_for(type(value))


def body_of(value: object) -> bytes:
    """Writes a value as canonical JSON (RFC 8785): the bytes that are hashed and stored.

    An exhibit without a duration holds no fraction; for it msgspec's own writer gives the same bytes in a tenth of the
    time, which tells where thousands come in at once.
    """
    if type(value) is Exhibit and value.facts.seconds is None and value.size <= _SAFE:
        return _SORTED.encode(value)
    return canonical(msgspec.to_builtins(value, order="deterministic"))


def canonical(document: dict[str, Any]) -> bytes:
    """Writes a document as canonical JSON (RFC 8785).

    Where it holds neither fractions nor large numbers, and only ASCII names, Python's own writer gives the same bytes
    in a seventh of the time; ``rfc8785`` writes the rest.
    """
    if _is_simple(document):
        return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return rfc8785.dumps(document)


def _is_simple(value: object) -> bool:
    """Tells whether Python's own writer and RFC 8785 agree on a value."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is dict:
        return all(name.isascii() and _is_simple(part) for name, part in value.items())  # type: ignore[attr-defined]
    if kind is list or kind is tuple:
        return all(map(_is_simple, value))  # type: ignore[call-overload]
    return kind is int and -_SAFE <= value <= _SAFE  # type: ignore[operator]


def value_from(body: bytes, type_: type[Value]) -> Value:
    """Reads a value back from its bytes; raises CaseDamaged where they do not fit the type."""
    try:
        return msgspec.json.decode(body, type=type_)
    except (msgspec.DecodeError, msgspec.ValidationError, ValueError, TypeError) as cause:
        raise CaseDamaged(
            f"A record of kind {type_.__name__} cannot be read.", "Verify the case to see which one.", str(cause)[:200]
        ) from cause


def columns_of(kind: Kind, value: object) -> dict[str, str | int | None]:
    """Derives the columns of a row from its value."""
    return {name: column(value) for name, column in kind.columns.items()}


def body_digest(body: bytes) -> str:
    """Names a row's bytes as the ledger does."""
    return digest_of(body)
