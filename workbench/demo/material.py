"""Writes the demonstration's files into a folder, the same bytes at every run, and tells what the script is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.demo import adverts, clips, copies, papers, photographs
from workbench.demo.scenario import SCENARIO, Scenario
from workbench.jobs import Job, Progress

if TYPE_CHECKING:
    from PIL import Image

POLICY_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "policies" / "ads-civic-integrity"
CLIP = "sponsored_video_47s.mp4"
STORY_CLIP = "story_clip_15s.mp4"
TURNED = 6
TAKEN, TAKEN_ZONE = "2026:10:02 18:44:10", "-04:00"

PICTURES: tuple[tuple[str, Callable[[], Image.Image]], ...] = (
    ("sponsored_01.jpg", adverts.hall_post),
    ("carousel_1of3.jpg", photographs.ballot_close),
    ("carousel_2of3.jpg", adverts.card_calendar),
    ("carousel_3of3.jpg", adverts.card_map),
    ("story_check-now.jpg", adverts.story_link),
    ("page_header.png", adverts.page_header),
    ("door_notice.jpg", photographs.door_notice),
    ("IMG_0417.jpg", photographs.evening_queue),
    ("bus_shelter.jpg", photographs.bus_shelter),
    ("broken_door.jpg", photographs.broken_door),
    ("town_meeting.jpg", photographs.town_meeting),
    ("mailer_front.jpg", adverts.mailer_front),
    ("mailer_back.jpg", adverts.mailer_back),
    ("إشعار إلى الناخبين.jpg", adverts.second_language),
    ("VOTE YESTERDAY! 100% satire (final) #2 [web].png", adverts.satire_poster),
    ("clerk_lobby.jpg", photographs.lobby_screen),
    ("gymnasium.jpg", photographs.gymnasium),
    ("mill_road_fair.jpg", adverts.fair_poster),
    ("landing page, full page.png", papers.full_page),
)
PAGE = "Check your polling place.html"
CHAT = "Chat with Leaflet run.txt"
ANSWER = "Answer of the clerk.eml"
CALL = "Call at 18:02.wav"
PAPER = "Placement order 7741.pdf"
PASSED_ON, PASSED_ON_OF = "mailer_front in a chat.jpg", "mailer_front.jpg"
MIRRORED, MIRRORED_OF = "reposted 03-10.jpg", "carousel_2of3.jpg"
DUPLICATE, DUPLICATE_OF = "carousel_2of3 (1).jpg", "carousel_2of3.jpg"
DAMAGED, DAMAGED_OF = "IMG_0422.jpg", "bus_shelter.jpg"
EMPTY = "export_0007.jpg"
ORDER = (
    "sponsored_01.jpg",
    CLIP,
    "carousel_1of3.jpg",
    "carousel_2of3.jpg",
    "carousel_3of3.jpg",
    *(name for name, _ in PICTURES[4:18]),
    STORY_CLIP,
    PAGE,
    "landing page, full page.png",
    CHAT,
    ANSWER,
    PAPER,
    CALL,
    PASSED_ON,
    MIRRORED,
    DUPLICATE,
    DAMAGED,
    EMPTY,
)


@dataclass(frozen=True, slots=True)
class Material:
    """The files of a demonstration, by their paths below ``folder`` in the order of acquisition, and its script."""

    folder: Path
    files: tuple[str, ...]
    policies: tuple[Path, ...]
    scenario: Scenario

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where the files lie."""
        return tuple(self.folder / name for name in self.files)


def sample_policies() -> tuple[Path, ...]:
    """Lists the sample policy's versions, oldest first."""
    return tuple(sorted(POLICY_FOLDER.glob("*.md")))


def make_material(folder: Path) -> Job[Material]:
    """Draws, encodes and writes every file of the demonstration; yields a step for each."""
    folder.mkdir(parents=True, exist_ok=True)
    total = len(ORDER)
    for done, (name, paint) in enumerate(PICTURES):
        yield Progress(done, total, "Drawing the pictures")
        (folder / name).write_bytes(_encoded(paint(), name))
    yield Progress(len(PICTURES), total, "Writing the papers")
    (folder / PAGE).write_bytes(papers.PAGE.encode())
    (folder / CHAT).write_bytes(papers.CHAT.encode())
    small = photographs.door_notice().resize((720, 540))
    (folder / ANSWER).write_bytes(papers.answer(_encoded(small, "notice.jpg")))
    (folder / PAPER).write_bytes(copies.order_paper())
    (folder / CALL).write_bytes(copies.call())
    painted = dict(PICTURES)
    (folder / PASSED_ON).write_bytes(_encoded(copies.passed_on(painted[PASSED_ON_OF]()), PASSED_ON, 55))
    (folder / MIRRORED).write_bytes(_encoded(copies.mirrored(painted[MIRRORED_OF]()), MIRRORED, 70))
    (folder / DUPLICATE).write_bytes((folder / DUPLICATE_OF).read_bytes())
    whole = (folder / DAMAGED_OF).read_bytes()
    (folder / DAMAGED).write_bytes(whole[: len(whole) * 2 // 5])
    (folder / EMPTY).write_bytes(b"")
    for done, (name, scenes, size, sound) in enumerate(
        ((CLIP, clips.NOTICE, (640, 360), True), (STORY_CLIP, clips.STORY, (352, 624), False)), total - 2
    ):
        for step in clips.write_clip(folder / name, scenes, size, sound):
            yield Progress(done, total, step.doing)
    yield Progress(total, total, "The material is ready")
    return Material(folder, ORDER, sample_policies(), SCENARIO)


def _encoded(picture: Image.Image, name: str, quality: int = 82) -> bytes:
    """Encodes a picture by the ending of its name; one of them as a camera held sideways stores it."""
    from PIL import Image

    out = BytesIO()
    if name.endswith(".png"):
        picture.save(out, "PNG", compress_level=6)
    elif name == "IMG_0417.jpg":
        exif = Image.Exif()
        exif[0x0112] = TURNED
        exif.get_ifd(0x8769).update({0x9003: TAKEN, 0x9011: TAKEN_ZONE})
        picture.transpose(Image.Transpose.ROTATE_90).save(out, "JPEG", quality=82, exif=exif)
    else:
        picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
