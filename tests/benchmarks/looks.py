"""From the key to the first clear pixel, from its release to the veil, and scrolling a large grid; in pairs.

Run it as ``python -m tests.benchmarks.looks [--looks N]``. A look is measured in the surface that the window has, with
the record left out of it and the decoder's own time named apart; its peer is a bare QLabel that is given the very same
decoded picture and painted. The grid is the program's own over 100,000 exhibits, the peer a QListView in icon mode.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import time

import numpy as np
from PIL import Image
from PySide6.QtCore import QSize, QStringListModel, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListView

from tests.benchmarks.pairs import Job, compare, head
from tests.ui.models.test_models import exhibit
from ui.models.exhibits import ExhibitsModel
from ui.panels.evidence.grid import EvidenceGrid
from ui.theme import Scheme, Theme
from ui.widgets.veil_picture import wrap_pixels
from ui.widgets.veil_surface import SurfaceItem, VeilSurface
from workbench.casefile.exhibits import Family, Sensitivity
from workbench.casefile.exposure import RULES, Rung
from workbench.casefile.look_events import Wish
from workbench.media.sandbox import Decoder

FRAME_MS = 16.0


def picture() -> bytes:
    """Draws a photograph-like picture of two megapixels."""
    noise = np.random.default_rng(7).integers(0, 255, (75, 100, 3), np.uint8)
    data = io.BytesIO()
    Image.fromarray(noise).resize((1_600, 1_200), Image.Resampling.BICUBIC).save(data, "JPEG", quality=88)
    return data.getvalue()


class Bench:
    """A surface whose wishes are decoded at once, and the times of each step."""

    def __init__(self, decoder: Decoder, data: bytes) -> None:
        self._decoder, self._data = decoder, data
        self.surface = VeilSurface(Theme(Scheme.DARK))
        self.surface.resize(900, 700)
        self.surface.show()
        veil = decoder.derive(io.BytesIO(data), Family.IMAGE, "image/jpeg").preview.veil
        rules = RULES[Sensitivity.SENSITIVE]
        self.surface.set_item(
            SurfaceItem(1, "EX-0001", "Image, JPEG", Sensitivity.SENSITIVE, veil, (1_600, 1_200), rules=rules)
        )
        self.decoded = 0.0
        self.surface.lookWanted.connect(self._answer)

    def _answer(self, wish: Wish) -> None:
        began = time.perf_counter()
        pixels = self._decoder.look(io.BytesIO(self._data), Family.IMAGE, wish.rung, self.surface.pixel_side())
        self.decoded = time.perf_counter() - began
        self.surface.show_pixels(wish, pixels)

    def look(self) -> tuple[float, float, float]:
        """Presses, waits, lets go; gives milliseconds to the clear picture, of them decoding, and to the veil."""
        surface = self.surface
        surface.setFocus()
        QApplication.processEvents()
        began = time.perf_counter()
        QTest.keyPress(surface, Qt.Key.Key_Space)
        while not surface.looking:
            QApplication.processEvents()
        shown = time.perf_counter()
        QTest.keyRelease(surface, Qt.Key.Key_Space)
        assert not surface.looking
        veiled = time.perf_counter()
        return (shown - began) * 1000, self.decoded * 1000, (veiled - shown) * 1000

    def bare(self, label: QLabel) -> float:
        """Decodes the same picture and shows it in a label; gives milliseconds."""
        began = time.perf_counter()
        side = self.surface.pixel_side()
        pixels = self._decoder.look(io.BytesIO(self._data), Family.IMAGE, Rung.GREY, side)
        label.setPixmap(QPixmap.fromImage(wrap_pixels(pixels)))
        label.repaint()
        pixels.wipe()
        return (time.perf_counter() - began) * 1000


def _row(title: str, times: list[float]) -> None:
    """Prints the middle and the slow end, in milliseconds and in frames of 16 ms."""
    middle, slow = statistics.median(times), sorted(times)[max(0, round(0.95 * len(times)) - 1)]
    print(
        f"{title:<52} p50 {middle:7.1f} ms ({middle / FRAME_MS:4.1f} frames)   "
        f"p95 {slow:7.1f} ms ({slow / FRAME_MS:4.1f} frames)",
        flush=True,
    )


def _looks(count: int) -> None:
    """Times looks and the bare label in turn."""
    with Decoder() as decoder:
        bench, label = Bench(decoder, picture()), QLabel()
        label.resize(900, 700)
        label.show()
        bench.look()
        bench.bare(label)
        taken = [(bench.look(), bench.bare(label)) for _ in range(count)]
        bench.surface.hide()
    _row("key press to the first clear pixel, dwell included", [look[0] for look, _ in taken])
    _row("   of which decoding, sandbox included", [look[1] for look, _ in taken])
    _row("   of which the program's own, without the dwell", [look[0] - look[1] - 120.0 for look, _ in taken])
    _row("release to the veil, wiped", [look[2] for look, _ in taken])
    _row("a bare label: the same picture decoded and painted", [bare for _, bare in taken])


def _scrolling() -> None:
    """Times a page of scrolling, grabbed to be sure that it was painted, against a list of icons."""
    model = ExhibitsModel()
    model.show([exhibit(number) for number in range(1, 100_001)], {})
    grid = EvidenceGrid(Theme(Scheme.DARK), model)
    icons = QListView()
    icons.setViewMode(QListView.ViewMode.IconMode)
    icons.setGridSize(QSize(164, 138))
    icons.setUniformItemSizes(True)
    icons.setModel(QStringListModel([f"EX-{number:04}" for number in range(1, 100_001)]))
    for view in (grid, icons):
        view.resize(1_000, 800)
        view.show()
    QApplication.processEvents()

    def scroll(view: EvidenceGrid | QListView) -> None:
        bar = view.verticalScrollBar()
        for step in range(1, 31):
            bar.setValue(bar.maximum() * step // 31)
            view.viewport().repaint()
        bar.setValue(0)

    compare(
        "30 places of a grid of 100,000",
        Job("ours", lambda: scroll(grid)),
        Job("QListView, icon mode", lambda: scroll(icons)),
    )


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.looks", description=__doc__)
    parser.add_argument("--looks", type=int, default=40, help="how many looks are timed (40)")
    count = parser.parse_args().looks
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication.instance() or QApplication([])
    _looks(count)
    head()
    _scrolling()
    del application


if __name__ == "__main__":
    main()
