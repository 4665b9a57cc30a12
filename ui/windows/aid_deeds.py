"""What the case window does when an exhibit is to be read by machine; nobody looks at anything meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from ui.panels.evidence.intake import refusal_lines
from ui.windows.case_frame import CaseFrame
from workbench.actions.aids import AidReport, aids_for, aids_here, suggest
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.suggestions import Aid

BRINGS = "python3 main.py extras aids brings them; nothing is sent anywhere."


class AidDeeds(QObject):
    """Runs the command about reading aids."""

    def __init__(self, window: CaseFrame) -> None:
        super().__init__(window)
        self._window = window
        self.table: dict[str, Callable[[], object]] = {"exhibit.suggest": self.suggest}

    def suggest(self) -> None:
        """Lets the reading aids that are installed read the exhibit in view, or says why none does."""
        window, number, case = self._window, self._window.desk.number, self._window.desk.case
        shown = window.model.shown(number) if number is not None else None
        if shown is None or case is None:
            return
        if not window.desk.writable:
            window.foot.say("This case is open for reading only.")
            return
        item, wanted = shown.exhibit, aids_for(shown.exhibit)
        if not wanted:
            window.foot.say(f"{item.label} holds nothing that a reading aid could read.")
        elif not set(wanted) & set(aids_here()):
            window.problems.show_words(absent_words(wanted), BRINGS)
        else:
            self._begin(item)

    def _begin(self, item: Exhibit) -> None:
        """Has the aids read behind the window."""
        window, case = self._window, self._window.desk.case
        actor, decoder = window.desk.actor, window.desk.decoder
        if case is not None:
            window.desk.begin(
                f"Reading {item.label} by machine",
                lambda: suggest(case, actor, decoder, [item.number]),
                lambda report: self._suggested(item, report),
            )

    def _suggested(self, item: Exhibit, report: AidReport) -> None:
        """Says what came of it; what was suggested stands in the details, marked as a machine's."""
        window = self._window
        words = suggested_words(item, report)
        if report.refused:
            window.evidence.report.say(words, refusal_lines(report.refused))
        else:
            window.foot.say(words)
        window.details.read_again()


def absent_words(wanted: Sequence[Aid]) -> str:
    """Says which reading aids an exhibit would need."""
    names = ", ".join(aid.words.lower() for aid in wanted)
    return f"No reading aid for it is installed on this computer: {names}."


def suggested_words(item: Exhibit, report: AidReport) -> str:
    """Says how many things machines suggest, and never what they are."""
    found = sum(len(said.marks) for said in report.suggestions)
    said = "1 thing is" if found == 1 else f"{found:,} things are"
    words = f"{said} suggested of {item.label}; see the details." if found else f"Nothing was found in {item.label}."
    if not report.refused:
        return words
    stopped = "1 reading aid" if len(report.refused) == 1 else f"{len(report.refused)} reading aids"
    could_not = f"{stopped} could not read {item.label}."
    return f"{words} {could_not}" if report.suggestions else could_not
