"""Time in two views on one axis: inside the clip that is in view, and in the world."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from ui.desk import Desk
from ui.models.exhibits import ExhibitsModel
from ui.models.occurrences import OccurrencesModel
from ui.panels.timeline.items import clip_items, dated, world_items
from ui.panels.timeline.occurrence_line import OccurrenceLine
from ui.panels.timeline.steps import FrameSteps
from ui.theme import Theme
from ui.widgets.ask_line import AskLine
from ui.widgets.controls import IconButton, button, column, row
from ui.widgets.labels import KeyCap, PlainLabel
from ui.widgets.time_axis import TimeAxis
from workbench.actions.annotations import annotate
from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import exhibit, preview
from workbench.actions.occurrences import add_occurrence
from workbench.casefile.annotations import Anchor, Annotation, clip_time
from workbench.casefile.custody import Entry
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit, Family
from workbench.casefile.exposure import Preview, Rung
from workbench.casefile.occurrences import Occurrence
from workbench.casefile.policies import Citation
from workbench.casefile.verbs import ACQUIRE, LOOK_BEGIN, LOOK_END

TIMED = (Family.VIDEO, Family.AUDIO)
CLIP_LANES = ("Frames", "Marks", "Policy")
SOUND_LANES = ("Sound", "Marks", "Policy")
WORLD_LANES = ("Occurrences", "Captured")
QUIET = {LOOK_BEGIN.name, LOOK_END.name, ACQUIRE.name}


class TimelinePanel(QWidget):
    """Marks moments and spans of a clip, and puts down what happened in the world."""

    said = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, model: ExhibitsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._theme, self._exhibits = desk, theme, model
        self.occurrences = OccurrencesModel(self)
        self._clip: tuple[Exhibit, Preview | None] | None = None
        self.marks: Sequence[Annotation] = ()
        self._citations: Sequence[Citation] = ()
        self._steps = FrameSteps(desk, self)
        self._in: float | None = None
        self._out: float | None = None
        self._wanted = ""
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._build()
        self._wire()
        self._show_world()

    # Layout ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Builds the tools, the line for words, the line for occurrences, and the axis."""
        theme = self._theme
        self.clip_button, self.world_button = self._view("Clip"), self._view("World")
        self._views = QButtonGroup(self)
        self._views.addButton(self.clip_button)
        self._views.addButton(self.world_button)
        self._build_clip_tools(theme)
        self.add_button = button("Add an occurrence", self.ask_occurrence, "link", "add-occurrence")
        nearer, farther, fit = (
            IconButton(theme, "zoom-in", "Closer"),
            IconButton(theme, "zoom-out", "Farther"),
            IconButton(theme, "fit", "The whole span  (F)"),
        )
        self.axis = TimeAxis(theme)
        nearer.clicked.connect(lambda: self.axis.zoom(1.6))
        farther.clicked.connect(lambda: self.axis.zoom(1 / 1.6))
        fit.clicked.connect(self.axis.fit)
        head = QWidget()
        row(
            head,
            PlainLabel("Timeline", "pane"),
            self.clip_button,
            self.world_button,
            self.clip_tools,
            1,
            self.add_button,
            farther,
            nearer,
            fit,
            gap=6,
            margins=(16, 8, 12, 4),
        )
        self.ask = AskLine(theme)
        self.occurrence = OccurrenceLine(theme)
        self.axis.setAccessibleName("Time axis")
        self.empty = QWidget()
        nothing = row(
            None,
            1,
            PlainLabel("Nothing is dated yet.", "strong"),
            PlainLabel("Put down what happened and when; a clip brings its own axis.", "secondary"),
            1,
        )
        column(self.empty, 1, nothing, 2, margins=(16, 8, 16, 8))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.axis)
        self.stack.addWidget(self.empty)
        column(self, head, self.ask, self.occurrence, self.stack, gap=0).setStretch(3, 1)

    def _build_clip_tools(self, theme: Theme) -> None:
        """Builds what steps through a clip, and the keys that mark it."""
        back, forward = (
            IconButton(theme, "step-back", "Frame back  (,)"),
            IconButton(theme, "step-forward", "Frame forward  (.)"),
        )
        back.clicked.connect(lambda: self.step(-1))
        forward.clicked.connect(lambda: self.step(1))
        self._position, self._length = PlainLabel("", "mono"), PlainLabel("", "mono-meta")
        self.clip_tools = QWidget()
        hints: list[QWidget] = []
        for key, words in (("I", "in"), ("O", "out"), ("M", "mark"), ("Q", "cite here")):
            hints += [KeyCap(key, theme), PlainLabel(words, "meta")]
        tools = row(self.clip_tools, back, forward, self._position, self._length, *hints, gap=6)
        tools.insertSpacing(4, 10)

    def _view(self, words: str) -> QPushButton:
        """Makes one of the two buttons that choose what the axis shows."""
        made = QPushButton(words)
        made.setCheckable(True)
        made.setAutoDefault(False)
        made.setProperty("role", "segment")
        made.setAccessibleName(f"Timeline of the {words.lower()}")
        return made

    def _wire(self) -> None:
        """Connects tools, desk and models."""
        desk = self._desk
        desk.opened.connect(self._open)
        desk.selected.connect(self._follow)
        desk.changed.connect(self._heed)
        desk.moved.connect(self._move)
        self._exhibits.modelReset.connect(self._paint)
        self._exhibits.ruled.connect(self._paint_frames)
        self.axis.moved.connect(self._put)
        self.axis.activated.connect(self._go)
        self.axis.picked.connect(self._go)
        self.ask.answered.connect(self._mark)
        self.occurrence.answered.connect(self._add)
        self.clip_button.clicked.connect(self._show_clip)
        self.world_button.clicked.connect(self._show_world)

    # What is shown ---------------------------------------------------------------------------------------------

    @property
    def on_clip(self) -> bool:
        """Tells whether the axis shows the clip in view."""
        return self.clip_button.isChecked()

    def _open(self) -> None:
        """Shows another case."""
        self._clip = None
        self.marks = self._citations = ()
        self.occurrences.show(())
        self.add_button.setEnabled(self._desk.writable)
        self._show_world()
        self._read()

    def _read(self) -> None:
        """Reads what is dated in the case, and the marks of the exhibit in view."""
        number = self._desk.number
        self._desk.ask(lambda case: dated(case, number), then=lambda found: self._take(number, *found))

    def _take(
        self, number: int | None, dated: Sequence[Occurrence], marks: Sequence[Annotation], cited: Sequence[Citation]
    ) -> None:
        """Takes in what was read, if it is still about the exhibit in view."""
        self.occurrences.show(dated)
        if number == self._desk.number:
            self.marks, self._citations = marks, cited
        self._paint()
        self._arrive()

    def _follow(self, number: int | None) -> None:
        """Shows a clip's own axis when one comes into view, and the world otherwise."""
        self._in = self._out = None
        self.axis.set_span(None, None)
        self.ask.leave()
        self._clip = None
        self.marks = self._citations = ()
        if number is None:
            self._show_world()
            return
        self._desk.ask(_clip, number, then=lambda found: self._found(number, *found), failed=lambda _: None)
        self._read()

    def _found(self, number: int, item: Exhibit, shown: Preview | None) -> None:
        """Knows now whether the exhibit in view is a clip."""
        if number != self._desk.number:
            return
        is_clip = item.family in TIMED and item.facts.seconds is not None
        self._clip = (item, shown) if is_clip else None
        self._steps.set_clip(number if is_clip else None, item.facts)
        (self._show_clip if is_clip else self._show_world)()

    def _show_clip(self) -> None:
        """Turns the axis to the clip in view."""
        if self._clip is None:
            self._show_world()
            return
        item = self._clip[0]
        self.clip_button.setChecked(True)
        self.clip_tools.show()
        self.axis.set_clip(item.facts.seconds or 0.0)
        self.axis.set_lanes(CLIP_LANES if item.family is Family.VIDEO else SOUND_LANES)
        self._paint_frames()
        if self._desk.position is None:
            self._desk.move(0.0)
        self._say_position()
        self._paint()
        self.axis.fit()

    def _paint_frames(self) -> None:
        """Shows the veiled frames of the clip in view, unless it rests sealed."""
        if self.on_clip and self._clip is not None:
            rules, shown = self._exhibits.rules_of(self._clip[0]), self._clip[1]
            sealed = rules is None or rules.rest is Rung.SEALED
            self.axis.set_frames(shown.sheet if shown and not sealed else ())

    def _show_world(self) -> None:
        """Turns the axis to the world."""
        self.world_button.setChecked(True)
        self.clip_tools.hide()
        self.clip_button.setEnabled(self._clip is not None)
        self.axis.set_world("UTC")
        self.axis.set_lanes(WORLD_LANES)
        self.axis.set_frames(())
        self.axis.set_playhead(None)
        self._paint()
        self.axis.fit()

    def _paint(self) -> None:
        """Puts the items of the present view on the axis."""
        self.clip_button.setEnabled(self._clip is not None)
        if self.on_clip and self._clip is not None:
            self.axis.set_items(clip_items(self.marks, self._citations))
            self.axis.set_playhead(self._desk.position)
            self.stack.setCurrentWidget(self.axis)
        else:
            items = world_items(self.occurrences.values, self._captured())
            self.axis.set_items(items)
            self.stack.setCurrentWidget(self.axis if items else self.empty)

    def _captured(self) -> list[Exhibit]:
        """Lists the exhibits in the grid that state when they were captured."""
        found = (self._exhibits.shown(number) for number in self._exhibits.numbers)
        return [item.exhibit for item in found if item is not None and item.exhibit.facts.captured]

    def _heed(self, entry: Entry) -> None:
        """Reads again where an entry may have changed what is dated."""
        number = self._desk.number
        if entry.verb in QUIET:
            return
        self._read()
        if number is not None and exhibit_label(number) in entry.subjects and self._clip is None:
            self._desk.ask(_clip, number, then=lambda found: self._found_late(number, *found), failed=lambda _: None)

    def _found_late(self, number: int, item: Exhibit, shown: Preview | None) -> None:
        """Turns to the clip once its length is known."""
        if item.family in TIMED and item.facts.seconds is not None and self._clip is None:
            self._found(number, item, shown)

    # The position ----------------------------------------------------------------------------------------------

    def step(self, frames: int) -> None:
        """Steps through the clip by its own frames, on the veil."""
        if self.on_clip:
            self._steps.step(frames)

    def _put(self, seconds: float) -> None:
        """Puts the position in the clip."""
        if self.on_clip:
            self._desk.move(seconds)

    def _move(self, seconds: float | None) -> None:
        """Shows the position, and the span that is being marked."""
        if self.on_clip:
            self.axis.set_playhead(seconds)
            self._say_position()
            if self._in is not None and self._out is None and seconds is not None and seconds > self._in:
                self.axis.set_span(self._in, seconds)

    def _say_position(self) -> None:
        """Writes position and length."""
        length = self._clip[0].facts.seconds if self._clip else None
        self._position.setText(clip_time(self._desk.position or 0.0))
        self._length.setText(f"/ {clip_time(length)}" if length is not None else "")

    def _go(self, name: str) -> None:
        """Goes to an item: its moment in the clip, or the exhibit it belongs to."""
        kind, _, key = name.partition(":")
        if kind == "mark":
            mark = next((item for item in self.marks if item.id == key), None)
            if mark is not None and mark.anchor.start is not None:
                self._desk.move(mark.anchor.start)
        elif kind == "cite":
            cited = next((item for item in self._citations if item.id == key), None)
            if cited is not None and cited.anchor.start is not None:
                self._desk.move(cited.anchor.start)
        elif kind == "exhibit":
            self._desk.select(int(key))
        elif kind == "occurrence":
            happened = next((item for item in self.occurrences.values if item.id == key), None)
            if happened is not None:
                self.said.emit(self.occurrences.text(happened))
                if happened.exhibits:
                    self._desk.select(happened.exhibits[0])

    def go_to(self, name: str) -> None:
        """Goes to a dated item by its name on the axis, now or once it was read."""
        self._wanted = name
        if name.startswith("occurrence:"):
            self._show_world()
        self._arrive()

    def _arrive(self) -> None:
        """Goes to the item that is waited for, if it is there by now."""
        name, key = self._wanted, self._wanted.partition(":")[2]
        there = {item.id for item in self.marks} | {item.id for item in self._citations}
        if key in there or self.occurrences.row_of(key) >= 0:
            self._wanted = ""
            self.axis.select(name)
            self._go(name)

    # Marking ---------------------------------------------------------------------------------------------------

    def mark_in(self) -> None:
        """Starts a span here."""
        if self._clip is not None:
            self._in, self._out = self._desk.position or 0.0, None
            self.axis.set_span(self._in, None)
            self.said.emit(f"In at {clip_time(self._in)}. O ends the span, M marks it.")

    def mark_out(self) -> None:
        """Ends the span here; one that would end before it starts is turned round."""
        if self._clip is not None:
            here, start = self._desk.position or 0.0, self._in if self._in is not None else 0.0
            self._in, self._out = min(start, here), max(start, here)
            self.axis.set_span(self._in, self._out)
            self.said.emit(f"{clip_time(self._in)} to {clip_time(self._out)}. M marks it.")

    def mark(self) -> None:
        """Asks for the words of a mark on the span, or on the moment."""
        if self._clip is None or not self._desk.writable:
            self.said.emit("A mark on a moment needs a clip in view.")
            return
        if self._in is not None and self._out is None:
            self.mark_out()
        anchor = self._anchor()
        self.ask.ask(f"Mark {anchor.words}", "What is to be seen there", verb="Mark")

    def _anchor(self) -> Anchor:
        """The part that a mark is about."""
        if self._in is not None and self._out is not None and self._out > self._in:
            return Anchor(self._in, self._out)
        return Anchor(self._desk.position or 0.0)

    def _mark(self, words: str) -> None:
        """Keeps a mark."""
        if self._clip is not None:
            self._desk.do(annotate, self._clip[0].number, words, self._anchor())
        self._in = self._out = None
        self.axis.set_span(None, None)
        self.axis.setFocus()

    # Occurrences -----------------------------------------------------------------------------------------------

    def ask_occurrence(self) -> None:
        """Opens the line that takes an occurrence."""
        if self._desk.writable:
            self.occurrence.ask()

    def _add(self, when: str, zone: str, what: str) -> None:
        """Puts an occurrence down; the line stays open where it could not be."""
        self._desk.do(add_occurrence, when, what, zone, then=self._added)

    def _added(self, _made: Occurrence) -> None:
        """Clears the line and shows the world."""
        self.occurrence.clear()
        self._show_world()
        self._read()


def _clip(case: OpenCase, number: int) -> tuple[Exhibit, Preview | None]:
    """Reads what is needed to show a clip's own axis."""
    return exhibit(case, number), preview(case, number)
