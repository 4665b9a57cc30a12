"""Originals: stored once under their digest, read-only, hashed four ways, and never changed on the way in."""

from __future__ import annotations

import hashlib
import os
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.workbench.store.ciphers import TurningCipher
from workbench.errors import AcquisitionError, CaseDamaged, NoSuchItem, SourceChanged, StorageFull
from workbench.jobs import finish
from workbench.store import blobs as blobs_module
from workbench.store import durable
from workbench.store.blobs import PACK_LIMIT, Blobs, Incoming
from workbench.store.packs import Place
from workbench.store.sources import open_source

LARGE = PACK_LIMIT + 5


class Index:
    """An index of packs in memory; what is recorded in it is confirmed."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}

    def find(self, digest: str) -> Place | None:
        """Finds one place."""
        return self.places.get(digest)

    def all(self) -> Iterator[Place]:
        """Lists every place."""
        return iter(sorted(self.places.values(), key=lambda place: (place.pack, place.start)))

    def packs(self) -> frozenset[str]:
        """Names the packs."""
        return frozenset(place.pack for place in self.places.values())

    def drop(self, digest: str) -> None:
        """Forgets one place."""
        del self.places[digest]

    def record(self, places: tuple[Place, ...]) -> None:
        """Confirms some places."""
        self.places.update({place.digest: place for place in places})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Returns an empty folder for originals."""
    made = tmp_path / "case"
    made.mkdir()
    return made


@pytest.fixture
def index() -> Index:
    """Returns an empty index."""
    return Index()


@pytest.fixture(params=["plain", "sealed"])
def blobs(request: pytest.FixtureRequest, folder: Path, index: Index) -> Blobs:
    """Returns the originals of an empty folder, plain and through a cipher."""
    made = Blobs(folder, TurningCipher() if request.param == "sealed" else None, index)
    made.prepare()
    return made


@pytest.fixture
def plain(folder: Path, index: Index) -> Blobs:
    """Returns the originals of an empty folder."""
    made = Blobs(folder, index=index)
    made.prepare()
    return made


def _packed(blobs: Blobs, index: Index, count: int = 10) -> list[Incoming]:
    batch = [blobs.take_bytes(b"small original %d" % number * 9) for number in range(count)]
    places = blobs.settle(batch, packing=True)
    index.record(places)
    blobs.confirm(places)
    return batch


def test_a_file_is_stored_under_its_digest_and_cannot_be_written(plain: Blobs, tmp_path: Path) -> None:
    source = tmp_path / "a.bin"
    source.write_bytes(os.urandom(300_000))
    before = source.stat()
    incoming = finish(plain.take_file(source))
    plain.settle([incoming])
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    stored = plain.path(digest)
    assert stored.read_bytes() == source.read_bytes()
    assert stored.stat().st_mode & 0o222 == 0
    assert (before.st_mtime_ns, before.st_size) == (source.stat().st_mtime_ns, source.stat().st_size)
    assert incoming.path is not None and not incoming.path.exists()
    assert list(plain.names()) == [digest]


@pytest.mark.parametrize("size", [1, PACK_LIMIT - 1, PACK_LIMIT, 300_001])
@pytest.mark.parametrize("lanes", [False, True])
def test_four_digests_come_of_one_pass(
    blobs: Blobs, tmp_path: Path, size: int, lanes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs_module, "_TWO_LANES_FROM", 100_000)
    data = os.urandom(size)
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    source = open_source(path)
    taken = finish(blobs.take_source(source, lanes=lanes))
    source.close()
    digests = taken.digests
    assert taken.digest == hashlib.sha256(data).hexdigest() and taken.size == size
    assert (digests.md5, digests.sha1, digests.sha512) == tuple(
        hashlib.new(name, data).hexdigest() for name in ("md5", "sha1", "sha512")
    )
    blobs.settle([taken])
    with blobs.open(taken.digest) as file:
        assert file.read() == data


