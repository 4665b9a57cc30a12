"""How a memo writes times, sizes and numbers, and how it shows text that somebody else wrote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from workbench.casefile.exhibit_numbers import exhibit_label, number_path, reading_order
from workbench.casefile.identity import day_words

# Joiners and selectors that scripts and emoji need; every other invisible character is written out.
_NEEDED = frozenset("\u200c\u200d\ufe0e\ufe0f\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f")
_FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f")


def shown(text: str) -> str:
    """Writes untrusted text on one line with nothing hidden in it.

    Blanks and line ends become single spaces; control, direction and other invisible characters, private and
    unpaired ones become their code, ``‹U+202E›``, so that they can be seen and can do nothing.
    """
    return " ".join(_visible(text).split())


def named(text: str, most: int = 120) -> str:
    """Writes an untrusted name on one line, no longer than a name may be."""
    return clipped(shown(text), most)


def paragraphs(text: str) -> tuple[str, ...]:
    """Splits typed text into its lines, each made safe to show; blank lines fall away."""
    return tuple(line for line in map(shown, re.split(r"[\r\n\u2028\u2029]+", text)) if line)


def _visible(text: str) -> str:
    """Replaces each character that could hide or reorder others by its code."""
    if text.isascii() and text.isprintable():
        return text
    kept = {place for found in _FLAG.finditer(text) for place in range(*found.span())}
    return "".join(_letter(letter, place in kept) for place, letter in enumerate(text))


def _letter(letter: str, kept: bool) -> str:
    """One character as it may be shown."""
    if letter.isspace():
        return " "
    if kept or letter in _NEEDED:
        return letter
    code = ord(letter)
    hidden = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co") or code & 0xFFFE == 0xFFFE
    if hidden or 0xFDD0 <= code <= 0xFDEF or letter in "\u115f\u1160\u3164\uffa0\u034f":
        return f"‹U+{code:04X}›"
    return letter


def clipped(text: str, most: int) -> str:
    """Shortens a text to a length, at a word's end where there is one near."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    word = cut.rpartition(" ")[0]
    return (word if len(word) > most // 2 else cut) + "…"


def moment_words(moment: datetime) -> str:
    """Writes a moment to the minute, in UTC: ``3 Oct 2026 14:29 UTC``."""
    at = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return f"{day_words(at)} {at:%H:%M} UTC"


def size_words(size: int) -> str:
    """Writes a size in bytes as people read it: ``2.1 MB``."""
    if size < 1000:
        return f"{size} B"
    amount, units = size / 1000, ["kB", "MB", "GB", "TB"]
    while amount >= 999.5 and len(units) > 1:
        amount /= 1000
        units.pop(0)
    return f"{amount:.1f} {units[0]}" if amount < 99.5 else f"{amount:,.0f} {units[0]}"


def span_words(seconds: float) -> str:
    """Writes a length of time: ``48 s``, ``3 min 20 s``, ``1 h 5 min``."""
    whole = round(seconds)
    minutes, secs = divmod(whole, 60)
    hours, mins = divmod(minutes, 60)
    if hours:
        return f"{hours} h {mins} min"
    if minutes:
        return f"{minutes} min {secs} s"
    return f"{whole} s"


def counted(number: int, one: str, many: str = "") -> str:
    """Writes a number with its noun: ``1 exhibit``, ``1,204 exhibits``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """Joins words as a sentence does: ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def runs(numbers: Iterable[int]) -> list[list[int]]:
    """Groups exhibits, in the order they are read, into unbroken runs of neighbours of one level."""
    grouped: list[list[int]] = []
    for number in sorted(set(numbers), key=reading_order):
        if grouped and _follows(grouped[-1][-1], number):
            grouped[-1].append(number)
        else:
            grouped.append([number])
    return grouped


def _follows(before: int, number: int) -> bool:
    """Tells whether an exhibit is the next one beside another: EX-0005 after EX-0004, EX-0004.3 after EX-0004.2."""
    *above, last = number_path(before)
    return list(number_path(number)) == [*above, last + 1]


def in_order(name: str) -> tuple[tuple[bool, int, str], ...]:
    """Sorts section names as a document counts them: ``4.2(b)`` before ``4.10``."""
    pieces = [piece for piece in re.split(r"(\d+)", name) if piece]
    return tuple((False, int(piece), "") if piece.isdecimal() else (True, 0, piece) for piece in pieces)


def exhibits_words(numbers: Iterable[int], most: int = 8) -> str:
    """Names exhibits briefly: ``EX-0001 to EX-0004, EX-0007 and 12 more``."""
    grouped = runs(numbers)
    words = [exhibit_label(run[0]) if len(run) == 1 else _run_words(run) for run in grouped[:most]]
    rest = sum(map(len, grouped[most:]))
    return listed([*words, f"{rest:,} more"] if rest else words)


def _run_words(run: Sequence[int]) -> str:
    """Names an unbroken run of exhibits."""
    joint = ", " if len(run) == 2 else " to "
    return f"{exhibit_label(run[0])}{joint}{exhibit_label(run[-1])}"


def defanged(address: str) -> str:
    """Writes a web address so that nobody can follow it by accident: ``hxxps://example[.]org/page``."""
    found = re.match(r"(?i)(https?)(://)([^/?#]+)(.*)\Z", address, re.DOTALL)
    if found is None:
        return address
    scheme, joint, host, rest = found.groups()
    return f"{scheme.lower().replace('tt', 'xx')}{joint}{host.replace('.', '[.]')}{rest}"


def unlinked(text: str) -> str:
    """Defangs every web address that stands in a text."""
    return re.sub(r"(?i)https?://\S+", lambda found: defanged(found.group()), text)
