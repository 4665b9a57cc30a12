"""A policy's text as prose that is read and quoted: headings, clauses, cited passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.safe_text import SafeBrowser


class ReaderBlock(Protocol):
    """One block: kind is heading, paragraph, clause, item, quote, code or table; level its depth."""

    @property
    def kind(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def text(self) -> str: ...
    def source_offset(self, index: int) -> int:
        """The offset in the version's text of the character at ``index`` of ``text``."""


class SectionReader(SafeBrowser):
    """Shows blocks at a comfortable measure; a selection is told in offsets of the source."""

    citeChanged = Signal()  # the selection changed (selectionChanged is Qt's own)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None: ...
    def set_document(self, blocks: Sequence[ReaderBlock], source: str = "") -> None:
        """Shows blocks; with ``source`` the quoted text is cut from it exactly."""
    def set_cited(self, spans: Sequence[tuple[int, int]]) -> None: ...
    def selection(self) -> tuple[int, int, str] | None: ...
    def select(self, start: int, end: int) -> None: ...
    def scroll_to(self, offset: int) -> None: ...
