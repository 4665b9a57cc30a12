"""Reads a policy document into a version with sections whose offsets are exact.

The text is kept as it came (only a byte-order mark is taken off): every offset counts characters of that text,
front matter, HTML comments and template tags included, so a citation can always be found again in the bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from workbench.casefile.identity import MONTHS, digest_of
from workbench.casefile.policies import PolicyVersion
from workbench.errors import PolicyError
from workbench.policies.markdown import Source, parsed, slug
from workbench.policies.quotes import find_quote, find_section
from workbench.policies.sections import sections_of

__all__ = ["find_quote", "find_section", "read_policy"]

MOST_BYTES = 16 * 1024 * 1024
_BINARY_STARTS = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"GIF8",
)
_AS_TEXT = "Save the document as Markdown or plain text and import that file."
_DATE_FIRST = re.compile(r"(\d{4}-\d\d-\d\d)(?:T[\d-]+Z)?(?:[_ -]+(.*))?\Z")
_DATE_LAST = re.compile(r"(.+?)[_ -]+(\d{4}-\d\d-\d\d)\Z")
_VERSION_LAST = re.compile(r"(.+?)[_ -]+v(\d+(?:\.\d+)*)\Z", re.IGNORECASE)
_KEY = re.compile(r"([A-Za-z_][\w -]*?)\s*:\s*(.*?)\s*\Z")
_DAY = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d\d)[-/](?P<day>\d\d)")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\.? (?P<month>[A-Za-z]{3,9})\.?,? (?P<year>\d{4})\Z")
_MONTH_FIRST = re.compile(r"(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})\Z")


@dataclass(frozen=True, slots=True)
class _Naming:
    """What a file name says: the policy's slug, a date, a version or a short hash."""

    policy: str = ""
    on: date | None = None
    version: str = ""
    tail: str = ""


@dataclass(frozen=True, slots=True)
class _FrontMatter:
    """The ``key: value`` lines that open a document, and how many lines they take with their fences."""

    lines: int = 0
    values: dict[str, str] = field(default_factory=dict)


def read_policy(data: bytes, name: str, folder: str = "") -> PolicyVersion:
    """Reads the bytes of one policy document; ``name`` is its file name, ``folder`` the folder it lay in.

    Raises PolicyError where the bytes are empty, binary, a web page or too large to be a policy.
    """
    text = _decoded(data)
    front = _front_matter(text)
    source = Source.of(text, front.lines)
    tokens = parsed(source)
    sections = sections_of(source, tokens)
    naming = _naming(name, folder)
    digest = digest_of(data)
    effective = (
        _date_in(front.values.get("effective") or front.values.get("effective_date") or front.values.get("date") or "")
        or naming.on
    )
    first = next((section.title for section in sections if section.level and not section.number), "")
    title = front.values.get("title") or first or _title_from(name, folder)
    return PolicyVersion(
        policy=slug(front.values.get("policy", "")) or naming.policy or slug(title) or "policy",
        title=title,
        version=_version(front.values.get("version", ""), naming, effective, digest),
        digest=digest,
        text=text,
        sections=sections,
        effective=effective,
        source=name,
    )


def _decoded(data: bytes) -> str:
    """Turns bytes into text: UTF-8, UTF-16 with its mark, or else Windows-1252."""
    if len(data) > MOST_BYTES:
        raise PolicyError("The file is too large to be a policy document.", _AS_TEXT, f"{len(data)} bytes")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    elif data.startswith(_BINARY_STARTS) or b"\0" in data:
        raise PolicyError("The file is not a text document.", _AS_TEXT)
    else:
        text = _decoded_bytes(data)
    if not text.strip():
        raise PolicyError("The file holds no text.", "Choose the document that carries the policy's words.")
    if sum(character < " " and character not in "\t\n\r\f\v" for character in text) > len(text) // 50:
        raise PolicyError("The file is not a text document.", _AS_TEXT)
    if re.match(r"\s*<(!doctype html|html)\b", text[:2000], re.IGNORECASE):
        raise PolicyError("The file is a web page, not a policy in Markdown.", _AS_TEXT)
    return text


def _decoded_bytes(data: bytes) -> str:
    """Decodes bytes that carry no UTF-16 mark."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            return data.decode("latin-1")


def _front_matter(text: str) -> _FrontMatter:
    """Finds the block between two ``---`` lines at the very start, if its first line is a ``key: value``."""
    lines = Source.of(text).lines
    if len(lines) < 3 or lines[0].rstrip() != "---" or _KEY.match(lines[1].rstrip()) is None:
        return _FrontMatter()
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        return _FrontMatter()
    values: dict[str, str] = {}
    for line in lines[1:end]:
        found = _KEY.match(line.rstrip())
        if found and found.group(2):
            values.setdefault(found.group(1).lower().replace("-", "_"), found.group(2).strip("\"'").strip())
    return _FrontMatter(end + 1, values)


def _naming(name: str, folder: str) -> _Naming:
    """Reads what a file name says; a dated name leaves the policy's own name to its folder."""
    stem = re.sub(
        r"\.(md|markdown|mdown|txt|text)\Z", "", name.replace("\\", "/").rpartition("/")[2], flags=re.IGNORECASE
    )
    parent = slug(folder.replace("\\", "/").rstrip("/").rpartition("/")[2])
    dated = _DATE_FIRST.match(stem)
    if dated and _date_in(dated.group(1)):
        return _Naming(parent, _date_in(dated.group(1)), tail=slug(dated.group(2) or ""))
    dated = _DATE_LAST.match(stem)
    if dated and _date_in(dated.group(2)):
        return _Naming(slug(dated.group(1)), _date_in(dated.group(2)))
    numbered = _VERSION_LAST.match(stem)
    if numbered:
        return _Naming(slug(numbered.group(1)), version=numbered.group(2))
    return _Naming(slug(stem))


def _date_in(text: str) -> date | None:
    """Reads a calendar date as front matter writes it (``2026-10-03``, ``3 October 2026``), or None."""
    found = _DAY.match(text) or _DAY_FIRST.match(text) or _MONTH_FIRST.match(text)
    if found is None:
        return None
    month = found.group("month")
    try:
        number = int(month) if month.isdecimal() else MONTHS.index(month[:3].capitalize()) + 1
        return date(int(found.group("year")), number, int(found.group("day")))
    except ValueError:
        return None


def _version(stated: str, naming: _Naming, effective: date | None, digest: str) -> str:
    """Names a version: as stated, as the file name has it, by its date and hash, or by its digest."""
    if stated:
        return re.sub(r"\Av(?=\d)", "", stated, flags=re.IGNORECASE)
    if naming.version:
        return naming.version
    if naming.on is not None:
        return f"{naming.on.isoformat()}-{naming.tail}" if naming.tail else naming.on.isoformat()
    return f"{effective.isoformat()}-{digest[:8]}" if effective else digest[:8]


def _title_from(name: str, folder: str) -> str:
    """Makes a title from the file's name, for a text that has no heading."""
    words = (_naming(name, folder).policy or slug(name)).replace("-", " ").strip()
    return words[:1].upper() + words[1:] if words else "Policy"
