"""Pack files: the small originals of one batch in one file, since a file of its own costs more than their bytes.

A pack says itself what it holds. Each object is preceded by its mark, the name that its original would have as a file,
and the length of its payload, with a check value over mark and lengths, so that the index can be
made again from the packs alone::

    "WBPACK 1"  ( mark 8  name length 2  payload length 8  crc32 4  name  payload )*

The payload is the original itself, or its sealed form in an encrypted case. An erased object keeps its place: its name
and its payload are zeros. The index, table ``packed``, is written in the transaction that makes the exhibits; a pack
whose twin still lies in ``incoming/`` and that no row names was never confirmed.
"""

from __future__ import annotations

import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

from workbench.store.database import Database, batches
from workbench.store.durable import write_all

if TYPE_CHECKING:
    from sqlalchemy import Connection

SUFFIX = ".pack"
_START = b"WBPACK 1"
_MARK = b"\x89object\n"
_HEADER = struct.Struct(">8sHQ")
_CRC = struct.Struct(">I")
_WRITE_SIZE = 1 << 18
_READ_SIZE = 1 << 19
# Numbers, whatever somebody may have put there.
_PLACE = "digest, pack, CAST(start AS INTEGER), CAST(length AS INTEGER)"


class Place(NamedTuple):
    """Where a packed original lies: ``start`` and ``length`` are those of its payload."""

    digest: str
    pack: str
    start: int
    length: int


class Packed(NamedTuple):
    """One object as the pack itself tells of it."""

    name: str
    start: int
    length: int


class PackIndex(Protocol):
    """What knows in which pack an original lies."""

    def find(self, digest: str) -> Place | None: ...
    def all(self) -> Iterator[Place]: ...
    def packs(self) -> frozenset[str]: ...
    def drop(self, digest: str) -> None: ...


class NoPacks:
    """The index of a place where nothing is packed."""

    def find(self, digest: str) -> Place | None:
        """Finds nothing."""
        return None

    def all(self) -> Iterator[Place]:
        """Lists nothing."""
        return iter(())

    def packs(self) -> frozenset[str]:
        """Names no pack."""
        return frozenset()

    def drop(self, digest: str) -> None:
        """Has nothing to drop."""


class PackTable:
    """The index of packs in a case's store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, digest: str) -> Place | None:
        """Finds where an original is packed, None where it is not."""
        with self._database.reading() as connection:
            row = connection.exec_driver_sql(f"SELECT {_PLACE} FROM packed WHERE digest = ?", (digest,)).fetchone()
        return None if row is None else Place(*row)

    def all(self) -> Iterator[Place]:
        """Lists every packed original, pack by pack in the order of the bytes."""
        with self._database.reading() as connection:
            for rows in batches(connection, f"SELECT {_PLACE} FROM packed ORDER BY pack, packed.start"):
                yield from map(Place._make, rows)

    def packs(self) -> frozenset[str]:
        """Names the packs that hold something."""
        with self._database.reading() as connection:
            return frozenset(pack for (pack,) in connection.exec_driver_sql("SELECT DISTINCT pack FROM packed"))

    def drop(self, digest: str) -> None:
        """Forgets one packed original, in a transaction of its own."""
        with self._database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM packed WHERE digest = ?", (digest,))


def record(connection: Connection, places: Iterable[Place]) -> None:
    """Writes the places of packed originals into the index, within the caller's transaction."""
    if rows := list(places):
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO packed(digest, pack, start, length) VALUES (?, ?, ?, ?)", rows
        )


def write_pack(out: BinaryIO, objects: Iterable[tuple[str, bytes]]) -> list[Packed]:
    """Writes objects, each a name and its payload, into an empty file, and tells where each lies."""
    placed = []
    waiting = bytearray(_START)
    written = 0
    for name, payload in objects:
        waiting += _header(name, len(payload))
        placed.append(Packed(name, written + len(waiting), len(payload)))
        waiting += payload
        if len(waiting) >= _WRITE_SIZE:
            write_all(out, waiting)
            written += len(waiting)
            waiting = bytearray()
    write_all(out, waiting)
    return placed


def read_payloads(path: Path, places: Iterable[Place]) -> Iterator[tuple[str, memoryview]]:
    """Reads payloads of one pack, a large piece at a time; ends early where the pack cannot be read.

    A payload that reaches behind the end of the pack is given as far as it goes.
    """
    with suppress(OSError, ValueError), open(path, "rb", buffering=0) as file:
        size, base, piece = file.seek(0, os.SEEK_END), 0, memoryview(b"")
        for digest, _, start, length in places:
            at = start - base
            if at < 0 or at + length > len(piece):
                file.seek(start)
                base, at = start, 0
                piece = memoryview(file.read(min(max(length, _READ_SIZE), max(0, size - start))))
            yield digest, piece[at : at + length]


def read_pack(path: Path) -> Iterator[Packed]:
    """Reads from a pack itself what lies in it; damaged and erased objects are left out, those behind them are found.

    Whether the bytes are still those of the name, only hashing tells.
    """
    with open(path, "rb") as file, suppress(ValueError), mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.find(_MARK)
        while at >= 0:
            found = _object_at(data, at)
            if found is None:
                at = data.find(_MARK, at + 1)
                continue
            if found.name.strip("\0"):
                yield found
            at = data.find(_MARK, found.start + found.length)


def name_start(place: Place, name: str) -> int:
    """Tells where in its pack the name of an object begins."""
    return place.start - len(name.encode())


def _header(name: str, length: int) -> bytes:
    """Writes what stands before an object."""
    words = name.encode()
    fixed = _HEADER.pack(_MARK, len(words), length)
    return fixed + _CRC.pack(zlib.crc32(fixed)) + words


def _object_at(data: mmap.mmap, at: int) -> Packed | None:
    """Reads the header at a place, None where there is no whole one."""
    fixed = data[at : at + _HEADER.size]
    check = data[at + _HEADER.size : at + _HEADER.size + _CRC.size]
    if len(check) < _CRC.size or zlib.crc32(fixed) != _CRC.unpack(check)[0]:
        return None
    _, name_length, length = _HEADER.unpack(fixed)
    start = at + _HEADER.size + _CRC.size + name_length
    if start + length > len(data):
        return None
    name = data[start - name_length : start].decode("utf-8", "replace")
    return Packed(name, start, length)
