"""The directory of a ZIP archive, read entry by entry and believed in nothing (PKWARE APPNOTE 6.3).

The whole directory is never held in memory; every offset is checked against the file, and an entry whose bytes are
also another's is found out.
"""

from __future__ import annotations

import bisect
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from workbench.formats.members import Unreadable

LOCAL, CENTRAL, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_END64, _LOCATOR64 = b"PK\6\6", b"PK\6\7"
_LOCAL_FIELDS = struct.Struct("<4s5H3L2H")
_CENTRAL_FIELDS = struct.Struct("<4s6H3L5H2L")
_TAIL = 66_000
_LONGEST, _WINDOW = 46 + 3 * 0xFFFF, 1 << 20
_WIDE = 0xFFFFFFFF
ENCRYPTED, STREAMED, UNICODE = 0x1, 0x8, 0x800
_DAMAGED = "The archive's directory is damaged from here on."


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the archive describes it; ``mode`` is its Unix mode, 0 where it has none; ``start`` its offset."""

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    start: int
    extra: bytes = b""
    mode: int = 0
    dos_time: tuple[int, int] = (0, 0)

    @property
    def encrypted(self) -> bool:
        """Tells whether its bytes are encrypted."""
        return bool(self.flags & ENCRYPTED) or self.method == 99

    @property
    def is_folder(self) -> bool:
        """Tells whether it stands for a folder and has no bytes."""
        return self.name.endswith((b"/", b"\\")) and not self.size

    @property
    def shown(self) -> str:
        """Its name as text."""
        raw, field = self.name, extra_field(self.extra, 0x7075)
        if len(field) > 5 and field[0] == 1 and int.from_bytes(field[1:5], "little") == zlib.crc32(raw):
            raw = field[5:]
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("utf-8", "backslashreplace") if self.flags & UNICODE else raw.decode("cp437")

    @property
    def raw_hex(self) -> str:
        """The bytes of its name in hexadecimal where the text alone may not tell them."""
        return "" if self.name.isascii() or self.shown.encode() == self.name else self.name.hex()

    @property
    def modified(self) -> str:
        """When it was changed: in UTC where an extra field tells that, else in the maker's own unknown zone."""
        seconds = extra_field(self.extra, 0x5455)
        if len(seconds) >= 5 and seconds[0] & 1:
            at = datetime.fromtimestamp(int.from_bytes(seconds[1:5], "little", signed=True), UTC)
            return at.strftime("%Y-%m-%dT%H:%M:%SZ")
        day, clock = self.dos_time
        month, date = day >> 5 & 15, day & 31
        if not 1 <= month <= 12 or not date:
            return ""
        hours, minutes, twos = clock >> 11, clock >> 5 & 63, clock & 31
        return f"{1980 + (day >> 9)}-{month:02}-{date:02}T{hours:02}:{minutes:02}:{twos * 2:02}"


