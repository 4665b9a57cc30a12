"""What a repair may take from: copies of the case folder, and any other folder that somebody names.

Nothing is taken on trust: a record, an entry or an original counts only where its bytes have the digest that the
ledger asks for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from workbench.errors import WorkbenchError
from workbench.jobs import finish
from workbench.store.blobs import Blobs
from workbench.store.copying import digest_of_file
from workbench.store.database import database_errors, unlock
from workbench.store.layout import SEALED, STORE
from workbench.store.packs import SUFFIX, Place, read_pack
from workbench.store.rows import KINDS
from workbench.store.vault import Vault


class Copies:
    """Some folders to take from, searched in the order they were named."""

    def __init__(self, folders: Iterable[Path], vault: Vault | None) -> None:
        self._vault = vault
        self._folders = [folder for folder in folders if folder.is_dir()]
        self._by_size: dict[int, list[Path]] | None = None

    def stores(self) -> Iterator[tuple[Path, bytes | None]]:
        """Names the stores of those that are copies of a case, with the key that opens each."""
        for folder in self._folders:
            if self._vault is not None and (folder / SEALED / STORE).is_file():
                yield folder / SEALED / STORE, self._vault.database_key
            elif (folder / STORE).is_file():
                yield folder / STORE, None

    def bodies(self, wanted: set[str]) -> dict[str, bytes]:
        """Finds records, present or past, by the digests of their bytes."""
        found: dict[str, bytes] = {}
        for path, key in self.stores():
            for name in ("past", *(kind.name for kind in KINDS)):
                if wanted <= found.keys():
                    return found
                with suppress(*database_errors()), closing(raw_store(path, key)) as raw:
                    for (body,) in raw.execute(f"SELECT body FROM {name}"):
                        if isinstance(body, bytes) and (digest := sha256(body).hexdigest()) in wanted:
                            found[digest] = body
        return found

    def entries(self, number: int) -> Iterator[bytes]:
        """Walks what the copies have as the entry of a number."""
        for path, key in self.stores():
            with suppress(*database_errors()), closing(raw_store(path, key)) as raw:
                row = raw.execute("SELECT body FROM entry WHERE number = ?", (number,)).fetchone()
                if row is not None and isinstance(row[0], bytes):
                    yield row[0]

    @contextmanager
    def original(self, digest: str, size: int) -> Iterator[BinaryIO | None]:
        """Opens an original that lies in a copy or in any folder, loose or packed; None where nobody has it."""
        for blobs in self._originals():
            with suppress(WorkbenchError, OSError):
                if finish(blobs.check(digest)) == digest:
                    with blobs.open(digest) as file:
                        yield file
                    return
        path = self._anywhere(digest, size)
        if path is None:
            yield None
            return
        with open(path, "rb") as file:
            yield file

    def _originals(self) -> Iterator[Blobs]:
        """Gives the originals of those that are copies of a case."""
        for folder in self._folders:
            if self._vault is not None and (folder / SEALED).is_dir():
                root, vault = folder / SEALED, self._vault
            else:
                root, vault = folder, None
            if (root / "originals").is_dir() or (root / "packs").is_dir():
                yield Blobs(root, vault, FoundInPacks(root, vault))

    def _anywhere(self, digest: str, size: int) -> Path | None:
        """Looks through every file of the same size."""
        if self._by_size is None:
            self._by_size = {}
            for folder in self._folders:
                for place, _, names in os.walk(folder):
                    for name in names:
                        path = Path(place, name)
                        with suppress(OSError):
                            if path.is_file() and not path.is_symlink():
                                self._by_size.setdefault(path.stat().st_size, []).append(path)
        for path in self._by_size.get(size, ()):
            with suppress(OSError):
                if finish(digest_of_file(path)) == digest:
                    return path
        return None


class FoundInPacks:
    """An index of packs that is read from the packs themselves."""

    def __init__(self, root: Path, vault: Vault | None) -> None:
        self._vault = vault
        self._places: dict[str, Place] = {}
        for path in sorted((root / "packs").glob(f"*{SUFFIX}")):
            with suppress(OSError):
                for packed in read_pack(path):
                    self._places[packed.name] = Place(packed.name, path.stem, packed.start, packed.length)

    def find(self, digest: str) -> Place | None:
        """Finds where an original is packed, None where it is not."""
        return self._places.get(digest if self._vault is None else self._vault.name(digest))

    def all(self) -> Iterator[Place]:
        """Lists every packed original under the name that the pack has for it."""
        return iter(self._places.values())

    def packs(self) -> frozenset[str]:
        """Names the packs that hold something."""
        return frozenset(place.pack for place in self._places.values())

    def drop(self, digest: str) -> None:
        """Has nothing to drop: a copy is only read."""


def raw_store(path: Path, key: bytes | None) -> Any:
    """Opens a store that may be damaged, for reading only and without the program's own rules."""
    from sqlcipher3 import dbapi2

    wal = path.with_name(f"{path.name}-wal")
    frozen = not wal.exists() or not os.access(path.parent, os.W_OK)
    mode = "mode=ro&immutable=1" if frozen else "mode=ro"
    raw = dbapi2.connect(f"file:{quote(str(path.absolute()))}?{mode}", uri=True, isolation_level=None)
    raw.text_factory = lambda data: data.decode("utf-8", "replace")
    unlock(raw, key)
    return raw
