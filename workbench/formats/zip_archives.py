"""Reads ZIP archives, and the documents that are ZIP archives, entry by entry.

A name is handed on as text and never followed. An archive without its directory is read from its start, as far as
entries stand whole.
"""

from __future__ import annotations

import stat
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from workbench.formats.members import Item, Member, Skipped, Unreadable
from workbench.formats.packed import PIECE, Damaged, inflated, raw_decompressor, unpacked
from workbench.formats.zip_directory import LOCAL, STREAMED, Claimed, Entry, entries, local_entry

_STORED, _DEFLATED, _BZIP2, _LZMA = 0, 8, 12, 14
_METHODS = {9: "Deflate64", 93: "Zstandard", 95: "XZ", 98: "PPMd", 1: "Shrink", 6: "Implode"}
_CUT = "The archive is cut short: its directory is missing. What stood whole before the cut was read."


def read_zip(file: BinaryIO, name: str) -> Iterator[Item]:
    """Gives every entry with bytes of its own; folders, which have none, are passed over."""
    listed = entries(file)
    if listed is None:
        yield from _salvaged(file)
        return
    claimed = Claimed()
    for entry in listed:
        if not entry.is_folder:
            yield from _listed(file, entry, claimed)


def _listed(file: BinaryIO, entry: Entry, claimed: Claimed) -> Iterator[Item]:
    """Gives one entry of the directory, or says why not."""
    reason = _obstacle(entry)
    if reason:
        yield Skipped(entry.shown, reason)
        return
    local = local_entry(file, entry.start)
    if local is None:
        yield Skipped(entry.shown, "The archive says that it begins where nothing begins.")
        return
    _, data = local
    if not claimed.take(entry.start, data + entry.packed):
        yield Skipped(entry.shown, "Its bytes are also those of another entry, as no honest archive has it.")
        return
    file.seek(data)
    yield from _given(entry, _pieces(file, entry.packed))


def _obstacle(entry: Entry) -> str:
    """Says why an entry is not given out, if there is a reason."""
    if entry.encrypted:
        return "It is encrypted; the archive's password is needed."
    kind = stat.S_IFMT(entry.mode)
    if kind == stat.S_IFLNK:
        return "It is a link to another file; links are not followed."
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "It stands for a device, and has no content of its own."
    if entry.method not in (_STORED, _DEFLATED, _BZIP2, _LZMA):
        return f"It is compressed by {_METHODS.get(entry.method, f'method {entry.method}')}, which is not read here."
    return ""


def _given(entry: Entry, pieces: Iterator[bytes]) -> Iterator[Item]:
    """Gives an entry's bytes, and takes them back where length or check sum are not as they should be."""
    yield Member(entry.shown, modified=entry.modified, name_bytes_hex=entry.raw_hex)
    crc = size = 0
    try:
        for chunk in _content(entry.method, pieces):
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
            if size > entry.size:
                raise Damaged("it gives more bytes than the archive says")
            yield chunk
        if size < entry.size:
            raise Damaged("it ends too early")
        if crc != entry.crc:
            raise Damaged("its check sum is wrong")
    except Damaged as damage:
        yield Skipped(entry.shown, f"It is not whole: {damage}.", takes_back=True)


def _content(method: int, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Unpacks by the entry's method; raises Damaged."""
    if method == _STORED:
        return pieces
    if method == _DEFLATED:
        return inflated(pieces)
    if method == _BZIP2:
        return unpacked(pieces, raw_decompressor(method, b""))
    first = next(pieces, b"")
    length = int.from_bytes(first[2:4], "little")
    decompressor = raw_decompressor(method, first[4 : 4 + length])
    return _lzma(decompressor, first[4 + length :], pieces)


def _lzma(decompressor: object, first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Unpacks LZMA, whose end may be told by the entry's length alone."""

    def joined() -> Iterator[bytes]:
        yield first
        yield from pieces

    try:
        yield from unpacked(joined(), decompressor)
    except Damaged as damage:
        if "early" not in str(damage):
            raise


def _pieces(file: BinaryIO, count: int) -> Iterator[bytes]:
    """Reads a number of bytes piece by piece, fewer where the file ends."""
    while count > 0:
        piece = file.read(min(PIECE, count))
        if not piece:
            return
        count -= len(piece)
        yield piece


def _salvaged(file: BinaryIO) -> Iterator[Item]:
    """Reads an archive without a directory from its start; ends by raising Unreadable."""
    at = 0
    size = file.seek(0, 2)
    file.seek(0)
    if file.read(4) != LOCAL:
        raise Unreadable("This is no ZIP archive, or its start and its end are gone.")
    while (local := local_entry(file, at)) is not None:
        entry, data = local
        if entry.flags & STREAMED and not entry.packed:
            raise Unreadable(f"{_CUT} From here on the entries do not tell their length.")
        at = data + entry.packed
        if entry.is_folder:
            continue
        if at > size:
            yield Skipped(entry.shown, "It is not whole: the archive is cut within it.")
            break
        reason = _obstacle(entry)
        if reason:
            yield Skipped(entry.shown, reason)
            continue
        file.seek(data)
        yield from _given(entry, _pieces(file, entry.packed))
        if entry.flags & STREAMED:
            at = _past_descriptor(file, at)
    raise Unreadable(_CUT)


def _past_descriptor(file: BinaryIO, at: int) -> int:
    """Finds the next entry after the description that may follow a streamed one."""
    file.seek(at)
    tail = file.read(28)
    places = [place for place in (12, 16, 20, 24) if tail[place : place + 4] == LOCAL]
    return at + (places[0] if places else 0)
