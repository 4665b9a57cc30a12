"""Proofs hold exactly where RFC 6962 says so, by the public vectors and by the definition written out again."""

from __future__ import annotations

import os
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.casefile import merkle_vectors as vectors
from workbench.casefile.custody import Frontier, leaf_hash, merkle_root
from workbench.casefile.proofs import MemoProof, Tree, consistency_holds, inclusion_holds


def _mth(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash as RFC 6962, 2.1 defines it, over leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + _mth(leaves[:split]) + _mth(leaves[split:])).digest()


def _path(at: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]) as RFC 6962, 2.1.1 defines it."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if at < split:
        return [*_path(at, leaves[:split]), _mth(leaves[split:])]
    return [*_path(at - split, leaves[split:]), _mth(leaves[:split])]


def _subproof(old: int, leaves: list[bytes], known: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) as RFC 6962, 2.1.2 defines it."""
    if old == len(leaves):
        return [] if known else [_mth(leaves)]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if old <= split:
        return [*_subproof(old, leaves[:split], known), _mth(leaves[split:])]
    return [*_subproof(old - split, leaves[split:], False), _mth(leaves[:split])]


def test_the_public_vectors_for_inclusion() -> None:
    found = list(vectors.inclusion_vectors())
    assert len(found) == 98
    for words, index, size, root, leaf, path, refused in found:
        assert inclusion_holds(index, size, leaf, path, root) is not refused, (words, index, size)


def test_the_public_vectors_for_consistency() -> None:
    found = list(vectors.consistency_vectors())
    assert len(found) == 98
    for words, old, size, old_root, root, path, refused in found:
        assert consistency_holds(old, size, path, old_root, root) is not refused, (words, old, size)


def test_the_public_roots_and_proofs_are_made_too() -> None:
    tree = Tree(leaf_hash(leaf) for leaf in vectors.LEAVES)
    assert [bytes.fromhex(tree.root(size)) for size in range(1, 9)] == vectors.ROOTS
    for number, size, path in vectors.INCLUSION:
        assert [bytes.fromhex(step) for step in tree.inclusion(number, size).path] == path
    for old, size, path in vectors.CONSISTENCY:
        assert [bytes.fromhex(step) for step in tree.consistency(old, size).path] == path


def test_every_proof_of_small_ledgers_is_the_one_that_the_rfc_defines() -> None:
    leaves = [leaf_hash(str(number).encode()) for number in range(33)]
    tree = Tree(leaves)
    for size in range(1, 34):
        assert tree.root(size) == _mth(leaves[:size]).hex() == merkle_root(leaves[:size])
        for number in range(1, size + 1):
            proof = tree.inclusion(number, size)
            assert [bytes.fromhex(step) for step in proof.path] == _path(number - 1, leaves[:size])
            assert proof.holds
            older = tree.consistency(number, size)
            assert [bytes.fromhex(step) for step in older.path] == _subproof(number, leaves[:size], True)
            assert older.holds


@given(st.integers(1, 600), st.integers(1, 600), st.integers(0, 599), st.integers(0, 255))
def test_a_proof_with_one_thing_changed_proves_nothing(one: int, two: int, at: int, bit: int) -> None:
    size, number = max(one, two), min(one, two)
    tree = Tree(leaf_hash(b"%d" % place) for place in range(size))
    proof, older = tree.inclusion(number), tree.consistency(number)
    assert proof.holds and older.holds
    spoiled = [replace(proof, path=(*proof.path, proof.root)), replace(proof, leaf=proof.root[::-1])]
    if size > 1:
        spoiled += [replace(proof, number=number % size + 1), replace(proof, path=proof.path[1:])]
        at %= len(proof.path)
        step = bytearray.fromhex(proof.path[at])
        step[bit // 8] ^= 1 << bit % 8
        spoiled.append(replace(proof, path=(*proof.path[:at], step.hex(), *proof.path[at + 1 :])))
    assert not any(changed.holds for changed in spoiled)
    assert not replace(older, old_root=os.urandom(32).hex()).holds
    assert not replace(older, path=(*older.path, older.root)).holds
    assert not replace(older, old_size=0).holds


def test_what_is_no_digest_is_no_proof() -> None:
    proof = Tree([leaf_hash(b"one"), leaf_hash(b"two")]).inclusion(1)
    assert proof.holds
    assert not replace(proof, root="xy").holds
    assert not replace(proof, path=("",)).holds


def test_a_proof_is_asked_only_for_what_is_there() -> None:
    tree = Tree([leaf_hash(b"one")])
    for number in (0, 2, -1):
        with pytest.raises(ValueError, match="entry"):
            tree.inclusion(number)
        with pytest.raises(ValueError, match="beginning"):
            tree.consistency(number)


def test_a_memo_proof_holds_only_under_its_own_head() -> None:
    tree = Tree(leaf_hash(b"%d" % place) for place in range(9))
    proof = MemoProof("case", 9, tree.root(), {"EX-0001": 4}, (tree.inclusion(4),))
    assert proof.holds
    assert not replace(proof, root=tree.root(8)).holds


@given(st.lists(st.integers(0, 9), max_size=12))
def test_a_frontier_grows_by_many_leaves_as_by_one_after_the_other(steps: list[int]) -> None:
    one, many, count = Frontier(), Frontier(), 0
    for step in steps:
        leaves = [leaf_hash(b"%d" % place) for place in range(count, count + step)]
        for leaf in leaves:
            one.append(leaf)
        many.extend(leaves)
        count += step
        assert (one.size, one.packed(), one.root()) == (many.size, many.packed(), many.root())
