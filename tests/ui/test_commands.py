"""Commands: no key means two things in one place, each says what it does, and none fires while somebody types."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QLineEdit, QPlainTextEdit, QSpinBox, QTextEdit, QWidget

from ui.commands import COMMANDS, Pane, Scope, command, conflicts, takes_text
from ui.theme import RESOURCES, Theme
from ui.windows.command_actions import fill_menu, make_actions

SINGLE = [item for item in COMMANDS if item.keys and len(item.keys[0]) == 1 and not item.held]


@pytest.fixture
def desk(qtbot):
    """A window with a pane for each scope, and the list of commands that ran."""
    window, ran = QWidget(), []
    panes = {pane: QWidget(window) for pane in Pane}
    for pane in panes.values():
        pane.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    actions = make_actions(window, panes, ran.append, Theme().icon)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window, panes, actions, ran


def test_no_key_means_two_things_in_one_place():
    assert conflicts(COMMANDS) == []


def test_a_conflict_within_a_scope_and_with_the_one_around_it_is_found():
    lens, decide = command("look.lens"), command("decide.violating")
    assert conflicts([*COMMANDS, replace(lens, id="other.one", keys=("J",))]) == [("J", "exhibit.next", "other.one")]
    assert ("1", "decide.violating", "x") in conflicts([decide, replace(decide, id="x", scope=Scope.POLICY)])


def test_a_key_may_mean_two_things_in_panes_that_do_not_meet():
    mark = command("clip.mark")
    assert conflicts([mark, replace(mark, id="policy.mark", scope=Scope.POLICY)]) == []


def test_ids_are_unique_and_words_and_help_are_sentences():
    assert len({item.id for item in COMMANDS}) == len(COMMANDS)
    for item in COMMANDS:
        assert item.words.strip()
        assert item.help.endswith(".") and item.help[0].isupper(), item.id
        assert not item.icon or (RESOURCES / "icons" / f"{item.icon}.svg").is_file(), item.icon


@pytest.mark.parametrize("item", SINGLE, ids=lambda item: item.id)
@pytest.mark.parametrize("field", [QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDateTimeEdit])
def test_no_single_key_runs_while_somebody_types(desk, qtbot, item, field):
    window, panes, _, ran = desk
    for pane in item.scope.panes:
        typed = field(panes[pane])
        typed.show()
        typed.setFocus()
        qtbot.waitUntil(typed.hasFocus)
        QTest.keyClicks(window.focusWidget(), item.keys[0].rpartition("+")[2].lower())
        assert ran == []
        assert takes_text(typed)


@pytest.mark.parametrize("item", SINGLE, ids=lambda item: item.id)
def test_a_single_key_runs_in_each_of_its_panes_and_in_no_other(desk, qtbot, item):
    _, panes, _, ran = desk
    for pane, widget in panes.items():
        ran.clear()
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        QTest.keyClicks(widget, item.keys[0].rpartition("+")[2].lower() if item.keys[0] != "?" else "?")
        assert (item.id in ran) == (pane in item.scope.panes)


def test_reading_is_not_typing(qtbot):
    field, chooser = QPlainTextEdit(), QComboBox()
    qtbot.addWidget(field)
    qtbot.addWidget(chooser)
    field.setReadOnly(True)
    assert not takes_text(field)
    assert not takes_text(chooser)
    assert not takes_text(None)


def test_every_command_stands_in_the_menu_and_runs_from_it(desk):
    from PySide6.QtWidgets import QMenu

    window, _, actions, ran = desk
    menu = QMenu(window)
    fill_menu(menu, actions)
    there = [action for part in menu.actions() for action in part.menu().actions()]
    assert [action.objectName() for action in there] == [item.id for item in COMMANDS]
    for action in there:
        action.trigger()
    assert ran == [item.id for item in COMMANDS]
