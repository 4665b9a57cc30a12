"""Commands as Qt's actions and menus, their keys set where their scope says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ui.commands import COMMANDS, Pane, Scope


def make_actions(
    window: QWidget, panes: Mapping[Pane, QWidget], run: Callable[[str], None], icon: Callable[[str], QIcon]
) -> dict[str, QAction]:
    """Makes one QAction for each command and puts its keys where its scope says.

    Text fields keep their keys: Qt asks the focused field first (ShortcutOverride), and a field takes what prints.
    """
    actions: dict[str, QAction] = {}
    for item in COMMANDS:
        action = QAction(item.words, window)
        action.setObjectName(item.id)
        action.setStatusTip(item.help)
        action.setToolTip(item.words + (f"  ({item.key_words})" if item.keys else ""))
        if item.icon:
            action.setIcon(icon(item.icon))
        action.triggered.connect(lambda _checked=False, name=item.id: run(name))
        if not item.held:
            action.setShortcuts([QKeySequence(key) for key in item.keys])
            action.setAutoRepeat(item.id in ("exhibit.next", "exhibit.previous", "clip.back", "clip.forward"))
        everywhere = item.scope is Scope.CASE
        action.setShortcutContext(
            Qt.ShortcutContext.WindowShortcut if everywhere else Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        for place in (window,) if everywhere else tuple(panes[pane] for pane in sorted(item.scope.panes)):
            place.addAction(action)
        actions[item.id] = action
    return actions


def fill_menu(menu: QMenu, actions: Mapping[str, QAction]) -> None:
    """Fills a menu with a sub-menu for each group of commands, in their order."""
    for name in dict.fromkeys(item.menu for item in COMMANDS):
        part = menu.addMenu(name)
        for item in COMMANDS:
            if item.menu == name:
                part.addAction(actions[item.id])
