"""Every usual kind of clip and sound, decoded in a confined child; and the frame at a time is that frame in each."""

from __future__ import annotations

import io
import itertools
from functools import lru_cache

import numpy as np
import pytest

from tests.workbench.media import drawn_clips
from workbench.casefile.exhibits import Family
from workbench.casefile.exposure import Rung
from workbench.media.sandbox import Decoder
from workbench.media.sniff import HEAD_BYTES, sniff

_B_FRAMES = {"bf": "2", "g": "12"}
_H265 = {"x265-params": "log-level=none:keyint=12:bframes=2"}
CLIPS = {
    "mp4 h264": ("mp4", "libx264", _B_FRAMES, "aac", "video/mp4"),
    "mov h264": ("mov", "libx264", _B_FRAMES, "pcm_s16le", "video/quicktime"),
    "mp4 hevc": ("mp4", "libx265", _H265, "", "video/mp4"),
    "mkv hevc": ("matroska", "libx265", _H265, "flac", "video/x-matroska"),
    "mkv av1": ("matroska", "libsvtav1", {"g": "12", "preset": "12"}, "libopus", "video/x-matroska"),
    "mp4 av1": ("mp4", "libsvtav1", {"g": "12", "preset": "12"}, "", "video/mp4"),
    "webm vp8": ("webm", "libvpx", {"g": "12"}, "libopus", "video/webm"),
    "webm vp9": ("webm", "libvpx-vp9", {"g": "12"}, "libopus", "video/webm"),
    "mp4 mpeg4": ("mp4", "mpeg4", _B_FRAMES, "", "video/mp4"),
    "avi mpeg4": ("avi", "mpeg4", _B_FRAMES, "libmp3lame", "video/x-msvideo"),
    "avi h264": ("avi", "libx264", _B_FRAMES, "", "video/x-msvideo"),
    "avi mjpeg": ("avi", "mjpeg", {}, "pcm_s16le", "video/x-msvideo"),
    "mpeg program stream": ("mpeg", "mpeg2video", _B_FRAMES, "mp2", "video/mpeg"),
    "mpeg transport stream": ("mpegts", "libx264", _B_FRAMES, "aac", "video/mp2t"),
    "transport stream of mpeg2": ("mpegts", "mpeg2video", _B_FRAMES, "", "video/mp2t"),
    "flv": ("flv", "libx264", _B_FRAMES, "aac", "video/x-flv"),
    "asf": ("asf", "wmv2", {"g": "12"}, "", "video/x-ms-asf"),
    "bare h264": ("h264", "libx264", _B_FRAMES, "", "video/h264"),
    "bare hevc": ("hevc", "libx265", _H265, "", "video/h265"),
}
SOUNDS = {
    "wav": ("wav", "pcm_s16le", 48_000, "audio/wav"),
    "wav of 24 bits": ("wav", "pcm_s24le", 48_000, "audio/wav"),
    "wav of 8 bits": ("wav", "pcm_u8", 48_000, "audio/wav"),
    "mp3": ("mp3", "libmp3lame", 48_000, "audio/mpeg"),
    "aac": ("adts", "aac", 48_000, "audio/aac"),
    "m4a": ("ipod", "aac", 48_000, "audio/mp4"),
    "apple lossless": ("ipod", "alac", 48_000, "audio/mp4"),
    "opus": ("ogg", "libopus", 48_000, "audio/ogg"),
    "vorbis": ("ogg", "vorbis", 48_000, "audio/ogg"),
    "flac": ("flac", "flac", 48_000, "audio/flac"),
    "amr": ("amr", "libopencore_amrnb", 8_000, "audio/amr"),
    "webm": ("webm", "libopus", 48_000, "video/webm"),
    "aiff": ("aiff", "pcm_s16be", 48_000, "audio/aiff"),
}
_FRAMES = 100


