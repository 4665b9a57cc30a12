"""No part of the window shows, says or hands out anything of a canary that nobody looked at."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QToolTip, QWidget

from tests.proofs import canary
from tests.proofs.conftest import leave
from tests.ui.desktop import holding, idle, press, until, write
from ui.application import Session
from ui.commands import COMMANDS
from ui.windows.case_window import CaseWindow
from workbench.actions.cases import OpenCase
from workbench.actions.exposure import exposures

Key = Qt.Key
PANES = ("window.policy", "window.memo", "window.details", "window.history", "window.cases", "window.review",
         "window.read", "window.write")  # fmt: skip
#: What ends the program, asks the system for a file, takes minutes or is itself a look.
LEFT_OUT = ("look.", "window.close", "case.open", "case.new", "case.demonstration", "case.stamp", "case.repair",
            "case.encrypt", "case.destroy", "case.passphrase", "case.recovery", "case.keyring", "case.forget",
            "evidence.acquire", "evidence.folder", "evidence.paste", "exhibit.unpack", "evidence.unpack",
            "policy.import", "memo.", "case.heads", "exhibit.certificate", "exhibit.withdraw",
            "session.")  # fmt: skip
LOOK_KEYS = {Key.Key_Space, Key.Key_L, Key.Key_R, Key.Key_P, Key.Key_BracketRight, Key.Key_Return, Key.Key_Enter,
             Key.Key_T, Key.Key_3, Key.Key_4, Key.Key_5}  # fmt: skip


def case_of(window: CaseWindow) -> OpenCase:
    """The case on the desk."""
    case = window.desk.case
    assert case is not None
    return case


def choose(window: CaseWindow, number: int) -> None:
    """Brings an exhibit into view and lets everything about it come home."""
    window.desk.select(number)
    until(lambda: not window.desk.lanes.busy, "all was read")
    idle(0.03)


def shown_anywhere() -> int:
    """Counts the canary's pixels in every window of the program."""
    return sum(canary.seen(widget) for widget in QApplication.topLevelWidgets() if widget.isVisible())


def dismiss(window: CaseWindow) -> None:
    """Closes every dialog and page over the window, unanswered."""
    for _ in range(4):
        over = [w for w in QApplication.topLevelWidgets() if w is not window and w.isVisible()]
        if not over and QApplication.activePopupWidget() is None:
            break
        for widget in over:
            widget.close()
        idle(0.02)
    QTest.keyClick(window, Key.Key_Escape)
    idle(0.02)


def test_a_canary_would_be_seen(window: CaseWindow) -> None:
    """The measure itself: while somebody looks in colour, there are thousands of its pixels."""
    choose(window, 1)
    window.viewer.surface.setFocus()
    for _ in range(8):
        press(Key.Key_BracketRight)
        until(lambda: not window.desk.lanes.busy, "the look is open")
        idle(0.05)
        if shown_anywhere():
            break
    assert shown_anywhere() > 10_000
    press(Key.Key_Escape)
    assert shown_anywhere() == 0


def test_no_pane_sheet_or_list_shows_a_canary(window: CaseWindow) -> None:
    numbers = list(window.model.numbers)
    assert len(numbers) == 9
    for number in numbers:
        choose(window, number)
        for pane in PANES[:4]:
            window.deeds.run(pane)
        idle(0.02)
        assert shown_anywhere() == 0, number
    for command in COMMANDS:
        if command.id.startswith(LEFT_OUT):
            continue
        choose(window, 1)
        window.deeds.run(command.id)
        idle(0.03)
        assert shown_anywhere() == 0, command.id
        dismiss(window)
    assert exposures(case_of(window)) == ()


