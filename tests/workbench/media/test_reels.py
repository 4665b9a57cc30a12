"""A span of a clip and a piece of sound: bounded, exact, under a ceiling, wiped, and believed in nothing."""

from __future__ import annotations

import io
import json
import math
import mmap

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.workbench.media import drawn_clips
from workbench.casefile.exposure import Rung
from workbench.errors import NotDecodable
from workbench.media.answers import BadAnswer, reel_from, sound_from, times_from
from workbench.media.reels import REEL_FRAMES, SOUND_RATE, Reel, Sound, ceiling_level, plan_reel, plan_sound
from workbench.media.sandbox import Decoder

CEILING = 10 ** (-20 / 20) * 32_767


@pytest.fixture(scope="module")
def numbered() -> bytes:
    """Encodes four seconds of numbered frames with a loud tone."""
    return drawn_clips.clip("mp4", "libx264", 100, {"bf": "2", "g": "25"}, sound="aac")


def numbers(reel: Reel) -> list[int]:
    """Reads the numbers of a reel's frames."""
    shape = reel.width, reel.height, reel.stride
    return [drawn_clips.number_on(reel.view(place), *shape) for place in range(len(reel.frames))]


def heard(sound: Sound) -> NDArray[np.int16]:
    """Reads samples."""
    return np.frombuffer(sound.samples, "<i2").copy()


def test_a_reel_holds_the_frame_shown_at_each_tick(decoder: Decoder, numbered: bytes) -> None:
    reel = decoder.reel(io.BytesIO(numbered), 1.02, 2.0, Rung.GREY, 480, 4)
    assert numbers(reel) == [25, 31, 38, 44, 50, 56, 63, 69]
    assert [round(frame.seconds * drawn_clips.RATE) for frame in reel.frames] == numbers(reel)
    assert (reel.width, reel.height, reel.format, reel.until) == (64, 48, "grey8", 3.02)
    assert reel.view(0).readonly and len(reel.view(7)) == reel.stride * reel.height


def test_no_frame_is_there_twice_and_the_last_lasts_to_the_end(decoder: Decoder, numbered: bytes) -> None:
    slow = drawn_clips.clip("mp4", "libx264", 6, rate=2)
    assert numbers(decoder.reel(io.BytesIO(slow), 0, 8, per_second=12)) == [0, 1, 2, 3, 4, 5]
    assert numbers(decoder.reel(io.BytesIO(numbered), 99, 2)) == [99]


@pytest.mark.parametrize("rung", [Rung.OUTLINE, Rung.COLOUR])
def test_a_reel_is_as_poor_as_its_rung(decoder: Decoder, numbered: bytes, rung: Rung) -> None:
    reel = decoder.reel(io.BytesIO(numbered), 0, 0.5, rung)
    assert reel.format == ("rgb32" if rung is Rung.COLOUR else "grey8")
    if rung is Rung.COLOUR:
        assert set(bytes(reel.view(0)[3::4])) == {255}


def test_a_reel_is_bounded_whatever_is_asked_for() -> None:
    plan = plan_reel(-5.0, 1e9, Rung.COLOUR, 10**9, 1e9)
    assert (plan.start, plan.seconds, plan.per_second, plan.long_side, plan.frames) == (0, 8, 12, 640, REEL_FRAMES)
    assert plan.out_bytes == REEL_FRAMES * 640 * 640 * 4
    assert plan_reel(0, 8, Rung.OUTLINE, 640, 12).long_side == 256
    assert plan_sound(0, 1e9, -20).most == 15 * SOUND_RATE


@pytest.mark.parametrize("asked", [(math.nan, 1, Rung.GREY, 9, 4), (0, 0, Rung.GREY, 9, 4), (0, 1, Rung.HAZE, 9, 4),
                                   (0, 1, Rung.GREY, 0, 4), (0, 1, Rung.GREY, 9, math.inf)])  # fmt: skip
def test_what_is_no_span_is_refused_before_anything_starts(asked: tuple[float, float, Rung, int, float]) -> None:
    with pytest.raises(ValueError, match="a reel"):
        plan_reel(*asked)


@pytest.mark.parametrize("ceiling", [0.0, -11.9, -61.0, math.nan])
def test_a_ceiling_is_one(ceiling: float) -> None:
    with pytest.raises(ValueError, match="ceiling"):
        plan_sound(0, 1, ceiling)


def test_a_wiped_reel_is_gone(decoder: Decoder, numbered: bytes) -> None:
    reel = decoder.reel(io.BytesIO(numbered), 1, 1)
    kept = reel.view(1)
    assert any(kept)
    reel.wipe()
    reel.wipe()
    assert not any(kept)
    with pytest.raises(ValueError, match="wiped"):
        reel.view(0)


def test_a_clip_without_pictures_has_no_reel(decoder: Decoder) -> None:
    sound = drawn_clips.sound("wav", "pcm_s16le", drawn_clips.tone(0.5))
    for ask in (lambda: decoder.reel(io.BytesIO(sound), 0, 1), lambda: decoder.frame_times(io.BytesIO(sound), 0, 3)):
        with pytest.raises(NotDecodable, match="no moving pictures"):
            ask()


