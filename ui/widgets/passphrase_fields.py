"""A new passphrase, typed twice, with its strength said in words."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme import Theme
from ui.widgets.controls import IconButton, column, row
from ui.widgets.labels import PlainLabel

WORD_BITS, FAIR_BITS, STRONG_BITS = 11.0, 44.0, 66.0
POOLS = ((str.islower, 26), (str.isupper, 26), (str.isdigit, 10))
OTHER_POOL = 32


class SecretLine(QLineEdit):
    """A line whose letters are covered until somebody asks to see them; it is never kept by the input method."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def show_letters(self, shown: bool) -> None:
        """Shows or covers the letters."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


def eye_for(theme: Theme, *lines: SecretLine) -> IconButton:
    """Makes the button that shows and covers the letters of some lines."""
    made = IconButton(theme, "eye", "Show the letters")
    made.setCheckable(True)

    def turn(shown: bool) -> None:
        for line in lines:
            line.show_letters(shown)
        made.set_icon("eye-off" if shown else "eye")
        made.setAccessibleName("Cover the letters" if shown else "Show the letters")

    made.toggled.connect(turn)
    return made


class PassphraseFields(QWidget):
    """Two lines and one sentence; ``changed`` tells that either was typed in."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first, self.second = SecretLine(), SecretLine()
        self.first.setPlaceholderText("Passphrase")
        self.second.setPlaceholderText("The same again")
        self.first.setAccessibleName("Passphrase")
        self.second.setAccessibleName("The passphrase again")
        self.said = PlainLabel("", "meta")
        self.said.setWordWrap(True)
        lines = row(None, self.first, eye_for(theme, self.first, self.second), gap=4)
        column(self, lines, self.second, self.said, gap=6)
        for line in (self.first, self.second):
            line.textChanged.connect(self._heed)
        self._heed()

    @property
    def passphrase(self) -> str:
        """What was typed, once both lines agree; else empty."""
        return self.first.text() if self.first.text() == self.second.text() else ""

    def clear(self) -> None:
        """Forgets what was typed."""
        self.first.clear()
        self.second.clear()

    def _heed(self) -> None:
        """Says how strong it is, and whether the second line agrees so far."""
        first, second = self.first.text(), self.second.text()
        words = strength_words(first)
        if second and not first.startswith(second):
            words = "The two lines differ."
        elif first and second and first != second:
            words = "The second line is not complete yet."
        self.said.setText(words)
        self.changed.emit()


def guessing_bits(passphrase: str) -> float:
    """Estimates how many doublings of work a guess takes: by words where there are some, else by letters.

    A rough lower bound: several words count as words from a list, letters that repeat count once.
    """
    words = {word.casefold() for word in passphrase.split()}
    pool = sum(size for kind, size in POOLS if any(kind(letter) for letter in passphrase))
    if any(not letter.isalnum() and letter.isascii() for letter in passphrase):
        pool += OTHER_POOL
    if any(ord(letter) > 127 for letter in passphrase):
        pool += 100
    by_letter = min(len(passphrase), 2 * len(set(passphrase))) * math.log2(pool) * 0.7 if pool else 0.0
    return min(len(words) * WORD_BITS, by_letter) if len(words) > 2 else by_letter * (0.75 if pool <= 26 else 1.0)


def strength_words(passphrase: str) -> str:
    """Says how strong a passphrase is against somebody who has a copy of the folder."""
    if not passphrase:
        return "Four or five unrelated words are easy to keep in mind and hard to guess."
    bits = guessing_bits(passphrase)
    if bits < FAIR_BITS:
        return "Could be guessed by somebody who has a copy of the folder. A few more words help."
    if bits < STRONG_BITS:
        return "Fair: holds against somebody without much time."
    return "Strong: hard to guess even with a copy of the folder and much time."
