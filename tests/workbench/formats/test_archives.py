"""Tar archives and packed files: whole ones, cut ones, and those that lie about their length."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile

import pytest

from workbench.formats.archives import read_packed, read_tar
from workbench.formats.members import Member, Reader, Skipped, Unreadable

WORDS = b"plain words\n" * 100
PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


def tar_of(entries: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """Makes a tar archive by the standard library."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=form) as archive:
        for name, content in entries.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(content), 1_700_000_000
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def read(reader: Reader, data: bytes, name: str = "a.tar") -> tuple[dict[str, bytes], dict[str, str], str]:
    """Reads a container: whole members by name, what was left out with its reason, and why it ended early."""
    members: dict[str, bytes] = {}
    skipped: dict[str, str] = {}
    last, why = "", ""
    try:
        for item in reader(io.BytesIO(data), name):
            if isinstance(item, Member):
                last = item.name
                members[last] = b""
            elif isinstance(item, bytes):
                members[last] += item
            elif isinstance(item, Skipped):
                skipped[item.name] = item.reason
                if item.takes_back:
                    del members[last]
    except Unreadable as end:
        why = str(end)
    return members, skipped, why


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("packer", ["", *PACKERS])
def test_every_form_in_every_packing_comes_whole(form: int, packer: str) -> None:
    entries = {"a.txt": WORDS, f"{'deep/' * 15}\u00e9.txt": b"x" * 70_000, "empty": b""}
    data = PACKERS.get(packer, bytes)(tar_of(entries, form))
    reader = read_packed if packer else read_tar
    assert read(reader, data, "a.bin") == (entries, {}, "")


def test_links_and_devices_are_named_and_lead_nowhere() -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, kind in (
            ("sym", tarfile.SYMTYPE),
            ("hard", tarfile.LNKTYPE),
            ("dev", tarfile.CHRTYPE),
            ("dir", tarfile.DIRTYPE),
            ("fifo", tarfile.FIFOTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    members, skipped, why = read(read_tar, data.getvalue())
    assert not members and sorted(skipped) == ["dev", "fifo", "hard", "sym"] and not why


def test_a_name_that_is_no_text_is_kept_byte_for_byte() -> None:
    data = tar_of({"nam\u00e9.txt": WORDS}, tarfile.GNU_FORMAT).replace("\u00e9".encode(), b"\xe9\xff")
    checked = bytearray(data)
    checked[148:156] = b" " * 8
    checked[148:156] = b"%06o\0 " % sum(checked[:512])
    (member,) = [item for item in read_tar(io.BytesIO(bytes(checked)), "") if isinstance(item, Member)]
    assert member.name == "nam\\xe9\\xff.txt" and member.name_bytes_hex == b"nam\xe9\xff.txt".hex()
    assert member.modified == "2023-11-14T22:13:20Z"


def test_a_cut_archive_gives_what_is_whole() -> None:
    entries = {f"{n}.bin": bytes([n]) * 3_000 for n in range(5)}
    data = tar_of(entries)
    for cut in (1_000, 9_000, 9_216 + 100, len(data) // 2):
        members, skipped, why = read(read_tar, data[:cut])
        assert all(entries[name] == content for name, content in members.items())
        assert "cannot be read to its end" in why or skipped
    packed = gzip.compress(data)
    members, _, why = read(read_packed, packed[: len(packed) - 12], "a.tar.gz")
    assert len(members) == 5 and "too early" in why


def test_a_header_that_claims_ten_terabytes_ends_where_the_file_ends() -> None:
    honest = tar_of({"first": WORDS})[:2048]
    info = tarfile.TarInfo("huge")
    info.size = 10 << 40
    data = honest + info.tobuf(tarfile.GNU_FORMAT) + WORDS
    for reader, packed in ((read_tar, data), (read_packed, gzip.compress(data))):
        members, skipped, why = read(reader, packed, "a.tar")
        assert members == {"first": WORDS} and "ends within it" in skipped["huge"] and why


def test_an_unknown_kind_that_claims_ten_terabytes_is_no_endless_search() -> None:
    info = tarfile.TarInfo("odd")
    info.type, info.size = tarfile.BLKTYPE, 10 << 40
    link = tarfile.TarInfo("extended")
    link.type, link.size = tarfile.XHDTYPE, 10 << 40
    for header in (info, link):
        _, _, why = read(read_tar, header.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
        assert why or header is info


def test_damage_in_the_middle_is_said() -> None:
    data = bytearray(tar_of({f"{n}.bin": bytes(600) for n in range(4)}))
    data[1536 * 2 : 1536 * 2 + 600] = b"\xaa" * 600
    members, _, why = read(read_tar, bytes(data))
    assert list(members) == ["0.bin", "1.bin"] and "makes no sense" in why


@pytest.mark.parametrize("packer", PACKERS)
def test_a_packed_file_is_one_member(packer: str) -> None:
    data = PACKERS[packer](WORDS)
    assert read(read_packed, data, f"notes.txt.{packer}") == ({"notes.txt": WORDS}, {}, "")
    members, skipped, why = read(read_packed, data[: len(data) - 8], f"notes.txt.{packer}")
    assert not members and "not whole" in skipped["notes.txt"] and "too early" in why


def test_joined_gzip_parts_are_one_file_and_padding_is_none_of_it() -> None:
    data = gzip.compress(WORDS) + gzip.compress(b"more") + bytes(512)
    assert read(read_packed, data, "a.gz")[0] == {"a": WORDS + b"more"}


def test_a_gzip_header_tells_name_and_time() -> None:
    file = io.BytesIO()
    with gzip.GzipFile("r\u00e9sum\u00e9.txt", "wb", fileobj=file, mtime=1_700_000_000) as packed:
        packed.write(WORDS)
    (member,) = [item for item in read_packed(io.BytesIO(file.getvalue()), "b.gz") if isinstance(item, Member)]
    assert member.name == "r\u00e9sum\u00e9.txt" and member.modified == "2023-11-14T22:13:20Z"
    assert bytes.fromhex(member.name_bytes_hex) == "r\u00e9sum\u00e9.txt".encode("latin-1")


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b", b"\x1f\x8b\x08" + b"\xff" * 40, b"BZh9junk", b"\xfd7zXZ\0junk"])
def test_nonsense_ends_in_words(data: bytes) -> None:
    members, skipped, why = read(read_packed, data, "a.gz")
    assert not any(members.values()) and (why or skipped or not data)
