"""What is written over a veiled picture: what lies behind it, how to look, and how long a look still lasts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.theme import Theme
from ui.widgets.painting import CENTRE, box, hint_width, paint_focus, paint_hint, paint_key, text_width, words, wrapped
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Reason, Rung
from workbench.casefile.harms import Harm

CARD_GROUND = QColor(13, 17, 22, 232)
CARD_INK = QColor("#F3F6FA")
CARD_SOFT = QColor("#B9C3CF")
CARD_LINE = QColor(255, 255, 255, 70)
CARD_RAISED = QColor(255, 255, 255, 26)
CARD_ACCENT = QColor("#7FB0FF")
CARD_ON_ACCENT = QColor("#0B1322")
PADDING = 16
LADDER_WIDTH = 6 * 9
PROSE_WIDTH, PROSE_LINES = 420, 3

_BEHIND = {
    Sensitivity.CLEARED: "looked at before and found mild",
    Sensitivity.UNCLASSIFIED: "not classified yet, treated as sensitive",
    Sensitivity.SENSITIVE: "sensitive content",
    Sensitivity.SEVERE: "severe content, graphic violence or the like",
    Sensitivity.EXTREME: "extreme content",
}
_AT_REST = {Rung.SEALED: "Sealed", Rung.VEIL: "Veiled", Rung.HAZE: "Haze"}


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and what it does; ``id`` names the place that may be clicked."""

    id: str
    keys: str
    words: str


@dataclass(frozen=True, slots=True)
class CardFace:
    """All that one card says; ``reasons`` turns it into the question why.

    ``lines`` stand under the facts, ``prose`` is a description that stands instead of the picture; ``keys`` is the cap
    on the button.
    """

    title: str
    facts: str
    lines: tuple[str, ...] = ()
    prose: str = ""
    notice: str = ""
    icon: str = "eye-off"
    button: str = ""
    keys: str = "Space"
    pressed: bool = False
    focused: bool = False
    hints: tuple[Hint, ...] = ()
    rung: Rung | None = None
    reasons: tuple[Reason, ...] = ()
    chosen: Reason | None = None


def behind_words(rung: Rung, sensitivity: Sensitivity, harms: Sequence[Harm] = ()) -> str:
    """Says calmly what a veil covers: ``Veiled: sensitive content``, or which harms, where somebody has said so."""
    behind = ", ".join(harm.value for harm in harms) or _BEHIND[sensitivity]
    return f"{_AT_REST.get(rung, rung.words)}: {behind}"


def paint_card(painter: QPainter, theme: Theme, bounds: QRectF, face: CardFace) -> dict[str, QRectF]:
    """Paints a card at the bottom of some bounds, in the middle; returns the places that may be clicked."""
    width = min(_card_width(theme, face), bounds.width() - 16)
    height = _card_height(theme, face, width)
    card = QRectF(bounds.center().x() - width / 2, bounds.bottom() - height - 14, width, height)
    box(painter, card, 10, CARD_GROUND, QColor(255, 255, 255, 22))
    inner = card.adjusted(PADDING, PADDING - 2, -PADDING, -PADDING + 2)
    side, line = theme.px(20), theme.px(20)
    theme.paint_icon(painter, QRectF(inner.left(), inner.top(), side, side), face.icon, CARD_INK)
    left = inner.left() + side + 12
    top = QRectF(left, inner.top(), inner.right() - left, line)
    words(painter, top, face.title, theme.text(13, 600), CARD_INK)
    words(painter, top.translated(0, line), face.facts, theme.text(12, 400), CARD_SOFT)
    below = top.translated(0, 2 * line)
    for text in (*face.lines, *_prose(theme, face, top.width())):
        words(painter, below, text, theme.text(12, 400), CARD_SOFT if text in face.lines else CARD_INK)
        below.translate(0, line)
    below.translate(0, 8)
    hits: dict[str, QRectF] = {}
    if face.reasons:
        hits = _paint_reasons(painter, theme, below, face)
        below.translate(0, _reason_rows(face) * theme.px(28) + 6)
    if face.notice:
        words(painter, below, face.notice, theme.text(12, 500), CARD_INK)
        below.translate(0, line + 4)
    if face.button or face.hints:
        hits |= _paint_hints(painter, theme, below, face)
    return hits