def test_frames_are_stepped_by_their_own_times(decoder: Decoder, numbered: bytes) -> None:
    times = decoder.frame_times(io.BytesIO(numbered), 1.01, 5)
    assert times == pytest.approx([0.92, 0.96, 1.0, 1.04, 1.08])
    assert decoder.frame_times(io.BytesIO(numbered), 0, 5) == pytest.approx([0, 0.04, 0.08])
    assert decoder.frame_times(io.BytesIO(numbered), 99, 4) == pytest.approx([3.88, 3.92, 3.96])


def test_sound_is_under_its_ceiling_and_begins_softly(decoder: Decoder, numbered: bytes) -> None:
    sound = decoder.listen(io.BytesIO(numbered), 1.0, 2.0)
    samples = heard(sound)
    assert (sound.rate, sound.seconds, sound.start) == (SOUND_RATE, 2.0, 1.0)
    assert np.abs(samples).max() <= CEILING
    assert np.abs(samples[SOUND_RATE:]).max() > CEILING * 0.9
    fade = int(0.3 * SOUND_RATE)
    assert np.abs(samples[: fade // 10]).max() <= CEILING * 0.11
    assert samples[0] == 0
    assert sound.samples.readonly


def test_soft_sound_stays_as_it_is(decoder: Decoder) -> None:
    soft = drawn_clips.sound("wav", "pcm_s16le", drawn_clips.tone(2.0, level=0.05))
    samples = heard(decoder.listen(io.BytesIO(soft), 0.0, 2.0))
    assert np.abs(samples[SOUND_RATE:]).max() == pytest.approx(0.05 * 32_768, rel=0.03)


def test_wiped_sound_is_gone(decoder: Decoder, numbered: bytes) -> None:
    sound = decoder.listen(io.BytesIO(numbered), 0.5, 0.5)
    kept = sound.samples
    sound.wipe()
    assert not any(kept)
    with pytest.raises(ValueError, match="wiped"):
        sound.samples  # noqa: B018 - asking is the test


def test_sound_lies_where_its_times_say(decoder: Decoder) -> None:
    quiet_then_loud = np.concatenate([np.zeros(48_000, np.float32), drawn_clips.tone(1.0)])
    file = io.BytesIO(drawn_clips.sound("matroska", "flac", quiet_then_loud))
    samples = np.abs(heard(decoder.listen(file, 0.5, 1.0)))
    assert samples[: SOUND_RATE // 2 - 300].max() < 40 < samples[SOUND_RATE // 2 + 300 :].max()


def test_what_a_decoder_wrote_too_loud_is_cut_off_here() -> None:
    plan = plan_sound(0, 1, -20)
    memory = mmap.mmap(-1, 2 * plan.most)
    memory[:] = np.full(plan.most, 32_767, "<i2").tobytes()
    memory[:2] = (-32_768).to_bytes(2, "little", signed=True)
    plan.hold(memory, (1, 0.0))
    samples = np.frombuffer(memory, "<i2")
    assert samples.max() == ceiling_level(-20) and samples.min() == -ceiling_level(-20)


FORM = {"width": 64, "height": 48, "stride": 64, "format": "grey8", "times": [0.0, 0.5], "until": 1.0}


@pytest.mark.parametrize("lie", [
    {"times": []}, {"times": [0.5, 0.5]}, {"times": [1.0, 0.0]}, {"times": [None]}, {"times": ["0"]}, {"times": [True]},
    {"times": {"0": 1}}, {"times": [0.0, 1e300]}, {"times": [-1.0]}, {"times": [k / 9 for k in range(97)]},
    {"width": 65}, {"stride": 4096}, {"height": 0}, {"height": 64.0}, {"format": "yuv"}, {"times": [0, 1, 2, 3, 4]},
    {"until": 1.1}, {"until": None},
])  # fmt: skip
def test_a_reel_that_cannot_be_is_distrusted(lie: dict[str, object]) -> None:
    plan = plan_reel(0, 1, Rung.GREY, 64, 2)
    assert reel_from(json.dumps(FORM).encode(), plan).times == (0.0, 0.5)
    with pytest.raises(BadAnswer):
        reel_from(json.dumps({**FORM, **lie}).encode(), plan)


@pytest.mark.parametrize("answer", [{}, {"samples": 0, "seconds": 0}, {"samples": 11, "seconds": 0}, {"samples": 3},
                                    {"samples": 3.0, "seconds": 0}, {"samples": 3, "seconds": -1}])  # fmt: skip
def test_a_sound_that_cannot_be_is_distrusted(answer: dict[str, object]) -> None:
    assert sound_from(b'{"samples": 10, "seconds": 1.5}', 10) == (10, 1.5)
    with pytest.raises(BadAnswer):
        sound_from(json.dumps(answer).encode(), 10)


def test_more_times_than_were_asked_for_are_distrusted() -> None:
    assert times_from(b'{"times": [0, 1, 2]}', 3) == (0, 1, 2)
    with pytest.raises(BadAnswer):
        times_from(b'{"times": [0, 1, 2]}', 2)
