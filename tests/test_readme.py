"""What the README names is there: commands, keys, pictures, files, and the rooms of the house."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.conftest import ROOT
from ui.commands import COMMANDS as WINDOW_COMMANDS
from workbench.__main__ import COMMANDS, build_parser

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def section(title: str) -> str:
    """Returns the text under one heading."""
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_every_sub_command_it_shows_exists() -> None:
    named = re.findall(r"^python3 main\.py (\w+)(?: (\w+))?", "\n".join(BLOCKS), re.MULTILINE)
    names = {command.name for command in COMMANDS}
    shown = [" ".join(words) if " ".join(words) in names else words[0] for words in named if words[0] != "test"]
    assert len(shown) > 8
    assert set(shown) <= names


@pytest.mark.parametrize("line", [line for line in section("The command line").splitlines() if "main.py" in line])
def test_every_example_can_be_read_by_its_command(line: str) -> None:
    arguments = build_parser().parse_args(shlex.split(line)[2:])
    assert arguments.command in COMMANDS


def test_every_key_it_names_is_a_key_of_the_window() -> None:
    keys = {key for command in WINDOW_COMMANDS for key in command.keys}
    table = re.findall(r"^\| (`.+?) \|", section("Keys"), re.MULTILINE)
    named = {key for row in table for key in re.findall(r"`([^`]+)`", row)}
    named |= set(re.findall(r"`((?:Ctrl|Shift)\+[^`]+|[A-Z]|Space)`", section("The job in ten lines")))
    assert len(named) > 20
    assert named <= keys


def test_every_picture_it_shows_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert pictures
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []


def test_the_map_is_the_house_as_it_stands() -> None:
    drawing = next(block for block in BLOCKS if block.startswith("main.py"))
    missing, folder = [], ""
    for line in drawing.splitlines():
        names = re.match(r" *((?:[\w.]+/?(?:  (?=\w))?)+)", line)
        assert names, line
        if not line.startswith(" "):
            folder = names[1] if names[1].endswith("/") else ""
        for name in names[1].split():
            place = name if not line.startswith(" ") else folder + name
            if not (ROOT / place).exists():
                missing.append(place)
    assert missing == []
    for root in ("workbench", "ui"):
        for path in sorted((ROOT / root).iterdir()):
            if (path / "__init__.py").is_file():
                assert re.search(rf"^  .*\b{path.name}/", drawing, re.MULTILINE), f"{path.name} is not on the map"


def test_continuous_integration_runs_the_command_it_names() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    command = re.search(r"^(python3 main\.py test)\b", BLOCKS[0], re.MULTILINE)
    assert command
    assert script.rstrip().endswith(f"exec {command[1]}")
