"""Named values under headings, each set so that it can be selected and, where it is exact, copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QWidget

from ui.panels.details.facts import Fact, FactGroup
from ui.theme import Theme
from ui.widgets.controls import line
from ui.widgets.labels import PlainLabel
from ui.widgets.value_text import CopyLine, ValueText

NAME_WIDTH = 112


class FactRows(QWidget):
    """Shows groups of facts, and others when it is asked again."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[FactGroup, ...] = ()
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(12)
        self._form.setVerticalSpacing(5)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)

    def words(self) -> list[str]:
        """All names and values as lines of words, for search and for tests."""
        return [f"{fact.name}: {fact.value}" for group in self._shown for fact in group.facts]

    def show_groups(self, groups: Sequence[FactGroup]) -> None:
        """Shows these groups; the ones that are shown already stay as they are."""
        if tuple(groups) == self._shown:
            return
        self._shown = tuple(groups)
        self.setUpdatesEnabled(False)
        while self._form.rowCount():
            self._form.removeRow(0)
        for place, group in enumerate(groups):
            if place:
                self._form.addRow(line())
            self._form.addRow(PlainLabel(group.title, "group"))
            if group.words:
                self._form.addRow(PlainLabel(group.words, "secondary"))
            for fact in group.facts:
                self._add(fact)
        self.setUpdatesEnabled(True)

    def _add(self, fact: Fact) -> None:
        """Adds one fact under its name."""
        name = PlainLabel(fact.name, "meta")
        name.setWordWrap(True)
        name.setText(fact.name)
        name.setFixedWidth(self._theme.px(NAME_WIDTH))
        name.setContentsMargins(0, 3, 0, 0)
        name.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        if fact.exact:
            self._form.addRow(name, CopyLine(self._theme, fact.name, fact.value, fact.mono))
        else:
            self._form.addRow(name, ValueText(self._theme, fact.name, fact.value, fact.mono))
