"""Reads a message as Outlook saves it (``.msg``, MS-OXMSG): property streams in a compound file.

A message inside a message has no file of its own; its words and attachments are given as those of this one, under its
own folder, and it is a message of its own.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

from workbench.formats.decoding import known_codec, text_of
from workbench.formats.html_words import page_encoding, visible_words
from workbench.formats.mail import MOST_TEXT
from workbench.formats.members import Item, Member, Message, Skipped, Unreadable
from workbench.formats.rich_text import decompressed, rich_words

_MOST_DEPTH = 8
_MOST_WORDS = 8 << 20
_SUBJECT, _BODY, _HTML, _RICH, _HEADERS = 0x0037, 0x1000, 0x1013, 0x1009, 0x007D
_SENDER_NAME, _SENDER_ADDRESS, _SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
_FROM_NAME, _FROM_ADDRESS = 0x0042, 0x0065
_TO, _CC, _BCC = 0x0E04, 0x0E03, 0x0E02
_NAME, _ADDRESS, _SMTP, _DISPLAY = 0x3001, 0x3003, 0x39FE, 0x5FF6
_LONG_FILE, _SHORT_FILE, _DATA, _INNER = 0x3707, 0x3704, 0x3701, 0x3701000D
_TIMES = (0x0039, 0x0E06, 0x3007)  # sent, delivered, made
_PAGES = (0x3FDE, 0x3FFD)
_TEXT, _OLD_TEXT, _BINARY, _TIME, _NUMBER = 0x001F, 0x001E, 0x0102, 0x0040, 0x0003
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_UNTIMED = "The message states no time that can be read, and is not on the timeline."
_DEEP = "Messages lie too deep in each other; those inside were not taken apart."
_NO_MESSAGE = "This compound file is no message: it has no list of properties."
_DAMAGED = "The compound file is damaged."

Folder = tuple[str, ...]


@dataclass(slots=True)
class _Words:
    """What one message says."""

    subject: str = ""
    body: str = ""
    names: list[str] = field(default_factory=list)


def read_outlook(file: BinaryIO, name: str) -> Iterator[Item]:
    """Yields the bodies and attachments of an Outlook message with their bytes, and the message itself."""
    yield from _Storage(file).message((), "", name, 0)


def outlook_words(file: BinaryIO) -> Iterator[str]:
    """Yields the words of an Outlook message: its people, its subject, its body, and the names of what is attached."""
    for item in outlook_messages(file):
        yield f"{message_head(item)}{item.text}\n"
        yield from (f"{attached}\n" for attached in item.attachments)


def outlook_messages(file: BinaryIO) -> Iterator[Message]:
    """Yields the messages within those it holds, and at the end the Outlook message itself."""
    for item in _Storage(file).message((), "", "", 0, bodies=False):
        if isinstance(item, Message):
            yield item


def message_head(message: Message) -> str:
    """Writes who wrote a message to whom, and when."""
    return f"From: {message.sender}\nTo: {', '.join(message.recipients)}\nDate: {message.at}\n"


class _Storage:
    """The streams of one compound file."""

    def __init__(self, file: BinaryIO) -> None:
        import olefile  # type: ignore[import-untyped]

        try:
            self._ole: Any = olefile.OleFileIO(file)
            self._names = {tuple(part.lower() for part in path): path for path in self._ole.listdir()}
            self._storages = {tuple(path) for path in self._ole.listdir(streams=False, storages=True)}
        except (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error, RecursionError) as cause:
            raise Unreadable(_DAMAGED) from cause
        if not self.stream(("__properties_version1.0",)):
            raise Unreadable(_NO_MESSAGE)

    def stream(self, path: Folder) -> bytes:
        """Reads a stream; empty where there is none or it is damaged."""
        found = self._names.get(tuple(part.lower() for part in path))
        if found is None:
            return b""
        try:
            return bytes(self._ole.openstream(found).read())
        except (OSError, ValueError, IndexError, TypeError, struct.error):
            return b""

    def folders(self, within: Folder, start: str) -> list[Folder]:
        """Lists the storages directly inside one that begin with a word, by their numbers."""
        depth = len(within) + 1
        return sorted(
            path
            for path in self._storages
            if len(path) == depth and path[:-1] == within and path[-1].lower().startswith(start)
        )

    def message(self, folder: Folder, title: str, name: str, depth: int, bodies: bool = True) -> Iterator[Item]:
        """Yields what one message holds: its bodies, its attachments, the messages inside it, and then itself."""
        properties = _Properties(self, folder, 32 if not folder else 24)
        words = _Words(subject=properties.text(_SUBJECT))
        for item in self._bodies(properties, title, words):
            if bodies:
                yield item
        for attachment in self.folders(folder, "__attach_version1.0"):
            yield from self._attachment(attachment, title, words, depth, bodies)
        at = properties.time()
        if at is None:
            yield Skipped(title or name, _UNTIMED)
            at_text = ""
        else:
            at_text = at.isoformat()
        if at_text or not bodies:
            text = "\n\n".join(filter(None, (words.subject, words.body)))[:MOST_TEXT]
            yield Message(
                at_text, "+00:00" if at_text else "", "second", properties.sender(), text,
                self._recipients(folder, properties), words.subject, tuple(words.names),
            )  # fmt: skip

    def _bodies(self, properties: _Properties, title: str, words: _Words) -> Iterator[Item]:
        """Yields the bodies of a message, as many as it has; its words are those of the plainest."""
        headers, plain = properties.text(_HEADERS), properties.text(_BODY)
        page = properties.data(_HTML) or properties.text(_HTML).encode()
        rich = b""
        packed = properties.data(_RICH)
        if packed:
            try:
                rich = decompressed(packed)
            except Unreadable as fault:
                yield Skipped(f"{title}body.rtf", str(fault))
        for ending, data in (("txt", plain.encode()), ("html", page), ("rtf", rich)):
            if data:
                yield Member(f"{title}body.{ending}", part="body")
                yield data
        if headers:
            yield Member(f"{title}headers.txt", part="text")
            yield headers.encode()
        if plain.strip():
            words.body = plain.replace("\r\n", "\n").strip()
        elif page:
            encoding = page_encoding(io.BytesIO(page), properties.code_page())
            words.body = "".join(visible_words([page[:_MOST_WORDS].decode(encoding.name, "replace")])).strip()
        else:
            words.body = "".join(rich_words(rich[:_MOST_WORDS])).strip()

    def _attachment(self, folder: Folder, title: str, words: _Words, depth: int, bodies: bool) -> Iterator[Item]:
        """Yields one attachment: a file with its bytes, or the message that it is."""
        properties = _Properties(self, folder, 8)
        number = len(words.names) + 1
        own = properties.text(_LONG_FILE) or properties.text(_SHORT_FILE) or properties.text(_NAME)
        inner = (*folder, f"__substg1.0_{_INNER:08X}")
        if self.stream((*inner, "__properties_version1.0")):
            label = own or f"message {number}"
            words.names.append(label)
            if depth + 1 >= _MOST_DEPTH:
                yield Skipped(f"{title}{label}", _DEEP)
                return
            yield from self.message(inner, f"{title}{label}/", label, depth + 1, bodies)
            return
        label = own or f"attachment {number}.bin"
        words.names.append(label)
        data = properties.data(_DATA)
        if not data:
            yield Skipped(f"{title}{label}", "The attachment is empty, or only linked to a file that lies elsewhere.")
        elif bodies:
            yield Member(f"{title}{label}", part="attachment")
            yield data

    def _recipients(self, folder: Folder, message: _Properties) -> tuple[str, ...]:
        """Reads the people a message went to; the names in its head where they are not listed."""
        people = []
        for place in self.folders(folder, "__recip_version1.0")[:1000]:
            properties = _Properties(self, place, 8)
            address = properties.text(_SMTP) or properties.text(_ADDRESS)
            people.append(_person(properties.text(_NAME) or properties.text(_DISPLAY), address))
        named = (message.text(tag) for tag in (_TO, _CC, _BCC))
        return tuple(filter(None, people)) or tuple(
            person.strip() for names in named for person in names.split(";") if person.strip()
        )


class _Properties:
    """The properties of one message, recipient or attachment."""

    def __init__(self, storage: _Storage, folder: Folder, head: int) -> None:
        self._storage = storage
        self._folder = folder
        fixed = storage.stream((*folder, "__properties_version1.0"))
        self._fixed: dict[int, bytes] = {}
        for start in range(head, min(len(fixed), 1 << 20) - 15, 16):
            self._fixed.setdefault(struct.unpack_from("<I", fixed, start)[0], fixed[start + 8 : start + 16])

    def data(self, tag: int) -> bytes:
        """Reads a property of bytes."""
        return self._varied(tag, _BINARY)

    def text(self, tag: int) -> str:
        """Reads a property of text: wide, or in the code page that the message states."""
        wide = self._varied(tag, _TEXT)
        if wide:
            return wide[: len(wide) // 2 * 2].decode("utf-16-le", "replace").rstrip("\0")
        return text_of(self._varied(tag, _OLD_TEXT), self.code_page()).rstrip("\0")

    def code_page(self) -> str:
        """Names the encoding of old texts; empty where the message states none that is known."""
        for tag in _PAGES:
            value = self._fixed.get(tag << 16 | _NUMBER)
            page = struct.unpack_from("<I", value)[0] if value else 0
            name = {65001: "utf-8", 20127: "ascii", 28591: "iso-8859-1", 936: "gb18030", 50220: "iso-2022-jp"}.get(page)
            if page and known_codec(name or f"cp{page}"):
                return name or f"cp{page}"
        return ""

    def time(self) -> datetime | None:
        """Reads when the message was sent, else delivered, else made: instants in UTC."""
        for tag in _TIMES:
            value = self._fixed.get(tag << 16 | _TIME)
            ticks = struct.unpack("<Q", value)[0] if value else 0
            if ticks:
                try:
                    return _EPOCH + timedelta(seconds=ticks // 10_000_000)
                except OverflowError:
                    continue
        return None

    def sender(self) -> str:
        """Names who sent the message."""
        name = self.text(_SENDER_NAME) or self.text(_FROM_NAME)
        return _person(name, self.text(_SENDER_SMTP) or self.text(_SENDER_ADDRESS) or self.text(_FROM_ADDRESS))

    def _varied(self, tag: int, kind: int) -> bytes:
        """Reads the stream of a property."""
        return self._storage.stream((*self._folder, f"__substg1.0_{tag:04X}{kind:04X}"))


def _person(name: str, address: str) -> str:
    """Writes a person as mail does."""
    return f"{name} <{address}>" if name and address and name != address else name or address
