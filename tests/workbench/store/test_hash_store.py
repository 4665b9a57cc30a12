"""Hash lists lie in the profile by sorted runs, are found again, and count whole or not at all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.harms import Harm
from workbench.casefile.hash_lists import HashKind, HashList, ListEffect
from workbench.casefile.identity import now
from workbench.store import hash_store
from workbench.store.profile import Profile


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Profile]:
    """Opens an empty profile."""
    opened = Profile(tmp_path / "person")
    yield opened
    opened.close()


def value(number: int, kind: HashKind = HashKind.MD5) -> str:
    """Makes one hash out of a number."""
    length = {HashKind.MD5: 16, HashKind.SHA1: 20}.get(kind, 32)
    return random.Random(number).randbytes(length).hex()


def bring_in(
    person: Profile, name: str, kind: HashKind, numbers: range, effect: ListEffect = ListEffect.MARK
) -> HashList:
    """Brings a whole list in."""
    incoming = hash_store.Incoming.begin(person, f"id-{name}", name, "0" * 64)
    incoming.take([(kind, value(number, kind), f"note {number}") for number in numbers])
    incoming.settle()
    made = HashList(
        incoming.id, name, "Partner", effect, Sensitivity.SEVERE, now(), "0" * 64, dict(incoming.counts), (Harm.FRAUD,)
    )
    incoming.finish(made)
    return made


def rows(person: Profile) -> int:
    """Counts the entries of all lists, whole or not."""
    with person.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM hash_entry").scalar_one())


def test_entries_are_found_in_whichever_run_they_lie(person: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hash_store, "_RUN", 100)
    monkeypatch.setattr(hash_store, "_AT_ONCE", 30)
    monkeypatch.setattr(hash_store, "_ASK_FOR", 7)
    incoming = hash_store.Incoming.begin(person, "one", "One", "0" * 64)
    for start in range(0, 1000, 50):
        incoming.take([(HashKind.MD5, value(number), str(number)) for number in range(start, start + 50)])
    incoming.settle()
    made = HashList("one", "One", "", ListEffect.MARK, Sensitivity.SEVERE, now(), "0" * 64, dict(incoming.counts))
    incoming.finish(made)
    loaded = hash_store.loaded(person)
    assert loaded is not None and len(loaded.runs[HashKind.MD5]) == 10
    asked = [value(number) for number in range(0, 2000, 3)]
    found = hash_store.find(person, loaded, {HashKind.MD5: asked, HashKind.SHA1: [value(1, HashKind.SHA1)]})
    assert {key[1]: said[0][1] for key, said in found.items()} == {value(n): str(n) for n in range(0, 1000, 3)}
    assert made.entries == 1000


def test_two_lists_may_name_the_same_hash(person: Profile) -> None:
    first = bring_in(person, "First", HashKind.MD5, range(5))
    second = bring_in(person, "Second", HashKind.MD5, range(3, 9), ListEffect.WITHHOLD)
    loaded = hash_store.loaded(person)
    assert loaded is not None
    found = hash_store.find(person, loaded, {HashKind.MD5: [value(4), value(8)]})
    assert found[HashKind.MD5, value(4)] == [(first, "note 4"), (second, "note 4")]
    assert found[HashKind.MD5, value(8)] == [(second, "note 8")]
    assert loaded.kinds(ListEffect.WITHHOLD) == {HashKind.MD5} and not loaded.kinds(ListEffect.ALLOW)
    assert hash_store.lists(person) == (first, second)


def test_a_list_counts_only_once_it_is_whole(person: Profile) -> None:
    incoming = hash_store.Incoming.begin(person, "half", "Half", "0" * 64)
    incoming.take([(HashKind.MD5, value(1), "")])
    incoming.settle()
    assert hash_store.lists(person) == () and hash_store.loaded(person) is None
    incoming.discard()
    assert rows(person) == 0


def test_what_a_crash_left_is_cleared_away_by_the_next_list(person: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_store.Incoming.begin(person, "running", "Running", "0" * 64).take([])
    with monkeypatch.context() as earlier:
        earlier.setattr(hash_store, "now", lambda: now() - timedelta(days=1))
        left = hash_store.Incoming.begin(person, "left", "Left", "0" * 64)
    left.take([(HashKind.MD5, value(1), "")])
    left.settle()
    bring_in(person, "Next", HashKind.MD5, range(10, 12))
    assert rows(person) == 2
    with person.reading() as connection:
        ids = {row[0] for row in connection.exec_driver_sql("SELECT id FROM hash_list")}
    assert ids == {"running", "id-Next"}


def test_a_list_that_is_removed_leaves_nothing(person: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hash_store, "_AT_ONCE", 30)
    kept = bring_in(person, "Kept", HashKind.MD5, range(50))
    gone = bring_in(person, "Gone", HashKind.SHA1, range(100))
    hash_store.remove(person, gone.id)
    assert hash_store.lists(person) == (kept,)
    assert rows(person) == 50
    files = (path.read_bytes() for path in person.folder.iterdir())
    assert not any(bytes.fromhex(value(7, HashKind.SHA1)) in data for data in files)


def test_bits_are_read_in_one_piece(person: Profile) -> None:
    made = bring_in(person, "Looks", HashKind.PDQ, range(20))
    loaded = hash_store.loaded(person)
    assert loaded is not None
    ((owner, data),) = hash_store.bits(person, loaded)
    assert owner == made
    assert data == b"".join(sorted(bytes.fromhex(value(number, HashKind.PDQ)) for number in range(20)))


def test_a_profile_without_lists_is_not_even_made(person: Profile) -> None:
    assert hash_store.loaded(person) is None and hash_store.lists(person) == ()
    assert not person.folder.exists()
    with person.reading():
        pass
    assert hash_store.loaded(person) is None


def test_a_list_is_read_back_as_it_was_kept(person: Profile) -> None:
    made = bring_in(person, "One", HashKind.SHA1, range(3))
    assert hash_store.lists(person)[0] == replace(made)
