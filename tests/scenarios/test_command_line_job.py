"""The whole job by the command line, each step as a person types it and as a program reads it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from workbench.__main__ import COMMANDS, main

POLICY = """---
title: Sample ads policy
version: 3
effective: 2026-09-01
---
# Sample ads policy

## 4.2 Interference with voting
Nobody may misstate the date, place or time of a vote.
"""


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """Returns a folder with two pictures, one of them damaged, a chat and an empty file."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    Image.radial_gradient("L").convert("RGB").save(folder / "a.jpg")
    whole = (folder / "a.jpg").read_bytes()
    (folder / "b.jpg").write_bytes(whole[: len(whole) // 8])
    (folder / "chat.txt").write_text("[03.10.26, 14:29:58] Print shop: the notices are ready\n", "utf-8")
    (folder / "empty.jpg").write_bytes(b"")
    return folder


def _run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    """Runs one sub-command with ``--json`` and reads its one document."""
    status = main([*map(str, words), "--json"])
    printed = capsys.readouterr()
    return status, json.loads(printed.out)


def test_the_whole_job(tmp_path: Path, evidence: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "HPE-2417"
    policy = tmp_path / "sample-ads.md"
    policy.write_text(POLICY, "utf-8")
    title = "Ads posing as notices"
    status, made = _run(
        capsys, "case", "new", case, "--title", title, "--kind", "elections", "--due", "2026-10-03 16:40"
    )
    assert (status, made["case"]["title"]) == (0, title)

    status, acquired = _run(capsys, "acquire", case, evidence)
    assert status == 1
    assert [item["name"] for item in acquired["acquired"]] == ["a.jpg", "b.jpg", "chat.txt"]
    assert [Path(refusal["path"]).name for refusal in acquired["refused"]] == ["empty.jpg"]
    assert acquired["previews"]["made"] == 1
    assert [refusal["path"] for refusal in acquired["previews"]["without_picture"]] == ["EX-0002"]

    assert _run(capsys, "policy", "import", policy)[0] == 0
    assert [found["version"] for found in _run(capsys, "policy", "list")[1]["policies"]] == ["3"]
    status, cited = _run(
        capsys,
        "cite",
        case,
        "EX-0001",
        "--policy",
        "sample-ads",
        "--section",
        "4.2",
        "--quote",
        "the date, place or time",
    )
    assert (status, cited["citation"]["version"], cited["citation"]["section"]) == (0, "3", "4.2")
    assert (
        _run(capsys, "timeline", "add", case, "--at", "2026-10-03 14:29", "The first ad ran", "--exhibit", "1")[0] == 0
    )
    assert _run(capsys, "mark", "add", case, "1", "A seal", "--region", "0.1,0.1,0.4,0.3")[0] == 0
    assert _run(capsys, "rate", case, "severe", "EX-0001", "EX-0003")[0] == 0
    status, judged = _run(
        capsys, "decide", case, "ex1", "violates", "--rationale", "The day is wrong.", "--confidence", "high"
    )
    assert judged["determination"]["citations"] == [cited["citation"]["id"]]
    assert _run(capsys, "decide", case, "3", "clear")[0] == 0
    assert _run(capsys, "undo", case)[1]["undone"]["label"] == "Clear on EX-0003"

    for ending in ("html", "pdf", "md"):
        target = tmp_path / f"memo.{ending}"
        status, memo = _run(capsys, "memo", case, "--to", target, "--answer", "It violates 4.2.")
        assert status == 0 and target.stat().st_size > 1000
        assert memo["lacks"], "two exhibits are undecided, and the memo is to say so"
    text = (tmp_path / "memo.md").read_text("utf-8")
    assert "EX\\-0001" in text or "EX-0001" in text
    assert acquired["acquired"][0]["digest"] in text

    listed = _run(capsys, "list", case)[1]["exhibits"]
    assert [(item["number"], (item["determination"] or {}).get("judgement")) for item in listed] == [
        ("EX-0001", "violates"),
        ("EX-0002", None),
        ("EX-0003", None),
    ]
    status, found = _run(capsys, "verify", case)
    assert (status, found["clean"]) == (0, True)
    printed = re.search(r"verify CASE --head (\d+):([0-9a-f]{64})", text)
    assert printed is not None, "a reader of the memo is to be able to hold it against the case"
    assert _run(capsys, "verify", case, "--head", f"{printed[1]}:{printed[2]}")[0] == 0
    assert _run(capsys, "verify", case, "--head", f"{printed[1]}:{'0' * 64}")[0] == 3
    assert _run(capsys, "verify", case, "--head", f"{int(printed[1]) + 99}:{printed[2]}")[0] == 3
    assert _run(capsys, "verify", case, "--head", "no-head")[0] == 2
    assert _run(capsys, "history", case)[1]["entries"][0]["verb"] == "memo.export"


def test_a_flipped_byte_makes_verify_fail_and_names_the_exhibit(
    tmp_path: Path, evidence: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case"
    _run(capsys, "case", "new", case, "--title", "T", "--kind", "ads")
    acquired = _run(capsys, "acquire", case, evidence, "--no-previews")[1]["acquired"]
    original = case / "originals" / acquired[2]["digest"][:2] / acquired[2]["digest"]
    data = bytearray(original.read_bytes())
    data[3] ^= 1
    original.chmod(0o644)
    original.write_bytes(data)
    status, found = _run(capsys, "verify", case)
    assert status == 3
    assert [fault["subject"] for fault in found["faults"]] == ["EX-0003"]
    assert main(["verify", str(case)]) == 3
    assert "EX-0003" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["acquire"], 2),
        (["no-such-command"], 2),
        (["case", "new", "x", "--title", "t", "--kind", "unheard-of"], 2),
        (["list", "/nowhere"], 3),
        (["decide", "/nowhere", "EX-0001", "maybe"], 2),
        (["decide", "/nowhere", "first", "clear"], 2),
        (["policy", "list", "--no-such-option"], 2),
    ],
)
def test_errors_are_one_document_too(words: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    got, document = _run(capsys, *words)
    assert got == status
    assert document["ok"] is False and document["error"]["message"]
    assert main(words) == status
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.strip()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_help_of_each_command_shows_an_example_that_parses(
    command: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    import shlex

    from workbench.__main__ import build_parser

    with pytest.raises(SystemExit) as left:
        main([*command.name.split(), "--help"])
    assert left.value.code == 0
    assert f"python main.py {command.example}" in capsys.readouterr().out
    assert command.example.startswith(command.name)
    assert build_parser().parse_args(shlex.split(command.example)).command is command
