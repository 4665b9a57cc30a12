"""The house stands as drawn: who imports whom, what the first window costs, and how every file is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from importlinter import api as import_linter_api
from importlinter.application import use_cases as import_linter

from tests import house_rules
from tests.conftest import ROOT

PROJECT = ROOT / "pyproject.toml"

#: What a person waits for in vain if it is imported before the window shows.
SLOW = (
    *("sqlalchemy", "sqlcipher3", "numpy", "PIL", "av", "pillow_heif"),
    *("typst", "jinja2", "cryptography", "markdown_it"),
)

#: Put before a program: PySide6 and the desktop cannot be found by it.
WITHOUT_A_SCREEN = """
import sys

class Refusal:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "shiboken6", "ui"}:
            raise ModuleNotFoundError(f"{name} is not to be had here", name=name)

sys.meta_path.insert(0, Refusal())
"""

IMPORT_ALL = """
import importlib, pkgutil, sys

def names(package):
    yield package
    module = importlib.import_module(package)
    for found in pkgutil.walk_packages(module.__path__, package + "."):
        yield found.name

"""


def run_python(program: str, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs a program text in a fresh interpreter that finds the house."""
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )


@pytest.fixture(scope="module")
def house() -> house_rules.House:
    """The whole source, parsed once."""
    return house_rules.read_house(ROOT)


@pytest.mark.parametrize("rule", house_rules.RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule, house: house_rules.House) -> None:
    faults = rule(house)
    assert not faults, "\n" + "\n".join(faults)


def test_import_contracts_hold(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    held = import_linter.lint_imports(config_filename=str(PROJECT), cache_dir=None, no_logo=True)
    assert held, capsys.readouterr().out


def test_no_room_is_forgotten_by_the_contracts() -> None:
    """A contract names the rooms it binds; a new room is bound by each of them, or is the one that may."""
    contracts = {
        contract["name"]: contract
        for contract in import_linter_api.read_configuration(str(PROJECT))["contracts_options"]
    }
    rooms = {
        f"workbench.{path.stem}"
        for path in (ROOT / "workbench").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").is_file()) and path.stem != "__init__"
    }
    sql = contracts["Only the store speaks SQL"]
    assert {*sql["source_modules"], "workbench.store"} >= rooms
    pictures = contracts["Only media and the demonstration decode or draw pictures"]
    assert {*pictures["source_modules"], "workbench.media", "workbench.demo"} >= rooms
    doors = contracts["The front doors ask actions, never the store or the decoders"]
    shared = {"actions", "casefile", "settings", "jobs", "errors", "version", "cli", "__main__"}
    assert {*doors["forbidden_modules"], *(f"workbench.{name}" for name in shared)} >= rooms


def test_the_core_imports_where_there_is_no_qt() -> None:
    program = WITHOUT_A_SCREEN + IMPORT_ALL + "\nfor name in names('workbench'):\n    importlib.import_module(name)\n"
    done = run_python(program)
    assert done.returncode == 0, done.stderr


def test_one_whole_case_where_there_is_no_qt(tmp_path: Path) -> None:
    program = WITHOUT_A_SCREEN + "from workbench.__main__ import main\nsys.exit(main(sys.argv[1:]))\n"
    folder = tmp_path / "demonstration"
    made = run_python(program, "demo", str(folder), "--json")
    assert made.returncode == 0, made.stdout + made.stderr
    verified = run_python(program, "verify", json.loads(made.stdout)["case"], "--json")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert isinstance(json.loads(verified.stdout), dict)


@pytest.mark.parametrize("package", ["workbench.actions", "ui.windows", "ui.application"])
def test_the_way_to_the_first_window_is_light(package: str) -> None:
    """What is slow to import comes when it is used, not before the window shows."""
    if package == "ui.application":
        imported = "importlib.import_module('ui.application')\n"
    else:
        imported = f"for name in names({package!r}):\n    importlib.import_module(name)\n"
    done = run_python(IMPORT_ALL + imported + f"print([name for name in {SLOW!r} if name in sys.modules])\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_the_source_is_tidy() -> None:
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "."]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_types_hold() -> None:
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_strict_stays_strict() -> None:
    """The core is held to mypy's strict rules, and no exception for it slips into the settings."""
    settings = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["tool"]["mypy"]
    assert settings["strict"] is True
    assert {"workbench", "ui", "start"} <= set(settings["packages"])
    relaxed = {module for override in settings["overrides"] for module in override["module"]}
    assert not [module for module in relaxed if module.split(".")[0] in ("workbench", "start")]
