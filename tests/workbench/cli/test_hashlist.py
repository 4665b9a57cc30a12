"""``hashlist``: lists come in, are shown, checked and removed, and ``acquire`` says what they did."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from PIL import Image

from workbench.__main__ import main
from workbench.actions.cases import open_case
from workbench.actions.custody import entries
from workbench.casefile.fingerprints import Fingerprint
from workbench.casefile.identity import Actor


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Makes an empty case."""
    assert main(["case", "new", str(tmp_path / "case"), "--title", "A title", "--kind", "ads"]) == 0
    capsys.readouterr()
    return tmp_path / "case"


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """Reads what was printed as JSON."""
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def test_a_list_comes_in_is_shown_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "known.txt"
    path.write_text(f"{'a' * 32}\nnothing\n{'b' * 40}\n", "ascii")
    words = ["hashlist", "import", str(path), "--name", "Known", "--sensitivity", "sensitive", "--harm", "fraud"]
    assert main(words) == 1
    said = capsys.readouterr().out
    assert "Known: 2 hashes imported." in said and "1 line without a hash passed over." in said
    assert "Refused: known.txt, line 2: There is no hash in it." in said
    assert main(["hashlist", "list"]) == 0
    assert capsys.readouterr().out.split() == ["Known", "mark", "sensitive", "2", "hashes"]
    assert main(["hashlist", "list", "--json"]) == 0
    (shown,) = printed(capsys)["lists"]  # type: ignore[misc]
    assert (shown["entries"], shown["counts"], shown["harms"]) == (2, {"md5": 1, "sha1": 1}, ["fraud"])
    assert main(["hashlist", "import", str(path), "--name", "Known"]) == 2
    assert main(["hashlist", "remove", "Known"]) == 0
    capsys.readouterr()
    assert main(["hashlist", "list"]) == 0
    assert capsys.readouterr().out == "There are no hash lists.\n"
    assert main(["hashlist", "remove", "Known"]) == 3


def test_acquire_says_what_was_withheld(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.txt").write_bytes(b"withheld")
    (tmp_path / "fine.txt").write_bytes(b"harmless")
    (tmp_path / "list.txt").write_text(hashlib.sha256(b"withheld").hexdigest(), "ascii")
    assert main(["hashlist", "import", str(tmp_path / "list.txt"), "--name", "Known", "--effect", "withhold"]) == 0
    capsys.readouterr()
    assert main(["acquire", str(folder), str(tmp_path / "bad.txt"), str(tmp_path / "fine.txt")]) == 0
    said = capsys.readouterr().out
    assert "bad.txt stands on Known; EX-0001 refers to it, and no byte of it came in." in said
    assert main(["acquire", str(folder), str(tmp_path / "bad.txt"), "--json"]) == 0
    (listed,) = printed(capsys)["listed"]  # type: ignore[misc]
    assert listed["withheld"] is True and listed["lists"] == ["Known"] and listed["exhibit"] == "EX-0001"


def test_a_case_is_held_against_a_list_that_came_later(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.txt").write_bytes(b"withheld")
    assert main(["acquire", str(folder), str(tmp_path / "bad.txt")]) == 0
    (tmp_path / "list.txt").write_text(f"{hashlib.md5(b'withheld').hexdigest()},fake", "ascii")
    assert main(["hashlist", "import", str(tmp_path / "list.txt"), "--name", "Known", "--effect", "withhold"]) == 0
    capsys.readouterr()
    assert main(["hashlist", "check", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "EX-0001 stands on Known (withhold, md5): fake" in said and "destroy CASE EX-0001" in said
    assert main(["hashlist", "check", str(folder)]) == 0
    assert "say nothing new" in capsys.readouterr().out


def test_what_looks_like_an_entry_is_rated_before_its_preview_is_kept(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = Image.effect_mandelbrot((240, 180), (-2.2, -1.1, 0.9, 1.3), 90).convert("RGB")
    picture.save(tmp_path / "first.png")
    picture.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "turned.jpg", quality=70)
    assert main(["acquire", str(folder), str(tmp_path / "first.png")]) == 0
    with open_case(folder, Actor("Investigator"), read_only=True) as case:
        (fingerprint,) = case.file.all(Fingerprint)
    (tmp_path / "list.txt").write_text(f"pdq {fingerprint.bits}\n", "ascii")
    assert main(["hashlist", "import", str(tmp_path / "list.txt"), "--name", "Looks", "--effect", "withhold"]) == 0
    capsys.readouterr()
    assert main(["acquire", str(folder), str(tmp_path / "turned.jpg"), "--json"]) == 0
    document = printed(capsys)
    (match,) = document["previews"]["matches"]  # type: ignore[index,misc]
    assert (match["exhibit"], match["list_name"], match["kind"]) == ("EX-0002", "Looks", "pdq")
    assert main(["list", str(folder), "--json"]) == 0
    by_number = {one["number"]: one for one in printed(capsys)["exhibits"]}  # type: ignore[attr-defined]
    assert by_number["EX-0002"]["sensitivity"] == "extreme" and by_number["EX-0002"]["state"] == "held"
    with open_case(folder, Actor("Investigator"), read_only=True) as case:
        verbs = [entry.verb for entry in reversed(entries(case))]
    assert verbs.index("exhibit.hash_match") < len(verbs) - 1 - verbs[::-1].index("exhibit.preview")
