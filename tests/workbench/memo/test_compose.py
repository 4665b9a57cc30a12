"""The outline says what the dossier says, the answer first, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.workbench.memo.conftest import made_veil
from workbench.casefile.cases import Case, CaseKind
from workbench.casefile.custody import EMPTY_ROOT, Head
from workbench.casefile.decisions import Determination, Judgement
from workbench.casefile.exhibits import Facts, Sensitivity
from workbench.casefile.exposure import Preview
from workbench.casefile.harms import Harm
from workbench.casefile.identity import Actor
from workbench.casefile.likeness import Inheritance
from workbench.memo.check import check
from workbench.memo.compose import compose
from workbench.memo.dossier import Dossier
from workbench.memo.outline import BottomLine, Card, Counts, Exhibits, Heading, Ledger, OpenPoints, Policies, Timeline

MOMENT = datetime(2026, 10, 3, 12, 0, tzinfo=UTC)


def only(outline, kind):
    """The one block of a kind."""
    (found,) = [block for block in outline.blocks if isinstance(block, kind)]
    return found


def empty() -> Dossier:
    """A case in which nothing has happened."""
    case = Case("empty", "New case", CaseKind.OTHER, MOMENT)
    return Dossier(case, Head("empty", 1, EMPTY_ROOT, MOMENT), MOMENT, Actor(""))


def test_the_answer_comes_first_as_it_was_typed(dossier):
    first = compose(dossier).blocks[0]
    assert isinstance(first, BottomLine)
    assert first.typed
    assert first.lines[0][0].words.startswith("Two of the six items break section 4.2")


def test_without_an_answer_the_counts_speak(dossier):
    first = compose(replace(dossier, words={})).blocks[0]
    assert isinstance(first, BottomLine)
    assert not first.typed
    assert first.lines[0][0].words == (
        "5 of 6 exhibits are judged: 2 violating, 1 borderline, 1 clear and 1 escalate. 1 exhibit awaits a judgement."
    )


def test_counts_name_each_judgement_and_the_undecided(dossier):
    rows = {row.words: (row.number, row.exhibits) for row in only(compose(dossier), Counts).rows}
    assert rows["Violating"] == (2, "EX-0001, EX-0002")
    assert rows["Not judged"] == (1, "EX-0006")
    assert sum(number for number, _ in rows.values()) == 6


def test_a_card_carries_its_grounds(dossier):
    card = next(block for block in compose(dossier).blocks if isinstance(block, Card) and block.label == "EX-0003")
    assert card.judgement_words == "Borderline"
    assert card.confidence == "moderate"
    (quote,) = card.quotes
    assert quote.version == "v14, from 1 Sep 2026"
    assert quote.section == "§ 4.2(b)"
    assert quote.anchor == "0:11.20 to 0:17.50"
    assert [note.where for note in card.notes] == ["0:02.48", "0:11.20 to 0:17.50"]


def test_times_are_told_in_their_zone_and_no_more_exactly_than_known(dossier):
    times = [(moment.time, moment.zone) for moment in only(compose(dossier), Timeline).moments]
    assert times[0] == ("1 Oct 2026", "")
    assert times[1] == ("3 Oct 2026 03:20", "America/New_York · 07:20 UTC")
    assert times[2] == ("3 Oct 2026 11:19:56 UTC", "")


def test_every_exhibit_stands_in_the_list_with_its_whole_digest(dossier):
    rows = only(compose(dossier), Exhibits).rows
    assert [row.digest for row in rows] == [exhibit.digest for exhibit in dossier.exhibits]
    assert "IMG_" not in repr(compose(dossier))


def test_what_became_of_each_exhibit_stands_in_the_list(fated):
    rows = {row.label: row for row in only(compose(fated), Exhibits).rows}
    assert list(rows) == [
        "EX-0001", "EX-0002", "EX-0002.1", "EX-0002.10", "EX-0003", "EX-0004", "EX-0005", "EX-0006"
    ]  # fmt: skip
    said = {label: ["".join(piece.words for piece in note) for note in row.notes] for label, row in rows.items()}
    none = "Capture: 0 of 3, no URL, no HTML source, no full-page capture"
    assert said["EX-0001"] == ["Capture: 2 of 3, no HTML source"]
    assert rows["EX-0001"].acquired.endswith("from hxxps://ads[.]example[.]org/library?id=7")
    assert said["EX-0002.1"] == ["Unpacked from EX-0002", none]
    assert rows["EX-0002.1"].notes[0][1].to == rows["EX-0002"].anchor
    assert said["EX-0005"] == ["Reference only, kept at the vault, see hxxps://vault[.]example[.]org/5", none]
    assert said["EX-0006"] == [
        "Destroyed 3 Oct 2026 16:20 UTC by Reviewer on duty, on the authority of court order 12/26: unlawful to hold",
        none,
    ]
    cards = {block.label: block for block in compose(fated).blocks if isinstance(block, Card)}
    assert cards["EX-0005"].picture_words == "Reference only"


def test_what_was_unpacked_is_read_in_its_place(fated):
    outline = compose(fated)
    counts = {row.words: row.exhibits for row in only(outline, Counts).rows}
    assert (counts["Clear"], counts["Not judged"]) == ("EX-0002.10 and EX-0004", "EX-0002.1 and EX-0006")
    gap = next(gap for gap in check(fated) if "no citation" in gap.what)
    assert gap.what == "EX-0002.10 and EX-0005 rest on no citation."


def test_the_proof_is_counted_and_how_to_check_it_is_said(dossier, fated):
    ledger, bare = only(compose(fated), Ledger), only(compose(dossier), Ledger)
    assert (ledger.proven, ledger.under) == ("2 entries", fated.head.words)
    assert "ledger CASE --consistency 41" in ledger.how and "resources/verify_case.py" in ledger.how
    assert (bare.proven, bare.under, bare.how) == ("", "", "")


def test_each_cited_version_is_listed_once_with_its_sections(dossier):
    (row,) = only(compose(dossier), Policies).rows
    assert row.sections == "4.2, 4.2(b), 4.3"
    assert row.effective == "1 Sep 2026"


def test_the_ledger_tells_how_to_check(dossier):
    ledger = only(compose(dossier), Ledger)
    assert ledger.root == dossier.head.root
    assert ledger.command == f"python main.py verify CASE --head {dossier.head.words}"


def test_a_severe_exhibit_has_no_picture(dossier):
    exhibits = (replace(dossier.exhibits[0], sensitivity=Sensitivity.SEVERE), *dossier.exhibits[1:])
    cards = [block for block in compose(replace(dossier, exhibits=exhibits)).blocks if isinstance(block, Card)]
    assert cards[0].picture is None
    assert cards[0].picture_words == "Sealed: severe"
    assert cards[1].picture is not None


def test_an_empty_case_still_makes_a_memo():
    outline = compose(empty())
    assert outline.blocks[0].lines[0][0].words == "The case holds no exhibits yet, so there is nothing to judge."
    assert isinstance(outline.blocks[1], OpenPoints)
    assert [block.words for block in outline.blocks if isinstance(block, Heading)] == [
        "How this memo was made",
        "Custody",
    ]


def test_check_lists_what_is_missing(dossier):
    said = " ".join(gap.what for gap in check(replace(dossier, words={}, verification=None)))
    for words in ("bottom line", "EX-0006", "EX-0005 rests on no citation", "not been verified"):
        assert words in said


def test_check_is_content_with_a_finished_case(dossier):
    kept = tuple(exhibit for exhibit in dossier.exhibits if exhibit.number <= 4)
    assert check(replace(dossier, exhibits=kept)) == ()


def test_check_sees_a_citation_that_is_gone(dossier):
    lost = Determination(4, Judgement.CLEAR, dossier.actor, MOMENT, citations=("gone",))
    said = [gap.what for gap in check(replace(dossier, determinations={**dossier.determinations, 4: lost}))]
    assert "EX-0004 names a citation that is no longer there." in said


@pytest.mark.parametrize("words", [{}, {"answer": "  \n "}])
def test_blank_words_are_no_answer(dossier, words):
    assert any("bottom line" in gap.what for gap in check(replace(dossier, words=words)))


def cards_of(dossier):
    return [block for block in compose(dossier).blocks if isinstance(block, Card)]


def first_is(dossier, **changes):
    return replace(dossier, exhibits=(replace(dossier.exhibits[0], **changes), *dossier.exhibits[1:]))


def test_a_description_stands_beside_the_veil_and_is_its_words(dossier):
    said = "A notice on a wall.\nTwo people read it, see https://example.org/x"
    card, *others = cards_of(first_is(dossier, description=said))
    assert card.description == ("A notice on a wall.", "Two people read it, see hxxps://example[.]org/x")
    assert card.picture is not None
    assert card.picture_words == (
        "Veiled preview of EX-0001: A notice on a wall. Two people read it, see hxxps://example[.]org/x"
    )
    assert all(other.description == () for other in others)


@pytest.mark.parametrize("level", [Sensitivity.SEVERE, Sensitivity.EXTREME])
def test_what_is_severe_is_shown_in_words_alone(dossier, level):
    changed = first_is(dossier, sensitivity=level, harms=(Harm.VIOLENCE, Harm.HATE), description="A street scene.")
    card = cards_of(changed)[0]
    assert (card.picture, card.picture_words) == (None, f"Sealed: {level.value}, graphic violence, hate")
    assert card.description == ("A street scene.",)


def test_what_the_rules_seal_has_no_veil(dossier):
    cards = cards_of(replace(dossier, sealed=frozenset({1})))
    assert (cards[0].picture, cards[0].picture_words) == (None, "Sealed: unclassified")
    assert cards[1].picture is not None


def test_a_document_shows_the_veil_of_its_first_page(dossier):
    veil = made_veil(5)
    preview = Preview(Facts(), pages=(veil, made_veil(6)))
    card = cards_of(replace(dossier, previews={**dossier.previews, 1: preview}))[0]
    assert card.picture == veil


def test_a_judgement_that_came_with_a_group_says_on_which_look_it_rests(dossier):
    before = dossier.determinations[1]
    judged = {**dossier.determinations, 1: replace(before, inherited=Inheritance(3, 6))}
    card = cards_of(replace(dossier, determinations=judged))[0]
    assert card.by.endswith(", on a look at EX-0003, which looks like it")


def test_what_is_judged_and_not_described_is_a_gap_where_the_rules_want_words(dossier):
    gap = next(gap for gap in check(replace(dossier, undescribed=frozenset({1}))) if "description" in gap.what)
    assert (gap.what, gap.exhibits) == ("EX-0001 is judged and has no neutral description.", (1,))
    assert not any("description" in gap.what for gap in check(dossier))
