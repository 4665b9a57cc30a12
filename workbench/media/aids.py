"""The zygotes for reading aids: what a machine may suggest about a picture or a text, inside a child.

Models come in packages of their own, which may be absent; nothing is ever downloaded. One zygote holds the quick aids
(faces, codes, language), another the recognition of words, whose models are large.
"""

from __future__ import annotations

import importlib.util
import io
import mmap
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from workbench.casefile.suggestions import Aid
from workbench.media import pictures, veil, wire
from workbench.media.zygote import Operation, Refused, channel_from, serve

QUICK = (Aid.FACES, Aid.CODES, Aid.LANGUAGE)
MOST_MARKS, MOST_WORDS, MOST_ALL = 200, 400, 40_000
_SAMPLE_LETTERS = 20_000
_FACE_SHARE = 24  # the smallest face that is looked for, as a part of the short side
_CASCADES = ("haarcascade_frontalface_default.xml", "haarcascade_profileface.xml")
Marks = list[dict[str, object]]


def suggest(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Answers with what the aid that ``name`` names sees in the file."""
    aid = Aid(request.name)
    if aid is Aid.LANGUAGE:
        marks = language_of(io.FileIO(source, "r").read(_SAMPLE_LETTERS * 4).decode("utf-8", "replace"))
    else:
        image, orientation = pictures.prepared(source, request)
        marks = _SEEING[aid](veil.colour_picture(image, orientation, request.long_side, None))
    return {"marks": _fitting(marks)}


def words_in(picture: Image.Image) -> Marks:
    """Recognises words: each line with how sure the model is, and the box around it."""
    found = _recogniser()(np.asarray(picture)[:, :, ::-1].copy())
    if not found.txts:
        return []
    return [
        {"words": str(text), "sure": float(sure), "region": _box(np.asarray(corners), picture.size)}
        for text, sure, corners in zip(found.txts, found.scores, found.boxes, strict=True)
    ]


def faces_in(picture: Image.Image) -> Marks:
    """Finds faces seen from the front or the side: a box for each."""
    grey = np.asarray(picture.convert("L"))
    least = max(16, min(grey.shape) // _FACE_SHARE)
    boxes: list[tuple[int, int, int, int]] = []
    for cascade in _cascades():
        for x, y, width, height in cascade.detectMultiScale(grey, 1.1, 5, minSize=(least, least)):
            if not any(_overlap((x, y, width, height), other) > 0.3 for other in boxes):
                boxes.append((int(x), int(y), int(width), int(height)))
    across, down = picture.size
    return [{"region": [x / across, y / down, w / across, h / down]} for x, y, w, h in boxes]


def codes_in(picture: Image.Image) -> Marks:
    """Reads bar codes and QR codes: kind, content and place of each."""
    import zxingcpp

    marks: Marks = []
    for code in zxingcpp.read_barcodes(np.asarray(picture)):
        spot = code.position
        corners = [(p.x, p.y) for p in (spot.top_left, spot.top_right, spot.bottom_right, spot.bottom_left)]
        marks.append({"words": f"{code.format}: {code.text}", "region": _box(np.array(corners), picture.size)})
    return marks


def language_of(text: str) -> Marks:
    """Names the language that a text is most likely in, by its ISO 639 code, with the model's own certainty."""
    if sum(letter.isalpha() for letter in text[:_SAMPLE_LETTERS]) < 3:
        return []
    code, sure = _languages().classify(text[:_SAMPLE_LETTERS])
    return [{"words": str(code), "sure": min(1.0, max(0.0, float(sure)))}] if code else []


_SEEING: dict[Aid, Callable[[Image.Image], Marks]] = {
    Aid.WORDS: words_in,
    Aid.FACES: faces_in,
    Aid.CODES: codes_in,
}
PACKAGES = {Aid.WORDS: "rapidocr", Aid.FACES: "cv2", Aid.CODES: "zxingcpp", Aid.LANGUAGE: "py3langid"}


def warm_up_quick() -> Mapping[str, Operation]:
    """Uses each quick aid that is there once, so that everything is loaded once the doors are closed."""
    pictures.warm_up()
    sample = Image.new("RGB", (64, 64), (120, 120, 120))
    if _present(Aid.FACES):
        import cv2

        cv2.setNumThreads(0)
        faces_in(sample)
    if _present(Aid.CODES):
        codes_in(sample)
    if _present(Aid.LANGUAGE):
        language_of("These words are English.")
    return {wire.SUGGEST: suggest}


def warm_up_words() -> Mapping[str, Operation]:
    """Recognises words once, so that everything is loaded once the doors are closed."""
    from PIL import ImageDraw, ImageFont

    pictures.warm_up()
    sample = Image.new("RGB", (240, 80), "white")
    ImageDraw.Draw(sample).text((10, 20), "Words", fill="black", font=ImageFont.load_default(40))
    if not words_in(sample):
        raise Refused("damaged")
    return {wire.SUGGEST: suggest}


def main() -> None:
    """Is the zygote for the quick aids, started by the host."""
    serve(channel_from(sys.argv[2]), warm_up_quick)


def _present(aid: Aid) -> bool:
    """Tells whether the package of an aid is installed."""
    return importlib.util.find_spec(PACKAGES[aid]) is not None


@cache
def _recogniser() -> Any:
    """Loads the models of the recogniser, for one thread each: a child of a fork has no other."""
    from rapidocr import RapidOCR

    engine = "EngineConfig.onnxruntime"
    quiet = {"Global.log_level": "critical", f"{engine}.intra_op_num_threads": 1, f"{engine}.inter_op_num_threads": 1}
    return RapidOCR(params=quiet)


@cache
def _cascades() -> tuple[Any, ...]:
    """Loads the detectors that come with OpenCV."""
    import cv2

    folder = Path(cv2.__file__).parent / "data"
    return tuple(cv2.CascadeClassifier(str(folder / name)) for name in _CASCADES)


@cache
def _languages() -> Any:
    """Loads the model of languages, with probabilities instead of scores."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _box(corners: Any, size: tuple[int, int]) -> list[float]:
    """Puts an upright box around some corners, as shares of the picture."""
    left, top = np.clip(corners.min(axis=0) / size, 0, 1)
    right, bottom = np.clip(corners.max(axis=0) / size, 0, 1)
    return [float(left), float(top), float(right - left), float(bottom - top)]


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> float:
    """Gives the share of the smaller box that lies in both."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0, across) * max(0, down) / min(one[2] * one[3], other[2] * other[3])


def _fitting(marks: Marks) -> Marks:
    """Cuts what was found to what one answer holds."""
    kept: Marks = []
    room = MOST_ALL
    for mark in marks[:MOST_MARKS]:
        words = str(mark.get("words", ""))[:MOST_WORDS]
        room -= len(words.encode("utf-8", "replace")) + 120
        if room < 0:
            break
        kept.append({**mark, "words": words})
    return kept
