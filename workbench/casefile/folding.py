"""Words as a search compares them: without case, accents, presentation forms and marks that nobody types.

A folded text is NFKC with case folded; accents of Latin, Greek and Cyrillic letters, Hebrew points and Arabic vowel
signs are gone, Arabic letters that are written for one another are one, digits of all scripts are ASCII, and what is
not seen (soft hyphens, joiners, direction marks) is removed. Marks that make another word stay: those of Hindi say.

For an index, scripts without spaces are cut into overlapping pairs of characters and the last character of each run,
and each emoji is a word of its own whatever its skin tone (stock tokenizers find next to nothing of either).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

# Whoever changes what a text folds to raises this, so that indexes made before are known to be stale.
FOLDING = 1

_UNSPACED = (
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\U0001aff0-\U0001b16f\u1100-\u11ff\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb"
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ec4\u0ec6-\u0ece\u0edc-\u0edf\u1780-\u17d3\u17d7\u17dc\u17dd"
    "\u1000-\u103f\u1050-\u108f\u109a-\u109d\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa76\uaa7a-\uaa7f"
)
# Symbols go to private places whose category the index takes as a letter's; a pair of flag letters is one symbol.
_SYMBOL_PLACES = "\ue000-\ue2a3\U000f2000-\U000fffff"
_APART = re.compile(f"[{_UNSPACED}]+|[{_SYMBOL_PLACES}]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FLAG_LETTER = 0x1F1E6
_LETTERS = {
    "ı": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ħ": "h",
    "æ": "ae",
    "œ": "oe",
    "ð": "d",
    "þ": "th",
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ک": "ك",
    "ڪ": "ك",
    "ة": "ه",
    "ہ": "ه",
    "ھ": "ه",
    "ٱ": "ا",
}
# Accents, Hebrew points, Arabic vowel signs and tatweel; marks around symbols (a keycap's).
_DROPPED_MARKS = (
    (0x0300, 0x036F),
    (0x1AB0, 0x1ACE),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20F0),
    (0x0483, 0x0489),
    (0x0591, 0x05BD),
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
    (0x0610, 0x061A),
    (0x0640, 0x0640),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x06E7, 0x06E8),
    (0x06EA, 0x06ED),
    (0x08D3, 0x08FF),
    (0xFE20, 0xFE2F),
    (0x1F3FB, 0x1F3FF),
    (0xFE00, 0xFE0F),
    (0x180B, 0x180F),
    (0xE0100, 0xE01EF),
)


@dataclass(frozen=True, slots=True)
class FoldedWord:
    """One word of a query as the index knows it: its pieces stand side by side.

    ``opens`` tells that the last piece is only the beginning of what may stand there, since it is one character of a
    script that is indexed in pairs.
    """

    pieces: tuple[str, ...]
    opens: bool = False


def fold(text: str) -> str:
    """Folds a text for comparing."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    # The short i of Cyrillic is a letter of its own, though it is written with an accent.
    folded = _replaced().sub(_replacement, _FLAG.sub(_flag, folded.replace("и\u0306", "\u0439")))
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def index_words(text: str) -> str:
    """Folds a text into words for an index that parts words at whatever is no letter, mark or digit."""
    folded = fold(text)
    return folded if folded.isascii() else _APART.sub(_pairs, folded)


def query_words(text: str) -> FoldedWord:
    """Folds what somebody looks for into the pieces that an index of such a text holds side by side."""
    folded = fold(text)
    pieces: list[str] = []
    opens = False
    for piece in word_runs(folded):
        pieces.extend(_pairs_of(piece) if _APART.match(piece) else [piece])
    if pieces and (last := _last_run(folded)):
        # The run may go on in the text: its last character alone stands only where it ends.
        opens = len(last) == 1
        if not opens:
            pieces.pop()
    return FoldedWord(tuple(pieces), opens)


def fold_traced(text: str) -> tuple[str, list[int]]:
    """Folds a short text character by character, with the place in ``text`` that each folded character came from."""
    if text.isascii():
        return text.lower(), list(range(len(text) + 1))
    folded: list[str] = []
    places: list[int] = []
    for cluster in _CLUSTERS.finditer(text):
        start = cluster.start()
        if cluster.lastindex:
            folded.append(cluster.group().lower())
            places.extend(range(start, cluster.end()))
            continue
        part = _fold_cluster(cluster.group())
        folded.append(part)
        places.extend([start] * len(part))
    places.append(len(text))
    return "".join(folded), places


@functools.lru_cache(maxsize=8192)
def _fold_cluster(cluster: str) -> str:
    """Folds one character with its marks; the same few come again and again."""
    return fold(cluster)


