"""An anchor names a real part of an exhibit, and clip times read as they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.annotations import Anchor, clip_time, parse_clip_time


@pytest.mark.parametrize(
    "part",
    [
        {"end": 2.0},
        {"start": 3.0, "end": 2.0},
        {"start": -1.0},
        {"region": (0.5, 0.5, 0.6, 0.1)},
        {"region": (0.0, 0.0, 0.0, 0.5)},
        {"region": (-0.1, 0.0, 0.5, 0.5)},
    ],
)
def test_a_part_that_is_none_is_refused(part: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Anchor(**part)  # type: ignore[arg-type]


def test_an_anchor_says_what_it_is_on() -> None:
    assert Anchor().words == "whole"
    assert Anchor(12.48).words == "0:12.48"
    assert Anchor(3, 9.5, (0, 0, 0.5, 0.5)).words == "0:03.00 to 0:09.50, region"


@given(st.integers(0, 40 * 360000))
def test_a_clip_time_survives_writing_and_reading(hundredths: int) -> None:
    assert round(parse_clip_time(clip_time(hundredths / 100)) * 100) == hundredths


@pytest.mark.parametrize("text", ["", "a", "1:2:3:4", "-1", "1:-2"])
def test_what_is_no_clip_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_clip_time(text)
