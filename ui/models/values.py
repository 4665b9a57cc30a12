"""A list of casefile values as Qt wants it: one value a row, changed row by row."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Value = TypeVar("Value")
Index = QModelIndex | QPersistentModelIndex
VALUE_ROLE = Qt.ItemDataRole.UserRole + 1


class ValuesModel(QAbstractListModel, Generic[Value]):
    """Shows a tuple of frozen values; says what each is called, and touches only the rows that differ."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._values: list[Value] = []

    def key(self, value: Value) -> Hashable:
        """Names a value so that a newer form of it is known as the same row."""
        return getattr(value, "id", value)

    def text(self, value: Value) -> str:
        """Says a value in one line, for search and for a screen reader."""
        return str(value)

    @property
    def values(self) -> tuple[Value, ...]:
        """The values in the order of the rows."""
        return tuple(self._values)

    def row_of(self, key: Hashable) -> int:
        """Finds the row of a value by its key; -1 where there is none."""
        return next((row for row, value in enumerate(self._values) if self.key(value) == key), -1)

    def value_at(self, index: Index) -> Value | None:
        """Finds the value of an index."""
        return self._values[index.row()] if index.isValid() and index.row() < len(self._values) else None

    def show(self, values: Sequence[Value]) -> None:
        """Takes a new list in: keeps the rows that stay at the two ends and changes what lies between."""
        new, old = list(values), self._values
        head = 0
        while head < min(len(new), len(old)) and self.key(new[head]) == self.key(old[head]):
            head += 1
        tail = 0
        while tail < min(len(new), len(old)) - head and self.key(new[-1 - tail]) == self.key(old[-1 - tail]):
            tail += 1
        if len(old) - tail > head:
            self.beginRemoveRows(QModelIndex(), head, len(old) - tail - 1)
            del old[head : len(old) - tail]
            self.endRemoveRows()
        if len(new) - tail > head:
            self.beginInsertRows(QModelIndex(), head, len(new) - tail - 1)
            old[head:head] = new[head : len(new) - tail]
            self.endInsertRows()
        for row, value in enumerate(new):
            if old[row] != value:
                old[row] = value
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Counts the values."""
        return 0 if parent.isValid() else len(self._values)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Gives a row's value or what it is called."""
        value = self.value_at(index)
        if value is None:
            return None
        if role == VALUE_ROLE:
            return value
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.text(value)
        return None
