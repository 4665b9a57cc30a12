"""Runs jobs off the screen's thread and brings progress home: the only thread code of the desktop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from queue import SimpleQueue
from typing import Any, Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot

from workbench.errors import Cancelled
from workbench.jobs import Job, Progress

PROGRESS_EVERY = 1 / 30
READ_THREADS = 2
Work = Callable[[], Any] | Job[Any]


class Ticket:
    """One piece of work that was handed in; its callbacks run on the screen's thread, never after ``forget()``."""

    def __init__(
        self,
        on_done: Callable[[Any], None] | None,
        on_progress: Callable[[Progress], None] | None,
        on_failed: Callable[[Exception], None] | None,
    ) -> None:
        self.on_done = on_done
        self.on_progress = on_progress
        self.on_failed = on_failed
        self._cancelled = threading.Event()
        self._ended = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Tells whether somebody asked for an end."""
        return self._cancelled.is_set()

    @property
    def running(self) -> bool:
        """Tells whether the work is waiting or going on."""
        return not self._ended.is_set()

    def cancel(self) -> None:
        """Asks for an end: the lane closes the job at its next yield, and ``on_failed`` gets Cancelled."""
        self._cancelled.set()

    def forget(self) -> None:
        """Cancels, and lets nothing of it come home any more."""
        self.on_done = self.on_progress = self.on_failed = None
        self.cancel()

    def end(self) -> None:
        """Marks the work as over; called by the lane alone."""
        self._ended.set()


class Lanes(QObject):
    """One lane for writes, so that they keep their order, and two threads for reads.

    ``failed`` tells of an error that no ``on_failed`` took.
    """

    failed = Signal(object)
    _home = Signal(object, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queues: dict[str, SimpleQueue[tuple[Ticket, Work] | None]] = {
            "read": SimpleQueue(),
            "write": SimpleQueue(),
        }
        self._threads: list[tuple[str, threading.Thread]] = []
        self._tickets: set[Ticket] = set()
        self._closed = False
        self._home.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Work,
        on_done: Callable[[Any], None] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        on_failed: Callable[[Exception], None] | None = None,
        lane: Literal["read", "write"] = "read",
    ) -> Ticket:
        """Hands in a job, or a callable whose result may be a job; call it on the screen's thread."""
        ticket = Ticket(on_done, on_progress, on_failed)
        if self._closed:
            ticket.end()
            return ticket
        if not any(name == lane for name, _ in self._threads):
            self._start(lane)
        self._tickets.add(ticket)
        self._queues[lane].put((ticket, work))
        return ticket

    @property
    def busy(self) -> int:
        """How many pieces of work are waiting or going on."""
        return len(self._tickets)

    def close(self) -> None:
        """Cancels what runs and waits until every thread has ended; nothing comes home afterwards."""
        self._closed = True
        for ticket in self._tickets:
            ticket.forget()
        self._tickets.clear()
        for lane, _ in self._threads:
            self._queues[lane].put(None)
        for _, thread in self._threads:
            thread.join()
        self._threads.clear()

    def _start(self, lane: str) -> None:
        for number in range(READ_THREADS if lane == "read" else 1):
            thread = threading.Thread(target=self._serve, args=(self._queues[lane],), name=f"{lane}-{number + 1}")
            thread.daemon = True
            self._threads.append((lane, thread))
            thread.start()

    def _serve(self, queue: SimpleQueue[tuple[Ticket, Work] | None]) -> None:
        while (item := queue.get()) is not None:
            ticket, work = item
            kind, value = self._outcome(ticket, work)
            ticket.end()
            self._home.emit(ticket, kind, value)
            del item, ticket, work, value

    def _outcome(self, ticket: Ticket, work: Work) -> tuple[str, Any]:
        try:
            return "done", self._drive(ticket, work)
        except Exception as error:
            return "failed", error

    def _drive(self, ticket: Ticket, work: Work) -> Any:
        _stop_if_cancelled(ticket)
        outcome = work() if callable(work) else work
        if not isinstance(outcome, Generator):
            _stop_if_cancelled(ticket)
            return outcome
        told = 0.0
        try:
            while True:
                progress = next(outcome)
                _stop_if_cancelled(ticket)
                if ticket.on_progress is not None and time.monotonic() - told >= PROGRESS_EVERY:
                    told = time.monotonic()
                    self._home.emit(ticket, "progress", progress)
        except StopIteration as end:
            return end.value
        finally:
            outcome.close()

    @Slot(object, str, object)
    def _arrive(self, ticket: Ticket, kind: str, value: Any) -> None:
        if self._closed:
            return
        if kind == "progress":
            if ticket.on_progress is not None and not ticket.cancelled:
                ticket.on_progress(value)
            return
        self._tickets.discard(ticket)
        if kind == "done":
            if ticket.on_done is not None:
                ticket.on_done(value)
        elif ticket.on_failed is not None:
            ticket.on_failed(value)
        elif not isinstance(value, Cancelled):
            self.failed.emit(value)


def _stop_if_cancelled(ticket: Ticket) -> None:
    if ticket.cancelled:
        raise Cancelled("The work was stopped.", "What was done before stays; start it again when you like.")
