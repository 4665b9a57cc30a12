"""Where the parts of a case lie, plain or encrypted, and what an unfinished change of that leaves behind.

::

    CASE/                                  CASE/
      case.sqlite3  records and ledger       key.json   the wrapped key
      originals/ packs/ incoming/            sealed/    the same names, each file encrypted
      lock          who may write            lock

``key.json`` decides: where it is, the case is encrypted. While an existing case is being encrypted, ``key.new`` stands
for a draft that does not count yet; ``sealed/plain-left`` says that the plain files are still to be erased.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from workbench.errors import CaseDestroyed, KeyDamaged, NotACase
from workbench.jobs import Job, Progress
from workbench.store.atomic import overwrite
from workbench.store.destroyed import DESTROYED, destroyed_words
from workbench.store.durable import sync, sync_path
from workbench.store.key_file import KEY_DRAFT, KEY_FILE
from workbench.store.migrations.steps import copies_before

STORE = "case.sqlite3"
SEALED = "sealed"
PLAIN_LEFT = "plain-left"
_FOLDERS = ("originals", "packs", "incoming")


def root_of(folder: Path) -> Path:
    """Names the folder that holds a case's store; raises NotACase, KeyDamaged or CaseDestroyed."""
    sealed = folder / SEALED
    if (folder / KEY_FILE).exists():
        if (folder / DESTROYED).exists():
            raise CaseDestroyed(
                "The destruction of this case was begun and not finished.",
                f"Destroy its key again to finish; if that was never meant, take {DESTROYED} out of the folder.",
            )
        return sealed
    if (folder / STORE).is_file():
        return folder
    if (folder / DESTROYED).exists():
        raise CaseDestroyed(*destroyed_words(folder))
    if (sealed / STORE).is_file():
        raise KeyDamaged(
            f"The file {KEY_FILE}, which holds the key of this case, is missing.",
            f"Put {KEY_FILE} back from a copy of the case folder; without it nobody can open the case.",
        )
    raise NotACase(f"{folder.name or folder} holds no case.", f"Choose a folder that holds {STORE} or {KEY_FILE}.")


def is_encrypted(folder: Path) -> bool:
    """Tells whether a folder holds an encrypted case, also one whose key is lost or destroyed."""
    if (folder / KEY_FILE).exists():
        return True
    return not (folder / STORE).is_file() and (folder / SEALED / STORE).is_file()


def is_destroyed(folder: Path) -> bool:
    """Tells whether the key of the case in a folder was destroyed."""
    return (folder / DESTROYED).exists() and not (folder / KEY_FILE).exists() and not (folder / STORE).is_file()


def holds_case(folder: Path) -> bool:
    """Tells whether a folder holds a case, of whatever kind and in whatever state."""
    return (folder / STORE).is_file() or (folder / SEALED / STORE).is_file() or is_destroyed(folder)


def drop_drafts(folder: Path) -> None:
    """Takes away what an interrupted encryption or change of passphrase left; for the writer of a case alone."""
    draft = folder / KEY_DRAFT
    if not draft.exists():
        return
    if not (folder / KEY_FILE).exists():
        # The draft came first and goes last: what is sealed without one belongs to a case whose key was lost.
        shutil.rmtree(folder / SEALED, ignore_errors=True)
    draft.unlink(missing_ok=True)
    sync_path(folder)


def erase_plain(folder: Path) -> Job[None]:
    """Overwrites and removes the plain files of a case that is encrypted by now.

    Whoever asks must have opened the sealed case; what is interrupted goes on when the case is opened for writing.
    """
    marker = folder / SEALED / PLAIN_LEFT
    if not marker.exists():
        return
    names = [
        folder / name for name in ("reserve", *(f"{STORE}{suffix}" for suffix in ("-wal", "-shm", "-journal", "")))
    ]
    files = [path for path in (*_files_under(folder), *copies_before(folder), *names) if path.is_file()]
    for done, path in enumerate(files):
        if done % 64 == 0:
            yield Progress(done, len(files), "Erasing what was not encrypted")
        if not path.is_symlink():
            overwrite(path, sync=False)
    sync(folder, files)
    for path in files:
        path.unlink(missing_ok=True)
    for name in _FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
    sync_path(folder)
    marker.unlink(missing_ok=True)
    sync_path(marker.parent)


def _files_under(folder: Path) -> Iterator[Path]:
    """Lists the plain originals, packs and what was on its way in."""
    for name in _FOLDERS:
        yield from sorted((folder / name).rglob("*"))
