"""Reads ``result.json`` of Telegram Desktop: the export of one chat, or of all chats of an account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, BinaryIO

from workbench.formats.json_stream import JsonStream, Path
from workbench.formats.members import Item, Message, Skipped, Unreadable
from workbench.formats.whatsapp import MOST_TEXT

_FILES = ("file", "photo", "thumbnail", "contact_vcard")
_FARTHEST = timedelta(hours=15)
_NO_TIME = "{count} of its messages state no time that can be read, and are not on the timeline."


def read_telegram(file: BinaryIO, name: str) -> Iterator[Item]:
    """Yields the messages of a Telegram export, services included, in the order of the file."""
    conversation, untimed, count = "", 0, 0
    for path, value in JsonStream(file).walk(_descends):
        if path[-1:] == ("name",) and len(path) in (1, 4):
            conversation = _text(value)
        elif path[-2:] == ("messages", "*") and isinstance(value, dict):
            message = _message(value, conversation)
            count += 1
            untimed += message is None
            if message is not None:
                yield message
    if not count:
        raise Unreadable("There are no messages in this Telegram export.")
    if untimed:
        yield Skipped(name, _NO_TIME.format(count=untimed))


def _descends(path: Path) -> bool:
    """Goes into the containers on the way to the messages: of one chat, or of the lists of an account's chats."""
    if path in ((), ("messages",)):
        return True
    if path[:1] not in (("chats",), ("left_chats",)):
        return False
    return len(path) <= 3 or (len(path) == 4 and path[3] == "messages")


def _message(fields: dict[str, Any], conversation: str) -> Message | None:
    """Makes a message of one entry; None where it states no time."""
    told = _time(fields.get("date"), fields.get("date_unixtime"))
    if told is None:
        return None
    at, zone = told
    words = _words(fields.get("text")) or _words(fields.get("text_entities"))
    if fields.get("type") == "service":
        words = " ".join(
            filter(None, (_text(fields.get("action")).replace("_", " "), _text(fields.get("title")), words))
        )
    sender = _text(fields.get("from")) or _text(fields.get("actor"))
    files = tuple(_text(fields[kind]) for kind in _FILES if isinstance(fields.get(kind), str))
    return Message(at, zone, "second", sender, words[:MOST_TEXT], (), conversation, files)


def _time(local: object, seconds: object) -> tuple[str, str] | None:
    """Reads when a message was sent: the instant, with the offset that follows from the exporter's own clock beside it.

    An old export states the local clock alone: then no zone is known.
    """
    instant, wall = _instant(seconds), _wall(local)
    if instant is None:
        return (wall.isoformat(), "") if wall is not None else None
    if wall is not None:
        offset = wall.replace(tzinfo=UTC) - instant
        if abs(offset) <= _FARTHEST and offset % timedelta(minutes=15) == timedelta():
            instant = instant.astimezone(timezone(offset))
    text = instant.isoformat()
    return text, text[19:]


def _instant(seconds: object) -> datetime | None:
    """Reads seconds since 1970."""
    try:
        return datetime.fromtimestamp(int(str(seconds)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _wall(local: object) -> datetime | None:
    """Reads a wall clock without a zone."""
    try:
        wall = datetime.fromisoformat(_text(local))
    except ValueError:
        return None
    return wall.replace(microsecond=0) if wall.tzinfo is None else None


def _words(text: object) -> str:
    """Joins a text that may come as a list of plain pieces and marked ones."""
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(piece if isinstance(piece, str) else _text(_field(piece, "text")) for piece in text)
    return ""


def _field(value: object, name: str) -> object:
    """Takes one field of what should be an object."""
    return value.get(name) if isinstance(value, dict) else None


def _text(value: object) -> str:
    """Takes a text; empty for anything else."""
    return value if isinstance(value, str) else ""
