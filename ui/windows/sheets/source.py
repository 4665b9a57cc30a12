"""Asks whence evidence comes: what the person says of the source, before it is acquired or afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QDateTime, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateTimeEdit, QLineEdit, QWidget

from ui.theme import Theme
from ui.widgets.controls import row
from ui.widgets.labels import PlainLabel, visible
from ui.widgets.sheet import Sheet
from workbench.casefile.exhibits import Provenance
from workbench.casefile.identity import is_digest

METHODS = (
    ("Copied as files", "files"),
    ("Saved from a browser", "browser"),
    ("Captured by a tool", "capture tool"),
    ("Exported by the platform", "platform export"),
    ("Given by the person concerned", "given"),
    ("Returned on a legal request", "legal return"),
)


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """What was said before files are acquired."""

    provenance: Provenance
    method: str = "files"
    reference_only: bool = False
    open_containers: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """What was said of bytes that the case must not hold."""

    digest: str
    size: int
    name: str
    location: str
    description: str
    media_type: str
    provenance: Provenance


class SourceFields:
    """The fields that state a source, put into a sheet of any purpose."""

    def __init__(self, sheet: Sheet, before: Provenance) -> None:
        self.url, self.platform, self.account = QLineEdit(before.source_url), QLineEdit(), QLineEdit(before.account)
        self.platform.setText(before.platform)
        self.identifiers, self.authority = QLineEdit(", ".join(before.identifiers)), QLineEdit(before.authority)
        self.has_captured, self.captured = QCheckBox("Captured earlier"), QDateTimeEdit()
        self.captured.setCalendarPopup(True)
        self.captured.setDisplayFormat("d MMM yyyy HH:mm:ss")
        self.captured.setAccessibleName("Captured, in your own time zone")
        when = before.captured.astimezone() if before.captured else None
        moment = QDateTime.fromSecsSinceEpoch(int(when.timestamp())) if when else QDateTime.currentDateTime()
        self.captured.setDateTime(moment)
        self.has_captured.setChecked(when is not None)
        self.captured.setEnabled(when is not None)
        self.has_captured.toggled.connect(self.captured.setEnabled)
        sheet.ask("Address", self.url, "https://… where it stood")
        sheet.ask("Platform", self.platform, "Such as a site, a store or an app")
        sheet.ask("Account", self.account, "Whose it was there")
        sheet.ask("Identifiers", self.identifiers, "The platform's own numbers, such as post:7741, ad:93")
        sheet.ask("Authority", self.authority, "On what authority it is taken: order, request, consent")
        zone = PlainLabel(datetime.now().astimezone().tzname() or "", "meta")
        sheet.form.addRow(self.has_captured, row(None, self.captured, zone, 1))

    def provenance(self) -> Provenance:
        """What stands in the fields."""
        moment = self.captured.dateTime().toPython() if self.has_captured.isChecked() else None
        return Provenance(
            source_url=self.url.text().strip(),
            platform=self.platform.text().strip(),
            account=self.account.text().strip(),
            identifiers=tuple(filter(None, map(str.strip, self.identifiers.text().replace(";", ",").split(",")))),
            authority=self.authority.text().strip(),
            captured=moment.astimezone(UTC) if isinstance(moment, datetime) else None,
        )


class AcquireSheet(Sheet):
    """Asks for the source of chosen files; Enter acquires them with nothing said."""

    filled = Signal(object)

    def __init__(
        self, theme: Theme, paths: list[Path], before: Provenance, method: str = "files", parent: QWidget | None = None
    ) -> None:
        words = f"{chosen_words(paths)}. All of this may stay empty; it can be stated later."
        super().__init__(theme, "Acquire", words, "Acquire", parent)
        self.source = SourceFields(self, Provenance(platform=before.platform, authority=before.authority))
        self.method = QComboBox()
        for said, value in METHODS:
            self.method.addItem(said, value)
        if self.method.findData(method) < 0:
            self.method.insertItem(0, "Copied as a folder" if method == "folder" else method.capitalize(), method)
        self.method.setCurrentIndex(max(0, self.method.findData(method)))
        self.ask("How it was got", self.method)
        self.reference_only = QCheckBox("Reference only: keep digests, do not store the bytes")
        self.open_containers = QCheckBox("Open containers: mail, archives, chat exports, captures")
        self.reference_only.toggled.connect(lambda on: self.open_containers.setDisabled(on))
        self.put(self.reference_only)
        self.put(self.open_containers)
        self.source.url.setFocus()

    def fill(self) -> None:
        """Hands on what was said."""
        only = self.reference_only.isChecked()
        choice = SourceChoice(
            self.source.provenance(),
            self.method.currentData(),
            only,
            self.open_containers.isChecked() and not only,
        )
        self.accept()
        self.filled.emit(choice)


class StateSourceSheet(Sheet):
    """States or mends the source of exhibits that came in without it."""

    filled = Signal(object)

    def __init__(self, theme: Theme, which: str, before: Provenance, parent: QWidget | None = None) -> None:
        words = f"For {which}. The entry of the ledger says who stated it, and when; what was acquired stays as it is."
        super().__init__(theme, "State the source", words, "Keep", parent)
        self.source = SourceFields(self, before)

    def fill(self) -> None:
        """Hands on what was said."""
        self.accept()
        self.filled.emit(self.source.provenance())


class ReferenceSheet(Sheet):
    """Takes in what one must not hold: its digest and where it is kept, without a file."""

    filled = Signal(object)

    def __init__(self, theme: Theme, before: Provenance, parent: QWidget | None = None) -> None:
        words = "For what must not be held here: its digest, and where its bytes are kept. No bytes are stored."
        super().__init__(theme, "Add a reference", words, "Add the reference", parent)
        self.digest, self.count, self.name = QLineEdit(), QLineEdit(), QLineEdit()
        self.location, self.description, self.media_type = QLineEdit(), QLineEdit(), QLineEdit()
        self.ask("SHA-256", self.digest, "64 hexadecimal digits")
        self.ask("Kept where", self.location, "Evidence system and ticket, custodian, or address")
        self.ask("What it is", self.description, "Neutral words, so that nobody need look")
        self.ask("Name", self.name, "As it is called there")
        self.ask("Bytes", self.count, "Size in bytes, if known")
        self.ask("Type", self.media_type, "Such as video/mp4, if known")
        self.source = SourceFields(self, Provenance(platform=before.platform, authority=before.authority))
        self.digest.textChanged.connect(self.look_again)
        self.count.textChanged.connect(self.look_again)
        self.location.textChanged.connect(self.look_again)

    def ready(self) -> bool:
        """Tells whether a digest and a place are named, and the size is a number if it is said."""
        digest, size = self.digest.text().strip().lower(), self.count.text().strip().replace(",", "")
        return is_digest(digest) and bool(self.location.text().strip()) and (not size or size.isdecimal())

    def fill(self) -> None:
        """Hands on what was said."""
        size, description = self.count.text().strip().replace(",", ""), self.description.text().strip()
        said = Reference(
            self.digest.text().strip().lower(),
            int(size or 0),
            self.name.text().strip() or description or "Reference",
            self.location.text().strip(),
            description,
            self.media_type.text().strip().lower(),
            self.source.provenance(),
        )
        self.accept()
        self.filled.emit(said)


def chosen_words(paths: list[Path]) -> str:
    """Says what was chosen: one by its name, several by their number."""
    return visible(paths[0].name) if len(paths) == 1 else f"{len(paths):,} files"
