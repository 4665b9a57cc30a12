"""``unpack`` prints what came out of containers for a person and for a program, and so does ``acquire --unpack``."""

from __future__ import annotations

import io
import json
import mailbox
import tarfile
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from workbench.__main__ import main
from workbench.media import lockdown

WORDS = b"what was written\n"


@pytest.fixture(autouse=True)
def confining() -> None:
    """Skips the test on a machine that cannot confine a reader."""
    if lockdown.missing():
        pytest.skip(f"readers cannot be confined here: {lockdown.missing()}")


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Makes a case with a ZIP archive that holds a tar archive and a mail, and names its folder."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        info = tarfile.TarInfo("../../deep.txt")
        info.size = len(WORDS)
        archive.addfile(info, io.BytesIO(WORDS))
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "Notice"
    mail["Date"] = "Fri, 02 Jan 2026 03:04:05 +0200"
    mail.set_content("said in a mail")
    with zipfile.ZipFile(tmp_path / "seized.zip", "w") as outer:
        outer.writestr("inner.tar", tar.getvalue())
        outer.writestr("notice.eml", mail.as_bytes())
        outer.writestr("empty.txt", b"")
    (tmp_path / "plain.txt").write_bytes(WORDS * 2)
    case = tmp_path / "case"
    assert main(["case", "new", str(case), "--title", "A title", "--kind", "ads"]) == 0
    assert main(["acquire", str(case), str(tmp_path / "plain.txt"), str(tmp_path / "seized.zip")]) == 0
    capsys.readouterr()
    return case


def asked(capsys: pytest.CaptureFixture[str], status: int, *words: str) -> dict[str, Any]:
    """Runs a sub-command for a program."""
    assert main([*words, "--json"]) == status
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_a_program_gets_children_occurrences_and_refusals(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    came = asked(capsys, 1, "unpack", str(folder), "EX-0002")
    assert came["ok"] and came["occurrences"] == 1 and came["duplicates"] == []
    numbers = {child["number"]: child for child in came["children"]}
    assert {"EX-0002.1", "EX-0002.2", "EX-0002.1.1"} <= set(numbers)
    deep = numbers["EX-0002.1.1"]
    assert (deep["name"], deep["state"], deep["size"], deep["media_type"]) == ("deep.txt", "held", 17, "text/plain")
    assert deep["acquisition"]["method"] == "unpack" and deep["parent"]
    assert came["refused"] == [{"path": "EX-0002: empty.txt", "reason": "It is empty.", "remedy": ""}]
    again = asked(capsys, 1, "unpack", str(folder), "EX-0002")
    assert again["children"] == [] and again["occurrences"] == 0 and len(again["duplicates"]) == len(came["children"])
    assert asked(capsys, 0, "verify", str(folder))["ok"]


def test_depth_is_how_far_it_goes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    came = asked(capsys, 1, "unpack", str(folder), "2", "--depth", "1")
    assert [child["number"] for child in came["children"]] == ["EX-0002.1", "EX-0002.2"]
    deeper = asked(capsys, 0, "unpack", str(folder), "EX-0002.1")
    assert [child["number"] for child in deeper["children"]] == ["EX-0002.1.1"]
    assert not asked(capsys, 2, "unpack", str(folder), "2", "--depth", "9")["ok"]


def test_a_person_gets_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["unpack", str(folder), "EX-0002", "EX-0001"]) == 1
    printed = capsys.readouterr().out
    assert "unpacked" in printed and "Refused: EX-0002: empty.txt: It is empty." in printed
    assert "EX-0001: It is no container that can be opened here." in printed
    assert main(["unpack", str(folder), "EX-0009"]) == 3


def test_acquire_unpacks_on_request(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    boxes = mailbox.mbox(tmp_path / "box.mbox")
    for n in range(2):
        message = mailbox.mboxMessage()
        message["From"], message["Date"] = "a@example.org", f"Fri, 0{n + 1} Jan 2026 03:04:05 +0200"
        message["Subject"] = f"Notice {n}"
        message.set_payload("words\n")
        boxes.add(message)
    boxes.close()
    came = asked(capsys, 0, "acquire", str(folder), str(tmp_path / "box.mbox"), "--unpack", "--no-previews")
    assert "EX-0003" in json.dumps(came)
    timeline = asked(capsys, 0, "timeline", "list", str(folder))
    assert "Notice" in json.dumps(timeline) or "words" in json.dumps(timeline)
