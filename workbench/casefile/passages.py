"""A text in passages, each covered until opened; inside one, what is flagged stays replaced until it is asked for.

A passage is a paragraph, a message of a chat, or a part of a mail. Lengths are told in three sizes only, since the
exact lengths of words give words away.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Flag(StrEnum):
    """Why a span of a passage is replaced by a token."""

    EMAIL = "e-mail address"
    PHONE = "telephone number"
    ACCOUNT = "account or card number"
    ADDRESS = "network address"
    LINK = "link"
    TERM = "listed term"

    @property
    def token(self) -> str:
        """What stands in the text in its place: ``[e-mail address]``."""
        return f"[{self.value}]"


class Length(StrEnum):
    """How long a passage is, in three sizes."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class Part(StrEnum):
    """What a passage is to the text that it is part of; the value is its heading's first word."""

    MESSAGE = "Message"
    PARAGRAPH = "Paragraph"
    PAGE = "Page"
    HEADER = "Header"
    DETAILS = "Details"
    ATTACHED = "Names of attachments"

    @property
    def plural(self) -> str:
        """What many of them are called: ``messages``; paragraphs for what stands beside a text's own parts."""
        return f"{self.value.lower()}s" if self in (Part.MESSAGE, Part.PAGE) else "paragraphs"


@dataclass(frozen=True, slots=True)
class Span:
    """A flagged part of a text, from ``start`` to before ``end``, in characters of the whole text."""

    start: int
    end: int
    flag: Flag
    term: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage: where it lies in the text, how long it is in words, and what is flagged in it.

    ``heading`` says what may be known of it without reading: ``Message 12``, ``Paragraph 3``.
    """

    number: int
    start: int
    end: int
    heading: str
    length: Length
    spans: tuple[Span, ...] = ()

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The kinds of flag in it, each once, in the order of :class:`Flag`."""
        found = {span.flag for span in self.spans}
        return tuple(flag for flag in Flag if flag in found)


@dataclass(frozen=True, slots=True)
class Passages:
    """What may be known of a text without reading it: its passages, and no word of them.

    ``kind`` names what they are, in the plural; ``size`` is the number of characters. ``cut`` tells that the text goes
    on beyond what is read here; ``problem`` says what was in the way of reading it, empty where nothing was.
    """

    kind: str = ""
    passages: tuple[Passage, ...] = ()
    cut: bool = False
    problem: str = ""
    size: int = 0


def heading_of(part: Part, chapter: int, place: int, piece: int) -> str:
    """Writes the heading of a passage: ``Message 12``, ``Mail 2, paragraph 3``, ``Page 4, part 2``.

    ``chapter`` counts the mails of a mailbox, 0 where there is but one; ``piece`` counts the parts that a long passage
    is cut into, 0 where it is whole.
    """
    heading = part.value if part in (Part.HEADER, Part.DETAILS, Part.ATTACHED) else f"{part.value} {place}"
    if chapter:
        heading = f"Mail {chapter}, {heading[0].lower()}{heading[1:]}"
    return f"{heading}, part {piece}" if piece else heading


def spoken_name(passage: Passage, count: int, covered: bool = True) -> str:
    """Says a passage as a screen reader names it: ``Message 12, 12 of 80, covered, short, one telephone number``."""
    state = "covered" if covered else "open"
    parts = [passage.heading, f"{passage.number:,} of {count:,}", state, passage.length.value]
    return ", ".join([*parts, *(counted(flag, passage) for flag in passage.flags)])


def counted(flag: Flag, passage: Passage) -> str:
    """Says how often something is flagged in a passage: ``one link``, ``3 e-mail addresses``."""
    found = sum(span.flag is flag for span in passage.spans)
    many = f"{flag.value}es" if flag.value.endswith("s") else f"{flag.value}s"
    return f"one {flag.value}" if found == 1 else f"{found:,} {many}"
