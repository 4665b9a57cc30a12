"""What a search reads of each kind of record: its words, its short names, its moment and its person.

A new kind of record becomes searchable by one line in SEARCHED, next to its line in ``rows.KINDS``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Acquisition, Exhibit, Sighting
from workbench.casefile.folding import FOLDING, fold
from workbench.casefile.identity import Actor, moment_text
from workbench.casefile.occurrences import Occurrence
from workbench.casefile.policies import Citation
from workbench.casefile.searching import HitKind

Passages = Callable[[Any], tuple[str, ...]]
# So many digits of other people's digests are kept in the index; what they belong to is then looked at whole.
DIGITS = 16
_FOLDING = str(FOLDING)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Searched:
    """How one kind of record is searched.

    ``words`` are its passages, shown around a hit; ``names`` its short identifiers, found by any part of them. ``who``
    is everybody whose doing or saying it is; ``title`` names the record in a list of hits.
    """

    hit: HitKind
    words: Passages
    exhibit: Callable[[Any], int | None]
    title: Callable[[Any], str]
    names: Passages = lambda value: ()
    at: Callable[[Any], datetime | None] = lambda value: value.at
    who: Callable[[Any], tuple[str, ...]] = lambda value: _person(value.actor)


class Reading(NamedTuple):
    """What the index takes down of one record, and ``mark``, which names all of it.

    The mark is made before anything is folded, so that a record whose words stayed costs next to nothing.
    """

    words: tuple[str, ...]
    names: tuple[str, ...]
    exhibit: int | None
    at: str | None
    who: tuple[str, ...]
    mark: str


def reading_of(kind: str, value: object) -> Reading:
    """Reads a record as the index takes it down."""
    searched = SEARCHED[kind]
    words, names, who = searched.words(value), searched.names(value), searched.who(value)
    exhibit, moment = searched.exhibit(value), searched.at(value)
    at = None if moment is None else moment_text(moment)
    parts = "\0".join((_FOLDING, *words, "", *names, "", *who, str(exhibit), at or ""))
    mark = blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return Reading(words, names, exhibit, at, who, mark)


FACETS = ("exhibit", "withdrawn", "size", "family", "sensitivity", "acquired", "captured", "who")


def facets_of(exhibit: Exhibit) -> tuple[Any, ...]:
    """Reads off an exhibit what narrows a search, in the order of FACETS."""
    acquisition = exhibit.acquisition
    return (
        exhibit.number,
        int(exhibit.withdrawn),
        exhibit.size if exhibit.held else 0,
        exhibit.family.value,
        exhibit.sensitivity.value,
        moment_text(acquisition.at),
        _captured(exhibit),
        folded_names((acquisition.actor.name, acquisition.actor.account)),
    )


@functools.lru_cache(maxsize=256)
def folded_names(names: tuple[str, ...]) -> str:
    """Folds the names of people for comparing."""
    return "\n".join(fold(name) for name in names if name)


def _captured(exhibit: Exhibit) -> str | None:
    """Reads when an exhibit was captured: as the person said, else as the file says (taken for UTC)."""
    said = exhibit.acquisition.provenance.captured
    if said is not None:
        return moment_text(said if said.tzinfo else said.replace(tzinfo=UTC))
    stated = exhibit.facts.captured or ""
    return stated if _MOMENT.match(stated) else None


def _person(actor: Actor) -> tuple[str, ...]:
    """Names a person."""
    return (actor.name, actor.account)


def _acquirer(value: Exhibit | Sighting) -> tuple[str, ...]:
    """Names who acquired it."""
    return _person(value.acquisition.actor)


def _whence(acquisition: Acquisition) -> tuple[str, ...]:
    """Lists the words of how something came in."""
    said = acquisition.provenance
    return (said.source_url, said.account, said.platform, *said.identifiers, said.authority, acquisition.source)


def _exhibit_words(exhibit: Exhibit) -> tuple[str, ...]:
    """Lists the words of an exhibit's own record, its digest, and the beginnings of its other digests."""
    others = exhibit.digests
    digests = (exhibit.digest, *(digest[:DIGITS] for digest in (others.md5, others.sha1, others.sha512)))
    return (
        exhibit.title,
        exhibit.name,
        exhibit.description,
        *_whence(exhibit.acquisition),
        exhibit.location,
        exhibit.label,
        *digests,
    )


