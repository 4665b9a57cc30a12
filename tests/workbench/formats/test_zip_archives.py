"""ZIP archives, honest, odd and made to harm: what comes out, and the reason for whatever does not."""

from __future__ import annotations

import io
import stat
import struct
import zipfile

import pytest

from workbench.formats.members import Item, Member, Skipped, Unreadable
from workbench.formats.zip_archives import read_zip

WORDS = b"plain words, many times over\n" * 40
METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


def archive_of(
    entries: list[tuple[zipfile.ZipInfo | str, bytes]], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b""
) -> bytes:
    """Makes an archive by the standard library."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content, method)
        archive.comment = comment
    return data.getvalue()


def read(data: bytes) -> tuple[dict[str, bytes], dict[str, str], str]:
    """Reads an archive: whole members by name, what was left out with its reason, and why it ended early."""
    members: dict[str, bytes] = {}
    skipped: dict[str, str] = {}
    last, why = "", ""
    items: list[Item] = []
    try:
        for item in read_zip(io.BytesIO(data), "a.zip"):
            items.append(item)
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


@pytest.mark.parametrize("method", METHODS)
def test_each_method_gives_the_bytes_back(method: int) -> None:
    large = bytes(range(256)) * 4_000
    members, skipped, why = read(archive_of([("a.txt", WORDS), ("b/large.bin", large), ("empty", b"")], method))
    assert members == {"a.txt": WORDS, "b/large.bin": large, "empty": b""} and not skipped and not why


def test_a_streamed_archive_is_read() -> None:
    class Pipe(io.RawIOBase):
        """A file that cannot go back, so that lengths stand behind the bytes."""

        data = b""

        def writable(self) -> bool:
            return True

        def write(self, piece: object) -> int:
            Pipe.data += bytes(piece)  # type: ignore[call-overload]
            return len(piece)  # type: ignore[arg-type]

    Pipe.data = b""
    with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        archive.writestr("a.txt", WORDS)
    assert read(Pipe.data)[0] == {"a.txt": WORDS}


def test_zip64_an_own_comment_and_bytes_before_the_archive_do_no_harm() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive, archive.open("wide.txt", "w", force_zip64=True) as entry:
        entry.write(WORDS)
    assert read(data.getvalue())[0] == {"wide.txt": WORDS}
    plain = archive_of([("a.txt", WORDS)], comment=b"PK\5\6 said in a comment")
    assert read(plain)[0] == {"a.txt": WORDS}
    assert read(b"#!/bin/sh\n" * 50 + plain)[0] == {"a.txt": WORDS}


def test_folders_are_passed_over_and_links_and_devices_named() -> None:
    link, device = zipfile.ZipInfo("link"), zipfile.ZipInfo("device")
    for info, kind in ((link, stat.S_IFLNK), (device, stat.S_IFBLK)):
        info.create_system, info.external_attr = 3, (kind | 0o777) << 16
    members, skipped, _ = read(archive_of([("folder/", b""), (link, b"/etc/passwd"), (device, b"x"), ("a", b"1")]))
    assert members == {"a": b"1"}
    assert "link" in skipped["link"] and "device" in skipped["device"]


def test_names_keep_their_bytes_where_text_cannot_tell_them() -> None:
    data = archive_of([("\u00e9.txt", b"flagged"), ("nnn.txt", b"one"), ("ooo.txt", b"two"), ("ppp.txt", b"three")])
    data = (
        data.replace(b"nnn.txt", b"\x82nn.txt")
        .replace(b"ooo.txt", b"\xc3\xa9o.txt"[:7])
        .replace(b"ppp.txt", b"\x00/..txt")
    )
    names = {item.name: item.name_bytes_hex for item in read_zip(io.BytesIO(data), "") if isinstance(item, Member)}
    assert names["\u00e9.txt"] == ""
    assert names["\u00e9nn.txt"] == b"\x82nn.txt".hex()
    assert "\x00/..txt" in names


def test_odd_names_are_only_text() -> None:
    names = ["../../a", "/etc/passwd", "C:\\x.txt", "..\\b", "a\nb", "\u202egpj.exe", "x" * 5_000]
    members, skipped, why = read(archive_of([(zipfile.ZipInfo(name), name.encode()) for name in names]))
    assert sorted(members) == sorted(names) and not skipped and not why


def test_the_same_name_twice_gives_both() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = archive_of([("a", b"first"), ("a", b"second")])
    chunks = [item for item in read_zip(io.BytesIO(data), "") if isinstance(item, bytes)]
    assert chunks == [b"first", b"second"]


def patched(data: bytes, name: bytes, local: dict[int, bytes], central: dict[int, bytes]) -> bytes:
    """Changes fields of an entry: offsets count from the signatures of its two headers."""
    changed = bytearray(data)
    starts = (changed.index(name) - 30, changed.index(name, changed.index(b"PK\1\2")) - 46)
    for start, fields in zip(starts, (local, central), strict=True):
        for offset, value in fields.items():
            changed[start + offset : start + offset + len(value)] = value
    return bytes(changed)


def test_encrypted_entries_and_strange_methods_are_named_and_the_rest_comes() -> None:
    data = archive_of([("lock", WORDS), ("odd", WORDS), ("fine", WORDS)])
    data = patched(data, b"lock", {6: b"\1"}, {8: b"\1"})
    data = patched(data, b"odd", {8: b"\x62\0"}, {10: b"\x62\0"})
    members, skipped, _ = read(data)
    assert members == {"fine": WORDS}
    assert "password" in skipped["lock"] and "PPMd" in skipped["odd"]


@pytest.mark.parametrize(
    ("offset", "value", "words"),
    [
        (16, b"\0\0\0\0", "check sum"),
        (24, struct.pack("<L", 10), "more bytes than"),
        (24, struct.pack("<L", 1 << 30), "too early"),
        (42, struct.pack("<L", 7), "nothing begins"),
    ],
)
def test_a_lie_about_an_entry_takes_it_back(offset: int, value: bytes, words: str) -> None:
    data = patched(archive_of([("lies", WORDS), ("fine", WORDS)]), b"lies", {}, {offset: value})
    members, skipped, _ = read(data)
    assert members == {"fine": WORDS} and words in skipped["lies"]


def overlapping(count: int, content: bytes) -> bytes:
    """Makes an archive whose many entries all stand on the same bytes."""
    single = archive_of([("0000", content)])
    middle, end = single.index(b"PK\1\2"), single.index(b"PK\5\6")
    record = single[middle:end]
    directory = b"".join(record.replace(b"0000", b"%04d" % n) for n in range(count))
    tail = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count, count, len(directory), middle, 0)
    return single[:middle] + directory + tail


def test_entries_that_share_bytes_are_given_once() -> None:
    bomb = overlapping(250, bytes(1 << 20))
    assert len(bomb) < 33_756 and sum(info.file_size for info in zipfile.ZipFile(io.BytesIO(bomb)).infolist()) > 2e8
    members, skipped, _ = read(bomb)
    assert len(members) == 1 and len(skipped) == 249
    assert all("another entry" in reason for reason in skipped.values())


def test_a_cut_archive_gives_what_stood_whole() -> None:
    data = archive_of([(f"{n}.txt", WORDS + b"%d" % n) for n in range(6)])
    assert data.index(b"PK\1\2") > 400
    for end in (data.index(b"PK\1\2"), data.index(b"3.txt") + 40, len(data) - 30):
        members, _, why = read(data[:end])
        assert why and all(content == WORDS + name[:1].encode() for name, content in members.items())
        assert len(members) == (3 if end < data.index(b"4.txt") else 6)


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\3\4", b"PK\5\6" + bytes(18), b"PK\5\6" + b"\xff" * 18, b"PK\3\4" * 30]
)
def test_nonsense_ends_in_words(data: bytes) -> None:
    members, _, why = read(data)
    assert not members and (why or data == b"PK\5\6" + bytes(18))


def test_a_damaged_directory_keeps_what_came_before() -> None:
    data = archive_of([(f"{n}.txt", WORDS) for n in range(3)])
    second = data.index(b"PK\1\2", data.index(b"PK\1\2") + 4)
    members, _, why = read(data[:second] + b"XX" + data[second + 2 :])
    assert members == {"0.txt": WORDS} and "directory is damaged" in why


def test_a_claim_on_much_memory_is_refused() -> None:
    data = archive_of([("a", WORDS)], zipfile.ZIP_LZMA)
    place = data.index(b"a", 30) + 1
    members, skipped, _ = read(data[: place + 5] + struct.pack("<L", 0xF0000000) + data[place + 9 :])
    assert not members and "memory" in skipped["a"]
