"""The line over the viewer: which exhibit, what it is called, and where it stands in the review."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.models.exhibits import kind_words
from ui.theme import Theme
from ui.widgets.controls import row
from ui.widgets.labels import Pill, PlainLabel, visible
from workbench.casefile.exhibits import Exhibit, Sensitivity
from workbench.casefile.identity import short_digest


class ViewerHead(QWidget):
    """Names the exhibit in view and counts what still waits."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._label = PlainLabel("", "mono")
        self._kind = PlainLabel("", "strong", Qt.TextElideMode.ElideRight)
        self._kind.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._sensitivity = Pill("", theme)
        self._digest = PlainLabel("", "mono-meta")
        self._position = PlainLabel("", "meta")
        self.setFixedHeight(48)
        parts = (self._label, self._kind, self._sensitivity, self._digest, 1, self._position)
        row(self, *parts, gap=10, margins=(16, 0, 16, 0))

    def clear(self) -> None:
        """Names nothing."""
        for label in (self._label, self._kind, self._digest, self._position):
            label.setText("")
        self._sensitivity.hide()
        self.hide()

    def name(self, item: Exhibit) -> None:
        """Names an exhibit."""
        self._label.setText(item.label)
        self._kind.setText(visible(item.title) if item.title else kind_words(item))
        self._digest.setText(f"sha256 {short_digest(item.digest)}")
        self._digest.setToolTip("The full digest stands in the details")
        self._sensitivity.set_text(item.sensitivity.value.capitalize())
        self._sensitivity.setVisible(item.sensitivity is not Sensitivity.UNCLASSIFIED)
        self.show()

    def count(self, number: int | None, waiting: Sequence[int]) -> None:
        """Says where an exhibit stands among those that wait for a judgement."""
        if number is None:
            self._position.setText("")
        elif not waiting:
            self._position.setText("All reviewed")
        elif number in waiting:
            self._position.setText(f"{waiting.index(number) + 1:,} of {len(waiting):,} to review")
        else:
            self._position.setText(f"{len(waiting):,} to review")
