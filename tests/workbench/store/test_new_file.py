"""A file that leaves the case: new, private, whole, or not there at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from workbench.errors import NotWritten, StorageFull
from workbench.store.new_file import new_file


def test_a_new_file_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "out.png"
    with new_file(path) as file:
        file.write(b"words")
    assert path.read_bytes() == b"words"
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_is_written_over_nor_through_a_link(tmp_path: Path) -> None:
    there, link, target = tmp_path / "there", tmp_path / "link", tmp_path / "target"
    there.write_bytes(b"before")
    link.symlink_to(target)
    for path in (there, link):
        with pytest.raises(NotWritten, match="there already"), new_file(path) as file:
            file.write(b"after")
    assert there.read_bytes() == b"before" and not target.exists()


def test_a_file_that_fails_is_gone_again(tmp_path: Path) -> None:
    path = tmp_path / "out.png"
    with pytest.raises(ZeroDivisionError), new_file(path) as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert not path.exists()


@pytest.mark.parametrize(("number", "error"), [(errno.ENOSPC, StorageFull), (errno.EIO, NotWritten)])
def test_what_the_disk_refuses_is_said_and_gone(tmp_path: Path, number: int, error: type[Exception]) -> None:
    path = tmp_path / "out.png"
    with pytest.raises(error), new_file(path):
        raise OSError(number, os.strerror(number))
    assert not path.exists()


def test_a_place_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match=r"out\.png could not"), new_file(tmp_path / "none" / "out.png"):
        pass
