"""What went wrong is said calmly, and its details hold nothing of the evidence."""

from __future__ import annotations

import sys
import threading

from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ui.problems import BUG_WORDS, ProblemBar, bug_details, install_hooks
from ui.theme import Theme
from workbench.errors import CaseReadOnly

SECRET = "name-of-a-witness.jpg"


def _bug() -> BaseException:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        return error


def test_an_error_says_what_happened_and_what_to_do(theme: Theme, qtbot: QtBot) -> None:
    bar = ProblemBar(theme)
    qtbot.addWidget(bar)
    assert bar.isHidden()
    bar.show_error(CaseReadOnly("The case is open elsewhere.", "Close it there."))
    assert not bar.isHidden()
    assert bar.accessibleName() == "The case is open elsewhere. Close it there."
    with qtbot.waitSignal(bar.dismissed):
        bar.dismiss()
    assert bar.isHidden()


def test_a_bug_s_details_hold_no_words_of_the_exception(dark: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    bar = ProblemBar(dark)
    qtbot.addWidget(bar)
    bar.show_error(_bug())
    assert bar.accessibleName().startswith(BUG_WORDS)
    copy = next(each for each in bar.findChildren(QPushButton) if each.text() == "Copy details")
    copy.click()
    text = qapp.clipboard().text()
    assert "KeyError" in text and "test_problems.py" in text
    assert SECRET not in text and SECRET not in bar.accessibleName()


def test_details_name_no_folder_above_the_source() -> None:
    assert "/home" not in bug_details(_bug()) and str(sys.prefix) not in bug_details(_bug())


def test_uncaught_exceptions_of_threads_come_to_the_screen(qtbot: QtBot) -> None:
    seen: list[tuple[BaseException, bool]] = []
    here = threading.get_ident()
    restore = install_hooks(lambda error: seen.append((error, threading.get_ident() == here)))
    try:

        def fail() -> None:
            raise ValueError("x")

        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: bool(seen))
    finally:
        restore()
    assert isinstance(seen[0][0], ValueError) and seen[0][1]
