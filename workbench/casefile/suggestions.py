"""What a machine suggests about an exhibit: never a fact, always marked, and with the name of what suggested it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Region = tuple[float, float, float, float]


class Aid(StrEnum):
    """A reading aid; each is an extra that may be absent."""

    WORDS = "words"
    LANGUAGE = "language"
    FACES = "faces"
    CODES = "codes"

    @property
    def words(self) -> str:
        """What the aid does, as a menu names it."""
        return {
            Aid.WORDS: "Words in the picture",
            Aid.LANGUAGE: "Language",
            Aid.FACES: "Faces",
            Aid.CODES: "Bar codes and QR codes",
        }[self]


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing suggested: words (untrusted), how sure the machine is (0 to 1), and where, as shares of the picture."""

    words: str = ""
    sure: float | None = None
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What one aid suggested about one exhibit; ``tool`` names program, version and model."""

    id: str
    exhibit: int
    aid: Aid
    marks: tuple[Mark, ...]
    tool: str
    at: datetime
