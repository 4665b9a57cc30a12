"""The one text browser of the program: it loads nothing and opens nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QTextBrowser


class SafeBrowser(QTextBrowser):
    """A text view whose images are blank, whose links open nothing, and whose copies are plain text."""
