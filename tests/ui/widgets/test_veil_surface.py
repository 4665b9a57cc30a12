"""No clear pixel without a held look, and none after it: the picture surface against whatever may disturb it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.veil_surface import RegionMark, SurfaceItem, VeilSurface
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import RULES, EndCause, LookMode, Reason, Rung, Veil
from workbench.casefile.look_events import Wish
from workbench.casefile.look_state import LookState

Key = Qt.Key
VEIL = Veil(12, 8, bytes(index % 16 for index in range(96)), bytes(index % 16 for index in range(384)))


class Canary:
    """A checkerboard of pure red and green, which no veil can ever hold."""

    format = "rgb32"

    def __init__(self, width: int = 300, height: int = 200) -> None:
        self.width, self.height, self.stride = width, height, width * 4
        ys, xs = np.mgrid[0:height, 0:width]
        red = ((xs // 6 + ys // 6) % 2).astype(bool)
        pixels = np.full((height, width, 4), 255, np.uint8)
        pixels[red] = (0, 0, 230, 255)
        pixels[~red] = (0, 170, 0, 255)
        self._memory = bytearray(pixels.tobytes())
        self.buffer = memoryview(self._memory)
        self.wipes = 0

    def wipe(self) -> None:
        """Zeroes the memory."""
        self.wipes += 1
        self._memory[:] = bytes(len(self._memory))

    @property
    def wiped(self) -> bool:
        """Tells whether nothing of it is left."""
        return self.wipes > 0 and not any(self._memory)


class Lines:
    """Upright black and white lines, as hard as any outline."""

    format = "grey8"

    def __init__(self, width: int = 240, height: int = 160) -> None:
        self.width, self.height, self.stride = width, height, width
        self._memory = bytearray((bytes((0,) * 4 + (255,) * 4) * (width // 8)) * height)
        self.buffer = memoryview(self._memory)
        self.wipes = 0

    wipe, wiped = Canary.wipe, Canary.wiped


class Film:
    """A reel of four frames, two of the canary's red and two of its green."""

    format, width, height, stride = "rgb32", 32, 20, 128

    def __init__(self, start: float = 0.0) -> None:
        self.frames = tuple(SimpleNamespace(seconds=start + place / 4) for place in range(4))
        self.until = start + 1.0
        colours = (bytes((0, 0, 230, 255)), bytes((0, 170, 0, 255)))
        self._memory = bytearray(b"".join(colours[place % 2] * (32 * 20) for place in range(4)))
        self.wipes = 0

    def view(self, place: int) -> memoryview:
        """One frame."""
        return memoryview(self._memory)[place * 2560 : (place + 1) * 2560]

    wipe, wiped = Canary.wipe, Canary.wiped


class WatchedSurface(VeilSurface):
    """A surface that keeps whether its last paint was a look."""

    last_paint_clear = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints, then notes what was painted."""
        super().paintEvent(event)
        self.last_paint_clear = self.looking


class Viewer(QMainWindow):
    """A window with a surface and a field beside it; it plays the owner and keeps what happened."""

    def __init__(self, theme: Theme, clock: Callable[[], float]) -> None:
        super().__init__()
        self.surface = WatchedSurface(theme, clock=clock)
        self.field = QLineEdit()
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addWidget(self.surface, 1)
        layout.addWidget(self.field)
        self.setCentralWidget(page)
        self.resize(700, 560)
        self.wishes: list[Wish] = []
        self.ends: list[tuple[Wish, EndCause, int]] = []
        self.dirty_at_end: list[bool] = []
        self.given: list[Any] = []
        self.given_for: dict[int, Any] = {}
        self.answers = True
        self.surface.lookWanted.connect(self._answer)
        self.surface.lookEnded.connect(self._ended)

    def _answer(self, wish: Wish) -> None:
        self.wishes.append(wish)
        if self.answers:
            self.give(wish)

    def give(self, wish: Wish) -> Any:
        """Hands over what the wish asks for: a reel, lines under a lens, or canary pixels."""
        if wish.mode is LookMode.PLAY:
            film = Film(5.0)
            self.given.append(film)
            self.given_for[wish.serial] = film
            self.surface.show_reel(wish, film, 5.0)
            return film
        under = wish.mode is LookMode.LENS and wish.rung is Rung.OUTLINE
        canary = Lines() if under else Canary()
        self.given.append(canary)
        self.given_for[wish.serial] = canary
        self.surface.show_pixels(wish, canary)
        return canary

    def _ended(self, wish: Wish, cause: EndCause, shown_ms: int) -> None:
        given = self.given_for.get(wish.serial)
        assert given is None or given.wiped, "pixels are wiped before the end is told"
        alone = all(canary.wiped for canary in self.given)
        if (
            alone and self.surface.isVisible() and self.testAttribute(Qt.WidgetAttribute.WA_Mapped)
        ):  # a window that left the screen paints no more
            assert not self.surface.last_paint_clear, "the veil is on the screen before the end is told"
        self.ends.append((wish, cause, shown_ms))
        self.dirty_at_end.append(dirty(self.surface))

    @property
    def causes(self) -> list[EndCause]:
        """Why the looks ended."""
        return [cause for _, cause, _ in self.ends]


def dirty(widget: QWidget) -> bool:
    """Tells whether any red or green of the canary is on the screen."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return bool((np.abs(pixels[..., 2].astype(int) - pixels[..., 1]) > 90).any())


