"""The things that the demonstration's pictures are put together from: a hall, a seal, people, a map, a telephone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.demo.canvas import INK, WHITE, Box, Canvas, Colour, Point

NIGHT: Colour = (16, 22, 38)
STONE: Colour = (196, 186, 170)
LEAF: Colour = (52, 92, 70)


def shares(seed: int, count: int) -> Iterator[float]:
    """Yields ``count`` numbers from 0 to 1 that look drawn by lot and are the same at every run."""
    state = seed * 2_654_435_761 + 12_345
    for _ in range(count):
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % (1 << 64)
        yield (state >> 40) / (1 << 24)


def seal(canvas: Canvas, x: float, y: float, radius: float, ink: Colour = (33, 62, 104), paper: Colour = WHITE) -> None:
    """Paints the fictional county's seal: an alder over three lines of water in a double ring."""
    canvas.disc(x, y, radius, ink)
    canvas.disc(x, y, radius * 0.93, paper)
    canvas.disc(x, y, radius * 0.88, ink)
    canvas.disc(x, y, radius * 0.66, paper)
    for step in range(24):
        tick = turn_point(step / 24)
        at_x, at_y = x + tick[0] * radius * 0.77, y + tick[1] * radius * 0.77
        canvas.disc(at_x, at_y, radius * 0.035, paper)
    canvas.box((x - radius * 0.05, y - radius * 0.1, x + radius * 0.05, y + radius * 0.3), ink)
    for drop, width in ((-0.5, 0.18), (-0.32, 0.3), (-0.12, 0.38)):
        wing, at_y = radius * width, y + radius * drop
        canvas.polygon(
            [(x, at_y - radius * 0.12), (x + wing, at_y + radius * 0.22), (x - wing, at_y + radius * 0.22)], ink
        )
    for row in range(3):
        at_y, half = y + radius * (0.34 + row * 0.09), radius * (0.44 - row * 0.09)
        canvas.line([(x - half, at_y), (x + half, at_y)], ink, radius * 0.035)


def county_hall(
    canvas: Canvas, x: float, ground: float, width: float, wall: Colour, dark: Colour, soft: float = 0
) -> None:
    """Paints a hall with a pediment, columns, steps and a small dome, ``x`` its middle."""
    high, half = width * 0.34, width / 2
    canvas.ellipse((x - width * 0.13, ground - high * 2.1, x + width * 0.13, ground - high * 1.1), wall, soft)
    canvas.box((x - width * 0.15, ground - high * 1.62, x + width * 0.15, ground - high * 1.2), wall, soft)
    canvas.line([(x, ground - high * 2.1), (x, ground - high * 2.5)], wall, max(2, width * 0.006), soft)
    peak = ground - high * 1.62
    canvas.polygon(
        [(x - half * 1.04, ground - high * 1.08), (x, peak), (x + half * 1.04, ground - high * 1.08)], wall, soft
    )
    canvas.box((x - half, ground - high * 1.1, x + half, ground), dark, soft)
    canvas.box((x - half, ground - high * 1.1, x + half, ground - high * 0.94), wall, soft)
    for column in range(7):
        at = x - half + width * (0.03 + column * 0.157)
        canvas.box((at - width * 0.028, ground - high * 0.95, at + width * 0.028, ground), wall, soft)
    for step in range(3):
        wide = half * (1.06 + step * 0.06)
        y = ground + high * 0.07 * step
        tone = tuple(max(0, level - 18 * (step + 1)) for level in wall)
        canvas.box((x - wide, y, x + wide, y + high * 0.075), (tone[0], tone[1], tone[2]), soft)


def person(canvas: Canvas, x: float, feet: float, tall: float, fill: Colour, soft: float = 1, lean: float = 0) -> None:
    """Paints somebody standing, as a silhouette without a face."""
    head = tall * 0.075
    top = feet - tall
    canvas.polygon(
        [
            (x - tall * 0.13, feet - tall * 0.74),
            (x - tall * 0.05, top + head * 2),
            (x + tall * 0.05, top + head * 2),
            (x + tall * 0.13, feet - tall * 0.74),
            (x + tall * (0.14 + lean), feet - tall * 0.42),
            (x + tall * 0.1, feet - tall * 0.4),
            (x + tall * 0.09, feet),
            (x + tall * 0.015, feet),
            (x, feet - tall * 0.38),
            (x - tall * 0.02, feet),
            (x - tall * 0.1, feet),
            (x - tall * 0.1, feet - tall * 0.4),
            (x - tall * (0.14 - lean), feet - tall * 0.42),
        ],
        fill,
        soft,
    )
    canvas.ellipse((x - head * 0.85, top, x + head * 0.85, top + head * 2.3), fill, soft)


