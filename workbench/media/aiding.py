"""The host's end of the reading aids: which are there, and what they suggest, checked before anyone sees it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import math
from pathlib import Path
from typing import Any, BinaryIO

from workbench.casefile.exposure import Rung
from workbench.casefile.suggestions import Aid, Mark, Region
from workbench.errors import AidMissing
from workbench.media import wire
from workbench.media.answers import BadAnswer, fields_of
from workbench.media.endings import distrusted
from workbench.media.sandbox import AID_WORDS, AIDS, Decoder, Limits

_PACKAGES = {
    Aid.WORDS: ("rapidocr", ("rapidocr", "onnxruntime")),
    Aid.FACES: ("cv2", ("opencv-python-headless",)),
    Aid.CODES: ("zxingcpp", ("zxing-cpp",)),
    Aid.LANGUAGE: ("py3langid", ("py3langid",)),
}
_MODELS = {Aid.WORDS: "PP-OCRv6 small", Aid.FACES: "Haar cascades", Aid.CODES: "ZXing", Aid.LANGUAGE: "langid"}
_QUICK = Limits(memory_bytes=512 << 20, cpu_seconds=10, wall_seconds=30.0)
_SLOW = Limits(memory_bytes=1 << 30, cpu_seconds=60, wall_seconds=120.0)
_LONG_SIDE = 1600
_MOST_MARKS, _MOST_WORDS = 200, 400


def available() -> tuple[Aid, ...]:
    """Lists the aids whose packages are installed."""
    return tuple(aid for aid in Aid if importlib.util.find_spec(_PACKAGES[aid][0]) is not None)


def tool_of(aid: Aid) -> str:
    """Names what an aid is made of: programs with their versions, and the model."""
    names = (f"{package} {importlib.metadata.version(package)}" for package in _PACKAGES[aid][1])
    return f"{', '.join(names)} ({_MODELS[aid]})"


def suggested(decoder: Decoder, original: BinaryIO | Path, aid: Aid) -> tuple[Mark, ...]:
    """Has an aid look at a picture, or at a text as UTF-8; gives what it suggests.

    Raises AidMissing where its package is not installed, NotDecodable, DecoderKilled or SandboxUnavailable.
    """
    if aid not in available():
        raise AidMissing(
            f"The reading aid {aid.words.lower()!r} is not installed.",
            "python3 main.py extras aids brings it.",
            aid.value,
        )
    kind, limits = (AID_WORDS, _SLOW) if aid is Aid.WORDS else (AIDS, _QUICK)
    wanted: dict[str, Any] = {"name": aid.value, "rung": int(Rung.COLOUR), "long_side": _LONG_SIDE}
    untrusted_answer = decoder.answer(kind, wire.SUGGEST, original, limits, **wanted)
    try:
        return marks_from(untrusted_answer)
    except BadAnswer as bad:
        raise distrusted(bad) from bad


def marks_from(untrusted_answer: bytes) -> tuple[Mark, ...]:
    """Reads what an aid suggests; raises BadAnswer, or the refusal that the child gave as an error."""
    untrusted_marks = fields_of(untrusted_answer).get("marks")
    if not isinstance(untrusted_marks, list) or len(untrusted_marks) > _MOST_MARKS:
        raise BadAnswer("marks")
    return tuple(_mark(untrusted_mark) for untrusted_mark in untrusted_marks)


def _mark(untrusted_mark: object) -> Mark:
    """Checks one mark."""
    if not isinstance(untrusted_mark, dict):
        raise BadAnswer("mark")
    untrusted_words, untrusted_sure = untrusted_mark.get("words", ""), untrusted_mark.get("sure")
    if not isinstance(untrusted_words, str) or len(untrusted_words) > _MOST_WORDS:
        raise BadAnswer("words")
    if untrusted_sure is not None and not _share(untrusted_sure):
        raise BadAnswer("sure")
    plain = untrusted_words.encode("utf-8", "replace").decode()
    return Mark(plain, untrusted_sure, _region(untrusted_mark.get("region")))


def _region(untrusted_region: object) -> Region | None:
    """Checks a box: four shares that stay inside the picture."""
    if untrusted_region is None:
        return None
    if not isinstance(untrusted_region, list) or len(untrusted_region) != 4 or not all(map(_share, untrusted_region)):
        raise BadAnswer("region")
    x, y, width, height = untrusted_region
    if x + width > 1 + 1e-6 or y + height > 1 + 1e-6:
        raise BadAnswer("region")
    return x, y, min(width, 1 - x), min(height, 1 - y)


def _share(untrusted_number: object) -> bool:
    """Tells whether something is a number from 0 to 1."""
    numeric = type(untrusted_number) in (int, float) and math.isfinite(untrusted_number)  # type: ignore[arg-type]
    return numeric and 0 <= untrusted_number <= 1  # type: ignore[operator]
