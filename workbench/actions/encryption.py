"""Encrypting a case, changing what opens it, and destroying its key and with it the case."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.actions.cases import OpenCase, forget_case_key, new_case_key, note_in_catalogue, open_case, seal
from workbench.casefile.identity import Actor, now
from workbench.casefile.retention import Hold
from workbench.casefile.verbs import REKEY
from workbench.errors import CaseReadOnly, KeyDamaged, OnHold, UsageError, WorkbenchError
from workbench.jobs import Job, finish
from workbench.settings import profile_folder
from workbench.store import catalogue, system_keyring
from workbench.store.destroyed import (
    Destruction,
    erase_key,
    is_begun,
    read_statement,
    withdraw_statement,
    write_statement,
)
from workbench.store.encrypting import encrypt_case
from workbench.store.key_file import KeyFile, check_passphrase, read_key_file, write_key_file
from workbench.store.layout import erase_plain
from workbench.store.profile import Profile
from workbench.store.trouble import in_words


def encrypt(case: OpenCase, actor: Actor, passphrase: str, keyring: bool = False) -> Job[str]:
    """Encrypts an open case and closes it; returns the recovery key, which is to be shown to the person once.

    Until the encrypted copy is whole the job can be cancelled, and the case is as it was; afterwards the case is to be
    opened again with its passphrase. A hold does not forbid it, since nothing is lost.
    """
    check_passphrase(passphrase)
    if case.encrypted:
        raise UsageError("This case is encrypted already.", "Change its passphrase instead.")
    note_in_catalogue(case)
    key = new_case_key(passphrase, keyring)
    try:
        head = yield from encrypt_case(case.file, actor, key, case.keyring.sign)
    except BaseException:
        forget_case_key(key)
        raise
    # From here on nothing is yielded: the recovery key must reach the person.
    case.recovery_key = key.recovery_key
    case.keyring.remember(head)
    # What cannot be erased now is erased, or named, when the case is next opened.
    with contextlib.suppress(WorkbenchError), in_words(case.folder, "the case is encrypted."):
        finish(erase_plain(case.folder))
    case.leave()
    with _profile() as profile:
        catalogue.note_encrypted(profile, case.folder)
    return key.recovery_key


def change_passphrase(folder: Path, actor: Actor, secret: str | None, new: str) -> None:
    """Sets another passphrase; ``secret`` is the old one or the recovery key, None where the keyring opens the case.

    Only the key file is written anew. The recovery key and what the keyring keeps stay as they are.
    """
    check_passphrase(new)
    with _unlocked(folder, actor, secret) as case:
        _rewrite(case, actor, "Change the passphrase", _key_file(case).with_passphrase(_case_key(case), new))


def renew_recovery_key(folder: Path, actor: Actor, secret: str | None) -> str:
    """Makes a new recovery key, which is to be shown to the person once; the old one opens nothing any more."""
    with _unlocked(folder, actor, secret) as case:
        file, recovery_key = _key_file(case).with_recovery_key(_case_key(case))
        _rewrite(case, actor, "Change the recovery key", file)
    return recovery_key


def keep_in_keyring(folder: Path, actor: Actor, secret: str | None) -> None:
    """Leaves a key in the system's keyring, so that this person is not asked on this machine; raises NoKeyring."""
    with _unlocked(folder, actor, secret) as case:
        file = _key_file(case)
        kept = system_keyring.keep(file.id)
        _rewrite(case, actor, "Keep a key in the system's keyring", file.with_keyring(_case_key(case), kept))


def forget_from_keyring(folder: Path, actor: Actor, secret: str | None) -> None:
    """Takes the key out of the system's keyring; from then on the passphrase is asked for."""
    with _unlocked(folder, actor, secret) as case:
        file = _key_file(case)
        _rewrite(case, actor, "Keep no key in the system's keyring", file.with_keyring(_case_key(case), None))
        system_keyring.forget(file.id)


@dataclass(frozen=True, slots=True)
class DestroyedCase:
    """What is known of a case whose key was destroyed."""

    folder: Path
    destruction: Destruction


def destroy_key(folder: Path, actor: Actor, secret: str | None, authority: str, reason: str) -> DestroyedCase:
    """Destroys the key of an encrypted case, and with it everything in it; what stays is a signed statement.

    Refused while any hold stands. The statement is durable before the key is touched; what was interrupted between the
    two is finished by calling this again. Copies of the key file that lie elsewhere are beyond its reach.
    """
    folder = folder.absolute()
    if not authority.strip() or not reason.strip():
        raise UsageError("Destroying a case needs an authority and a reason.", "Say who ordered it, and why.")
    unfinished = _finish_erasing(folder)
    if unfinished is not None:
        return unfinished
    with _unlocked(folder, actor, secret) as case:
        _refuse_held(case)
        file, head = _key_file(case), seal(case)
        words = (authority.strip(), reason.strip())
        unsigned = Destruction(case.case.id, *words, actor, now(), head)
        key, signature = case.keyring.sign_note(lambda key: replace(unsigned, key=key).note())
        statement = replace(unsigned, key=key, signature=signature)
        with in_words(folder, "the key may still be there: repeat it."):
            write_statement(folder, statement)
            case.file.close_store()
            erase_key(folder)
        case.leave()
    system_keyring.forget(file.id)
    with _profile() as profile:
        catalogue.note_destroyed(profile, folder)
    return DestroyedCase(folder, statement)


def _finish_erasing(folder: Path) -> DestroyedCase | None:
    """Ends a destruction that was interrupted while the key was overwritten; one that came less far begins anew."""
    if not is_begun(folder):
        return None
    statement = read_statement(folder)
    try:
        read_key_file(folder)
    except KeyDamaged:
        if statement is not None:
            erase_key(folder)
            return DestroyedCase(folder, statement)
    withdraw_statement(folder)
    return None


def _refuse_held(case: OpenCase) -> None:
    """Refuses where a legal hold stands, on the whole case or on any exhibit."""
    held = case.file.all(Hold, "WHERE active = 1")
    if held:
        raise OnHold(
            f"A legal hold by {held[0].authority} forbids destroying this case.",
            "Have it lifted first; nothing was destroyed.",
        )


@contextmanager
def _unlocked(folder: Path, actor: Actor, secret: str | None) -> Iterator[OpenCase]:
    """Opens an encrypted case for changing its key; raises UsageError for a plain one."""
    with open_case(folder, actor, secret=secret) as case:
        if not case.encrypted:
            raise UsageError("This case is not encrypted.", "Encrypt it first.")
        if case.read_only:
            raise CaseReadOnly(
                f"This case is open for reading only; {case.held_by} may write.", "Ask them to close it, then repeat."
            )
        yield case


def _key_file(case: OpenCase) -> KeyFile:
    """Reads the key file of an open case."""
    return read_key_file(case.folder)


def _case_key(case: OpenCase) -> bytes:
    """Gives the key of an unlocked case."""
    if case.file.vault is None:
        raise UsageError("This case is not encrypted.", "Encrypt it first.")
    return case.file.vault.case_key


def _rewrite(case: OpenCase, actor: Actor, label: str, file: KeyFile) -> None:
    """Puts the key file in place within the unit of work that tells of it."""
    with case.write(actor, REKEY, label, "case"):
        with in_words(case.folder, "what opened the case opens it still."):
            write_key_file(case.folder, file)


@contextmanager
def _profile() -> Iterator[Profile]:
    """Opens this person's profile."""
    profile = Profile(profile_folder())
    try:
        yield profile
    finally:
        profile.close()
