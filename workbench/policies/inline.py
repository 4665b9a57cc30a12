"""Follows the inline tokens of a paragraph through its source, so that displayed characters keep their places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

# Template tags of site builders: {% data variables.contact.report_abuse %} and {{ site.data.name }}.
_TEMPLATE = re.compile(r"\{%-?\s*(?P<verb>\w+)\s*(?P<path>[\w.-]*)[^%]*%\}|\{\{-?\s*(?P<value>[\w.-]+)[^}]*\}\}")
_BREAK = re.compile(r"<br\s*/?>\Z", re.IGNORECASE)


class Trace:
    """Displayed text as it grows, with where each piece of it came from: (text, offset, characters taken)."""

    def __init__(self) -> None:
        self.pieces: list[tuple[str, int, int]] = []
        self.cursor = 0

    @property
    def text(self) -> str:
        """All that is displayed so far."""
        return "".join(piece for piece, _, _ in self.pieces)

    def add(self, words: str, at: int, taken: int) -> None:
        """Adds displayed words that stand for ``taken`` characters of the source from ``at``."""
        if words:
            self.pieces.append((words, at, taken))

    def extend(self, other: Trace) -> None:
        """Adds all of another trace."""
        self.pieces.extend(other.pieces)

    def tidied(self) -> tuple[str, list[tuple[int, int, int]]]:
        """The text without outer blanks, and its runs as (length, offset, taken), neighbours joined."""
        places = [
            (letter, at + step if len(piece) == taken else at, 1 if len(piece) == taken else taken if step == 0 else 0)
            for piece, at, taken in self.pieces
            for step, letter in enumerate(piece)
        ]
        while places and places[0][0].isspace():
            places.pop(0)
        while places and places[-1][0].isspace():
            places.pop()
        return "".join(letter for letter, _, _ in places), _runs(places)


def _runs(places: list[tuple[str, int, int]]) -> list[tuple[int, int, int]]:
    """Joins characters that follow one another in the source into runs."""
    runs: list[tuple[int, int, int]] = []
    for _, at, taken in places:
        if runs and taken == 1 and runs[-1][0] == runs[-1][2] and runs[-1][1] + runs[-1][2] == at:
            runs[-1] = (runs[-1][0] + 1, runs[-1][1], runs[-1][2] + 1)
        else:
            runs.append((1, at, taken))
    return runs


def traced(text: str, start: int, end: int, inline: Token) -> Trace:
    """Follows one inline token through ``text[start:end]`` and returns what is displayed and whence."""
    trace = Trace()
    cursor = _first_word(text, start, end, inline.content)
    for child in inline.children or ():
        cursor = _follow(trace, text, cursor, end, child)
    trace.cursor = cursor
    _fill_templates(trace)
    return trace


def _first_word(text: str, start: int, end: int, content: str) -> int:
    """Where an inline token's content begins, past list markers, quote marks and heading signs."""
    first = content.split("\n", 1)[0].rstrip()
    line_end = min((at for at in (text.find("\n", start, end), text.find("\r", start, end)) if at >= 0), default=end)
    line = text[start:line_end].rstrip()
    if first and line.endswith(first):
        return start + len(line) - len(first)
    found = text.find(first, start, end)
    return found if found >= 0 else start


def _follow(trace: Trace, text: str, cursor: int, end: int, child: Token) -> int:
    """Adds what one child token displays, and returns where the source goes on after it."""
    if child.type in ("softbreak", "hardbreak"):
        return _line_break(trace, text, cursor, end, "\n" if child.type == "hardbreak" else " ")
    if child.type == "code_inline":
        return _code(trace, text, cursor, end, child)
    if child.type == "image":
        return _image(trace, text, cursor, end, child)
    if child.type == "link_close":
        return _after_link(text, cursor, end, child.markup == "autolink")
    if child.type == "link_open":
        return _past(text, "<" if child.markup == "autolink" else "[", cursor, end)
    if child.type in ("text", "html_inline", "text_special"):
        return _words(trace, text, cursor, end, child)
    return _past(text, child.markup, cursor, end) if child.markup else cursor


