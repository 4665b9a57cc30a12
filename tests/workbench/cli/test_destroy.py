"""``destroy`` asks at a terminal, does it where it is told so, and leaves a tombstone and a certificate."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.workbench.cli.retention_desk import GROUNDS, WORDS, ask, make_case
from tests.workbench.store.test_migrations import OLD_CASES, SHIPPED
from workbench.__main__ import main
from workbench.casefile.identity import digest_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Makes a case and names its folder."""
    return make_case(tmp_path)


class Terminal(io.StringIO):
    """A terminal at which somebody types."""

    def isatty(self) -> bool:
        """Tells that it is one."""
        return True


def test_without_a_terminal_it_is_done_as_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    target = tmp_path / "certificate.json"
    status, done = ask(capsys, "destroy", folder, "EX-0001", *GROUNDS, "--certificate", target)
    assert (status, done["ok"], done["exhibit"]["state"]) == (0, True, "destroyed")
    stone = done["tombstone"]
    assert (stone["exhibit"], stone["sha256"], stone["authority"]) == ("EX-0001", digest_of(WORDS), "Court order 12/26")
    assert done["certificate"] == str(target)
    assert json.loads(target.read_bytes())["exhibit"]["sha256"] == digest_of(WORDS)
    assert all(b"quince ledgers" not in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    shown = ask(capsys, "exhibit", "show", folder, "1")[1]["exhibit"]
    assert (shown["state"], shown["tombstone"]["reason"], shown["size"]) == (
        "destroyed",
        "Unlawful to hold",
        len(WORDS),
    )
    status, checked = ask(capsys, "verify", folder)
    assert (status, checked["ok"], checked["faults"]) == (0, True, [])
    status, again = ask(capsys, "destroy", folder, "EX-0001", *GROUNDS)
    assert (status, again["error"]["kind"]) == (3, "NotHeld")


@pytest.mark.parametrize(("typed", "status"), [("EX-0001\n", 0), ("1\n", 0), ("2\n", 3), ("yes\n", 3), ("", 3)])
def test_at_a_terminal_the_number_is_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, typed: str, status: int
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    assert main(["destroy", str(folder), "EX-0001", *GROUNDS]) == status
    printed = capsys.readouterr()
    assert "Type its number" in printed.err and "harbour" not in printed.err
    assert ("is destroyed" in printed.out) == (status == 0)
    state = ask(capsys, "exhibit", "show", folder, "1")[1]["exhibit"]["state"]
    assert state == ("destroyed" if status == 0 else "held")


def test_yes_asks_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("no\n"))
    target = tmp_path / "certificate.html"
    assert main(["destroy", str(folder), "1", *GROUNDS, "--yes", "--certificate", str(target)]) == 0
    printed = capsys.readouterr()
    assert "Type" not in printed.err and str(target) in printed.out and b"<script" not in target.read_bytes()


def test_what_is_lacking_is_said_before_anything_is_destroyed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "destroy", folder, "1", "--authority", "Court")[0] == 2
    assert ask(capsys, "destroy", folder, "1", "--authority", "Court", "--reason", " ")[0] == 2
    assert ask(capsys, "destroy", folder, "1", *GROUNDS, "--certificate", "certificate.exe")[0] == 2
    assert ask(capsys, "exhibit", "show", folder, "1")[1]["exhibit"]["state"] == "held"


@pytest.mark.parametrize("schema", SHIPPED)
def test_an_old_case_is_listed_and_verified_as_it_lies(
    schema: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "old"
    shutil.copytree(OLD_CASES / f"schema-{schema}", folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    status, listed = ask(capsys, "list", folder)
    states = {item["state"] for item in listed["exhibits"]}
    assert status == 0 and "held" in states and states <= {"held", "reference", "destroyed"}
    status, checked = ask(capsys, "verify", folder)
    assert (status, checked["faults"]) == (0, [])
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert ask(capsys, "exhibit", "describe", folder, "1", "--title", "A title")[0] == 0
    status, checked = ask(capsys, "verify", folder)
    assert (status, checked["faults"]) == (0, []) and list(folder.glob("before-schema-*"))
