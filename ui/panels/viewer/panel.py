"""One exhibit in view: covered at rest, seen by a deliberate and recorded look, judged by one key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QStackedWidget, QWidget

from ui.desk import Desk
from ui.models.exhibits import ExhibitsModel, kind_words
from ui.panels.viewer.looks import Looks
from ui.theme import Theme
from ui.widgets.ask_line import AskLine
from ui.widgets.controls import column, row, surface
from ui.widgets.empty_state import EmptyState
from ui.widgets.judgement_bar import JudgementBar
from ui.widgets.labels import Pill, PlainLabel, visible
from ui.widgets.preview_tile import PLATES
from ui.widgets.text_veil import TextVeil
from ui.widgets.veil_surface import RegionMark, SurfaceItem, VeilSurface
from workbench.actions.annotations import annotate, annotations_of
from workbench.actions.decisions import decide, determinations_of
from workbench.actions.exhibits import exhibit, preview
from workbench.actions.exposure import Look
from workbench.casefile.annotations import Anchor, Annotation
from workbench.casefile.custody import Entry
from workbench.casefile.decisions import Confidence, Determination, Judgement
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit, Family, Holding
from workbench.casefile.exposure import COLOUR_SIDE, EndCause, Preview
from workbench.casefile.identity import short_digest
from workbench.casefile.look_events import Wish

READABLE = (Family.TEXT, Family.CHAT, Family.MAIL, Family.PAGE)
PICTURED = (Family.IMAGE, Family.VIDEO)
TONES = {
    Judgement.VIOLATING: "violating",
    Judgement.BORDERLINE: "borderline",
    Judgement.CLEAR: "clear",
    Judgement.ESCALATE: "escalate",
}


class ViewerPanel(QWidget):
    """Shows the exhibit in view and takes the judgement on it."""

    decided = Signal(object)  # an exhibit's number is wider than a C int
    said = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, model: ExhibitsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._theme, self._model = desk, theme, model
        self._looks = Looks(desk, self)
        self._exhibit: Exhibit | None = None
        self._preview: Preview | None = None
        self._determination: Determination | None = None
        self._region: tuple[float, float, float, float] | None = None
        self._marks: Sequence[Annotation] = ()
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._build()
        self._wire()
        self._show_nothing()

    # Layout ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Builds heading, surfaces, the line for words, and the judgement."""
        self._label = PlainLabel("", "mono")
        self._kind = PlainLabel("", "strong", Qt.TextElideMode.ElideRight)
        self._kind.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._digest = PlainLabel("", "mono-meta")
        self._position = PlainLabel("", "meta")
        self._sensitivity = Pill("", self._theme)
        head = self._head = surface("bar")
        head.setFixedHeight(48)
        row(
            head,
            self._label,
            self._kind,
            self._sensitivity,
            self._digest,
            1,
            self._position,
            gap=10,
            margins=(16, 0, 16, 0),
        )
        self.surface = VeilSurface(self._theme)
        self.text = TextVeil(self._theme)
        self.empty = EmptyState(
            self._theme,
            "eye-off",
            "Nothing in view",
            "Choose an exhibit. It stays covered until you hold Space to look.",
        )
        self.stack = QStackedWidget()
        for part in (self.surface, self.text, self.empty):
            self.stack.addWidget(part)
        self.ask = AskLine(self._theme)
        self.judgements = JudgementBar(self._theme)
        self.why = QLineEdit()
        self.why.setPlaceholderText("Why, in a line (kept with the judgement)")
        self.why.setAccessibleName("Why")
        self.confidence = QComboBox()
        self.confidence.setAccessibleName("Confidence in the judgement")
        self.confidence.addItem("Confidence: not said", None)
        for level in Confidence:
            self.confidence.addItem(f"Confidence: {level.value}", level)
        self._foot = surface("pane")
        grounds = row(None, self.why, self.confidence, gap=8, margins=(14, 0, 14, 0))
        column(self._foot, self.judgements, grounds, gap=2, margins=(2, 6, 2, 12))
        column(self, head, self.stack, self.ask, self._foot, gap=0).setStretch(1, 1)

    def _wire(self) -> None:
        """Connects surfaces, desk and model."""
        desk = self._desk
        desk.selected.connect(self._open)
        desk.changed.connect(self._heed)
        desk.moved.connect(self._move)
        desk.opened.connect(self._show_nothing)
        self._model.counted.connect(self._catch_up)
        self.surface.lookWanted.connect(self._see)
        self.surface.lookEnded.connect(lambda wish, cause, ms: self._looks.end("see", wish.serial, cause, ms))
        self.surface.denied.connect(self.said)
        self.surface.regionMarked.connect(self._ask_region)
        self.text.wanted.connect(self._read)
        self.text.ended.connect(lambda serial, cause, ms: self._looks.end("read", serial, cause, ms))
        self.judgements.chosen.connect(lambda judgement: self.decide(judgement))
        self.ask.answered.connect(self._mark_region)
        self.ask.left.connect(lambda: setattr(self, "_region", None))
        self.why.editingFinished.connect(self._reword)
        self.confidence.activated.connect(lambda _: self._reword())

    # The exhibit -----------------------------------------------------------------------------------------------

    @property
    def in_view(self) -> VeilSurface | TextVeil:
        """The surface that looks are asked of now."""
        return self.text if self.stack.currentWidget() is self.text else self.surface

    def _show_nothing(self) -> None:
        """Shows that no exhibit is in view."""
        self._exhibit = self._preview = self._determination = None
        self.surface.set_item(None)
        self.text.stop(EndCause.ITEM_CHANGED)
        self.stack.setCurrentWidget(self.empty)
        for label in (self._label, self._kind, self._digest, self._position):
            label.setText("")
        self._sensitivity.hide()
        self._foot.hide()
        self._head.hide()

    def _open(self, number: int | None) -> None:
        """Covers what was in view at once and brings another exhibit in."""
        self.surface.stop(EndCause.ITEM_CHANGED)
        self.text.stop(EndCause.ITEM_CHANGED)
        self.ask.leave()
        self.why.clear()
        self.confidence.setCurrentIndex(0)
        self._marks = ()
        if number is None:
            self._show_nothing()
            return
        shown = self._model.shown(number)
        if shown is not None and shown.fetched:
            self._show(number, (shown.exhibit, shown.preview, shown.determination))
        else:
            self._desk.ask(_facts, number, then=lambda answer: self._show(number, answer), failed=lambda _: None)
        self._ask_marks(number)

    def _show(self, number: int, answer: tuple[Exhibit, Preview | None, Determination | None]) -> None:
        """Shows an exhibit at rest."""
        if number != self._desk.number:
            return
        self._exhibit, self._preview, self._determination = answer
        item = self._exhibit
        self._label.setText(item.label)
        self._kind.setText(visible(item.title) if item.title else kind_words(item))
        self._digest.setText(f"sha256 {short_digest(item.digest)}")
        self._digest.setToolTip("The full digest stands in the details")
        self._sensitivity.set_text(item.sensitivity.value.capitalize())
        self._sensitivity.setVisible(item.sensitivity.value not in ("unclassified",))
        self._foot.show()
        self._head.show()
        self._foot.setEnabled(self._desk.writable)
        self._show_judgement()
        self._count()
        if item.held and item.family in READABLE:
            self.text.set_item(item.family.words, f"{item.size:,} bytes")
            self.stack.setCurrentWidget(self.text)
        else:
            self.surface.set_item(surface_item(item, self._preview))
            self.stack.setCurrentWidget(self.surface)
            self._paint_marks()

    def _show_judgement(self) -> None:
        """Shows the judgement that stands with its grounds, but not over words that are being written."""
        held = self._determination
        self.judgements.set_judgement(held.judgement if held else None)
        if not self.why.hasFocus():
            self.why.setText(held.rationale if held else self.why.text())
            self.why.setCursorPosition(0)
        level = held.confidence if held else None
        self.confidence.setCurrentIndex(max(0, self.confidence.findData(level)) if level else 0)

    def _catch_up(self) -> None:
        """Takes in a judgement that came home after its exhibit was brought into view."""
        shown = self._model.shown(self._exhibit.number) if self._exhibit is not None else None
        newer, held = shown.determination if shown is not None else None, self._determination
        if newer is not None and (held is None or newer.at > held.at):
            self._determination = newer
            self._show_judgement()
        self._count()

    def _heed(self, entry: Entry) -> None:
        """Refreshes the exhibit in view where an entry is about it."""
        number = self._desk.number
        if number is None or exhibit_label(number) not in entry.subjects or entry.verb.startswith("look."):
            return
        self._desk.ask(_facts, number, then=lambda answer: self._refresh(number, answer), failed=lambda _: None)
        self._ask_marks(number)

    def _refresh(self, number: int, answer: tuple[Exhibit, Preview | None, Determination | None]) -> None:
        """Takes newer facts in without touching what somebody looks at."""
        if number != self._desk.number:
            return
        same = self._exhibit is not None and (answer[0], answer[1]) == (self._exhibit, self._preview)
        if same:
            self._determination = answer[2]
            self.judgements.set_judgement(answer[2].judgement if answer[2] else None)
            self._count()
        else:
            self._show(number, answer)

    def _count(self) -> None:
        """Says where the exhibit stands among those that wait for a judgement."""
        waiting = self._model.undecided()
        if self._exhibit is None:
            self._position.setText("")
        elif not waiting:
            self._position.setText("All reviewed")
        elif self._exhibit.number in waiting:
            self._position.setText(f"{waiting.index(self._exhibit.number) + 1:,} of {len(waiting):,} to review")
        else:
            self._position.setText(f"{len(waiting):,} to review")

    # Looking ---------------------------------------------------------------------------------------------------

    def _see(self, wish: Wish) -> None:
        """Has a look recorded and decoded, and hands its pixels to the surface."""
        item = self._exhibit
        if item is None or not self._desk.writable:
            self.surface.refuse(wish, "This case is open for reading only, so no look can be recorded.")
            return
        side = min(COLOUR_SIDE, self.surface.pixel_side())
        seconds = (self._desk.position or 0.0) if item.family is Family.VIDEO else None

        def show(look: Look) -> None:
            if look.pixels is None:
                self.surface.refuse(wish, "There is nothing to see.")
            else:
                self.surface.show_pixels(wish, look.pixels)

        self._looks.see(item.number, wish, side, seconds, show, lambda words: self.surface.refuse(wish, words))

    def _read(self, serial: int) -> None:
        """Has the opening of words recorded, and hands them to the text surface."""
        item = self._exhibit
        if item is None or not self._desk.writable:
            self.text.refuse(serial, "This case is open for reading only, so no look can be recorded.")
            return
        self._looks.read(
            item.number,
            serial,
            lambda text: self.text.show_text(serial, text),
            lambda words: self.text.refuse(serial, words),
        )

    def seal(self, cause: EndCause = EndCause.SEALED_ALL) -> None:
        """Covers everything at once."""
        self.surface.seal(cause)
        self.text.stop(cause)

    def stop(self) -> None:
        """Ends a look."""
        self.surface.stop()
        self.text.stop(EndCause.STOPPED)

    def _move(self, seconds: float | None) -> None:
        """Shows the veil of the frame that is nearest to a position in the clip."""
        if seconds is None or self._preview is None or not self._preview.sheet:
            return
        self._paint_marks()
        nearest = min(self._preview.sheet, key=lambda frame: abs(frame.seconds - seconds))
        self.surface.set_veil(nearest.veil)

    # Marks -----------------------------------------------------------------------------------------------------

    def _ask_marks(self, number: int) -> None:
        """Looks the exhibit's marks up."""
        self._desk.ask(annotations_of, number, then=lambda found: self._show_marks(number, found))

    def _show_marks(self, number: int, found: Sequence[Annotation]) -> None:
        """Shows marked regions on the picture."""
        if number == self._desk.number:
            self._marks = found
            self._paint_marks()

    def _paint_marks(self) -> None:
        """Shows the marked regions that are about the picture, or about the moment of the clip in view."""
        if self._exhibit is not None:
            tone = TONES.get(self._determination.judgement, "accent") if self._determination else "accent"
            here = self._desk.position
            regions = [
                (item.words, item.anchor.region)
                for item in self._marks
                if item.anchor.region is not None and _is_at(item.anchor, here)
            ]
            drawn = (RegionMark(place, visible(words), at, tone) for place, (words, at) in enumerate(regions, 1))
            self.surface.set_marks(list(drawn))

    def mark_region(self) -> None:
        """Lets a rectangle be drawn and asks for its words."""
        if self._desk.writable and self.stack.currentWidget() is self.surface:
            self.surface.setFocus()
            self.surface.mark_region()
            self.said.emit("Draw the rectangle that the mark is about; Esc leaves it.")

    def _ask_region(self, region: tuple[float, float, float, float]) -> None:
        """Asks what the marked rectangle shows."""
        self._region = region
        self.ask.ask("Mark this region", "What is to be seen there")

    def _mark_region(self, words: str) -> None:
        """Keeps a marked rectangle."""
        if self._exhibit is not None and self._region is not None:
            seconds = self._desk.position if self._exhibit.family is Family.VIDEO else None
            self._desk.do(annotate, self._exhibit.number, words, Anchor(start=seconds, region=self._region))
        self._region = None
        self.surface.setFocus()

    # Judging ---------------------------------------------------------------------------------------------------

    def decide(self, judgement: Judgement, stay: bool = False) -> None:
        """Judges the exhibit in view and, unless asked to stay, goes on to the next that waits."""
        number = self._desk.number
        if number is None or not self._desk.writable:
            return
        words = self.why.text().strip()
        self.judgements.set_judgement(judgement)
        self._desk.do(decide, number, judgement, words or None, self.confidence.currentData())
        self.decided.emit(number)
        if not stay:
            following = self._model.next_to_review(number)
            if following is not None:
                self._desk.select(following)

    def _reword(self) -> None:
        """Keeps new words or another confidence with the judgement that stands."""
        held, number = self._determination, self._desk.number
        if held is None or number != held.exhibit or not self._desk.writable:
            return
        words, level = self.why.text().strip(), self.confidence.currentData()
        if (words, level) != (held.rationale, held.confidence):
            self._desk.do(decide, held.exhibit, held.judgement, words, level)


