"""``search`` prints what was found for a person and for a program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.__main__ import main
from workbench.actions.acquisition import acquire
from workbench.actions.annotations import annotate
from workbench.actions.cases import new_case
from workbench.casefile.cases import CaseKind
from workbench.casefile.identity import Actor
from workbench.jobs import finish


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Makes a case with two texts and a note, and names its folder."""
    actor = Actor("Investigator", "inv")
    (tmp_path / "flyer_0341.txt").write_text("one", "utf-8")
    (tmp_path / "leaflet.txt").write_text("two", "utf-8")
    with new_case(tmp_path / "case", "A title", CaseKind.ADS, actor) as case:
        finish(acquire(case, actor, [tmp_path / "flyer_0341.txt", tmp_path / "leaflet.txt"]))
        annotate(case, actor, 2, "a marmot at the polls")
    return tmp_path / "case"


def _asked(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main([*words, "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_a_program_gets_hits_their_total_and_their_context(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = _asked(capsys, "search", str(folder), "marmot")
    assert (found["ok"], found["total"], found["jump"]) == (True, 1, None)
    (hit,) = found["hits"]
    assert (hit["kind"], hit["exhibit"]) == ("note", "EX-0002")
    assert hit["context"] == [
        {"text": "a ", "hit": False},
        {"text": "marmot", "hit": True},
        {"text": " at the polls", "hit": False},
    ]


def test_kinds_places_and_limit_narrow(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _asked(capsys, "search", str(folder), "marmot", "--in", "text")["total"] == 0
    assert _asked(capsys, "search", str(folder), "marmot", "--kind", "text")["total"] == 1
    assert _asked(capsys, "search", str(folder), "marmot", "--kind", "image")["total"] == 0
    found = _asked(capsys, "search", str(folder), "txt", "--limit", "1")
    assert (len(found["hits"]), found["total"]) == (1, 2)


def test_a_pasted_number_is_gone_to(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = _asked(capsys, "search", str(folder), "ex-2")
    assert (found["jump"], found["hits"][0]["exhibit"]) == ("EX-0002", "EX-0002")


def test_a_person_reads_lines_with_the_words_marked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", str(folder), "0341"]) == 0
    printed = capsys.readouterr().out
    assert "1 hit." in printed
    assert "flyer_[0341].txt" in printed
