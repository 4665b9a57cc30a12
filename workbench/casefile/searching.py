"""What a search asks and answers: words, phrases, exclusions and filters as a person types them, and the hits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibit_numbers import exhibit_number
from workbench.casefile.exhibits import Family, Sensitivity
from workbench.casefile.folding import FoldedWord, fold, query_words


class HitKind(StrEnum):
    """Where words were found; the value is what the command line prints."""

    EXHIBIT = "exhibit"
    TEXT = "text"
    NOTE = "note"
    OCCURRENCE = "occurrence"
    CITATION = "citation"
    DETERMINATION = "determination"
    MEMO = "memo"
    SUGGESTION = "suggestion"


class State(StrEnum):
    """What has become of the exhibits that a search is about."""

    IN_VIEW = "view"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    DESTROYED = "destroyed"
    REFERENCE = "reference"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; an empty field narrows nothing.

    ``after`` is the first moment that counts and ``before`` the first that does not; of an exhibit either the moment
    of its capture or that of its acquisition has to lie between, of everything else its own moment. ``undecided`` lets
    exhibits through that nobody judged.
    """

    places: tuple[HitKind, ...] = ()
    families: tuple[Family, ...] = ()
    sensitivities: tuple[Sensitivity, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    undecided: bool = False
    person: str = ""
    state: State = State.IN_VIEW
    after: datetime | None = None
    before: datetime | None = None
    exhibit: int | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase: its pieces as the index of words knows them, and as the index of names does."""

    text: str
    word: FoldedWord
    name: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: one term of each group has to be there, and none of the excluded.

    ``said`` tells that words were typed, even if none of them can be looked for.
    """

    groups: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
    filters: Filters = field(default_factory=Filters)
    said: bool = False

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms that may be found."""
        return tuple(term for group in self.groups for term in group)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words around a hit; ``hit`` tells that it is what was looked for."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the words were found.

    ``id`` names the record; ``context`` is empty where nothing is shown of it, and ``withheld`` then says why.
    """

    kind: HitKind
    exhibit: int | None
    id: str
    title: str
    context: tuple[Piece, ...] = ()
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The best or newest hits of a search, how many there are in all, and the exhibit that an identifier names."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    jump: int | None = None


SHORTEST_NAME = 3
_QUOTES = '"“”„«»'
_ITEM = re.compile(
    f"(?P<minus>-?)(?:(?P<key>[A-Za-z]+):)?"
    f"(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]?|(?P<word>[^\\s{_QUOTES}]+))"
)
_PLACES = {
    "notes": HitKind.NOTE,
    "note": HitKind.NOTE,
    "text": HitKind.TEXT,
    "names": HitKind.EXHIBIT,
    "name": HitKind.EXHIBIT,
    "timeline": HitKind.OCCURRENCE,
    "citations": HitKind.CITATION,
    "decisions": HitKind.DETERMINATION,
    "memo": HitKind.MEMO,
    "suggestions": HitKind.SUGGESTION,
}
_DAY = re.compile(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?\Z")


def read_query(text: str, filters: Filters | None = None, typing: bool = False) -> Query:
    """Reads what somebody typed; whatever is no filter and no mark is a plain word, so nothing is ever an error.

    ``typing`` takes the last word for the beginning of one. Filters that are typed stand above those given.
    """
    reading = _Reading(filters or Filters())
    items = list(_ITEM.finditer(text))
    for place, item in enumerate(items):
        last = place == len(items) - 1
        reading.take(item, last, typing and last and item.end() == len(text))
    return Query(
        tuple(tuple(group) for group in reading.groups), tuple(reading.excluded), reading.filters, reading.said
    )


class _Reading:
    """What was read of a query so far."""

    def __init__(self, filters: Filters) -> None:
        self.filters = filters
        self.groups: list[list[Term]] = []
        self.excluded: list[Term] = []
        self.said = False
        self._either = False

    def take(self, item: re.Match[str], last: bool, unfinished: bool) -> None:
        """Takes the next word, phrase or filter in."""
        phrase = item["phrase"]
        if item["key"] and not item["minus"] and self._narrow(item["key"].lower(), phrase or item["word"] or ""):
            return
        if phrase is not None and not item["key"]:
            self._add(phrase, False, bool(item["minus"]))
            return
        word = item.group()[len(item["minus"]) :]
        if item.group() == "OR" and self.groups and not last:
            self._either = True
        elif item.group() != "AND" or last or not self.groups:
            self._add(word, word.endswith("*") or (unfinished and phrase is None), bool(item["minus"]))

    def _add(self, text: str, prefix: bool, excluded: bool) -> None:
        """Adds a term, where there is anything in it to look for."""
        either, self._either = self._either, False
        self.said = True
        word, name = query_words(text), " ".join(fold(text.rstrip("*")).split())
        if not word.pieces and len(name) < SHORTEST_NAME:
            return
        term = Term(text, word, name, prefix)
        if excluded:
            self.excluded.append(term)
        elif either and self.groups:
            self.groups[-1].append(term)
        else:
            self.groups.append([term])

    def _narrow(self, key: str, value: str) -> bool:
        """Applies a filter; tells whether it was one."""
        reader = _FILTERS.get(key)
        narrowed = reader(self.filters, value.strip()) if reader and value.strip() else None
        if narrowed is None:
            return False
        self.filters = narrowed
        return True


def _in(filters: Filters, value: str) -> Filters | None:
    """Reads ``in:notes`` or ``in:text,names``."""
    places = [_PLACES.get(part) for part in value.lower().split(",")]
    return None if None in places else replace(filters, places=tuple(place for place in places if place))


def _kind(filters: Filters, value: str) -> Filters | None:
    """Reads ``kind:image`` or ``kind:image,video``."""
    try:
        return replace(filters, families=tuple(Family(part) for part in value.lower().split(",")))
    except ValueError:
        return None


def _sensitivity(filters: Filters, value: str) -> Filters | None:
    """Reads ``sensitivity:severe``."""
    try:
        return replace(filters, sensitivities=tuple(Sensitivity(part) for part in value.lower().split(",")))
    except ValueError:
        return None


def _decided(filters: Filters, value: str) -> Filters | None:
    """Reads ``decided:violates``, ``decided:no`` for what waits for review, ``decided:yes``."""
    names = {"violating": Judgement.VIOLATING, **{judged.value: judged for judged in Judgement}}
    chosen: list[Judgement] = []
    undecided = False
    for part in value.lower().split(","):
        if part in ("no", "none", "open"):
            undecided = True
        elif part in ("yes", "any"):
            chosen.extend(Judgement)
        elif part in names:
            chosen.append(names[part])
        else:
            return None
    return replace(filters, judgements=tuple(chosen), undecided=undecided)


def _by(filters: Filters, value: str) -> Filters | None:
    """Reads ``by:ada`` or ``by:"Ada Lovelace"``."""
    return replace(filters, person=value)


def _state(filters: Filters, value: str) -> Filters | None:
    """Reads ``state:withdrawn``."""
    try:
        return replace(filters, state=State(value.lower()))
    except ValueError:
        return None


def _after(filters: Filters, value: str) -> Filters | None:
    """Reads ``after:2026-10-03``, a month or a year: from its start on."""
    day = read_day(value)
    return None if day is None else replace(filters, after=day)


def _before(filters: Filters, value: str) -> Filters | None:
    """Reads ``before:2026-10-03``, a month or a year: up to its start."""
    day = read_day(value)
    return None if day is None else replace(filters, before=day)


def _exhibit(filters: Filters, value: str) -> Filters | None:
    """Reads ``exhibit:EX-0004``."""
    try:
        return replace(filters, exhibit=exhibit_number(value))
    except ValueError:
        return None


def read_day(text: str) -> datetime | None:
    """Reads the start of a day, month or year in UTC; None for anything else."""
    found = _DAY.match(fold(text))
    if found is None:
        return None
    try:
        return datetime(int(found[1]), int(found[2] or 1), int(found[3] or 1), tzinfo=UTC)
    except ValueError:
        return None


_FILTERS: dict[str, Callable[[Filters, str], Filters | None]] = {
    "in": _in,
    "kind": _kind,
    "family": _kind,
    "sensitivity": _sensitivity,
    "decided": _decided,
    "determination": _decided,
    "by": _by,
    "person": _by,
    "state": _state,
    "after": _after,
    "before": _before,
    "exhibit": _exhibit,
}
