"""What the tests of the window share: a theme, a clock turned by hand, and the program on a small case of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desktop import idle, until
from ui.application import Session
from ui.theme import Scheme, Theme
from ui.windows.case_window import CaseWindow
from workbench.actions.acquisition import acquire_bytes
from workbench.actions.cases import new_case
from workbench.casefile.cases import CaseKind
from workbench.casefile.identity import Actor

ACTOR = Actor("A reviewer", "reviewer")
Make = Callable[..., Path]


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


@pytest.fixture
def make_case(tmp_path: Path) -> Make:
    """Makes closed cases of a few texts."""

    def made(name: str = "one", texts: int = 3, title: str = "Voting notices", reference: str = "HPE-1") -> Path:
        with new_case(tmp_path / name, title, CaseKind.ADS, ACTOR, reference) as case:
            for number in range(1, texts + 1):
                acquire_bytes(case, ACTOR, f"{name}: message {number}".encode(), f"message-{number}.txt")
        return tmp_path / name

    return made


@pytest.fixture
def start(qapp: QApplication) -> Iterator[Callable[[Path | None], Session]]:
    """Starts the program on a case, or on nothing; every session is ended as a person ends it."""
    running: list[Session] = []

    def started(folder: Path | None) -> Session:
        session = Session(qapp)
        running.append(session)
        session.remembered.put("started", "yes")
        if folder is not None:
            session.remembered.put("case", str(folder))
        session.begin()
        if folder is not None:
            until(lambda: session.desk.case is not None, "the case is open")
            until(lambda: not session.lanes.busy, "everything was read")
            idle(0.05)
            assert session.case_window is not None
            session.case_window.activateWindow()
            until(session.case_window.isActiveWindow, "the window is in front")
        return session

    yield started
    for session in running:
        leave(session)


def leave(session: Session) -> None:
    """Closes the windows and ends the session, once."""
    for window in (session.case_window, session.start_window):
        if window is not None and window.isVisible():
            window.close()
    session.end()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def window(start: Callable[[Path | None], Session], make_case: Make) -> CaseWindow:
    """The case window on a case of three texts."""
    found = start(make_case()).case_window
    assert found is not None
    return found
