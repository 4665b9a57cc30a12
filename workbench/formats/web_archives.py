"""Reads WARC and ARC web archives record by record: what a server answered, as the browser got it.

Requests and the crawler's own notes stay in the archive; answers without content are counted in one word at the end.
An answer that is cut or badly packed is given as far as it goes, with a word that it is not all. A WACZ is a ZIP
archive; the WARC inside comes out as a member, to be opened in its turn.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from workbench.formats.members import Item, Member, Skipped, Unreadable
from workbench.formats.packed import GZIP, Damaged, Unpacked, unpacked_part
from workbench.formats.zip_archives import read_zip

_CHUNK = 1 << 16
_WITH_CONTENT = ("response", "resource", "conversion")
_STARTS = (b"WARC/", b"filedesc://")
_NOTES = frozenset({"warcinfo", "arc_header", "request", "metadata", "continuation"})
_EMPTY = "answers with an empty body"
_LESS = {"revisit": "revisits of content that stands in another record", _EMPTY: _EMPTY}


def looks_like_web_archive(head: bytes) -> bool:
    """Tells whether unpacked bytes begin a WARC or an ARC."""
    return head.startswith(_STARTS)


def read_wacz(file: BinaryIO, name: str) -> Iterator[Item]:
    """Gives the members of a WACZ: pages, indexes and the WARCs themselves."""
    yield from read_zip(file, name)


def read_web_archive(file: BinaryIO, name: str) -> Iterator[Item]:
    """Gives the content of every response and resource; a cut or damaged archive as far as it can be read."""
    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
    from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
    from warcio.statusandheaders import StatusAndHeadersParserException  # type: ignore[import-untyped]

    stream = Unpacked(file)
    without: Counter[str] = Counter()
    failure = ""
    try:
        yield from _records(ArchiveIterator(stream), without)
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, AttributeError) as fault:
        failure = stream.fault or (str(fault) if isinstance(fault, _Cut) else "a record in it makes no sense")
    except Damaged as damage:
        failure = stream.fault or str(damage)
    if without.total():
        yield Skipped("records without content", _counted(without))
    failure = failure or stream.fault
    if failure:
        raise Unreadable(f"The web archive cannot be read to its end: {failure}.")


class _Cut(EOFError):
    """The archive ends within a record."""


def _records(archive: Any, without: Counter[str]) -> Iterator[Item]:
    """Gives what each record holds."""
    last, wrong = "", 0
    for record in archive:
        if archive.err_count > wrong:
            wrong = archive.err_count
            yield Skipped(last, "The archive states its length wrongly; what came out may be too short or too long.")
        last = _address(record)
        kind = str(record.rec_type)
        if kind not in _WITH_CONTENT or last.startswith("dns:"):
            without[kind] += kind not in _NOTES
            continue
        yield from _given(record, without)
        if getattr(record.raw_stream, "limit", 0):
            raise _Cut("it ends within a record")


def _given(record: Any, without: Counter[str]) -> Iterator[Item]:
    """Gives one record's content, unpacked as the server said it was packed."""
    address = _address(record)
    chunks = _content(record)
    try:
        first = next(chunks, b"")
        if not first:
            if not getattr(record.raw_stream, "limit", 0):
                without[_EMPTY] += 1
            return
        yield Member(address, part="response", captured=_captured(record), url=address)
        yield first
        yield from chunks
    except Damaged as damage:
        yield Skipped(address, f"Its content is not whole: {damage}.", partial=True)
        return
    if getattr(record.raw_stream, "limit", 0):
        yield Skipped(address, "Its content is not whole: the archive ends within it.", partial=True)


def _content(record: Any) -> Iterator[bytes]:
    """Reads a record's content without chunk marks and compression; raises Damaged."""
    headers = record.http_headers
    stream, packing = record.raw_stream, ""
    if headers is not None:
        from warcio.bufferedreaders import ChunkedDataReader  # type: ignore[import-untyped]

        packing = (headers.get_header("content-encoding") or "").strip().lower()
        if (headers.get_header("transfer-encoding") or "").strip().lower() == "chunked":
            stream = ChunkedDataReader(stream)
    pieces = iter(lambda: stream.read(_CHUNK), b"")
    if packing in ("gzip", "x-gzip", "deflate"):
        return _decoded(pieces)
    return pieces


def _decoded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Unpacks a body that is said to be packed; one that is not packed at all comes as it is."""
    first = next(pieces, b"")
    while first and len(first) < 2 and (more := next(pieces, b"")):
        first += more
    if first.startswith(GZIP):
        yield from unpacked_part(first, pieces, 31)
    elif _inflates(first, 15):
        yield from unpacked_part(first, pieces, 15)
    elif _inflates(first, -15):
        yield from unpacked_part(first, pieces, -15)
    elif first:
        yield first
        yield from pieces


def _inflates(first: bytes, bits: int) -> bool:
    """Tells whether bytes begin a stream of deflate in a wrapping."""
    try:
        return bool(zlib.decompressobj(bits).decompress(first, 64))
    except zlib.error:
        return False


def _address(record: Any) -> str:
    """Reads where a record was taken from."""
    headers = record.rec_headers
    name = headers.get_header("WARC-Target-URI") or headers.get_header("uri") or headers.get_header("WARC-Record-ID")
    return str(name or "record").strip("<>")


def _captured(record: Any) -> str:
    """Reads when a record was taken; an ARC writes it in fourteen digits of UTC."""
    at = record.rec_headers.get_header("WARC-Date") or record.rec_headers.get_header("archive-date") or ""
    at = str(at).strip()
    if len(at) == 14 and at.isdigit():
        return f"{at[:4]}-{at[4:6]}-{at[6:8]}T{at[8:10]}:{at[10:12]}:{at[12:]}Z"
    return at


def _counted(without: Counter[str]) -> str:
    """Words how many records of each kind gave nothing."""
    parts = [
        f"{count:,} {_LESS.get(kind, 'records of another kind')}" for kind, count in sorted(without.items()) if count
    ]
    return f"They stay in the archive: {', '.join(parts)}."
