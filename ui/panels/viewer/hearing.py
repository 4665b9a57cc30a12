"""Listening: what a sound surface asks for is recorded, decoded under its ceiling, and played while it lasts."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from ui.desk import Desk
from ui.panels.viewer.looks import BESIDE, HEAR, Looks
from ui.panels.viewer.seeing import READ_ONLY, surface_item
from ui.widgets.sound_out import MakeSink, QtSink, sound_problem
from ui.widgets.veil_surface import VeilSurface
from ui.widgets.waveform_view import WaveformView
from workbench.actions.looking_spans import SoundLook
from workbench.casefile.exhibits import Exhibit, Family
from workbench.casefile.exposure import EndCause, LookMode, Preview, Rules, Rung
from workbench.casefile.look_events import Wish

SILENT = "There is nothing to hear."


class Hearing(QObject):
    """Answers the wishes of the waveform for the sound in view."""

    def __init__(self, desk: Desk, looks: Looks, view: WaveformView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._looks, self._view = desk, looks, view
        self._item: Exhibit | None = None
        self._seconds = 0.0
        view.lookWanted.connect(self._hear)
        view.lookEnded.connect(lambda wish, cause, ms: looks.end(HEAR, wish.serial, cause, ms))
        view.moved.connect(desk.move)
        view.played.connect(desk.move)

    def takes(self, item: Exhibit, shown: Preview | None) -> bool:
        """Tells whether an exhibit is heard rather than looked at."""
        facts = shown.facts if shown is not None else item.facts
        return item.held and item.family is Family.AUDIO and bool(facts.seconds)

    def show(self, item: Exhibit | None, shown: Preview | None = None, rules: Rules | None = None) -> None:
        """Brings a sound to its surface, silent; none clears it."""
        self._item = item
        if item is None:
            self._view.set_sound(None)
            return
        facts = shown.facts if shown is not None else item.facts
        face = surface_item(item, shown, rules, None)
        face = replace(face, can_look=facts.problem is None, note="", size=None)
        self._seconds = rules.seconds if rules is not None else 0.0
        self._view.set_sound(face, shown.waveform if shown is not None else None, facts.seconds or 0.0)

    def _hear(self, wish: Wish) -> None:
        """Has a listening recorded and decoded, and hands it to the surface."""
        item, view = self._item, self._view
        if item is None or not self._desk.writable:
            view.refuse(wish, READ_ONLY)
            return
        start = view.position

        def show(look: SoundLook) -> None:
            view.refuse(wish, SILENT) if look.sound is None else view.show_sound(wish, look.sound, start)

        self._looks.hear(item.number, wish, start, self._seconds, show, lambda words: view.refuse(wish, words))


class Beside(QObject):
    """The sound of a span that plays: a further, recorded step, which ends with the key and with the picture."""

    denied = Signal(str)

    def __init__(
        self,
        desk: Desk,
        looks: Looks,
        surface: VeilSurface,
        parent: QObject | None = None,
        make_sink: MakeSink = QtSink,
        problem: Callable[[], str] = sound_problem,
    ) -> None:
        super().__init__(parent)
        self._desk, self._looks, self._surface = desk, looks, surface
        self._sink, self._problem = make_sink(), problem
        self._wish: Wish | None = None
        self._serial, self._since = 0, 0.0
        self._over = QTimer(self, singleShot=True)
        self._over.timeout.connect(lambda: self.end(EndCause.EXPIRED))
        surface.listening.connect(lambda wanted: self._begin() if wanted else self.end(EndCause.RELEASED))
        surface.lookEnded.connect(self._follow)

    def _begin(self) -> None:
        """Asks for the sound from where the span has come to."""
        item, seen = self._surface.item, self._surface.shown_under
        if self._wish is not None or item is None or seen is None or item.rules is None:
            return
        forbidden = "" if LookMode.LISTEN in item.rules.modes else "The rules for this exhibit do not allow listening."
        problem = forbidden or self._problem()
        if problem:
            self.denied.emit(problem)
            return
        self._serial += 1
        wish = self._wish = Wish(self._serial, Rung.COLOUR, LookMode.LISTEN, seen.reason)
        self._since = 0.0
        start = self._desk.position or 0.0
        self._looks.hear(item.number, wish, start, item.rules.seconds, self._play, self._refuse, BESIDE)

    def _play(self, look: SoundLook) -> None:
        """Plays what came home for the wish that still stands."""
        if look.sound is None:
            self._refuse(SILENT)
            return
        self._since = time.monotonic()
        self._sink.start(look.sound.samples, look.sound.rate)
        self._over.start(round(look.sound.seconds * 1000))

    def _refuse(self, words: str) -> None:
        self.end(EndCause.FAILED)
        self.denied.emit(words)

    def _follow(self, wish: Wish, cause: EndCause, _ms: int) -> None:
        if wish.mode is LookMode.PLAY:
            self.end(cause)

    def end(self, cause: EndCause) -> None:
        """Is silent at once, and has the end recorded, once."""
        wish, self._wish = self._wish, None
        if wish is not None:
            self._over.stop()
            self._sink.stop()
            shown = round((time.monotonic() - self._since) * 1000) if self._since else 0
            self._looks.end(BESIDE, wish.serial, cause, shown)
