"""Looks at words: the opening of a text is recorded, and its words are handed to the text surface or refused."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ui.desk import Desk
from ui.panels.viewer.looks import Looks
from ui.panels.viewer.seeing import READ_ONLY
from ui.widgets.text_veil import TextVeil
from workbench.casefile.exhibits import Exhibit, Family

READABLE = (Family.TEXT, Family.CHAT, Family.MAIL, Family.PAGE)


class Reading(QObject):
    """Answers the wishes of the text surface for the exhibit in view."""

    def __init__(self, desk: Desk, looks: Looks, text: TextVeil, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._looks, self._text = desk, looks, text
        self._item: Exhibit | None = None
        text.wanted.connect(self._read)
        text.ended.connect(lambda serial, cause, ms: looks.end("read", serial, cause, ms))

    def takes(self, item: Exhibit) -> bool:
        """Tells whether an exhibit is read rather than looked at."""
        return item.held and item.family in READABLE

    def show(self, item: Exhibit) -> None:
        """Brings an exhibit's words to the surface, covered."""
        self._item = item
        self._text.set_item(item.family.words, f"{item.size:,} bytes")

    def _read(self, serial: int) -> None:
        """Has the opening of words recorded, and hands them to the text surface."""
        item, text = self._item, self._text
        if item is None or not self._desk.writable:
            text.refuse(serial, READ_ONLY)
            return
        self._looks.read(
            item.number,
            serial,
            lambda words: text.show_text(serial, words),
            lambda words: text.refuse(serial, words),
        )
