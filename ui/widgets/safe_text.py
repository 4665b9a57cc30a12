"""The one text browser of the program: it loads nothing and opens nothing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QByteArray, QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget


class SafeBrowser(QTextBrowser):
    """A text view whose images are blank, whose links open nothing, and whose copies are plain text.

    Qt loads ``file:`` images by itself unless the answer to an image is a picture that is not null; an empty answer
    does not stop it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setSearchPaths([])
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._blank = QImage(1, 1, QImage.Format.Format_ARGB32)
        self._blank.fill(Qt.GlobalColor.transparent)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Answers every request for an image with one clear pixel, and every other with nothing."""
        if kind == QTextDocument.ResourceType.ImageResource.value:
            return self._blank
        return QByteArray()

    def setSource(self, name: QUrl | str, kind: QTextDocument.ResourceType | None = None) -> None:
        """Goes nowhere."""

    def doSetSource(self, name: QUrl | str, kind: QTextDocument.ResourceType | None = None) -> None:
        """Goes nowhere."""

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copies letters alone."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Takes nothing in."""
        return False
