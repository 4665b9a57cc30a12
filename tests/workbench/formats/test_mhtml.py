"""Saved pages: every part under its address, and nothing rendered."""

from __future__ import annotations

import io

import pytest

from tests.workbench.formats.test_archives import read
from workbench.formats.members import Member
from workbench.formats.mhtml import read_mhtml

PAGE = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/post\r\nSubject: Post\r\n"
    b"Date: Fri, 2 Jan 2026 03:04:05 -0000\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----cut"\r\n\r\n\r\n'
    b"------cut\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://example.org/post\r\n\r\n"
    b'<img src=3D"https://example.org/a.png">=C3=A9\r\n'
    b"------cut\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
    b"Content-Location: https://example.org/a.png\r\n\r\niVBORw0KGgo=\r\n"
    b"------cut\r\nContent-Type: text/css\r\nContent-Transfer-Encoding: binary\r\n"
    b"Content-Location: cid:css-1@mhtml.blink\r\n\r\nbody { }\r\n------cut--\r\n"
)


def test_every_part_comes_under_its_address() -> None:
    items = list(read_mhtml(io.BytesIO(PAGE.replace(b"-0000", b"+0200")), "a.mhtml"))
    first, page, second, png, third, css = items
    assert first == Member(
        "https://example.org/post", "body", captured="2026-01-02T01:04:05Z", url="https://example.org/post"
    )
    assert page == b'<img src="https://example.org/a.png">\xc3\xa9' and png == b"\x89PNG\r\n\x1a\n"
    assert isinstance(second, Member) and second.part == "file" and second.url == "https://example.org/a.png"
    assert isinstance(third, Member) and third.name == "cid:css-1@mhtml.blink" and not third.url
    assert css == b"body { }"


def test_a_cut_page_says_so() -> None:
    members, _, why = read(read_mhtml, PAGE[: PAGE.index(b"iVBOR") + 4], "a.mhtml")
    assert "https://example.org/post" in members and "end mark" in why


@pytest.mark.parametrize("data", [b"", b"words", b"Content-Type: multipart/related; boundary=x\r\n\r\n--x--\r\n"])
def test_what_holds_nothing_says_so(data: bytes) -> None:
    members, _, why = read(read_mhtml, data, "a.mhtml")
    assert why or data == b"words" or not members


def test_nesting_without_end_is_stopped() -> None:
    head = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(30_000))
    members, _, why = read(read_mhtml, head + b"\r\nwords", "a.mhtml")
    assert not members and why
