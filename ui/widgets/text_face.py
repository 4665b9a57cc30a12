"""What the text surface says in words: its card at rest, while it asks, and while a passage is open."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.labels import visible
from ui.widgets.veil_card import CardFace, Hint, behind_words, hit_at, paint_card, reason_list, reason_of
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Rules, Rung
from workbench.casefile.harms import Harm
from workbench.casefile.look_state import Looking, LookState
from workbench.casefile.passages import Length, Passage, Passages

_SIZES = {Length.SHORT: 2_000, Length.MEDIUM: 20_000}


@dataclass(frozen=True, slots=True)
class TextItem:
    """What the text surface may say of an exhibit at rest; without ``rules`` nothing of it opens.

    ``language`` is a machine's suggestion or empty; ``description`` says neutrally what it is; ``pages`` tells that it
    can also be looked at page by page.
    """

    number: int
    label: str
    kind: str
    sensitivity: Sensitivity = Sensitivity.UNCLASSIFIED
    rules: Rules | None = None
    harms: tuple[Harm, ...] = ()
    ground: str = ""
    description: str = ""
    language: str = ""
    pages: bool = False


@dataclass(slots=True)
class TextFace:
    """All that the card says at one moment; ``passages`` is None until they are known."""

    item: TextItem | None = None
    passages: Passages | None = None
    passage: Passage | None = None
    problem: str = ""
    notice: str = ""
    focused: bool = False


def size_words(passages: Passages) -> str:
    """Says in three sizes how long a text is."""
    length = next((size for size, most in _SIZES.items() if passages.size <= most), Length.LONG)
    return length.value


def facts_of(face: TextFace, sealed: bool) -> str:
    """Says what may be known of a text: kind, language and length; while it is not sealed also how it is parted."""
    item, found = face.item, face.passages
    if item is None or face.problem:
        return visible(face.problem)
    if found is None:
        return f"{item.kind} · finding its passages"
    parts = [item.kind, item.language, f"{size_words(found)} text"]
    if not sealed:
        count = len(found.passages)
        one = {"messages": "message", "pages": "page"}.get(found.kind, "paragraph")
        unit = one if count == 1 else (found.kind if found.kind != "pages" else "passages")
        parts = [item.kind, item.language, f"{count:,} {unit}"]
    more = [visible(found.problem), "it goes on beyond what is read here" if found.cut else ""]
    return " · ".join(part for part in (*parts, *more) if part)


def card_face(face: TextFace, look: Looking) -> CardFace:
    """Makes the card of a moment."""
    item = face.item
    assert item is not None
    behind = behind_words(look.rest, item.sensitivity, item.harms).replace("Veiled", "Covered", 1)
    title = f"{item.label}   {behind}"
    if look.latched:
        return CardFace("Everything is sealed", "Enter opens the work again, still covered.", icon="eye-off")
    if look.state is LookState.ARMED:
        return _armed(look, title)
    if look.state is LookState.SHOWN and look.wish is not None and face.passage is not None:
        return _open(face.passage, look, title)
    readable = face.passages is not None and bool(face.passages.passages) and item.rules is not None
    hints: tuple[Hint, ...] = (Hint("open", "Enter", "open until Esc"), Hint("", "↑ ↓", "move"))
    pages = (Hint("pages", "T", "its pages"),) if item.pages else ()
    return CardFace(
        title, facts_of(face, look.rest is Rung.SEALED), tuple(filter(None, (visible(item.ground),))),
        visible(item.description), face.notice, icon="eye-off",
        button=("press to read" if look.toggle else "hold to read") if readable else "",
        pressed=look.wish is not None, focused=face.focused, hints=(*hints, *pages) if readable else pages,
    )  # fmt: skip


def open_note(look: Looking) -> str:
    """Says how an open passage is covered again."""
    if look.held:
        return "let go to cover"
    return (
        "press again to cover"
        if look.toggle and look.wish is not None and look.wish.mode.value == "hold"
        else "Esc covers"
    )


def _armed(look: Looking, title: str) -> CardFace:
    """Asks for the reason, or for the second step."""
    asks = look.rules is not None and look.rules.reason_needed
    if look.reason_missing:
        facts = "Why do you read it? One key says it, and it is kept with the record."
    else:
        facts = "Hold Space once more, or press Enter, to read."
    return CardFace(
        title, facts, reasons=tuple(reason_list()) if asks else (), chosen=look.reason,
        button="" if look.reason_missing else "hold to read", hints=(Hint("", "Esc", "leave it covered"),),
    )  # fmt: skip


def _open(passage: Passage, look: Looking, title: str) -> CardFace:
    """Says what is open, and how what is flagged in it is shown."""
    assert look.wish is not None
    plain = look.wish.rung is Rung.COLOUR
    hints = [Hint("", "Esc", "cover")]
    if passage.spans:
        hints.insert(0, Hint("plain", "T", "cover what is flagged" if plain else "show what is flagged too"))
    state = "open with what is flagged" if plain and passage.spans else "open"
    return CardFace(title, f"{passage.heading}, {state}", icon="eye", hints=tuple(hints))


class TextCard(QWidget):
    """The card under the passages; its places can be clicked."""

    pressed = Signal(str)
    released = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._card: CardFace | None = None
        self._hits: dict[str, QRectF] = {}
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_card(self, card: CardFace | None) -> None:
        """Shows another card."""
        self._card = card
        rows = 3 + 1.4 * ((len(card.reasons) + 1) // 2 if card else 0)
        if card is not None:
            rows += (
                len(card.lines) + bool(card.notice) * 1.2 + (3 if card.prose else 0) + bool(card.button or card.hints)
            )
        self.setFixedHeight(round(self._theme.px(20) * rows + 52))
        self.setVisible(card is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the card."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("canvas"))
        self._hits = paint_card(painter, self._theme, QRectF(self.rect()), self._card) if self._card else {}

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Acts on a place of the card."""
        hit = hit_at(self._hits, event.position())
        if event.button() is Qt.MouseButton.LeftButton and hit:
            self.pressed.emit(hit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows which places act."""
        over = bool(hit_at(self._hits, event.position()))
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go of what was held."""
        self.released.emit()

    @staticmethod
    def reason(hit: str) -> object:
        """Gives the reason that a place stands for, None where it stands for none."""
        return reason_of(hit)
