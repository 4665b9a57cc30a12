"""The open key of an encrypted case: the keys derived from it, and the sealing of originals.

A sealed file::

    8   magic and version
    32  salt: the file's own key is derived from it
    8   size of the plain bytes     } written when the last byte is sealed,
    32  MAC over salt, digest, size } under a key of its own
    …   chunks of 64 KiB, each with a tag of 16 bytes (AES-256-GCM)

The chunks follow the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce is the chunk's number
and a flag on the last one, so chunks that are exchanged, dropped, repeated, added or cut off do not open. The MAC
binds the file to the digest it is kept for, so one sealed file cannot stand in another's place.
"""

from __future__ import annotations

import hmac
import io
import os
from typing import TYPE_CHECKING, BinaryIO, Final

from workbench.errors import CaseDamaged
from workbench.store.wrapping import KEY_BYTES, derived

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from typing_extensions import Buffer

_MAGIC: Final = b"WBSEAL\x00\x01"
_SALT, _SIZE, _MAC, _TAG = 32, 8, 32, 16
_FIXED = len(_MAGIC) + _SALT
_HEAD = _FIXED + _SIZE + _MAC
_CHUNK = 64 * 1024
_SEALED_CHUNK = _CHUNK + _TAG
# How many sealed chunks are written at once.
_RUN = 4


