"""Containers become exhibits under their number: all of what is whole, nothing twice, and a reason for the rest."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.workbench.actions.conftest import picture
from workbench.actions import children as entering
from workbench.actions import unpacking
from workbench.actions.acquisition import acquire, acquire_bytes
from workbench.actions.cases import OpenCase, new_case
from workbench.actions.custody import verify
from workbench.actions.exhibits import exhibit, set_sensitivity, sightings, withdraw
from workbench.actions.retention import destroy
from workbench.actions.unpacking import UnpackReport, can_unpack, children, unpack, unpack_all
from workbench.casefile.cases import CaseKind
from workbench.casefile.exhibits import Exhibit, Holding, Provenance, Sensitivity
from workbench.casefile.identity import Actor
from workbench.casefile.verbs import UNPACK
from workbench.errors import NoSuchItem, SandboxUnavailable
from workbench.jobs import finish
from workbench.media import lockdown
from workbench.media.sandbox import Decoder
from workbench.media.streams import Bounds
from workbench.store import key_file
from workbench.store.wrapping import Cost

WORDS = b"what was written\n"


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Makes a ZIP archive of some entries."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return data.getvalue()


def tarred(entries: dict[str, bytes]) -> bytes:
    """Makes a tar archive of some entries."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in entries.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(content), 1_700_000_000
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def acquired(case: OpenCase, actor: Actor, data: bytes, name: str) -> Exhibit:
    """Brings bytes into the case and gives their exhibit."""
    return acquire_bytes(case, actor, data, name).acquired[0]


def entries_of(case: OpenCase) -> int:
    """Counts the entries of the ledger."""
    return case.file.head().size


@pytest.fixture(scope="module")
def reader() -> Iterator[Decoder]:
    """Gives a decoder, or skips where nothing can be confined."""
    if lockdown.missing():
        pytest.skip(f"readers cannot be confined here: {lockdown.missing()}")
    with Decoder() as decoder:
        yield decoder


def opened(case: OpenCase, actor: Actor, reader: Decoder, data: bytes, name: str) -> tuple[Exhibit, UnpackReport]:
    """Acquires a container and unpacks it."""
    parent = acquired(case, actor, data, name)
    return parent, finish(unpack(case, actor, reader, parent.number))


def test_children_are_numbered_under_their_parent(empty: OpenCase, actor: Actor, reader: Decoder) -> None:
    acquired(empty, actor, WORDS * 2, "before.txt")
    data = zipped({"a/photo.png": picture((9, 9, 9)), "a/b/words.txt": WORDS})
    parent, report = opened(empty, actor, reader, data, "seized.zip")
    assert parent.label == "EX-0002" and can_unpack(parent)
    assert [(c.label, c.name, c.media_type) for c in report.children] == [
        ("EX-0002.1", "photo.png", "image/png"),
        ("EX-0002.2", "words.txt", "text/plain"),
    ]
    assert not report.refused and not report.duplicates
    child = report.children[1]
    assert child.parent == 2 and child.acquisition.method == "unpack"
    assert child.acquisition.source == "EX-0002: a/b/words.txt"
    assert child.digests.md5 and child.sensitivity is Sensitivity.UNCLASSIFIED
    with empty.file.blobs.open(child.digest) as stored:
        assert stored.read() == WORDS
    assert children(empty, 2) == report.children
    assert acquired(empty, actor, WORDS * 3, "after.txt").label == "EX-0003"


def test_unpacking_twice_adds_nothing(empty: OpenCase, actor: Actor, reader: Decoder) -> None:
    data = zipped({"a.txt": WORDS, "same.txt": WORDS, "b.txt": WORDS * 2})
    parent, first = opened(empty, actor, reader, data, "seized.zip")
    size = entries_of(empty)
    again = finish(unpack(empty, actor, reader, parent.number))
    assert [c.label for c in first.children] == ["EX-0001.1", "EX-0001.2"]
    assert first.duplicates == (("same.txt", first.children[0].number),)
    assert not again.children and len(again.duplicates) == 3
    assert entries_of(empty) == size and len(sightings(empty, first.children[0].number)) == 1


def test_an_unpacking_that_was_cut_off_goes_on(
    empty: OpenCase, actor: Actor, reader: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "_BATCH_FILES", 4)
    parent = acquired(empty, actor, zipped({f"{n}.txt": WORDS * (n + 1) for n in range(10)}), "seized.zip")
    job = unpack(empty, actor, reader, parent.number)
    while len(children(empty, parent.number)) < 4:
        next(job)
    job.close()
    assert len(children(empty, parent.number)) == 4
    rest = finish(unpack(empty, actor, reader, parent.number))
    assert len(rest.children) == 6 and len(rest.duplicates) == 4
    assert [c.label for c in children(empty, parent.number)] == [f"EX-0001.{n}" for n in range(1, 11)]


