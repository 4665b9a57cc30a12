"""The words of each kind of file are found, those that nobody sees are not, and bombs end in words of their own."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.exhibits import Family
from workbench.formats import office_words
from workbench.formats.decoding import encoding_of, known_codec, text_lines
from workbench.formats.words import Remarks, words_of
from workbench.media.sniff import sniff

_OOXML = "application/vnd.openxmlformats-officedocument."
WORD, EXCEL, SLIDES = (
    f"{_OOXML}{kind}" for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
OPEN = "application/vnd.oasis.opendocument.text"


def words(data: bytes, media_type: str, limit: int = 2_000_000) -> tuple[str, str]:
    remarks = Remarks()
    text = "".join(words_of(io.BytesIO(data), media_type, "x", limit, remarks))
    return text, remarks.text


def archive(**parts: str | bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


@pytest.mark.parametrize(("data", "text", "told"), [
    ("größe".encode(), "größe", True), (b"\xef\xbb\xbfbom", "bom", True), ("wide ü".encode("utf-16"), "wide ü", True),
    ("no mark, wide".encode("utf-16-le"), "no mark, wide", True), ("x".encode("utf-32"), "x", True),
    ("größe €".encode("cp1252"), "größe €", False), (b"", "", True), (b"\xe4\x81", "ä\ufffd", False),
])  # fmt: skip
def test_a_text_is_read_in_the_encoding_that_it_shows(data: bytes, text: str, told: bool) -> None:
    found, problem = words(data, "text/plain")
    assert found == text and bool(problem) is not told


@pytest.mark.parametrize(("name", "codec"), [
    ("Shift_JIS", "cp932"), ("ks_c_5601-1987", "cp949"), ("GB2312", "gb18030"), ("ISO-8859-1", "cp1252"),
    ("koi8-r", "koi8_r"), ("utf8", "utf_8"), ("idna", None), ("unicode_escape", None), ("rot13", None), ("../x", None),
    ("zlib", None), ("x" * 100, None), ("", None),
])  # fmt: skip
def test_only_encodings_of_text_are_known(name: str, codec: str | None) -> None:
    assert known_codec(name) == codec


def test_a_declared_encoding_counts_where_nothing_else_tells() -> None:
    assert encoding_of(io.BytesIO("привет".encode("koi8-r")), "koi8-r").name == "koi8_r"
    assert words("<meta charset=euc-kr><p>안녕".encode("euc-kr"), "text/html")[0].strip() == "안녕"
    page = b'<?xml version="1.0" encoding="shift_jis"?><html>' + "日本".encode("shift_jis")
    assert words(page, "application/xhtml+xml")[0] == "日本"


@given(st.text(max_size=200), st.integers(1, 20))
def test_lines_are_the_text_again(text: str, size: int) -> None:
    pieces = (text[start : start + size] for start in range(0, len(text), size))
    joined = ""
    for number, (line, begins) in enumerate(text_lines(pieces, 8)):
        joined += ("\n" if begins and number else "") + line
    assert joined.rstrip("\n") == text.replace("\r\n", "\n").rstrip("\n").removesuffix("\r") or "\r" in text


def test_a_page_gives_what_a_reader_sees_and_where_its_links_lead() -> None:
    page = """<!doctype html><head><title>A &amp; B</title><style>p{hidden:1}</style>
    <meta name="description" content="about"><script>var hidden = "</p>"</script></head>
    <body><!-- hidden --><p>One<b>two</b>  three<br>four</p><noscript>hidden</noscript>
    <a href="https://example.org/x">link</a><a href="javascript:hidden()">no</a><img src="/hidden.png" alt="a cat">"""
    text, problem = words(page.encode(), "text/html")
    assert "A & B\n" in text and "Onetwo three\nfour\n" in text and not problem
    assert "https://example.org/x" in text and "a cat" in text and "about" in text and "hidden" not in text


def test_a_saved_page_gives_the_words_of_its_texts() -> None:
    page = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/\r\n"
        b"Subject: =?utf-8?Q?T=C3=BCr?=\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=cut\r\n\r\n--cut\r\n"
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>gr=C3=BCn</p>\r\n--cut\r\n"
        b"Content-Type: text/css\r\n\r\np { hidden: 1 }\r\n--cut--\r\n"
    )
    assert sniff(page, "renamed") == ("multipart/related", Family.PAGE)
    assert words(page, "multipart/related")[0].split() == ["Tür", "https://example.org/", "grün"]


def test_office_documents_give_their_words() -> None:
    body = (
        '<w:d xmlns:w="w"><w:p><w:r><w:t>One</w:t></w:r><w:r><w:t> two</w:t></w:r></w:p><w:p><w:del><w:delText>gone'
        "</w:delText></w:del></w:p><w:sectPr>none</w:sectPr></w:d>"
    )
    note = '<w:d xmlns:w="w"><w:p><w:t>a note</w:t></w:p></w:d>'
    core = '<c xmlns:d="d"><d:title>A title</d:title><d:creator>Ann</d:creator><d:revision>77</d:revision></c>'
    data = archive(word__document_xml=body, word__comments_xml=note, docProps__core_xml=core, word__styles_xml=note)
    assert words(data, WORD)[0].split("\n")[:2] == ["A title", "Ann"]
    assert words(data, WORD)[0].split() == ["A", "title", "Ann", "One", "two", "gone", "a", "note"]
    sheet = archive(
        xl__workbook_xml='<w><sheets><sheet name="Sums"/></sheets></w>',
        xl__sharedStrings_xml="<s><si><t>shared</t></si></s>",
        xl__worksheets__sheet1_xml='<w><row><c t="s"><v>0</v></c><c><v>42.5</v></c><c><is><t>in</t></is></c></row></w>',
    )  # fmt: skip
    assert words(sheet, EXCEL)[0].split() == ["Sums", "shared", "42.5", "in"]
    slides = archive(
        **{f"ppt__slides__slide{n}_xml": f'<p xmlns:a="a"><a:p><a:t>s{n}</a:t></a:p></p>' for n in (10, 9)}
    )
    assert words(slides, SLIDES)[0].split() == ["s9", "s10"]
    text = '<o xmlns:t="t"><style>none</style><t:h>Head</t:h><t:p>a<t:s/>b <t:span>c</t:span></t:p></o>'
    assert words(archive(content_xml=text), OPEN)[0].split() == ["Head", "a", "b", "c"]


def test_real_documents_give_their_words(shared_data: Path) -> None:
    folder = shared_data / "documents"
    expected = {"pdflatex-4-pages": "some text without a meaning", "habibi": "habibi", "crazyones-pdfa": "misfits"}
    for name, part in expected.items():
        assert part in words((folder / f"{name}.pdf").read_bytes(), "application/pdf")[0]
    locked = (folder / "libreoffice-writer-password.pdf").read_bytes()
    assert words(locked, "application/pdf") == (
        "", "The PDF is protected by a password, and stays closed without it.",
    )  # fmt: skip
    office = shared_data / "hash-collisions" / "md5-1.docx"
    assert "YES" in words(office.read_bytes(), WORD)[0]


def test_plain_kinds_and_chats() -> None:
    assert words(b'{"a": "b"}', "application/json")[0] == '{"a": "b"}'
    subtitles = b"WEBVTT\n\n00:01.000 --> 00:02.000\nspoken\n"
    assert sniff(subtitles) == ("text/vtt", Family.TEXT) and "spoken" in words(subtitles, "text/vtt")[0]
    assert words(b"<svg xmlns='s'><text>drawn</text></svg>", "image/svg+xml")[0] == "drawn"
    chat = b"[13/06/2019, 21:03:11] Ann: hello\n[13/06/2019, 21:04:11] Ben: <attached: a.jpg>\n"
    assert words(chat, "text/x-whatsapp-chat")[0] == "Ann: hello\nBen: <attached: a.jpg> [a.jpg]\n"
    assert words(rb"{\rtf1 rich}", "application/rtf")[0] == "rich"
    assert words(b"\xff\xd8\xff", "image/jpeg") == ("", "") and words(b"PK", "application/zip") == ("", "")
    assert "old binary kind" in words(b"x", "application/x-ole-storage")[1]


def test_words_end_at_their_limit() -> None:
    assert len(words(b"word " * 1000, "text/plain", 100)[0]) == 101


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
)


@pytest.mark.parametrize(("parts", "reason"), [
    ({"word__document_xml": f"{LAUGHS}]><w:t>&m;</w:t>"}, "entities"),
    ({"word__document_xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><t>&e;</t>'}, "entities"),
    ({"word__document_xml": "<w:d xmlns:w='w'><w:t>half"}, "damaged"),
    ({"word__document_xml": "<t>" * 50_000}, "damaged"),
])  # fmt: skip
def test_bombs_in_office_documents_are_refused_in_words(parts: dict[str, str | bytes], reason: str) -> None:
    assert reason in words(archive(**parts), WORD)[1]


def test_a_part_that_unpacks_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_words, "MOST_PART", 1 << 20)
    data = archive(word__document_xml=b"<d><t>first</t>" + b" " * (2 << 20) + b"</d>")
    assert words(data, WORD) == ("first", "A part of the document unpacks to more than is read here.")


@pytest.mark.parametrize("page", [
    b"<div>" * 100_000 + b"deep",
    b"<" * 100_000 + b"deep",
    b"<a " + b"x=y " * 50_000 + b">deep",
    b"<!--" * 100_000 + b"--> deep",
    b"<![" * 50_000 + b" deep",
    b"<script>" * 20_000 + b"</script> deep",
    b"&#x" + b"9" * 100_000 + b"; deep",
    b"<p title='" + b"z" * 3_000_000,
    "<p>\ud800".encode("utf-8", "surrogatepass") + b"</p>" * 1000,
])  # fmt: skip
def test_hostile_pages_come_to_an_end(page: bytes) -> None:
    text, _ = words(page, "text/html")
    assert isinstance(text, str)


@given(st.binary(max_size=300), st.sampled_from([
    "text/html", "text/plain", "message/rfc822", "application/mbox", "application/vnd.ms-outlook", WORD, OPEN,
    "application/rtf", "image/svg+xml", "multipart/related", "text/x-whatsapp-chat", "application/x-telegram-chat+json",
]))  # fmt: skip
def test_any_bytes_give_words_or_a_reason(data: bytes, media_type: str) -> None:
    text, problem = words(data, media_type)
    assert isinstance(text, str) and len(problem) < 300
