"""The pages about the key of a case: unlock, encrypt, another passphrase, the recovery key, and destroying the key."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from ui.theme import Theme
from ui.widgets.controls import button, row
from ui.widgets.labels import PlainLabel, visible
from ui.widgets.passphrase_fields import PassphraseFields, SecretLine, eye_for
from ui.widgets.sheet import Sheet
from ui.widgets.value_text import ValueText

KEYRING_WORDS = "Keep the key in this machine's keyring, so that it opens without asking"


class UnlockSheet(Sheet):
    """Asks for the passphrase or the recovery key of one case; a wrong one is said, and the page stays."""

    filled = Signal(str, bool)

    def __init__(self, theme: Theme, folder: Path, parent: QWidget | None = None) -> None:
        words = f"The case in the folder “{visible(folder.name)}” is encrypted."
        super().__init__(theme, "Open an encrypted case", words, "Open", parent)
        self.secret = SecretLine()
        self.secret.setAccessibleName("Passphrase or recovery key")
        self.ask("Secret", row(None, self.secret, eye_for(theme, self.secret), gap=4))
        self.secret.setPlaceholderText("Passphrase or recovery key")
        self.keep = QCheckBox(KEYRING_WORDS)
        self.put(self.keep)
        self.secret.textChanged.connect(self.look_again)
        self.secret.setFocus()

    def ready(self) -> bool:
        """Tells whether anything was typed."""
        return bool(self.secret.text())

    def fill(self) -> None:
        """Tries the secret; the page waits for the answer."""
        self.wait("Opening…")
        self.filled.emit(self.secret.text(), self.keep.isChecked())

    def says_no(self, message: str, remedy: str = "") -> None:
        """Says that it does not open, with the secret marked to be typed anew."""
        super().says_no(message, remedy)
        self.secret.setFocus()
        self.secret.selectAll()


class SecretSheet(Sheet):
    """Asks for the secret of the open case before something about its key is changed."""

    filled = Signal(str)

    def __init__(self, theme: Theme, title: str, words: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, title, words, verb, parent)
        self.secret = SecretLine()
        self.secret.setAccessibleName("Passphrase or recovery key")
        self.secret.setPlaceholderText("Passphrase or recovery key")
        self.ask("Secret", row(None, self.secret, eye_for(theme, self.secret), gap=4))
        self.secret.textChanged.connect(self.look_again)

    def ready(self) -> bool:
        """Tells whether anything was typed."""
        return bool(self.secret.text())

    def fill(self) -> None:
        """Tries it; the page waits for the answer."""
        self.wait("One moment…")
        self.filled.emit(self.secret.text())


class EncryptSheet(Sheet):
    """Asks for the passphrase of a case that is to be encrypted."""

    filled = Signal(str, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        words = (
            "Database, originals and previews are written anew under a key of the case's own. The plain files are "
            "removed when that is done; it can be stopped before."
        )
        super().__init__(theme, "Encrypt this case", words, "Encrypt", parent)
        self.passphrase = PassphraseFields(theme)
        self.ask("Passphrase", self.passphrase)
        self.keep = QCheckBox(KEYRING_WORDS)
        self.put(self.keep)
        self.passphrase.changed.connect(self.look_again)
        self.passphrase.first.setFocus()

    def ready(self) -> bool:
        """Tells whether both lines agree."""
        return bool(self.passphrase.passphrase)

    def fill(self) -> None:
        """Hands the passphrase on."""
        self.accept()
        self.filled.emit(self.passphrase.passphrase, self.keep.isChecked())


class ChangePassphraseSheet(Sheet):
    """Asks for the present secret and for another passphrase; nothing is written anew but the key's wrapping."""

    filled = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        words = "The case itself is not rewritten, and its recovery key stays as it is."
        super().__init__(theme, "Change the passphrase", words, "Change it", parent)
        self.secret, self.passphrase = SecretLine(), PassphraseFields(theme)
        self.secret.setAccessibleName("Present passphrase or recovery key")
        self.secret.setPlaceholderText("Passphrase or recovery key")
        self.ask("Present", row(None, self.secret, eye_for(theme, self.secret), gap=4))
        self.ask("New", self.passphrase)
        self.secret.textChanged.connect(self.look_again)
        self.passphrase.changed.connect(self.look_again)
        self.secret.setFocus()

    def ready(self) -> bool:
        """Tells whether all is typed and both new lines agree."""
        return bool(self.secret.text() and self.passphrase.passphrase)

    def fill(self) -> None:
        """Tries it; the page waits for the answer."""
        self.wait("Changing…")
        self.filled.emit(self.secret.text(), self.passphrase.passphrase)


