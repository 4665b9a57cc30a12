"""Reads mail: one message (RFC 5322, MIME) or a mailbox of many, with its parts, its attachments and its words."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from workbench.formats.decoding import text_of
from workbench.formats.html_words import visible_words
from workbench.formats.mail_headers import Headers, is_field
from workbench.formats.members import Item, Member, Message, Skipped, Unreadable
from workbench.formats.mime import LONGEST_LINE, Part, parts_of, uudecoded

MOST_TEXT = 60_000
_MOST_BODY = 8 << 20
_MOST_MAILS = 200_000
_ENDINGS = {
    "text/plain": "txt",
    "text/html": "html",
    "text/calendar": "ics",
    "text/csv": "csv",
    "message/rfc822": "eml",
    "message/delivery-status": "txt",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "application/pdf": "pdf",
}
_FROM_LINE = re.compile(rb"From [^\r\n]{0,300}?\b\d{1,2}:\d\d(:\d\d)?\b[^\r\n]{0,80}\r?\n?\Z")
_UU_BEGIN = re.compile(
    r"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n((?:[ -`]{1,61}\r?\n)+?)(?:`?\r?\n)?end[ \t]*\r?$", re.M
)
_UNTIMED = "The mail states no time that can be read, and is not on the timeline."
_DEEP = "Its parts lie too deep in each other and were not taken apart."
_NO_MAIL = "This is no mail: it has none of the fields that a mail begins with."
_EXPECTED = ("from", "to", "date", "subject", "received", "message-id", "mime-version", "sender", "return-path", "cc")


@dataclass(slots=True)
class MailWords:
    """The words of one mail as they come together from its parts."""

    headers: Headers | None = None
    plain: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        """The plain body, or the words of the page where there is no plain one."""
        return "\n".join(self.plain).strip() or "\n".join(self.pages).strip()

    def take(self, part: Part, data: bytes) -> str:
        """Keeps the words of a body part; gives them as they were kept."""
        declared = part.headers.parameter("content-type", "charset")
        text = text_of(data, declared)
        if part.headers.content_type() == "text/html":
            self.pages.append("".join(visible_words([text])))
        elif part.headers.parameter("content-type", "format").lower() == "flowed":
            self.plain.append(unflowed(text, part.headers.parameter("content-type", "delsp").lower() == "yes"))
        else:
            self.plain.append(text.replace("\r\n", "\n"))
        return text


def read_mail(file: BinaryIO, name: str) -> Iterator[Item]:
    """Yields the parts of a mail with their bytes, and at the end the message itself."""
    words, names = MailWords(), _Names()
    kept: list[bytes] = []
    body: Part | None = None
    length = 0
    for piece in parts_of(file):
        if isinstance(piece, bytes):
            if body is not None and length < _MOST_BODY:
                kept.append(piece)
                length += len(piece)
            yield piece
            continue
        if body is not None:
            yield from _uuencoded(words.take(body, b"".join(kept)), words, names)
        kept, length = [], 0
        body = piece if _is_body(piece) else None
        if words.headers is None:
            words.headers = piece.headers
            if not any(field_name in _EXPECTED for field_name, _ in piece.headers.fields):
                raise Unreadable(_NO_MAIL)
        if not piece.frame:
            yield from _opened(piece, words, names)
    if body is not None:
        yield from _uuencoded(words.take(body, b"".join(kept)), words, names)
    yield _message(words) or Skipped(name, _UNTIMED)


def read_mailbox(file: BinaryIO, name: str) -> Iterator[Item]:
    """Yields each mail of a mailbox as a member; a mailbox of one mail is read as that mail."""
    starts = _mail_starts(file)
    if not starts:
        raise Unreadable("This is no mailbox: no line in it begins a mail.")
    if len(starts) == 1:
        file.seek(starts[0])
        file.readline(LONGEST_LINE)
        yield from read_mail(file, name)
        return
    file.seek(0, io.SEEK_END)
    ends = [*starts[1:], file.tell()]
    for place, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        file.seek(start)
        yield Member(f"mail {place:04}.eml", part="file")
        yield from _mail_bytes(file, end)
    if len(starts) == _MOST_MAILS:
        yield Skipped(name, "The mailbox holds more mails than are taken out of one file; the rest is in the last.")


def mail_words(file: BinaryIO) -> Iterator[str]:
    """Yields the words of a mail: its head, its body, the names of what is attached; or of each mail in a mailbox."""
    for head, body, names in mails_in_words(file):
        yield head
        yield f"\n{body}\n"
        yield names


def mails_in_words(file: BinaryIO) -> Iterator[tuple[str, str, str]]:
    """Yields head, body and names of what is attached, of a mail or of each mail in a mailbox; names one a line."""
    file.seek(0)
    starts = _mail_starts(file) if file.read(5) == b"From " else []
    if not starts:
        file.seek(0)
        yield _words_of_one(file)
    for start, end in itertools.zip_longest(starts, starts[1:]):
        file.seek(start)
        file.readline(LONGEST_LINE)
        yield _words_of_one(io.BytesIO(b"".join(_bounded(file, end, _MOST_BODY))))


def unflowed(text: str, delete_space: bool = False) -> str:
    """Joins the lines of a flowed text (RFC 3676) into its paragraphs."""
    lines: list[str] = []
    open_depth = -1
    for raw in text.replace("\r\n", "\n").split("\n"):
        stripped = raw.lstrip(">")
        depth = len(raw) - len(stripped)
        line = stripped.removeprefix(" ")
        if open_depth == depth and line != "-- ":
            lines[-1] += line
        else:
            lines.append("> " * depth + line)
        flows = line.endswith(" ") and line != "-- "
        open_depth = depth if flows else -1
        if flows and delete_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _words_of_one(file: BinaryIO) -> tuple[str, str, str]:
    """Gives the words of one mail: head, body, and the names of what is attached."""
    words = MailWords()
    body, kept, length = None, list[bytes](), 0
    for piece in parts_of(file):
        if isinstance(piece, bytes):
            if body is not None and length < _MOST_BODY:
                kept.append(piece)
                length += len(piece)
            continue
        if body is not None:
            words.take(body, b"".join(kept))
        body, kept, length = piece if _is_body(piece) else None, [], 0
        words.headers = words.headers or piece.headers
        if not piece.frame and body is None:
            words.attachments.append(piece.headers.file_name())
    if body is not None:
        words.take(body, b"".join(kept))
    names = "".join(f"{name}\n" for name in words.attachments if name)
    return "".join(_head_words(words.headers)), words.body, names


def _head_words(headers: Headers | None) -> Iterator[str]:
    """Yields the fields of a head that people read."""
    if headers is None:
        return
    for name in ("from", "sender", "reply-to", "to", "cc", "bcc"):
        people = headers.people(name)
        if people:
            yield f"{name.title()}: {', '.join(people)}\n"
    for name in ("date", "subject", "message-id"):
        value = headers.words(name)
        if value:
            yield f"{name.title()}: {value}\n"


class _Names:
    """Gives each part a name of its own within the mail."""

    def __init__(self) -> None:
        self._met: dict[str, int] = {}
        self._count = 0

    def body(self, kind: str) -> str:
        """Names a part of the body."""
        return self._own("body", _ENDINGS.get(kind, "txt"))

    def attached(self, headers: Headers, name: str) -> str:
        """Names an attachment as it names itself, or by its place."""
        self._count += 1
        return name or f"attachment {self._count}.{_ENDINGS.get(headers.content_type(), 'bin')}"

    def _own(self, stem: str, ending: str) -> str:
        """Counts the parts that would have one name."""
        name = f"{stem}.{ending}"
        self._met[name] = self._met.get(name, 0) + 1
        return name if self._met[name] == 1 else f"{stem} {self._met[name]}.{ending}"


def _is_body(part: Part) -> bool:
    """Tells whether a part is what the sender wrote, and not something that came along."""
    if part.frame or part.too_deep or part.headers.content_type() not in ("text/plain", "text/html", "text/enriched"):
        return False
    disposition = part.headers.raw("content-disposition").partition(";")[0].strip().lower()
    return disposition != "attachment" and not part.headers.file_name()


def _opened(part: Part, words: MailWords, names: _Names) -> Iterator[Item]:
    """Begins the member of a part."""
    if _is_body(part):
        yield Member(names.body(part.headers.content_type()), part="body")
        return
    own = part.headers.file_name()
    title = names.attached(part.headers, own)
    words.attachments.append(title)
    if part.too_deep:
        yield Skipped(title, _DEEP)
    yield Member(title, part="attachment")


def _uuencoded(text: str, words: MailWords, names: _Names) -> Iterator[Item]:
    """Takes files out of a plain body that were written into it between ``begin`` and ``end``."""
    for found in _UU_BEGIN.finditer(text):
        words.attachments.append(found[1])
        yield Member(found[1], part="attachment")
        lines = [f"begin 644 {found[1]}", *found[2].splitlines(), "end"]
        yield b"".join(uudecoded(line.encode("ascii", "replace") for line in lines))


def _message(words: MailWords) -> Message | None:
    """Makes the message; None where its time cannot be read."""
    headers = words.headers or Headers(())
    at, zone = headers.date()
    if not at:
        return None
    subject = headers.words("subject")
    sender = ", ".join(headers.people("from")) or ", ".join(headers.people("sender"))
    text = "\n\n".join(filter(None, (subject, words.body)))[:MOST_TEXT]
    recipients = headers.people("to", "cc", "bcc")
    return Message(at, zone, "second", sender, text, recipients, subject, tuple(words.attachments))


def _mail_starts(file: BinaryIO) -> list[int]:
    """Finds where each mail of a mailbox begins: a From line with a clock, after a blank line, before a field."""
    file.seek(0)
    starts: list[int] = []
    at, candidate, after_blank, whole = 0, -1, True, True
    while (line := file.readline(LONGEST_LINE)) and len(starts) < _MOST_MAILS:
        if candidate >= 0 and (is_field(line) or line.startswith(b">From ")):
            starts.append(candidate)
        begins = whole and line.startswith(b"From ") and after_blank and not is_field(line)
        candidate = at if begins and (at == 0 or _FROM_LINE.match(line)) else -1
        after_blank = whole and not line.strip()
        whole = line.endswith(b"\n")
        at += len(line)
    return starts


def _mail_bytes(file: BinaryIO, end: int) -> Iterator[bytes]:
    """Yields one mail of a mailbox without its From line; ``>From`` stays as it stands in the box."""
    file.readline(LONGEST_LINE)
    yield from _bounded(file, end, None)


def _bounded(file: BinaryIO, end: int | None, most: int | None) -> Iterator[bytes]:
    """Yields the bytes up to a place, and no more than a number of them."""
    left = (end - file.tell()) if end is not None else 1 << 62
    left = left if most is None else min(left, most)
    while left > 0 and (chunk := file.read(min(left, 1 << 18))):
        left -= len(chunk)
        yield chunk
