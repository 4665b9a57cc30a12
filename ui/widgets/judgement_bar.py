"""Four large buttons that say a judgement, each with its digit, word and colour."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.labels import judgement_role
from ui.widgets.painting import box, paint_focus, paint_key, text_width, words
from workbench.casefile.decisions import Judgement


class JudgementButton(QAbstractButton):
    """One judgement; checked it is filled with its ground and bears a check mark."""

    def __init__(self, judgement: Judgement, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.judgement = judgement
        self.theme = theme
        self.setCheckable(True)
        self.setText(judgement.words)
        self.setAccessibleName(f"{judgement.digit} {judgement.words}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Room for digit, word and check mark."""
        return QSize(round(text_width(self.theme.text(13, 600), self.text())) + self.theme.px(76), self.theme.px(40))

    def minimumSizeHint(self) -> QSize:
        """Room for the digit and most of the word."""
        return QSize(self.theme.px(72), self.theme.px(40))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Shows that it can be pressed."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Shows its rest again."""
        self.update()
        super().leaveEvent(event)

    def nextCheckState(self) -> None:
        """Stays as it is: the judgement in force is what the case says."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints digit, word and, where it is in force, the check mark."""
        painter, theme, role = QPainter(self), self.theme, judgement_role(self.judgement)
        on, able = self.isChecked(), self.isEnabled()
        place = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        ground = f"{role}_ground" if on else "hover" if (self.underMouse() or self.isDown()) and able else "raised"
        box(painter, place, 8, theme.colour(ground), theme.colour(role if on else "line_strong"), 1.5 if on else 1)
        cap = theme.px(20)
        ink = theme.colour(role if able else "text3")
        key = QRectF(place.left() + 10, place.center().y() - cap / 2, cap, cap)
        paint_key(painter, theme, key, str(self.judgement.digit), ink, ink)
        side = theme.px(16)
        shade = theme.colour(role if on else "text" if able else "text3")
        room = place.adjusted(cap + 20, 0, -side - 14 if on else -8, 0)
        words(painter, room, self.text(), theme.text(13, 600), shade)
        if on:
            mark = QRectF(place.right() - side - 10, place.center().y() - side / 2, side, side)
            theme.paint_icon(painter, mark, "check", shade)
        if self.hasFocus():
            paint_focus(painter, theme, place, 8)


class JudgementBar(QWidget):
    """The four judgements side by side; ``chosen`` says which one a person pressed."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 14, 6)
        layout.setSpacing(4)
        self.buttons = {judgement: JudgementButton(judgement, theme, self) for judgement in Judgement}
        for judgement, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, said=judgement: self.chosen.emit(said))
            layout.addWidget(button)
        self.setAccessibleName("Judgement")

    def set_judgement(self, judgement: Judgement | None) -> None:
        """Shows which judgement is in force."""
        for each, button in self.buttons.items():
            button.setChecked(each is judgement)
            said = ", in force" if each is judgement else ""
            button.setAccessibleName(f"{each.digit} {each.words}{said}")
