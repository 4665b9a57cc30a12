"""The program on a case of canaries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from tests.proofs import canary
from tests.ui.desktop import idle, until
from ui.application import Session
from ui.windows.case_window import CaseWindow
from workbench.actions.acquisition import acquire_bytes
from workbench.actions.cases import new_case
from workbench.actions.previewing import make_previews, open_decoder
from workbench.casefile.cases import CaseKind
from workbench.casefile.identity import Actor
from workbench.jobs import finish
from workbench.media import lockdown

ACTOR = Actor("A reviewer", "reviewer")
Start = Callable[[Path], Session]


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    """Returns the canaries, by file name; every name holds the canary's own name."""
    made = {
        "plain.png": canary.encoded(canary.canary(), "PNG"),
        "progressive.jpg": canary.progressive(),
        "animated.gif": canary.animated("GIF"),
        "animated.webp": canary.animated("WEBP"),
        "thumbnail.jpg": canary.with_thumbnail(),
        "polyglot.png": canary.polyglot(),
        "clip.mp4": canary.clip(),
        "words.txt": f"First line.\nThe {canary.WORDS} stands here.\n".encode(),
        "page.pdf": canary.document(),
    }
    return {f"{canary.NAME}-{name}": data for name, data in made.items()}


@pytest.fixture
def make_canaries(tmp_path: Path, files: dict[str, bytes]) -> Callable[..., Path]:
    """Makes closed cases of canaries, previews made."""
    why = lockdown.missing()
    if why:
        pytest.skip(f"decoders cannot be confined here: {why}")

    def made(content: dict[str, bytes] = files, name: str = "one", passphrase: str | None = None) -> Path:
        folder = tmp_path / name
        with new_case(folder, "A case", CaseKind.ADS, ACTOR, "HPE-1", passphrase=passphrase) as case:
            for file, data in content.items():
                acquire_bytes(case, ACTOR, data, file)
            with open_decoder() as decoder:
                finish(make_previews(case, ACTOR, decoder))
        return folder

    return made


@pytest.fixture
def start(qapp: QApplication) -> Iterator[Start]:
    """Starts the program on a case; every session is ended as a person ends it."""
    running: list[Session] = []

    def started(folder: Path) -> Session:
        session = Session(qapp)
        running.append(session)
        session.remembered.put("started", "yes")
        session.remembered.put("case", str(folder))
        session.begin()
        until(lambda: session.desk.case is not None, "the case is open")
        until(lambda: not session.lanes.busy, "everything was read")
        idle(0.05)
        window = session.case_window
        assert window is not None
        window.resize(1500, 950)
        window.activateWindow()
        until(window.isActiveWindow, "the window is in front")
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
def session(start: Start, make_canaries: Callable[..., Path]) -> Session:
    """The program on a case of every canary."""
    return start(make_canaries())


@pytest.fixture
def window(session: Session) -> CaseWindow:
    """Its window."""
    assert session.case_window is not None
    return session.case_window
