"""``preview``, ``rate``, ``decide``, ``rules`` and ``exposure``: the rules of looking from the command line."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest
from PIL import Image

from tests.workbench.actions.conftest import picture
from tests.workbench.cli.retention_desk import ask
from workbench.__main__ import main
from workbench.actions.acquisition import acquire_bytes
from workbench.actions.cases import new_case
from workbench.actions.previewing import make_previews, open_decoder
from workbench.casefile.cases import CaseKind
from workbench.casefile.identity import Actor
from workbench.jobs import finish
from workbench.settings import profile_folder

INV = Actor("Investigator", "inv")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Makes a case with one picture and its veil, once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(tmp_path_factory.mktemp("maker")))
        with new_case(tmp_path_factory.mktemp("made") / "case", "A title", CaseKind.ADS, INV) as case:
            acquire_bytes(case, INV, picture((220, 30, 30)), "red.png")
            with open_decoder() as decoder:
                finish(make_previews(case, INV, decoder))
            return case.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Copies that case for one test."""
    return Path(shutil.copytree(made, tmp_path / "case"))


def test_a_veil_is_written_and_its_entry_stands(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = folder.parent / "veil.png"
    status, said = ask(capsys, "preview", folder, "EX-0001", "--rung", "veil", "--to", to)
    assert (status, said["rung"], said["recorded_as_look"]) == (0, "veil", False)
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    with Image.open(to) as read:
        assert read.mode == "L" and len(set(read.tobytes())) == 1
    _, history = ask(capsys, "history", folder)
    assert said["sha256"] in json.dumps(history)
    status, again = ask(capsys, "preview", folder, "EX-0001", "--to", to)
    assert (status, again["error"]["kind"]) == (3, "NotWritten")


@pytest.mark.parametrize("rung", ["outline", "grey", "colour"])
def test_what_is_clear_is_refused_without_reveal(folder: Path, capsys: pytest.CaptureFixture[str], rung: str) -> None:
    to = folder.parent / "clear.png"
    status, said = ask(capsys, "preview", folder, "EX-0001", "--rung", rung, "--to", to)
    assert (status, said["error"]["kind"]) == (3, "RevealRefused") and "--reveal" in said["error"]["remedy"]
    assert not to.exists()


def test_a_reveal_needs_a_reason_and_is_recorded(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = folder.parent / "clear.png"
    words = ("preview", folder, "EX-0001", "--rung", "colour", "--to", to)
    assert ask(capsys, *words, "--reveal")[0] == 2
    assert ask(capsys, *words, "--reason", "review")[0] == 2
    assert not to.exists()
    status, said = ask(capsys, *words, "--reveal", "--reason", "review")
    assert (status, said["recorded_as_look"]) == (0, True)
    with Image.open(to) as read:
        assert (read.mode, read.getpixel((0, 0))) == ("RGB", (220, 30, 30))
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    _, own = ask(capsys, "exposure")
    assert (own["today"]["looks"], list(own["shifts"][0]["by_rung"])) == (1, ["colour"])
    assert ask(capsys, "exhibit", "show", folder, "EX-0001")[1]["exhibit"]["seen_before"]["looks"] == 1
    assert main(["exposure"]) == 0
    assert "Today: 1 look" in capsys.readouterr().out


def test_a_region_that_is_no_region_is_wrong_use(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = folder.parent / "veil.png"
    for region in ("1,2", "a,b,c,d", "0.5,0,0.9,1"):
        status = ask(capsys, "preview", folder, "EX-0001", "--region", region, "--to", to)[0]
        assert status == 2 and not to.exists()


def test_harms_are_said_kept_and_taken_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    harm = ("--harm", "graphic violence", "--harm", "hate")
    assert ask(capsys, "rate", folder, "severe", "EX-0001", *harm)[1]["harms"] == ["graphic violence", "hate"]
    assert "harms" not in ask(capsys, "rate", folder, "sensitive", "EX-0001")[1]
    shown = ask(capsys, "exhibit", "show", folder, "EX-0001")[1]["exhibit"]
    assert (shown["sensitivity"], shown["harms"]) == ("sensitive", ["graphic violence", "hate"])
    assert shown["rating"]["source"] == "person"
    assert ask(capsys, "rate", folder, "sensitive", "EX-0001", "--harm", "none")[1]["harms"] == []
    assert ask(capsys, "rate", folder, "sensitive", "EX-0001", "--harm", "none", *harm)[0] == 2


def test_a_judgement_on_what_is_severe_asks_for_a_description_and_never_blocks(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(capsys, "decide", folder, "EX-0001", "clear")[1]["description_wanted"] is False
    ask(capsys, "rate", folder, "severe", "EX-0001")
    assert main(["decide", str(folder), "EX-0001", "violates"]) == 0
    assert "exhibit describe" in capsys.readouterr().out
    ask(capsys, "exhibit", "describe", folder, "EX-0001", "--description", "A plain red picture")
    assert ask(capsys, "decide", folder, "EX-0001", "clear")[1]["description_wanted"] is False


def test_rules_are_set_shown_and_explained(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "rules", "show", folder)[1]["layers"] == []
    ask(capsys, "rules", "set", folder, "--ceiling", "grey", "--without", "pin", "--without", "play")
    ask(capsys, "rules", "mine", "--seconds", "4", "--sensitivity", "unclassified")
    _, said = ask(capsys, "rules", "show", folder, "EX-0001")
    assert (said["ceiling"], said["seconds"], "pin" in said["modes"]) == ("grey", 4.0, False)
    assert [one["layer"] for one in said["asked"]] == ["the product", "the case", "your preferences"]
    assert main(["rules", "show", str(folder), "EX-0001"]) == 0
    assert "the case: ends at Grey, no pin, play" in capsys.readouterr().out
    ask(capsys, "rules", "set", folder, "--clear")
    assert [one["name"] for one in ask(capsys, "rules", "show", folder)[1]["layers"]] == ["your preferences"]


def test_rules_that_say_nothing_are_wrong_use(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ((), ("--harm", "hate"), ("--file", "x.toml", "--clear")):
        assert ask(capsys, "rules", "set", folder, *words)[0] == 2
    assert ask(capsys, "rules", "set", folder, "--seconds", "1")[0] == 3
    assert ask(capsys, "rules", "set", folder, "--file", "nowhere.toml")[0] == 3


def test_a_lead_file_that_is_gone_is_said_and_taken_note_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nothing" in ask(capsys, "rules", "accept")[1].get("words", "nothing")
    lead = profile_folder() / "exposure-policy.toml"
    lead.write_text('[[rule]]\nceiling = "outline"\n')
    assert ask(capsys, "rules", "show", folder, "EX-0001")[1]["ceiling"] == "outline"
    lead.unlink()
    _, said = ask(capsys, "rules", "show", folder, "EX-0001")
    assert said["ceiling"] == "outline" and "is gone" in said["notices"][0]
    assert "is gone" in ask(capsys, "exposure")[1]["notices"][0]
    assert ask(capsys, "rules", "accept")[0] == 0
    assert ask(capsys, "rules", "show", folder, "EX-0001")[1]["ceiling"] == "colour"


def test_pauses_begin_and_end_and_totals_leave_only_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(capsys, "exposure", "pause")[1]["today"]["paused_since"] is not None
    assert ask(capsys, "exposure")[1]["today"]["paused_since"] is not None
    assert ask(capsys, "exposure", "resume")[1]["today"]["paused_since"] is None
    assert ask(capsys, "exposure", "go-on")[0] == 2
    assert ask(capsys, "exposure", "go-on", "--reason", "Somebody is in danger")[0] == 0
    assert ask(capsys, "exposure", "--days", "0")[0] == 2
    to = tmp_path / "own.json"
    assert ask(capsys, "exposure", "--to", to)[0] == 0
    assert json.loads(to.read_text())["today"]["looks"] == 0 and stat.S_IMODE(to.stat().st_mode) == 0o600
    assert ask(capsys, "exposure", "--to", to)[0] == 3


def test_the_whole_record_is_shown_and_deleted_only_when_asked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = folder.parent / "clear.png"
    ask(capsys, "preview", folder, "EX-0001", "--rung", "outline", "--to", to, "--reveal", "--reason", "review")
    assert "record" not in ask(capsys, "exposure")[1]
    (look,) = ask(capsys, "exposure", "--all")[1]["record"]["looks"]
    assert (look["exhibit"], look["rung"], look["area"]) == ("EX-0001", "outline", 1.0)
    assert ask(capsys, "exposure", "delete")[0] == 2
    assert ask(capsys, "exposure", "delete", "--yes")[1]["deleted"] == 1
    assert ask(capsys, "exposure", "--all")[1]["record"] | {"written": ""} == {"written": "", "looks": [], "notes": []}
    assert ask(capsys, "verify", folder)[1]["faults"] == []
