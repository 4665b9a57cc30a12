"""Reading compressed bytes piece by piece: deflate, gzip, bzip2, xz and LZMA, never more in memory than a piece."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

PIECE = 1 << 16
GZIP, BZIP2, XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"
_XZ_MEMORY = 256 << 20
_DICTIONARY = 256 << 20
_FAULTS = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)


class Damaged(Exception):
    """Compressed bytes that make no sense, or end too early; says which in plain words."""


def inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Unpacks raw deflate, as ZIP archives hold it; what follows its end is passed over. Raises Damaged."""
    yield from _unpacked(pieces, _Deflate())


def unpacked_part(first: bytes, pieces: Iterator[bytes], bits: int) -> Iterator[bytes]:
    """Unpacks deflate in zlib's wrapping of so many bits (31: gzip), from a first piece on; raises Damaged."""

    def joined() -> Iterator[bytes]:
        yield first
        yield from pieces

    yield from _unpacked(joined(), _Deflate(bits))


def raw_decompressor(method: int, first: bytes) -> Any:
    """Makes the decompressor of a ZIP method, 12 for bzip2 or 14 for LZMA with its properties; raises Damaged."""
    if method == 12:
        return bz2.BZ2Decompressor()
    if len(first) < 5 or first[0] >= 9 * 5 * 5:
        raise Damaged("its compression is described wrongly")
    dictionary = int.from_bytes(first[1:5], "little")
    if dictionary > _DICTIONARY:
        raise Damaged("it wants more memory than one file may use")
    bits, positions = first[0] % 9, first[0] // 9
    chain = {"id": lzma.FILTER_LZMA1, "lc": bits, "lp": positions % 5, "pb": positions // 5, "dict_size": dictionary}
    try:
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chain])
    except lzma.LZMAError as cause:
        raise Damaged("its compression is described wrongly") from cause


def unpacked(pieces: Iterator[bytes], decompressor: Any) -> Iterator[bytes]:
    """Unpacks pieces by a decompressor of bzip2's or LZMA's shape; raises Damaged."""
    yield from _unpacked(pieces, decompressor)


class Unpacked:
    """A compressed file as a file of what is in it, read from start to end; parts one after another are joined.

    A fault ends the file there and stands in ``fault``. ``ends`` counts how often the end was met, so that a reader
    which skips forward without looking can be stopped.
    """

    def __init__(self, file: BinaryIO, most_ends: int = 64) -> None:
        self._file = file
        self._most_ends = most_ends
        self._buffer = bytearray()
        self._pieces = self._all()
        self.fault = ""
        self.ends = 0

    def read(self, count: int = -1) -> bytes:
        """Gives the next bytes, fewer than asked for only at the end."""
        while count < 0 or len(self._buffer) < count:
            piece = next(self._pieces, b"")
            if not piece:
                break
            self._buffer += piece
        taken = bytes(self._buffer if count < 0 else self._buffer[:count])
        del self._buffer[: len(taken)]
        if not taken and count:
            self.ends += 1
            if self.ends > self._most_ends:
                raise Damaged(self.fault or "it ends too early")
        return taken

    def peek(self, count: int) -> bytes:
        """Gives the next bytes and leaves them there."""
        taken = self.read(count)
        self._buffer[:0] = taken
        return taken

    def _all(self) -> Iterator[bytes]:
        """Unpacks part after part, and keeps what went wrong as words."""
        head = self._file.read(6)
        self._file.seek(0)
        make = _maker(head)
        if make is None:
            yield from iter(lambda: self._file.read(PIECE), b"")
            return
        source = _Source(self._file)
        try:
            while source.more(head[:2]):
                yield from source.part(make())
        except Damaged as damage:
            self.fault = str(damage)


class _Source:
    """A file read in pieces, where the rest of a piece can be laid back."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._rest = b""

    def more(self, start: bytes) -> bool:
        """Tells whether another part begins here; anything else at the end is padding."""
        if len(self._rest) < len(start):
            self._rest += self._file.read(PIECE)
        return self._rest.startswith(start)

    def part(self, decompressor: Any) -> Iterator[bytes]:
        """Unpacks one part to its end."""
        yield from _unpacked(self._taken(), decompressor)
        self._rest = decompressor.unused_data + self._rest

    def _taken(self) -> Iterator[bytes]:
        """Gives what was laid back, then the file."""
        while True:
            piece, self._rest = self._rest or self._file.read(PIECE), b""
            if not piece:
                return
            yield piece


class _Deflate:
    """zlib's decompressor in the shape of the others: told how much may come out, it keeps the rest."""

    def __init__(self, bits: int = -15) -> None:
        self._inner = zlib.decompressobj(bits)
        self._full = False

    def decompress(self, data: bytes, most: int) -> bytes:
        """Unpacks on, up to ``most`` bytes."""
        out = self._inner.decompress(self._inner.unconsumed_tail + data, most)
        self._full = len(out) == most
        return out

    @property
    def needs_input(self) -> bool:
        """Tells whether nothing more comes out without more going in."""
        return not self._inner.unconsumed_tail and not self._full

    @property
    def eof(self) -> bool:
        """Tells whether the compressed data has ended."""
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        """What was given beyond the end."""
        return self._inner.unused_data


def _unpacked(pieces: Iterator[bytes], decompressor: Any) -> Iterator[bytes]:
    """Unpacks pieces until the compressed data ends; raises Damaged where it does not, or is wrong."""
    try:
        for piece in pieces:
            out = decompressor.decompress(piece, PIECE)
            if out:
                yield out
            while not decompressor.eof and not decompressor.needs_input:
                out = decompressor.decompress(b"", PIECE)
                if not out:
                    break
                yield out
            if decompressor.eof:
                return
    except _FAULTS as cause:
        raise Damaged("its compressed data is damaged") from cause
    raise Damaged("it ends too early")


def _maker(head: bytes) -> Callable[[], Any] | None:
    """Chooses the decompressor by the first bytes; None where they are of no compressed file."""
    if head.startswith(GZIP):
        return lambda: _Deflate(31)
    if head.startswith(BZIP2):
        return bz2.BZ2Decompressor
    if head.startswith(XZ):
        return lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
    return None
