"""Pictures gather around the best of them, all of them near it, and turned copies say how they lie."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from workbench.casefile import likeness_stars
from workbench.casefile.fingerprints import TURNS, Fingerprint, distance
from workbench.casefile.likeness import Likeness, Member
from workbench.casefile.likeness_stars import Laid, between, picture_stars
from workbench.jobs import finish


def _bits(seed: int) -> str:
    return np.random.default_rng(seed).bytes(32).hex()


def _off(bits: str, *places: int) -> str:
    return f"{int(bits, 16) ^ sum(1 << place for place in places):064x}"


def _picture(exhibit: int, bits: str, quality: int = 100, turns: tuple[str, ...] = ()) -> Fingerprint:
    return Fingerprint(exhibit, bits, quality, turns or (bits,))


def _found(pictures: list[Fingerprint], middles: tuple[Fingerprint, ...] = ()) -> dict[int, tuple[int, int, int]]:
    stars = finish(picture_stars(Laid(pictures), [(middle.exhibit, middle.bits) for middle in middles]))
    return {member.exhibit: (middle, member.distance, member.turn) for middle, member in stars}


def test_the_best_quality_is_in_the_middle_and_the_rest_near_it() -> None:
    base = _bits(1)
    pictures = [_picture(1, _off(base, *range(12)), 80), _picture(2, base, 100), _picture(3, _bits(2))]
    stars = finish(picture_stars(Laid(pictures)))
    assert {member.exhibit: middle for middle, member in stars} == {1: 2, 2: 2, 3: 3}
    assert (2, Member(1, 12, Likeness.ALIKE)) in stars
    assert (2, Member(2, 0, Likeness.CLOSE)) in stars


def test_a_chain_of_small_steps_is_no_group() -> None:
    base = _bits(3)
    chain = [_picture(number, _off(base, *range(20 * number)), 100 - number) for number in range(5)]
    found = _found(chain)
    assert {number: middle for number, (middle, _, _) in found.items()} == {0: 0, 1: 0, 2: 2, 3: 2, 4: 4}
    by_number = {picture.exhibit: picture for picture in chain}
    assert all(distance(by_number[n].bits, by_number[m].bits) <= 31 for n, (m, _, _) in found.items())


def test_a_member_goes_to_the_nearest_middle() -> None:
    base = _bits(4)
    pictures = [
        _picture(1, base, 100),
        _picture(2, _off(base, *range(40)), 99),
        _picture(3, _off(base, *range(25)), 90),
    ]
    assert _found(pictures)[3] == (2, 15, 0)


@pytest.mark.parametrize("block", [2, 512])
def test_new_pictures_join_those_that_are_middles_already(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness_stars, "_BLOCK", block)
    base, other = _bits(5), _bits(6)
    middles = (_picture(1, base, 60),)
    new = [_picture(7, _off(base, 1), 100), _picture(8, other, 70), _picture(9, _off(other, 3, 4), 60)]
    assert _found(new, middles) == {7: (1, 1, 0), 8: (8, 0, 0), 9: (8, 2, 0)}


def test_stars_are_the_same_whatever_the_size_of_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(7)
    bases = [_bits(seed) for seed in range(40)]
    pictures = [
        _picture(number, _off(bases[number % 40], *generator.choice(256, int(generator.integers(0, 16))).tolist()), 60)
        for number in range(400)
    ]
    whole = _found(pictures)
    monkeypatch.setattr(likeness_stars, "_BLOCK", 7)
    monkeypatch.setattr(likeness_stars, "_TAIL", 4)
    parted = _found(pictures)
    assert {number: star[1:] for number, star in whole.items() if star[1]} != {}
    assert all(distance(pictures[n].bits, pictures[m].bits) == d <= 31 for n, (m, d, _) in parted.items())
    assert {n for n, (m, _, _) in whole.items() if n == m} == {n for n, (m, _, _) in parted.items() if n == m}


def test_real_copies_turned_and_mirrored_say_how_they_lie(shared_data: Path) -> None:
    folder = shared_data / "near-duplicates"
    with open(folder / "expected-pdq.csv", encoding="utf-8") as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    names = ("2-rotate-90", "3-rotate-180", "4-rotate-270", "5-flipx", "6-flipy", "7-flip-plus-1", "8-flip-minus-1")
    turned = [f"rotated-and-flipped/bridge-{name}.jpg" for name in names]
    bridge = tuple(rows[name]["pdq_hash"] for name in ("aaa-orig.jpg", *turned))
    files = [name for name in rows if int(rows[name]["quality"]) >= 50]
    original = _picture(0, bridge[0], 100, bridge)
    ways = {name: between(original, _picture(1, rows[name]["pdq_hash"])) for name in files}
    assert all(ways[name][0] == 0 for name in turned)
    assert len({ways[name][1] for name in turned}) == len(TURNS) - 1
    near = {name for name in files if ways[name][0] <= 31}
    assert near == {name for name in files if rows[name]["match_at_31"] == "yes"} | set(turned)
    middles = tuple(_picture(place, rows[name]["pdq_hash"]) for place, name in enumerate(turned, 1))
    # Only the original is known in all its ways: it finds the first of its turned copies by itself.
    assert _found([original], middles)[0][:2] == (1, 0)


def test_the_turn_is_told_from_the_middle_to_the_member() -> None:
    ways = tuple(_bits(seed) for seed in range(20, 28))
    # The member, turned a quarter right, is like the middle: so it lies a quarter left to it.
    member = tuple(_bits(seed) if seed != 33 else ways[0] for seed in range(30, 38))
    found = _found([_picture(1, ways[0], 100, ways), _picture(2, member[0], 90, member)])
    assert found[2] == (1, 0, 1)
    assert between(_picture(1, ways[0], 100, ways), _picture(2, ways[5])) == (0, 5)
