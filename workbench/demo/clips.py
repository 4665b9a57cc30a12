"""The demonstration's two clips: a sponsored video of 47 seconds with sound, and a story of 15 without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.demo import scenery
from workbench.demo.adverts import NAVY
from workbench.demo.canvas import INK, WHITE, Box, Canvas, Colour
from workbench.demo.photographs import notice_sheet
from workbench.jobs import Job, Progress

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from av.container import OutputContainer
    from PIL import Image

RATE = 10
SOUND_RATE = 24_000
STILL = (960, 540)


@dataclass(frozen=True, slots=True)
class Scene:
    """One shot: until when it lasts, what is seen, how the camera moves over it, and the caption over it.

    ``begin`` and ``end`` are the camera's middle and height as shares of the still; ``words`` may be empty.
    """

    until: float
    still: Callable[[], Image.Image]
    begin: tuple[float, float, float] = (0.5, 0.5, 1.0)
    end: tuple[float, float, float] = (0.5, 0.5, 0.86)
    words: tuple[str, ...] = ()
    ground: Colour = NAVY


def hall_at_dawn() -> Image.Image:
    """The hall from afar, the sun low behind it."""
    canvas = Canvas(*STILL)
    canvas.gradient((110, 130, 170), (250, 206, 160), (0, 0, 960, 400))
    canvas.light(640, 330, 400, (255, 236, 190), 0.9)
    scenery.trees(canvas, 400, 130, 12, 5, (60, 66, 84), 8)
    scenery.county_hall(canvas, 430, 390, 380, (226, 208, 186), (96, 80, 84), 1)
    canvas.gradient((120, 116, 104), (62, 62, 60), (0, 398, 960, 540))
    return canvas.finish(51, 3, 0.3)


def seal_on_desk() -> Image.Image:
    """A sheet with the county's seal on a dark desk."""
    canvas = Canvas(*STILL)
    scenery.wood(canvas, (74, 46, 32), (26, 16, 12), 6, 3)
    canvas.lay(
        notice_sheet("OCTOBER 2026", "Information for voters", 3), [(230, 30), (640, -20), (700, 620), (170, 640)], 10
    )
    canvas.light(120, 40, 520, (255, 220, 170), 0.4)
    return canvas.finish(52, 4, 0.4)


def ringed_day() -> Image.Image:
    """A month with the wrong Thursday ringed."""
    canvas = Canvas(*STILL, (96, 140, 132))
    canvas.gradient((150, 190, 176), (52, 96, 96), None, 0.6)
    page = Canvas(700, 700)
    scenery.calendar(page, (0, 0, 700, 700), 15, struck=13)
    canvas.lay(page, [(300, 40), (800, 20), (840, 520), (270, 500)], 12)
    return canvas.finish(53, 3, 0.25)


def waiting_people() -> Image.Image:
    """People wait before a bright wall."""
    canvas = Canvas(*STILL)
    canvas.gradient((216, 222, 226), (150, 158, 168))
    canvas.light(480, 200, 520, (255, 255, 255), 0.6)
    for index in range(8):
        scenery.person(canvas, 90 + index * 112, 520 + (index % 3) * 8, 330 + (index * 37) % 60, (34, 38, 50), 3)
    return canvas.finish(54, 4, 0.3)


def link_on_telephone() -> Image.Image:
    """A telephone in the dark shows a link that looks like the county's."""
    canvas = Canvas(*STILL)
    canvas.gradient((18, 22, 44), (6, 8, 18))
    scenery.bokeh(canvas, (0, 0, 960, 540), 16, 44, ((90, 110, 210), (180, 110, 200)), 40)
    screen = scenery.telephone(canvas, (360, 30, 610, 520), (240, 244, 250))
    canvas.box((screen[0], 76, screen[2], 116), NAVY)
    canvas.text(485, 96, "polling-place.example", 19, WHITE, "mm", 0.3)
    scenery.seal(canvas, 485, 190, 54)
    canvas.text(485, 275, "Find your place", 26, INK, "mm", 0.5)
    canvas.box((400, 310, 570, 350), (226, 230, 238), 0, 1, 8)
    canvas.box((400, 365, 570, 410), (28, 130, 90), 0, 1, 20)
    canvas.light(485, 270, 420, (150, 180, 255), 0.35)
    return canvas.finish(55, 4, 0.35)


def pin_on_map() -> Image.Image:
    """A map with a pin in the wrong place."""
    canvas = Canvas(*STILL)
    scenery.street_map(canvas, (0, 0, 960, 540), 26)
    scenery.pin(canvas, 600, 330, 170, (200, 48, 44))
    canvas.shade(60, 500, 460, 0.4)
    return canvas.finish(56, 3, 0.3)


