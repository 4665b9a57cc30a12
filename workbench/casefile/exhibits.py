"""One numbered item of evidence, how it came in, and what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.harms import Harm, Rating
from workbench.casefile.identity import Actor


class Family(StrEnum):
    """What an exhibit is to the person who reads it, told by content and not by name."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    TEXT = "text"
    PAGE = "page"
    CHAT = "chat"
    MAIL = "mail"
    DOCUMENT = "document"
    ARCHIVE = "archive"
    OTHER = "other"

    @property
    def words(self) -> str:
        """The family as a tile names it."""
        return "Page capture" if self is Family.PAGE else self.value.capitalize()


class Sensitivity(StrEnum):
    """How graphic an exhibit is; whatever nobody has judged is UNCLASSIFIED and treated as sensitive."""

    CLEARED = "cleared"
    UNCLASSIFIED = "unclassified"
    SENSITIVE = "sensitive"
    SEVERE = "severe"
    EXTREME = "extreme"


class Holding(StrEnum):
    """Whether the case has an exhibit's bytes."""

    HELD = "held"
    REFERENCE = "reference"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the person who acquires says of the source: where it stood, whose it was, on what authority it was taken.

    ``identifiers`` are the platform's own names of the thing, such as ``post:7741``; ``captured`` is when the source
    was captured, where that was before it was acquired.
    """

    source_url: str = ""
    platform: str = ""
    account: str = ""
    identifiers: tuple[str, ...] = ()
    authority: str = ""
    captured: datetime | None = None


@dataclass(frozen=True, slots=True)
class Acquisition:
    """How, when, whence and by whom an exhibit came in; ``source`` is the path or address as given."""

    actor: Actor
    at: datetime
    source: str
    method: str
    tool: str
    source_modified: datetime | None = None
    source_bytes_hex: str = ""
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Digests:
    """The same bytes named for other people's tools, in lower-case hexadecimal; empty where never computed.

    None of them identifies an exhibit: MD5 and SHA-1 can be made to collide.
    """

    md5: str = ""
    sha1: str = ""
    sha512: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the decoder said about the bytes; ``None`` where the file says nothing.

    Width and height are in pixels after orientation; ``seconds`` is the duration; ``orientation`` is the EXIF
    value 1 to 8; ``pages`` counts those of a document; ``captured`` is the capture time as the file states it,
    ``captured_zone`` its stated offset.
    """

    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    frames: int | None = None
    orientation: int | None = None
    captured: str | None = None
    captured_zone: str | None = None
    codec: str | None = None
    has_sound: bool | None = None
    pages: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One numbered item of evidence, named by the SHA-256 of its bytes.

    ``name`` is the file name it came with (untrusted text); ``media_type`` is told by content. ``parent`` is the
    exhibit it was unpacked from. ``location`` says where the bytes of a reference-only exhibit are kept;
    ``description`` says neutrally what it is, so that the next person need not look. ``harms`` say what kind of harm it
    shows, ``rating`` on whose word that and its sensitivity stand.
    """

    number: int
    digest: str
    size: int
    media_type: str
    family: Family
    name: str
    acquisition: Acquisition
    facts: Facts = Facts()
    title: str = ""
    sensitivity: Sensitivity = Sensitivity.UNCLASSIFIED
    withdrawn: bool = False
    digests: Digests = Digests()
    holding: Holding = Holding.HELD
    parent: int | None = None
    location: str = ""
    description: str = ""
    harms: tuple[Harm, ...] = ()
    rating: Rating | None = None

    @property
    def held(self) -> bool:
        """Tells whether the case has the bytes."""
        return self.holding is Holding.HELD

    @property
    def state(self) -> str:
        """What has become of it, in one word: held, reference, destroyed or withdrawn."""
        return "withdrawn" if self.withdrawn and self.held else self.holding.value

    @property
    def label(self) -> str:
        """The exhibit's name in speech and print: ``EX-0004``."""
        return exhibit_label(self.number)

    @property
    def neutral_name(self) -> str:
        """A name that gives nothing of the content away: ``Image, JPEG``."""
        return f"{self.family.words}, {subtype_words(self.media_type)}"


@dataclass(frozen=True, slots=True)
class Sighting:
    """The bytes of an exhibit met again: under which name, and how they came in that time."""

    id: str
    exhibit: int
    name: str
    acquisition: Acquisition


@dataclass(frozen=True, slots=True)
class Refusal:
    """One item that did not come in: which, why, and what can be done."""

    source: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One item that hash lists name: which, as what exhibit, by which lists, and whether its bytes were kept out."""

    source: str
    exhibit: int
    lists: tuple[str, ...]
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class AcquisitionReport:
    """What became of every item of one acquisition: each is acquired, already there, or refused.

    ``listed`` are those among them that hash lists name.
    """

    acquired: Sequence[Exhibit] = ()
    duplicates: tuple[tuple[str, int], ...] = ()
    refused: tuple[Refusal, ...] = ()
    listed: tuple[Listed, ...] = ()


def subtype_words(media_type: str) -> str:
    """Names a media type briefly for the screen: ``image/jpeg`` becomes ``JPEG``."""
    return _SUBTYPES.get(media_type) or media_type.partition("/")[2].removeprefix("x-").upper() or "unknown"


_SUBTYPES = {
    "application/octet-stream": "unknown type",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
    "application/json": "JSON",
    "message/rfc822": "e-mail",
    "application/mbox": "mailbox",
    "application/vnd.ms-outlook": "Outlook message",
    "text/x-whatsapp-chat": "WhatsApp",
    "text/x-signal-chat": "Signal",
    "application/x-telegram-chat+json": "Telegram",
    "application/x-meta-chat+json": "Instagram or Messenger",
    "text/plain": "plain text",
    "video/quicktime": "MOV",
    "video/x-matroska": "MKV",
    "video/mpeg": "MPEG",
    "audio/mpeg": "MP3",
}
