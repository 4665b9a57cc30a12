"""What is open and selected: panels ask it to do and to look up, and hear from it what changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from ui.lanes import Lanes, Ticket
from workbench.actions.cases import OpenCase
from workbench.casefile.custody import Entry
from workbench.casefile.identity import Actor
from workbench.casefile.policies import PolicyVersion
from workbench.errors import Cancelled
from workbench.jobs import Job, Progress

Result = TypeVar("Result")


@dataclass(slots=True)
class Errand:
    """One long job: its name, how to make it, and who waits for its result."""

    words: str
    make: Callable[[], Job[Any]]
    then: Callable[[Any], None] | None = None
    failed: Callable[[Exception], None] | None = None
    ticket: Ticket | None = None
    lane: Literal["read", "write"] = "read"


class Desk(QObject):
    """Holds the open case, the actor, the exhibit in view, the policy in view and the position in a clip.

    ``do`` runs an action on the write lane and ``ask`` a query on the read lanes; both call back on the screen's
    thread, and an answer that comes after another case was opened is dropped.
    """

    opened = Signal()
    changed = Signal(object)
    selected = Signal(object)
    policy_changed = Signal()
    moved = Signal(object)
    failed = Signal(object)
    working = Signal(str, object)
    rested = Signal()
    looked = Signal()
    rules_changed = Signal()
    _written = Signal(object)

    def __init__(self, lanes: Lanes, actor: Actor, decoder: Any, person: Any, parent: QObject | None = None):
        super().__init__(parent)
        self.lanes, self.actor, self.decoder, self.person = lanes, actor, decoder, person
        self.case: OpenCase | None = None
        self.number: int | None = None
        self.policy: PolicyVersion | None = None
        self.position: float | None = None
        self._errands: list[Errand] = []
        self._left: list[OpenCase] = []
        self._then: list[Callable[[], object]] = []
        self._written.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    # The case --------------------------------------------------------------------------------------------------

    @property
    def writable(self) -> bool:
        """Tells whether a case is open that this session may change."""
        return self.case is not None and not self.case.read_only

    def put(self, case: OpenCase | None) -> None:
        """Puts another case on the desk; the one before is closed behind the work that still waits for it."""
        before, self.case = self.case, case
        for errand in self._errands:
            if errand.ticket is not None:
                errand.ticket.cancel()
        del self._errands[1:]
        self.number = self.position = None
        if case is not None:
            case.subscribe(lambda entry: self._written.emit((case, entry)))
        self.opened.emit()
        if before is not None:
            self._left.append(before)
            if not self._errands:
                self._leave()

    def _leave(self) -> None:
        """Closes the cases that left the desk, behind the records of looks that were still on their way."""
        leaving, self._left = self._left, []
        for case in leaving:
            self.lanes.run(_nothing, self._closer(case), lane="write")

    def _closer(self, case: OpenCase) -> Callable[[object], None]:
        """Makes what closes a case once the write lane has come to it."""
        return lambda _: self._close(case)

    def _close(self, case: OpenCase) -> None:
        """Closes a case behind everything that was written before."""
        self.lanes.run(case.close, lambda _: self._closed(), None, self.fail, lane="write")

    def _closed(self) -> None:
        """Calls who waited for the case to be closed."""
        waiting, self._then = self._then, []
        for call in waiting:
            call()

    def step_back(self, then: Callable[[], object]) -> None:
        """Takes the case off the desk, and calls back once it is closed and nobody of this session holds it."""
        if self.case is None and not self._left:
            then()
        else:
            self._then.append(then)
            self.put(None)

    def select(self, number: int | None) -> None:
        """Brings an exhibit into view everywhere."""
        if number != self.number:
            self.number = number
            self.position = None
            self.selected.emit(number)

    def show_policy(self, version: PolicyVersion | None) -> None:
        """Brings a policy version into view."""
        self.policy = version
        self.policy_changed.emit()

    def move(self, seconds: float | None) -> None:
        """Puts the position in the clip in view."""
        if seconds != self.position:
            self.position = seconds
            self.moved.emit(seconds)

    # Work ------------------------------------------------------------------------------------------------------

    def do(
        self,
        action: Callable[..., Result],
        *arguments: Any,
        then: Callable[[Result], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        **named: Any,
    ) -> None:
        """Does an action to the case, in order with all others; what it changed comes home as ``changed``."""
        case, actor = self.case, self.actor
        if case is not None:
            self.run(lambda: action(case, actor, *arguments, **named), then, failed, lane="write")

    def ask(
        self,
        query: Callable[..., Result],
        *arguments: Any,
        then: Callable[[Result], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Looks something up in the case and hands the answer to ``then``."""
        case = self.case
        if case is not None:
            self.run(lambda: query(case, *arguments), then, failed)

    def run(
        self,
        work: Callable[[], Result],
        then: Callable[[Result], None] | None,
        failed: Callable[[Exception], None] | None = None,
        lane: str = "read",
    ) -> Ticket:
        """Runs a piece of work off the screen's thread; its answer counts only while the same case is open."""
        case = self.case

        def home(result: Result) -> None:
            if then is not None and case is self.case:
                then(result)

        return self.lanes.run(work, home, None, failed or self.fail, lane="write" if lane == "write" else "read")

    def begin(
        self,
        words: str,
        make: Callable[[], Job[Result]],
        then: Callable[[Result], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        lane: Literal["read", "write"] = "read",
    ) -> None:
        """Runs a long job with progress in the status bar; one at a time, so that looking things up stays quick.

        A job on the write lane lets nothing else be written meanwhile: for work on a case as a whole.
        """
        self._errands.append(Errand(words, make, then, failed, lane=lane))
        if len(self._errands) == 1:
            self._start()

    def cancel(self) -> None:
        """Stops the running job at its next step; what it has finished stays."""
        if self._errands and self._errands[0].ticket is not None:
            self._errands[0].ticket.cancel()

    @property
    def busy(self) -> bool:
        """Tells whether a long job runs."""
        return bool(self._errands)

    def fail(self, error: Exception) -> None:
        """Tells the window about an error, a stopped job aside."""
        if not isinstance(error, Cancelled):
            self.failed.emit(error)

    def _start(self) -> None:
        """Starts the first errand in the queue."""
        errand = self._errands[0]
        case = self.case

        def end() -> None:
            if errand in self._errands:
                self._errands.remove(errand)
            self.rested.emit()
            if self._errands:
                self._start()
            else:
                self._leave()

        def done(result: Any) -> None:
            end()
            if errand.then is not None and case is self.case:
                errand.then(result)

        def failed(error: Exception) -> None:
            end()
            (errand.failed or self.fail)(error)

        self.working.emit(errand.words, Progress(0, 0, errand.words))
        errand.ticket = self.lanes.run(
            errand.make, done, lambda progress: self.working.emit(errand.words, progress), failed, errand.lane
        )

    def _hear(self, written: tuple[OpenCase, Entry]) -> None:
        """Passes an entry on, on the screen's thread, if its case is still the one on the desk."""
        case, entry = written
        if case is self.case:
            self.changed.emit(entry)

    def later(self, call: Callable[[], None], milliseconds: int = 0) -> None:
        """Calls something back in a later turn of the event loop."""
        QTimer.singleShot(milliseconds, self, call)


def _nothing() -> None:
    """Marks a place in a lane's queue."""
