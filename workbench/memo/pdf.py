"""Writes a memo as a PDF for paper and archive: PDF/A-3a and PDF/UA-1, its own data attached.

The template is fixed; everything that somebody wrote reaches it as JSON and is set as text, never as markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from workbench.casefile.exposure import Veil
from workbench.errors import MemoError
from workbench.memo.outline import Card, Outline, Paragraph, Text, plain
from workbench.memo.pictures import doubled
from workbench.memo.wording import clipped

RESOURCES = Path(__file__).resolve().parents[2] / "resources" / "memo"
LONG_CARD = 900
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed|contains the codepoint `"(.+?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_UNBROKEN = re.compile(r"[^\s\u200b]{28,}")
_DIGEST = re.compile(r"(?:\d+:)?[0-9a-f]{64}\Z")
_MOST_ROUNDS = 6
_FONTLESS = (
    "Characters for which this machine has no font are printed as their codes, such as ‹U+0915›. On Debian and Ubuntu, "
    "fonts-noto-core, fonts-noto-cjk and fonts-noto-color-emoji bring the missing scripts."
)


def to_pdf(outline: Outline, fonts: Sequence[Path] = ()) -> bytes:
    """Writes the outline as PDF; the same outline with the same fonts gives the same bytes.

    ``fonts`` are folders to look for fonts in, besides those of the system. Raises MemoError where the PDF
    cannot be made.
    """
    lacking: set[str] = set()
    for _ in range(_MOST_ROUNDS):
        made, missing = _compiled(_without(outline, lacking), fonts)
        if made is not None:
            return made
        if not missing - lacking:
            break
        lacking |= missing
    raise MemoError("The memo cannot be set as PDF on this machine.", "Export it as HTML and print that instead.")


def _compiled(outline: Outline, fonts: Sequence[Path]) -> tuple[bytes | None, set[str]]:
    """Sets the memo once; returns the PDF, or the characters that no font could show."""
    import typst

    attached = json.dumps(plain(outline), ensure_ascii=False, indent=1)
    try:
        made = typst.compile(
            RESOURCES / "memo.typ",
            root=RESOURCES,
            font_paths=list(fonts),
            format="pdf",
            sys_inputs={"memo": json.dumps(_data(outline), ensure_ascii=False), "attached": attached},
            pdf_standards=["a-3a", "ua-1"],
            package_path=RESOURCES,
            package_cache_path=RESOURCES,
            timestamp=int(datetime.fromisoformat(outline.made).timestamp()),
        )
    except typst.TypstError as trouble:
        missing = _missing(trouble.diagnostic or "")
        if not missing:
            # The words of a compiler may quote the memo: only their number is kept for the log.
            raise MemoError(
                "The memo cannot be set as PDF.", "Export it as HTML and print that.", f"{len(str(trouble))} characters"
            ) from None
        return None, missing
    return made, set()


def _missing(diagnostic: str) -> set[str]:
    """Reads from a compiler's messages which characters no font could show."""
    found = ["".join(pair) for pair in _UNSHOWN.findall(diagnostic)]
    plain_words = (_ESCAPED.sub(lambda code: chr(int(code.group(1), 16)), words) for words in found)
    return {letter for words in plain_words for letter in words if not letter.isascii()}


def _without(outline: Outline, lacking: set[str]) -> Outline:
    """Writes characters without a font as their codes, and says so at the memo's end."""
    if not lacking:
        return outline
    codes = {ord(letter): f"‹U+{ord(letter):04X}›" for letter in lacking}
    told = _recoded(outline, codes)
    assert isinstance(told, Outline)
    return replace(told, blocks=(*told.blocks, Paragraph((Text(_FONTLESS),))))


def _recoded(value: object, codes: dict[int, str]) -> object:
    """Rewrites every text in a value of the outline."""
    if isinstance(value, str) and type(value) is str:
        return value.translate(codes)
    if isinstance(value, tuple):
        return tuple(_recoded(one, codes) for one in value)
    names = getattr(type(value), "__dataclass_fields__", None)
    if names is None or isinstance(value, Veil):
        return value
    return replace(value, **{name: _recoded(getattr(value, name), codes) for name in names if name != "kind"})  # type: ignore[type-var]


def _data(outline: Outline) -> dict[str, object]:
    """What the template is given: the outline as JSON, pictures as tones, long words with places to break."""
    data = plain(replace(outline, proof=None))
    assert isinstance(data, dict)
    for block, given in zip(outline.blocks, data["blocks"], strict=True):
        if isinstance(block, Card):
            given["picture"] = _tones(block.picture) if block.picture else None
            given["long"] = _is_long(block)
    running = " · ".join(filter(None, (outline.reference, outline.title)))
    breakable = _breakable(data)
    assert isinstance(breakable, dict)
    return {**breakable, "running": clipped(running, 90)}


def _is_long(card: Card) -> bool:
    """Tells whether a card is tall enough that it may run over a page's end; the others hold together."""
    words = [
        card.title,
        *card.description,
        *card.rationale,
        *(quote.words for quote in card.quotes),
        *(note.words for note in card.notes),
    ]
    return len(card.quotes) > 2 or len(card.notes) > 4 or sum(map(len, words)) > LONG_CARD


def _tones(veil: Veil) -> dict[str, object]:
    """A veil as the template's picture: twice its samples a side, at most 24, by interpolation between them."""
    width, height, samples = doubled(veil)
    return {"width": width, "height": height, "tones": list(samples)}


def _breakable(value: object) -> object:
    """Puts a break of no width into words too long for a line; digests have lines of their own."""
    if isinstance(value, str):
        if len(value) < 28 or _DIGEST.match(value):
            return value
        return _UNBROKEN.sub(lambda word: "\u200b".join(re.findall(".{1,14}", word.group())), value)
    if isinstance(value, list):
        return [_breakable(one) for one in value]
    if isinstance(value, dict):
        return {name: one if name in ("anchor", "to", "picture") else _breakable(one) for name, one in value.items()}
    return value
