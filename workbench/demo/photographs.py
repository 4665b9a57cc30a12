"""The demonstration's photographs: a door with a notice, a queue, a gymnasium, a street at night and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.demo import scenery
from workbench.demo.canvas import INK, WHITE, Canvas, Colour

if TYPE_CHECKING:
    from PIL import Image

PAPER: Colour = (240, 236, 224)


def door_notice() -> Image.Image:
    """A paper notice with the county's seal and a wrong date, taped to a wooden door."""
    canvas = Canvas(1280, 960)
    scenery.wood(canvas, (92, 58, 36), (34, 20, 14), 9, 4)
    canvas.light(180, 120, 900, (255, 226, 180), 0.5)
    sheet = notice_sheet("THURSDAY 15 OCTOBER", "Linden School is closed to voters.", 7)
    canvas.lay(sheet, [(430, 130), (930, 190), (900, 860), (390, 800)])
    canvas.polygon([(610, 120), (720, 132), (716, 168), (606, 156)], (226, 214, 168), 1, 0.75)
    canvas.disc(1130, 520, 40, (176, 150, 90), 2)
    canvas.disc(1120, 510, 16, (250, 236, 196), 5)
    canvas.shade(1180, 820, 700, 0.75)
    return canvas.finish(11, 7, 0.35)


def notice_sheet(day: str, line: str, seed: int, official: bool = False) -> Canvas:
    """Paints the sheet itself: seal, heading, date and small print."""
    sheet = Canvas(700, 940, PAPER)
    ink = (33, 62, 104) if official else (28, 52, 96)
    scenery.seal(sheet, 350, 130, 92, ink, PAPER)
    sheet.text(350, 262, "ALDER COUNTY", 46, INK, "mm", 1)
    sheet.text(350, 308, "OFFICE OF ELECTIONS", 30, INK, "mm", 0.4)
    sheet.line([(70, 344), (630, 344)], ink, 4)
    sheet.text(350, 394, "NOTICE TO VOTERS", 40, INK, "mm", 0.8)
    sheet.box((70, 440, 630, 540), ink)
    sheet.text(350, 490, day, 42, WHITE, "mm", 0.8)
    sheet.text(350, 590, line, 32, INK, "mm")
    sheet.prose((80, 640, 620, 830), 30, (110, 108, 104), seed)
    sheet.text(350, 880, "alder-county.example" if official else "polling-place.example", 26, ink, "mm", 0.3)
    return sheet


def evening_queue() -> Image.Image:
    """People queue before the lit door of a school at dusk."""
    canvas = Canvas(960, 1280)
    canvas.gradient((44, 58, 98), (222, 150, 104), (0, 0, 960, 620))
    canvas.gradient((58, 52, 56), (24, 22, 28), (0, 620, 960, 1280))
    scenery.trees(canvas, 640, 300, 7, 3, (26, 34, 40), 14)
    canvas.box((300, 250, 960, 700), (72, 62, 62), 4)
    canvas.box((300, 230, 960, 270), (44, 40, 46), 3)
    for column in range(3):
        canvas.box((350 + column * 90, 330, 410 + column * 90, 440), (250, 214, 140), 3, 0.85)
    canvas.box((660, 360, 880, 700), (255, 232, 170), 5)
    canvas.light(770, 560, 520, (255, 220, 150), 0.75)
    canvas.polygon([(660, 700), (880, 700), (860, 1100), (330, 1100)], (255, 224, 160), 40, 0.28)
    for index in range(9):
        near = index / 8
        x, feet, tall = 720 - 610 * near * near - 40 * (index % 2), 735 + 440 * near * near, 180 + 430 * near * near
        scenery.person(canvas, x, feet, tall, (22, 22, 30), 1 + 3 * near)
    canvas.text(770, 318, "POLLING PLACE", 24, (255, 244, 214), "mm", 0.5)
    return canvas.finish(12, 9, 0.4)


