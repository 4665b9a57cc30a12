"""Messages that come out of mails and chats stand on the timeline as their source tells them, and only once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.actions.acquisition import acquire, acquire_bytes
from workbench.actions.cases import OpenCase
from workbench.actions.occurrences import occurrences
from workbench.actions.unpacking import unpack, unpack_all
from workbench.casefile.exhibits import Family
from workbench.casefile.identity import Actor
from workbench.casefile.occurrences import Precision
from workbench.jobs import finish
from workbench.media import lockdown
from workbench.media.sandbox import Decoder

CHAT = b"[13/06/2019, 21:03:11] Ann: hello\n[13/06/2019, 21:04:00] Ben: <attached: 1.jpg>\nmore\n"
MAIL = (
    b"From: Ann <ann@example.org>\r\nTo: ben@example.org\r\nSubject: %s\r\nDate: Fri, 2 Jan 2026 03:04:05 +0530\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=%s\r\n\r\n--%s\r\n\r\nwords of %s\r\n--%s\r\n"
    b"%s\r\n--%s--\r\n"
)


@pytest.fixture(scope="module")
def reader() -> Iterator[Decoder]:
    """Gives a decoder, or skips where nothing can be confined."""
    if lockdown.missing():
        pytest.skip(f"readers cannot be confined here: {lockdown.missing()}")
    with Decoder() as decoder:
        yield decoder


def letter(name: bytes, attached: bytes) -> bytes:
    return MAIL % (name, name, name, name, name, attached, name)


def test_a_chat_inside_an_archive_is_a_level_deeper(empty: OpenCase, actor: Actor, reader: Decoder) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("_chat.txt", CHAT)
        archive.writestr("1.jpg", b"\xff\xd8\xff")
    parent = acquire_bytes(empty, actor, data.getvalue(), "WhatsApp Chat - Ann.zip").acquired[0]
    report = finish(unpack_all(empty, actor, reader, [parent.number]))
    chat = next(child for child in report.children if child.family is Family.CHAT)
    assert (chat.label, chat.media_type, report.occurrences) == ("EX-0001.1", "text/x-whatsapp-chat", 2)
    told = occurrences(empty)
    assert [(item.title, item.who, item.zone, item.precision) for item in told] == [
        ("Ann: hello", "Ann", "", Precision.SECOND),
        ("Ben: <attached: 1.jpg> more", "Ben", "", Precision.SECOND),
    ]
    assert all(item.exhibits == (chat.number,) for item in told)
    again = finish(unpack_all(empty, actor, reader, [parent.number]))
    assert (again.children, again.occurrences, occurrences(empty)) == ((), 0, told)


def test_mails_inside_a_mail_are_messages_of_their_own(empty: OpenCase, actor: Actor, reader: Decoder) -> None:
    inner = letter(b"inner", b"Content-Disposition: attachment; filename=a.txt\r\n\r\nattached")
    outer = letter(b"outer", b"Content-Type: message/rfc822\r\n\r\n" + inner)
    parent = acquire_bytes(empty, actor, outer, "a.eml").acquired[0]
    report = finish(unpack_all(empty, actor, reader, [parent.number]))
    assert [(child.label, child.name) for child in report.children] == [
        ("EX-0001.1", "body.txt"), ("EX-0001.2", "attachment 1.eml"),
        ("EX-0001.2.1", "body.txt"), ("EX-0001.2.2", "a.txt"),
    ]  # fmt: skip
    assert {(item.title, item.zone) for item in occurrences(empty)} == {
        ("Ann <ann@example.org>: outer words of outer", "+05:30"),
        ("Ann <ann@example.org>: inner words of inner", "+05:30"),
    }


def test_a_long_chat_comes_in_whole_by_batches(empty: OpenCase, actor: Actor, reader: Decoder) -> None:
    lines = (f"[13/06/2019, 21:{n // 60 % 60:02}:{n % 60:02}] Ann: message {n}\n" for n in range(4_500))
    parent = acquire_bytes(empty, actor, "".join(lines).encode(), "chat.txt").acquired[0]
    before = empty.file.head().size
    assert finish(unpack(empty, actor, reader, parent.number)).occurrences == 4_500
    assert empty.file.head().size - before == 3
    assert len({item.id for item in occurrences(empty)}) == 4_500


def test_what_cannot_be_told_is_refused_in_words(empty: OpenCase, actor: Actor, reader: Decoder) -> None:
    chat = b"05/06/19, 10:00 - Ann: one\n05/06/19, 10:01 - Ben: two\n"
    parent = acquire_bytes(empty, actor, chat, "chat.txt").acquired[0]
    report = finish(unpack(empty, actor, reader, parent.number))
    assert report.occurrences == 2 and "day or the month" in report.refused[0].reason
    assert {item.precision for item in occurrences(empty)} == {Precision.DAY}


def test_real_mails_and_chats_come_apart(empty: OpenCase, actor: Actor, reader: Decoder, shared_data: Path) -> None:
    paths = [*sorted((shared_data / "email").rglob("*.eml"))[::3], *(shared_data / "chat-exports").rglob("test_*")]
    report = finish(acquire(empty, actor, paths))
    opened = [item for item in report.acquired if item.family in (Family.MAIL, Family.CHAT)]
    assert len(opened) == len(report.acquired) == len(paths)
    done = finish(unpack_all(empty, actor, reader, [item.number for item in opened]))
    assert done.occurrences == len(occurrences(empty)) >= 50
    reasons = {refusal.reason for refusal in done.refused}
    assert all("no time" in reason or "nothing in it" in reason or "empty" in reason for reason in reasons), reasons
