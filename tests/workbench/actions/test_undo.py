"""Undo writes the opposite as a new entry, in order, and every verb says whether it has one."""

from __future__ import annotations

import pytest

from workbench.actions.annotations import annotate, annotations_of, remove_annotation
from workbench.actions.cases import OpenCase, describe_case
from workbench.actions.custody import entries, verify
from workbench.actions.decisions import decide, determinations
from workbench.actions.exhibits import exhibit, list_exhibits, set_sensitivity, withdraw
from workbench.actions.memos import memo_words, set_memo_words
from workbench.actions.occurrences import add_occurrence, occurrences, remove_occurrence
from workbench.actions.undo import undo, undoable
from workbench.casefile.annotations import Anchor
from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.identity import Actor
from workbench.casefile.verbs import VERBS
from workbench.errors import NoSuchItem, NothingToUndo, UsageError
from workbench.jobs import finish


def test_every_verb_has_an_opposite_or_says_why_not() -> None:
    assert len({verb.name for verb in VERBS}) == len(VERBS) > 10
    for verb in VERBS:
        assert verb.undoable or len(verb.no_opposite.split()) > 3


def test_acts_are_taken_back_one_after_another_and_the_ledger_only_grows(case: OpenCase, actor: Actor) -> None:
    sensitivity = exhibit(case, 1).sensitivity
    decide(case, actor, 1, Judgement.CLEAR, "It is a test.")
    decide(case, actor, 1, Judgement.VIOLATING)
    note = annotate(case, actor, 1, "here", Anchor(region=(0.1, 0.1, 0.2, 0.2)))
    remove_annotation(case, actor, note.id)
    item = add_occurrence(case, actor, "2026-10-03", "It began", exhibits=[1])
    remove_occurrence(case, actor, item.id)
    set_memo_words(case, actor, "answer", "It violates.")
    set_sensitivity(case, actor, [1], Sensitivity.SEVERE)
    withdraw(case, actor, 2, "not part of it")
    describe_case(case, actor, title="Another title")
    size = case.file.head().size
    undone = [undo(case, actor).verb for _ in range(10)]
    assert undone == [
        "case.describe",
        "exhibit.withdraw",
        "exhibit.rate",
        "memo.write",
        "occurrence.remove",
        "occurrence.add",
        "annotation.remove",
        "annotation.add",
        "exhibit.decide",
        "exhibit.decide",
    ]
    assert case.case.title == "Ads posing as notices"
    assert len(list_exhibits(case)) == 3 and exhibit(case, 1).sensitivity is sensitivity
    assert (annotations_of(case), occurrences(case), memo_words(case), determinations(case)) == ((), (), {}, {})
    assert case.file.head().size == size + 10
    assert undoable(case) is None
    with pytest.raises(NothingToUndo):
        undo(case, actor)
    assert finish(verify(case)).clean


def test_undo_brings_the_earlier_judgement_back_with_its_words(case: OpenCase, actor: Actor) -> None:
    first = decide(case, actor, 1, Judgement.CLEAR, "It is a fair.")
    second = decide(case, actor, 1, Judgement.ESCALATE)
    assert second.rationale == "It is a fair."
    assert undo(case, actor).label == "Escalate on EX-0001"
    assert determinations(case)[1] == first
    assert entries(case)[0].undoes == entries(case)[1].number


def test_an_act_is_taken_back_by_its_number_or_says_why_not(case: OpenCase, actor: Actor) -> None:
    decide(case, actor, 1, Judgement.CLEAR, "It is a fair.")
    number = case.file.head().size
    set_memo_words(case, actor, "answer", "It is clear.")
    assert undo(case, actor, number).verb == "exhibit.decide" and determinations(case) == {}
    assert memo_words(case)["answer"] == "It is clear."
    for wanted, words in ((number, "undone already"), (number + 2, "cannot be undone"), (999, "no entry 999")):
        with pytest.raises(NothingToUndo, match=words):
            undo(case, actor, wanted)
    decide(case, actor, 1, Judgement.CLEAR)
    decide(case, actor, 1, Judgement.ESCALATE)
    with pytest.raises(NothingToUndo, match="changed since"):
        undo(case, actor, case.file.head().size - 1)
    assert finish(verify(case)).clean


def test_the_same_words_again_leave_no_entry(case: OpenCase, actor: Actor) -> None:
    set_memo_words(case, actor, "summary", "As it is.")
    size = case.file.head().size
    set_memo_words(case, actor, "summary", " As it is. ")
    assert case.file.head().size == size


def test_what_makes_no_sense_is_refused_with_words(case: OpenCase, actor: Actor) -> None:
    with pytest.raises(UsageError):
        annotate(case, actor, 1, "  ")
    with pytest.raises(UsageError):
        add_occurrence(case, actor, "next week", "It began")
    with pytest.raises(UsageError):
        add_occurrence(case, actor, "2026-10-03", "It began", "Nowhere/None")
    with pytest.raises(NoSuchItem):
        decide(case, actor, 99, Judgement.CLEAR)
    with pytest.raises(NoSuchItem):
        decide(case, actor, 1, Judgement.CLEAR, citations=["none"])