def test_known_bytes_become_a_sighting_that_names_the_container(empty: OpenCase, actor: Actor, reader: Decoder) -> None:
    known = acquired(empty, actor, WORDS, "words.txt")
    parent, report = opened(empty, actor, reader, tarred({"inside/words.txt": WORDS}), "seized.tar")
    assert not report.children and report.duplicates == (("inside/words.txt", known.number),)
    (met,) = sightings(empty, known.number)
    assert met.acquisition.source == "EX-0002: inside/words.txt" and met.acquisition.method == "unpack"
    assert met.acquisition.source_modified == datetime.fromtimestamp(1_700_000_000, UTC)
    assert not children(empty, parent.number)


def test_provenance_and_sensitivity_come_down_from_the_parent(empty: OpenCase, actor: Actor, reader: Decoder) -> None:
    said = Provenance(source_url="https://example.org/a.zip", platform="Example", authority="Warrant 7")
    parent = acquire_bytes(empty, actor, zipped({"a.txt": WORDS}), "a.zip", provenance=said).acquired[0]
    set_sensitivity(empty, actor, [parent.number], Sensitivity.SEVERE)
    (child,) = finish(unpack(empty, actor, reader, parent.number)).children
    assert child.acquisition.provenance == said and child.sensitivity is Sensitivity.SEVERE


def test_a_web_archive_says_where_each_answer_came_from(empty: OpenCase, actor: Actor, reader: Decoder) -> None:
    answer = b"HTTP/1.1 200 OK\r\n\r\n<html>page</html>"
    record = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
        b"WARC-Target-URI: https://example.org/posts/7\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(answer), answer)
    )
    _, report = opened(empty, actor, reader, gzip.compress(record), "crawl.warc.gz")
    (child,) = report.children
    assert child.name == "7" and child.media_type == "text/html"
    assert child.acquisition.provenance.source_url == "https://example.org/posts/7"
    assert child.acquisition.provenance.captured == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_names_lead_nowhere(empty: OpenCase, actor: Actor, reader: Decoder, tmp_path: Path) -> None:
    before = sorted(path for path in tmp_path.rglob("*") if "case" not in path.parts)
    names = [
        "../../outside.txt", "/tmp/absolute.txt", "C:\\Windows\\x.txt", "..\\..\\win.txt", "a/../../b.txt", "~root/x",
        "\\\\server\\share\\x.txt", "con", "a\u202etxt.exe", "new\nline.txt", "\x1b[2J.txt", ".", "..", "/",
    ]  # fmt: skip
    data = zipped({name: WORDS * (place + 1) for place, name in enumerate(names)})
    _, report = opened(empty, actor, reader, data, "slip.zip")
    assert len(report.children) >= len(names) - 1
    for child in report.children:
        assert "/" not in child.name.rstrip("/") and "\\" not in child.name
    assert sorted(path for path in tmp_path.rglob("*") if "case" not in path.parts) == before
    assert not Path("/tmp/absolute.txt").exists() and not (tmp_path.parent / "outside.txt").exists()


def test_what_is_empty_encrypted_or_the_container_itself_is_refused(
    empty: OpenCase, actor: Actor, reader: Decoder
) -> None:
    data = bytearray(zipped({"empty.txt": b"", "locked.txt": WORDS, "fine.txt": WORDS * 2}))
    for start in (b"PK\3\4", b"PK\1\2"):
        place = data.index(b"locked.txt", data.index(start)) - (30 if start == b"PK\3\4" else 46)
        data[place + (6 if start == b"PK\3\4" else 8)] |= 1
    _, report = opened(empty, actor, reader, bytes(data), "mixed.zip")
    assert [c.name for c in report.children] == ["fine.txt"]
    assert {(r.source, r.reason) for r in report.refused} == {
        ("EX-0001: empty.txt", "It is empty."),
        ("EX-0001: locked.txt", "It is encrypted; the archive's password is needed."),
    }


def test_a_container_inside_another_is_met_again_and_not_entered_twice(
    empty: OpenCase, actor: Actor, reader: Decoder
) -> None:
    inner = zipped({"a.txt": WORDS})
    parent = acquired(empty, actor, inner, "a.zip")
    _, report = opened(empty, actor, reader, tarred({"a.zip": inner}), "b.tar")
    assert report.duplicates == (("a.zip", parent.number),) and not report.children


