"""Takes a mail apart line by line: heads and decoded bodies of its parts, in constant memory, however it is nested.

The standard library's parser holds a whole mail in memory several times and descends into it; this one keeps a list
of the boundaries that are open, so that ten thousand nested parts cost no more than ten thousand lines.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from workbench.formats.mail_headers import MOST_HEAD, Headers, is_field

MOST_DEPTH = 40
LONGEST_LINE = 1 << 16
_BATCH = 1 << 16
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
_UU_NAMES = ("x-uuencode", "uuencode", "x-uue", "uue")


@dataclass(frozen=True, slots=True)
class Part:
    """The head of one part; the chunks of its decoded body follow it, unless it is only the frame of other parts.

    ``depth`` is 0 for the mail itself. ``frame`` tells that it is a multipart whose parts follow. ``too_deep`` tells
    that its own parts were not taken apart. ``inside`` is the media type of the frame it stands in.
    """

    headers: Headers
    depth: int
    frame: bool = False
    too_deep: bool = False
    inside: str = ""


class _Lines:
    """The lines of a file, with one of look-ahead."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._kept: list[bytes] = []

    def next(self) -> bytes:
        """Gives the next line with its end, or a piece of one that is too long; empty at the end of the file."""
        return self._kept.pop() if self._kept else self._file.readline(LONGEST_LINE)

    def back(self, line: bytes) -> None:
        """Puts a line back."""
        self._kept.append(line)

    def headers(self, ends: dict[bytes, int]) -> Headers:
        """Reads a head up to its blank line, its first line that can be no head, or a boundary."""
        block: list[bytes] = []
        length, whole = 0, True
        while line := self.next():
            begins, whole = whole, line.endswith(b"\n")
            if not begins:
                continue  # the rest of a line that is longer than any field is kept
            if line in (b"\n", b"\r\n", b"\r"):
                break
            if (line[:2] == b"--" and line.rstrip() in ends) or not self._belongs(line, bool(block)):
                self.back(line)
                break
            if length < MOST_HEAD:
                block.append(line if whole else line + b"\n")
                length += len(line)
        return Headers.of(b"".join(block))

    def _belongs(self, line: bytes, begun: bool) -> bool:
        """Tells whether a line can be part of a head: a field, the rest of one, or a slip between two."""
        if (line[:1] in (b" ", b"\t") and begun) or is_field(line):
            return True
        if line.startswith((b"From ", b">From ")) and not begun:
            return True
        if not begun or len(line) > 200:
            return False
        after = self.next()
        self.back(after)
        return (after[:1] in (b" ", b"\t") and bool(after.strip())) or is_field(after)


def parts_of(file: BinaryIO) -> Iterator[Part | bytes]:
    """Yields every part of a mail and the bytes of its body, from where the file stands."""
    lines = _Lines(file)
    open_frames: list[tuple[bytes, str]] = []
    ends: dict[bytes, int] = {}
    while True:
        headers = lines.headers(ends)
        kind, depth = headers.content_type(), len(open_frames)
        boundary = headers.parameter("content-type", "boundary").rstrip().encode("utf-8", "replace")
        frame = kind.startswith("multipart/") and bool(boundary) and len(boundary) < 500
        inside = open_frames[-1][1] if open_frames else ""
        if frame and depth < MOST_DEPTH:
            yield Part(headers, depth, frame=True, inside=inside)
            open_frames.append((b"--" + boundary, kind))
            _note_ends(open_frames, ends)
            body: Iterator[bytes] = iter(())
            ended = _skip(lines, ends)
        else:
            yield Part(headers, depth, too_deep=frame, inside=inside)
            reader = _Body(lines, ends)
            body = _transferred(reader.pieces(), "" if frame else headers.encoding())
            yield from body
            ended = reader.ended
        while ended is not None and ended[1]:
            del open_frames[ended[0] :]
            _note_ends(open_frames, ends)
            ended = _skip(lines, ends) if open_frames else None
        if ended is None:
            return
        del open_frames[ended[0] + 1 :]
        _note_ends(open_frames, ends)


