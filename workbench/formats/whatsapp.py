"""Reads chats that are exported as stamped lines: WhatsApp's ``_chat.txt`` and Signal's text export.

The whole file decides what is day and what is month, so it is read twice. The clock is that of the telephone that
made the export; it states no zone, and none is made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from workbench.formats.chat_kinds import sender_in
from workbench.formats.chat_stamps import Order, Stamp, moment, stamp_of, weigh
from workbench.formats.decoding import GUESSED, Encoding, encoding_of, text_lines, text_pieces
from workbench.formats.members import Item, Message, Skipped, Unreadable

MOST_TEXT = 60_000
_MARKS = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff"
_NAME = r"[^<>:()/\\\n]{1,160}\.[A-Za-z0-9]{1,8}"
_ATTACHED = (
    re.compile(rf"[{_MARKS}]*<[^<>:\n]{{2,40}}:[ \u00a0]*(?P<name>{_NAME})>"),
    re.compile(rf"^[{_MARKS}]*(?P<name>{_NAME}) \([^()\n]{{3,60}}\)[ \t]*$", re.M),
)
_PRECISIONS = ("second", "minute")
_UNDECIDED = (
    "Nothing in this chat tells whether the day or the month stands first in its dates. They were read with the day "
    "first and are no more exact than a day; the other reading is as good."
)
_SHIFTED = "{count} of its lines begin with a date that does not fit the others, and were taken as words."
_CUT = "{count} of its messages are longer than is kept and were cut."


def read_lines_chat(file: BinaryIO, name: str) -> Iterator[Item]:
    """Yields the messages of a chat of stamped lines, in the order of the file, and what could not be told."""
    encoding = encoding_of(file)
    weighing = weigh(stamp for _, stamp in _stamped(file, encoding) if stamp)
    if not weighing.count:
        raise Unreadable("No line of this file begins as a message of a chat does.")
    order, decided = weighing.verdict()
    conversation = conversation_named(name)
    if not encoding.told:
        yield Skipped(name, GUESSED)
    if not decided:
        yield Skipped(name, _UNDECIDED)
    cut = 0
    for text, stamp, at, sender in _messages(file, encoding, order):
        cut += len(text) > MOST_TEXT
        told, precision = _clock(at, stamp, decided)
        words = text[:MOST_TEXT].strip(_MARKS)
        yield Message(told, "", precision, sender, words, (), conversation, attachment_names(words))
    if weighing.broken[order]:
        yield Skipped(name, _SHIFTED.format(count=weighing.broken[order]))
    if cut:
        yield Skipped(name, _CUT.format(count=cut))


def conversation_named(name: str) -> str:
    """Takes the name of a conversation from the name of its file, where the exporter put it there."""
    stem = re.split(r"[/\\]", name)[-1].rpartition(".")[0]
    found = re.match(r"WhatsApp[ -](?:Chat|Conversation)[ -](?:with|mit|avec|con|com|-)[ -]*(.{1,200})", stem, re.I)
    return found[1] if found else ""


def attachment_names(text: str) -> tuple[str, ...]:
    """Finds the files that a message says are attached, as the exporter writes them in any language."""
    if "<" not in text and "(" not in text:
        return ()
    return tuple(
        dict.fromkeys(found["name"].strip(_MARKS + " ") for form in _ATTACHED for found in form.finditer(text))
    )


def _stamped(file: BinaryIO, encoding: Encoding) -> Iterator[tuple[str, Stamp | None]]:
    """Yields each line of the file with the time that it begins with."""
    file.seek(0)
    for line, begins in text_lines(text_pieces(file, encoding)):
        yield line, stamp_of(line) if begins else None


def _messages(file: BinaryIO, encoding: Encoding, order: Order) -> Iterator[tuple[str, Stamp, datetime, str]]:
    """Joins each stamped line and the lines that go on from it; what stands before the first stamp is no message."""
    stamp: Stamp | None = None
    at: datetime | None = None
    sender, words, length = "", [""], 0
    for line, found in _stamped(file, encoding):
        begun = moment(found, order) if found is not None else None
        if found is not None and begun is not None:
            if stamp is not None and at is not None:
                yield "\n".join(words), stamp, at, sender
            rest = line[found.end :]
            sender, begin = sender_in(rest)
            stamp, at, words = found, begun, [rest[begin:]]
            length = len(rest)
        elif length <= MOST_TEXT:
            words.append(line)
            length += len(line) + 1
    if stamp is not None and at is not None:
        yield "\n".join(words).rstrip("\n"), stamp, at, sender


def _clock(at: datetime, stamp: Stamp, decided: bool) -> tuple[str, str]:
    """Writes a wall clock as exactly as the stamp has it, and no more exactly than a day where that is not decided."""
    if not decided and stamp.parts[0] != stamp.parts[1]:
        return at.date().isoformat(), "day"
    return at.isoformat(timespec="minutes" if stamp.second is None else "seconds"), _PRECISIONS[stamp.second is None]
