"""This person's signing key and the heads they have seen: kept outside every case, in their own profile.

No list can show by itself that its tail was cut or that an older copy of the folder took its place; a head
remembered elsewhere can.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from workbench.casefile.custody import Head, SeenHead
from workbench.errors import WorkbenchError
from workbench.store.atomic import write_whole

_SECRET_BYTES = 32
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
        with open(self._anchors / f"{head.case}.txt", "ab+") as file:
            # A line that a crash has cut must not swallow the next one.
            start = "" if _ends_with_a_line(file) else "\n"
            file.write(f"{start}{head.size} {head.root} {head.key}\n".encode("ascii"))
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
        """Reads the private key, or makes it; a file that a crash left empty never was a key."""
        secret = self._read_secret()
        if not secret:
            self._key_path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._key_path, os.urandom(_SECRET_BYTES))
            # Another window may have made its own at the same moment: the one that stands counts.
            secret = self._read_secret()
        if len(secret) != _SECRET_BYTES:
            raise KeyUnreadable(
                "Your signing key is damaged, so no head can be signed.", f"Restore or remove {self._key_path}."
            )
        return secret

    def _read_secret(self) -> bytes:
        """Reads what stands in the key's place, nothing where there is none."""
        try:
            return self._key_path.read_bytes()
        except FileNotFoundError:
            return b""


def _ends_with_a_line(file: BinaryIO) -> bool:
    """Tells whether the last line of an open file came to its end, or there is none."""
    if not file.seek(0, os.SEEK_END):
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


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
