"""What the case window does with exhibits that look alike when a command is run, and with ratings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from ui.windows.case_frame import CaseFrame
from ui.windows.sheets.rating import RatingSheet
from workbench.actions.groups import Reach, decide_group, find_groups, groups, rate_group, reach
from workbench.casefile.decisions import Determination, Judgement
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.likeness import Group

DETAILS = 2


class GroupDeeds(QObject):
    """Runs the commands about groups and ratings."""

    def __init__(self, window: CaseFrame) -> None:
        super().__init__(window)
        self._window = window
        self.table: dict[str, Callable[[], object]] = {
            "group.show": self.show_group,
            "group.one": self.fold,
            "group.find": self.find,
            "exhibit.rate": self.rate,
        }
        for judgement in Judgement:
            self.table[f"decide.{judgement.name.lower()}.group"] = partial(self.decide, judgement)
        window.evidence.one_asked.connect(self.fold)
        window.evidence.intake.previewed.connect(self.find)
        window.desk.opened.connect(self._read)
        window.viewer.decided.connect(window.describing.consider)

    # Groups ----------------------------------------------------------------------------------------------------

    def show_group(self) -> None:
        """Brings the group of the exhibit in view to the front of the details."""
        self._window.arrangement.show_side(DETAILS)
        self._window.details.go_to_group()

    def find(self) -> None:
        """Gathers what looks alike behind the window, and folds the grid anew."""
        window, case = self._window, self._window.desk.case
        if case is not None and window.desk.writable:
            window.desk.begin("Finding what looks alike", lambda: find_groups(case), lambda _: self._read())

    def _read(self) -> None:
        """Reads the groups for the grid."""
        self._window.desk.ask(groups, then=self._take)

    def _take(self, found: Sequence[Group]) -> None:
        """Lets the grid fold by the groups there are."""
        self._window.model.take_groups(found)
        self._window.evidence.show_folding(self._window.model.folded)
        self._window.details.read_again()

    def fold(self) -> None:
        """Shows one exhibit of each group, or all of them."""
        window = self._window
        folded = not window.model.folded
        window.model.fold(folded)
        window.evidence.show_folding(folded)
        left_out = window.model.left_out
        window.foot.say(f"{left_out:,} that look like others are left out." if folded else "All exhibits are shown.")

    def decide(self, judgement: Judgement) -> None:
        """Judges the exhibit in view, and with it those nearly the same; one entry, one undo."""
        window, number = self._window, self._window.desk.number
        if number is None or not window.desk.writable:
            return
        judging = window.viewer.judging
        words = judging.why.text().strip() or None
        window.desk.do(decide_group, number, judgement, words, judging.level, then=self._decided)
        window.viewer.decided.emit(number)

    def _decided(self, judged: Sequence[Determination]) -> None:
        """Says how many one look has decided, and goes on to the next that waits."""
        window, others = self._window, len(judged) - 1
        first = judged[0]
        if others:
            window.foot.say(f"1 look decided {len(judged):,} exhibits.")
        else:
            window.foot.say(f"Nothing is nearly the same as {exhibit_label(first.exhibit)}; it alone was judged.")
        reached = {one.exhibit for one in judged}
        waiting = [number for number in window.model.undecided() if number not in reached]
        after = [number for number in waiting if number > first.exhibit]
        if waiting and window.desk.number == first.exhibit:
            window.desk.select((after or waiting)[0])

    # Ratings ---------------------------------------------------------------------------------------------------

    def rate(self) -> None:
        """Asks how graphic the exhibit in view is and what it shows."""
        window, number = self._window, self._window.desk.number
        if number is None:
            return
        if not window.desk.writable:
            window.foot.say("This case is open for reading only.")
            return
        window.desk.ask(reach, number, then=partial(self._ask_rating, number))

    def _ask_rating(self, number: int, found: Reach) -> None:
        window = self._window
        shown = window.model.shown(number)
        if shown is None:
            return
        item = shown.exhibit
        sheet = RatingSheet(window.theme, item.label, item.sensitivity, item.harms, len(found.close), window)
        sheet.filled.connect(lambda level, harms: window.desk.do(rate_group, number, level, harms))
        sheet.over()
