"""The words around a hit: a short stretch of the text, with what was looked for in pieces of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.casefile.folding import fold, fold_traced, unspaced, word_character, word_runs
from workbench.casefile.searching import Piece, Query, Term
from workbench.casefile.visible import visible

_BEFORE, _LONGEST = 48, 200
# Long enough that an ordinary phrase lies whole in one of two overlapping stretches.
_STRETCH, _OVERLAP = 600, 160
# What is written otherwise than it was typed is looked for by folding, so far into a long text.
_WIDE, _FARTHEST = 8_000, 1_000_000
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An expression for folded texts, and the letters that its hits begin with, folded and as they were typed."""

    pattern: re.Pattern[str]
    openings: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finder:
    """What finds a query's words again in a text: as whole words, or else as part of a name."""

    words: Wanted | None
    names: Wanted | None


def finder(query: Query) -> Finder:
    """Makes what finds a query's words again; it is made once for all hits."""
    words = [(_word_pattern(term.text, term.prefix), _openings(term)) for term in query.terms if term.word.pieces]
    names = [(re.escape(term.name), {term.name}) for term in query.terms if term.name]
    return Finder(_either(words), _either(names))


def context(passages: Sequence[str], found: Finder) -> tuple[Piece, ...]:
    """Cuts the stretch around the first hit out of the passages of a record; the start of the first where none is."""
    whole = "\n".join(passages) if len(passages) > 1 else ""
    for wanted in (found.words, found.names):
        # Many short plain passages are asked all at once first.
        if wanted is None or (whole and whole.isascii() and not wanted.pattern.search(whole.lower())):
            continue
        for passage in passages:
            pieces = _hit_in(passage, wanted)
            if pieces:
                return pieces
    opening = next((passage for passage in passages if passage.strip()), "")
    return _pieces([(opening[:_LONGEST], False)], before=False, after=len(opening) > _LONGEST)


def _openings(term: Term) -> set[str]:
    """Lists what a hit of a term begins with."""
    typed = term.text.rstrip("*").lower().split()
    return {word_runs(fold(term.text.rstrip("*")))[0], *typed[:1]}


def _word_pattern(text: str, prefix: bool) -> str:
    """Writes the expression that finds one term in a folded text."""
    runs = word_runs(fold(text.rstrip("*")))
    character = word_character()
    parts = [re.escape(run) for run in runs]
    joined = f"(?:(?!{character}).){{0,8}}".join(parts)
    opens = "" if unspaced(runs[0][0]) else f"(?<!{_LETTER})"
    closes = "" if prefix or unspaced(runs[-1][-1]) else f"(?!{character})"
    return f"{opens}{joined}{closes}"


_LETTER = "[^\\W_]"


def _either(patterns: Sequence[tuple[str, set[str]]]) -> Wanted | None:
    """Joins expressions into one that finds any of them, the longest first."""
    if not patterns:
        return None
    joined = "|".join(sorted((pattern for pattern, _ in patterns), key=len, reverse=True))
    return Wanted(re.compile(joined, re.DOTALL), frozenset().union(*(openings for _, openings in patterns)))


def _hit_in(text: str, wanted: Wanted) -> tuple[Piece, ...]:
    """Cuts the stretch around the first hit in a text, as typed or else as folded; nothing where none is."""
    place = _as_typed(text, wanted)
    pieces = () if place is None else _around(text, place, wanted.pattern)
    if text.isascii() or any(piece.hit for piece in pieces):
        return pieces
    place = _as_folded(text, wanted.pattern)
    return () if place is None else _around(text, place, wanted.pattern)


def _as_typed(text: str, wanted: Wanted) -> int | None:
    """Finds where the first hit begins in a text that says it as it was typed, but for case; may take another for it.

    A plain text says it so or not at all.
    """
    small = text.lower()
    if len(small) != len(text):
        return None
    places = [place for opening in wanted.openings if (place := small.find(opening)) >= 0]
    if not places:
        return None
    start = min(places)
    found = wanted.pattern.search(small, start)
    if found is None:
        return None if text.isascii() else start
    return found.start()


def _as_folded(text: str, pattern: re.Pattern[str]) -> int | None:
    """Finds about where the first hit begins in a text, by folding it."""
    for wide, part in _stretches(text[:_FARTHEST], _WIDE):
        if not pattern.search(fold(part)):
            continue
        for start, stretch in _stretches(part, _STRETCH):
            folded, places = fold_traced(stretch)
            found = pattern.search(folded)
            if found:
                return wide + start + places[found.start()]
    return None


def _stretches(text: str, length: int) -> Iterator[tuple[int, str]]:
    """Walks a long text in overlapping stretches that begin behind a space where there is one."""
    start = 0
    while True:
        yield start, text[start : start + length]
        if start + length >= len(text):
            return
        start += length - _OVERLAP
        space = text.find(" ", start, start + _OVERLAP // 4)
        start = start if space < 0 else space + 1


def _around(text: str, place: int, pattern: re.Pattern[str]) -> tuple[Piece, ...]:
    """Cuts the stretch around a place, every hit in it marked."""
    start = max(0, place - _BEFORE)
    space = text.find(" ", start, place)
    start = space + 1 if start and space >= 0 else start
    shown = text[start : start + _LONGEST]
    folded, places = fold_traced(shown)
    spans, end = [], 0
    for found in pattern.finditer(folded):
        first, last = places[found.start()], places[found.end()]
        if last > first >= end:
            spans += [(shown[end:first], False), (shown[first:last], True)]
            end = last
    spans.append((shown[end:], False))
    return _pieces(spans, before=start > 0, after=start + _LONGEST < len(text))


def _pieces(spans: Sequence[tuple[str, bool]], before: bool, after: bool) -> tuple[Piece, ...]:
    """Makes the pieces as they are shown: on one line, nothing unseen in them, and whether there is more."""
    shown = [("…", False)] if before else []
    shown += [(_SPACES.sub(" ", visible(text)), hit) for text, hit in spans]
    shown += [("…", False)] if after else []
    merged: list[tuple[str, bool]] = []
    for text, hit in shown:
        if merged and not hit and not merged[-1][1]:
            merged[-1] = (merged[-1][0] + text, False)
        elif text:
            merged.append((text, hit))
    return tuple(Piece(text, hit) for text, hit in merged)