def _exhibit_names(exhibit: Exhibit) -> tuple[str, ...]:
    """Lists the short identifiers of an exhibit."""
    said = exhibit.acquisition.provenance
    return (exhibit.name, said.source_url, said.account, *said.identifiers)


def _exhibit_title(exhibit: Exhibit) -> str:
    """Names an exhibit without giving anything of its content away that nobody wrote about it."""
    return f"{exhibit.label} {exhibit.title or exhibit.neutral_name}"


def _occurrence_people(occurrence: Occurrence) -> tuple[str, ...]:
    """Names who put an occurrence down, and whose doing it was where that is told."""
    return (*_person(occurrence.actor), str(getattr(occurrence, "who", "")))


def _citation_words(citation: Citation) -> tuple[str, ...]:
    """Lists the words of a quotation and where it stands."""
    return (citation.quote, citation.section_title, citation.section, citation.policy_title, citation.policy)


SEARCHED: Mapping[str, Searched] = {
    "exhibit": Searched(
        HitKind.EXHIBIT,
        _exhibit_words,
        lambda exhibit: exhibit.number,
        _exhibit_title,
        _exhibit_names,
        at=lambda exhibit: exhibit.acquisition.at,
        who=_acquirer,
    ),
    "sighting": Searched(
        HitKind.EXHIBIT,
        lambda sighting: (sighting.name, *_whence(sighting.acquisition)),
        lambda sighting: sighting.exhibit,
        lambda sighting: f"{exhibit_label(sighting.exhibit)}, met again",
        lambda sighting: (sighting.name, sighting.acquisition.provenance.source_url),
        at=lambda sighting: sighting.acquisition.at,
        who=_acquirer,
    ),
    "extract": Searched(
        HitKind.TEXT,
        lambda extract: (extract.text,),
        lambda extract: extract.exhibit,
        lambda extract: f"Words of {exhibit_label(extract.exhibit)}",
        at=lambda extract: None,
        who=lambda extract: (),
    ),
    "annotation": Searched(
        HitKind.NOTE,
        lambda note: (note.words,),
        lambda note: note.exhibit,
        lambda note: f"Note on {exhibit_label(note.exhibit)}, {note.anchor.words}",
    ),
    "occurrence": Searched(
        HitKind.OCCURRENCE,
        # A message's title is who spoke and its first words: both are in the index once.
        lambda item: (item.words or item.title, item.source, *_occurrence_people(item)[2:]),
        lambda item: item.exhibits[0] if item.exhibits else None,
        lambda item: item.title,
        who=_occurrence_people,
    ),
    "citation": Searched(
        HitKind.CITATION,
        _citation_words,
        lambda citation: citation.exhibit,
        lambda citation: f"{citation.policy_title} {citation.section} on {exhibit_label(citation.exhibit)}",
    ),
    "determination": Searched(
        HitKind.DETERMINATION,
        lambda judged: (judged.rationale, judged.judgement.words, judged.section),
        lambda judged: judged.exhibit,
        lambda judged: f"{judged.judgement.words}: {exhibit_label(judged.exhibit)}",
    ),
    "suggestion": Searched(
        HitKind.SUGGESTION,
        lambda said: tuple(mark.words for mark in said.marks if mark.words),
        lambda said: said.exhibit,
        lambda said: f"{said.aid.words} of {exhibit_label(said.exhibit)}, a machine's suggestion",
        who=lambda said: (),
    ),
    "memo_words": Searched(
        HitKind.MEMO, lambda words: (words.text,), lambda words: None, lambda words: f"Memo, {words.part.value}"
    ),
}

# Kinds that belong to an exhibit and share its fate: out of view with it.
OF_AN_EXHIBIT = ("exhibit", "sighting", "extract", "annotation", "citation", "determination", "suggestion")
