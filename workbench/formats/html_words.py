"""Takes the words out of a page: what a reader would see, its title, what stands for pictures, where links lead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from html.parser import HTMLParser
from typing import BinaryIO

from workbench.formats.decoding import CHUNK, Encoding, encoding_of, known_codec, text_pieces

_UNSEEN = frozenset({"script", "style", "template", "noscript"})
_BLOCK_NAMES = """
address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure
footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol option p pre section summary table tbody td
tfoot th thead title tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SPOKEN = ("alt", "title", "aria-label", "placeholder")
_ADDRESSES = {"a": "href", "area": "href", "iframe": "src", "form": "action"}
_DESCRIBING = frozenset({"description", "keywords", "author", "og:title", "og:description", "article:published_time"})
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.I)
_XML_DECLARED = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})[\"']", re.I)
_MOST_PENDING = 1 << 20
_MOST_ADDRESS = 2_000


class _Seen(HTMLParser):
    """Keeps the words of a page as they come by."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = ""
        self._blank = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Breaks the line at a block, and keeps what an element says in its attributes."""
        if tag in _UNSEEN:
            self._unseen = self._unseen or tag
            return
        if tag in _BLOCKS:
            self._break()
        given = {name: value for name, value in attrs[:100] if value}
        for name in _SPOKEN:
            if name in given:
                self._say(f" {given[name]} ")
        address = given.get(_ADDRESSES.get(tag, ""), "")
        if address.lower().startswith(("http:", "https:", "mailto:", "tel:", "//")):
            self._say(f" {address[:_MOST_ADDRESS]} ")
        if tag == "meta" and (given.get("name") or given.get("property") or "").lower() in _DESCRIBING:
            self._say(f" {given.get('content', '')} ")
            self._break()

    def handle_endtag(self, tag: str) -> None:
        """Breaks the line at the end of a block."""
        if tag == self._unseen:
            self._unseen = ""
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        """Keeps words that are shown."""
        if not self._unseen:
            self._say(data)

    def end(self) -> None:
        """Keeps the words that wait for more to come; a tag or a comment without an end is none.

        The parser's own way of ending takes a time that grows with the square of what is left.
        """
        rest, self.rawdata = self.rawdata, ""
        if not rest.startswith("<"):
            self.handle_data(unescape(rest))

    def taken(self) -> str:
        """Gives what has come by since the last time."""
        words, self.words = "".join(self.words), []
        return words

    def _say(self, text: str) -> None:
        """Keeps a text, each stretch of blanks as one."""
        plain = _BLANKS.sub(" ", text)
        if self._blank:
            plain = plain.lstrip(" ")
        if plain:
            self.words.append(plain)
            self._blank = plain.endswith(" ")

    def _break(self) -> None:
        """Begins a new line, once."""
        if self.words and not self.words[-1].endswith("\n"):
            self.words.append("\n")
        self._blank = True


def visible_words(pieces: Iterable[str]) -> Iterator[str]:
    """Yields the words of a page that comes in pieces; a tag without an end is passed over."""
    seen = _Seen()
    try:
        for piece in pieces:
            for start in range(0, len(piece), CHUNK):
                seen.feed(piece[start : start + CHUNK])
                if len(seen.rawdata) > _MOST_PENDING:
                    seen.rawdata = ""
            yield seen.taken()
    except (AssertionError, ValueError, RecursionError):  # what the parser raises on broken declarations
        pass
    seen.end()
    yield seen.taken()


def page_encoding(file: BinaryIO, declared: str = "") -> Encoding:
    """Tells how a page is to be read: a mark, what came with it, what it declares in its head, its bytes."""
    file.seek(0)
    head = file.read(4096)
    if not known_codec(declared):
        found = _DECLARED.search(head) or _XML_DECLARED.match(head.lstrip(b"\xef\xbb\xbf \t\r\n"))
        declared = found[1].decode("ascii") if found else ""
    if declared.lower().replace("_", "-").startswith("utf-16"):  # what was found byte by byte is not wide
        declared = "utf-8"
    return encoding_of(file, declared)


def page_words(file: BinaryIO, declared: str = "") -> Iterator[str]:
    """Yields the words of a page in a file."""
    encoding = page_encoding(file, declared)
    return visible_words(text_pieces(file, encoding))