def lines(widget: QWidget, place: QPoint) -> bool:
    """Tells whether the lines of an outline are on the screen around a place."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    row = [image.pixelColor(place.x() + step, place.y()).value() for step in range(40)]
    return max(row) - min(row) > 150


def item(sensitivity: Sensitivity = Sensitivity.SENSITIVE, number: int = 1, **more: Any) -> SurfaceItem:
    """An exhibit with a veil."""
    label = exhibit_label(number)
    rules = more.pop("rules", RULES[sensitivity])
    return SurfaceItem(
        number, label, "Image, JPEG", sensitivity, more.pop("veil", VEIL), (300, 200), rules=rules, **more
    )


@pytest.fixture
def viewer(qtbot: QtBot, dark: Theme, clock: Any) -> Viewer:
    """Returns a shown window whose surface has the focus and a sensitive exhibit."""
    window = Viewer(dark, clock)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    window.surface.set_item(item())
    window.surface.setFocus()
    qtbot.waitUntil(window.surface.hasFocus)
    return window


def hold(viewer: Viewer, clock: Any) -> None:
    """Holds Space beyond the dwell."""
    QTest.keyPress(viewer.surface, Key.Key_Space)
    clock.now += 0.2
    viewer.surface._tick()


def test_at_rest_the_surface_is_veiled(viewer: Viewer) -> None:
    assert not dirty(viewer.surface)
    assert viewer.surface.rung is Rung.VEIL


def test_a_held_space_shows_and_its_release_veils_wipes_and_tells_in_that_order(viewer: Viewer, clock: Any) -> None:
    hold(viewer, clock)
    assert viewer.surface.looking and dirty(viewer.surface)
    clock.now += 1.5
    QTest.keyRelease(viewer.surface, Key.Key_Space)
    assert viewer.ends == [(viewer.wishes[0], EndCause.RELEASED, 1500)]
    assert viewer.dirty_at_end == [False]
    assert not dirty(viewer.surface)


def test_key_repeats_neither_end_nor_restart_a_look(viewer: Viewer, clock: Any) -> None:
    hold(viewer, clock)
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress) * 5:
        QApplication.sendEvent(
            viewer.surface, QKeyEvent(kind, Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
        )
    assert viewer.surface.looking
    assert len(viewer.wishes) == 1 and not viewer.ends


def _focus_out(viewer: Viewer) -> None:
    viewer.field.setFocus()


def _deactivate(viewer: Viewer) -> None:
    QApplication.sendEvent(viewer, QEvent(QEvent.Type.WindowDeactivate))


def _minimise(viewer: Viewer) -> None:
    viewer.showMinimized()
    QApplication.processEvents()


def _modal(viewer: Viewer) -> None:
    dialog = QDialog(viewer)
    dialog.setModal(True)
    dialog.show()
    QApplication.processEvents()
    dialog.close()
    dialog.deleteLater()


def _second_window(viewer: Viewer) -> None:
    other = QWidget()
    other.show()
    other.activateWindow()
    QTest.qWaitForWindowActive(other)
    other.close()
    other.deleteLater()


DISTURBANCES: dict[str, tuple[Callable[[Viewer], object], set[EndCause]]] = {
    "release": (lambda v: QTest.keyRelease(v.surface, Key.Key_Space), {EndCause.RELEASED}),
    "escape": (lambda v: QTest.keyClick(v.surface, Key.Key_Escape), {EndCause.STOPPED}),
    "focus": (_focus_out, {EndCause.FOCUS_LOST}),
    "focus event alone": (
        lambda v: QApplication.sendEvent(v.surface, QFocusEvent(QEvent.Type.FocusOut)),
        {EndCause.FOCUS_LOST},
    ),
    "window deactivated": (_deactivate, {EndCause.FOCUS_LOST}),
    "another window": (_second_window, {EndCause.FOCUS_LOST}),
    "application inactive": (
        lambda v: v.surface._application_changed(Qt.ApplicationState.ApplicationInactive),
        {EndCause.FOCUS_LOST},
    ),
    "hidden": (lambda v: v.surface.hide(), {EndCause.HIDDEN, EndCause.FOCUS_LOST}),
    "window hidden": (lambda v: v.hide(), {EndCause.HIDDEN, EndCause.FOCUS_LOST}),
    "minimised": (_minimise, {EndCause.HIDDEN, EndCause.FOCUS_LOST}),
    "modal": (_modal, {EndCause.HIDDEN, EndCause.FOCUS_LOST}),
    "blocked": (lambda v: QApplication.sendEvent(v, QEvent(QEvent.Type.WindowBlocked)), {EndCause.HIDDEN}),
    "closed": (lambda v: v.close(), {EndCause.CLOSED, EndCause.HIDDEN, EndCause.FOCUS_LOST}),
    "resized": (lambda v: v.resize(800, 600), {EndCause.STOPPED}),
    "other screen": (
        lambda v: QApplication.sendEvent(v.surface, QEvent(QEvent.Type.ScreenChangeInternal)),
        {EndCause.STOPPED},
    ),
    "other ratio": (
        lambda v: QApplication.sendEvent(v.surface, QEvent(QEvent.Type.DevicePixelRatioChange)),
        {EndCause.STOPPED},
    ),
    "other exhibit": (lambda v: v.surface.set_item(item(number=2)), {EndCause.ITEM_CHANGED}),
    "no exhibit": (lambda v: v.surface.set_item(None), {EndCause.ITEM_CHANGED}),
    "other frame": (lambda v: v.surface.set_veil(VEIL), {EndCause.ITEM_CHANGED}),
    "sealed": (lambda v: v.surface.seal(), {EndCause.SEALED_ALL}),
    "sealed by key": (lambda v: QTest.keyClick(v.surface, Key.Key_0), {EndCause.SEALED_ALL}),
    "stopped for idleness": (lambda v: v.surface.stop(EndCause.IDLE), {EndCause.IDLE}),
    "screen locked": (lambda v: v.surface.seal(EndCause.LOCKED), {EndCause.LOCKED}),
    "machine suspended": (lambda v: v.surface.seal(EndCause.SUSPENDED), {EndCause.SUSPENDED}),
    "pause": (lambda v: v.surface.stop(EndCause.PAUSED), {EndCause.PAUSED}),
    "everything sealed": (lambda v: v.surface.latch(), {EndCause.SEALED_ALL}),
    "other rules": (lambda v: v.surface.set_item(replace(v.surface.item, rules=None)), {EndCause.RULES_CHANGED}),
}


@pytest.mark.parametrize("name", DISTURBANCES)
def test_each_disturbance_ends_a_look_clean(viewer: Viewer, clock: Any, name: str, qtbot: QtBot) -> None:
    disturb, causes = DISTURBANCES[name]
    hold(viewer, clock)
    assert dirty(viewer.surface)
    disturb(viewer)
    qtbot.waitUntil(lambda: bool(viewer.ends))
    assert len(viewer.ends) == 1 and viewer.causes[0] in causes
    assert not dirty(viewer.surface)
    assert viewer.given[0].wiped


@pytest.mark.parametrize("name", DISTURBANCES)
def test_each_disturbance_ends_an_opening_and_its_pixels_come_too_late(
    viewer: Viewer, clock: Any, name: str, qtbot: QtBot
) -> None:
    viewer.answers = False
    hold(viewer, clock)
    assert viewer.surface.state is LookState.OPENING
    DISTURBANCES[name][0](viewer)
    qtbot.waitUntil(lambda: bool(viewer.ends))
    assert [shown for _, _, shown in viewer.ends] == [0]
    late = viewer.give(viewer.wishes[0])
    assert late.wiped and not viewer.surface.looking
    assert not dirty(viewer.surface)


def test_time_ends_a_look_by_its_timer(viewer: Viewer, clock: Any) -> None:
    hold(viewer, clock)
    clock.now += 8.0
    viewer.surface._timer.timeout.emit()
    assert viewer.causes == [EndCause.EXPIRED]
    assert not dirty(viewer.surface)


def test_a_starved_timer_shows_nothing_past_the_time(viewer: Viewer, clock: Any, qtbot: QtBot) -> None:
    hold(viewer, clock)
    viewer.surface._timer.stop()
    viewer.surface._timer.blockSignals(True)
    clock.now += 8.0
    assert not dirty(viewer.surface), "the very paint that comes too late is a veil"
    assert viewer.given[0].wiped
    qtbot.waitUntil(lambda: viewer.causes == [EndCause.EXPIRED])


def test_a_tap_asks_for_nothing(viewer: Viewer, clock: Any) -> None:
    QTest.keyPress(viewer.surface, Key.Key_Space)
    clock.now += 0.1
    viewer.surface._tick()
    QTest.keyRelease(viewer.surface, Key.Key_Space)
    clock.now += 1
    viewer.surface._tick()
    assert viewer.wishes == []


def test_pixels_of_another_wish_are_wiped_and_never_painted(viewer: Viewer, clock: Any) -> None:
    viewer.answers = False
    hold(viewer, clock)
    QTest.keyRelease(viewer.surface, Key.Key_Space)
    hold(viewer, clock)
    late = viewer.give(viewer.wishes[0])
    assert late.wiped and not dirty(viewer.surface)
    assert viewer.surface.state is LookState.OPENING
    viewer.give(viewer.wishes[1])
    assert viewer.surface.looking


def test_a_refusal_is_said_calmly_and_ends_the_wish(viewer: Viewer, clock: Any, qtbot: QtBot) -> None:
    viewer.answers = False
    hold(viewer, clock)
    with qtbot.waitSignal(viewer.surface.denied) as said:
        viewer.surface.refuse(viewer.wishes[0], "The record could not be written.")
    assert said.args == ["The record could not be written."]
    assert viewer.causes == [EndCause.FAILED]


def test_nothing_is_shown_in_a_hidden_window(viewer: Viewer, clock: Any) -> None:
    viewer.hide()
    viewer.surface.press_look()
    clock.now += 0.2
    viewer.surface._tick()
    assert (viewer.wishes, viewer.ends) == ([], [])


def test_the_card_button_looks_while_it_is_pressed(viewer: Viewer, clock: Any) -> None:
    viewer.surface.grab()
    spot = viewer.surface.hits["look"].center().toPoint()
    QTest.mousePress(viewer.surface, Qt.MouseButton.LeftButton, pos=spot)
    clock.now += 0.2
    viewer.surface._tick()
    assert viewer.surface.looking
    QTest.mouseRelease(viewer.surface, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert viewer.causes == [EndCause.RELEASED]


def test_a_lens_shows_its_circle_alone(viewer: Viewer) -> None:
    QTest.keyClick(viewer.surface, Key.Key_L)
    viewer.surface.move_lens(viewer.surface.picture_rect().center(), by_pointer=False)
    assert viewer.wishes[0].mode is LookMode.LENS and dirty(viewer.surface)
    image = viewer.surface.grab().toImage()
    corner = viewer.surface.picture_rect().topLeft().toPoint() + QPoint(30, 30)
    colour = image.pixelColor(corner)
    assert colour.red() == colour.green() == colour.blue()
    assert [wish.rung for wish in viewer.wishes] == [Rung.GREY, Rung.OUTLINE] and lines(viewer.surface, corner)
    at = viewer.surface._face.lens_at
    QTest.keyClick(viewer.surface, Key.Key_Left)
    assert viewer.surface._face.lens_at == at - QPointF(24, 0)
    QTest.keyClick(viewer.surface, Key.Key_L)
    assert viewer.causes == [EndCause.STOPPED] * 2 and not dirty(viewer.surface)
    assert not lines(viewer.surface, corner) and all(given.wiped for given in viewer.given)


def test_a_lens_whose_outline_is_refused_lies_over_the_veil(viewer: Viewer) -> None:
    viewer.answers = False
    QTest.keyClick(viewer.surface, Key.Key_L)
    viewer.give(viewer.wishes[0])
    viewer.surface.refuse(viewer.wishes[1], "no lines")
    viewer.surface.move_lens(viewer.surface.picture_rect().center(), by_pointer=False)
    corner = viewer.surface.picture_rect().topLeft().toPoint() + QPoint(30, 30)
    assert dirty(viewer.surface) and not lines(viewer.surface, corner)
    QTest.keyClick(viewer.surface, Key.Key_Escape)
    assert viewer.causes == [EndCause.FAILED, EndCause.STOPPED]


def test_an_outline_alone_is_covered_by_whatever_comes_while_its_lens_is_awaited(viewer: Viewer) -> None:
    viewer.answers = False
    QTest.keyClick(viewer.surface, Key.Key_L)
    outline = viewer.give(viewer.wishes[1])
    corner = viewer.surface.picture_rect().topLeft().toPoint() + QPoint(30, 30)
    assert viewer.surface.looking and lines(viewer.surface, corner)
    viewer.field.setFocus()
    assert outline.wiped and not lines(viewer.surface, corner)
    assert viewer.causes == [EndCause.FOCUS_LOST] * 2


def test_p_keeps_a_held_look_open_with_a_countdown_and_esc_ends_it(viewer: Viewer, clock: Any) -> None:
    hold(viewer, clock)
    QTest.keyClick(viewer.surface, Key.Key_P)
    assert viewer.wishes[-1].mode is LookMode.PIN and viewer.causes == [EndCause.STEPPED]
    QTest.keyRelease(viewer.surface, Key.Key_Space)
    clock.now += 9
    viewer.surface._tick()
    assert viewer.surface.looking and dirty(viewer.surface)
    QTest.keyClick(viewer.surface, Key.Key_Escape)
    assert viewer.causes == [EndCause.STEPPED, EndCause.STOPPED] and not dirty(viewer.surface)


def test_a_severe_exhibit_cannot_be_kept_open(viewer: Viewer, clock: Any) -> None:
    viewer.surface.set_item(item(Sensitivity.SEVERE, number=2))
    hold(viewer, clock)
    QTest.keyClick(viewer.surface, Key.Key_1)
    QTest.keyClick(viewer.surface, Key.Key_P)
    assert [wish.mode for wish in viewer.wishes] == [LookMode.HOLD]


def test_space_can_be_pressed_once_and_again_for_who_cannot_hold_it(viewer: Viewer, clock: Any) -> None:
    viewer.surface.set_toggle(True)
    QTest.keyClick(viewer.surface, Key.Key_Space)
    clock.now += 0.2
    viewer.surface._tick()
    assert viewer.surface.looking
    QTest.keyClick(viewer.surface, Key.Key_Space)
    assert viewer.causes == [EndCause.RELEASED] and not dirty(viewer.surface)


def test_twenty_seconds_without_a_hand_end_a_look_and_a_moved_pointer_is_a_hand(viewer: Viewer, clock: Any) -> None:
    viewer.surface.set_item(item(rules=replace(RULES[Sensitivity.SENSITIVE], seconds=50.0)))
    viewer.surface.step_up()
    viewer.surface.step_up()
    clock.now += 15
    QTest.mouseMove(viewer.surface, QPoint(40, 40))
    QApplication.processEvents()
    clock.now += 15
    viewer.surface._tick()
    assert viewer.surface.looking
    clock.now += 5.1
    viewer.surface._tick()
    assert viewer.causes == [EndCause.IDLE] and not dirty(viewer.surface)


def test_after_f9_nothing_opens_until_enter_and_then_it_is_veiled(viewer: Viewer, clock: Any) -> None:
    hold(viewer, clock)
    QTest.keyClick(viewer.surface, Key.Key_F9)
    assert viewer.causes == [EndCause.SEALED_ALL] and not dirty(viewer.surface)
    viewer.surface.set_item(item(number=2))
    hold(viewer, clock)
    QTest.keyClick(viewer.surface, Key.Key_BracketRight)
    QTest.keyClick(viewer.surface, Key.Key_L)
    assert len(viewer.wishes) == 1 and viewer.surface.rung is Rung.SEALED
    QTest.keyRelease(viewer.surface, Key.Key_Space)
    QTest.keyClick(viewer.surface, Key.Key_Return)
    assert not viewer.surface.latched and viewer.surface.rung is Rung.VEIL and len(viewer.wishes) == 1


def test_an_exhibit_whose_rules_are_not_known_does_not_open(viewer: Viewer, clock: Any) -> None:
    viewer.surface.set_item(item(number=2, rules=None))
    hold(viewer, clock)
    assert viewer.wishes == [] and viewer.surface.rung is Rung.SEALED


def test_other_rules_end_a_look_and_newer_words_do_not(viewer: Viewer, clock: Any) -> None:
    hold(viewer, clock)
    viewer.surface.set_item(item(description="A crowd on a square."))
    viewer.surface.set_notes(["1 of 7 alike"])
    assert viewer.surface.looking
    viewer.surface.set_item(item(Sensitivity.EXTREME))
    assert viewer.causes == [EndCause.RULES_CHANGED] and viewer.surface.rung is Rung.SEALED


def test_an_outline_comes_first_where_the_rules_say_so(viewer: Viewer, clock: Any) -> None:
    viewer.surface.set_item(item(number=2, rules=replace(RULES[Sensitivity.SENSITIVE], outline_first=True)))
    hold(viewer, clock)
    QTest.keyRelease(viewer.surface, Key.Key_Space)
    hold(viewer, clock)
    assert [wish.rung for wish in viewer.wishes] == [Rung.OUTLINE, Rung.GREY]


def test_shift_space_leaves_the_outline_out_in_two_steps(viewer: Viewer, clock: Any) -> None:
    viewer.surface.set_item(item(number=2, rules=replace(RULES[Sensitivity.SENSITIVE], outline_first=True)))
    for _ in range(2):
        QTest.keyPress(viewer.surface, Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
        clock.now += 0.9
        viewer.surface._tick()
        QTest.keyRelease(viewer.surface, Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
        clock.now += 0.8
    assert [(wish.rung, wish.skip) for wish in viewer.wishes] == [(Rung.GREY, True)]


@pytest.fixture
def clip(viewer: Viewer) -> Viewer:
    """The window with a clip at rest."""
    viewer.surface.set_item(item(number=7, plays=True))
    return viewer


def play(viewer: Viewer, clock: Any) -> None:
    """Holds Shift and Space beyond the dwell."""
    QTest.keyPress(viewer.surface, Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    clock.now += 0.2
    viewer.surface._tick()


def test_a_span_plays_frame_by_frame_small_and_ends_by_itself(clip: Viewer, clock: Any) -> None:
    moved: list[float] = []
    clip.surface.played.connect(moved.append)
    play(clip, clock)
    assert clip.wishes == [Wish(1, Rung.GREY, LookMode.PLAY)] and clip.surface.playing
    middle = clip.surface.picture_rect().center().toPoint()
    seen = []
    for _ in range(3):
        seen.append(clip.surface.grab().toImage().pixelColor(middle).red() > 200)
        clock.now += 0.25
        clip.surface._tick()
    assert seen == [True, False, True] and moved == pytest.approx([5.25, 5.5, 5.75])
    clip.surface.set_veil(VEIL)
    assert clip.surface.playing, "the veil beneath follows the position"
    clock.now += 0.3
    clip.surface._tick()
    assert clip.causes == [EndCause.EXPIRED] and not dirty(clip.surface) and clip.given[0].wiped
    assert not clip.surface.playing


@pytest.mark.parametrize("name", sorted(set(DISTURBANCES) - {"other frame", "no exhibit"}))
def test_each_disturbance_ends_a_span_that_plays(clip: Viewer, clock: Any, name: str, qtbot: QtBot) -> None:
    play(clip, clock)
    assert dirty(clip.surface)
    DISTURBANCES[name][0](clip)
    qtbot.waitUntil(lambda: bool(clip.ends))
    assert clip.given[0].wiped and not dirty(clip.surface) and not clip.surface.playing


def test_colour_and_its_own_speed_are_looks_of_their_own(clip: Viewer, clock: Any) -> None:
    asked: list[bool] = []
    clip.surface.listening.connect(asked.append)
    QTest.keyClick(clip.surface, Key.Key_S)
    play(clip, clock)
    QTest.keyClick(clip.surface, Key.Key_L)
    clip.surface.step_up()
    assert [(wish.rung, wish.quick) for wish in clip.wishes] == [
        (Rung.GREY, False), (Rung.GREY, True), (Rung.COLOUR, True)
    ]  # fmt: skip
    QTest.keyPress(clip.surface, Key.Key_S)
    QTest.keyRelease(clip.surface, Key.Key_S)
    assert asked == [True, False], "sound is asked for only while a span plays"
    QTest.keyRelease(clip.surface, Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert clip.causes == [EndCause.STEPPED, EndCause.STEPPED, EndCause.RELEASED]


def test_what_is_no_clip_does_not_play(viewer: Viewer, clock: Any) -> None:
    viewer.surface.press_play()
    clock.now += 0.5
    viewer.surface._tick()
    assert viewer.wishes == []


def test_a_region_shows_itself_alone(viewer: Viewer) -> None:
    place = viewer.surface.picture_rect()
    QTest.keyClick(viewer.surface, Key.Key_R)
    first, last = place.topLeft() + QPointF(60, 60), place.topLeft() + QPointF(160, 120)
    QTest.mousePress(viewer.surface, Qt.MouseButton.LeftButton, pos=first.toPoint())
    QTest.mouseMove(viewer.surface, last.toPoint())
    QTest.mouseRelease(viewer.surface, Qt.MouseButton.LeftButton, pos=last.toPoint())
    region = viewer.wishes[0].region
    assert region is not None and region == pytest.approx(
        (60 / place.width(), 60 / place.height(), 100 / place.width(), 60 / place.height()), abs=0.01
    )
    image = viewer.surface.grab().toImage()
    outside = image.pixelColor((place.topLeft() + QPointF(300, 200)).toPoint())
    assert outside.red() == outside.green() == outside.blue()
    assert dirty(viewer.surface)
    QTest.keyClick(viewer.surface, Key.Key_Escape)
    assert not dirty(viewer.surface)


def test_a_region_can_be_chosen_by_keys(viewer: Viewer) -> None:
    for key in (Key.Key_R, Key.Key_Left, Key.Key_Up, Key.Key_Return):
        QTest.keyClick(viewer.surface, key)
    assert viewer.wishes[0].mode is LookMode.REGION


def test_marking_a_region_is_no_look(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.surface.mark_region()
    with qtbot.waitSignal(viewer.surface.regionMarked) as marked:
        QTest.keyClick(viewer.surface, Key.Key_Return)
    assert len(marked.args[0]) == 4
    assert viewer.wishes == []


def test_a_severe_exhibit_asks_why_by_one_key(viewer: Viewer, clock: Any) -> None:
    viewer.surface.set_item(item(Sensitivity.SEVERE))
    assert viewer.surface.rung is Rung.SEALED
    hold(viewer, clock)
    assert viewer.surface.reason_missing and viewer.wishes == []
    QTest.keyClick(viewer.surface, Key.Key_2)
    assert [wish.reason for wish in viewer.wishes] == [Reason.IDENTIFY_POLICY]


def test_digits_are_the_surface_s_own_only_while_it_asks_why(viewer: Viewer, clock: Any) -> None:
    def claimed(key: Qt.Key) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        QApplication.sendEvent(viewer.surface, event)
        return event.isAccepted()

    assert claimed(Key.Key_Space)
    assert not claimed(Key.Key_1) and not claimed(Key.Key_Escape)
    viewer.surface.set_item(item(Sensitivity.SEVERE))
    hold(viewer, clock)
    assert claimed(Key.Key_1) and claimed(Key.Key_Escape) and not claimed(Key.Key_9)


def test_the_grid_s_space_looks_without_taking_its_focus(viewer: Viewer, clock: Any) -> None:
    viewer.surface.take_keys_of(viewer.field)
    viewer.field.setFocus()
    QTest.keyPress(viewer.field, Key.Key_Space)
    clock.now += 0.2
    viewer.surface._tick()
    assert viewer.surface.looking and viewer.field.hasFocus() and viewer.field.text() == ""
    viewer.surface.setFocus()
    assert viewer.causes == [EndCause.FOCUS_LOST]


def test_a_surface_that_is_hidden_while_the_grid_holds_the_look_ends_it(viewer: Viewer, clock: Any) -> None:
    viewer.surface.take_keys_of(viewer.field)
    viewer.field.setFocus()
    QTest.keyPress(viewer.field, Key.Key_Space)
    clock.now += 0.2
    viewer.surface._tick()
    assert viewer.surface.looking
    viewer.surface.hide()
    assert viewer.causes == [EndCause.HIDDEN] and viewer.given[0].wiped


def test_steps_up_the_ladder_are_looks_with_a_countdown(viewer: Viewer, clock: Any) -> None:
    viewer.surface.step_up()
    assert (viewer.surface.rung, viewer.wishes) == (Rung.HAZE, [])
    viewer.surface.step_up()
    viewer.surface.step_up()
    assert [wish.rung for wish in viewer.wishes] == [Rung.OUTLINE, Rung.GREY]
    assert viewer.causes == [EndCause.STEPPED] and viewer.given[0].wiped
    clock.now += 8
    viewer.surface._tick()
    assert viewer.causes == [EndCause.STEPPED, EndCause.EXPIRED] and not dirty(viewer.surface)


def test_no_walk_hover_click_or_scroll_ever_asks_for_a_look(viewer: Viewer, clock: Any) -> None:
    rng = random.Random(7)
    keys = [Key.Key_Left, Key.Key_Down, Key.Key_Tab, Key.Key_Return, Key.Key_Home, Key.Key_J, Key.Key_1, Key.Key_4,
            Key.Key_Escape, Key.Key_BracketLeft, Key.Key_PageDown, Key.Key_Q, Key.Key_F2]  # fmt: skip
    surface = viewer.surface
    surface.grab()
    picture = surface.picture_rect()
    spots = [QPoint(rng.randrange(surface.width()), rng.randrange(surface.height())) for _ in range(300)]
    card = [place.adjusted(-3, -3, 3, 3) for place in surface.hits.values()]
    quiet = [spot for spot in spots if not any(place.contains(QPointF(spot)) for place in card)]
    for turn in range(400):
        clock.now += 0.05
        spot = rng.choice(quiet)
        what = rng.randrange(5)
        if what == 0:
            QTest.mouseMove(surface, spot)
        elif what == 1:
            QTest.mouseClick(surface, Qt.MouseButton.LeftButton, pos=spot)
        elif what == 2:
            QTest.mouseDClick(surface, Qt.MouseButton.LeftButton, pos=spot)
        elif what == 3:
            QTest.keyClick(surface, rng.choice(keys))
        else:
            wheel = QWheelEvent(
                picture.center(), surface.mapToGlobal(picture.center()), QPoint(0, 0), QPoint(0, 120),
                Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(surface, wheel)
        if turn % 50 == 0:
            assert not dirty(surface)
    assert viewer.wishes == []


def test_the_surface_says_what_it_covers(viewer: Viewer, clock: Any) -> None:
    said: list[str] = []
    viewer.surface.announced.connect(said.append)
    assert viewer.surface.accessibleName() == "EX-0001. Image, JPEG. Veiled: sensitive content."
    hold(viewer, clock)
    QTest.keyRelease(viewer.surface, Key.Key_Space)
    assert said == ["Looking, Grey, 8 seconds.", "Veiled again, released."]


def test_an_exhibit_without_a_picture_says_why(viewer: Viewer, clock: Any) -> None:
    viewer.surface.set_item(item(veil=None, can_look=False, problem="The file is cut short."))
    hold(viewer, clock)
    assert viewer.wishes == [] and viewer.surface.rung is Rung.SEALED
    assert viewer.surface.accessibleDescription() == "The file is cut short."


def test_marks_are_painted_over_the_veil(viewer: Viewer) -> None:
    before = viewer.surface.grab().toImage()
    viewer.surface.set_marks([RegionMark(1, "Seal", (0.1, 0.2, 0.3, 0.3), "violating")])
    assert viewer.surface.grab().toImage() != before


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (4032, 3024)])
def test_a_region_drawn_through_the_veil_means_the_same_share_at_every_rung_and_size(
    viewer: Viewer, clock: Any, size: tuple[int, int]
) -> None:
    surface, drawn = viewer.surface, []
    surface.regionMarked.connect(drawn.append)
    surface.set_item(replace(item(number=4), size=size))
    for rung, room in enumerate([(700, 560), (520, 640), (900, 420)]):
        viewer.resize(*room)
        QApplication.processEvents()
        surface.step_up() if rung == 1 else surface.step_down() if rung == 2 else None
        place = surface.picture_rect()
        first = place.topLeft() + QPointF(place.width() * 0.25, place.height() * 0.5)
        last = place.topLeft() + QPointF(place.width() * 0.75, place.height() * 0.75)
        surface.mark_region()
        QTest.mousePress(surface, Qt.MouseButton.LeftButton, pos=first.toPoint())
        QTest.mouseMove(surface, last.toPoint())
        QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=last.toPoint())
        assert place.width() / place.height() == pytest.approx(size[0] / size[1], rel=0.01)
    assert len(drawn) == 3 and viewer.wishes == []
    for region in drawn:
        assert region == pytest.approx((0.25, 0.5, 0.5, 0.25), abs=0.012)
