"""Reads tar archives, and files packed by gzip, bzip2 or xz, from start to end.

Links and devices inside a tar are named and left out: nothing here has a path, so nothing can leave one.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from workbench.formats.members import Item, Member, Skipped, Unreadable
from workbench.formats.packed import Damaged, Unpacked
from workbench.formats.web_archives import looks_like_web_archive, read_web_archive

_CHUNK = 1 << 16
_SPARSE = 1 << 30
_BLOCK = 512


def read_tar(file: BinaryIO, name: str) -> Iterator[Item]:
    """Gives every file of a tar archive, packed or not; a cut one as far as it is whole."""
    stream = Unpacked(file)
    headers: list[tarfile.HeaderError] = []
    try:
        yield from _walked(_opened(stream, headers), headers)
    except (tarfile.TarError, Damaged, EOFError, OSError, ValueError) as fault:
        words = stream.fault or (str(fault) if isinstance(fault, Damaged) else "it makes no sense from here on")
        raise Unreadable(f"The archive cannot be read to its end: {words}.") from fault
    if stream.fault:
        raise Unreadable(f"The archive cannot be read to its end: {stream.fault}.")


def read_packed(file: BinaryIO, name: str) -> Iterator[Item]:
    """Gives the one file that gzip, bzip2 or xz packed, or what is inside where that is an archive itself."""
    head = Unpacked(file).peek(_BLOCK)
    file.seek(0)
    if head[257:262] == b"ustar" or name.lower().endswith((".tgz", ".tbz2", ".txz")) or ".tar." in name.lower():
        yield from read_tar(file, name)
        return
    if looks_like_web_archive(head):
        yield from read_web_archive(file, name)
        return
    yield from _single(file, name)


def _single(file: BinaryIO, name: str) -> Iterator[Item]:
    """Gives the one packed file."""
    title, raw, modified = _gzip_header(file.read(4096))
    file.seek(0)
    title = title or _bare(name)
    stream = Unpacked(file)
    yield Member(title, modified=modified, name_bytes_hex=raw)
    while chunk := stream.read(_CHUNK):
        yield chunk
    if stream.fault:
        yield Skipped(title, f"It is not whole: {stream.fault}.", takes_back=True)
        raise Unreadable(f"The file cannot be unpacked to its end: {stream.fault}.")


def _opened(stream: Unpacked, headers: list[tarfile.HeaderError]) -> tarfile.TarFile:
    """Opens a tar from a stream; what is wrong with a header is noted, since the library ends in silence on some."""

    class Header(tarfile.TarInfo):
        """A header whose faults are kept."""

        @classmethod
        def fromtarfile(cls, tarfile_: tarfile.TarFile) -> tarfile.TarInfo:  # type: ignore[override]
            """Reads the next header."""
            try:
                return super().fromtarfile(tarfile_)
            except tarfile.HeaderError as fault:
                headers.append(fault)
                raise

    source: Any = stream
    return tarfile.open(
        fileobj=source, mode="r|", bufsize=20 * _BLOCK, tarinfo=Header, encoding="utf-8", errors="surrogateescape"
    )


def _walked(archive: Any, headers: list[tarfile.HeaderError]) -> Iterator[Item]:
    """Gives member after member; raises where the archive ends without its end mark."""
    while (info := archive.next()) is not None:
        archive.members = []  # or each header stays in memory
        if info.isdir():
            continue
        reason = _obstacle(info)
        if reason:
            yield Skipped(_shown(info.name), reason)
            continue
        yield from _given(archive, info)
    ends = [fault for fault in headers if not _is_end(fault)]
    if ends:
        raise ends[-1]


def _is_end(fault: tarfile.HeaderError) -> bool:
    """Tells whether a fault is the mark of the end; some writers leave it out, and end at a whole block."""
    return type(fault).__name__ in ("EOFHeaderError", "EmptyHeaderError")


def _obstacle(info: tarfile.TarInfo) -> str:
    """Says why a member is not given out, if there is a reason."""
    if info.issym():
        return "It is a link to another file; links are not followed."
    if info.islnk():
        return "It is a second name of another file in the archive."
    if not info.isreg():
        return "It stands for a device, and has no content of its own."
    if info.issparse() and info.size > _SPARSE:
        return "It is a file of mostly holes, and larger than is filled in here."
    return ""


def _given(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[Item]:
    """Gives a member's bytes; takes them back and raises where the archive ends within them."""
    raw = info.name.encode("utf-8", "surrogateescape")
    shown = _shown(info.name)
    yield Member(shown, modified=_moment(info.mtime), name_bytes_hex="" if shown.encode() == raw else raw.hex())
    content = archive.extractfile(info)
    left = info.size
    try:
        while content is not None and left > 0:
            chunk = content.read(min(_CHUNK, left))
            if not chunk:
                raise Damaged("it ends too early")
            left -= len(chunk)
            yield chunk
    except (tarfile.TarError, Damaged, EOFError) as fault:
        yield Skipped(shown, "It is not whole: the archive ends within it.", takes_back=True)
        raise Damaged("it ends too early") from fault


def _shown(name: str) -> str:
    """Writes a name that may hold undecodable bytes as text."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _moment(seconds: float) -> str:
    """Writes a Unix time in UTC; empty for one that no calendar has, and for the zero that stands for none."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds else ""
    except (OverflowError, ValueError, OSError):
        return ""


def _gzip_header(head: bytes) -> tuple[str, str, str]:
    """Reads name, its bytes where they are not plain, and time from a gzip header (RFC 1952)."""
    if head[:2] != b"\x1f\x8b" or len(head) < 10:
        return "", "", ""
    at = 10
    if head[3] & 4:
        at += 2 + int.from_bytes(head[at : at + 2], "little")
    raw = head[at : head.find(b"\0", at)] if head[3] & 8 and b"\0" in head[at:] else b""
    title = raw.decode("latin-1")
    return title, "" if raw.isascii() else raw.hex(), _moment(int.from_bytes(head[4:8], "little"))


def _bare(name: str) -> str:
    """Takes the ending of the packer off a name."""
    stem, dot, ending = name.rpartition(".")
    return stem if dot and stem and ending.lower() in ("gz", "bz2", "xz", "z", "gzip") else name or "content"
