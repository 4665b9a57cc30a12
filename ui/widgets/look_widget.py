"""What every surface that can be uncovered has in common: it drives the machine of a look and lets none outlast it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from workbench.casefile import look_events as events
from workbench.casefile import looking as machine
from workbench.casefile.exposure import EndCause, Reason, Rung
from workbench.casefile.look_events import Wish
from workbench.casefile.look_state import Looking, LookState

TICK_MS = 100


class Matter(Protocol):
    """What one look brought home, in memory that can be wiped."""

    def wipe(self) -> None:
        """Gives it up; may be called again."""


class LookWidget(QWidget):
    """Asks its owner for what lies behind the veil, uncovers it, and covers it again for any disturbance.

    Every wish that was emitted by ``lookWanted`` is ended by exactly one ``lookEnded(wish, cause, shown_ms)``, also one
    that was refused or never shown; when it is emitted the veil is already painted and the memory is wiped. Who
    derives from it says how something is uncovered (:meth:`_uncover`) and let go of (:meth:`_let_go`).
    """

    lookWanted = Signal(object)
    lookEnded = Signal(object, object, int)
    rungChanged = Signal(object)
    stateChanged = Signal(object)
    denied = Signal(str)
    announced = Signal(str)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._clock = clock
        self._look = Looking()
        self._matter: dict[int, Matter] = {}
        self._handed: Matter | None = None
        self._told_of: set[int] = set()
        self._untold: list[events.End] = []
        self._painting = False
        self._watched: list[QWidget] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self.update)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._application_changed)

    # How it is done; for those that derive from it.

    def _uncover(self, wish: Wish, matter: Matter) -> None:
        """Puts what a look brought home where it can be painted or heard."""
        raise NotImplementedError

    def _let_go(self, wish: Wish) -> None:
        """Lets go of what was uncovered for a wish, before its memory is wiped."""
        raise NotImplementedError

    def _notice(self, words: str) -> None:
        """Shows why a look did not begin; empty takes it away."""

    def _begun_words(self, wish: Wish, seconds: float) -> str:
        """Says that a look has begun."""
        return f"Looking, {wish.rung.words}, {seconds:.0f} seconds."

    def _name(self) -> None:
        """Names the surface anew for a screen reader."""

    # What the owner says.

    def refuse(self, wish: Wish, words: str) -> None:
        """Ends a wish without anything to show and says why."""
        self._feed(events.Refused(wish.serial, words))

    def seal(self, cause: EndCause = EndCause.SEALED_ALL) -> None:
        """Goes to SEALED at once."""
        self._feed(events.Seal(cause))

    def latch(self, cause: EndCause = EndCause.SEALED_ALL) -> None:
        """Goes to SEALED at once and stays there, whatever exhibit comes, until the person resumes."""
        self._feed(events.Seal(cause, latch=True))

    def resume(self) -> None:
        """Goes on after everything was sealed: still veiled, but a look may begin again."""
        self._feed(events.Resume())

    def stop(self, cause: EndCause = EndCause.STOPPED) -> None:
        """Ends a look or lets an armed one go, if there is one (Esc)."""
        self._feed(events.Stop(cause))
        self.update()

    def set_toggle(self, toggle: bool) -> None:
        """Lets keys that are held be pressed once and again instead; the time stays the same."""
        self._feed(events.Habit(toggle))

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
        """Tells whether anything is uncovered."""
        return bool(self._matter)

    @property
    def state(self) -> LookState:
        """Where the look stands."""
        return self._look.state

    @property
    def rung(self) -> Rung:
        """The rung that is on the screen."""
        return self._look.rung

    @property
    def rest(self) -> Rung:
        """The rung it rests at."""
        return self._look.rest

    @property
    def latched(self) -> bool:
        """Tells whether everything stays sealed until the person resumes."""
        return self._look.latched

    @property
    def reason_missing(self) -> bool:
        """Tells whether a reason is being asked for."""
        return self._look.state is LookState.ARMED and self._look.reason_missing

    # The machine, and what it says to do.

    def _receive(self, wish: Wish, matter: Matter, seconds: float | None = None) -> None:
        """Takes what a wish brought home; what comes too late is wiped unseen."""
        if self._matter.get(wish.serial) is matter:
            return
        self._handed = matter
        self._feed(events.Arrived(wish.serial, seconds))

    def _feed(self, event: events.Event) -> None:
        before = self._look
        self._look, effects = machine.step(before, event, self._clock())
        self._end_all([effect for effect in effects if isinstance(effect, events.End)])
        for effect in effects:
            self._do(effect)
        self._handed = None
        self._set_timer()
        if self._look is not before and not self._painting:
            self.update()
        if self._look.state is not before.state:
            self.stateChanged.emit(self._look.state)

    def _do(self, effect: events.Effect) -> None:
        if isinstance(effect, events.Show):
            self._show(effect)
        elif isinstance(effect, events.Discard):
            self._discard()
        elif isinstance(effect, events.Ask):
            self._ask(effect.wish)
        elif isinstance(effect, events.Armed):
            self._say("Why do you look?" if self._look.reason_missing else "Once more, after a moment, to look.")
        elif isinstance(effect, events.Abandoned):
            self._say("Still veiled.")
        elif isinstance(effect, events.Denied):
            self._notice(effect.words)
            self.denied.emit(effect.words)
            self._say(effect.words)
        elif isinstance(effect, events.Rested):
            self.rungChanged.emit(effect.rung)
            self._name()

    def _ask(self, wish: Wish) -> None:
        """Asks the owner, unless nobody could see the answer, or the wish is over by now."""
        live = (self._look.wish, self._look.under.wish if self._look.under else None)
        if wish not in live:
            return
        self._notice("")
        if not self.isVisible() or self.window().isMinimized():
            self._look, _ = machine.step(self._look, events.Stop(EndCause.HIDDEN), self._clock())
            return
        if not self.hasFocus() and not any(widget.hasFocus() for widget in self._watched):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._told_of.add(wish.serial)
        self.lookWanted.emit(wish)

    def _show(self, effect: events.Show) -> None:
        assert self._handed is not None
        matter, self._handed = self._handed, None
        self._matter[effect.wish.serial] = matter
        self._uncover(effect.wish, matter)
        self.repaint()
        if effect.wish is self._look.wish:
            seconds = (self._look.deadline or 0.0) - self._look.since
            self._say(self._begun_words(effect.wish, max(0.0, seconds)), assertive=True)

    def _discard(self) -> None:
        if self._handed is not None:
            self._handed.wipe()
            self._handed = None

    def _end_all(self, ends: Sequence[events.End]) -> None:
        """Veil first, then wipe, then tell; from within a paint the telling waits until the veil is painted."""
        if not ends:
            return
        gone = []
        for end in ends:
            self._let_go(end.wish)
            gone.append(self._matter.pop(end.wish.serial, None))
        if not self._painting:
            self._cover()
        for matter in gone:
            if matter is not None:
                matter.wipe()
        self._untold += [end for end in ends if end.wish.serial in self._told_of]
        self._told_of -= {end.wish.serial for end in ends}
        if self._painting:
            QTimer.singleShot(0, self, self._tell_all)
        else:
            self._tell_all()

    def _cover(self) -> None:
        """Paints over the look now: with the veil, or, once hidden alone, with what lies under the surface."""
        parent = self.parentWidget()
        if self.isVisible():
            self.repaint()
        elif parent is not None and parent.isVisible():
            parent.repaint(self.geometry())

    def _tell_all(self) -> None:
        ends, self._untold = self._untold, []
        for place, end in enumerate(ends):
            if end.cause is not EndCause.STEPPED and place == 0:
                self._say(f"Veiled again, {end.cause.value}.")
            self.lookEnded.emit(end.wish, end.cause, end.shown_ms)

    def _tick(self) -> None:
        self._feed(events.Tick())
        if self.looking:
            self.update()

    def _set_timer(self) -> None:
        wakes = self._look.wakes
        if wakes is None:
            self._timer.stop()
            return
        left = max(0, round((wakes - self._clock()) * 1000))
        self._timer.start(min(left, self._tick_ms()) if self.looking else left)

    def _tick_ms(self) -> int:
        """How often what is uncovered is painted anew."""
        return TICK_MS

    # Whatever disturbs a look ends it.

    def event(self, event: QEvent) -> bool:
        """Ends a look for what reaches the surface itself, notes that somebody is there, and passes it on."""
        cause = _CALMING.get(event.type())
        if cause is not None:
            self._feed(events.Stop(cause))
        elif self.looking:
            self._stir(event)
        return super().event(event)

    def _stir(self, event: QEvent) -> None:
        """Notes that somebody is there; a key that repeats by itself tells nothing."""
        repeats = isinstance(event, QKeyEvent) and event.isAutoRepeat()
        if event.type() in _STIRRING and not repeats:
            self._feed(events.Stirred())

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
        self._feed(events.Stop(EndCause.STOPPED))
        super().resizeEvent(event)

    def _say(self, words: str, assertive: bool = False) -> None:
        self.announced.emit(words)
        if QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(self, words)
            politeness = QAccessible.AnnouncementPoliteness
            event.setPoliteness(politeness.Assertive if assertive else politeness.Polite)
            QAccessible.updateAccessibility(event)


_STIRRING = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel}
)  # fmt: skip
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
