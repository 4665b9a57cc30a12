"""The tables that hashes come in: what separates their cells, and what their columns are called."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from workbench.casefile.hash_lists import HashKind

_DELIMITERS = ("\t", ",", ";", "|")
_NOT_PLAIN = re.compile(r"[^a-z0-9]")
_NAMES = {
    "md5": HashKind.MD5,
    "md5hash": HashKind.MD5,
    "hashmd5": HashKind.MD5,
    "filemd5": HashKind.MD5,
    "videomd5": HashKind.MD5,
    "sha1": HashKind.SHA1,
    "sha1hash": HashKind.SHA1,
    "hashsha1": HashKind.SHA1,
    "sha256": HashKind.SHA256,
    "sha256hash": HashKind.SHA256,
    "hashsha256": HashKind.SHA256,
    "sha2256": HashKind.SHA256,
    "sha512": HashKind.SHA512,
    "sha512hash": HashKind.SHA512,
    "hashsha512": HashKind.SHA512,
    "sha2512": HashKind.SHA512,
    "pdq": HashKind.PDQ,
    "pdqhash": HashKind.PDQ,
    "hashpdq": HashKind.PDQ,
}
_OTHERS = frozenset({"hash", "hashvalue", "value", "indicator", "signal", "signalvalue", "digest", "filehash"})
_NOTES = frozenset({"category", "label", "note", "notes", "comment", "comments", "description", "classification"})


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table by their plain names, and those that say something of the thing."""

    delimiter: str
    names: tuple[str, ...]
    note: tuple[str, ...]

    def named(self, line: str) -> dict[str, str]:
        """Reads one row; cells beyond the head have no name and are left out."""
        return dict(zip(self.names, cells(line, self.delimiter), strict=False))


def columns_of(line: str) -> Columns | None:
    """Reads a line as the head of a table; None where it names no column of hashes."""
    delimiter = delimiter_of(line)
    names = tuple(plain_name(cell) for cell in cells(line, delimiter))
    if not any(name in _NAMES or name in _OTHERS or name.startswith("photodna") for name in names):
        return None
    return Columns(delimiter, names, tuple(name for name in names if name in _NOTES))


def delimiter_of(line: str) -> str:
    """Tells what separates the cells of a line: whichever of the usual marks is in it most often."""
    return max(_DELIMITERS, key=line.count)


def cells(line: str, delimiter: str) -> list[str]:
    """Parts a line into its cells, quotes and blanks around them taken off."""
    if '"' not in line:
        return [cell.strip() for cell in line.split(delimiter)]
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))]
    except (csv.Error, StopIteration):
        return []


def plain_name(name: str) -> str:
    """Brings the name of a column to lower-case letters and digits: ``SHA-1`` becomes ``sha1``."""
    return _NOT_PLAIN.sub("", name.lower())


def kind_named(name: str) -> HashKind | None:
    """Finds the kind of hash that a name stands for; None where it stands for none."""
    return _NAMES.get(plain_name(name))
