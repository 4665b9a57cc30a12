"""The heart of the picture surface: pixels come in, are painted while a look lasts, and are wiped when it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QGuiApplication,
    QHideEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.region_drag import RegionDrag
from ui.widgets.veil_face import RegionMark, SurfaceFace, SurfaceItem, paint_surface, picture_place, spoken
from ui.widgets.veil_picture import ClearPixels, VeilPictures, wrap_pixels
from workbench.casefile import look_events as events
from workbench.casefile import looking as machine
from workbench.casefile.exposure import RULES, EndCause, LookMode, Reason, Rung, Veil
from workbench.casefile.look_events import Wish
from workbench.casefile.looking import Looking, LookState

TICK_MS = 100


class LookSurface(QWidget):
    """Drives the machine of a look: asks for pixels, paints them or the veil, and ends a look for any disturbance."""

    lookWanted = Signal(object)
    lookEnded = Signal(object, object, int)
    rungChanged = Signal(object)
    stateChanged = Signal(object)
    denied = Signal(str)
    regionMarked = Signal(object)
    announced = Signal(str)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.hold_rung = Rung.GREY
        self._clock = clock
        self._look = Looking()
        self._pictures = VeilPictures(limit=64)
        self._face = SurfaceFace()
        self._image: QImage | None = None
        self._pixels: ClearPixels | None = None
        self._handed: ClearPixels | None = None
        self._untold: list[events.End] = []
        self._painting = False
        self._drag: RegionDrag | None = None
        self._hits: dict[str, QRectF] = {}
        self._watched: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 180)
        theme.changed.connect(self.update)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._application_changed)
        self._name()

    # What the owner says.

    def set_item(self, item: SurfaceItem | None) -> None:
        """Shows another exhibit, or none; ends a look first."""
        rules = RULES[item.sensitivity] if item is not None and item.can_look else None
        veiled = item is not None and item.veil is not None
        self._feed(events.Item(rules, veiled))
        self._drag = None
        self._face = SurfaceFace(item=item, veil=item.veil if item else None, marks=())
        self._name()
        self.update()

    def set_veil(self, veil: Veil | None) -> None:
        """Changes the picture at rest, for a clip whose playhead moved; ends a look first."""
        self._feed(events.Stop(EndCause.ITEM_CHANGED))
        self._face.veil = veil
        self.update()

    def set_marks(self, marks: Sequence[RegionMark]) -> None:
        """Shows numbered boxes over the picture."""
        self._face.marks = tuple(marks)
        self.update()

    def show_pixels(self, wish: Wish, pixels: ClearPixels, seconds: float | None = None) -> None:
        """Shows the pixels of a wish, for ``seconds`` at most; pixels that come too late are wiped unseen."""
        if pixels is self._pixels:
            return
        self._handed = pixels
        self._feed(events.Arrived(wish.serial, seconds))

    def refuse(self, wish: Wish, words: str) -> None:
        """Ends a wish without a picture and says why."""
        self._feed(events.Refused(wish.serial, words))

    def seal(self, cause: EndCause = EndCause.SEALED_ALL) -> None:
        """Goes to SEALED at once (keys 0 and F9)."""
        self._drag = None
        self._feed(events.Seal(cause))

    def stop(self, cause: EndCause = EndCause.STOPPED) -> None:
        """Ends a look or lets an armed one go, if there is one (Esc)."""
        self._drag = None
        self._feed(events.Stop(cause))
        self.update()

    # What the person does, by keys, card or commands.

    def press_look(self) -> None:
        """The look key goes down."""
        self._feed(events.Press(self.hold_rung, LookMode.HOLD))

    def release_look(self) -> None:
        """The look key goes up."""
        self._feed(events.Release())

    def step_up(self) -> None:
        """One rung up; from OUTLINE on each is a look of its own."""
        self._feed(events.StepUp())

    def step_down(self) -> None:
        """One rung down."""
        self._feed(events.StepDown())

    def choose_reason(self, reason: Reason) -> None:
        """Says why the person looks, while that is asked."""
        self._feed(events.Choose(reason))

    # What can be asked of it.

    @property
    def looking(self) -> bool:
        """Tells whether clear pixels are on the screen."""
        return self._look.state is LookState.SHOWN

    @property
    def state(self) -> LookState:
        """Where the look stands."""
        return self._look.state

    @property
    def rung(self) -> Rung:
        """The rung that is on the screen."""
        return self._look.rung

    @property
    def reason_missing(self) -> bool:
        """Tells whether a reason is being asked for."""
        return self._look.state is LookState.ARMED and self._look.reason_missing

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

    # The machine, and what it says to do.

    def _feed(self, event: events.Event) -> None:
        before = self._look
        self._look, effects = machine.step(before, event, self._clock())
        for effect in effects:
            self._do(effect)
        self._handed = None
        self._set_timer()
        if self._look is not before and not self._painting:
            self.update()
        if self._look.state is not before.state:
            self.stateChanged.emit(self._look.state)

    def _do(self, effect: events.Effect) -> None:
        if isinstance(effect, events.End):
            self._end(effect)
        elif isinstance(effect, events.Show):
            self._show(effect)
        elif isinstance(effect, events.Discard):
            self._discard()
        elif isinstance(effect, events.Ask):
            self._ask(effect)
        elif isinstance(effect, events.Armed):
            self._say("Why do you look?" if self._look.reason_missing else "Hold Space once more to look.")
        elif isinstance(effect, events.Abandoned):
            self._say("Still veiled.")
        elif isinstance(effect, events.Denied):
            self._face.notice = effect.words
            self.denied.emit(effect.words)
            self._say(effect.words)
        elif isinstance(effect, events.Rested):
            self.rungChanged.emit(effect.rung)
            self._name()

    def _ask(self, effect: events.Ask) -> None:
        self._face.notice = ""
        if not self.isVisible() or self.window().isMinimized():
            self._look, _ = machine.step(self._look, events.Stop(EndCause.HIDDEN), self._clock())
            return
        if not self.hasFocus() and not (self._watched is not None and self._watched.hasFocus()):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.lookWanted.emit(effect.wish)

    def _show(self, effect: events.Show) -> None:
        assert self._handed is not None
        self._pixels, self._handed = self._handed, None
        self._image = wrap_pixels(self._pixels)
        self.repaint()
        seconds = (self._look.deadline or 0.0) - self._look.since
        self._say(f"Looking, {effect.wish.rung.words}, {max(0.0, seconds):.0f} seconds.", assertive=True)

    def _discard(self) -> None:
        if self._handed is not None:
            self._handed.wipe()
            self._handed = None

    def _end(self, end: events.End) -> None:
        """Veil first, then wipe, then tell; from within a paint the telling waits until the veil is painted."""
        self._image = None
        if not self._painting:
            self._cover()
        if self._pixels is not None:
            self._pixels.wipe()
            self._pixels = None
        if self._painting:
            self._untold.append(end)
            QTimer.singleShot(0, self, self._tell_all)
        else:
            self._tell(end)

    def _cover(self) -> None:
        """Paints over the look now: with the veil, or, once hidden alone, with what lies under the surface."""
        parent = self.parentWidget()
        if self.isVisible():
            self.repaint()
        elif parent is not None and parent.isVisible():
            parent.repaint(self.geometry())

    def _tell_all(self) -> None:
        ends, self._untold = self._untold, []
        for end in ends:
            self._tell(end)

    def _tell(self, end: events.End) -> None:
        if end.cause is not EndCause.STEPPED:
            self._say(f"Veiled again, {end.cause.value}.")
        self.lookEnded.emit(end.wish, end.cause, end.shown_ms)

    def _tick(self) -> None:
        self._feed(events.Tick())
        if self.looking:
            self.update()

    def _set_timer(self) -> None:
        if self._look.deadline is None:
            self._timer.stop()
            return
        left = max(0, round((self._look.deadline - self._clock()) * 1000))
        self._timer.start(min(left, TICK_MS) if self.looking else left)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints veil or look; a look whose time is over ends here, even if no timer came."""
        self._painting = True
        if self.looking:
            self._feed(events.Tick())
        face = self._face
        face.look, face.image, face.drag = self._look, self._image, self._drag
        face.focused, face.at = self.hasFocus(), self._clock()
        painter = QPainter(self)
        self._hits = paint_surface(painter, self.theme, QRectF(self.rect()), face, self._pictures)
        painter.end()
        face.image = None
        self._painting = False

    # Whatever disturbs a look ends it.

    def event(self, event: QEvent) -> bool:
        """Ends a look for what reaches the surface itself, and passes it on."""
        cause = _CALMING.get(event.type())
        if cause is not None:
            self._feed(events.Stop(cause))
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ends a look for what happens to the window."""
        cause = _CALMING_WINDOW.get(event.type())
        settled = event.type() == QEvent.Type.WindowStateChange and not self.window().isMinimized()
        if cause is not None and not settled:
            self._feed(events.Stop(cause))
        return False

    def _application_changed(self, state: Qt.ApplicationState) -> None:
        if state is not Qt.ApplicationState.ApplicationActive:
            self._feed(events.Stop(EndCause.FOCUS_LOST))

    def showEvent(self, event: QShowEvent) -> None:
        """Watches the window it now belongs to."""
        super().showEvent(event)
        self.window().installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Ends a look: what is hidden is veiled."""
        self._feed(events.Stop(EndCause.HIDDEN))
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ends a look: the picture under the eye would change."""
        self._drag = None
        self._feed(events.Stop(EndCause.STOPPED))
        super().resizeEvent(event)

    # Words for a screen reader.

    def _name(self) -> None:
        name, description = spoken(self._face, self._look)
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)

    def _say(self, words: str, assertive: bool = False) -> None:
        self.announced.emit(words)
        if QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(self, words)
            politeness = QAccessible.AnnouncementPoliteness
            event.setPoliteness(politeness.Assertive if assertive else politeness.Polite)
            QAccessible.updateAccessibility(event)


_CALMING = {
    QEvent.Type.FocusOut: EndCause.FOCUS_LOST,
    QEvent.Type.WindowDeactivate: EndCause.FOCUS_LOST,
    QEvent.Type.WindowBlocked: EndCause.HIDDEN,
    QEvent.Type.UngrabMouse: EndCause.RELEASED,
    QEvent.Type.ParentAboutToChange: EndCause.HIDDEN,
    QEvent.Type.DevicePixelRatioChange: EndCause.STOPPED,
    QEvent.Type.ScreenChangeInternal: EndCause.STOPPED,
    QEvent.Type.DeferredDelete: EndCause.CLOSED,
}
_CALMING_WINDOW = {
    QEvent.Type.WindowDeactivate: EndCause.FOCUS_LOST,
    QEvent.Type.WindowBlocked: EndCause.HIDDEN,
    QEvent.Type.WindowStateChange: EndCause.HIDDEN,
    QEvent.Type.Hide: EndCause.HIDDEN,
    QEvent.Type.Close: EndCause.CLOSED,
    QEvent.Type.DevicePixelRatioChange: EndCause.STOPPED,
    QEvent.Type.ScreenChangeInternal: EndCause.STOPPED,
}
