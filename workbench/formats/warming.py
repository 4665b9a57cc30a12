"""Small containers of every kind, made in code, that a confined reader reads once before its doors close.

Libraries load parts of themselves at first use, and afterwards nothing can be loaded any more.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib

from workbench.formats.decoding import load_codecs
from workbench.formats.members import Unreadable
from workbench.formats.readers import reader_for
from workbench.formats.words import Remarks, words_of

_WORDS = b"plain words\n" * 8
_MAIL = (
    b"From: =?utf-8?Q?A=20B?= <a@example.org>\r\nTo: b@example.org\r\nDate: Fri, 2 Jan 2026 03:04:05 +0000\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\n"
    b"--cut\r\nContent-Type: text/plain; charset=iso-2022-jp; format=flowed\r\n\r\nwords \r\nwords\r\n"
    b"--cut\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>words=3D\r\n"
    b"--cut\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename*=utf-8''a%20b.txt\r\n\r\n"
    b"d29yZHM=\r\n--cut--\r\n"
)
_ADDRESS = b"http://example.org/"


def read_samples() -> None:
    """Reads each sample to its end, and its words."""
    load_codecs()
    for media_type, name, data in (*samples(), *writings()):
        reader = reader_for(media_type, name)
        if reader is not None:
            with contextlib.suppress(Unreadable):
                list(reader(io.BytesIO(data), name))
        list(words_of(io.BytesIO(data), media_type, name, 1000, Remarks()))


def samples() -> tuple[tuple[str, str, bytes], ...]:
    """Makes a container of each kind, with its media type and a name."""
    tar, warc = _tar(), _warc()
    return (
        ("application/zip", "a.zip", _zip()),
        ("application/x-tar", "a.tar", tar),
        ("application/gzip", "a.tar.gz", gzip.compress(tar)),
        ("application/gzip", "a.txt.gz", gzip.compress(_WORDS)),
        ("application/x-bzip2", "a.txt.bz2", bz2.compress(_WORDS)),
        ("application/x-xz", "a.txt.xz", lzma.compress(_WORDS)),
        ("application/warc", "a.warc", warc),
        ("application/gzip", "a.warc.gz", gzip.compress(warc)),
        ("multipart/related", "a.mhtml", _mhtml()),
        ("application/pdf", "a.pdf", _pdf()),
        ("application/pdf", "b.pdf", b"%PDF-1.4\nnothing\n"),
    )


def writings() -> tuple[tuple[str, str, bytes], ...]:
    """Makes a mail, a chat and a document of each kind, with its media type and a name."""
    return (
        ("message/rfc822", "a.eml", _MAIL),
        ("application/mbox", "a.mbox", b"From a Fri Jan  2 03:04:05 2026\n" + _MAIL),
        ("application/vnd.ms-outlook", "a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048)),
        ("text/x-whatsapp-chat", "a.txt", b"[12/06/2019, 21:03:11] A: words\n[13/06/2019, 21:03:11] A: words\n"),
        (
            "application/x-telegram-chat+json",
            "a.json",
            b'{"messages": [{"date_unixtime": "1", "from": "A", "text": "b"}]}',
        ),
        ("application/x-meta-chat+json", "a.json", b'{"messages": [{"timestamp_ms": 1, "sender_name": "\\u00c3"}]}'),
        ("text/html", "a.html", b"<!doctype html><title>A</title><!-- b --><p>words &amp; words<script>x</script>"),
        ("text/plain", "a.txt", b"words \xff words"),
        ("application/rtf", "a.rtf", b"{\\rtf1\\ansi words\\u8217?}"),
        ("application/vnd.oasis.opendocument.text", "a.odt", _office()),
    )


def _zip() -> bytes:
    """Makes a ZIP archive with an entry of each method."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
            archive.writestr(f"entry-{method}-\u00e9.txt", _WORDS, method)
    return file.getvalue()


def _office() -> bytes:
    """Makes a document of one paragraph."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<o:b xmlns:o='o'><o:p>words &amp; words</o:p></o:b>")
    return file.getvalue()


def _tar() -> bytes:
    """Makes a tar archive with a long name, a link and a file."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in ("short.txt", f"{'long/' * 60}\u00e9.txt"):
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(_WORDS), 1_700_000_000
            archive.addfile(info, io.BytesIO(_WORDS))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "short.txt"
        archive.addfile(link)
    return file.getvalue()


def _warc() -> bytes:
    """Makes a WARC with one response, chunked and packed."""
    body = gzip.compress(_WORDS)
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    )  # fmt: skip
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
        b"WARC-Target-URI: %s\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (_ADDRESS, len(answer), answer)
    )


def _mhtml() -> bytes:
    """Makes a saved page with one picture's place."""
    return (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: %s\r\nSubject: =?utf-8?Q?a=20page?=\r\n"
        b"Date: Fri, 2 Jan 2026 03:04:05 +0000\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="cut"\r\n\r\n'
        b"--cut\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        b"Content-Location: %s\r\n\r\n<p>words=3D</p>\r\n"
        b"--cut\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nd29yZHM=\r\n--cut--\r\n"
    ) % (_ADDRESS, _ADDRESS)


def _pdf() -> bytes:
    """Makes a PDF of one page with words, a packed picture and an attached file."""
    packed = zlib.compress(bytes(range(12)))
    page = b"BT /F1 12 Tf 20 20 Td (plain words) Tj ET q 40 0 0 40 10 40 cm /I1 Do Q"
    return pdf_of(
        (
            b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a.txt) 7 0 R] >> >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> /XObject << /I1 6 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceRGB /BitsPerComponent 8"
            b" /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed),
            b"<< /Type /Filespec /F (a.txt) /UF (a.txt) /EF << /F 8 0 R >> >>",
            b"<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream" % (len(_WORDS), _WORDS),
        )
    )


def pdf_of(objects: tuple[bytes, ...]) -> bytes:
    """Puts numbered objects together as a PDF; the first is its catalogue."""
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(data))
    )
