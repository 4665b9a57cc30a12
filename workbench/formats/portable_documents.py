"""Reads what a PDF holds: attached files, its words page by page, and its pictures as they are stored.

PDFium does the reading, and ends the whole process where it runs out of memory: only ever in the confined reader.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from workbench.formats.members import Item, Member, Skipped, Unreadable

PAGE_BREAK = "\f\n"
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_MOST_PIXELS = 40_000_000
_DEEPEST = 8
_WHOLE_FILES = {"DCTDecode": "jpg", "JPXDecode": "jp2"}


def read_pdf(file: BinaryIO, name: str) -> Iterator[Item]:
    """Gives attachments, then the words as one text, then the pictures."""
    document = open_document(file)
    yield from _attachments(document)
    yield from _words(document)
    yield from _pictures(document)


def open_document(file: BinaryIO) -> Any:
    """Opens a PDF; raises Unreadable in words."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        return pypdfium2.PdfDocument(file.read())
    except pypdfium2.PdfiumError as fault:
        if getattr(fault, "err_code", None) == _PASSWORD:
            raise Unreadable("The PDF is protected by a password, and stays closed without it.") from fault
        raise Unreadable("The PDF is damaged, or is none.") from fault


def page_texts(document: Any) -> Iterator[str]:
    """Gives the words of page after page; a page that cannot be read gives none."""
    import pypdfium2

    for place in range(len(document)):
        try:
            page = document[place]
            text = page.get_textpage()
            yield str(text.get_text_range()).replace("\r\n", "\n")
            text.close()
            page.close()
        except pypdfium2.PdfiumError:
            yield ""


def _attachments(document: Any) -> Iterator[Item]:
    """Gives the files that are attached to the document."""
    import pypdfium2

    for place in range(document.count_attachments()):
        title = f"attachment {place + 1}"
        try:
            attachment = document.get_attachment(place)
            title = attachment.get_name() or title
            data = bytes(attachment.get_data())
        except (pypdfium2.PdfiumError, ValueError, UnicodeError):
            yield Skipped(title, "It is attached to the PDF, and cannot be taken out.")
            continue
        if data:
            yield Member(title, part="enclosure")
            yield data


def _words(document: Any) -> Iterator[Item]:
    """Gives the words of all pages as one text, where there are any."""
    started = False
    breaks = ""
    for text in page_texts(document):
        if text.strip():
            if not started:
                yield Member("words.txt", part="text")
                started = True
            yield (breaks + text).encode("utf-8", "replace")
            breaks = ""
        breaks += PAGE_BREAK


def _pictures(document: Any) -> Iterator[Item]:
    """Gives the pictures on all pages; one that stands on many is given once."""
    import pypdfium2

    met: set[bytes] = set()
    for place in range(len(document)):
        try:
            page = document[place]
            objects = list(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST))
        except pypdfium2.PdfiumError:
            yield Skipped(f"page {place + 1}", "The page is damaged.")
            continue
        for number, picture in enumerate(objects, 1):
            yield from _picture(picture, f"page {place + 1}, picture {number}", met)
        page.close()


def _picture(picture: Any, title: str, met: set[bytes]) -> Iterator[Item]:
    """Gives one picture as the file it was before it came into the PDF, or else as PNG."""
    import pypdfium2

    try:
        ending = _WHOLE_FILES.get((picture.get_filters(skip_simple=True) or [""])[-1])
        if ending is not None:
            data = bytes(picture.get_data(decode_simple=True))
        else:
            width, height = picture.get_px_size()
            if width * height > _MOST_PIXELS:
                yield Skipped(title, "It is larger than pictures are taken out here.")
                return
            ending, data = "png", _png(picture.get_bitmap())
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        yield Skipped(title, "It is damaged, or of a kind that cannot be taken out.")
        return
    digest = hashlib.sha256(data).digest()
    if data and digest not in met:
        met.add(digest)
        yield Member(f"{title}.{ending}", part="picture")
        yield data


def _png(bitmap: Any) -> bytes:
    """Writes a bitmap as PNG, losslessly: the stored pixels without the PDF's own packing."""
    width, height, stride, channels = bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels
    pixels = bytes(bitmap.buffer)
    colour = {1: 0, 3: 2, 4: 6 if bitmap.format == 4 else 2}[channels]
    packer, packed = zlib.compressobj(6), []
    for line in range(height):
        row = bytearray(pixels[line * stride : line * stride + width * channels])
        if channels >= 3:
            row[0::channels], row[2::channels] = row[2::channels], row[0::channels]
        if channels == 4 and colour == 2:
            del row[3::4]
        packed.append(packer.compress(b"\0" + row))
    packed.append(packer.flush())
    header = struct.pack(">LLBBBBB", width, height, 8, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", b"".join(packed)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(kind, data) for kind, data in chunks)


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    """Frames one chunk of a PNG."""
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
