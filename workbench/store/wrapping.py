"""How a case key is wrapped: the stretching of a passphrase, and AES key wrap under what comes of it.

A passphrase is taken as RFC 8265 (OpaqueString) prepares one: every kind of space becomes the plain one, and the text
is put in NFC, so that the same words typed on another keyboard are the same bytes. NFKC is not used: it would make
different passphrases equal.
"""

from __future__ import annotations

import hmac
import os
import time
import unicodedata
from dataclasses import dataclass

KEY_BYTES = 32
WRAPPED_BYTES = KEY_BYTES + 8
SALT_BYTES = 16
FLOOR_KIB = 64 * 1024
_MOST_KIB_AT_CREATION = 256 * 1024
_SECONDS = 0.5
# A key file from elsewhere must not be able to ask for all memory or a day of work.
_MOST_KIB, _MOST_PASSES, _MOST_LANES, _MOST_WORK = 1024 * 1024, 64, 16, 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess of the passphrase costs: argon2id's memory in KiB, passes and lanes."""

    memory_kib: int
    passes: int
    lanes: int

    @property
    def bearable(self) -> bool:
        """Tells whether these numbers may be tried at all."""
        return (
            8 * self.lanes <= self.memory_kib <= _MOST_KIB
            and 1 <= self.passes <= _MOST_PASSES
            and 1 <= self.lanes <= _MOST_LANES
            and self.memory_kib * self.passes <= _MOST_WORK
        )


FLOOR = Cost(FLOOR_KIB, 3, 4)


def calibrated() -> Cost:
    """Finds the cost that takes this machine about half a second, and never less than 64 MiB and three passes."""
    started = time.perf_counter()
    stretched("calibration", bytes(SALT_BYTES), FLOOR)
    spare = _SECONDS / max(time.perf_counter() - started, 0.001)
    memory = min(_MOST_KIB_AT_CREATION, FLOOR_KIB * max(1, int(spare)))
    passes = FLOOR.passes * max(1, min(4, int(spare * FLOOR_KIB / memory)))
    return Cost(memory, passes, FLOOR.lanes)


def stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Derives the wrapping key from a passphrase (argon2id, RFC 9106)."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    argon = Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    return argon.derive(prepared(passphrase).encode())


def prepared(passphrase: str) -> str:
    """Puts a passphrase into the one form in which it counts."""
    spaced = "".join(" " if unicodedata.category(character) == "Zs" else character for character in passphrase)
    return unicodedata.normalize("NFC", spaced)


def derived(secret: bytes, purpose: str, salt: bytes | None = None) -> bytes:
    """Derives a key for one purpose from a secret that is random already.

    This is HKDF-SHA256 (RFC 5869) for one block, written out: a pack of small originals asks for thousands of keys.
    """
    extracted = hmac.digest(salt or bytes(KEY_BYTES), secret, "sha256")
    return hmac.digest(extracted, f"investigation-workbench/{purpose}/v1\x01".encode(), "sha256")


def wrapped(wrapping_key: bytes, case_key: bytes) -> bytes:
    """Wraps a case key (AES key wrap, RFC 3394)."""
    from cryptography.hazmat.primitives.keywrap import aes_key_wrap

    return aes_key_wrap(wrapping_key, case_key)


def unwrapped(wrapping_key: bytes, parcel: bytes) -> bytes | None:
    """Unwraps a case key; None where the wrapping key is not the one."""
    from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

    try:
        return aes_key_unwrap(wrapping_key, parcel)
    except InvalidUnwrap:
        return None


def new_salt() -> bytes:
    """Draws a salt."""
    return os.urandom(SALT_BYTES)
