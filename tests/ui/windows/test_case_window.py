"""The case window: what it remembers, what it says, and what it never shows."""

from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtCore import QBuffer, QSize, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from tests.ui.conftest import ACTOR, leave
from tests.ui.desktop import click, drop, edges, holding, idle, picture, press, until, write
from ui.commands import COMMANDS, Pane
from ui.models.exhibits import Sieve
from ui.panels.viewer import panel
from ui.windows.arrangement import Arranged
from ui.windows.key_sheet import command_model
from workbench.actions.acquisition import acquire_bytes
from workbench.actions.annotations import annotate
from workbench.actions.cases import open_case
from workbench.actions.decisions import determinations
from workbench.actions.exposure import exposures
from workbench.casefile.annotations import Anchor
from workbench.casefile.exposure import EndCause
from workbench.casefile.look_state import LookState
from workbench.settings import load

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SMOOTH = Qt.TransformationMode.SmoothTransformation


def test_the_title_of_the_window_is_the_reference_alone(window):
    assert window.windowTitle() == "HPE-1"


def test_everything_is_as_it_was_left(start, make_case):
    folder = make_case()
    first = start(folder)
    left = first.case_window
    left.resize(780, 640)
    idle(0.1)
    left.deeds.run("window.read")
    left.deeds.run("window.history")
    left.evidence.choose(Sieve.TO_REVIEW)
    first.desk.select(3)
    until(lambda: not first.lanes.busy, "all was read")
    size = left.size()
    leave(first)
    second = start(folder)
    found = second.case_window
    assert found.size() == size
    assert found.arrangement.named is Arranged.READ
    assert found.side.currentWidget() is found.history
    assert found.model.sieve is Sieve.TO_REVIEW
    assert second.desk.number == 3
    assert found.evidence.grid.currentIndex() == found.model.index_of(3)


def test_marks_that_come_home_before_their_exhibit_are_shown(start, make_case, monkeypatch):
    folder = make_case()
    canvas, data = QImage(64, 48, QImage.Format.Format_RGB32), QBuffer()
    canvas.fill(0xFF205080)
    canvas.save(data, "PNG")
    with open_case(folder, ACTOR) as case:
        acquire_bytes(case, ACTOR, bytes(data.data().data()), "seal.png")
        annotate(case, ACTOR, 4, "A seal", Anchor(region=(0.1, 0.1, 0.5, 0.5)))
    session = start(folder)
    window, facts = session.case_window, panel._facts

    def late(case, number):
        until_marks.wait(5)
        return facts(case, number)

    until_marks = Event()
    monkeypatch.setattr(panel, "_facts", late)
    monkeypatch.setattr(window.model, "shown", lambda number: None)
    session.desk.select(4)
    until(lambda: bool(window.viewer.marks.known), "the marks are home")
    until_marks.set()
    until(lambda: [mark.words for mark in window.viewer.surface._face.marks] == ["A seal"], "the mark is shown")


def test_each_arrangement_remembers_its_own_sizes(window):
    window.resize(1680, 1000)
    idle(0.1)
    window.arrangement.across.setSizes([420, 700, 300])
    reviewing = window.arrangement.across.sizes()
    window.deeds.run("window.write")
    assert window.arrangement.across.sizes() != reviewing
    assert window.side.currentWidget() is window.memo
    window.deeds.run("window.review")
    assert window.arrangement.across.sizes() == reviewing


def test_a_narrow_window_gives_way_and_comes_back(window):
    window.resize(1680, 900)
    idle(0.05)
    assert window.cases.isVisible()
    window.resize(1200, 800)
    idle(0.05)
    assert not window.cases.isVisible()
    press(Qt.Key.Key_B, CTRL)
    assert window.cases.isVisible()
    press(Qt.Key.Key_B, CTRL)
    assert not window.cases.isVisible()
    window.resize(900, 700)
    idle(0.05)
    window.deeds.run("window.policy")
    assert window.side.isVisible()
    assert not window.viewer.isVisible()
    window.deeds.run("exhibit.next")
    assert window.viewer.isVisible()
    window.resize(1680, 900)
    idle(0.05)
    assert window.side.isVisible() and window.viewer.isVisible() and window.cases.isVisible()


