"""Checks what a child wrote before anything else sees it: types, ranges, lengths; unknown keys fall away.

A child may be in the hands of the file it read. Its bytes come in as ``untrusted_…`` and leave as a value of
``casefile``, a :class:`Shape` or an error whose words are ours alone.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from dataclasses import dataclass
from typing import Any

from workbench.casefile.exhibits import Facts
from workbench.casefile.exposure import Derived, Preview, SheetFrame, Veil
from workbench.casefile.fingerprints import PDQ_BITS, TURNS, Fingerprint, FrameFingerprint
from workbench.casefile.waveforms import QUIETEST, Waveform
from workbench.errors import MediaError, NotDecodable
from workbench.media.reels import REEL_FRAMES, ReelForm, ReelPlan
from workbench.media.wire import ANSWER_BYTES

STORED = "It stays stored as it came."
REFUSALS = {
    "unknown": "The content is in no format that can be shown here.",
    "too-large": "The picture is larger than the {megapixels} megapixels that are decoded here.",
    "memory": "Showing it would take more memory than one file may use.",
    "truncated": "The picture data ends too early: the file is cut short.",
    "damaged": "The picture data is damaged.",
    "empty": "The picture has no pixels.",
    "no-picture": "The file holds no moving pictures.",
    "no-frames": "No frame of the clip can be decoded.",
    "locked": "It is locked with a password.",
    "no-page": "It has no such page.",
    "no-sound": "The file holds no sound that can be decoded.",
}
PROBLEMS = {
    "metadata": "The camera data in this file is damaged.",
    "later frames broken": "A later frame of this picture is damaged or missing; the frames before it are shown.",
    "later frames unseen": "This picture has more frames than were gone through; later ones may show something else.",
}

MOST_SIDE = 1_000_000
MOST_SECONDS = 10_000_000.0
MOST_FRAMES = 1_000_000_000
MOST_SHEET = 20
MOST_PRINTS = 1000
MOST_QUALITY = 100
_NESTING = 8
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\Z", re.ASCII)
_ZONE = re.compile(r"([+-]\d\d:\d\d|Z|UTC)\Z", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}\Z", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{0,800}\Z", re.ASCII)
_LEVELS = re.compile(r"([0-9a-f]{2}){1,6000}\Z", re.ASCII)
_BITS = re.compile(rf"[0-9a-f]{{{PDQ_BITS // 4}}}\Z", re.ASCII)


class BadAnswer(Exception):
    """The child's answer is not one that an honest child gives."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of the pixels in the shared memory, checked against its size."""

    width: int
    height: int
    stride: int
    format: str
    seconds: float | None


def derived_from(untrusted_answer: bytes) -> Derived:
    """Reads a preview and a fingerprint; raises BadAnswer, or the refusal that the child gave as an error."""
    fields = fields_of(untrusted_answer)
    untrusted_print = fields.get("fingerprint")
    return Derived(_preview(fields), None if untrusted_print is None else _fingerprint(untrusted_print))


def _preview(fields: dict[str, Any]) -> Preview:
    """Checks what is shown of a file without a grant."""
    untrusted_sheet = fields.get("sheet", [])
    if not isinstance(untrusted_sheet, list) or len(untrusted_sheet) > MOST_SHEET:
        raise BadAnswer("sheet")
    sheet = tuple(_sheet_frame(untrusted_frame) for untrusted_frame in untrusted_sheet)
    if any(later.seconds <= earlier.seconds for earlier, later in itertools.pairwise(sheet)):
        raise BadAnswer("sheet order")
    untrusted_veil, untrusted_form = fields.get("veil"), fields.get("waveform")
    return Preview(
        _facts(fields.get("facts")),
        None if untrusted_veil is None else _veil(untrusted_veil),
        sheet,
        waveform=None if untrusted_form is None else _waveform(untrusted_form),
    )


def shape_from(untrusted_answer: bytes, long_side: int, out_bytes: int) -> Shape:
    """Reads the form of the pixels; raises BadAnswer where they would not lie inside the shared memory."""
    return _shape(fields_of(untrusted_answer), long_side, out_bytes)


