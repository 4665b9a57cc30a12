"""The front door lets the right Python in, says what others need, and chooses between window, command and tests."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import main
from start import doors, environment, places
from tests.conftest import ROOT
from workbench import settings


class Place:
    """An environment that is whole already."""

    def __init__(self, is_current: bool) -> None:
        self.current, self.stages, self.python = is_current, [], Path("/python")

    def prepare(self, stage: str) -> None:
        """Notes what was asked for."""
        self.stages.append(stage)

    def is_current(self) -> bool:
        """Tells what it was told."""
        return self.current


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Place:
    """The environment that the doors find; they believe to stand in it."""
    place = Place(True)
    monkeypatch.setattr(environment, "choose", lambda root, stage: place)
    monkeypatch.setattr(doors.system_libraries, "see_to", lambda screen: None)
    return place


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 9), (3, 13, 1)])
def test_the_right_pythons_are_let_in(version: tuple[int, ...]) -> None:
    assert main.wrong_python(version) == ""


@pytest.mark.parametrize("version", [(3, 6, 0), (3, 10, 13), (3, 14, 0)])
def test_other_pythons_are_told_what_is_needed(version: tuple[int, ...]) -> None:
    words = main.wrong_python(version)
    assert "3.11, 3.12 or 3.13" in words
    assert f"{version[0]}.{version[1]}" in words


def test_an_old_python_can_read_as_far_as_the_refusal() -> None:
    ast.parse((ROOT / "main.py").read_text(encoding="utf-8"), feature_version=(3, 4))


def test_what_starts_the_program_needs_the_standard_library_alone() -> None:
    program = "import sys; sys.path.insert(0, sys.argv[1]); import main; from start import doors; print(doors.ROOT)"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, str(ROOT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(ROOT)


def test_a_command_goes_to_the_command_line(place: Place) -> None:
    assert doors.find(["list", "CASE"]) == doors.Door(False, ("list", "CASE"))
    assert place.stages == ["run"]


def test_no_words_open_the_window(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors.display, "screen", lambda: "x11")
    assert doors.find([]) == doors.Door(True)


def test_without_a_display_the_same_job_is_done(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doors.display, "screen", lambda: "")
    monkeypatch.setattr(
        doors.system_libraries, "see_to", lambda screen: pytest.fail("no window, so no libraries are needed")
    )
    first = doors.find([])
    assert first.arguments[0] == "demo"
    assert "no display" in capsys.readouterr().err
    Path(first.arguments[1]).mkdir()
    assert doors.find([]).arguments[1] == first.arguments[1] + "-2"


def test_outside_it_starts_again_inside(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    place.current = False
    monkeypatch.setattr(environment, "run_in", lambda where, words: started.append(words) or 7)
    with pytest.raises(SystemExit) as ended:
        doors.find(["verify", "CASE"])
    assert ended.value.code == 7
    assert started == [[str(ROOT / "main.py"), "verify", "CASE"]]


def test_the_tests_end_with_their_own_status(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(environment, "run_in", lambda where, words: started.append(words) or 5)
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as ended:
        doors.find(["test", "-k", "veil"])
    assert ended.value.code == 5
    assert place.stages == ["test"]
    assert started == [["-m", "pytest", "-k", "veil"]]


def test_what_cannot_be_done_is_said_with_status_3(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(stage: str) -> None:
        raise doors.Stopped("The disk is full.")

    monkeypatch.setattr(place, "prepare", refuse)
    with pytest.raises(SystemExit) as ended:
        doors.find([])
    assert ended.value.code == 3
    assert "The disk is full." in capsys.readouterr().err


def test_the_start_and_the_core_mean_the_same_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    assert places.user_data() == settings.profile_folder()
    monkeypatch.delenv("WORKBENCH_HOME")
    assert places.user_data() == settings.profile_folder()
