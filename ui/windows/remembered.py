"""What the windows remember until the next start: places and sizes, never content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

FILE = "window.ini"
SIGNS_OF_A_CASE = ("case.sqlite3", "key.json")


class Remembered:
    """The window's own memory in the person's profile folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._kept = QSettings(str(folder / FILE), QSettings.Format.IniFormat)

    def put(self, key: str, value: Any) -> None:
        """Keeps a value."""
        self._kept.setValue(key, value)

    def bytes(self, key: str) -> QByteArray | None:
        """Reads a kept state of Qt's own, None where there is none."""
        value = self._kept.value(key)
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    def text(self, key: str, default: str = "") -> str:
        """Reads a kept text."""
        value = self._kept.value(key, default)
        return value if isinstance(value, str) else default

    def number(self, key: str, default: int) -> int:
        """Reads a kept number."""
        try:
            return int(self._kept.value(key, default))  # type: ignore[call-overload]
        except (TypeError, ValueError):
            return default

    def sync(self) -> None:
        """Writes what was kept to disk."""
        self._kept.sync()


def may_hold_case(folder: Path) -> bool:
    """Tells, without opening anything, whether a folder looks like a case, plain or encrypted."""
    return any((folder / name).is_file() for name in SIGNS_OF_A_CASE)