def empty_booths() -> Image.Image:
    """Booths by a window, with nobody and no claim."""
    canvas = Canvas(*STILL)
    canvas.gradient((226, 218, 200), (180, 142, 100))
    for index in range(4):
        x = 70 + index * 230
        canvas.box((x, 30, x + 150, 220), (252, 252, 250), 6)
        canvas.box((x, 280, x + 140, 380), (220, 224, 232), 1)
        canvas.box((x, 280, x + 26, 380), (150, 158, 176), 1)
        canvas.box((x + 8, 380, x + 16, 520), (80, 84, 92), 1)
    return canvas.finish(57, 3, 0.2)


def end_card() -> Image.Image:
    """A dark card that names who paid."""
    canvas = Canvas(*STILL)
    canvas.gradient((30, 44, 78), (12, 18, 34))
    canvas.light(480, 240, 380, (90, 120, 190), 0.5)
    scenery.seal(canvas, 480, 190, 92)
    canvas.text(480, 340, "Make your plan today", 42, WHITE, "mm", 0.5)
    canvas.text(480, 470, "Paid for by Alder Civic Desk", 20, (150, 164, 196), "mm")
    return canvas.finish(58, 3, 0.2)


NOTICE = (
    Scene(2.5, hall_at_dawn, (0.5, 0.5, 1.0), (0.48, 0.52, 0.85), ("Alder County",)),
    Scene(9.75, seal_on_desk, (0.46, 0.3, 0.6), (0.46, 0.42, 0.92), ("Alder County", "Office of Elections")),
    Scene(18.0, ringed_day, (0.56, 0.55, 1.0), (0.58, 0.6, 0.66), ("Election day is now", "Thursday 15 October")),
    Scene(24.0, waiting_people, (0.35, 0.5, 0.8), (0.65, 0.5, 0.8), ("Linden School is closed.",), (120, 36, 36)),
    Scene(29.5, link_on_telephone, (0.5, 0.5, 1.0), (0.5, 0.4, 0.72), ("Check: polling-place.example",)),
    Scene(37.5, pin_on_map, (0.45, 0.4, 0.7), (0.6, 0.5, 0.85), ("Vote at Fairground Hall", "40 Mill Road")),
    Scene(42.0, empty_booths, (0.35, 0.5, 0.9), (0.6, 0.5, 0.9)),
    Scene(47.0, end_card, (0.5, 0.5, 1.0), (0.5, 0.5, 0.94)),
)

STORY = (
    Scene(4.0, waiting_people, (0.7, 0.4, 0.7), (0.4, 0.5, 0.7), ("They told me at the door:",), (40, 40, 46)),
    Scene(9.5, empty_booths, (0.6, 0.5, 0.8), (0.3, 0.5, 0.8), ("no booths, no voting today",), (40, 40, 46)),
    Scene(15.0, hall_at_dawn, (0.4, 0.6, 0.6), (0.5, 0.5, 1.0), ("Share before it is too late",), (40, 40, 46)),
)


def write_clip(path: Path, scenes: tuple[Scene, ...], size: tuple[int, int], sound: bool) -> Job[Path]:
    """Encodes scenes as an MP4 file, the same bytes each time on one machine; yields seconds done."""
    import av

    total = round(scenes[-1].until * RATE)
    with av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact", "movflags": "+faststart"}) as container:
        picture = _picture_stream(container, size)
        tune: Any = _sound_stream(container) if sound else None
        for index, frame in enumerate(_frames(scenes, size)):
            shown = av.VideoFrame.from_ndarray(frame, format="yuv420p")
            shown.pts = index
            container.mux(picture.encode(shown))
            if index % RATE == 0:
                yield Progress(index, total, "Encoding a clip")
        container.mux(picture.encode(None))
        if tune is not None:
            for heard in _sound(scenes[-1].until):
                container.mux(tune.encode(heard))
            container.mux(tune.encode(None))
    return path


def _picture_stream(container: OutputContainer, size: tuple[int, int]) -> Any:
    import av
    from av.codec.context import Flags

    codec = "libx264" if "libx264" in av.codecs_available else "mpeg4"
    stream: Any = container.add_stream(codec, rate=RATE)
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    stream.codec_context.thread_count = 1
    stream.codec_context.flags |= Flags.bitexact
    stream.codec_context.gop_size = 2 * RATE
    if codec == "libx264":  # a width of whole blocks of 16, or the bytes differ from run to run
        stream.options = {"preset": "superfast", "crf": "30"}
    else:
        stream.bit_rate = 500_000
    return stream


