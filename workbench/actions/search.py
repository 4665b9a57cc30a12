"""Searching a case: what is found is shown in its words, and nothing is unveiled by it."""

from __future__ import annotations

from workbench.actions.cases import OpenCase
from workbench.casefile.contexts import Finder, context, finder
from workbench.casefile.exhibits import Exhibit, Sensitivity
from workbench.casefile.folding import fold
from workbench.casefile.identifiers import (
    digest_beginning,
    digest_ends,
    has_digest,
    is_address,
    is_named,
    number_in,
    plain_account,
    plain_address,
)
from workbench.casefile.searching import Filters, Hit, HitKind, SearchAnswer, read_query
from workbench.store.finding import FoundRow, exhibits_at, exhibits_named, exhibits_with_digest, find, sensitivities
from workbench.store.searchable import SEARCHED

_WITHHELD = {
    Sensitivity.SEVERE.value: "The exhibit is rated severe: its words are not shown here.",
    Sensitivity.EXTREME.value: "The exhibit is rated extreme: its words are not shown here.",
}

# Words of the evidence itself, not words that somebody wrote about it.
_CONTENT = (HitKind.TEXT, HitKind.SUGGESTION)


def search(
    case: OpenCase, query: str, filters: Filters | None = None, limit: int = 200, typing: bool = False
) -> SearchAnswer:
    """Finds words, phrases and parts of names in everything the case says, narrowed by filters given or typed.

    ``typing`` takes the last word for the beginning of one. Whatever is typed is answered, never refused.
    """
    asked = read_query(query, filters, typing)
    if not query.strip() and asked.filters == Filters():
        return SearchAnswer()
    with case.file.reading() as connection:
        found = find(connection, asked, max(1, limit))
        ratings = sensitivities(connection, [row.exhibit for row in found.rows if row.exhibit is not None])
    jump = _named_exhibit(case, query)
    marks = finder(asked)
    hits = tuple(_hit(row, marks, ratings) for row in found.rows)
    if jump is None:
        return SearchAnswer(hits, found.total)
    first = [hit for hit in hits if hit.kind is HitKind.EXHIBIT and hit.exhibit == jump.number][:1]
    rest = tuple(hit for hit in hits if hit not in first)
    if first:
        return SearchAnswer((*first, *rest), found.total, jump.number)
    named = _hit(FoundRow("exhibit", str(jump.number), jump.number, jump), marks, {})
    return SearchAnswer((named, *rest)[: max(1, limit)], found.total + 1, jump.number)


def _hit(row: FoundRow, marks: Finder, ratings: dict[int, str]) -> Hit:
    """Words one hit."""
    searched = SEARCHED[row.kind]
    withheld = _WITHHELD.get(ratings.get(row.exhibit or 0, ""), "") if searched.hit in _CONTENT else ""
    pieces = () if withheld else context([part for part in searched.words(row.value) if part], marks)
    return Hit(searched.hit, row.exhibit, row.key, searched.title(row.value), pieces, withheld)


def _named_exhibit(case: OpenCase, text: str) -> Exhibit | None:
    """Finds the exhibit that a pasted identifier names, None where it names none; of several, the first acquired."""
    text = text.strip().strip('"“”')
    number = number_in(text)
    if number is not None:
        return case.file.get(Exhibit, number)
    ends = digest_ends(text)
    if ends is not None:
        found = case.file.all(Exhibit, "WHERE digest >= ? AND digest < ?", ends[0], f"{ends[0]}g")
        return next((exhibit for exhibit in found if exhibit.digest.endswith(ends[1])), None)
    if not text or (" " in text and not digest_beginning(text)):
        return None
    return next((exhibit for exhibit in _candidates(case, text) if _is_meant(exhibit, text)), None)


def _candidates(case: OpenCase, text: str) -> tuple[Exhibit, ...]:
    """Reads the exhibits that a pasted digest, address or account may name."""
    beginning, name = digest_beginning(text), fold(text)
    with case.file.reading() as connection:
        numbers = exhibits_with_digest(connection, beginning) if beginning else ()
        if is_address(text):
            numbers += exhibits_at(connection, fold(plain_address(text).partition("?")[0]))
        numbers += exhibits_named(connection, (name, plain_account(name), f"@{plain_account(name)}"))
    if not numbers:
        return ()
    return case.file.all(Exhibit, f"WHERE key IN ({', '.join('?' * len(numbers))})", *numbers)


def _is_meant(exhibit: Exhibit, text: str) -> bool:
    """Tells whether an identifier names an exhibit, and is not only like one of its."""
    beginning = digest_beginning(text)
    if beginning and has_digest(exhibit, beginning):
        return True
    address = exhibit.acquisition.provenance.source_url
    if address and is_address(text):
        return plain_address(address) == plain_address(text)
    return is_named(exhibit, text)
