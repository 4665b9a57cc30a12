"""Veils and fingerprints in bulk, sandbox included, against what other programs do with the same pictures.

Run it as ``python -m tests.benchmarks.previews``. Ours gives facts, veil and fingerprint of each file, every file in a
confined process of its own. The peers work in this process, unprotected: Pillow decodes in full and makes a thumbnail,
as most programs do; pyvips makes a thumbnail its fast way; Pillow's reduced grey decode alone (libjpeg-turbo at an
eighth) is the floor. pyvips, pdqhash and threatexchange are measured where they can be imported. Pictures go through in
groups, as a case's do: two of ours at a time, as a case asks for them.
"""

from __future__ import annotations

import importlib
import io
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import ModuleType

import numpy as np
import pillow_heif
from PIL import Image, ImageFilter

from tests.benchmarks.pairs import Job, compare, head
from workbench.actions.previewing import open_decoder
from workbench.casefile.exhibits import Family
from workbench.media import fingerprint
from workbench.media.sandbox import Decoder

GROUP, TOGETHER = 6, 2
SHAPES = (
    (4000, 3000, "JPEG"),
    (1200, 900, "JPEG"),
    (4000, 3000, "PNG"),
    (4000, 3000, "WEBP"),
    (2000, 1500, "AVIF"),
    (2000, 1500, "HEIF"),
)


def peer(name: str) -> ModuleType | None:
    """Imports a peer, or says that it is not here."""
    try:
        return importlib.import_module(name)
    except Exception as absent:  # a peer may also lack a library of the system
        print(f"{name} is not measured: {absent}", flush=True)
        return None


def draw(path: Path, width: int, height: int, kind: str) -> None:
    """Draws a picture with photographic detail: noise at several scales."""
    generator = np.random.default_rng(7)
    coarse = Image.fromarray(generator.integers(0, 255, (height // 16, width // 16, 3), dtype=np.uint8))
    fine = Image.fromarray(generator.integers(0, 60, (height, width, 3), dtype=np.uint8))
    picture = Image.blend(coarse.resize((width, height), Image.Resampling.BICUBIC), fine, 0.3)
    options = {"AVIF": {"speed": 10}, "WEBP": {"method": 0}, "PNG": {"compress_level": 1}}.get(kind, {})
    picture.filter(ImageFilter.GaussianBlur(1)).save(path, kind, quality=88, **options)


def derive(decoder: Decoder, paths: list[Path]) -> None:
    """Does with a group what a case does with its pictures."""
    with ThreadPoolExecutor(TOGETHER) as pool:
        list(pool.map(lambda path: decoder.derive(path, Family.IMAGE), paths))


def thumbnail(path: Path) -> None:
    """Decodes in full and makes a thumbnail."""
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        picture.load()
        picture.thumbnail((256, 256))


def shrink(path: Path, vips: ModuleType) -> None:
    """Makes a thumbnail with libvips, which decodes no more of a JPEG than it needs."""
    vips.Image.thumbnail(str(path), 256).write_to_memory()


def floor(path: Path) -> None:
    """Decodes at an eighth, grey, and does nothing with it."""
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        picture.draft("L", (picture.width // 8, picture.height // 8))
        picture.load()


def hashed(path: Path, by: ModuleType) -> None:
    """Decodes in full and hashes with Meta's own code, as the threatexchange library does."""
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        by.compute(np.asarray(picture.convert("RGB")))


def hashed_by_us(path: Path) -> None:
    """Decodes as far as is needed and hashes, in this process."""
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        picture.draft("L", (fingerprint.LONG_SIDE, 8))
        picture.load()
        luma = fingerprint.luma_of(picture, 1)
        assert luma is not None
        fingerprint.turned_bits(luma)


def each(work: Callable[[Path], object], paths: list[Path]) -> None:
    """Has one after the other done."""
    for path in paths:
        work(path)


def veils(decoder: Decoder, place: Path) -> None:
    """Compares the veil and fingerprint of each format with the peers' thumbnails."""
    vips = peer("pyvips")
    if vips is not None:
        vips.cache_set_max(0)  # or it would answer from memory what it was asked before
    pillow_heif.register_heif_opener()
    for width, height, kind in SHAPES:
        path = place / f"{width}.{kind.lower()}"
        draw(path, width, height, kind)
        count = GROUP if kind == "JPEG" else 2
        pairs = 9 if kind == "JPEG" else 5
        paths = [path] * count
        title = f"{count} of {width} x {height} {kind}"
        ours = Job("ours", partial(derive, decoder, paths))
        compare(title, ours, Job("Pillow, thumbnail", partial(each, thumbnail, paths)), pairs)
        if vips is not None:
            shrunk = Job("pyvips, thumbnail", partial(each, partial(shrink, vips=vips), paths))
            compare(title, ours, shrunk, pairs)
        if kind == "JPEG":
            compare(title, ours, Job("an eighth, grey (floor)", partial(each, floor, paths)), pairs)


def hashes(place: Path) -> None:
    """Compares decoding and hashing a picture with Meta's own library, both in this process."""
    path = place / f"{SHAPES[0][0]}.jpeg"
    for name in ("pdqhash", "threatexchange.signal_type.pdq.pdq_hasher"):
        module = peer(name)
        if module is None:
            continue
        work = partial(hashed, path, module) if name == "pdqhash" else partial(module.pdq_from_file, path)
        ours = Job("ours", partial(hashed_by_us, path))
        compare("decode and PDQ of 4000 x 3000 JPEG", ours, Job(name.partition(".")[0], work), 5)


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as place, open_decoder() as decoder:
        head()
        veils(decoder, Path(place))
        hashes(Path(place))


if __name__ == "__main__":
    main()
