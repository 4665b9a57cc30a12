"""Documents, drawings, archives and texts that grow, nest, refer to themselves or to other files."""

from __future__ import annotations

import gzip
import json
import lzma
import struct
import tarfile
from collections.abc import Callable
from functools import partial

from tests.attacks.picture_bombs import packed_zeros
from tests.workbench.formats.test_zip_archives import overlapping
from tests.workbench.media.test_container_bombs import entry_list, zip_of
from workbench.casefile.exhibits import Family
from workbench.formats.warming import pdf_of

_DOCUMENT, _ARCHIVE, _MAIL, _PAGE, _CHAT, _TEXT, _IMAGE = (
    Family.DOCUMENT, Family.ARCHIVE, Family.MAIL, Family.PAGE, Family.CHAT, Family.TEXT, Family.IMAGE,
)  # fmt: skip
ZEROS = bytes(1 << 20)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def stream(body: bytes, head: bytes = b"") -> bytes:
    """Makes a stream of a PDF."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(body), body)


def page(
    content: bytes, resources: bytes = b"", box: bytes = b"0 0 200 200", more: bytes = b"", *objects: bytes
) -> bytes:
    """Makes a PDF of one page, whose further objects begin at 5."""
    return pdf_of(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << %s >> %s >>"
            % (box, resources, more),
            content,
            *objects,
        )
    )


def pdf_packed_twice() -> bytes:
    """Makes a page whose content unpacks to some 4 GiB through two packings."""
    import zlib

    return page(stream(zlib.compress(packed_zeros(4_000 << 20), 9), b"/Filter [/FlateDecode /FlateDecode]"))


def pdf_of_forms(depth: int = 24) -> bytes:
    """Makes a page whose drawing draws a drawing twice, and so on: two to the power of the depth."""
    forms = [
        stream(
            b"/F Do /F Do",
            b"/Type /XObject /Subtype /Form /BBox [0 0 200 200] /Resources << /XObject << /F %d 0 R >> >>" % (6 + n),
        )
        for n in range(depth)
    ]
    last = stream(b"0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 200 200]")
    return page(stream(b"/F Do"), b"/XObject << /F 5 0 R >>", b"0 0 200 200", b"", *forms, last)


def pdf_in_a_circle() -> bytes:
    """Makes a page whose drawing draws itself."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 200 200] /Resources << /XObject << /F 5 0 R >> >>"
    return page(
        stream(b"/F Do"), b"/XObject << /F 5 0 R >>", b"0 0 200 200", b"", stream(b"q 2 0 0 2 0 0 cm /F Do Q", form)
    )


def pdf_of_a_large_picture() -> bytes:
    """Makes a page with a picture of 60,000 by 60,000 grey pixels."""
    head = b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 8"
    head += b" /Filter /FlateDecode"
    picture = stream(packed_zeros(3_600_000_000), head)
    return page(stream(b"200 0 0 200 0 0 cm /I Do"), b"/XObject << /I 5 0 R >>", b"0 0 200 200", b"", picture)


def pdf_of_a_pattern() -> bytes:
    """Makes a page filled with a pattern of tiles of a thousandth of a point."""
    head = b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] "
    head += b"/XStep 0.001 /YStep 0.001 /Resources << >>"
    return page(
        stream(b"/Pattern cs /P scn 0 0 200 200 re f"), b"/Pattern << /P 5 0 R >>", b"0 0 200 200", b"",
        stream(b"0 0 1 1 re f", head),
    )  # fmt: skip


def pdf_of_glyphs() -> bytes:
    """Makes a page in a type whose glyph writes itself."""
    glyph = stream(b"1000 0 d0 BT /T 1 Tf (aaaaaaaa) Tj ET")
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [.001 0 0 .001 0 0] /FirstChar 97"
        b" /LastChar 97 /Widths [1000] /Encoding << /Type /Encoding /Differences [97 /a] >> /CharProcs << /a 6 0 R >>"
        b" /Resources << /Font << /T 5 0 R >> >> >>"
    )
    return page(stream(b"BT /T 12 Tf 20 20 Td (aaaa) Tj ET"), b"/Font << /T 5 0 R >>", b"0 0 200 200", b"", font, glyph)


def pdf_of_a_broken_face() -> bytes:
    """Makes a page in an embedded TrueType face whose tables lie about their places and lengths."""
    tables = b"".join(
        struct.pack(">4sIII", name, 0, 0xFFFFFF00, 0xFFFFFFF0)
        for name in (b"glyf", b"loca", b"head", b"hhea", b"hmtx", b"maxp", b"cmap")
    )
    face = struct.pack(">IHHHH", 0x00010000, 7, 64, 2, 48) + tables + bytes(range(256)) * 40
    font = b"<< /Type /Font /Subtype /TrueType /BaseFont /A /FirstChar 97 /LastChar 97 "
    font += b"/Widths [500] /FontDescriptor 6 0 R >>"
    descriptor = b"<< /Type /FontDescriptor /FontName /A /Flags 4 /FontFile2 7 0 R >>"
    return page(
        stream(b"BT /T 12 Tf (aaaa) Tj ET"),
        b"/Font << /T 5 0 R >>",
        b"0 0 200 200",
        b"",
        font,
        descriptor,
        stream(face),
    )


