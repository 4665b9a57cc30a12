"""A case to test the store with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.casefile.cases import Case, CaseKind
from workbench.casefile.identity import Actor, new_id, now
from workbench.store.folder import CaseFile, create_case


@pytest.fixture
def actor() -> Actor:
    """Returns the person who acts in these tests."""
    return Actor("Investigator", "inv")


@pytest.fixture
def case(tmp_path: Path, actor: Actor) -> Iterator[CaseFile]:
    """Opens a new case."""
    made = create_case(tmp_path / "case", Case(new_id(), "A title", CaseKind.ADS, now()), actor)
    yield made
    made.close()
