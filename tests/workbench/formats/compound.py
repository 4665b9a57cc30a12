"""Writes compound files (MS-CFB) and Outlook messages in them, so that the reader of both meets real structures."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime

_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096

Tree = dict[str, "Tree | bytes"]


def compound_file(tree: Tree) -> bytes:
    """Writes a tree of storages and streams; small streams go into the mini stream, as the format wants it."""
    entries: list[_Entry] = [_Entry("Root Entry", 5)]
    _add_entries(entries, 0, tree)
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, mini_fat = bytearray(), []
    for entry in entries:
        if entry.kind != 2:
            continue
        if len(entry.data) >= _CUTOFF:
            entry.start = _chain(sectors, fat, entry.data)
        elif entry.data:
            entry.start = len(mini) // _MINI
            count = -(-len(entry.data) // _MINI)
            mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), _END]
            mini += entry.data.ljust(count * _MINI, b"\0")
    if mini:
        entries[0].start, entries[0].data = _chain(sectors, fat, bytes(mini)), bytes(mini)
    mini_start = _chain(sectors, fat, _numbers(mini_fat)) if mini_fat else _END
    mini_sectors = -(-len(mini_fat) * 4 // _SECTOR)
    directory = b"".join(entry.packed() for entry in entries)
    directory_start = _chain(sectors, fat, directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0"))
    fat_count = 1
    while fat_count * 128 < len(fat) + fat_count:
        fat_count += 1
    fat_sectors = [len(sectors) + place for place in range(fat_count)]
    fat += [_FAT] * fat_count
    table = _numbers(fat).ljust(fat_count * _SECTOR, b"\xff")
    sectors += [table[start : start + _SECTOR] for start in range(0, len(table), _SECTOR)]
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, 0, fat_count,
        directory_start, 0, _CUTOFF, mini_start, mini_sectors, _END, 0,
    )  # fmt: skip
    return header + _numbers([*fat_sectors, *[_FREE] * (109 - fat_count)]) + b"".join(sectors)


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    start: int = 0
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le")
        start = self.start if self.kind == 2 or self.data else (_END if self.kind == 5 else 0)
        return (
            name.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(name) + 2, self.kind, 1, self.left, self.right, self.child)
            + struct.pack("<16sI16sII", bytes(16), 0, bytes(16), start, len(self.data))
            + bytes(4)
        )  # fmt: skip


def _add_entries(entries: list[_Entry], parent: int, tree: Tree) -> None:
    names = sorted(tree, key=lambda name: (len(name), name.upper()))
    places = []
    for name in names:
        content = tree[name]
        places.append(len(entries))
        entries.append(_Entry(name, 2, content) if isinstance(content, bytes) else _Entry(name, 1))
        if not isinstance(content, bytes):
            _add_entries(entries, len(entries) - 1, content)
    entries[parent].child = _balanced(entries, places)


def _balanced(entries: list[_Entry], places: list[int]) -> int:
    if not places:
        return _NONE
    middle = len(places) // 2
    entry = entries[places[middle]]
    entry.left, entry.right = _balanced(entries, places[:middle]), _balanced(entries, places[middle + 1 :])
    return places[middle]


def _chain(sectors: list[bytes], fat: list[int], data: bytes) -> int:
    start = len(sectors)
    count = -(-len(data) // _SECTOR)
    sectors += [data[place * _SECTOR : (place + 1) * _SECTOR].ljust(_SECTOR, b"\0") for place in range(count)]
    fat += [*range(start + 1, start + count), _END]
    return start


def _numbers(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


@dataclass
class Outlook:
    """An Outlook message to be written: texts, bytes and fixed properties by their tags."""

    texts: dict[int, str] = field(default_factory=dict)
    binaries: dict[int, bytes] = field(default_factory=dict)
    times: dict[int, datetime] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    recipients: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    inner: list[Outlook] = field(default_factory=list)
    old_encoding: str = ""

    def file(self) -> bytes:
        """The whole compound file."""
        return compound_file(self.tree(32))

    def tree(self, head: int) -> Tree:
        """The storages and streams of the message."""
        tree: Tree = {"__properties_version1.0": bytes(head) + self._fixed(), **self._streams()}
        for place, (name, address) in enumerate(self.recipients):
            tree[f"__recip_version1.0_#{place:08X}"] = {
                "__properties_version1.0": bytes(8), **_texts({0x3001: name, 0x3003: address}),
            }  # fmt: skip
        for place, (name, data) in enumerate(self.files):
            tree[f"__attach_version1.0_#{place:08X}"] = {
                "__properties_version1.0": bytes(8), **_texts({0x3707: name}), "__substg1.0_37010102": data,
            }  # fmt: skip
        for place, message in enumerate(self.inner, len(self.files)):
            tree[f"__attach_version1.0_#{place:08X}"] = {
                "__properties_version1.0": bytes(8),
                "__substg1.0_3701000D": message.tree(24),
            }
        return tree

    def _streams(self) -> Tree:
        if self.old_encoding:
            streams: Tree = {
                f"__substg1.0_{tag:04X}001E": text.encode(self.old_encoding) for tag, text in self.texts.items()
            }
        else:
            streams = _texts(self.texts)
        return {**streams, **{f"__substg1.0_{tag:04X}0102": data for tag, data in self.binaries.items()}}

    def _fixed(self) -> bytes:
        epoch = datetime(1601, 1, 1, tzinfo=UTC)
        times = {tag: int((at - epoch).total_seconds()) * 10_000_000 for tag, at in self.times.items()}
        rows = [struct.pack("<IIQ", tag << 16 | 0x40, 6, ticks) for tag, ticks in times.items()]
        rows += [struct.pack("<IIQ", tag << 16 | 0x03, 6, number) for tag, number in self.numbers.items()]
        return b"".join(rows)


def _texts(texts: dict[int, str]) -> Tree:
    return {f"__substg1.0_{tag:04X}001F": text.encode("utf-16-le") for tag, text in texts.items()}
