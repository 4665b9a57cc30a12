"""In the real window: no look without its record, each way of ending ends it, and nothing of it stays in memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.proofs import canary
from tests.proofs.conftest import ACTOR, Start, leave
from tests.ui.desktop import holding, idle, until
from tests.workbench.media.test_wiping import masked_needles, needles_in_memory
from ui.application import Session
from ui.windows.case_window import CaseWindow
from workbench.actions.cases import OpenCase, open_case
from workbench.actions.exposure import exposures
from workbench.casefile.exposure import EndCause
from workbench.casefile.verbs import LOOK_BEGIN
from workbench.errors import NotDecodable

Key = Qt.Key


@pytest.fixture
def plain(start: Start, make_canaries: Callable[..., Any], files: dict[str, bytes]) -> Session:
    """The program on two canaries."""
    kept = {name: data for name, data in files.items() if name.endswith(("plain.png", "progressive.jpg"))}
    return start(make_canaries(kept))


def in_colour(session: Session) -> CaseWindow:
    """Steps up to colour, where a canary is loud."""
    window = session.case_window
    assert window is not None
    session.desk.select(1)
    until(lambda: not session.lanes.busy, "it is in view")
    idle(0.05)
    surface = window.viewer.surface
    surface.setFocus()
    for _ in range(8):
        QTest.keyClick(surface, Key.Key_BracketRight)
        until(lambda: not session.lanes.busy, "it came home")
        idle(0.03)
        if canary.seen(surface) > 5_000:
            return window
    raise AssertionError("it never came to colour")


def _deactivate(session: Session, window: CaseWindow) -> None:
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowDeactivate))


def _expire(session: Session, window: CaseWindow) -> None:
    clock = window.viewer.surface._clock
    window.viewer.surface._clock = lambda: clock() + 3_600.0
    window.viewer.surface._tick()


ENDINGS: dict[EndCause, Callable[[Session, CaseWindow], object]] = {
    EndCause.STOPPED: lambda s, w: QTest.keyClick(w.viewer.surface, Key.Key_Escape),
    EndCause.EXPIRED: _expire,
    EndCause.IDLE: lambda s, w: s.calm.quiet(),
    EndCause.FOCUS_LOST: _deactivate,
    EndCause.HIDDEN: lambda s, w: w.viewer.hide(),
    EndCause.ITEM_CHANGED: lambda s, w: s.desk.select(2),
    EndCause.SEALED_ALL: lambda s, w: s.calm.panic(),
    EndCause.STEPPED: lambda s, w: QTest.keyClick(w.viewer.surface, Key.Key_BracketLeft),
    EndCause.CLOSED: lambda s, w: w.viewer.surface.stop(EndCause.CLOSED),
    EndCause.LOCKED: lambda s, w: s.watch.locked.emit(EndCause.LOCKED),
    EndCause.SUSPENDED: lambda s, w: s.watch.locked.emit(EndCause.SUSPENDED),
    EndCause.PAUSED: lambda s, w: s.calm.pause(),
    EndCause.RULES_CHANGED: lambda s, w: w.viewer.surface.stop(EndCause.RULES_CHANGED),
    EndCause.INTERRUPTED: lambda s, w: w.viewer.surface.stop(EndCause.INTERRUPTED),
    EndCause.FAILED: lambda s, w: w.viewer.surface.stop(EndCause.FAILED),
    EndCause.RELEASED: lambda s, w: None,
}


def test_no_cause_is_forgotten() -> None:
    assert set(ENDINGS) == set(EndCause)


def test_each_ending_ends_a_look_clean_and_on_record(plain: Session) -> None:
    """One after another in one window, each looked at in colour before it ends."""
    case = case_of(plain)
    for cause, end in ENDINGS.items():
        if cause is EndCause.RELEASED:
            continue
        window, before = in_colour(plain), {look.id for look in exposures(case)}
        end(plain, window)
        idle(0.02)
        assert cause is EndCause.STEPPED or not window.viewer.surface.looking, cause
        assert sum(canary.seen(widget) for widget in QApplication.topLevelWidgets() if widget.isVisible()) == 0, cause
        QTest.keyClick(window.viewer.surface, Key.Key_Escape)
        until(lambda: all(look.ended for look in exposures(case)), f"its end is on record: {cause}")
        last = [look for look in exposures(case) if look.id in before][-1]
        assert last.cause is cause
        forget(plain, window)


def forget(session: Session, window: CaseWindow) -> None:
    """Comes back from what ended a look: somebody is here again, the clock is right, the window in front."""
    window.viewer.surface._clock = time.monotonic
    session.calm.go_on()
    window.viewer.show()
    window.activateWindow()
    until(window.isActiveWindow, "the window is in front")
    session.desk.select(2)
    until(lambda: not session.lanes.busy, "another is in view")


def test_a_released_key_ends_a_look_clean_and_on_record(plain: Session) -> None:
    window, case = plain.case_window, case_of(plain)
    assert window is not None
    plain.desk.select(1)
    until(lambda: not plain.lanes.busy, "it is in view")
    window.viewer.surface.setFocus()
    with holding(Key.Key_Space):
        until(lambda: window.viewer.surface.looking, "it is shown")
    assert not window.viewer.surface.looking
    until(lambda: all(look.ended for look in exposures(case)), "its end is on record")
    assert exposures(case)[0].cause is EndCause.RELEASED


def test_a_look_that_a_crash_left_open_says_so_later(plain: Session) -> None:
    in_colour(plain)
    case = case_of(plain)
    open_looks = [look.id for look in exposures(case) if look.ended is None]
    assert len(open_looks) == 1
    leave(plain)
    with open_case(case.folder, ACTOR) as again:
        assert all(look.ended is not None for look in exposures(again))


class NoRoom(OSError):
    """A disk that is full."""


@pytest.mark.parametrize(
    "fault", [NoRoom(28, "no space left"), PermissionError(13, "read-only"), RuntimeError("locked")]
)
def test_where_the_record_cannot_be_written_nothing_is_decoded_or_shown(
    plain: Session, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    window = plain.case_window
    assert window is not None
    plain.desk.select(1)
    until(lambda: not plain.lanes.busy, "it is in view")
    write, asked = OpenCase.write, []

    def failing(case: OpenCase, actor: object, verb: str, *more: Any, **named: Any) -> Any:
        if verb == LOOK_BEGIN:
            raise fault
        return write(case, actor, verb, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(OpenCase, "write", failing)
    for name in ("look", "reel", "listen"):
        monkeypatch.setattr(plain.decoder, name, lambda *_, name=name, **__: asked.append(name))
    surface = window.viewer.surface
    surface.setFocus()
    with holding(Key.Key_Space):
        idle(0.4)
        assert not surface.looking and canary.seen(window) == 0
    for _ in range(4):
        QTest.keyClick(surface, Key.Key_BracketRight)
        idle(0.1)
    until(lambda: not plain.lanes.busy, "it was refused")
    assert asked == [] and not surface.looking and canary.seen(window) == 0
    assert exposures(case_of(plain)) == ()


def test_a_decoder_that_fails_shows_nothing_and_its_look_ends(plain: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise NotDecodable("It cannot be shown.")

    monkeypatch.setattr(plain.decoder, "look", failing)
    window, case = plain.case_window, case_of(plain)
    assert window is not None
    plain.desk.select(1)
    until(lambda: not plain.lanes.busy, "it is in view")
    window.viewer.surface.setFocus()
    with holding(Key.Key_Space):
        until(lambda: bool(exposures(case)) and exposures(case)[0].ended is not None, "the look has ended")
        assert canary.seen(window) == 0
    assert exposures(case)[0].cause is EndCause.FAILED


def test_nothing_of_a_look_stays_in_the_memory_of_the_window(
    start: Start, make_canaries: Callable[..., Any], shared_data: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pieces of the very pixels that were shown are searched for in this process, during and after."""
    photograph = (shared_data / "photos" / "astronaut.png").read_bytes()
    session = start(make_canaries({"photograph.png": photograph}))
    real, masks = session.decoder.look, []

    def watched(*arguments: Any, **named: Any) -> Any:
        pixels = real(*arguments, **named)
        masks.append(masked_needles(pixels))
        return pixels

    monkeypatch.setattr(session.decoder, "look", watched)
    window = session.case_window
    assert window is not None
    session.desk.select(1)
    until(lambda: not session.lanes.busy, "it is in view")
    surface = window.viewer.surface
    surface.setFocus()
    for _ in range(6):
        QTest.keyClick(surface, Key.Key_BracketRight)
        until(lambda: not session.lanes.busy, "it came home")
        idle(0.03)
    assert surface.looking and len(masks) >= 2
    assert needles_in_memory(masks[-1]) >= 8
    QTest.keyClick(surface, Key.Key_Escape)
    idle(0.1)
    assert needles_in_memory(b"".join(masks)) == 0


def case_of(session: Session) -> OpenCase:
    """The case on the desk."""
    assert session.desk.case is not None
    return session.desk.case