def test_what_is_withdrawn_or_no_container_is_refused_in_words(empty: OpenCase, actor: Actor, reader: Decoder) -> None:
    words = acquired(empty, actor, WORDS, "a.txt")
    archive = acquired(empty, actor, zipped({"b.txt": WORDS}), "a.zip")
    withdraw(empty, actor, archive.number, "It was acquired by mistake.")
    for number, reason in ((words.number, "no container"), (archive.number, "withdrawn")):
        report = finish(unpack(empty, actor, reader, number))
        assert reason in report.refused[0].reason and not report.children
    assert not can_unpack(words) and not can_unpack(exhibit(empty, archive.number))
    with pytest.raises(NoSuchItem):
        finish(unpack(empty, actor, reader, 99))


@pytest.mark.parametrize("holding", [Holding.REFERENCE, Holding.DESTROYED])
def test_what_the_case_does_not_hold_is_refused_in_words(
    empty: OpenCase, actor: Actor, reader: Decoder, holding: Holding
) -> None:
    archive = acquired(empty, actor, zipped({"b.txt": WORDS}), "a.zip")
    with empty.write(actor, UNPACK, "Change its holding", archive.label) as work:
        work.put(replace(archive, holding=holding))
    report = finish(unpack(empty, actor, reader, archive.number))
    assert len(report.refused) == 1 and report.refused[0].source == "EX-0001" and not report.children


def test_bytes_that_were_destroyed_do_not_come_back_in_a_container(
    empty: OpenCase, actor: Actor, reader: Decoder
) -> None:
    gone = acquired(empty, actor, WORDS, "gone.txt")
    with empty.write(actor, UNPACK, "Change its holding", gone.label) as work:
        work.put(replace(gone, holding=Holding.DESTROYED))
    empty.file.blobs.erase(gone.digest)
    _, report = opened(empty, actor, reader, zipped({"back.txt": WORDS}), "a.zip")
    assert not report.children and not report.duplicates and "destroyed" in report.refused[0].reason
    assert not empty.file.blobs.has(gone.digest)


def test_nothing_more_comes_out_of_what_is_destroyed_meanwhile(
    empty: OpenCase, actor: Actor, reader: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "_BATCH_FILES", 2)
    parent = acquired(empty, actor, zipped({f"{n}.txt": WORDS + bytes([n + 65]) for n in range(5)}), "five.zip")
    job = unpack(empty, actor, reader, parent.number)
    while not children(empty, parent.number):
        next(job)
    finish(destroy(empty, actor, parent.number, "court order", "unlawful to hold"))
    report = finish(job)
    assert [refusal.reason for refusal in report.refused] == ["EX-0001 was destroyed while it was unpacked."]
    assert not any(child.held for child in children(empty, parent.number)) and finish(verify(empty)).clean


def test_nested_containers_open_to_a_depth_and_no_further(empty: OpenCase, actor: Actor, reader: Decoder) -> None:
    data = WORDS
    for level in range(6):
        data = zipped({f"level{level}.{'txt' if level == 0 else 'zip'}": data})
    parent = acquired(empty, actor, data, "nested.zip")
    report = finish(unpack_all(empty, actor, reader, [parent.number]))
    assert [c.label for c in report.children] == ["EX-0001.1", "EX-0001.1.1", "EX-0001.1.2"]
    assert [c.parent for c in report.children] == [1, report.children[0].number, report.children[1].number]
    assert len(report.refused) == 1 and "3 levels" in report.refused[0].reason
    deeper = finish(unpack(empty, actor, reader, report.children[-1].number))
    assert [c.label for c in deeper.children] == ["EX-0001.1.3"]
    again = finish(unpack_all(empty, actor, reader, [parent.number], depth=1))
    assert not again.children


def test_a_nest_may_hold_no_more_than_one_container(
    empty: OpenCase, actor: Actor, reader: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "BOUNDS", Bounds(floor_bytes=3 << 20, ratio=1))
    inner = {f"{n}.zip": zipped({"zeros.bin": bytes(1 << 20) + bytes([n])}) for n in range(6)}
    parent = acquired(empty, actor, zipped(inner, zipfile.ZIP_STORED), "nest.zip")
    report = finish(unpack_all(empty, actor, reader, [parent.number]))
    grand = [c for c in report.children if c.parent != parent.number]
    assert len(grand) == 2 and len(report.children) == 8
    assert [r.source for r in report.refused if "far larger" in r.reason] == [c.label for c in report.children[2:6]]


