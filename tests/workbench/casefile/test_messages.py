"""Messages become occurrences: the time as stated, no zone made up, and the same ones each time."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from workbench.casefile.exhibits import Acquisition, Exhibit, Family
from workbench.casefile.identity import Actor
from workbench.casefile.messages import MOST_TITLE, MOST_WORDS, instant_of, occurrences_from
from workbench.casefile.occurrences import Occurrence, Precision, time_words
from workbench.formats.members import Message

ACTOR = Actor("Robin Example", "robin")
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
CAME_IN = Acquisition(ACTOR, NOON, "chat.txt", "files", "x")
CHAT = Exhibit(7, "a" * 64, 100, "text/x-whatsapp-chat", Family.CHAT, "chat.txt", CAME_IN)


def message(at: str = "2019-06-12T21:03", zone: str = "", precision: str = "minute", text: str = "hello") -> Message:
    return Message(at, zone, precision, "Anna", text)


def told(*messages: Message) -> list[Occurrence]:
    return list(occurrences_from(messages, CHAT, ACTOR, NOON))


def test_a_message_with_an_offset_is_an_instant_in_its_own_zone() -> None:
    (item,) = told(message("2019-06-12T21:03:11+02:00", "+02:00", "second"))
    assert item.at == datetime(2019, 6, 12, 19, 3, 11, tzinfo=UTC)
    assert (item.zone, item.zone_stated, item.precision) == ("+02:00", True, Precision.SECOND)
    assert time_words(item.at, item.zone, item.precision) == "12 Jun 2019 21:03:11 +02:00"


def test_a_message_without_a_zone_keeps_its_clock_and_says_so() -> None:
    (item,) = told(message())
    assert item.at == datetime(2019, 6, 12, 21, 3, tzinfo=UTC)
    assert (item.zone, item.zone_stated) == ("", False)
    assert time_words(item.at, item.zone, item.precision) == "12 Jun 2019 21:03, no zone stated"


def test_it_says_who_and_what_and_where_it_stands() -> None:
    (item,) = told(Message("2019-06-12", "", "day", "Anna", "one\ntwo", ("Ben", "Cem", "Dora", "Eve"), "Cooking"))
    assert (item.title, item.who, item.words) == ("Anna: one two", "Anna", "one\ntwo")
    assert item.source == "message 1 in “Cooking” to Ben, Cem, Dora and 1 more"
    assert (item.exhibits, item.actor, item.recorded, item.precision) == ((7,), ACTOR, NOON, Precision.DAY)


def test_the_same_messages_are_the_same_occurrences() -> None:
    messages = [message(text=str(number)) for number in range(200)]
    once, again = told(*messages), told(*messages)
    assert once == again
    assert len({item.id for item in once}) == 200
    split = [
        *occurrences_from(messages[:90], CHAT, ACTOR, NOON),
        *occurrences_from(messages[90:], CHAT, ACTOR, NOON, first=90),
    ]
    assert split == once


def test_words_without_end_are_bounded() -> None:
    (item,) = told(Message("2019-06-12", "", "day", "n" * 5000, "w " * 100_000))
    assert len(item.title) <= MOST_TITLE and len(item.words) == MOST_WORDS and len(item.who) <= MOST_TITLE
    (silent,) = told(Message("2019-06-12", "", "day", "", "", attachments=("IMG-1.jpg",)))
    assert silent.title == "IMG-1.jpg"


@pytest.mark.parametrize(
    "at", ["", "yesterday", "2019-13-45T00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
)
def test_a_time_that_is_none_makes_no_occurrence(at: str) -> None:
    assert told(message(at)) == []


def test_a_made_up_zone_or_precision_is_not_believed() -> None:
    assert instant_of("2019-06-12T21:03", "Mars/Olympus") is None
    assert told(message(precision="picosecond"))[0].precision is Precision.DAY


def test_records_from_before_are_still_read() -> None:
    old = (
        b'{"actor":{"account":"","name":"R"},"at":"2026-01-02T12:00:00Z","exhibits":[1],"id":"o","precision":"day",'
        b'"recorded":"2026-01-02T12:00:00Z","source":"","title":"t","zone":"UTC"}'
    )
    item = msgspec.json.decode(old, type=Occurrence)
    assert (item.who, item.words, item.zone_stated) == ("", "", True)