class Claimed:
    """The ranges of the file that entries have laid claim to."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def take(self, start: int, end: int) -> bool:
        """Claims a range; tells whether no other entry has any byte of it."""
        place = bisect.bisect_right(self._starts, start)
        begun = place > 0 and self._ends[place - 1] > start
        if begun or (place < len(self._starts) and self._starts[place] < end):
            return False
        self._starts.insert(place, start)
        self._ends.insert(place, end)
        return True


def entries(file: BinaryIO) -> Iterator[Entry] | None:
    """Walks the directory; None where the file has none, as after a cut. The iterator raises Unreadable."""
    size = file.seek(0, 2)
    tail_start = max(0, size - _TAIL)
    file.seek(tail_start)
    tail = file.read(_TAIL)
    place = _end_record(tail)
    if place < 0:
        return None
    count, length, offset = struct.unpack_from("<HLL", tail, place + 10)
    end = tail_start + place
    if count == 0xFFFF or _WIDE in (length, offset):
        count, length, offset, end = _wide_end(file, end) or (count, length, offset, end)
    shift = end - length - offset  # bytes that stand before the archive, as in a self-extracting one
    if shift < 0 or offset + shift + length > size:
        raise Unreadable("The archive names a directory that lies outside of it.")
    return _walked(file, offset + shift, end, shift)


def _end_record(tail: bytes) -> int:
    """Finds the record that ends the archive: the last whose comment reaches to the end, or else the last; or -1."""
    places, place = [], tail.rfind(END)
    while place >= 0:
        if place + 22 <= len(tail):
            places.append(place)
            if place + 22 + int.from_bytes(tail[place + 20 : place + 22], "little") == len(tail):
                return place
        place = tail.rfind(END, 0, place)
    return places[0] if places else -1


def _wide_end(file: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
    """Reads the ZIP64 record: count, length and offset of the directory, and where that ends."""
    if end < 20:
        return None
    file.seek(end - 20)
    signature, _, place, _ = struct.unpack("<4sLQL", file.read(20))
    if signature != _LOCATOR64:
        return None
    for start in (end - 20 - 56, place):
        if start < 0:
            continue
        file.seek(start)
        record = file.read(56)
        if len(record) == 56 and record[:4] == _END64:
            count, length, offset = struct.unpack_from("<QQQ", record, 32)
            return count, length, offset, start
    raise Unreadable("The archive's directory cannot be found.")


def _walked(file: BinaryIO, at: int, end: int, shift: int) -> Iterator[Entry]:
    """Reads entry after entry of the directory, which is fetched window by window."""
    window, place = b"", 0
    while at < end:
        if len(window) - place < _LONGEST and at + len(window) - place < end:
            file.seek(at)
            window, place = file.read(min(_WINDOW, end - at)), 0
        fixed = window[place : place + _CENTRAL_FIELDS.size]
        if len(fixed) < _CENTRAL_FIELDS.size or fixed[:4] != CENTRAL:
            raise Unreadable(_DAMAGED)
        (_, made_by, _, flags, method, clock, day, crc, packed, size, names, extras, comments, _, _, outer, start) = (
            _CENTRAL_FIELDS.unpack(fixed)
        )
        middle = place + _CENTRAL_FIELDS.size + names
        name, extra = window[middle - names : middle], window[middle : middle + extras]
        length = _CENTRAL_FIELDS.size + names + extras + comments
        at, place = at + length, place + length
        if len(extra) < extras or at > end:
            raise Unreadable(_DAMAGED)
        size, packed, start = _widened(extra, size, packed, start)
        mode = outer >> 16 if made_by >> 8 in (3, 19) else 0
        yield Entry(name, flags, method, crc, packed, size, start + shift, extra, mode, (day, clock))


def local_entry(file: BinaryIO, at: int) -> tuple[Entry, int] | None:
    """Reads the header that stands before an entry's bytes, and where those begin; None where there is none."""
    file.seek(at)
    fixed = file.read(_LOCAL_FIELDS.size)
    if len(fixed) < _LOCAL_FIELDS.size or fixed[:4] != LOCAL:
        return None
    _, _, flags, method, clock, day, crc, packed, size, names, extras = _LOCAL_FIELDS.unpack(fixed)
    name, extra = file.read(names), file.read(extras)
    if len(extra) < extras:
        return None
    size, packed, _ = _widened(extra, size, packed, 0)
    data = at + _LOCAL_FIELDS.size + names + extras
    return Entry(name, flags, method, crc, packed, size, at, extra, 0, (day, clock)), data


def extra_field(extra: bytes, wanted: int) -> bytes:
    """Finds one extra field by its number; empty where it is missing."""
    at = 0
    while at + 4 <= len(extra):
        number, length = struct.unpack_from("<HH", extra, at)
        if number == wanted:
            return extra[at + 4 : at + 4 + length]
        at += 4 + length
    return b""


def _widened(extra: bytes, size: int, packed: int, start: int) -> tuple[int, int, int]:
    """Takes the 64-bit values for those that do not fit in 32."""
    field = extra_field(extra, 0x0001)
    wide = [int.from_bytes(field[at : at + 8], "little") for at in range(0, len(field) - 7, 8)]
    values = [size, packed, start]
    for place, value in enumerate(values):
        if value == _WIDE and wide:
            values[place] = wide.pop(0)
    return values[0], values[1], values[2]
