"""Walks a JSON file of any size piece by piece: only one value at a time is held in memory."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from workbench.formats.decoding import encoding_of, text_pieces
from workbench.formats.members import Unreadable

MOST_VALUE = 8 << 20
_BLANK = re.compile(r"[ \t\r\n]*")
_BROKEN = "The JSON of this file is broken, or ends too early."
_LARGE = "One value in this JSON file is larger than is read here."
_DEEP = "The values in this JSON file lie too deep in each other."

Path = tuple[str, ...]


class JsonStream:
    """The values of one JSON file, in the order of the file."""

    def __init__(self, file: BinaryIO) -> None:
        self._pieces = text_pieces(file, encoding_of(file))
        self._text = ""
        self._at = 0
        self._decoder = json.JSONDecoder(parse_constant=lambda _: None)

    def walk(self, descend: Callable[[Path], bool]) -> Iterator[tuple[Path, Any]]:
        """Yields each value with its path, an item of a list under ``*``; goes into the containers that are chosen.

        Raises Unreadable where the file is no JSON from there on.
        """
        stack: list[tuple[str, Path]] = []
        path: Path = ()
        while True:
            opened = self._peek()
            if opened in "{[" and descend(path):
                self._at += 1
                stack.append((opened, path))
            else:
                yield path, self._value()
            entered = opened in "{[" and bool(stack) and stack[-1][1] is path
            while stack and not self._goes_on(stack[-1][0], entered):
                stack.pop()
                entered = False
            if not stack:
                return
            kind, holder = stack[-1]
            path = (*holder, self._key() if kind == "{" else "*")

    def _goes_on(self, kind: str, entered: bool) -> bool:
        """Steps over the comma or the end of a container; tells whether another value follows in it."""
        mark = self._peek()
        if mark == ("}" if kind == "{" else "]"):
            self._at += 1
            return False
        if entered:
            return True
        if mark != ",":
            raise Unreadable(_BROKEN)
        self._at += 1
        return True

    def _key(self) -> str:
        """Reads the name of a value and its colon."""
        name = self._value()
        if not isinstance(name, str) or self._peek() != ":":
            raise Unreadable(_BROKEN)
        self._at += 1
        return name

    def _peek(self) -> str:
        """Looks at the next character that is not blank."""
        while True:
            self._at = _BLANK.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                raise Unreadable(_BROKEN)

    def _value(self) -> Any:
        """Reads one whole value, with as much of the file as it takes."""
        self._peek()
        wanted = 0
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError as cause:
                raise Unreadable(_DEEP) from cause
            except ValueError as cause:
                if len(self._text) - self._at > MOST_VALUE:
                    raise Unreadable(_LARGE) from cause
                wanted = max(2 * wanted, 1 << 16)
                if not self._more(wanted):
                    raise Unreadable(_BROKEN) from cause
                continue
            if end == len(self._text) and isinstance(value, int | float) and self._more():
                continue  # a number may go on in the next piece
            self._at = end
            return value

    def _more(self, wanted: int = 1) -> bool:
        """Takes in more of the file; tells whether there was any."""
        fresh: list[str] = []
        length = 0
        while length < wanted:
            piece = next(self._pieces, None)
            if piece is None:
                break
            fresh.append(piece)
            length += len(piece)
        self._text = self._text[self._at :] + "".join(fresh)
        self._at = 0
        return bool(fresh)
