"""Finds the parts of a policy that can be cited: headed sections and the lettered or numbered clauses in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.casefile.policies import Section
from workbench.policies.markdown import Source, plain_inline, slug

if TYPE_CHECKING:
    from markdown_it.token import Token

TITLE_MOST = 72
_NUMBER = re.compile(
    r"(?:§+\s*|(?:section|article|part|chapter|clause)\s+)?"
    r"(?:(?P<digits>\d{1,3}(?:\.\d{1,3})*)(?:[.):]+\s*|\s*[-\u2013\u2014:]\s+|\s+|\Z)"
    r"|(?P<letter>[A-Za-z]|[ivxlcIVXLC]{1,6})[.)]\s+|\((?P<inner>[A-Za-z]|[ivxlc]{1,6}|\d{1,2})\)\s*)",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"[ \t>]*(?:[-*+]\s+)?(?:\*\*|__)?(?:\((?P<inner>[a-z]|[A-Z]|[ivxlc]{1,6}|\d{1,2})\)"
    r"|(?P<bare>[a-z]|[ivxlc]{1,6})\\?[.)])(?:\*\*|__)?\s+\S"
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(slots=True)
class _Part:
    """A section in the making: ``depth`` orders clauses below the headings they stand under."""

    start: int
    level: int
    number: str
    title: str
    end: int = -1
    clause: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """A clause marker met in the text: its value, its kind of counting, and how deep in lists it stands."""

    value: str
    kind: str
    depth: int

    @property
    def place(self) -> int:
        """The marker's place in its row: a is 1, iv is 4, 7 is 7."""
        if self.kind == "number":
            return int(self.value)
        return _roman(self.value) if self.kind == "roman" else ord(self.value.lower()) - 96


def sections_of(source: Source, tokens: list[Token]) -> tuple[Section, ...]:
    """Lists every section in the order of the text; a part's offsets enclose those of its own parts."""
    parts = sorted(_headings(source, tokens), key=lambda part: part.start)
    _close(parts, len(source.text))
    opening = source.offset(source.skipped)
    first = parts[0].start if parts else len(source.text)
    if source.text[opening:first].strip():
        parts.insert(0, _Part(opening, 0, "", "Preamble", first))
    clauses = _clauses(source, tokens, parts)
    return _named(sorted(parts + clauses, key=lambda part: (part.start, part.level)))


def _headings(source: Source, tokens: list[Token]) -> Iterator[_Part]:
    """Yields a part for each heading; empty headings are no place to cite."""
    for token, inline in pairwise(tokens):
        if token.type == "heading_open" and token.map and plain_inline(inline):
            number, title = _numbered(plain_inline(inline))
            line = source.offset(token.map[0])
            indent = len(source.line(token.map[0])) - len(source.line(token.map[0]).lstrip(" \t"))
            yield _Part(line + indent, int(token.tag[1:]), number, title)


def _numbered(title: str) -> tuple[str, str]:
    """Parts a heading into its number and its words: ``4.2 Interference`` gives ``4.2`` and ``Interference``."""
    found = _NUMBER.match(title)
    if found is None:
        return "", title
    number = found.group("digits") or found.group("letter") or found.group("inner")
    return number, title[found.end() :].strip() or title


def _close(parts: list[_Part], end: int) -> None:
    """Ends each part where the next one of its level or above begins."""
    for place, part in enumerate(parts):
        later = (other.start for other in parts[place + 1 :] if other.level <= part.level)
        part.end = next(later, end)


def _clauses(source: Source, tokens: list[Token], parts: list[_Part]) -> list[_Part]:
    """Finds the clauses of each section, by their markers in running order."""
    found: list[_Part] = []
    open_marks: list[tuple[_Mark, _Part]] = []
    home: _Part | None = None
    for start, end, mark, words in _marked(source, tokens):
        here = max(
            (part for part in parts if part.start <= start < part.end), key=lambda part: part.start, default=None
        )
        if here is None:
            continue
        if here is not home:
            home, open_marks = here, []
        mark = _settled(mark, open_marks)
        kept = _kept(mark, open_marks)
        if kept is None:
            continue
        open_marks = kept
        part = _Part(
            start, here.level + 1 + len(open_marks), mark.value, words, min(end, _limit(here, parts)), clause=True
        )
        for _, above in open_marks:
            above.end = max(above.end, part.end)
        open_marks.append((mark, part))
        found.append(part)
    _stop_at_next(found)
    return found


def _limit(here: _Part, parts: list[_Part]) -> int:
    """Where a section's own text ends: at its first sub-section, or at its end."""
    return min((part.start for part in parts if here.start < part.start < here.end), default=here.end)


def _stop_at_next(clauses: list[_Part]) -> None:
    """Keeps a clause from reaching into the next one of its level."""
    for place, clause in enumerate(clauses):
        for later in clauses[place + 1 :]:
            if later.start >= clause.end:
                break
            if later.level <= clause.level:
                clause.end = later.start
                break


