"""Reads lists of hashes as other people's tools write them: one a line, sums of files, tables, JSON.

Understood are plain lists; the output of ``sha256sum``, ``openssl dgst`` and hashdeep; tables with or without a head
(NSRL's RDS, ThreatExchange and HMA with PDQ and its quality); JSON and JSON lines (Project VIC and CAID as ODATA,
ThreatExchange indicators). The kind of a hash is told by the name it stands under, or by its length: 64 digits without
a name are SHA-256. File names are not kept: they say more than anybody needs to know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, BinaryIO

from workbench.casefile.fingerprints import PDQ_QUALITY
from workbench.casefile.hash_lists import HashKind
from workbench.casefile.visible import visible
from workbench.formats.decoding import encoding_of, text_lines, text_pieces
from workbench.formats.hash_tables import Columns, cells, columns_of, delimiter_of, kind_named, plain_name
from workbench.formats.json_stream import JsonStream, Path
from workbench.formats.members import Unreadable

_PORTION = 4096
_NAMED = 5
_LONGEST = 1 << 16
_MOST_NOTE = 200
_COMMENT = ("#", ";", "//")
_KINDS = {32: HashKind.MD5, 40: HashKind.SHA1, 64: HashKind.SHA256, 128: HashKind.SHA512}
_DIGITS = {kind: length for length, kind in _KINDS.items()} | {HashKind.PDQ: 64}
_HEX = re.compile(r"[0-9A-Fa-f]+")
# ``sha256sum``: digits, a blank, a blank or a star, the file's name; a backslash ahead where the name is escaped.
_SUM = re.compile(r"\\?([0-9A-Fa-f]{32,128}) [ *][^ \t]")
_NAMED_SUM = re.compile(r"([A-Za-z][A-Za-z0-9_/-]{2,15}) ?\(.*\) ?= ?([0-9A-Fa-f]{32,128})")
_PREFIXED = re.compile(r"([A-Za-z][A-Za-z0-9_/-]{2,15})(?:[:=]\s*|\s+)([0-9A-Fa-f]{32,128})")
_HASHDEEP = "%%%% "

_NO_HASH = "There is no hash in it."
_NOT_ITS_KIND = "It has not the digits of its kind."
_TOO_LONG = "It is too long for a line of a list."
_NO_JSON = "It is no JSON."

Entry = tuple[HashKind, str, str]


@dataclass(slots=True)
class Portion:
    """Some entries of a list, each a kind, its digits in lower case and a note; and what was passed over on the way.

    ``wrong`` counts lines without a hash, of which ``named`` gives the first few by number and reason; ``photodna``
    counts hashes of a kind that only its owner can compare, ``plain`` PDQ of too little detail. ``line`` is how far
    it is.
    """

    entries: list[Entry] = field(default_factory=list)
    wrong: int = 0
    named: list[tuple[int, str]] = field(default_factory=list)
    photodna: int = 0
    plain: int = 0
    line: int = 0


def read_hash_list(untrusted_file: BinaryIO, told: HashKind | None = None) -> Iterator[Portion]:
    """Reads a list of any length, some thousand entries at a time; a wrong line never stops the rest.

    ``told`` says what hashes without a name are, where their length fits it.
    """
    reading = _Reading(told)
    lines = _numbered(untrusted_file)
    first = next(lines, None)
    if first is None:
        return
    if first[1][:1] in ("{", "[") and not _is_json_line(first[1]):
        untrusted_file.seek(0)
        yield from reading.document(untrusted_file)
    else:
        yield from reading.lines(chain([first], lines), is_json=first[1].startswith("{"))


class _Reading:
    """One list being read."""

    def __init__(self, told: HashKind | None) -> None:
        self._told = told
        self._named = 0
        self._portion = Portion()

    def lines(self, lines: Iterable[tuple[int, str]], is_json: bool) -> Iterator[Portion]:
        """Reads a list line by line."""
        columns: Columns | None = None
        looking = not is_json
        for number, line in lines:
            self._portion.line = number
            if looking:
                head = columns_of(line.removeprefix(_HASHDEEP))
                if head is not None:
                    columns, looking = head, False
                    continue
                looking = line.startswith(_HASHDEEP)
                if looking:
                    continue
            if len(line) >= _LONGEST:
                self._note_wrong(number, _TOO_LONG)
            elif is_json:
                self._json_line(number, line)
            elif columns is not None:
                self._row(number, columns.named(line), columns.note)
            else:
                self._line(number, line)
            if len(self._portion.entries) >= _PORTION:
                yield self._handed_over()
        yield self._handed_over()

    def document(self, file: BinaryIO) -> Iterator[Portion]:
        """Reads one JSON document, record by record, wherever in it the records lie."""
        number = 0
        try:
            for path, value in JsonStream(file).walk(_descends):
                number += 1
                self._portion.line = number
                self._record(number, path, value)
                if len(self._portion.entries) >= _PORTION:
                    yield self._handed_over()
        except Unreadable as fault:
            self._note_wrong(number + 1, str(fault))
        yield self._handed_over()

    def _record(self, number: int, path: Path, value: object) -> None:
        """Reads one record of a document: an object, a bare hash, or a field of the only object there is."""
        if isinstance(value, dict):
            self._row(number, _flat(value), None)
        elif isinstance(value, str) and path[-1:] == ("*",):
            self._line(number, value.strip())
        elif isinstance(value, str) and path and kind_named(path[-1]) is not None:
            self._row(number, {plain_name(path[-1]): value}, None)
        elif path[-1:] == ("*",):
            self._note_wrong(number, _NO_HASH)

    def _json_line(self, number: int, line: str) -> None:
        """Reads one line of JSON."""
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            self._note_wrong(number, _NO_JSON)
            return
        self._record(number, ("*",), value)

    def _row(self, number: int, fields: Mapping[str, str], note_names: tuple[str, ...] | None) -> None:
        """Reads one record with names: every hash in it names the same thing."""
        note = _note(fields, note_names)
        stated = kind_named(next((fields[name] for name in _KIND_NAMES if fields.get(name)), ""))
        found = False
        for name, text in fields.items():
            kind = kind_named(name)
            if name.startswith("photodna") and text:
                self._portion.photodna += 1
                found = True
            elif (kind is not None or name in _HASH_NAMES) and text:
                found |= self._take(number, kind or stated, text, note, _quality(fields))
        if not found:
            self._note_wrong(number, _NO_HASH)

    def _take(self, number: int, kind: HashKind | None, text: str, note: str, quality: int) -> bool:
        """Takes one hash of a record in; tells whether it was dealt with."""
        prefixed = _PREFIXED.fullmatch(text) if kind is None else None
        if prefixed is not None:
            kind, text = kind_named(prefixed[1]), prefixed[2]
        kind = kind or self._kind_by_length(text)
        if kind is None or len(text) != _DIGITS[kind] or not _HEX.fullmatch(text):
            return False
        if kind is HashKind.PDQ and quality < PDQ_QUALITY:
            self._portion.plain += 1
        else:
            self._portion.entries.append((kind, text.lower(), note))
        return True

    def _line(self, number: int, line: str) -> None:
        """Reads a line without a head over it."""
        if len(line) in _KINDS and _HEX.fullmatch(line):
            kind = self._kind_by_length(line)
            assert kind is not None
            self._portion.entries.append((kind, line.lower(), ""))
            return
        stated = _NAMED_SUM.match(line) or _PREFIXED.fullmatch(line)
        if stated is not None:
            if not self._take(number, kind_named(stated[1]), stated[2], "", 100):
                self._note_wrong(number, _NOT_ITS_KIND)
            return
        summed = _SUM.match(line)
        if summed is not None and self._take(number, None, summed[1], "", 100):
            return
        self._cells(number, cells(line, delimiter_of(line)))

    def _cells(self, number: int, parts: list[str]) -> None:
        """Reads a row of a table that has no head: every cell that looks like a hash is one of the same thing."""
        hashes = [part for part in parts if self._kind_by_length(part) is not None and _HEX.fullmatch(part)]
        words = [part for part in parts if part not in hashes]
        note = _cut(words[0]) if len(parts) == 2 and words else ""
        for text in hashes:
            self._take(number, None, text, note, 100)
        if not hashes:
            self._note_wrong(number, _NO_HASH)

    def _kind_by_length(self, text: str) -> HashKind | None:
        """Tells a hash without a name by its length, or by what the person said it is."""
        if self._told is not None and _DIGITS[self._told] == len(text):
            return self._told
        return _KINDS.get(len(text))

    def _note_wrong(self, number: int, reason: str) -> None:
        """Counts a wrong line, and names it if it is among the first."""
        self._portion.wrong += 1
        if self._named < _NAMED:
            self._named += 1
            self._portion.named.append((number, reason))

    def _handed_over(self) -> Portion:
        """Gives what was read so far away, and begins anew."""
        done, self._portion = self._portion, Portion(line=self._portion.line)
        return done


_HASH_NAMES = frozenset({"hash", "hashvalue", "value", "indicator", "signal", "signalvalue", "digest", "filehash"})
_KIND_NAMES = ("type", "hashtype", "signaltype", "algorithm", "kind", "indicatortype")
_NOTE_NAMES = ("category", "label", "note", "notes", "comment", "comments", "description", "classification", "tags")


def _numbered(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """Yields the lines that say anything, each with its number, without blanks around it."""
    number = 0
    for line, begins in text_lines(text_pieces(file, encoding_of(file)), _LONGEST):
        number += begins
        text = line.strip("\ufeff \t\r")
        if begins and text and not text.startswith(_COMMENT):
            yield number, text


def _is_json_line(line: str) -> bool:
    """Tells whether a first line is a record by itself, and not the beginning or the whole of a document."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and not any(isinstance(part, list | dict) for part in value.values())


def _descends(path: Path) -> bool:
    """Goes into a document's own object or list and the lists in it; a record in a list is taken whole."""
    return len(path) < 3 and "*" not in path


def _flat(record: Mapping[str, Any]) -> dict[str, str]:
    """Turns the fields of a JSON record into texts, under plain names."""
    return {
        plain_name(name): ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in record.items()
        if value is not None and not isinstance(value, dict)
    }


def _note(fields: Mapping[str, str], names: tuple[str, ...] | None) -> str:
    """Gathers what a record says of the thing that it names."""
    said = []
    for name in _NOTE_NAMES if names is None else names:
        text = fields.get(name, "").strip()
        if text:
            said.append(f"category {text}" if name == "category" and text.isdigit() else text)
    return _cut("; ".join(said))


def _cut(text: str) -> str:
    """Makes a note of untrusted words: shown with nothing hidden in it, and short."""
    return visible(text.strip().replace("\n", " "))[:_MOST_NOTE]


def _quality(fields: Mapping[str, str]) -> int:
    """Reads the quality of a PDQ; where none is stated it is good."""
    text = next((fields[name] for name in ("quality", "pdqquality", "hashquality") if fields.get(name)), "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 100
