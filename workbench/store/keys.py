"""This person's signing key and the heads they have seen: kept outside every case, in their own profile.

No list can show by itself that its tail was cut or that an older copy of the folder took its place; a head
remembered elsewhere can.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from workbench.casefile.custody import Head, SeenHead
from workbench.errors import WorkbenchError

_LINE = re.compile(r"(\d{1,15}) ([0-9a-f]{64})(?: ([0-9a-f]{64})?)?\s*\Z")


class KeyUnreadable(WorkbenchError):
    """The signing key in the profile cannot be read."""


class Keyring:
    """The Ed25519 key of one profile, and what it knows of the heads of cases."""

    def __init__(self, profile: Path) -> None:
        self._key_path = profile / "signing.key"
        self._anchors = profile / "heads"

    def sign(self, head: Head) -> Head:
        """Signs a head with this person's key, which is made at the first signature."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.from_private_bytes(self._secret())
        return replace(head, key=key.public_key().public_bytes_raw().hex(), signature=key.sign(head.note()).hex())

    def sign_note(self, note: Callable[[str], bytes]) -> tuple[str, str]:
        """Signs the bytes of another statement, which names the public key; returns that key and the signature."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.from_private_bytes(self._secret())
        public = key.public_key().public_bytes_raw().hex()
        return public, key.sign(note(public)).hex()

    def remember(self, head: Head) -> None:
        """Notes a head and its signer outside the case, once."""
        if any((seen.size, seen.root) == (head.size, head.root) for seen in self.seen(head.case)):
            return
        self._anchors.mkdir(parents=True, exist_ok=True)
        with open(self._anchors / f"{head.case}.txt", "a", encoding="ascii") as file:
            file.write(f"{head.size} {head.root} {head.key}\n")
            file.flush()
            os.fsync(file.fileno())

    def seen(self, case_id: str) -> tuple[SeenHead, ...]:
        """Lists the heads of a case that were seen before, and who had signed them where that was noted."""
        try:
            lines = (self._anchors / f"{case_id}.txt").read_text("ascii", "replace").splitlines()
        except OSError:
            return ()
        found = (_LINE.match(line) for line in lines)
        return tuple(SeenHead(int(line[1]), line[2], line[3] or "") for line in found if line)

    def _secret(self) -> bytes:
        """Reads the private key, or makes it."""
        with contextlib.suppress(FileNotFoundError):
            secret = self._key_path.read_bytes()
            if len(secret) == 32:
                return secret
            raise KeyUnreadable(
                "Your signing key is damaged, so no head can be signed.", f"Restore or remove {self._key_path}."
            )
        self._key_path.parent.mkdir(parents=True, exist_ok=True)
        secret = os.urandom(32)
        handle = os.open(self._key_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        return secret


def signature_holds(head: Head) -> bool:
    """Checks a head's signature against the key that it names."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.key))
        key.verify(bytes.fromhex(head.signature), head.note())
    except (InvalidSignature, ValueError):
        return False
    return True
