"""The demonstration's sponsored layouts: posts, a story, a page header, posters and scanned mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.demo import scenery
from workbench.demo.canvas import INK, WHITE, Canvas, Colour
from workbench.demo.photographs import notice_sheet

if TYPE_CHECKING:
    from PIL import Image

NAVY: Colour = (24, 44, 84)


def hall_post() -> Image.Image:
    """A square post: the county hall at dusk and a white panel that moves the polling places."""
    canvas = Canvas(1080, 1080)
    canvas.gradient((36, 44, 92), (246, 168, 112), (0, 0, 1080, 640))
    canvas.light(820, 560, 620, (255, 214, 150), 0.8)
    scenery.trees(canvas, 640, 230, 9, 12, (34, 34, 56), 12)
    scenery.county_hall(canvas, 460, 610, 560, (232, 214, 194), (74, 62, 74), 1.5)
    canvas.gradient((58, 50, 60), (30, 28, 40), (0, 620, 1080, 720))
    canvas.box((0, 700, 1080, 1080), WHITE)
    canvas.box((0, 700, 1080, 714), (196, 48, 44))
    scenery.seal(canvas, 150, 850, 92)
    canvas.block(280, 760, ("Polling places", "have changed."), 74, NAVY, "la", 1, 1.2)
    canvas.text(280, 960, "New: Fairground Hall, 40 Mill Road", 36, INK)
    canvas.text(280, 1014, "polling-place.example/check", 32, (196, 48, 44), "la", 0.4)
    return canvas.finish(21, 5, 0.18)


def card_calendar() -> Image.Image:
    """Card two of three: a month on a desk, the wrong Thursday ringed."""
    canvas = Canvas(1200, 1200)
    canvas.gradient((186, 150, 116), (120, 86, 62), None, 0.5)
    canvas.light(200, 160, 900, (255, 240, 214), 0.6)
    page = Canvas(900, 900, (252, 251, 247))
    scenery.calendar(page, (0, 0, 900, 900), 15, struck=13)
    canvas.lay(page, [(250, 210), (1010, 160), (1080, 900), (200, 960)])
    canvas.disc(150, 1040, 170, (238, 234, 226), 3)
    canvas.disc(150, 1040, 136, (58, 34, 22), 4)
    canvas.line([(820, 1130), (1180, 780)], (32, 34, 40), 20, 2)
    canvas.box((0, 0, 1200, 118), NAVY, 0, 0.92)
    canvas.text(600, 60, "New election day: Thursday 15 October", 52, WHITE, "mm", 0.8)
    return canvas.finish(22, 6, 0.32)


def card_map() -> Image.Image:
    """Card three of three: a map whose pin stands on the wrong hall."""
    canvas = Canvas(1200, 1200)
    scenery.street_map(canvas, (0, 0, 1200, 1200), 6, (214, 208, 194))
    canvas.shade(180, 160, 620, 0.5)
    canvas.disc(760, 620, 230, (200, 48, 44), 10, 0.16)
    scenery.pin(canvas, 760, 640, 250, (200, 48, 44))
    canvas.box((70, 840, 1130, 1130), (20, 24, 34), 16, 0.5, 24)
    canvas.box((60, 820, 1120, 1110), WHITE, 0, 1, 24)
    scenery.seal(canvas, 190, 965, 96)
    canvas.text(320, 862, "Vote here instead", 60, NAVY, "la", 0.9)
    canvas.text(320, 946, "Fairground Hall, 40 Mill Road", 44, INK)
    canvas.text(320, 1014, "Linden School will be locked.", 36, (92, 92, 100))
    return canvas.finish(23, 6, 0.2)


def story_link() -> Image.Image:
    """An upright story: a telephone in front of a glow, with a link that looks like the county's."""
    canvas = Canvas(900, 1600)
    canvas.gradient((12, 74, 92), (8, 22, 40))
    canvas.light(450, 560, 820, (120, 240, 230), 0.7)
    scenery.bokeh(canvas, (0, 0, 900, 600), 14, 17, ((180, 250, 240), (90, 200, 220)), 46)
    screen = scenery.telephone(canvas, (250, 330, 650, 1160), (244, 247, 250))
    canvas.box((screen[0], 390, screen[2], 470), NAVY)
    scenery.seal(canvas, 450, 590, 92)
    canvas.block(450, 730, ("Is your polling", "place still open?"), 42, INK, "mm", 0.6)
    canvas.box((300, 840, 600, 910), (28, 130, 90), 0, 1, 35)
    canvas.text(450, 875, "Check now", 34, WHITE, "mm", 0.5)
    canvas.prose((300, 950, 600, 1080), 26, (150, 156, 166), 3)
    canvas.text(450, 1290, "polling-place.example", 56, WHITE, "mm", 0.8)
    canvas.text(450, 1365, "Enter your name and card number", 38, (190, 226, 230), "mm")
    canvas.box((280, 1450, 620, 1520), (40, 190, 176), 0, 1, 35)
    canvas.text(450, 1485, "Swipe up", 36, (6, 40, 48), "mm", 0.6)
    return canvas.finish(24, 6, 0.35)


