"""Containers made to fill a disk or to wear a reader out end within their bounds, and what came whole is kept."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

import pytest

from tests.workbench.formats.test_portable_documents import document
from tests.workbench.formats.test_zip_archives import overlapping
from tests.workbench.media.test_unpacking import outcome
from workbench.errors import DecoderKilled, NotUnpacked
from workbench.formats import warming
from workbench.formats.members import Item, Member, Skipped
from workbench.media.sandbox import Decoder
from workbench.media.streams import Bounds

SMALL = Bounds(memory_bytes=256 << 20, cpu_seconds=4, silent_seconds=20.0, floor_bytes=4 << 20, entries=1_000)
ZEROS = bytes(1 << 20)


def whole(came: list[Item]) -> list[str]:
    """Names the members that came whole."""
    names: list[str] = []
    for item in came:
        if isinstance(item, Member):
            names.append(item.name)
        elif isinstance(item, Skipped) and item.takes_back:
            names.pop()
    return names


def total(came: list[Item]) -> int:
    """Counts the bytes that were handed on."""
    return sum(len(item) for item in came if isinstance(item, bytes))


def many_zeros(megabytes: int) -> bytes:
    """Makes a zlib stream of zeros without making the zeros: one block, over and over."""
    packer = zlib.compressobj(9)
    first = packer.compress(ZEROS) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(ZEROS) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + block * (megabytes - 1) + packer.flush()


def zip_of(entries: dict[str, bytes]) -> bytes:
    """Makes a ZIP archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return data.getvalue()


def entry_list(count: int) -> bytes:
    """Makes a ZIP archive of very many small entries, header by header."""
    local, central, at = [], [], 0
    for n in range(count):
        name, body = b"%06d" % n, b"x"
        crc = zlib.crc32(body)
        head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 0, 0, 33, crc, 1, 1, 6, 0) + name + body
        central.append(
            struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 33, crc, 1, 1, 6, 0, 0, 0, 0, 0, at) + name
        )
        local.append(head)
        at += len(head)
    directory = b"".join(central)
    end64 = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(directory), at)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, at + len(directory), 1)
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return b"".join(local) + directory + end64 + locator + end


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_far_larger_than_itself_is_stopped_and_taken_back(decoder: Decoder, pack: object) -> None:
    data = pack(bytes(24 << 20))  # type: ignore[operator]
    media_type = {b"\x1f": "application/gzip", b"B": "application/x-bzip2", b"\xfd": "application/x-xz"}[data[:1]]
    came, fault = outcome(decoder, data, media_type, "a", SMALL)
    assert isinstance(fault, NotUnpacked) and fault.detail == "limit: bytes"
    assert not whole(came) and total(came) <= SMALL.most_bytes(len(data)) < 24 << 20


def test_an_archive_of_bombs_keeps_what_came_before_the_bound(decoder: Decoder) -> None:
    data = zip_of({"first.txt": b"words", **{f"{n}.bin": ZEROS + bytes([n]) for n in range(20)}})
    came, fault = outcome(decoder, data, "application/zip", "a.zip", SMALL)
    assert isinstance(fault, NotUnpacked) and "far larger" in fault.message and "kept" in fault.remedy
    assert whole(came)[0] == "first.txt" and 2 <= len(whole(came)) <= 20


def test_entries_that_overlap_come_out_once(decoder: Decoder) -> None:
    data = overlapping(250, ZEROS * 3)
    came, fault = outcome(decoder, data, "application/zip", "a.zip", SMALL)
    assert fault is None and len(whole(came)) == 1 and total(came) == 3 << 20


def test_too_many_entries_are_stopped(decoder: Decoder) -> None:
    came, fault = outcome(decoder, entry_list(3_000), "application/zip", "a.zip", SMALL)
    assert isinstance(fault, NotUnpacked) and fault.detail == "limit: entries" and "1,000" in fault.message
    assert len(whole(came)) == 1_000
    fine, fault = outcome(decoder, entry_list(900), "application/zip", "a.zip", SMALL)
    assert fault is None and len(whole(fine)) == 900