def _words(trace: Trace, text: str, cursor: int, end: int, child: Token) -> int:
    """Follows plain words, an escape or entity, or an HTML tag (of which only a line break is displayed)."""
    looked_for = child.markup if child.type == "text_special" else child.content
    at = text.find(looked_for, cursor, end) if looked_for else -1
    if at < 0:
        trace.add(child.content if child.type != "html_inline" else "", cursor, 0)
        return cursor
    if child.type == "html_inline":
        trace.add("\n" if _BREAK.match(child.content) else "", at, len(looked_for))
    elif child.type == "text_special" and child.info == "escape":
        trace.add(child.content, at + len(looked_for) - len(child.content), len(child.content))
    else:
        trace.add(child.content, at, len(looked_for))
    return at + len(looked_for)


def _line_break(trace: Trace, text: str, cursor: int, end: int, shown: str) -> int:
    """Displays a line's end as a blank (soft) or as itself (hard)."""
    found = re.compile(r"\r\n?|\n").search(text, cursor, end)
    if found is None:
        trace.add(shown, cursor, 0)
        return cursor
    trace.add(shown, found.start(), found.end() - found.start())
    return found.end()


def _code(trace: Trace, text: str, cursor: int, end: int, child: Token) -> int:
    """Follows a passage between back-ticks; a line's end in it shows as a blank."""
    opened = _past(text, child.markup, cursor, end)
    closed = text.find(child.markup, opened, end)
    inner = text[opened:closed]
    shift = 0 if len(inner) == len(child.content) else 1
    exact = len(inner) in (len(child.content), len(child.content) + 2)
    trace.add(child.content, opened + shift, len(child.content) if exact else len(inner))
    return closed + len(child.markup) if closed >= 0 else opened


def _image(trace: Trace, text: str, cursor: int, end: int, child: Token) -> int:
    """Displays a picture's description in its place; the picture itself is never loaded."""
    opened = _past(text, "![", cursor, end)
    if text.startswith(child.content, opened):
        trace.add(child.content, opened, len(child.content))
        opened += len(child.content)
    return _after_link(text, opened, end, False)


def _past(text: str, marker: str, cursor: int, end: int) -> int:
    """The offset just past the next occurrence of a marker, or the same place where there is none."""
    at = text.find(marker, cursor, end)
    return at + len(marker) if at >= 0 else cursor


def _after_link(text: str, cursor: int, end: int, autolink: bool) -> int:
    """The offset past a link's end: its bracket and its address or reference."""
    if autolink:
        return _past(text, ">", cursor, end)
    cursor = _past(text, "]", cursor, end)
    if text.startswith("[", cursor):
        return _past(text, "]", cursor, end)
    if not text.startswith("(", cursor):
        return cursor
    depth, quoted = 0, ""
    for at in range(cursor, end):
        letter = text[at]
        if text[at - 1] == "\\":
            continue
        if quoted:
            quoted = "" if letter == quoted else quoted
        elif letter in "\"'" and text[at - 1] in " \t\n":
            quoted = letter
        elif letter == "<":
            quoted = ">"
        elif letter in "()":
            depth += 1 if letter == "(" else -1
            if depth == 0:
                return at + 1
    return cursor


def _fill_templates(trace: Trace) -> None:
    """Shows a template tag by the last part of the name it would fill in, and a bare control tag not at all."""
    pieces: list[tuple[str, int, int]] = []
    for words, at, taken in trace.pieces:
        done = 0
        for found in _TEMPLATE.finditer(words) if len(words) == taken else ():
            pieces.append((words[done : found.start()], at + done, found.start() - done))
            name = found.group("value") or (found.group("path") if found.group("verb") == "data" else "") or ""
            last = name.rpartition(".")[2]
            if last:
                place = at + found.start() + found.group().rindex(last)
                pieces.append((last.replace("_", " "), place, len(last)))
            done = found.end()
        pieces.append((words[done:], at + done, taken - done) if done else (words, at, taken))
    trace.pieces = [piece for piece in pieces if piece[0]]
