"""The kinds of harm that an exhibit may show, and on whose word it is said to show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Harm(StrEnum):
    """One kind of harm; an exhibit may show several."""

    VIOLENCE = "graphic violence"
    INJURY = "injury or death"
    SEXUAL = "sexual content"
    SEXUAL_VIOLENCE = "sexual violence"
    CHILD_SAFETY = "child safety"
    SELF_HARM = "self-harm"
    CRUELTY = "cruelty to animals"
    TERRORISM = "terrorism"
    HATE = "hate"
    HARASSMENT = "harassment"
    PERSONAL_DATA = "personal data"
    FRAUD = "fraud"
    OTHER = "other harm"

    @property
    def words(self) -> str:
        """The harm as a card names it."""
        return self.value.capitalize()


class RatingSource(StrEnum):
    """What a rating rests on."""

    PERSON = "person"
    HASH_LIST = "hash list"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Rating:
    """Who said how graphic an exhibit is, when, and on what ground; ``name`` is the list's or the group's."""

    source: RatingSource
    by: str
    at: datetime
    name: str = ""

    @property
    def words(self) -> str:
        """The ground as a card gives it: ``rated by Ann``, ``by the hash list Known fakes``."""
        if self.source is RatingSource.HASH_LIST:
            return f"by the hash list {self.name}"
        if self.source is RatingSource.GROUP:
            return f"rated by {self.by}, for its group"
        return f"rated by {self.by}"