def ballot_close() -> Image.Image:
    """A hand lets a folded paper fall into a ballot box, lamps out of focus behind it."""
    canvas = Canvas(1200, 1200)
    canvas.gradient((24, 40, 58), (92, 72, 58))
    scenery.bokeh(canvas, (0, 0, 1200, 640), 26, 9, ((255, 214, 150), (140, 190, 220), (255, 170, 130)), 62)
    canvas.gradient((96, 74, 56), (48, 34, 28), (0, 900, 1200, 1200))
    scenery.ballot_box(canvas, 520, 560, 560, (38, 84, 132), (70, 122, 170))
    scenery.seal(canvas, 520, 930, 130, (38, 84, 132), (232, 236, 240))
    scenery.hand_with_paper(canvas, 520, 600, 270, (206, 158, 128), (34, 34, 44))
    canvas.light(240, 80, 800, (255, 236, 200), 0.35)
    return canvas.finish(13, 6, 0.35)


def bus_shelter() -> Image.Image:
    """A bright advertisement in a bus shelter on a wet street at night gives a wrong closing time."""
    canvas = Canvas(1440, 900)
    canvas.gradient((10, 14, 28), (34, 32, 46), (0, 0, 1440, 600))
    canvas.gradient((26, 26, 36), (8, 8, 14), (0, 600, 1440, 900))
    scenery.bokeh(canvas, (0, 180, 900, 520), 22, 21, ((255, 150, 90), (250, 216, 140), (120, 170, 255)), 34)
    canvas.box((930, 120, 1290, 690), (20, 22, 26), 2, 1, 14)
    canvas.box((955, 145, 1265, 650), (236, 244, 250), 0, 1, 6)
    scenery.seal(canvas, 1110, 235, 66)
    canvas.block(1110, 345, ("Polls close", "3 pm"), 58, INK, "mm", 1, 1.35)
    canvas.block(1110, 480, ("Come early or", "stay at home."), 30, INK, "mm", 0.2)
    canvas.box((985, 560, 1235, 610), (33, 62, 104), 0, 1, 8)
    canvas.text(1110, 585, "polling-place.example", 21, WHITE, "mm", 0.2)
    canvas.light(1110, 400, 620, (210, 230, 255), 0.4)
    canvas.polygon([(940, 700), (1280, 700), (1330, 900), (890, 900)], (200, 220, 240), 34, 0.4)
    for index, x in enumerate((120, 320, 560)):
        canvas.box((x, 640, x + 46, 890), ((255, 150, 90), (250, 216, 140), (120, 170, 255))[index], 22, 0.35)
    scenery.person(canvas, 760, 800, 470, (8, 9, 14), 4)
    return canvas.finish(14, 10, 0.3)


def gymnasium() -> Image.Image:
    """A real polling place: booths in a gymnasium, tall windows behind them."""
    canvas = Canvas(1440, 960)
    canvas.gradient((206, 200, 186), (168, 158, 142), (0, 0, 1440, 520))
    canvas.gradient((150, 104, 62), (206, 152, 96), (0, 520, 1440, 960))
    for index in range(5):
        x = 90 + index * 270
        canvas.box((x, 60, x + 190, 360), (248, 250, 250), 6)
        canvas.light(x + 95, 210, 300, (255, 255, 250), 0.5)
        canvas.polygon([(x + 20, 560), (x + 190, 560), (x + 30, 960), (x - 240, 960)], (255, 236, 200), 30, 0.35)
    for index in range(6):
        x = 120 + index * 215
        canvas.box((x, 430, x + 150, 560), (232, 234, 238), 1)
        canvas.box((x, 430, x + 30, 560), (176, 182, 194), 1)
        canvas.box((x + 12, 560, x + 20, 760), (70, 74, 82), 1)
        canvas.box((x + 130, 560, x + 138, 760), (70, 74, 82), 1)
    scenery.person(canvas, 430, 830, 470, (44, 46, 60), 2)
    scenery.person(canvas, 980, 800, 440, (64, 48, 44), 2)
    canvas.line([(0, 900), (1440, 700)], (236, 236, 236), 7, 1, 0.7)
    return canvas.finish(15, 7, 0.3)


