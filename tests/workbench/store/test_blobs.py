"""Originals: stored once under their digest, read-only, and never changed on the way in."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from workbench.errors import AcquisitionError, NoSuchItem, SourceChanged
from workbench.jobs import finish
from workbench.store.blobs import Blobs


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    """Returns the originals of an empty folder."""
    folder = tmp_path / "case"
    folder.mkdir()
    made = Blobs(folder)
    made.prepare()
    return made


def test_a_file_is_stored_under_its_digest_and_cannot_be_written(blobs: Blobs, tmp_path: Path) -> None:
    source = tmp_path / "a.bin"
    source.write_bytes(os.urandom(300_000))
    before = source.stat()
    incoming = finish(blobs.take_file(source))
    blobs.settle([incoming])
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    stored = blobs.path(digest)
    assert stored.read_bytes() == source.read_bytes()
    assert stored.stat().st_mode & 0o222 == 0
    assert (before.st_mtime_ns, before.st_size) == (source.stat().st_mtime_ns, source.stat().st_size)
    assert incoming.path is not None and not incoming.path.exists()
    assert list(blobs.names()) == [digest]


def test_a_torn_file_under_a_good_name_is_replaced(blobs: Blobs) -> None:
    incoming = blobs.take_bytes(b"the whole of it")
    torn = blobs.path(incoming.digest)
    torn.parent.mkdir()
    torn.write_bytes(b"the wh")
    blobs.settle([incoming])
    assert torn.read_bytes() == b"the whole of it"


def test_bytes_that_are_there_are_not_written_again(blobs: Blobs) -> None:
    first = blobs.take_bytes(b"same")
    blobs.settle([first])
    stamp = blobs.path(first.digest).stat().st_ino
    blobs.settle([blobs.take_bytes(b"same")])
    assert blobs.path(first.digest).stat().st_ino == stamp


def test_a_source_that_grows_while_it_is_read_is_refused(
    blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "growing.bin"
    source.write_bytes(b"x" * 400_000)
    take = blobs._take

    def grow(*arguments):  # type: ignore[no-untyped-def]
        taken = yield from take(*arguments)
        with open(source, "ab") as file:
            file.write(b"more")
        return taken

    monkeypatch.setattr(blobs, "_take", grow)
    with pytest.raises(SourceChanged):
        finish(blobs.take_file(source))
    assert list((tmp_path / "case" / "incoming").iterdir()) == []


def test_links_pipes_and_what_is_missing_are_refused_with_a_reason(blobs: Blobs, tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"1")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe", "missing"):
        with pytest.raises(AcquisitionError) as refused:
            finish(blobs.take_file(tmp_path / name))
        assert refused.value.message.endswith(".")
    assert list((tmp_path / "case" / "incoming").iterdir()) == []


def test_what_an_interrupted_acquisition_left_is_swept(blobs: Blobs, tmp_path: Path) -> None:
    left = blobs.take_bytes(b"never confirmed" * 10_000)
    assert left.path is not None and left.path.exists()
    Blobs(tmp_path / "case").prepare()
    assert not left.path.exists()


def test_a_name_that_is_no_digest_opens_nothing(blobs: Blobs) -> None:
    with pytest.raises(NoSuchItem):
        blobs.open("../../etc/passwd")
    with pytest.raises(NoSuchItem):
        blobs.open("0" * 64)
