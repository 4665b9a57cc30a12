"""Lists come in whole, are held against what a case has already, and what looks like an entry is met as well."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.actions.cases import OpenCase
from workbench.actions.custody import entries, verify
from workbench.actions.exhibits import exhibit, list_exhibits, original, set_sensitivity
from workbench.actions.exposure import open_person
from workbench.actions.hash_lists import check_lists, hash_lists, import_list, matches_of, remove_list
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.fingerprints import Fingerprint, FrameFingerprint
from workbench.casefile.harms import Harm, RatingSource
from workbench.casefile.hash_lists import HashKind, HashList, ListEffect
from workbench.casefile.identity import Actor
from workbench.casefile.verbs import PREVIEW
from workbench.errors import NoSuchItem, UsageError
from workbench.jobs import finish
from workbench.store.profile import Profile

BITS = [random.Random(number).randbytes(32).hex() for number in range(20)]


@pytest.fixture
def person(profile: Path) -> Iterator[Profile]:
    """Opens the profile of the person at the desk."""
    opened = open_person()
    yield opened
    opened.close()


def bring_in(
    person: Profile, path: Path, text: str, effect: ListEffect, name: str = "Known", told: HashKind | None = None
) -> HashList:
    """Brings a list in from its text."""
    path.write_text(text, "utf-8")
    return finish(import_list(person, path, name, effect, Sensitivity.SEVERE, [Harm.FRAUD], "Partner", told))


def off(bits: str, count: int) -> str:
    """Turns some bits of a fingerprint over."""
    return f"{int(bits, 16) ^ (2**count - 1):064x}"


def test_a_list_says_what_came_in_and_what_was_passed_over(person: Profile, tmp_path: Path) -> None:
    text = f"md5,pdq,quality,category\n{'a' * 32},{BITS[0]},90,fake\nbroken,,,\n{'b' * 32},{BITS[1]},10,\n"
    made = bring_in(person, tmp_path / "list.csv", text, ListEffect.MARK)
    assert made.counts == {HashKind.MD5: 2, HashKind.PDQ: 1}
    assert (made.wrong, made.plain, made.photodna, made.entries) == (1, 1, 0, 3)
    assert [refusal.source for refusal in made.refused] == ["list.csv, line 3"]
    assert made.digest == hashlib.sha256(text.encode()).hexdigest()
    assert hash_lists(person) == (made,)


def test_a_list_without_a_hash_or_with_a_name_that_is_taken_does_not_come_in(person: Profile, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no hash"):
        bring_in(person, tmp_path / "list", "nothing\nat all\n", ListEffect.MARK)
    with pytest.raises(UsageError, match="could not be read"):
        finish(import_list(person, tmp_path / "none", "Known", ListEffect.MARK, Sensitivity.SEVERE))
    bring_in(person, tmp_path / "list", "a" * 32, ListEffect.MARK)
    with pytest.raises(UsageError, match="already"):
        bring_in(person, tmp_path / "list", "a" * 32, ListEffect.MARK, "known")
    assert len(hash_lists(person)) == 1


def test_an_import_that_is_stopped_leaves_nothing(person: Profile, tmp_path: Path) -> None:
    (tmp_path / "list").write_text("\n".join(f"{number:032x}" for number in range(20_000)), "ascii")
    job = import_list(person, tmp_path / "list", "Known", ListEffect.MARK, Sensitivity.SEVERE)
    for _ in range(3):
        next(job)
    job.close()
    assert hash_lists(person) == ()
    with person.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM hash_entry").scalar_one() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM hash_list").scalar_one() == 0


def test_a_list_is_removed_by_name_or_id(person: Profile, tmp_path: Path) -> None:
    made = bring_in(person, tmp_path / "list", "a" * 32, ListEffect.MARK)
    assert remove_list(person, "Known") == made
    again = bring_in(person, tmp_path / "list", "a" * 32, ListEffect.MARK)
    assert remove_list(person, again.id) == again
    with pytest.raises(NoSuchItem):
        remove_list(person, "Known")


def _digests(case: OpenCase, numbers: list[int]) -> str:
    return "\n".join(exhibit(case, number).digests.sha1 for number in numbers)


def test_what_is_in_the_case_already_is_rated_with_one_entry(
    case: OpenCase, actor: Actor, person: Profile, tmp_path: Path
) -> None:
    bring_in(person, tmp_path / "list", _digests(case, [1, 3]), ListEffect.MARK)
    before = len(entries(case))
    found = finish(check_lists(case, person, actor))
    assert [(match.exhibit, match.kind, match.distance) for match in found] == [
        (1, HashKind.SHA1, 0), (3, HashKind.SHA1, 0),
    ]  # fmt: skip
    (entry,) = entries(case)[: len(entries(case)) - before]
    assert (entry.verb, entry.subjects) == ("exhibit.hash_match", ("EX-0001", "EX-0003"))
    assert entry.label == "Note that 2 exhibits stand on the hash list Known"
    rated = exhibit(case, 1)
    assert (rated.sensitivity, rated.harms) == (Sensitivity.SEVERE, (Harm.FRAUD,))
    assert rated.rating is not None and (rated.rating.source, rated.rating.name) == (RatingSource.HASH_LIST, "Known")
    assert exhibit(case, 2).sensitivity is Sensitivity.UNCLASSIFIED
    assert finish(verify(case)).clean


def test_a_word_is_noted_once_and_does_not_undo_what_a_person_said_since(
    case: OpenCase, actor: Actor, person: Profile, tmp_path: Path
) -> None:
    bring_in(person, tmp_path / "list", _digests(case, [1]), ListEffect.MARK)
    finish(check_lists(case, person, actor))
    set_sensitivity(case, actor, [1], Sensitivity.CLEARED)
    assert finish(check_lists(case, person, actor)) == ()
    assert exhibit(case, 1).sensitivity is Sensitivity.CLEARED
    assert len(matches_of(case, 1)) == 1


def test_ratings_only_rise_and_lists_that_allow_rate_nothing(
    case: OpenCase, actor: Actor, person: Profile, tmp_path: Path
) -> None:
    set_sensitivity(case, actor, [1], Sensitivity.EXTREME)
    bring_in(person, tmp_path / "list", _digests(case, [1]), ListEffect.MARK)
    bring_in(person, tmp_path / "list", _digests(case, [2]), ListEffect.ALLOW, "Harmless")
    finish(check_lists(case, person, actor))
    assert exhibit(case, 1).sensitivity is Sensitivity.EXTREME
    assert exhibit(case, 2).sensitivity is Sensitivity.UNCLASSIFIED
    assert [match.list_name for match in matches_of(case, 2)] == ["Harmless"]


def test_what_is_withheld_and_in_the_case_already_is_rated_extreme_and_stays_until_it_is_destroyed(
    case: OpenCase, actor: Actor, person: Profile, tmp_path: Path
) -> None:
    bring_in(person, tmp_path / "list", _digests(case, [2]), ListEffect.WITHHOLD)
    finish(check_lists(case, person, actor))
    item = exhibit(case, 2)
    assert (item.sensitivity, item.held) == (Sensitivity.EXTREME, True)
    original(case, item).close()


def test_what_looks_like_an_entry_is_met_however_it_is_turned(
    case: OpenCase, actor: Actor, person: Profile, tmp_path: Path
) -> None:
    turned = (*BITS[10:15], off(BITS[0], 20), *BITS[15:17])
    with case.write(actor, PREVIEW, "Preview", "EX-0001") as work:
        work.put(Fingerprint(1, turned[0], 90, turned))
        work.put(Fingerprint(2, off(BITS[1], 32), 90, (off(BITS[1], 32),) * 8))
        work.put(Fingerprint(3, BITS[2], 49, (BITS[2],) * 8))
    text = "pdq,note\n" + "\n".join(f"{bits},entry {number}" for number, bits in enumerate(BITS[:3]))
    bring_in(person, tmp_path / "list", text, ListEffect.WITHHOLD)
    (match,) = finish(check_lists(case, person, actor))
    assert (match.exhibit, match.kind, match.value, match.distance, match.note) == (
        1, HashKind.PDQ, BITS[0], 20, "entry 0",
    )  # fmt: skip
    assert exhibit(case, 1).sensitivity is Sensitivity.EXTREME


def test_a_frame_of_a_clip_is_enough(case: OpenCase, actor: Actor, person: Profile, tmp_path: Path) -> None:
    frames = tuple(FrameFingerprint(float(place), bits, 90) for place, bits in enumerate((BITS[5], off(BITS[6], 9))))
    with case.write(actor, PREVIEW, "Preview", "EX-0002") as work:
        work.put(Fingerprint(2, frames=frames))
    bring_in(person, tmp_path / "list", BITS[6], ListEffect.MARK, told=HashKind.PDQ)
    assert [(match.exhibit, match.distance) for match in finish(check_lists(case, person, actor))] == [(2, 9)]


def test_a_case_is_left_alone_where_there_are_no_lists(case: OpenCase, actor: Actor, person: Profile) -> None:
    before = len(entries(case))
    assert finish(check_lists(case, person, actor)) == ()
    assert len(entries(case)) == before and len(list_exhibits(case)) == 3
