"""The search misses nothing and invents nothing, whichever way it takes."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.casefile import likeness_search
from workbench.casefile.fingerprints import distance
from workbench.casefile.likeness_search import Haystack, Hits, packed


def _random(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 2**64, (count, 4), dtype=np.uint64)


def _off(words: np.ndarray, bits: int, seed: int) -> np.ndarray:
    """Turns so many bits of one fingerprint over."""
    other = words.copy()
    for bit in np.random.default_rng(seed).choice(256, bits, replace=False):
        other[bit // 64] ^= np.uint64(1) << np.uint64(bit % 64)
    return other


def _pairs(hits: list[Hits]) -> set[tuple[int, int, int]]:
    listed = [pair for part in hits for pair in zip(*(column.tolist() for column in part), strict=True)]
    assert len(listed) == len(set(listed))
    return set(listed)  # type: ignore[arg-type]


def _planted(seed: int, count: int = 3000) -> tuple[np.ndarray, np.ndarray, set[tuple[int, int, int]]]:
    """Makes fingerprints, and questions 0 to 40 bits away from some of them."""
    words = _random(count, seed)
    asked = np.stack([_off(words[place * 7], place % 41, place) for place in range(200)])
    return words, asked, {(place, place * 7, place % 41) for place in range(200)}


@pytest.mark.parametrize("within", [0, 10, 31])
def test_both_ways_find_exactly_what_is_near(within: int, monkeypatch: pytest.MonkeyPatch) -> None:
    words, asked, planted = _planted(within)
    wanted = {pair for pair in planted if pair[2] <= within}
    haystack = Haystack(words)
    assert _pairs([haystack.scan(asked, within)]) == wanted
    by_tables = list(haystack.near(asked, within))
    assert haystack._tables is not None
    monkeypatch.setattr(haystack, "scan", lambda *_: pytest.fail("the tables were to be used"))
    assert _pairs(by_tables) == _pairs(list(haystack.near(asked, within))) == wanted


def test_tiles_and_blocks_meet_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    words, asked, planted = _planted(5, 2500)
    monkeypatch.setattr(likeness_search, "_TILE", 700)
    monkeypatch.setattr(likeness_search, "_BLOCK", 33)
    monkeypatch.setattr(likeness_search, "_MOST_CANDIDATES", 50)
    wanted = {pair for pair in planted if pair[2] <= 31}
    assert _pairs([Haystack(words).scan(asked)]) == wanted
    haystack = Haystack(words)
    haystack.prepare()
    assert _pairs(list(haystack.near(asked))) == wanted


def test_the_scan_is_taken_where_the_tables_would_be_crowded() -> None:
    words = np.repeat(_random(1), 3000, axis=0)
    haystack = Haystack(words)
    haystack.prepare()
    found = list(haystack.near(words[:4]))
    assert sum(len(hits.asked) for hits in found) == 4 * 3000
    assert not any(hits.distances.any() for hits in found)


def test_what_differs_in_the_last_bits_alone_is_told_apart() -> None:
    words = np.zeros((1, 4), np.uint64)
    far = np.asarray([[0, 0, 2**32 - 1, 0]], np.uint64)
    near = np.asarray([[0, 0, 2**31 - 1, 0]], np.uint64)
    assert _pairs(list(Haystack(words).near(near))) == {(0, 0, 31)}
    assert _pairs(list(Haystack(words).near(far))) == set()


def test_fingerprints_are_packed_as_they_are_compared_one_by_one() -> None:
    words = packed(["0" * 63 + "1", "f" + "0" * 63])
    assert int(np.bitwise_count(words[0] ^ words[1]).sum()) == distance("0" * 63 + "1", "f" + "0" * 63) == 5
    assert packed([]).shape == (0, 4)
    for wrong in ("0" * 63, "g" * 64):
        with pytest.raises(ValueError):
            packed([wrong])
