"""Preferences count at once: terms are kept and cover the text in view, and other settings reach every surface."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton

from tests.ui.desktop import click, open_dialog, until
from ui.windows.preferences import PreferencesDialog
from workbench.actions.reading import keep_terms, listed_terms, terms_file, terms_text
from workbench.casefile.exposure import Rung
from workbench.settings import load


def asked(window) -> PreferencesDialog:
    """Opens the preferences."""
    window.deeds.run("window.preferences")
    return open_dialog(PreferencesDialog)


def keep(dialog: PreferencesDialog) -> None:
    """Keeps what was chosen."""
    click(dialog.findChild(QPushButton, "keep-preferences"))


def flagged(window) -> int:
    """Counts what is flagged in the text in view."""
    found = window.viewer.text._face.passages
    return sum(len(passage.spans) for passage in found.passages) if found is not None else -1


def test_terms_are_folded_kept_and_cover_the_text_in_view(window):
    keep_terms("# my own\nheron\n")
    window.desk.select(1)
    until(lambda: flagged(window) == 0, "its passages are known")
    dialog = asked(window)
    assert not dialog.terms.isVisible(), "nobody meets them unasked"
    dialog.terms_fold.open()
    assert dialog.terms.toPlainText() == "# my own\nheron\n"
    dialog.terms.appendPlainText("message")
    keep(dialog)
    until(lambda: flagged(window) == 1, "the text in view is covered by it")
    assert listed_terms() == ("heron", "message") and terms_text().startswith("# my own")
    assert "2 terms are covered" in window.foot._said.words()


def test_a_list_that_cannot_be_read_is_not_written_over(window):
    terms_file().parent.mkdir(parents=True, exist_ok=True)
    terms_file().write_bytes(b"\xff\xfe\x00")
    dialog = asked(window)
    dialog.terms_fold.open()
    assert not dialog.terms.isEnabled() and "left as it is" in dialog.terms.placeholderText()
    keep(dialog)
    until(lambda: not window.desk.lanes.busy, "all is kept")
    assert terms_file().read_bytes() == b"\xff\xfe\x00"


def test_keys_that_are_pressed_again_count_in_every_surface_and_rules_are_read_anew(window, tmp_path):
    viewer = window.viewer
    file = tmp_path / "lead.toml"
    file.write_text('[[rule]]\nrest = "sealed"\n', "utf-8")
    window.desk.select(1)
    until(lambda: viewer.text._look.rest is Rung.VEIL, "it rests veiled")
    dialog = asked(window)
    keys = dialog.fields["look_keys"]
    keys.setCurrentIndex(keys.findData("press again"))
    dialog.fields["exposure_policy"].setText(str(file))
    keep(dialog)
    until(lambda: load().look_keys == "press again", "it is kept")
    assert all(surface._look.toggle for surface in (viewer.surface, viewer.text, viewer.sound))
    until(lambda: viewer.text._look.rest is Rung.SEALED, "it rests by the lead's rule")


def test_a_wheel_that_rolls_the_page_changes_no_choice(window):
    dialog = asked(window)
    field = dialog.fields["pause_minutes"]
    before = field.value()
    field.clearFocus()
    middle = QPointF(field.rect().center())
    QApplication.sendEvent(
        field,
        QWheelEvent(
            middle, field.mapToGlobal(middle), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip
    assert field.value() == before
    dialog.reject()