class _Body:
    """The lines of one part's body up to the boundary that ends it."""

    def __init__(self, lines: _Lines, ends: dict[bytes, int]) -> None:
        self._lines = lines
        self._ends = ends
        self.ended: tuple[int, bool] | None = None

    def pieces(self) -> Iterator[bytes]:
        """Yields the lines; the line break before a boundary belongs to the boundary."""
        held, whole = b"", True
        while line := self._lines.next():
            if whole and line[:2] == b"--":
                self.ended = _end_in(line, self._ends)
                if self.ended is not None:
                    return
            text = line.rstrip(b"\r\n")
            whole = line.endswith(b"\n")
            yield held + text
            held = line[len(text) :]
        if held:
            yield held


def _skip(lines: _Lines, ends: dict[bytes, int]) -> tuple[int, bool] | None:
    """Passes over what stands before the first and after the last part; gives the boundary that ends it."""
    whole = True
    while line := lines.next():
        if whole and line[:2] == b"--":
            ended = _end_in(line, ends)
            if ended is not None:
                return ended
        whole = line.endswith(b"\n")
    return None


def _note_ends(open_frames: list[tuple[bytes, str]], ends: dict[bytes, int]) -> None:
    """Keeps every open boundary at hand, with and without the mark of its end: 2n and 2n + 1."""
    ends.clear()
    for place, (boundary, _) in enumerate(open_frames):
        ends[boundary] = 2 * place
        ends[boundary + b"--"] = 2 * place + 1


def _end_in(line: bytes, ends: dict[bytes, int]) -> tuple[int, bool] | None:
    """Tells which open frame a line goes on with, or ends; None for any other line."""
    found = ends.get(line.rstrip())
    return None if found is None else (found // 2, bool(found % 2))


def _transferred(lines: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Takes the transfer encoding off a body and yields it in larger pieces; an unknown one is left on."""
    decode = {"base64": _base64, "quoted-printable": _quoted}.get(encoding)
    decoded = decode(lines) if decode else uudecoded(lines) if encoding in _UU_NAMES else lines
    batch = bytearray()
    for piece in decoded:
        batch += piece
        if len(batch) >= _BATCH:
            yield bytes(batch)
            batch.clear()
    if batch:
        yield bytes(batch)


def _base64(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Decodes base64 as it comes; signs outside the alphabet are left out, padding may end any stretch."""
    rest = b""
    for line in lines:
        rest += line.translate(None, _NOT_BASE64)
        if len(rest) >= 4096 or b"=" in rest:
            done, rest = _quads(rest)
            yield done
    yield _padded(rest.rstrip(b"="))


def _quads(text: bytes) -> tuple[bytes, bytes]:
    """Decodes the whole groups of four; gives what is left."""
    pieces = re.split(b"=+", text)
    done = b"".join(map(_padded, pieces[:-1]))
    whole = len(pieces[-1]) // 4 * 4
    return done + binascii.a2b_base64(pieces[-1][:whole]), pieces[-1][whole:]


def _padded(text: bytes) -> bytes:
    """Decodes a stretch that padding has ended; a single sign left over says nothing."""
    whole = text if len(text) % 4 != 1 else text[:-1]
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def _quoted(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Decodes quoted-printable line by line."""
    rest = b""
    for line in lines:  # the break of a line comes at the start of the next piece
        text = rest + line
        cut = text.rfind(b"=", max(0, len(text) - 2))
        rest = text[cut:] if cut >= 0 else b""
        yield binascii.a2b_qp(text[:cut] if cut >= 0 else text)
    yield binascii.a2b_qp(rest)


def uudecoded(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Decodes the lines between ``begin`` and ``end``; a line that is none is left out."""
    begun = False
    for line in lines:
        text = line.strip(b"\r\n")
        if not begun:
            begun = re.match(rb"begin [0-7]{3,4} ", text) is not None
            continue
        if text == b"end":
            return
        try:
            yield binascii.a2b_uu(text)
        except binascii.Error:
            size = (((text[0] - 32) & 63) * 4 + 5) // 3 if text else 0
            try:
                yield binascii.a2b_uu(text[:size])
            except binascii.Error:
                continue
