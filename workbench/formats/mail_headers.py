"""The head of a mail as people and machines really write it: folded, encoded twice, in raw bytes, with broken lines.

Follows RFC 5322 and its obsolete forms, RFC 2047, RFC 2231 and RFC 6532; what fits none of them is kept as it stands.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from email import message, utils

from workbench.formats.decoding import eight_bit, known_codec

MOST_HEAD = 1 << 20
_MOST_VALUE = 16_000
_MOST_HEADERS = 2_000
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]{0,20}:")
_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(=\?[^?\s]{1,60}\?[bBqQ]\?)")
_COMMENT = re.compile(r"\([^()\\]*(?:\\.[^()\\]*)*\)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def is_field(line: bytes) -> bool:
    """Tells whether a line begins as a field of a mail's head does."""
    return _FIELD.match(line) is not None


@dataclass(frozen=True, slots=True)
class Headers:
    """The fields of one head, by lower-case name, unfolded and not decoded yet."""

    fields: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, block: bytes) -> Headers:
        """Reads a head; lines that are no field and go on from none are left out."""
        folded: list[tuple[str, bytearray]] = []
        for line in block.splitlines():
            found = _FIELD.match(line)
            if line[:1] in (b" ", b"\t"):
                if folded and len(folded[-1][1]) < _MOST_VALUE:
                    folded[-1][1].extend(b" " + line.strip())
            elif found and len(folded) < _MOST_HEADERS:
                folded.append((found[1].decode("ascii").lower(), bytearray(line[found.end() :].strip())))
        return cls(tuple((name, _text(bytes(value[:_MOST_VALUE]))) for name, value in folded))

    def raw(self, name: str) -> str:
        """The first field of a name, as it is written; empty where there is none."""
        return next((value for field, value in self.fields if field == name), "")

    def words(self, name: str) -> str:
        """The first field of a name in plain words."""
        return decoded(self.raw(name))

    def people(self, *names: str) -> tuple[str, ...]:
        """The people in the fields of some names: ``Mary Smith <mary@example.net>``."""
        values = [value for field, value in self.fields if field in names]
        return tuple(dict.fromkeys(person for value in values for person in _people(value)))

    def content_type(self) -> str:
        """The media type that is declared, ``text/plain`` where none is or it makes no sense."""
        kind = self.raw("content-type").partition(";")[0].strip().lower()
        return kind if re.fullmatch(r"[a-z0-9.+-]{1,60}/[a-z0-9.+_-]{1,80}", kind) else "text/plain"

    def parameter(self, field: str, name: str) -> str:
        """One parameter of a field, its RFC 2231 pieces joined and its encoded words decoded; empty if absent."""
        value = self.raw(field)
        if name not in value.lower():
            return ""
        carrier = message.Message()
        carrier[field] = value
        try:
            found = carrier.get_param(name, header=field)
            text = utils.collapse_rfc2231_value(found) if found is not None else ""
        except (ValueError, LookupError, TypeError):
            return ""
        return decoded(text)

    def encoding(self) -> str:
        """The transfer encoding that is declared, in lower case."""
        return self.raw("content-transfer-encoding").strip().strip('"').partition(";")[0].lower()

    def file_name(self) -> str:
        """The file name that a part declares, as untrusted text; empty where it declares none."""
        return self.parameter("content-disposition", "filename") or self.parameter("content-type", "name")

    def date(self) -> tuple[str, str]:
        """When the sender says it was written: ISO 8601 and its own offset; no offset where none is stated."""
        return _date(self.raw("date"))


def decoded(text: str) -> str:
    """Decodes the encoded words (RFC 2047) of a field, also where they stand where they must not."""
    if "=?" not in text:
        return _plain(text)
    joined = _BETWEEN_WORDS.sub(r"\1\2", text)
    return _plain("".join(_word_runs(joined)))


def _word_runs(text: str) -> Iterator[str]:
    """Yields the plain and the decoded stretches of a field; neighbours in one encoding are decoded as one."""
    at, run, run_name = 0, b"", ""
    for found in _ENCODED.finditer(text):
        before, name, data = text[at : found.start()], found[1].partition("*")[0], _word_bytes(found[2], found[3])
        if run_name and (before or name.lower() != run_name.lower()):
            yield _run(run, run_name)
            run = b""
        yield before
        run, run_name, at = run + data, name, found.end()
    if run_name:
        yield _run(run, run_name)
    yield text[at:]


def _word_bytes(kind: str, text: str) -> bytes:
    """Decodes the bytes of one encoded word."""
    raw = text.encode("utf-8", "replace")
    if kind in "qQ":
        return binascii.a2b_qp(raw, header=True)
    try:
        return binascii.a2b_base64(raw + b"=" * (-len(raw.rstrip(b"=")) % 4))
    except binascii.Error:
        return b"\xef\xbf\xbd"


def _run(data: bytes, name: str) -> str:
    """Reads the bytes of encoded words in the encoding that they name."""
    codec = known_codec(name)
    return data.decode(codec, "replace") if codec else _text(data)


def _text(value: bytes) -> str:
    """Reads the raw bytes of a field: UTF-8, ISO-2022-JP by its marks, windows-1252 for what is left."""
    if b"\x1b$" in value:
        return value.decode("iso2022_jp", "replace")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return eight_bit(value)


def _plain(text: str) -> str:
    """Takes control characters out of a field, so that it is one line."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _people(value: str) -> list[str]:
    """Reads a list of addresses; one that cannot be read stays as it is written."""
    try:
        pairs = utils.getaddresses([value], strict=False) if _STRICT_KNOWN else utils.getaddresses([value])
    except (ValueError, IndexError, RecursionError):
        return [decoded(value)]
    people = []
    for name, address in pairs:
        name, address = decoded(name), decoded(address)
        people.append(f"{name} <{address}>" if name and address else name or address)
    found = [person for person in people if person]
    return found or [text for text in [decoded(value)] if text]


_STRICT_KNOWN = getattr(utils, "supports_strict_parsing", False)


def _date(value: str) -> tuple[str, str]:
    """Reads the date of a mail, RFC 5322 and what is near it."""
    plain = value
    for _ in range(5):
        plain = _COMMENT.sub(" ", plain)
    plain = re.sub(r"\s*:\s*", ":", plain)
    try:
        at = utils.parsedate_to_datetime(plain)
        offset = at.utcoffset()
        if offset is not None and offset.seconds % 60:
            at = at.replace(tzinfo=None)
    except (ValueError, TypeError, IndexError, OverflowError):
        return _date_without_zone(plain)
    text = at.isoformat()
    return text, text[19:] if at.tzinfo is not None else ""


def _date_without_zone(value: str) -> tuple[str, str]:
    """Reads a date whose offset makes no sense: its clock stands, its zone is not known."""
    parts = utils.parsedate(value)
    try:
        # A two-figure year, an hour of 24 and the like have been made sense of, or refused, by then.
        return (datetime(*parts[:6], tzinfo=timezone.utc).replace(tzinfo=None).isoformat(), "") if parts else ("", "")  # noqa: UP017
    except (ValueError, TypeError):
        return "", ""
