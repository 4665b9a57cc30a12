"""Checks of a case: what was found by name, heads from outside, repair, time stamps, and the head to keep elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QTimer, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QStackedWidget, QWidget

from ui.models.values import VALUE_ROLE, ValuesModel
from ui.theme import Theme
from ui.widgets.controls import button, column, line, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import PlainLabel, visible
from ui.widgets.list_rows import Row, RowList
from ui.widgets.passphrase_fields import SecretLine, eye_for
from ui.widgets.sheet import Sheet
from ui.widgets.value_text import CopyLine
from ui.windows.files import ask_folder
from workbench.casefile.custody import Fault, Head, Mended, Note, SeenHead, Verification, head_from, heads_from
from workbench.casefile.timestamps import TimeStamp

Finding = Fault | Note | Mended
TALLEST_HEADS = 2_000_000


class FindingsModel(ValuesModel[Finding]):
    """Faults first, then what was put right, then what is good to know."""

    def text(self, value: Finding) -> str:
        """Says a finding in one line."""
        if isinstance(value, Fault):
            return visible(f"{value.kind.value}, {value.subject}: {value.detail} {value.remedy}")
        said = value.what if isinstance(value, Mended) else value.detail
        return visible(f"{value.subject}: {said}")


@dataclass(frozen=True, slots=True)
class ChecksNow:
    """What the page shows besides findings: the present head, the signed ones, the stamps, and whether one can ask."""

    head: Head
    signed: int
    stamps: tuple[TimeStamp, ...]
    authority: str


class CheckPage(QDialog):
    """Stays beside the window while one mends; asks for work by signals and does none."""

    verify_asked = Signal(bool)
    repair_asked = Signal()
    stamp_asked = Signal()
    heads_asked = Signal()
    heads_file_asked = Signal()
    subject_chosen = Signal(str)

    def __init__(self, theme: Theme, writable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Checks")
        self.resize(760, 700)
        self._theme = theme
        self.heads: list[SeenHead] = []
        self.model = FindingsModel(self)
        self._build(writable)
        self._soon = QTimer(self, singleShot=True, interval=250)
        self._soon.timeout.connect(self._read_head)
        self.seen.textChanged.connect(lambda _: self._soon.start())

    def _build(self, writable: bool) -> None:
        """Builds summary, ways to check, findings, heads and stamps."""
        theme = self._theme
        self.summary = PlainLabel("", "secondary")
        self.summary.setWordWrap(True)
        self.whole = button("Check everything", lambda: self.verify_asked.emit(False), "primary", "check-all")
        self.whole.setDefault(True)
        self.since = button("Since the last signed head", lambda: self.verify_asked.emit(True), name="check-since")
        self.mend = button("Repair…", self.repair_asked.emit, name="repair")
        self.mend.setEnabled(writable)
        self.list = RowList(theme, self._row, "Findings")
        self.list.setModel(self.model)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.empty = EmptyState(theme, "shield-check", "Not checked yet", "A check names every fault it finds.")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.empty)
        self.stack.setCurrentWidget(self.empty)
        self.seen = QLineEdit()
        self.seen.setPlaceholderText("Paste a head from a memo, a hand-off or a colleague: 41:9f3c…")
        self.seen.setAccessibleName("A head from outside")
        self.seen_words = PlainLabel("", "meta")
        self.seen_words.setWordWrap(True)
        from_file = button("From a file…", self.heads_file_asked.emit, name="heads-from-file")
        self.head = CopyLine(theme, "The head of the ledger now", "")
        self.signed = PlainLabel("", "meta")
        keep = button("Save all heads…", self.heads_asked.emit, name="save-heads")
        self.stamps = PlainLabel("", "meta")
        self.stamps.setWordWrap(True)
        self.stamp = button("Have the head stamped", self.stamp_asked.emit, name="stamp")
        self._may_stamp = writable
        head_row = row(None, self.head, keep)
        head_row.setStretch(0, 1)
        stamp_row = row(None, self.stamps, self.stamp)
        stamp_row.setStretch(0, 1)
        column(
            self,
            PlainLabel("Checks", "title"),
            self.summary,
            row(None, self.whole, self.since, self.mend, 1),
            self.stack,
            line(),
            PlainLabel("Heads from outside", "group"),
            row(None, self.seen, from_file),
            self.seen_words,
            PlainLabel("The head now, to keep outside this case", "group"),
            head_row,
            self.signed,
            PlainLabel("Time stamps", "group"),
            stamp_row,
            gap=9,
            margins=(24, 20, 24, 20),
        ).setStretch(3, 1)
        self._say_heads()

    # What is shown ---------------------------------------------------------------------------------------------

    def show_found(self, found: Verification, words: str) -> None:
        """Shows what a check found."""
        self.summary.setText(words)
        self.model.show((*found.faults, *found.notes))
        self._bring_up("Everything is as the ledger says", words)

    def show_repaired(self, mended: Sequence[Mended], remaining: Sequence[Fault]) -> None:
        """Shows what a repair has put right, and what it could not."""
        self.summary.setText(repaired_words(mended, remaining))
        self.model.show((*remaining, *mended))
        self._bring_up("Nothing needed repair", "Everything is as the ledger says.")

    def show_now(self, now: ChecksNow) -> None:
        """Shows head and stamps as they are."""
        self.head.show_text(now.head.words)
        signed = "1 signed head" if now.signed == 1 else f"{now.signed:,} signed heads"
        self.signed.setText(f"{signed} kept in the case. One head kept elsewhere is enough to see any rewriting.")
        last = now.stamps[-1] if now.stamps else None
        said = (
            f"Head {last.size} was stamped by {visible(last.authority)}, {last.at:%Y-%m-%d %H:%M:%S} UTC."
            if last is not None
            else "No head was stamped yet."
        )
        asks = "" if now.authority else " Name an authority in the preferences to ask for one."
        self.stamps.setText(f"{said}{asks}")
        self.stamp.setEnabled(self._may_stamp and bool(now.authority))

    def working(self, words: str) -> None:
        """Says what runs; no words give the page back."""
        for each in (self.whole, self.since):
            each.setEnabled(not words)
        if words:
            self.summary.setText(words)

    def _bring_up(self, title: str, words: str) -> None:
        self.working("")
        self.empty.set_words(title, words)
        self.stack.setCurrentWidget(self.list if self.model.rowCount() else self.empty)

    # Heads from outside ----------------------------------------------------------------------------------------

    def take_heads(self, text: str) -> bool:
        """Takes heads in from a text: one as a memo prints it, or a file of lines; tells whether there were any."""
        try:
            found: Sequence[SeenHead] = heads_from(text)
        except ValueError:
            try:
                found = (SeenHead(*head_from(text)),)
            except ValueError:
                return False
        self.heads += [head for head in found if head not in self.heads]
        self._say_heads()
        return bool(found)

    def take_heads_file(self, path: Path) -> None:
        """Reads heads from a file."""
        try:
            with path.open("r", encoding="utf-8") as file:
                text = file.read(TALLEST_HEADS)
        except (OSError, UnicodeDecodeError):
            text = ""
        if not text or not self.take_heads(text):
            self.seen_words.setText("There are no heads in that file.")

    def _read_head(self) -> None:
        """Takes a pasted head in as soon as it is whole."""
        text = self.seen.text().strip()
        if text and self.take_heads(text):
            self.seen.clear()
        elif text:
            self.seen_words.setText("Not a whole head yet: a number, a colon, and 64 hexadecimal digits.")

    def _say_heads(self) -> None:
        """Says which heads the next check is held against."""
        named = ", ".join(f"{head.size}:{head.root[:8]}…" for head in self.heads[:4])
        more = len(self.heads) - 4
        shown = f"{named} and {more:,} more" if more > 0 else named
        self.seen_words.setText(
            f"The next check is held against {shown}." if self.heads else "None but those this machine remembers."
        )

    def _choose(self, index: QModelIndex) -> None:
        """Asks for what a finding is about."""
        finding = index.data(VALUE_ROLE)
        if finding is not None:
            self.subject_chosen.emit(finding.subject)

    def _row(self, index: QModelIndex | QPersistentModelIndex) -> Row | None:
        """Says what a finding's row shows."""
        value = index.data(VALUE_ROLE)
        if isinstance(value, Fault):
            said = f"{sentence(visible(value.detail))} {visible(value.remedy)}".strip()
            return Row(said, visible(value.subject), value.kind.value, "borderline", bar="borderline", lines=4)
        if isinstance(value, Mended):
            return Row(
                sentence(visible(value.what)), visible(value.subject), "put right", "clear", bar="clear", lines=3
            )
        if isinstance(value, Note):
            return Row(sentence(visible(value.detail)), visible(value.subject), "to know", lines=3, quiet=True)
        return None


