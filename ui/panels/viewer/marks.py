"""The marked regions of the exhibit in view: drawn through the veil, kept with their words, shown where they belong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from ui.desk import Desk
from ui.widgets.ask_line import AskLine
from ui.widgets.labels import visible
from ui.widgets.veil_surface import RegionMark, VeilSurface
from ui.widgets.waveform_view import WaveformView
from workbench.actions.annotations import annotate, annotations_of
from workbench.casefile.annotations import Anchor, Annotation
from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibits import Exhibit, Family

TONES = {
    Judgement.VIOLATING: "violating",
    Judgement.BORDERLINE: "borderline",
    Judgement.CLEAR: "clear",
    Judgement.ESCALATE: "escalate",
}


class Marks(QObject):
    """Asks for the words of a region that was drawn, and shows those that are about what is in view."""

    said = Signal(str)

    def __init__(
        self, desk: Desk, surface: VeilSurface, sound: WaveformView, ask: AskLine, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._surface, self._sound, self._ask = desk, surface, sound, ask
        self._item: Exhibit | None = None
        self._tone = "accent"
        self._region: tuple[float, float, float, float] | None = None
        self.known: Sequence[Annotation] = ()
        self._page: int | None = None
        surface.regionMarked.connect(self._ask_words)
        ask.answered.connect(self._keep)
        ask.left.connect(self._forget_region)

    def set_exhibit(self, item: Exhibit | None, judgement: Judgement | None = None) -> None:
        """Says which exhibit the marks are about and how it was judged."""
        self._item, self._tone = item, TONES.get(judgement, "accent") if judgement else "accent"
        self.paint()

    def turn(self, page: int | None) -> None:
        """Says which page of a document is in view."""
        self._page = page
        self.paint()

    def clear(self) -> None:
        """Forgets the marks of another exhibit."""
        self._item, self._page, self.known = None, None, ()
        self._ask.leave()

    def read(self, number: int) -> None:
        """Looks the exhibit's marks up."""
        self._desk.ask(annotations_of, number, then=lambda found: self._take(number, found))

    def paint(self) -> None:
        """Shows the marked regions that are about the picture, or about the moment of the clip in view."""
        if self._item is None:
            return
        spans = [(item.anchor.start, item.anchor.end, visible(item.words)) for item in self.known]
        self._sound.set_marks([(start, end, words) for start, end, words in spans if start is not None])
        here = self._desk.position
        regions = [
            (item.words, item.anchor.region)
            for item in self.known
            if item.anchor.region is not None and is_at(item.anchor, here, self._page)
        ]
        drawn = (RegionMark(place, visible(words), at, self._tone) for place, (words, at) in enumerate(regions, 1))
        self._surface.set_marks(list(drawn))

    def draw(self) -> None:
        """Lets a rectangle be drawn and asks for its words."""
        if self._desk.writable and self._surface.isVisible():
            self._surface.setFocus()
            self._surface.mark_region()
            self.said.emit("Draw the rectangle that the mark is about; Esc leaves it.")

    def _take(self, number: int, found: Sequence[Annotation]) -> None:
        """Takes the marks in, if they are still about the exhibit in view."""
        if number == self._desk.number:
            self.known = found
            self.paint()

    def _ask_words(self, region: tuple[float, float, float, float]) -> None:
        """Asks what the marked rectangle shows."""
        self._region = region
        self._ask.ask("Mark this region", "What is to be seen there")

    def _keep(self, words: str) -> None:
        """Keeps a marked rectangle."""
        if self._item is not None and self._region is not None:
            seconds = self._desk.position if self._item.family is Family.VIDEO else None
            anchor = Anchor(start=seconds, region=self._region, page=self._page)
            self._desk.do(annotate, self._item.number, words, anchor)
        self._region = None
        self._surface.setFocus()

    def _forget_region(self) -> None:
        """Lets a rectangle go that nobody gave words to."""
        self._region = None


def is_at(anchor: Anchor, position: float | None, page: int | None = None) -> bool:
    """Tells whether a mark is about the moment or page in view; one without either is about every one of them."""
    if page is not None and anchor.page is not None and anchor.page != page:
        return False
    if anchor.start is None or position is None:
        return True
    return anchor.start - 0.5 <= position <= (anchor.end if anchor.end is not None else anchor.start) + 0.5
