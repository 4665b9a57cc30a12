"""Markdown parsed for positions: lines with their offsets, the token stream, and GitHub-style slugs."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Source:
    """A text by its lines, as the Markdown parser counts them; ``skipped`` lines of front matter come first."""

    text: str
    starts: tuple[int, ...]
    skipped: int = 0

    @classmethod
    def of(cls, text: str, skipped: int = 0) -> Source:
        """Splits a text at CR LF, CR or LF, keeping where each line starts."""
        return cls(text, (0, *(found.end() for found in _LINE_END.finditer(text))), skipped)

    @property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return _LINE_END.split(self.text)

    def offset(self, line: int) -> int:
        """The offset at which a line starts, or the end of the text."""
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def line_of(self, offset: int) -> int:
        """The line that holds an offset."""
        return bisect_right(self.starts, offset) - 1

    def line(self, number: int) -> str:
        """One line without its end."""
        return self.text[self.offset(number) : self.offset(number + 1)].rstrip("\r\n")


def parsed(source: Source) -> list[Token]:
    """Parses a source as CommonMark with tables.

    Indented code is off: indented clauses are common in rules and code is not. Escapes and entities stay tokens of
    their own, so that each displayed character can be traced to its place.
    """
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark").enable("table").disable(["code", "text_join"])
    kept = source.text[source.offset(source.skipped) :] if source.skipped else source.text
    # A NUL or a lone surrogate would trip the parser; a replacement of the same length keeps the offsets.
    kept = re.sub("[\0\ud800-\udfff]", "\ufffd", kept)
    return reader.parse("\n" * source.skipped + kept)


def plain_inline(token: Token) -> str:
    """The words of an inline token without its markers, on one line."""
    words = []
    for child in token.children or ():
        if child.type in ("text", "text_special", "code_inline", "image"):
            words.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            words.append(" ")
    return " ".join("".join(words).split())


def slug(title: str) -> str:
    """Makes an anchor of a title as GitHub does: lower case, punctuation gone, spaces to hyphens."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", title.strip().lower())).strip("-")
