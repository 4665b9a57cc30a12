"""The words of a file, for search: which reader takes them out of which kind, and where they end.

Runs in the confined reader. What it gives is untrusted text; pictures, clips and containers of files have no words of
their own.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from workbench.formats.chat_kinds import META, SIGNAL, TELEGRAM, WHATSAPP
from workbench.formats.decoding import GUESSED, encoding_of, text_pieces
from workbench.formats.html_words import page_encoding, page_words, visible_words
from workbench.formats.instagram import read_meta_chat
from workbench.formats.mail import mail_words
from workbench.formats.members import Message, Unreadable
from workbench.formats.members import Reader as ItemReader
from workbench.formats.mime import parts_of
from workbench.formats.office_words import office_words, xml_words
from workbench.formats.outlook import outlook_words
from workbench.formats.portable_documents import open_document, page_texts
from workbench.formats.rich_text import MOST_RTF, rich_words
from workbench.formats.telegram import read_telegram
from workbench.formats.whatsapp import read_lines_chat

_MOST_PAGE = 32 << 20
_OLD = "It is an office document of the old binary kind, whose words are not read here."
_OFFICE = ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")

WordReader = Callable[[BinaryIO], Iterator[str]]


@dataclass(slots=True)
class Remarks:
    """What a reader has to say about its reading, in plain words without content."""

    text: str = ""


def words_of(file: BinaryIO, media_type: str, name: str, limit: int, remarks: Remarks) -> Iterator[str]:
    """Yields the words of a file up to a number of characters and one more; nothing for a kind that has none.

    Where it cannot be read further, the words so far stand and ``remarks`` says why.
    """
    reader = reader_for_words(media_type, name, remarks)
    left = limit + 1
    if reader is None:
        remarks.text = _OLD if media_type == "application/x-ole-storage" else ""
        return
    try:
        for piece in reader(file):
            if piece:
                yield piece[:left]
                left -= len(piece)
            if left <= 0:
                return
    except Unreadable as fault:
        remarks.text = str(fault)


def reader_for_words(media_type: str, name: str, remarks: Remarks) -> WordReader | None:
    """Finds what takes the words out of a kind of file; None where there are none to take."""
    if media_type.startswith(_OFFICE):
        return office_words
    if media_type in CHATS:
        reader = CHATS[media_type]
        return lambda file: _chat_words(file, reader, name)
    if media_type in _READERS:
        return _READERS[media_type]
    if media_type == "image/svg+xml" or media_type.endswith("+xml"):
        return lambda file: _markup_words(file)
    if media_type.startswith("text/") or media_type in _PLAIN or media_type.endswith("+json"):
        return lambda file: _plain_words(file, remarks)
    return None


def _plain_words(file: BinaryIO, remarks: Remarks) -> Iterator[str]:
    """Yields a text as it is; says where its encoding is a guess."""
    encoding = encoding_of(file)
    if not encoding.told:
        remarks.text = GUESSED
    yield from text_pieces(file, encoding)


def _markup_words(file: BinaryIO) -> Iterator[str]:
    """Yields the words of a drawing in XML."""
    yield from xml_words(file.read, None, {})


def _chat_words(file: BinaryIO, reader: ItemReader, name: str) -> Iterator[str]:
    """Yields the messages of a chat."""
    for item in reader(file, name):
        if isinstance(item, Message):
            yield f"{message_words(item)}\n"


def message_words(message: Message) -> str:
    """Writes a message with who speaks and what is attached."""
    attached = f" [{', '.join(message.attachments)}]" if message.attachments else ""
    return f"{message.sender}: {message.text}{attached}" if message.sender else f"{message.text}{attached}"


def _document_words(file: BinaryIO) -> Iterator[str]:
    """Yields the words of a PDF page by page."""
    document = open_document(file)
    yield document_details(document)
    for text in page_texts(document):
        yield f"{text}\n"


def document_details(document: Any) -> str:
    """Writes what a PDF says of itself, one detail a line."""
    details = document.get_metadata_dict(skip_empty=True)
    return "".join(f"{details[key]}\n" for key in ("Title", "Author", "Subject", "Keywords") if key in details)


def _rich_words(file: BinaryIO) -> Iterator[str]:
    """Yields the words of Rich Text."""
    yield from rich_words(file.read(MOST_RTF))


def _saved_page_words(file: BinaryIO) -> Iterator[str]:
    """Yields the words of a page that a browser saved in one file: of its texts, not of its styles and scripts."""
    kept: list[bytes] = []
    kind = declared = ""
    length = 0
    for piece in parts_of(file):
        if isinstance(piece, bytes):
            if kind and length < _MOST_PAGE:
                kept.append(piece)
                length += len(piece)
            continue
        if kept:
            yield from _part_words(b"".join(kept), kind, declared)
        kept, length = [], 0
        content = piece.headers.content_type()
        kind = content if content in ("text/html", "text/plain") and not piece.frame else ""
        declared = piece.headers.parameter("content-type", "charset")
        if piece.depth == 0:
            details = (piece.headers.words(name) for name in ("subject", "snapshot-content-location"))
            yield "".join(f"{detail}\n" for detail in details if detail)
    if kept:
        yield from _part_words(b"".join(kept), kind, declared)


def _part_words(data: bytes, kind: str, declared: str) -> Iterator[str]:
    """Yields the words of one part of a saved page."""
    text = data.decode(page_encoding(io.BytesIO(data), declared).name, "replace")
    if kind == "text/html":
        yield from visible_words([text])
    else:
        yield text


CHATS: dict[str, ItemReader] = {
    WHATSAPP: read_lines_chat,
    SIGNAL: read_lines_chat,
    TELEGRAM: read_telegram,
    META: read_meta_chat,
}
_READERS: dict[str, WordReader] = {
    "text/html": page_words,
    "application/xhtml+xml": page_words,
    "multipart/related": _saved_page_words,
    "message/rfc822": mail_words,
    "application/mbox": mail_words,
    "application/vnd.ms-outlook": outlook_words,
    "application/pdf": _document_words,
    "application/rtf": _rich_words,
    "text/rtf": _rich_words,
}
_PLAIN = frozenset({
    "application/json", "application/x-ndjson", "application/xml", "application/yaml", "application/javascript",
    "application/x-subrip", "application/sql", "application/toml",
})  # fmt: skip
