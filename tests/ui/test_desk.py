"""The desk: work in order, answers only to the case they were asked of, and no case closed under its last record."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ui.desktop import idle, until
from ui.desk import Desk
from ui.lanes import Lanes
from workbench.casefile.identity import Actor
from workbench.errors import NothingToUndo
from workbench.jobs import Progress


class PaperCase:
    """A case that notes what is done to it."""

    read_only = False

    def __init__(self, name: str, said: list[str]) -> None:
        self.name, self.said, self.listener = name, said, None

    def subscribe(self, listener) -> None:
        """Keeps the listener."""
        self.listener = listener

    def close(self) -> None:
        """Notes the closing."""
        self.said.append(f"{self.name} closed")


@pytest.fixture
def said() -> list[str]:
    """What happened, in order."""
    return []


@pytest.fixture
def desk(qapp, said) -> Iterator[Desk]:
    """A desk with a paper case on it."""
    lanes = Lanes()
    made = Desk(lanes, Actor("A reviewer"), None, None)
    made.put(PaperCase("one", said))
    yield made
    lanes.close()


def note(case, actor, words: str) -> str:
    """An action."""
    case.said.append(f"{words} in {case.name} by {actor.name}")
    return words


def quiet(desk: Desk) -> None:
    """Waits until nothing is under way."""
    until(lambda: not desk.lanes.busy, "the lanes are empty")
    idle(0.02)


def test_actions_run_in_order_with_the_case_and_the_actor(desk, said):
    came = []
    for words in ("a", "b", "c"):
        desk.do(note, words, then=came.append)
    quiet(desk)
    assert said == [f"{words} in one by A reviewer" for words in "abc"]
    assert came == ["a", "b", "c"]


def test_an_answer_for_a_case_that_left_is_dropped(desk, said):
    came = []
    desk.ask(lambda case: case.name, then=came.append)
    desk.put(PaperCase("two", said))
    desk.ask(lambda case: case.name, then=came.append)
    quiet(desk)
    assert came == ["two"]


def test_an_entry_of_a_case_that_left_is_not_heard(desk, said):
    heard = []
    desk.changed.connect(heard.append)
    first = desk.case
    first.listener("entry of one")
    idle(0.02)
    desk.put(PaperCase("two", said))
    first.listener("late entry of one")
    desk.case.listener("entry of two")
    idle(0.02)
    assert heard == ["entry of one", "entry of two"]


def test_a_case_is_closed_behind_what_was_still_to_be_written(desk, said):
    def begins() -> None:
        said.append("a look begins")

    desk.lanes.run(begins, lambda _: desk.lanes.run(lambda: said.append("it ends"), lane="write"), lane="write")
    desk.put(None)
    quiet(desk)
    assert said == ["a look begins", "it ends", "one closed"]


def test_what_goes_wrong_is_told_and_the_rest_goes_on(desk, said):
    told, came = [], []
    desk.failed.connect(told.append)

    def fails(case, actor) -> None:
        raise NothingToUndo("There is nothing to undo.")

    desk.do(fails)
    desk.do(note, "after", then=came.append)
    quiet(desk)
    assert [str(error) for error in told] == ["There is nothing to undo."]
    assert came == ["after"]


def job(said: list[str], name: str, steps: int):
    """A job of some steps."""
    said.append(f"{name} begins")
    try:
        for step in range(steps):
            yield Progress(step, steps, name)
    finally:
        said.append(f"{name} ends")
    return name


def test_long_jobs_run_one_after_another(desk, said):
    came = []
    desk.begin("a", lambda: job(said, "a", 50), came.append)
    desk.begin("b", lambda: job(said, "b", 3), came.append)
    assert desk.busy
    until(lambda: not desk.busy, "both are done")
    assert said == ["a begins", "a ends", "b begins", "b ends"]
    assert came == ["a", "b"]


def test_a_long_job_stops_when_told_and_its_case_is_closed_behind_it(desk, said):
    told = []
    desk.failed.connect(told.append)

    def endless():
        try:
            while True:
                yield Progress(0, 0, "on and on")
        finally:
            said.append("stopped")

    desk.begin("endless", endless)
    idle(0.05)
    desk.put(None)
    until(lambda: "one closed" in said, "the case is closed")
    assert said == ["stopped", "one closed"]
    assert told == []


def test_a_selection_is_told_once_and_forgets_the_position(desk):
    heard, moved = [], []
    desk.selected.connect(heard.append)
    desk.moved.connect(moved.append)
    for number in (3, 3, 4):
        desk.select(number)
    desk.move(1.5)
    desk.move(1.5)
    desk.select(5)
    assert (heard, moved, desk.position) == ([3, 4, 5], [1.5], None)
