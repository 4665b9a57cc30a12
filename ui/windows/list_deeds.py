"""What the case window does with hash lists when a command is run: import, list, remove, and check the case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from ui.panels.evidence.intake import forbidden_of, match_lines, matched_words, refusal_lines
from ui.windows.case_frame import CaseFrame
from ui.windows.files import ask_files
from ui.windows.sheets.hash_lists import HashListsSheet, ImportListSheet, ListChoice, imported_words
from workbench.actions.hash_lists import check_lists, hash_lists, import_list, remove_list
from workbench.casefile.hash_lists import HashList, ListMatch

KINDS = "Hash lists (*.csv *.txt *.json *.jsonl *.tsv *.md5 *.sha1 *.sha256 *.sha512 *.hsh);;All files (*)"


class ListDeeds(QObject):
    """Runs the commands about hash lists; they belong to the person and hold for every case."""

    def __init__(self, window: CaseFrame) -> None:
        super().__init__(window)
        self._window = window
        self.table: dict[str, Callable[[], object]] = {
            "lists.import": self.choose,
            "lists.show": self.show,
            "lists.check": self.check,
        }

    def choose(self) -> None:
        """Asks for a file, then what the list is."""
        ask_files(self._window, "Import a hash list", lambda paths: self.ask(paths[0]) if paths else None, KINDS)

    def ask(self, path: Path) -> None:
        """Asks what a list is, once the page that chose its file is gone."""
        window = self._window

        def ask() -> None:
            sheet = ImportListSheet(window.theme, path, window)
            sheet.filled.connect(lambda said: self._import(path, said))
            sheet.over()

        window.desk.later(ask)

    def _import(self, path: Path, said: ListChoice) -> None:
        """Brings a list in behind the window."""
        window, person = self._window, self._window.desk.person
        window.desk.begin(
            f"Importing {said.name}",
            lambda: import_list(
                person, path, said.name, said.effect, said.sensitivity, said.harms, said.source, said.told
            ),
            self._imported,
        )

    def _imported(self, made: HashList) -> None:
        """Says what came in and what was passed over, and holds the open case against it."""
        self._window.evidence.report.say(imported_words(made), refusal_lines(made.refused))
        if self._window.desk.writable:
            self.check()

    def show(self) -> None:
        """Lists the lists there are."""
        person = self._window.desk.person
        self._window.desk.run(lambda: hash_lists(person), self._show)

    def _show(self, found: Sequence[HashList]) -> None:
        window = self._window
        sheet = HashListsSheet(window.theme, found, window)
        sheet.removed.connect(self.remove)
        sheet.import_asked.connect(lambda: window.desk.later(self.choose))
        sheet.over()

    def remove(self, list_id: str) -> None:
        """Takes a list out of the profile."""
        window, person = self._window, self._window.desk.person
        window.desk.run(
            lambda: remove_list(person, list_id), lambda gone: window.foot.say(f"{gone.name} is removed."), lane="write"
        )

    def check(self) -> None:
        """Holds every exhibit of the case against the lists."""
        window, case = self._window, self._window.desk.case
        person, actor = window.desk.person, window.desk.actor
        if case is None or not window.desk.writable:
            window.foot.say("This case is open for reading only.")
            return
        window.desk.begin("Checking against hash lists", lambda: check_lists(case, person, actor), self._checked)

    def _checked(self, found: Sequence[ListMatch]) -> None:
        """Says how many exhibits a list has spoken of that it had not before."""
        count = len({match.exhibit for match in found})
        names = " and ".join(dict.fromkeys(match.list_name for match in found))
        what = "1 exhibit is" if count == 1 else f"{count:,} exhibits are"
        self._window.foot.say(f"{what} named by {names}." if count else "No list says anything new of this case.")
        shown = ((match, self._window.model.shown(match.exhibit)) for match in found)
        held = [match for match, there in shown if there is not None and there.exhibit.held]
        inside = forbidden_of(held)
        if inside:
            self._window.evidence.say_forbidden(matched_words(held), match_lines(held), inside[0])
        self._window.details.read_again()
