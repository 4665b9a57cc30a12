"""What a hash list withholds leaves no byte in the case or the profile, whichever way it was to come in."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.actions import intake
from workbench.actions.acquisition import acquire, acquire_bytes, refer
from workbench.actions.cases import OpenCase
from workbench.actions.custody import entries, verify
from workbench.actions.exhibits import exhibit, list_exhibits, sightings
from workbench.actions.exposure import open_person
from workbench.actions.hash_lists import import_list, matches_of, remove_list
from workbench.actions.previewing import make_previews
from workbench.actions.unpacking import unpack
from workbench.casefile.exhibits import Holding, Sensitivity
from workbench.casefile.harms import Harm, RatingSource
from workbench.casefile.hash_lists import HashList, ListEffect
from workbench.casefile.identity import Actor
from workbench.jobs import finish
from workbench.media.sandbox import Decoder
from workbench.store import durable
from workbench.store.profile import Profile

SMALL = b"withheld and small " * 40
LARGE = random.Random(5).randbytes(150_000)


@pytest.fixture
def person(profile: Path) -> Iterator[Profile]:
    """Opens the profile of the person at the desk."""
    opened = open_person()
    yield opened
    opened.close()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Returns a folder with a small and a large file that are withheld, and one of each that is not."""
    folder = tmp_path / "source"
    folder.mkdir()
    files = {"small.txt": SMALL, "large.bin": LARGE, "other.txt": b"harmless", "other.bin": b"\1" * 90_000}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def listed(
    person: Profile, tmp_path: Path, effect: ListEffect, *data: bytes, kind: str = "md5", name: str = "Known"
) -> HashList:
    """Brings in a list of the hashes of some bytes."""
    path = tmp_path / f"{name}.txt"
    path.write_text("\n".join(hashlib.new(kind, one).hexdigest() for one in data), "ascii")
    return finish(import_list(person, path, name, effect, Sensitivity.SEVERE, [Harm.VIOLENCE], "Partner"))


