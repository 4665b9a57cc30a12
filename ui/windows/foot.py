"""The line at the bottom: last verified, running work with Cancel, the undo by name, and saved."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from ui.theme import Theme
from ui.widgets.controls import row
from ui.widgets.labels import KeyCap, PlainLabel
from ui.widgets.progress_strip import ProgressStrip
from workbench.casefile.custody import Verification


class Foot(QWidget):
    """Quiet facts about the state of the case, 28 pixels high."""

    cancelled = Signal()
    undo_asked = Signal()
    verify_asked = Signal()
    keys_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setFixedHeight(30)
        self.verified = self._link("Not verified since it was opened", "Verify the case", self.verify_asked)
        self._facts = PlainLabel("", "meta", Qt.TextElideMode.ElideRight)
        self._said = PlainLabel("", "meta", Qt.TextElideMode.ElideRight)
        self.progress = ProgressStrip(theme)
        self.progress.cancelled.connect(self.cancelled)
        self.keys = self._link("all keys", "All keys", self.keys_asked)
        self._undo_key = KeyCap("Ctrl Z", theme)
        self.undo = self._link("", "Undo the last act", self.undo_asked)
        self._saved = PlainLabel("", "meta")
        across = row(
            self,
            self.verified,
            self._facts,
            self.progress,
            self._said,
            KeyCap("?", theme),
            self.keys,
            self._undo_key,
            self.undo,
            self._saved,
            gap=8,
            margins=(14, 0, 14, 0),
        )
        across.setStretchFactor(self._facts, 1)
        across.setStretchFactor(self._said, 2)
        self._quiet = QTimer(self, singleShot=True, interval=7000)
        self._quiet.timeout.connect(lambda: self._said.setText(""))
        self.say_undo("")

    def say(self, words: str) -> None:
        """Says something for a few seconds."""
        self._said.setText(words)
        self._quiet.start()

    def say_facts(self, words: str) -> None:
        """Says how much the case holds."""
        self._facts.setText(words)

    def say_undo(self, words: str) -> None:
        """Names what undo would take back."""
        shown = words if len(words) <= 46 else f"{words[:45]}…"
        self.undo.setText(shown)
        self.undo.setToolTip("")
        self.undo.setVisible(bool(words))
        self._undo_key.setVisible(bool(words))

    def say_saved(self, moment: datetime | None) -> None:
        """Says when the last act was written."""
        self._saved.setText(f"Saved {moment.astimezone():%H:%M:%S}" if moment else "")

    def say_verified(self, found: Verification | None) -> None:
        """Says when the case was checked last, and whether it held."""
        if found is None:
            self.verified.setText("Not verified since it was opened")
        elif found.clean:
            self.verified.setText(f"Verified {found.at.astimezone():%H:%M}, log unbroken")
        else:
            faults = len(found.faults)
            self.verified.setText(f"{faults} fault found" if faults == 1 else f"{faults} faults found")

    @staticmethod
    def _link(words: str, name: str, asked: object) -> QPushButton:
        """Makes a quiet button."""
        made = QPushButton(words)
        made.setProperty("role", "quiet")
        made.setAutoDefault(False)
        made.setAccessibleName(name)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(asked)  # type: ignore[call-overload]
        return made
