"""Each import contract of pyproject.toml catches what it forbids, shown on a hollow copy of the house."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.house_rules import ROOTS

LINT = """
import sys
from importlinter.application import use_cases
import importlinter.api
sys.exit(0 if use_cases.lint_imports(config_filename="pyproject.toml", cache_dir=None, no_logo=True) else 1)
"""

#: The fault, the file that gets it, and the name of the contract that must break.
FAULTS = [
    ("import PySide6.QtCore", "workbench/actions/planted.py", "The core knows no screen"),
    ("from ui import theme", "workbench/memo/planted.py", "The core knows no screen"),
    ("from workbench import store", "workbench/casefile/planted.py", "Floors of the core"),
    ("from workbench import media", "workbench/store/planted.py", "Floors of the core"),
    ("from workbench import actions", "workbench/demo/planted.py", "Floors of the core"),
    ("from workbench import cli", "workbench/actions/planted.py", "Floors of the core"),
    ("from workbench import casefile", "workbench/settings.py", "Floors of the core"),
    ("", "workbench/annex/__init__.py", "Floors of the core"),
    ("from ui import desk", "ui/widgets/planted.py", "Floors of the desktop"),
    ("from ui import windows", "ui/panels/planted.py", "Floors of the desktop"),
    ("from ui.panels import other", "ui/panels/planted.py", "Panels are strangers to each other"),
    ("from workbench import store", "ui/models/planted.py", "The front doors ask actions"),
    ("from workbench import media", "workbench/cli/planted.py", "The front doors ask actions"),
    ("import sqlalchemy", "workbench/actions/planted.py", "Only the store speaks SQL"),
    ("import sqlite3", "workbench/media/planted.py", "Only the store speaks SQL"),
    ("from PIL import Image", "workbench/memo/planted.py", "Only media and the demonstration"),
    ("def f():\n    import numpy", "ui/widgets/planted.py", "Only media and the demonstration"),
    ("import workbench", "start/planted.py", "What starts the program"),
]


@pytest.fixture(scope="module")
def hollow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house in which every module is there and empty."""
    root = tmp_path_factory.mktemp("hollow")
    (root / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for package in ROOTS:
        for path in (ROOT / package).rglob("*.py"):
            copy = root / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text('"""Empty."""\n')
    (root / "ui" / "panels" / "other.py").write_text('"""Empty."""\n')
    return root


def lint(root: Path) -> tuple[int, str]:
    """Runs the contracts over a tree; returns the status and what was said."""
    environment = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [sys.executable, "-c", LINT]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_hollow_house_keeps_them_all(hollow: Path) -> None:
    status, said = lint(hollow)
    assert status == 0, said


@pytest.mark.parametrize(("fault", "place", "contract"), FAULTS, ids=[f"{f[1]}: {f[0]}" for f in FAULTS])
def test_a_planted_import_breaks_its_contract(hollow: Path, fault: str, place: str, contract: str) -> None:
    file = hollow / place
    before = file.read_bytes() if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    file.write_text(f'"""Planted."""\n{fault}\n')
    try:
        status, said = lint(hollow)
    finally:
        if before is None:
            file.unlink()
            if file.name == "__init__.py":
                file.parent.rmdir()
        else:
            file.write_bytes(before)
    assert status == 1
    broken = [
        line for line in said.splitlines() if "BROKEN" in line or "is not" in line or "not listed" in line.lower()
    ]
    assert any(contract in line for line in broken), said


def test_every_contract_is_broken_by_some_fault() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[tool.importlinter]")[1]
    names = [line.partition('"')[2].rstrip('"') for line in text.splitlines() if line.startswith("name =")]
    assert names
    assert [name for name in names if not any(name.startswith(contract) for _, _, contract in FAULTS)] == []
