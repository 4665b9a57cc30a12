"""The host's end of a child that cuts a text into passages: their measures without a word, and the words of one.

The words of a covered passage never come into this process; those of an opened one come alone, with what is flagged
in them already replaced unless it was asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from workbench.casefile.listed_terms import terms_of
from workbench.casefile.passages import Flag, Length, Part, Passage, Passages, Span, heading_of
from workbench.casefile.passages_of import LONGEST, MOST_CHARACTERS, MOST_PASSAGES
from workbench.errors import DecoderKilled, NotDecodable
from workbench.media import framing, wire
from workbench.media.host import ZygoteLost
from workbench.media.streams import HOSTILE, Bounds, Stream
from workbench.media.texts import problem_words, worn_out

if TYPE_CHECKING:
    from workbench.media.sandbox import Decoder

FLAGS, LENGTHS, PARTS = tuple(Flag), tuple(Length), tuple(Part)
BOUNDS = Bounds(cpu_seconds=12, cpu_bytes=1 << 20)
_NAMED = (Part.MESSAGE, Part.PAGE)
_MOST_SHOWN = 16 * LONGEST  # what is not seen takes up to ten characters once it is written out
_MOST_BYTES = 128 << 20
_SLOW = "It takes too long to part: not all of its passages are shown."
_GONE = "There is no such passage any more."
_Row = tuple[int, int, int, int, int, int, int, list[tuple[int, int, int, int]]]


def passages_in(
    decoder: Decoder, original: BinaryIO | Path, media_type: str, name: str = "", terms: tuple[str, ...] = ()
) -> Passages:
    """Gives the passages of a text, and no word of them; ``terms`` is the person's own list.

    Raises NotDecodable where the original cannot be read, DecoderKilled or SandboxUnavailable.
    """
    listed = terms_of("\n".join(terms))
    handed = "\n".join(listed).encode("utf-8", "replace")
    with decoder.stream(wire.PASSAGES, original, media_type, name, BOUNDS, MOST_CHARACTERS, handed=handed) as (
        stream,
        _,
    ):
        return _passages_from(stream, listed)


def passage_in(
    decoder: Decoder,
    original: BinaryIO | Path,
    media_type: str,
    name: str,
    passage: int,
    plain: bool = False,
    terms: tuple[str, ...] = (),
) -> str:
    """Reads the words of one passage, counted from 1; what is flagged in it is a token unless ``plain``.

    Raises NotDecodable where there is none of that number, DecoderKilled or SandboxUnavailable.
    """
    handed = "\n".join(terms_of("\n".join(terms))).encode("utf-8", "replace")
    with decoder.stream(wire.PASSAGE, original, media_type, name, BOUNDS, passage, handed=handed, plain=plain) as (
        stream,
        _,
    ):
        untrusted = bytearray()
        for kind, untrusted_payload in _frames(stream):
            if kind == framing.END:
                if "refused" in _answer(untrusted_payload):
                    raise NotDecodable(_GONE, "Bring the exhibit into view again.", "passage")
                return untrusted.decode("utf-8", "replace")
            if kind != framing.BYTES or len(untrusted) + len(untrusted_payload) > 4 * _MOST_SHOWN:
                raise _distrusted("frame")
            untrusted += untrusted_payload
    raise _distrusted("no end")


def _passages_from(stream: Stream, listed: tuple[str, ...]) -> Passages:
    """Collects what a child says of passages; what came before it was worn out stands, with the reason."""
    untrusted = bytearray()
    try:
        for kind, untrusted_payload in _frames(stream):
            if kind == framing.END:
                cut, problem = _settled(untrusted_payload, bool(untrusted))
                return _read(bytes(untrusted), listed, cut, problem)
            if kind != framing.BYTES or len(untrusted) + len(untrusted_payload) > _MOST_BYTES:
                raise _distrusted("frame")
            untrusted += untrusted_payload
    except DecoderKilled as killed:
        if untrusted and worn_out(killed):
            return _read(bytes(untrusted[: untrusted.rfind(b"\n") + 1]), listed, True, _SLOW)
        raise
    raise _distrusted("no end")


def _frames(stream: Stream) -> Iterator[tuple[bytes, bytes]]:
    """Gives the frames of a child; one that is lost is distrusted."""
    try:
        yield from stream.frames()
    except ZygoteLost as cause:
        raise _distrusted("zygote lost") from cause


def _read(untrusted: bytes, listed: tuple[str, ...], cut: bool, problem: str) -> Passages:
    """Checks every passage: each begins where the one before it ends, and its flags lie within it, in order."""
    try:
        rows = msgspec.json.decode(b"[" + untrusted.rstrip(b"\n").replace(b"\n", b",") + b"]", type=list[_Row])
    except (msgspec.MsgspecError, ValueError, RecursionError) as cause:
        raise _distrusted("passages") from cause
    passages: list[Passage] = []
    parts: set[Part] = set()
    at = 0
    for part, chapter, place, piece, start, end, length, told in rows:
        counts = min(chapter, place, piece) >= 0 and max(chapter, place, piece) <= MOST_CHARACTERS
        if not counts or start != at or not start <= end <= start + _MOST_SHOWN or len(passages) >= MOST_PASSAGES:
            raise _distrusted("places")
        if not (0 <= part < len(PARTS) and 0 <= length < len(LENGTHS)):
            raise _distrusted("kinds")
        heading = heading_of(PARTS[part], chapter, place, piece)
        spans = _spans(told, start, end, listed)
        passages.append(Passage(len(passages) + 1, start, end, heading, LENGTHS[length], spans))
        parts.add(PARTS[part])
        at = end
    kind = "" if not parts else next((part for part in _NAMED if part in parts), Part.PARAGRAPH).plural
    return Passages(kind, tuple(passages), cut, problem, at)


def _spans(told: list[tuple[int, int, int, int]], start: int, end: int, listed: tuple[str, ...]) -> tuple[Span, ...]:
    """Checks the flags of one passage."""
    spans, at = [], start
    for begin, stop, flag, term in told:
        if not at <= begin < stop <= end or not 0 <= flag < len(FLAGS) or not -1 <= term < len(listed):
            raise _distrusted("spans")
        spans.append(Span(begin, stop, FLAGS[flag], listed[term] if term >= 0 else ""))
        at = stop
    return tuple(spans)


def _settled(untrusted_answer: bytes, any_came: bool) -> tuple[bool, str]:
    """Reads the child's last word: whether the text goes on, and what was in the way."""
    fields = _answer(untrusted_answer)
    if "refused" in fields:
        return any_came, problem_words(fields["refused"])
    cut, problem = fields.get("cut"), fields.get("problem", "")
    if not isinstance(cut, bool) or not isinstance(problem, str) or len(problem) > 300:
        raise _distrusted("answer")
    return cut, " ".join("".join(letter if letter.isprintable() else " " for letter in problem).split())


def _answer(untrusted_answer: bytes) -> dict[str, object]:
    """Parses the child's last word."""
    try:
        fields = json.loads(untrusted_answer)
    except (ValueError, RecursionError) as cause:
        raise _distrusted("answer") from cause
    if not isinstance(fields, dict):
        raise _distrusted("answer")
    return fields


def _distrusted(what: str) -> DecoderKilled:
    """Says that what a child gave cannot be true."""
    words = "This file was stopped. What the reader gave makes no sense."
    return DecoderKilled(words, HOSTILE, f"bad answer: {what}")
