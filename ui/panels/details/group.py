"""What looks like the exhibit in view: veiled tiles with distance in words, and what differs, on the veil."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.controls import button, column, row
from ui.widgets.labels import PlainLabel, judgement_words, visible
from ui.widgets.painting import LEADING, TRAILING, box, paint_focus, rounded
from ui.widgets.painting import words as paint_words
from ui.widgets.veil_pair import VeilPair
from ui.widgets.veil_picture import VeilPictures, covering
from workbench.casefile.decisions import Determination
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.exposure import Rung, Veil
from workbench.casefile.fingerprints import TURNS
from workbench.casefile.likeness import Likeness, Member

SHOWN = 8
NEARLY = {Likeness.EXACT: "the same bytes", Likeness.CLOSE: "nearly the same", Likeness.ALIKE: "similar"}


@dataclass(frozen=True, slots=True)
class Alike:
    """One exhibit that looks like the one in view; ``spared`` says why a judgement never reaches it unasked."""

    exhibit: Exhibit
    member: Member
    veil: Veil | None = None
    rest: Rung = Rung.SEALED
    determination: Determination | None = None
    spared: str = ""

    @property
    def words(self) -> str:
        """How alike it is: ``nearly the same, mirrored, 4 bits apart``."""
        return alike_words(self.member)


def alike_words(member: Member) -> str:
    """Says how one member is alike, how it lies, and how far off it is."""
    parts = [NEARLY[member.likeness]]
    if member.turn:
        parts.append(TURNS[member.turn])
    if member.share < 1:
        parts.append(f"{member.share:.0%} of its frames")
    elif member.distance:
        parts.append("1 bit apart" if member.distance == 1 else f"{member.distance} bits apart")
    return ", ".join(parts)


class AlikeTile(QAbstractButton):
    """One exhibit of the group: its veil where it may rest veiled, its number, and in words how alike it is."""

    def __init__(self, theme: Theme, alike: Alike, pictures: VeilPictures) -> None:
        super().__init__()
        self._theme, self.alike, self._pictures = theme, alike, pictures
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        judged = judgement_words(alike.determination.judgement if alike.determination else None)
        self.setAccessibleName(f"{alike.exhibit.label}, {alike.words}. {judged}.")
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A small picture beside two lines."""
        return QSize(240, self._theme.px(52))

    def minimumSizeHint(self) -> QSize:
        """May be narrow."""
        return QSize(160, self._theme.px(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints picture, number, words and judgement."""
        theme, painter, alike = self._theme, QPainter(self), self.alike
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        ground = "accent_ground" if self.isChecked() else "hover" if self.underMouse() else "raised"
        box(painter, whole, 7, theme.colour(ground), theme.colour("accent" if self.isChecked() else "line"))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        wide = (whole.height() - 8) * 1.4
        picture = QRectF(whole.right() - 4 - wide if mirrored else 4.5, 4.5, wide, whole.height() - 8)
        if alike.veil is not None and alike.rest.free and alike.rest is not Rung.SEALED:
            image = self._pictures.picture(alike.veil, alike.rest)
            painter.save()
            painter.setClipPath(rounded(picture, 5))
            painter.drawImage(picture, image, covering(image.size().toSizeF(), picture))
            painter.restore()
        else:
            box(painter, picture, 5, theme.colour("pane"), theme.colour("line"))
            side = theme.px(16)
            spot = QRectF(picture.center().x() - side / 2, picture.center().y() - side / 2, side, side)
            theme.paint_icon(painter, spot, "eye-off", "text3")
        left, right = (10.0, picture.left() - 10) if mirrored else (picture.right() + 10, whole.right() - 10)
        line, middle = theme.px(18), whole.center().y()
        start, end = (TRAILING, LEADING) if mirrored else (LEADING, TRAILING)
        first = QRectF(left, middle - line, right - left, line)
        second = first.translated(0, line)
        judged = alike.determination
        if judged is not None:
            said = judged.judgement.words + (", by its group" if judged.inherited else "")
            ink = theme.colour(judged.judgement.name.lower())
            paint_words(painter, first, said, theme.text(11, 600), ink, end)
        paint_words(painter, first, alike.exhibit.label, theme.mono(11, 500), theme.colour("text"), start)
        paint_words(painter, second, alike.words, theme.text(12), theme.colour("text2"), start)
        if self.hasFocus():
            paint_focus(painter, theme, whole, 7)


class GroupPart(QWidget):
    """The part of the details about the group; hidden where the exhibit in view is in none."""

    chosen = Signal(object)  # an exhibit's number is wider than a C int
    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._pictures = theme, VeilPictures(limit=64)
        self._own: tuple[str, Veil | None, Rung] = ("", None, Rung.SEALED)
        self._shown: tuple[Alike, ...] = ()
        self.tiles: list[AlikeTile] = []
        self.title, self.said = PlainLabel("", "group"), PlainLabel("", "secondary")
        self.said.setWordWrap(True)
        held = QWidget()
        self._list = column(held, gap=4)
        self.pair, self.differ = VeilPair(theme), PlainLabel("", "secondary")
        self.differ.setWordWrap(True)
        self.go = button("Bring it into view", self._go, "link", "alike-go")
        self.one = button("One of each in the grid", lambda: self.asked.emit("group.one"), "link", "alike-fold")
        column(self, self.title, self.said, held, self.pair, self.differ, row(None, self.go, self.one, 1, gap=2), gap=6)
        self.hide()

    def show_group(self, label: str, veil: Veil | None, rest: Rung, alike: Sequence[Alike]) -> None:
        """Shows what looks like an exhibit."""
        now = (label, veil, rest)
        if (now, tuple(alike)) == (self._own, self._shown):
            return
        self._own, self._shown = now, tuple(alike)
        for tile in self.tiles:
            tile.setParent(None)
            tile.deleteLater()
        self.tiles = [AlikeTile(self._theme, each, self._pictures) for each in alike[:SHOWN]]
        for tile in self.tiles:
            self._list.addWidget(tile)
            tile.clicked.connect(lambda _checked=False, tile=tile: self._compare(tile))
        count = len(alike)
        self.title.setText("1 exhibit looks like it" if count == 1 else f"{count:,} exhibits look like it")
        self.said.setText(reach_words(alike) + (f" The nearest {SHOWN} are shown." if count > SHOWN else ""))
        self.setVisible(bool(alike))
        self._compare(None)

    def _compare(self, tile: AlikeTile | None) -> None:
        """Shows in which parts of their veils two differ; where either rests sealed, says so in its place."""
        label, veil, rest = self._own
        chosen = tile.alike if tile is not None else None
        for part in (self.differ, self.go):
            part.setVisible(chosen is not None)
        open_ = chosen is not None and veil is not None and chosen.veil is not None
        sealed = chosen is not None and Rung.SEALED in (rest, chosen.rest)
        self.pair.setVisible(bool(open_) and not sealed)
        if chosen is None:
            return
        if open_ and not sealed and veil is not None and chosen.veil is not None:
            self.pair.show_pair(veil, chosen.veil, chosen.member.turn, (label, chosen.exhibit.label))
            words = self.pair.words()
        else:
            words = "One of them rests sealed, so nothing of the two is laid side by side." if sealed else ""
        self.differ.setText(f"{words} {visible(chosen.spared)}".strip())

    def _go(self) -> None:
        """Brings the chosen one into view."""
        for tile in self.tiles:
            if tile.isChecked():
                self.chosen.emit(tile.alike.exhibit.number)

    def take_focus(self) -> None:
        """Gives the keys to the first tile."""
        if self.tiles:
            self.tiles[0].setFocus(Qt.FocusReason.ShortcutFocusReason)


def reach_words(alike: Sequence[Alike]) -> str:
    """Says how far one judgement would reach."""
    close = sum(not each.spared and each.member.likeness is not Likeness.ALIKE for each in alike)
    if not close:
        return "A judgement on it reaches none of them unasked: none is near enough, or each was judged by itself."
    if close == len(alike):
        reached = "the other" if close == 1 else "all of them"
    else:
        reached = f"{close:,} of them"
    return f"Ctrl 1 to 4 judges this one and {reached} by one look."
