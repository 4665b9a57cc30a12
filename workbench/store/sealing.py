"""What the store of originals asks of a cipher: keyed names, sealing while writing, unsealing while reading."""

from __future__ import annotations

from typing import BinaryIO, Protocol


class Sealing(Protocol):
    """One original being sealed into a file; its digest is known only at the end."""

    def write(self, piece: bytes | memoryview) -> None:
        """Seals the next bytes; a write that the disk refuses raises OSError."""

    def finish(self, digest: str) -> None:
        """Seals what is left and binds the file to the digest of its plain bytes."""


class Cipher(Protocol):
    """The open key of one encrypted case."""

    def name(self, digest: str) -> str:
        """Gives the file name of an original: a keyed digest, so that a thief cannot even ask whether it is there."""

    def seal(self, out: BinaryIO) -> Sealing:
        """Starts sealing into an empty file that can be sought in."""

    def sealed(self, data: bytes, digest: str) -> bytes:
        """Seals a small original at once; unsealed like any other."""

    def unseal(self, file: BinaryIO, digest: str | None) -> BinaryIO:
        """Gives the plain bytes of a sealed file, seekable; raises CaseDamaged where it is not that original, changed
        or cut, at the latest when the damaged part is read.

        Without a digest it may be any original: for who does not know yet which one lies there.
        """
