"""Takes the words out of office documents: Word, Excel, PowerPoint and OpenDocument, which are XML in a ZIP archive.

The XML is read as it unpacks and never built up; a document type declaration, with which entities begin, ends it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO
from xml.parsers import expat

from workbench.formats.members import Unreadable

MOST_PART = 128 << 20
_CHUNK = 1 << 16
_MOST_PARTS = 5_000
_DAMAGED = "The document is damaged: not all of its words could be read."
_DECLARED = "The document declares entities of its own, which no office program does; it was not read further."
_LARGE = "A part of the document unpacks to more than is read here."
_LOCKED = "The document is locked with a password."

#: The parts that hold words, in the order of reading, and the elements in them.
_PARTS = (
    (r"docProps/core\.xml", "properties"),
    (r"word\d*/document\d*\.xml", "word"),
    (r"word\d*/(header|footer|footnotes|endnotes|comments)\d*\.xml", "word"),
    (r"ppt/slides/slide\d+\.xml", "drawing"),
    (r"ppt/(notesSlides/notesSlide|comments/\w*)\d*\.xml", "drawing"),
    (r"xl/workbook\.xml", "sheets"),
    (r"xl/sharedStrings\.xml", "sheet"),
    (r"xl/worksheets/sheet\d+\.xml", "sheet"),
    (r"xl/comments\d*\.xml", "sheet"),
    (r"xl/drawings/drawing\d+\.xml", "drawing"),
    (r"meta\.xml", "properties"),
    (r"content\.xml", "open"),
)
_TEXTS = {
    "word": {"t", "delText", "instrText"},
    "drawing": {"t", "text"},
    "sheet": {"t", "v"},
    "sheets": set[str](),
    "properties": {"title", "subject", "creator", "keywords", "keyword", "description", "lastModifiedBy"},
    "open": {"p", "h", "title", "desc"},
}  # fmt: skip
_BREAKS = {
    "word": {"p": "\n", "br": "\n", "cr": "\n", "tab": "\t", "tc": "\t"},
    "drawing": {"p": "\n", "br": "\n", "text": "\n"},
    "sheet": {"si": "\n", "row": "\n", "c": "\t", "comment": "\n"},
    "sheets": dict[str, str](),
    "properties": dict.fromkeys(("title", "creator", "subject", "description", "keywords", "keyword"), "\n"),
    "open": {"p": "\n", "h": "\n", "tab": "\t", "line-break": "\n", "s": " ", "title": "\n", "desc": "\n"},
}  # fmt: skip


def office_words(file: BinaryIO) -> Iterator[str]:
    """Yields the words of an office document; raises Unreadable where it cannot be read further."""
    try:
        with zipfile.ZipFile(file) as archive:
            for name, kind in _chosen(archive.namelist()):
                yield from _part_words(archive, name, kind)
                yield "\n"
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, NotImplementedError, OSError) as cause:
        raise Unreadable(_DAMAGED) from cause
    except RuntimeError as cause:  # what zipfile says of an encrypted entry
        raise Unreadable(_LOCKED) from cause


def _chosen(names: list[str]) -> list[tuple[str, str]]:
    """Chooses the parts with words, in the order of reading."""
    chosen = []
    for pattern, kind in _PARTS:
        matching = [name for name in names if re.fullmatch(pattern, name)]
        chosen += [(name, kind) for name in sorted(set(matching), key=_by_number)[:_MOST_PARTS]]
    return chosen


def _by_number(name: str) -> tuple[str, int]:
    """Sorts ``slide10`` behind ``slide9``."""
    stem = re.sub(r"\d+", "", name)
    number = re.search(r"(\d{1,9})\D*\Z", name)
    return stem, int(number[1]) if number else 0


def _part_words(archive: zipfile.ZipFile, name: str, kind: str) -> Iterator[str]:
    """Yields the words of one part."""
    with archive.open(name) as part:
        yield from xml_words(part.read, _TEXTS[kind], _BREAKS[kind], kind)


def xml_words(
    read: Callable[[int], bytes], texts: set[str] | None, breaks: dict[str, str], kind: str = ""
) -> Iterator[str]:
    """Yields what stands in some elements of an XML, in all of them for None; raises Unreadable where it is broken."""
    seen = _Seen(texts, breaks, kind)
    parser = _parser(seen)
    total = 0
    while True:
        chunk = read(_CHUNK)
        total += len(chunk)
        if total > MOST_PART:
            raise Unreadable(_LARGE)
        try:
            parser.Parse(chunk, not chunk)
        except expat.ExpatError as cause:
            yield seen.taken()
            raise Unreadable(_DAMAGED) from cause
        yield seen.taken()
        if not chunk:
            return


def _parser(seen: _Seen) -> Any:
    """Makes a parser that reports to ``seen`` and refuses whatever declares entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = seen.start
    parser.EndElementHandler = seen.end
    parser.CharacterDataHandler = seen.text
    parser.EntityDeclHandler = _refused
    parser.ExternalEntityRefHandler = _refused
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser


def _refused(*_: object) -> int:
    """Ends the reading of an XML that declares or asks for an entity."""
    raise Unreadable(_DECLARED)


class _Seen:
    """Keeps the words of the elements that hold them."""

    def __init__(self, texts: set[str] | None, breaks: dict[str, str], kind: str) -> None:
        self._texts = texts
        self._breaks = breaks
        self._kind = kind
        self._inside = 1 if texts is None else 0
        self._shared = False
        self.words: list[str] = []

    def start(self, name: str, given: dict[str, str]) -> None:
        """Goes into an element."""
        local = name.rpartition(":")[2]
        if self._kind == "sheets" and local == "sheet" and given.get("name"):
            self.words.append(f"{given['name']}\n")
        elif self._kind == "sheet" and local == "c":
            self._shared = given.get("t") in ("s", "b", "e")  # a number that stands for something said elsewhere
        if self._texts is not None and local in self._texts:
            self._inside += 1

    def end(self, name: str) -> None:
        """Comes out of an element."""
        local = name.rpartition(":")[2]
        if self._texts is not None and local in self._texts and self._inside:
            self._inside -= 1
        mark = self._breaks.get(local, "")
        if mark:
            self.words.append(mark)

    def text(self, words: str) -> None:
        """Keeps words where they count."""
        if self._inside and not self._shared:
            self.words.append(words)

    def taken(self) -> str:
        """Gives what was kept since the last time."""
        words, self.words = "".join(self.words), []
        return words