def _sound_stream(container: OutputContainer) -> Any:
    from av.codec.context import Flags

    stream: Any = container.add_stream("aac", rate=SOUND_RATE)
    stream.bit_rate = 40_000
    stream.options = {"aac_coder": "fast"}
    stream.layout = "mono"
    stream.codec_context.thread_count = 1
    stream.codec_context.flags |= Flags.bitexact
    return stream


def _frames(scenes: tuple[Scene, ...], size: tuple[int, int]) -> Iterator[npt.NDArray[np.uint8]]:
    """Yields each frame as brightness, then the two colour planes at half size, one below the other."""
    import numpy as np
    from PIL import Image

    half = (size[0] // 2, size[1] // 2)
    index = 0
    for scene in scenes:
        still, caption = _planes(scene.still()), _caption(scene, size)
        first, last = index, round(scene.until * RATE)
        for index in range(first, last):
            share = (index - first) / max(1, last - first)
            view = _camera(still[0].size, size, scene, share)
            near = (view[0] / 2, view[1] / 2, view[2] / 2, view[3] / 2)
            parts = [
                plane.resize(to, Image.Resampling.BILINEAR, part)
                for plane, to, part in zip(still, (size, half, half), (view, near, near), strict=True)
            ]
            if caption:
                _lay_caption(parts, caption, min(1.0, (index - first + 1) / 5))
            yield np.concatenate([np.asarray(part).reshape(-1, size[0]) for part in parts])
        index = last


def _planes(picture: Image.Image) -> tuple[Image.Image, ...]:
    """Parts a picture into brightness and, at half size, two colour differences, in the range that video uses."""
    bright, blue, red = picture.convert("YCbCr").split()
    blue, red = blue.reduce(2), red.reduce(2)
    colour = [round(128 + (level - 128) * 224 / 255) for level in range(256)]
    return bright.point([round(16 + level * 219 / 255) for level in range(256)]), blue.point(colour), red.point(colour)


def _lay_caption(parts: list[Image.Image], caption: tuple[Image.Image, ...], fade: float) -> None:
    from PIL import Image

    for part, strip in zip(parts, caption, strict=True):
        mask = Image.new("L", strip.size, round(240 * fade))
        part.paste(strip, (0, round(part.height * 0.93) - strip.height), mask)


def _camera(still: tuple[int, int], size: tuple[int, int], scene: Scene, share: float) -> Box:
    """Finds the part of the still in view: never past its edges, in the shape of the clip."""
    x, y, high = (a + (b - a) * share for a, b in zip(scene.begin, scene.end, strict=True))
    tall = still[1] * high
    wide = tall * size[0] / size[1]
    if wide > still[0]:
        wide, tall = float(still[0]), still[0] * size[1] / size[0]
    left = min(max(0.0, still[0] * x - wide / 2), still[0] - wide)
    top = min(max(0.0, still[1] * y - tall / 2), still[1] - tall)
    return left, top, left + wide, top + tall


def _caption(scene: Scene, size: tuple[int, int]) -> tuple[Image.Image, ...]:
    if not scene.words:
        return ()
    letter = size[0] // 22 if size[0] > size[1] else size[0] // 14
    strip = Canvas(
        round(size[0] * (0.74 if size[0] > size[1] else 0.94)),
        round(letter * (0.7 + 1.25 * len(scene.words))),
        scene.ground,
    )
    strip.box((0, 0, letter * 0.25, strip.height), (216, 64, 56))
    strip.block(letter * 0.8, letter * 0.35, scene.words, letter, WHITE, "la", 0.5, 1.2)
    return _planes(strip.image)


def _sound(seconds: float) -> Iterator[Any]:
    """Plays a quiet chord that swells, with a soft pulse under it."""
    import av
    import numpy as np

    step = 1024
    for first in range(0, round(seconds * SOUND_RATE), step):
        time = np.arange(first, first + step, dtype=np.float64) / SOUND_RATE
        swell = 0.6 + 0.4 * np.sin(2 * np.pi * time / 9.5)
        chord = sum(np.sin(2 * np.pi * pitch * time) for pitch in (196.0, 246.94, 293.66, 392.0))
        pulse = np.sin(2 * np.pi * 98.0 * time) * np.clip(1 - (time % 1.2) * 4, 0, 1)
        heard = (0.018 * swell * chord + 0.05 * pulse).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(heard[None, :], format="fltp", layout="mono")
        frame.sample_rate = SOUND_RATE
        frame.pts = first
        yield frame
