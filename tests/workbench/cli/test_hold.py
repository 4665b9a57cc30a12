"""``hold`` places, lists and lifts, and ``exhibit`` says what is known, for a person and for a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbench.cli.retention_desk import GROUNDS, WORDS, ask, make_case
from workbench.__main__ import main
from workbench.casefile.identity import digest_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Makes a case and names its folder."""
    return make_case(tmp_path)


def test_a_hold_is_placed_listed_and_lifted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, placed = ask(capsys, "hold", folder, "EX-0001", "2", *GROUNDS)
    hold = placed["hold"]
    assert (status, placed["ok"], hold["exhibits"], hold["active"]) == (0, True, ["EX-0001", "EX-0002"], True)
    assert ask(capsys, "hold", folder, *GROUNDS)[1]["hold"]["whole_case"] is True
    assert ask(capsys, "hold", folder, "--list")[1]["holds"][0]["id"] == hold["id"]
    status, lifted = ask(capsys, "hold", folder, "--lift", hold["id"], "--reason", "Inquiry closed")
    assert (status, lifted["hold"]["active"], lifted["hold"]["lifted_reason"]) == (0, False, "Inquiry closed")
    assert main(["hold", str(folder), "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 and "lifted" in lines[0] and "the whole case: Court order 12/26" in lines[1]


def test_a_hold_stands_in_the_way_of_destruction(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, placed = ask(capsys, "hold", folder, "EX-0001", *GROUNDS)
    status, refused = ask(capsys, "destroy", folder, "EX-0001", *GROUNDS)
    assert (status, refused["ok"], refused["error"]["kind"]) == (3, False, "OnHold")
    assert placed["hold"]["id"] in refused["error"]["remedy"]
    assert ask(capsys, "destroy", folder, "EX-0002", *GROUNDS)[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--authority", "Court"],
        ["--authority", " ", "--reason", "Why"],
        ["--lift", "none", "--authority", "Court", "--reason", "Why"],
        ["--lift", "none", "--list"],
    ],
)
def test_what_is_lacking_is_said(folder: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    status, refused = ask(capsys, "hold", folder, *words)
    assert (status, refused["error"]["kind"]) == (2, "UsageError") and refused["error"]["remedy"]
    assert ask(capsys, "hold", folder, "--list")[1]["holds"] == []


def test_nothing_on_hold_is_said_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hold", str(folder), "--list"]) == 0
    assert capsys.readouterr().out == "Nothing is on hold.\n"
    assert ask(capsys, "hold", folder, "--lift", "none", "--reason", "Why")[1]["error"]["kind"] == "NoSuchItem"


def test_all_that_is_known_of_an_exhibit_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, described = ask(
        capsys, "exhibit", "describe", folder, "1", "--title", "A note", "--description", "A note on paper"
    )
    assert (status, described["exhibit"]["title"]) == (0, "A note")
    ask(capsys, "hold", folder, "EX-0001", *GROUNDS)
    status, shown = ask(capsys, "exhibit", "show", folder, "EX-0001")
    item = shown["exhibit"]
    assert (item["number"], item["sha256"], item["state"]) == ("EX-0001", digest_of(WORDS), "held")
    assert all(len(item["digests"][name]) == length for name, length in (("md5", 32), ("sha1", 40), ("sha512", 128)))
    assert item["acquisition"]["provenance"]["source_url"] == "https://example.org/a"
    assert item["capture"]["words"] == "1 of 3, no HTML source, no full-page capture"
    assert (item["parent"], item["children"], item["sightings"], item["tombstone"]) == (None, [], [], None)
    assert len(item["holds"]) == 1 and item["description"] == "A note on paper"
    assert main(["exhibit", "show", str(folder), "EX-0001"]) == 0
    printed = capsys.readouterr().out
    for words in (
        "A note on paper",
        "@quince",
        "post:7",
        "Request 7",
        "1 of 3",
        "Court order",
        item["digests"]["sha1"],
    ):
        assert words in printed


def test_describing_without_a_word_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "exhibit", "describe", folder, "1")[0] == 2
    assert ask(capsys, "exhibit", "show", folder, "9")[1]["error"]["kind"] == "NoSuchItem"
