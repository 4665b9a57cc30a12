"""What people type is read as they mean it, and nothing they type is an error."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibits import Family, Sensitivity
from workbench.casefile.searching import Filters, HitKind, State, read_day, read_query


def _texts(text: str, typing: bool = False) -> list[list[str]]:
    return [[term.text for term in group] for group in read_query(text, typing=typing).groups]


def test_words_phrases_either_and_exclusions_are_told_apart() -> None:
    query = read_query('brown "quick fox" dog OR cat -lazy -"the end"')
    assert [[term.text for term in group] for group in query.groups] == [["brown"], ["quick fox"], ["dog", "cat"]]
    assert [term.text for term in query.excluded] == ["lazy", "the end"]


def test_the_last_word_is_a_beginning_only_while_it_is_typed() -> None:
    assert [term.prefix for term in read_query("brown fo", typing=True).terms] == [False, True]
    assert not read_query("brown fo ", typing=True).terms[-1].prefix
    assert not read_query('"brown fo"', typing=True).terms[-1].prefix
    assert read_query("fo*").terms[0].prefix


@pytest.mark.parametrize("quotes", ["“{}”", "„{}“", "«{}»", '"{}"', '"{}'])
def test_any_quotation_marks_make_a_phrase(quotes: str) -> None:
    assert _texts(quotes.format("quick fox")) == [["quick fox"]]


def test_filters_are_read_and_leave_the_words() -> None:
    query = read_query(
        'kind:image,video in:notes sensitivity:severe decided:violating,no by:"Ada L" state:withdrawn'
        " after:2026-10 before:2027 exhibit:EX-0004 blood"
    )
    assert _texts("kind:image blood") == [["blood"]]
    assert query.filters == Filters(
        places=(HitKind.NOTE,),
        families=(Family.IMAGE, Family.VIDEO),
        sensitivities=(Sensitivity.SEVERE,),
        judgements=(Judgement.VIOLATING,),
        undecided=True,
        person="Ada L",
        state=State.WITHDRAWN,
        after=datetime(2026, 10, 1, tzinfo=UTC),
        before=datetime(2027, 1, 1, tzinfo=UTC),
        exhibit=4,
    )


@pytest.mark.parametrize("text", ["kind:banana", "after:yesterday", "https://example.org/a", "note:", "in:", "x:y"])
def test_what_is_no_filter_is_a_word(text: str) -> None:
    query = read_query(text)
    assert query.filters == Filters()
    assert [term.text for term in query.terms] == [text]


@pytest.mark.parametrize(
    "text", ["OR", "a OR", "OR a", "-", '"', "AND", "a AND b", "NOT a", "NEAR(a b)", "^a", "a + b"]
)
def test_odd_words_are_words(text: str) -> None:
    assert read_query(text).said


def test_filters_that_are_typed_stand_above_those_given() -> None:
    given_filters = Filters(families=(Family.TEXT,), person="Ada")
    query = read_query("kind:image", given_filters)
    assert query.filters == Filters(families=(Family.IMAGE,), person="Ada")


def test_days_months_and_years_are_read_at_their_start() -> None:
    assert read_day("2026-10-03") == datetime(2026, 10, 3, tzinfo=UTC)
    assert read_day("2026") == datetime(2026, 1, 1, tzinfo=UTC)
    assert read_day("2026-13") is None
    assert read_day("soon") is None


@given(st.text(), st.booleans())
def test_no_text_is_refused(text: str, typing: bool) -> None:
    read_query(text, typing=typing)
