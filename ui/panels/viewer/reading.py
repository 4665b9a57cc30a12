"""Looks at words: the opening of a passage is recorded, and its words are handed to the text surface or refused."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from ui.desk import Desk
from ui.panels.viewer.looks import Looks
from ui.panels.viewer.seeing import READ_ONLY
from ui.widgets.text_face import TextItem
from ui.widgets.text_veil import TextVeil
from ui.widgets.veil_surface import VeilSurface
from workbench.actions.aids import suggestions_of
from workbench.actions.reading import READABLE, passages_of
from workbench.casefile.custody import Entry
from workbench.casefile.exhibits import Exhibit, subtype_words
from workbench.casefile.exposure import Rules
from workbench.casefile.look_events import Wish
from workbench.casefile.passages import Passages
from workbench.casefile.suggestions import Aid, Suggestion
from workbench.casefile.verbs import SUGGEST
from workbench.casefile.visible import visible
from workbench.errors import WorkbenchError

PDF = "application/pdf"
LONGEST_CODE = 8


class Reading(QObject):
    """Answers the wishes of the text surface for the exhibit in view.

    The pages of a PDF are looked at on the picture surface and its words read here: T goes from one to the other, and
    ``switched`` tells that the exhibit is to be brought into view anew.
    """

    switched = Signal()

    def __init__(
        self, desk: Desk, looks: Looks, text: TextVeil, surface: VeilSurface, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._looks, self._text, self._surface = desk, looks, text, surface
        self._item: Exhibit | None = None
        self._rules: Rules | None = None
        self._language = ""
        self._apart: tuple[object, int] | None = None
        self._document: Exhibit | None = None
        text.lookWanted.connect(self._read)
        text.lookEnded.connect(lambda wish, cause, ms: looks.end("read", wish.serial, cause, ms))
        text.pagesWanted.connect(self._switch)
        desk.changed.connect(self._heed)
        surface.installEventFilter(self)

    def takes(self, item: Exhibit) -> bool:
        """Tells whether an exhibit is read rather than looked at; of a PDF the pages come first."""
        self._document = item if item.held and item.media_type == PDF else None
        if self._document is not None:
            return self._apart == (self._desk.case, item.number)
        return item.held and item.family in READABLE

    def show(self, item: Exhibit | None, rules: Rules | None = None) -> None:
        """Brings an exhibit's words to the surface, covered; its passages follow once they are known."""
        before, self._item, self._rules = self._item, item, rules
        if item is not None and before is not None and (before.number, before.digest) == (item.number, item.digest):
            self._text.set_item(text_item(item, rules, self._language))
            return
        self._language = ""
        self._text.set_item(text_item(item, rules) if item is not None else None)
        if item is not None:
            self.read_passages()
            self._ask_language(item)

    def read_passages(self) -> None:
        """Finds the passages of the text in view; again where the person's own terms are others now."""
        item, case, decoder = self._item, self._desk.case, self._desk.decoder
        if item is not None and case is not None:
            self._desk.run(
                lambda: passages_of(case, decoder, item.number),
                lambda found: self._show_passages(item, found),
                lambda error: self._fail(item, error),
            )

    def _show_passages(self, item: Exhibit, found: Passages) -> None:
        """Lists the passages, if their exhibit is still in view."""
        if self._item is not None and self._item.number == item.number:
            self._text.show_passages(found)

    def _fail(self, item: Exhibit, error: Exception) -> None:
        """Says why there are no passages."""
        if not isinstance(error, WorkbenchError):
            self._desk.fail(error)
        elif self._item is not None and self._item.number == item.number:
            self._text.show_problem(str(error))

    def _ask_language(self, item: Exhibit) -> None:
        """Asks which language a machine suggested."""
        self._desk.ask(suggestions_of, item.number, then=lambda found: self._take(item, found), failed=lambda _: None)

    def _take(self, item: Exhibit, found: Sequence[Suggestion]) -> None:
        """Says the suggested language on the card, if its exhibit is still in view; what is open stays open."""
        language = language_of(found)
        if self._item is not None and self._item.number == item.number and language != self._language:
            self._language = language
            self._text.set_item(text_item(self._item, self._rules, language))

    def _heed(self, entry: Entry) -> None:
        """Asks again where a machine has read the exhibit in view."""
        if self._item is not None and entry.verb == SUGGEST.name and self._item.label in entry.subjects:
            self._ask_language(self._item)

    def _read(self, wish: Wish) -> None:
        """Has the opening of a passage recorded, and hands its words to the text surface."""
        item, text = self._item, self._text
        if item is None or not self._desk.writable:
            text.refuse(wish, READ_ONLY)
            return
        self._looks.read(
            item.number,
            wish,
            text.passage_of(wish),
            lambda words: text.show_words(wish, words),
            lambda words: text.refuse(wish, words),
        )

    def _switch(self) -> None:
        """Goes from the pages of a document to its words, or back."""
        if self._document is None:
            return
        here = (self._desk.case, self._document.number)
        self._apart = None if self._apart == here else here
        self.switched.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes T on the pages of a document at rest."""
        if self._document is None or watched is not self._surface or self._surface.looking:
            return False
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_T or event.modifiers():
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._switch()
        return event.type() == QEvent.Type.KeyPress


def language_of(found: Sequence[Suggestion]) -> str:
    """Gives the code of the language that a machine suggested, empty where none did."""
    marks = next((said.marks for said in found if said.aid is Aid.LANGUAGE), ())
    return visible(marks[0].words)[:LONGEST_CODE] if marks else ""


def text_item(item: Exhibit, rules: Rules | None, language: str = "") -> TextItem:
    """Says what the text surface may say of an exhibit at rest; without rules nothing of it opens."""
    return TextItem(
        number=item.number,
        label=item.label,
        kind=f"{item.family.words}, {subtype_words(item.media_type)}",
        sensitivity=item.sensitivity,
        rules=rules,
        harms=item.harms,
        ground=item.rating.words if item.rating is not None else "",
        description=item.description,
        language=language,
        pages=item.media_type == PDF,
    )
