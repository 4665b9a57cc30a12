"""``CASE/key.json``: the key of an encrypted case, wrapped by a passphrase, a recovery key, and perhaps the keyring.

The file can be told damaged from a wrong secret: ``check`` is a digest over the rest, which shows an accident before
anything is tried, and ``seal`` a MAC under the case key, which shows a file that somebody put together. Changing the
passphrase writes this file anew and nothing else; whoever kept a copy of the old file and knows the old passphrase
still has the key.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from workbench.errors import CaseLocked, KeyDamaged, UsageError, WrongSecret
from workbench.store.atomic import write_whole
from workbench.store.recovery_key import NoRecoveryKey, new_recovery_key
from workbench.store.recovery_key import read as recovery_bytes
from workbench.store.rows import canonical
from workbench.store.wrapping import (
    KEY_BYTES,
    WRAPPED_BYTES,
    Cost,
    calibrated,
    derived,
    new_salt,
    stretched,
    unwrapped,
    wrapped,
)

KEY_FILE = "key.json"
KEY_DRAFT = "key.new"
_FORMAT = "workbench-key/1"
_MOST_BYTES = 16 * 1024
_RESTORE = f"Put {KEY_FILE} back from a copy of the case folder; without it nobody can open the case."


@dataclass(frozen=True, slots=True)
class Parcel:
    """The case key wrapped under what comes of one secret; ``cost`` only where that is a passphrase."""

    salt: str
    wrapped: str
    cost: Cost | None = None


@dataclass(frozen=True, slots=True)
class KeyFile:
    """All that lies in the file: its name in the keyring, the wrapped keys, and the MAC that binds them."""

    id: str
    passphrase: Parcel
    recovery: Parcel
    keyring: Parcel | None = None
    seal: str = ""

    def written(self) -> bytes:
        """Writes the file's bytes."""
        document = {"format": _FORMAT, **_document(self)}
        return canonical({**document, "check": hashlib.sha256(canonical(document)).hexdigest()})

    def sealed(self, case_key: bytes) -> KeyFile:
        """Binds the parcels to the case key."""
        return replace(self, seal=self._mac(case_key))

    def unlock(self, secret: str) -> bytes:
        """Opens the case key with a passphrase or the recovery key; raises WrongSecret or KeyDamaged."""
        nearly = False
        try:
            key = _unwrap(self.recovery, derived(recovery_bytes(secret), "recovery", _salt(self.recovery)))
        except NoRecoveryKey as cause:
            key, nearly = None, cause.nearly
        if key is None:
            cost = self.passphrase.cost
            if cost is None:
                raise _damaged("it does not say how the passphrase is stretched")
            key = _unwrap(self.passphrase, stretched(secret, _salt(self.passphrase), cost))
        if key is None:
            raise _wrong(nearly)
        return self._checked(key)

    def unlock_from_keyring(self, kept: bytes) -> bytes:
        """Opens the case key with what the system keyring kept; raises WrongSecret or KeyDamaged."""
        if self.keyring is None:
            raise CaseLocked("The keyring holds no key of this case.", "Give the passphrase.")
        key = _unwrap(self.keyring, derived(kept, "keyring", _salt(self.keyring)))
        if key is None:
            raise WrongSecret("What the system keyring holds does not open this case.", "Give the passphrase.")
        return self._checked(key)

    def with_passphrase(self, case_key: bytes, passphrase: str, cost: Cost | None = None) -> KeyFile:
        """Wraps the case key under another passphrase; the recovery key stays."""
        return replace(self, passphrase=_passphrase_parcel(case_key, passphrase, cost)).sealed(case_key)

    def with_recovery_key(self, case_key: bytes) -> tuple[KeyFile, str]:
        """Wraps the case key under a new recovery key, which it also gives; the old one opens nothing any more."""
        recovery_key = new_recovery_key()
        parcel = _parcel(case_key, recovery_bytes(recovery_key), "recovery")
        return replace(self, recovery=parcel).sealed(case_key), recovery_key

    def with_keyring(self, case_key: bytes, kept: bytes | None) -> KeyFile:
        """Wraps the case key under what the system keyring keeps, or no longer (None)."""
        parcel = None if kept is None else _parcel(case_key, kept, "keyring")
        return replace(self, keyring=parcel).sealed(case_key)

    def _checked(self, case_key: bytes) -> bytes:
        """Refuses a file whose parcels were exchanged by somebody without the key."""
        if len(case_key) != KEY_BYTES or not hmac.compare_digest(self.seal.encode(), self._mac(case_key).encode()):
            raise _damaged("it was changed by something other than this program")
        return case_key

    def _mac(self, case_key: bytes) -> str:
        """Computes the MAC over everything but itself."""
        data = canonical(_document(replace(self, seal="")))
        return hmac.new(derived(case_key, "key file"), data, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class NewKey:
    """A case key as it comes into being; the recovery key is shown to the person once and kept nowhere."""

    case_key: bytes
    file: KeyFile
    recovery_key: str


def new_key(passphrase: str, cost: Cost | None = None) -> NewKey:
    """Draws a case key and wraps it; ``cost`` is calibrated to this machine unless it is given, as tests do."""
    case_key, recovery_key = os.urandom(KEY_BYTES), new_recovery_key()
    file = KeyFile(
        id=os.urandom(16).hex(),
        passphrase=_passphrase_parcel(case_key, passphrase, cost),
        recovery=_parcel(case_key, recovery_bytes(recovery_key), "recovery"),
    )
    return NewKey(case_key, file.sealed(case_key), recovery_key)


def check_passphrase(passphrase: str) -> None:
    """Refuses a passphrase that is none; raises UsageError."""
    if not passphrase.strip():
        raise UsageError("The passphrase is empty.", "Choose one: four or five random words are good.")


def read_key_file(folder: Path) -> KeyFile:
    """Reads a case's key file; raises KeyDamaged where it is missing, cut short or changed."""
    try:
        with open(folder / KEY_FILE, "rb") as file:
            untrusted_data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError as cause:
        raise KeyDamaged(f"The file {KEY_FILE}, which holds the key of this case, is missing.", _RESTORE) from cause
    except OSError as cause:
        raise KeyDamaged(
            f"The file {KEY_FILE}, which holds the key of this case, cannot be read.", _RESTORE, type(cause).__name__
        ) from cause
    return key_file_from(untrusted_data)


def key_file_from(untrusted_data: bytes) -> KeyFile:
    """Reads the bytes of a key file; raises KeyDamaged where they are not whole or ask for too much."""
    if len(untrusted_data) > _MOST_BYTES:
        raise _damaged("it is far too long")
    try:
        document = msgspec.json.decode(untrusted_data, type=dict[str, Any])
        check = document.pop("check", None)
        form = document.get("format")
        if hashlib.sha256(canonical(document)).hexdigest() != check:
            raise _damaged("its bytes are not those that were written")
        if form != _FORMAT:
            raise KeyDamaged(f"The file {KEY_FILE} has a form that is not known.", "Update the program.")
        file = msgspec.convert({name: part for name, part in document.items() if name != "format"}, KeyFile)
    except (msgspec.DecodeError, msgspec.ValidationError, ValueError, TypeError, RecursionError) as cause:
        raise _damaged("it cannot be understood") from cause
    if file.passphrase.cost is None or not file.passphrase.cost.bearable:
        raise _damaged("it asks for more memory or work than any key needs")
    return file


def write_key_file(folder: Path, file: KeyFile) -> None:
    """Puts a key file in place at once and durably; the bytes of the one before are overwritten."""
    write_whole(folder / KEY_FILE, file.written(), erase_old=True)


def _document(file: KeyFile) -> dict[str, Any]:
    """Turns the parts of a key file into what JSON holds."""
    document: dict[str, Any] = msgspec.to_builtins(file)
    return document


def _parcel(case_key: bytes, secret: bytes, purpose: str) -> Parcel:
    """Wraps the case key under a secret that is random already."""
    salt = new_salt()
    return Parcel(salt.hex(), wrapped(derived(secret, purpose, salt), case_key).hex())


def _passphrase_parcel(case_key: bytes, passphrase: str, cost: Cost | None) -> Parcel:
    """Wraps the case key under a passphrase."""
    check_passphrase(passphrase)
    salt, chosen = new_salt(), cost or calibrated()
    return Parcel(salt.hex(), wrapped(stretched(passphrase, salt, chosen), case_key).hex(), chosen)


def _unwrap(parcel: Parcel, wrapping_key: bytes) -> bytes | None:
    """Unwraps a parcel; None where the secret is not the one."""
    try:
        wrapped_key = bytes.fromhex(parcel.wrapped)
    except ValueError as cause:
        raise _damaged("a wrapped key in it has no such form") from cause
    if len(wrapped_key) != WRAPPED_BYTES:
        raise _damaged("a wrapped key in it has another length")
    return unwrapped(wrapping_key, wrapped_key)


def _salt(parcel: Parcel) -> bytes:
    """Reads a parcel's salt."""
    try:
        salt = bytes.fromhex(parcel.salt)
    except ValueError as cause:
        raise _damaged("a salt in it has no such form") from cause
    if len(salt) < 8:
        raise _damaged("a salt in it is too short")
    return salt


def _damaged(what: str) -> KeyDamaged:
    """Says in what way the key file is damaged; the secret has nothing to do with it."""
    return KeyDamaged(f"The file {KEY_FILE} is damaged: {what}. Your passphrase may be right.", _RESTORE)


def _wrong(nearly: bool) -> WrongSecret:
    """Says that a secret does not open the case."""
    if nearly:
        return WrongSecret(
            "That looks like a recovery key with a mistake in it; it does not open this case.",
            "Compare it with what you wrote down, group by group.",
        )
    return WrongSecret(
        "The passphrase does not open this case.",
        "Try again, minding capital letters and the keyboard's language; the recovery key opens it as well.",
    )
