"""``acquire`` as a person types it: the source, references, containers, and what a program reads of it."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from workbench.__main__ import main
from workbench.actions import acquired


@pytest.fixture
def case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Makes an empty case."""
    folder = tmp_path / "case"
    assert main(["case", "new", str(folder), "--title", "Acquiring", "--kind", "other"]) == 0
    capsys.readouterr()
    return folder


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """Writes a folder of texts."""
    folder = tmp_path / "words"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text(f"words {number}\n" * 5)
    return folder


def _told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    status = main([*(str(argument) for argument in arguments), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_what_is_known_of_the_source_is_recorded(case: Path, words: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = _told(
        capsys, "acquire", case, words, "--no-previews", "--source-url", "https://example.org/1",
        "--platform", "Example", "--account", "@abc",
        "--identifier", "post:1", "--identifier", "user:2", "--authority", "Order 12/2026",
        "--captured", "2026-10-03 14:29 +02:00", "--method", "browser capture",
    )  # fmt: skip
    assert (status, told["ok"], told["refused"]) == (0, True, []) and len(told["acquired"]) == 12
    first = told["acquired"][0]
    assert {"number", "sha256", "size", "media_type", "name", "state"} <= set(first)
    assert (first["number"], first["state"]) == ("EX-0001", "held")
    assert first["sha256"] == hashlib.sha256((words / "00.txt").read_bytes()).hexdigest()
    assert first["acquisition"]["method"] == "browser capture"
    assert first["acquisition"]["provenance"] == {
        "source_url": "https://example.org/1",
        "platform": "Example",
        "account": "@abc",
        "identifiers": ["post:1", "user:2"],
        "authority": "Order 12/2026",
        "captured": "2026-10-03T12:29:00Z",
    }


def test_a_refusal_names_path_reason_and_remedy(
    case: Path, words: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(words / "pipe")
    status, told = _told(capsys, "acquire", case, words, tmp_path / "missing", "--no-previews")
    assert (status, told["ok"], len(told["acquired"])) == (1, True, 12)
    assert [set(refusal) for refusal in told["refused"]] == [{"path", "reason", "remedy"}] * 2
    assert {os.path.basename(refusal["path"]) for refusal in told["refused"]} == {"pipe", "missing"}
    assert all(refusal["reason"] and refusal["remedy"] for refusal in told["refused"])


def test_a_folder_that_must_not_be_held_is_referred_to(
    case: Path, words: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = _told(
        capsys, "acquire", case, words, "--reference-only", "--location", "Safe 4", "--description", "twelve texts"
    )
    assert status == 0 and {item["state"] for item in told["acquired"]} == {"reference"}
    assert {(item["location"], item["description"]) for item in told["acquired"]} == {("Safe 4", "twelve texts")}
    assert not [path for path in (case / "originals").rglob("*") if path.is_file()]
    assert list((case / "packs").iterdir()) == [] and main(["verify", str(case)]) == 0


def test_a_reference_needs_no_file(case: Path, words: Path, capsys: pytest.CaptureFixture[str]) -> None:
    digest = hashlib.sha256(b"never held").hexdigest()
    words_of_it = ("--reference-only", "--sha256", digest, "--size", 10, "--name", "clip.mp4", "--location", "Hotline")
    status, told = _told(capsys, "acquire", case, *words_of_it, "--media-type", "video/mp4")
    (item,) = told["acquired"]
    assert status == 0 and (item["sha256"], item["size"], item["state"]) == (digest, 10, "reference")
    assert (item["family"], item["location"]) == ("video", "Hotline")
    status, told = _told(capsys, "acquire", case, *words_of_it)
    assert status == 1 and "EX-0001" in told["refused"][0]["reason"] and told["refused"][0]["remedy"]
    for wrong in (
        (),
        (words, "--sha256", digest),
        ("--sha256", digest, "--size", 1),
        words_of_it[:3],
        ("--captured", "x"),
    ):
        assert _told(capsys, "acquire", case, *wrong)[0] == 2


def test_containers_are_opened_on_request(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(tmp_path / "kept.zip", "w") as archive:
        archive.writestr("inner/one.txt", "the first text")
        archive.writestr("two.txt", "the second text")
    status, told = _told(capsys, "acquire", case, tmp_path / "kept.zip", "--unpack", "--no-previews")
    assert status == 0 and [item["number"] for item in told["acquired"]] == ["EX-0001"]
    children = told["unpacked"]["children"]
    assert [(item["number"], item["parent"]) for item in children] == [("EX-0001.1", 1), ("EX-0001.2", 1)]
    assert main(["acquire", str(case), str(tmp_path / "kept.zip"), "--unpack", "--no-previews"]) == 0
    assert "0 exhibits acquired, 1 known already" in capsys.readouterr().out


def test_a_long_report_prints_as_one_document(
    case: Path, words: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acquired, "_AT_HAND", 2)
    _, told = _told(capsys, "acquire", case, words, "--no-previews")
    assert [item["number"] for item in told["acquired"]] == [f"EX-{number:04}" for number in range(1, 13)]
    assert main(["verify", str(case)]) == 0
