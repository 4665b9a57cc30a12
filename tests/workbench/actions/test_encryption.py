"""An encrypted case: nothing plain on the disk, whole whatever happens while it is made, gone with its key."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.actions import cases
from workbench.actions.acquisition import acquire
from workbench.actions.cases import OpenCase, is_encrypted, known_cases, new_case, open_case
from workbench.actions.custody import verify
from workbench.actions.encryption import (
    change_passphrase,
    destroy_key,
    encrypt,
    forget_from_keyring,
    keep_in_keyring,
    renew_recovery_key,
)
from workbench.actions.exhibits import list_exhibits
from workbench.casefile.cases import CaseKind
from workbench.casefile.identity import Actor, new_id, now
from workbench.casefile.retention import Hold
from workbench.casefile.verbs import HOLD
from workbench.errors import (
    CaseDamaged,
    CaseDestroyed,
    CaseError,
    CaseLocked,
    CaseReadOnly,
    KeyDamaged,
    OnHold,
    StorageFull,
    UsageError,
    WorkbenchError,
    WrongSecret,
)
from workbench.jobs import finish
from workbench.store import atomic, durable, encrypting, key_file, ledger, process_guard, system_keyring
from workbench.store.destroyed import read_statement
from workbench.store.wrapping import Cost

PASSPHRASE = "correct horse battery staple"
PLANTED = (b"PLANTED-WORD", b"planted-name", b"Planted title", b"PLANTED-REFERENCE", b"Planted question")


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a passphrase be stretched at little cost, so that these tests are quick."""
    monkeypatch.setattr(key_file, "calibrated", lambda: Cost(64, 1, 1))


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """Returns a folder of files with planted words: many small ones and one of several chunks."""
    folder = tmp_path / "planted"
    folder.mkdir()
    for number in range(12):
        (folder / f"planted-name-{number}.txt").write_bytes(b"PLANTED-WORD %d " % number * 40)
    (folder / "planted-name-large.bin").write_bytes(b"PLANTED-WORD in a large file " * 9000)
    return folder


@pytest.fixture
def plain(tmp_path: Path, actor: Actor, planted: Path) -> Iterator[OpenCase]:
    """Opens a plain case that holds the planted files."""
    case = new_case(
        tmp_path / "case", "Planted title", CaseKind.LEGAL, actor, "PLANTED-REFERENCE", None, "Planted question"
    )
    finish(acquire(case, actor, [planted]))
    yield case
    case.close()


@pytest.fixture
def encrypted(plain: OpenCase, actor: Actor) -> Path:
    """Encrypts the planted case and returns its folder."""
    finish(encrypt(plain, actor, PASSPHRASE))
    return plain.folder


class Backend:
    """A keyring of a desktop, in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, name: str, secret: str) -> None:
        """Keeps a secret."""
        self.kept[service, name] = secret

    def get_password(self, service: str, name: str) -> str | None:
        """Gives a secret back."""
        return self.kept.get((service, name))

    def delete_password(self, service: str, name: str) -> None:
        """Forgets a secret."""
        del self.kept[service, name]


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Backend:
    """Puts a keyring in memory in the place of the system's."""
    keyring = pytest.importorskip("keyring")
    made = Backend()
    for name in ("set_password", "get_password", "delete_password"):
        monkeypatch.setattr(keyring, name, getattr(made, name))
    return made


def leaks(folder: Path, *words: bytes) -> list[tuple[str, bytes]]:
    """Finds planted words in any file or file name below a folder."""
    found = []
    for path in folder.rglob("*"):
        data = os.fsencode(path.name) + (path.read_bytes() if path.is_file() else b"")
        found += [(path.name, word) for word in words if word.lower() in data.lower()]
    return found


def digests(case: OpenCase) -> tuple[bytes, ...]:
    """Lists the digests of a case's originals in the two forms in which they could stand on a disk."""
    named = [item.digest for item in list_exhibits(case)]
    return tuple(part for digest in named for part in (digest.encode(), bytes.fromhex(digest)))


