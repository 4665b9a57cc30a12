"""The looks of one viewer on their way: begun on the write lane, shown, and always ended in the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from ui.desk import Desk
from workbench.actions.cases import OpenCase
from workbench.actions.exposure import Look, Shown, begin_look, end_look
from workbench.actions.looking_spans import SoundLook, SpanLook, begin_listening, begin_span
from workbench.actions.reading import begin_passage
from workbench.casefile.exposure import EndCause, Rung
from workbench.casefile.look_events import Wish
from workbench.errors import WorkbenchError

SPAN_SECONDS, SPAN_SIDE = 8.0, 480
SLOW, QUICK = 4.0, 12.0
CEILING = -20.0
HEAR, BESIDE = "hear", "beside"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an exhibit one looks: a second of a clip, or a page of a document."""

    seconds: float | None = None
    page: int | None = None


@dataclass(slots=True)
class _Pending:
    """One look that was asked for: the case it is of, the look once it is there, and its end once it is known."""

    case: OpenCase
    look: Shown | None = None
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
        place: Place,
        show: Callable[[Look], None],
        refuse: Callable[[str], None],
    ) -> None:
        """Records a look and has the pixels decoded; ``show`` gets them if they are still wanted."""
        case, desk = self._desk.case, self._desk

        def work() -> Look:
            assert case is not None
            return begin_look(
                case,
                desk.person,
                desk.decoder,
                desk.actor,
                number,
                wish.rung,
                wish.mode,
                wish.reason,
                side,
                place.seconds,
                wish.region,
                place.page,
                wish.skip,
            )

        self._begin(("see", wish.serial), case, work, show, refuse)

    def play(
        self,
        number: int,
        wish: Wish,
        start: float,
        seconds: float,
        show: Callable[[SpanLook], None],
        refuse: Callable[[str], None],
    ) -> None:
        """Records a look at a span of a clip from ``start`` on and has its frames decoded, few and small."""
        case, desk, rate = self._desk.case, self._desk, QUICK if wish.quick else SLOW

        def work() -> SpanLook:
            assert case is not None
            return begin_span(
                case,
                desk.person,
                desk.decoder,
                desk.actor,
                number,
                start,
                min(seconds, SPAN_SECONDS),
                wish.rung,
                wish.mode,
                wish.reason,
                SPAN_SIDE,
                rate,
                wish.skip,
            )

        self._begin(("see", wish.serial), case, work, show, refuse)

    def hear(
        self,
        number: int,
        wish: Wish,
        start: float,
        seconds: float,
        show: Callable[[SoundLook], None],
        refuse: Callable[[str], None],
        kind: str = HEAR,
    ) -> None:
        """Records that somebody listens from ``start`` on and has the sound decoded, under its ceiling."""
        case, desk = self._desk.case, self._desk

        def work() -> SoundLook:
            assert case is not None
            return begin_listening(
                case, desk.person, desk.decoder, desk.actor, number, start, seconds, CEILING, wish.mode, wish.reason
            )

        self._begin((kind, wish.serial), case, work, show, refuse)

    def read(
        self, number: int, wish: Wish, passage: int, show: Callable[[str], None], refuse: Callable[[str], None]
    ) -> None:
        """Records that a passage is opened and has it read; at COLOUR with what is flagged in it."""
        case, desk, plain = self._desk.case, self._desk, wish.rung is Rung.COLOUR

        def work() -> tuple[Look, str]:
            assert case is not None
            return begin_passage(
                case, desk.person, desk.decoder, desk.actor, number, passage, plain, wish.mode, wish.reason
            )

        self._begin(("read", wish.serial), case, work, show, refuse)

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
        self,
        name: object,
        case: OpenCase | None,
        work: Callable[[], object],
        show: Callable,
        refuse: Callable[[str], None],
    ) -> None:
        """Runs the beginning of a look on the write lane."""
        if case is None:
            refuse("No case is open.")
            return
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
