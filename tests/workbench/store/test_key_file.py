"""The key file: what opens it, what does not, and that damage is told from a wrong secret."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from workbench.errors import CaseLocked, KeyDamaged, UsageError, WrongSecret
from workbench.store import key_file, wrapping
from workbench.store.key_file import KEY_FILE, NewKey, key_file_from, new_key, read_key_file, write_key_file
from workbench.store.rows import canonical
from workbench.store.wrapping import FLOOR, Cost, calibrated, derived, stretched

CHEAP = Cost(64, 1, 1)
PASSPHRASE = "correct horse battery staple"


@pytest.fixture(scope="module")
def key() -> NewKey:
    """Returns the key of a case, wrapped at little cost."""
    return new_key(PASSPHRASE, CHEAP)


def forged(key: NewKey, **changes: object) -> bytes:
    """Writes a key file with some parts changed and its check made to fit again."""
    document = json.loads(key.file.written())
    document.pop("check")
    for name, value in changes.items():
        part, _, inner = name.partition("__")
        if inner:
            document[part][inner] = value
        else:
            document[part] = value
    check = key_file.hashlib.sha256(canonical(document)).hexdigest()
    return canonical({**document, "check": check})


def test_passphrase_and_recovery_key_open_it_and_nothing_else(key: NewKey) -> None:
    file = key_file_from(key.file.written())
    assert file.unlock(PASSPHRASE) == file.unlock(key.recovery_key) == key.case_key
    assert file.unlock(key.recovery_key.lower().replace("-", " ")) == key.case_key
    for wrong in ("", PASSPHRASE + " ", PASSPHRASE.upper(), new_key("other words", CHEAP).recovery_key):
        with pytest.raises(WrongSecret):
            file.unlock(wrong)


def test_a_mistyped_recovery_key_is_named(key: NewKey) -> None:
    with pytest.raises(WrongSecret, match="recovery key with a mistake"):
        key.file.unlock(key.recovery_key[:-1] + ("2" if key.recovery_key[-1] != "2" else "3"))


@pytest.mark.parametrize(("one", "other"), [("café au lait", "cafe\u0301 au lait"), ("two words", "two\u00a0words")])
def test_the_same_words_from_another_keyboard_are_the_same_passphrase(one: str, other: str) -> None:
    assert one != other
    assert new_key(one, CHEAP).file.unlock(other)


def test_different_characters_stay_different() -> None:
    with pytest.raises(WrongSecret):
        new_key("file 5", CHEAP).file.unlock("\ufb01le 5")


def test_an_empty_passphrase_is_refused() -> None:
    for empty in ("", "  ", "\t"):
        with pytest.raises(UsageError):
            new_key(empty, CHEAP)


def test_every_damage_is_told_from_a_wrong_secret(key: NewKey) -> None:
    whole, chance, refused = key.file.written(), random.Random(7), 0
    for _ in range(300):
        place = chance.randrange(len(whole) * 8)
        flipped = bytearray(whole)
        flipped[place // 8] ^= 1 << (place % 8)
        with pytest.raises(KeyDamaged):
            key_file_from(bytes(flipped)).unlock(PASSPHRASE)
        refused += 1
    for end in range(0, len(whole), 7):
        with pytest.raises(KeyDamaged):
            key_file_from(whole[:end])
        refused += 1
    assert refused > 380


@pytest.mark.parametrize(
    "junk", [b"", b"null", b"[]", b"\xff" * 100, b"[" * 9000, b"{}" + b" " * 20_000, b'{"a":1e400}']
)
def test_what_is_no_key_file_is_damaged(junk: bytes) -> None:
    with pytest.raises(KeyDamaged):
        key_file_from(junk)


def test_a_file_that_asks_for_too_much_is_refused_before_anything_is_tried(
    key: NewKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_file, "stretched", lambda *_: pytest.fail("it was tried"))
    for cost in ((100 << 20, 1, 1), (64, 10**9, 1), (1 << 20, 64, 4), (64, 1, 10**6), (0, 0, 0), (64, -1, 1)):
        memory, passes, lanes = cost
        with pytest.raises(KeyDamaged):
            key_file_from(
                forged(key, passphrase__cost={"memory_kib": memory, "passes": passes, "lanes": lanes})
            ).unlock(PASSPHRASE)


def test_a_file_put_together_by_a_stranger_is_refused(key: NewKey) -> None:
    stranger = new_key("his own words", CHEAP)
    parts = json.loads(stranger.file.written())
    exchanged = key_file_from(forged(key, recovery=parts["recovery"]))
    with pytest.raises(KeyDamaged):
        exchanged.unlock(PASSPHRASE)
    with pytest.raises(KeyDamaged):
        key_file_from(forged(key, id="00" * 16)).unlock(PASSPHRASE)
    with pytest.raises(KeyDamaged):
        key_file_from(forged(key, passphrase__salt="zz")).unlock(PASSPHRASE)
    with pytest.raises(KeyDamaged):
        key_file_from(forged(key, passphrase__wrapped="00")).unlock(PASSPHRASE)


def test_a_form_of_a_newer_program_is_said_so(key: NewKey) -> None:
    with pytest.raises(KeyDamaged, match="form"):
        key_file_from(forged(key, format="workbench-key/9"))


def test_changing_one_secret_leaves_the_others(key: NewKey) -> None:
    changed = key_file_from(key.file.with_passphrase(key.case_key, "new words", CHEAP).written())
    assert changed.unlock("new words") == changed.unlock(key.recovery_key) == key.case_key
    with pytest.raises(WrongSecret):
        changed.unlock(PASSPHRASE)
    renewed, recovery_key = changed.with_recovery_key(key.case_key)
    assert renewed.unlock(recovery_key) == renewed.unlock("new words") == key.case_key
    with pytest.raises(WrongSecret):
        renewed.unlock(key.recovery_key)


def test_the_keyring_opens_it_until_it_is_taken_out(key: NewKey) -> None:
    kept = os.urandom(32)
    with_one = key_file_from(key.file.with_keyring(key.case_key, kept).written())
    assert with_one.unlock_from_keyring(kept) == with_one.unlock(PASSPHRASE) == key.case_key
    with pytest.raises(WrongSecret):
        with_one.unlock_from_keyring(bytes(32))
    without = with_one.with_keyring(key.case_key, None)
    with pytest.raises(CaseLocked):
        without.unlock_from_keyring(kept)


def test_no_secret_stands_in_the_file(key: NewKey) -> None:
    written = key.file.written()
    assert PASSPHRASE.encode() not in written and key.case_key.hex().encode() not in written
    assert key.recovery_key.encode() not in written and key.recovery_key.replace("-", "").encode() not in written


def test_it_is_written_whole_and_read_by_its_owner_alone(key: NewKey, tmp_path: Path) -> None:
    write_key_file(tmp_path, key.file)
    again = key.file.with_passphrase(key.case_key, "new words", CHEAP)
    old = open(tmp_path / KEY_FILE, "rb")  # noqa: SIM115
    write_key_file(tmp_path, again)
    assert read_key_file(tmp_path) == again
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]
    with old:
        # What the old name stood for is overwritten, not only unlinked.
        assert os.name == "nt" or not old.read().strip(b"\0")
    if os.name != "nt":
        assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0


def test_a_lost_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyDamaged, match=r"missing.*copy"):
        read_key_file(tmp_path)


def test_the_cost_of_a_guess_is_never_below_the_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    assert FLOOR.memory_kib >= 64 * 1024 and FLOOR.bearable
    for taken in (0.01, 0.1, 0.24, 0.9, 30.0):
        clock = iter([0.0, taken])
        monkeypatch.setattr(wrapping, "stretched", lambda *_: b"")
        monkeypatch.setattr(wrapping.time, "perf_counter", lambda clock=clock: next(clock))
        cost = calibrated()
        assert cost.bearable and FLOOR.memory_kib <= cost.memory_kib <= 256 * 1024
        assert cost.passes >= FLOOR.passes
        assert taken > 0.25 or cost.memory_kib > FLOOR.memory_kib


def test_a_key_at_the_floor_opens() -> None:
    made = new_key(PASSPHRASE, FLOOR)
    assert key_file_from(made.file.written()).unlock(PASSPHRASE) == made.case_key
    assert stretched(PASSPHRASE, bytes(16), CHEAP) != stretched(PASSPHRASE, bytes(16), Cost(128, 1, 1))


def test_keys_are_derived_as_the_rfc_says() -> None:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    for salt in (None, b"salt" * 8):
        told = HKDF(SHA256(), 32, salt, b"investigation-workbench/file/v1").derive(b"secret" * 6)
        assert derived(b"secret" * 6, "file", salt) == told
