"""Encryption at the window: chosen when a case is made or later, opened calmly, and its key destroyed on purpose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.conftest import ACTOR, leave
from tests.ui.desktop import click, open_dialog, press, until, write
from ui.widgets.passphrase_fields import guessing_bits, strength_words
from ui.windows.new_case import NewCaseDialog
from ui.windows.sheets.keys import (
    ChangePassphraseSheet,
    DestroyKeySheet,
    EncryptSheet,
    RecoveryKeyPage,
    UnlockSheet,
)
from workbench.actions.acquisition import acquire_bytes
from workbench.actions.cases import known_cases, new_case, open_case
from workbench.casefile.cases import CaseKind
from workbench.errors import CaseLocked

PASSPHRASE = "four calm grey herons"


@pytest.fixture
def locked(tmp_path: Path) -> tuple[Path, str]:
    """An encrypted case that is closed, and its recovery key."""
    with new_case(tmp_path / "locked", "A hidden title", CaseKind.ADS, ACTOR, "HPE-9", passphrase=PASSPHRASE) as case:
        acquire_bytes(case, ACTOR, b"a hidden message", "hidden.txt")
        return tmp_path / "locked", case.recovery_key


def unlock(secret: str) -> UnlockSheet:
    """Types a secret on the page that asks for it."""
    sheet = open_dialog(UnlockSheet)
    assert isinstance(sheet, UnlockSheet)
    sheet.secret.setText(secret)
    press(Qt.Key.Key_Return)
    return sheet


def start_locked(start, folder: Path):
    """Starts the program on an encrypted case, which asks before it opens."""
    session = start(None)
    session.opening.open(folder)
    return session


def test_a_wrong_secret_is_said_and_the_right_one_opens(start, locked):
    session = start_locked(start, locked[0])
    sheet = unlock("not this")
    until(lambda: sheet.trouble.isVisible(), "it is said that it does not fit")
    assert session.desk.case is None and sheet.isVisible() and sheet.secret.hasFocus()
    unlock(PASSPHRASE)
    until(lambda: session.desk.case is not None, "the case is open")
    assert session.desk.case.case.title == "A hidden title"
    until(lambda: session.start_window.unlocking.sheet is None, "the page is gone")


def test_the_recovery_key_opens_it_too(start, locked):
    session = start_locked(start, locked[0])
    unlock(locked[1])
    until(lambda: session.desk.case is not None, "the case is open")


def test_a_damaged_key_file_is_told_in_words(start, locked):
    (locked[0] / "key.json").write_text("{", "utf-8")
    session = start_locked(start, locked[0])
    until(session.start_window.problems.isVisible, "it is said")
    assert session.desk.case is None and session.start_window.unlocking.sheet is None


def test_a_new_case_is_encrypted_and_its_recovery_key_must_be_kept(window):
    window.deeds.run("case.new")
    sheet = open_dialog(NewCaseDialog)
    sheet.title.setText("Quiet")
    sheet.reference.setText("HPE-77")
    sheet.encrypted.setChecked(True)
    assert not sheet._make.isEnabled()
    sheet.passphrase.first.setText(PASSPHRASE)
    sheet.passphrase.second.setText("four calm gray herons")
    assert not sheet._make.isEnabled() and sheet.passphrase.said.words() == "The two lines differ."
    sheet.passphrase.second.setText(PASSPHRASE)
    click(sheet._make)
    page = open_dialog(RecoveryKeyPage)
    assert page.key.viewport().height() >= page.key.fontMetrics().lineSpacing(), "the key can be read"
    press(Qt.Key.Key_Escape)
    assert page.isVisible() and not page.act.isEnabled()
    click(page.findChild(type(page.act), "copy-key"))
    key = QGuiApplication.clipboard().text()
    page.kept.setChecked(True)
    click(page.act)
    until(lambda: window.windowTitle() == "HPE-77" and window.desk.case.encrypted, "the case is open")
    folder = window.desk.case.folder
    assert window.desk.case.recovery_key == ""
    assert re.fullmatch(r"case-\d{8}-[0-9a-f]{6}", folder.name), "the folder's name gives nothing away"
    leave(window.opening.parent())
    with open_case(folder, ACTOR, secret=key) as case:
        assert case.case.title == "Quiet"
    with pytest.raises(CaseLocked):
        open_case(folder, ACTOR)
    known = next(item for item in known_cases() if item.folder == str(folder))
    assert known.encrypted and "Quiet" not in known.title


def test_an_open_case_is_encrypted_and_goes_on(window):
    folder = window.desk.case.folder
    window.deeds.run("case.encrypt")
    sheet = open_dialog(EncryptSheet)
    write(PASSPHRASE)
    press(Qt.Key.Key_Tab)
    sheet.passphrase.second.setText(PASSPHRASE)
    click(sheet.act)
    page = open_dialog(RecoveryKeyPage)
    page.kept.setChecked(True)
    click(page.act)
    until(lambda: window.desk.case is not None and window.desk.case.encrypted, "it is open again")
    until(lambda: list(window.model.numbers) == [1, 2, 3], "with everything in it")
    assert not (folder / "case.sqlite3").exists()


def test_another_passphrase_is_set_and_a_wrong_one_changes_nothing(start, locked):
    session = start_locked(start, locked[0])
    unlock(PASSPHRASE)
    until(lambda: session.case_window is not None and session.desk.case is not None, "the case is open")
    window = session.case_window
    window.deeds.run("case.passphrase")
    sheet = open_dialog(ChangePassphraseSheet)
    for line in (sheet.passphrase.first, sheet.passphrase.second):
        line.setText("five slow brown otters swim")
    sheet.secret.setText("wrong")
    click(sheet.act)
    until(lambda: sheet.trouble.isVisible(), "it is said")
    assert session.desk.case is not None
    sheet.secret.setText(PASSPHRASE)
    click(sheet.act)
    until(lambda: not sheet.isVisible(), "it is taken")
    until(lambda: session.desk.case is not None and not session.lanes.busy, "the case is open again")
    leave(session)
    with pytest.raises(CaseLocked):
        open_case(locked[0], ACTOR, secret=PASSPHRASE)
    open_case(locked[0], ACTOR, secret="five slow brown otters swim").close()


def test_the_key_is_destroyed_only_for_the_title_typed_out(start, locked):
    session = start_locked(start, locked[0])
    unlock(PASSPHRASE)
    until(lambda: session.case_window is not None and session.desk.case is not None, "the case is open")
    session.case_window.deeds.run("case.destroy-key")
    sheet = open_dialog(DestroyKeySheet)
    sheet.authority.setText("Order 7")
    sheet.reason.setText("Retention ended")
    sheet.secret.setText(PASSPHRASE)
    sheet.title.setText("a hidden title")
    assert not sheet.act.isEnabled()
    sheet.title.setText("A hidden title")
    click(sheet.act)
    until(lambda: any(item.destroyed for item in known_cases()), "the list knows it", 30)
    assert session.desk.case is None
    with pytest.raises(Exception, match=r"\w"):
        open_case(locked[0], ACTOR, secret=PASSPHRASE)


def test_a_plain_case_has_no_key_to_change(window):
    window.deeds.run("case.destroy-key")
    assert window.isActiveWindow() and window.desk.case is not None


def test_strength_is_said_without_blame():
    assert guessing_bits("aaaaaaaaaaaa") < guessing_bits("password") < guessing_bits(PASSPHRASE)
    assert "Strong" in strength_words("five slow brown otters swim upstream daily")
    assert all("!" not in strength_words(each) for each in ("", "a", "abcdefgh", PASSPHRASE))
