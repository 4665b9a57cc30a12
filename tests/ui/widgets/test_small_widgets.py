"""Judgement bar, empty state, progress strip and splitter do the one thing they are for."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.empty_state import EmptyState
from ui.widgets.judgement_bar import JudgementBar
from ui.widgets.labels import PlainLabel
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.splitting import QuietSplitter
from workbench.casefile.decisions import Judgement
from workbench.jobs import Progress


def words_in(widget: QWidget) -> list[str]:
    """All words that a widget's labels say."""
    return [label.words() for label in widget.findChildren(PlainLabel)]


def test_the_bar_says_which_judgement_was_pressed_and_shows_which_is_in_force(theme: Theme, qtbot: QtBot) -> None:
    bar = JudgementBar(theme)
    qtbot.addWidget(bar)
    bar.show()
    bar.set_judgement(Judgement.CLEAR)
    assert [each for each, button in bar.buttons.items() if button.isChecked()] == [Judgement.CLEAR]
    assert bar.buttons[Judgement.CLEAR].accessibleName() == "3 Clear, in force"
    with qtbot.waitSignal(bar.chosen) as chosen:
        qtbot.mouseClick(bar.buttons[Judgement.VIOLATING], Qt.MouseButton.LeftButton)
    assert chosen.args == [Judgement.VIOLATING]
    assert bar.buttons[Judgement.CLEAR].isChecked(), "what is in force is what the case says, not what was pressed"
    bar.grab()


def test_an_empty_pane_says_what_it_is_for_and_the_one_thing_to_do(theme: Theme, qtbot: QtBot) -> None:
    pane = EmptyState(
        theme, "image", "No evidence yet", "Drop files here. They are copied, hashed and veiled.", "Acquire"
    )
    qtbot.addWidget(pane)
    pane.resize(260, 400)
    pane.show()
    button = pane.findChildren(QPushButton)[0]
    with qtbot.waitSignal(pane.acted):
        button.click()
    label = next(each for each in pane.findChildren(PlainLabel) if each.words().startswith("Drop"))
    assert label.height() >= label.heightForWidth(label.width())
    pane.set_words("Nothing fits", "Choose other filters.")
    assert button.isHidden() and pane.accessibleName() == "Nothing fits"


def test_progress_tells_count_rest_time_and_cancel(dark: Theme, qtbot: QtBot, clock: Any) -> None:
    strip = ProgressStrip(dark, clock=clock)
    qtbot.addWidget(strip)
    assert strip.isHidden()
    strip.show_progress(Progress(0, 4000, "Making previews"))
    clock.now += 10
    strip.show_progress(Progress(1000, 4000, "Making previews"))
    assert not strip.isHidden()
    assert "1,000 of 4,000, 30 s left" in words_in(strip)
    with qtbot.waitSignal(strip.cancelled):
        strip.findChildren(QPushButton)[0].click()
    assert not strip.findChildren(QPushButton)[0].isEnabled()
    strip.finish()
    assert strip.isHidden()
    strip.show_progress(Progress(5, 0, "Counting"))
    assert "5" in words_in(strip) and strip.findChildren(QPushButton)[0].isEnabled()


def test_panes_do_not_collapse(dark: Theme, qtbot: QtBot) -> None:
    split = QuietSplitter(dark, Qt.Orientation.Horizontal)
    qtbot.addWidget(split)
    for _ in range(2):
        pane = QWidget()
        pane.setMinimumWidth(80)
        split.addWidget(pane)
    split.resize(400, 200)
    split.show()
    split.setSizes([0, 400])
    assert split.sizes()[0] >= 80
    split.grab()
