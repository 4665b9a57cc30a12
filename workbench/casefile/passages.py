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
