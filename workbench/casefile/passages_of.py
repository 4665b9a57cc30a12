"""Cuts a text into passages, and says of each what may be known without reading it.

A paragraph ends at an empty line, or, where each line is a block of its own, when some lines are together. A passage
that is longer than a screen is read at once is cut at the end of a line, else of a sentence, else of a word. Places
count in the text as it is shown, where what is not seen is written out (:mod:`workbench.casefile.visible`).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.casefile.flags import flags_in
from workbench.casefile.listed_terms import Terms
from workbench.casefile.passages import Length, Part, Span
from workbench.casefile.visible import visible

LONGEST = 2_000
MOST_PASSAGES = 100_000
MOST_CHARACTERS = 10_000_000
SHORT, MEDIUM = 160, 700
_TOGETHER = 240
_EMPTY_LINE = re.compile(r"\n(?:[^\S\n]*\n)+")
_SENTENCE_END = re.compile(r"[.!?…‽؟۔।॥։።]+[\"'»”’)\]]*\s+|[。！？｡]+[」』”’）]*|[\u0e2f\u0e5a]\s*")
_SPACE = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Portion:
    """One part of a text as its reader gives it; ``lines`` tells that each line is a block of its own.

    ``chapter`` counts the mails of a mailbox, 0 where there is but one; ``place`` is the number of a page.
    """

    part: Part
    text: str
    lines: bool = False
    chapter: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """One passage with its words, inside the confined reader; spans count in ``raw``, and nothing is written out.

    ``chapter``, ``place`` and ``piece`` make its heading (:func:`workbench.casefile.passages.heading_of`).
    """

    part: Part
    chapter: int
    place: int
    piece: int
    raw: str
    spans: tuple[Span, ...]

    @property
    def length(self) -> Length:
        """How long it is, in three sizes."""
        return length_of(len(self.raw))

    def shown(self, plain: bool) -> str:
        """Gives its words as they are shown: a token in the place of what is flagged, unless ``plain``."""
        return "".join(
            visible(words) if span is None or plain else span.flag.token for words, span in self._stretches()
        )

    def placed(self, start: int) -> tuple[int, tuple[Span, ...]]:
        """Gives where it ends and its spans lie in the shown text, if it starts at a place of that."""
        at, spans = start, []
        for words, span in self._stretches():
            end = at + len(visible(words))
            if span is not None:
                spans.append(Span(at, end, span.flag, span.term))
            at = end
        return at, tuple(spans)

    def _stretches(self) -> Iterator[tuple[str, Span | None]]:
        """Parts the words where flags begin and end."""
        at = 0
        for span in self.spans:
            if span.start > at:
                yield self.raw[at : span.start], None
            yield self.raw[span.start : span.end], span
            at = span.end
        if at < len(self.raw):
            yield self.raw[at:], None


def length_of(characters: int) -> Length:
    """Says a number of characters in three sizes."""
    return Length.SHORT if characters <= SHORT else Length.MEDIUM if characters <= MEDIUM else Length.LONG


def pieces_of(portions: Iterable[Portion], terms: Terms | None = None) -> Iterator[Piece]:
    """Cuts the portions of a text into passages, in their order."""
    for portion, place, paragraph in _numbered(portions):
        yield from _cut(portion, place, paragraph, terms)


def piece_at(portions: Iterable[Portion], number: int, terms: Terms | None = None) -> Piece | None:
    """Gives the passage of a number, counted from 1, without looking into those before it; None where none has it."""
    before = 0
    for portion, place, paragraph in _numbered(portions):
        count = 1 + len(cut_places(paragraph))
        if before < number <= before + count:
            return list(_cut(portion, place, paragraph, terms))[number - before - 1]
        before += count
    return None


def _numbered(portions: Iterable[Portion]) -> Iterator[tuple[Portion, int, str]]:
    """Gives each paragraph with its number among its like, counted anew in each mail."""
    counted: dict[Part, int] = {}
    chapter = 0
    for portion in portions:
        if portion.chapter != chapter:
            chapter, counted = portion.chapter, {}
        for paragraph in paragraphs_of(portion):
            place = counted[portion.part] = portion.place or counted.get(portion.part, 0) + 1
            yield portion, place, paragraph


def paragraphs_of(portion: Portion) -> Iterator[str]:
    """Parts a portion into its paragraphs; what is no running text stays whole. Empty ones are left out."""
    text = _LINE_ENDS.sub("\n", portion.text)
    if portion.part is not Part.PARAGRAPH:
        found: Iterable[str] = (text,)
    elif portion.lines:
        found = _together(text)
    else:
        found = _EMPTY_LINE.split(text)
    yield from (paragraph.strip("\n") for paragraph in found if paragraph.strip())


def cut_places(text: str, longest: int = LONGEST) -> list[int]:
    """Chooses where a long text is cut: behind the last line, sentence or word that fits, never within a character."""
    places: list[int] = []
    start = 0
    while len(text) - start > longest:
        start = _next_cut(text, start, longest)
        places.append(start)
    return places


def _together(text: str) -> Iterator[str]:
    """Puts short lines together, so that a menu of single words is no hundred passages."""
    waiting: list[str] = []
    length = 0
    for line in text.split("\n"):
        waiting.append(line)
        length += len(line)
        if length >= _TOGETHER:
            yield "\n".join(waiting)
            waiting, length = [], 0
    yield "\n".join(waiting)


def _next_cut(text: str, start: int, longest: int) -> int:
    """Finds the next place to cut at, in the second half of what fits."""
    least, most = start + longest // 2, start + longest
    line = text.rfind("\n", least, most)
    if line >= 0:
        return line + 1
    for pattern in (_SENTENCE_END, _SPACE):
        ends = [found.end() for found in pattern.finditer(text, least, most) if found.end() < most]
        if ends:
            return ends[-1]
    for place in range(most, least, -1):
        if not _clings(text[place]) and text[place - 1] != "\u200d":
            return place
    return most


def _clings(character: str) -> bool:
    """Tells whether a character belongs to the one before it."""
    return (
        unicodedata.category(character)[0] == "M"
        or character in "\u200d\u200c"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _cut(portion: Portion, place: int, paragraph: str, terms: Terms | None) -> Iterator[Piece]:
    """Cuts one paragraph; what is flagged across a cut is flagged on both sides of it."""
    spans = flags_in(paragraph, terms)
    places = [0, *cut_places(paragraph), len(paragraph)]
    first = 0
    for number, (start, end) in enumerate(itertools.pairwise(places), 1):
        while first < len(spans) and spans[first].end <= start:
            first += 1
        inside, at = [], first
        while at < len(spans) and spans[at].start < end:
            span = spans[at]
            inside.append(Span(max(span.start, start) - start, min(span.end, end) - start, span.flag, span.term))
            at += 1
        piece = number if len(places) > 2 else 0
        yield Piece(portion.part, portion.chapter, place, piece, paragraph[start:end], tuple(inside))
