"""A case and a way to ask the command line, for the tests of what keeps and destroys evidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.__main__ import main
from workbench.actions.acquisition import acquire_bytes
from workbench.actions.cases import new_case
from workbench.casefile.cases import CaseKind
from workbench.casefile.exhibits import Provenance
from workbench.casefile.identity import Actor

WORDS = b"The harbour master swapped the quince ledgers at dawn."
GROUNDS = ("--authority", "Court order 12/26", "--reason", "Unlawful to hold")


def make_case(folder: Path) -> Path:
    """Makes a case of two texts, the first of them with its source."""
    with new_case(folder / "case", "A title", CaseKind.ADS, Actor("Investigator", "inv")) as case:
        source = Provenance("https://example.org/a", "Example", "@quince", ("post:7",), "Request 7")
        acquire_bytes(case, Actor("Investigator", "inv"), WORDS, "words.txt", provenance=source)
        acquire_bytes(case, Actor("Investigator", "inv"), b"other words", "other.txt")
        return case.folder


def ask(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    """Runs one sub-command with ``--json`` and reads its one document."""
    status = main([*map(str, words), "--json"])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, document