def test_dark_and_light_are_kept_and_differ_everywhere(window):
    def brightness() -> list[int]:
        parts = (window.top, window.evidence, window.side, window.timeline, window.foot)
        return [picture(part).scaled(1, 1, mode=SMOOTH).pixelColor(0, 0).value() for part in parts]

    window.resize(1680, 900)
    idle(0.05)
    assert window.theme.dark
    dark = brightness()
    press(Qt.Key.Key_D, CTRL, SHIFT)
    light = brightness()
    assert all(before < 90 and after > 190 for before, after in zip(dark, light, strict=True)), (dark, light)
    until(lambda: load().theme == "light", "the choice is kept")


def test_right_to_left_mirrors_the_window(window, qapp):
    def left(widget: QWidget) -> int:
        return widget.mapTo(window, widget.rect().topLeft()).x()

    window.resize(1680, 900)
    idle(0.05)
    assert left(window.evidence) < left(window.viewer) < left(window.side)
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        idle(0.1)
        assert left(window.evidence) > left(window.viewer) > left(window.side)
        assert not picture(window).isNull()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize("title", ["word " * 40, "x" * 200, "إعلانات تنتحل صفة إشعارات مراكز الاقتراع " * 5])
def test_a_long_title_is_shortened_and_takes_no_room_from_the_rest(start, make_case, title):
    window = start(make_case(title=title, reference="HPE-" + "9" * 60)).case_window
    window.resize(1280, 800)
    idle(0.1)
    assert window.size() == QSize(1280, 800)
    assert window.top.minimumSizeHint().width() <= 760
    for part in (window.top.search, window.top.exposure, window.top.theme_button):
        assert part.isVisible()
        assert window.top.rect().contains(part.geometry())


def test_an_empty_case_says_what_it_is_for(start, make_case):
    window = start(make_case(texts=0)).case_window
    assert window.evidence.stack.currentWidget() is window.evidence.empty
    assert window.viewer.stack.currentWidget() is window.viewer.empty
    for key in ("1", "j", "q", "m", "0", "]", "["):
        press(key)
    assert window.desk.number is None
    assert not window.problems.isVisible()


def test_nineteen_exhibits_are_decided_in_nineteen_presses(start, make_case):
    session = start(make_case(texts=19))
    window = session.case_window
    click(window.evidence.grid.viewport(), window.evidence.grid.visualRect(window.model.index_of(1)).center())
    for place in range(19):
        press("1234"[place % 4])
    until(lambda: not window.model.undecided(), "all are judged")
    judged = determinations(session.desk.case)
    assert [judged[number].judgement.digit for number in range(1, 20)] == [place % 4 + 1 for place in range(19)]


def test_words_of_a_judgement_are_kept_with_it(window):
    click(window.viewer.why)
    write("1 of 3 says Tuesday")
    window.evidence.grid.setFocus()
    press(Qt.Key.Key_2, SHIFT)
    case = window.desk.case
    until(lambda: 1 in determinations(case), "the judgement is there")
    assert determinations(case)[1].rationale == "1 of 3 says Tuesday"
    press("j")
    assert window.viewer.why.text() == ""
    press("k")
    until(lambda: window.viewer.why.text() == "1 of 3 says Tuesday", "the words come back")


def test_reading_shows_words_only_while_the_key_is_down_and_is_recorded(window):
    view, case = window.viewer.text, window.desk.case
    window.evidence.grid.setFocus()
    assert view.words.toPlainText() == ""
    with holding(Qt.Key.Key_Space):
        until(lambda: view.reading, "the words are shown")
        assert view.words.toPlainText() == "one: message 1"
        assert exposures(case)[0].ended is None
    assert view.words.toPlainText() == "" and not view.words.isVisible()
    until(lambda: exposures(case)[0].cause is EndCause.RELEASED, "the end is recorded")


