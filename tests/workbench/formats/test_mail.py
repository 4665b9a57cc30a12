"""Mail is read as it is really written: folded, encoded, broken, nested, and never believed."""

from __future__ import annotations

import base64
import io
import tracemalloc
from collections.abc import Iterator
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.mail import mail_words, read_mail, read_mailbox, unflowed
from workbench.formats.mail_headers import Headers, decoded
from workbench.formats.members import Item, Member, Message, Skipped, Unreadable
from workbench.formats.mime import MOST_DEPTH, Part, parts_of
from workbench.formats.readers import reader_for
from workbench.media.sniff import sniff

HEAD = b"From: Ann <ann@example.org>\r\nTo: ben@example.org\r\nSubject: s\r\nDate: Fri, 2 Jan 2026 03:04:05 +0100\r\n"


def read(data: bytes, name: str = "a.eml") -> list[Item]:
    return list(read_mail(io.BytesIO(data), name))


def message(items: list[Item]) -> Message:
    (found,) = [item for item in items if isinstance(item, Message)]
    return found


def with_bytes(items: list[Item]) -> list[tuple[str, str, bytes]]:
    found: list[tuple[str, str, bytes]] = []
    for item in items:
        if isinstance(item, Member):
            found.append((item.name, item.part, b""))
        elif isinstance(item, bytes):
            found[-1] = (*found[-1][:2], found[-1][2] + item)
    return found


def mixed(*parts: bytes, boundary: bytes = b"cut", kind: bytes = b"mixed") -> bytes:
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts)
    return b"MIME-Version: 1.0\r\nContent-Type: multipart/%s; boundary=%s\r\n\r\n%s--%s--\r\n" % (
        kind, boundary, body, boundary,
    )  # fmt: skip


def test_a_mail_gives_its_parts_and_itself() -> None:
    items = read(HEAD + mixed(
        b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"Gr=FC=DFe,=\r\n Ann",
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename*0*=utf-8''%e5%86%99; filename*1=.png\r\n\r\n"
        + base64.encodebytes(b"PNG" * 50),
        b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nwords",
    ))  # fmt: skip
    assert with_bytes(items) == [
        ("body.txt", "body", b"Gr\xfc\xdfe, Ann"),
        ("写.png", "attachment", b"PNG" * 50),
        ("attachment 2.eml", "attachment", b"Subject: inner\r\n\r\nwords"),
    ]
    told = message(items)
    assert (told.at, told.zone, told.precision) == ("2026-01-02T03:04:05+01:00", "+01:00", "second")
    assert (told.sender, told.recipients) == ("Ann <ann@example.org>", ("ben@example.org",))
    assert told.text == "s\n\nGrüße, Ann" and told.attachments == ("写.png", "attachment 2.eml")


def test_every_real_mail_is_read(shared_data: Path) -> None:
    paths = sorted((shared_data / "email").rglob("*.eml"))
    texts: dict[str, str] = {}
    untimed = []
    for path in paths:
        with path.open("rb") as file:
            media_type, _ = sniff(file.read(8192), path.name)
            reader = reader_for(media_type, path.name)
            assert reader is not None, path.name
            file.seek(0)
            items = list(reader(file, path.name))
        told = [item for item in items if isinstance(item, Message)]
        texts[path.stem] = told[0].text if told else ""
        untimed += [path.stem] if not told else []
    assert untimed == ["bad_date_header", "japanese", "japanese_iso_2022", "utf8_headers"]
    assert "このメールはテスト用のメールです。" in texts["japanese_shift_jis"]
    assert texts["ks_c_5601-1987"] == "test\n\n스티해" and texts["example13"].startswith("Saying Hello\n\nThis is")


def test_real_mails_have_the_parts_that_the_standard_library_finds(shared_data: Path) -> None:
    for path in sorted((shared_data / "email").rglob("*.eml")):
        data = path.read_bytes()
        if data.startswith(b"From ") or path.stem in ("attachment_message_rfc822", "example13"):
            continue
        parsed = BytesParser(policy=policy.compat32).parsebytes(data)
        theirs = [part.get_payload(decode=True) for part in parsed.walk() if not part.is_multipart()]
        ours: list[bytes] = []
        for piece in parts_of(io.BytesIO(data)):
            if isinstance(piece, Part) and not piece.frame:
                ours.append(b"")
            elif isinstance(piece, bytes):
                ours[-1] += piece
        same = [bytes(part or b"").strip() for part in theirs if part is not None]
        assert [part.strip() for part in ours if part.strip()] == [part for part in same if part], path.name


