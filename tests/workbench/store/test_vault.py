"""Sealed originals: read back as they were from any place, and refused whatever was done to the file."""

from __future__ import annotations

import hashlib
import io
import os
import random
from collections.abc import Iterator

import pytest

from workbench.errors import CaseDamaged
from workbench.store.vault import Vault

CHUNK, TAG, HEAD = 64 * 1024, 16, 80
SIZES = (0, 1, 4096, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17)


@pytest.fixture(scope="module")
def vault() -> Vault:
    """Returns the open key of one case."""
    return Vault(bytes(range(32)))


def seal(vault: Vault, data: bytes, step: int = 10_000) -> tuple[bytes, str]:
    """Seals bytes that come in pieces; returns the sealed file and the digest it is kept for."""
    digest, out = hashlib.sha256(data).hexdigest(), io.BytesIO()
    sealing = vault.seal(out)
    for start in range(0, len(data), step):
        sealing.write(data[start : start + step])
    sealing.finish(digest)
    return out.getvalue(), digest


def accepted(vault: Vault, sealed: bytes, digest: str) -> bool:
    """Tells whether a sealed file is read to its end without complaint."""
    try:
        with vault.unseal(io.BytesIO(sealed), digest) as file:
            file.read()
    except CaseDamaged:
        return False
    return True


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", [7777, CHUNK, 128 * 1024, 1 << 20])
def test_what_was_sealed_is_read_back(vault: Vault, size: int, step: int) -> None:
    data = random.Random(size).randbytes(size)
    sealed, digest = seal(vault, data, step)
    assert len(sealed) == HEAD + size + TAG * max(1, -(-size // CHUNK))
    with vault.unseal(io.BytesIO(sealed), digest) as file:
        assert file.read() == data


@pytest.mark.parametrize("size", [size for size in SIZES if size <= CHUNK])
def test_what_was_sealed_at_once_is_what_pieces_give(vault: Vault, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.urandom", bytes)
    data = random.Random(size).randbytes(size)
    sealed, digest = seal(vault, data)
    assert vault.sealed(data, digest) == sealed


def test_more_than_a_chunk_is_not_sealed_at_once(vault: Vault) -> None:
    with pytest.raises(ValueError, match="one chunk"):
        vault.sealed(bytes(CHUNK + 1), "0" * 64)


def test_any_place_is_read_without_what_is_before_it(vault: Vault) -> None:
    data = random.Random(1).randbytes(3 * CHUNK + 17)
    sealed, digest = seal(vault, data)
    places = random.Random(2)
    with vault.unseal(io.BytesIO(sealed), digest) as file:
        assert file.seekable() and not isinstance(file.raw, io.FileIO)  # type: ignore[attr-defined]
        for _ in range(200):
            start, length = places.randrange(len(data) + 1), places.randrange(CHUNK * 2)
            assert file.seek(start) == start
            assert file.read(length) == data[start : start + length]
        assert file.seek(-5, os.SEEK_END) == len(data) - 5
        assert file.read() == data[-5:] and file.read(10) == b""


def test_views_of_one_buffer_that_is_used_again_are_sealed_as_they_were(vault: Vault) -> None:
    data, buffer, out = random.Random(3).randbytes(300_000), bytearray(50_000), io.BytesIO()
    sealing = vault.seal(out)
    for start in range(0, len(data), len(buffer)):
        buffer[:] = data[start : start + len(buffer)]
        sealing.write(memoryview(buffer))
    digest = hashlib.sha256(data).hexdigest()
    sealing.finish(digest)
    assert vault.unseal(io.BytesIO(out.getvalue()), digest).read() == data


def tamperings(sealed: bytes, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Makes damaged and forged forms of one sealed file of several chunks, each named by what was done."""
    for _ in range(250):
        place = chance.randrange(len(sealed) * 8)
        flipped = bytearray(sealed)
        flipped[place // 8] ^= 1 << (place % 8)
        yield f"bit {place}", bytes(flipped)
    for place in range(HEAD * 8):
        flipped = bytearray(sealed)
        flipped[place // 8] ^= 1 << (place % 8)
        yield f"bit {place} of the head", bytes(flipped)
    for _ in range(80):
        yield "cut", sealed[: chance.randrange(len(sealed))]
    yield "emptied", b""
    head, body = sealed[:HEAD], sealed[HEAD:]
    chunks = [body[start : start + CHUNK + TAG] for start in range(0, len(body), CHUNK + TAG)]
    for first in range(len(chunks)):
        yield f"chunk {first} dropped", head + b"".join(chunks[:first] + chunks[first + 1 :])
        yield f"chunk {first} twice", head + b"".join(chunks[: first + 1] + chunks[first:])
        yield f"cut behind chunk {first}", head + b"".join(chunks[:first])
        for second in range(first + 1, len(chunks)):
            moved = list(chunks)
            moved[first], moved[second] = moved[second], moved[first]
            yield f"chunks {first} and {second} exchanged", head + b"".join(moved)
            moved[second] = moved[first]
            yield f"chunk {second} in both places", head + b"".join(moved)
    for added in (b"\x00", chunks[0], os.urandom(CHUNK + TAG)):
        yield "added to", sealed + added


def test_no_tampering_is_accepted(vault: Vault) -> None:
    sealed, digest = seal(vault, random.Random(4).randbytes(4 * CHUNK + 1234))
    assert accepted(vault, sealed, digest)
    tried = list(tamperings(sealed, random.Random(5)))
    assert len(tried) > 900
    assert [what for what, forged in tried if forged != sealed and accepted(vault, forged, digest)] == []


def test_a_size_that_was_forged_with_the_length_is_refused(vault: Vault) -> None:
    sealed, digest = seal(vault, bytes(2 * CHUNK))
    shorter = bytearray(sealed[: HEAD + CHUNK + TAG])
    shorter[40:48] = CHUNK.to_bytes(8, "big")
    assert not accepted(vault, bytes(shorter), digest)


def test_another_key_and_another_item_open_nothing(vault: Vault) -> None:
    items = [seal(vault, random.Random(number).randbytes(5000 + number % 3)) for number in range(12)]
    for one, (_, digest) in enumerate(items):
        for other, (sealed, _) in enumerate(items):
            assert accepted(vault, sealed, digest) == (one == other)
    assert not any(accepted(Vault(os.urandom(32)), sealed, digest) for sealed, digest in items)


def test_a_chunk_of_another_file_is_refused(vault: Vault) -> None:
    data = bytes(2 * CHUNK)
    (first, digest), (second, _) = seal(vault, data), seal(vault, data)
    assert not accepted(vault, first[: HEAD + CHUNK + TAG] + second[HEAD + CHUNK + TAG :], digest)
    assert not accepted(vault, second[:HEAD] + first[HEAD:], digest)


def test_damage_far_in_a_file_does_not_hide_what_is_before_it(vault: Vault) -> None:
    data = random.Random(6).randbytes(3 * CHUNK)
    sealed, digest = seal(vault, data)
    broken = bytearray(sealed)
    broken[-1] ^= 1
    with vault.unseal(io.BytesIO(bytes(broken)), digest) as file:
        assert file.read(CHUNK) == data[:CHUNK]
        with pytest.raises(CaseDamaged):
            file.seek(2 * CHUNK)
            file.read(1)


def test_a_refused_file_is_closed(vault: Vault) -> None:
    file = io.BytesIO(b"nothing sealed")
    with pytest.raises(CaseDamaged):
        vault.unseal(file, "0" * 64)
    assert file.closed


def test_names_and_sealed_bytes_tell_nothing(vault: Vault) -> None:
    data = b"planted words " * 9000
    (sealed, digest), (again, _) = seal(vault, data), seal(vault, data)
    assert vault.name(digest) != digest and len(vault.name(digest)) == 64
    assert vault.name(digest) == Vault(bytes(range(32))).name(digest) != Vault(bytes(32)).name(digest)
    assert b"planted" not in sealed and bytes.fromhex(digest) not in sealed
    assert sealed[HEAD:] != again[HEAD:]
    assert "0102" not in repr(vault) and bytes(range(32)).hex() not in repr(vars(vault).keys())
