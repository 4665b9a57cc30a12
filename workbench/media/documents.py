"""The host's end of a child that reduces the pages of a PDF: takes veil after veil, and keeps those that came."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace

from workbench.casefile.exposure import Derived, Preview
from workbench.errors import DecoderKilled
from workbench.media import framing
from workbench.media.answers import BadAnswer, derived_from, fields_of
from workbench.media.endings import distrusted
from workbench.media.host import ZygoteLost
from workbench.media.streams import Bounds, Stream

PDF = "application/pdf"
MOST_PAGES = 60
_MOST_LINE = 4_000
_UNDRAWN = "Its first page takes more time or memory to draw than one file may use."


def page_bounds(memory_bytes: int, cpu_seconds: int, wall_seconds: float) -> Bounds:
    """Gives the bounds of one document: those of any one file, however large it is."""
    return Bounds(memory_bytes=memory_bytes, cpu_seconds=cpu_seconds, cpu_bytes=1 << 60, silent_seconds=wall_seconds)


def pages_from(stream: Stream) -> Derived:
    """Collects facts, veils and fingerprint of a document; what came before its child was ended stands.

    Raises NotDecodable for a document that is locked or damaged, DecoderKilled where nothing of it came.
    """
    derived: Derived | None = None
    try:
        for untrusted_line in _lines(stream):
            derived = _with(derived, untrusted_line)
    except BadAnswer as bad:
        raise distrusted(bad) from bad
    except (DecoderKilled, ZygoteLost) as end:
        if derived is None and isinstance(end, DecoderKilled):
            raise
    if derived is None:
        raise distrusted(BadAnswer("no facts"))
    if derived.preview.veil is None:
        facts = replace(derived.preview.facts, problem=f"This cannot be shown. {_UNDRAWN}")
        return Derived(replace(derived.preview, facts=facts))
    return derived


def _lines(stream: Stream) -> Iterator[bytes]:
    """Gives the lines of a child up to its last word, which is looked at for a refusal."""
    waiting = bytearray()
    for kind, untrusted_payload in stream.frames():
        if kind == framing.END:
            with contextlib.suppress(BadAnswer):
                fields_of(untrusted_payload)
            return
        waiting += untrusted_payload
        while (end := waiting.find(b"\n")) >= 0:
            yield bytes(waiting[:end])
            del waiting[: end + 1]
        if kind != framing.BYTES or len(waiting) > _MOST_LINE:
            raise BadAnswer("line")


def _with(derived: Derived | None, untrusted_line: bytes) -> Derived:
    """Adds one line: facts first, then the veil of page after page."""
    if len(untrusted_line) > _MOST_LINE:
        raise BadAnswer("line")
    if derived is None:
        return Derived(derived_from(untrusted_line).preview)
    came = derived_from(untrusted_line)
    preview = derived.preview
    if came.preview.veil is None or len(preview.pages) >= MOST_PAGES:
        raise BadAnswer("page")
    pages = (*preview.pages, came.preview.veil)
    return Derived(Preview(preview.facts, pages[0], pages=pages), derived.fingerprint or came.fingerprint)
