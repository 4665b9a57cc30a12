"""Originals on disk: stored once, named by their SHA-256, never altered.

Order of an acquisition, so that a crash at any moment loses nothing that was confirmed: the bytes go to a
temporary file while they are hashed; one sync a batch makes them durable; a hard link gives each its final name
(and refuses to overwrite); a second sync makes the names durable; only then is the entry committed.

Small originals wait in memory and go into one pack file a batch (see :mod:`workbench.store.packs`). In an encrypted
case a :class:`~workbench.store.sealing.Cipher` seals the bytes on their way and names the files.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import chain, groupby
from pathlib import Path
from typing import BinaryIO, NamedTuple

from workbench.casefile.exhibits import Digests
from workbench.casefile.identity import is_digest, new_id
from workbench.errors import CaseDamaged, NoSuchItem, SourceChanged
from workbench.jobs import Job, finish
from workbench.store import durable
from workbench.store.copying import HEAD, Copy, digest_of, flow
from workbench.store.hashing import WAITING, Hashing, OneLane, TwoLanes, hash_bytes
from workbench.store.packs import SUFFIX, NoPacks, PackIndex, Place, name_start, read_pack, read_payloads, write_pack
from workbench.store.reserve import Reserve
from workbench.store.sealing import Cipher
from workbench.store.sources import Source, cannot_read, open_source

#: Originals smaller than this wait in memory and may be packed.
PACK_LIMIT = 64 * 1024
_FEW = 8
_TWO_LANES_FROM = 32 * 1024 * 1024


class Incoming(NamedTuple):
    """Bytes that were copied and hashed and have no final name yet; ``head`` is their first 8 KiB.

    They are in a temporary file, or in memory where they are few; those of a reference are nowhere.
    """

    path: Path | None
    digest: str
    size: int
    head: bytes
    modified: datetime | None
    digests: Digests
    data: bytes | None = None


class Blobs:
    """The originals of one case."""

    def __init__(self, root: Path, cipher: Cipher | None = None, index: PackIndex | None = None) -> None:
        self._root = root
        self._originals = root / "originals"
        self._packs = root / "packs"
        self._incoming = root / "incoming"
        self._cipher = cipher
        self._index = index or NoPacks()
        self.reserve = Reserve(root)

    def prepare(self) -> None:
        """Makes the folders, and removes what an interrupted acquisition left behind."""
        for folder in (self._originals, self._packs, self._incoming):
            folder.mkdir(exist_ok=True)
        left_over = list(self._incoming.iterdir())
        if any(path.suffix == SUFFIX for path in left_over):
            confirmed = self._index.packs()
            for path in left_over:
                # A pack is known to be unconfirmed by its twin in incoming/: any other that no row names is kept,
                # since then it is the rows that are lost.
                if path.suffix == SUFFIX and path.stem not in confirmed:
                    durable.drop_name(self._packs / path.name)
        for path in left_over:
            durable.drop_name(path)
        self.reserve.refill()

    def path(self, digest: str) -> Path:
        """Names the place of an original that has a file of its own; raises NoSuchItem for what is no digest."""
        name = self.name(digest)
        return self._originals / name[:2] / name

    def name(self, digest: str) -> str:
        """Gives the name that an original has in :meth:`names`; raises NoSuchItem for what is no digest."""
        if not is_digest(digest):
            raise NoSuchItem("That is not the name of an original.")
        return digest if self._cipher is None else self._cipher.name(digest)

    def take_file(self, path: Path) -> Job[Incoming]:
        """Copies and hashes one regular file, and refuses it if it changes meanwhile; tells of every 64 MiB."""
        source = open_source(path)
        try:
            return (yield from self.take_source(source))
        finally:
            source.close()

    def take_source(self, source: Source, keep: bool = True, lanes: bool = False) -> Job[Incoming]:
        """Copies and hashes an open file; without ``keep`` it is only hashed, with ``lanes`` on two more threads."""
        if source.size < PACK_LIMIT:
            return self.take_small(source, keep)
        wide = lanes and source.size >= _TWO_LANES_FROM
        pieces = source.pieces(WAITING + 1 if wide else 1)
        incoming = yield from self._take(pieces, source.modified, source.size, keep, wide)
        try:
            source.check_unchanged(incoming.size)
        except SourceChanged:
            self.discard([incoming])
            raise
        return incoming

    def take_small(self, source: Source, keep: bool = True) -> Incoming:
        """Reads and hashes an open file of fewer than ``PACK_LIMIT`` bytes, and refuses it if it changes meanwhile."""
        try:
            data = source.read_small(PACK_LIMIT)
        except OSError as cause:
            raise cannot_read(cause) from cause
        digest, digests = hash_bytes(data)
        source.check_unchanged(len(data))
        return Incoming(None, digest, len(data), data[:HEAD], source.modified, digests, data if keep else None)

    def take_bytes(self, data: bytes, keep: bool = True) -> Incoming:
        """Hashes bytes that came without a file, from the clipboard say; many of them are copied if they are kept."""
        if keep and len(data) >= PACK_LIMIT:
            return finish(self.take_pieces(iter([data]), None, len(data)))
        digest, digests = hash_bytes(data)
        return Incoming(None, digest, len(data), data[:HEAD], None, digests, bytes(data) if keep else None)

    def take_pieces(self, pieces: Iterator[bytes], modified: datetime | None = None, total: int = 0) -> Job[Incoming]:
        """Copies and hashes bytes that come piece by piece, from a container say."""
        first = bytearray()
        for piece in pieces:
            first += piece
            if len(first) >= PACK_LIMIT:
                break
        else:
            digest, digests = hash_bytes(bytes(first))
            return Incoming(None, digest, len(first), bytes(first[:HEAD]), modified, digests, bytes(first))
        return (yield from self._take(chain([bytes(first)], pieces), modified, total, keep=True, wide=False))

    def _take(
        self,
        pieces: Iterator[bytes] | Iterator[memoryview],
        modified: datetime | None,
        total: int,
        keep: bool,
        wide: bool,
    ) -> Job[Incoming]:
        """Hashes pieces, and writes them to a temporary file where they are kept."""
        path = self._incoming / new_id() if keep else None
        hashing: Hashing = TwoLanes() if wide else OneLane()
        try:
            with Copy(path, self._cipher) as copy:
                size, head = yield from flow(pieces, hashing, copy, total)
                digest, digests = hashing.finish()
                copy.finish(digest, size)
        except BaseException:
            hashing.close()
            if path is not None:
                durable.drop_name(path)
            raise
        return Incoming(path, digest, size, head, modified, digests)

    def settle(self, batch: Sequence[Incoming], packing: bool = False) -> tuple[Place, ...]:
        """Gives a batch its final names, durably; bytes that are there already are kept as they are.

        With ``packing`` the small ones go into a pack. Its places must be written by :func:`packs.record` in the
        unit of work that names the exhibits; :meth:`confirm` them after it.
        """
        if not batch:
            return ()
        try:
            return self._settle(batch, packing)
        except OSError as cause:
            if durable.no_room(cause):
                raise durable.storage_full(cause) from cause
            raise CaseDamaged(
                "The originals could not be stored; nothing of this step was kept.",
                "Check the disk, then acquire them again.",
                type(cause).__name__,
            ) from cause

    def _settle(self, batch: Sequence[Incoming], packing: bool) -> tuple[Place, ...]:
        """Writes what waits in memory, then syncs, names and syncs again."""
        small = {incoming.digest: incoming.data for incoming in batch if incoming.data is not None}
        packed = packing and len(small) >= _FEW
        places = self._write_pack(small) if packed else ()
        loose = [(item.path, self.path(item.digest), item.digest) for item in batch if item.path is not None]
        if not packed:
            loose += [(path, self.path(digest), digest) for path, digest in self._write_alone(small)]
        pack = [(self._incoming / name, self._packs / name) for name in {f"{place.pack}{SUFFIX}" for place in places}]
        durable.sync(self._originals, [*(path for path, _, _ in loose), *(path for path, _ in pack)])
        for path, final, digest in loose:
            final.parent.mkdir(exist_ok=True)
            if final.exists() and not self._holds(digest):
                # An interrupted acquisition can leave a torn file under a good name; nothing refers to it.
                final.unlink()
            durable.give_name(path, final)
            durable.drop_name(path)
        for path, final in pack:
            durable.give_name(path, final)
        folders = {final.parent for _, final, _ in loose}
        durable.sync(self._originals, [*folders, self._originals, self._packs, self._incoming])
        return places

    def confirm(self, places: Iterable[Place]) -> None:
        """Notes that the packs of some places are in the index for good."""
        for pack in {place.pack for place in places}:
            with suppress(OSError):
                durable.drop_name(self._incoming / f"{pack}{SUFFIX}")

    def discard(self, batch: Sequence[Incoming]) -> None:
        """Removes temporary files that are not wanted."""
        for incoming in batch:
            if incoming.path is not None:
                with suppress(OSError):
                    durable.drop_name(incoming.path)

    def open(self, digest: str) -> BinaryIO:
        """Opens an original for reading; raises NoSuchItem where it is missing, CaseDamaged where it does not open."""
        try:
            return self._open(digest)
        except OSError as cause:
            raise CaseDamaged(
                "The original cannot be read.", "Check the disk and your rights to it, then verify the case."
            ) from cause

    def _open(self, digest: str) -> BinaryIO:
        """Opens an original's plain bytes; what the disk says comes as it is."""
        try:
            file: BinaryIO = open(self.path(digest), "rb")  # noqa: SIM115
        except FileNotFoundError:
            file = self._open_packed(digest)
        return file if self._cipher is None else self._cipher.unseal(file, digest)

    def _open_packed(self, digest: str) -> BinaryIO:
        """Reads a packed original's payload; a pack that was cut short gives what is left of it."""
        place = self._index.find(digest)
        if place is None:
            raise _missing()
        try:
            with open(self._pack_path(place), "rb", buffering=0) as pack:
                pack.seek(place.start)
                return io.BytesIO(pack.read(place.length))
        except FileNotFoundError as cause:
            raise _missing() from cause

    def size(self, digest: str) -> int | None:
        """Reads how many plain bytes an original has as it lies there, None where it is missing.

        Raises CaseDamaged where a sealed one does not open.
        """
        if self._cipher is None:
            with suppress(FileNotFoundError):
                return self.path(digest).stat().st_size
        try:
            with self._open(digest) as file:
                return file.seek(0, os.SEEK_END)
        except NoSuchItem:
            return None

    def check(self, digest: str) -> Job[str]:
        """Hashes an original's plain bytes as they are now; tells of every 64 MiB.

        Raises NoSuchItem where it is missing, CaseDamaged where a sealed one does not open, OSError where the disk
        does not give it.
        """
        with self._open(digest) as file:
            return (yield from digest_of(file))

    def has(self, digest: str) -> bool:
        """Tells whether an original lies in the case, without reading it."""
        if self.path(digest).exists():
            return True
        place = self._index.find(digest)
        return place is not None and self._pack_path(place).exists()

    def erase(self, digest: str) -> None:
        """Overwrites an original, waits for the disk, and takes its name away; what is not there is erased already.

        Not to be called inside a unit of work: forgetting a packed one is a transaction of its own.
        """
        path = self.path(digest)
        if path.exists():
            durable.overwrite(path, 0, path.stat().st_size)
            path.unlink()
            durable.sync_path(path.parent)
        place = self._index.find(digest)
        if place is None:
            return
        pack = self._pack_path(place)
        if pack.exists():
            start = name_start(place, self.name(digest))
            durable.overwrite(pack, start, place.start + place.length - start)
        self._index.drop(digest)
        if place.pack not in self._index.packs():
            pack.unlink(missing_ok=True)
            durable.sync_path(self._packs)

    def names(self) -> Iterator[str]:
        """Lists every original that lies in the case, by the name its file has or would have (see :meth:`name`)."""
        yield from self.loose_names()
        yield from map(self.name, self.packed_digests())

    def packed_digests(self) -> Iterator[str]:
        """Lists the originals that lie in packs."""
        return (place.digest for place in self._index.all())

    def loose_names(self) -> Iterator[str]:
        """Lists the originals that have a file of their own, by its name."""
        for folder in sorted(self._originals.glob("*")):
            if folder.is_dir():
                yield from (path.name for path in sorted(folder.iterdir()))

    def packed(self) -> Iterator[tuple[str, bytes | memoryview]]:
        """Reads the plain bytes of packed originals, pack by pack; one that cannot be read is left out."""
        for pack, places in groupby(list(self._index.all()), lambda place: place.pack):
            payloads = read_payloads(self._packs / f"{pack}{SUFFIX}", places)
            if self._cipher is None:
                yield from payloads
                continue
            for digest, payload in payloads:
                with suppress(CaseDamaged), self._cipher.unseal(io.BytesIO(payload), digest) as plain:
                    yield digest, plain.read()

    def is_whole(self, name: str) -> bool:
        """Tells whether a file among the originals is what its name says, also where no record knows its digest."""
        path = self._originals / name[:2] / name
        if not is_digest(name) or not path.is_file():
            return False
        with suppress(OSError, CaseDamaged, NoSuchItem), open(path, "rb") as file:
            digest = finish(digest_of(file if self._cipher is None else self._cipher.unseal(file, None)))
            self._open(digest).close()
            return self.name(digest) == name
        return False

    def found_in_packs(self, digests: Iterable[str]) -> Iterator[Place]:
        """Reads from the packs themselves where some originals lie, for an index that is lost."""
        wanted = {self.name(digest): digest for digest in digests}
        for path in sorted(self._packs.glob(f"*{SUFFIX}")):
            for packed in read_pack(path):
                if packed.name in wanted:
                    yield Place(wanted[packed.name], path.stem, packed.start, packed.length)

    def _write_pack(self, small: dict[str, bytes]) -> tuple[Place, ...]:
        """Writes a pack of what waits in memory to a temporary file."""
        pack = new_id()
        objects: Iterable[tuple[str, bytes]] = small.items()
        if self._cipher is not None:
            objects = ((self.name(digest), self._sealed(data, digest)) for digest, data in small.items())
        with self._written([]) as written:
            written.append(self._incoming / f"{pack}{SUFFIX}")
            with open(written[0], "xb", buffering=0) as out:
                packed = write_pack(out, objects)
        return tuple(Place(digest, pack, item.start, item.length) for digest, item in zip(small, packed, strict=True))

    def _write_alone(self, small: dict[str, bytes]) -> list[tuple[Path, str]]:
        """Writes a few small originals to temporary files of their own."""
        with self._written([]) as written:
            for digest, data in small.items():
                written.append(self._incoming / new_id())
                with open(written[-1], "xb", buffering=0) as out:
                    durable.write_all(out, self._sealed(data, digest))
        return list(zip(written, small, strict=True))

    @contextmanager
    def _written(self, paths: list[Path]) -> Iterator[list[Path]]:
        """Takes back what was written where it could not all be: on a full disk it would be in the way."""
        try:
            yield paths
        except BaseException:
            for path in paths:
                durable.drop_name(path)
            raise

    def _sealed(self, data: bytes, digest: str) -> bytes:
        """Gives the bytes as they are to lie on the disk."""
        return data if self._cipher is None else self._cipher.sealed(data, digest)

    def _holds(self, digest: str) -> bool:
        """Tells whether what lies under an original's name is that original."""
        try:
            return finish(self.check(digest)) == digest
        except (CaseDamaged, OSError):
            return False

    def _pack_path(self, place: Place) -> Path:
        """Names the file of a pack."""
        return self._packs / f"{place.pack}{SUFFIX}"


def _missing() -> NoSuchItem:
    """Words the absence of an original."""
    return NoSuchItem("The original is missing from the case folder.", "Verify the case; restore the file from a copy.")
