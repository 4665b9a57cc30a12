"""Every dependency is locked to bytes, and the locks hold what the project says it needs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

LOCKS = ("run", "aids", "sound", "test")


def pins(text: str) -> dict[str, list[str]]:
    """Reads a lock: each pinned line, joined with its hashes, to the hashes it names."""
    logical = text.replace("\\\n", " ").splitlines()
    lines = [line for line in logical if line.strip() and not line.startswith("#")]
    return {line.split("--hash")[0].strip(): re.findall(r"--hash=sha256:([0-9a-f]{64})\b", line) for line in lines}


def read(name: str) -> str:
    """Reads one lock file."""
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def wanted() -> dict[str, list[str]]:
    """Returns what the project asks for, by lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    run = project["project"]["dependencies"] + extras["window"]
    return {
        "run": run,
        "aids": run + extras["aids"],
        "sound": run + extras["sound"],
        "test": run + extras["aids"] + project["dependency-groups"]["test"],
    }


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_is_an_exact_version_with_hashes(name: str) -> None:
    found = pins(read(name))
    assert len(found) > 10
    for pin, hashes in found.items():
        assert re.match(r"[a-z0-9.-]+==[0-9][^ ]*( ;|$)", pin), pin
        assert hashes, pin


@pytest.mark.parametrize("name", LOCKS)
def test_no_line_says_where_packages_come_from(name: str) -> None:
    assert "://" not in read(name)
    assert not re.search(r"^--(?!hash)|^-", read(name), re.MULTILINE)


@pytest.mark.parametrize(("inner", "outer"), [("run", "aids"), ("run", "sound"), ("aids", "test")])
def test_a_lock_holds_all_of_the_one_it_stands_on(inner: str, outer: str) -> None:
    found, around = pins(read(inner)), pins(read(outer))
    assert {pin: around.get(pin) for pin in found} == found


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_answers_to_the_project(name: str) -> None:
    """Fails when a dependency was changed in pyproject.toml and the locks were not made again."""
    locked: dict[str, list[str]] = {}
    for pin in pins(read(name)):
        package, version = pin.split(" ;")[0].strip().split("==")
        locked.setdefault(canonicalize_name(package), []).append(version)
    for text in wanted()[name]:
        requirement = Requirement(text)
        versions = locked.get(canonicalize_name(requirement.name), [])
        assert versions, f"{text} is not locked"
        assert all(requirement.specifier.contains(version) for version in versions), f"{text}: {versions}"


def test_every_locked_package_is_named_with_its_licence() -> None:
    notices = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    rows = {
        cells[0].strip(): cells
        for cells in re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", notices, re.M)
    }
    for pin in {**pins(read("test")), **pins(read("sound"))}:
        package, version = pin.split(" ;")[0].strip().split("==")
        assert package in rows, f"{package} is not in THIRD_PARTY.md"
        assert version in rows[package][1], f"{package} {version}: THIRD_PARTY.md says {rows[package][1]}"
        assert rows[package][2].strip()


def test_qt_stays_below_the_version_that_destroys_python_3_11() -> None:
    found = re.search(r"^pyside6-essentials==(\d+)\.(\d+)", read("run"), re.MULTILINE)
    assert found
    assert (int(found[1]), int(found[2])) < (6, 12)


def test_a_bare_pin_would_be_noticed(tmp_path: Path) -> None:
    assert pins("one==1 \\\n    --hash=sha256:" + "a" * 64 + "\ntwo==2\n") == {"one==1": ["a" * 64], "two==2": []}
