"""A case is read page by page in reading order, each exhibit once, with its judgement; the counts agree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.actions.cases import OpenCase, summary
from workbench.actions.decisions import decide
from workbench.actions.exhibits import list_exhibits, withdraw
from workbench.actions.paging import ExhibitPage, exhibit_page
from workbench.actions.undo import undo
from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibit_numbers import exhibit_label, number_from_path
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.identity import Actor, digest_of
from workbench.casefile.verbs import UNPACK


@pytest.fixture
def nested(case: OpenCase, actor: Actor) -> OpenCase:
    """Opens a case with three pictures, two things unpacked from the first of them, and one from the second."""
    first = case.file.get(Exhibit, 1)
    assert first is not None
    with case.write(actor, UNPACK, "Unpack") as work:
        for path in ((1, 1), (1, 2), (2, 1)):
            number = number_from_path(path)
            work.put(replace(first, number=number, parent=path[0], digest=digest_of(str(path).encode())))
    return case


def _pages(case: OpenCase, count: int) -> list[ExhibitPage]:
    pages, after = [], None
    while True:
        page = exhibit_page(case, after, count)
        pages.append(page)
        if not page.more:
            return pages
        after = page.exhibits[-1].number


@pytest.mark.parametrize("count", [1, 2, 4, 6, 50])
def test_pages_give_every_exhibit_once_in_reading_order(nested: OpenCase, count: int) -> None:
    read = [exhibit for page in _pages(nested, count) for exhibit in page.exhibits]
    assert read == list(list_exhibits(nested))
    assert [exhibit_label(exhibit.number) for exhibit in read] == [
        "EX-0001",
        "EX-0001.1",
        "EX-0001.2",
        "EX-0002",
        "EX-0002.1",
        "EX-0003",
    ]


def test_a_page_holds_the_judgements_on_it_and_nothing_withdrawn(nested: OpenCase, actor: Actor) -> None:
    decide(nested, actor, 2, Judgement.CLEAR)
    withdraw(nested, actor, 1, "not ours")
    (page,) = _pages(nested, 50)
    assert [exhibit.number for exhibit in page.exhibits][-1] == 3
    assert 1 not in [exhibit.number for exhibit in page.exhibits]
    assert {number: judged.judgement for number, judged in page.determinations.items()} == {2: Judgement.CLEAR}


def test_the_summary_follows_every_act(nested: OpenCase, actor: Actor) -> None:
    decide(nested, actor, 2, Judgement.CLEAR)
    decide(nested, actor, 3, Judgement.CLEAR)
    decide(nested, actor, 3, Judgement.VIOLATING)
    withdraw(nested, actor, 2, "not ours")
    seen = summary(nested)
    assert (seen.total, seen.to_review, seen.counts[Judgement.CLEAR], seen.counts[Judgement.VIOLATING]) == (5, 4, 0, 1)
    assert seen.bytes == sum(exhibit.size for exhibit in list_exhibits(nested))
    undo(nested, actor)
    undo(nested, actor)
    seen = summary(nested)
    assert (seen.total, seen.to_review, seen.counts[Judgement.CLEAR]) == (6, 4, 2)
