"""What a container gives when it is opened: things with bytes, messages, and what had to be left out, in order.

A reader is a function from an open file to an iterator of items. It runs in the confined reader, never in the program
itself; what it yields is untrusted all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Member:
    """One thing inside a container; the chunks of its bytes follow it until the next item that is not bytes.

    ``name`` is its path or title inside, as untrusted text; ``modified`` and ``captured`` are RFC 3339 texts or empty;
    ``url`` is where a web archive took it from; ``part`` says what it is to the container: file, body, attachment,
    response, enclosure, picture, text.
    """

    name: str
    part: str = "file"
    modified: str = ""
    captured: str = ""
    url: str = ""
    name_bytes_hex: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a mail or a chat: what becomes an occurrence.

    ``at`` is the time as the source states it, ISO 8601, with an offset only where the source gives one; ``zone`` is
    that offset or empty; ``precision`` is second, minute or day.
    """

    at: str
    zone: str
    precision: str
    sender: str
    text: str
    recipients: tuple[str, ...] = ()
    conversation: str = ""
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something inside that is not given out, and why in plain words.

    ``takes_back`` says that it is the member just before: its bytes did not all come, or came out wrong, and what was
    given of them does not count. ``partial`` says that it is the member just before, and that what came of it counts
    although it is not all. A member that is followed by anything else has come whole.
    """

    name: str
    reason: str
    takes_back: bool = False
    partial: bool = False


Item = Member | Message | Skipped | bytes
Reader = Callable[[BinaryIO, str], Iterator[Item]]
"""Reads a container; the second argument is the name it came with, a mere hint."""


class Unreadable(Exception):
    """The container cannot be read from here on; the text says why, in plain words without content."""
