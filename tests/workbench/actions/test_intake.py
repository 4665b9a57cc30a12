"""Batches that are entered while the next is read: the same order, the same report, the same words when it fails."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from workbench.actions import entering, intake
from workbench.actions.acquisition import acquire
from workbench.actions.cases import OpenCase
from workbench.actions.custody import entries, verify
from workbench.actions.exhibits import list_exhibits
from workbench.casefile.identity import Actor
from workbench.errors import StorageFull
from workbench.jobs import finish


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns a folder of nine large files, the last like the first, that come in by batches of three."""
    monkeypatch.setattr(intake, "_BATCH_FILES", 3)
    folder = tmp_path / "large"
    folder.mkdir()
    for number in range(9):
        (folder / f"{number}.bin").write_bytes(bytes([number % 8 + 1]) * 100_000)
    return folder


def test_batches_are_entered_in_turn_on_a_thread_of_their_own(empty: OpenCase, large: Path, actor: Actor) -> None:
    threads = set[str]()
    empty.subscribe(lambda entry: threads.add(threading.current_thread().name))
    report = finish(acquire(empty, actor, [large], workers=2))
    assert [(item.number, item.name) for item in report.acquired] == [(n + 1, f"{n}.bin") for n in range(8)]
    assert report.duplicates == ((str(large / "8.bin"), 1),) and not report.refused
    labels = [entry.label for entry in entries(empty) if entry.verb == "exhibit.acquire"]
    assert labels[::-1] == [
        "Acquire EX-0001 to EX-0003",
        "Acquire EX-0004 to EX-0006",
        "Acquire EX-0007 to EX-0008, 1 known already",
    ]
    assert len(threads) == 1 and threads.pop().startswith("entering")
    assert finish(verify(empty)).clean


def test_small_files_are_entered_where_they_are_read(
    empty: OpenCase, sources: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_BATCH_FILES", 2)
    threads = set[threading.Thread]()
    empty.subscribe(lambda entry: threads.add(threading.current_thread()))
    assert len(finish(acquire(empty, actor, [sources], workers=2)).acquired) == 3
    assert threads == {threading.current_thread()}


def test_an_entry_that_fails_elsewhere_ends_the_acquisition_here(
    empty: OpenCase, large: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, asked = entering.known, list[int]()

    def failing(case: OpenCase, digests: object) -> object:
        asked.append(1)
        if len(asked) == 2:
            raise RuntimeError("the second batch fails")
        return usual(case, digests)  # type: ignore[arg-type]

    monkeypatch.setattr(entering, "known", failing)
    with pytest.raises(RuntimeError, match="second batch"):
        finish(acquire(empty, actor, [large], workers=2))
    assert [item.label for item in list_exhibits(empty)] == ["EX-0001", "EX-0002", "EX-0003"]
    assert list((empty.folder / "incoming").iterdir()) == []
    assert finish(verify(empty)).clean


def test_a_full_disk_is_told_by_the_thread_that_met_it(
    empty: OpenCase, large: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = entering._write
    labels = list[str]()

    def full(case: OpenCase, *rest: object) -> object:
        labels.append(threading.current_thread().name)
        if len(labels) > 1:
            raise StorageFull("The disk has no room left for this case.", "Free some room.")
        return usual(case, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(entering, "_write", full)
    report = finish(acquire(empty, actor, [large], workers=2))
    assert [item.name for item in report.acquired] == ["0.bin", "1.bin", "2.bin"]
    assert sorted(Path(refusal.source).name for refusal in report.refused) == [f"{n}.bin" for n in range(3, 9)]
    assert {refusal.reason for refusal in report.refused} == {"The disk has no room left for this case."}
    assert list((empty.folder / "incoming").iterdir()) == []
    assert any(entry.verb == "exhibit.acquire_stop" for entry in entries(empty))
