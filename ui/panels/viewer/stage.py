"""Where the exhibit in view stands: one of several surfaces, each covered until somebody deliberately looks."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.panels.viewer.looks import Looks
from ui.panels.viewer.reading import Reading
from ui.panels.viewer.seeing import Seeing
from ui.theme import Theme
from ui.widgets.controls import column
from ui.widgets.empty_state import EmptyState
from ui.widgets.text_veil import TextVeil
from ui.widgets.veil_surface import VeilSurface
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.exposure import EndCause, Preview, Rules


class Stage(QWidget):
    """Brings an exhibit to the surface that fits it, and covers all of them at once."""

    said = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._preview: Preview | None = None
        self.surface = VeilSurface(theme)
        self.text = TextVeil(theme)
        self.empty = EmptyState(
            theme,
            "eye-off",
            "Nothing in view",
            "Choose an exhibit. It stays covered until you hold Space to look.",
        )
        self.stack = QStackedWidget()
        for part in (self.surface, self.text, self.empty):
            self.stack.addWidget(part)
        column(self, self.stack, gap=0).setStretch(0, 1)
        looks = Looks(desk, self)
        self.seeing = Seeing(desk, looks, self.surface, self)
        self.reading = Reading(desk, looks, self.text, self)
        self.surface.denied.connect(self.said)

    @property
    def in_view(self) -> VeilSurface | TextVeil:
        """The surface that looks are asked of now."""
        return self.text if self.stack.currentWidget() is self.text else self.surface

    def show_nothing(self) -> None:
        """Shows that no exhibit is in view."""
        self._preview = None
        self.seeing.show(None)
        self.text.stop(EndCause.ITEM_CHANGED)
        self.stack.setCurrentWidget(self.empty)

    def show_exhibit(self, item: Exhibit, shown: Preview | None, rules: Rules | None) -> None:
        """Brings an exhibit to its surface, at rest."""
        self._preview = shown
        if self.reading.takes(item):
            self.reading.show(item)
            self.stack.setCurrentWidget(self.text)
        else:
            self.seeing.show(item, shown, rules)
            self.stack.setCurrentWidget(self.surface)

    def stop(self, cause: EndCause = EndCause.STOPPED) -> None:
        """Ends whatever look there is."""
        self.surface.stop(cause)
        self.text.stop(cause)

    def seal(self, cause: EndCause = EndCause.SEALED_ALL) -> None:
        """Covers everything at once."""
        self.surface.seal(cause)
        self.text.stop(cause)

    def follow(self, seconds: float | None) -> None:
        """Shows the veil of the frame that is nearest to a position in the clip."""
        if seconds is None or self._preview is None or not self._preview.sheet:
            return
        nearest = min(self._preview.sheet, key=lambda frame: abs(frame.seconds - seconds))
        self.surface.set_veil(nearest.veil)