def test_a_cut_archive_gives_what_is_whole(empty: OpenCase, actor: Actor, reader: Decoder) -> None:
    whole = tarred({f"{n}.bin": os.urandom(5_000) for n in range(4)})
    _, report = opened(empty, actor, reader, whole[: len(whole) // 2], "cut.tar")
    names = [c.name for c in report.children]
    assert names and names == [f"{n}.bin" for n in range(len(names))]
    assert report.refused[-1].source == "EX-0001" and "What came before is kept" in report.refused[-1].remedy


def test_the_ledger_has_one_entry_a_batch(empty: OpenCase, actor: Actor, reader: Decoder) -> None:
    parent = acquired(empty, actor, zipped({"a.txt": WORDS, "b.txt": WORDS * 2}), "a.zip")
    size = entries_of(empty)
    told: list[str] = []
    empty.file.subscribe(lambda entry: told.append(f"{entry.verb} {entry.label}"))
    finish(unpack(empty, actor, reader, parent.number))
    assert entries_of(empty) == size + 1
    assert told == ["exhibit.unpack Unpack EX-0001: EX-0001.1 to EX-0001.2"]


def test_a_container_whose_bytes_are_gone_is_refused_and_the_next_is_opened(
    empty: OpenCase, actor: Actor, reader: Decoder
) -> None:
    gone = acquired(empty, actor, zipped({"a.bin": os.urandom(90_000)}), "gone.zip")
    there = acquired(empty, actor, zipped({"b.txt": WORDS}), "there.zip")
    empty.file.blobs.path(gone.digest).unlink()
    report = finish(unpack_all(empty, actor, reader, [gone.number, there.number]))
    assert [r.source for r in report.refused] == ["EX-0001"] and [c.name for c in report.children] == ["b.txt"]


def test_an_encrypted_case_unpacks_like_any_other(
    tmp_path: Path, actor: Actor, reader: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_file, "calibrated", lambda: Cost(64, 1, 1))
    with new_case(tmp_path / "sealed", "Sealed", CaseKind.OTHER, actor, passphrase="a long passphrase") as case:
        large = os.urandom(90_000)
        parent, report = opened(case, actor, reader, zipped({"a.txt": WORDS, "b.bin": large}), "a.zip")
        assert [c.label for c in report.children] == ["EX-0001.1", "EX-0001.2"] and not report.refused
        with case.file.blobs.open(report.children[1].digest) as stored:
            assert stored.read() == large
        assert not finish(unpack(case, actor, reader, parent.number)).children
    assert not any(WORDS in path.read_bytes() for path in (tmp_path / "sealed").rglob("*") if path.is_file())


def test_nothing_is_unpacked_where_nothing_can_be_confined(
    empty: OpenCase, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = acquired(empty, actor, zipped({"a.txt": WORDS}), "a.zip")
    monkeypatch.setattr(lockdown, "missing", lambda: "the kernel was built without seccomp")
    with Decoder() as unconfined, pytest.raises(SandboxUnavailable):
        finish(unpack(empty, actor, unconfined, parent.number))
    assert not children(empty, parent.number)


def test_every_traversal_case_of_the_bagit_suite_stays_text(
    empty: OpenCase, actor: Actor, reader: Decoder, shared_data: Path
) -> None:
    report = finish(acquire(empty, actor, [shared_data / "conformance/bagit-conformance-suite.tar"]))
    (parent,) = report.acquired
    came = finish(unpack(empty, actor, reader, parent.number))
    assert len(came.children) + len(came.duplicates) + len(came.refused) == 440
    assert {refusal.reason for refusal in came.refused} == {"It is empty."}
    forms = [c.acquisition.source for c in came.children if "different-normalization" in c.acquisition.source]
    assert forms


def test_the_real_containers_come_apart(empty: OpenCase, actor: Actor, reader: Decoder, shared_data: Path) -> None:
    folders = [shared_data / name for name in ("web-archives", "documents", "hash-collisions")]
    report = finish(acquire(empty, actor, folders))
    numbers = [item.number for item in report.acquired if can_unpack(item)]
    came = finish(unpack_all(empty, actor, reader, numbers))
    assert len(numbers) > 30 and len(came.children) > 60
    again = finish(unpack_all(empty, actor, reader, numbers))
    assert not again.children and again.refused == came.refused
