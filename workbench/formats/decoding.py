"""Turns bytes into text: what encoding a file shows or declares, and its text in pieces and lines of bounded length.

An encoding is told, in this order, by a byte order mark, by zero bytes at every other place, by a declaration that is
known here, by being valid UTF-8; what is left is read as windows-1252, and the reader is told that this is a guess.
"""

from __future__ import annotations

import codecs
import encodings
import encodings.aliases
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1 << 16
GUESSED = "Its encoding is stated nowhere; it was read as windows-1252."
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CODECS = """
ascii utf_7 utf_8 utf_8_sig utf_16 utf_16_le utf_16_be utf_32 utf_32_le utf_32_be cp437 cp737 cp775 cp850 cp852
cp855 cp857 cp858 cp862 cp864 cp866 cp874 cp932 cp949 cp950 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257
cp1258 latin_1 iso8859_1 iso8859_2 iso8859_3 iso8859_4 iso8859_5 iso8859_6 iso8859_7 iso8859_8 iso8859_9 iso8859_10
iso8859_11 iso8859_13 iso8859_14 iso8859_15 iso8859_16 koi8_r koi8_u mac_roman mac_cyrillic shift_jis euc_jp
iso2022_jp iso2022_jp_1 iso2022_jp_2 euc_kr iso2022_kr johab gb2312 gbk gb18030 hz big5 big5hkscs tis_620
"""
_KNOWN = frozenset(_CODECS.split())
#: Names that mail and pages use for a larger encoding than the one they say (as the WHATWG table has it), or oddly.
_MEANT = {
    "ascii": "cp1252",
    "latin_1": "cp1252",
    "iso8859_1": "cp1252",
    "iso8859_9": "cp1254",
    "iso8859_11": "cp874",
    "tis_620": "cp874",
    "shift_jis": "cp932",
    "x_sjis": "cp932",
    "windows_31j": "cp932",
    "ks_c_5601_1987": "cp949",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x_gbk": "gb18030",
    "big5": "big5hkscs",
    "unicode_1_1_utf_7": "utf_7",
    "utf_16": "utf_16_le",
    "iso_8859_8_i": "iso8859_8",
    "unknown_8bit": "cp1252",
    "macintosh": "mac_roman",
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes are to be read as text; ``told`` is false where it is a guess."""

    name: str
    told: bool = True


def known_codec(declared: str) -> str | None:
    """Finds the codec meant by a declared name, which is untrusted; None for a name that is not known here."""
    if not declared.isascii() or len(declared) > 40:
        return None
    plain = encodings.normalize_encoding(declared.strip().strip("\"'")).lower()
    name = _MEANT.get(plain) or encodings.aliases.aliases.get(plain, plain)
    name = _MEANT.get(name, name)
    return name if name in _KNOWN else None


def load_codecs() -> None:
    """Loads every codec that is known here, for a process that can soon load nothing more."""
    for name in sorted(_KNOWN | {"utf_8_sig"}):
        codecs.lookup(name)
        "".encode(name)


def encoding_of(file: BinaryIO, declared: str = "") -> Encoding:
    """Tells how a whole file is to be read as text; it is left at its start."""
    file.seek(0)
    head = file.read(CHUNK)
    marked = _marked(head)
    codec = marked or known_codec(declared) or _wide(head)
    if codec and codec not in ("cp1252", "ascii"):
        file.seek(0)
        return Encoding(codec)
    valid = _is_utf8(file, head)
    file.seek(0)
    return Encoding("utf-8") if valid else Encoding("cp1252", told=codec == "cp1252")


def text_of(data: bytes, declared: str = "") -> str:
    """Reads bytes as text by the same rules; what does not fit becomes the replacement character."""
    codec = _marked(data) or known_codec(declared)
    if codec and codec not in ("cp1252", "ascii"):
        return data.decode(codec, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return eight_bit(data)


def eight_bit(data: bytes) -> str:
    """Reads bytes as windows-1252; the five bytes that it leaves open become replacement characters."""
    return data.decode("cp1252", "replace")


def text_pieces(file: BinaryIO, encoding: Encoding) -> Iterator[str]:
    """Yields a file's text from where it stands, in pieces; never fails on what does not fit the encoding."""
    decoder = codecs.getincrementaldecoder(encoding.name)("replace")
    while chunk := file.read(CHUNK):
        piece = decoder.decode(chunk)
        if piece:
            yield piece
    tail = decoder.decode(b"", final=True)
    if tail:
        yield tail


def text_lines(pieces: Iterator[str], longest: int = CHUNK) -> Iterator[tuple[str, bool]]:
    """Yields lines without their ends, and whether each begins a line: a longer line than ``longest`` is parted."""
    rest, begins = "", True
    for piece in pieces:
        lines = (rest + piece).split("\n")
        rest = lines.pop()
        for line in lines:
            yield line.removesuffix("\r"), begins
            begins = True
        if len(rest) > longest:
            yield rest, begins
            rest, begins = "", False
    if rest:
        yield rest.removesuffix("\r"), begins


def _marked(head: bytes) -> str | None:
    """Tells the encoding by a byte order mark."""
    return next((codec for mark, codec in _MARKS if head.startswith(mark)), None)


def _wide(head: bytes) -> str | None:
    """Knows UTF-16 without a mark by the zero bytes of its ASCII characters."""
    half = len(head) // 2
    if half < 2:
        return None
    even, odd = head[0 : 2 * half : 2].count(0), head[1 : 2 * half : 2].count(0)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf_16_le"
    return "utf_16_be" if even > 0.4 * half and odd < 0.05 * half else None


def _is_utf8(file: BinaryIO, head: bytes) -> bool:
    """Reads a file to its end to see whether all of it is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
        while chunk := file.read(1 << 20):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
