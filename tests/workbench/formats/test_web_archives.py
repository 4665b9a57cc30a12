"""Web archives: what a server answered, with address and moment, from whole, cut and lying archives alike."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import pytest

from tests.workbench.formats.test_archives import read
from workbench.formats.archives import read_packed
from workbench.formats.members import Member, Skipped
from workbench.formats.web_archives import read_wacz, read_web_archive

PAGE = b"<html><body>plain words</body></html>" * 20
URL = b"https://example.org/page"


def record(kind: bytes, block: bytes, url: bytes = URL, length: int | None = None, extra: bytes = b"") -> bytes:
    """Makes one WARC record; ``length`` lies about it."""
    return (
        b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
        b"WARC-Target-URI: %s\r\n%sContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (kind, url, extra, len(block) if length is None else length, block)
    )


def answer(body: bytes, *fields: bytes) -> bytes:
    """Makes a server's answer."""
    return b"HTTP/1.1 200 OK\r\n" + b"".join(field + b"\r\n" for field in fields) + b"\r\n" + body


def chunked(body: bytes) -> bytes:
    """Cuts a body into marked chunks."""
    parts = [body[start : start + 100] for start in range(0, len(body), 100)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    """Packs a body by deflate without a wrapping, as some servers do."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    "block",
    [
        answer(PAGE),
        answer(chunked(PAGE), b"Transfer-Encoding: chunked"),
        answer(gzip.compress(PAGE, mtime=0), b"Content-Encoding: gzip"),
        answer(chunked(gzip.compress(PAGE, mtime=0)), b"Content-Encoding: x-gzip", b"Transfer-Encoding: Chunked"),
        answer(zlib.compress(PAGE), b"Content-Encoding: deflate"),
        answer(raw_deflate(PAGE), b"Content-Encoding: deflate"),
        answer(PAGE, b"Content-Encoding: gzip"),
        answer(PAGE, b"Content-Encoding: none"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_comes_as_the_browser_got_it(block: bytes, packed: bool) -> None:
    data = record(b"response", block)
    items = list(
        (read_packed if packed else read_web_archive)(io.BytesIO(gzip.compress(data, mtime=0) if packed else data), "a")
    )
    assert items[0] == Member(URL.decode(), "response", captured="2026-01-02T03:04:05Z", url=URL.decode())
    assert b"".join(item for item in items if isinstance(item, bytes)) == PAGE


def test_packing_that_is_not_known_stays_as_sent() -> None:
    (_, content) = read_web_archive(io.BytesIO(record(b"response", answer(b"\x8b\2", b"Content-Encoding: br"))), "")
    assert content == b"\x8b\2"


def test_resources_come_and_the_archives_own_notes_do_not() -> None:
    data = (
        record(b"warcinfo", b"software: x\r\n")
        + record(b"request", b"GET / HTTP/1.1\r\n\r\n")
        + record(b"resource", b"\x89PNG", b"https://example.org/a.png")
        + record(b"metadata", b"outlink: x")
        + record(b"response", b"20260102 example.org", b"dns:example.org")
        + record(b"revisit", answer(b""))
        + record(b"response", answer(b""))
    )
    members, skipped, why = read(read_web_archive, data, "a.warc")
    assert members == {"https://example.org/a.png": b"\x89PNG"} and not why
    assert list(skipped) == ["records without content"]
    assert "1 answers with an empty body" in skipped["records without content"]
    assert "1 revisits" in skipped["records without content"]


def test_a_record_that_lies_about_its_length_is_said_to_be_cut() -> None:
    data = record(b"response", answer(PAGE), b"https://example.org/1")
    lying = record(b"response", answer(PAGE), b"https://example.org/2", length=10 << 40)
    members, skipped, why = read(read_web_archive, data + lying, "a.warc")
    assert members["https://example.org/1"] == PAGE and "not whole" in skipped["https://example.org/2"]
    assert "ends within a record" in why
    short = record(b"response", answer(PAGE), length=100)
    members, skipped, _ = read(read_web_archive, short + data, "a.warc")
    assert members["https://example.org/page"] != PAGE and (skipped or "https://example.org/1" in members)


def test_a_cut_archive_gives_what_can_be_read_and_says_so() -> None:
    parts = [gzip.compress(record(b"response", answer(PAGE), b"https://example.org/%d" % n)) for n in range(3)]
    data = b"".join(parts)
    members, _, why = read(read_packed, data[: len(parts[0]) + len(parts[1]) + 150], "a.warc.gz")
    assert members["https://example.org/0"] == members["https://example.org/1"] == PAGE
    assert "cannot be read to its end" in why


def test_an_answer_that_is_cut_is_given_as_far_as_it_goes() -> None:
    data = record(b"response", answer(PAGE))
    members, skipped, why = read(read_web_archive, data[:-200], "a.warc")
    assert "ends within a record" in why
    assert PAGE.startswith(members[URL.decode()]) and "not whole" in skipped[URL.decode()]


def test_one_packing_around_all_records_is_read_as_well() -> None:
    data = gzip.compress(b"".join(record(b"response", answer(PAGE), b"https://example.org/%d" % n) for n in range(3)))
    members, _, why = read(read_packed, data, "a.warc.gz")
    assert len(members) == 3 and not why


def test_a_body_that_unpacks_wrongly_is_given_as_far_as_it_goes() -> None:
    packed = bytearray(gzip.compress(bytes(range(256)) * 2_000))
    packed[-4_00:] = b"\xaa" * 400
    data = record(b"response", answer(bytes(packed), b"Content-Encoding: gzip"))
    items = list(read_web_archive(io.BytesIO(data), ""))
    assert isinstance(items[-1], Skipped) and items[-1].partial and "not whole" in items[-1].reason
    assert b"".join(item for item in items if isinstance(item, bytes))


def test_an_arc_states_address_and_moment() -> None:
    block = answer(PAGE)
    head = b"1 0 Capture\nURL IP-address Archive-date Content-type Archive-length\n"
    data = b"filedesc://x.arc 0.0.0.0 20140216050221 text/plain %d\n%s\n" % (len(head), head)
    data += b"http://example.com/ 93.184.216.119 20140216050221 text/html %d\n%s\n" % (len(block), block)
    items = list(read_web_archive(io.BytesIO(data), "x.arc"))
    assert items[0] == Member(
        "http://example.com/", "response", captured="2014-02-16T05:02:21Z", url="http://example.com/"
    )
    assert items[1] == PAGE


@pytest.mark.parametrize(
    "data",
    [b"", b"WARC/1.0", b"WARC/1.0\r\n\r\n", b"WARC/9\r\nx\r\n\r\n", b"filedesc://\n", b"WARC/1.0\r\n" + b"a" * 50_000],
)
def test_nonsense_ends_in_words(data: bytes) -> None:
    members, _, _ = read(read_web_archive, data, "a.warc")
    assert not any(members.values())


def test_the_real_archives_are_read(shared_data: Path) -> None:
    found = {}
    for path in sorted((shared_data / "web-archives/warc").glob("*")):
        reader = read_packed if path.read_bytes()[:2] == b"\x1f\x8b" else read_web_archive
        found[path.name], _, _ = read(reader, path.read_bytes(), path.name)
    pages = [name for name, members in found.items() if any(b"Example Domain" in body for body in members.values())]
    assert len(pages) >= 10
    assert b"Example Domain" in found["example.arc"]["http://example.com/"]


def test_a_wacz_gives_its_members(shared_data: Path) -> None:
    path = shared_data / "web-archives/wacz/valid_example_1.wacz"
    members, skipped, why = read(read_wacz, path.read_bytes(), path.name)
    assert any(name.startswith("archive/") for name in members) and "datapackage.json" in members
    assert not skipped and not why