def _shape(fields: dict[str, Any], long_side: int, out_bytes: int) -> Shape:
    """Checks the form of a picture in the shared memory."""
    width, height = _whole(fields, "width", long_side), _whole(fields, "height", long_side)
    stride, untrusted_format = _whole(fields, "stride", 4 * long_side + 4), fields.get("format")
    if width is None or height is None or stride is None or min(width, height) < 1:
        raise BadAnswer("size")
    expected = {"grey8": (width + 3) // 4 * 4, "rgb32": 4 * width}
    if untrusted_format not in ("grey8", "rgb32") or stride != expected[untrusted_format]:
        raise BadAnswer("format")
    if stride * height > out_bytes:
        raise BadAnswer("bytes")
    return Shape(width, height, stride, untrusted_format, _number(fields, "seconds", MOST_SECONDS))


def reel_from(untrusted_answer: bytes, plan: ReelPlan) -> ReelForm:
    """Reads the form of a reel; raises BadAnswer where a frame would not lie inside the shared memory."""
    fields = fields_of(untrusted_answer)
    shape = _shape(fields, plan.long_side, plan.out_bytes)
    times = _times(fields, REEL_FRAMES)
    until = _number(fields, "until", plan.start + plan.seconds)
    if not times or until is None or len(times) * shape.stride * shape.height > plan.out_bytes:
        raise BadAnswer("frames")
    return ReelForm(shape.width, shape.height, shape.stride, shape.format, times, until)


def sound_from(untrusted_answer: bytes, most: int) -> tuple[int, float]:
    """Reads how many samples a piece of sound has and when it starts; raises BadAnswer."""
    fields = fields_of(untrusted_answer)
    count, start = _whole(fields, "samples", most), _number(fields, "seconds", MOST_SECONDS)
    if not count or start is None:
        raise BadAnswer("samples")
    return count, start


def times_from(untrusted_answer: bytes, most: int) -> tuple[float, ...]:
    """Reads the times of frames, in their order; raises BadAnswer."""
    return _times(fields_of(untrusted_answer), most)


def refusal(code: str, megapixels: int = 100, kind: str = "") -> NotDecodable:
    """Puts a child's refusal into our words; ``kind`` goes to the log."""
    words = REFUSALS[code].format(megapixels=megapixels)
    return NotDecodable(f"This cannot be shown. {words}", STORED, f"{code} {kind}".strip())


def fields_of(untrusted_answer: bytes) -> dict[str, Any]:
    """Parses one flat answer; raises the refusal it holds."""
    if len(untrusted_answer) > ANSWER_BYTES:
        raise BadAnswer("length")
    if _depth(untrusted_answer) > _NESTING:
        raise BadAnswer("nesting")
    try:
        untrusted_fields = json.loads(untrusted_answer)
    except (ValueError, RecursionError) as cause:
        raise BadAnswer("no JSON") from cause
    if not isinstance(untrusted_fields, dict):
        raise BadAnswer("no fields")
    if "refused" in untrusted_fields:
        raise _refusal_in(untrusted_fields)
    return untrusted_fields


def _refusal_in(untrusted_fields: dict[str, Any]) -> MediaError | BadAnswer:
    """Makes an error of a refusal, if it is one of the known words."""
    untrusted_code, untrusted_kind = untrusted_fields["refused"], untrusted_fields.get("kind")
    if not isinstance(untrusted_code, str) or untrusted_code not in REFUSALS:
        return BadAnswer("refusal")
    return refusal(untrusted_code, kind=_word(untrusted_kind) or "")


def _depth(untrusted_answer: bytes) -> int:
    """Gives an upper bound of the nesting, before a parser descends into it."""
    depth = deepest = 0
    for byte in untrusted_answer:
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _facts(untrusted_facts: object) -> Facts:
    """Checks the facts one by one; one that is out of its range spoils the answer."""
    if not isinstance(untrusted_facts, dict):
        raise BadAnswer("facts")
    untrusted_sound = untrusted_facts.get("has_sound")
    orientation = _whole(untrusted_facts, "orientation", 8)
    return Facts(
        width=_whole(untrusted_facts, "width", MOST_SIDE),
        height=_whole(untrusted_facts, "height", MOST_SIDE),
        seconds=_number(untrusted_facts, "seconds", MOST_SECONDS),
        frames=_whole(untrusted_facts, "frames", MOST_FRAMES),
        orientation=orientation or None,
        captured=_matching(_TIME, untrusted_facts.get("captured")),
        captured_zone=_matching(_ZONE, untrusted_facts.get("captured_zone")),
        codec=_word(untrusted_facts.get("codec")),
        has_sound=untrusted_sound if isinstance(untrusted_sound, bool) else None,
        problem=PROBLEMS.get(str(untrusted_facts.get("problem"))),
        pages=_whole(untrusted_facts, "pages", MOST_FRAMES),
    )


def _sheet_frame(untrusted_frame: object) -> SheetFrame:
    """Checks one frame of a contact sheet: its time, its veil, whether a scene begins with it."""
    if not isinstance(untrusted_frame, list) or len(untrusted_frame) != 3 or not isinstance(untrusted_frame[2], bool):
        raise BadAnswer("sheet frame")
    seconds = _number({"seconds": untrusted_frame[0]}, "seconds", MOST_SECONDS)
    if seconds is None:
        raise BadAnswer("sheet time")
    return SheetFrame(seconds, _veil(untrusted_frame[1]), untrusted_frame[2])


def _waveform(untrusted_form: object) -> Waveform:
    """Checks a waveform: its own rules bound how fine it may be."""
    if not isinstance(untrusted_form, dict) or not isinstance(untrusted_form.get("cut"), bool):
        raise BadAnswer("waveform")
    untrusted_levels = untrusted_form.get("levels")
    step = _number(untrusted_form, "step", MOST_SECONDS)
    untrusted_peak: Any = untrusted_form.get("peak")
    if step is None or not isinstance(untrusted_levels, str) or not _LEVELS.match(untrusted_levels):
        raise BadAnswer("waveform levels")
    if type(untrusted_peak) not in (int, float) or not QUIETEST <= untrusted_peak <= 0:
        raise BadAnswer("waveform peak")
    try:
        return Waveform(step, bytes.fromhex(untrusted_levels), float(untrusted_peak), untrusted_form["cut"])
    except ValueError as cause:
        raise BadAnswer("waveform") from cause


def _fingerprint(untrusted_print: object) -> Fingerprint:
    """Checks a fingerprint: a picture's bits and all their turns, or the bits of frames in their order."""
    if not isinstance(untrusted_print, dict):
        raise BadAnswer("fingerprint")
    untrusted_turns, untrusted_frames = untrusted_print.get("turns", []), untrusted_print.get("frames", [])
    if not isinstance(untrusted_turns, list) or len(untrusted_turns) not in (0, len(TURNS)):
        raise BadAnswer("turns")
    if not isinstance(untrusted_frames, list) or len(untrusted_frames) > MOST_PRINTS:
        raise BadAnswer("frame fingerprints")
    turns = tuple(map(_bits, untrusted_turns))
    frames = tuple(map(_frame_fingerprint, untrusted_frames))
    if any(later.seconds <= earlier.seconds for earlier, later in itertools.pairwise(frames)):
        raise BadAnswer("frame order")
    quality = _whole(untrusted_print, "quality", MOST_QUALITY)
    return Fingerprint(0, turns[0] if turns else "", quality or 0, turns, frames)


def _frame_fingerprint(untrusted_frame: object) -> FrameFingerprint:
    """Checks the fingerprint of one frame: its time, its bits, its quality."""
    if not isinstance(untrusted_frame, list) or len(untrusted_frame) != 3:
        raise BadAnswer("frame fingerprint")
    fields = {"seconds": untrusted_frame[0], "quality": untrusted_frame[2]}
    seconds, quality = _number(fields, "seconds", MOST_SECONDS), _whole(fields, "quality", MOST_QUALITY)
    if seconds is None or quality is None:
        raise BadAnswer("frame fingerprint")
    return FrameFingerprint(seconds, _bits(untrusted_frame[1]), quality)


def _bits(untrusted_bits: object) -> str:
    """Checks the bits of one fingerprint."""
    bits = _matching(_BITS, untrusted_bits)
    if bits is None:
        raise BadAnswer("bits")
    return bits


def _times(untrusted_fields: dict[str, Any], most: int) -> tuple[float, ...]:
    """Checks a list of times, each later than the one before."""
    untrusted_times = untrusted_fields.get("times")
    if not isinstance(untrusted_times, list) or len(untrusted_times) > most:
        raise BadAnswer("times")
    times = [_number({"seconds": untrusted_time}, "seconds", MOST_SECONDS) for untrusted_time in untrusted_times]
    known = tuple(seconds for seconds in times if seconds is not None)
    if len(known) != len(times) or any(later <= earlier for earlier, later in itertools.pairwise(known)):
        raise BadAnswer("times order")
    return known


def _veil(untrusted_veil: object) -> Veil:
    """Checks a veil: its own rules bound what it can hold."""
    text = _matching(_HEX, untrusted_veil)
    try:
        return Veil.unpacked(bytes.fromhex(text or ""))
    except ValueError as cause:
        raise BadAnswer("veil") from cause


def _whole(untrusted_fields: dict[str, Any], name: str, most: int) -> int | None:
    """Checks a whole number, 0 to ``most``; None where it is absent."""
    untrusted_value = untrusted_fields.get(name)
    if untrusted_value is None:
        return None
    if type(untrusted_value) is not int or not 0 <= untrusted_value <= most:
        raise BadAnswer(name)
    return untrusted_value


def _number(untrusted_fields: dict[str, Any], name: str, most: float) -> float | None:
    """Checks a number, 0 to ``most``; None where it is absent."""
    untrusted_value = untrusted_fields.get(name)
    if untrusted_value is None:
        return None
    if type(untrusted_value) not in (int, float) or not math.isfinite(untrusted_value):
        raise BadAnswer(name)
    if not 0 <= untrusted_value <= most:
        raise BadAnswer(name)
    return float(untrusted_value)


def _word(untrusted_text: object) -> str | None:
    """Takes one plain ASCII word, such as the name of a codec; None for anything else."""
    return _matching(_NAME, untrusted_text)


def _matching(pattern: re.Pattern[str], untrusted_text: object) -> str | None:
    """Takes a text of a known form; None for anything else."""
    return untrusted_text if isinstance(untrusted_text, str) and pattern.match(untrusted_text) else None
