"""Holes and lies in clips neither hang the decoder nor mislead the person: what was decoded is what is told."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests.workbench.media import drawn_clips
from tests.workbench.media.drawn_clips import RATE
from workbench.casefile.exhibits import Family
from workbench.casefile.exposure import Derived, Rung
from workbench.errors import NotDecodable
from workbench.media import clips
from workbench.media.sandbox import Decoder
from workbench.media.zygote import Refused

_SHORT = {"g": "12", "bf": "2"}


def derived(decoder: Decoder, clip: bytes) -> Derived:
    """Derives what may be seen of a clip."""
    return decoder.derive(io.BytesIO(clip), Family.VIDEO)


def number_at(decoder: Decoder, clip: bytes, seconds: float) -> int:
    """Reads the number of the frame at a time."""
    pixels = decoder.look(io.BytesIO(clip), Family.VIDEO, Rung.GREY, 64, seconds=seconds)
    return drawn_clips.number_on(pixels.buffer, pixels.width, pixels.height, pixels.stride)


def claiming(clip: bytes, tag: bytes, value: bytes, ahead: int) -> bytes:
    """Writes another value so many bytes behind a mark in a header."""
    at = clip.index(tag) + ahead
    return clip[:at] + value + clip[at + len(value) :]


def long_avi() -> bytes:
    """Makes an AVI of 75 frames whose header claims a million."""
    clip = drawn_clips.clip("avi", "mpeg4", 75, _SHORT)
    return claiming(clip, b"strh", struct.pack("<I", 1_000_000), 8 + 32)


def long_matroska() -> bytes:
    """Makes a Matroska file of 75 frames whose header claims ten hours."""
    clip = drawn_clips.clip("matroska", "libx264", 75, _SHORT)
    return claiming(clip, b"\x44\x89\x88", struct.pack(">d", 36_000_000.0), 3)


@pytest.mark.parametrize("lie", [long_avi, long_matroska])
def test_a_length_that_is_only_claimed_is_measured(decoder: Decoder, lie: Callable[[], bytes]) -> None:
    clip = lie()
    with av.open(io.BytesIO(clip)) as container:
        stated = clips.length(container, container.streams.video[0])
    assert stated is not None and stated > 30_000
    made = derived(decoder, clip).preview
    assert made.facts.frames == 75 and made.facts.seconds == pytest.approx(3.0, abs=0.1)
    assert len(made.sheet) == 4 and made.sheet[-1].seconds < 3.1
    assert number_at(decoder, clip, 30_000.0) == 74


@pytest.mark.parametrize("container", ["mp4", "matroska", "mpegts", "avi"])
def test_a_clip_cut_in_the_middle_shows_what_is_there(decoder: Decoder, container: str) -> None:
    codec = "mpeg4" if container == "avi" else "libx264"
    flags = {"movflags": "frag_keyframe+empty_moov"} if container == "mp4" else {}
    clip = drawn_clips.clip(container, codec, 100, _SHORT, flags=flags)
    made = derived(decoder, clip[: len(clip) * 6 // 10]).preview
    assert made.facts.frames is None or 30 <= made.facts.frames <= 75
    assert made.facts.seconds is None or made.facts.seconds < 3.2
    assert made.sheet and made.sheet[-1].seconds < 3.2
    assert 30 <= number_at(decoder, clip[: len(clip) * 6 // 10], 3.99) <= 75


def test_a_clip_without_its_index_is_refused_or_shown_whole(decoder: Decoder) -> None:
    clip = drawn_clips.clip("mp4", "libx264", 50, _SHORT)
    with pytest.raises(NotDecodable):
        derived(decoder, clip[: clip.index(b"moov") - 4])
    clip = drawn_clips.clip("avi", "mpeg4", 50, _SHORT)
    assert derived(decoder, clip[: clip.index(b"idx1")]).preview.facts.frames == 50
    clip = drawn_clips.clip("matroska", "libx264", 50, _SHORT)
    assert derived(decoder, clip[: clip.rindex(b"\x1c\x53\xbb\x6b")]).preview.facts.frames == 50
    assert number_at(decoder, clip[: clip.rindex(b"\x1c\x53\xbb\x6b")], 1.5) == 37


def test_a_clip_that_states_no_length_is_measured(decoder: Decoder) -> None:
    clip = drawn_clips.clip("matroska", "libx264", 75, _SHORT, flags={"live": "1"})
    with av.open(io.BytesIO(clip)) as container:
        assert clips.length(container, container.streams.video[0]) is None
    made = derived(decoder, clip).preview
    assert (made.facts.frames, made.facts.seconds) == (75, pytest.approx(3.0, abs=0.05))
    assert len(made.sheet) == 4
    assert number_at(decoder, clip, 2.5) == 62


def test_times_that_jump_ahead_are_shown_as_they_are(decoder: Decoder) -> None:
    times = [*range(40), *range(25_000, 25_040)]
    clip = drawn_clips.clip("matroska", "libx264", 80, _SHORT, times=times)
    made = derived(decoder, clip).preview
    assert made.facts.frames == 80 and made.facts.seconds == pytest.approx(25_040 / RATE, abs=0.1)
    assert number_at(decoder, clip, 500.0) == 39
    assert number_at(decoder, clip, 25_010 / RATE) == 50


def test_times_that_run_backwards_do_no_harm(decoder: Decoder) -> None:
    twice = drawn_clips.clip("mpegts", "libx264", 50, _SHORT) * 2
    made = derived(decoder, twice).preview
    assert made.facts.frames == 100 and made.sheet
    assert number_at(decoder, twice, 1.02) == 25
    reel = decoder.reel(io.BytesIO(twice), 1.0, 8.0)
    assert [frame.seconds for frame in reel.frames] == sorted({frame.seconds for frame in reel.frames})


def test_an_edit_list_decides_what_comes_first(decoder: Decoder) -> None:
    clip = drawn_clips.clip("mp4", "libx264", 75, {"g": "100", "bf": "0"}, times=range(-25, 50))
    made = derived(decoder, clip).preview
    assert (made.facts.frames, made.facts.seconds) == (50, pytest.approx(2.0, abs=0.05))
    assert number_at(decoder, clip, 0.0) == 25 and number_at(decoder, clip, 1.0) == 50
    assert decoder.frame_times(io.BytesIO(clip), 0.0, 3) == pytest.approx((0.0, 0.04))


def test_pixels_that_are_not_square_are_shown_wide(decoder: Decoder) -> None:
    def wide(stream: av.VideoStream) -> None:
        stream.codec_context.sample_aspect_ratio = Fraction(2, 1)

    clip = drawn_clips.clip("mp4", "libx264", 25, prepare=wide)
    made = derived(decoder, clip).preview
    assert (made.facts.width, made.facts.height) == (128, 48)
    assert made.veil is not None and made.veil.width > 2 * made.veil.height
    pixels = decoder.look(io.BytesIO(clip), Family.VIDEO, Rung.COLOUR, 640, seconds=0.5)
    assert (pixels.width, pixels.height) == (128, 48)
    reel = decoder.reel(io.BytesIO(clip), 0, 1, Rung.GREY, 64)
    assert (reel.width, reel.height) == (64, 24)


def test_a_cover_is_no_clip(decoder: Decoder) -> None:
    cover = av.VideoFrame.from_ndarray(drawn_clips.numbered(1), "gray").to_image()
    picture = io.BytesIO()
    cover.save(picture, "JPEG")
    frame = b"\0image/jpeg\0\x03\0" + picture.getvalue()
    body = b"APIC" + struct.pack(">I", len(frame)) + b"\0\0" + frame
    size = bytes((len(body) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    song = b"ID3\x03\0\0" + size + body + drawn_clips.sound("mp3", "libmp3lame", drawn_clips.tone(1.0))
    with av.open(io.BytesIO(song)) as container:
        assert len(container.streams.video) == 1
    made = decoder.derive(io.BytesIO(song), Family.AUDIO).preview
    assert made.veil is None and made.sheet == () and made.waveform is not None
    with pytest.raises(NotDecodable, match="no moving pictures"):
        decoder.look(io.BytesIO(song), Family.AUDIO, Rung.GREY, 64)
    silent = b"ID3\x03\0\0" + size + body + bytes(4000)
    with pytest.raises(NotDecodable):
        decoder.derive(io.BytesIO(silent), Family.AUDIO)


def test_where_scenes_begin_is_found(decoder: Decoder) -> None:
    generator = np.random.default_rng(5)
    scenes = [generator.integers(30, 220, (6, 8), np.uint8).repeat(16, 0).repeat(16, 1) for _ in range(4)]
    begins = (0, 70, 170, 205)

    def draw(place: int) -> drawn_clips.Plane:
        scene = sum(place >= begin for begin in begins) - 1
        return np.roll(scenes[scene], place // 3, axis=1)  # a slow pan: movement is no cut

    clip = drawn_clips.clip("mp4", "libx264", 250, {"g": "250"}, draw=draw)
    sheet = derived(decoder, clip).preview.sheet
    first, second = (round(frame.seconds * RATE) for frame in sheet if frame.cut)
    assert first == 70 and second in (170, 205)  # which are too near to each other for both
    assert sheet[0].seconds < 2.0


@pytest.mark.parametrize("text", [
    "ffconcat version 1.0\nfile {other}\n",
    "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{other}\n#EXT-X-ENDLIST\n",
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
])  # fmt: skip
def test_a_list_of_other_files_opens_none_of_them(decoder: Decoder, tmp_path: Path, text: str) -> None:
    other = tmp_path / "other.ts"
    other.write_bytes(drawn_clips.clip("mpegts", "libx264", 10))
    listing = text.format(other=other).encode()
    with pytest.raises(Refused):
        clips.container_of(io.BytesIO(listing))
    for ask in (
        lambda: derived(decoder, listing),
        lambda: number_at(decoder, listing, 0.0),
        lambda: decoder.reel(io.BytesIO(listing), 0, 1),
        lambda: decoder.listen(io.BytesIO(listing), 0, 1),
    ):
        with pytest.raises(NotDecodable):
            ask()


def test_samples_said_to_lie_in_another_file_are_read_from_this_one(decoder: Decoder) -> None:
    clip = drawn_clips.clip("mov", "libx264", 10)
    referring = claiming(clip, b"url \0\0\0\1", b"url \0\0\0\0", 0)
    assert derived(decoder, referring).preview.facts.frames == 10
