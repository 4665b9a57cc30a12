"""The material is whole, varied, modest in size, and the same at every run."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import av
import pytest
from PIL import Image

from workbench.casefile.exhibits import Family
from workbench.demo import adverts, clips, photographs
from workbench.demo import material as made
from workbench.demo.material import Material
from workbench.jobs import finish
from workbench.media.sniff import sniff

PICTURES = [name for name in made.ORDER if name.endswith((".jpg", ".png")) and name not in (made.EMPTY, made.DAMAGED)]


def veil(path: Path) -> list[int]:
    """Returns what a picture looks like as 12 by 12 grey samples, in 16 levels."""
    with Image.open(path) as picture:
        return [level // 16 for level in picture.convert("L").resize((12, 12), Image.Resampling.BOX).tobytes()]


def test_every_file_is_there_and_together_they_are_small(material: Material) -> None:
    assert sorted(material.files) == sorted(path.name for path in material.folder.iterdir())
    assert sum(path.stat().st_size for path in material.paths) < 6_000_000


def test_the_families_are_told_by_content(material: Material) -> None:
    families = {path.name: sniff(path.read_bytes()[:8192], path.name)[1] for path in material.paths}
    assert [families[made.CLIP], families[made.PAGE], families[made.CHAT]] == [Family.VIDEO, Family.PAGE, Family.CHAT]
    assert {families[name] for name in PICTURES} == {Family.IMAGE}


def test_one_picture_is_there_twice_one_is_cut_short_and_one_is_empty(material: Material) -> None:
    folder = material.folder
    assert (folder / made.DUPLICATE).read_bytes() == (folder / made.DUPLICATE_OF).read_bytes()
    assert (folder / made.EMPTY).read_bytes() == b""
    with Image.open(folder / made.DAMAGED) as picture, pytest.raises(OSError):
        picture.load()


def test_one_picture_was_taken_with_the_camera_held_sideways(material: Material) -> None:
    with Image.open(material.folder / "IMG_0417.jpg") as picture:
        exif = picture.getexif()
        assert picture.size == (1280, 960)
        assert exif[0x0112] == 6
        assert exif.get_ifd(0x8769) == {0x9003: "2026:10:02 18:44:10", 0x9011: "-04:00"}
        assert not exif.get_ifd(0x8825), "no place is told"


def test_every_picture_opens_and_no_two_veils_look_alike(material: Material) -> None:
    copies = (made.DUPLICATE, made.PASSED_ON)
    veils = {name: veil(material.folder / name) for name in PICTURES if name not in copies}
    for (one, first), (other, second) in combinations(veils.items(), 2):
        apart = sum(abs(a - b) for a, b in zip(first, second, strict=True)) / 144
        assert apart > 0.8, (one, other)


@pytest.mark.parametrize(
    ("name", "seconds", "size", "sound"), [(made.CLIP, 47, (640, 360), True), (made.STORY_CLIP, 15, (352, 624), False)]
)
def test_the_clips_last_as_long_as_their_scenes(
    material: Material, name: str, seconds: int, size: tuple[int, int], sound: bool
) -> None:
    with av.open(str(material.folder / name)) as clip:
        stream = clip.streams.video[0]
        assert stream.frames == seconds * clips.RATE
        assert (stream.width, stream.height) == size
        assert bool(clip.streams.audio) is sound
        assert "creation_time" not in clip.metadata


def test_a_second_run_gives_the_same_bytes(material: Material, tmp_path: Path) -> None:
    """Checked on some of the files, since the rest is drawn and encoded by the same code."""
    paints = {"door_notice.jpg": photographs.door_notice, "page_header.png": adverts.page_header}
    paints["IMG_0417.jpg"] = photographs.evening_queue
    for name, paint in paints.items():
        assert made._encoded(paint(), name) == (material.folder / name).read_bytes(), name
    again = finish(clips.write_clip(tmp_path / "again.mp4", clips.STORY, (352, 624), sound=False))
    assert again.read_bytes() == (material.folder / made.STORY_CLIP).read_bytes()


def test_sound_is_the_same_at_every_run(tmp_path: Path) -> None:
    scenes = (clips.Scene(1.0, clips.end_card),)
    one, two = (finish(clips.write_clip(tmp_path / name, scenes, (320, 176), True)) for name in ("1.mp4", "2.mp4"))
    assert one.read_bytes() == two.read_bytes()
