"""A text in the portions that it is read in: the messages of a chat, the pages of a document, the parts of a mail.

The counterpart of :mod:`workbench.formats.words` for readers rather than for a search; it runs in the confined reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from workbench.casefile.passages import Part
from workbench.casefile.passages_of import Portion
from workbench.formats.mail import mails_in_words
from workbench.formats.members import Message, Unreadable
from workbench.formats.outlook import message_head, outlook_messages
from workbench.formats.portable_documents import open_document, page_texts
from workbench.formats.words import CHATS, Remarks, document_details, message_words, words_of

_MAILS = ("message/rfc822", "application/mbox")
_BY_LINE = ("text/html", "application/xhtml+xml", "multipart/related", "image/svg+xml")
_OFFICE = "application/vnd."


def portions_of(file: BinaryIO, media_type: str, name: str, limit: int, remarks: Remarks) -> Iterator[Portion]:
    """Yields the portions of a text up to a number of characters and one more; none for a kind without words.

    Where it cannot be read further, the portions so far stand and ``remarks`` says why.
    """
    left = limit + 1
    try:
        for portion in _portions(file, media_type, name, limit, remarks):
            if len(portion.text) >= left:
                yield Portion(portion.part, portion.text[:left], portion.lines, portion.chapter, portion.place)
                return
            left -= len(portion.text)
            yield portion
    except Unreadable as fault:
        remarks.text = str(fault)


def _portions(file: BinaryIO, media_type: str, name: str, limit: int, remarks: Remarks) -> Iterator[Portion]:
    """Chooses how a kind of text is parted; what has no parts of its own is one portion, in paragraphs."""
    if media_type in CHATS:
        for item in CHATS[media_type](file, name):
            if isinstance(item, Message):
                yield Portion(Part.MESSAGE, message_words(item))
    elif media_type in _MAILS:
        yield from _mail_portions(file)
    elif media_type == "application/vnd.ms-outlook":
        yield from _outlook_portions(file)
    elif media_type == "application/pdf":
        document = open_document(file)
        yield Portion(Part.DETAILS, document_details(document))
        yield from (Portion(Part.PAGE, text, place=page) for page, text in enumerate(page_texts(document), 1))
    else:
        lines = media_type in _BY_LINE or media_type.startswith(_OFFICE)
        words = "".join(words_of(file, media_type, name, limit, remarks))
        yield Portion(Part.PARAGRAPH, words, lines)


def _mail_portions(file: BinaryIO) -> Iterator[Portion]:
    """Yields head, body and names of attachments of each mail; the mails of a mailbox are counted."""
    before: tuple[str, str, str] | None = None
    place = 0
    for mail in mails_in_words(file):
        if before is not None:
            place += 1
            yield from _one_mail(before, place)
        before = mail
    if before is not None:
        yield from _one_mail(before, place + 1 if place else 0)


def _one_mail(mail: tuple[str, str, str], chapter: int) -> Iterator[Portion]:
    """Yields the portions of one mail."""
    head, body, names = mail
    yield Portion(Part.HEADER, head, chapter=chapter)
    yield Portion(Part.PARAGRAPH, body, chapter=chapter)
    yield Portion(Part.ATTACHED, names, chapter=chapter)


def _outlook_portions(file: BinaryIO) -> Iterator[Portion]:
    """Yields head, body and names of attachments of an Outlook message, and of messages within it."""
    mails = list(outlook_messages(file))
    for place, item in enumerate(mails, 1):
        names = "".join(f"{attached}\n" for attached in item.attachments)
        yield from _one_mail((message_head(item), item.text, names), place if len(mails) > 1 else 0)