class RepairSheet(Sheet):
    """Asks for copies that a repair may take from; without any it mends from the case itself."""

    filled = Signal(object, str)

    def __init__(self, theme: Theme, locked: bool = False, parent: QWidget | None = None) -> None:
        words = (
            "Brings back what the ledger proves, never by guessing: from the case itself, and from folders that hold "
            "copies. What is replaced is set aside, and an entry says what was done."
        )
        super().__init__(theme, "Repair", words, "Repair", parent)
        self.copies: list[Path] = []
        self.said = PlainLabel("No copies", "secondary")
        self.said.setWordWrap(True)
        self.ask("Take from", self.said)
        self.put(row(None, button("Add a folder…", self._add, name="add-copy"), 1))
        self.secret = SecretLine()
        self.secret.setAccessibleName("Passphrase or recovery key")
        self.secret.setPlaceholderText("Passphrase or recovery key; empty where the keyring opens it")
        if locked:
            self.ask("Secret", row(None, self.secret, eye_for(theme, self.secret), gap=4))
        else:
            self.secret.setParent(self)
            self.secret.hide()

    def fill(self) -> None:
        """Hands the copies and the secret on."""
        self.accept()
        self.filled.emit(tuple(self.copies), self.secret.text())

    def take_copy(self, folder: Path) -> None:
        """Notes one folder that may hold copies."""
        if folder not in self.copies:
            self.copies.append(folder)
        self.said.setText("\n".join(visible(str(path)) for path in self.copies))

    def _add(self) -> None:
        ask_folder(self, "A folder that holds copies", self.take_copy)


def sentence(words: str) -> str:
    """Writes words as one sentence."""
    ended = words if words.endswith((".", "?", ":")) or not words else f"{words}."
    return ended[:1].upper() + ended[1:]


def repaired_words(mended: Sequence[Mended], remaining: Sequence[Fault]) -> str:
    """Says what a repair came to."""
    done = "Nothing was put right" if not mended else f"{len(mended):,} put right"
    left = "nothing is left to mend" if not remaining else f"{len(remaining):,} could not be mended"
    return f"{done}; {left}."
