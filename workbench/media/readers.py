"""The zygote for containers and documents: every reader loaded, each file read by a child of its own.

A reader is a pure function of :mod:`workbench.formats`; what it yields leaves the child as frames.
"""

from __future__ import annotations

import io
import mmap
import sys
from collections.abc import Mapping

from workbench.formats.members import Unreadable
from workbench.formats.readers import reader_for
from workbench.formats.warming import read_samples
from workbench.formats.words import Remarks, words_of
from workbench.media import wire
from workbench.media.framing import Outlet
from workbench.media.zygote import ANSWER, Operation, Refused, channel_from, serve

_BUFFER = 1 << 15
_BATCH = 1 << 16


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


def opened(source: int) -> io.BufferedReader:
    """Gives the child's file as a seekable file object."""
    return io.BufferedReader(io.FileIO(source, "r"), _BUFFER)


def warm_up() -> Mapping[str, Operation]:
    """Reads a small container of every kind, so that everything is loaded once the doors are closed."""
    read_samples()
    return {wire.UNPACK: unpack, wire.TEXT: text}


def main() -> None:
    """Is the zygote for containers, started by the host."""
    serve(channel_from(sys.argv[2]), warm_up)
