"""Acquiring: each item is acquired, known already, or refused with a reason, and one bad file stops nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from pathlib import Path

import pytest

from workbench.actions import intake
from workbench.actions.acquisition import acquire, acquire_bytes
from workbench.actions.cases import OpenCase
from workbench.actions.custody import entries, verify
from workbench.actions.exhibits import list_exhibits, sightings
from workbench.casefile.exhibits import Family
from workbench.casefile.identity import Actor
from workbench.errors import CaseReadOnly, UsageError
from workbench.jobs import finish
from workbench.store import copying


def test_a_folder_comes_in_by_name_order_and_no_source_changes(empty: OpenCase, sources: Path, actor: Actor) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in sources.iterdir()}
    report = finish(acquire(empty, actor, [sources]))
    assert [(item.label, item.name, item.media_type) for item in report.acquired] == [
        ("EX-0001", "a.png", "image/png"),
        ("EX-0002", "b.png", "image/png"),
        ("EX-0003", "c.png", "image/png"),
    ]
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in sources.iterdir()} == before
    for item in report.acquired:
        assert hashlib.sha256((sources / item.name).read_bytes()).hexdigest() == item.digest
        assert item.acquisition.source == str(sources / item.name)
    assert finish(verify(empty)).clean


def test_type_is_told_by_content_and_not_by_name(empty: OpenCase, sources: Path, actor: Actor) -> None:
    shutil.copy(sources / "a.png", sources / "holiday.mp4")
    (sources / "a.png").unlink()
    report = finish(acquire(empty, actor, [sources / "holiday.mp4"]))
    assert (report.acquired[0].media_type, report.acquired[0].family) == ("image/png", Family.IMAGE)


def test_the_same_bytes_again_are_recognised_and_the_second_place_is_kept(
    case: OpenCase, sources: Path, actor: Actor
) -> None:
    copy = sources / "copy of a.png"
    shutil.copy(sources / "a.png", copy)
    report = finish(acquire(case, actor, [copy]))
    assert report.acquired == () and report.duplicates == ((str(copy), 1),)
    (again,) = sightings(case, 1)
    assert again.name == "copy of a.png"
    assert len(list_exhibits(case)) == 3


def test_the_same_bytes_twice_in_one_batch_are_one_exhibit(empty: OpenCase, sources: Path, actor: Actor) -> None:
    shutil.copy(sources / "a.png", sources / "z.png")
    report = finish(acquire(empty, actor, [sources]))
    assert len(report.acquired) == 3 and report.duplicates == ((str(sources / "z.png"), 1),)


def test_one_bad_item_never_stops_the_others(empty: OpenCase, sources: Path, actor: Actor) -> None:
    (sources / "empty.jpg").write_bytes(b"")
    (sources / "link").symlink_to(sources / "a.png")
    os.mkfifo(sources / "pipe")
    report = finish(acquire(empty, actor, [sources, sources / "missing.png"]))
    assert len(report.acquired) == 3
    assert {Path(refusal.source).name for refusal in report.refused} == {"empty.jpg", "link", "pipe", "missing.png"}
    assert all(refusal.reason for refusal in report.refused)


def test_a_name_that_is_no_unicode_text_is_kept_byte_for_byte(empty: OpenCase, sources: Path, actor: Actor) -> None:
    odd = os.path.join(os.fsencode(sources), b"caf\xe9 \xff.png")
    with open(odd, "wb") as file:
        file.write(b"some words of text\n")
    report = finish(acquire(empty, actor, [Path(os.fsdecode(odd))]))
    item = report.acquired[0]
    assert item.name == "caf\\xe9 \\xff.png"
    assert bytes.fromhex(item.acquisition.source_bytes_hex) == odd


def test_the_case_does_not_swallow_itself(case: OpenCase, actor: Actor) -> None:
    report = finish(acquire(case, actor, [case.folder.parent]))
    assert report.acquired == () and report.refused


def test_each_batch_is_confirmed_by_one_entry_before_the_next(
    empty: OpenCase, sources: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_BATCH_FILES", 2)
    finish(acquire(empty, actor, [sources]))
    labels = [entry.label for entry in entries(empty) if entry.verb == "exhibit.acquire"]
    assert labels == ["Acquire EX-0003", "Acquire EX-0001 to EX-0002"]


def test_a_cancelled_acquisition_keeps_what_was_confirmed_and_nothing_else(
    empty: OpenCase, sources: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_BATCH_FILES", 2)
    job = acquire(empty, actor, [sources])
    next(job)
    next(job)
    job.close()
    assert [item.label for item in list_exhibits(empty)] == ["EX-0001", "EX-0002"]
    assert list((empty.folder / "incoming").iterdir()) == []
    assert finish(verify(empty)).clean


def test_numbers_are_never_given_twice(case: OpenCase, actor: Actor) -> None:
    report = acquire_bytes(case, actor, b"pasted words", "pasted text")
    assert report.acquired[0].label == "EX-0004"
    assert report.acquired[0].acquisition.method == "paste"


def test_nothing_to_acquire_is_said(empty: OpenCase, actor: Actor) -> None:
    with pytest.raises(UsageError):
        finish(acquire(empty, actor, []))
    assert acquire_bytes(empty, actor, b"", "pasted").refused


def test_a_case_that_is_read_only_takes_nothing(case: OpenCase, sources: Path, actor: Actor) -> None:
    from workbench.actions.cases import open_case

    (sources / "new.txt").write_text("new")
    second = open_case(case.folder, actor)
    with pytest.raises(CaseReadOnly):
        finish(acquire(second, actor, [sources / "new.txt"]))
    second.close()


def test_a_large_file_tells_of_its_progress_and_can_be_stopped_midway(
    empty: OpenCase, tmp_path: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_TELL_EVERY", 1 << 20)
    large = tmp_path / "large.bin"
    large.write_bytes(os.urandom(5 << 20))
    told = [step for step in acquire(empty, actor, [large]) if step.doing == "Copying and hashing"]
    assert [step.done >> 20 for step in told] == [1, 2, 3, 4, 5] and told[0].total == 5 << 20
    (tmp_path / "other.bin").write_bytes(os.urandom(5 << 20))
    job = acquire(empty, actor, [tmp_path / "other.bin"])
    while next(job).doing != "Copying and hashing":
        pass
    job.close()
    assert list((empty.folder / "incoming").iterdir()) == []
    assert [item.name for item in list_exhibits(empty)] == ["large.bin"]


def test_pasting_while_a_folder_comes_in_never_gives_one_number_twice(
    empty: OpenCase, tmp_path: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_BATCH_FILES", 3)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:02}.txt").write_text(f"words {number}")

    def paste() -> None:
        for number in range(40):
            acquire_bytes(empty, actor, b"pasted %d" % number, "pasted")

    pasting = threading.Thread(target=paste)
    pasting.start()
    report = finish(acquire(empty, actor, [folder]))
    pasting.join()
    exhibits = list_exhibits(empty)
    assert len(report.acquired) == 60 and [item.number for item in exhibits] == list(range(1, 101))
    assert len({item.digest for item in exhibits}) == 100
    assert finish(verify(empty)).clean
