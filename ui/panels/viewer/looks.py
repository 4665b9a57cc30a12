"""The looks of one viewer on their way: begun on the write lane, shown, and always ended in the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from ui.desk import Desk
from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import read_text
from workbench.actions.exposure import Look, begin_look, begin_reading, end_look
from workbench.casefile.exposure import EndCause, LookMode
from workbench.casefile.look_events import Wish
from workbench.errors import WorkbenchError


@dataclass(slots=True)
class _Pending:
    """One look that was asked for: the case it is of, the look once it is there, and its end once it is known."""

    case: OpenCase
    look: Look | None = None
    end: tuple[EndCause, int] | None = None


@dataclass(slots=True)
class _Shelf:
    """The looks that are not over yet, by a name of their own."""

    pending: dict[object, _Pending] = field(default_factory=dict)


class Looks(QObject):
    """Asks for looks and sees to it that each one that began also ends, whichever comes home first."""

    recorded = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shelf = _Shelf()

    def see(
        self,
        number: int,
        wish: Wish,
        side: int,
        seconds: float | None,
        show: Callable[[Look], None],
        refuse: Callable[[str], None],
    ) -> None:
        """Records a look and has the pixels decoded; ``show`` gets them if they are still wanted."""
        case, desk = self._desk.case, self._desk
        if case is None:
            refuse("No case is open.")
            return

        def work() -> Look:
            return begin_look(
                case,
                desk.person,
                desk.decoder,
                desk.actor,
                number,
                wish.rung,
                wish.mode,
                wish.reason,  # type: ignore[arg-type]
                side,
                seconds,
                wish.region,
            )

        self._begin(("see", wish.serial), case, work, show, refuse)

    def read(self, number: int, serial: int, show: Callable[[str], None], refuse: Callable[[str], None]) -> None:
        """Records that words are opened and has them read."""
        case, desk = self._desk.case, self._desk
        if case is None:
            refuse("No case is open.")
            return

        def work() -> tuple[Look, str]:
            look = begin_reading(case, desk.actor, number, LookMode.HOLD)
            try:
                return look, read_text(case, number)
            except WorkbenchError:
                end_look(case, desk.person, look, EndCause.FAILED, 0)
                raise

        self._begin(("read", serial), case, work, show, refuse)

    def end(self, kind: str, serial: int, cause: EndCause, shown_ms: int) -> None:
        """Ends a look in the record; one that has not come home yet is ended when it does."""
        pending = self._shelf.pending.get((kind, serial))
        if pending is None:
            return
        if pending.look is None:
            pending.end = (cause, shown_ms)
        else:
            self._finish((kind, serial), pending, cause, shown_ms)

    def _begin(
        self, name: object, case: OpenCase, work: Callable[[], object], show: Callable, refuse: Callable[[str], None]
    ) -> None:
        """Runs the beginning of a look on the write lane."""
        pending = self._shelf.pending[name] = _Pending(case)

        def home(answer: object) -> None:
            look, shown = answer if isinstance(answer, tuple) else (answer, answer)
            pending.look = look
            if pending.end is not None:
                self._finish(name, pending, *pending.end)
            else:
                show(shown)

        def failed(error: Exception) -> None:
            self._shelf.pending.pop(name, None)
            refuse(str(error) if isinstance(error, WorkbenchError) else "This could not be shown.")
            if not isinstance(error, WorkbenchError):
                self._desk.fail(error)

        self._desk.lanes.run(work, home, None, failed, lane="write")

    def _finish(self, name: object, pending: _Pending, cause: EndCause, shown_ms: int) -> None:
        """Writes the end of a look."""
        self._shelf.pending.pop(name, None)
        case, person, look = pending.case, self._desk.person, pending.look
        if look is not None:
            self._desk.lanes.run(
                lambda: end_look(case, person, look, cause, shown_ms),
                lambda _: self._desk.looked.emit(),
                None,
                self._desk.fail,
                lane="write",
            )
