"""The cases this person knows, in groups by their clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from ui.models.values import VALUE_ROLE, Index
from workbench.casefile.cases import KnownCase, remaining_words

SHIFT = timedelta(hours=8)
SOON, NOW = timedelta(hours=3), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Group:
    """The heading over some cases."""

    words: str


class CasesModel(QAbstractListModel):
    """Shows the cases that are due this shift, then later ones, then those without a deadline, last opened first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Group | KnownCase] = []
        self._moment: datetime | None = None

    def show(self, cases: Iterable[KnownCase], moment: datetime) -> None:
        """Takes the catalogue in, as it stands at a moment."""
        rows: list[Group | KnownCase] = []
        groups = grouped(cases, moment)
        for words, members in groups.items():
            if members:
                rows.append(Group(words))
                rows.extend(members)
        if rows == self._rows and moment == self._moment:
            return
        self.beginResetModel()
        self._rows, self._moment = rows, moment
        self.endResetModel()

    def count(self) -> int:
        """Counts the cases, headings aside."""
        return sum(isinstance(row, KnownCase) for row in self._rows)

    def value_at(self, index: Index) -> Group | KnownCase | None:
        """Finds the heading or the case of a row."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def index_of(self, case_id: str) -> QModelIndex:
        """Finds a case's row by its id."""
        for place, row in enumerate(self._rows):
            if isinstance(row, KnownCase) and row.id == case_id:
                return self.index(place)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Counts headings and cases."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Lets cases be chosen, and headings not."""
        if isinstance(self.value_at(index), KnownCase):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Gives a row's value or what it is called."""
        value = self.value_at(index)
        if value is None:
            return None
        if role == VALUE_ROLE:
            return value
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return value.words if isinstance(value, Group) else self._spoken(value)
        return None

    def _spoken(self, case: KnownCase) -> str:
        """Says a case in one line."""
        if case.destroyed or case.encrypted:
            return f"{case.title}, {'key destroyed' if case.destroyed else 'encrypted'}"
        clock = f", {due_words(case.due, self._moment)}" if case.due and self._moment else ""
        return (
            f"{case.reference} {case.title}, {case.kind.words}, {case.decided} of {case.total} decided{clock}".strip()
        )


def grouped(cases: Iterable[KnownCase], moment: datetime) -> dict[str, list[KnownCase]]:
    """Sorts cases into what is due within a shift of eight hours, what comes later, and what has no deadline."""
    groups: dict[str, list[KnownCase]] = {"Due this shift": [], "Later": [], "No deadline": []}
    for case in cases:
        if case.due is None:
            groups["No deadline"].append(case)
        elif case.due - moment <= SHIFT:
            groups["Due this shift"].append(case)
        else:
            groups["Later"].append(case)
    for words in ("Due this shift", "Later"):
        groups[words].sort(key=lambda case: case.due or moment)
    return groups


def due_words(due: datetime, moment: datetime) -> str:
    """Says a deadline briefly: ``in 2 h 10 min``, ``40 min late``."""
    return remaining_words(due, moment)


def urgency(due: datetime | None, moment: datetime) -> str:
    """Names a deadline's urgency: ``now`` under an hour or late, ``soon`` under three, else empty."""
    if due is None or due - moment > SOON:
        return ""
    return "now" if due - moment <= NOW else "soon"
