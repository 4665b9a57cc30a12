"""The citations of a case as a list: the clause, the words, and the exhibit they stand on."""

from __future__ import annotations

from ui.models.values import ValuesModel
from workbench.casefile.annotations import clip_time
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.policies import Citation


class CitationsModel(ValuesModel[Citation]):
    """Shows citations in the order they were made."""

    def text(self, value: Citation) -> str:
        """Says clause, words, policy version and place: what a link of it leads to."""
        return f"{value.section}, {value.quote}. {value.policy_title}, {value.version_words}. {place_words(value)}"


def place_words(citation: Citation) -> str:
    """Says where a citation stands: ``EX-0031``, or with a time in a clip ``EX-0031 0:12.48``."""
    label = exhibit_label(citation.exhibit)
    start = citation.anchor.start
    return label if start is None else f"{label} {clip_time(start)}"
