"""Reads a page that a browser saved as MHTML (RFC 2557): the page and everything it was made of, never rendered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from workbench.formats.members import Item, Member, Skipped, Unreadable

_DEEPEST = 20


def read_mhtml(file: BinaryIO, name: str) -> Iterator[Item]:
    """Gives each part under the address it came from; the page itself first, with the moment it was saved."""
    try:
        page = BytesParser(policy=policy.compat32).parse(file)
    except (ValueError, LookupError, RecursionError) as fault:
        raise Unreadable("The saved page makes no sense.") from fault
    address, captured = _header(page, "Snapshot-Content-Location"), _moment(_header(page, "Date"))
    found = False
    for place, part in enumerate(_leaves(page, 0)):
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or not content:
            continue
        where = _header(part, "Content-Location") or _header(part, "Content-ID").strip("<>")
        is_page = not found
        found = True
        title = where or f"part {place + 1}"
        url = where if "://" in where else ""
        yield Member(
            title, part="body" if is_page else "file", captured=captured, url=url or (address if is_page else "")
        )
        yield content
        if part.defects:
            yield Skipped(title, "It is not whole: the saved page is cut or damaged in it.", takes_back=True)
    if not found:
        raise Unreadable("The saved page has no parts.")
    if any("Boundary" in type(defect).__name__ for defect in page.defects):
        raise Unreadable("The saved page cannot be read to its end: its last part has no end mark.")


def _leaves(part: Message | EmailMessage, depth: int) -> Iterator[Message]:
    """Walks the parts that hold content."""
    if not part.is_multipart():
        yield part
    elif depth < _DEEPEST:
        for child in part.get_payload():
            if isinstance(child, Message):
                yield from _leaves(child, depth + 1)


def _header(part: Message, name: str) -> str:
    """Reads a header as one line of text."""
    return " ".join(str(part.get(name, "")).split())


def _moment(text: str) -> str:
    """Writes a mail date in UTC; empty where it is none or tells no zone."""
    try:
        at = parsedate_to_datetime(text)
        return "" if at.tzinfo is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, TypeError, OverflowError, IndexError):
        return ""
