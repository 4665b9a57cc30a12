"""Asks for the few words that a case begins with."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateTimeEdit, QDialog, QFormLayout, QLineEdit, QWidget

from ui.theme import Theme
from ui.widgets.controls import button, column, row
from ui.widgets.labels import PlainLabel
from ui.widgets.passphrase_fields import PassphraseFields
from ui.windows.sheets.keys import KEYRING_WORDS
from workbench.casefile.cases import CaseKind

SHIFT_SECONDS = 8 * 3600


@dataclass(frozen=True, slots=True)
class NewCase:
    """What was filled in."""

    title: str
    reference: str
    kind: CaseKind
    due: datetime | None
    question: str
    passphrase: str = ""
    keyring: bool = False


class NewCaseDialog(QDialog):
    """Title, reference, kind, deadline, and the question that the memo must answer."""

    filled = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New case")
        self.setModal(True)
        self.setMinimumWidth(520)
        self.title, self.reference, self.question = QLineEdit(), QLineEdit(), QLineEdit()
        self.kind, self.has_due, self.due = QComboBox(), QCheckBox("It is due"), QDateTimeEdit()
        self.title.setPlaceholderText("What it is about, in a few words")
        self.reference.setPlaceholderText("The number that people quote, such as HPE-2417")
        self.question.setPlaceholderText("What the memo must answer")
        for kind in CaseKind:
            self.kind.addItem(kind.words, kind)
        self.due.setCalendarPopup(True)
        self.due.setDisplayFormat("d MMM yyyy HH:mm")
        self.due.setDateTime(QDateTime.currentDateTime().addSecs(SHIFT_SECONDS))
        self.due.setEnabled(False)
        self.has_due.toggled.connect(self.due.setEnabled)
        self._make = button("Make the case", self._fill, "primary", "make-case")
        self._make.setDefault(True)
        self.encrypted, self.passphrase = QCheckBox("Encrypt this case"), PassphraseFields(theme)
        self.keyring = QCheckBox(KEYRING_WORDS)
        self._secrets = QWidget()
        column(self._secrets, self.passphrase, self.keyring, gap=6, margins=(24, 0, 0, 0))
        self._secrets.hide()
        self.encrypted.toggled.connect(self._encrypt)
        self.title.textChanged.connect(lambda _: self._look_again())
        self.passphrase.changed.connect(self._look_again)
        self._look_again()
        self._lay_out()

    def _lay_out(self) -> None:
        """Sets labels and fields in two columns."""
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for words, field in (
            ("Title", self.title),
            ("Reference", self.reference),
            ("Kind", self.kind),
            ("Question", self.question),
        ):
            field.setAccessibleName(words)
            form.addRow(PlainLabel(words, "secondary"), field)
        self.due.setAccessibleName("Due, in your own time zone")
        zone = PlainLabel(datetime.now().astimezone().tzname() or "", "meta")
        form.addRow(self.has_due, row(None, self.due, zone, 1))
        leave = button("Leave it", self.reject)
        column(
            self,
            PlainLabel("New case", "title"),
            PlainLabel("It lies in a folder of its own. Nothing leaves this machine.", "secondary"),
            form,
            column(None, self.encrypted, self._secrets, gap=8),
            row(None, 1, leave, self._make),
            gap=16,
            margins=(24, 20, 24, 20),
        )

    def _encrypt(self, wanted: bool) -> None:
        """Asks for the passphrase where the case is to be encrypted."""
        self._secrets.setVisible(wanted)
        self.adjustSize()
        if wanted:
            self.passphrase.first.setFocus()
        self._look_again()

    def _look_again(self) -> None:
        """Lets the case be made once it has a title, and a passphrase where one is wanted."""
        locked = not self.encrypted.isChecked() or bool(self.passphrase.passphrase)
        self._make.setEnabled(bool(self.title.text().strip()) and locked)

    def _fill(self) -> None:
        """Hands on what was filled in."""
        due = self.due.dateTime().toPython() if self.has_due.isChecked() else None
        kept = due.astimezone(UTC) if isinstance(due, datetime) else None
        self.filled.emit(
            NewCase(
                self.title.text().strip(),
                self.reference.text().strip(),
                CaseKind(self.kind.currentData()),  # Qt hands a plain word back
                kept,
                self.question.text().strip(),
                self.passphrase.passphrase if self.encrypted.isChecked() else "",
                self.keyring.isChecked(),
            )
        )
        self.accept()


def free_folder(parent: Path, reference: str, title: str) -> Path:
    """Finds a folder for a new case that is not there yet, named by its reference or else its title."""
    name = re.sub(r"[^\w.-]+", "-", reference or title, flags=re.UNICODE).strip("-.")[:60] or "case"
    folder, count = parent / name, 2
    while folder.exists():
        folder, count = parent / f"{name}-{count}", count + 1
    return folder


def neutral_folder(parent: Path) -> Path:
    """Finds a folder for an encrypted case: its name can be read by anybody, so it says the day and nothing else."""
    while True:
        folder = parent / f"case-{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(3)}"
        if not folder.exists():
            return folder
