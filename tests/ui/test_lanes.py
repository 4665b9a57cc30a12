"""Jobs run off the screen's thread, in order, and come home on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui.lanes import Lanes
from workbench.errors import Cancelled, StorageFull
from workbench.jobs import Job, Progress


@pytest.fixture
def lanes(qtbot: QtBot) -> Iterator[Lanes]:
    """Returns lanes that are closed after the test."""
    made = Lanes()
    yield made
    made.close()


def test_a_result_comes_home_on_the_screen_s_thread(lanes: Lanes, qtbot: QtBot) -> None:
    home: list[tuple[object, bool]] = []
    here = threading.get_ident()
    lanes.run(threading.get_ident, lambda where: home.append((where, threading.get_ident() == here)))
    qtbot.waitUntil(lambda: bool(home))
    assert home[0][0] != here and home[0][1]


def test_a_job_tells_its_progress_and_its_result(lanes: Lanes, qtbot: QtBot) -> None:
    told: list[int] = []
    done: list[str] = []

    def job() -> Job[str]:
        yield Progress(1, 2)
        yield Progress(2, 2)
        return "done"

    lanes.run(job, done.append, lambda progress: told.append(progress.done))
    qtbot.waitUntil(lambda: bool(done))
    assert done == ["done"] and told[0] == 1


def test_progress_comes_home_at_a_bounded_pace(lanes: Lanes, qtbot: QtBot) -> None:
    told: list[int] = []
    done: list[int] = []

    def job() -> Job[int]:
        for number in range(20_000):
            yield Progress(number, 20_000)
        return 1

    lanes.run(job(), done.append, lambda progress: told.append(progress.done))
    qtbot.waitUntil(lambda: bool(done), timeout=20_000)
    assert 1 <= len(told) < 2_000


def test_writes_keep_their_order(lanes: Lanes, qtbot: QtBot) -> None:
    seen: list[int] = []
    home: list[int] = []
    for number in range(50):
        lanes.run(lambda number=number: seen.append(number) or number, home.append, lane="write")
    qtbot.waitUntil(lambda: len(home) == 50)
    assert seen == home == list(range(50))


def test_two_reads_run_beside_each_other(lanes: Lanes, qtbot: QtBot) -> None:
    meet = threading.Barrier(2, timeout=20)
    met: list[int] = []
    for _ in range(2):
        lanes.run(meet.wait, met.append)
    qtbot.waitUntil(lambda: len(met) == 2, timeout=25_000)


def test_a_cancelled_job_is_closed_at_its_next_yield(lanes: Lanes, qtbot: QtBot) -> None:
    begun, gate, closed = threading.Event(), threading.Event(), threading.Event()
    failures: list[Exception] = []
    done: list[object] = []

    def job() -> Job[None]:
        try:
            begun.set()
            while True:
                gate.wait(20)
                yield Progress(0, 0)
        finally:
            closed.set()

    ticket = lanes.run(job, done.append, None, failures.append)
    assert begun.wait(20)
    ticket.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(failures))
    assert closed.is_set() and isinstance(failures[0], Cancelled) and not done
    assert not ticket.running


def test_a_job_cancelled_before_its_turn_never_begins(lanes: Lanes, qtbot: QtBot) -> None:
    gate = threading.Event()
    began: list[int] = []
    failures: list[Exception] = []
    lanes.run(lambda: gate.wait(20), lane="write")
    lanes.run(lambda: began.append(1), None, None, failures.append, lane="write").cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], Cancelled) and not began


def test_an_error_goes_to_who_asked_or_else_to_the_window(lanes: Lanes, qtbot: QtBot) -> None:
    failures: list[Exception] = []

    def fail() -> None:
        raise StorageFull("The disk is full.", "Make room.")

    lanes.run(fail, None, None, failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    with qtbot.waitSignal(lanes.failed) as told:
        lanes.run(fail)
    assert isinstance(failures[0], StorageFull) and isinstance(told.args[0], StorageFull)


def test_closing_waits_for_the_threads_and_lets_nothing_come_home(qtbot: QtBot) -> None:
    lanes = Lanes()
    home: list[object] = []
    lanes.run(lambda: 1, home.append, lane="write")
    lanes.run(lambda: 1, home.append)
    lanes.close()
    assert not any(thread.name.startswith(("read-", "write-")) for thread in threading.enumerate())
    qtbot.wait(20)
    assert home == []
    assert not lanes.run(lambda: 1, home.append).running


def test_a_forgotten_ticket_stays_silent(lanes: Lanes, qtbot: QtBot) -> None:
    gate = threading.Event()
    home: list[object] = []
    lanes.run(lambda: gate.wait(20), home.append, None, home.append, lane="write").forget()
    gate.set()
    after: list[object] = []
    lanes.run(lambda: 2, after.append, lane="write")
    qtbot.waitUntil(lambda: after == [2])
    assert home == []
