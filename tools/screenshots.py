"""Takes the pictures of the real window that the README shows: ``python tools/screenshots.py``.

It makes the demonstration case in a folder that is thrown away, and drives the window on a screen of its own (Xvfb),
or without any screen where that program is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "screenshots"
SIZE = (1680, 1020)
CLIP, LOOKED_AT = 2, 5
CAPTURED = "EX-0021"
LARGEST = 250_000


def main() -> int:
    """Takes every picture and says how large each is."""
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="workbench-pictures-") as home:
        os.environ["WORKBENCH_HOME"] = str(Path(home) / "profile")
        screen = own_screen()
        try:
            Photographer().take_all()
        finally:
            if screen is not None:
                screen.terminate()
                screen.wait()
    return 0


def own_screen() -> subprocess.Popen[str] | None:
    """Starts a screen that nobody sees; without one, Qt draws into memory."""
    program = shutil.which("Xvfb")
    if program is None or not sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return None
    reading, writing = os.pipe()
    screen = subprocess.Popen(
        [program, "-displayfd", str(writing), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
        text=True,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    if not number:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return screen
    os.environ.update(DISPLAY=f":{number}", QT_QPA_PLATFORM="xcb")
    return screen


class Photographer:
    """Drives the program as a person would and keeps what the screen shows."""

    def __init__(self) -> None:
        from PySide6.QtWidgets import QApplication

        from ui.application import Session
        from workbench.settings import Settings, save

        save(Settings(actor_name="Reviewer on shift", theme="dark"))
        self.app = QApplication(sys.argv[:1])
        self.session = Session(self.app)

    def take_all(self) -> None:
        """Takes the pictures one after another."""
        session = self.session
        session.begin()
        self.wait(lambda: session.start_window is not None and session.start_window.progress.isVisible())
        self.idle(2.5)
        self.take("start", session.start_window)
        self.wait(lambda: session.case_window is not None and session.desk.number is not None)
        window = session.case_window
        assert window is not None
        window.setGeometry(0, 0, *SIZE)
        self.idle(1)
        window.arrangement.arrange(window.arrangement.named)
        self.show_clip()
        self.take("case-dark", window)
        window.deeds.run("window.theme")
        self.idle(0.8)
        self.take("case-light", window)
        self.search()
        window.deeds.run("window.theme")
        self.custody()
        self.reveal()
        window.deeds.run("window.write")
        self.idle(1.2)
        self.take("memo", window)
        window.close()
        session.end()

    def show_clip(self) -> None:
        """Brings the clip into view, and the clause that is cited on it."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        window, desk = self.session.case_window, self.session.desk
        assert window is not None
        desk.select(CLIP)
        self.wait(lambda: window.timeline.on_clip and bool(window.policy.model.values))
        rows = window.policy.list
        QTest.mouseClick(
            rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualRect(rows.model().index(0, 0)).center()
        )
        rows.clearSelection()
        window.evidence.grid.setFocus()
        self.idle(1.2)

    def search(self) -> None:
        """Finds words all over the case."""
        from PySide6.QtTest import QTest

        window = self.session.case_window
        assert window is not None
        window.deeds.run("case.search")
        self.idle(1)
        box = window.focusWidget()
        QTest.keyClicks(box, "linden school")
        self.idle(2)
        self.take("search", window)
        QTest.keyClicks(box, "\x1b")
        self.idle(0.5)

    def custody(self) -> None:
        """Shows where the saved page comes from, and what came out of the mail."""
        from workbench.casefile.exhibit_numbers import exhibit_number

        window = self.session.case_window
        assert window is not None
        self.session.desk.select(exhibit_number(CAPTURED))
        window.deeds.run("window.details")
        self.idle(2)
        self.take("details", window)
        window.deeds.run("window.policy")
        self.idle(0.5)

    def reveal(self) -> None:
        """Holds Space on an exhibit while the picture is taken."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        window, desk = self.session.case_window, self.session.desk
        assert window is not None
        desk.select(LOOKED_AT)
        window.activateWindow()
        window.evidence.grid.setFocus()
        self.idle(0.8)
        QTest.keyPress(window.evidence.grid, Qt.Key.Key_Space)
        self.wait(lambda: window.viewer.surface.looking)
        self.idle(0.2)
        self.take("reveal", window)
        QTest.keyRelease(window.evidence.grid, Qt.Key.Key_Space)
        self.idle(0.5)

    def take(self, name: str, widget: object) -> None:
        """Keeps what a window shows, in as few bytes as look the same."""
        from PIL import Image
        from PySide6.QtCore import QBuffer

        held = QBuffer()
        held.open(QBuffer.OpenModeFlag.WriteOnly)
        widget.grab().save(held, "PNG")  # type: ignore[attr-defined]
        picture = Image.open(BytesIO(bytes(held.data().data()))).convert("RGB")
        path = FOLDER / f"{name}.png"
        few_colours(picture).save(path, optimize=True)
        if path.stat().st_size > LARGEST:
            raise SystemExit(f"{path.name} is too large to be kept")
        print(f"{path.relative_to(ROOT)}  {picture.width} x {picture.height}  {path.stat().st_size // 1000} kB")

    def idle(self, seconds: float) -> None:
        """Lets the program go on for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.01)

    def wait(self, true: Callable[[], bool], seconds: float = 180) -> None:
        """Lets the program go on until something is so."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                raise SystemExit("the window never came to where a picture was to be taken")
            self.idle(0.02)


def few_colours(picture: Image.Image) -> Image.Image:
    """Brings a picture down to 256 colours: every grey that a veil is painted in, and the strongest of the rest."""
    import numpy as np
    from PIL import Image

    pixels = np.asarray(picture).reshape(-1, 3)
    coloured = pixels[np.ptp(pixels, axis=1) > 4]
    greys = [*range(0, 64, 9), *range(64, 193), *range(196, 256, 7)]
    rest = Image.fromarray(coloured.reshape(1, -1, 3)).quantize(256 - len(greys), method=Image.Quantize.FASTOCTREE)
    palette = [level for grey in greys for level in (grey, grey, grey)] + list(rest.getpalette() or ())
    chart = Image.new("P", (1, 1))
    chart.putpalette((palette + [0] * 768)[:768])
    return picture.quantize(palette=chart, dither=Image.Dither.NONE)


if __name__ == "__main__":
    sys.exit(main())