@pytest.mark.parametrize(
    ("disturb", "cause"),
    [
        (lambda window: window.desk.select(2), EndCause.ITEM_CHANGED),
        (lambda window: press(Qt.Key.Key_F9), EndCause.SEALED_ALL),
        (lambda window: press(Qt.Key.Key_Escape), EndCause.STOPPED),
        (lambda window: window.deeds.run("case.new"), EndCause.HIDDEN),
        (lambda window: window.viewer.hide(), EndCause.HIDDEN),
    ],
    ids=["item", "panic", "escape", "dialog", "hidden"],
)
def test_whatever_disturbs_a_reading_covers_the_words(window, disturb, cause):
    view, case = window.viewer.text, window.desk.case
    view.setFocus()
    press(Qt.Key.Key_Return)
    until(lambda: view.reading, "the words are shown")
    disturb(window)
    until(lambda: not view.reading, "the words are covered")
    assert view.words.toPlainText() == ""
    until(lambda: exposures(case)[0].ended is not None, "the end is recorded")
    assert exposures(case)[0].cause is cause
    for dialog in QApplication.topLevelWidgets():
        if dialog is not window and dialog.isModal():
            dialog.close()


def test_a_key_let_go_before_the_answer_shows_nothing_and_still_ends_in_the_record(window):
    view, case = window.viewer.text, window.desk.case
    shown = []
    window.evidence.grid.setFocus()
    until(lambda: view.current is not None, "the passages are there")
    view.stateChanged.connect(lambda _: shown.append(view.words.toPlainText()))
    for _ in range(3):
        with holding(Qt.Key.Key_Space):
            until(lambda: view.state is LookState.OPENING, "the words are asked for")
    until(lambda: not window.desk.lanes.busy, "all was written")
    idle(0.05)
    assert not any(shown)
    looks = exposures(case)
    assert len(looks) == 3 and all(look.ended is not None and look.shown_ms == 0 for look in looks)


def test_another_case_covers_the_words_and_the_first_is_closed_whole(start, make_case):
    first, second = make_case("one"), make_case("two", reference="HPE-2")
    session = start(first)
    window, case = session.case_window, session.desk.case
    window.viewer.text.setFocus()
    press(Qt.Key.Key_Return)
    until(lambda: window.viewer.text.reading, "the words are shown")
    session.opening.open(second)
    until(lambda: session.desk.case is not case and session.desk.case is not None, "the other case is open")
    assert not window.viewer.text.reading
    assert window.windowTitle() == "HPE-2"
    until(lambda: not session.lanes.busy, "the first is closed")
    with open_case(first, session.desk.actor) as again:
        assert not again.read_only
        assert [look.cause for look in exposures(again)] == [EndCause.ITEM_CHANGED]


def test_closing_the_window_ends_a_look_keeps_words_and_frees_the_case(start, make_case):
    folder = make_case()
    session = start(folder)
    window = session.case_window
    window.resize(1680, 1000)
    window.deeds.run("window.memo")
    answer = next(iter(window.memo.fields.values()))
    click(answer.viewport())
    write("Kept on leaving.")
    until(lambda: window.viewer.text.isVisible(), "the text is in view beside the memo")
    window.viewer.text.setFocus()
    press(Qt.Key.Key_Return)
    until(lambda: window.viewer.text.reading, "the words are shown")
    answer.setFocus()
    leave(session)
    with open_case(folder, session.desk.actor) as again:
        assert not again.read_only
        assert all(look.ended is not None for look in exposures(again))
    later = start(folder).case_window
    assert next(iter(later.memo.fields.values())).toPlainText() == "Kept on leaving."


def test_a_case_held_by_another_can_be_read_and_not_changed(start, make_case):
    folder = make_case()
    with open_case(folder, start(None).desk.actor) as held:
        session = start(folder)
        window = session.case_window
        assert session.desk.case.read_only
        assert window.top.read_only.isVisible()
        before = held.file.head()
        window.evidence.grid.setFocus()
        for key in ("1", "2", Qt.Key.Key_Space):
            press(key)
        with holding(Qt.Key.Key_Space):
            idle(0.1)
        assert window.viewer.text.words.toPlainText() == ""
        assert held.file.head().root == before.root


def test_what_was_refused_is_named_with_its_reason(window, tmp_path):
    empty, good = tmp_path / "empty.jpg", tmp_path / "good.txt"
    empty.touch()
    good.write_text("fine", "utf-8")
    drop(window.evidence, [empty, good])
    until(window.evidence.report.isVisible, "the account is there")
    until(lambda: len(window.model.numbers) == 4, "the good one is in")
    assert window.evidence.report.accessibleName() == "1 acquired, 1 refused"
    assert window.evidence.report.lines.stringList()[0].startswith("empty.jpg: The file is empty.")


