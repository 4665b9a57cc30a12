"""The recovery key as people write it down: grouped, checked, and without letters that look alike.

Twenty random bytes in Crockford's base 32 and four characters of their SHA-256, in six groups of six. Reading it
forgives small letters, spaces, any kind of dash, and O, I or L where 0 or 1 was meant.
"""

from __future__ import annotations

import hashlib
import os

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans("OIL", "011")
_BYTES, _GROUP = 20, 6
_DATA_DIGITS, _CHECK_DIGITS = 32, 4


class NoRecoveryKey(ValueError):
    """The text is no recovery key; ``nearly`` where it has the form of one and a character is wrong."""

    def __init__(self, nearly: bool) -> None:
        super().__init__("the text is no recovery key")
        self.nearly = nearly


def new_recovery_key() -> str:
    """Makes a recovery key of 160 random bits, as it is shown once."""
    return written(os.urandom(_BYTES))


def written(secret: bytes) -> str:
    """Writes the bytes of a recovery key for people: ``7QK2ZD-…``, six groups of six."""
    digits = _digits(int.from_bytes(secret, "big"), _DATA_DIGITS) + _check(secret)
    return "-".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))


def read(text: str) -> bytes:
    """Reads a recovery key back into its bytes; raises NoRecoveryKey for anything else."""
    digits = "".join(character for character in text.upper() if character.isalnum()).translate(_MEANT)
    if len(digits) != _DATA_DIGITS + _CHECK_DIGITS or any(digit not in _ALPHABET for digit in digits):
        raise NoRecoveryKey(_looks_like_one(digits))
    number = 0
    for digit in digits[:_DATA_DIGITS]:
        number = number * 32 + _ALPHABET.index(digit)
    secret = number.to_bytes(_BYTES, "big")
    if _check(secret) != digits[_DATA_DIGITS:]:
        raise NoRecoveryKey(nearly=True)
    return secret


def _looks_like_one(digits: str) -> bool:
    """Tells whether a text is a recovery key with a character too many, too few or mistaken."""
    odd = sum(digit not in _ALPHABET for digit in digits)
    return abs(len(digits) - _DATA_DIGITS - _CHECK_DIGITS) <= 2 and odd <= 2


def _check(secret: bytes) -> str:
    """Computes the four characters that tell a mistyped key."""
    return _digits(int.from_bytes(hashlib.sha256(b"recovery key" + secret).digest()[:3], "big") >> 4, _CHECK_DIGITS)


def _digits(number: int, count: int) -> str:
    """Writes a number in base 32 with a fixed count of digits."""
    return "".join(_ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(count)))
