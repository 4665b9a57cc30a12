"""The words of an exhibit as covered passages, of which one at a time is opened by a deliberate and recorded look."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.controls import column
from ui.widgets.look_widget import LookWidget, Matter
from ui.widgets.painting import CENTRE, words
from ui.widgets.passage_rows import PassageDelegate, PassagesModel, passage_list
from ui.widgets.passage_sheet import PassageSheet
from ui.widgets.text_face import TextCard, TextFace, TextItem, card_face, facts_of, open_note
from ui.widgets.text_hand import claims, hold_from_elsewhere, press
from ui.widgets.veil_card import paint_sealed
from workbench.casefile import look_events as events
from workbench.casefile.exposure import EndCause, LookMode, Reason, Rung
from workbench.casefile.look_events import Wish
from workbench.casefile.look_state import LookState
from workbench.casefile.passages import Passage, Passages, spoken_name
from workbench.casefile.reading import IDLE_SECONDS, reading_seconds, text_rules

_STIRRING = (QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)
_FORGETTING = (events.Stop, events.Seal, events.Item, events.Release)
_TICK_MS = 1000


class Words:
    """The words of one opened passage on their way to the screen."""

    def __init__(self, text: str) -> None:
        self.text = text

    def wipe(self) -> None:
        """Lets go of the words."""
        self.text = ""


class TextVeil(LookWidget):
    """Lists covered passages; Space opens the current one while it is down, Enter until Esc or another is opened.

    T shows what is flagged in an open passage, too, which is a look of its own. Hover, scrolling, a click on a row and
    walking by keys never open anything. The owner answers ``lookWanted(wish)`` with :meth:`show_words` or
    :meth:`refuse`; :meth:`passage_of` says which passage it is about.
    """

    pagesWanted = Signal()
    #: Words are read sitting still: what covers pictures after a short stillness lets them be.
    patient = True

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(theme, parent, clock)
        self._face = TextFace()
        self._asked: dict[int, int] = {}
        self._moved = 0.0
        self._early: LookMode | None = None
        self._elsewhere: dict[QWidget, Callable[[], bool]] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        self.model = PassagesModel(self)
        self._delegate = PassageDelegate(theme, self)
        self.view = passage_list(self.model, self._delegate)
        self.view.clicked.connect(lambda index: self._choose(index.row()))
        self.view.verticalScrollBar().valueChanged.connect(lambda _: self._place_sheet())
        self.card = TextCard(theme)
        self.card.pressed.connect(self._press_card)
        self.card.released.connect(self.release_look)
        column(self, self.view, self.card, gap=0).setStretch(0, 1)
        self.words = PassageSheet(theme, self)
        self.words.stirred.connect(self._note_presence)
        theme.changed.connect(self._restyle)
        self.stateChanged.connect(lambda _: self._tell())
        self._restyle()
        self._tell()

    # What the owner says.

    def set_item(self, item: TextItem | None) -> None:
        """Covers another exhibit's words; the same exhibit again brings only what changed about it."""
        rules = text_rules(item.rules) if item is not None and item.rules is not None else None
        before = self._face.item
        if item is not None and before is not None and item.number == before.number:
            self._feed(events.NewRules(rules, veiled=True))
            self._face.item = item
        else:
            self._feed(events.Item(rules, veiled=item is not None))
            self._face = TextFace(item=item)
            self.model.show(Passages())
            self._choose(-1)
        self._open_early(self._early)
        self._tell()

    def show_passages(self, passages: Passages) -> None:
        """Lists the passages of the exhibit in view; those that are listed already stay."""
        if passages == self._face.passages:
            return
        if self.reading:
            self._feed(events.Stop(EndCause.ITEM_CHANGED))
        self._face.passages = passages
        self._face.problem = "" if passages.passages else passages.problem or "It holds no words."
        self.model.show(passages)
        early = self._early
        self._choose(0)
        self._open_early(early)

    def show_problem(self, words: str) -> None:
        """Says why there are no passages."""
        self._face.problem = words
        self._tell()

    def passage_of(self, wish: Wish) -> int:
        """Gives the number of the passage that a wish is about."""
        return self._asked.get(wish.serial, 0)

    def show_words(self, wish: Wish, text: str) -> None:
        """Shows the words of a wish; words that come too late are let go of unseen."""
        item = self._face.item
        seconds = reading_seconds(item.rules, len(text)) if item is not None and item.rules is not None else None
        self._receive(wish, Words(text), seconds)

    def take_keys_of(self, widget: QWidget, here: Callable[[], bool]) -> None:
        """Lets Space held in another widget read too, while ``here`` says that this surface is in view."""
        self._elsewhere[widget] = here
        self._watched.append(widget)
        widget.installEventFilter(self)

    # What the person does.

    def press_look(self) -> None:
        """The look key goes down."""
        self._open(LookMode.HOLD)

    def keep_open(self) -> None:
        """Opens the current passage until Esc, or until another is opened."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._open(LookMode.STEP)

    def toggle_flagged(self) -> None:
        """Shows what is flagged in the open passage, or covers that again; at rest the owner is asked for pages."""
        wish, passage = self._look.wish, self.current
        if self.paged and self._look.state is LookState.RESTING:
            self.pagesWanted.emit()
        elif self.reading and wish is not None and passage is not None and passage.spans:
            self._feed(events.StepDown() if wish.rung is Rung.COLOUR else events.StepUp())

    def step_up(self) -> None:
        """One step clearer: the bars of a sealed text, or what is flagged in an open passage."""
        if self.reading:
            self.toggle_flagged()
        elif self._look.state is LookState.RESTING and self._look.rest is Rung.SEALED:
            super().step_up()
        self._tell()

    def step_down(self) -> None:
        """One step less: tokens again, the bars, and at last nothing but its kind and length."""
        wish = self._look.wish
        if self.reading and wish is not None and wish.rung is not Rung.COLOUR:
            self.stop(EndCause.STEPPED)
        else:
            super().step_down()
        self._tell()

    # What can be asked of it.

    @property
    def reading(self) -> bool:
        """Tells whether words are on the screen."""
        return self.looking

    @property
    def paged(self) -> bool:
        """Tells whether the exhibit can also be looked at page by page."""
        return self._face.item is not None and self._face.item.pages

    @property
    def current(self) -> Passage | None:
        """The passage that keys are about."""
        return self.model.passage(self._delegate.current)

    # Opening and covering.

    def _open(self, mode: LookMode) -> None:
        """Asks for the words of the current passage; another open one is covered first."""
        if not self._ready:
            # A key that is pressed before passages and rules are known opens the first, unless it is let go until then.
            waiting = self._face.item is not None and not self._face.problem
            self._early = mode if waiting else None
            self._say(facts_of(self._face, sealed=True) or "There is nothing here to read.")
            return
        state, wish = self._look.state, self._look.wish
        if state in (LookState.OPENING, LookState.SHOWN) and wish is not None and mode is LookMode.STEP:
            if self._asked.get(wish.serial) == self.current.number and wish.mode is mode:
                return
            self._feed(events.Stop(EndCause.STEPPED))
        if state is LookState.ARMED and mode is LookMode.STEP:
            self._feed(events.Confirm())
        else:
            self._feed(events.Press(Rung.GREY, mode))

    @property
    def _ready(self) -> bool:
        return self.current is not None and self._look.rules is not None

    def _open_early(self, mode: LookMode | None) -> None:
        if mode is not None and self._ready:
            self._early = None
            self._open(mode)

    def _feed(self, event: events.Event) -> None:
        if isinstance(event, _FORGETTING) and not (self._early is LookMode.STEP and isinstance(event, events.Release)):
            self._early = None
        super()._feed(event)

    def _ask(self, wish: Wish) -> None:
        if self.current is not None:
            self._asked = {wish.serial: self.current.number}
        super()._ask(wish)

    def _uncover(self, wish: Wish, matter: Matter) -> None:
        passage = self.current
        if not isinstance(matter, Words) or passage is None:
            return
        self._note_presence()
        self.words.show_words(passage, matter.text, wish.rung is Rung.COLOUR, open_note(self._look))
        self._place_sheet()
        self.words.repaint()

    def _let_go(self, wish: Wish) -> None:
        self.words.forget()
        self.setAccessibleDescription("")

    def _cover(self) -> None:
        super()._cover()
        if self.isVisible():
            self.view.viewport().repaint()

    def _notice(self, words: str) -> None:
        self._face.notice = words
        self._tell()

    def _begun_words(self, wish: Wish, seconds: float) -> str:
        passage = self.current
        flagged = " with what is flagged" if wish.rung is Rung.COLOUR else ""
        return f"{passage.heading if passage else 'The passage'} is open{flagged}. {self.words.toPlainText()}"

    def _tick_ms(self) -> int:
        return _TICK_MS

    def _tick(self) -> None:
        """Lets time go by: reading has a longer patience than looking."""
        if self.looking and self._clock() - self._moved >= IDLE_SECONDS:
            self._feed(events.Stop(EndCause.IDLE))
        elif self.looking:
            self._feed(events.Stirred())
        super()._tick()

    def _stir(self, event: QEvent) -> None:
        repeats = isinstance(event, QKeyEvent) and event.isAutoRepeat()
        if event.type() in _STIRRING and not repeats:
            self._note_presence()

    def _note_presence(self) -> None:
        self._moved = self._clock()

    # Moving about.

    def _choose(self, row: int) -> None:
        """Makes a passage the current one; an open one is covered."""
        if row != self._delegate.current and self._look.wish is not None:
            self._feed(events.Stop(EndCause.STEPPED))
        self._delegate.current = min(row, self.model.rowCount() - 1)
        self._face.notice = ""
        if row >= 0:
            self.view.scrollTo(self.model.index(self._delegate.current))
        self.view.viewport().update()
        self._tell()

    def walk(self, by: int) -> None:
        """Moves within a long open passage, else to another passage."""
        if self.words.scrolls and abs(by) <= 10:
            lines = by * 3 if abs(by) == 1 else self.words.lines_in_view() * (1 if by > 0 else -1)
            if self.words.scroll_lines(lines):
                return
        page = max(1, self.view.viewport().height() // max(1, self.view.sizeHintForRow(0)) - 1)
        step = by if abs(by) != 10 else page * (1 if by > 0 else -1)
        row = min(max(0, self._delegate.current + step), self.model.rowCount() - 1)
        if row != self._delegate.current:
            self._choose(row)
            passage = self.current
            if passage is not None:
                self._say(spoken_name(passage, self.model.rowCount()))

    def _press_card(self, hit: str) -> None:
        """Acts on a place of the card."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        reason = TextCard.reason(hit)
        if isinstance(reason, Reason):
            self.choose_reason(reason)
        elif hit == "look":
            self.press_look()
        elif hit == "open":
            self.keep_open()
        elif hit in ("plain", "pages"):
            self.toggle_flagged()

    # Keys.

    def event(self, event: QEvent) -> bool:
        """Keeps the keys that mean something here from the shortcuts of the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and claims(self, event):
            event.accept()
            return True
        taken = super().event(event)
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._tell()
        return taken

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes Space from the widget it was told to, beside what the window says."""
        if isinstance(watched, QWidget) and watched in self._elsewhere:
            return self._elsewhere[watched]() and self._heed_elsewhere(event)
        return super().eventFilter(watched, event)

    def _heed_elsewhere(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide) and self._look.held:
            self._feed(events.Stop(EndCause.FOCUS_LOST))
        return isinstance(event, QKeyEvent) and hold_from_elsewhere(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leads a key to what it means here."""
        if not press(self, event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting Space go covers what was held open."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.release_look()
        else:
            super().keyReleaseEvent(event)

    # What is seen, and said.

    def _tell(self) -> None:
        """Brings list, card and names to what is so now."""
        face, look = self._face, self._look
        face.focused, face.passage = self.hasFocus(), self.current
        self._delegate.focused = face.focused
        self.view.setVisible(face.item is not None and look.rest is not Rung.SEALED and self.model.rowCount() > 0)
        self.card.show_card(None if face.item is None else card_face(face, look))
        self._name()
        self.view.viewport().update()
        self.update()

    def _name(self) -> None:
        item, passage = self._face.item, self.current
        if item is None:
            self.setAccessibleName("Text")
        elif passage is None or self._look.latched:
            self.setAccessibleName(f"{item.label}. {item.kind}, covered. {facts_of(self._face, sealed=True)}")
        else:
            self.setAccessibleName(spoken_name(passage, self.model.rowCount(), covered=not self.reading))
        keys = "Press Space and hold to read, Enter to read until Escape."
        self.setAccessibleDescription(self.words.toPlainText() if self.reading else keys)

    def _restyle(self) -> None:
        ground = self.theme.colour("canvas").name()
        self.view.setStyleSheet(f"QListView {{ background: {ground}; border: none; padding: 6px; }}")
        self.view.doItemsLayout()
        self._tell()

    def _place_sheet(self) -> None:
        """Lays the open passage over its row."""
        if not self.reading:
            return
        area = QRectF(0, 0, self.width(), self.card.y() if self.card.isVisible() else self.height())
        row = self.view.visualRect(self.model.index(self._delegate.current)) if self.view.isVisible() else None
        self.words.place(area, float(row.top() + self.view.y()) if row is not None else area.height() / 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints what lies behind list and card: of a sealed text its kind and length."""
        if self.looking:
            self._feed(events.Tick()) if self._look.deadline and self._clock() >= self._look.deadline else None
        painter, theme = QPainter(self), self.theme
        painter.fillRect(self.rect(), theme.colour("canvas"))
        item = self._face.item
        if item is None or self.view.isVisible():
            return
        place = QRectF(24, 24, self.width() - 48, max(60.0, self.card.y() - 36.0))
        paint_sealed(painter, theme, place, item.label)
        line = QRectF(place.left() + 12, place.center().y(), place.width() - 24, theme.px(24))
        words(painter, line, facts_of(self._face, sealed=True), theme.text(12), theme.colour("text2"), CENTRE)