@pytest.mark.parametrize(("date", "at", "zone"), [
    ("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T09:55:06-06:00", "-06:00"),
    ("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "1997-11-21T09:55:06-06:00", "-06:00"),
    ("21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06+00:00", "+00:00"),
    ("Thu, 13 Feb 1969 23:32 -0330 (Newfoundland Time)", "1969-02-13T23:32:00-03:30", "-03:30"),
    ("Fri, 21 Nov 1997 09:55:06 -0000", "1997-11-21T09:55:06", ""),
    ("Fri, 21 Nov 1997 09:55:06", "1997-11-21T09:55:06", ""),
    ("Fri, 21 Nov 1997 09:55:06 AEST", "1997-11-21T09:55:06", ""),
    ("Fri, 21 Nov 1997 09:55:06 +9999", "1997-11-21T09:55:06", ""),
    ("<HR>", "", ""), ("", "", ""), ("Fri, 99 Nov 1997 09:55:06 +0000", "", ""), ("0" * 5000, "", ""),
])  # fmt: skip
def test_a_date_is_read_with_its_own_offset_or_none(date: str, at: str, zone: str) -> None:
    assert Headers.of(b"Date: " + date.encode()).date() == (at, zone)


@pytest.mark.parametrize(("field", "words"), [
    ("=?utf-8?Q?a=20b?= =?utf-8?Q?c?=", "a bc"),
    ("=?utf-8?B?44G+44G/?=\r\n =?utf-8?B?44KA?=", "まみむ"),
    ("=?utf-8?B?44G?= =?utf-8?B?+?=", ""),
    ("=?iso-2022-jp?B?GyRCJUYlOSVIGyhC?=", "テスト"),
    ("=?gb2312?B?xOO6ww==?= x", "你好 x"),
    ("=?big5?B?p0Gmbg==?=", "你好"),
    ("=?koi8-r?B?8NLJ18XU?=", "Привет"),
    ("=?made-up?Q?caf=C3=A9?=", "café"),
    ("=?utf-8?Q?broken", "=?utf-8?Q?broken"),
])  # fmt: skip
def test_encoded_words_are_decoded(field: str, words: str) -> None:
    assert decoded(field).replace("\ufffd", "") == words


def test_raw_heads_and_slips_between_fields_are_read() -> None:
    head = Headers.of("Subject: Größe\r\nX\r\n Y: z\r\nTo: Märy <märy@exämple.net>\r\n".encode())
    assert head.words("subject") == "Größe Y: z" and head.people("to") == ("Märy <märy@exämple.net>",)
    assert Headers.of(b"Subject: caf\xe9\x00\x07 x").words("subject") == "café x"
    assert Headers.of(b"To: \x1b$B$9$_$^\x1b(B").raw("to") == "すみま"


def test_a_page_gives_the_words_where_there_is_no_plain_body() -> None:
    page = (
        b"Content-Type: text/html; charset=utf-8\r\n\r\n<style>x{}</style><p>Gr\xc3\xbc\xc3\x9fe</p><script>y</script>"
    )
    plain = b"Content-Type: text/plain\r\n\r\nplain"
    assert message(read(HEAD + page)).text == "s\n\nGrüße"
    assert message(read(HEAD + mixed(plain, page, kind=b"alternative"))).text == "s\n\nplain"


def test_flowed_text_is_joined_into_its_paragraphs() -> None:
    assert unflowed("one \ntwo \nthree\nfour\n") == "one two three\nfour\n"
    assert unflowed("> quoted \n> text\n  spaced\n-- \nname") == "> quoted text\n spaced\n-- \nname"
    assert unflowed("今日 \nは\n", delete_space=True) == "今日は\n"


def test_files_written_into_the_body_are_taken_out() -> None:
    body = b"See:\r\nbegin 644 notes.txt\r\n%5V]R9',*\r\n`\r\nend\r\nBye\r\n"
    assert ("notes.txt", "attachment", b"Words") in [
        (name, part, data.strip()) for name, part, data in with_bytes(read(HEAD + b"\r\n" + body))
    ]
    part = b"Content-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n"
    carried = part + b"begin 644 a.bin\r\n%=V]R9',\r\n`\r\nend"
    assert ("a.bin", "attachment", b"words") in with_bytes(read(HEAD + mixed(carried)))


def test_a_mailbox_gives_each_mail_and_a_line_of_words_begins_none() -> None:
    one = HEAD + b"\r\nwords\r\n\r\nFrom here on nothing.\r\n>From there too.\r\n"
    box = b"".join(b"From a@example.org Fri Jan  2 03:04:0%d 2026\r\n%s\r\n" % (number, one) for number in range(3))
    assert sniff(box)[0] == "application/mbox"
    items = list(read_mailbox(io.BytesIO(box), "box"))
    assert [name for name, _, _ in with_bytes(items)] == ["mail 0001.eml", "mail 0002.eml", "mail 0003.eml"]
    assert all(data.strip() == one.strip() for _, _, data in with_bytes(items))
    single = list(read_mailbox(io.BytesIO(b"From a Fri Jan  2 03:04:05 2026\n" + one), "box"))
    assert message(single).text.startswith("s\n\nwords")
    assert "".join(mail_words(io.BytesIO(box))).count("From here on") == 3


def test_what_is_no_mail_is_refused() -> None:
    for data in (b"", b"words alone", b"X-Other: 1\r\n\r\nwords"):
        with pytest.raises(Unreadable):
            read(data)
    with pytest.raises(Unreadable):
        list(read_mailbox(io.BytesIO(b"From nobody\n"), "box"))


def nested(depth: int) -> bytes:
    opening = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return HEAD + opening + b"Content-Type: text/plain\r\n\r\nat the bottom\r\n"


def test_ten_thousand_nested_parts_come_to_an_end() -> None:
    items = read(nested(10_000))
    assert any("too deep" in item.reason for item in items if isinstance(item, Skipped))
    assert "at the bottom" in "".join(mail_words(io.BytesIO(nested(MOST_DEPTH - 1))))


@pytest.mark.parametrize("data", [
    HEAD + b"X: " + b"a" * 3_000_000 + b"\r\n\r\nwords",
    HEAD + b"X: 1\r\n" * 50_000 + b"\r\nwords",
    HEAD.replace(b"To: ", b"To: " + b"(" * 100_000) + b"\r\nwords",
    HEAD.replace(b"To: ", b"To: " + b"a@example.org, " * 100_000) + b"\r\nwords",
    HEAD.replace(b"Subject: ", b"Subject: " + b"=?utf-8?Q?a?= " * 50_000) + b"\r\nwords",
    HEAD + b'Content-Disposition: attachment; filename="' + b"\\\"" * 100_000 + b'"\r\n\r\nwords',
    HEAD + b"Content-Type: text/plain;" + b" a*%d=b;" * 20_000 % tuple(range(20_000)) + b"\r\n\r\nwords",
    HEAD + mixed(*[b"Content-Type: text/plain\r\n\r\nx"] * 5_000),
    HEAD + mixed(b"\r\nx", boundary=b""),
    HEAD + b"\r\n" + b"a b " * 3_000_000,
    HEAD + b"\r\n" + b"begin 644 a\r\n" * 100_000,
])  # fmt: skip
def test_bombs_of_heads_and_parts_come_to_an_end(data: bytes) -> None:
    items = read(data)
    assert message(items).sender == "Ann <ann@example.org>"


def test_a_large_attachment_takes_no_more_memory_than_a_small_one() -> None:
    class Endless(io.RawIOBase):
        """Megabytes of an attachment that are made as they are read."""

        def __init__(self) -> None:
            self._left = [b"QUJD" * 19 + b"\r\n"] * 40_000
            self._head = HEAD + b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            piece = self._head or (self._left.pop() if self._left else b"")
            self._head = b""
            buffer[: len(piece)] = piece
            return len(piece)

    file = io.BufferedReader(Endless(), 1 << 16)
    tracemalloc.start()
    try:
        size = sum(len(item) for item in read_mail(file, "a.eml") if isinstance(item, bytes))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == 40_000 * 57 and peak < 1 << 20


@given(st.binary(max_size=400), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "8bit"]))
def test_any_body_in_any_transfer_encoding_is_read(body: bytes, encoding: str) -> None:
    part = b"Content-Transfer-Encoding: %s\r\nContent-Type: image/png\r\n\r\n%s" % (encoding.encode(), body)
    assert message(read(HEAD + mixed(part))).attachments == ("attachment 1.png",)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_mail_or_refused(data: bytes) -> None:
    def all_of() -> Iterator[Item]:
        yield from read_mail(io.BytesIO(HEAD[:20] + data), "x")

    assert list(all_of())


@given(st.binary(min_size=0, max_size=3000))
def test_base64_is_decoded_whatever_its_line_length(data: bytes) -> None:
    part = b"Content-Transfer-Encoding: base64\r\nContent-Type: image/png\r\n\r\n" + base64.encodebytes(data)
    assert with_bytes(read(HEAD + mixed(part)))[-1][2] == data
