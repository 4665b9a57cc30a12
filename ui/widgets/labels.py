"""Small words on the screen: plain labels, key caps, pills, filter chips and judgement badges."""

from __future__ import annotations

import html
import unicodedata

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.painting import key_width, paint_focus, paint_key, paint_pill, pill_width, text_width
from workbench.casefile.decisions import Judgement

_JOINERS = "\u200c\u200d"
_UNSEEN = "\u115f\u1160\u3164\uffa0\u2800\u00ad\u034f\u061c\u180e\ufeff"
_FILLED = {"So", "Mn", "Mc", "Lo", "Sk"}


def visible(text: str) -> str:
    """Writes invisible and direction-changing characters out, ``\\u{202E}``, so that no name can lie.

    Line breaks and tabs become spaces; joiners stay where a script or an emoji needs them.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(text, index) for index in range(len(text)))


def isolated(text: str) -> str:
    """Keeps the direction of untrusted words from changing the order of the words around them (UAX 9, isolates)."""
    return f"\u2068{visible(text)}\u2069"


def plain_tip(text: str) -> str:
    """Makes a tooltip that is shown letter by letter, whatever markup the words contain."""
    return f"<span>{html.escape(visible(text))}</span>" if text else ""


def judgement_role(judgement: Judgement | None) -> str:
    """Names the colour role of a judgement."""
    return "neutral" if judgement is None else judgement.name.lower()


def judgement_words(judgement: Judgement | None) -> str:
    """Says a judgement with its digit, ``1 Violating``, or that it is still due."""
    return "To review" if judgement is None else f"{judgement.digit} {judgement.words}"


def _shown(text: str, index: int) -> str:
    character = text[index]
    if character in "\n\r\t\u2028\u2029":
        return " "
    if character in _JOINERS and _joins(text, index):
        return character
    hidden = character in _UNSEEN or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co")
    return f"\\u{{{ord(character):04X}}}" if hidden else character


def _joins(text: str, index: int) -> bool:
    around = text[max(0, index - 1) : index] + text[index + 1 : index + 2]
    return len(around) == 2 and all(unicodedata.category(each) in _FILLED for each in around)


class PlainLabel(QLabel):
    """A label that never reads rich text and shows hidden characters.

    ``role`` is one of the style sheet's: title, pane, strong, group, secondary, meta, mono, mono-meta, prose, link.
    With ``elide`` the words are shortened to the room there is, and the whole is told by the tooltip.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "",
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideNone,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setOpenExternalLinks(False)
        self._elide = elide
        self._words = ""
        if role:
            self.setProperty("role", role)
        if elide is not Qt.TextElideMode.ElideNone:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Shows words, hidden characters written out."""
        self._words = visible(text) if not self.wordWrap() else "\n".join(visible(line) for line in text.split("\n"))
        self.setAccessibleName(self._words)
        self.updateGeometry()
        self._fit()

    def words(self) -> str:
        """The whole words, also where the room shows fewer."""
        return self._words

    def set_role(self, role: str) -> None:
        """Changes the style sheet's role."""
        self.setProperty("role", role)
        self.style().unpolish(self)
        self.style().polish(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shortens the words to the new width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Shortens again for another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def sizeHint(self) -> QSize:
        """The size of the whole words."""
        hint = super().sizeHint()
        if self._elide is not Qt.TextElideMode.ElideNone:
            hint.setWidth(self.fontMetrics().horizontalAdvance(self._words) + 4)
        return hint

    def minimumSizeHint(self) -> QSize:
        """A few letters' room where words may be shortened."""
        hint = super().minimumSizeHint()
        if self._elide is not Qt.TextElideMode.ElideNone:
            hint.setWidth(min(self.fontMetrics().horizontalAdvance(self._words), 24))
        return hint

    def _fit(self) -> None:
        shown = self._words
        if self._elide is not Qt.TextElideMode.ElideNone and self.width() > 0:
            shown = self.fontMetrics().elidedText(self._words, self._elide, self.contentsRect().width())
            self.setToolTip(plain_tip(self._words) if shown != self._words else "")
        if QLabel.text(self) != shown:
            QLabel.setText(self, shown)


class _Painted(QWidget):
    """A small painted widget that repaints with its theme."""

    def __init__(self, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """As small as it is."""
        return self.sizeHint()


class KeyCap(_Painted):
    """A key as it is printed on its cap, ``Ctrl K``."""

    def __init__(self, keys: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._keys = keys
        self.setAccessibleName(f"Key {keys}")

    def sizeHint(self) -> QSize:
        """The cap around its letters."""
        return QSize(key_width(self.theme, self._keys), self.theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the cap."""
        painter = QPainter(self)
        paint_key(painter, self.theme, QRectF(self.rect()), self._keys)


class Pill(_Painted):
    """A short fact in a pill; role: neutral, accent, violating, borderline, clear or escalate."""

    def __init__(
        self, text: str, theme: Theme, role: str = "neutral", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self._role, self._icon = role, icon
        self.set_text(text)

    def set_text(self, text: str, role: str | None = None) -> None:
        """Shows other words, and another colour where one is given."""
        self._text = visible(text)
        self._role = role or self._role
        self.setAccessibleName(self._text)
        self._restyle()

    def sizeHint(self) -> QSize:
        """The pill around its words."""
        return QSize(pill_width(self.theme, self._text, bool(self._icon)), self.theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the pill."""
        painter = QPainter(self)
        paint_pill(painter, self.theme, QRectF(self.rect()), self._text, self._role, self._icon)


class PillButton(QAbstractButton):
    """A pill that can be clicked, and reached by the keyboard."""

    def __init__(
        self, text: str, theme: Theme, role: str = "neutral", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme, self._role, self._icon = theme, role, icon
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.updateGeometry)
        self.set_text(text)

    def set_text(self, text: str, role: str | None = None) -> None:
        """Shows other words, and another colour where one is given."""
        shown, colour = visible(text), role or self._role
        if (shown, colour) != (self.text(), self._role) or not self.accessibleName():
            self._role = colour
            self.setText(shown)
            self.setAccessibleName(shown)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """The pill around its words, tall enough to be hit."""
        return QSize(pill_width(self.theme, self.text(), bool(self._icon)), self.theme.px(26))

    def minimumSizeHint(self) -> QSize:
        """As small as it is."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the pill; focus is a ring inside its edge."""
        painter = QPainter(self)
        place = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        paint_pill(painter, self.theme, place, self.text(), self._role, self._icon)
        if self.hasFocus():
            paint_focus(painter, self.theme, place, place.height() / 2)


class JudgementBadge(_Painted):
    """A judgement as colour, digit and word; without one it says that it is to be reviewed."""

    def __init__(self, theme: Theme, judgement: Judgement | None = None, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.set_judgement(judgement)

    def set_judgement(self, judgement: Judgement | None) -> None:
        """Shows another judgement."""
        self._judgement = judgement
        self.setAccessibleName(judgement_words(judgement))
        self._restyle()

    def sizeHint(self) -> QSize:
        """The badge around its words."""
        return QSize(pill_width(self.theme, judgement_words(self._judgement), False), self.theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the badge."""
        painter = QPainter(self)
        words, role = judgement_words(self._judgement), judgement_role(self._judgement)
        paint_pill(painter, self.theme, QRectF(self.rect()), words, role, radius=5)


class Chip(QAbstractButton):
    """A filter chip with a count; the one that is checked is in force."""

    def __init__(self, text: str, theme: Theme, count: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setText(visible(text))
        self.set_count(count)
        theme.changed.connect(self.update)

    def set_count(self, count: int | None) -> None:
        """Shows how many there are."""
        self._count = "" if count is None else f"{count:,}"
        self.setAccessibleName(f"{self.text()} {self._count}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The chip around its words and count."""
        words = round(text_width(self.theme.text(12, 600), self.text()))
        count = round(text_width(self.theme.mono(11, 500), self._count)) + 8 if self._count else 0
        return QSize(words + count + 22, self.theme.px(26))

    def minimumSizeHint(self) -> QSize:
        """As small as it is."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the chip; focus is a ring inside its edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, theme = self.isChecked(), self.theme
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        ground = "accent_ground" if on else "hover" if self.underMouse() else "pane"
        painter.setBrush(theme.colour(ground))
        painter.setPen(theme.colour("accent" if on else "line_strong"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(theme.text(12, 600 if on else 500))
        painter.setPen(theme.colour("accent" if on else "text2"))
        inner = box.adjusted(11, 0, -11, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self.text())
        painter.setFont(theme.mono(11, 500))
        painter.setPen(theme.colour("accent" if on else "text3"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing, self._count)
        if self.hasFocus():
            paint_focus(painter, theme, box, box.height() / 2)