class Vault:
    """The keys of one open case; made from the case key, which no file holds in the clear."""

    def __init__(self, case_key: bytes) -> None:
        if len(case_key) != KEY_BYTES:
            raise ValueError("a case key has 32 bytes")
        self.case_key = case_key
        self.database_key = derived(case_key, "database")
        self._originals_key = derived(case_key, "originals")
        self._binding_key = derived(case_key, "binding")
        self._names_key = derived(case_key, "names")

    def __repr__(self) -> str:
        """Names the vault without its keys."""
        return "Vault(…)"

    def name(self, digest: str) -> str:
        """Gives the file name of an original: a keyed digest, so that a thief cannot even ask whether it is there."""
        return hmac.digest(self._names_key, digest.encode("ascii"), "sha256").hex()

    def seal(self, out: BinaryIO) -> SealedWriter:
        """Starts sealing into an empty file that can be sought in."""
        salt = os.urandom(_SALT)
        return SealedWriter(out, salt, self._cipher(salt), self._binding)

    def sealed(self, data: bytes, digest: str) -> bytes:
        """Gives the whole sealed file of an original that fits into one chunk, the same as :meth:`seal` writes."""
        salt = os.urandom(_SALT)
        fixed = _MAGIC + salt
        if len(data) > _CHUNK:
            raise ValueError("more bytes than one chunk holds")
        chunk = self._cipher(salt).encrypt(_nonce(0, last=True), data, fixed)
        size = len(data)
        return b"".join((fixed, size.to_bytes(_SIZE, "big"), self._binding(salt, size, digest), chunk))

    def unseal(self, file: BinaryIO, digest: str | None) -> BinaryIO:
        """Gives the plain bytes of a sealed file, seekable; raises CaseDamaged where it is not that original, changed
        or cut, at the latest when the damaged part is read.

        Without a digest it may be any original, and what it is bound to is still to be looked at.
        """
        try:
            return io.BufferedReader(self._opened(file, digest), _CHUNK)
        except BaseException:
            file.close()
            raise

    def _opened(self, file: BinaryIO, digest: str | None) -> _Unsealed:
        """Checks the head of a sealed file and derives the key of its chunks."""
        length = file.seek(0, os.SEEK_END)
        file.seek(0)
        head = _read_all(file, _HEAD)
        salt, size_bytes, mac = head[len(_MAGIC) : _FIXED], head[_FIXED:-_MAC], head[-_MAC:]
        size = int.from_bytes(size_bytes, "big")
        if len(head) != _HEAD or not head.startswith(_MAGIC) or length != _sealed_length(size):
            raise _damaged("it is cut short or no sealed file")
        if digest is not None and not hmac.compare_digest(mac, self._binding(salt, size, digest)):
            raise _damaged("it is not the original that is kept under this name")
        return _Unsealed(file, self._cipher(salt), head[:_FIXED], size)

    def _cipher(self, salt: bytes) -> AESGCM:
        """Derives one file's own key."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(derived(self._originals_key, "file", salt))

    def _binding(self, salt: bytes, size: int, digest: str) -> bytes:
        """Computes the MAC that binds a file to what it is kept for."""
        data = b"".join((_MAGIC, salt, size.to_bytes(_SIZE, "big"), bytes.fromhex(digest)))
        return hmac.digest(self._binding_key, data, "sha256")


class SealedWriter:
    """One original being sealed; the last chunk is held back until it is known to be the last."""

    def __init__(self, out: BinaryIO, salt: bytes, cipher: AESGCM, binding: Callable[[bytes, int, str], bytes]) -> None:
        self._out, self._salt, self._cipher, self._binding = out, salt, cipher, binding
        self._fixed = _MAGIC + salt
        self._held = bytearray()
        self._counter = 0
        self._size = 0
        self._sealed = bytearray()
        _write_all(out, self._fixed + bytes(_SIZE + _MAC))

    def write(self, piece: Buffer) -> None:
        """Seals the next bytes; a write that the disk refuses raises OSError."""
        view = memoryview(piece)
        self._size += len(view)
        if self._held:
            taken = min(_CHUNK - len(self._held), len(view))
            self._held += view[:taken]
            view = view[taken:]
            if not view:
                return
            self._put(memoryview(self._held))
            self._held = bytearray()
        # At least one byte stays back, since only the end knows which chunk is the last.
        full = (len(view) - 1) // _CHUNK * _CHUNK if view else 0
        for start in range(0, full, _RUN * _CHUNK):
            self._put(view[start : min(start + _RUN * _CHUNK, full)])
        self._held += view[full:]

    def finish(self, digest: str) -> None:
        """Seals what is left and binds the file to the digest of its plain bytes."""
        last = self._cipher.encrypt(_nonce(self._counter, last=True), bytes(self._held), self._fixed)
        _write_all(self._out, last)
        self._held = bytearray()
        self._out.seek(_FIXED)
        _write_all(self._out, self._size.to_bytes(_SIZE, "big") + self._binding(self._salt, self._size, digest))
        self._out.seek(0, os.SEEK_END)

    def _put(self, plain: memoryview) -> None:
        """Seals whole chunks that are not the last and writes them at once."""
        if not self._sealed:
            self._sealed = bytearray(_RUN * _SEALED_CHUNK)
        sealed, end = memoryview(self._sealed), 0
        for start in range(0, len(plain), _CHUNK):
            target = sealed[end : end + _SEALED_CHUNK]
            nonce = _nonce(self._counter, last=False)
            self._cipher.encrypt_into(nonce, plain[start : start + _CHUNK], self._fixed, target)
            self._counter += 1
            end += _SEALED_CHUNK
        _write_all(self._out, sealed[:end])


class _Unsealed(io.RawIOBase):
    """The plain bytes of a sealed file; each chunk is opened when it is read, and only if it is whole."""

    def __init__(self, file: BinaryIO, cipher: AESGCM, fixed: bytes, size: int) -> None:
        self._file, self._cipher, self._fixed, self._size = file, cipher, fixed, size
        self._last = max(0, (size - 1) // _CHUNK)
        self._at = 0
        self._chunk = -1
        self._plain = b""

    def readable(self) -> bool:
        """Tells that this can be read."""
        return True

    def seekable(self) -> bool:
        """Tells that this can be sought in."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Moves to a place in the plain bytes."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("a place before the beginning")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        """Says where in the plain bytes this stands."""
        return self._at

    def readinto(self, buffer: Buffer, /) -> int:
        """Reads plain bytes into a buffer; raises CaseDamaged where a chunk is not what was sealed."""
        target = memoryview(buffer).cast("B")
        if self._size == 0:
            self._open(0)
        done = 0
        while done < len(target) and self._at < self._size:
            index, skip = divmod(self._at, _CHUNK)
            length = min(_CHUNK, self._size - index * _CHUNK)
            if skip == 0 and index != self._chunk and length <= len(target) - done:
                self._open_into(index, target[done : done + length])
                taken = length
            else:
                self._open(index)
                taken = min(length - skip, len(target) - done)
                target[done : done + taken] = self._plain[skip : skip + taken]
            done += taken
            self._at += taken
        return done

    def readall(self) -> bytes:
        """Reads all that is left."""
        plain = bytearray(max(0, self._size - self._at))
        self.readinto(plain)
        return bytes(plain)

    def close(self) -> None:
        """Closes the sealed file as well, and forgets the chunk that was open."""
        if not self.closed:
            self._plain = b""
            self._file.close()
        super().close()

    def _open(self, index: int) -> None:
        """Opens one chunk and keeps it, since the next read most often goes on in it."""
        if index == self._chunk:
            return
        plain = bytearray(min(_CHUNK, self._size - index * _CHUNK))
        self._open_into(index, memoryview(plain))
        self._chunk, self._plain = index, bytes(plain)

    def _open_into(self, index: int, target: memoryview) -> None:
        """Opens one chunk into its place."""
        from cryptography.exceptions import InvalidTag

        self._file.seek(_HEAD + index * _SEALED_CHUNK)
        sealed = _read_all(self._file, len(target) + _TAG)
        if len(sealed) != len(target) + _TAG:
            raise _damaged("it was cut while it was read")
        try:
            self._cipher.decrypt_into(_nonce(index, index == self._last), sealed, self._fixed, target)
        except InvalidTag as cause:
            raise _damaged("a part of it was changed") from cause


def _sealed_length(size: int) -> int:
    """Computes how long a sealed file is."""
    return _HEAD + size + _TAG * max(1, -(-size // _CHUNK))


def _nonce(counter: int, last: bool) -> bytes:
    """Makes a chunk's nonce: its number, and whether it is the last."""
    return counter.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _write_all(out: BinaryIO, data: Buffer) -> None:
    """Writes all of it, also to a file that takes only a part at once."""
    view = memoryview(data)
    while view:
        view = view[out.write(view) :]


def _read_all(file: BinaryIO, count: int) -> bytes:
    """Reads as many bytes as there are, up to a count."""
    data = file.read(count)
    if len(data) == count:
        return data
    pieces = [data]
    while data and (count := count - len(data)):
        data = file.read(count)
        pieces.append(data)
    return b"".join(pieces)


def _damaged(what: str) -> CaseDamaged:
    """Says that a sealed original does not open; the damage is the file's, not the passphrase's."""
    return CaseDamaged(f"A sealed original cannot be opened: {what}.", "Restore it from a copy of the case folder.")
