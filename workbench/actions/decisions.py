"""Judging exhibits."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import exhibit
from workbench.casefile.decisions import Confidence, Determination, Judgement
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.identity import Actor, now
from workbench.casefile.policies import Citation
from workbench.casefile.verbs import DECIDE
from workbench.errors import NoSuchItem


def decide(
    case: OpenCase,
    actor: Actor,
    number: int,
    judgement: Judgement,
    rationale: str | None = None,
    confidence: Confidence | None = None,
    section: str | None = None,
    citations: Sequence[str] | None = None,
) -> Determination:
    """Judges an exhibit, and no other.

    ``citations`` are the ids of quotations on this exhibit; where none are named, all that stand on it count. Words
    and confidence of an earlier judgement stay where the new one names none.
    """
    determination = determination_of(case, actor, number, judgement, rationale, confidence, section, citations)
    label = exhibit_label(number)
    with case.write(actor, DECIDE, f"{judgement.words} on {label}", label) as work:
        work.put(determination)
    return determination


def determination_of(
    case: OpenCase,
    actor: Actor,
    number: int,
    judgement: Judgement,
    rationale: str | None = None,
    confidence: Confidence | None = None,
    section: str | None = None,
    citations: Sequence[str] | None = None,
) -> Determination:
    """Puts a judgement together as :func:`decide` does, and writes nothing."""
    item = exhibit(case, number)
    before = case.file.get(Determination, number)
    standing = case.file.all(Citation, "WHERE exhibit = ?", number)
    chosen = _chosen(standing, citations)
    return Determination(
        exhibit=item.number,
        judgement=judgement,
        actor=actor,
        at=now(),
        rationale=_kept(rationale, before.rationale if before else ""),
        confidence=confidence or (before.confidence if before else None),
        citations=tuple(citation.id for citation in chosen),
        section=section or (chosen[0].section if chosen else ""),
    )


def determinations(case: OpenCase) -> dict[int, Determination]:
    """Reads the judgements in force, by exhibit number."""
    return {judged.exhibit: judged for judged in case.file.all(Determination)}


def determinations_of(case: OpenCase, numbers: Sequence[int]) -> dict[int, Determination]:
    """Reads the judgements in force on some exhibits."""
    found = (case.file.get(Determination, number) for number in numbers)
    return {judged.exhibit: judged for judged in found if judged is not None}


def _chosen(standing: Sequence[Citation], citations: Sequence[str] | None) -> Sequence[Citation]:
    """Finds the quotations that a judgement rests on."""
    if citations is None:
        return standing
    by_id = {citation.id: citation for citation in standing}
    missing = [citation for citation in citations if citation not in by_id]
    if missing:
        raise NoSuchItem("A citation named here does not stand on this exhibit.", "Cite the words first.")
    return [by_id[citation] for citation in citations]


def _kept(new: str | None, before: str) -> str:
    """Takes new words, or keeps those that stood."""
    return before if new is None else new.strip()