class RecoveryKeyPage(Sheet):
    """Shows the recovery key, this once; it can only be left by saying that the key is kept."""

    def __init__(self, theme: Theme, key: str, parent: QWidget | None = None) -> None:
        words = (
            "It opens the case if the passphrase is lost. It is shown this once and kept nowhere: put it where only "
            "those can reach it who may open the case, and not beside the case."
        )
        super().__init__(theme, "The recovery key", words, "Go on", parent)
        self._key = key
        self.key = ValueText(theme, "Recovery key", key, mono=True, margin=10)
        self.key.setProperty("role", "key")
        self.said = PlainLabel("", "meta")
        self.put(self.key)
        copy = button("Copy", self._copy, name="copy-key")
        keep = button("Save to a file…", self._save, name="save-key")
        self.put(row(None, copy, keep, self.said, 1))
        self.kept = QCheckBox("I have put it where it will be found")
        self.kept.toggled.connect(self.look_again)
        self.put(self.kept)
        self.leave.hide()

    def ready(self) -> bool:
        """Tells whether it was said that the key is kept."""
        return self.kept.isChecked()

    def reject(self) -> None:
        """Stays until it is said that the key is kept."""
        if self.ready():
            super().reject()
        else:
            self.says_no("This page comes only once.", "Say that the key is kept, then go on.")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._key)
        self.said.setText("Copied. Clear the clipboard once it is where it belongs.")

    def _save(self) -> None:
        dialog = QFileDialog(self, "Save the recovery key")
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, True)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile("recovery-key.txt")
        dialog.fileSelected.connect(lambda chosen: self._write(Path(chosen)))
        dialog.finished.connect(lambda _: dialog.deleteLater())
        dialog.open()

    def _write(self, path: Path) -> None:
        """Writes the key where it was asked for, readable by this person alone, over nothing that is there."""
        try:
            path.touch(mode=0o600, exist_ok=False)
            path.write_text(f"{self._key}\n", "utf-8")
        except OSError as trouble:
            self.says_no("The key could not be saved there.", trouble.strerror or "Choose another place.")
            return
        self.said.setText("Saved.")


class DestroyKeySheet(Sheet):
    """Asks before the key of a case is destroyed, and with it the case."""

    filled = Signal(str, str, str)

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        words = (
            "Without its key nobody can read the case again, nor anything in it: not with the passphrase, not with the "
            "recovery key, not from a backup of this folder made afterwards. A backup that holds the key file as it is "
            "now still opens."
        )
        super().__init__(theme, "Destroy the key", words, "Destroy the key", parent)
        self._title = title.strip()
        self.title, self.authority, self.reason, self.secret = QLineEdit(), QLineEdit(), QLineEdit(), SecretLine()
        self.ask("Authority", self.authority, "Order, agreement or retention rule, with its number")
        self.ask("Reason", self.reason, "Why the case must go")
        self.secret.setAccessibleName("Passphrase or recovery key")
        self.secret.setPlaceholderText("Passphrase or recovery key")
        self.ask("Secret", row(None, self.secret, eye_for(theme, self.secret), gap=4))
        self.ask("Type the title", self.title, self._title)
        for line in (self.title, self.authority, self.reason, self.secret):
            line.textChanged.connect(self.look_again)

    def ready(self) -> bool:
        """Tells whether the title is typed out and everything is named."""
        typed = " ".join(self.title.text().split()) == " ".join(self._title.split())
        return typed and all(line.text().strip() for line in (self.authority, self.reason, self.secret))

    def fill(self) -> None:
        """Hands everything on; the page waits for the answer."""
        self.wait("Destroying…")
        self.filled.emit(self.secret.text(), self.authority.text().strip(), self.reason.text().strip())
