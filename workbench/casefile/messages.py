"""Messages of a mail or a chat as occurrences: each with the time that its source states, and no zone made up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID, uuid5

from workbench.casefile.exhibits import Exhibit
from workbench.casefile.identity import Actor
from workbench.casefile.occurrences import Occurrence, Precision, zone_named

MOST_TITLE = 160
MOST_WORDS = 20_000
_MESSAGES = UUID("6f3f8a0e-5a0c-5f0b-9d8e-5b1b8f2c7d41")


class Told(Protocol):
    """One message as a reader tells it: see :class:`workbench.formats.members.Message`."""

    @property
    def at(self) -> str: ...

    @property
    def zone(self) -> str: ...

    @property
    def precision(self) -> str: ...

    @property
    def sender(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def recipients(self) -> tuple[str, ...]: ...

    @property
    def conversation(self) -> str: ...

    @property
    def attachments(self) -> tuple[str, ...]: ...


def occurrences_from(
    messages: Iterable[Told], exhibit: Exhibit, actor: Actor, recorded: datetime, first: int = 0
) -> Iterator[Occurrence]:
    """Yields an occurrence for each message whose time can be read; ``first`` is the place of the first in the exhibit.

    Ids follow from the exhibit's digest and a message's place in it, so that the same messages are the same occurrences
    however often they are unpacked.
    """
    for place, message in enumerate(messages, first):
        item = occurrence_of(message, place, exhibit, actor, recorded)
        if item is not None:
            yield item


def occurrence_of(told: Told, place: int, exhibit: Exhibit, actor: Actor, recorded: datetime) -> Occurrence | None:
    """Makes an occurrence of the message at a place of an exhibit; None where its time cannot be read."""
    time = instant_of(told.at, told.zone)
    if time is None:
        return None
    at, zone = time
    return Occurrence(
        id=message_id(exhibit.digest, place),
        at=at,
        zone=zone,
        precision=_precision(told.precision),
        title=title_of(told),
        actor=actor,
        recorded=recorded,
        exhibits=(exhibit.number,),
        source=_source(told, place),
        who=one_line(told.sender, MOST_TITLE),
        words=told.text[:MOST_WORDS],
    )


def message_id(digest: str, place: int) -> str:
    """Names the message at a place of an exhibit, the same each time (UUID version 5, RFC 9562)."""
    return str(uuid5(_MESSAGES, f"{digest}:{place}"))


def title_of(told: Told) -> str:
    """Writes a message in one line: who, and the first words; what is attached where there are none."""
    words = one_line(told.text, MOST_TITLE) or one_line(", ".join(told.attachments[:5]), MOST_TITLE) or "(no words)"
    sender = one_line(told.sender, MOST_TITLE // 3)
    return one_line(f"{sender}: {words}" if sender else words, MOST_TITLE)


def instant_of(at: str, zone: str) -> tuple[datetime, str] | None:
    """Reads a stated time as an instant and its zone; without a zone the clock is placed as if it were UTC."""
    try:
        stated = datetime.fromisoformat(at)
        if stated.tzinfo is not None:
            return stated.astimezone(UTC), _offset(stated)
        return stated.replace(tzinfo=zone_named(zone)).astimezone(UTC), zone
    except (ValueError, OverflowError):
        return None


def one_line(text: str, most: int) -> str:
    """Brings a text into one line of bounded length, its cut end marked."""
    line = " ".join(text[: 4 * most].split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _offset(stated: datetime) -> str:
    """Writes the offset of a stated time, as exactly as offsets go."""
    text = stated.strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


def _precision(word: str) -> Precision:
    """Takes a stated precision; a word that is none says no more than the day."""
    try:
        return Precision(word)
    except ValueError:
        return Precision.DAY


def _source(told: Told, place: int) -> str:
    """Says where a message stands: its place, its conversation, and to whom it went."""
    parts = [f"message {place + 1}"]
    if told.conversation:
        parts.append(f"in “{one_line(told.conversation, 80)}”")
    if told.recipients:
        others = f" and {len(told.recipients) - 3} more" if len(told.recipients) > 3 else ""
        parts.append(f"to {one_line(', '.join(told.recipients[:3]), 160)}{others}")
    return " ".join(parts)
