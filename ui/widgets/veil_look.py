"""The heart of the picture surface: pixels come in, are painted while a look lasts, and are wiped when it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.look_keys import KeyedLook
from ui.widgets.look_widget import TICK_MS, Matter
from ui.widgets.region_drag import RegionDrag
from ui.widgets.veil_face import RegionMark, SurfaceFace, SurfaceItem, paint_surface, picture_place, spoken
from ui.widgets.veil_picture import ClearPixels, ClearReel, VeilPictures, wrap_frame, wrap_pixels
from workbench.casefile import look_events as events
from workbench.casefile.exposure import EndCause, LookMode, Rung, Veil
from workbench.casefile.look_events import Wish

PLAY_TICK_MS = 30


class LookSurface(KeyedLook):
    """Paints the veil, or the pixels of a look for as long as it lasts: a picture, a lens over its outline, a span."""

    regionMarked = Signal(object)
    played = Signal(float)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(theme, parent, clock)
        self.hold_rung = Rung.GREY
        self._pictures = VeilPictures(limit=64)
        self._face = SurfaceFace()
        self._images: dict[int, QImage] = {}
        self._reel: tuple[ClearReel, float] | None = None
        self._frame = -1
        self._drag: RegionDrag | None = None
        self._hits: dict[str, QRectF] = {}
        self._clearest: dict[int, Rung] = {}
        self._reel_start = 0.0
        self.setMinimumSize(240, 180)
        self._name()

    # What the owner says.

    def set_item(self, item: SurfaceItem | None) -> None:
        """Shows another exhibit, or none, which ends a look; what is new about the same one ends it only where its
        rules or its size changed."""
        before = self._face.item
        rules = item.rules if item is not None and item.can_look else None
        veiled = item is not None and item.veil is not None
        if before is not None and item is not None and item.number == before.number:
            if item.size != before.size:
                self._feed(events.Stop(EndCause.STOPPED))
            self._face.item, self._face.veil = item, item.veil
            self._feed(events.NewRules(rules, veiled))
        else:
            self._drag = None
            clearest = self._clearest.get(item.number, Rung.SEALED) if item is not None else Rung.SEALED
            self._feed(events.Item(rules, veiled, clearest))
            self._face = SurfaceFace(item=item, veil=item.veil if item else None)
        self._name()
        self.update()

    def set_veil(self, veil: Veil | None) -> None:
        """Changes the picture at rest, for a clip whose playhead moved or another page; ends a look first."""
        if not self.playing:
            self._feed(events.Stop(EndCause.ITEM_CHANGED))
        self._face.veil = veil
        self.update()

    def set_marks(self, marks: Sequence[RegionMark]) -> None:
        """Shows numbered boxes over the picture."""
        self._face.marks = tuple(marks)
        self.update()

    def set_notes(self, notes: Sequence[str]) -> None:
        """Shows what came to be known of the exhibit in view, a line each; a look goes on."""
        self._face.notes = tuple(notes)
        self._name()
        self.update()

    def show_pixels(self, wish: Wish, pixels: ClearPixels, seconds: float | None = None) -> None:
        """Shows the pixels of a wish, for ``seconds`` at most; pixels that come too late are wiped unseen."""
        self._receive(wish, pixels, seconds)

    def show_reel(self, wish: Wish, reel: ClearReel, start: float) -> None:
        """Plays the frames of a span from ``start`` on, once; a reel that comes too late is wiped unseen."""
        self._reel_start = start
        self._receive(wish, reel, max(0.0, reel.until - start))

    def seal(self, cause: EndCause = EndCause.SEALED_ALL) -> None:
        """Goes to SEALED at once (key 0)."""
        self._drag = None
        super().seal(cause)

    def latch(self, cause: EndCause = EndCause.SEALED_ALL) -> None:
        """Goes to SEALED at once and stays there until the person resumes (F9)."""
        self._drag = None
        super().latch(cause)

    def stop(self, cause: EndCause = EndCause.STOPPED) -> None:
        """Ends a look, or leaves a rectangle that is being drawn."""
        self._drag = None
        super().stop(cause)

    # What the person does, by keys, card or commands.

    def press_look(self, skip: bool = False) -> None:
        """The look key goes down; ``skip`` leaves out the outline that the rules ask for first."""
        self._feed(events.Press(self.hold_rung, LookMode.HOLD, skip=skip))

    def press_play(self) -> None:
        """The key that plays a span goes down."""
        item = self._face.item
        if item is not None and item.plays:
            self._feed(events.Press(self.hold_rung, LookMode.PLAY))

    def hasten(self, quick: bool) -> None:
        """Goes on at the clip's own speed, or slowly again."""
        self._feed(events.Hasten(quick))

    def pin(self) -> None:
        """Keeps a held look open for a while, or lets a pinned one go."""
        self._feed(events.Pin())

    # What can be asked of it.

    @property
    def playing(self) -> bool:
        """Tells whether a span plays."""
        return self._reel is not None

    @property
    def item(self) -> SurfaceItem | None:
        """What is shown at rest."""
        return self._face.item

    @property
    def shown_under(self) -> Wish | None:
        """The wish of the look that goes on."""
        return self._look.wish if self.looking else None

    def picture_rect(self) -> QRectF:
        """Where the picture lies."""
        return picture_place(QRectF(self.rect()), self._face)

    def pixel_side(self) -> int:
        """The long side, in device pixels, that a clear picture is shown at: no more need be decoded."""
        place = self.picture_rect()
        return max(1, round(max(place.width(), place.height()) * self.devicePixelRatioF()))

    def sizeHint(self) -> QSize:
        """Room for a picture and its card."""
        return QSize(640, 480)

    # Uncovering and letting go.

    def _uncover(self, wish: Wish, matter: Matter) -> None:
        if self._face.item is not None:
            number = self._face.item.number
            self._clearest[number] = max(wish.rung, self._clearest.get(number, Rung.SEALED))
        if isinstance(matter, ClearReel):
            self._reel, self._frame = (matter, self._reel_start), -1
            self._turn()
        elif isinstance(matter, ClearPixels):
            self._images[wish.serial] = wrap_pixels(matter)

    def _let_go(self, wish: Wish) -> None:
        self._images.pop(wish.serial, None)
        if self._look.wish is None or wish.mode is LookMode.PLAY:
            self._reel, self._frame = None, -1

    def _turn(self) -> bool:
        """Puts the frame of this moment in the place of the one before; tells whether it is another one."""
        wish = self._look.wish
        if self._reel is None or wish is None:
            return False
        reel, start = self._reel
        here = start + max(0.0, self._clock() - self._look.since)
        place = max(0, sum(frame.seconds <= here + 1e-6 for frame in reel.frames) - 1)
        if place == self._frame:
            return False
        self._frame = place
        self._images[wish.serial] = wrap_frame(reel, place)
        return True

    def _notice(self, words: str) -> None:
        self._face.notice = words

    def _begun_words(self, wish: Wish, seconds: float) -> str:
        doing = "Playing" if wish.mode is LookMode.PLAY else "Looking"
        return f"{doing}, {wish.rung.words}, {seconds:.0f} seconds."

    def _tick_ms(self) -> int:
        return PLAY_TICK_MS if self.playing else TICK_MS

    def _tick(self) -> None:
        super()._tick()
        if self._reel is not None:
            start, since = self._reel[1], self._look.since
            if self._turn():
                self.played.emit(start + max(0.0, self._clock() - since))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints veil or look; a look whose time is over ends here, even if no timer came."""
        self._painting = True
        if self.looking:
            self._feed(events.Tick())
        face, look = self._face, self._look
        wish, under = look.wish, look.under
        face.look, face.drag = look, self._drag
        face.image = self._images.get(wish.serial) if wish else None
        face.under = self._images.get(under.wish.serial) if under else None
        face.focused, face.at = self.hasFocus(), self._clock()
        painter = QPainter(self)
        self._hits = paint_surface(painter, self.theme, QRectF(self.rect()), face, self._pictures)
        painter.end()
        face.image = face.under = None
        self._painting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ends a look and leaves a rectangle: the picture under the hand would change."""
        self._drag = None
        super().resizeEvent(event)

    def _name(self) -> None:
        name, description = spoken(self._face, self._look)
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