def heads(canvas: Canvas, floor: float, size: float, count: int, seed: int, fill: Colour, soft: float = 3) -> None:
    """Paints a row of heads and shoulders seen from behind."""
    draws = list(shares(seed, 2 * count))
    for index in range(count):
        x = canvas.width * (index + 0.2 + 0.6 * draws[2 * index]) / count
        drop = (draws[2 * index + 1] - 0.5) * size * 0.5
        canvas.disc(x, floor - size * 1.3 + drop, size * 0.42, fill, soft)
        canvas.box(
            (x - size * 0.8, floor - size * 0.85 + drop, x + size * 0.8, floor + size), fill, soft, 1, size * 0.5
        )


def bokeh(canvas: Canvas, box: Box, count: int, seed: int, colours: Sequence[Colour], radius: float) -> None:
    """Paints lamps far out of focus."""
    draws = list(shares(seed, 4 * count))
    for index in range(count):
        u, v, size, pick = draws[4 * index : 4 * index + 4]
        x, y = box[0] + u * (box[2] - box[0]), box[1] + v * (box[3] - box[1])
        across = radius * (0.4 + size)
        canvas.disc(x, y, across, colours[int(pick * len(colours)) % len(colours)], across * 0.12, 0.25 + 0.4 * size)


def ballot_box(
    canvas: Canvas, x: float, top: float, wide: float, front: Colour, side: Colour, slot: Colour = INK
) -> None:
    """Paints a ballot box seen a little from above, ``x`` its middle."""
    half, tall, lid = wide / 2, wide * 0.8, wide * 0.26
    canvas.polygon([(x - half * 0.8, top), (x + half * 0.8, top), (x + half, top + lid), (x - half, top + lid)], side)
    slit = [(x - half * 0.45, top + lid * 0.36), (x + half * 0.45, top + lid * 0.36)]
    canvas.polygon([*slit, (x + half * 0.5, top + lid * 0.56), (x - half * 0.5, top + lid * 0.56)], slot)
    canvas.box((x - half, top + lid, x + half, top + lid + tall), front)
    canvas.box((x - half, top + lid, x + half, top + lid + wide * 0.05), side)
    canvas.shade(x + half, top + lid + tall, wide * 0.75, 0.45)


def hand_with_paper(canvas: Canvas, x: float, y: float, size: float, skin: Colour, sleeve: Colour) -> None:
    """Paints a hand from above right that holds a folded paper by its edge."""
    paper = [
        (x - size * 0.5, y - size * 0.75),
        (x + size * 0.35, y - size * 0.95),
        (x + size * 0.45, y),
        (x - size * 0.42, y + size * 0.1),
    ]
    canvas.polygon([(px + size * 0.06, py + size * 0.08) for px, py in paper], (10, 10, 14), size * 0.05, 0.4)
    canvas.polygon(paper, (244, 241, 232), 1)
    canvas.line([(x - size * 0.46, y - size * 0.32), (x + size * 0.4, y - size * 0.46)], (190, 186, 176), 2)
    canvas.polygon(
        [
            (x + size * 0.5, y - size * 0.9),
            (x + size * 1.7, y - size * 1.9),
            (x + size * 2.3, y - size * 1.3),
            (x + size * 0.85, y - size * 0.4),
        ],
        sleeve,
        4,
    )
    canvas.ellipse((x + size * 0.2, y - size * 0.95, x + size * 0.95, y - size * 0.3), skin, 3)
    for finger in range(4):
        start = (x + size * 0.5, y - size * (0.85 - finger * 0.13))
        canvas.line([start, (start[0] - size * 0.42, start[1] + size * 0.1)], skin, size * 0.11, 2)


def telephone(canvas: Canvas, box: Box, screen: Colour = WHITE) -> Box:
    """Paints a telephone held upright and returns where its screen lies."""
    left, top, right, bottom = box
    wide = right - left
    canvas.box(
        (left + wide * 0.06, top + wide * 0.08, right + wide * 0.1, bottom + wide * 0.1),
        (0, 0, 0),
        wide * 0.06,
        0.5,
        wide * 0.12,
    )
    canvas.box(box, (20, 22, 28), 0, 1, wide * 0.11)
    inner = (left + wide * 0.045, top + wide * 0.06, right - wide * 0.045, bottom - wide * 0.06)
    canvas.box(inner, screen, 0, 1, wide * 0.08)
    canvas.box(
        (left + wide * 0.4, top + wide * 0.085, right - wide * 0.4, top + wide * 0.115),
        (60, 64, 72),
        0,
        1,
        wide * 0.015,
    )
    return inner