@functools.cache
def word_character() -> str:
    """Gives a regular expression for one character of a word: letters, digits, marks and the places of symbols."""
    marks = _class_of(lambda character: unicodedata.category(character)[0] == "M")
    return f"(?:[^\\W_]|[{marks}{_SYMBOL_PLACES}])"


def word_runs(folded: str) -> list[str]:
    """Parts a folded text into its words, runs of unspaced scripts, and symbols."""
    return [found.group() for found in _pieces().finditer(folded)]


def unspaced(character: str) -> bool:
    """Tells whether a folded character stands without spaces around its words, or is a word of its own."""
    return _APART.match(character) is not None


_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u093c\u09bc\u0a3c\u0b3c\u0b3e\u0b56\u0b57\u0bbe\u0bd7"
    "\u0dca\u0dcf\u0ddf\u102e\u3099\u309a\u200b-\u200f\ufe0f"
)
# Characters that fold to themselves, or to their small letter, each for one: a run of them needs no looking up.
_PLAIN = (
    "\x00-\x7f\u0430-\u044f\u0905-\u0928\u092a-\u0930\u0935-\u0939\u093d-\u094d\u0e01-\u0e30\u3041-\u3096\u4e00-\u9fff"
)
# A base and the marks on it, or the two letters of a flag: the shortest stretches that fold alike alone and in a text.
_CLUSTERS = re.compile(
    f"([{_PLAIN}]+)(?![{_MARKS}])"
    "|[\U0001f1e6-\U0001f1ff]{2}"
    "|[\u1100-\u1112][\u1161-\u1175]?[\u11a8-\u11c2]?"
    f"|.[{_MARKS}]*",
    re.DOTALL,
)


@functools.cache
def _pieces() -> re.Pattern[str]:
    """Gives what parts a folded query: runs of unspaced scripts, symbols, and words of all others."""
    return re.compile(f"[{_UNSPACED}]+|[{_SYMBOL_PLACES}]|(?:(?![{_UNSPACED}{_SYMBOL_PLACES}]){word_character()})+")


def _last_run(folded: str) -> str:
    """Finds the run of an unspaced script that a query ends with, empty where it ends otherwise."""
    found = re.search(f"[{_UNSPACED}]+\\Z", folded)
    return found.group() if found else ""


def _pairs(run: re.Match[str]) -> str:
    """Writes a run as overlapping pairs and its last character, apart from what stands around it."""
    return f" {' '.join(_pairs_of(run.group()))} "


def _pairs_of(run: str) -> list[str]:
    """Cuts a run into overlapping pairs and its last character."""
    return [run[place : place + 2] for place in range(len(run))]


def _flag(pair: re.Match[str]) -> str:
    """Makes one symbol of the two letters of a flag."""
    first, second = (ord(letter) - _FLAG_LETTER for letter in pair.group())
    return chr(0xE000 + first * 26 + second)


# The large blocks of Han, Hangul and their like are left out: nothing in them changes, and asking takes time.
_CHANGING = (*range(0x80, 0x3400), *range(0xA000, 0xAC00), *range(0xD7B0, 0x12000), *range(0x1D000, 0x20000))


@functools.cache
def _table() -> dict[str, str]:
    """Builds what single characters become, once."""
    table = dict(_LETTERS)
    for code in _CHANGING:
        character = chr(code)
        category = unicodedata.category(character)
        if category == "Nd":
            table[character] = str(unicodedata.decimal(character))
        elif category == "Cf":
            table[character] = ""
        elif category == "Cs":
            table[character] = " "
        elif category == "So" or (0x1F000 <= code <= 0x1FAFF and category != "Cn"):
            table[character] = chr(code + (0xE0000 if code >= 0x1F000 else 0xF0000)) if code >= 0x2000 else " "
    for first, last in _DROPPED_MARKS:
        table.update((chr(code), "") for code in range(first, last + 1))
    table.update((chr(code), "") for code in range(0xE0000, 0xE0080))
    return table


@functools.cache
def _replaced() -> re.Pattern[str]:
    """Gives what finds the characters that become others."""
    table = _table()
    return re.compile(f"[{_class_of(table.__contains__)}]")


def _replacement(found: re.Match[str]) -> str:
    """Looks one character up."""
    return _table()[found.group()]


def _class_of(wanted: Callable[[str], bool]) -> str:
    """Writes the characters that are wanted as ranges of a character class."""
    ranges: list[list[int]] = []
    for code in (*_CHANGING, *range(0xE0000, 0xE01F0)):
        if wanted(chr(code)):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(re.escape(chr(first)) + "-" + re.escape(chr(last)) for first, last in ranges)
