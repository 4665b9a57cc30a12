"""The watch: how long nobody did anything, what lifts which state, and what only a person lifts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ui.windows.watch import Attention, Patience, Watch, seconds_asleep
from workbench.casefile.exposure import EndCause


class Machine:
    """A machine that sleeps when a test says so."""

    slept = 0.0

    def __call__(self) -> float:
        return self.slept


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def watch(qapp, clock, machine):
    made = Watch(qapp, Patience(20, 120, 900), clock, machine)
    made.heard = []
    made.idled.connect(lambda: made.heard.append("idle"))
    made.quieted.connect(lambda: made.heard.append("quiet"))
    made.locked.connect(made.heard.append)
    made.resumed.connect(lambda: made.heard.append("resumed"))
    yield made
    made.deleteLater()


def wait(watch, clock, seconds):
    clock.now += seconds
    watch.look_up()


def test_time_without_input_brings_idle_then_quiet_then_a_lock(watch, clock):
    for seconds in (19.9, 0.2, 50, 50.1, 700, 100):
        wait(watch, clock, seconds)
    assert watch.heard == ["idle", "quiet", EndCause.IDLE]
    assert watch.attention is Attention.LOCKED


def test_input_ends_idle_and_quiet_and_time_counts_from_it(watch, clock):
    wait(watch, clock, 121)
    watch.touch()
    assert watch.attention is Attention.ACTIVE
    wait(watch, clock, 19)
    assert watch.heard == ["quiet"]
    wait(watch, clock, 2)
    assert watch.heard == ["quiet", "idle"]


def test_input_never_lifts_a_lock_and_resuming_does(watch, clock):
    watch.lock(EndCause.LOCKED)
    watch.lock(EndCause.SUSPENDED)
    watch.touch()
    wait(watch, clock, 2000)
    assert watch.heard == [EndCause.LOCKED]
    watch.resume()
    assert watch.heard == [EndCause.LOCKED, "resumed"] and watch.attention is Attention.ACTIVE
    wait(watch, clock, 21)
    assert watch.heard[-1] == "idle"


def test_a_machine_that_slept_is_noticed_afterwards(watch, machine):
    machine.slept = 5.0
    watch._heed_sleep()
    assert watch.heard == []
    machine.slept = 65.0
    watch._heed_sleep()
    assert watch.heard == [EndCause.SUSPENDED]


def test_the_timer_fires_by_itself_and_waits_for_what_is_left(qapp, qtbot):
    watch = Watch(qapp, Patience(0.02, 0.05, 0.09))
    with qtbot.waitSignals([watch.idled, watch.quieted, watch.locked], timeout=5000):
        pass
    assert watch.attention is Attention.LOCKED
    watch.deleteLater()


def test_what_reaches_a_window_counts_as_input(watch, clock, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    wait(watch, clock, 121)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    qtbot.waitUntil(lambda: watch.attention is Attention.ACTIVE)
    wait(watch, clock, 121)
    QTest.mouseMove(window.windowHandle(), window.rect().center())
    qtbot.waitUntil(lambda: watch.attention is Attention.ACTIVE)


def test_longer_patience_counts_at_once(watch, clock):
    watch.be_patient(Patience(200, 1200, 9000))
    wait(watch, clock, 150)
    assert watch.heard == []
    wait(watch, clock, 60)
    assert watch.heard == ["idle"]


def test_this_machine_tells_how_long_it_slept():
    assert seconds_asleep() >= 0.0
    assert seconds_asleep() == pytest.approx(seconds_asleep(), abs=1)
