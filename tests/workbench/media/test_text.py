"""The words of a file come out of a confined child, bounded and plain, whatever the file is made to do."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.workbench.formats.compound import Outlook
from workbench.casefile.exhibits import Family
from workbench.casefile.extracts import ExtractedText
from workbench.errors import DecoderKilled
from workbench.formats.warming import writings
from workbench.media import framing, texts
from workbench.media.sandbox import Decoder
from workbench.media.sniff import HEAD_BYTES, sniff
from workbench.media.texts import text_from


class Given:
    """A child that gives these frames."""

    def __init__(self, *frames: tuple[bytes, bytes], fault: DecoderKilled | None = None) -> None:
        self._frames = frames
        self._fault = fault

    def frames(self) -> Iterator[tuple[bytes, bytes]]:
        yield from self._frames
        if self._fault:
            raise self._fault


def end(**fields: Any) -> tuple[bytes, bytes]:
    return framing.END, json.dumps({"cut": False, "problem": "", **fields}).encode()


def taken(*frames: tuple[bytes, bytes], limit: int = 100, fault: DecoderKilled | None = None) -> ExtractedText:
    return text_from(Given(*frames, fault=fault), limit)  # type: ignore[arg-type]


def test_words_are_cleaned_and_cut() -> None:
    got = taken((framing.BYTES, b"a\0b\x1b[31m\xed\xa0\x80c"), end(problem="slow\n\x07ly"))
    assert got == ExtractedText("a b [31m\ufffd\ufffd\ufffdc", False, "slow ly")
    assert taken((framing.BYTES, b"words" * 4), end(), limit=10) == ExtractedText("wordswords", True)
    assert taken((framing.BYTES, b" \n\n"), end()) == ExtractedText("")
    assert "memory" in taken((framing.BYTES, b"a"), end(refused="memory")).problem
    assert "damaged" in taken(end(refused="<b>made up</b>")).problem


@pytest.mark.parametrize("frames", [
    [(framing.BYTES, b"x" * 500), end()],
    [(framing.MEMBER, b"{}"), end()],
    [(framing.END, b"no json")], [(framing.END, b"[]")], [(framing.END, b"[" * 50_000)],
    [end(cut="yes")], [end(problem=5)], [end(problem="p" * 5000)], [(framing.BYTES, b"x")],
])  # fmt: skip
def test_an_answer_that_no_honest_child_gives_is_not_believed(frames: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(DecoderKilled, match="makes no sense"):
        taken(*frames)


def test_words_stand_where_the_child_was_worn_out_and_fall_where_it_misbehaved() -> None:
    slow = DecoderKilled("slow", "r", "cpu limit SIGXCPU")
    got = taken((framing.BYTES, b"first words"), fault=slow)
    assert (got.text, got.cut) == ("first words", True) and "too long" in got.problem
    with pytest.raises(DecoderKilled):
        taken(fault=slow)
    with pytest.raises(DecoderKilled):
        taken((framing.BYTES, b"words"), fault=DecoderKilled("x", "r", "policy violation"))


def test_every_reader_works_where_nothing_can_be_opened(decoder: Decoder) -> None:
    for media_type, name, data in writings():
        got = decoder.text(io.BytesIO(data), media_type, name)
        assert "words" in got.text or name in ("a.msg", "a.json"), (name, got)
        assert bool(got.problem) == (name == "a.msg" or (name == "a.txt" and media_type == "text/plain")), (name, got)
    letter = Outlook({0x0037: "Überschrift", 0x1000: "words"}).file()
    assert "words" in decoder.text(io.BytesIO(letter), "application/vnd.ms-outlook").text


@pytest.mark.parametrize(
    ("media_type", "encoding"), [("text/html", "shift_jis"), ("text/html", "gb18030"), ("text/html", "koi8-r")]
)
def test_declared_encodings_are_at_hand_in_the_child(decoder: Decoder, media_type: str, encoding: str) -> None:
    word = {"shift_jis": "日本語", "gb18030": "你好", "koi8-r": "привет"}[encoding]
    page = f"<meta charset={encoding}><p>{word}".encode(encoding)
    assert decoder.text(io.BytesIO(page), media_type).text.strip() == word


def test_pictures_and_clips_have_no_words_and_no_problem(decoder: Decoder) -> None:
    for media_type in ("image/jpeg", "video/mp4", "audio/mpeg", "application/zip", "application/octet-stream"):
        assert decoder.text(io.BytesIO(b"anything"), media_type) == ExtractedText("")


def test_real_files_give_words(decoder: Decoder, shared_data: Path) -> None:
    wordless = []
    for folder in ("email", "chat-exports", "documents", "policies"):
        for path in sorted((shared_data / folder).rglob("*.*"))[:14]:
            with path.open("rb") as file:
                media_type, family = sniff(file.read(HEAD_BYTES), path.name)
            got = decoder.text(path, media_type, path.name)
            wordless += [path.name] if not got.text else []
            assert family in (Family.MAIL, Family.CHAT, Family.TEXT, Family.DOCUMENT, Family.PAGE)
    assert wordless == ["libreoffice-writer-password.pdf"]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("word/document.xml", "w") as part:
            part.write(b"<d><t>first words</t>")
            for _ in range(160):
                part.write(bytes(32) * (1 << 15))
    return file.getvalue()


def test_one_line_of_a_hundred_megabytes_is_cut(decoder: Decoder, tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"word " * 200_000)
    got = decoder.text(path, "text/plain", "line.txt")
    assert len(got.text) == texts.MOST_CHARACTERS and got.cut and not got.problem


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(("media_type", "data"), [
    ("message/rfc822", b"From: a@b\r\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(10_000))),
    ("message/rfc822", b"From: a@b\r\nTo: " + b"(" * 2_000_000),
    ("text/html", b"<div>" * 100_000 + b"words"),
    ("text/html", b"<!--<" * 400_000),
    ("application/x-telegram-chat+json", b'{"messages": [' + b'{"a":' * 1_000_000),
    ("application/rtf", b"{\\rtf1 " + b"{" * 1_000_000),
    (WORD, bomb()),
])  # fmt: skip
def test_bombs_end_inside_their_limits(decoder: Decoder, media_type: str, data: bytes) -> None:
    try:
        got = decoder.text(io.BytesIO(data), media_type, "bomb")
    except DecoderKilled as killed:
        assert killed.detail.startswith(("cpu limit", "wall clock", "SIG"))
    else:
        assert len(got.text) <= texts.MOST_CHARACTERS
    assert decoder.text(io.BytesIO(b"still here"), "text/plain").text == "still here"
