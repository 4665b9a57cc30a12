"""Fingerprints: Meta's own values on real pictures, every turn found, and nothing told of what shows nothing."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from workbench.casefile.exhibits import Family
from workbench.casefile.fingerprints import PDQ_CLOSE, PDQ_MATCH, PDQ_QUALITY, TURNS, Fingerprint, distance
from workbench.media import fingerprint, veil
from workbench.media.sandbox import Decoder

MOST_DRIFT = 18  # of a reduced decode from Meta's full resolution; Meta's own reduction drifts by up to 36
Transpose = Image.Transpose
WAYS: tuple[tuple[Transpose, ...], ...] = (
    (),
    (Transpose.ROTATE_90,),
    (Transpose.ROTATE_180,),
    (Transpose.ROTATE_270,),
    (Transpose.FLIP_TOP_BOTTOM,),
    (Transpose.FLIP_LEFT_RIGHT,),
    (Transpose.FLIP_LEFT_RIGHT, Transpose.ROTATE_90),
    (Transpose.FLIP_LEFT_RIGHT, Transpose.ROTATE_270),
)
FOUND = {
    "bridge-2-rotate-90.jpg": "turned a quarter left",
    "bridge-3-rotate-180.jpg": "turned half round",
    "bridge-4-rotate-270.jpg": "turned a quarter right",
    "bridge-5-flipx.jpg": "upside down mirror",
    "bridge-6-flipy.jpg": "mirrored",
    "bridge-7-flip-plus-1.jpg": "mirrored, turned a quarter left",
    "bridge-8-flip-minus-1.jpg": "mirrored, turned a quarter right",
}


def scene(width: int = 300, height: int = 200, seed: int = 5) -> Image.Image:
    """Draws a picture with something to tell it by, coarse and fine."""
    chance = random.Random(seed)
    coarse = Image.frombytes("L", (width // 20, height // 20), chance.randbytes(width // 20 * (height // 20)))
    return coarse.resize((width, height), Image.Resampling.BICUBIC)


def luma(image: Image.Image) -> fingerprint.Plane:
    """Gives a picture's luma as it is."""
    return np.asarray(image.convert("L"), dtype=np.float32)


def expected(shared_data: Path) -> list[tuple[Path, str, int]]:
    """Reads the values that Meta's own program gives."""
    folder = shared_data / "near-duplicates"
    with (folder / "expected-pdq.csv").open(newline="") as table:
        return [(folder / row["file"], row["pdq_hash"], int(row["quality"])) for row in csv.DictReader(table)]


def made(decoder: Decoder, path: Path) -> Fingerprint:
    """Fingerprints a picture as the program does: confined, from a reduced decode."""
    found = decoder.derive(path, Family.IMAGE).fingerprint
    assert found is not None and found.turns[0] == found.bits and len(found.turns) == len(TURNS)
    return found


def test_the_arithmetic_is_metas_own(shared_data: Path) -> None:
    """At full resolution, as Meta hashes, every usable picture has Meta's bits exactly."""
    for path, bits, quality in expected(shared_data):
        with Image.open(path) as image:
            found = fingerprint.bits_of(luma(image))
        assert found[1] == quality
        if quality >= PDQ_QUALITY:
            assert found[0] == bits, path.name


def test_a_reduced_decode_stays_near_metas_value(decoder: Decoder, shared_data: Path) -> None:
    original = expected(shared_data)[0][1]
    for path, bits, quality in expected(shared_data):
        found = made(decoder, path)
        assert found.usable == (quality >= PDQ_QUALITY)
        if found.usable:
            assert found.quality == quality
            assert distance(found.bits, bits) <= MOST_DRIFT, path.name
            assert (distance(found.bits, original) <= PDQ_MATCH) == (distance(bits, original) <= PDQ_MATCH)


def test_rotated_and_flipped_copies_are_found_by_their_turn(decoder: Decoder, shared_data: Path) -> None:
    folder = shared_data / "near-duplicates"
    turns = made(decoder, folder / "aaa-orig.jpg").turns
    for name, words in FOUND.items():
        copy = made(decoder, folder / "rotated-and-flipped" / name)
        apart = [distance(copy.bits, turn) for turn in turns]
        assert TURNS[apart.index(min(apart))] == words
        assert min(apart) <= PDQ_CLOSE and sorted(apart)[1] > 2 * PDQ_MATCH


@pytest.mark.parametrize("size", [(300, 200), (97, 64), (640, 1200)])
def test_each_turn_is_the_fingerprint_of_the_turned_picture(size: tuple[int, int]) -> None:
    picture = scene(*size)
    turns, quality = fingerprint.turned_bits(luma(picture))
    for ways, turn in zip(WAYS, turns, strict=True):
        copy = picture
        for way in ways:
            copy = copy.transpose(way)
        bits, also = fingerprint.bits_of(luma(copy))
        assert distance(bits, turn) <= 2 and abs(also - quality) <= 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_camera_changes_nothing(orientation: int) -> None:
    upright = scene(800, 600)
    stored = next(
        turned
        for turned in (upright.transpose(way) for way in (*Transpose, None) if way is not None)
        if orientation == 1 or veil.upright(turned, orientation).tobytes() == upright.tobytes()
    )
    one = fingerprint.luma_of(stored if orientation > 1 else upright, orientation)
    other = fingerprint.luma_of(upright, 1)
    assert one is not None and other is not None
    assert distance(fingerprint.bits_of(one)[0], fingerprint.bits_of(other)[0]) <= 2


def test_an_even_picture_has_no_quality(decoder: Decoder) -> None:
    buffer = io.BytesIO()
    Image.new("L", (200, 100), 90).save(buffer, "PNG")
    found = decoder.derive(buffer, Family.IMAGE).fingerprint
    assert found is not None and found.quality == 0 and not found.usable


def test_a_picture_of_a_few_pixels_has_none(decoder: Decoder) -> None:
    buffer = io.BytesIO()
    scene(40, 20).resize((90, 4)).save(buffer, "PNG")
    assert decoder.derive(buffer, Family.IMAGE).fingerprint is None


def test_what_is_hashed_is_never_larger_than_it_needs() -> None:
    reduced = fingerprint.luma_of(Image.new("L", (3000, 900)), 6)
    assert reduced is not None and reduced.shape == (512, 154)
