"""Item models: sound in Qt's eyes, minimal in what they change, and silent about content."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt

from ui.models.cases import CasesModel, Group, grouped, urgency
from ui.models.citations import CitationsModel, place_words
from ui.models.entries import EntriesModel
from ui.models.exhibits import ExhibitsModel, Sieve, tile_of
from ui.models.occurrences import OccurrencesModel
from ui.models.values import VALUE_ROLE
from ui.widgets.preview_tile import TILE_ROLE
from workbench.casefile.annotations import Anchor
from workbench.casefile.cases import CaseKind, KnownCase
from workbench.casefile.custody import Entry
from workbench.casefile.decisions import Determination, Judgement
from workbench.casefile.exhibits import Acquisition, Exhibit, Facts, Family, Sensitivity
from workbench.casefile.exposure import Preview, Rung, Veil
from workbench.casefile.exposure_rules import Layer, Tightening
from workbench.casefile.harms import Harm
from workbench.casefile.identity import Actor
from workbench.casefile.occurrences import Occurrence, Precision
from workbench.casefile.policies import Citation

NOON = datetime(2026, 10, 3, 12, tzinfo=UTC)
ACTOR = Actor("A reviewer")
SPOKEN = Qt.ItemDataRole.AccessibleTextRole


def exhibit(number: int, **other: object) -> Exhibit:
    """One made-up exhibit."""
    given = {"media_type": "image/jpeg", "family": Family.IMAGE, "name": f"{number}.jpg", **other}
    acquisition = Acquisition(ACTOR, NOON, "/made/up", "files", "test")
    return Exhibit(number=number, digest=f"{number:064x}", size=10, acquisition=acquisition, **given)


def judged(number: int, judgement: Judgement) -> Determination:
    """One judgement."""
    return Determination(number, judgement, ACTOR, NOON)


def citation(name: str, number: int = 1, start: float | None = None) -> Citation:
    """One quotation."""
    return Citation(
        name,
        number,
        "ads",
        "Ads policy",
        "14",
        "d" * 64,
        "4.2(a)",
        "Voting",
        "a wrong date",
        "e" * 64,
        5,
        17,
        ACTOR,
        NOON,
        anchor=Anchor(start),
    )


def entry(number: int) -> Entry:
    """One entry."""
    return Entry(number, ACTOR, NOON, "exhibit.decide", f"Act {number}", ("EX-0001",), (), "0" * 64, f"{number:064x}")


@pytest.fixture
def grid() -> ExhibitsModel:
    """Seven exhibits in two columns, three of them judged."""
    model = ExhibitsModel()
    model.show(
        [exhibit(number) for number in range(1, 8)],
        {1: judged(1, Judgement.VIOLATING), 2: judged(2, Judgement.CLEAR), 3: judged(3, Judgement.VIOLATING)},
    )
    return model


@pytest.fixture
def told(grid):
    """What the grid's model tells its views."""
    heard = []
    grid.modelReset.connect(lambda: heard.append("reset"))
    grid.dataChanged.connect(lambda first, last: heard.append((first.row(), first.column())))
    return heard


def test_the_grid_is_sound(grid, qtmodeltester):
    qtmodeltester.check(grid)
    grid.set_columns(3)
    grid.sift(Sieve.VIOLATING)
    qtmodeltester.check(grid)
    grid.show((), {})
    qtmodeltester.check(grid)


def test_the_lists_are_sound(qtmodeltester):
    for model, values in (
        (CitationsModel(), [citation("a"), citation("b")]),
        (EntriesModel(), [entry(2), entry(1)]),
        (OccurrencesModel(), [Occurrence("o", NOON, "UTC", Precision.MINUTE, "Notices", ACTOR, NOON)]),
    ):
        model.show(values)
        qtmodeltester.check(model)
        assert model.index(0).data(VALUE_ROLE) == values[0]
        assert model.index(0).data(SPOKEN)


