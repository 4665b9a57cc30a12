"""The viewer's picture surface: veiled at rest, clear only while somebody deliberately looks."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.region_drag import RegionDrag
from ui.widgets.veil_face import RegionMark, SurfaceItem
from ui.widgets.veil_hand import Hand
from ui.widgets.veil_look import LookSurface
from ui.widgets.veil_picture import ClearPixels
from workbench.casefile import look_events as events
from workbench.casefile.exposure import EndCause, LookMode

__all__ = ["ClearPixels", "RegionMark", "SurfaceItem", "VeilSurface"]


class VeilSurface(LookSurface):
    """Shows a veil; asks its owner for clear pixels while Space (or the card's button) is held.

    The owner answers ``lookWanted(wish)`` with :meth:`show_pixels`, :meth:`show_reel` or :meth:`refuse`, now or later.
    Nothing but a held key, the card, L, R or a step up the ladder ever asks: no hover, no click on the picture, no
    scrolling. ``listening`` asks that the sound of the span that plays be heard, or no longer; ``turned`` that a page
    be turned, on or back.
    """

    listening = Signal(bool)
    turned = Signal(int)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(theme, parent, clock)
        self._hand = Hand(self)

    def toggle_lens(self) -> None:
        """Opens a round window that follows the pointer or the arrow keys, or closes it."""
        if self.lens_open:
            self.stop()
            return
        pointer, picture = self.mapFromGlobal(self.cursor().pos()).toPointF(), self.picture_rect()
        inside = picture.contains(pointer)
        self.move_lens(pointer if inside else picture.center(), by_pointer=inside)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._feed(events.Press(self.hold_rung, LookMode.LENS))

    def begin_region(self) -> None:
        """Lets the next drag, or arrows and Enter, choose a rectangle to look at."""
        if self._look.rules is not None:
            self._begin_drag("look")

    def mark_region(self) -> None:
        """Lets the next drag, or arrows and Enter, choose a rectangle to annotate: ``regionMarked``, no look."""
        if self._face.item is not None:
            self._begin_drag("mark")

    def confirm(self) -> None:
        """Takes the rectangle being chosen, or the second step (Enter)."""
        drag, self._drag = self._drag, None
        if drag is None:
            self._feed(events.Confirm())
            return
        self.unsetCursor()
        if drag.purpose == "mark":
            self.regionMarked.emit(drag.shares())
        else:
            self._feed(events.Press(self.hold_rung, LookMode.REGION, drag.shares()))
        self.update()

    def listen(self, wanted: bool) -> None:
        """Asks for the sound of the span that plays, or lets it go."""
        self.listening.emit(wanted and self.playing)

    @property
    def lens_open(self) -> bool:
        """Tells whether a lens is wished for or open."""
        return self._look.wish is not None and self._look.wish.mode is LookMode.LENS

    @property
    def drag(self) -> RegionDrag | None:
        """The rectangle being chosen, if one is."""
        return self._drag

    @property
    def hits(self) -> dict[str, QRectF]:
        """The places of the card that may be clicked, as last painted."""
        return self._hits

    def claims(self, event: QKeyEvent) -> bool:
        """Tells whether a key belongs to the surface now."""
        return self._hand.claims(event)

    def take_press(self, event: QKeyEvent) -> bool:
        """Leads a key to what it means here: a look, a step, or another page."""
        if self._hand.press(event):
            return True
        by = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if by is not None:
            self.turned.emit(by)
        return by is not None

    def take_release(self, event: QKeyEvent) -> bool:
        """Ends a held look."""
        return self._hand.release(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Acts on the card's places only."""
        self._hand.mouse_press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Leads a drag or an open lens."""
        self._hand.mouse_move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends what the press began."""
        self._hand.mouse_release(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Closes a lens that follows the pointer."""
        if self.lens_open and self._face.lens_by_pointer:
            self.stop()
        super().leaveEvent(event)

    def move_lens(self, at: QPointF, by_pointer: bool) -> None:
        """Puts the middle of the lens somewhere on the picture."""
        picture = self.picture_rect()
        x = min(max(at.x(), picture.left()), picture.right())
        y = min(max(at.y(), picture.top()), picture.bottom())
        self._face.lens_at, self._face.lens_by_pointer = QPointF(x, y), by_pointer
        self.update()

    def nudge_lens(self, by: QPointF) -> None:
        """Moves the lens by keys."""
        self.move_lens(self._face.lens_at + by, by_pointer=False)

    def _begin_drag(self, purpose: str) -> None:
        self._feed(events.Stop(EndCause.STOPPED))
        self._drag = RegionDrag(self.picture_rect(), purpose)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._say("Choose a region: drag, or move it by arrows and take it by Enter.")
        self.update()