def test_every_command_is_done_by_the_window_and_listed_on_the_sheet(window):
    assert set(window.deeds.table) == {item.id for item in COMMANDS}
    sheet = command_model(window.theme)
    rows = [sheet.item(place) for place in range(sheet.rowCount())]
    assert sum(heading.rowCount() for heading in rows) == len(COMMANDS)


def test_the_palette_finds_commands_and_exhibits(window):
    press(Qt.Key.Key_K, CTRL)
    until(window.palette_box.isVisible, "the palette is open")
    write("EX-0003")
    press(Qt.Key.Key_Return)
    assert window.desk.number == 3
    press(Qt.Key.Key_K, CTRL)
    write("history")
    press(Qt.Key.Key_Return)
    assert window.side.currentWidget() is window.history


def test_a_search_narrows_the_grid_and_escape_gives_it_back(window):
    window.evidence.grid.setFocus()
    press("/")
    until(window.evidence.search.hasFocus, "the search has the focus")
    write("0002")
    until(lambda: list(window.model.numbers) == [2], "one is left")
    press(Qt.Key.Key_Escape)
    until(lambda: list(window.model.numbers) == [1, 2, 3], "all are back")


def test_the_next_pane_is_reached_by_one_key_and_all_in_turn(window):
    window.resize(1680, 900)
    idle(0.05)
    window.evidence.grid.setFocus()
    seen = []
    for _ in range(5):
        press(Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        seen.append(next(name for name, pane in window.panes.items() if pane is focus or pane.isAncestorOf(focus)))
    assert seen == [Pane.VIEWER, Pane.POLICY, Pane.TIMELINE, Pane.CASES, Pane.EVIDENCE]


def test_everything_that_takes_the_focus_has_a_name(window):
    kinds = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit)
    nameless = []
    for widget in window.findChildren(QWidget):
        if widget.window() is not window or widget.isHidden():
            continue
        if not isinstance(widget, kinds) or widget.focusPolicy() is Qt.FocusPolicy.NoFocus:
            continue
        said = QAccessible.queryAccessibleInterface(widget)
        if not said.text(QAccessible.Text.Name).strip():
            nameless.append(f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}")
    assert nameless == [], nameless


def test_untrusted_names_draw_nothing_and_run_nothing(start, make_case, tmp_path):
    image = tmp_path / "red.png"
    from PySide6.QtGui import QImage

    red = QImage(60, 60, QImage.Format.Format_RGB32)
    red.fill(Qt.GlobalColor.red)
    red.save(str(image))
    title = f'<img src="{image}"> \u202etitle'
    window = start(make_case(title=title, reference=f'<img src="{image}">')).case_window
    window.resize(1680, 900)
    idle(0.1)
    shown = picture(window)
    pure = sum(
        shown.pixelColor(x, y).getRgb()[:3] == (255, 0, 0)
        for x in range(0, shown.width(), 4) for y in range(0, 200, 4)
    )  # fmt: skip
    assert pure == 0
    assert edges(shown, 0, 0, 10, 10) >= 0


def test_undo_is_named_everywhere_and_takes_back_what_it_names(window):
    window.evidence.grid.setFocus()
    press(Qt.Key.Key_1, SHIFT)
    until(lambda: "Violating on EX-0001" in window.foot.undo.text(), "undo is named")
    assert "Violating on EX-0001" in window.actions_by_id["case.undo"].text()
    assert "Violating on EX-0001" in window.history.undo_words
    press(Qt.Key.Key_Z, CTRL)
    until(lambda: window.model.undecided() == [1, 2, 3], "it is taken back")
    assert window.viewer.judgements.buttons
    until(
        lambda: not any(button.isChecked() for button in window.viewer.judgements.buttons.values()),
        "nothing is in force",
    )


def test_home_and_end_go_to_the_first_and_the_last_exhibit(window):
    numbers = window.model.numbers
    press(Qt.Key.Key_End)
    until(lambda: window.desk.number == numbers[-1], "the last exhibit is in view")
    press(Qt.Key.Key_Home)
    until(lambda: window.desk.number == numbers[0], "the first exhibit is in view")


def test_the_keys_belong_to_the_grid_when_a_case_opens(window):
    assert window.focusWidget() is window.evidence.grid


def test_the_open_case_is_remembered_before_the_window_is_closed(window):
    assert window.remembered.text("case") == str(window.desk.case.folder)
