"""The host's end of a child that reads the words of a file: takes no more than were asked for, as plain text."""

from __future__ import annotations

import json
import re

from workbench.casefile.extracts import ExtractedText
from workbench.errors import DecoderKilled
from workbench.media import framing
from workbench.media.host import ZygoteLost
from workbench.media.streams import HOSTILE, Bounds, Stream

MOST_CHARACTERS = 2_000_000
WORDLESS = ("image", "video", "audio")
TEXT_BOUNDS = Bounds(cpu_seconds=10)
_MOST_PROBLEM = 300
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_REFUSED = {
    "memory": "Reading all of its words takes more memory than one file may use.",
    "damaged": "It is damaged: not all of its words could be read.",
}
_SLOW = "It takes too long to read: not all of its words were taken."
_WORN_OUT = ("cpu limit", "wall clock")


def text_from(stream: Stream, limit: int) -> ExtractedText:
    """Collects the words that a child gives; what came before it was worn out stands, with the reason.

    Raises DecoderKilled where the child crashed, tried what no reader needs, or gave what no honest one gives.
    """
    untrusted = bytearray()
    try:
        for kind, untrusted_payload in stream.frames():
            if kind == framing.END:
                return _settled(untrusted, untrusted_payload, limit)
            if kind != framing.BYTES or len(untrusted) + len(untrusted_payload) > 4 * limit:
                raise _distrusted("frame")
            untrusted += untrusted_payload
    except ZygoteLost as cause:
        raise _distrusted("zygote lost") from cause
    except DecoderKilled as killed:
        if untrusted and worn_out(killed):
            return ExtractedText(_plain(untrusted)[:limit], True, _SLOW)
        raise
    raise _distrusted("no end")


def worn_out(killed: DecoderKilled) -> bool:
    """Tells whether a child was ended for the time it took, so that what came of it before counts."""
    return killed.detail.startswith(_WORN_OUT)


def problem_words(untrusted_code: object) -> str:
    """Puts into words why a child could read no further."""
    return _REFUSED.get(str(untrusted_code), _REFUSED["damaged"])


def _settled(untrusted: bytearray, untrusted_answer: bytes, limit: int) -> ExtractedText:
    """Puts the words and the child's last answer together."""
    try:
        fields = json.loads(untrusted_answer)
    except (ValueError, RecursionError) as cause:
        raise _distrusted("answer") from cause
    if not isinstance(fields, dict):
        raise _distrusted("answer")
    text = _plain(untrusted)
    if "refused" in fields:
        return ExtractedText(text[:limit], bool(text), problem_words(fields["refused"]))
    problem = fields.get("problem", "")
    if not isinstance(problem, str) or len(problem) > _MOST_PROBLEM or not isinstance(fields.get("cut"), bool):
        raise _distrusted("answer")
    return ExtractedText(
        text[:limit], fields["cut"] or len(text) > limit, " ".join(_CONTROLS.sub(" ", problem).split())
    )


def _plain(untrusted: bytearray) -> str:
    """Reads the bytes as UTF-8 text without control characters."""
    text = _CONTROLS.sub(" ", untrusted.decode("utf-8", "replace"))
    return text if text.strip() else ""


def _distrusted(what: str) -> DecoderKilled:
    """Says that what a child gave cannot be true."""
    return DecoderKilled("This file was stopped. What the reader gave makes no sense.", HOSTILE, f"bad answer: {what}")
