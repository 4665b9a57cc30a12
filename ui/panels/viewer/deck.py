"""What lies under the picture: the contact sheet and the play bar of a clip, or the pages of a document."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.theme import Theme
from ui.widgets.contact_sheet import ContactSheet
from ui.widgets.controls import column
from ui.widgets.page_strip import PageStrip
from ui.widgets.play_bar import PlayBar
from ui.widgets.veil_surface import VeilSurface
from workbench.casefile.exhibits import Exhibit, Family
from workbench.casefile.exposure import Preview, Rung

ROOM_FOR_HINTS = 640


class Deck(QWidget):
    """Goes through a clip or a document on the veil; only the play button, or K held, asks for a look.

    ``paged`` says which page a person turned to, from 1.
    """

    paged = Signal(object)

    def __init__(self, desk: Desk, theme: Theme, surface: VeilSurface, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._surface = desk, surface
        self._seconds, self._count, self._rung = 0.0, 0, Rung.SEALED
        self._shown: Preview | None = None
        self.page: int | None = None
        self.sheet, self.bar, self.pages = ContactSheet(theme), PlayBar(theme), PageStrip(theme)
        column(self, self.sheet, self.pages, self.bar, gap=0)
        for part in (self.sheet, self.bar, self.pages):
            surface.take_keys_of(part)
            part.hide()
        self.sheet.moved.connect(desk.move)
        self.bar.moved.connect(self._move_by)
        self.bar.held.connect(lambda down: surface.press_play() if down else surface.release_look())
        self.bar.hastened.connect(surface.hasten)
        self.pages.turned.connect(self._turn)
        surface.turned.connect(self.pages.turn)
        surface.stateChanged.connect(lambda _: self.bar.set_playing(surface.playing))
        surface.played.connect(desk.move)
        surface.rungChanged.connect(self._veil_anew)

    def show_exhibit(self, item: Exhibit | None, shown: Preview | None, rung: Rung) -> None:
        """Shows the deck that fits an exhibit, none where it is a single picture."""
        is_clip = item is not None and item.held and item.family is Family.VIDEO and bool(self._length(item, shown))
        pages = page_count(item, shown)
        self.sheet.setVisible(bool(is_clip and shown is not None and len(shown.sheet) > 1))
        self.bar.setVisible(is_clip)
        self.pages.setVisible(pages > 1)
        self._shown, self._count, self._rung = shown, pages, rung
        self._fill()
        if is_clip and item is not None:
            self._seconds = self._length(item, shown)
            self.bar.set_length(self._seconds)
            self.follow(self._desk.position)
        else:
            self.bar.stop()
        self.page = min(self.page or 1, pages) if pages else None
        self.pages.set_page(self.page or 1)

    def forget(self) -> None:
        """Leaves a clip where it stood, and begins the next document on its first page."""
        self.bar.stop()
        self.page = None

    def follow(self, seconds: float | None) -> None:
        """Shows the position in the clip."""
        self.sheet.set_position(seconds)
        self.bar.set_position(seconds or 0.0)

    def _fill(self) -> None:
        sheet, pages = (self._shown.sheet, self._shown.pages) if self._shown is not None else ((), ())
        self.sheet.set_frames(sheet, self._rung)
        self.pages.set_pages(pages, self._count, self._rung)

    def _veil_anew(self, rung: Rung) -> None:
        """Follows the rung at rest up and down."""
        self._rung = rung
        here, page = self.sheet.current, self.page
        self._fill()
        self.sheet.set_current(here)
        self.pages.set_page(page or 1)

    def _turn(self, page: int) -> None:
        """Turns to a page that a person chose."""
        self.page = page
        self.paged.emit(page)

    def _move_by(self, seconds: float) -> None:
        """Goes along the clip; at either end it stands still."""
        here = (self._desk.position or 0.0) + seconds
        self._desk.move(min(max(here, 0.0), self._seconds))
        if not 0.0 < here < self._seconds:
            self.bar.stop()

    @staticmethod
    def _length(item: Exhibit, shown: Preview | None) -> float:
        facts = shown.facts if shown is not None else item.facts
        return facts.seconds or 0.0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves the key hints out where there is little room."""
        super().resizeEvent(event)
        self.bar.hide_hints(self.width() < ROOM_FOR_HINTS)


def page_count(item: Exhibit | None, shown: Preview | None) -> int:
    """How many pages can be looked at: none where no page of a document could be drawn."""
    if item is None or not item.held or shown is None or item.family is not Family.DOCUMENT:
        return 0
    return max(shown.facts.pages or 0, len(shown.pages)) if shown.pages else 0
