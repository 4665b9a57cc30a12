"""``list`` gives a large case by pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.__main__ import main
from workbench.actions.acquisition import acquire
from workbench.actions.cases import new_case
from workbench.casefile.cases import CaseKind
from workbench.casefile.identity import Actor
from workbench.jobs import finish


def test_pages_follow_each_other_to_the_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    actor, sources = Actor("Investigator", "inv"), tmp_path / "sources"
    sources.mkdir()
    for number in range(3):
        (sources / f"{number}.txt").write_text(str(number), "utf-8")
    with new_case(tmp_path / "case", "A title", CaseKind.ADS, actor) as case:
        finish(acquire(case, actor, [sources]))
    assert main(["list", str(tmp_path / "case"), "--limit", "2", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert ([item["number"] for item in first["exhibits"]], first["more"]) == (["EX-0001", "EX-0002"], True)
    assert main(["list", str(tmp_path / "case"), "--after", "EX-0002", "--json"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert ([item["number"] for item in second["exhibits"]], second["more"]) == (["EX-0003"], False)
    assert main(["list", str(tmp_path / "case"), "--limit", "1"]) == 0
    assert "--after EX-0001" in capsys.readouterr().out
