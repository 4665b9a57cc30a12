"""Finds account, card and telephone numbers in a text.

Account and card numbers count where their check digits do (ISO 13616 for IBAN, ISO/IEC 7812-1 for cards); a telephone
number counts where it is written with its country, or as it is dialled at home.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Found = tuple[int, int]

_IBAN = re.compile(r"[A-Za-z]{2}[0-9]{2}(?:[ \u00a0-]?[A-Za-z0-9]){11,34}")
_RUN = re.compile("[0-9](?:[ \u00a0()./\u2010-\u2015-]{0,3}[0-9]){6,}")
_GROUP = re.compile("[0-9]+")
_CARDS = re.compile("4|5[0-8]|2[2-7]|3[0-9]|6")
_DATED = re.compile(
    "(?:19|20)[0-9]{2}[-./ ][0-9]{1,2}[-./ ][0-9]{1,2}(?![0-9])"
    "|[0-9]{1,2}[-./ ][0-9]{1,2}[-./ ](?:19|20)[0-9]{2}(?![0-9])"
)
_NATIONAL = re.compile(
    r"\(?0|\([0-9]{2,5}\)|(?:1[-. ]?)?\(?[2-9][0-9]{2}\)?[-. ]?[0-9]{3}[-. ][0-9]{4}\Z|1[3-9][0-9]{9}\Z|[6-9][0-9]{9}\Z"
)
_MOST_GROUPS = 7
_CARD_GAPS = (" ", "-", "\u00a0", ".")
_LENGTHS = """
AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18
FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20
LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24
SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
"""
_IBAN_LENGTHS = {word[:2]: int(word[2:]) for word in _LENGTHS.split()}


def accounts(text: str) -> Iterator[Found]:
    """Finds account and card numbers whose check digits are right."""
    for found in _IBAN.finditer(text):
        before = text[found.start() - 1] if found.start() else ""
        length = 0 if before.isascii() and before.isalnum() else _iban_length(found.group())
        if length:
            yield found.start(), found.start() + length
    for groups in _runs(text):
        yield from _cards(text, groups)


def telephones(text: str) -> Iterator[Found]:
    """Finds telephone numbers."""
    for groups in _runs(text):
        place = 0
        while place < len(groups):
            start = _dialling_start(text, groups, place)
            last = None if start is None else _telephone_end(text, groups, place, start)
            if start is not None and last is not None:
                yield start, groups[last][1]
            place = place + 1 if last is None else last + 1


def _runs(text: str) -> Iterator[list[Found]]:
    """Gives the groups of digits of each run of them that is long enough for any number here."""
    for run in _RUN.finditer(text):
        yield [found.span() for found in _GROUP.finditer(text, run.start(), run.end())]


def _cards(text: str, groups: list[Found]) -> Iterator[Found]:
    """Finds card numbers among groups of digits."""
    place = 0
    while place < len(groups):
        digits, last = "", None
        start, end = groups[place]
        for at in range(place, min(place + _MOST_GROUPS, len(groups))) if 4 <= end - start <= 19 else ():
            apart = at > place and (end - start != 4 or text[groups[at - 1][1] : groups[at][0]] not in _CARD_GAPS)
            if apart:
                break
            digits += text[groups[at][0] : groups[at][1]]
            if len(digits) > 19:
                break
            if len(digits) >= 13 and _CARDS.match(digits) and _luhn(digits):
                last = at
        if last is not None:
            yield start, groups[last][1]
        place = place + 1 if last is None else last + 1


def _dialling_start(text: str, groups: list[Found], place: int) -> int | None:
    """Tells where a telephone number may begin with a group of digits; None where none can."""
    start, end = groups[place]
    first = start
    while first and start - first < 2 and text[first - 1] in "+(":
        first -= 1
    before = text[first - 1] if first else ""
    if before and ((before.isascii() and before.isalnum()) or before in "_.,-/\u2013"):
        return None
    likely = first < start or text[start] == "0" or end - start in (1, 3, 10, 11)
    return first if likely else None


def _telephone_end(text: str, groups: list[Found], place: int, start: int) -> int | None:
    """Finds the last group of the longest telephone number that begins there; None where none does."""
    if _DATED.match(text, groups[place][0]):
        return None
    last, digits = None, 0
    for at in range(place, min(place + _MOST_GROUPS, len(groups))):
        digits += groups[at][1] - groups[at][0]
        if digits > 17:
            break
        end = groups[at][1]
        if digits >= 8 and not _goes_on(text, end) and _is_telephone(text[start:end], digits):
            last = at
    return last


def _goes_on(text: str, end: int) -> bool:
    """Tells whether a word goes on behind a number."""
    behind = text[end : end + 1]
    return behind.isascii() and (behind.isalnum() or behind == "_")


def _is_telephone(written: str, digits: int) -> bool:
    """Tells whether a number is written as telephone numbers are."""
    if written.startswith(("+", "(+", "00")):
        return 8 <= digits <= 17
    return 9 <= digits <= 12 and _NATIONAL.match(written) is not None


def _iban_length(candidate: str) -> int:
    """Gives how many characters of a text are an IBAN, spaces counted; 0 where it is none."""
    wanted, letters = _IBAN_LENGTHS.get(candidate[:2].upper(), 0), ""
    for place, character in enumerate(candidate, 1):
        if character.isalnum():
            letters += character.upper()
        if len(letters) == wanted:
            whole = place == len(candidate) or not candidate[place].isalnum()
            turned = "".join(str(int(letter, 36)) for letter in letters[4:] + letters[:4])
            return place if whole and int(turned) % 97 == 1 else 0
    return 0


def _luhn(digits: str) -> bool:
    """Tells whether the last digit of a number checks the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0
