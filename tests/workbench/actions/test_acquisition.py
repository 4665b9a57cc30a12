"""Acquiring: each item is acquired, known already, or refused with a reason, and one bad file stops nothing."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import socket
import threading
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from workbench.actions import acquired, intake
from workbench.actions.acquisition import acquire, acquire_bytes, refer
from workbench.actions.cases import OpenCase, new_case
from workbench.actions.custody import entries, verify
from workbench.actions.exhibits import exhibit, list_exhibits, sightings, withdraw
from workbench.casefile.cases import CaseKind
from workbench.casefile.exhibit_numbers import number_from_path
from workbench.casefile.exhibits import Family, Holding, Provenance
from workbench.casefile.identity import Actor, now
from workbench.casefile.verbs import RATE
from workbench.errors import AcquisitionError, CaseReadOnly, UsageError
from workbench.jobs import finish
from workbench.store import copying, durable


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


def test_whence_and_on_what_authority_stands_with_every_exhibit(empty: OpenCase, sources: Path, actor: Actor) -> None:
    provenance = Provenance("https://example.org/p/1", "Example", "@abc", ("post:7741",), "Order 12/2026", now())
    report = finish(acquire(empty, actor, [sources], "browser capture", provenance))
    assert len(report.acquired) == 3
    for item in report.acquired:
        kept = exhibit(empty, item.number)
        assert kept.acquisition.provenance == provenance and kept.acquisition.method == "browser capture"
        assert kept.acquisition.tool.startswith("Investigation Workbench") and kept.acquisition.actor == actor
        data = (sources / item.name).read_bytes()
        assert kept.digests.md5 == hashlib.md5(data, usedforsecurity=False).hexdigest()
        assert kept.digests.sha1 == hashlib.sha1(data, usedforsecurity=False).hexdigest()
        assert kept.digests.sha512 == hashlib.sha512(data).hexdigest()


def _tree(folder: Path) -> list[str]:
    """Makes a folder of small and large files, some alike; returns their names as they come in."""
    folder.mkdir()
    (folder / "inner").mkdir()
    for number in range(30):
        size = 200_000 if number % 3 == 0 else 200
        (folder / ("inner" if number > 20 else "") / f"{number:02}.bin").write_bytes(bytes([number]) * size)
    (folder / "03 again.bin").write_bytes(bytes([3]) * 200_000)
    return [f"{number:02}.bin" for number in range(30)]


def test_more_workers_bring_the_same_in_the_same_order(tmp_path: Path, actor: Actor, profile: Path) -> None:
    names = _tree(tmp_path / "tree")
    found = []
    for workers in (1, 3):
        with new_case(tmp_path / f"case-{workers}", "Workers", CaseKind.OTHER, actor) as case:
            report = finish(acquire(case, actor, [tmp_path / "tree"], workers=workers))
            assert [item.number for item in report.acquired] == list(range(1, 31)) and not report.refused
            assert finish(verify(case)).clean and list((case.folder / "incoming").iterdir()) == []
            found.append(([(item.name, item.digest, item.digests) for item in report.acquired], report.duplicates))
    assert found[0] == found[1] and sorted(name for name, _, _ in found[0][0]) != [] and len(found[0][1]) == 1
    assert {name for name, _, _ in found[0][0]} <= {*names, "03 again.bin"}


def test_an_acquisition_by_several_workers_can_be_stopped(
    empty: OpenCase, tmp_path: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_BATCH_FILES", 6)
    _tree(tmp_path / "tree")
    job = acquire(empty, actor, [tmp_path / "tree"], workers=2)
    while not list_exhibits(empty):
        next(job)
    next(job)
    job.close()
    assert list((empty.folder / "incoming").iterdir()) == []
    assert finish(verify(empty)).clean and len(list_exhibits(empty)) % 6 in (0, 5)


def test_a_reference_is_told_by_content_and_no_byte_of_it_is_stored(
    empty: OpenCase, sources: Path, actor: Actor
) -> None:
    (sources / "large.bin").write_bytes(os.urandom(200_000))
    places = {path for path in empty.folder.rglob("*") if path.is_file()}
    report = finish(
        acquire(empty, actor, [sources], reference_only=True, location="Police, safe 4", description="two pictures")
    )
    first = report.acquired[0]
    assert (first.name, first.state, first.media_type) == ("a.png", "reference", "image/png")
    assert all(item.location == "Police, safe 4" and item.description == "two pictures" for item in report.acquired)
    assert report.acquired[0].digest == hashlib.sha256((sources / "a.png").read_bytes()).hexdigest()
    assert report.acquired[3].digests.sha1 and not list(empty.file.blobs.names())
    assert {path for path in empty.folder.rglob("*") if path.is_file()} == places
    again = finish(acquire(empty, actor, [sources / "a.png"]))
    assert again.acquired == () and "EX-0001" in again.refused[0].reason and again.refused[0].remedy
    known = finish(acquire(empty, actor, [sources / "a.png"], reference_only=True))
    assert known.duplicates == ((str(sources / "a.png"), 1),)
    withdraw(empty, actor, 1, "may be held now")
    assert [item.state for item in finish(acquire(empty, actor, [sources / "a.png"])).acquired] == ["held"]
    assert finish(verify(empty)).clean


def test_a_reference_without_a_file_keeps_what_is_known(case: OpenCase, actor: Actor) -> None:
    digest = "AB" * 32
    made = refer(case, actor, digest, 5, "clip.mp4", "Hotline, ref 88", "a clip", "video/mp4")
    kept = exhibit(case, made.number)
    assert (kept.label, kept.digest, kept.size, kept.state) == ("EX-0004", digest.lower(), 5, "reference")
    assert (kept.location, kept.description, kept.family) == ("Hotline, ref 88", "a clip", Family.VIDEO)
    held = exhibit(case, 1)
    for known in (digest, held.digest):
        with pytest.raises(AcquisitionError) as refused:
            refer(case, actor, known, 5, "again", "elsewhere")
        assert "EX-000" in refused.value.message
    for wrong in (("12", 5, "n", "l"), ("cd" * 32, -1, "n", "l"), ("cd" * 32, 5, " ", "l"), ("cd" * 32, 5, "n", "")):
        with pytest.raises(UsageError):
            refer(case, actor, *wrong)
    assert finish(verify(case)).clean


def test_destroyed_bytes_do_not_come_in_again(case: OpenCase, sources: Path, actor: Actor) -> None:
    with case.write(actor, RATE, "Note", "EX-0001") as work:
        work.put(replace(exhibit(case, 1), holding=Holding.DESTROYED))
    report = finish(acquire(case, actor, [sources]))
    assert len(report.duplicates) == 2 and "destroyed as EX-0001" in report.refused[0].reason


def test_a_missing_original_that_comes_again_is_put_back(case: OpenCase, sources: Path, actor: Actor) -> None:
    lost = exhibit(case, 2)
    case.file.blobs.path(lost.digest).unlink()
    assert not finish(verify(case)).clean
    report = finish(acquire(case, actor, [sources / "b.png"]))
    assert report.duplicates == ((str(sources / "b.png"), 2),)
    assert finish(verify(case)).clean


def test_children_do_not_move_the_numbers_on(case: OpenCase, actor: Actor) -> None:
    child = replace(exhibit(case, 3), number=number_from_path((3, 1)), digest="ef" * 32, holding=Holding.REFERENCE)
    with case.write(actor, RATE, "Note", child.label) as work:
        work.put(child)
    assert acquire_bytes(case, actor, b"words", "words").acquired[0].label == "EX-0004"


def test_every_odd_thing_in_a_folder_has_an_answer(empty: OpenCase, tmp_path: Path, actor: Actor) -> None:
    odd = tmp_path / "odd"
    odd.mkdir()
    composed, decomposed = "Ame\u0301lie.txt", "Am\u00e9lie.txt"
    (odd / composed).write_text("the one form")
    (odd / decomposed).write_text("the other form")
    (odd / "to folder").symlink_to(tmp_path)
    (odd / "to itself").symlink_to(odd / "to itself")
    (odd / "to nothing").symlink_to(odd / "nothing")
    os.mkfifo(odd / "pipe")
    sock = socket.socket(socket.AF_UNIX)
    sock.bind(str(odd / "sock"))
    sock.close()
    (odd / "empty").touch()
    (odd / "new\nline\x1b[31m").write_text("a name with a line end")
    report = finish(acquire(empty, actor, [odd, Path("/dev/null"), Path("/dev/fd"), tmp_path / "nul\0name"]))
    assert {item.name for item in report.acquired} == {composed, decomposed, "new\nline\x1b[31m"}
    refused = {os.path.basename(item.source): item.reason for item in report.refused}
    assert set(refused) >= {"to folder", "to itself", "to nothing", "pipe", "sock", "empty", "null"}
    assert "folder" in refused["to folder"] and "pipe" in refused["pipe"] and "socket" in refused["sock"]
    assert "device" in refused["null"] and len(report.refused) == 9
    assert finish(verify(empty)).clean


def test_a_path_longer_than_the_system_opens_comes_in(empty: OpenCase, tmp_path: Path, actor: Actor) -> None:
    top = tmp_path / "deep"
    top.mkdir()
    here = os.open(top, os.O_RDONLY)
    for level in range(30):
        name = f"{level:02}".ljust(200, "x")
        os.mkdir(name, dir_fd=here)
        inner = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    with os.fdopen(os.open("deep.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here), "w") as file:
        file.write("far down")
    os.close(here)
    report = finish(acquire(empty, actor, [top]))
    assert [item.name for item in report.acquired] == ["deep.txt"] and not report.refused
    assert len(report.acquired[0].acquisition.source) > 4096
    shutil.rmtree(top)


def test_folders_too_deep_are_refused_and_the_rest_comes_in(empty: OpenCase, tmp_path: Path, actor: Actor) -> None:
    top = tmp_path / "deep"
    (top / "/".join(["d"] * 300)).mkdir(parents=True)
    (top / "d" / "words.txt").write_text("near the top")
    report = finish(acquire(empty, actor, [top]))
    assert len(report.acquired) == 1 and len(report.refused) == 1 and "deep" in report.refused[0].reason


def test_a_folder_that_vanishes_midway_stops_nothing(
    empty: OpenCase, tmp_path: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_BATCH_FILES", 1)
    top = tmp_path / "top"
    for name in ("a", "b", "c"):
        (top / name).mkdir(parents=True)
        (top / name / f"{name}1.txt").write_text(name)
        (top / name / f"{name}2.txt").write_text(name * 2)
    job = acquire(empty, actor, [top])
    while len(list_exhibits(empty)) < 1:
        next(job)
    shutil.rmtree(top / "a")
    shutil.rmtree(top / "b")
    report = finish(job)
    assert [item.name for item in report.acquired] == ["a1.txt", "c1.txt", "c2.txt"]
    assert len(report.refused) == 2 and all(item.reason for item in report.refused)


def test_the_case_is_no_source_by_any_way_to_it(case: OpenCase, tmp_path: Path, actor: Actor) -> None:
    around = tmp_path / "link to all"
    around.symlink_to(case.folder.parent)
    for path in (case.folder, case.folder / "originals", case.folder / "case.sqlite3", around / "case" / "lock"):
        report = finish(acquire(case, actor, [path]))
        assert report.acquired == () and len(report.refused) == 1 and "case" in report.refused[0].reason


def test_a_full_disk_keeps_what_is_in_and_refuses_the_rest_in_words(
    empty: OpenCase, tmp_path: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_BATCH_FILES", 4)
    _tree(tmp_path / "tree")
    write_all, room = durable.write_all, [500_000]

    def write(out: BinaryIO, piece: bytes) -> None:
        room[0] -= len(piece)
        if room[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        write_all(out, piece)

    monkeypatch.setattr(durable, "write_all", write)
    report = finish(acquire(empty, actor, [tmp_path / "tree"]))
    assert 4 <= len(report.acquired) < 30 and len(report.acquired) + len(report.refused) == 31
    assert all("no room" in item.reason and item.remedy for item in report.refused)
    assert entries(empty)[0].verb == "exhibit.acquire_stop" and not empty.file.blobs.reserve.held
    assert finish(verify(empty)).clean and list((empty.folder / "incoming").iterdir()) == []
    monkeypatch.setattr(durable, "write_all", write_all)
    rest = finish(acquire(empty, actor, [tmp_path / "tree"]))
    assert not rest.refused and len(list_exhibits(empty)) == 30 and empty.file.blobs.reserve.held


def test_a_long_report_is_read_from_the_case(
    empty: OpenCase, tmp_path: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acquired, "_AT_HAND", 5)
    monkeypatch.setattr(acquired, "_READ", 4)
    _tree(tmp_path / "tree")
    report = finish(acquire(empty, actor, [tmp_path / "tree"]))
    assert len(report.acquired) == 30 and report.acquired == list_exhibits(empty)
    assert report.acquired[17] == exhibit(empty, 18) and report.acquired[-1].number == 30
    assert [item.number for item in report.acquired[3:9]] == [4, 5, 6, 7, 8, 9]
    with pytest.raises(IndexError):
        report.acquired[30]
