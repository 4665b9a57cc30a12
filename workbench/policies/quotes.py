"""Finds quoted words again in a policy, exactly where they stand, whatever became of blanks and quote marks."""

from __future__ import annotations

import re

from workbench.casefile.policies import PolicyVersion, Section
from workbench.errors import NoSuchPolicy, QuoteNotFound
from workbench.policies.prose import Block, blocks

_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    "\u2026": "...",
    "\u00ad": "",
    "\u200b": "",
    "\ufeff": "",
}
_MARKERS = "*_\\"


def find_quote(version: PolicyVersion, quote: str, section: str | None = None) -> tuple[int, int]:
    """Finds where a quote stands in a version's text, as offsets; ``section`` narrows it to one anchor.

    Tried in order: the exact characters; the words as a reader sees them, with blanks, quote marks and dashes
    made alike; the source with its Markdown markers left out. Raises QuoteNotFound, or NoSuchPolicy for an
    unknown section.
    """
    if not _folded([(letter, 0, 0) for letter in quote])[0]:
        raise QuoteNotFound("There are no words to cite.", "Select the words, or type them between quotation marks.")
    held = find_section(version, section) if section else None
    found = _found(version, quote, held.start if held else 0, held.end if held else len(version.text))
    if found is None:
        raise QuoteNotFound(f"These words do not stand in {_place(version, held)}.", _elsewhere(version, quote, held))
    return found


def find_section(version: PolicyVersion, name: str) -> Section:
    """Finds a section as people name it: ``4.2``, ``§4.2(a)``, ``Section 4.2``, or its title; raises NoSuchPolicy."""
    wanted = re.sub(r"\A(?:§+|section\b|sec\.|article\b|clause\b)\s*", "", name.strip(), flags=re.IGNORECASE)
    for candidate in (name.strip(), wanted, wanted.rstrip(".")):
        exact = version.section(candidate)
        if exact is not None:
            return exact
    alike = [part for part in version.sections if wanted.casefold() in (part.anchor.casefold(), part.title.casefold())]
    if alike:
        return alike[0]
    known = ", ".join(part.anchor for part in version.sections[:12])
    raise NoSuchPolicy(
        f"{version.title}, {version.name}, has no section {name.strip()!r}.",
        f"Its sections are: {known}{', …' if len(version.sections) > 12 else ''}.",
    )


def _found(version: PolicyVersion, quote: str, start: int, end: int) -> tuple[int, int] | None:
    """Looks for a quote between two offsets, exactly first."""
    words = quote.strip()
    at = version.text.find(words, start, end)
    if at >= 0:
        return at, at + len(words)
    laid = [block for block in blocks(version) if block.end > start and block.start < end]
    shown = [place for block in laid for place in (*_places(block), (" ", block.end, block.end))]
    inside = [place for place in shown if start <= place[1] and place[2] <= end]
    raw = [(letter, offset, offset + 1) for offset, letter in enumerate(version.text[start:end], start)]
    return _match(inside, words) or _match(raw, words, _MARKERS)


def _places(block: Block) -> list[tuple[str, int, int]]:
    """The displayed characters of a block, each with the offsets it came from."""
    return [(letter, *block.source_range(index, index + 1)) for index, letter in enumerate(block.text)]


def _match(places: list[tuple[str, int, int]], words: str, dropped: str = "") -> tuple[int, int] | None:
    """Looks for words among placed characters once both are made alike."""
    hay, origin = _folded(places, dropped)
    needle, _ = _folded([(letter, 0, 0) for letter in words], dropped)
    at = hay.find(needle) if needle else -1
    if at < 0:
        return None
    return origin[at][0], origin[at + len(needle) - 1][1]


def _folded(places: list[tuple[str, int, int]], dropped: str = "") -> tuple[str, list[tuple[int, int]]]:
    """Makes characters alike (blanks to one, quote marks and dashes plain), each still with its offsets."""
    letters: list[str] = []
    origin: list[tuple[int, int]] = []
    for letter, start, end in places:
        plain = " " if letter.isspace() else _PLAIN.get(letter, letter)
        if plain in dropped or (plain == " " and (not letters or letters[-1] == " ")):
            continue
        for piece in plain:
            letters.append(piece)
            origin.append((start, end))
    while letters and letters[-1] == " ":
        letters.pop()
        origin.pop()
    return "".join(letters), origin


def _place(version: PolicyVersion, held: Section | None) -> str:
    """Names where was looked, for a message."""
    return f"section {held.anchor} of {version.title}, {version.name}" if held else f"{version.title}, {version.name}"


def _elsewhere(version: PolicyVersion, quote: str, held: Section | None) -> str:
    """Says what can be done: the section where the words do stand, or how to quote."""
    found = _found(version, quote, 0, len(version.text)) if held else None
    there = version.section_at(found[0]) if found else None
    if there is not None:
        return f"They stand in section {there.anchor}: cite that one."
    return "Copy the words from the document as they stand there, or choose another version."
