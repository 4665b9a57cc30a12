"""A veil cannot hold more than the ladder allows, however it is made, stored or read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import RULES, Rung, Veil


@st.composite
def veils(draw: st.DrawFn) -> Veil:
    """Draws any veil."""
    width, height = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    levels = draw(st.lists(st.integers(0, 15), min_size=5 * width * height, max_size=5 * width * height))
    return Veil(width, height, bytes(levels[: width * height]), bytes(levels[width * height :]))


@given(veils())
def test_a_stored_veil_reads_back_as_itself(veil: Veil) -> None:
    packed = veil.packed()
    assert Veil.unpacked(packed) == veil
    assert len(packed) == 2 + (5 * veil.width * veil.height + 1) // 2 <= 362


@given(st.binary(max_size=400))
def test_any_bytes_are_a_lawful_veil_or_refused(data: bytes) -> None:
    try:
        veil = Veil.unpacked(data)
    except ValueError:
        return
    assert max(veil.width, veil.height) <= 12 and max(veil.veil + veil.haze) <= 15


@pytest.mark.parametrize(
    ("width", "height", "veil", "haze"),
    [
        (13, 1, bytes(13), bytes(52)),
        (0, 1, b"", b""),
        (1, 1, b"\x10", bytes(4)),
        (1, 1, b"\0", b"\0\0\0\x10"),
        (1, 1, b"\0\0", bytes(4)),
        (1, 1, b"\0", bytes(5)),
        (2, 2, bytes(4), bytes(4)),
    ],
)
def test_a_veil_beyond_the_ladder_cannot_be_made(width: int, height: int, veil: bytes, haze: bytes) -> None:
    with pytest.raises(ValueError, match="a veil"):
        Veil(width, height, veil, haze)


@pytest.mark.parametrize("data", [b"", b"\1", b"\1\1", b"\1\1\0\0\0\0", b"\x0d\1" + bytes(33)])
def test_a_stored_veil_of_the_wrong_form_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"a (stored )?veil"):
        Veil.unpacked(data)


def test_only_the_first_three_rungs_are_free() -> None:
    assert [rung for rung in Rung if rung.free] == [Rung.SEALED, Rung.VEIL, Rung.HAZE]


@pytest.mark.parametrize("sensitivity", Sensitivity)
def test_every_sensitivity_has_rules_and_rests_on_a_free_rung(sensitivity: Sensitivity) -> None:
    assert RULES[sensitivity].rest.free


def test_rules_grow_stricter_with_sensitivity() -> None:
    rules = [RULES[sensitivity] for sensitivity in Sensitivity]
    assert [rule.rest for rule in rules] == sorted((rule.rest for rule in rules), reverse=True)
    assert [rule.seconds for rule in rules] == sorted((rule.seconds for rule in rules), reverse=True)
