"""What happened in the world, as a list in the order of time."""

from __future__ import annotations

from ui.models.values import ValuesModel
from workbench.casefile.occurrences import Occurrence, time_words


class OccurrencesModel(ValuesModel[Occurrence]):
    """Shows occurrences by the time they happened."""

    def text(self, value: Occurrence) -> str:
        """Says when, in the zone it was told in, and what."""
        return f"{time_words(value.at, value.zone, value.precision)}: {value.title}"
