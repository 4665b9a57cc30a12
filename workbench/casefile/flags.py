"""Finds what a reader of a text should not meet unasked: addresses, numbers, links, and the terms of a list.

A flag covers too much rather than too little: what it covers can be asked for. Characters that are not seen, and
digits of other scripts, hide nothing from it.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable

from workbench.casefile.flagged_names import links, mail_addresses, network_addresses
from workbench.casefile.flagged_numbers import accounts, telephones
from workbench.casefile.listed_terms import Terms
from workbench.casefile.passages import Flag, Span

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff]"
)
_SEEKERS: tuple[tuple[Flag, Callable[[str], Iterable[tuple[int, int]]]], ...] = (
    (Flag.EMAIL, mail_addresses),
    (Flag.LINK, links),
    (Flag.ACCOUNT, accounts),
    (Flag.ADDRESS, network_addresses),
    (Flag.PHONE, telephones),
)


def flags_in(text: str, terms: Terms | None = None) -> list[Span]:
    """Finds what is flagged in a text: spans in the order of the text, none over another."""
    plain, place = _laid_open(text)
    found: list[tuple[int, int, int, Flag, str]] = []
    for rank, (flag, seek) in enumerate(_SEEKERS):
        found += [(place(start), rank, place(end - 1) + 1, flag, "") for start, end in seek(plain)]
    if terms is not None:
        found += [(start, len(_SEEKERS), end, Flag.TERM, term) for start, end, term in terms.found_in(text)]
    spans: list[Span] = []
    for start, _, end, flag, term in sorted(found):
        if spans and start < spans[-1].end:
            last = spans[-1]
            spans[-1] = Span(last.start, max(last.end, end), last.flag, last.term)
        else:
            spans.append(Span(start, end, flag, term))
    return spans


def _laid_open(text: str) -> tuple[str, Callable[[int], int]]:
    """Gives a text without what is not seen and with plain digits, and where each of its characters came from."""
    if text.isascii():
        return text, _same
    plain = text.translate(_plain_characters())
    if _UNSEEN.search(plain) is None:
        return plain, _same
    kept: list[str] = []
    places: list[int] = []
    for at, character in enumerate(plain):
        if _UNSEEN.match(character) is None:
            kept.append(character)
            places.append(at)
    return "".join(kept), places.__getitem__


def _same(place: int) -> int:
    """Leaves a place where it is."""
    return place


@functools.cache
def _plain_characters() -> dict[int, str]:
    """Builds what digits of other scripts, and letters and signs of full width, are read as: one for one, once."""
    table = {
        code: str(unicodedata.decimal(chr(code)))
        for code in (*range(0x80, 0xAC00), *range(0xFF00, 0xFFFF), *range(0x10000, 0x1FC00))
        if unicodedata.category(chr(code)) == "Nd"
    }
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    return table | {0x3002: ".", 0xFF61: "."}
