"""A small painter's kit over Pillow: soft shapes, light, grain and lettering, the same at every run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

Colour: TypeAlias = tuple[int, int, int]
Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]

WHITE: Colour = (250, 250, 247)
INK: Colour = (24, 30, 42)


class Canvas:
    """A picture being painted from back to front; all measures are pixels of the finished picture."""

    def __init__(self, width: int, height: int, ground: Colour = (128, 128, 128)) -> None:
        from PIL import Image

        self.width = width
        self.height = height
        self.image: Image.Image = Image.new("RGB", (width, height), ground)

    def gradient(self, first: Colour, last: Colour, box: Box | None = None, slant: float = 0.0) -> None:
        """Fills a box (the whole by default) from ``first`` at the top to ``last``; ``slant`` 1 runs it sideways."""
        import numpy as np
        from PIL import Image

        left, top, right, bottom = (round(v) for v in box or (0, 0, self.width, self.height))
        down = np.linspace(0, 1, bottom - top, dtype=np.float32)[:, None]
        across = np.linspace(0, 1, right - left, dtype=np.float32)[None, :]
        share = (down * (1 - slant) + across * slant)[..., None]
        start, end = np.array(first, dtype=np.float32), np.array(last, dtype=np.float32)
        pixels = (start + (end - start) * share).round().astype(np.uint8)
        self.image.paste(Image.fromarray(pixels, "RGB"), (left, top))

    def polygon(self, points: Sequence[Point], fill: Colour, soft: float = 0, opacity: float = 1) -> None:
        """Paints a closed shape; ``soft`` is the radius of its blurred edge."""
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        self._stamp(
            (min(xs), min(ys), max(xs), max(ys)),
            fill,
            soft,
            opacity,
            lambda draw, place: draw.polygon([place(x, y) for x, y in points], fill=255),
        )

    def ellipse(self, box: Box, fill: Colour, soft: float = 0, opacity: float = 1, ring: float = 0) -> None:
        """Paints an ellipse, or a ring of that width."""
        thick = max(1, round(2 * ring))

        def draw_it(draw: ImageDraw.ImageDraw, place: Callable[[float, float], Point]) -> None:
            corners = [place(box[0], box[1]), place(box[2], box[3])]
            if ring:
                draw.ellipse(corners, outline=255, width=thick)
            else:
                draw.ellipse(corners, fill=255)

        self._stamp(box, fill, soft, opacity, draw_it)

    def disc(self, x: float, y: float, radius: float, fill: Colour, soft: float = 0, opacity: float = 1) -> None:
        """Paints a disc about a point."""
        self.ellipse((x - radius, y - radius, x + radius, y + radius), fill, soft, opacity)

    def box(self, box: Box, fill: Colour, soft: float = 0, opacity: float = 1, corner: float = 0) -> None:
        """Paints a rectangle, its corners rounded by ``corner``."""
        self._stamp(
            box,
            fill,
            soft,
            opacity,
            lambda draw, place: draw.rounded_rectangle(
                [place(box[0], box[1]), place(box[2], box[3])], radius=round(2 * corner), fill=255
            ),
        )

    def line(self, points: Sequence[Point], fill: Colour, thick: float, soft: float = 0, opacity: float = 1) -> None:
        """Paints a line through points."""
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        around = (min(xs) - thick, min(ys) - thick, max(xs) + thick, max(ys) + thick)
        self._stamp(
            around,
            fill,
            soft,
            opacity,
            lambda draw, place: draw.line(
                [place(x, y) for x, y in points], fill=255, width=max(1, round(2 * thick)), joint="curve"
            ),
        )

    def light(self, x: float, y: float, radius: float, colour: Colour, amount: float = 1.0) -> None:
        """Lets light fall about a point, strongest in the middle."""
        self._falloff(x, y, radius, colour, amount, lighter=True)

    def shade(self, x: float, y: float, radius: float, amount: float = 0.6) -> None:
        """Takes light away about a point."""
        self._falloff(x, y, radius, (0, 0, 0), amount, lighter=False)

    def text(
        self, x: float, y: float, words: str, size: int, fill: Colour = INK, anchor: str = "la", weight: float = 0
    ) -> None:
        """Letters words with Pillow's own font; ``weight`` thickens the strokes, ``anchor`` is Pillow's."""
        from PIL import ImageDraw, ImageFont

        draw = ImageDraw.Draw(self.image)
        font = ImageFont.load_default(size)
        draw.text((round(x), round(y)), words, fill=fill, font=font, anchor=anchor, stroke_width=weight)

    def block(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: int,
        fill: Colour = INK,
        anchor: str = "la",
        weight: float = 0,
        leading: float = 1.3,
    ) -> float:
        """Letters several lines below one another and returns where the next would stand."""
        for words in lines:
            self.text(x, y, words, size, fill, anchor, weight)
            y += size * leading
        return y

    def prose(self, box: Box, pitch: float, fill: Colour, seed: int, opacity: float = 0.7) -> None:
        """Paints bars that pass for lines of small print."""
        left, top, right, bottom = box
        row, y = 0, top
        while y + pitch * 0.5 <= bottom:
            ragged = ((seed * 37 + row * 53) % 23) / 100
            end = left + (right - left) * (0.45 if row % 5 == 4 else 1 - ragged)
            self.box((left, y, end, y + pitch * 0.45), fill, 0, opacity, pitch * 0.12)
            row, y = row + 1, y + pitch

    def blur(self, radius: float, box: Box | None = None) -> None:
        """Puts what is painted so far (or a box of it) out of focus."""
        from PIL import ImageFilter

        if box is None:
            self.image = self.image.filter(ImageFilter.GaussianBlur(radius))
            return
        left, top, right, bottom = (round(v) for v in box)
        part = self.image.crop((left, top, right, bottom))
        self.image.paste(part.filter(ImageFilter.GaussianBlur(radius)), (left, top))

    def lay(self, sheet: Canvas, corners: Sequence[Point], shadow: float = 14) -> None:
        """Lays another canvas down in perspective; corners run from its top left clockwise."""
        from PIL import Image

        self.polygon([(x + shadow * 0.6, y + shadow) for x, y in corners], (0, 0, 0), shadow, 0.55)
        size = (self.width, self.height)
        mapping = _perspective(corners, sheet.width, sheet.height)
        laid = sheet.image.transform(size, Image.Transform.PERSPECTIVE, mapping, Image.Resampling.BICUBIC)
        double = [(round(2 * x), round(2 * y)) for x, y in corners]
        mask = _mask_of(size, double)
        self.image.paste(laid, (0, 0), mask)

    def finish(self, seed: int, grain: float = 5.0, vignette: float = 0.28) -> Image.Image:
        """Adds the lens and the sensor: darker corners and grain; returns the picture."""
        import numpy as np
        from PIL import Image

        pixels = np.asarray(self.image, dtype=np.float32)
        down = np.linspace(-1, 1, self.height, dtype=np.float32)[:, None]
        across = np.linspace(-1, 1, self.width, dtype=np.float32)[None, :]
        out = pixels * (1 - vignette * (down * down + across * across) / 2)[..., None]
        if grain:
            random = np.random.default_rng(seed)
            fine = random.integers(-100, 101, (self.height, self.width), np.int8)
            coarse = random.integers(-100, 101, (self.height // 3 + 1, self.width // 3 + 1), np.int8)
            rough = coarse.repeat(3, 0).repeat(3, 1)[: self.height, : self.width]
            out += (fine * np.float32(grain * 0.007) + rough * np.float32(grain * 0.005))[..., None]
        return Image.fromarray(out.round().clip(0, 255).astype(np.uint8), "RGB")

    def _stamp(
        self,
        box: Box,
        fill: Colour,
        soft: float,
        opacity: float,
        draw_it: Callable[[ImageDraw.ImageDraw, Callable[[float, float], Point]], None],
    ) -> None:
        from PIL import Image, ImageDraw, ImageFilter

        margin = soft * 2.5 + 2
        left, top = max(0, int(box[0] - margin)), max(0, int(box[1] - margin))
        right, bottom = min(self.width, int(box[2] + margin) + 1), min(self.height, int(box[3] + margin) + 1)
        if right <= left or bottom <= top:
            return
        mask = Image.new("L", (2 * (right - left), 2 * (bottom - top)))
        draw_it(ImageDraw.Draw(mask), lambda x, y: (2 * (x - left), 2 * (y - top)))
        mask = mask.reduce(2)
        if soft:
            mask = mask.filter(ImageFilter.GaussianBlur(soft))
        if opacity < 1:
            mask = mask.point([round(level * opacity) for level in range(256)])
        self.image.paste(fill, (left, top, right, bottom), mask)

    def _falloff(self, x: float, y: float, radius: float, colour: Colour, amount: float, lighter: bool) -> None:
        import numpy as np
        from PIL import Image

        left, top = max(0, int(x - radius)), max(0, int(y - radius))
        right, bottom = min(self.width, int(x + radius) + 1), min(self.height, int(y + radius) + 1)
        if right <= left or bottom <= top:
            return
        down = (np.arange(top, bottom, dtype=np.float32)[:, None] - y) / radius
        across = (np.arange(left, right, dtype=np.float32)[None, :] - x) / radius
        near = np.clip(1 - down * down - across * across, 0, 1)
        share = (near * near * amount)[..., None]
        pixels = np.asarray(self.image.crop((left, top, right, bottom)), dtype=np.float32)
        tint = np.array(colour, dtype=np.float32)
        target = 255 - (255 - pixels) * (1 - tint / 255) if lighter else tint
        mixed = pixels + (target - pixels) * share
        self.image.paste(Image.fromarray(mixed.round().clip(0, 255).astype(np.uint8), "RGB"), (left, top))


def _mask_of(size: tuple[int, int], double: Sequence[tuple[int, int]]) -> Image.Image:
    from PIL import Image, ImageDraw

    mask = Image.new("L", (2 * size[0], 2 * size[1]))
    ImageDraw.Draw(mask).polygon(double, fill=255)
    return mask.reduce(2)


def _perspective(corners: Sequence[Point], width: int, height: int) -> list[float]:
    """Solves the eight numbers that carry the picture's corners back to the sheet's."""
    import numpy as np

    rows: list[list[float]] = []
    wanted: list[float] = []
    for (x, y), (u, v) in zip(corners, ((0, 0), (width, 0), (width, height), (0, height)), strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
        wanted += [u, v]
    return [float(value) for value in np.linalg.solve(np.array(rows), np.array(wanted))]