def pdf_of_pages(claim: int) -> bytes:
    """Makes a PDF that claims any number of pages and names its one page, and its own tree, over and over."""
    kids = b"3 0 R 2 0 R " * 50_000
    return pdf_of(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, claim),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        )
    )


def pdf_of_a_large_page() -> bytes:
    """Makes a PDF of one page of two million units of a thousand points a side."""
    return page(stream(b"0 0 9 9 re f"), b"", b"0 0 2000000 2000000", b"/UserUnit 1000")


def pdf_of_operators() -> bytes:
    """Makes a page of two million strokes, packed small."""
    import zlib

    return page(stream(zlib.compress(b"0 0 m 200 200 l 0 200 l 200 0 l S\n" * 2_000_000, 9), b"/Filter /FlateDecode"))


_NAMES = b'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SVG = b"<svg " + _NAMES + b' width="999" height="999">%s</svg>'


def svg_of_uses(depth: int = 30) -> bytes:
    """Makes a drawing in which each part uses the one before ten times."""
    parts = b'<g id="g0"><rect width="9" height="9"/></g>' + b"".join(
        b'<g id="g%d">%s</g>' % (n, b'<use xlink:href="#g%d"/>' % (n - 1) * 10) for n in range(1, depth)
    )
    return SVG % (b"<defs>%s</defs><use xlink:href='#g%d'/>" % (parts, depth - 1))


def svg_of_blurs() -> bytes:
    """Makes a drawing of filters far larger than itself."""
    return SVG % (
        b'<filter id="f" x="-9999%" y="-9999%" width="99999%" height="99999%">'
        b'<feGaussianBlur stdDeviation="9999"/></filter>'
        b'<rect width="999" height="999" filter="url(#f)"/>'
    )


def laughs(inside: bytes = b"<text>&l9;</text>") -> bytes:
    """Makes a document of entities that each hold ten of the one before."""
    entities = b'<!ENTITY l0 "ha">' + b"".join(
        b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10)
    )
    return b'<?xml version="1.0"?><!DOCTYPE svg [%s]>' % entities + SVG % inside


def office_of_laughs(part: str) -> bytes:
    """Makes an office document of entities."""
    return zip_of({"[Content_Types].xml": b"<Types/>", part: laughs()})


def office_of_zeros(part: str) -> bytes:
    """Makes an office document whose text unpacks to a hundred times its size."""
    words = b"<w:p><w:r><w:t>words</w:t></w:r></w:p>" * 1_500_000
    return zip_of(
        {
            "[Content_Types].xml": b"<Types/>",
            part: b'<w:document xmlns:w="w"><w:body>' + words + b"</w:body></w:document>",
        }
    )


def nest(depth: int) -> bytes:
    """Makes archives in archives."""
    data = ZEROS
    for level in range(depth):
        data = zip_of({f"{level}-{n}.zip": data + bytes([n]) for n in range(8)})
    return data


def zip_of_zeros(gibibytes: int) -> bytes:
    """Makes a ZIP of one entry that says that it is small and grows without end."""
    body = packed_zeros(gibibytes << 30)[2:-4]
    head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, 0, len(body), 100, 1, 0) + b"a"
    central = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 33, 0, len(body), 100, 1, 0, 0, 0, 0, 0, 0) + b"a"
    at = len(head) + len(body)
    return head + body + central + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(central), at, 0)


def tar_of_terabytes() -> bytes:
    """Makes a tar whose one member claims ten terabytes."""
    entry = tarfile.TarInfo("huge")
    entry.size = 10 << 40
    return entry.tobuf(tarfile.GNU_FORMAT) + b"words" * 1_000


def tar_of_names() -> bytes:
    """Makes a packed tar whose first name is 900 MiB long."""
    entry = tarfile.TarInfo("name")
    entry.type, entry.size = tarfile.GNUTYPE_LONGNAME, 900 << 20
    return gzip.compress(entry.tobuf(tarfile.GNU_FORMAT)) + gzip.compress(ZEROS * 64, 1) * 12


def mail_of_parts(depth: int) -> bytes:
    """Makes a mail of parts in parts."""
    return (
        b"From: a@b\r\n"
        + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
        + b"\r\nwords"
    )


def mail_of_headers() -> bytes:
    """Makes a mail of two hundred thousand header lines, each folded and encoded."""
    return b"From: a@b\r\n" + b"X-A: =?utf-8?B?" + b"d29yZHM=?=\r\n =?utf-8?B?" * 200_000 + b"d29yZHM=?=\r\n\r\nwords"


def warc_of_lies() -> bytes:
    """Makes a WARC whose record claims four exabytes, chunked and packed in answer after answer."""
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: application/http\r\n"
    )
    head += b"Content-Length: "
    packed = gzip.compress(ZEROS * 64, 9)
    answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed * 30
    return head + b"%d\r\n\r\n%s\r\n\r\n" % (len(answer), answer) + head + b"4611686018427387904\r\n\r\nwords"


