"""The ledger's entries as a list, newest first."""

from __future__ import annotations

from collections.abc import Hashable

from ui.models.values import ValuesModel
from workbench.casefile.custody import Entry


class EntriesModel(ValuesModel[Entry]):
    """Shows who did what, when; an entry never changes once it is there."""

    def key(self, value: Entry) -> Hashable:
        """Names an entry by its number."""
        return value.number

    def text(self, value: Entry) -> str:
        """Says number, act, actor and moment."""
        return f"Entry {value.number}: {value.label}, {value.actor.name}, {value.at:%Y-%m-%d %H:%M:%S} UTC"

    def append(self, entry: Entry) -> None:
        """Takes in one new entry at the top."""
        if self.row_of(entry.number) < 0:
            self.show((entry, *self.values))
