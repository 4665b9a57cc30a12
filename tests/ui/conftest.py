"""What the tests of the window share: a theme, a clock that is turned by hand, and canary pixels."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.theme import Scheme, Theme


class HandClock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """The seconds now."""
        return self.now


@pytest.fixture
def clock() -> HandClock:
    """Returns a clock that stands until the test turns it."""
    return HandClock()


@pytest.fixture(params=[Scheme.DARK, Scheme.LIGHT], ids=["dark", "light"])
def theme(request: pytest.FixtureRequest, qtbot: QtBot) -> Theme:
    """Returns a theme, once dark and once light."""
    return Theme(request.param)


@pytest.fixture
def dark(qtbot: QtBot) -> Theme:
    """Returns the dark theme."""
    return Theme(Scheme.DARK)
