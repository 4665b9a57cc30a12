"""The Merkle log agrees with RFC 6962, worked out a second time from its definition."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.custody import EMPTY_ROOT, Frontier, leaf_hash, merkle_root


def _by_definition(leaves: list[bytes]) -> bytes:
    """Computes MTH as RFC 6962, 2.1 defines it, by recursion."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _by_definition(leaves[:split]) + _by_definition(leaves[split:])).digest()


def test_an_empty_log_has_the_root_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("count", range(1, 70))
def test_the_root_is_that_of_the_definition(count: int) -> None:
    leaves = [bytes([number]) * number for number in range(count)]
    assert merkle_root(map(leaf_hash, leaves)) == _by_definition(leaves).hex()


@given(st.lists(st.binary(max_size=8), max_size=40), st.integers(0, 40))
def test_a_frontier_put_away_and_taken_up_again_goes_on_as_before(leaves: list[bytes], stop: int) -> None:
    frontier = Frontier()
    for place, leaf in enumerate(leaves):
        if place == stop:
            frontier = Frontier.unpacked(frontier.size, frontier.packed())
        frontier.append(leaf_hash(leaf))
    assert frontier.root() == _by_definition(leaves).hex()


def test_a_frontier_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(ValueError, match="one root for each bit"):
        Frontier.unpacked(3, b"\0" * 32)
