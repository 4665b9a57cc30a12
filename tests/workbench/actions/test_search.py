"""A person finds what the case says, goes straight to what they paste, and sees nothing they should not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.actions.acquisition import acquire
from workbench.actions.annotations import annotate
from workbench.actions.cases import OpenCase
from workbench.actions.decisions import decide
from workbench.actions.exhibits import set_sensitivity, withdraw
from workbench.actions.extraction import make_extracts
from workbench.actions.occurrences import add_occurrence
from workbench.actions.search import search
from workbench.actions.undo import undo
from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibits import Digests, Exhibit, Provenance, Sensitivity
from workbench.casefile.extracts import Extract
from workbench.casefile.identity import Actor
from workbench.casefile.searching import Filters, HitKind, SearchAnswer
from workbench.casefile.verbs import DESCRIBE
from workbench.errors import NotDecodable
from workbench.jobs import finish
from workbench.media.sandbox import Decoder


@dataclass(frozen=True)
class _Words:
    text: str
    cut: bool = False
    problem: str = ""


class PlainReader:
    """Reads plain text, in this very process: the tests made it themselves."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def text(self, original: BinaryIO, media_type: str, name: str, limit: int) -> _Words:
        self.asked.append(name)
        if name == "broken.txt":
            raise NotDecodable("It cannot be read.")
        data = original.read().decode()
        return _Words(data[:limit], len(data) > limit)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Writes three texts."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "d.txt").write_text("The advert shows a marmot voting twice.\n", "utf-8")
    (folder / "e.txt").write_text("今天北京市天安門廣場有很多人\n", "utf-8")
    (folder / "f_20341.txt").write_text("nothing of note\n", "utf-8")
    return folder


@pytest.fixture
def written(case: OpenCase, texts: Path, actor: Actor) -> OpenCase:
    """Opens a case with three pictures and three texts that were read."""
    finish(acquire(case, actor, [texts]))
    finish(make_extracts(case, actor, PlainReader()))
    return case


def exhibits(answer: SearchAnswer) -> list[int | None]:
    """Lists the exhibits of the hits."""
    return [hit.exhibit for hit in answer.hits]


def _describe(case: OpenCase, actor: Actor, number: int, said: Provenance, digests: Digests | None = None) -> Exhibit:
    before = case.file.get(Exhibit, number)
    assert before is not None
    after = replace(before, acquisition=replace(before.acquisition, provenance=said), digests=digests or Digests())
    with case.write(actor, DESCRIBE, "Describe", before.label) as work:
        work.put(after)
    return after


def test_words_are_found_with_the_words_around_them(written: OpenCase) -> None:
    (hit,) = search(written, "marmot").hits
    assert (hit.kind, hit.exhibit, hit.title) == (HitKind.TEXT, 4, "Words of EX-0004")
    assert [(piece.text, piece.hit) for piece in hit.context] == [
        ("The advert shows a ", False),
        ("marmot", True),
        (" voting twice. ", False),
    ]


def test_everything_that_the_case_says_is_found_where_it_stands(written: OpenCase, actor: Actor) -> None:
    annotate(written, actor, 1, "a pangolin in the corner")
    add_occurrence(written, actor, "2026-10-03 14:29", "The pangolin ad ran", "UTC", [2])
    decide(written, actor, 3, Judgement.CLEAR, "no pangolin was harmed")
    assert {(hit.kind, hit.exhibit) for hit in search(written, "pangolin").hits} == {
        (HitKind.NOTE, 1),
        (HitKind.OCCURRENCE, 2),
        (HitKind.DETERMINATION, 3),
    }
    assert exhibits(search(written, "pangolin in:notes")) == [1]
    assert exhibits(search(written, "pangolin", Filters(places=(HitKind.OCCURRENCE,)))) == [2]
    undo(written, actor)
    assert 3 not in exhibits(search(written, "pangolin"))


def test_filters_narrow_to_kind_rating_judgement_person_and_day(written: OpenCase, actor: Actor) -> None:
    ada = Actor("Ada Lovelace", "ada")
    set_sensitivity(written, actor, [1], Sensitivity.SENSITIVE)
    decide(written, actor, 2, Judgement.VIOLATING)
    annotate(written, ada, 3, "seen")
    _describe(written, actor, 3, Provenance(captured=datetime(2019, 5, 4, tzinfo=UTC)))
    assert sorted(n or 0 for n in exhibits(search(written, "kind:image"))) == [1, 2, 3]
    assert exhibits(search(written, "png sensitivity:sensitive")) == [1]
    assert exhibits(search(written, "kind:image decided:violating")) == [2]
    assert 2 not in exhibits(search(written, "decided:no"))
    assert exhibits(search(written, "by:lovelace in:notes")) == [3]
    assert exhibits(search(written, "after:2019-05 before:2019-06 in:names")) == [3]
    assert search(written, "before:2019 in:names").total == 0


def test_what_is_withdrawn_is_found_only_where_it_is_asked_for(written: OpenCase, actor: Actor) -> None:
    withdraw(written, actor, 4, "not ours")
    assert search(written, "marmot").total == 0
    assert exhibits(search(written, "marmot state:withdrawn")) == [4]
    assert exhibits(search(written, "marmot state:any")) == [4]


@pytest.mark.parametrize("rating", [Sensitivity.SEVERE, Sensitivity.EXTREME])
def test_the_words_of_the_worst_are_found_and_not_shown(written: OpenCase, actor: Actor, rating: Sensitivity) -> None:
    set_sensitivity(written, actor, [4], rating)
    (hit,) = search(written, "marmot").hits
    assert hit.context == ()
    assert rating.value in hit.withheld


