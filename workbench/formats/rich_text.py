"""Takes the words out of Rich Text Format, also where it is packed as Outlook packs it (MS-OXRTFCP, MS-OXRTFEX)."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from workbench.formats.members import Unreadable

MOST_RTF = 64 << 20
_MOST_GROUPS = 10_000
_DAMAGED = "The packed Rich Text of this message is damaged."
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS "
    b"Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20"
    b"\\b\\i\\u\\tab\\tx"
)
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\"
)
_UNSEEN = frozenset(
    b"fonttbl colortbl stylesheet listtable listoverridetable revtbl rsidtbl generator info pict objdata objclass "
    b"themedata colorschememapping datastore latentstyles xmlnstbl filetbl fldinst bkmkstart bkmkend nonshppict "
    b"mmathPr pgptbl".split()
)
_SIGNS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"cell": "\t", b"tab": "\t",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
    b"endash": "–", b"emdash": "—", b"enspace": " ", b"emspace": " ", b"zwj": "\u200d", b"zwnj": "\u200c",
}  # fmt: skip
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
_PAGES = frozenset(
    {437, 708, 850, 852, 866, 874, 932, 936, 949, 950, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258}
)


def decompressed(data: bytes) -> bytes:
    """Unpacks Rich Text as Outlook stores it; raises Unreadable where it is damaged or too large."""
    if len(data) < 16:
        raise Unreadable(_DAMAGED)
    _, raw_size, kind, checksum = struct.unpack_from("<IIII", data)
    body = data[16:]
    if kind == 0x414C454D:  # "MELA": not packed at all
        return body[:raw_size]
    if kind != 0x75465A4C or raw_size > MOST_RTF:  # "LZFu"
        raise Unreadable(_DAMAGED)
    if _crc(body) != checksum:
        raise Unreadable(_DAMAGED)
    return _unpacked(body, raw_size)


def _crc(body: bytes) -> int:
    """Computes the checksum of packed Rich Text: CRC-32 that begins at zero and is not turned over at the end."""
    return zlib.crc32(body, 0xFFFFFFFF) ^ 0xFFFFFFFF


def _unpacked(body: bytes, raw_size: int) -> bytes:
    """Runs the packed text through its ring of 4096 bytes, which begins with the words that every text has.

    A control byte says of each of the next eight steps whether it is one byte, or a place in the ring and a length; a
    place where the next byte would be written is the end.
    """
    ring = bytearray(_DICTIONARY.ljust(4096, b"\0"))
    write, at = len(_DICTIONARY), 0
    out = bytearray()
    while at < len(body) and len(out) <= raw_size:
        control = body[at]
        at += 1
        for bit in range(8):
            is_place = control >> bit & 1
            if at + is_place >= len(body):
                return bytes(out)
            offset, length = -1, 1
            if is_place:
                reference = body[at] << 8 | body[at + 1]
                offset, length = reference >> 4, (reference & 15) + 2
                if offset == write:
                    return bytes(out)
            for step in range(length):
                sign = ring[(offset + step) % 4096] if is_place else body[at]
                ring[write] = sign
                write = (write + 1) % 4096
                out.append(sign)
            at += 1 + is_place
    return bytes(out)


def rich_words(data: bytes) -> Iterator[str]:
    """Yields the words of Rich Text; of a page that is wrapped in it, the words of the page and not its marks."""
    reading = _Reading()
    for token in _TOKEN.finditer(data):
        piece = reading.take(token)
        if piece:
            yield piece
    yield reading.settled()


class _Group:
    """What holds inside one pair of braces."""

    __slots__ = ("codec", "inside_page", "skip", "unseen")

    def __init__(self, unseen: bool = False, skip: int = 1, codec: str = "", inside_page: bool = False) -> None:
        self.unseen = unseen
        self.skip = skip
        self.codec = codec
        self.inside_page = inside_page


class _Reading:
    """Follows Rich Text from token to token."""

    def __init__(self) -> None:
        self._group = _Group()
        self._outer: list[_Group] = []
        self._lost = 0
        self._page = "cp1252"
        self._bytes = b""
        self._skipping = 0
        self._starred = False
        self._surrogate = 0
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._in_fonts = 0

    def settled(self) -> str:
        """Gives the bytes that wait to be read as text."""
        text, self._bytes = self._bytes.decode(self._group.codec or self._page, "replace"), b""
        return text

    def take(self, token: re.Match[bytes]) -> str:
        """Takes one token; gives the words that it makes."""
        word, number, hexed, sign, brace, run = token.groups()
        if hexed is not None:
            self._add(bytes((int(hexed, 16),)))
            return ""
        if run is not None:
            self._add(run)
            return ""
        before = self.settled()
        if brace is not None:
            self._enter() if brace == b"{" else self._leave()
        elif word is not None:
            before += self._word(word, None if number is None else int(number))
        elif sign is not None:
            before += self._sign(sign)
        return before

    def _add(self, data: bytes) -> None:
        """Keeps bytes of text, but for those that stand in for a Unicode sign or are not shown."""
        drop = min(self._skipping, len(data))
        self._skipping -= drop
        if not self._group.unseen:
            self._bytes += data[drop:]

    def _enter(self) -> None:
        """Goes into a group."""
        if len(self._outer) >= _MOST_GROUPS:
            self._lost += 1
            return
        self._outer.append(self._group)
        group = self._group
        self._group = _Group(group.unseen, group.skip, group.codec, group.inside_page)
        self._skipping = 0

    def _leave(self) -> None:
        """Comes out of a group."""
        if self._lost:
            self._lost -= 1
        elif self._outer:
            self._group = self._outer.pop()
        if len(self._outer) < self._in_fonts:
            self._in_fonts = 0
        self._skipping = 0
        self._starred = False

    def _sign(self, sign: bytes) -> str:
        """Reads a control symbol."""
        if sign == b"*":
            self._starred = True
            return ""
        if self._group.unseen:
            return ""
        return {b"~": "\u00a0", b"_": "-", b"-": "", b"\n": "\n", b"\r": "\n"}.get(sign, sign.decode("latin-1"))

    def _word(self, word: bytes, number: int | None) -> str:
        """Reads a control word."""
        starred, self._starred = self._starred, False
        group = self._group
        if word == b"u" and number is not None:
            return self._unicode(number)
        if word == b"uc" and number is not None:
            group.skip = max(0, min(number, 10))
        elif word == b"ansicpg" and number in _PAGES:
            self._page = f"cp{number}".replace("cp936", "gb18030")
        elif word == b"fonttbl":
            self._in_fonts = len(self._outer)
            group.unseen = True
        elif word == b"fcharset" and self._in_fonts:
            self._fonts[self._font] = _CHARSETS.get(number or 0, "")
        elif word == b"f" and number is not None:
            self._font = number
            if not self._in_fonts:
                group.codec = self._fonts.get(number, "") if len(self._fonts) <= 4096 else ""
        elif word == b"bin":
            self._skipping = max(0, number or 0)
        elif word in _UNSEEN or (starred and word not in (b"shppict", b"fldrslt", b"shptxt")):
            group.unseen = True
        elif word in _SIGNS and not group.unseen:
            return _SIGNS[word]
        return ""

    def _unicode(self, number: int) -> str:
        """Reads a sign that is given by its number, of which a pair of halves makes one."""
        self._skipping = self._group.skip
        if self._group.unseen:
            return ""
        code = number & 0xFFFF
        if 0xD800 <= code < 0xDC00:
            self._surrogate = code
            return ""
        if 0xDC00 <= code < 0xE000:
            high, self._surrogate = self._surrogate, 0
            return chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)) if high else "\ufffd"
        return chr(code)
