"""Clips: facts that were measured and not claimed, a veiled contact sheet, and the frame that was asked for."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.exhibits import Family
from workbench.casefile.exposure import Rung
from workbench.errors import NotDecodable
from workbench.media.sandbox import Decoder
from workbench.media.sheet import SHEET_FRAMES, sheet_plan


@pytest.fixture(scope="session")
def expected(shared_data: Path) -> list[dict[str, str]]:
    """Reads what is known about the sample clips."""
    with (shared_data / "video/expected.csv").open(newline="") as table:
        return list(csv.DictReader(table))


def test_each_clip_is_previewed_as_it_is(decoder: Decoder, shared_data: Path, expected: list[dict[str, str]]) -> None:
    for row in expected:
        made = decoder.derive(shared_data / "video" / row["file"], Family.VIDEO).preview
        facts = made.facts
        size = (int(row["coded_width"]), int(row["coded_height"]))
        assert (facts.width, facts.height) == (size[::-1] if row["display_rotation"] else size), row["file"]
        assert facts.codec == row["video_codec"]
        assert facts.seconds == pytest.approx(float(row["duration_s"]), rel=0.08), row["file"]
        assert facts.has_sound == bool(row["audio_codec"])
        assert facts.frames in (None, int(row["decoded_frames_opencv"]))
        assert made.veil is not None and 4 <= len(made.sheet) <= SHEET_FRAMES
        least = 2.0 if float(row["duration_s"]) >= 8 else 0.1
        assert all(b.seconds - a.seconds >= least for a, b in itertools.pairwise(made.sheet)), row["file"]


def test_short_clips_are_counted_by_decoding(decoder: Decoder, shared_data: Path) -> None:
    assert decoder.derive(shared_data / "video/video1.mp4", Family.VIDEO).preview.facts.frames == 60


def test_a_turned_clip_stands_upright(decoder: Decoder, shared_data: Path) -> None:
    path = shared_data / "video/rotated-90.mp4"
    made = decoder.derive(path, Family.VIDEO).preview
    assert made.facts.orientation == 6 and made.veil is not None and made.veil.height > made.veil.width
    pixels = decoder.look(path, Family.VIDEO, Rung.GREY, 640)
    assert (pixels.width, pixels.height) == (360, 640)


@pytest.mark.parametrize("wanted", [0.0, 3.3, 20.0, 36.9])
def test_the_frame_at_a_time_is_that_frame(decoder: Decoder, shared_data: Path, wanted: float) -> None:
    pixels = decoder.look(shared_data / "video/display-dual-monitors.webm", Family.VIDEO, Rung.GREY, 64, seconds=wanted)
    assert pixels.seconds is not None and wanted - 0.08 <= pixels.seconds <= wanted + 0.002


def test_a_time_beyond_the_end_gives_the_last_frame(decoder: Decoder, shared_data: Path) -> None:
    pixels = decoder.look(shared_data / "video/video1.mp4", Family.VIDEO, Rung.OUTLINE, 640, seconds=99.0)
    assert pixels.seconds == pytest.approx(59 / 30, abs=0.05) and max(pixels.width, pixels.height) == 256


def test_a_clip_cut_short_still_shows_what_is_there(decoder: Decoder, shared_data: Path) -> None:
    data = (shared_data / "video/display-dual-monitors.webm").read_bytes()
    made = decoder.derive(io.BytesIO(data[: len(data) // 3]), Family.VIDEO).preview
    assert made.sheet and made.facts.codec == "vp8"


def test_a_header_without_frames_is_a_refusal(decoder: Decoder, shared_data: Path) -> None:
    data = (shared_data / "video/video1.mp4").read_bytes()
    with pytest.raises(NotDecodable):
        decoder.derive(io.BytesIO(data[:2000]), Family.VIDEO)


def test_a_picture_is_no_clip(decoder: Decoder, shared_data: Path) -> None:
    with pytest.raises(NotDecodable):
        decoder.derive(shared_data / "damaged/broken.png", Family.VIDEO)


def test_sound_alone_has_facts_and_no_veil(decoder: Decoder) -> None:
    sound = b"RIFF" + (36 + 16_000).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    sound += b"\1\0\1\0" + (8000).to_bytes(4, "little") + (16_000).to_bytes(4, "little") + b"\2\0\x10\0"
    sound += b"data" + (16_000).to_bytes(4, "little") + bytes(16_000)
    made = decoder.derive(io.BytesIO(sound), Family.AUDIO).preview
    assert made.facts.seconds == pytest.approx(1.0) and made.facts.has_sound is True
    assert made.veil is None and made.sheet == ()


@given(st.floats(0.001, 1e6))
def test_a_sheet_is_planned_within_its_bounds(duration: float) -> None:
    slots, apart = sheet_plan(duration)
    assert 4 <= slots <= SHEET_FRAMES
    assert slots * apart <= duration * 1.001
    assert apart == 2.0 or duration < 8


def test_a_clip_of_unknown_length_gets_one_frame() -> None:
    assert sheet_plan(None) == (1, 0.0)
