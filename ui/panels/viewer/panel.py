"""One exhibit in view: covered at rest, seen by a deliberate and recorded look, judged by one key."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.models.exhibits import ExhibitsModel
from ui.panels.viewer.head import ViewerHead
from ui.panels.viewer.judging import Judging
from ui.panels.viewer.known import Known
from ui.panels.viewer.marks import Marks
from ui.panels.viewer.stage import Stage
from ui.theme import Theme
from ui.widgets.ask_line import AskLine
from ui.widgets.controls import column
from ui.widgets.text_veil import TextVeil
from ui.widgets.veil_surface import VeilSurface
from ui.widgets.waveform_view import WaveformView
from workbench.actions.decisions import determinations_of
from workbench.actions.exhibits import exhibit, preview
from workbench.actions.exposure_rules import layers
from workbench.casefile.custody import Entry
from workbench.casefile.decisions import Determination, Judgement
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.exposure import EndCause, Preview
from workbench.casefile.verbs import EXPOSURE_RULES

Facts = tuple[Exhibit, Preview | None, Determination | None]


class ViewerPanel(QWidget):
    """Shows the exhibit in view and takes the judgement on it."""

    decided = Signal(object)  # an exhibit's number is wider than a C int
    said = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, model: ExhibitsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._model = desk, model
        self._exhibit: Exhibit | None = None
        self._preview: Preview | None = None
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.head = ViewerHead(theme)
        self.stage = Stage(desk, theme)
        self.ask = AskLine(theme)
        self.judging = Judging(desk, theme, model)
        column(self, self.head, self.stage, self.ask, self.judging, gap=0).setStretch(1, 1)
        self.marks = Marks(desk, self.stage.surface, self.stage.sound, self.ask, self)
        self.known = Known(desk, self.stage.surface, self.stage.sound, self)
        self.surface, self.text, self.sound = self.stage.surface, self.stage.text, self.stage.sound
        self.empty = self.stage.empty
        self.stack = self.stage.stack
        self.judgements, self.why, self.confidence = (
            self.judging.judgements,
            self.judging.why,
            self.judging.confidence,
        )
        self._wire()
        self._show_nothing()

    def _wire(self) -> None:
        """Connects parts, desk and model."""
        desk = self._desk
        desk.selected.connect(self._open)
        desk.changed.connect(self._heed)
        desk.moved.connect(self._move)
        desk.opened.connect(self._begin)
        self._model.counted.connect(self._catch_up)
        self._model.ruled.connect(self._bring)
        self.judging.decided.connect(self.decided)
        self.stage.reading.switched.connect(self._turn_over)
        self.stage.paged.connect(self.marks.turn)
        for part in (self.stage, self.marks):
            part.said.connect(self.said)

    # What others ask of it -------------------------------------------------------------------------------------

    @property
    def in_view(self) -> VeilSurface | TextVeil | WaveformView:
        """The surface that looks are asked of now."""
        return self.stage.in_view

    def seal(self, cause: EndCause = EndCause.SEALED_ALL) -> None:
        """Covers everything at once."""
        self.stage.seal(cause)

    def stop(self) -> None:
        """Ends a look."""
        self.stage.stop()

    def mark_region(self) -> None:
        """Lets a rectangle be drawn and asks for its words."""
        self.marks.draw()

    def decide(self, judgement: Judgement, stay: bool = False) -> None:
        """Judges the exhibit in view and, unless asked to stay, goes on to the next that waits."""
        self.judging.decide(judgement, stay)

    def reread_rules(self) -> None:
        """Asks again which rules of looking are in force; a look that other rules forbid ends."""
        self._desk.ask(lambda case: layers(case, self._desk.person), then=self._model.set_layers)

    def _begin(self) -> None:
        """Starts on another case; until its rules are known nothing of it is shown."""
        self._show_nothing()
        self._model.set_layers(None)
        self.reread_rules()

    # The exhibit -----------------------------------------------------------------------------------------------

    def _show_nothing(self) -> None:
        """Shows that no exhibit is in view."""
        self._exhibit = self._preview = None
        self.stage.show_nothing()
        self.marks.clear()
        self.judging.set_standing(None)
        self.head.clear()
        self.judging.hide()

    def _open(self, number: int | None) -> None:
        """Covers what was in view at once and brings another exhibit in."""
        self.stage.stop(EndCause.ITEM_CHANGED)
        self.judging.clear()
        self.marks.clear()
        if number is None:
            self._show_nothing()
            return
        shown = self._model.shown(number)
        if shown is not None and shown.fetched:
            self._show(number, (shown.exhibit, shown.preview, shown.determination))
        else:
            self._desk.ask(_facts, number, then=lambda answer: self._show(number, answer), failed=lambda _: None)
        self.marks.read(number)

    def _show(self, number: int, answer: Facts) -> None:
        """Shows an exhibit at rest."""
        if number != self._desk.number:
            return
        self._exhibit, self._preview, standing = answer
        self.head.name(self._exhibit)
        self.judging.show()
        self.judging.setEnabled(self._desk.writable)
        self.judging.set_standing(standing)
        self._count()
        self._bring()
        self.marks.set_exhibit(self._exhibit, standing.judgement if standing else None)
        self.known.ask(number)

    def _bring(self) -> None:
        """Brings the exhibit in view to its surface, under the rules in force."""
        if self._exhibit is not None:
            self.stage.show_exhibit(self._exhibit, self._preview, self._model.rules_of(self._exhibit))

    def _turn_over(self) -> None:
        """Goes from the pages of a document to its words, or back, and keeps the keys there."""
        self._bring()
        self.in_view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _catch_up(self) -> None:
        """Takes in a judgement that came home after its exhibit was brought into view."""
        shown = self._model.shown(self._exhibit.number) if self._exhibit is not None else None
        newer, held = shown.determination if shown is not None else None, self.judging.standing
        if newer is not None and (held is None or newer.at > held.at):
            self.judging.set_standing(newer)
        self._count()

    def _heed(self, entry: Entry) -> None:
        """Refreshes the exhibit in view where an entry is about it."""
        number = self._desk.number
        if entry.verb == EXPOSURE_RULES.name:
            self.reread_rules()
        if number is None or exhibit_label(number) not in entry.subjects or entry.verb.startswith("look."):
            return
        self._desk.ask(_facts, number, then=lambda answer: self._refresh(number, answer), failed=lambda _: None)
        self.marks.read(number)

    def _refresh(self, number: int, answer: Facts) -> None:
        """Takes newer facts in without touching what somebody looks at."""
        if number != self._desk.number:
            return
        if self._exhibit is not None and (answer[0], answer[1]) == (self._exhibit, self._preview):
            self.judging.take(answer[2])
            self._count()
        else:
            self._show(number, answer)

    def _count(self) -> None:
        """Says where the exhibit stands among those that wait for a judgement."""
        number = self._exhibit.number if self._exhibit is not None else None
        self.head.count(number, self._model.undecided())

    def _move(self, seconds: float | None) -> None:
        """Follows the position in the clip."""
        self.stage.follow(seconds)
        self.marks.paint()


def _facts(case: Any, number: int) -> Facts:
    """Reads all that stands on one exhibit."""
    return exhibit(case, number), preview(case, number), determinations_of(case, [number]).get(number)
