"""The person's record: what of a look goes into it, and the words for what was seen before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from workbench.casefile.exposure import EndCause, Exposure, LookMode, Reason, Rung
from workbench.casefile.exposure_record import SeenBefore, length_words, past_look, seen_in, seen_words, uncovered
from workbench.casefile.identity import Actor

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
LOOK = Exposure(
    "look", 4, Rung.GREY, LookMode.HOLD, Reason.REVIEW, Actor("Ann"), NOON, ended=NOON + timedelta(seconds=4),
    cause=EndCause.RELEASED, shown_ms=4000,
)  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "region", "share"),
    [
        (LookMode.HOLD, None, 1.0),
        (LookMode.REGION, (0.1, 0.1, 0.5, 0.5), 0.25),
        (LookMode.LENS, (0.0, 0.0, 1.0, 1.0), 0.785),
        (LookMode.LENS, None, 0.05),
        (LookMode.REGION, (0.0, 0.0, 2.0, 3.0), 1.0),
        (LookMode.REGION, (0.0, 0.0, -2.0, 3.0), 0.0),
    ],
)
def test_the_area_follows_from_the_region_and_a_lens_is_a_circle(
    mode: LookMode, region: tuple[float, float, float, float] | None, share: float
) -> None:
    assert uncovered(replace(LOOK, mode=mode, region=region)) == pytest.approx(share, abs=0.001)


def test_a_measured_area_goes_before_the_region() -> None:
    assert past_look("case", None, LOOK, 0.3).area == 0.3
    assert past_look("case", None, LOOK, 7).area == 1.0
    assert past_look("case", None, LOOK).area == 1.0


def test_a_look_that_lasts_has_no_place_in_the_record() -> None:
    with pytest.raises(ValueError, match="lasts"):
        past_look("case", None, replace(LOOK, ended=None))


def test_the_same_bytes_go_before_what_is_alike() -> None:
    first = replace(past_look("case", None, LOOK), digest="aa")
    later = replace(first, digest="bb", ended=NOON + timedelta(days=1), exhibit=9)
    assert seen_in([first, later], "aa", ["bb"]) == SeenBefore(first.ended, 1, 4000, True, "case", 4)
    assert seen_in([later], "aa", ["bb"]) == SeenBefore(later.ended, 1, 4000, False, "case", 9)
    assert seen_in([first, replace(first, ended=NOON)], "aa") == SeenBefore(first.ended, 2, 8000, True, "case", 4)
    assert seen_in([later], "aa", []) is None
    assert seen_in([replace(first, digest="")], "") is None


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (SeenBefore(NOON, 1, 4000), "You have seen this before, on 3 May, for 4 s."),
        (SeenBefore(NOON, 1, 0), "You have seen this before, on 3 May."),
        (SeenBefore(NOON, 3, 65_000), "You have seen this before: 3 looks, 1 min 5 s in all, last on 3 May."),
        (
            SeenBefore(NOON.replace(year=2025), 1, 400, False, "case", 4),
            "You have seen one like this before, on 3 May 2025, for 0.4 s.",
        ),
    ],
)
def test_what_was_seen_before_is_said_in_words(seen: SeenBefore, words: str) -> None:
    assert seen_words(seen, date(2026, 11, 1)) == words


def test_lengths_are_said_in_words() -> None:
    assert [length_words(ms) for ms in (0, 999, 1000, 59_600, 3_599_000, 5_400_000)] == [
        "0.0 s",
        "1.0 s",
        "1 s",
        "1 min 0 s",
        "59 min 59 s",
        "1 h 30 min",
    ]
