"""Chats are known by their content and read as they stand: nothing guessed in silence, no zone made up."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from workbench.casefile.exhibits import Family
from workbench.formats.chat_kinds import META, SIGNAL, TELEGRAM, WHATSAPP
from workbench.formats.instagram import read_meta_chat, repaired
from workbench.formats.members import Item, Message, Skipped, Unreadable
from workbench.formats.readers import reader_for
from workbench.formats.telegram import read_telegram
from workbench.formats.whatsapp import attachment_names, read_lines_chat
from workbench.media.sniff import sniff


def lines(text: str, name: str = "_chat.txt") -> list[Item]:
    return list(read_lines_chat(io.BytesIO(text.encode()), name))


def messages(items: list[Item]) -> list[Message]:
    return [item for item in items if isinstance(item, Message)]


def notes(items: list[Item]) -> str:
    return " ".join(item.reason for item in items if isinstance(item, Skipped))


def exported(*entries: dict[str, Any], **more: Any) -> io.BytesIO:
    return io.BytesIO(json.dumps({**more, "messages": list(entries)}).encode())


@pytest.mark.parametrize("app", ["whatsapp", "signal", "telegram", "instagram"])
def test_real_exports_say_what_another_reader_says(shared_data: Path, app: str) -> None:
    """The other reader gives no system lines, joins lines by a blank, and joins Telegram's pieces by one too."""
    folder = shared_data / "chat-exports" / app
    target = json.loads((folder / "target.json").read_text(encoding="utf-8"))
    expected = sorted((one["timestamp"], one["author"], "".join(one["message"].split())) for one in target)
    for path in sorted(folder.glob("test_*")):
        with path.open("rb") as file:
            media_type, family = sniff(file.read(8192), "something.bin")
            reader = reader_for(media_type, "something.bin")
            assert family is Family.CHAT and reader is not None
            spoken = [item for item in messages(list(reader(file, path.name))) if item.sender]
        found = sorted(
            (f"{datetime.fromisoformat(one.at):%Y-%m-%dT%H:%M:%S}", one.sender, "".join(one.text.split()))
            for one in spoken
        )
        assert found == expected, path.name
        assert {one.zone for one in spoken} == ({""} if app in ("whatsapp", "signal") else {"+00:00"})


STYLES = {
    "[31/12/2019, 21:03:11] Anna: hi": "2019-12-31T21:03:11",
    "\u200e[31/12/2019, 9:03:11\u202fPM] Anna: hi": "2019-12-31T21:03:11",
    "12/31/19, 9:03\u202fPM - Anna: hi": "2019-12-31T21:03",
    "31/12/19, 12:03 a. m. - Anna: hi": "2019-12-31T00:03",
    "31.12.19, 21:03 - Anna: hi": "2019-12-31T21:03",
    "2019-12-31 21:03 - Anna: hi": "2019-12-31T21:03",
    "2019/12/31 21:03 - Anna: hi": "2019-12-31T21:03",
    "2019/12/31 下午9:03 - Anna: hi": "2019-12-31T21:03",
    "2019. 12. 31. 오후 9:03 - Anna: hi": "2019-12-31T21:03",
    "2019. 12. 31. 21:03 - Anna: hi": "2019-12-31T21:03",
    "31/12/2019 à 21:03 - Anna: hi": "2019-12-31T21:03",
    "31.12.2019 klo 21.03 - Anna: hi": "2019-12-31T21:03",
    "31-12-19 21:03 - Anna: hi": "2019-12-31T21:03",
    "\u200f٣١\u200f/١٢\u200f/٢٠١٩، ٩:٠٣ م - Anna: hi": "2019-12-31T21:03",
    "31/12/2019 21:03:11: Anna: hi": "2019-12-31T21:03:11",
    "[31.12.19, 21:03:11] Anna: hi": "2019-12-31T21:03:11",
}  # fmt: skip


@pytest.mark.parametrize("line", STYLES)
def test_every_style_of_date_is_read(line: str) -> None:
    text = f"{line}\n{line} again\n"
    assert sniff(text.encode(), "x")[0] == WHATSAPP
    items = lines(text)
    assert [item.at for item in messages(items)] == [STYLES[line]] * 2
    assert {(item.sender, item.zone) for item in messages(items)} == {("Anna", "")} and not notes(items)


