"""Animated pictures and pages: every frame is counted by decoding it, and none hides behind the first."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from workbench.casefile.exhibits import Family
from workbench.casefile.exposure import Derived, Rung
from workbench.errors import DecoderKilled, NotDecodable
from workbench.media.sandbox import Decoder, Limits

TONES = (0, 50, 100, 150, 200, 250)
DURATIONS = [100, 200, 300, 400, 100, 500]
FORMATS = ("GIF", "WEBP", "PNG", "AVIF")


def frame(tone: int, size: tuple[int, int] = (120, 80)) -> Image.Image:
    """Draws an even frame."""
    return Image.new("RGB", size, (tone, tone, tone))


def animated(kind: str, tones: tuple[int, ...] = TONES, durations: list[int] | None = None) -> bytes:
    """Makes an animated picture, or one of several pages."""
    pillow_heif.register_heif_opener()
    options = {} if kind in ("TIFF", "HEIF") else {"duration": durations or DURATIONS[: len(tones)]}
    buffer = io.BytesIO()
    first, *others = map(frame, tones)
    first.save(buffer, kind, save_all=True, append_images=others, **options)
    return buffer.getvalue()


def derived(decoder: Decoder, data: bytes) -> Derived:
    """Derives from a picture's bytes."""
    return decoder.derive(io.BytesIO(data), Family.IMAGE)


def shown_at(decoder: Decoder, data: bytes, seconds: float) -> tuple[float | None, int]:
    """Looks at a moment; gives when the frame there begins, and its tone."""
    pixels = decoder.look(io.BytesIO(data), Family.IMAGE, Rung.GREY, 32, seconds=seconds)
    return pixels.seconds, round(pixels.buffer[0], -1)


@pytest.mark.parametrize("kind", FORMATS)
def test_frames_and_length_are_those_that_decode(decoder: Decoder, kind: str) -> None:
    made = derived(decoder, animated(kind))
    assert (made.preview.facts.frames, made.preview.facts.seconds) == (6, 1.6)
    assert made.preview.facts.problem is None
    assert len(made.preview.sheet) >= 3
    assert any(shown.cut for shown in made.preview.sheet)
    assert len({shown.veil.veil for shown in made.preview.sheet}) == len(made.preview.sheet)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_look_opens_the_frame_shown_at_a_time(decoder: Decoder, kind: str) -> None:
    data = animated(kind)
    begins = [0.0, 0.1, 0.3, 0.6, 1.0, 1.1]
    for begin, length, tone in zip(begins, DURATIONS, TONES, strict=True):
        assert shown_at(decoder, data, begin + length / 2000) == (pytest.approx(begin), tone)
    assert shown_at(decoder, data, 99.0) == (pytest.approx(1.1), TONES[-1])


@pytest.mark.parametrize("kind", ["TIFF", "HEIF"])
def test_pages_are_a_second_apart_and_have_no_length(decoder: Decoder, kind: str) -> None:
    data = animated(kind)
    made = derived(decoder, data)
    assert (made.preview.facts.frames, made.preview.facts.seconds) == (6, None)
    assert [shown.seconds for shown in made.preview.sheet] == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert shown_at(decoder, data, 4.0) == (4.0, 200)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_frame_that_flashes_up_is_on_the_sheet(decoder: Decoder, kind: str) -> None:
    tones = (90,) * 30 + (255,) + (90,) * 30
    # Writers join frames that are alike, so each differs from the one before by a little.
    tones = tuple(tone - place % 2 * 6 if tone == 90 else tone for place, tone in enumerate(tones))
    made = derived(decoder, animated(kind, tones, [50] * len(tones)))
    assert max(max(shown.veil.veil) for shown in made.preview.sheet) == 15


