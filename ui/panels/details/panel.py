"""The custody of the exhibit in view: what it is, how it came in, whose it is, its digests, and what became of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QPushButton, QScrollArea, QWidget

from ui.desk import Desk
from ui.panels.details.facts import groups_of, state_tip, state_words
from ui.panels.details.gathered import Gathered, gathered
from ui.panels.details.group import GroupPart
from ui.panels.details.kin import Kin
from ui.panels.details.known import lists_group, rating_words, rules_group, suggestion_groups
from ui.panels.details.rows import FactRows
from ui.theme import Theme
from ui.widgets.capture_mark import CaptureMark
from ui.widgets.controls import button, column, line, row
from ui.widgets.fold import Fold
from ui.widgets.labels import Pill, PlainLabel, plain_tip, visible
from ui.widgets.value_text import CopyLine
from workbench.actions.groups import rate_group
from workbench.casefile.custody import Entry
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit, Holding, Sensitivity
from workbench.casefile.exposure import Rung
from workbench.casefile.exposure_record import seen_words
from workbench.casefile.identity import now
from workbench.casefile.verbs import HOLD, HOLD_LIFT, UNDO

LEVELS = {
    Sensitivity.CLEARED: "Cleared: may rest as a haze",
    Sensitivity.UNCLASSIFIED: "Not judged yet: treated as sensitive",
    Sensitivity.SENSITIVE: "Sensitive: rests veiled",
    Sensitivity.SEVERE: "Severe: rests sealed, a look needs a reason",
    Sensitivity.EXTREME: "Extreme: rests sealed, a look takes two steps",
}
EVERYWHERE = {HOLD.name, HOLD_LIFT.name, UNDO.name}
DEEDS = (
    ("exhibit.describe", "Describe…"),
    ("exhibit.source", "Source…"),
    ("exhibit.unpack", "Unpack"),
    ("exhibit.hold", "Hold…"),
    ("exhibit.destroy", "Destroy…"),
    ("exhibit.certificate", "Certificate…"),
)


class DetailsPanel(QWidget):
    """Shows facts as words that can be selected and copied; it reads them only while it can be seen."""

    asked = Signal(str)
    said = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._theme = desk, theme
        self._stale = self._wants_group = False
        self.shown: Gathered | None = None
        self._build()
        desk.selected.connect(self._open)
        desk.changed.connect(self._heed)
        desk.opened.connect(lambda: self._open(None))
        self._open(None)

    # Layout ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Builds heading, kin, rating, capture, digests, facts and what can be done."""
        theme = self._theme
        self._title, self._state = PlainLabel("", "strong"), Pill("", theme)
        self._said = PlainLabel("", "secondary")
        for label in (self._title, self._said):
            label.setWordWrap(True)
        head = row(None, self._title, self._state, gap=10)
        head.setStretch(0, 1)
        head.setAlignment(self._state, Qt.AlignmentFlag.AlignTop)
        self.kin = Kin()
        self.kin.chosen.connect(self._desk.select)
        self._build_known()
        self.sensitivity = QComboBox()
        self.sensitivity.setAccessibleName("Sensitivity")
        self.sensitivity.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for level in Sensitivity:
            self.sensitivity.addItem(LEVELS[level], level)
        self.sensitivity.activated.connect(self._rate)
        self._build_digests()
        self._mark, self._capture = CaptureMark(theme), PlainLabel("", "secondary")
        self._capture.setWordWrap(True)
        self._captured = QWidget()
        across = row(self._captured, self._mark, self._capture, gap=10)
        across.setStretch(1, 1)
        self.facts = FactRows(theme)
        body = self._body = QWidget()
        column(
            body,
            column(None, head, self._said, self.seen, self.kin, gap=4),
            self.group,
            PlainLabel("How graphic it is", "group"),
            column(None, self.sensitivity, self.rating, row(None, self.rate, 1), gap=2),
            self.suggested,
            self._capture_title,
            self._captured,
            PlainLabel("SHA-256 of the original", "group"),
            column(None, self._sha256, self._others, gap=2),
            line(),
            self.facts,
            1,
            gap=10,
            margins=(20, 16, 16, 20),
        )
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(body)
        self.deeds = {name: self._deed(name, words) for name, words in DEEDS}
        self._foot = QWidget()
        row(self._foot, *self.deeds.values(), 1, gap=2, margins=(14, 6, 12, 8))
        column(self, self._area, line(), self._foot, gap=0).setStretch(0, 1)

    def _build_known(self) -> None:
        """Builds what is known without looking: rating, earlier looks, the group, suggestions."""
        theme = self._theme
        self.rating = PlainLabel("", "secondary")
        self.rating.setWordWrap(True)
        self.rate = button("Kinds of harm…  Ctrl R", lambda: self.asked.emit("exhibit.rate"), "link", "exhibit.rate")
        self.seen = PlainLabel("", "secondary")
        self.seen.setWordWrap(True)
        self.group = GroupPart(theme)
        self.group.chosen.connect(self._desk.select)
        self.group.asked.connect(self.asked)
        self.machine = FactRows(theme)
        warned = PlainLabel("Suggested by machines and checked by nobody.", "secondary")
        suggested = QWidget()
        column(suggested, warned, self.machine, gap=6)
        self.suggested = Fold(theme, "What machines suggest", suggested)

    def _build_digests(self) -> None:
        """Builds the digest that names the exhibit, and the three that other people's tools ask for."""
        theme = self._theme
        self._sha256 = CopyLine(theme, "SHA-256 digest of the original", "")
        self.digest = self._sha256.value
        self._md5, self._sha1, self._sha512 = (
            CopyLine(theme, "MD5 digest", ""),
            CopyLine(theme, "SHA-1 digest", ""),
            CopyLine(theme, "SHA-512 digest", ""),
        )
        inner = QWidget()
        named = (("MD5", self._md5), ("SHA-1", self._sha1), ("SHA-512", self._sha512))
        column(inner, *(part for name, held in named for part in (PlainLabel(name, "meta"), held)), gap=0)
        self._others = Fold(theme, "MD5, SHA-1 and SHA-512, for other people's tools", inner)
        self._capture_title = PlainLabel("How complete the capture is", "group")

    def _deed(self, name: str, words: str) -> QPushButton:
        """Makes the button of one thing that can be done with the exhibit."""
        return button(words, lambda: self.asked.emit(name), "link", name)

    # What is shown ---------------------------------------------------------------------------------------------

    def _open(self, number: int | None) -> None:
        """Shows another exhibit's facts, now or when the panel comes into sight."""
        if number is None:
            self._show_nothing()
            return
        if self.shown is None or self.shown.exhibit.number != number or not self.isVisible():
            # What machines read of the one before, or read before something changed unseen, is covered meanwhile.
            self.suggested.open(False)
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        person = self._desk.person
        self._desk.ask(lambda case: gathered(case, person, number), then=self._show, failed=lambda _: None)

    def showEvent(self, event: QShowEvent) -> None:
        """Reads what changed while nobody saw it."""
        super().showEvent(event)
        if self._stale or (self.shown is None and self._desk.number is not None):
            self._open(self._desk.number)

    def _heed(self, entry: Entry) -> None:
        """Reads the facts again where an entry is about the exhibit in view."""
        number = self._desk.number
        if number is not None and (exhibit_label(number) in entry.subjects or entry.verb in EVERYWHERE):
            self._open(number)

    def _rate(self) -> None:
        """Says how graphic the exhibit is; what is nearly the same is raised with it."""
        if self._desk.number is not None and self._desk.writable:
            self._desk.do(rate_group, self._desk.number, Sensitivity(self.sensitivity.currentData()))

    def _show_nothing(self) -> None:
        """Shows that no exhibit is in view."""
        self.shown, self._stale = None, False
        self._body.setEnabled(False)
        self._foot.hide()
        self._title.setText("No exhibit is in view")
        self._said.setText("")
        self._state.hide()
        self.kin.show_kin(None, ())
        self.group.show_group("", None, Rung.SEALED, ())
        for gone in (self.seen, self.rating, self.suggested):
            gone.hide()
        for part in (self._sha256, self._md5, self._sha1, self._sha512):
            part.show_text("")
        self._captured.hide()
        self._capture_title.hide()
        self._others.hide()
        self.facts.show_groups(())
        self.machine.show_groups(())

    def _show(self, found: Gathered) -> None:
        """Shows one exhibit's facts."""
        item = found.exhibit
        if item.number != self._desk.number:
            return
        self.shown = found
        self._body.setEnabled(True)
        self._title.setText(f"{item.label}, {visible(item.title) or item.neutral_name}")
        self._said.setText(item.description)
        self._said.setVisible(bool(item.description))
        self._state.set_text(state_words(item))
        self._state.setToolTip(plain_tip(state_tip(item)))
        self._state.show()
        self.kin.show_kin(item.parent, found.children)
        self._show_known(found)
        self.sensitivity.setCurrentIndex(self.sensitivity.findData(item.sensitivity))
        self.sensitivity.setEnabled(self._desk.writable)
        self._show_digests(item)
        self._mark.show_parts((found.capture.url, found.capture.html, found.capture.page), found.capture.words)
        self._capture.setText(found.capture.words)
        self._captured.show()
        self._capture_title.show()
        named = [lists_group(found.matches)] if found.matches else []
        known = [rules_group(found.asked)] if found.asked else []
        facts = groups_of(item, found.looks, found.met, found.holds, found.stone)
        self.facts.show_groups([*named, *facts, *known])
        self._show_deeds(found)
        if self._wants_group:
            self._bring_group()

    def _show_known(self, found: Gathered) -> None:
        """Shows what is known without looking: the group, the rating, earlier looks, what machines suggest."""
        item, seen = found.exhibit, found.seen
        # What machines read is covered anew with each exhibit, and whenever one comes to rest sealed.
        opened_for = f"suggested {item.label} {found.rest is Rung.SEALED}"
        if self.suggested.objectName() != opened_for:
            self.suggested.setObjectName(opened_for)
            self.suggested.open(False)
        self.seen.setText(seen_words(seen, now().astimezone().date()) if seen is not None else "")
        self.seen.setVisible(seen is not None)
        self.rating.setText(rating_words(item))
        self.rating.setVisible(bool(self.rating.words()))
        self.rate.setEnabled(self._desk.writable)
        self.group.show_group(item.label, found.veil, found.rest, found.alike)
        self.suggested.setVisible(bool(found.suggestions))
        self.machine.show_groups(suggestion_groups(found.suggestions, found.rest))

    def go_to_group(self) -> None:
        """Shows the group, or says that there is none, once the facts are there."""
        self._wants_group = True
        if self.shown is not None and self.shown.exhibit.number == self._desk.number:
            self._bring_group()

    def _bring_group(self) -> None:
        self._wants_group = False
        if self.group.isVisibleTo(self):
            self._area.ensureWidgetVisible(self.group, 0, 40)
            self.group.take_focus()
        elif self.shown is not None:
            self.said.emit(f"Nothing that is known looks like {self.shown.exhibit.label}.")

    def read_again(self) -> None:
        """Reads the facts of the exhibit in view again: something that no entry tells of has changed."""
        if self._desk.number is not None:
            self._open(self._desk.number)

    def _show_digests(self, item: Exhibit) -> None:
        """Shows the digests there are."""
        self._sha256.show_text(item.digest)
        self._md5.show_text(item.digests.md5)
        self._sha1.show_text(item.digests.sha1)
        self._sha512.show_text(item.digests.sha512)
        self._others.setVisible(bool(item.digests.md5 or item.digests.sha1 or item.digests.sha512))

    def _show_deeds(self, found: Gathered) -> None:
        """Offers what can be done with an exhibit in its state."""
        item, writable = found.exhibit, self._desk.writable
        self._foot.show()
        self.deeds["exhibit.unpack"].setVisible(found.opens)
        self.deeds["exhibit.destroy"].setVisible(item.held)
        self.deeds["exhibit.certificate"].setVisible(item.holding is Holding.DESTROYED)
        self.deeds["exhibit.hold"].setVisible(item.holding is not Holding.DESTROYED)
        for name, made in self.deeds.items():
            made.setEnabled(writable or name == "exhibit.certificate")
