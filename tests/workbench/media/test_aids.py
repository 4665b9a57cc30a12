"""What a machine suggests about a picture comes out of a confined child, checked, or not at all."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from workbench.casefile.suggestions import Aid, Mark
from workbench.errors import AidMissing, MediaError, NotDecodable
from workbench.media import aiding
from workbench.media.aiding import available, marks_from, suggested, tool_of
from workbench.media.aids import MOST_MARKS, _fitting
from workbench.media.answers import BadAnswer
from workbench.media.sandbox import Decoder


def encoded(picture: Image.Image) -> io.BytesIO:
    """Encodes a picture as PNG."""
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data


def notice(words: str) -> Image.Image:
    """Draws a line of words."""
    picture = Image.new("RGB", (900, 300), "white")
    ImageDraw.Draw(picture).text((40, 100), words, fill="black", font=ImageFont.load_default(64))
    return picture


def test_every_aid_is_here_in_the_tests() -> None:
    assert available() == tuple(Aid)
    assert all(tool_of(aid).count(" ") >= 2 for aid in Aid)


def test_words_in_a_picture_are_suggested_with_their_place(decoder: Decoder) -> None:
    (mark,) = suggested(decoder, encoded(notice("Polling moved to Friday")), Aid.WORDS)
    assert mark.words == "Polling moved to Friday" and mark.sure is not None and mark.sure > 0.8
    assert mark.region is not None
    x, y, width, height = mark.region
    assert x < 0.1 and 0.2 < y < 0.45 and width > 0.6 and height < 0.4


def test_a_face_is_found_where_it_is_and_none_where_there_is_none(decoder: Decoder, shared_data: Path) -> None:
    (face,) = suggested(decoder, shared_data / "photos" / "astronaut.png", Aid.FACES)
    assert face.words == "" and face.region is not None
    assert 0.25 < face.region[0] < 0.5 and 0.05 < face.region[1] < 0.3 and 0.1 < face.region[2] < 0.3
    assert suggested(decoder, encoded(notice("No face")), Aid.FACES) == ()


def test_a_code_is_read_with_its_kind(decoder: Decoder) -> None:
    code = zxingcpp.create_barcode("https://example.org/ad/77", zxingcpp.BarcodeFormat.QRCode)
    drawn = Image.fromarray(np.asarray(zxingcpp.write_barcode_to_image(code, scale=6)))
    canvas = Image.new("L", (drawn.width + 200, drawn.height + 200), 255)
    canvas.paste(drawn, (100, 100))
    (mark,) = suggested(decoder, encoded(canvas), Aid.CODES)
    assert mark.words.endswith(": https://example.org/ad/77") and "QR" in mark.words
    assert mark.region is not None and 0.1 < mark.region[0] < 0.6


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The polling station has moved, says a page that nobody knows.", "en"),
        ("Das Wahllokal ist umgezogen, sagt eine Seite, die niemand kennt.", "de"),
        ("मतदान केंद्र बदल गया है, यह एक अनजान पृष्ठ कहता है।", "hi"),
        ("投票所が移転したと、誰も知らないページが言っている。", "ja"),
    ],
)
def test_the_language_of_a_text_is_suggested(decoder: Decoder, text: str, code: str) -> None:
    (mark,) = suggested(decoder, io.BytesIO(text.encode()), Aid.LANGUAGE)
    assert mark.words == code and mark.sure is not None and mark.sure > 0.5


def test_what_holds_no_letters_has_no_language(decoder: Decoder) -> None:
    assert suggested(decoder, io.BytesIO(b"12 34 !!"), Aid.LANGUAGE) == ()


def test_a_file_that_is_no_picture_is_refused_in_words(decoder: Decoder) -> None:
    with pytest.raises(NotDecodable, match="no format"):
        suggested(decoder, io.BytesIO(b"no picture at all"), Aid.FACES)


def test_damaged_pictures_stop_no_aid(decoder: Decoder, shared_data: Path) -> None:
    for path in sorted((shared_data / "damaged").iterdir()):
        try:
            suggested(decoder, path, Aid.CODES)
        except MediaError as refused:
            assert refused.message


def test_an_aid_that_is_not_installed_says_how_it_comes(decoder: Decoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aiding.importlib.util, "find_spec", lambda name: None)
    assert available() == ()
    with pytest.raises(AidMissing, match="extras aids"):
        suggested(decoder, io.BytesIO(b""), Aid.WORDS)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"marks": {}},
        {"marks": [1]},
        {"marks": [{}] * (MOST_MARKS + 1)},
        {"marks": [{"words": 7}]},
        {"marks": [{"words": "w" * 401}]},
        {"marks": [{"sure": 1.5}]},
        {"marks": [{"sure": True}]},
        {"marks": [{"region": [0, 0, 1]}]},
        {"marks": [{"region": [0.5, 0, 0.6, 1]}]},
        {"marks": [{"region": [0, 0, "1", 1]}]},
    ],
)
def test_an_answer_that_no_honest_child_gives_is_distrusted(fields: dict[str, object]) -> None:
    with pytest.raises(BadAnswer):
        marks_from(json.dumps(fields).encode())


def test_lone_surrogates_become_text_that_a_record_can_hold() -> None:
    (mark,) = marks_from(b'{"marks": [{"words": "a\\ud800b", "region": [0, 0, 1, 1]}]}')
    assert mark == Mark("a?b", None, (0, 0, 1, 1))


def test_more_than_one_answer_holds_is_cut() -> None:
    kept = _fitting([{"words": "w" * 1000}] * 500)
    assert 50 < len(kept) < MOST_MARKS and len(json.dumps({"marks": kept})) < 60_000