def surface_item(item: Exhibit, shown: Preview | None) -> SurfaceItem:
    """Says what the surface shows of an exhibit at rest."""
    facts = shown.facts if shown else item.facts
    pictured = item.held and item.family in PICTURED
    note = "" if pictured else "This kind cannot be shown yet. Its bytes are kept and can be cited and judged."
    if not item.held:
        note = f"Kept at {item.location}" if item.holding is Holding.REFERENCE else "The details say on what authority"
    return SurfaceItem(
        number=item.number,
        label=item.label,
        kind=item.neutral_name,
        sensitivity=item.sensitivity,
        veil=shown.veil if shown else None,
        size=(facts.width, facts.height) if facts.width and facts.height else None,
        can_look=pictured and facts.problem is None,
        note=note,
        problem=(facts.problem or "") if item.held else "",
        plate=PLATES.get(item.holding, ""),
    )


def _is_at(anchor: Anchor, position: float | None) -> bool:
    """Tells whether a mark is about the moment of a clip; one without a time is about every moment."""
    if anchor.start is None or position is None:
        return True
    return anchor.start - 0.5 <= position <= (anchor.end if anchor.end is not None else anchor.start) + 0.5


def _facts(case: Any, number: int) -> tuple[Exhibit, Preview | None, Determination | None]:
    """Reads all that stands on one exhibit."""
    return exhibit(case, number), preview(case, number), determinations_of(case, [number]).get(number)