def test_what_is_pasted_is_gone_to(written: OpenCase, actor: Actor) -> None:
    said = Provenance(
        "https://www.Example.org/p/77?utm_source=x&id=5#top", account="@Some.One", identifiers=("post:7741",)
    )
    digests = Digests(md5="ab" * 16, sha1="cd" * 20, sha512="ef" * 64)
    shown = _describe(written, actor, 5, said, digests)
    pasted: Sequence[str] = (
        "EX-0005",
        "ex5",
        shown.digest,
        shown.digest[:8].upper(),
        f"sha256:{shown.digest}",
        f"{shown.digest[:4]}…{shown.digest[-4:]}",
        "ab" * 16,
        "cdcdcdcd",
        "ef" * 10,
        "http://example.org/p/77/?id=5",
        "example.org/p/77?id=5&fbclid=abc",
        "@some.one",
        "some.one",
        "post:7741",
    )
    for text in pasted:
        answer = search(written, text)
        assert answer.jump == 5, text
        assert answer.hits[0].exhibit == 5, text


@pytest.mark.parametrize("text", ["EX-0099", "deadbeef", "abab", "example.org/p/7", "@some", "https://example.org/"])
def test_what_names_nothing_goes_nowhere(written: OpenCase, actor: Actor, text: str) -> None:
    _describe(written, actor, 5, Provenance("https://example.org/p/77", account="someone"), Digests(md5="ab" * 16))
    assert search(written, text).jump is None


def test_words_are_counted_to_the_end_and_shown_to_the_limit(written: OpenCase) -> None:
    answer = search(written, "png", limit=2)
    assert (len(answer.hits), answer.total) == (2, 3)


def test_nothing_asked_is_nothing_found(written: OpenCase) -> None:
    assert search(written, "  ") == SearchAnswer()
    assert search(written, '"').total == 0


def test_the_last_word_may_be_unfinished_while_it_is_typed(written: OpenCase) -> None:
    assert exhibits(search(written, "advert marm", typing=True)) == [4]
    assert search(written, "advert marm").total == 0


def test_a_search_answers_whatever_is_typed(written: OpenCase) -> None:
    @settings(max_examples=15)
    @given(st.text(), st.booleans())
    def answers(text: str, typing: bool) -> None:
        search(written, text, typing=typing)

    @settings(max_examples=15)
    @given(
        st.lists(
            st.sampled_from(
                [
                    "marmot",
                    '"',
                    "*",
                    "-",
                    "OR",
                    "AND",
                    "NOT",
                    "NEAR(",
                    ")",
                    "kind:",
                    "in:text",
                    "^",
                    "+",
                    "{a}",
                    ":",
                    "北",
                    "👍",
                    "'",
                    "--",
                    "\0",
                    "@x",
                    "EX-",
                    "ab" * 5,
                ]
            )
        )
    )
    def answers_operators(words: list[str]) -> None:
        search(written, " ".join(words))
        search(written, "".join(words))

    answers()
    answers_operators()


def test_words_are_read_once_in_batches_and_pictures_not_at_all(
    case: OpenCase, texts: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.actions.extraction._BATCH", 2)
    (texts / "broken.txt").write_text("no", "utf-8")
    finish(acquire(case, actor, [texts]))
    before, reader = case.file.head().size, PlainReader()
    report = finish(make_extracts(case, actor, reader))
    assert (report.read, report.with_words, len(report.refused)) == (4, 3, 1)
    assert sorted(reader.asked) == ["broken.txt", "d.txt", "e.txt", "f_20341.txt"]
    assert case.file.head().size == before + 2
    again = finish(make_extracts(case, actor, reader))
    assert (again.read, case.file.head().size) == (0, before + 2)


def test_words_that_were_read_by_a_guess_are_noted_and_not_refused(
    case: OpenCase, texts: Path, actor: Actor, decoder: Decoder
) -> None:
    (texts / "old.txt").write_bytes("Zündhölzer und Gläser\n".encode("cp1252"))
    finish(acquire(case, actor, [texts / "old.txt"]))
    report = finish(make_extracts(case, actor, decoder))
    assert (report.read, report.with_words, report.refused) == (1, 1, ())
    assert [(note.source, "windows-1252" in note.reason) for note in report.notes] == [("EX-0004", True)]
    assert exhibits(search(case, "Gläser")) == [4]


def test_reading_that_is_stopped_keeps_what_it_confirmed_and_goes_on_later(
    case: OpenCase, texts: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.actions.extraction._BATCH", 1)
    finish(acquire(case, actor, [texts]))
    job = make_extracts(case, actor, PlainReader())
    next(job)
    next(job)
    job.close()
    assert len(case.file.all(Extract)) == 1
    assert finish(make_extracts(case, actor, PlainReader())).read == 2


def test_a_text_that_is_too_long_is_cut_and_says_so(
    case: OpenCase, texts: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.actions.extraction.MOST_CHARACTERS", 10)
    finish(acquire(case, actor, [texts / "d.txt"]))
    finish(make_extracts(case, actor, PlainReader()))
    assert case.file.all(Extract) == (Extract(4, "words 1", "The advert", cut=True),)


def test_the_confined_reader_makes_texts_findable(case: OpenCase, texts: Path, actor: Actor, decoder: Decoder) -> None:
    finish(acquire(case, actor, [texts]))
    finish(make_extracts(case, actor, decoder))
    assert exhibits(search(case, "天安門")) == [5]