def _settled(mark: _Mark, open_marks: list[tuple[_Mark, _Part]]) -> _Mark:
    """Decides whether i, v or x counts as a letter or as a Roman number, by what stands open."""
    if mark.kind != "letter" or not set(mark.value.lower()) <= set(_ROMAN):
        return mark
    letters = [known for known, _ in open_marks if known.kind == "letter" and known.depth == mark.depth]
    if len(mark.value) == 1 and letters and letters[-1].place + 1 == mark.place:
        return mark
    return _Mark(mark.value, "roman", mark.depth)


def _kept(mark: _Mark, open_marks: list[tuple[_Mark, _Part]]) -> list[tuple[_Mark, _Part]] | None:
    """The clauses that stay open above a new marker; None where the marker continues nothing and starts nothing."""
    for place in range(len(open_marks) - 1, -1, -1):
        known = open_marks[place][0]
        if (known.kind, known.depth) == (mark.kind, mark.depth):
            if mark.kind == "item" or mark.place in (known.place + 1, 1):
                return open_marks[:place]
            return None
    if mark.place != 1 and mark.kind != "item":
        return None
    return [(known, part) for known, part in open_marks if known.depth <= mark.depth]


def _marked(source: Source, tokens: list[Token]) -> Iterator[tuple[int, int, _Mark, str]]:
    """Yields each place where a clause may start: its offsets, its marker and its first words."""
    depth, fresh = 0, ""
    item_end = 0
    for place, token in enumerate(tokens):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            depth += 1
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            depth -= 1
        elif token.type == "list_item_open" and token.map:
            fresh, item_end = token.info, source.offset(token.map[1])
        elif token.type == "paragraph_open" and token.map:
            words = plain_inline(tokens[place + 1])
            if fresh.isdecimal() and len(fresh) < 4:
                start = source.offset(token.map[0])
                yield start + _indent(source, token.map[0]), item_end, _Mark(fresh, "number", depth), _brief(words)
            fresh = ""
            yield from _in_paragraph(source, token.map[0], token.map[1], depth)


def _in_paragraph(source: Source, first: int, last: int, depth: int) -> Iterator[tuple[int, int, _Mark, str]]:
    """Yields the lettered markers at the starts of a paragraph's lines; each runs to the paragraph's end."""
    for number in range(first, last):
        line = source.line(number)
        found = _MARKER.match(line)
        if found:
            value = found.group("inner") or found.group("bare")
            kind = "number" if value.isdecimal() else "upper" if value.isupper() else "letter"
            if kind == "number" or len(value) == 1 or set(value.lower()) <= set(_ROMAN):
                mark = _Mark(value, kind, depth + (100 if kind == "number" else 0))
                yield (
                    source.offset(number) + _indent(source, number),
                    source.offset(last),
                    mark,
                    _brief(line[found.end() - 1 :].strip("*_ ")),
                )


def _indent(source: Source, number: int) -> int:
    """How many blanks and quote marks stand before a line's first word."""
    line = source.line(number)
    return len(line) - len(line.lstrip(" \t>"))


def _brief(words: str) -> str:
    """Shortens a clause to a title: its first sentence, or its first words."""
    words = " ".join(words.replace("**", "").split())
    sentence = re.match(r"(.{3,60}?)[.:;](?:\s|\Z)", words)
    if sentence:
        return sentence.group(1)
    return words if len(words) <= TITLE_MOST else words[: TITLE_MOST - 1].rsplit(" ", 1)[0] + "…"


def _roman(value: str) -> int:
    """Reads a Roman number in small letters."""
    figures = [_ROMAN[letter] for letter in value.lower()]
    pairs = zip(figures, [*figures[1:], 0], strict=True)
    return sum(-figure if figure < after else figure for figure, after in pairs)


def _named(parts: list[_Part]) -> tuple[Section, ...]:
    """Gives each part its anchor, unique in the text, and returns the finished sections."""
    used: dict[str, int] = {}
    above: list[tuple[_Part, str]] = []
    named = []
    for part in parts:
        while above and above[-1][0].end <= part.start:
            above.pop()
        anchor = _unique(_anchor(part, above), used, bool(part.number))
        above.append((part, anchor))
        named.append(Section(anchor, part.title, part.level, part.start, part.end, part.number))
    return tuple(named)


def _anchor(part: _Part, above: list[tuple[_Part, str]]) -> str:
    """The name a part is cited by, before it is made unique."""
    if not part.number:
        return slug(part.title) or "section"
    holder = next(((over, anchor) for over, anchor in reversed(above) if over.level), None)
    if holder is None or "." in part.number or not (part.clause or holder[0].number):
        return part.number
    if part.number.isdecimal() and not part.clause and holder[1].replace(".", "").isdecimal():
        return f"{holder[1]}.{part.number}"
    return f"{holder[1]}({part.number})"


def _unique(anchor: str, used: dict[str, int], numbered: bool) -> str:
    """Makes an anchor unique as GitHub does, with ``-1`` for the second; numbers count from ``-2``."""
    times = used.get(anchor, 0)
    used[anchor] = times + 1
    if not times:
        return anchor
    made = f"{anchor}-{times + 1 if numbered else times}"
    return _unique(made, used, numbered) if made in used else _remember(made, used)


def _remember(anchor: str, used: dict[str, int]) -> str:
    """Notes that an anchor is taken."""
    used[anchor] = 1
    return anchor