def pin(canvas: Canvas, x: float, y: float, size: float, fill: Colour) -> None:
    """Paints a map pin whose point is at ``x``, ``y``."""
    canvas.ellipse((x - size * 0.35, y - size * 0.1, x + size * 0.35, y + size * 0.12), (0, 0, 0), size * 0.08, 0.45)
    canvas.polygon([(x, y), (x - size * 0.34, y - size * 0.62), (x + size * 0.34, y - size * 0.62)], fill)
    canvas.disc(x, y - size * 0.72, size * 0.38, fill)
    canvas.disc(x, y - size * 0.72, size * 0.15, WHITE)


def street_map(canvas: Canvas, box: Box, seed: int, ground: Colour = (226, 221, 208)) -> None:
    """Paints a street map with a park, a river and blocks of houses."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    canvas.box(box, ground)
    canvas.box((left + wide * 0.62, top + high * 0.05, left + wide * 0.95, top + high * 0.4), (168, 196, 150), 0, 1, 12)
    river: list[Point] = [
        (left, top + high * 0.78),
        (left + wide * 0.3, top + high * 0.66),
        (left + wide * 0.55, top + high * 0.82),
        (right, top + high * 0.6),
    ]
    canvas.line(river, (128, 170, 206), high * 0.075)
    draws = list(shares(seed, 24))
    for index in range(7):
        x = left + wide * (index + 0.3 + 0.4 * draws[index]) / 7
        canvas.line([(x, top), (x + wide * (draws[index + 7] - 0.5) * 0.14, bottom)], WHITE, wide * 0.012)
    for index in range(5):
        y = top + high * (index + 0.3 + 0.4 * draws[index + 14]) / 5
        canvas.line([(left, y), (right, y + high * (draws[index + 19] - 0.5) * 0.2)], WHITE, wide * 0.014)
    canvas.line([(left, top + high * 0.5), (right, top + high * 0.28)], (246, 208, 122), wide * 0.024)


def calendar(canvas: Canvas, box: Box, ringed: int, month: str = "October 2026", struck: int = 0) -> Box:
    """Paints a month that starts on a Thursday, one day ringed, another struck out; returns the ring's box."""
    left, top, right, bottom = box
    wide, head = right - left, (bottom - top) * 0.2
    canvas.box(box, (252, 251, 247), 0, 1, wide * 0.02)
    canvas.box((left, top, right, top + head), (150, 44, 40), 0, 1, wide * 0.02)
    canvas.text((left + right) / 2, top + head / 2, month, round(head * 0.5), WHITE, "mm", 0.6)
    cell, row = wide / 7, (bottom - top - head) / 5.3
    ring: Box = box
    for day in range(1, 32):
        slot = day + 2
        x, y = left + cell * (slot % 7 + 0.5), top + head + row * (slot // 7 + 0.6)
        canvas.text(x, y, str(day), round(row * 0.42), (60, 64, 74), "mm")
        if day == ringed:
            ring = (x - cell * 0.42, y - row * 0.46, x + cell * 0.42, y + row * 0.46)
            canvas.ellipse(ring, (204, 40, 36), 0, 1, row * 0.09)
        if day == struck:
            canvas.line([(x - cell * 0.3, y + row * 0.3), (x + cell * 0.3, y - row * 0.3)], (204, 40, 36), row * 0.07)
    return ring


def wood(canvas: Canvas, first: Colour, last: Colour, planks: int, seed: int) -> None:
    """Paints upright boards over the whole canvas."""
    canvas.gradient(first, last, None, 0.35)
    wide = canvas.width / planks
    for index, draw in enumerate(shares(seed, planks)):
        x = index * wide
        canvas.box((x, 0, x + wide, canvas.height), (0, 0, 0) if draw < 0.5 else (210, 170, 120), 3, 0.05 + 0.14 * draw)
        canvas.line([(x, 0), (x, canvas.height)], (12, 8, 6), 3, 1, 0.7)


def trees(canvas: Canvas, base: float, size: float, count: int, seed: int, fill: Colour, soft: float) -> None:
    """Paints a line of round trees out of focus."""
    draws = list(shares(seed, 2 * count))
    for index in range(count):
        x = canvas.width * (index + draws[2 * index]) / count
        tall = size * (0.6 + 0.8 * draws[2 * index + 1])
        canvas.ellipse((x - tall * 0.5, base - tall, x + tall * 0.5, base + tall * 0.15), fill, soft)


def turn_point(turn: float) -> Point:
    """Gives the point of a circle of radius 1 at a share of a full turn."""
    import math

    return math.cos(turn * 2 * math.pi), math.sin(turn * 2 * math.pi)
