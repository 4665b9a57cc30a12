"""The memo as a tree of blocks, before it is HTML, PDF or Markdown.

Every text in it is finished: made safe to show, in its final words. A writer lays it out and adds nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

from workbench.casefile.exposure import Veil
from workbench.casefile.proofs import MemoProof


class Tone(StrEnum):
    """How a piece of a line is set."""

    PLAIN = "plain"
    STRONG = "strong"
    MONO = "mono"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a line; ``to`` names the anchor in the memo that it leads to."""

    words: str
    tone: Tone = Tone.PLAIN
    to: str = ""


Line: TypeAlias = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the memo's title, at level 2 or 3."""

    kind: ClassVar[str] = "heading"
    words: str
    anchor: str
    level: int = 2
    judgement: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    kind: ClassVar[str] = "paragraph"
    line: Line


@dataclass(frozen=True, slots=True)
class BottomLine:
    """The answer, before anything else; ``typed`` tells whether the investigator wrote it."""

    kind: ClassVar[str] = "answer"
    lines: tuple[Line, ...]
    typed: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing a memo lacks: what it is, and what can be done about it."""

    what: str
    remedy: str = ""
    exhibits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """What the memo lacks, said in the memo itself."""

    kind: ClassVar[str] = "gaps"
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many exhibits were judged one way, and which."""

    judgement: str
    words: str
    number: int
    exhibits: str


@dataclass(frozen=True, slots=True)
class Counts:
    """The judgements of the case, counted."""

    kind: ClassVar[str] = "counts"
    rows: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a policy with the section, version and date they are cited from."""

    words: str
    section: str
    policy: str
    version: str
    digest: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What was noted on part of an exhibit, and on which part."""

    where: str
    words: str


@dataclass(frozen=True, slots=True)
class Card:
    """One exhibit with its veiled picture, its judgement and the grounds for it.

    ``description`` says neutrally what it is, so that a reader need not look; ``picture_words`` stand for the picture,
    also where one is printed.
    """

    kind: ClassVar[str] = "card"
    anchor: str
    label: str
    name: str
    title: str
    facts: str
    judgement: str
    judgement_words: str
    confidence: str
    section: str
    by: str
    picture: Veil | None
    picture_words: str
    description: tuple[str, ...] = ()
    rationale: tuple[str, ...] = ()
    quotes: tuple[Quotation, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """One row of the timeline: ``time`` as it was told; ``zone`` says which, and UTC, where it was not told in UTC."""

    time: str
    zone: str
    words: str
    exhibits: Line = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened, in order."""

    kind: ClassVar[str] = "timeline"
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One version of a policy that the memo cites."""

    title: str
    version: str
    effective: str
    sections: str
    digest: str


@dataclass(frozen=True, slots=True)
class Policies:
    """The policy versions cited."""

    kind: ClassVar[str] = "policies"
    rows: tuple[PolicyRow, ...]


@dataclass(frozen=True, slots=True)
class ExhibitRow:
    """One exhibit in the list of all: what it is, how it came in, its full digest, and what became of it since.

    ``notes`` are lines of their own: what it was unpacked from, where it is kept or how it was destroyed, its capture.
    """

    anchor: str
    label: str
    to: str
    name: str
    size: str
    judgement: str
    judgement_words: str
    acquired: str
    digest: str
    notes: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Exhibits:
    """All exhibits of the case."""

    kind: ClassVar[str] = "exhibits"
    rows: tuple[ExhibitRow, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The head of the case's ledger, and how a reader checks the case against it.

    ``proven`` counts the entries that the memo proves, ``under`` is the head it proves them under, as ``size:root``,
    and ``how`` says how to check them; empty without a proof.
    """

    kind: ClassVar[str] = "ledger"
    size: str
    root: str
    command: str
    checked: str
    proven: str = ""
    under: str = ""
    how: str = ""


Block: TypeAlias = (
    Heading | Paragraph | BottomLine | OpenPoints | Counts | Card | Timeline | Policies | Exhibits | Ledger
)


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole memo: what stands above its text, its blocks, and what it lacks.

    ``facts`` are the label and value pairs under the title; ``made`` is when it was made, as ISO 8601 in UTC;
    ``head`` the ledger's head as ``size:root``; ``proof`` proves under it the entries that the memo rests on.
    """

    title: str
    reference: str
    kind: str
    handling: str
    facts: tuple[tuple[str, str], ...]
    made: str
    by: str
    head: str
    blocks: tuple[Block, ...]
    gaps: tuple[Gap, ...] = ()
    proof: MemoProof | None = None


def proof_text(outline: Outline) -> str:
    """Writes the proof as one line of JSON for a memo that can carry text alone, empty where there is none."""
    return "" if outline.proof is None else json.dumps({"memo_proof": plain(outline.proof)}, separators=(",", ":"))


def plain(value: object) -> object:
    """Turns a block, and all that is in it, into lists, dicts, strings and numbers for a template or JSON."""
    if isinstance(value, Veil):
        return {"width": value.width, "height": value.height, "levels": list(value.veil)}
    if is_dataclass(value):
        made = {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        kind = getattr(type(value), "kind", None)
        return {**made, "kind": kind} if isinstance(kind, str) else made
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, StrEnum) else value
