"""Dossiers to make memos from: a worked case, an empty one, and text in many scripts and with ill intent."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from workbench.casefile.annotations import Anchor, Annotation
from workbench.casefile.capture import capture_states
from workbench.casefile.cases import Case, CaseKind
from workbench.casefile.custody import Head
from workbench.casefile.decisions import Confidence, Determination, Judgement
from workbench.casefile.exhibit_numbers import number_from_path
from workbench.casefile.exhibits import Acquisition, Exhibit, Facts, Family, Holding, Provenance
from workbench.casefile.exposure import ExposureTotals, Preview, Veil
from workbench.casefile.identity import Actor, digest_of
from workbench.casefile.occurrences import Occurrence, Precision
from workbench.casefile.policies import Citation
from workbench.casefile.proofs import MemoProof, Tree
from workbench.casefile.retention import Tombstone
from workbench.memo.dossier import Dossier

MADE = datetime(2026, 10, 3, 16, 20, 7, 123456, tzinfo=UTC)
REVIEWER = Actor("Reviewer on duty", "reviewer")
POLICY_DIGEST = digest_of(b"a policy about elections")


def made_veil(seed: int, width: int = 12, height: int = 9) -> Veil:
    """A veil whose levels follow from a seed."""
    levels = [
        (seed * 7 + column * column // 6 + row * 2 + (row * column) % 5) % 16
        for row in range(height)
        for column in range(width)
    ]
    return Veil(width, height, bytes(levels), bytes(levels) * 4)


def made_exhibit(
    number: int, family: Family = Family.IMAGE, media_type: str = "image/jpeg", title: str = ""
) -> Exhibit:
    """An exhibit whose digest follows from its number."""
    acquisition = Acquisition(REVIEWER, MADE - timedelta(hours=3), f"/somewhere/IMG_{number}.jpg", "files", "workbench")
    return Exhibit(
        number,
        digest_of(str(number).encode()),
        1_204_331 + number,
        media_type,
        family,
        f"IMG_{number}.jpg",
        acquisition,
        Facts(1200, 900),
        title,
    )


def made_citation(
    number: int, section: str = "4.2", quote: str = "", title: str = "Interference with voting", **more: object
) -> Citation:
    """A citation of a fictional policy, pinned to an exhibit."""
    words = quote or "You may not post false information about when, where or how to vote."
    return Citation(
        f"c{number}-{section}",
        number,
        "elections-policy",
        "Elections and Civic Processes",
        "14",
        POLICY_DIGEST,
        section,
        title,
        words,
        digest_of(words.encode()),
        100,
        100 + len(words),
        REVIEWER,
        MADE,
        effective=date(2026, 9, 1),
        **more,
    )  # type: ignore[arg-type]


def worked_dossier() -> Dossier:
    """A small escalation with every kind of block in it."""
    exhibits = (
        made_exhibit(1, title="Sponsored picture posing as a polling-place notice"),
        made_exhibit(2, title="The same notice, in Spanish, with another date"),
        made_exhibit(3, Family.VIDEO, "video/mp4", "Clip that repeats the false date aloud"),
        made_exhibit(4, Family.PAGE, "text/html"),
        made_exhibit(5, Family.CHAT, "application/json", "Chat in which the pictures are ordered"),
        made_exhibit(6),
    )
    determinations = {
        1: Determination(
            1,
            Judgement.VIOLATING,
            REVIEWER,
            MADE,
            "The notice gives a voting date one day after the real one and was "
            "shown as an ad to people in the two counties concerned.",
            Confidence.HIGH,
            ("c1-4.2",),
            "4.2",
        ),
        2: Determination(
            2,
            Judgement.VIOLATING,
            REVIEWER,
            MADE,
            "Same template and payer as EX-0001.",
            Confidence.HIGH,
            ("c2-4.2",),
            "4.2",
        ),
        3: Determination(
            3,
            Judgement.BORDERLINE,
            REVIEWER,
            MADE,
            "The voice names the wrong date, the caption the right one.",
            Confidence.MODERATE,
            ("c3-4.2(b)",),
            "4.2(b)",
        ),
        4: Determination(
            4, Judgement.CLEAR, REVIEWER, MADE, "The office's own page; kept for comparison.", None, ("c4-4.3",), "4.3"
        ),
        5: Determination(
            5,
            Judgement.ESCALATE,
            REVIEWER,
            MADE,
            "Names a payer outside the country: for the threat team.",
            Confidence.LOW,
            (),
            "",
        ),
    }
    citations = (
        made_citation(1),
        made_citation(2),
        made_citation(
            3,
            "4.2(b)",
            "misstates the date, time or place of voting, whether in words, pictures or sound",
            "Dates",
            anchor=Anchor(11.2, 17.5),
        ),
        made_citation(4, "4.3", "Reports by the bodies that run an election are not interference.", "Exceptions"),
    )
    annotations = (
        Annotation("a2", 3, "The voice says “Wednesday the 4th”.", Anchor(11.2, 17.5), REVIEWER, MADE),
        Annotation("a1", 3, "Caption with the right date.", Anchor(2.48), REVIEWER, MADE),
        Annotation("a3", 1, "Logo of the county office, redrawn.", Anchor(region=(0.1, 0.1, 0.3, 0.2)), REVIEWER, MADE),
    )
    occurrences = (
        Occurrence("o1", MADE - timedelta(days=2), "UTC", Precision.DAY, "Advertiser account opened", REVIEWER, MADE),
        Occurrence(
            "o2",
            MADE - timedelta(hours=9),
            "America/New_York",
            Precision.MINUTE,
            "First ad goes live in two counties",
            REVIEWER,
            MADE,
            (1, 2),
        ),
        Occurrence(
            "o3",
            MADE - timedelta(hours=5, seconds=11),
            "UTC",
            Precision.SECOND,
            "County office reports the ad",
            REVIEWER,
            MADE,
            (1,),
        ),
        Occurrence("o4", MADE - timedelta(hours=4), "UTC", Precision.MINUTE, "Ads paused", REVIEWER, MADE, (1, 2, 3)),
    )
    return Dossier(
        case=Case(
            "case-1",
            "Polling-place notices in paid pictures",
            CaseKind.ELECTIONS,
            MADE - timedelta(hours=4),
            "ESC-2041",
            MADE + timedelta(hours=2, minutes=10),
            "Do the sponsored notices break the elections policy, and are they one campaign?",
        ),
        head=Head("case-1", 41, digest_of(b"head"), MADE),
        made_at=MADE,
        actor=REVIEWER,
        exhibits=exhibits,
        previews={
            number: Preview(Facts(1200, 900, 47.2 if number == 3 else None), made_veil(number))
            for number in (1, 2, 3, 6)
        },
        determinations=determinations,
        citations=citations,
        annotations=annotations,
        occurrences=occurrences,
        exposures=ExposureTotals(9, 47.3),
        verification="Clean on 3 Oct 2026 16:18 UTC: 41 entries, 6 originals.",
        words={
            "answer": "Two of the six items break section 4.2 (false voting dates) and were bought by one payer. "
            "Take both ads down now and hold the account.",
            "summary": "A county office reported a sponsored picture that gave the wrong voting date. "
            "We found a Spanish twin and a clip with the same payer.\n\n"
            "Reach before the pause was limited to two counties.",
            "recommendation": "Keep the account on hold until the threat team has answered on EX-0005.",
        },
    )


def fated_dossier() -> Dossier:
    """The worked case with a container, what came out of it, a reference, a destroyed exhibit, and a proof."""
    child, other = number_from_path((2, 1)), number_from_path((2, 10))
    worked = worked_dossier()
    web = Provenance("https://ads.example.org/library?id=7", "Example", captured=MADE)
    first = worked.exhibits[0]
    exhibits = (
        replace(first, acquisition=replace(first.acquisition, provenance=web)),
        *worked.exhibits[1:4],
        replace(worked.exhibits[4], holding=Holding.REFERENCE, location="the vault, see https://vault.example.org/5"),
        replace(worked.exhibits[5], holding=Holding.DESTROYED),
        replace(made_exhibit(other), parent=2),
        replace(made_exhibit(child), parent=2),
    )
    judged = {other: Determination(other, Judgement.CLEAR, REVIEWER, MADE, "A logo.", None, (), "")}
    stone = Tombstone(6, exhibits[5].digest, 9, "court order 12/26", "unlawful to hold", REVIEWER, MADE)
    tree = Tree(hashlib.sha256(bytes([place])).digest() for place in range(41))
    return replace(
        worked,
        exhibits=exhibits,
        determinations={**worked.determinations, **judged},
        tombstones={6: stone},
        captures=capture_states(exhibits),
        head=replace(worked.head, root=tree.root()),
        proof=MemoProof(
            "case-1", 41, tree.root(), {"EX-0001": 40, "EX-0002.10": 41}, (tree.inclusion(40), tree.inclusion(41))
        ),
    )


@pytest.fixture
def fated() -> Dossier:
    """The worked case, with every fate that an exhibit can have."""
    return fated_dossier()


@pytest.fixture
def dossier() -> Dossier:
    """The worked case."""
    return worked_dossier()
