"""A platform's rules as they stood on a day, and the words of them that a judgement rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from workbench.casefile.annotations import Anchor
from workbench.casefile.identity import Actor, day_words


@dataclass(frozen=True, slots=True)
class Section:
    """One headed part of a policy's text; ``start`` and ``end`` are offsets in characters of the whole text.

    ``anchor`` is its name for citing: the number it carries (``4.2``), or else a slug of its title, unique in the text.
    ``level`` is the depth of its heading, 1 to 6, and 0 for text before the first heading.
    """

    anchor: str
    title: str
    level: int
    start: int
    end: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One text of a policy as it stood from ``effective`` on; ``digest`` names the bytes that were read."""

    policy: str
    title: str
    version: str
    digest: str
    text: str
    sections: tuple[Section, ...]
    effective: date | None = None
    source: str = ""

    @property
    def name(self) -> str:
        """The version as a citation says it: ``v14, from 3 Oct 2026``."""
        if self.effective is None:
            return f"v{self.version}"
        return f"v{self.version}, from {day_words(self.effective)}"

    def section(self, anchor: str) -> Section | None:
        """Finds a section by its anchor."""
        return next((section for section in self.sections if section.anchor == anchor), None)

    def section_at(self, offset: int) -> Section | None:
        """Finds the innermost section that holds a character offset."""
        holding = [section for section in self.sections if section.start <= offset < section.end]
        return max(holding, key=lambda section: section.start, default=None)


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a policy pinned into the case, on an exhibit.

    ``start`` and ``end`` are offsets in the version's text; ``prefix`` and ``suffix`` are the 32 characters on
    either side, so that the quote can be found again (W3C Web Annotation, TextQuoteSelector).
    """

    id: str
    exhibit: int
    policy: str
    policy_title: str
    version: str
    version_digest: str
    section: str
    section_title: str
    quote: str
    quote_digest: str
    start: int
    end: int
    actor: Actor
    at: datetime
    prefix: str = ""
    suffix: str = ""
    effective: date | None = None
    anchor: Anchor = Anchor()

    @property
    def version_words(self) -> str:
        """The version as a reader names it."""
        if self.effective is None:
            return f"v{self.version}"
        return f"v{self.version}, from {day_words(self.effective)}"
