"""Asks for the secret of an encrypted case over whatever window is in front, and shows a new recovery key once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.windows.opening import Opening
from ui.windows.sheets.keys import RecoveryKeyPage, UnlockSheet
from workbench.errors import WorkbenchError, WrongSecret


class Unlocking(QObject):
    """Stands beside one window; only the one that is seen asks."""

    def __init__(self, opening: Opening, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._opening, self._theme, self._window = opening, theme, window
        self.sheet: UnlockSheet | None = None
        self.page: RecoveryKeyPage | None = None
        opening.locked.connect(self._ask)
        opening.ended.connect(self._done)
        opening.key_made.connect(self.show_key)

    def _ask(self, folder: Path, reason: WorkbenchError) -> None:
        """Asks for a secret, or says on the page that is open that it does not fit."""
        if not self._window.isVisible():
            return
        if self.sheet is None:
            self.sheet = UnlockSheet(self._theme, folder, self._window)
            self.sheet.filled.connect(lambda secret, keep: self._opening.open(folder, secret, keep))
            self.sheet.over(lambda _: setattr(self, "sheet", None))
        if isinstance(reason, WrongSecret):
            self.sheet.says_no(reason.message, reason.remedy)

    def _done(self) -> None:
        """Gives the page back after a try; one that opened the case is not needed any more."""
        if self.sheet is not None:
            self.sheet.wait("")
            if self._opening.is_open:
                self.sheet.accept()

    def show_key(self, key: str) -> None:
        """Shows a recovery key until it is said to be kept."""
        if self._window.isVisible() and self.page is None:
            self.page = RecoveryKeyPage(self._theme, key, self._window)
            self.page.over(lambda _: setattr(self, "page", None))
