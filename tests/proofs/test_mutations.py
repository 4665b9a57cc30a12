"""Two faults are made and caught in every run; the rest stand behind ``python -m tests.proofs.mutations``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proofs.mutations import FAULTS, Fault, broken, fits


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_still_fits_the_source(fault: Fault) -> None:
    assert fits(fault), f"{fault.path} has changed: word the fault anew"


def test_there_are_as_many_faults_as_the_design_asks() -> None:
    assert len(FAULTS) >= 14 and len({fault.name for fault in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize("name", ["the time of a look has no end", "a veil holds sixteen times as much"])
def test_a_fault_is_caught(name: str) -> None:
    (fault,) = (fault for fault in FAULTS if fault.name == name)
    outcome = broken(fault)
    assert outcome.caught, outcome.words


def test_a_fault_that_nothing_tests_is_not_called_caught(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text("def test_a():\n    assert True\n", "utf-8")
    (tmp_path / "a.py").write_text("A = 1\n", "utf-8")
    harmless = Fault("nothing", "a.py", "A = 1", "A = 2", ("tests/test_a.py",))
    assert not broken(harmless, tmp_path).caught
    fatal = Fault("no test runs", "tests/test_a.py", "def", "de", ("tests/test_a.py",))
    assert not broken(fatal, tmp_path).caught