def test_numbers_and_places_are_each_others_inverse(grid):
    for columns in (1, 2, 3, 5, 9):
        grid.set_columns(columns)
        assert grid.rowCount() == -(-7 // columns)
        for number in range(1, 8):
            assert grid.number_at(grid.index_of(number)) == number
    grid.set_columns(2)
    empty = grid.index(3, 1)
    assert grid.number_at(empty) is None
    assert empty.data(TILE_ROLE) is None
    assert grid.flags(empty) == Qt.ItemFlag.NoItemFlags
    assert grid.rowCount(grid.index(0, 0)) == 0
    assert not grid.index_of(99).isValid()


@pytest.mark.parametrize(
    ("sieve", "numbers"),
    [(Sieve.ALL, [1, 2, 3, 4, 5, 6, 7]), (Sieve.TO_REVIEW, [4, 5, 6, 7]), (Sieve.VIOLATING, [1, 3]),
     (Sieve.CLEAR, [2]), (Sieve.BORDERLINE, []), (Sieve.ESCALATE, [])],
)  # fmt: skip
def test_a_sieve_lets_through_what_it_says_and_counts_it(grid, sieve, numbers):
    grid.sift(sieve)
    assert list(grid.numbers) == numbers
    assert grid.counts()[sieve] == len(numbers)


def test_a_search_needs_every_word_and_finds_numbers_names_and_judgements(grid):
    grid.sift(Sieve.ALL, "ex-0003")
    assert list(grid.numbers) == [3]
    grid.sift(Sieve.ALL, "violating 1.jpg")
    assert list(grid.numbers) == [1]
    grid.sift(Sieve.ALL, "nowhere")
    assert list(grid.numbers) == []


def test_a_judgement_repaints_one_tile_and_nothing_else(grid, told):
    grid.take([exhibit(4)], {4: judged(4, Judgement.CLEAR)})
    assert told == [(1, 1)]
    assert grid.index_of(4).data(TILE_ROLE).judgement is Judgement.CLEAR
    grid.take([], {4: None})
    assert grid.index_of(4).data(TILE_ROLE).judgement is None


def test_a_judgement_takes_an_exhibit_out_of_what_is_to_review(grid, told):
    grid.sift(Sieve.TO_REVIEW)
    told.clear()
    grid.take([], {4: judged(4, Judgement.CLEAR)})
    assert told == ["reset"]
    assert list(grid.numbers) == [5, 6, 7]


def test_what_is_withdrawn_leaves_the_grid_and_what_is_new_comes_in(grid):
    grid.take([exhibit(2, withdrawn=True), exhibit(8)], {})
    assert list(grid.numbers) == [1, 3, 4, 5, 6, 7, 8]


def test_the_next_to_review_goes_on_and_comes_round(grid):
    assert grid.next_to_review(5) == 6
    assert grid.next_to_review(7) == 4
    grid.take([], {number: judged(number, Judgement.CLEAR) for number in (4, 5, 6)})
    assert grid.next_to_review(6) == 7
    assert grid.next_to_review(7) is None


def test_neighbours_stop_at_the_ends_and_are_found_from_outside_the_view(grid):
    assert (grid.neighbour(1, -1), grid.neighbour(7, 1), grid.neighbour(3, 1)) == (1, 7, 4)
    grid.sift(Sieve.TO_REVIEW)
    assert grid.neighbour(2, 1) == 4
    grid.show((), {})
    assert grid.neighbour(1, 1) is None


def test_previews_are_asked_for_once_and_only_where_somebody_looks(grid, qtbot):
    asked = []
    grid.previews_wanted.connect(asked.append)
    for number in (1, 2, 1):
        grid.index_of(number).data(TILE_ROLE)
    grid.index_of(3).data(SPOKEN)
    qtbot.waitUntil(lambda: asked != [])
    assert asked == [[1, 2]]
    veil = Veil(2, 2, bytes(4), bytes(16))
    grid.take_previews({1: Preview(Facts(seconds=47.2), veil), 2: None})
    assert grid.index_of(1).data(TILE_ROLE).veil == veil
    grid.forget_previews([1])
    grid.index_of(1).data(TILE_ROLE)
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked[1] == [1]


def test_a_tile_rests_where_the_rules_of_all_layers_let_it_and_nowhere_until_they_are_known(grid):
    grid.show([exhibit(1), exhibit(2, harms=(Harm.CRUELTY,))], {})
    assert {grid.index_of(number).data(TILE_ROLE).rung for number in (1, 2)} == {Rung.SEALED}
    assert grid.rules_of(grid.shown(1).exhibit) is None
    grid.set_layers(())
    assert {grid.index_of(number).data(TILE_ROLE).rung for number in (1, 2)} == {Rung.VEIL}
    grid.set_layers((Layer("your preferences", (Tightening(harm=Harm.CRUELTY, rest=Rung.SEALED),)),))
    assert [grid.index_of(number).data(TILE_ROLE).rung for number in (1, 2)] == [Rung.VEIL, Rung.SEALED]


def test_a_described_tile_is_spoken_by_its_description(grid):
    grid.show([exhibit(1, description="A crowd on a square.", harms=(Harm.VIOLENCE,))], {})
    spoken = grid.index_of(1).data(SPOKEN)
    assert "Graphic violence. Description: A crowd on a square." in spoken


def test_a_tile_says_kind_length_rest_and_never_the_name(grid):
    grid.show([exhibit(1, family=Family.VIDEO, facts=Facts(seconds=47.2), sensitivity=Sensitivity.SEVERE,
                       name="secret-name.mp4")], {})  # fmt: skip
    tile = grid.index_of(1).data(TILE_ROLE)
    assert (tile.family, tile.duration, tile.rung) == ("Video", "0:47", Rung.SEALED)
    spoken = grid.index_of(1).data(SPOKEN)
    assert spoken.startswith("EX-0001, Video 1 of 1. Veiled. Severe. To review.")
    assert "secret" not in spoken + repr(tile)
    assert tile_of(None) is None


def test_ten_thousand_exhibits_are_laid_out_without_a_word_on_any_one_of_them(monkeypatch, qtbot):
    model, asked = ExhibitsModel(), []
    model.previews_wanted.connect(asked.extend)
    monkeypatch.setattr("ui.models.exhibits.tile_of", lambda shown, rules: asked.append("tile"))
    model.show([exhibit(number) for number in range(1, 10_001)], {})
    for columns in (1, 2, 3, 7):
        model.set_columns(columns)
        assert model.rowCount() == -(-10_000 // columns)
    model.sift(Sieve.TO_REVIEW)
    assert model.number_at(model.index_of(9_999)) == 9_999
    qtbot.wait(1)
    assert asked == []


def test_a_list_changes_only_what_differs(qtbot):
    model, heard = CitationsModel(), []
    model.show([citation("a"), citation("b"), citation("d")])
    model.rowsInserted.connect(lambda parent, first, last: heard.append(("in", first, last)))
    model.rowsRemoved.connect(lambda parent, first, last: heard.append(("out", first, last)))
    model.dataChanged.connect(lambda first, last: heard.append(("new", first.row(), last.row())))
    model.show([citation("a"), citation("b"), citation("c"), citation("d")])
    assert heard == [("in", 2, 2)]
    heard.clear()
    model.show([citation("a"), citation("b", number=7), citation("c"), citation("d")])
    assert heard == [("new", 1, 1)]
    heard.clear()
    model.show([citation("a"), citation("d")])
    assert heard == [("out", 1, 2)]
    assert [value.id for value in model.values] == ["a", "d"]
    assert model.row_of("d") == 1
    assert model.row_of("none") == -1


def test_a_citation_says_where_it_stands():
    assert place_words(citation("a")) == "EX-0001"
    assert place_words(citation("a", 31, 12.48)) == "EX-0031 0:12.48"


def test_an_entry_is_taken_in_once(qtbot):
    model = EntriesModel()
    model.show([entry(1)])
    model.append(entry(2))
    model.append(entry(2))
    assert [value.number for value in model.values] == [2, 1]


def known(name: str, hours: float | None) -> KnownCase:
    """One known case, due some hours from noon."""
    due = None if hours is None else NOON + timedelta(hours=hours)
    return KnownCase(f"/{name}", name, f"Case {name}", CaseKind.ADS, f"HPE-{name}", due, 4, 1)


def test_cases_are_grouped_by_their_clock_most_urgent_first(qtmodeltester):
    cases = [known("none", None), known("later", 30), known("soon", 2), known("late", -1)]
    groups = grouped(cases, NOON)
    assert {words: [case.id for case in members] for words, members in groups.items()} == {
        "Due this shift": ["late", "soon"], "Later": ["later"], "No deadline": ["none"],
    }  # fmt: skip
    model = CasesModel()
    model.show(cases, NOON)
    qtmodeltester.check(model)
    assert model.count() == 4
    assert isinstance(model.value_at(model.index(0)), Group)
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags
    assert model.index_of("soon").row() == 2
    assert model.index_of("soon").data(SPOKEN) == "HPE-soon Case soon, Ads policy, 1 of 4 decided, in 2 h"
    assert not model.index_of("gone").isValid()
    assert model.value_at(QModelIndex()) is None


def test_urgency_is_amber_under_three_hours_and_red_under_one():
    assert [urgency(NOON + timedelta(hours=hours), NOON) for hours in (-1, 0.5, 2.9, 4)] == ["now", "now", "soon", ""]
    assert urgency(None, NOON) == ""
