"""A cipher that hides nothing, to see that every byte of an original goes through the one it is given."""

from __future__ import annotations

import hashlib
import io
from typing import BinaryIO

from workbench.errors import CaseDamaged

_MASK = 0x5A
_TURNED = bytes(value ^ _MASK for value in range(256))


def _keyed(digest: str) -> bytes:
    return hashlib.blake2b(digest.encode(), digest_size=32).hexdigest().encode()


class _Turning:
    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._out.write(bytes(64))

    def write(self, piece: bytes | memoryview) -> None:
        """Turns the next bytes."""
        self._out.write(bytes(piece).translate(_TURNED))

    def finish(self, digest: str) -> None:
        """Binds the file to its digest."""
        self._out.seek(0)
        self._out.write(_keyed(digest))


class TurningCipher:
    """Turns some bits of every byte, and names files by another digest."""

    def name(self, digest: str) -> str:
        """Names the file of an original."""
        return _keyed(digest).decode()

    def seal(self, out: BinaryIO) -> _Turning:
        """Starts turning."""
        return _Turning(out)

    def sealed(self, data: bytes, digest: str) -> bytes:
        """Turns all of it at once."""
        return _keyed(digest) + data.translate(_TURNED)

    def unseal(self, file: BinaryIO, digest: str | None) -> BinaryIO:
        """Turns back; raises CaseDamaged where the file is another's."""
        with file:
            bound = file.read(64)
            if digest is not None and bound != _keyed(digest):
                raise CaseDamaged("The original is not the one it is named after.")
            return io.BytesIO(file.read().translate(_TURNED))
