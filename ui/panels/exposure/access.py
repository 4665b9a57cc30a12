"""Ease of use: keys that need not be held, and more time."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QWidget

from ui.theme import Theme
from ui.widgets.controls import column
from ui.widgets.labels import PlainLabel
from workbench.settings import Settings

WORDS = (
    "A look ends after the same time whichever way its key is used. More time is given before idleness covers what is "
    "shown, before everything rests, and before everything is sealed."
)
TIMES = {"usual": 1, "three times as long": 3, "ten times as long": 10}


class AccessPage(QWidget):
    """Two choices that are kept with the settings; ``changed`` carries the settings as they are now."""

    changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._settings = Settings()
        self.toggle = QCheckBox("Press once to look and again to cover, instead of holding the key down")
        self.toggle.clicked.connect(lambda _checked=False: self._tell())
        self.time = QComboBox()
        self.time.setAccessibleName("Time before idleness covers")
        for words in TIMES:
            self.time.addItem(words.capitalize(), words)
        self.time.activated.connect(lambda _: self._tell())
        said = PlainLabel("", "secondary")
        said.setWordWrap(True)
        said.setText(WORDS)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.addRow(PlainLabel("Time before idleness covers", "row"), self.time)
        column(self, said, self.toggle, form, 1, gap=14)

    def show_settings(self, settings: Settings) -> None:
        """Shows what is chosen."""
        self._settings = settings
        self.toggle.setChecked(settings.look_keys == "press again")
        self.time.setCurrentIndex(max(0, self.time.findData(settings.idle_time)))

    def _tell(self) -> None:
        keys = "press again" if self.toggle.isChecked() else "hold"
        self._settings = replace(self._settings, look_keys=keys, idle_time=self.time.currentData())
        self.changed.emit(self._settings)
