"""What the case window does about the person's own exposure when a command is run, and about who asks for what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject

from ui.panels.exposure.access import TIMES
from ui.windows.calm import Stillness
from ui.windows.case_frame import CaseFrame
from ui.windows.files import ask_files, ask_target
from ui.windows.sheets.own_record import DeleteRecordSheet, GoOnSheet
from ui.windows.sheets.rules import CaseRulesSheet
from ui.windows.watch import Patience
from workbench.actions.budgets import begin_pause, end_pause, go_on, snooze
from workbench.actions.exposure_rules import case_rules, lead_rules, read_rules, set_case_rules
from workbench.actions.own_record import delete_record, export_record
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exposure_rules import Layer
from workbench.casefile.verbs import EXPOSURE_RULES
from workbench.errors import WorkbenchError
from workbench.settings import Settings, load, save


class ExposureDeeds(QObject):
    """Runs the commands about the record, pauses and rules; everything of the record stays with the person."""

    def __init__(self, window: CaseFrame) -> None:
        super().__init__(window)
        self._window = window
        self.table: dict[str, Callable[[], object]] = {
            "exposure.record": lambda: window.exposure.open_over(0),
            "exposure.choices": lambda: window.exposure.open_over(1),
            "exposure.access": lambda: window.exposure.open_over(2),
            "exposure.pause": self.pause,
            "exposure.snooze": self.snooze,
            "exposure.go-on": self.ask_reason,
            "exposure.export": self.export,
            "exposure.delete": self.delete,
            "exposure.lead-rules": self.choose_lead_rules,
            "exposure.case-rules": self.case_rules,
        }
        page, advice = window.exposure, window.advice
        for signal, name in (
            (page.pause_asked, "exposure.pause"),
            (page.export_asked, "exposure.export"),
            (page.delete_asked, "exposure.delete"),
            (advice.pause_asked, "exposure.pause"),
            (advice.snooze_asked, "exposure.snooze"),
            (advice.reason_asked, "exposure.go-on"),
            (window.top.exposure_asked, "exposure.record"),
        ):
            signal.connect(lambda name=name: self.table[name]())
        page.changed.connect(advice.read)
        page.changed.connect(window.desk.rules_changed)
        window.desk.rules_changed.connect(window.viewer.reread_rules)
        page.access.changed.connect(self._keep_access)
        window.calm.ended.connect(self._back)
        window.desk.changed.connect(
            lambda entry: window.desk.rules_changed.emit() if entry.verb == EXPOSURE_RULES.name else None
        )
        self.apply_access(load_quietly())

    # Pauses ----------------------------------------------------------------------------------------------------

    def pause(self) -> None:
        """Seals everything at once and notes that a pause began."""
        window, person = self._window, self._window.desk.person
        window.calm.pause()
        window.desk.run(lambda: begin_pause(person), None, lane="write")

    def _back(self, stillness: Stillness) -> None:
        """Notes that a pause ended."""
        window, person = self._window, self._window.desk.person
        if stillness is Stillness.PAUSE:
            window.desk.run(lambda: end_pause(person), lambda _: window.advice.read(), lane="write")

    def snooze(self) -> None:
        """Puts the offer of a pause off."""
        window, person, number = self._window, self._window.desk.person, self._window.desk.number
        item = exhibit_label(number) if number is not None else ""
        window.desk.run(lambda: snooze(person, item), lambda _: window.advice.read(), lane="write")

    def ask_reason(self) -> None:
        """Asks why the person looks on beyond the day's budget."""
        window, person = self._window, self._window.desk.person

        def keep(reason: str) -> None:
            window.desk.run(lambda: go_on(person, reason), said, lane="write")

        def said(until: datetime) -> None:
            window.advice.read()
            window.foot.say(f"Your reason holds until {until.astimezone():%H:%M}.")

        sheet = GoOnSheet(window.theme, window)
        sheet.filled.connect(keep)
        sheet.over()

    # The record ------------------------------------------------------------------------------------------------

    def export(self) -> None:
        """Asks where the person's own record is to be written; nothing but this command ever writes it out."""
        window, person = self._window, self._window.desk.person

        def write(to: Path) -> None:
            window.desk.run(
                lambda: export_record(person, to), lambda path: window.foot.say(f"Your record lies in {path}.")
            )

        ask_target(window, "Write your own record to a file", "my exposure record", ".json", write, ("JSON (*.json)",))

    def delete(self) -> None:
        """Asks whether the person's own record is to go, and says what stays in the ledgers of cases."""
        window, person = self._window, self._window.desk.person

        def forget() -> None:
            window.desk.run(lambda: delete_record(person), gone, lane="write")

        def gone(count: int) -> None:
            window.foot.say(f"{count:,} looks are gone from your own record.")
            window.desk.looked.emit()

        sheet = DeleteRecordSheet(window.theme, window)
        sheet.filled.connect(forget)
        sheet.over()

    # Ease of use -----------------------------------------------------------------------------------------------

    def _keep_access(self, settings: Settings) -> None:
        """Keeps what was chosen for ease of use, and lets it count at once."""
        chosen = replace(load_quietly(), look_keys=settings.look_keys, idle_time=settings.idle_time)
        self._window.desk.run(lambda: save(chosen), None, lane="write")
        self.apply_access(chosen)

    def apply_access(self, settings: Settings) -> None:
        """Lets the choices of a person count in this window."""
        self._window.calm.watch.be_patient(patience_of(settings))
        self._window.calm.set_toggle(settings.look_keys == "press again")
        self._window.exposure.access.show_settings(settings)

    # Rules -----------------------------------------------------------------------------------------------------

    def choose_lead_rules(self) -> None:
        """Asks for the lead's file of rules, and holds by it from now on if it can be read."""
        window, person = self._window, self._window.desk.person

        def keep(path: Path) -> Layer:
            layer = read_rules(path)
            save(replace(load(), exposure_policy=str(path)))
            lead_rules(person)
            return layer

        def kept(layer: Layer) -> None:
            count = len(layer.lines)
            window.desk.rules_changed.emit()
            window.foot.say(f"{layer.name}: {count} {'rule' if count == 1 else 'rules'} from now on.")

        def chosen(paths: list[Path]) -> None:
            if paths:
                window.desk.run(lambda: keep(paths[0]), kept, lane="write")

        ask_files(window, "Choose the lead's file of rules", chosen, "Rules of exposure (*.toml)")

    def case_rules(self) -> None:
        """Shows what this case asks of everybody who works on it, and lets it be changed."""
        window = self._window
        if not window.desk.writable:
            window.foot.say("This case is open for reading only.")
            return
        window.desk.ask(case_rules, then=self._ask_case_rules)

    def _ask_case_rules(self, before: Layer) -> None:
        window = self._window
        sheet = CaseRulesSheet(window.theme, before, window)
        sheet.filled.connect(lambda layer: window.desk.do(set_case_rules, layer))
        sheet.over()


def load_quietly() -> Settings:
    """Reads the settings, or takes the defaults where they cannot be read: another place says so."""
    try:
        return load()
    except WorkbenchError:
        return Settings()


def patience_of(settings: Settings) -> Patience:
    """How long the watch waits for a person who chose their own time."""
    usual, times = Patience(), TIMES.get(settings.idle_time, 1)
    return Patience(usual.idle * times, usual.quiet * times, usual.lock * times)
