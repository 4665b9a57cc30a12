"""Whatever a child writes, the program gets a checked value or an error whose words are its own."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.casefile.exposure import Preview, Veil
from workbench.errors import MediaError, NotDecodable
from workbench.media.answers import REFUSALS, STORED, BadAnswer, Shape, derived_from, shape_from
from workbench.media.wire import ANSWER_BYTES

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(["facts", "veil", "sheet", "refused", "kind", "width", "height", "stride", "format", "seconds"])
FACT_KEYS = st.sampled_from(
    [
        "width",
        "height",
        "seconds",
        "frames",
        "orientation",
        "captured",
        "captured_zone",
        "codec",
        "has_sound",
        "problem",
    ]
)
VEIL = Veil(2, 1, bytes(2), bytes(8))


@given(st.binary(max_size=300) | st.dictionaries(KEYS, JSON | st.dictionaries(FACT_KEYS, JSON), max_size=6).map(
    lambda fields: json.dumps(fields).encode()
))  # fmt: skip
@example(b'{"facts": {"width": 1e400}}')
@example(b'{"facts": {"captured": "2001-02-03T04:05:06\\n"}}')
@example(b"[" * 60_000)
@example(b'{"facts": {}, "veil": "00"}')
def test_any_bytes_end_in_a_preview_or_an_error_of_ours(untrusted_answer: bytes) -> None:
    try:
        made = derived_from(untrusted_answer).preview
    except (BadAnswer, NotDecodable):
        return
    assert isinstance(made, Preview)
    for text in (made.facts.captured, made.facts.captured_zone, made.facts.codec):
        assert text is None or (len(text) <= 40 and text.isascii() and text.isprintable())


@given(st.dictionaries(KEYS, JSON | st.integers(0, 64) | st.sampled_from(["grey8", "rgb32"]), max_size=6))
def test_any_shape_lies_inside_the_memory_or_is_refused(fields: dict[str, object]) -> None:
    try:
        shape = shape_from(json.dumps(fields).encode(), 32, 1024)
    except (BadAnswer, MediaError):
        return
    assert 1 <= shape.width <= 32 and 1 <= shape.height <= 32 and shape.stride * shape.height <= 1024


def test_an_honest_answer_is_read_whole() -> None:
    facts: dict[str, object] = {"width": 4, "height": 2, "seconds": 1.5, "codec": "h264", "has_sound": True}
    facts |= {"captured": "2026-10-03T14:29:58", "captured_zone": "+02:00", "frames": 3, "orientation": 6}
    packed = VEIL.packed().hex()
    answer = {"facts": facts, "veil": packed, "sheet": [[0, packed, False], [2.5, packed, True]]}
    made = derived_from(json.dumps(answer).encode()).preview
    assert (made.facts.width, made.facts.seconds, made.facts.codec, made.facts.has_sound) == (4, 1.5, "h264", True)
    assert (made.facts.captured, made.facts.captured_zone) == ("2026-10-03T14:29:58", "+02:00")
    assert made.veil == VEIL and [(frame.seconds, frame.cut) for frame in made.sheet] == [(0.0, False), (2.5, True)]


def test_an_honest_shape_is_read_whole() -> None:
    answer = json.dumps({"width": 5, "height": 2, "stride": 8, "format": "grey8", "seconds": 2.0}).encode()
    assert shape_from(answer, 16, 256) == Shape(5, 2, 8, "grey8", 2.0)


@pytest.mark.parametrize("code", REFUSALS)
def test_each_refusal_has_words_and_a_way_on(code: str) -> None:
    with pytest.raises(NotDecodable) as no:
        derived_from(json.dumps({"refused": code, "kind": "OSError"}).encode())
    assert no.value.message.endswith(".") and no.value.remedy == STORED
    assert no.value.detail == f"{code} OSError"


def test_a_refusal_carries_no_words_of_the_child() -> None:
    with pytest.raises(NotDecodable) as no:
        derived_from(json.dumps({"refused": "damaged", "kind": "call this number now"}).encode())
    assert no.value.detail == "damaged"


def test_an_answer_beyond_the_limit_is_not_parsed() -> None:
    with pytest.raises(BadAnswer, match="length"):
        derived_from(b'{"facts": {}}' + b" " * ANSWER_BYTES)


BITS = "0123456789abcdef" * 4


def test_an_honest_fingerprint_is_read_whole() -> None:
    told = {"turns": [BITS] * 8, "quality": 77, "frames": [[0, BITS, 50], [1.5, BITS, 0]]}
    made = derived_from(json.dumps({"facts": {}, "fingerprint": told}).encode()).fingerprint
    assert made is not None and (made.bits, made.quality, made.turns) == (BITS, 77, (BITS,) * 8)
    assert [(frame.seconds, frame.quality) for frame in made.frames] == [(0.0, 50), (1.5, 0)]


@pytest.mark.parametrize(
    "told",
    [
        [BITS],
        {"turns": [BITS] * 7},
        {"turns": [BITS] * 9},
        {"turns": BITS},
        {"turns": [BITS] * 7 + [BITS.upper()]},
        {"turns": [BITS] * 7 + [BITS + "0"]},
        {"turns": [BITS] * 7 + [int(BITS, 16)]},
        {"turns": [BITS] * 8, "quality": 101},
        {"turns": [BITS] * 8, "quality": True},
        {"frames": [[0, BITS]]},
        {"frames": [[0, BITS, 101]]},
        {"frames": [[-1, BITS, 100]]},
        {"frames": [[1, BITS, 100], [1, BITS, 100]]},
        {"frames": [[place, BITS, 1] for place in range(1001)]},
    ],
)
def test_a_fingerprint_that_cannot_be_is_refused(told: object) -> None:
    with pytest.raises(BadAnswer):
        derived_from(json.dumps({"facts": {}, "fingerprint": told}).encode())