def test_every_way_in_gives_every_way_out(blobs: Blobs, index: Index, folder: Path) -> None:
    small = _packed(blobs, index)
    large = finish(blobs.take_pieces(iter([b"piece by piece "] * 10_000)))
    alone = blobs.take_bytes(b"one small original by itself")
    blobs.settle([large, alone])
    for incoming in (*small, large, alone):
        assert blobs.has(incoming.digest) and blobs.size(incoming.digest) == incoming.size
        assert finish(blobs.check(incoming.digest)) == incoming.digest
        with blobs.open(incoming.digest) as file:
            assert file.seek(5) == 5
            file.seek(0)
            assert hashlib.sha256(file.read()).hexdigest() == incoming.digest
    assert sorted(blobs.names()) == sorted(blobs.name(item.digest) for item in (*small, large, alone))
    assert len(list((folder / "packs").iterdir())) == 1 and len(index.places) == 10
    assert list((folder / "incoming").iterdir()) == []


def test_a_few_small_ones_are_not_packed(plain: Blobs, folder: Path) -> None:
    batch = [plain.take_bytes(b"%d" % number) for number in range(3)]
    assert plain.settle(batch, packing=True) == ()
    assert list((folder / "packs").iterdir()) == [] and all(plain.path(item.digest).exists() for item in batch)


def test_a_cipher_sees_every_byte_and_every_name(folder: Path, index: Index) -> None:
    blobs = Blobs(folder, TurningCipher(), index)
    blobs.prepare()
    small = _packed(blobs, index)
    large = blobs.take_bytes(b"words that nobody may read " * 9000)
    blobs.settle([large])
    lying = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"small original" not in lying and b"nobody may read" not in lying
    names = " ".join(path.name for path in folder.rglob("*")).encode()
    assert not [item for item in (*small, large) if item.digest.encode() in lying + names]


def test_bytes_that_are_gone_are_missing_and_nothing_else(blobs: Blobs, index: Index, folder: Path) -> None:
    small = _packed(blobs, index)
    for pack in (folder / "packs").iterdir():
        pack.unlink()
    absent = hashlib.sha256(b"never here").hexdigest()
    for digest in (small[0].digest, absent):
        assert not blobs.has(digest) and blobs.size(digest) is None
        with pytest.raises(NoSuchItem):
            blobs.open(digest)
        with pytest.raises(NoSuchItem):
            finish(blobs.check(digest))


def test_what_the_disk_does_not_give_is_no_missing_original(blobs: Blobs) -> None:
    large = blobs.take_bytes(os.urandom(LARGE))
    blobs.settle([large])
    blobs.path(large.digest).unlink()
    blobs.path(large.digest).mkdir()
    with pytest.raises(CaseDamaged):
        blobs.open(large.digest)
    with pytest.raises(OSError):
        finish(blobs.check(large.digest))


def test_a_changed_or_cut_original_does_not_check(plain: Blobs, index: Index, folder: Path) -> None:
    small = _packed(plain, index)
    (pack,) = (folder / "packs").iterdir()
    place = index.places[small[4].digest]
    data = bytearray(pack.read_bytes())
    data[place.start] ^= 1
    pack.chmod(0o600)
    pack.write_bytes(data)
    assert finish(plain.check(small[4].digest)) != small[4].digest
    assert finish(plain.check(small[5].digest)) == small[5].digest
    last = index.places[small[-1].digest]
    pack.write_bytes(data[: last.start + 7])
    assert plain.size(small[-1].digest) == 7


def test_erased_bytes_are_nowhere(blobs: Blobs, index: Index, folder: Path) -> None:
    small = _packed(blobs, index)
    large = blobs.take_bytes(os.urandom(LARGE))
    blobs.settle([large])
    with open(blobs.path(large.digest), "rb") as still_open:
        blobs.erase(large.digest)
        assert set(still_open.read()) == {0}
    place = index.places[small[3].digest]
    (pack,) = (folder / "packs").iterdir()
    before = pack.read_bytes()
    blobs.erase(small[3].digest)
    after = pack.read_bytes()
    assert len(after) == len(before) and set(after[place.start : place.start + place.length]) == {0}
    assert blobs.name(small[3].digest).encode() not in after
    for gone in (large, small[3]):
        assert not blobs.has(gone.digest)
        blobs.erase(gone.digest)
    for left in (*small[:3], *small[4:]):
        assert finish(blobs.check(left.digest)) == left.digest
        blobs.erase(left.digest)
    assert list((folder / "packs").iterdir()) == []


