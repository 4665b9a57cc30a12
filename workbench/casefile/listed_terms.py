"""A person's own list of terms, found in texts as whole words, whatever their case and accents.

Words and their neighbours are compared as a search compares them (:mod:`workbench.casefile.folding`). A term in a
script without spaces is found wherever its characters stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from workbench.casefile.folding import fold, fold_traced, unspaced, word_runs

MOST_TERMS = 20_000
LONGEST_TERM = 200
Hit = tuple[int, int, str]


class Terms:
    """The terms of a list, laid out for finding them in many texts."""

    def __init__(self, terms: Iterable[str]) -> None:
        self.words = terms_of("\n".join(terms))
        self._spaced: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._joined: dict[str, list[tuple[str, str]]] = {}
        for term in self.words:
            pieces = tuple(word_runs(fold(term)))
            if any(unspaced(piece[0]) for piece in pieces):
                folded = fold(term)
                self._joined.setdefault(folded[0], []).append((folded, term))
            elif pieces:
                self._spaced.setdefault(pieces[0], []).append((pieces, term))
        starts = "".join(map(re.escape, self._joined))
        self._starts = re.compile(f"[{starts}]") if starts else None

    def __bool__(self) -> bool:
        """Tells whether there is anything to find."""
        return bool(self._spaced or self._joined)

    def found_in(self, text: str) -> Iterator[Hit]:
        """Yields where terms stand in a text, and which."""
        if not self._may_be_in(fold(text)):
            return
        folded, places = fold_traced(text)
        for start, end, term in self._hits(folded):
            # The character behind the last one says where that ends: marks that fold to nothing belong to it.
            last = max(places[end - 1] + 1, places[end]) if end < len(folded) else len(text)
            yield places[start], min(last, len(text)), term

    def _may_be_in(self, folded: str) -> bool:
        """Tells quickly whether a folded text may hold a term: in most there is none."""
        if self._starts is not None and self._starts.search(folded) is not None:
            return next(self._joined_hits(folded), None) is not None or self._word_met(folded)
        return self._word_met(folded)

    def _word_met(self, folded: str) -> bool:
        """Tells whether the first word of a term stands in a folded text."""
        return bool(self._spaced) and not self._spaced.keys().isdisjoint(word_runs(folded))

    def _hits(self, folded: str) -> Iterator[Hit]:
        """Yields the terms in a folded text."""
        if self._spaced:
            yield from self._word_hits(folded)
        yield from self._joined_hits(folded)

    def _joined_hits(self, folded: str) -> Iterator[Hit]:
        """Yields the terms whose characters stand side by side."""
        for found in self._starts.finditer(folded) if self._starts is not None else ():
            place = found.start()
            for wanted, term in self._joined[folded[place]]:
                if folded.startswith(wanted, place):
                    yield place, place + len(wanted), term

    def _word_hits(self, folded: str) -> Iterator[Hit]:
        """Yields the terms whose words stand side by side."""
        words = _placed_words(folded)
        for place, (word, start) in enumerate(words):
            for pieces, term in self._spaced.get(word, ()):
                row = words[place : place + len(pieces)]
                if tuple(piece for piece, _ in row) == pieces:
                    yield start, row[-1][1] + len(row[-1][0]), term


def terms_of(text: str) -> tuple[str, ...]:
    """Reads a list of terms, one a line; empty lines, and those that begin with ``#``, say nothing."""
    lines = (line.strip().lstrip("\ufeff")[:LONGEST_TERM] for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))[:MOST_TERMS]


def _placed_words(folded: str) -> list[tuple[str, int]]:
    """Parts a folded text into words, each with its place."""
    words: list[tuple[str, int]] = []
    place = 0
    for word in word_runs(folded):
        place = folded.index(word, place)
        words.append((word, place))
        place += len(word)
    return words
