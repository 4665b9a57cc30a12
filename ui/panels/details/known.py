"""What is known of an exhibit without looking at it: who asks for what, what lists say, what machines suggest."""

from __future__ import annotations

from collections.abc import Sequence

from ui.panels.details.facts import Fact, FactGroup
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.exposure import Rung
from workbench.casefile.exposure_rules import Asked
from workbench.casefile.hash_lists import HashKind, ListEffect, ListMatch
from workbench.casefile.suggestions import Aid, Suggestion

MOST_MARKS = 12


def rating_words(item: Exhibit) -> str:
    """Says on whose word an exhibit is rated, and what it shows: ``Graphic violence, hate. Rated by Ann``."""
    harms = ", ".join(harm.value for harm in item.harms).capitalize()
    said = item.rating.words if item.rating is not None else ""
    return ". ".join(part for part in (harms, said[:1].upper() + said[1:]) if part)


def rules_group(asked: Sequence[Asked]) -> FactGroup:
    """Says layer by layer what binds a look; what asks nothing more than those above says so."""
    facts = (Fact(said.layer.capitalize(), said.words + ("" if said.binding else " (asked already)")) for said in asked)
    return FactGroup("Who asks for what", tuple(facts))


def lists_group(found: Sequence[ListMatch]) -> FactGroup:
    """Says which lists name an exhibit, and on what ground."""
    said = {
        ListEffect.MARK: "marks it",
        ListEffect.WITHHOLD: "withholds such bytes",
        ListEffect.ALLOW: "found harmless",
    }
    facts = (Fact(match.list_name, f"{said[match.effect]}, {_ground(match)}") for match in found)
    return FactGroup("Named by hash lists", tuple(facts))


def _ground(match: ListMatch) -> str:
    same = "the same bytes" if match.kind is not HashKind.PDQ else "the same picture"
    near = f"{match.distance} bits apart" if match.distance else same
    note = f": {match.note}" if match.note else ""
    return f"by {match.kind.value.upper()}, {near}, noted {match.at:%Y-%m-%d}{note}"


def suggestion_groups(found: Sequence[Suggestion], rest: Rung) -> list[FactGroup]:
    """Words what machines suggested; of an exhibit that rests sealed only that they did, and its language."""
    return [_suggestion(said, rest) for said in found]


def _suggestion(said: Suggestion, rest: Rung) -> FactGroup:
    marks, shown = said.marks, [mark for mark in said.marks if mark.words]
    facts: list[Fact] = []
    # The name of a language is no content: the card of a sealed text says it too.
    open_here = rest is not Rung.SEALED or said.aid is Aid.LANGUAGE
    if open_here:
        for mark in shown[:MOST_MARKS]:
            sure = f"{mark.sure:.0%} sure" if mark.sure is not None else "suggested"
            facts.append(Fact(sure, mark.words))
    elif shown:
        facts.append(Fact("Words", "not shown here: the exhibit rests sealed"))
    wordless = len(marks) - len(shown)
    if wordless or not marks:
        facts.append(Fact("Places", f"{wordless:,} marked" if wordless else "nothing was found"))
    more = len(shown) - MOST_MARKS
    if more > 0 and open_here:
        facts.append(Fact("", f"and {more:,} more"))
    facts.append(Fact("Suggested by", f"{said.tool}, {said.at:%Y-%m-%d %H:%M} UTC"))
    return FactGroup(said.aid.words, tuple(facts))
