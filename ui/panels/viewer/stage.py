"""Where the exhibit in view stands: one of several surfaces, each covered until somebody deliberately looks."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.panels.viewer.deck import Deck
from ui.panels.viewer.hearing import Beside, Hearing
from ui.panels.viewer.looks import Looks
from ui.panels.viewer.reading import Reading
from ui.panels.viewer.seeing import Seeing
from ui.theme import Theme
from ui.widgets.controls import column
from ui.widgets.empty_state import EmptyState
from ui.widgets.text_veil import TextVeil
from ui.widgets.veil_surface import VeilSurface
from ui.widgets.waveform_view import WaveformView
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.exposure import EndCause, Preview, Rules, Rung, Veil

JUMP_SECONDS = 0.6


class Stage(QWidget):
    """Brings an exhibit to the surface that fits it, and covers all of them at once."""

    said = Signal(str)
    paged = Signal(object)

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._number: int | None = None
        self._preview: Preview | None = None
        self._played: float | None = None
        self.surface = VeilSurface(theme)
        self.text = TextVeil(theme)
        self.sound = WaveformView(theme)
        self.empty = EmptyState(
            theme,
            "eye-off",
            "Nothing in view",
            "Choose an exhibit. It stays covered until you hold Space to look.",
        )
        self.stack = QStackedWidget()
        for part in (self.surface, self.text, self.sound, self.empty):
            self.stack.addWidget(part)
        self.looks = Looks(desk, self)
        self.seeing = Seeing(desk, self.looks, self.surface, self)
        self.reading = Reading(desk, self.looks, self.text, self.surface, self)
        self.hearing = Hearing(desk, self.looks, self.sound, self)
        self.beside = Beside(desk, self.looks, self.surface, self)
        self.surface.share_keys_with(self.sound)
        self.surface.played.connect(self._note_played)
        self.deck = Deck(desk, theme, self.surface)
        self.deck.paged.connect(self._turn)
        column(self, self.stack, self.deck, gap=0).setStretch(0, 1)
        for denier in (self.surface, self.text, self.sound, self.beside):
            denier.denied.connect(self.said)

    @property
    def in_view(self) -> VeilSurface | TextVeil | WaveformView:
        """The surface that looks are asked of now."""
        shown = self.stack.currentWidget()
        return next((part for part in (self.text, self.sound) if part is shown), self.surface)

    @property
    def page(self) -> int | None:
        """The page of the document in view, from 1."""
        return self.deck.page

    def show_nothing(self) -> None:
        """Shows that no exhibit is in view."""
        self._number = self._preview = None
        self.seeing.show(None)
        self.hearing.show(None)
        self.deck.show_exhibit(None, None, Rung.SEALED)
        self.reading.show(None)
        self.stack.setCurrentWidget(self.empty)

    def show_exhibit(self, item: Exhibit, shown: Preview | None, rules: Rules | None) -> None:
        """Brings an exhibit to its surface, at rest; of the one that is there already only what is new."""
        if item.number != self._number:
            self.deck.forget()
        self._number, self._preview = item.number, shown
        if self.hearing.takes(item, shown):
            self.hearing.show(item, shown, rules)
            self.deck.show_exhibit(None, None, Rung.SEALED)
            self.stack.setCurrentWidget(self.sound)
            return
        if self.reading.takes(item):
            self.reading.show(item, rules)
            self.deck.show_exhibit(None, None, Rung.SEALED)
            self.stack.setCurrentWidget(self.text)
            return
        self.deck.show_exhibit(item, shown, rules.rest if rules is not None else Rung.SEALED)
        self.seeing.turn(self.deck.page)
        self.seeing.show(item, shown, rules, self._veil_here())
        self.stack.setCurrentWidget(self.surface)
        self.paged.emit(self.deck.page)

    def stop(self, cause: EndCause = EndCause.STOPPED) -> None:
        """Ends whatever look there is."""
        for part in (self.surface, self.text, self.sound):
            part.stop(cause)

    def seal(self, cause: EndCause = EndCause.SEALED_ALL) -> None:
        """Covers everything at once."""
        for part in (self.surface, self.text, self.sound):
            part.seal(cause)

    def follow(self, seconds: float | None) -> None:
        """Shows the veil of the frame that is nearest to a position in the clip; a jump ends what plays."""
        if seconds is not None and self.stack.currentWidget() is self.sound:
            self._follow_sound(seconds)
        if seconds is None or self._preview is None or not self._preview.sheet:
            return
        self.deck.follow(seconds)
        if self.surface.playing and (self._played is None or abs(seconds - self._played) > JUMP_SECONDS):
            self.surface.stop(EndCause.ITEM_CHANGED)
        self.surface.set_veil(self._veil_here())

    def _follow_sound(self, seconds: float) -> None:
        """Shows the position in the sound; a jump ends what is being heard."""
        if self.sound.looking and abs(seconds - self.sound.position) > JUMP_SECONDS:
            self.sound.stop(EndCause.ITEM_CHANGED)
        self.sound.set_position(seconds)

    def _note_played(self, seconds: float) -> None:
        """Keeps where the span that plays has come to, to tell its own progress from a person's jump."""
        self._played = seconds

    def _turn(self, page: int | None) -> None:
        """Brings another page to the surface, veiled."""
        self.seeing.turn(page)
        self.surface.set_veil(self._veil_here())
        self.paged.emit(page)

    def _veil_here(self) -> Veil | None:
        """The veil of the page in view, or of the frame that is nearest to the position; else the exhibit's own."""
        shown, page, here = self._preview, self.deck.page, self._desk.position
        if shown is None:
            return None
        if page is not None:
            return shown.pages[page - 1] if page <= len(shown.pages) else None
        if shown.sheet and here is not None:
            return min(shown.sheet, key=lambda frame: abs(frame.seconds - here)).veil
        return shown.veil
