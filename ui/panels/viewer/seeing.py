"""Looks at pictures: what a surface asks for is recorded and decoded, and handed to it or refused in words."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ui.desk import Desk
from ui.panels.viewer.looks import SPAN_SECONDS, Looks, Place
from ui.widgets.preview_tile import PLATES
from ui.widgets.veil_surface import SurfaceItem, VeilSurface
from workbench.actions.exposure import Look
from workbench.actions.looking_spans import SpanLook
from workbench.casefile.exhibits import Exhibit, Family, Holding, Sensitivity
from workbench.casefile.exposure import COLOUR_SIDE, LookMode, Preview, Rules, Veil
from workbench.casefile.look_events import Wish

PICTURED = (Family.IMAGE, Family.VIDEO)
LAST_SECONDS = 0.2
READ_ONLY = "This case is open for reading only, so no look can be recorded."


class Seeing(QObject):
    """Answers the wishes of a picture surface for the exhibit in view."""

    def __init__(self, desk: Desk, looks: Looks, surface: VeilSurface, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._looks, self._surface = desk, looks, surface
        self._item: Exhibit | None = None
        self._page: int | None = None
        surface.lookWanted.connect(self._see)
        surface.lookEnded.connect(lambda wish, cause, ms: looks.end("see", wish.serial, cause, ms))

    def show(
        self,
        item: Exhibit | None,
        shown: Preview | None = None,
        rules: Rules | None = None,
        veil: Veil | None = None,
    ) -> None:
        """Brings an exhibit to the surface, at rest under the veil of what is in view of it; none clears it."""
        self._item = item
        self._surface.set_item(surface_item(item, shown, rules, veil) if item is not None else None)

    def turn(self, page: int | None) -> None:
        """Says which page of a document is in view."""
        self._page = page

    def _see(self, wish: Wish) -> None:
        """Has a look recorded and decoded, and hands its pixels to the surface."""
        item, surface = self._item, self._surface
        if item is None or not self._desk.writable:
            surface.refuse(wish, READ_ONLY)
            return
        if wish.mode is LookMode.PLAY:
            self._play(item, wish)
            return
        side = min(COLOUR_SIDE, surface.pixel_side())
        place = Place((self._desk.position or 0.0) if item.family is Family.VIDEO else None, self._page)

        def show(look: Look) -> None:
            if look.pixels is None:
                surface.refuse(wish, "There is nothing to see.")
            else:
                surface.show_pixels(wish, look.pixels)

        self._looks.see(item.number, wish, side, place, show, lambda words: surface.refuse(wish, words))

    def _play(self, item: Exhibit, wish: Wish) -> None:
        """Has a span recorded and decoded, from the position on; at the end of the clip it begins anew."""
        surface, length = self._surface, item.facts.seconds or 0.0
        start = self._desk.position or 0.0
        start = start if not length or start < length - LAST_SECONDS else 0.0

        def show(look: SpanLook) -> None:
            if look.reel is None:
                surface.refuse(wish, "There is nothing to see.")
            else:
                surface.show_reel(wish, look.reel, start)

        left = length - start if length else SPAN_SECONDS
        self._looks.play(item.number, wish, start, left, show, lambda words: surface.refuse(wish, words))


def surface_item(item: Exhibit, shown: Preview | None, rules: Rules | None, veil: Veil | None) -> SurfaceItem:
    """Says what the surface shows of an exhibit at rest; without rules nothing of it opens."""
    facts = shown.facts if shown else item.facts
    paged = shown is not None and bool(shown.pages) and item.family is Family.DOCUMENT
    pictured = item.held and (item.family in PICTURED or paged)
    note = "" if pictured else "This kind cannot be shown yet. Its bytes are kept and can be cited and judged."
    if not item.held:
        note = f"Kept at {item.location}" if item.holding is Holding.REFERENCE else "The details say on what authority"
    return SurfaceItem(
        number=item.number,
        label=item.label,
        kind=item.neutral_name,
        sensitivity=item.sensitivity,
        veil=veil,
        size=(facts.width, facts.height) if facts.width and facts.height else None,
        pages=facts.pages or 0,
        can_look=pictured and facts.problem is None,
        note=note,
        problem=(facts.problem or "") if item.held else "",
        plate=PLATES.get(item.holding, ""),
        rules=rules,
        plays=item.family is Family.VIDEO and (facts.seconds or 0.0) > 0.0,
        harms=item.harms,
        ground=ground_words(item),
        description=item.description,
    )


def ground_words(item: Exhibit) -> str:
    """Says how graphic an exhibit is and on whose word: ``Severe, rated by Ann``; empty where nobody said so."""
    said = item.sensitivity.value if item.harms and item.sensitivity is not Sensitivity.UNCLASSIFIED else ""
    parts = (said, item.rating.words if item.rating is not None else "")
    words = ", ".join(part for part in parts if part)
    return words[:1].upper() + words[1:]
