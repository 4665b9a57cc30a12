"""Asks for a neutral description once a sensitive exhibit is judged, so that the next person need not look."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.theme import Theme
from ui.widgets.ask_line import AskLine
from workbench.actions.exposure_rules import description_wanted
from workbench.actions.groups import describe_group
from workbench.casefile.exhibit_numbers import exhibit_label

HINT = "Neutral words, for somebody who should not have to look: two men in a street, one holds a sign"


class DescribeLine(AskLine):
    """Asks one after the other, never takes the keys away from who is judging, and may be skipped."""

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._desk = desk
        self.waiting: list[int] = []
        self.answered.connect(self._describe)
        self.left.connect(self._next)
        desk.opened.connect(self._forget)

    def consider(self, number: int) -> None:
        """Asks about an exhibit that was just judged, if the rules want words and it has none."""
        person = self._desk.person
        if self._desk.writable and number not in self.waiting:
            self._desk.ask(
                lambda case: description_wanted(case, person, number),
                then=lambda wanted: self._take(number) if wanted else None,
                failed=lambda _: None,
            )

    def _take(self, number: int) -> None:
        if number not in self.waiting:
            self.waiting.append(number)
        if not self.field.text():
            self._ask()

    def _ask(self) -> None:
        """Asks about the first that waits."""
        if self.waiting:
            more = f", and {len(self.waiting) - 1} more" if len(self.waiting) > 1 else ""
            words = f"What is {exhibit_label(self.waiting[0])}, in neutral words{more}?"
            self.ask(words, HINT, takes_keys=False)

    def _describe(self, words: str) -> None:
        """Keeps the description, also for those nearly the same that have none."""
        if self.waiting:
            self._desk.do(describe_group, self.waiting[0], None, words)
        self._next()

    def _next(self) -> None:
        """Goes on to what else waits."""
        del self.waiting[:1]
        self._ask()

    def _forget(self) -> None:
        self.waiting.clear()
        self.hide()