def broken_door() -> Image.Image:
    """A cracked glass door with barrier tape, posted as if voting there were over."""
    canvas = Canvas(900, 1200)
    canvas.gradient((58, 74, 84), (20, 26, 32))
    canvas.box((90, 60, 810, 1200), (28, 36, 42), 2)
    canvas.gradient((116, 140, 150), (44, 58, 66), (130, 100, 770, 1200))
    canvas.light(250, 230, 460, (230, 244, 250), 0.6)
    hub = (480.0, 560.0)
    turns = list(scenery.shares(31, 44))
    for index in range(22):
        x = hub[0] + (turns[index] - 0.5) * 900
        y = hub[1] + (turns[index + 22] - 0.5) * 1300
        bend = ((hub[0] + x) / 2 + (turns[index] - 0.5) * 90, (hub[1] + y) / 2)
        canvas.line([hub, bend, (x, y)], (226, 238, 244), 2.2, 0.8, 0.75)
    for ring in (60, 130, 220):
        canvas.ellipse(
            (hub[0] - ring, hub[1] - ring * 1.1, hub[0] + ring, hub[1] + ring * 1.1), (216, 230, 238), 1, 0.45, 2
        )
    canvas.polygon([(430, 500), (540, 520), (560, 630), (450, 650), (400, 570)], (8, 10, 12), 4)
    for start, end in (((0, 800), (900, 690)), ((0, 980), (900, 1060))):
        canvas.line([start, end], (236, 196, 40), 46, 1)
        for step in range(0, 10, 2):
            x = step * 90
            y = start[1] + (end[1] - start[1]) * step / 10
            canvas.polygon([(x, y - 23), (x + 50, y - 27), (x + 20, y + 23), (x - 30, y + 27)], (24, 24, 22), 1)
    canvas.text(450, 170, "VOTING HERE IS CANCELLED", 40, WHITE, "mm", 1)
    return canvas.finish(16, 9, 0.45)


def town_meeting() -> Image.Image:
    """A hall full of people before a bright screen that announces voting by text message."""
    canvas = Canvas(1440, 960)
    canvas.gradient((30, 26, 44), (14, 12, 22))
    canvas.box((360, 80, 1080, 500), (228, 238, 248), 3)
    canvas.light(720, 300, 760, (150, 180, 255), 0.5)
    canvas.text(720, 190, "Vote by text message", 62, (28, 44, 90), "mm", 1)
    canvas.block(720, 300, ("Send A or B to the number below.", "No need to visit a polling place."), 36, INK, "mm")
    canvas.box((500, 400, 940, 462), (28, 44, 90), 0, 1, 30)
    canvas.text(720, 431, "0100 0100", 38, WHITE, "mm", 0.4)
    scenery.heads(canvas, 720, 70, 13, 5, (34, 30, 48), 3)
    scenery.heads(canvas, 850, 110, 9, 8, (20, 18, 30), 5)
    scenery.heads(canvas, 1010, 170, 6, 6, (8, 8, 14), 8)
    canvas.line([(1080, 760), (1120, 520)], (16, 15, 24), 40, 5)
    canvas.disc(1124, 500, 34, (16, 15, 24), 5)
    return canvas.finish(17, 9, 0.3)


def lobby_screen() -> Image.Image:
    """The clerk's own notice, with the right day, on a screen in a light lobby."""
    canvas = Canvas(1280, 853)
    canvas.gradient((226, 226, 220), (186, 180, 170), (0, 0, 1280, 600))
    canvas.gradient((150, 142, 132), (196, 188, 178), (0, 600, 1280, 853))
    canvas.light(1150, 60, 800, (255, 250, 236), 0.7)
    canvas.box((230, 110, 800, 640), (30, 32, 36), 2, 1, 10)
    canvas.lay(
        notice_sheet("TUESDAY 13 OCTOBER", "Polls open 7 am to 8 pm.", 9, True),
        [(252, 132), (778, 132), (778, 618), (252, 618)],
        1,
    )
    canvas.box((470, 640, 560, 780), (60, 62, 66), 2)
    canvas.ellipse((360, 760, 670, 810), (60, 62, 66), 3)
    canvas.box((930, 110, 1230, 520), (204, 226, 240), 8, 0.9)
    for index, (x, tall) in enumerate(((1010, 250), (1140, 340), (60, 280))):
        canvas.ellipse((x - tall * 0.42, 760 - tall, x + tall * 0.42, 740), (58, 98 - index * 12, 66), 12)
        canvas.box((x - 56, 700, x + 56, 800), (120, 84, 62), 8)
    return canvas.finish(18, 6, 0.22)
