"""``verify``, ``ledger``, ``repair``, ``timestamp`` and ``memo --proof`` for a person and for a program."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.workbench.store.tamperings import TAMPERINGS, original, sample
from workbench.__main__ import main

BY_NAME = {tampering.name: tampering for tampering in TAMPERINGS}


@pytest.fixture
def folder(tmp_path: Path, profile: Path) -> Path:
    """Returns the folder of a sound case whose heads this profile remembers."""
    return sample(tmp_path / "case", profile / "profile")


def _ask(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    status = main([*map(str, words), "--json"])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, document


def test_verify_prints_each_fault_with_kind_subject_and_detail(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, sound = _ask(capsys, "verify", folder)
    assert (status, sound["ok"], sound["clean"], sound["faults"]) == (0, True, True, [])
    original(folder, 2).unlink()
    status, found = _ask(capsys, "verify", folder)
    assert (status, found["ok"]) == (3, False)
    (fault,) = found["faults"]
    assert (fault["kind"], fault["subject"]) == ("original missing", "EX-0002")
    assert fault["detail"] and "repair" in fault["remedy"]
    assert main(["verify", str(folder)]) == 3
    assert "EX-0002: its original is missing" in capsys.readouterr().out


def test_heads_on_another_medium_tell_an_older_copy(
    folder: Path, tmp_path: Path, profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "safe" / "heads.txt"
    kept.parent.mkdir()
    BY_NAME["an older copy put in place"].spoil(folder, profile / "profile")
    # Whoever wrote the heads down had the newer history; this profile forgets them.
    (name,) = (profile / "profile" / "heads").iterdir()
    kept.write_text(_bare(name), "ascii")
    shutil.rmtree(profile / "profile" / "heads")
    assert _ask(capsys, "verify", folder)[1]["clean"]
    status, found = _ask(capsys, "verify", folder, "--heads", kept)
    assert status == 3 and [fault["kind"] for fault in found["faults"]] == ["older copy"]
    assert _ask(capsys, "verify", folder, "--heads", folder / "lock")[0] == 2


def _bare(path: Path) -> str:
    """Writes remembered heads as bare ones."""
    lines = (line.split() for line in path.read_text("ascii").splitlines())
    return "".join(f"{words[0]}:{words[1]}\n" for words in lines)


def test_a_check_since_the_newest_signed_head(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, found = _ask(capsys, "verify", folder, "--since-head")
    assert status == 0 and found["verification"]["since"] == 28
    assert found["verification"]["entries"] == 0 and found["notes"]


def test_a_store_that_cannot_be_opened_is_a_fault_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "case.sqlite3").write_bytes(b"no store at all, only words" * 400)
    status, found = _ask(capsys, "verify", folder)
    assert status == 3 and [fault["kind"] for fault in found["faults"]] == ["store unreadable"]


def test_the_ledger_lists_and_proves(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, listed = _ask(capsys, "ledger", folder, "--newest", 3)
    assert status == 0 and [entry["number"] for entry in listed["entries"]] == [28, 27, 26]
    assert listed["head"].startswith("28:")
    proof = _ask(capsys, "ledger", folder, "--proof", 9)[1]["proof"]
    assert proof["number"] == 9 and f"{proof['size']}:{proof['root']}" == listed["head"]
    assert _ask(capsys, "ledger", folder, "--consistency", 7)[1]["consistency"]["old_size"] == 7
    assert _ask(capsys, "ledger", folder, "--proof", 99)[1]["error"]["kind"] == "NoSuchItem"
    status, written = _ask(capsys, "ledger", folder, "--heads", tmp_path / "heads.txt")
    assert [head.split(":")[0] for head in written["heads"]] == ["7", "27", "28"]
    assert _ask(capsys, "verify", folder, "--heads", tmp_path / "heads.txt")[0] == 0


def test_repair_says_what_it_did_and_what_it_would_do(
    folder: Path, tmp_path: Path, profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    BY_NAME["a record removed"].spoil(folder, profile / "profile")
    status, looked = _ask(capsys, "repair", folder, "--from", copy, "--look")
    assert status == 0 and looked["acted"] is False and looked["mended"][0]["subject"] == "EX-0002"
    assert _ask(capsys, "repair", folder)[0] == 3
    status, done = _ask(capsys, "repair", folder, "--from", copy)
    assert (status, done["faults"]) == (0, [])
    assert [one["subject"] for one in done["mended"]] == ["EX-0002", "index of words"]
    assert _ask(capsys, "verify", folder)[1]["clean"]
    assert "custody.repair" in {entry["verb"] for entry in _ask(capsys, "ledger", folder)[1]["entries"]}


def test_a_memo_is_written_with_the_proof_of_its_determinations(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _ask(capsys, "decide", folder, "EX-0001", "violates", "--rationale", "Plain to see")[0] == 0
    status, written = _ask(
        capsys, "memo", folder, "--to", tmp_path / "memo.md", "--proof", tmp_path / "memo-proof.json"
    )
    assert status == 0
    proof = json.loads((tmp_path / "memo-proof.json").read_text("utf-8"))
    assert proof == written["memo_proof"] and proof["determinations"] == {"EX-0001": 29}
    assert f"{proof['size']}:{proof['root']}" in (tmp_path / "memo.md").read_text("utf-8")


def test_a_time_stamp_needs_an_authority(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _ask(capsys, "timestamp", folder)[1]["error"]["kind"] == "TimeStampError"
    status, _ = _ask(capsys, "timestamp", folder, "--request", tmp_path / "head.tsq")
    assert status == 0 and (tmp_path / "head.tsq").read_bytes()[:1] == b"0"
    (tmp_path / "junk.tsr").write_bytes(b"junk")
    assert (
        _ask(capsys, "timestamp", folder, "--response", tmp_path / "junk.tsr")[1]["error"]["kind"] == "TimeStampError"
    )
