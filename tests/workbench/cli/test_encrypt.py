"""The command line on an encrypted case: made, opened, encrypted later, its passphrase changed, its key destroyed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.__main__ import main
from workbench.cli import unlocking
from workbench.cli.unlocking import NEW_VARIABLE, VARIABLE
from workbench.store import key_file
from workbench.store.wrapping import Cost

SECRET, OTHER = "correct horse battery staple", "another set of words"


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a passphrase be stretched at little cost, so that these tests are quick."""
    monkeypatch.setattr(key_file, "calibrated", lambda: Cost(64, 1, 1))


class CommandLine:
    """Runs sub-commands and reads the document that each prints."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured = captured
        self.status = 0

    def __call__(self, *words: str | Path) -> Any:
        """Runs one sub-command."""
        self.status = main([*map(str, words), "--json"])
        return json.loads(self._captured.readouterr().out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Returns the command line."""
    return CommandLine(capsys)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """Writes the passphrase to a file, with a line behind it."""
    path = tmp_path / "secret.txt"
    path.write_text(f"{SECRET}\nnot this line\n", "utf-8")
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Writes a file to acquire."""
    path = tmp_path / "words.txt"
    path.write_text("PLANTED words")
    return path


@pytest.fixture
def plain(tmp_path: Path, run: CommandLine, source: Path) -> Path:
    """Makes a plain case with one exhibit."""
    run("case", "new", tmp_path / "case", "--title", "Title", "--kind", "ads")
    run("acquire", tmp_path / "case", source)
    assert run.status == 0
    return tmp_path / "case"


@pytest.fixture
def encrypted(plain: Path, run: CommandLine, secret: Path) -> Path:
    """Encrypts that case."""
    run("encrypt", plain, "--passphrase-file", secret)
    assert run.status == 0
    return plain


def test_a_case_is_encrypted_from_birth(tmp_path: Path, run: CommandLine, secret: Path, source: Path) -> None:
    folder = tmp_path / "case"
    words = ("case", "new", folder, "--title", "Title", "--kind", "ads", "--passphrase-file", secret)
    assert "--encrypt" in run(*words)["error"]["remedy"] and run.status == 2
    made = run(*words, "--encrypt")
    assert made["encrypted"] and len(made["recovery_key"]) == 41
    assert run("acquire", folder, source, "--passphrase-file", secret)["ok"]
    assert run("verify", folder, "--passphrase-file", secret)["ok"]


def test_without_a_secret_it_stays_shut_and_says_how(
    encrypted: Path, run: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in ("case show", "verify", "history"):
        failed = run(*command.split(), encrypted)
        assert run.status == 3 and not failed["ok"], command
        assert failed["error"]["kind"] == "CaseLocked" and VARIABLE in failed["error"]["remedy"]
    monkeypatch.setenv(VARIABLE, OTHER)
    assert run("case", "show", encrypted)["error"]["kind"] == "WrongSecret" and run.status == 3
    monkeypatch.setenv(VARIABLE, SECRET)
    assert run("case", "show", encrypted)["encrypted"] and run.status == 0


def test_encrypting_prints_the_recovery_key_once(plain: Path, run: CommandLine, secret: Path) -> None:
    printed = run("encrypt", plain, "--passphrase-file", secret)
    assert printed["encrypted"] and run.status == 0
    secret.write_text(printed["recovery_key"].lower())
    assert "recovery_key" not in run("case", "show", plain, "--passphrase-file", secret) and run.status == 0
    assert run("encrypt", plain, "--passphrase-file", secret)["error"]["message"].endswith("already.")
    assert run.status == 2


def test_words_of_the_recovery_key_are_for_people(
    plain: Path, secret: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["encrypt", str(plain), "--passphrase-file", str(secret)]) == 0
    printed = capsys.readouterr().out
    assert "Recovery key, shown this once: " in printed and "Write it down" in printed


def test_encrypting_needs_a_passphrase(plain: Path, run: CommandLine, tmp_path: Path) -> None:
    assert "--passphrase-file" in run("encrypt", plain)["error"]["remedy"] and run.status == 2
    for wrong in (tmp_path / "nowhere.txt", plain):
        assert run("encrypt", plain, "--passphrase-file", wrong)["error"]["kind"] == "UsageError"
    (tmp_path / "empty.txt").write_text("\n")
    assert "empty" in run("encrypt", plain, "--passphrase-file", tmp_path / "empty.txt")["error"]["message"]
    assert run("case", "show", plain)["encrypted"] is False


def test_the_passphrase_changes(
    encrypted: Path, run: CommandLine, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NEW_VARIABLE, OTHER)
    assert run("passphrase", encrypted, "--passphrase-file", secret)["changed"]
    assert run("case", "show", encrypted, "--passphrase-file", secret)["error"]["kind"] == "WrongSecret"
    (secret.parent / "new.txt").write_text(OTHER)
    assert run("passphrase", encrypted, "--passphrase-file", secret.parent / "new.txt", "--new-passphrase-file", secret)
    assert run("verify", encrypted, "--passphrase-file", secret)["ok"]


def test_a_new_recovery_key_takes_the_place_of_the_old(encrypted: Path, run: CommandLine, secret: Path) -> None:
    printed = run("passphrase", encrypted, "--passphrase-file", secret, "--new-recovery-key")
    assert "changed" not in printed and run.status == 0
    (secret.parent / "key.txt").write_text(printed["recovery_key"])
    assert run("case", "show", encrypted, "--passphrase-file", secret.parent / "key.txt")["ok"]


def test_the_key_is_destroyed_only_with_authority_and_reason(encrypted: Path, run: CommandLine, secret: Path) -> None:
    opening = ("passphrase", encrypted, "--passphrase-file", secret)
    assert run(*opening, "--destroy-key", "--authority", "The board")["error"]["kind"] == "UsageError"
    assert run(*opening, "--reason", "Order 7")["error"]["kind"] == "UsageError" and run.status == 2
    gone = run(*opening, "--destroy-key", "--authority", "The board", "--reason", "Order 7")
    assert gone["destroyed"] and gone["statement"]["authority"] == "The board"
    failed = run("case", "show", encrypted, "--passphrase-file", secret)
    assert failed["error"]["kind"] == "CaseDestroyed" and "The board" in failed["error"]["message"]
    assert run.status == 3


def test_a_person_at_a_terminal_is_asked_three_times(
    encrypted: Path, run: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([OTHER, OTHER, SECRET, OTHER, OTHER, OTHER, OTHER])
    monkeypatch.setattr(unlocking, "_is_terminal", lambda: True)
    monkeypatch.setattr(unlocking.getpass, "getpass", lambda _: next(answers))
    assert run("case", "show", encrypted)["ok"]
    assert run("case", "show", encrypted)["error"]["kind"] == "WrongSecret" and run.status == 3
    assert len(list(answers)) == 1


def test_a_new_passphrase_is_asked_for_twice(plain: Path, run: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([SECRET, OTHER, SECRET, SECRET])
    monkeypatch.setattr(unlocking, "_is_terminal", lambda: True)
    monkeypatch.setattr(unlocking.getpass, "getpass", lambda _: next(answers))
    assert "not the same" in run("encrypt", plain)["error"]["message"] and run.status == 2
    assert run("encrypt", plain)["encrypted"] and run.status == 0
