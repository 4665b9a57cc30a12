"""The words around a hit: a short stretch of the text, with what was looked for in pieces of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.casefile.folding import fold, fold_traced, unspaced, word_character, word_runs
from workbench.casefile.searching import Piece, Query
from workbench.casefile.visible import visible

_BEFORE, _LONGEST = 48, 200
# Long enough that an ordinary phrase lies whole in one of two overlapping stretches.
_STRETCH, _OVERLAP = 600, 160


@dataclass(frozen=True, slots=True)
class Finder:
    """What finds a query's words again in a text: as whole words, or else as part of a name."""

    words: re.Pattern[str] | None
    names: re.Pattern[str] | None


def finder(query: Query) -> Finder:
    """Makes what finds a query's words again; it is made once for all hits."""
    words = [_word_pattern(term.text, term.prefix) for term in query.terms if term.word.pieces]
    names = [re.escape(term.name) for term in query.terms if term.name]
    return Finder(_either(words), _either(names))


def context(passages: Sequence[str], found: Finder) -> tuple[Piece, ...]:
    """Cuts the stretch around the first hit out of the passages of a record; the start of the first where none is."""
    for pattern in (found.words, found.names):
        if pattern is None:
            continue
        for passage in passages:
            place = _first(passage, pattern)
            if place is not None:
                return _around(passage, place, pattern)
    opening = next((passage for passage in passages if passage.strip()), "")
    return _pieces([(opening[:_LONGEST], False)], before=False, after=len(opening) > _LONGEST)


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


def _either(patterns: Sequence[str]) -> re.Pattern[str] | None:
    """Joins expressions into one that finds any of them, the longest first."""
    if not patterns:
        return None
    return re.compile("|".join(sorted(patterns, key=len, reverse=True)), re.DOTALL)


def _first(text: str, pattern: re.Pattern[str]) -> int | None:
    """Finds about where the first hit begins in a text."""
    if text.isascii():
        found = pattern.search(text.lower())
        return found.start() if found else None
    for start, stretch in _stretches(text):
        if pattern.search(fold(stretch)):
            folded, places = fold_traced(stretch)
            found = pattern.search(folded)
            return start + (places[found.start()] if found else 0)
    return None


def _stretches(text: str) -> Iterator[tuple[int, str]]:
    """Walks a long text in overlapping stretches that begin behind a space where there is one."""
    start = 0
    while True:
        yield start, text[start : start + _STRETCH]
        if start + _STRETCH >= len(text):
            return
        start += _STRETCH - _OVERLAP
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
    shown += [(re.sub(r"\s+", " ", visible(text)), hit) for text, hit in spans]
    shown += [("…", False)] if after else []
    merged: list[tuple[str, bool]] = []
    for text, hit in shown:
        if merged and not hit and not merged[-1][1]:
            merged[-1] = (merged[-1][0] + text, False)
        elif text:
            merged.append((text, hit))
    return tuple(Piece(text, hit) for text, hit in merged)
