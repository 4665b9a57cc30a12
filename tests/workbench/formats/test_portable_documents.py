"""PDFs: attachments, words and pictures come out as they were put in."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests.workbench.formats.test_archives import read
from workbench.formats.members import Member
from workbench.formats.portable_documents import read_pdf
from workbench.formats.warming import pdf_of


def jpeg() -> bytes:
    """Draws a small JPEG."""
    data = io.BytesIO()
    Image.new("RGB", (8, 6), (200, 10, 10)).save(data, "JPEG")
    return data.getvalue()


def picture(head: bytes, data: bytes) -> bytes:
    """Makes a picture object."""
    return b"<< /Type /XObject /Subtype /Image /BitsPerComponent 8 %s /Length %d >>\nstream\n%s\nendstream" % (
        head, len(data), data,
    )  # fmt: skip


def document(*pictures: bytes, words: bytes = b"plain words", pages: int = 1) -> bytes:
    """Makes a PDF whose pages all show the same words and pictures."""
    draw = b"".join(b"q 40 0 0 40 10 %d cm /I%d Do Q " % (40 * n, n) for n in range(len(pictures)))
    content = b"BT /F1 12 Tf 20 20 Td (%s) Tj ET %s" % (words, draw)
    first = 3 + pages
    names = b" ".join(b"/I%d %d 0 R" % (n, first + 2 + n) for n in range(len(pictures)))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents %d 0 R"
        b" /Resources << /Font << /F1 %d 0 R >> /XObject << %s >> >> >>" % (first, first + 1, names)
    )
    return pdf_of(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % (3 + n) for n in range(pages)), pages),
            *[page] * pages,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *pictures,
        )
    )


def test_a_jpeg_comes_out_as_it_went_in_and_once_for_all_pages() -> None:
    inside = jpeg()
    data = document(picture(b"/Width 8 /Height 6 /ColorSpace /DeviceRGB /Filter /DCTDecode", inside), pages=3)
    items = list(read_pdf(io.BytesIO(data), "a.pdf"))
    pictures = [
        items[place + 1] for place, item in enumerate(items) if isinstance(item, Member) and item.part == "picture"
    ]
    assert pictures == [inside]
    words = b"".join(item for item in items[1:4] if isinstance(item, bytes))
    assert words.decode().split("\f\n") == ["plain words"] * 3


@pytest.mark.parametrize(
    ("colours", "mode", "pixels"),
    [(b"/DeviceRGB", "RGB", bytes(range(12))), (b"/DeviceGray", "L", bytes(range(4)))],
)
def test_other_pictures_come_out_as_png_without_loss(colours: bytes, mode: str, pixels: bytes) -> None:
    head = b"/Width 2 /Height 2 /Filter /FlateDecode /ColorSpace " + colours
    items = list(read_pdf(io.BytesIO(document(picture(head, zlib.compress(pixels)))), "a.pdf"))
    drawn = Image.open(io.BytesIO(bytes(items[-1])))  # type: ignore[arg-type]
    assert drawn.format == "PNG" and drawn.convert(mode).tobytes() == pixels


def test_a_picture_beyond_measure_is_left_out_unread() -> None:
    head = b"/Width 60000 /Height 60000 /ColorSpace /DeviceGray /Filter /FlateDecode"
    members, skipped, _ = read(read_pdf, document(picture(head, zlib.compress(b"\0"))), "a.pdf")
    assert list(members) == ["words.txt"] and ("larger" in "".join(skipped.values()) or not skipped)


def test_what_is_no_pdf_says_so() -> None:
    members, _, why = read(read_pdf, b"%PDF-1.4\nnothing", "a.pdf")
    assert not members and "damaged" in why


def test_the_real_documents_come_apart(shared_data: Path) -> None:
    folder = shared_data / "documents"
    members, _, why = read(read_pdf, (folder / "with-attachment.pdf").read_bytes(), "a.pdf")
    assert not why and members["image.png"].startswith(b"\x89PNG") and b"Lorem ipsum" in members["words.txt"]
    pages, _, _ = read(read_pdf, (folder / "pdflatex-4-pages.pdf").read_bytes(), "a.pdf")
    assert pages["words.txt"].count(b"\f\n") == 3
    locked, _, why = read(read_pdf, (folder / "libreoffice-writer-password.pdf").read_bytes(), "a.pdf")
    assert not locked and "password" in why