def test_a_torn_file_under_a_good_name_is_replaced(blobs: Blobs) -> None:
    incoming = blobs.take_bytes(b"the whole of it")
    torn = blobs.path(incoming.digest)
    torn.parent.mkdir()
    torn.write_bytes(b"the wh")
    blobs.settle([incoming])
    assert finish(blobs.check(incoming.digest)) == incoming.digest


def test_bytes_that_are_there_are_not_written_again(blobs: Blobs) -> None:
    first = blobs.take_bytes(b"same")
    blobs.settle([first])
    stamp = blobs.path(first.digest).stat().st_ino
    blobs.settle([blobs.take_bytes(b"same")])
    assert blobs.path(first.digest).stat().st_ino == stamp


def _meddled(plain: Blobs, path: Path, meddle: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Meddles with a source once all of it was read, and sees that it is refused."""
    ended = os.read, os.readv

    def read(handle: int, *arguments: Any) -> Any:
        taken = ended[0](handle, *arguments)
        if taken:
            monkeypatch.setattr(os, "read", ended[0])
            meddle()
        return taken

    def readv(handle: int, buffers: Any) -> int:
        taken = ended[1](handle, buffers)
        if not taken:
            meddle()
        return taken

    monkeypatch.setattr(os, "read", read)
    monkeypatch.setattr(os, "readv", readv)
    with pytest.raises(SourceChanged) as refused:
        finish(plain.take_file(path))
    assert refused.value.message.endswith(".") and refused.value.remedy


@pytest.mark.parametrize("size", [500, 400_000])
@pytest.mark.parametrize("how", ["grow", "rewrite", "restore the time", "replace", "remove"])
def test_a_source_that_changes_while_it_is_read_is_refused(
    plain: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, how: str
) -> None:
    path = tmp_path / "changing.bin"
    path.write_bytes(b"x" * size)
    os.utime(path, ns=(10**18, 10**18))

    def meddle() -> None:
        if how == "grow":
            with open(path, "ab") as file:
                file.write(b"more")
        elif how == "replace":
            (tmp_path / "other").write_bytes(b"x" * size)
            os.replace(tmp_path / "other", path)
        elif how == "remove":
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(b"y" * size)
            if how == "restore the time":
                os.utime(path, ns=(10**18, 10**18))

    _meddled(plain, path, meddle, monkeypatch)
    assert list((tmp_path / "case" / "incoming").iterdir()) == []


def test_links_pipes_and_what_is_missing_are_refused_with_a_reason(plain: Blobs, tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"1")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe", "missing", "case", "n" * 300):
        with pytest.raises(AcquisitionError) as refused:
            finish(plain.take_file(tmp_path / name))
        assert refused.value.message.endswith(".")
    with pytest.raises(AcquisitionError):
        finish(plain.take_file(Path("/dev/null")))
    assert list((tmp_path / "case" / "incoming").iterdir()) == []


def test_holes_stay_holes_and_memory_stays_small(plain: Blobs, tmp_path: Path) -> None:
    path = tmp_path / "sparse.bin"
    with open(path, "wb") as file:
        file.write(b"start")
        file.truncate(48 << 20)
    tracemalloc.start()
    incoming = finish(plain.take_file(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    plain.settle([incoming])
    stored = plain.path(incoming.digest)
    assert stored.stat().st_size == 48 << 20 and stored.stat().st_blocks * 512 < 1 << 20
    assert finish(plain.check(incoming.digest)) == incoming.digest
    assert peak < 4 << 20


def test_a_full_disk_is_said_and_leaves_no_torn_copy(
    plain: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(os.urandom(400_000))
    write_all, count = durable.write_all, [0]

    def full(out: Any, piece: Any) -> None:
        count[0] += 1
        if count[0] > 2:
            raise OSError(28, "No space left on device")
        write_all(out, piece)

    monkeypatch.setattr(durable, "write_all", full)
    with pytest.raises(StorageFull):
        finish(plain.take_file(path))
    with pytest.raises(StorageFull):
        plain.settle([plain.take_bytes(b"small")])
    assert not [item for item in (tmp_path / "case" / "incoming").iterdir() if item.stat().st_size]
    assert list(plain.names()) == []


def test_the_reserve_is_kept_given_up_and_taken_again(plain: Blobs, folder: Path) -> None:
    reserve = plain.reserve
    assert reserve.held and (folder / "reserve").stat().st_blocks * 512 >= 1 << 20
    assert reserve.release() and not reserve.held and not reserve.release()
    reserve.refill()
    assert reserve.held


def test_what_an_interrupted_acquisition_left_is_swept(plain: Blobs, index: Index, folder: Path) -> None:
    left = plain.take_bytes(b"never confirmed" * 10_000)
    assert left.path is not None and left.path.exists()
    plain.settle([plain.take_bytes(b"unconfirmed %d" % number) for number in range(9)], packing=True)
    confirmed = plain.settle([plain.take_bytes(b"confirmed %d" % number) for number in range(9)], packing=True)
    index.record(confirmed)
    Blobs(folder, index=index).prepare()
    assert list((folder / "incoming").iterdir()) == []
    assert [path.stem for path in (folder / "packs").iterdir()] == [confirmed[0].pack]


def test_a_pack_whose_rows_were_lost_is_kept(plain: Blobs, index: Index, folder: Path) -> None:
    batch = _packed(plain, index)
    places = dict(index.places)
    index.places.clear()
    Blobs(folder, index=index).prepare()
    found = {place.digest: place for place in plain.found_in_packs(item.digest for item in batch)}
    assert found == places


def test_a_name_that_is_no_digest_opens_nothing(plain: Blobs) -> None:
    with pytest.raises(NoSuchItem):
        plain.open("../../etc/passwd")
    with pytest.raises(NoSuchItem):
        plain.open("0" * 64)


class _Dead(BaseException):
    """The end of the process."""


def _dying(monkeypatch: pytest.MonkeyPatch, limit: int) -> list[int]:
    """Has every step that touches the disk fail from the given one on, as if the process were gone."""
    count = [0]

    def dying(step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            count[0] += 1
            if count[0] >= limit:
                raise _Dead
            return step(*arguments, **named)

        return run

    for owner, names in (
        (os, ("link", "rename", "replace", "mkdir", "unlink", "chmod", "open", "fsync")),
        (durable, ("write_all", "sync_file_system", "give_name", "drop_name")),
    ):
        for name in names:
            monkeypatch.setattr(owner, name, dying(getattr(owner, name)))
    return count


@pytest.mark.parametrize("sealed", [False, True])
def test_the_end_at_any_step_leaves_nothing_half_named(tmp_path: Path, sealed: bool) -> None:
    sources = [tmp_path / f"{number}.bin" for number in range(2)]
    for source in sources:
        source.write_bytes(os.urandom(LARGE))
    cipher = TurningCipher() if sealed else None
    limit, whole = 0, False
    while not whole:
        limit += 1
        folder, index = tmp_path / f"case-{limit}", Index()
        folder.mkdir()
        Blobs(folder, cipher, index).prepare()
        with pytest.MonkeyPatch.context() as patch:
            count = _dying(patch, limit)
            blobs = Blobs(folder, cipher, index)
            try:
                batch = [blobs.take_bytes(b"small %d" % number) for number in range(9)]
                batch += [finish(blobs.take_file(source)) for source in sources]
                places = blobs.settle(batch, packing=True)
                index.record(places)
                blobs.confirm(places)
                whole = count[0] < limit
            except _Dead:
                pass
        after = Blobs(folder, cipher, index)
        after.prepare()
        known = {after.name(item.digest): item.digest for item in batch}
        for name in after.names():
            assert finish(after.check(known[name])) == known[name], limit
        assert list((folder / "incoming").iterdir()) == []
        assert {path.stem for path in (folder / "packs").iterdir()} == index.packs()
        again = after.settle([after.take_bytes(b"small %d" % number) for number in range(9)], packing=True)
        assert len(again) == 9
    assert limit > 20


def test_a_sealed_original_of_another_name_is_refused(folder: Path, index: Index) -> None:
    blobs = Blobs(folder, TurningCipher(), index)
    blobs.prepare()
    first, second = blobs.take_bytes(b"first" * 20_000), blobs.take_bytes(b"second" * 20_000)
    blobs.settle([first, second])
    os.replace(blobs.path(first.digest), blobs.path(second.digest))
    with pytest.raises(CaseDamaged):
        blobs.open(second.digest)