def page_header() -> Image.Image:
    """A wide page header that copies the look of an election office."""
    canvas = Canvas(1640, 624)
    canvas.gradient((206, 222, 238), (150, 172, 200))
    scenery.trees(canvas, 600, 220, 16, 2, (98, 126, 132), 20)
    for index in range(4):
        x = 1010 + index * 150
        canvas.line([(x, 90), (x, 624)], (96, 100, 110), 8, 2)
        tone = ((176, 52, 50), (40, 66, 120), (232, 232, 228), (40, 66, 120))[index]
        canvas.polygon([(x, 100), (x + 128, 140), (x + 112, 330), (x, 380)], tone, 7)
    canvas.gradient(NAVY, (40, 70, 122), (0, 0, 880, 624), 1)
    canvas.polygon([(880, 0), (990, 0), (880, 624)], (40, 70, 122))
    scenery.seal(canvas, 220, 312, 186, NAVY)
    canvas.block(460, 220, ("Alder County", "Elections Office"), 62, WHITE, "la", 0.8, 1.25)
    canvas.text(460, 400, "Official voter information", 34, (190, 206, 232))
    return canvas.finish(25, 0, 0.15)


def satire_poster() -> Image.Image:
    """A satire poster: a smug ballot box with a clock that runs backwards before sun rays."""
    canvas = Canvas(1000, 1400)
    canvas.gradient((246, 196, 60), (238, 120, 50))
    for index in range(0, 18, 2):
        spread = [(-400 + index * 105.0, -100.0), (-400 + (index + 1) * 105.0, -100.0)]
        canvas.polygon([(500, 720), *spread], (255, 226, 130), 3, 0.6)
    canvas.box((0, 1090, 1000, 1400), (70, 24, 60))
    scenery.ballot_box(canvas, 500, 560, 520, (120, 40, 92), (168, 70, 128))
    canvas.disc(400, 860, 62, WHITE)
    canvas.disc(600, 860, 62, WHITE)
    canvas.disc(418, 872, 26, INK)
    canvas.disc(582, 872, 26, INK)
    canvas.line([(410, 990), (500, 1030), (600, 980)], INK, 14)
    canvas.disc(500, 420, 150, WHITE)
    canvas.ellipse((350, 270, 650, 570), INK, 0, 1, 12)
    canvas.line([(430, 470), (500, 420), (500, 310)], INK, 12)
    canvas.text(500, 130, "VOTE YESTERDAY!", 100, (70, 24, 60), "mm", 2)
    canvas.block(500, 1170, ("Every vote counts twice", "if you forget the first one."), 50, WHITE, "mm", 0.5)
    canvas.text(500, 1340, "The Alder Jester, satire since last Tuesday", 30, (246, 196, 60), "mm")
    return canvas.finish(26, 0, 0.15)


