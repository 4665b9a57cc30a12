"""A policy's text as clean prose for a reader, each displayed character traced to its place in the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.casefile.policies import PolicyVersion, Section
from workbench.policies.inline import Trace, traced
from workbench.policies.markdown import Source, parsed

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(
    r"---[ \t]*(?:\r\n?|\n)(?=[A-Za-z_][\w -]*?[ \t]*:).*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Span:
    """A run of ``length`` displayed characters from ``display``, made of ``taken`` source characters at ``source``.

    Where ``length`` equals ``taken`` the characters stand in the source one for one; otherwise the run is displayed
    in place of a piece of source that reads differently, such as an entity.
    """

    display: int
    source: int
    length: int
    taken: int


@dataclass(frozen=True, slots=True)
class Block:
    """One displayed piece of a policy: a heading, paragraph, item, quote, code block or table row.

    ``level`` is a heading's depth, or how deep a block stands in lists or quotes; ``marker`` is what an item
    is counted with; ``start`` and ``end`` are offsets in the version's text.
    """

    kind: str
    level: int
    text: str
    spans: tuple[Span, ...]
    start: int
    end: int
    marker: str = ""

    def source_offset(self, display_index: int) -> int:
        """The offset in the version's text of one displayed character; past the last one, the end of the words."""
        if not self.spans:
            return self.start
        if display_index >= len(self.text):
            return self.spans[-1].source + self.spans[-1].taken
        span = self._span_at(max(display_index, 0))
        within = display_index - span.display
        return span.source + (within if span.length == span.taken else 0)

    def source_range(self, first: int, last: int) -> tuple[int, int]:
        """The offsets of a selection of displayed characters, ``last`` not included."""
        if not self.spans or last <= first:
            return self.source_offset(first), self.source_offset(first)
        span = self._span_at(min(last, len(self.text)) - 1)
        within = min(last, len(self.text)) - span.display
        return self.source_offset(first), span.source + (within if span.length == span.taken else span.taken)

    def display_range(self, start: int, end: int) -> tuple[int, int] | None:
        """The displayed characters that offsets of the version's text cover, or None where there are none."""
        shown = [
            (
                span.display + (max(start - span.source, 0) if span.length == span.taken else 0),
                span.display + (min(end - span.source, span.length) if span.length == span.taken else span.length),
            )
            for span in self.spans
            if span.source < end and span.source + span.taken > start
        ]
        return (shown[0][0], shown[-1][1]) if shown else None

    def _span_at(self, display_index: int) -> Span:
        """The run that holds a displayed character."""
        return self.spans[max(bisect_right(self.spans, display_index, key=lambda span: span.display) - 1, 0)]


def blocks(version: PolicyVersion) -> tuple[Block, ...]:
    """Lays a whole version out as blocks of clean prose, in order; front matter and comments are left out."""
    source = Source.of(version.text, _front_lines(version.text))
    return tuple(block for block in _laid_out(source, parsed(source)) if block.text.strip())


def reading_text(version: PolicyVersion, section: Section | None = None) -> str:
    """The plain words of a version or of one section, block by block, with a blank line between."""
    start, end = (section.start, section.end) if section else (0, len(version.text))
    return "\n\n".join(
        f"{block.marker} {block.text}" if block.marker else block.text
        for block in blocks(version)
        if start <= block.start < end
    )


def _front_lines(text: str) -> int:
    """How many lines of front matter open a text."""
    found = _FRONT.match(text)
    return len(re.findall(r"\r\n?|\n", found.group())) + 1 if found else 0


def _laid_out(source: Source, tokens: list[Token]) -> Iterator[Block]:
    """Walks the token stream and yields its blocks; what it stands in decides each one's kind and level."""
    lists = quotes = cells = 0
    marker = ""
    bullets: list[bool] = []
    for place, token in enumerate(tokens):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            lists += 1
            bullets.append(token.type == "bullet_list_open")
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            lists -= 1
            bullets.pop()
        elif token.type == "blockquote_open":
            quotes += 1
        elif token.type == "blockquote_close":
            quotes -= 1
        elif token.type == "list_item_open":
            marker = "•" if bullets[-1] else f"{token.info}{token.markup}"
        elif token.type == "heading_open":
            yield _block(source, "heading", int(token.tag[1:]), tokens[place + 1])
            marker = ""
        elif token.type == "paragraph_open":
            kind = "item" if marker else "quote" if quotes else "paragraph"
            yield _block(source, kind, lists or quotes, tokens[place + 1], marker)
            marker = ""
        elif token.type == "tr_open":
            cells = place
        elif token.type == "tr_close":
            yield _row(source, tokens[cells:place])
        elif token.type == "fence":
            yield _code(source, token)


def _block(source: Source, kind: str, level: int, inline: Token, marker: str = "") -> Block:
    """Makes the block of one inline token."""
    first, last = inline.map or (0, 0)
    start, end = source.offset(first), source.offset(last)
    trace = traced(source.text, start, end, inline)
    start += len(source.text[start:end]) - len(source.text[start:end].lstrip(" \t"))
    return _finished(kind, level, trace, start, end, marker)


def _row(source: Source, tokens: list[Token]) -> Block:
    """Makes one block of a table's row, its cells set apart by tabs; level 1 is the head."""
    inlines = [token for token in tokens if token.type == "inline"]
    first, last = (inlines[0].map if inlines and inlines[0].map else None) or (0, 0)
    start, end = source.offset(first), source.offset(last)
    whole, cursor = Trace(), start
    for number, inline in enumerate(inlines):
        cell = traced(source.text, cursor, end, inline)
        if number:
            whole.add("\t", cursor, 0)
        whole.extend(cell)
        cursor = cell.cursor
    head = any(token.type == "th_open" for token in tokens)
    return _finished("table", 1 if head else 0, whole, start, end)


def _code(source: Source, token: Token) -> Block:
    """Makes the block of a fenced passage, line by line as it stands."""
    first, last = token.map or (0, 0)
    trace, cursor = Trace(), source.offset(first + 1)
    for line in token.content.splitlines():
        found = source.text.find(line, cursor, source.offset(last)) if line else cursor
        if found < 0:
            continue
        if trace.text:
            trace.add("\n", max(found - 1, 0), 1)
        trace.add(line, found, len(line))
        cursor = source.offset(source.line_of(found) + 1)
    return _finished("code", 0, trace, source.offset(first), source.offset(last))


def _finished(kind: str, level: int, trace: Trace, start: int, end: int, marker: str = "") -> Block:
    """Turns a trace into a block."""
    text, runs = trace.tidied()
    spans, display = [], 0
    for length, at, taken in runs:
        spans.append(Span(display, at, length, taken))
        display += length
    return Block(kind, level, text, tuple(spans), start, end, marker)
