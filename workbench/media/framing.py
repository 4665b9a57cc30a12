"""How a child hands out the parts of a container one by one: frames on a pipe, each with its kind and its length.

The child writes with :class:`Outlet`. What the host reads is untrusted: every frame is measured before it is read and
typed before anyone sees it (:func:`item_from`), unknown keys fall away, and a name is text for a record and no path.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import msgspec

from workbench.formats.members import Item, Member, Message, Skipped

MEMBER, MESSAGE, SKIPPED, BYTES, END = b"M", b"T", b"S", b"B", b"E"
HEADER_BYTES = 5
CHUNK_BYTES = 1 << 17
NAME_BYTES = 4096
LONGEST = {MEMBER: 64 << 10, MESSAGE: 4 << 20, SKIPPED: 64 << 10, BYTES: CHUNK_BYTES, END: 60_000}
_TYPES = {MEMBER: Member, MESSAGE: Message, SKIPPED: Skipped}
_KINDS = {Member: MEMBER, Message: MESSAGE, Skipped: SKIPPED}
_WORD, _LINE, _LIST = 100, 1000, 1000
#: How many bytes of UTF-8 each text of an item may have.
_MOST: dict[type, tuple[tuple[str, int], ...]] = {
    Member: (
        ("name", NAME_BYTES), ("part", _WORD), ("modified", _WORD), ("captured", _WORD), ("url", NAME_BYTES),
        ("name_bytes_hex", 2 * NAME_BYTES),
    ),
    Message: (
        ("at", _WORD), ("zone", _WORD), ("precision", _WORD), ("sender", _LINE), ("text", 400_000),
        ("conversation", _LINE),
    ),
    Skipped: (("name", NAME_BYTES), ("reason", 300)),
}  # fmt: skip


class BadFrame(Exception):
    """A frame is not one that an honest child writes."""


def frame(kind: bytes, payload: bytes) -> bytes:
    """Puts kind and length before a payload."""
    return kind + len(payload).to_bytes(4, "big") + payload


def measured(untrusted_header: bytes) -> tuple[bytes, int]:
    """Reads the kind and the length of the frame to come; raises BadFrame beyond what its kind may have."""
    kind, length = untrusted_header[:1], int.from_bytes(untrusted_header[1:HEADER_BYTES], "big")
    if length > LONGEST.get(kind, -1):
        raise BadFrame("length" if kind in LONGEST else "kind")
    return kind, length


def item_from(kind: bytes, untrusted_payload: bytes) -> Item:
    """Reads one item; raises BadFrame where a field has the wrong type or is too long."""
    if kind == BYTES:
        return untrusted_payload
    try:
        item: Member | Message | Skipped = msgspec.json.decode(untrusted_payload, type=_TYPES[kind])
    except (msgspec.MsgspecError, ValueError, RecursionError, KeyError) as cause:
        raise BadFrame("fields") from cause
    if not _fits(item):
        raise BadFrame("long fields")
    return item


class Outlet:
    """The child's end of the pipe: takes items and writes frames; a host that does not read makes it wait."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def give(self, item: Item) -> None:
        """Writes one item; bytes of any length are cut into chunks."""
        if isinstance(item, Member | Message | Skipped):
            self._write(frame(_KINDS[type(item)], msgspec.json.encode(clipped(item))))
            return
        view = memoryview(item)
        for start in range(0, len(view), CHUNK_BYTES):
            self._write(frame(BYTES, bytes(view[start : start + CHUNK_BYTES])))

    def _write(self, data: bytes) -> None:
        """Writes all of it."""
        written = os.write(self._descriptor, data)
        while written < len(data):
            written += os.write(self._descriptor, data[written:])


def clipped(item: Member | Message | Skipped) -> Member | Message | Skipped:
    """Brings an item within the measures of the wire, and its texts into Unicode that a record can hold."""
    if _fits(item):
        return item
    changes: dict[str, Any] = {name: _clip(getattr(item, name), most) for name, most in _MOST[type(item)]}
    if isinstance(item, Message):
        return replace(item, **changes, recipients=_clip_all(item.recipients), attachments=_clip_all(item.attachments))
    return replace(item, **changes)


def _fits(item: Member | Message | Skipped) -> bool:
    """Tells whether every text of an item is within its measure."""
    for name, most in _MOST[type(item)]:
        text = getattr(item, name)
        if not (text.isascii() and len(text) <= most) and _clip(text, most) != text:
            return False
    if isinstance(item, Message):
        return all(texts == _clip_all(texts) for texts in (item.recipients, item.attachments))
    return True


def _clip(text: str, most: int) -> str:
    """Cuts a text to a number of UTF-8 bytes; what is no Unicode is spelled out."""
    data = text.encode("utf-8", "backslashreplace")
    return data[:most].decode("utf-8", "ignore") if len(data) > most else data.decode()


def _clip_all(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Cuts each of a list, and the list."""
    return tuple(_clip(text, _LINE) for text in texts[:_LIST])