def test_the_whole_file_decides_which_number_is_the_day() -> None:
    late = lines("01/02/19, 10:00 - A: x\n02/02/19, 10:00 - A: x\n13/02/19, 10:00 - A: x\n")
    assert [item.at[:10] for item in messages(late)] == ["2019-02-01", "2019-02-02", "2019-02-13"]
    american = lines("01/02/19, 10:00 - A: x\n01/13/19, 10:00 - A: x\n")
    assert [item.at[:10] for item in messages(american)] == ["2019-01-02", "2019-01-13"]
    by_sequence = lines("05/11/19, 10:00 - A: x\n06/02/19, 10:00 - A: x\n")
    assert [item.at[:10] for item in messages(by_sequence)] == ["2019-05-11", "2019-06-02"]


def test_what_cannot_be_decided_is_said_and_is_no_more_exact_than_a_day() -> None:
    items = lines("05/06/19, 10:00 - A: x\n05/06/19, 11:00 - B: y\n")
    assert {(item.at, item.precision) for item in messages(items)} == {("2019-06-05", "day")}
    assert "whether the day or the month" in notes(items)
    alike = lines("06/06/19, 10:00 - A: x\n06/06/19, 11:00 - B: y\n")
    assert messages(alike)[0].precision == "minute" and not notes(alike)


def test_lines_go_on_and_system_lines_have_no_sender() -> None:
    items = messages(lines(
        "13/02/19, 10:00 - Messages are end-to-end encrypted. Tap to learn more.\n"
        "13/02/19, 10:01 - Anna: one\n\ntwo: three\r\n- four\n"
        '13/02/19, 10:02 - Ben changed the subject from "a: b" to "c"\n'
        "13/02/19, 10:03 - ~ \u202a+44 7700 900123\u202c: \u200e<Media omitted>\n"
    ))  # fmt: skip
    assert [item.sender for item in items] == ["", "Anna", "", "+44 7700 900123"]
    assert items[1].text == "one\n\ntwo: three\n- four"
    assert items[3].text == "<Media omitted>"


@pytest.mark.parametrize(("text", "names"), [
    ("\u200eIMG-20190612-WA0001.jpg (file attached)\nlook", ("IMG-20190612-WA0001.jpg",)),
    ("\u200eIMG-1.jpg (Datei angehängt)", ("IMG-1.jpg",)),
    ("\u200e<attached: 00000012-PHOTO-2019-06-12.jpg>", ("00000012-PHOTO-2019-06-12.jpg",)),
    ("\u200e<pièce jointe : 00000012-AUDIO.opus>", ("00000012-AUDIO.opus",)),
    ("see a.txt (not that one) or <b>", ()),
    ("../../x.jpg (file attached)", ()),
])  # fmt: skip
def test_attached_files_are_named_in_any_language(text: str, names: tuple[str, ...]) -> None:
    assert attachment_names(text) == names


def test_a_wide_file_and_the_name_of_the_chat() -> None:
    text = "13/02/19, 10:01 - Anna: größer\n13/02/19, 10:01 - Anna: zwei\n"
    items = messages(list(read_lines_chat(io.BytesIO(text.encode("utf-16")), "WhatsApp Chat with Anna.txt")))
    assert (items[0].text, items[0].conversation) == ("größer", "Anna")


ORDINARY = (
    "Notes of 12/06/2019: nothing happened.\n",
    "2019-06-12 21:03:11 - INFO: started\n2019-06-12 21:03:12 - ERROR: ended\n",
    "[2019-06-12 21:03:11] production.ERROR: x\n[2019-06-12 21:03:12] production.INFO: x\n",
    "12/06/2019, 21:03 - Anna: one line alone\n",
    "a,b\n12/06/2019,5\n",
    "From the beginning: words at 10:30 and no mail\nnone\n",
)  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_text_is_no_chat(text: str) -> None:
    assert sniff(text.encode(), "notes.txt") == ("text/plain", Family.TEXT)


@pytest.mark.parametrize("document", ['{"messages": ["error"], "code": 5}', '[{"sender": "a"}]', '{"chats": 4}', "{}"])
def test_ordinary_json_is_no_chat(document: str) -> None:
    assert sniff(document.encode(), "x.json")[1] is Family.TEXT


def test_exports_are_known_by_content() -> None:
    heads = {
        '{\n "name": "A",\n "type": "personal_chat",\n "id": 4,\n "messages": [': TELEGRAM,
        '{\n "about": "Here is the data you requested. Telegram is ...",\n "personal_information": {': TELEGRAM,
        '{"participants": [{"name": "A"}, {"name": "B"}], "messages"': META,
        "[2019-12-24, 12:23] Jane: x\n[2019-12-24, 12:24] John: y\n": SIGNAL,
    }
    for head, media_type in heads.items():
        assert sniff(head.encode(), "renamed.dat") == (media_type, Family.CHAT)


