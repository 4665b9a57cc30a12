"""``groups`` and ``decide --group``: one look serves what looks alike."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from workbench.__main__ import main


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Makes a case with a picture, two copies of it that were encoded anew (one mirrored), and another picture."""
    sources, case = tmp_path / "sources", tmp_path / "case"
    sources.mkdir()
    picture = Image.effect_mandelbrot((240, 180), (-2.2, -1.1, 0.9, 1.3), 90).convert("RGB")
    other = Image.radial_gradient("L").rotate(20).resize((200, 150)).convert("RGB")
    picture.save(sources / "a.png")
    picture.save(sources / "b.jpg", quality=60)
    picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(sources / "c.png")
    other.save(sources / "d.png")
    (sources / "e.png").write_bytes((sources / "a.png").read_bytes())
    assert main(["case", "new", str(case), "--title", "A title", "--kind", "ads"]) == 0
    assert main(["acquire", str(case), str(sources)]) == 0
    capsys.readouterr()
    return case


def said(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    """Runs a sub-command and reads what it prints as JSON."""
    assert main([*words, "--json"]) == 0
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def test_copies_are_gathered_with_the_previews(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = said(capsys, "groups", str(folder))
    (group,) = document["groups"]  # type: ignore[misc]
    members = {member["exhibit"]: member for member in group["members"]}
    assert set(members) == {"EX-0001", "EX-0002", "EX-0003"}
    assert members["EX-0001"]["copies"] == 1
    turns = {label: member["turn"] for label, member in members.items()}
    middle = group["representative"]
    assert sorted(turn for label, turn in turns.items() if label != middle) in (
        ["as it is", "mirrored"], ["mirrored", "mirrored"],
    )  # fmt: skip
    assert main(["groups", str(folder), "--anew"]) == 0
    lines = capsys.readouterr().out
    assert "3 exhibits" in lines and "mirrored" in lines and "met 1 more time" in lines


def test_one_judgement_serves_the_group(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = said(capsys, "decide", str(folder), "EX-0001", "violates", "--group")
    assert len(document["inherited"]) == 2  # type: ignore[arg-type]
    assert main(["groups", str(folder)]) == 0
    assert "2 exhibits judged by a look at another." in capsys.readouterr().out
    assert said(capsys, "undo", str(folder))["ok"]
    assert said(capsys, "groups", str(folder))["looks_avoided"] == 0
    document = said(capsys, "decide", str(folder), "EX-0001", "clear", "--along", "EX-0002")
    assert len(document["inherited"]) == 1  # type: ignore[arg-type]
    assert main(["decide", str(folder), "EX-0001", "clear", "--along", "EX-0004"]) == 2
    assert "EX-0004 cannot be judged along" in capsys.readouterr().err


def test_a_rating_raises_the_group(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(said(capsys, "rate", str(folder), "severe", "EX-0001")["raised"]) == 2  # type: ignore[arg-type]
    assert said(capsys, "rate", str(folder), "cleared", "EX-0001")["raised"] == []


def test_what_is_alone_is_said_to_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["case", "new", str(tmp_path / "case"), "--title", "A title", "--kind", "ads"]) == 0
    data = io.BytesIO()
    Image.new("RGB", (60, 60), (3, 4, 5)).save(data, "PNG")
    (tmp_path / "one.png").write_bytes(data.getvalue())
    assert main(["acquire", str(tmp_path / "case"), str(tmp_path / "one.png")]) == 0
    capsys.readouterr()
    assert main(["groups", str(tmp_path / "case"), "--find"]) == 0
    assert "Nothing here looks alike." in capsys.readouterr().out
