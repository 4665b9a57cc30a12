"""Real files that nobody here made: each becomes an exhibit or a refusal with a reason, and nothing stops the rest."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from workbench.__main__ import main


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _demo(capsys: pytest.CaptureFixture[str], folder: Path, media: Path) -> tuple[int, dict[str, Any]]:
    status = main(["demo", str(folder), "--media", str(media), "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", ["photos", "video"])
def test_the_demonstration_on_real_media(
    name: str, shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, made = _demo(capsys, tmp_path / "demo", shared_data / name)
    assert status in (0, 1)
    met = [item["acquisition"]["source"] for item in made["acquired"]]
    met += [item["path"] for item in made["duplicates"]] + [item["path"] for item in made["refused"]]
    assert sorted(met) == sorted(str(path.resolve()) for path in _files(shared_data / name))
    pictured = [item for item in made["acquired"] if item["family"] in ("image", "video")]
    assert made["previews"]["made"] + len(made["previews"]["without_picture"]) == len(pictured)
    assert all(refusal["reason"] for refusal in made["previews"]["without_picture"])
    assert made["verification"]["faults"] == []
    for memo in made["memos"]:
        assert Path(memo).stat().st_size > 2000

    original = Path(made["case"]) / "originals" / pictured[0]["digest"][:2] / pictured[0]["digest"]
    data = bytearray(original.read_bytes())
    data[len(data) // 2] ^= 0x10
    original.chmod(0o644)
    original.write_bytes(data)
    assert main(["verify", made["case"], "--json"]) == 3
    faults = json.loads(capsys.readouterr().out)["verification"]["faults"]
    assert [fault["subject"] for fault in faults] == [pictured[0]["number"]]


@pytest.mark.parametrize(
    "name", ["damaged", "hash-collisions", "documents", "email", "chat-exports", "web-archives", "content-credentials"]
)
def test_every_other_kind_comes_in_or_is_refused_with_a_reason(
    name: str, shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case"
    main(["case", "new", str(case), "--title", name, "--kind", "other", "--json"])
    capsys.readouterr()
    assert main(["acquire", str(case), str(shared_data / name), "--json"]) in (0, 1)
    made = json.loads(capsys.readouterr().out)
    assert len(made["acquired"]) + len(made["duplicates"]) + len(made["refused"]) == len(_files(shared_data / name))
    assert all(refusal["reason"] for refusal in made["refused"] + made["previews"]["without_picture"])
    assert main(["verify", str(case)]) == 0


def test_files_with_one_md5_stay_two_exhibits(
    shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case"
    main(["case", "new", str(case), "--title", "pairs", "--kind", "other"])
    capsys.readouterr()
    main(["acquire", str(case), str(shared_data / "hash-collisions"), "--no-previews", "--json"])
    made = json.loads(capsys.readouterr().out)
    assert len(made["acquired"]) == len(_files(shared_data / "hash-collisions")) and made["duplicates"] == []
    for digest, pairs in (("md5", 5), ("sha1", 1)):
        alike = Counter(item["digests"][digest] for item in made["acquired"])
        assert sum(count == 2 for count in alike.values()) >= pairs
    assert len({item["sha256"] for item in made["acquired"]}) == len(made["acquired"])


def _state(folder: Path) -> dict[str, tuple[int, int, int]]:
    return {
        str(path): (path.lstat().st_size, path.lstat().st_mtime_ns, path.lstat().st_mode) for path in folder.rglob("*")
    }


def test_every_real_file_comes_in_and_nothing_else_is_touched(
    shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    case = tmp_path / "case"
    main(["case", "new", str(case), "--title", "all", "--kind", "other"])
    capsys.readouterr()
    before = _state(shared_data)
    assert main(["acquire", str(case), str(shared_data), "--no-previews", "--json"]) in (0, 1)
    made = json.loads(capsys.readouterr().out)
    files = _files(shared_data)
    assert len(made["acquired"]) + len(made["duplicates"]) + len(made["refused"]) == len(files)
    assert {item["reason"] for item in made["refused"]} <= {"The file is empty."}
    by_source = {item["acquisition"]["source"]: item for item in made["acquired"]}
    for path in files[::40]:
        if str(path) in by_source:
            digests = {"sha256": by_source[str(path)]["sha256"], **by_source[str(path)]["digests"]}
            data = path.read_bytes()
            assert {name: hashlib.new(name, data).hexdigest() for name in digests} == digests
    assert _state(shared_data) == before and list((tmp_path / "here").iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"here", "case"}
    assert main(["verify", str(case)]) == 0


def test_real_policies_come_in_and_the_day_picks_the_version(
    shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from datetime import date

    from workbench.actions.policies import policy_version

    assert main(["policy", "import", str(shared_data / "policies"), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    documents = [path for path in _files(shared_data / "policies") if path.suffix == ".md"]
    assert len(made["imported"]) + len(made["known"]) == len(documents)
    chosen = policy_version("github-community-guidelines", on=date(2021, 6, 10))
    assert chosen.effective == date(2021, 6, 4)
