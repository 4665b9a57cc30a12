"""Reads ``message_1.json`` of Instagram and Messenger, whose letters were written as bytes one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

from workbench.formats.json_stream import JsonStream, Path
from workbench.formats.members import Item, Message, Skipped, Unreadable
from workbench.formats.whatsapp import MOST_TEXT

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FILES = ("photos", "videos", "audio_files", "gifs", "files", "sticker")
_NO_TIME = "{count} of its messages state no time that can be read, and are not on the timeline."


def read_meta_chat(file: BinaryIO, name: str) -> Iterator[Item]:
    """Yields the messages of one conversation of Instagram or Messenger, in the order of the file."""
    conversation, people = _conversation(file)
    untimed = count = 0
    for path, value in JsonStream(file).walk(_to_messages):
        if path == ("messages", "*") and isinstance(value, dict):
            message = _message(value, conversation, people)
            count += 1
            untimed += message is None
            if message is not None:
                yield message
    if not count:
        raise Unreadable("There are no messages in this export.")
    if untimed:
        yield Skipped(name, _NO_TIME.format(count=untimed))


def repaired(text: str) -> str:
    """Puts letters back together that were written byte by byte, each byte as a character of its own."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except ValueError:
        return text


def _conversation(file: BinaryIO) -> tuple[str, tuple[str, ...]]:
    """Reads who takes part and what the conversation is called, which stands before or after the messages."""
    title, people = "", []
    for path, value in JsonStream(file).walk(_to_messages):
        if path == ("title",):
            title = _text(value)
        elif path == ("participants",) and isinstance(value, list):
            people = [_text(person.get("name")) for person in value[:200] if isinstance(person, dict)]
    return title or ", ".join(people)[:200], tuple(person for person in people if person)


def _to_messages(path: Path) -> bool:
    """Goes into the list of messages and no other container."""
    return path in ((), ("messages",))


def _message(fields: dict[str, Any], conversation: str, people: tuple[str, ...]) -> Message | None:
    """Makes a message of one entry; None where it states no time."""
    milliseconds = fields.get("timestamp_ms")
    if type(milliseconds) is not int:
        return None
    try:
        at = _EPOCH + timedelta(seconds=milliseconds // 1000)
    except OverflowError:
        return None
    sender = _text(fields.get("sender_name"))
    share = fields.get("share")
    shared = [_text(share.get(kind)) for kind in ("link", "share_text")] if isinstance(share, dict) else []
    words = "\n".join(filter(None, (_text(fields.get("content")), *shared)))
    others = tuple(person for person in people if person != sender)
    files = tuple(uri for kind in _FILES for uri in _uris(fields.get(kind)))
    return Message(at.isoformat(), "+00:00", "second", sender, words[:MOST_TEXT], others, conversation, files)


def _uris(value: object) -> list[str]:
    """Takes the file names out of a list of media, or of one."""
    items = value if isinstance(value, list) else [value]
    return [_text(item["uri"]) for item in items[:200] if isinstance(item, dict) and isinstance(item.get("uri"), str)]


def _text(value: object) -> str:
    """Takes a text and repairs it; empty for anything else."""
    return repaired(value) if isinstance(value, str) else ""
