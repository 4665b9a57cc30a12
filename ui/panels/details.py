"""The facts of the exhibit in view: what it is, how it came in, its whole digest, and how graphic it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QPlainTextEdit, QScrollArea, QWidget

from ui.desk import Desk
from ui.theme import Theme
from ui.widgets.controls import column, line
from ui.widgets.labels import PlainLabel, visible
from workbench.actions.exhibits import exhibit, set_sensitivity
from workbench.actions.exposure import exposures
from workbench.casefile.annotations import clip_time
from workbench.casefile.custody import Entry
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit, Sensitivity, subtype_words
from workbench.casefile.exposure import RULES, Exposure

WORDS = {
    Sensitivity.CLEARED: "Cleared: may rest as a haze",
    Sensitivity.UNCLASSIFIED: "Not judged yet: treated as sensitive",
    Sensitivity.SENSITIVE: "Sensitive: rests veiled",
    Sensitivity.SEVERE: "Severe: rests sealed, a look needs a reason",
    Sensitivity.EXTREME: "Extreme: rests sealed, a look takes two steps",
}


class DetailsPanel(QWidget):
    """Shows facts as words that can be selected and copied."""

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._theme = desk, theme
        self.sensitivity = QComboBox()
        self.sensitivity.setAccessibleName("Sensitivity")
        self.sensitivity.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for level in Sensitivity:
            self.sensitivity.addItem(WORDS[level], level)
        self.sensitivity.activated.connect(self._rate)
        self._title = PlainLabel("", "strong")
        self._title.setWordWrap(True)
        self._facts = QWidget()
        self._form = QFormLayout(self._facts)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(8)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        body = self._body = QWidget()
        self.digest = QPlainTextEdit()
        self.digest.setReadOnly(True)
        self.digest.setAccessibleName("SHA-256 digest of the original")
        self.digest.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.digest.setTabChangesFocus(True)
        self.digest.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self._size_digest)
        column(
            body,
            self._title,
            PlainLabel("How graphic it is", "group"),
            self.sensitivity,
            PlainLabel("SHA-256 of the original", "group"),
            self.digest,
            line(),
            self._facts,
            1,
            gap=10,
            margins=(20, 16, 20, 20),
        )
        self._size_digest()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(body)
        column(self, self._area, gap=0)
        desk.selected.connect(self._open)
        desk.changed.connect(self._heed)
        desk.opened.connect(lambda: self._open(None))
        self._open(None)

    def _size_digest(self) -> None:
        """Gives the digest the face of numbers and room for its two lines."""
        self.digest.setFont(self._theme.mono(11))
        self.digest.setFixedHeight(self._theme.px(54))

    def _open(self, number: int | None) -> None:
        """Shows another exhibit's facts."""
        self._body.setEnabled(number is not None)
        if number is None:
            self._title.setText("No exhibit is in view")
            self.digest.clear()
            self._fill(())
            return
        self._desk.ask(
            lambda case: (exhibit(case, number), exposures(case, number)),
            then=lambda found: self._show(*found),
            failed=lambda _: None,
        )

    def _heed(self, entry: Entry) -> None:
        """Reads the facts again where an entry is about the exhibit in view."""
        if self._desk.number is not None and exhibit_label(self._desk.number) in entry.subjects:
            self._open(self._desk.number)

    def _rate(self) -> None:
        """Says how graphic the exhibit is."""
        if self._desk.number is not None and self._desk.writable:
            self._desk.do(set_sensitivity, [self._desk.number], self.sensitivity.currentData())

    def _show(self, item: Exhibit, looks: Sequence[Exposure]) -> None:
        """Shows one exhibit's facts."""
        if item.number != self._desk.number:
            return
        self._title.setText(f"{item.label}, {item.neutral_name}")
        self.digest.setPlainText(item.digest)
        self.sensitivity.setCurrentIndex(self.sensitivity.findData(item.sensitivity))
        self.sensitivity.setEnabled(self._desk.writable)
        self._fill((*facts_of(item), *looks_of(item, looks)))

    def _fill(self, facts: Sequence[tuple[str, str, bool]]) -> None:
        """Writes label and value of each fact; digests and times in the face of numbers."""
        while self._form.rowCount():
            self._form.removeRow(0)
        for name, value, mono in facts:
            said = PlainLabel(value, "mono" if mono else "secondary")
            said.setWordWrap(True)
            said.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            said.setAccessibleName(f"{name}: {value}")
            self._form.addRow(PlainLabel(name, "meta"), said)


def facts_of(item: Exhibit) -> list[tuple[str, str, bool]]:
    """Lists what is known of an exhibit: name of the fact, its value, whether it is a number."""
    facts, came = item.facts, item.acquisition
    found: list[tuple[str, str | None, bool]] = [
        ("Size", f"{item.size:,} bytes", True),
        ("Type by content", f"{subtype_words(item.media_type)} ({item.media_type})", False),
        ("Pixels", f"{facts.width} × {facts.height}" if facts.width else None, True),
        ("Length", clip_time(facts.seconds) if facts.seconds is not None else None, True),
        ("Frames", f"{facts.frames}" if facts.frames else None, True),
        ("Codec", facts.codec, False),
        ("Sound", None if facts.has_sound is None else "yes" if facts.has_sound else "none", False),
        ("Orientation", f"{facts.orientation} as stored, shown upright" if facts.orientation else None, False),
        (
            "Captured, as stated",
            f"{facts.captured} {facts.captured_zone or '(no zone stated)'}" if facts.captured else None,
            False,
        ),
        ("Problem", facts.problem, False),
        ("Name it came with", visible(item.name), False),
        ("Acquired", f"{came.at:%Y-%m-%d %H:%M:%S} UTC", True),
        ("By", visible(came.actor.name), False),
        ("Whence", visible(came.source), False),
        ("How", f"{came.method}, {came.tool}", False),
        ("Changed last", f"{came.source_modified:%Y-%m-%d %H:%M:%S} UTC" if came.source_modified else None, True),
    ]
    return [(name, value, mono) for name, value, mono in found if value]


def looks_of(item: Exhibit, looks: Sequence[Exposure]) -> list[tuple[str, str, bool]]:
    """Says how often an exhibit was looked at, and for how long at most one look lasts."""
    seconds = sum(look.shown_ms or 0 for look in looks) / 1000
    times = f"{len(looks)} looks, {seconds:.1f} s" if len(looks) != 1 else f"1 look, {seconds:.1f} s"
    return [
        ("Looked at", times if looks else "never", False),
        ("A look lasts", f"at most {RULES[item.sensitivity].seconds:g} s", False),
    ]
