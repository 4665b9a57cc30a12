"""What is known of the exhibit in view beside its kind: whether this person saw it before, and what it is alike."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from ui.desk import Desk
from ui.widgets.veil_surface import VeilSurface
from ui.widgets.waveform_view import WaveformView
from workbench.actions.cases import OpenCase
from workbench.actions.exposure import Person, seen_before
from workbench.actions.groups import group_of
from workbench.casefile.exposure_record import seen_words


class Known(QObject):
    """Asks on a read lane, and shows the answer on the cards when it is home; a look goes on meanwhile."""

    def __init__(self, desk: Desk, surface: VeilSurface, sound: WaveformView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._surfaces = desk, (surface, sound)
        desk.looked.connect(self._again)

    def ask(self, number: int | None) -> None:
        """Asks about another exhibit; what is said of the one before goes at once."""
        for surface in self._surfaces:
            surface.set_notes(())
        if number is not None:
            self._read(number)

    def _again(self) -> None:
        if self._desk.number is not None:
            self._read(self._desk.number)

    def _read(self, number: int) -> None:
        person = self._desk.person
        self._desk.ask(
            lambda case: notes(case, person, number),
            then=lambda found: self._show(number, found),
            failed=lambda _: None,
        )

    def _show(self, number: int, found: tuple[str, ...]) -> None:
        if number == self._desk.number:
            for surface in self._surfaces:
                surface.set_notes(found)


def notes(case: OpenCase, person: Person, number: int) -> tuple[str, ...]:
    """Says in a line each whether this person saw an exhibit before, and how many are alike."""
    seen, group = seen_before(case, person, number), group_of(case, number)
    said = [seen_words(seen, datetime.now().astimezone().date())] if seen is not None else []
    if group is not None and len(group.members) > 1:
        said.append(f"1 of {len(group.members):,} alike")
    return tuple(said)
