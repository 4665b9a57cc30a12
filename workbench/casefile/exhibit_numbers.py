"""The numbers of exhibits: EX-0004, and EX-0004.2 for the second thing that was unpacked from it.

An exhibit's number is one integer, so that records, models and ledgers carry it as they carry any number: the
exhibit in the low 20 bits, the child in the next 17, the grandchild in the next 16. That is 53 bits in all, the largest
integer that canonical JSON can hold (RFC 8785). What is unpacked from a grandchild is numbered on beside it, under the
same child; which exhibit it really came from stands in the record.
"""

from __future__ import annotations

import re

_FIELDS = (20, 17, 16)
_LABEL = re.compile(r"(?:EX-?)?0*([1-9]\d{0,6})(?:\.([1-9]\d{0,5}))?(?:\.([1-9]\d{0,4}))?\Z", re.IGNORECASE)

MOST_EXHIBITS = (1 << _FIELDS[0]) - 1
MOST_CHILDREN = (1 << _FIELDS[1]) - 1
MOST_GRANDCHILDREN = (1 << _FIELDS[2]) - 1


def number_path(number: int) -> tuple[int, ...]:
    """Splits a number into its parts: ``(4,)``, ``(4, 2)`` or ``(4, 2, 1)``."""
    parts = []
    for width in _FIELDS:
        parts.append(number & ((1 << width) - 1))
        number >>= width
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return tuple(parts)


def number_from_path(path: tuple[int, ...]) -> int:
    """Joins parts into a number; raises ValueError where one is too large or there are too many."""
    if not 1 <= len(path) <= len(_FIELDS):
        raise ValueError("an exhibit's number has one to three parts")
    number, shift = 0, 0
    for part, width in zip(path, _FIELDS, strict=False):
        if not 1 <= part < 1 << width:
            raise ValueError(f"{part} is too large for its place in an exhibit's number")
        number |= part << shift
        shift += width
    return number


def numbering_parent(number: int) -> int:
    """Names the exhibit under which the children of an exhibit are numbered: itself, or for a grandchild its parent."""
    path = number_path(number)
    return number_from_path(path[:2])


def reading_order(number: int) -> int:
    """Gives the place of an exhibit among all others: EX-0004, EX-0004.1, EX-0004.2, EX-0005."""
    if 0 < number <= MOST_EXHIBITS:
        return number << (_FIELDS[1] + _FIELDS[2])
    path = (*number_path(number), 0, 0)
    return path[0] << (_FIELDS[1] + _FIELDS[2]) | path[1] << _FIELDS[2] | path[2]


def exhibit_label(number: int) -> str:
    """Writes an exhibit's number as people quote it: ``EX-0004``, ``EX-0004.2``."""
    if 0 < number <= MOST_EXHIBITS:
        return f"EX-{number:04d}"
    first, *rest = number_path(number)
    return ".".join([f"EX-{first:04d}", *(str(part) for part in rest)])


def exhibit_number(label: str) -> int:
    """Reads ``EX-0004``, ``ex4.2`` or ``4``; raises ValueError for anything else."""
    found = _LABEL.match(label.strip())
    if found is None:
        raise ValueError(f"{label!r} is no exhibit number")
    try:
        return number_from_path(tuple(int(part) for part in found.groups() if part))
    except ValueError:
        raise ValueError(f"{label!r} is no exhibit number") from None