def chat_of_brackets() -> bytes:
    """Makes a chat of brackets in brackets."""
    return b'{"messages": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"


def chat_of_messages() -> bytes:
    """Makes a chat of two hundred thousand messages."""
    return json.dumps({"messages": [{"date_unixtime": "1", "from": "A", "text": "b"}] * 200_000}).encode()


DOCUMENT_BOMBS: dict[str, tuple[Family, str, str, Callable[[], bytes]]] = {
    "pdf packed twice": (_DOCUMENT, "application/pdf", "a.pdf", pdf_packed_twice),
    "pdf of 16 million forms": (_DOCUMENT, "application/pdf", "a.pdf", pdf_of_forms),
    "pdf that draws itself": (_DOCUMENT, "application/pdf", "a.pdf", pdf_in_a_circle),
    "pdf of a picture of 60,000 square": (_DOCUMENT, "application/pdf", "a.pdf", pdf_of_a_large_picture),
    "pdf of a million million tiles": (_DOCUMENT, "application/pdf", "a.pdf", pdf_of_a_pattern),
    "pdf of a glyph that writes itself": (_DOCUMENT, "application/pdf", "a.pdf", pdf_of_glyphs),
    "pdf of a broken face": (_DOCUMENT, "application/pdf", "a.pdf", pdf_of_a_broken_face),
    "pdf of two billion pages": (_DOCUMENT, "application/pdf", "a.pdf", partial(pdf_of_pages, 0x7FFFFFFF)),
    "pdf of a page of 2,000,000 points": (
        _DOCUMENT, "application/pdf", "a.pdf", pdf_of_a_large_page,
    ),
    "pdf of eight million strokes": (_DOCUMENT, "application/pdf", "a.pdf", pdf_of_operators),
    "svg of uses": (_IMAGE, "image/svg+xml", "a.svg", svg_of_uses),
    "svg of blurs": (_IMAGE, "image/svg+xml", "a.svg", svg_of_blurs),
    "svg of laughs": (_IMAGE, "image/svg+xml", "a.svg", laughs),
    "svg of another file": (_IMAGE, "image/svg+xml", "a.svg", lambda: SVG % b'<image xlink:href="file:///etc/hostname"/>'),
    "docx of laughs": (_DOCUMENT, _DOCX, "a.docx", partial(office_of_laughs, "word/document.xml")),
    "docx of a million paragraphs": (_DOCUMENT, _DOCX, "a.docx", partial(office_of_zeros, "word/document.xml")),
    "rtf of 500,000 groups": (_DOCUMENT, "application/rtf", "a.rtf", lambda: b"{\\rtf1" + b"{\\b" * 500_000),
    "html of 500,000 parts": (_TEXT, "text/html", "a.html", lambda: b"<!doctype html>" + b"<div><p>words" * 500_000),
    "html of one open mark": (_TEXT, "text/html", "a.html", lambda: b"<!--" * 500_000 + b"<![" * 300_000),
    "zip that overlaps": (_ARCHIVE, "application/zip", "a.zip", partial(overlapping, 2_000, ZEROS * 2)),
    "zip of 8 GiB of zeros": (_ARCHIVE, "application/zip", "a.zip", partial(zip_of_zeros, 8)),
    "zip of 200,000 entries": (_ARCHIVE, "application/zip", "a.zip", partial(entry_list, 200_000)),
    "zip in zip in zip": (_ARCHIVE, "application/zip", "a.zip", partial(nest, 4)),
    "gzip of 2 GiB of zeros": (_ARCHIVE, "application/gzip", "a.gz", lambda: gzip.compress(ZEROS * 64, 9) * 32),
    "xz of 512 MiB of zeros": (_ARCHIVE, "application/x-xz", "a.xz", lambda: lzma.compress(ZEROS * 64, preset=0) * 8),
    "tar of ten terabytes": (_ARCHIVE, "application/x-tar", "a.tar", tar_of_terabytes),
    "tar of a name of 900 MiB": (_ARCHIVE, "application/gzip", "a.tar.gz", tar_of_names),
    "mail of 30,000 parts": (_MAIL, "message/rfc822", "a.eml", partial(mail_of_parts, 30_000)),
    "mail of 200,000 header lines": (_MAIL, "message/rfc822", "a.eml", mail_of_headers),
    "saved page of 30,000 parts": (_PAGE, "multipart/related", "a.mhtml", partial(mail_of_parts, 30_000)),
    "warc of four exabytes": (_PAGE, "application/warc", "a.warc", warc_of_lies),
    "chat of 200,000 brackets": (_CHAT, "application/x-telegram-chat+json", "a.json", chat_of_brackets),
    "chat of 200,000 messages": (_CHAT, "application/x-telegram-chat+json", "a.json", chat_of_messages),
}  # fmt: skip
"""Each document or archive bomb: its family, its media type, a name, and how it is made."""
