"""A repair brings back what the ledger proves, sets aside what does not belong, and guesses nothing."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.workbench.store.tamperings import TAMPERINGS, Tampering, original, sample, store_of
from workbench.actions.repair import repair_folder
from workbench.casefile.custody import FaultKind, RepairReport
from workbench.casefile.identity import Actor
from workbench.jobs import finish

BY_NAME = {tampering.name: tampering for tampering in TAMPERINGS}
ALONE = ("a record added", "the end misstated", "a file put among the originals", "destroyed bytes come back")
WITH_A_COPY = (
    "a record edited",
    "a record removed",
    "an entry edited",
    "an entry removed",
    "the tail cut",
    "one bit of an original turned",
    "an original swollen",
    "an original missing",
    "two originals swapped",
    "a packed original changed",
    "a pack missing",
)
NEVER = ("the history rewritten and signed again", "an older copy put in place")


@pytest.fixture
def folder(tmp_path: Path, profile: Path) -> Path:
    """Returns the folder of a sound case whose heads this profile remembers."""
    return sample(tmp_path / "case", profile / "profile")


def _repair(folder: Path, copies: Sequence[Path] = (), look: bool = False) -> RepairReport:
    return finish(repair_folder(folder, Actor("Mender"), copies, look=look))


def test_a_sound_case_is_left_alone(folder: Path) -> None:
    before = (folder / "case.sqlite3").read_bytes()
    report = _repair(folder)
    assert report.mended == () and report.remaining == ()
    assert (folder / "case.sqlite3").read_bytes() == before and not (folder / "set-aside").exists()


@pytest.mark.parametrize("name", [*ALONE, *WITH_A_COPY])
def test_what_the_ledger_proves_comes_back(name: str, folder: Path, profile: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    BY_NAME[name].spoil(folder, profile / "profile")
    looked = _repair(folder, [copy], look=True)
    assert not looked.acted
    report = _repair(folder, [] if name in ALONE else [copy])
    assert report.mended and report.remaining == (), report.remaining
    assert {one.subject for one in looked.mended} <= {one.subject for one in report.mended} | {"store"}
    assert _repair(folder).mended == ()


@pytest.mark.parametrize("name", WITH_A_COPY)
def test_without_a_copy_it_says_what_is_missing(name: str, folder: Path, profile: Path) -> None:
    tampering: Tampering = BY_NAME[name]
    tampering.spoil(folder, profile / "profile")
    assert tampering.subject in {fault.subject for fault in _repair(folder).remaining}


@pytest.mark.parametrize("name", NEVER)
def test_another_history_is_never_mended_over(name: str, folder: Path, profile: Path) -> None:
    BY_NAME[name].spoil(folder, profile / "profile")
    assert BY_NAME[name].kind in {fault.kind for fault in _repair(folder).remaining}


def test_an_original_comes_back_from_any_folder_under_any_name(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "stick" / "deep"
    elsewhere.mkdir(parents=True)
    path = original(folder, 2)
    shutil.move(path, elsewhere / "holiday.jpg")
    (elsewhere / "other").write_bytes(b"x" * (elsewhere / "holiday.jpg").stat().st_size)
    report = _repair(folder, [tmp_path / "stick"])
    assert [one.subject for one in report.mended] == ["EX-0002"] and report.remaining == ()
    assert path.exists() and (elsewhere / "holiday.jpg").exists()


def test_what_lay_in_the_place_of_an_original_is_kept_aside(folder: Path, tmp_path: Path, profile: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    BY_NAME["an original swollen"].spoil(folder, profile / "profile")
    _repair(folder, [copy])
    kept = [path for path in (folder / "set-aside").rglob("*") if path.is_file()]
    assert len(kept) == 1 and kept[0].read_bytes().endswith(b" ")


def test_no_original_is_called_a_stranger_while_a_record_is_missing(folder: Path) -> None:
    with store_of(folder) as raw:
        raw.execute("DELETE FROM exhibit WHERE key = 2")
    assert {fault.subject for fault in _repair(folder).remaining} >= {"EX-0002"}
    assert original(folder, 2).exists() and not (folder / "set-aside").exists()


def test_a_copy_that_lies_is_not_believed(folder: Path, tmp_path: Path, profile: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    original(folder, 2).unlink()
    BY_NAME["one bit of an original turned"].spoil(copy, profile / "profile")
    with store_of(folder) as raw:
        raw.execute("DELETE FROM exhibit WHERE key = 1")
    BY_NAME["a record edited"].spoil(copy, profile / "profile")
    with store_of(copy) as raw:
        raw.execute("UPDATE exhibit SET body = replace(body, 'x.txt', 'z.txt') WHERE key = 1")
    remaining = {fault.subject for fault in _repair(folder, [copy]).remaining}
    assert {"EX-0001", "EX-0002"} <= remaining


def test_the_index_of_packs_is_made_again_from_the_packs(folder: Path) -> None:
    with store_of(folder) as raw:
        raw.execute("DELETE FROM packed")
    report = _repair(folder)
    assert len(report.mended) == 10 and report.remaining == ()


@pytest.mark.parametrize("cut", [0.35, 0.6, 0.9])
def test_a_store_cut_short_is_salvaged_and_the_damaged_one_kept(cut: float, folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    store = folder / "case.sqlite3"
    data = store.read_bytes()
    store.write_bytes(data[: int(len(data) * cut)])
    report = _repair(folder, [copy])
    assert report.remaining == (), report.remaining
    assert report.mended[0].subject == "store"
    assert [path.stat().st_size for path in (folder / "set-aside").rglob("case.sqlite3")] == [int(len(data) * cut)]


def test_a_damaged_store_without_a_copy_never_comes_out_as_a_clean_lie(folder: Path) -> None:
    store = folder / "case.sqlite3"
    data = bytearray(store.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 8192] = bytes(8192)
    store.write_bytes(data)
    try:
        report = _repair(folder)
    except Exception as error:
        assert "NotACase" not in type(error).__name__
        return
    assert report.mended
    assert all(isinstance(fault.kind, FaultKind) for fault in report.remaining)