def check_whole(case: OpenCase, count: int = 13) -> None:
    """Checks that a case holds its exhibits and is as its ledger says."""
    assert len(list_exhibits(case)) == count
    assert [fault.detail for fault in finish(verify(case)).faults] == []


def refused(folder: Path, actor: Actor, secret: str | None = None) -> WorkbenchError:
    """Returns the error with which a case does not open."""
    with pytest.raises(WorkbenchError) as error:
        open_case(folder, actor, secret=secret).close()
    return error.value


def test_a_case_encrypted_from_birth_opens_with_either_secret(tmp_path: Path, actor: Actor, planted: Path) -> None:
    with new_case(tmp_path / "case", "Planted title", CaseKind.ADS, actor, passphrase=PASSPHRASE) as case:
        assert case.encrypted and not case.read_only
        recovery_key = case.recovery_key
        finish(acquire(case, actor, [planted]))
        seen = (*PLANTED, *digests(case))
        assert leaks(case.folder, *seen) == []
    assert leaks(tmp_path / "case", *seen) == []
    assert is_encrypted(tmp_path / "case")
    for secret in (PASSPHRASE, recovery_key):
        with open_case(tmp_path / "case", actor, secret=secret) as again:
            assert again.case.title == "Planted title" and again.recovery_key == ""
            check_whole(again)
    assert isinstance(refused(tmp_path / "case", actor), CaseLocked)
    assert isinstance(refused(tmp_path / "case", actor, "other"), WrongSecret)


def test_an_existing_case_becomes_the_same_case_encrypted(plain: OpenCase, actor: Actor) -> None:
    head, seen = plain.file.head(), (*PLANTED, *digests(plain))
    assert leaks(plain.folder, *seen)
    recovery_key = finish(encrypt(plain, actor, PASSPHRASE))
    assert leaks(plain.folder, *seen) == []
    assert sorted(path.name for path in plain.folder.iterdir()) == ["key.json", "lock", "sealed"]
    for secret in (PASSPHRASE, recovery_key):
        with open_case(plain.folder, actor, secret=secret) as again:
            check_whole(again)
    with open_case(plain.folder, actor, secret=PASSPHRASE) as again, again.file.reading() as connection:
        entries = ledger.newest(connection, 10)
    assert (entries[0].number, entries[0].verb) == (head.size + 1, "case.encrypt")


def test_the_words_of_an_encrypted_case_leave_the_list_of_cases(encrypted: Path, profile: Path) -> None:
    (known,) = known_cases()
    assert (known.title, known.reference, known.encrypted, known.total) == ("case", "", True, 13)
    assert leaks(profile, *PLANTED) == []


def test_a_plain_case_never_loses_a_copy_that_somebody_linked(plain: OpenCase, actor: Actor, tmp_path: Path) -> None:
    (large,) = [path for path in (plain.folder / "originals").rglob("*") if path.is_file()]
    os.link(large, tmp_path / "copy")
    finish(encrypt(plain, actor, PASSPHRASE))
    assert (tmp_path / "copy").read_bytes() == b"PLANTED-WORD in a large file " * 9000


def test_encrypting_can_be_cancelled_until_it_is_done(plain: OpenCase, actor: Actor) -> None:
    before = sorted(path.relative_to(plain.folder) for path in plain.folder.rglob("*"))
    doing: list[str] = []
    for steps in range(1, 90, 17):
        job = encrypt(plain, actor, PASSPHRASE)
        doing = [step.doing for _, step in zip(range(steps), job, strict=False)]
        job.close()
        if len(doing) < steps:
            break
        assert sorted(path.relative_to(plain.folder) for path in plain.folder.rglob("*")) == before
    assert len(doing) > 20 and len(set(doing)) == 3
    assert is_encrypted(plain.folder)