def test_telegram_tells_the_instant_and_the_offset_that_its_two_clocks_make() -> None:
    both = {"type": "message", "date": "2018-12-05T16:09:10", "date_unixtime": "1544006350", "from": "A", "text": "x"}
    clock = {"type": "message", "date": "2018-12-05T11:39:10", "from": "A", "text": ["a", {"type": "b", "text": "b"}]}
    odd = {"type": "message", "date": "1999-01-01T00:00:00", "date_unixtime": "1544006350", "from": None, "text": ""}
    service = {
        "type": "service",
        "date_unixtime": "1",
        "actor": "B",
        "action": "create_group",
        "title": "G",
        "text": "",
    }
    none = {"type": "message", "from": "A", "text": "x"}
    items = list(read_telegram(exported(both, clock, odd, service, none, name="Chat"), "result.json"))
    told = [(one.at, one.zone, one.sender, one.text) for one in messages(items)]
    assert told == [
        ("2018-12-05T16:09:10+05:30", "+05:30", "A", "x"),
        ("2018-12-05T11:39:10", "", "A", "ab"),
        ("2018-12-05T10:39:10+00:00", "+00:00", "", ""),
        ("1970-01-01T00:00:01+00:00", "+00:00", "B", "create group G"),
    ]
    assert {one.conversation for one in messages(items)} == {"Chat"} and "1 of its messages" in notes(items)


def test_letters_that_were_written_byte_by_byte_are_put_together() -> None:
    raw = {
        "sender_name": "J\u00c3\u00bcrgen",
        "timestamp_ms": 1579294140999,
        "content": "\u00f0\u009f\u0098\u0080",
        "photos": [{"uri": "p/1.jpg"}],
    }
    items = list(
        read_meta_chat(
            exported(raw, title="Caf\u00c3\u00a9", participants=[{"name": "J\u00c3\u00bcrgen"}, {"name": "Bo"}]), "m"
        )
    )
    (message,) = messages(items)
    assert (message.sender, message.text, message.conversation) == ("Jürgen", "\U0001f600", "Café")
    assert (message.recipients, message.attachments, message.at) == (("Bo",), ("p/1.jpg",), "2020-01-17T20:49:00+00:00")
    assert repaired("schön") == "schön" and repaired("日本") == "日本"


def many(count: int) -> Iterator[bytes]:
    yield b'{"name": "x", "messages": ['
    for number in range(count):
        yield b"," * bool(number) + b'{"date_unixtime": "%d", "from": "A", "text": "words of one"}' % number
    yield b"]}"


def test_a_large_export_is_read_message_by_message() -> None:
    items = messages(list(read_telegram(io.BytesIO(b"".join(many(20_000))), "")))
    assert len(items) == 20_000 and items[-1].at == "1970-01-01T05:33:19+00:00"


HOSTILE: tuple[tuple[Callable[..., Iterator[Item]], bytes], ...] = (
    (read_telegram, b'{"messages": [' + b"[" * 100_000),
    (read_telegram, b'{"messages": [{"text": "' + b"x" * 12_000_000),
    (read_telegram, b'{"messages": [1, {"from": 5, "text": {"a": 1}, "date_unixtime": [1]}'),
    (read_telegram, b'{"messages": [NaN, {"date_unixtime": "9e999"}, null]}, trailing'),
    (read_telegram, b""),
    (read_telegram, b'{"messages": {}}'),
    (read_meta_chat, b'{"messages": [{"timestamp_ms": 1e400, "sender_name": 3}]'),
    (read_meta_chat, b'{"messages": [{"timestamp_ms": 99999999999999999999, "photos": {"uri": 5}, "share": []}]}'),
    (read_meta_chat, b'{"participants": [1, {"name": {}}], "messages": 4}'),
    (read_lines_chat, b"no chat at all\n" * 1000),
    (read_lines_chat, b"13/02/19, 10:00 - A: " + b"x" * 5_000_000),
    (read_lines_chat, b"99/99/99, 99:99 - A: x\n" * 5000),
    (read_lines_chat, b"[" * 1_000_000),
    (read_lines_chat, b"1/1/19, 1:00 - " * 200_000),
)


@pytest.mark.parametrize(("reader", "data"), HOSTILE)
def test_hostile_exports_end_in_words(reader: Callable[..., Iterator[Item]], data: bytes) -> None:
    items: list[Item] = []
    try:
        items.extend(reader(io.BytesIO(data), "x"))
    except Unreadable as fault:
        assert len(str(fault)) < 300
    assert all(len(item.text) <= 60_000 for item in messages(items))
