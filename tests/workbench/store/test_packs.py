"""Packs: what they hold can be told from themselves alone, and says the same as the index."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.actions.acquisition import acquire
from workbench.actions.cases import OpenCase, new_case, open_case
from workbench.casefile.cases import CaseKind
from workbench.casefile.custody import FaultKind
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.identity import Actor
from workbench.jobs import finish
from workbench.store.packs import PackTable, Place, name_start, read_pack, read_payloads, write_pack
from workbench.store.verification import verify_case

_ACTOR = Actor("Tester")


def _pack(path: Path, objects: list[tuple[str, bytes]]) -> Path:
    out = io.BytesIO()
    write_pack(out, objects)
    path.write_bytes(out.getvalue())
    return path


@given(st.lists(st.tuples(st.text("0123456789abcdef", min_size=1, max_size=64), st.binary(max_size=300)), max_size=12))
def test_a_pack_says_what_it_holds(tmp_path_factory: pytest.TempPathFactory, objects: list[tuple[str, bytes]]) -> None:
    path = _pack(tmp_path_factory.mktemp("packs") / "one.pack", objects)
    data = path.read_bytes()
    found = [(item.name, data[item.start : item.start + item.length]) for item in read_pack(path)]
    assert found == objects


def test_what_lies_behind_damage_is_found(tmp_path: Path) -> None:
    objects = [(f"{number:064x}", bytes([number]) * 50) for number in range(5)]
    path = _pack(tmp_path / "one.pack", objects)
    whole = path.read_bytes()
    second = list(read_pack(path))[1]
    header = second.start - len(second.name) - 1
    path.write_bytes(whole[:header] + bytes([whole[header] ^ 1]) + whole[header + 1 :])
    assert [item.name for item in read_pack(path)] == [name for name, _ in (objects[0], *objects[2:])]
    path.write_bytes(whole[: second.start + 3])
    assert [item.name for item in read_pack(path)] == [objects[0][0]]
    path.write_bytes(b"")
    assert list(read_pack(path)) == []


def test_an_object_that_holds_a_mark_hides_nothing(tmp_path: Path) -> None:
    inner = io.BytesIO()
    write_pack(inner, [("f" * 64, b"inside")])
    path = _pack(tmp_path / "one.pack", [("a" * 64, inner.getvalue()), ("b" * 64, b"behind")])
    assert [item.name[0] for item in read_pack(path)] == ["a", "b"]


def test_an_erased_object_is_not_listed(tmp_path: Path) -> None:
    path = _pack(tmp_path / "one.pack", [("a" * 64, b"first"), ("b" * 64, b"second"), ("c" * 64, b"third")])
    second = list(read_pack(path))[1]
    start = name_start(Place("b" * 64, "one", second.start, second.length), second.name)
    with open(path, "r+b") as file:
        file.seek(start)
        file.write(bytes(second.start + second.length - start))
    assert [item.name[0] for item in read_pack(path)] == ["a", "c"]


def test_the_index_made_again_from_the_packs_is_the_table(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for number in range(40):
        (source / f"{number:02}.txt").write_bytes(os.urandom(number + 1) * 20)
    with new_case(tmp_path / "case", "Packs", CaseKind.OTHER, _ACTOR) as case:
        finish(acquire(case, _ACTOR, [source]))
        table = list(PackTable(case.file._database).all())
        digests = [exhibit.digest for exhibit in case.file.all(Exhibit)]
        found = sorted(case.file.blobs.found_in_packs(digests), key=lambda place: (place.pack, place.start))
        assert len(table) == 40 and found == table
        case.file.blobs.erase(digests[7])
        assert PackTable(case.file._database).find(digests[7]) is None
        assert digests[7] not in {place.digest for place in case.file.blobs.found_in_packs(digests)}
    with open_case(tmp_path / "case", _ACTOR) as case:
        assert [case.file.blobs.has(digest) for digest in digests] == [True] * 7 + [False] + [True] * 32


@pytest.mark.parametrize("piece", [1, 64, 1 << 19])
def test_payloads_are_read_a_large_piece_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr("workbench.store.packs._READ_SIZE", piece)
    objects = [(f"{number:064x}", bytes([number]) * (number * 7 % 90)) for number in range(50)]
    path = _pack(tmp_path / "one.pack", objects)
    places = [Place(item.name, "one", item.start, item.length) for item in read_pack(path)]
    assert [(name, bytes(data)) for name, data in read_payloads(path, places)] == objects
    every_third = places[::3]
    assert [bytes(data) for _, data in read_payloads(path, every_third)] == [data for _, data in objects[::3]]


def test_a_payload_reaches_no_further_than_its_pack(tmp_path: Path) -> None:
    path = _pack(tmp_path / "one.pack", [("a" * 64, b"first"), ("b" * 64, b"second")])
    first, second = (Place(item.name, "one", item.start, item.length) for item in read_pack(path))
    swollen, behind = second._replace(length=2**62), second._replace(start=2**40)
    assert [bytes(data) for _, data in read_payloads(path, [first, swollen, behind])] == [b"first", b"second", b""]
    assert list(read_payloads(path, [first._replace(start=-5), second])) == []
    assert list(read_payloads(tmp_path / "none.pack", [first])) == []


@pytest.mark.parametrize(
    "change",
    ["start = 'nowhere'", "start = -4", "length = 4611686018427387904", "pack = 'a' || char(0)", "length = -2"],
)
def test_an_index_that_was_spoilt_is_named_and_stops_no_check(tmp_path: Path, change: str) -> None:
    case = _packed_case(tmp_path)
    with case.file.database.writing() as connection:
        connection.exec_driver_sql(
            f"UPDATE packed SET {change} WHERE digest = (SELECT digest FROM exhibit WHERE key = 3)"
        )
    found = finish(verify_case(case.file))
    case.close()
    # A length that is too large reaches to the end of the pack.
    assert {fault.subject for fault in found.faults} == {"EX-0003"} and found.originals >= 11


def test_a_packed_original_that_no_entry_knows_is_noted(tmp_path: Path) -> None:
    case = _packed_case(tmp_path)
    with case.file.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM exhibit WHERE key = 3")
    found = finish(verify_case(case.file))
    case.close()
    assert [fault.kind for fault in found.faults] == [FaultKind.RECORD_MISSING]
    assert any("no entry knows" in note.detail for note in found.notes)


def _packed_case(tmp_path: Path) -> OpenCase:
    (tmp_path / "source").mkdir()
    for number in range(12):
        (tmp_path / "source" / f"{number:02}.txt").write_text(f"exhibit {number}")
    case = new_case(tmp_path / "case", "Packed", CaseKind.ADS, _ACTOR)
    finish(acquire(case, _ACTOR, [tmp_path / "source"]))
    return case