def test_a_full_disk_leaves_the_plain_case(plain: OpenCase, actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    written, write_all = [0], durable.write_all

    def full(out: object, piece: bytes) -> None:
        written[0] += len(piece)
        if written[0] > 5_000:
            raise OSError(errno.ENOSPC, "no room")
        write_all(out, piece)  # type: ignore[arg-type]

    monkeypatch.setattr("workbench.store.blobs.durable.write_all", full)
    monkeypatch.setattr("workbench.store.packs.write_all", full)
    with pytest.raises(StorageFull):
        finish(encrypt(plain, actor, PASSPHRASE))
    assert not is_encrypted(plain.folder) and not (plain.folder / "sealed").exists()
    check_whole(plain)


def test_a_disk_that_cannot_hold_the_copy_is_noticed_first(
    plain: OpenCase, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = encrypting.shutil.disk_usage(plain.folder)
    monkeypatch.setattr(encrypting.shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(StorageFull, match="not encrypted"):
        next(encrypt(plain, actor, PASSPHRASE))
    assert not (plain.folder / "key.new").exists()


def test_a_damaged_case_is_not_encrypted(plain: OpenCase, actor: Actor) -> None:
    (large,) = [path for path in (plain.folder / "originals").rglob("*") if path.is_file()]
    data = large.read_bytes()
    large.chmod(0o600)
    for damage in (data[:-1] + b"?", None):
        large.unlink() if damage is None else large.write_bytes(damage)
        with pytest.raises(CaseDamaged, match=r"EX-\d+.*not encrypted"):
            finish(encrypt(plain, actor, PASSPHRASE))
        assert not (plain.folder / "sealed").exists() and not (plain.folder / "key.new").exists()


def test_a_case_that_changes_meanwhile_is_not_encrypted(plain: OpenCase, actor: Actor) -> None:
    job = encrypt(plain, actor, PASSPHRASE)
    for step in job:
        if step.doing.startswith("Checking"):
            cases.describe_case(plain, actor, title="Another title")
            break
    with pytest.raises(CaseError, match="changed while"):
        finish(job)
    assert not is_encrypted(plain.folder) and plain.case.title == "Another title"


def test_who_may_not_write_may_not_encrypt(plain: OpenCase, actor: Actor) -> None:
    with open_case(plain.folder, actor, read_only=True) as reader, pytest.raises(CaseReadOnly):
        finish(encrypt(reader, actor, PASSPHRASE))


def test_a_case_is_encrypted_once(encrypted: Path, actor: Actor) -> None:
    with open_case(encrypted, actor, secret=PASSPHRASE) as case, pytest.raises(UsageError):
        finish(encrypt(case, actor, "other words"))


def place_hold(case: OpenCase, actor: Actor) -> Hold:
    """Places a hold on a whole case."""
    hold = Hold(new_id(), "The court", "Preserve", actor, now())
    with case.write(actor, HOLD, "Place a hold", "case") as work:
        work.put(hold)
    return hold


def test_a_hold_allows_encrypting_and_forbids_destroying(plain: OpenCase, actor: Actor) -> None:
    hold = place_hold(plain, actor)
    finish(encrypt(plain, actor, PASSPHRASE))
    with pytest.raises(OnHold, match="The court"):
        destroy_key(plain.folder, actor, PASSPHRASE, "The board", "Order 7")
    with open_case(plain.folder, actor, secret=PASSPHRASE) as case:
        with case.write(actor, HOLD, "Lift the hold", "case") as work:
            work.put(replace(hold, lifted=now(), lifted_by=actor, lifted_reason="Over"))
    destroy_key(plain.folder, actor, PASSPHRASE, "The board", "Order 7")


def test_the_passphrase_changes_without_rewriting_the_case(encrypted: Path, actor: Actor) -> None:
    before = {path: path.stat().st_mtime_ns for path in (encrypted / "sealed" / "originals").rglob("*")}
    change_passphrase(encrypted, actor, PASSPHRASE, "new words")
    assert isinstance(refused(encrypted, actor, PASSPHRASE), WrongSecret)
    recovery_key = renew_recovery_key(encrypted, actor, "new words")
    change_passphrase(encrypted, actor, recovery_key, "newer words")
    with open_case(encrypted, actor, secret="newer words") as case:
        check_whole(case)
        with case.file.reading() as connection:
            assert [entry.verb for entry in ledger.newest(connection, 3)] == ["case.passphrase"] * 3
    assert before == {path: path.stat().st_mtime_ns for path in (encrypted / "sealed" / "originals").rglob("*")}
    with pytest.raises(UsageError):
        change_passphrase(encrypted, actor, "newer words", " ")


def test_a_plain_case_has_no_passphrase_to_change(plain: OpenCase, actor: Actor) -> None:
    plain.close()
    with pytest.raises(UsageError, match="not encrypted"):
        change_passphrase(plain.folder, actor, None, "words")


def test_the_keyring_opens_a_case_until_it_is_told_to_forget(encrypted: Path, actor: Actor, backend: Backend) -> None:
    keep_in_keyring(encrypted, actor, PASSPHRASE)
    with open_case(encrypted, actor) as case:
        assert case.encrypted
    assert isinstance(refused(encrypted, actor, "wrong words"), WrongSecret)
    forget_from_keyring(encrypted, actor, None)
    assert backend.kept == {} and isinstance(refused(encrypted, actor), CaseLocked)


def test_a_case_is_made_with_a_key_in_the_keyring(tmp_path: Path, actor: Actor, backend: Backend) -> None:
    new_case(tmp_path / "made", "Title", CaseKind.ADS, actor, passphrase=PASSPHRASE, keyring=True).close()
    with open_case(tmp_path / "made", actor) as case:
        assert case.encrypted
    with pytest.raises(CaseError):
        new_case(tmp_path / "made", "Title", CaseKind.ADS, actor, passphrase=PASSPHRASE, keyring=True)
    assert len(backend.kept) == 1


def test_a_machine_without_a_keyring_says_so(encrypted: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")

    def none(*_: object) -> None:
        raise keyring.errors.NoKeyringError

    for name in ("set_password", "get_password", "delete_password"):
        monkeypatch.setattr(keyring, name, none)
    with pytest.raises(system_keyring.NoKeyring):
        keep_in_keyring(encrypted, actor, PASSPHRASE)
    with open_case(encrypted, actor, secret=PASSPHRASE) as case:
        check_whole(case)


def test_destroying_the_key_destroys_the_case_and_leaves_a_signed_statement(
    encrypted: Path, actor: Actor, backend: Backend
) -> None:
    keep_in_keyring(encrypted, actor, PASSPHRASE)
    kept = (encrypted / "key.json").read_bytes()
    with pytest.raises(UsageError):
        destroy_key(encrypted, actor, PASSPHRASE, "The board", " ")
    with pytest.raises(WrongSecret):
        destroy_key(encrypted, actor, "wrong words", "The board", "Order 7")
    gone = destroy_key(encrypted, actor, None, "The board", "Order 7").destruction
    assert backend.kept == {} and leaks(encrypted, kept[100:200]) == []
    assert gone == read_statement(encrypted) and gone.authority == "The board" and gone.head.size > 2
    assert _signed(gone.key, gone.signature, gone.note()) and _signed(
        gone.head.key, gone.head.signature, gone.head.note()
    )
    assert not _signed(gone.key, gone.signature, replace(gone, authority="Nobody").note())
    for secret in (None, PASSPHRASE):
        error = refused(encrypted, actor, secret)
        assert isinstance(error, CaseDestroyed) and "The board" in error.message
    (known,) = known_cases()
    assert known.destroyed and known.encrypted


def _signed(key: str, signature: str, note: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), note)
    except InvalidSignature:
        return False
    return True


@pytest.mark.parametrize("step", ["sync_folder", "overwrite"])
def test_an_interrupted_destruction_is_finished_by_asking_again(
    encrypted: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    seen = set()
    for moment in range(1, 9):
        with monkeypatch.context() as patched:
            _fail_at(patched, step, moment)
            try:
                destroy_key(encrypted, actor, PASSPHRASE, "The board", "Order 7")
            except WorkbenchError:
                begun = (encrypted / "destroyed.json").exists()
                if begun:
                    assert isinstance(refused(encrypted, actor, PASSPHRASE), CaseDestroyed)
                else:
                    open_case(encrypted, actor, secret=PASSPHRASE).close()
                seen.add(begun)
            else:
                break
    assert True in seen
    assert isinstance(refused(encrypted, actor, PASSPHRASE), CaseDestroyed)
    assert not (encrypted / "key.json").exists()


def test_a_key_that_was_overwritten_and_not_removed_is_removed(encrypted: Path, actor: Actor) -> None:
    kept = (encrypted / "key.json").read_bytes()
    gone = destroy_key(encrypted, actor, PASSPHRASE, "The board", "Order 7")
    (encrypted / "key.json").write_bytes(bytes(len(kept)))
    assert "not finished" in refused(encrypted, actor, PASSPHRASE).message
    assert destroy_key(encrypted, actor, PASSPHRASE, "Somebody else", "Later") == gone
    assert not (encrypted / "key.json").exists()


def _fail_at(patched: pytest.MonkeyPatch, name: str, moment: int) -> None:
    """Has one step of the disk fail at its nth turn."""
    turns, real = [0], getattr(atomic, name)

    def failing(*arguments: object, **named: object) -> object:
        turns[0] += 1
        if turns[0] == moment:
            raise OSError(errno.EACCES, "refused")
        return real(*arguments, **named)

    patched.setattr(atomic, name, failing)


def test_a_destruction_that_was_never_meant_can_be_taken_back(encrypted: Path, actor: Actor) -> None:
    (encrypted / "destroyed.json").write_text("{}")
    error = refused(encrypted, actor, PASSPHRASE)
    assert isinstance(error, CaseDestroyed) and "not finished" in error.message
    (encrypted / "destroyed.json").unlink()
    with open_case(encrypted, actor, secret=PASSPHRASE) as case:
        check_whole(case)


def test_a_lost_or_damaged_key_file_says_so_whatever_the_passphrase(encrypted: Path, actor: Actor) -> None:
    whole = (encrypted / "key.json").read_bytes()
    (encrypted / "key.json").write_bytes(whole[:-20])
    for secret in (None, PASSPHRASE, "wrong words"):
        assert isinstance(refused(encrypted, actor, secret), KeyDamaged)
    (encrypted / "key.json").unlink()
    assert is_encrypted(encrypted)
    error = refused(encrypted, actor, PASSPHRASE)
    assert isinstance(error, KeyDamaged) and "copy" in error.remedy
    (encrypted / "key.json").write_bytes(whole)
    with open_case(encrypted, actor, secret=PASSPHRASE) as case:
        check_whole(case)


def test_a_key_file_of_another_case_opens_nothing(encrypted: Path, actor: Actor, tmp_path: Path) -> None:
    new_case(tmp_path / "other", "Title", CaseKind.ADS, actor, passphrase="other words").close()
    (encrypted / "key.json").write_bytes((tmp_path / "other" / "key.json").read_bytes())
    assert isinstance(refused(encrypted, actor, "other words"), CaseDamaged)


def test_a_key_file_put_into_a_plain_case_erases_nothing(plain: OpenCase, actor: Actor, tmp_path: Path) -> None:
    plain.close()
    new_case(tmp_path / "other", "Title", CaseKind.ADS, actor, passphrase="other words").close()
    before = sorted(path.name for path in plain.folder.rglob("*"))
    for name in ("key.json", "sealed"):
        (tmp_path / "other" / name).rename(plain.folder / name)
    with open_case(plain.folder, actor, secret="other words") as case:
        assert list_exhibits(case) == ()
    assert set(before) <= {path.name for path in plain.folder.rglob("*")}


def test_the_process_cannot_be_dumped_while_a_case_is_unlocked(encrypted: Path, actor: Actor) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_CORE)
    with open_case(encrypted, actor, secret=PASSPHRASE), open_case(encrypted, actor, secret=PASSPHRASE):
        assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
        if os.path.exists("/proc/self/status"):
            assert process_guard.is_dumpable() is False
    assert resource.getrlimit(resource.RLIMIT_CORE) == before
