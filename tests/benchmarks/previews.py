"""A veiled preview, sandbox included, against a plain Pillow thumbnail of the same picture in this process.

Run it as ``python -m tests.benchmarks.previews``. The peer decodes in full, as most programs do.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from tests.benchmarks.pairs import Job, compare, head
from workbench.actions.previewing import open_decoder
from workbench.casefile.exhibits import Family


def draw(path: Path, width: int, height: int, kind: str) -> None:
    """Draws a picture with photographic detail: noise at several scales."""
    generator = np.random.default_rng(7)
    coarse = Image.fromarray(generator.integers(0, 255, (height // 16, width // 16, 3), dtype=np.uint8))
    fine = Image.fromarray(generator.integers(0, 60, (height, width, 3), dtype=np.uint8))
    picture = Image.blend(coarse.resize((width, height), Image.Resampling.BICUBIC), fine, 0.3)
    picture.filter(ImageFilter.GaussianBlur(1)).save(path, kind, quality=88)


def thumbnail(path: Path) -> None:
    """Decodes in full and makes a thumbnail."""
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        picture.load()
        picture.thumbnail((256, 256))


def main() -> None:
    """Prints the table."""
    shapes = ((4000, 3000, "JPEG"), (1200, 800, "JPEG"), (1600, 1200, "PNG"), (1600, 1200, "WEBP"))
    with tempfile.TemporaryDirectory() as place, open_decoder() as decoder:
        head()
        for width, height, kind in shapes:
            path = Path(place) / f"{width}.{kind.lower()}"
            draw(path, width, height, kind)
            compare(
                f"veil of a {width} x {height} {kind}",
                Job("ours", lambda path=path: decoder.derive(path, Family.IMAGE)),  # type: ignore[misc]
                Job("Pillow, full decode and thumbnail", lambda path=path: thumbnail(path)),  # type: ignore[misc]
                pairs=15,
            )


if __name__ == "__main__":
    main()
