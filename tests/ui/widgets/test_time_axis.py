"""The time axis finds what is in view, tells ticks a person reads, and moves as keys and wheel say."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.axis_items import MOST_LABELS, AxisIndex, AxisItem, LaneItems
from ui.widgets.axis_scale import Window, clip_ticks, clip_words, moment_words, world_ticks
from ui.widgets.time_axis import TimeAxis
from workbench.casefile.exposure import SheetFrame, Veil

VEIL = Veil(2, 1, bytes([3, 9]), bytes([3, 3, 9, 9, 3, 3, 9, 9]))
Key = Qt.Key


def at(*parts: int) -> float:
    """A moment in UTC as POSIX seconds."""
    return datetime(*parts, tzinfo=UTC).timestamp()


@pytest.fixture
def axis(theme: Theme, qtbot: QtBot) -> TimeAxis:
    """Returns the axis of a clip of 47 s with three marks."""
    made = TimeAxis(theme)
    qtbot.addWidget(made)
    made.resize(900, 200)
    made.set_clip(47.0)
    made.set_lanes(["Frames", "Marks", "Policy"])
    made.set_frames([SheetFrame(10.0, VEIL), SheetFrame(0.0, VEIL)])
    made.set_items([
        AxisItem("b", 1, 11.2, 17.5, "Wrong date", "violating"),
        AxisItem("a", 1, 2.5, 9.0, "Seal", "violating"),
        AxisItem("c", 2, 12.48, None, "4.2(a)", "borderline", "scale"),
    ])  # fmt: skip
    made.show()
    made.setFocus()
    made.grab()
    return made


def test_ticks_of_a_clip_are_minutes_and_seconds() -> None:
    words = [tick.words for tick in clip_ticks(Window(0, 47, 100, 1100)) if tick.words]
    assert words == ["0:00", "0:05", "0:10", "0:15", "0:20", "0:25", "0:30", "0:35", "0:40", "0:45"]
    near = [tick.words for tick in clip_ticks(Window(12, 12.5, 0, 1000)) if tick.words]
    assert near[:2] == ["0:12.00", "0:12.05"]
    assert clip_words(3723.5, 0.1) == "1:02:03.5"


def test_ticks_of_the_world_follow_the_zone_through_a_change_of_clocks() -> None:
    zone = ZoneInfo("Europe/Zurich")
    window = Window(at(2026, 10, 24, 12), at(2026, 10, 26, 12), 0, 1000)
    words = [tick.words for tick in world_ticks(window, zone)]
    assert "25 Oct 2026" in words and "26 Oct 2026" in words
    months = [tick.words for tick in world_ticks(Window(at(2025, 11, 1), at(2027, 3, 1), 0, 1000), UTC)]
    assert "Jan 2026" in months and "Jan 2027" in months
    years = [tick.words for tick in world_ticks(Window(at(1990, 1, 1), at(2026, 1, 1), 0, 1000), UTC)]
    assert "2000" in years
    assert moment_words(at(2026, 10, 3, 14, 29), zone, 1) == "3 Oct 2026 16:29:00"


@settings(max_examples=60, deadline=None)
@given(st.floats(-5e9, 2e11), st.floats(1, 3e9), st.integers(50, 4000))
def test_ticks_are_always_few_and_in_order(start: float, span: float, width: int) -> None:
    ticks = [tick.at for tick in world_ticks(Window(start, start + span, 0, width), UTC)]
    assert ticks == sorted(ticks) and len(ticks) <= width / 20 + 3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 200)), max_size=60), st.floats(0, 900), st.floats(1, 200))
def test_what_is_in_view_is_found_as_a_plain_search_finds_it(
    marks: list[tuple[float, float]], start: float, span: float
) -> None:
    items = [AxisItem(str(number), 0, first, first + long) for number, (first, long) in enumerate(marks)]
    window = Window(start, start + span, 0, 500)
    lane = AxisIndex(items).lanes.get(0, LaneItems([]))
    first, after = lane.in_view(window)
    found = {item.id for item in lane.items[first:after]}
    assert {item.id for item in items if item.start <= window.end and item.last >= window.start} <= found


def test_counts_leave_none_out() -> None:
    lane = AxisIndex([AxisItem(str(number), 0, number * 0.37) for number in range(5000)]).lanes[0]
    window = Window(0, 5000 * 0.37, 0, 800)
    assert lane.crowded(window)
    assert sum(count for _, count, _ in lane.counts(window)) == 5000
    assert not lane.crowded(Window(0, MOST_LABELS * 0.3, 0, 800))


def test_words_do_not_lie_over_each_other() -> None:
    lane = AxisIndex([AxisItem(str(number), 0, number) for number in range(100)]).lanes[0]
    placed = lane.laid_out(Window(0, 100, 0, 800), QRectF(0, 0, 800, 48), 24, lambda item: 90)
    told = [each.rect for each in placed if each.labelled]
    assert len(told) > 10
    assert not any(one.intersects(other) for index, one in enumerate(told) for other in told[index + 1 :])


def test_wheel_zooms_about_the_pointer(axis: TimeAxis) -> None:
    spot = QPointF(500, 60)
    before = axis.window_in_view().seconds(500)
    event = QWheelEvent(spot, axis.mapToGlobal(spot), QPoint(0, 0), QPoint(0, 240), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(axis, event)
    assert axis.view[1] - axis.view[0] < 47
    assert axis.window_in_view().seconds(500) == pytest.approx(before)


def test_keys_zoom_move_and_fit(axis: TimeAxis, qtbot: QtBot) -> None:
    qtbot.keyClick(axis, Key.Key_Plus)
    near = axis.view
    qtbot.keyClick(axis, Key.Key_Right)
    assert axis.view[0] > near[0] and axis.view[1] - axis.view[0] == pytest.approx(near[1] - near[0])
    for _ in range(60):
        qtbot.keyClick(axis, Key.Key_Right)
    assert axis.view[1] == pytest.approx(47.0)
    qtbot.keyClick(axis, Key.Key_Home)
    assert axis.view == (0.0, 47.0)
    qtbot.keyClick(axis, Key.Key_Minus)
    assert axis.view == (0.0, 47.0)


def test_keys_walk_the_marks_in_time_and_open_one(axis: TimeAxis, qtbot: QtBot) -> None:
    picked: list[str] = []
    axis.picked.connect(picked.append)
    for _ in range(4):
        qtbot.keyClick(axis, Key.Key_Down)
    qtbot.keyClick(axis, Key.Key_Up)
    assert picked == ["a", "b", "c", "c", "b"]
    assert axis.accessibleDescription() == "2 of 3: Wrong date, 0:11.20 to 0:17.50"
    with qtbot.waitSignal(axis.activated) as opened:
        qtbot.keyClick(axis, Key.Key_Return)
    assert opened.args == ["b"]


def test_a_click_picks_a_mark_and_a_click_beside_puts_the_playhead(axis: TimeAxis, qtbot: QtBot) -> None:
    rect = next(rect for rect, item in axis._face.hits if item.id == "a")
    with qtbot.waitSignal(axis.picked) as picked:
        qtbot.mouseClick(axis, Qt.MouseButton.LeftButton, pos=rect.center().toPoint())
    assert picked.args == ["a"] and axis.selected == "a"
    spot = QPoint(round(axis.window_in_view().x(30.0)), 10)
    with qtbot.waitSignal(axis.moved) as moved:
        qtbot.mouseClick(axis, Qt.MouseButton.LeftButton, pos=spot)
    assert moved.args[0] == pytest.approx(30.0, abs=0.1)


def test_the_playhead_stays_in_view(axis: TimeAxis) -> None:
    axis.zoom(10, 5.0)
    axis.set_playhead(40.0)
    assert axis.view[0] <= 40.0 <= axis.view[1]


def test_the_world_fits_its_marks_and_is_dragged(axis: TimeAxis, qtbot: QtBot) -> None:
    axis.set_world("Europe/Zurich")
    axis.set_frames([])
    axis.set_lanes(["Occurrences"])
    axis.set_items(
        [AxisItem("x", 0, at(2026, 10, 3), None, "Approved"), AxisItem("y", 0, at(2026, 10, 5), None, "Shown")]
    )
    axis.fit()
    first, last = axis.view
    assert first < at(2026, 10, 3) and last > at(2026, 10, 5)
    axis.grab()
    qtbot.mousePress(axis, Qt.MouseButton.LeftButton, pos=QPoint(500, 190))
    qtbot.mouseMove(axis, QPoint(560, 190))
    qtbot.mouseRelease(axis, Qt.MouseButton.LeftButton, pos=QPoint(560, 190))
    assert axis.view[0] < first


def test_many_marks_are_painted_as_counts(dark: Theme, qtbot: QtBot) -> None:
    axis = TimeAxis(dark)
    qtbot.addWidget(axis)
    axis.resize(900, 160)
    axis.set_world()
    axis.set_lanes(["Many"])
    axis.set_items([AxisItem(str(number), 0, at(2026, 1, 1) + number * 61) for number in range(100_000)])
    axis.fit()
    axis.grab()
    assert 0 < len(axis._face.hits) <= 900 / 3 + 1
    axis.zoom(2000, at(2026, 1, 10))
    axis.grab()
    assert 0 < len(axis._face.hits) < MOST_LABELS


def test_an_empty_axis_can_be_used(dark: Theme, qtbot: QtBot) -> None:
    axis = TimeAxis(dark)
    qtbot.addWidget(axis)
    axis.resize(300, 100)
    for key in (Key.Key_Down, Key.Key_Return, Key.Key_Home, Key.Key_Plus):
        qtbot.keyClick(axis, key)
    axis.grab()
    axis.select("nothing")
    assert axis.selected is None