def test_an_animated_picture_is_known_by_its_frames_and_not_by_its_first(decoder: Decoder) -> None:
    chequered = Image.effect_noise((200, 150), 90).convert("RGB")
    buffer = io.BytesIO()
    chequered.save(buffer, "GIF", save_all=True, append_images=[chequered.rotate(180)], duration=[1500, 700])
    found = derived(decoder, buffer.getvalue()).fingerprint
    assert found is not None and found.bits == "" and found.turns == ()
    assert [one.seconds for one in found.frames] == [0.0, 1.5]
    assert found.frames[0].bits != found.frames[1].bits


def test_no_time_at_all_is_a_tenth_of_a_second(decoder: Decoder) -> None:
    made = derived(decoder, animated("GIF", TONES[:4], [0, 0, 0, 0]))
    assert made.preview.facts.seconds == pytest.approx(0.4)
    times = [shown.seconds for shown in made.preview.sheet]
    assert times == sorted(set(times))


def test_a_still_picture_has_one_frame_and_no_sheet(decoder: Decoder) -> None:
    for kind in ("GIF", "PNG", "WEBP", "JPEG", "TIFF"):
        buffer = io.BytesIO()
        frame(80).save(buffer, kind)
        made = derived(decoder, buffer.getvalue())
        assert (made.preview.facts.frames, made.preview.facts.seconds, made.preview.sheet) == (1, None, ())
        assert made.fingerprint is not None and len(made.fingerprint.turns) == 8


def test_a_header_that_claims_thousands_of_frames_is_not_believed(decoder: Decoder) -> None:
    data = animated("PNG")
    at = data.index(b"acTL")
    control = b"acTL" + struct.pack(">II", 50_000, 0)
    lying = data[:at] + control + struct.pack(">I", zlib.crc32(control)) + data[at + 16 :]
    facts = derived(decoder, lying).preview.facts
    assert facts.frames == 6
    assert facts.problem is not None and "damaged or missing" in facts.problem


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_a_picture_cut_short_shows_what_is_there(decoder: Decoder, kind: str) -> None:
    noise = [Image.effect_noise((120, 80), 20 * place + 20).convert("RGB") for place in range(6)]
    buffer = io.BytesIO()
    noise[0].save(buffer, kind, save_all=True, append_images=noise[1:], duration=200)
    data = buffer.getvalue()
    try:
        made = derived(decoder, data[: len(data) * 2 // 3])
    except NotDecodable:  # some readers will have none of a file that ends too early
        return
    assert made.preview.veil is not None
    assert made.preview.facts.frames is None or made.preview.facts.frames < 6
    shown_at(decoder, data[: len(data) * 2 // 3], 5.0)


def test_more_frames_than_there_is_time_for_are_said_to_be_unseen(confining: None) -> None:
    """A small file of many large frames, each a full pass over the picture, ends within its time and says so."""
    large = [Image.new("P", (3000, 3000), tone) for tone in (1, 200)]
    buffer = io.BytesIO()
    large[0].save(buffer, "GIF", save_all=True, append_images=large[1:], duration=50)
    data = buffer.getvalue()
    start = data.index(b"\x21\xf9", data.index(b"\x21\xf9") + 2)
    many = data[:start] + data[start:-1] * 2000 + b";"
    with Decoder(Limits(cpu_seconds=2)) as hasty:
        try:
            made = derived(hasty, many)
        except DecoderKilled as killed:  # a machine so slow that even what is left for one frame was too little
            assert "cpu limit" in killed.detail
            return
    assert made.preview.facts.frames is None and made.preview.facts.seconds is None
    assert made.preview.facts.problem is not None and "later ones may show something else" in made.preview.facts.problem
    assert made.preview.sheet


def test_real_animations_are_gone_through(decoder: Decoder, shared_data: Path) -> None:
    for name, frames, seconds in (("iss634.gif", 42, 2.83), ("sample1.gif", 90, 5.4)):
        facts = decoder.derive(shared_data / "photos/formats" / name, Family.IMAGE).preview.facts
        assert (facts.frames, facts.seconds) == (frames, pytest.approx(seconds))