def paint_countdown(painter: QPainter, theme: Theme, picture: QRectF, left: float, seconds: float, text: str) -> None:
    """Paints how long a look still lasts: a ring that empties, and words, in the picture's upper corner."""
    font, height = theme.text(12, 600), theme.px(30)
    label = f"{text}  ·  {max(0, math.ceil(seconds))} s"
    width = text_width(font, label) + height + 18
    chip = QRectF(picture.right() - width - 12, picture.top() + 12, width, height)
    box(painter, chip, height / 2, CARD_GROUND, QColor(255, 255, 255, 22))
    ring = QRectF(chip.left() + 7, chip.top() + 7, height - 14, height - 14)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(255, 255, 255, 60), 2.5))
    painter.drawEllipse(ring)
    painter.setPen(QPen(CARD_ACCENT, 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawArc(ring, 90 * 16, round(left * 360 * 16))
    words(painter, chip.adjusted(height, 0, -8, 0), label, font, CARD_INK)


def paint_sealed(painter: QPainter, theme: Theme, picture: QRectF, label: str) -> None:
    """Paints the calm face of an exhibit of which no pixel is shown."""
    box(painter, picture, 10, theme.colour("pane"), theme.colour("line"))
    side = theme.px(32)
    spot = QPointF(picture.center().x(), picture.top() + picture.height() * (0.36 if picture.height() > 420 else 0.18))
    theme.paint_icon(painter, QRectF(spot.x() - side / 2, spot.y() - side / 2, side, side), "eye-off", "text3")
    line = QRectF(picture.left(), spot.y() + side * 0.75, picture.width(), theme.px(24))
    words(painter, line, label, theme.mono(13, 500), theme.colour("text2"), CENTRE)


def _card_width(theme: Theme, face: CardFace) -> float:
    lead = theme.px(20) + 12 + 2 * PADDING
    small = theme.text(12, 400)
    prose = min(text_width(small, face.prose), theme.px(PROSE_WIDTH))
    texts = (text_width(theme.text(13, 600), face.title), prose, *(text_width(small, text) for text in _small(face)))
    notice = text_width(theme.text(12, 500), face.notice)
    return max(*texts, notice, _hints_width(theme, face), 300) + lead + 4


def _small(face: CardFace) -> tuple[str, ...]:
    return (face.facts, *face.lines)


def _prose(theme: Theme, face: CardFace, width: float) -> list[str]:
    return wrapped(theme.text(12, 400), face.prose, width, PROSE_LINES) if face.prose else []


def _card_height(theme: Theme, face: CardFace, width: float) -> float:
    inner = width - 2 * PADDING - theme.px(20) - 12
    height = (2 + len(face.lines) + len(_prose(theme, face, inner))) * theme.px(20) + 2 * (PADDING - 2)
    height += _reason_rows(face) * theme.px(28) + 6 if face.reasons else 0
    height += theme.px(24) if face.notice else 0
    return height + (theme.px(28) + 8 if face.button or face.hints else 8 if face.notice or face.reasons else 0)


def _hints_width(theme: Theme, face: CardFace) -> float:
    button = hint_width(theme, face.keys, face.button) + 20 + 16 if face.button else 0
    ladder = LADDER_WIDTH + 12 if face.rung is not None else 0
    return button + sum(hint_width(theme, hint.keys, hint.words) + 16 for hint in face.hints) + ladder


def _reason_rows(face: CardFace) -> int:
    return (len(face.reasons) + 1) // 2


def _paint_reasons(painter: QPainter, theme: Theme, top: QRectF, face: CardFace) -> dict[str, QRectF]:
    hits, row, half = {}, theme.px(28), top.width() / 2
    for index, reason in enumerate(face.reasons):
        cell = QRectF(top.left() + (index % 2) * half, top.top() + (index // 2) * row, half - 8, row - 4)
        picked = reason is face.chosen
        box(painter, cell, 6, CARD_ACCENT if picked else CARD_RAISED, None)
        ink = CARD_ON_ACCENT if picked else CARD_INK
        cap = theme.px(18)
        key = QRectF(cell.left() + 4, cell.center().y() - cap / 2, cap, cap)
        paint_key(painter, theme, key, str(index + 1), ink if picked else CARD_LINE, ink)
        words(painter, cell.adjusted(cap + 11, 0, -4, 0), reason.value.capitalize(), theme.text(12, 500), ink)
        hits[f"reason:{reason.value}"] = cell
    return hits


def _paint_hints(painter: QPainter, theme: Theme, top: QRectF, face: CardFace) -> dict[str, QRectF]:
    hits: dict[str, QRectF] = {}
    middle, x, height = top.top() + theme.px(14), top.left(), theme.px(28)
    if face.button:
        wide = hint_width(theme, face.keys, face.button) + 20
        place = QRectF(x, middle - height / 2, wide, height)
        box(painter, place, 7, CARD_ACCENT if face.pressed else CARD_RAISED, None if face.pressed else CARD_LINE)
        ink = CARD_ON_ACCENT if face.pressed else CARD_INK
        line = ink if face.pressed else CARD_LINE
        paint_hint(painter, theme, QPointF(x + 8, middle), face.keys, face.button, line, ink)
        if face.focused:
            paint_focus(painter, theme, place, 7, 2)
        hits["look"] = place
        x += wide + 16
    for hint in face.hints:
        if x + hint_width(theme, hint.keys, hint.words) > top.right():
            return hits  # The keys work all the same; half a word would not help.
        wide = paint_hint(painter, theme, QPointF(x, middle), hint.keys, hint.words, CARD_LINE, CARD_INK)
        hits[hint.id] = QRectF(x - 4, middle - height / 2, wide + 8, height)
        x += wide + 16
    if face.rung is not None and x + LADDER_WIDTH <= top.right():
        _paint_ladder(painter, QPointF(x, middle), face.rung)
    return hits


def _paint_ladder(painter: QPainter, at: QPointF, rung: Rung) -> None:
    """Six small steps, those up to the rung at hand filled."""
    for step in range(len(Rung)):
        height = 5 + 2.2 * step
        bar = QRectF(at.x() + step * 9, at.y() + 8 - height, 5, height)
        filled = step <= rung
        box(painter, bar, 1.5, CARD_ACCENT if filled else CARD_RAISED, None if filled else CARD_LINE)


def reason_of(hit: str) -> Reason | None:
    """The reason that a clicked place stands for."""
    return Reason(hit.removeprefix("reason:")) if hit.startswith("reason:") else None


def hit_at(hits: dict[str, QRectF], spot: QPointF) -> str:
    """The name of the place under a point."""
    return next((name for name, place in hits.items() if place.contains(spot)), "")


def reason_list() -> Sequence[Reason]:
    """The reasons in the order of their digits."""
    return tuple(Reason)