def test_a_nest_of_archives_gives_one_level(decoder: Decoder) -> None:
    data = ZEROS
    for level in range(6):
        data = zip_of({f"{level}-{n}.zip": data + bytes([n]) for n in range(4)})
    came, fault = outcome(decoder, data, "application/zip", "42.zip", SMALL)
    assert fault is None and whole(came) == [f"5-{n}.zip" for n in range(4)]


def test_a_header_of_ten_terabytes_costs_no_more_than_the_file(decoder: Decoder) -> None:
    info = tarfile.TarInfo("huge")
    info.size = 10 << 40
    for kind in (tarfile.REGTYPE, tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.BLKTYPE, b"Z"):
        info.type = kind
        data = info.tobuf(tarfile.GNU_FORMAT) + b"words" * 1_000
        for packed, media_type in ((data, "application/x-tar"), (gzip.compress(data), "application/gzip")):
            came, fault = outcome(decoder, packed, media_type, "a.tar", SMALL)
            assert not whole(came) and (fault is None or isinstance(fault, NotUnpacked)), kind


def test_a_tar_header_that_asks_for_memory_is_refused(decoder: Decoder) -> None:
    info = tarfile.TarInfo("name")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 900 << 20
    packer = zlib.compressobj(9, wbits=31)
    data = packer.compress(info.tobuf(tarfile.GNU_FORMAT)) + packer.compress(ZEROS * 64)
    block = packer.flush(zlib.Z_FULL_FLUSH) + packer.compress(ZEROS * 64) + packer.flush(zlib.Z_FULL_FLUSH)
    came, fault = outcome(decoder, data + block * 12, "application/gzip", "a.tar.gz", SMALL)
    assert not came and isinstance(fault, NotUnpacked | DecoderKilled)


def test_a_dictionary_beyond_measure_is_refused(decoder: Decoder) -> None:
    chain = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}]
    data = bytearray(lzma.compress(b"words", filters=chain))
    place = data.index(b"\x21\x01")
    data[place + 2] = 40
    data[20:24] = b"\0\0\0\0"
    came, fault = outcome(decoder, bytes(data), "application/x-xz", "a.xz", SMALL)
    assert not whole(came) and isinstance(fault, NotUnpacked)


def test_a_pdf_that_unpacks_twice_ends_only_its_own_reader(decoder: Decoder) -> None:
    twice = zlib.compress(many_zeros(4_000), 9)
    head = b"/Width 60000 /Height 60000 /ColorSpace /DeviceGray /Filter [/FlateDecode /FlateDecode]"
    stream = b"<< /Type /XObject /Subtype /Image /BitsPerComponent 8 %s /Length %d >>\nstream\n%s\nendstream"
    pdf = document(stream % (head.replace(b"60000", b"6000"), len(twice), twice))
    came, fault = outcome(decoder, pdf, "application/pdf", "a.pdf", SMALL)
    assert "words.txt" in whole(came) and total(came) < 1 << 26
    page = document().replace(b"<< /Length 35 >>", b"<< /Length 35 >>")
    assert fault is None or isinstance(fault, DecoderKilled | NotUnpacked)
    assert outcome(decoder, page, "application/pdf", "b.pdf", SMALL)[1] is None


def test_a_pdf_page_without_end_is_stopped(decoder: Decoder) -> None:
    twice = zlib.compress(many_zeros(4_000), 9)
    plain = document()
    start = plain.index(b"4 0 obj")
    end = plain.index(b"endobj", start)
    content = b"4 0 obj\n<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream\n" % (
        len(twice),
        twice,
    )
    _, fault = outcome(decoder, plain[:start] + content + plain[end:], "application/pdf", "a.pdf", SMALL)
    assert fault is None or isinstance(fault, DecoderKilled | NotUnpacked)
    assert outcome(decoder, warming.samples()[0][2], "application/zip", "a.zip", SMALL)[1] is None


def test_nesting_of_thirty_thousand_parts_is_stopped(decoder: Decoder) -> None:
    head = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(30_000))
    came, fault = outcome(decoder, head + b"\r\nwords", "multipart/related", "a.mhtml", SMALL)
    assert not whole(came) and isinstance(fault, NotUnpacked | DecoderKilled)
