"""One look, one description and one judgement serve what looks alike, and never more than that."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.actions.acquisition import acquire
from workbench.actions.cases import OpenCase, open_case
from workbench.actions.custody import entries, verify
from workbench.actions.decisions import decide, determinations
from workbench.actions.exhibits import exhibit, withdraw
from workbench.actions.groups import (
    copies,
    decide_group,
    describe_group,
    find_groups,
    group_of,
    groups,
    looks_avoided,
    rate_group,
    reach,
)
from workbench.actions.retention import destroy
from workbench.actions.undo import undo
from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Exposure, LookMode, Reason, Rung
from workbench.casefile.fingerprints import TURNS, Fingerprint, FrameFingerprint
from workbench.casefile.harms import Harm, RatingSource
from workbench.casefile.identity import Actor, now
from workbench.casefile.likeness import Inheritance, Likeness
from workbench.casefile.verbs import LOOK_BEGIN, PREVIEW
from workbench.errors import UsageError
from workbench.jobs import finish

BASE = random.Random(1).randbytes(32).hex()
OTHER = random.Random(2).randbytes(32).hex()


def off(bits: str, *places: int) -> str:
    """Turns some bits of a fingerprint over."""
    return f"{int(bits, 16) ^ sum(1 << place for place in places):064x}"


def looks_like(number: int, bits: str, quality: int = 100) -> Fingerprint:
    """Makes a fingerprint by hand."""
    return Fingerprint(number, bits, quality, (bits,) * len(TURNS))


def put(case: OpenCase, actor: Actor, *fingerprints: Fingerprint) -> None:
    """Keeps fingerprints as the making of previews does."""
    with case.write(actor, PREVIEW, "Preview", "EX-0001") as work:
        for one in fingerprints:
            work.put(one)


def rate(case: OpenCase, actor: Actor, number: int, sensitivity: Sensitivity) -> None:
    """Rates one exhibit by hand."""
    with case.write(actor, PREVIEW, "Rate", "EX-0001") as work:
        work.put(replace(exhibit(case, number), sensitivity=sensitivity))


def shapes(case: OpenCase) -> list[tuple[int, ...]]:
    """Lists the numbers of every group."""
    return [group.numbers for group in groups(case)]


@pytest.fixture
def alike(empty: OpenCase, actor: Actor, tmp_path: Path) -> OpenCase:
    """Opens a case of six: 2 is the best, 1 and 3 are close to it, 4 is further off, 5 and 6 are something else."""
    folder = tmp_path / "six"
    folder.mkdir()
    for number in range(1, 7):
        (folder / f"{number}.bin").write_bytes(bytes([number]) * 99)
    finish(acquire(empty, actor, [folder]))
    put(
        empty, actor,
        looks_like(1, off(BASE, 1, 2), 90), looks_like(2, BASE, 100), looks_like(3, off(BASE, *range(9)), 90),
        looks_like(4, off(BASE, *range(100, 125)), 80), looks_like(5, OTHER, 100), looks_like(6, OTHER, 49),
    )  # fmt: skip
    finish(find_groups(empty))
    return empty


def test_groups_are_stars_of_what_is_good_enough_to_tell(alike: OpenCase) -> None:
    (group,) = groups(alike)
    assert group.representative == 2
    told = [(member.exhibit, member.distance, member.likeness) for member in group.members]
    assert told == [(2, 0, Likeness.EXACT), (1, 2, Likeness.CLOSE), (3, 9, Likeness.CLOSE), (4, 25, Likeness.ALIKE)]
    assert group_of(alike, 4) == group
    assert group_of(alike, 5) is None and group_of(alike, 6) is None


def test_what_comes_later_joins_and_all_can_be_gathered_anew(alike: OpenCase, actor: Actor, tmp_path: Path) -> None:
    for name in ("seven", "eight"):
        (tmp_path / name).write_bytes(name.encode() * 9)
    finish(acquire(alike, actor, [tmp_path / "seven", tmp_path / "eight"]))
    put(alike, actor, looks_like(7, off(OTHER, 5), 60), looks_like(8, off(BASE, 7), 100))
    before = len(entries(alike))
    assert finish(find_groups(alike)) == 2
    assert sorted(shapes(alike)) == [(2, 8, 1, 3, 4), (5, 7)]
    assert finish(find_groups(alike)) == 2
    assert len(entries(alike)) == before
    put(alike, actor, looks_like(2, BASE, 70))
    assert finish(find_groups(alike, full=True)) == 2
    assert group_of(alike, 2).representative == 8  # type: ignore[union-attr]
    assert finish(verify(alike)).clean


def test_what_leaves_the_view_leaves_its_group(alike: OpenCase, actor: Actor) -> None:
    withdraw(alike, actor, 1, "not needed")
    assert shapes(alike) == [(2, 3, 4)]
    finish(destroy(alike, actor, 3, "Order 1", "no longer needed"))
    assert shapes(alike) == [(2, 4)]
    finish(find_groups(alike))
    assert shapes(alike) == [(2, 4)]


def test_a_group_whose_middle_left_closes_around_another(alike: OpenCase, actor: Actor) -> None:
    withdraw(alike, actor, 2, "not needed")
    (before,) = groups(alike)
    assert before.numbers == (1, 3, 4)
    assert before.members[1].distance == 7
    finish(find_groups(alike))
    assert groups(alike)[0].numbers == before.numbers


def test_a_judgement_reaches_those_that_are_close_with_one_entry(alike: OpenCase, actor: Actor) -> None:
    before = len(entries(alike))
    judged = decide_group(alike, actor, 2, Judgement.VIOLATING, "It names the wrong day.")
    assert [(one.exhibit, one.inherited) for one in judged] == [
        (2, None), (1, Inheritance(2, 2)), (3, Inheritance(2, 9)),
    ]  # fmt: skip
    assert {one.rationale for one in judged} == {"It names the wrong day."}
    (entry,) = entries(alike)[: len(entries(alike)) - before]
    assert entry.label == "Violating on EX-0002 and 2 that look like it"
    assert set(entry.subjects) == {"EX-0001", "EX-0002", "EX-0003"}
    assert set(determinations(alike)) == {1, 2, 3}
    undo(alike, actor)
    assert determinations(alike) == {}


def test_distances_are_from_the_one_that_was_looked_at(alike: OpenCase, actor: Actor) -> None:
    """Two that are close to the middle need not be close to each other."""
    told = reach(alike, 3, Judgement.CLEAR)
    assert [(member.exhibit, member.distance) for member in told.close] == [(1, 7), (2, 9)]
    assert [(member.exhibit, member.distance) for member in told.further] == [(4, 34)]
    assert decide_group(alike, actor, 4, Judgement.CLEAR)[1:] == ()


def test_what_is_further_off_is_reached_by_name_alone(alike: OpenCase, actor: Actor) -> None:
    judged = decide_group(alike, actor, 2, Judgement.CLEAR, members=[4])
    assert [one.exhibit for one in judged] == [2, 4]
    with pytest.raises(UsageError, match="EX-0005 cannot be judged along"):
        decide_group(alike, actor, 2, Judgement.CLEAR, members=[1, 5])
    assert set(determinations(alike)) == {2, 4}


def test_what_was_judged_by_itself_keeps_its_judgement(alike: OpenCase, actor: Actor) -> None:
    decide(alike, actor, 1, Judgement.BORDERLINE)
    decide_group(alike, actor, 2, Judgement.VIOLATING)
    assert determinations(alike)[1].judgement is Judgement.BORDERLINE
    decide(alike, actor, 3, Judgement.CLEAR)
    assert determinations(alike)[3].inherited is None
    decide(alike, actor, 2, Judgement.ESCALATE)
    kept = {number: one.judgement for number, one in determinations(alike).items()}
    assert kept == {1: Judgement.BORDERLINE, 2: Judgement.ESCALATE, 3: Judgement.CLEAR}
    assert [refusal.source for refusal in reach(alike, 2, Judgement.CLEAR).spared] == ["EX-0001", "EX-0003"]
    with pytest.raises(UsageError, match="judged by itself"):
        decide_group(alike, actor, 2, Judgement.CLEAR, members=[1])


def test_nothing_milder_reaches_what_is_rated_extreme(alike: OpenCase, actor: Actor) -> None:
    rate(alike, actor, 3, Sensitivity.EXTREME)
    assert [one.exhibit for one in decide_group(alike, actor, 2, Judgement.CLEAR)] == [2, 1]
    assert [one.exhibit for one in decide_group(alike, actor, 2, Judgement.VIOLATING)] == [2, 1, 3]


def test_a_rating_rises_through_the_group_and_never_falls(alike: OpenCase, actor: Actor) -> None:
    rate(alike, actor, 1, Sensitivity.EXTREME)
    rated = rate_group(alike, actor, 2, Sensitivity.SEVERE, [Harm.VIOLENCE])
    assert [(one.number, one.sensitivity) for one in rated] == [
        (2, Sensitivity.SEVERE), (1, Sensitivity.EXTREME), (3, Sensitivity.SEVERE),
    ]  # fmt: skip
    assert [one.rating.source for one in rated if one.rating] == [
        RatingSource.PERSON, RatingSource.GROUP, RatingSource.GROUP,
    ]  # fmt: skip
    assert exhibit(alike, 4).sensitivity is Sensitivity.UNCLASSIFIED
    assert [one.number for one in rate_group(alike, actor, 2, Sensitivity.CLEARED)] == [2]
    assert exhibit(alike, 3).sensitivity is Sensitivity.SEVERE
    assert exhibit(alike, 3).harms == (Harm.VIOLENCE,)


def test_one_description_serves_those_that_have_none(alike: OpenCase, actor: Actor) -> None:
    with alike.write(actor, PREVIEW, "Describe", "EX-0001") as work:
        work.put(replace(exhibit(alike, 1), description="Its own words."))
    described = describe_group(alike, actor, 2, "Notice", "A forged notice.")
    assert [one.number for one in described] == [2, 1, 3]
    words = {number: (exhibit(alike, number).title, exhibit(alike, number).description) for number in (1, 2, 3, 4)}
    whole = ("Notice", "A forged notice.")
    assert words == {1: ("Notice", "Its own words."), 2: whole, 3: whole, 4: ("", "")}


def test_looks_avoided_are_those_that_were_judged_and_never_looked_at(alike: OpenCase, actor: Actor) -> None:
    assert looks_avoided(alike) == 0
    decide_group(alike, actor, 2, Judgement.VIOLATING)
    assert looks_avoided(alike) == 2
    look = Exposure("one", 3, Rung.GREY, LookMode.HOLD, Reason.REVIEW, actor, now())
    with alike.write(actor, LOOK_BEGIN, "Look", "EX-0003") as work:
        work.put(look)
    assert looks_avoided(alike) == 1
    decide(alike, actor, 1, Judgement.CLEAR)
    assert looks_avoided(alike) == 0


def test_exact_copies_are_counted_where_they_were_met(alike: OpenCase, actor: Actor, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    for name in ("a", "b"):
        (again / name).write_bytes(bytes([2]) * 99)
    finish(acquire(alike, actor, [again]))
    assert copies(alike, [1, 2]) == {2: 2}


def test_an_exhibit_that_is_alone_is_judged_alone(alike: OpenCase, actor: Actor) -> None:
    assert [one.exhibit for one in decide_group(alike, actor, 5, Judgement.CLEAR)] == [5]


def _frames(seeds: Sequence[int], changed: int = 0) -> tuple[FrameFingerprint, ...]:
    bits = (off(random.Random(seed).randbytes(32).hex(), *range(changed)) for seed in seeds)
    return tuple(FrameFingerprint(float(place), text, 90) for place, text in enumerate(bits))


def test_clips_are_grouped_by_their_frames(alike: OpenCase, actor: Actor) -> None:
    put(
        alike, actor,
        Fingerprint(1, frames=_frames(range(8))), Fingerprint(2, frames=_frames(range(8), 4)),
        Fingerprint(3, frames=_frames(range(20))),
    )  # fmt: skip
    finish(find_groups(alike, full=True))
    (group,) = groups(alike)
    assert group.numbers == (1, 2)
    assert (group.members[1].distance, group.members[1].share) == (4, 1.0)
    assert [one.inherited for one in decide_group(alike, actor, 2, Judgement.CLEAR)] == [None, Inheritance(2, 4)]


def test_a_case_that_is_only_read_keeps_its_groups(alike: OpenCase) -> None:
    (group,) = groups(alike)
    alike.close()
    with open_case(alike.folder, Actor("Reader"), read_only=True) as again:
        assert groups(again) == (group,)
