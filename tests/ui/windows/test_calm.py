"""Calm: whoever leaves, locks, pauses or panics finds every window covered, every look ended, and one way back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QDialog

from tests.ui.desktop import click, idle, open_dialog, press, until
from ui.widgets.calm_page import CalmPage
from ui.windows.calm import Stillness, surfaces
from ui.windows.new_case import NewCaseDialog
from workbench.actions.exposure import exposures
from workbench.casefile.exposure import EndCause


def pages(window):
    return [page for page in window.findChildren(CalmPage) if page.isVisible()]


def read(window):
    view = window.viewer.text
    view.setFocus()
    press(Qt.Key.Key_Return)
    until(lambda: view.reading, "the words are shown")
    return view


def copy_picture():
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    QGuiApplication.clipboard().setImage(image)


@pytest.mark.parametrize(
    ("still", "cause"),
    [
        (lambda window: press(Qt.Key.Key_F9), EndCause.SEALED_ALL),
        (lambda window: window.calm.watch.lock(EndCause.LOCKED), EndCause.LOCKED),
        (lambda window: window.calm.watch.lock(EndCause.SUSPENDED), EndCause.SUSPENDED),
        (lambda window: window.calm.pause(), EndCause.PAUSED),
    ],
    ids=["panic", "screen locked", "suspended", "pause"],
)
def test_everything_is_sealed_first_and_stays_so_until_a_key_leads_back(window, still, cause):
    view = read(window)
    copy_picture()
    still(window)
    assert not view.reading and view.words.toPlainText() == ""
    assert QGuiApplication.clipboard().image().isNull()
    (page,) = pages(window)
    assert page.size() == window.size() and page.hasFocus()
    until(lambda: exposures(window.desk.case)[-1].cause is cause, "the end is recorded")
    press(Qt.Key.Key_F9)
    assert pages(window)
    press(Qt.Key.Key_Return)
    assert not pages(window) and window.calm.stillness is Stillness.NONE
    assert not view.reading


def test_no_shortcut_of_the_window_acts_under_the_page(window):
    before = window.desk.case.file.head()
    press(Qt.Key.Key_F9)
    press("1")
    idle(0.1)
    assert window.model.undecided() == [1, 2, 3]
    assert window.desk.case.file.head().root == before.root
    assert not pages(window)


def test_a_look_cannot_be_begun_under_the_page(window):
    window.calm.pause()
    view = window.viewer.text
    count = len(exposures(window.desk.case))
    press(Qt.Key.Key_Space)
    idle(0.1)
    assert not view.reading and len(exposures(window.desk.case)) == count


def test_sheets_are_covered_too_and_the_one_in_front_has_the_way_back(window):
    window.deeds.run("case.new")
    sheet = open_dialog(NewCaseDialog)
    window.calm.panic()
    assert pages(sheet) and pages(window)
    click(pages(sheet)[0].back)
    assert not pages(sheet) and not pages(window)
    sheet.reject()


def test_a_word_on_the_clipboard_stays_and_a_picture_goes_when_it_gets_quiet(window):
    QGuiApplication.clipboard().setText("kept")
    window.calm.quiet()
    assert QGuiApplication.clipboard().text() == "kept"
    copy_picture()
    window.calm.quiet()
    assert QGuiApplication.clipboard().image().isNull()


def test_idleness_ends_looks_at_pictures_and_quiet_ends_reading(window):
    view = read(window)
    window.calm.watch.idled.emit()
    assert view.reading
    window.calm.watch.quieted.emit()
    assert not view.reading
    until(lambda: exposures(window.desk.case)[-1].cause is EndCause.IDLE, "the end is recorded")


def test_every_surface_of_the_window_is_among_those_that_are_covered(window):
    found = surfaces()
    assert window.viewer.text in found and window.viewer.surface in found


def test_a_page_grows_with_its_window_and_counts_a_pause(window):
    window.calm.pause()
    (page,) = pages(window)
    window.resize(1300, 820)
    idle(0.02)
    assert page.size() == window.size()
    assert page.since.isVisible() and page.since.words().startswith("0 min")
    window.calm.go_on()
    assert not any(isinstance(part, QDialog) for part in window.children() if part is page)
