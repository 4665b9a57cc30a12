"""Encrypting a case that exists: a whole sealed copy is made and checked, one rename makes it the case.

Order, so that a crash at any moment leaves the whole plain case or the whole encrypted one: ``key.new``, the sealed
store and originals, the check, a sync, the rename of ``key.new`` to ``key.json``, and only then are the plain files
overwritten and removed. What was begun before the rename is dropped when the plain case is next opened for writing;
what was left after it is erased when the encrypted one is.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.casefile.custody import Head
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.identity import Actor, now
from workbench.casefile.verbs import ENCRYPT
from workbench.errors import CaseDamaged, CaseError, CaseReadOnly, NoSuchItem, StorageFull, UsageError
from workbench.jobs import Job, Progress
from workbench.store import durable, ledger, packs
from workbench.store.atomic import put_in_place, write_draft
from workbench.store.blobs import Blobs, Incoming
from workbench.store.database import Database, encrypted_copy
from workbench.store.folder import CaseFile
from workbench.store.key_file import KEY_DRAFT, KEY_FILE, NewKey
from workbench.store.layout import PLAIN_LEFT, SEALED, STORE, drop_drafts
from workbench.store.migrations.steps import copies_before
from workbench.store.schema import tables
from workbench.store.trouble import in_words
from workbench.store.vault import Vault

if TYPE_CHECKING:
    from sqlalchemy import Connection

_PIECE = 128 * 1024
_BATCH_FILES, _BATCH_BYTES = 256, 64 * 1024 * 1024
_KEPT = "the case is as it was, not encrypted."
Sign = Callable[[Head], Head]


@dataclass(frozen=True, slots=True)
class _Original:
    """One original that must come over: its digest and size, and an exhibit that a person would look for."""

    digest: str
    size: int
    label: str


def encrypt_case(case: CaseFile, actor: Actor, key: NewKey, sign: Sign) -> Job[Head]:
    """Encrypts an open case and closes its store; returns the signed head of the encrypted one.

    It can be cancelled until the sealed copy is complete. The plain files are still there: the caller erases them.
    """
    _check_fit(case)
    originals = _originals(case)
    _check_room(case.folder, sum(original.size for original in originals))
    with in_words(case.folder, _KEPT):
        try:
            write_draft(case.folder / KEY_DRAFT, key.file.written())
            head = yield from _build(case, actor, Vault(key.case_key), originals, sign)
            with case.exclusive():
                if case.head().size != head.size - 1:
                    raise CaseError(f"The case was changed while it was encrypted; {_KEPT}", "Encrypt it again.")
                put_in_place(case.folder / KEY_DRAFT, case.folder / KEY_FILE)
                case.close_store()
        except BaseException:
            drop_drafts(case.folder)
            raise
    return head


def _check_fit(case: CaseFile) -> None:
    """Refuses a case that cannot be encrypted here."""
    if case.vault is not None:
        raise UsageError("This case is encrypted already.", "To change its passphrase, use passphrase.")
    if case.read_only:
        raise CaseReadOnly(
            f"This case is open for reading only; {case.held_by} may write.", "Ask them to close it, then encrypt it."
        )


def _originals(case: CaseFile) -> tuple[_Original, ...]:
    """Lists the originals that the case has, each once."""
    held = {item.digest: item for item in case.all(Exhibit) if item.held}
    return tuple(_Original(item.digest, item.size, item.label) for item in held.values())


def _check_room(folder: Path, size: int) -> None:
    """Refuses to begin where the disk cannot hold the copy."""
    with in_words(folder, _KEPT):
        store = (folder / STORE).stat().st_size
        needed = size + size // 500 + store * 2 + (8 << 20)
        free = shutil.disk_usage(folder).free
    if free < needed:
        raise StorageFull(
            f"Encrypting needs room for a second copy, {needed:,} bytes, and {free:,} are free; {_KEPT}",
            "Free some room, then repeat it.",
        )


def _build(case: CaseFile, actor: Actor, vault: Vault, originals: tuple[_Original, ...], sign: Sign) -> Job[Head]:
    """Makes the whole sealed copy, checks it, and makes it durable."""
    root = case.folder / SEALED
    if root.exists():
        raise CaseDamaged(
            f"The folder {SEALED} is there already, and belongs to another case or another key; {_KEPT}",
            "Move it away, then encrypt the case again.",
        )
    root.mkdir()
    yield Progress(0, 0, "Copying the records")
    for older in copies_before(case.folder):
        if older.suffix == ".sqlite3":
            encrypted_copy(older, root / older.name, vault.database_key)
    encrypted_copy(case.folder / STORE, root / STORE, vault.database_key)
    database = Database(root / STORE, writable=True, key=vault.database_key)
    try:
        blobs = Blobs(root, vault, packs.PackTable(database))
        blobs.prepare()
        with database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM packed")
        yield from _seal_originals(case.blobs, blobs, database, originals)
        with case.reading() as plain, database.reading() as sealed:
            _compare(plain, sealed)
        yield from _check_originals(blobs, originals)
        with database.writing() as connection:
            ledger.append(connection, case.case.id, actor, ENCRYPT, "Encrypt the case", ("case",), ())
            size, _, frontier = ledger.state(connection)
            head = sign(Head(case.case.id, size, frontier.root(), now()))
            ledger.save_head(connection, head)
    finally:
        database.close()
    (root / PLAIN_LEFT).touch()
    durable.sync(root, [*(path for path in root.rglob("*") if not path.is_symlink()), root, case.folder])
    return head


def _seal_originals(
    plain: Blobs, sealed: Blobs, database: Database, originals: tuple[_Original, ...]
) -> Iterator[Progress]:
    """Seals every original, its digest checked on the way, in batches."""
    done, total = 0, sum(original.size for original in originals)
    batch: list[Incoming] = []
    for original in originals:
        yield Progress(done, total, "Encrypting the originals")
        batch.append((yield from _seal_one(plain, sealed, original)))
        done += original.size
        if len(batch) >= _BATCH_FILES or sum(item.size for item in batch) >= _BATCH_BYTES:
            _settle(sealed, database, batch)
            batch = []
    _settle(sealed, database, batch)


def _seal_one(plain: Blobs, sealed: Blobs, original: _Original) -> Job[Incoming]:
    """Seals one original; raises CaseDamaged where it is not what was acquired."""
    try:
        with plain.open(original.digest) as file:
            taken = yield from sealed.take_pieces(iter(lambda: file.read(_PIECE), b""), None, original.size)
    except NoSuchItem as cause:
        raise _not_whole(original, "is missing") from cause
    if taken.digest != original.digest:
        sealed.discard([taken])
        raise _not_whole(original, "is not the bytes that were acquired")
    return taken


def _settle(sealed: Blobs, database: Database, batch: list[Incoming]) -> None:
    """Gives a batch its names, and notes where the small ones lie."""
    places = sealed.settle(batch, packing=True)
    with database.writing() as connection:
        packs.record(connection, places)
    sealed.confirm(places)


def _check_originals(sealed: Blobs, originals: tuple[_Original, ...]) -> Iterator[Progress]:
    """Reads every sealed original back."""
    done, total = 0, sum(original.size for original in originals)
    for original in originals:
        yield Progress(done, total, "Checking the encrypted originals")
        if (yield from sealed.check(original.digest)) != original.digest:
            raise CaseDamaged(f"A sealed original does not read back as it was; {_KEPT}", "Check the disk.")
        done += original.size


def _compare(plain: Connection, sealed: Connection) -> None:
    """Holds the copied records against those of the plain case, table by table; the index of packs is made anew."""
    for name in tables().tables:
        if name != "packed" and _digest_of_table(plain, name) != _digest_of_table(sealed, name):
            raise CaseDamaged(f"The copied records are not those of the case; {_KEPT}", "Encrypt it again.", name)


def _digest_of_table(connection: Connection, name: str) -> str:
    """Hashes all rows of a table in the order of its key."""
    hasher = hashlib.sha256()
    for row in connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY 1"):
        hasher.update(repr(tuple(row)).encode())
    return hasher.hexdigest()


def _not_whole(original: _Original, what: str) -> CaseDamaged:
    """Says which original keeps a case from being encrypted."""
    return CaseDamaged(
        f"The original of {original.label} {what}; {_KEPT}", "Verify and repair the case, then encrypt it."
    )
