"""Outlook messages are read from real compound files: words, people, times, attachments, messages inside messages."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import UTC, datetime

import pytest

from tests.workbench.formats.compound import Outlook, compound_file
from workbench.formats.members import Item, Member, Message, Skipped, Unreadable
from workbench.formats.outlook import outlook_words, read_outlook
from workbench.formats.rich_text import decompressed, rich_words
from workbench.media.sniff import sniff

SENT = datetime(2024, 3, 5, 14, 30, 9, tzinfo=UTC)
HELLO = bytes.fromhex(  # the first example of MS-OXRTFCP
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
RUN = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")  # its second


def read(data: bytes, name: str = "a.msg") -> list[Item]:
    return list(read_outlook(io.BytesIO(data), name))


def letter(**more: object) -> Outlook:
    texts = {0x0037: "Запрос", 0x0C1A: "Ann", 0x5D01: "ann@example.org", 0x1000: "Plain words.\r\nMore."}
    fields = {"texts": texts, "times": {0x0039: SENT}, "recipients": [("Ben", "ben@example.org")]} | more
    return Outlook(**fields)


def messages(items: list[Item]) -> list[Message]:
    return [item for item in items if isinstance(item, Message)]


def with_bytes(items: list[Item]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    name = ""
    for item in items:
        if isinstance(item, Member):
            name = item.name
            found[name] = b""
        elif isinstance(item, bytes):
            found[name] += item
    return found


def test_a_message_says_who_when_and_what() -> None:
    data = letter().file()
    assert sniff(data[:8192])[0] == "application/vnd.ms-outlook"
    (message,) = messages(read(data))
    assert (message.at, message.zone, message.precision) == ("2024-03-05T14:30:09+00:00", "+00:00", "second")
    assert (message.sender, message.recipients) == ("Ann <ann@example.org>", ("Ben <ben@example.org>",))
    assert message.text == "Запрос\n\nPlain words.\nMore."


def test_attachments_come_with_their_bytes_however_large() -> None:
    large = bytes(range(256)) * 600
    items = read(
        letter(files=[("фото.jpg", large), ("../../etc/passwd", b"small")], binaries={0x1013: b"<p>x</p>"}).file()
    )
    found = with_bytes(items)
    assert found["фото.jpg"] == large and found["../../etc/passwd"] == b"small"
    assert found["body.txt"] == b"Plain words.\r\nMore." and found["body.html"] == b"<p>x</p>"
    assert messages(items)[0].attachments == ("фото.jpg", "../../etc/passwd")


def test_a_message_inside_is_a_message_of_its_own() -> None:
    inner = Outlook({0x0037: "Inner", 0x1000: "secret"}, times={0x0E06: SENT}, files=[("deep.txt", b"deep")])
    items = read(letter(inner=[inner]).file())
    assert [message.conversation for message in messages(items)] == ["Inner", "Запрос"]
    assert with_bytes(items)["message 1/deep.txt"] == b"deep"


def test_messages_without_end_inside_each_other_come_to_an_end() -> None:
    nested = Outlook({0x0037: "0"}, times={0x0039: SENT})
    for depth in range(1, 30):
        nested = Outlook({0x0037: str(depth)}, times={0x0039: SENT}, inner=[nested])
    items = read(nested.file())
    assert len(messages(items)) == 8 and any("too deep" in item.reason for item in items if isinstance(item, Skipped))


def test_old_texts_are_read_in_the_code_page_that_the_message_states() -> None:
    old = letter(old_encoding="cp1251", numbers={0x3FDE: 1251}, recipients=[])
    assert messages(read(old.file()))[0].conversation == "Запрос"


@pytest.mark.parametrize(("body", "words"), [
    ({0x1013: "<meta charset=utf-8><p>Grüße</p><script>x</script>".encode()}, "Grüße"),
    ({0x1009: HELLO}, "hello world"),
])  # fmt: skip
def test_words_come_from_a_page_or_rich_text_where_there_is_no_plain_body(body: dict[int, bytes], words: str) -> None:
    data = letter(texts={0x0037: "s"}, binaries=body).file()
    assert messages(read(data))[0].text == f"s\n\n{words}"
    assert words in "".join(outlook_words(io.BytesIO(data)))


def test_a_message_without_a_time_says_so() -> None:
    items = read(letter(times={}).file())
    assert not messages(items) and any("no time" in item.reason for item in items if isinstance(item, Skipped))


@pytest.mark.parametrize("cut", [0, 100, 511, 600, 1024, 1600, 3000])
def test_a_message_that_is_cut_is_refused_in_words_or_read_in_part(cut: int) -> None:
    try:
        read(letter().file()[:cut])
    except Unreadable as fault:
        assert "damaged" in str(fault) or "no list" in str(fault)


def test_an_office_document_is_no_message() -> None:
    with pytest.raises(Unreadable, match="no message"):
        read(compound_file({"WordDocument": b"x" * 5000}))


def test_rich_text_unpacks_as_the_specification_shows() -> None:
    assert decompressed(HELLO) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert decompressed(RUN) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    body = b"{\\rtf1 stored}"
    assert decompressed(struct.pack("<IIII", len(body) + 12, len(body), 0x414C454D, 0) + body) == body


@pytest.mark.parametrize("damage", [b"", b"short", HELLO[:20], HELLO[:-1] + b"\0", b"\xff" * 40])
def test_damaged_rich_text_is_refused(damage: bytes) -> None:
    with pytest.raises(Unreadable):
        decompressed(damage)
    items = read(letter(texts={0x0037: "s"}, binaries={0x1009: damage}).file())
    assert len(messages(items)) == 1


def test_a_bomb_of_rich_text_stays_within_what_it_promises() -> None:
    body = b"\xff" + b"\x00\x0f" * 8
    body *= 20_000
    checksum = zlib.crc32(body, 0xFFFFFFFF) ^ 0xFFFFFFFF
    assert len(decompressed(struct.pack("<IIII", len(body) + 12, 1000, 0x75465A4C, checksum) + body)) < 2000


@pytest.mark.parametrize(("rich", "words"), [
    (rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 one\par two\tab three}", "one\ntwo\tthree"),
    (rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2}", "Привет"),
    (rb"{\rtf1{\fonttbl{\f0\fcharset128 G;}}{\f0 \'82\'a0}}", "あ"),
    (rb"{\rtf1 \u8217?s \u-10179?\u-8704? \{x\}}", "’s \U0001f600 {x}"),
    (rb"{\rtf1{\*\generator Word;}{\info{\title hidden}}{\pict ffff}seen}", "seen"),
    (b"{" * 30_000 + b"deep" + b"}" * 40_000, "deep"),
    (rb"\rtf1 broken \'zz \u", "rtf1 broken"),
])  # fmt: skip
def test_rich_text_gives_its_words(rich: bytes, words: str) -> None:
    assert "".join(rich_words(rich)).strip().startswith(words.removeprefix("rtf1 "))