def test_the_search_the_palette_and_the_tips_show_no_canary(window: CaseWindow) -> None:
    press(Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    write("quokka")
    until(lambda: not window.desk.lanes.busy, "the search is done")
    idle(0.3)
    assert shown_anywhere() == 0
    dismiss(window)
    press(Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    write("look")
    assert shown_anywhere() == 0
    dismiss(window)
    for widget in [window, *window.findChildren(QWidget)]:
        if widget.isVisible():
            at = widget.rect().center()
            QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
            assert "<img" not in QToolTip.text() and canary.WORDS not in QToolTip.text()
    assert shown_anywhere() == 0


def test_twin_canaries_look_the_same_to_the_last_pixel(start, make_canaries, files) -> None:
    """Two pictures that differ in every pixel, and in no cell of a veil, give one and the same window."""
    name = f"{canary.NAME}-plain.png"
    pictures: list[list[np.ndarray]] = []
    for twin in (False, True):
        content = {name: canary.encoded(canary.canary(twin), "PNG"), f"{canary.NAME}-b.jpg": canary.progressive(twin)}
        session = start(make_canaries(content, f"case-{twin}"))
        window = session.case_window
        grabbed = []
        for number in (1, 2):
            choose(window, number)
            for press_key in (Key.Key_0, Key.Key_BracketRight, Key.Key_BracketRight):
                window.viewer.surface.setFocus()
                if window.viewer.surface.rung < 2:
                    press(press_key)
                grabbed.append(canary.as_pixels(window.viewer.surface.grab().toImage()))
            grabbed.append(canary.as_pixels(window.evidence.grid.viewport().grab().toImage()))
            grabbed.append(canary.as_pixels(window.timeline.grab().toImage()))
        assert exposures(case_of(window)) == ()
        pictures.append(grabbed)
        leave(session)
    assert len(pictures[0]) == len(pictures[1]) == 10
    for place, (one, other) in enumerate(zip(*pictures, strict=True)):
        assert one.shape == other.shape and (one == other).all(), place


def test_the_grid_at_rest_is_grey_and_calm_where_its_veils_are(window: CaseWindow) -> None:
    """Measured on the tiles' own pictures: no colour, and no step that a veil could not have."""
    grid = window.evidence.grid
    window.evidence.grid.clearSelection()
    until(lambda: window.model.shown(1).preview is not None, "its veil is there")  # type: ignore[union-attr]
    grid.viewport().update()
    idle(0.1)
    place = grid.visualRect(window.model.index_of(1))
    pixels = canary.as_pixels(grid.viewport().grab().toImage())
    inner = pixels[place.top() + 40 : place.top() + 80, place.left() + 30 : place.right() - 30]
    assert canary.saturation(inner) <= 2
    assert canary.steepest(inner) <= 12


def test_no_drag_begins_at_a_tile(window: CaseWindow) -> None:
    assert not window.evidence.grid.dragEnabled()
    views = [view for view in window.findChildren(QAbstractItemView) if view.dragEnabled()]
    assert views == []
    for number in window.model.numbers:
        mime = window.model.mimeData([window.model.index_of(number)])
        assert mime is None or not mime.hasImage()


def accessible(root: QAccessibleInterface) -> Iterator[str]:
    """Walks everything that a screen reader can be told."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node is None or not node.isValid():
            continue
        for kind in (
            QAccessible.Text.Name,
            QAccessible.Text.Description,
            QAccessible.Text.Value,
            QAccessible.Text.Help,
        ):
            yield node.text(kind)
        waiting += [node.child(place) for place in range(min(node.childCount(), 400))]


def test_no_words_of_a_text_are_told_before_they_are_opened(
    window: CaseWindow, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for number in window.model.numbers:
        choose(window, number)
        told = " ".join(accessible(QAccessible.queryAccessibleInterface(window)))
        assert canary.WORDS not in told, number
        for widget in QApplication.allWidgets():
            if isinstance(widget, QLineEdit):
                assert canary.WORDS not in widget.text()
            elif isinstance(widget, QPlainTextEdit | QTextEdit):
                assert canary.WORDS not in widget.toPlainText()
        assert canary.NAME not in window.windowTitle() and canary.WORDS not in window.windowTitle()
    assert canary.WORDS not in caplog.text and canary.NAME not in caplog.text
    spoken = capfd.readouterr()
    assert canary.WORDS not in spoken.out + spoken.err and canary.NAME not in spoken.out + spoken.err
    board = QApplication.clipboard().mimeData()
    assert board is None or not (board.hasImage() or canary.WORDS in board.text())


def test_copying_while_looking_leaves_no_picture_on_the_clipboard(window: CaseWindow) -> None:
    choose(window, 1)
    QApplication.clipboard().clear()
    window.evidence.grid.setFocus()
    with holding(Key.Key_Space):
        until(lambda: window.viewer.surface.looking, "the picture is shown")
        for held in ("C", "X"):
            QTest.keyClick(window.viewer.surface, held, Qt.KeyboardModifier.ControlModifier)
    board = QApplication.clipboard().mimeData()
    assert board is None or not board.hasImage()


class Fuzz:
    """A hand that does anything at all, by a seed."""

    def __init__(self, window: CaseWindow, seed: int, without: set[Key]) -> None:
        self.window, self.chance = window, random.Random(seed)
        letters = [Key(value) for value in range(Key.Key_A.value, Key.Key_Z.value + 1)]
        others = [
            Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_Tab, Key.Key_Backtab, Key.Key_Home,
            Key.Key_End, Key.Key_PageUp, Key.Key_PageDown, Key.Key_Escape, Key.Key_0, Key.Key_1, Key.Key_2,
            Key.Key_Comma, Key.Key_Period, Key.Key_BracketLeft, Key.Key_F5, Key.Key_F6, Key.Key_F1, Key.Key_F2,
            Key.Key_Space, Key.Key_BracketRight, Key.Key_Return,
        ]  # fmt: skip
        shut = {Key.Key_N, Key.Key_S, Key.Key_O, Key.Key_Q, Key.Key_M, Key.Key_B, Key.Key_F}
        self.keys = [key for key in (*letters, *others) if key not in without | shut]
        self.targets = [
            window.viewer.surface, window.evidence.grid.viewport(), window.evidence.grid, window.timeline.axis,
            window.viewer.text, window,
        ]  # fmt: skip

    def act(self) -> None:
        """Does one thing."""
        widget = self.chance.choice(self.targets)
        spot = QPoint(self.chance.randrange(max(1, widget.width())), self.chance.randrange(max(1, widget.height())))
        what = self.chance.randrange(8)
        left = Qt.MouseButton.LeftButton
        if what <= 1:
            QTest.mouseMove(widget, spot)
        elif what == 2:
            self._click(widget, spot)
        elif what == 3 and not self._on_card(widget, spot):
            QTest.mouseDClick(widget, left, Qt.KeyboardModifier.NoModifier, spot)
        elif what == 4 and not self._on_card(widget, spot):
            QTest.mousePress(widget, left, Qt.KeyboardModifier.NoModifier, spot)
            QTest.mouseMove(widget, spot + QPoint(40, 30))
            QTest.mouseRelease(widget, left, Qt.KeyboardModifier.NoModifier, spot + QPoint(40, 30))
        elif what == 5:
            self._roll(widget, spot)
        else:
            QTest.keyClick(QApplication.focusWidget() or widget, self.chance.choice(self.keys))

    def _click(self, widget: QWidget, spot: QPoint) -> None:
        if not self._on_card(widget, spot) and widget is not self.window:
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)

    def _on_card(self, widget: QWidget, spot: QPoint) -> bool:
        """The card's own buttons are a look; everything else is not."""
        surface = self.window.viewer.surface
        near = (place.adjusted(-60, -60, 60, 60) for place in surface.hits.values())
        return widget is self.window or (widget is surface and any(place.contains(QPointF(spot)) for place in near))

    def _roll(self, widget: QWidget, spot: QPoint) -> None:
        at = QPointF(spot)
        turn = QPoint(0, self.chance.choice((-240, -120, 120, 240)))
        wheel = QWheelEvent(
            at, QPointF(widget.mapToGlobal(spot)), QPoint(), turn, Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, wheel)


def test_ten_thousand_acts_without_a_look_key_show_and_record_nothing(
    session: Session, window: CaseWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for name in ("look", "reel", "listen"):
        monkeypatch.setattr(session.decoder, name, lambda *_, name=name, **__: asked.append(name))
    choose(window, 1)
    fuzz = Fuzz(window, 7, LOOK_KEYS)
    for turn in range(10_000):
        fuzz.act()
        if turn % 500 == 0:
            QApplication.processEvents()
            assert shown_anywhere() == 0, turn
            for widget in QApplication.topLevelWidgets():
                if widget is not window and widget.isVisible():
                    widget.close()
    until(lambda: not window.desk.lanes.busy, "all was done")
    assert asked == []
    assert exposures(case_of(window)) == ()


def test_with_the_look_keys_every_clear_frame_lies_in_a_recorded_look(window: CaseWindow) -> None:
    """Whatever hand comes between: no frame is clear unless its look stands in the ledger and has not ended there."""
    choose(window, 1)
    fuzz, chance, clear = Fuzz(window, 11, {Key.Key_Return}), random.Random(11), 0
    for turn in range(36):
        if turn % 9 == 0:
            window.desk.select(chance.choice([1, 2]))
        window.viewer.surface.setFocus()
        for _ in range(chance.randrange(1, 7)):
            QTest.keyClick(
                window.viewer.surface, chance.choice([Key.Key_BracketRight, Key.Key_BracketRight, Key.Key_L])
            )
            settle(window)
        clear += covered(window)
        fuzz.act()
        covered(window)
    QTest.keyClick(window.viewer.surface, Key.Key_Escape)
    settle(window)
    assert shown_anywhere() == 0
    assert clear > 2, "the hand did come to look"
    assert all(look.ended is not None for look in exposures(case_of(window)))


def settle(window: CaseWindow) -> None:
    """Lets what was asked come home."""
    QApplication.processEvents()
    until(lambda: not window.desk.lanes.busy, "it came home")
    QApplication.processEvents()


def covered(window: CaseWindow) -> bool:
    """Holds a clear frame against the ledger; tells whether it was clear."""
    loud = canary.seen(window.viewer)
    if loud:
        assert [look for look in exposures(case_of(window)) if look.ended is None], loud
    return loud > 0
