"""Files are told apart by their bytes; a name convinces nobody."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.exhibits import Family
from workbench.media.sniff import sniff

HEADS = {
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg", Family.IMAGE),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic", Family.IMAGE),
    "avif": (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "image/avif", Family.IMAGE),
    "mp4": (b"\0\0\0\x18ftypisom\0\0\0\0isomavc1", "video/mp4", Family.VIDEO),
    "quicktime": (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video/quicktime", Family.VIDEO),
    "old quicktime": (b"\0\0\1\0moov\0\0\0\x6cmvhd", "video/quicktime", Family.VIDEO),
    "m4a": (b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom", "audio/mp4", Family.AUDIO),
    "webm": (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1\x42\x82\x84webm", "video/webm", Family.VIDEO),
    "ogg": (b"OggS\0\2" + bytes(20) + b"\1\x13OpusHead", "audio/ogg", Family.AUDIO),
    "mp3 frame": (b"\xff\xfb\x90\x64" + bytes(50), "audio/mpeg", Family.AUDIO),
    "avi": (b"RIFF\0\0\0\0AVI LIST", "video/x-msvideo", Family.VIDEO),
    "transport stream": ((b"\x47" + bytes(187)) * 4, "video/mp2t", Family.VIDEO),
    "timed transport stream": ((bytes(4) + b"\x47" + bytes(187)) * 4, "video/mp2t", Family.VIDEO),
    "bare h264": (b"\0\0\0\1\x67\x64\0\x1f", "video/h264", Family.VIDEO),
    "bare hevc": (b"\0\0\0\1\x40\1\x0c\1", "video/h265", Family.VIDEO),
    "aiff": (b"FORM\0\0\0\0AIFFCOMM", "audio/aiff", Family.AUDIO),
    "long wave": (b"RF64\xff\xff\xff\xffWAVEds64", "audio/wav", Family.AUDIO),
    "amr": (b"#!AMR-WB\n", "audio/amr", Family.AUDIO),
    "program": (b"MZ\x90\0", "application/x-msdownload", Family.OTHER),
    "tar": (bytes(257) + b"ustar\0", "application/x-tar", Family.ARCHIVE),
    "page": (b"<!DOCTYPE html><html>", "text/html", Family.PAGE),
    "drawing": (b'<?xml version="1.0"?>\n<svg xmlns="x">', "image/svg+xml", Family.IMAGE),
    "mail": (b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n\r\nwords", "message/rfc822", Family.MAIL),
    "chat": (
        b"[12/06/2019, 21:03:11] A B: hello\n[12/06/2019, 21:04:00] C: yes\n",
        "text/x-whatsapp-chat",
        Family.CHAT,
    ),
    "text": ("Ceci n’est pas une image.".encode(), "text/plain", Family.TEXT),
    "wide text": ("words".encode("utf-16"), "text/plain", Family.TEXT),
    "nothing": (b"", "application/octet-stream", Family.OTHER),
    "noise": (b"\0\1\2\3\4", "application/octet-stream", Family.OTHER),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_head_is_told_by_its_bytes(name: str) -> None:
    head, media_type, family = HEADS[name]
    assert sniff(head) == (media_type, family)
    assert sniff(head, "evil.png.exe") == (media_type, family)


@given(st.binary(max_size=600), st.text(max_size=20))
def test_anything_is_something(head: bytes, name: str) -> None:
    media_type, family = sniff(head, name)
    assert "/" in media_type and isinstance(family, Family)


def test_a_name_tells_kinds_of_text_apart_and_no_more() -> None:
    assert sniff(b"# Title\n\nwords", "rules.md") == ("text/markdown", Family.TEXT)
    assert sniff(b"a,b\n1,2\n", "table.csv") == ("text/csv", Family.TEXT)
    assert sniff(b"plain words", "photo.jpg") == ("text/plain", Family.TEXT)


@pytest.mark.parametrize(("folder", "kind"), [("word", "wordprocessingml"), ("xl", "spreadsheetml")])
def test_office_files_are_told_from_archives(folder: str, kind: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/part.xml", "<x/>")
    media_type, family = sniff(buffer.getvalue())
    assert kind in media_type and family is Family.DOCUMENT
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.txt", "words")
    assert sniff(plain.getvalue()) == ("application/zip", Family.ARCHIVE)


@pytest.mark.parametrize(("pattern", "families"), [
    ("photos/**/*.*", {Family.IMAGE}), ("video/*.m*", {Family.VIDEO}), ("documents/*.pdf", {Family.DOCUMENT}),
    ("email/**/*.eml", {Family.MAIL}), ("policies/**/*.md", {Family.TEXT}), ("web-archives/**/*.warc", {Family.PAGE}),
    ("metadata/*.jpg", {Family.IMAGE}), ("hash-collisions/*.docx", {Family.DOCUMENT}),
    ("chat-exports/**/*.*", {Family.CHAT, Family.TEXT}),
])  # fmt: skip
def test_real_files_are_known(shared_data: Path, pattern: str, families: set[Family]) -> None:
    paths = sorted(shared_data.glob(pattern))
    assert paths
    wrong = {}
    for path in paths:
        with path.open("rb") as file:
            found = sniff(file.read(8192), path.name)
        if found[1] not in families:
            wrong[path.name] = found
    assert not wrong


def test_a_tar_from_before_the_magic_is_known_by_its_check_sum() -> None:
    header = bytearray(b"words.txt".ljust(100, b"\0") + b"0000644\0" + bytes(16) + b"00000000005\x0000000000000\0")
    header = header.ljust(512, b"\0")
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    assert sniff(bytes(header) + b"words".ljust(512, b"\0")) == ("application/x-tar", Family.ARCHIVE)
    header[0] ^= 1
    assert sniff(bytes(header)) != ("application/x-tar", Family.ARCHIVE)