@lru_cache(maxsize=32)
def encoded(name: str) -> bytes:
    """Encodes four seconds of numbered frames."""
    container, codec, options, sound, _ = CLIPS[name]
    return drawn_clips.clip(container, codec, _FRAMES, options, sound=sound)


def number_at(decoder: Decoder, clip: bytes, seconds: float) -> tuple[int, float | None]:
    """Looks at a time of a clip and reads the number of the frame that is there, and its time."""
    pixels = decoder.look(io.BytesIO(clip), Family.VIDEO, Rung.GREY, 64, seconds=seconds)
    return drawn_clips.number_on(pixels.buffer, pixels.width, pixels.height, pixels.stride), pixels.seconds


@pytest.mark.parametrize("name", CLIPS)
def test_a_clip_is_known_and_previewed(decoder: Decoder, name: str) -> None:
    clip, (_, _, _, sound, media_type) = encoded(name), CLIPS[name]
    assert sniff(clip[:HEAD_BYTES]) == (media_type, Family.VIDEO)
    derived = decoder.derive(io.BytesIO(clip), Family.VIDEO)
    facts, sheet = derived.preview.facts, derived.preview.sheet
    assert (facts.width, facts.height, facts.frames) == (64, 48, _FRAMES)
    assert facts.seconds == pytest.approx(4.0, abs=0.09)
    assert len(sheet) == 4 and all(
        later.seconds - earlier.seconds > 0.4 for earlier, later in itertools.pairwise(sheet)
    )
    assert facts.has_sound == bool(sound) == (derived.preview.waveform is not None)
    assert derived.fingerprint is not None
    assert [int(frame.seconds) for frame in derived.fingerprint.frames] == [0, 1, 2, 3]


@pytest.mark.parametrize("name", CLIPS)
def test_the_frame_shown_at_a_time_is_the_last_that_starts_by_then(decoder: Decoder, name: str) -> None:
    clip = encoded(name)
    for number in (0, 1, 47, 99):
        found, seconds = number_at(decoder, clip, (number + 0.5) / drawn_clips.RATE)
        assert found == number
        assert seconds == pytest.approx(number / drawn_clips.RATE, abs=0.003)


@pytest.mark.parametrize("name", CLIPS)
def test_stepping_meets_every_frame(decoder: Decoder, name: str) -> None:
    clip = encoded(name)
    times = decoder.frame_times(io.BytesIO(clip), 50.2 / drawn_clips.RATE, 5)
    assert times == pytest.approx([place / drawn_clips.RATE for place in (48, 49, 50, 51, 52)], abs=0.003)
    assert number_at(decoder, clip, times[3])[0] == 51


@pytest.mark.parametrize("name", SOUNDS)
def test_a_sound_is_known_drawn_and_heard(decoder: Decoder, name: str) -> None:
    container, codec, rate, media_type = SOUNDS[name]
    samples = np.concatenate([np.zeros(48_000, np.float32), drawn_clips.tone(1.0)])
    options = {"strict": "-2"} if codec == "vorbis" else {}
    file = drawn_clips.sound(container, codec, samples, rate, options)
    assert sniff(file[:HEAD_BYTES])[0] == media_type
    made = decoder.derive(io.BytesIO(file), Family.AUDIO).preview
    assert made.veil is None and made.sheet == () and made.facts.has_sound is True
    assert made.facts.seconds == pytest.approx(2.0, abs=0.1)
    assert made.waveform is not None and not made.waveform.cut
    assert made.waveform.decibels(4) < -50 < -10 < made.waveform.decibels(14)
    (loud,) = made.waveform.loud_spans()
    assert loud == pytest.approx((1.0, 2.0), abs=0.21)
    sound = decoder.listen(io.BytesIO(file), 1.2, 0.6)
    assert sound.seconds == pytest.approx(0.6, abs=0.02)
    assert 3000 < np.abs(np.frombuffer(sound.samples, "<i2")).max() <= 3276
