"""The zygote for containers and documents: every reader loaded, each file read by a child of its own.

A reader is a pure function of :mod:`workbench.formats`; what it yields leaves the child as frames.
"""

from __future__ import annotations

import io
import mmap
import sys
from collections.abc import Iterator, Mapping

import msgspec

from workbench.casefile.listed_terms import Terms
from workbench.casefile.passages import Part
from workbench.casefile.passages_of import MOST_CHARACTERS, MOST_PASSAGES, Portion, piece_at, pieces_of
from workbench.formats.members import Unreadable
from workbench.formats.portions import portions_of
from workbench.formats.readers import reader_for
from workbench.formats.warming import read_samples
from workbench.formats.words import Remarks, words_of
from workbench.media import wire
from workbench.media.framing import Outlet
from workbench.media.passages import FLAGS, LENGTHS, PARTS
from workbench.media.zygote import ANSWER, Operation, Refused, channel_from, serve

_BUFFER = 1 << 15
_BATCH = 1 << 16
_LINES = 500


def unpack(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Hands out what the container holds, item by item; the answer says how far it could be read."""
    reader = reader_for(request.media_type, request.name)
    if reader is None:
        raise Refused("unknown")
    outlet = Outlet(ANSWER)
    try:
        for item in reader(opened(source), request.name):
            outlet.give(item)
    except Unreadable as fault:
        return {"unreadable": str(fault)[:300]}
    return {"whole": True}


def text(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Hands out the words of a file, as UTF-8; the answer says whether there are more, and what was in the way."""
    remarks, outlet = Remarks(), Outlet(ANSWER)
    waiting: list[str] = []
    length, left = 0, request.most
    for piece in words_of(opened(source), request.media_type, request.name, request.most, remarks):
        waiting.append(piece[: max(0, left)])
        left -= len(piece)
        length += len(piece)
        if length >= _BATCH:
            outlet.give("".join(waiting).encode("utf-8", "replace"))
            waiting, length = [], 0
    outlet.give("".join(waiting).encode("utf-8", "replace"))
    return {"cut": left < 0, "problem": remarks.text[:300]}


def passages(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Hands out what may be known of a text without reading it, passage by passage, and no word of it."""
    remarks, outlet = Remarks(), Outlet(ANSWER)
    listed = _terms(output)
    places = {term: place for place, term in enumerate(listed.words)}
    portions = _Counted(portions_of(opened(source), request.media_type, request.name, request.most, remarks))
    lines: list[bytes] = []
    at = number = 0
    for number, piece in enumerate(pieces_of(portions, listed), 1):
        if number > MOST_PASSAGES:
            break
        start, (at, spans) = at, piece.placed(at)
        told = [(s.start, s.end, FLAGS.index(s.flag), places.get(s.term, -1)) for s in spans]
        place = (PARTS.index(piece.part), piece.chapter, piece.place, piece.piece)
        lines.append(msgspec.json.encode((*place, start, at, LENGTHS.index(piece.length), told)) + b"\n")
        if len(lines) >= _LINES:
            outlet.give(b"".join(lines))
            lines.clear()
    outlet.give(b"".join(lines))
    cut = portions.characters > request.most or number > MOST_PASSAGES
    return {"cut": cut, "problem": remarks.text[:300]}


def passage(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Hands out the words of one passage, what is flagged in it replaced by a token unless asked for in plain."""
    portions = portions_of(opened(source), request.media_type, request.name, MOST_CHARACTERS, Remarks())
    piece = piece_at(portions, request.most, _terms(output))
    if piece is None:
        raise Refused("unknown")
    Outlet(ANSWER).give(piece.shown(request.plain).encode("utf-8", "replace"))
    return {"cut": False, "problem": ""}


class _Counted:
    """Portions on their way, with the number of characters that came by."""

    def __init__(self, portions: Iterator[Portion]) -> None:
        self._portions = portions
        self.characters = 0

    def __iter__(self) -> Iterator[Portion]:
        for portion in self._portions:
            self.characters += len(portion.text)
            yield portion


def _terms(output: mmap.mmap | None) -> Terms:
    """Reads the list of terms that the host handed over."""
    return Terms(() if output is None else bytes(output).decode("utf-8", "replace").splitlines())


def opened(source: int) -> io.BufferedReader:
    """Gives the child's file as a seekable file object."""
    return io.BufferedReader(io.FileIO(source, "r"), _BUFFER)


def warm_up() -> Mapping[str, Operation]:
    """Reads a small container of every kind, so that everything is loaded once the doors are closed."""
    read_samples()
    words = "Ann: \u0661\u0662 \u4f60\u597d, a@example.org, 2001:db8::1, http://example.org/. 4111 1111 1111 1111\u200b"
    for piece in pieces_of([Portion(Part.PARAGRAPH, words)], Terms(["ann", "\u4f60"])):
        msgspec.json.encode((piece.shown(plain=False), piece.placed(0)[0]))
    return {wire.UNPACK: unpack, wire.TEXT: text, wire.PASSAGES: passages, wire.PASSAGE: passage}


def main() -> None:
    """Is the zygote for containers, started by the host."""
    serve(channel_from(sys.argv[2]), warm_up)