def holds_any_of(folder: Path, *needles: bytes) -> list[str]:
    """Names the files under a folder that hold a piece of any of some bytes."""
    pieces = [data[at : at + 24] for data in needles for at in range(0, len(data) - 24, max(1, len(data) // 20))]
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if any(piece in data for data in [path.read_bytes()] for piece in pieces)]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("kind", ["md5", "sha1", "sha256", "sha512"])
def test_no_byte_of_what_is_withheld_is_stored(
    empty: OpenCase, actor: Actor, person: Profile, source: Path, tmp_path: Path, profile: Path, workers: int, kind: str
) -> None:
    listed(person, tmp_path, ListEffect.WITHHOLD, SMALL, LARGE, kind=kind)
    written: list[list[str]] = []
    usual = empty.file.blobs.settle
    empty.file.blobs.settle = lambda *rest, **more: (written.append(_incoming(empty)), usual(*rest, **more))[1]  # type: ignore[method-assign]
    report = finish(acquire(empty, actor, [source], workers=workers))
    assert not report.refused and len(report.acquired) == 4
    by_name = {item.name: item for item in list_exhibits(empty)}
    for name, data in {"small.txt": SMALL, "large.bin": LARGE}.items():
        item = by_name[name]
        assert (item.holding, item.size, item.digest) == (
            Holding.REFERENCE, len(data), hashlib.sha256(data).hexdigest(),
        )  # fmt: skip
        assert item.sensitivity is Sensitivity.EXTREME
        assert item.description == "Withheld by the hash list Known. No byte of it came in."
        assert item.location == str(source / name)
        (match,) = matches_of(empty, item.number)
        assert (match.list_name, match.effect, match.kind.value) == ("Known", ListEffect.WITHHOLD, kind)
    assert by_name["other.bin"].held and by_name["other.txt"].held
    assert sorted((one.exhibit, one.withheld) for one in report.listed) == sorted(
        (by_name[name].number, True) for name in ("small.txt", "large.bin")
    )
    assert holds_any_of(empty.folder, SMALL, LARGE) == holds_any_of(profile, SMALL, LARGE) == []
    assert all(len(names) <= 1 for names in written)
    assert finish(verify(empty)).clean


def _incoming(case: OpenCase) -> list[str]:
    return [path.name for path in (case.folder / "incoming").iterdir()]


def test_what_is_withheld_has_no_preview_no_fingerprint_and_no_words(
    empty: OpenCase, actor: Actor, person: Profile, source: Path, tmp_path: Path, decoder: Decoder
) -> None:
    listed(person, tmp_path, ListEffect.WITHHOLD, SMALL, LARGE)
    finish(acquire(empty, actor, [source]))
    finish(make_previews(empty, actor, decoder))
    withheld = [item.number for item in list_exhibits(empty) if not item.held]
    with empty.file.reading() as connection:
        for table in ("preview", "fingerprint", "extract"):
            rows = connection.exec_driver_sql(f"SELECT key FROM {table}").fetchall()
            assert not {number for (number,) in rows} & set(withheld)


def test_a_file_that_is_exchanged_between_hashing_and_copying_is_caught(
    empty: OpenCase, actor: Actor, person: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should the first hashing miss it, the digest of what was copied decides, and the copy is overwritten."""
    listed(person, tmp_path, ListEffect.WITHHOLD, LARGE)
    monkeypatch.setattr(intake.Screening, "withholds", lambda *_: False)
    monkeypatch.setattr(durable, "drop_name", lambda path: path.rename(tmp_path / "dropped"))
    (tmp_path / "large.bin").write_bytes(LARGE)
    finish(acquire(empty, actor, [tmp_path / "large.bin"]))
    assert list_exhibits(empty)[0].holding is Holding.REFERENCE
    assert (tmp_path / "dropped").read_bytes() == bytes(len(LARGE))
    assert holds_any_of(empty.folder, LARGE) == []


def test_pasted_bytes_are_withheld_as_well(empty: OpenCase, actor: Actor, person: Profile, tmp_path: Path) -> None:
    listed(person, tmp_path, ListEffect.WITHHOLD, SMALL, LARGE)
    for data in (SMALL, LARGE, b"harmless"):
        acquire_bytes(empty, actor, data, "pasted")
    assert [item.holding.value for item in list_exhibits(empty)] == ["reference", "reference", "held"]
    assert holds_any_of(empty.folder, SMALL, LARGE) == []


def test_what_comes_again_is_met_again_and_stays_out(
    empty: OpenCase, actor: Actor, person: Profile, source: Path, tmp_path: Path
) -> None:
    listed(person, tmp_path, ListEffect.WITHHOLD, SMALL)
    first = finish(acquire(empty, actor, [source / "small.txt"]))
    again = finish(acquire(empty, actor, [source / "small.txt"]))
    number = first.acquired[0].number
    assert again.duplicates == ((str(source / "small.txt"), number),)
    assert [one.withheld for one in again.listed] == [True]
    assert len(sightings(empty, number)) == 1 and len(matches_of(empty, number)) == 1
    assert holds_any_of(empty.folder, SMALL) == []


def test_a_list_that_marks_rates_at_once(
    empty: OpenCase, actor: Actor, person: Profile, source: Path, tmp_path: Path
) -> None:
    listed(person, tmp_path, ListEffect.MARK, SMALL, LARGE)
    report = finish(acquire(empty, actor, [source]))
    by_name = {item.name: item for item in list_exhibits(empty)}
    for name in ("small.txt", "large.bin"):
        item = by_name[name]
        assert (item.held, item.sensitivity, item.harms) == (True, Sensitivity.SEVERE, (Harm.VIOLENCE,))
        assert item.rating is not None and item.rating.source is RatingSource.HASH_LIST
        assert item.rating.words == "by the hash list Known"
    assert by_name["other.bin"].sensitivity is Sensitivity.UNCLASSIFIED
    assert len(report.listed) == 2 and not any(one.withheld for one in report.listed)
    assert [entry.verb for entry in entries(empty)].count("exhibit.acquire") == 1


def test_a_list_that_allows_only_tells(
    empty: OpenCase, actor: Actor, person: Profile, source: Path, tmp_path: Path
) -> None:
    listed(person, tmp_path, ListEffect.ALLOW, SMALL)
    report = finish(acquire(empty, actor, [source / "small.txt"]))
    item = exhibit(empty, report.acquired[0].number)
    assert (item.held, item.sensitivity, item.rating) == (True, Sensitivity.UNCLASSIFIED, None)
    assert [match.effect for match in matches_of(empty, item.number)] == [ListEffect.ALLOW]


def test_a_reference_is_rated_by_what_lists_say_of_its_digest(
    empty: OpenCase, actor: Actor, person: Profile, tmp_path: Path
) -> None:
    listed(person, tmp_path, ListEffect.MARK, SMALL, kind="sha256")
    item = refer(empty, actor, hashlib.sha256(SMALL).hexdigest(), len(SMALL), "a name", "elsewhere")
    assert item.sensitivity is Sensitivity.SEVERE
    assert len(matches_of(empty, item.number)) == 1


def test_nothing_is_asked_where_there_are_no_lists(
    empty: OpenCase, actor: Actor, person: Profile, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = listed(person, tmp_path, ListEffect.WITHHOLD, SMALL)
    remove_list(person, gone.id)
    monkeypatch.setattr("workbench.store.hash_store.find", lambda *_: pytest.fail("there was nothing to ask"))
    report = finish(acquire(empty, actor, [source]))
    assert all(item.held for item in report.acquired) and report.listed == ()


def test_what_a_container_has_inside_stays_out_as_well(
    empty: OpenCase, actor: Actor, person: Profile, tmp_path: Path, decoder: Decoder
) -> None:
    listed(person, tmp_path, ListEffect.WITHHOLD, SMALL, LARGE)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("in/small.txt", SMALL)
        archive.writestr("in/large.bin", b"A" * 100_000)
        archive.writestr("in/other.txt", b"harmless")
    listed(person, tmp_path, ListEffect.WITHHOLD, b"A" * 100_000, name="Second")
    (tmp_path / "pack.zip").write_bytes(packed.getvalue())
    finish(acquire(empty, actor, [tmp_path / "pack.zip"]))
    report = finish(unpack(empty, actor, decoder, 1))
    by_name = {item.name: item for item in report.children}
    assert {name: item.holding.value for name, item in by_name.items()} == {
        "small.txt": "reference", "large.bin": "reference", "other.txt": "held",
    }  # fmt: skip
    assert by_name["small.txt"].description.endswith("EX-0001 still has it inside.")
    assert {one.exhibit for one in report.listed} == {by_name["small.txt"].number, by_name["large.bin"].number}
    assert holds_any_of(empty.folder, SMALL, b"A" * 100_000) == []
    assert _incoming(empty) == []
    again = finish(unpack(empty, actor, decoder, 1))
    assert len(again.duplicates) == 3 and not again.refused