def fair_poster() -> Image.Image:
    """A community fair at night: a wheel of lamps, bunting, nothing about voting."""
    canvas = Canvas(1000, 1333)
    canvas.gradient((18, 16, 52), (112, 48, 104))
    canvas.light(520, 620, 560, (255, 180, 120), 0.55)
    canvas.ellipse((220, 320, 820, 920), (230, 210, 240), 1, 0.9, 9)
    points = [scenery.turn_point(index / 16) for index in range(16)]
    for index, (u, v) in enumerate(points):
        canvas.line([(520, 620), (520 + 296 * u, 620 + 296 * v)], (200, 180, 220), 3, 0.5, 0.6)
        lamp = ((255, 220, 120), (255, 130, 110), (130, 220, 240))[index % 3]
        canvas.disc(520 + 300 * u, 620 + 300 * v, 30, lamp, 3)
        canvas.light(520 + 300 * u, 620 + 300 * v, 90, lamp, 0.7)
    canvas.polygon([(520, 620), (390, 1080), (430, 1080), (520, 660), (610, 1080), (650, 1080)], (36, 26, 56), 1)
    canvas.box((0, 1070, 1000, 1333), (24, 16, 40), 6)
    scenery.heads(canvas, 1100, 46, 15, 4, (12, 8, 22), 2)
    for index in range(11):
        x, y = index * 100.0, 190 + 46 * (1 - ((index - 5) / 5) ** 2)
        flag = ((240, 90, 80), (250, 210, 90), (90, 190, 170))[index % 3]
        canvas.polygon([(x, y), (x + 80, y + 4), (x + 40, y + 86)], flag)
    canvas.text(500, 110, "MILL ROAD FAIR", 96, (255, 236, 200), "mm", 1.5)
    canvas.block(
        500,
        1200,
        ("Saturday 10 October, 4 pm to late", "Wheel, pies, brass band. Free entry."),
        42,
        WHITE,
        "mm",
        0.2,
        1.5,
    )
    return canvas.finish(27, 7, 0.25)


def mailer_front() -> Image.Image:
    """The front of a posted leaflet, scanned a little askew on a grey bed."""
    canvas = Canvas(1100, 1400, (92, 94, 98))
    canvas.gradient((120, 122, 126), (62, 64, 70), None, 0.6)
    leaf = notice_sheet("THURSDAY 15 OCTOBER", "Bring two proofs of address.", 15)
    leaf.box((0, 0, 700, 30), (196, 48, 44))
    leaf.line([(0, 470), (700, 470)], (206, 200, 186), 2, 1)
    canvas.lay(leaf, [(170, 110), (960, 150), (920, 1280), (130, 1240)], 18)
    canvas.shade(1080, 1380, 520, 0.5)
    return canvas.finish(28, 4, 0.1)


def mailer_back() -> Image.Image:
    """The back of the leaflet: a black panel, a sketch map and a block of squares to scan."""
    canvas = Canvas(1400, 1000, (216, 214, 206))
    canvas.box((0, 0, 560, 1000), (26, 28, 34))
    canvas.block(60, 90, ("Your old", "polling place", "is closed."), 68, WHITE, "la", 1)
    canvas.block(60, 420, ("Do not go to Linden School.", "You will be turned away."), 34, (200, 204, 212))
    for row in range(13):
        for column, draw in enumerate(scenery.shares(row + 70, 13)):
            if draw > 0.5 or (row in (0, 12) or column in (0, 12)):
                canvas.box((60 + column * 26, 600 + row * 26, 86 + column * 26, 626 + row * 26), WHITE)
    scenery.street_map(canvas, (610, 60, 1350, 620), 16, (232, 228, 216))
    scenery.pin(canvas, 1130, 400, 150, (36, 38, 44))
    canvas.prose((610, 680, 1350, 920), 34, (120, 118, 112), 11)
    return canvas.finish(29, 5, 0.12)


def second_language() -> Image.Image:
    """The same notice for readers of another language: a teal card, a crowd, print too small to read."""
    canvas = Canvas(1080, 1350)
    canvas.gradient((14, 92, 96), (6, 52, 62))
    canvas.box((0, 0, 1080, 560), (212, 196, 160))
    canvas.light(300, 120, 640, (255, 246, 220), 0.7)
    scenery.county_hall(canvas, 760, 520, 420, (160, 140, 112), (104, 88, 72), 3)
    scenery.heads(canvas, 580, 84, 8, 23, (40, 44, 52), 5)
    scenery.seal(canvas, 900, 740, 110, (6, 52, 62), (240, 232, 210))
    canvas.box((90, 660, 720, 730), (240, 232, 210), 0, 1, 10)
    canvas.box((250, 760, 720, 820), (240, 232, 210), 0, 1, 10)
    canvas.text(540, 940, "15 / 10 / 2026", 110, (250, 206, 90), "mm", 1.5)
    canvas.prose((120, 1040, 960, 1260), 38, (210, 226, 226), 19, 0.8)
    return canvas.finish(30, 5, 0.2)
