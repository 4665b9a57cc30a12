"""The source of exhibits, stated after they came in: one entry, everything else untouched, and undone by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from workbench.actions.acquisition import acquire_bytes
from workbench.actions.cases import new_case
from workbench.actions.custody import entries, verify
from workbench.actions.exhibits import exhibit
from workbench.actions.provenance import state_source
from workbench.actions.undo import undo
from workbench.casefile.cases import CaseKind
from workbench.casefile.exhibits import Provenance
from workbench.casefile.identity import Actor
from workbench.jobs import finish

ACTOR = Actor("A reviewer")
SOURCE = Provenance(
    "https://example.org/post/7741",
    "Example",
    "@mallory",
    ("post:7741",),
    "Request 12",
    datetime(2026, 10, 3, tzinfo=UTC),
)


def test_a_source_stated_later_changes_nothing_else_and_can_be_taken_back(tmp_path):
    with new_case(tmp_path / "case", "Notices", CaseKind.ADS, ACTOR) as case:
        for text in (b"one", b"two"):
            acquire_bytes(case, ACTOR, text, "pasted.txt")
        before = [exhibit(case, number) for number in (1, 2)]
        state_source(case, ACTOR, [1, 2], SOURCE)
        after = [exhibit(case, number) for number in (1, 2)]
        assert after == [replace(item, acquisition=replace(item.acquisition, provenance=SOURCE)) for item in before]
        newest = entries(case, 1)[0]
        assert newest.label == "State the source of 2 exhibits"
        assert newest.subjects == ("EX-0001", "EX-0002")
        assert finish(verify(case)).clean
        undo(case, ACTOR)
        assert [exhibit(case, number) for number in (1, 2)] == before
