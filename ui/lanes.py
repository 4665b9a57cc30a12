"""Runs jobs off the screen's thread and brings progress home: the only thread code of the desktop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QObject

from workbench.jobs import Job, Progress


class Ticket:
    """One piece of running work; ``cancel()`` stops it at its next yield, ``running`` tells whether it goes on."""

    running: bool

    def cancel(self) -> None: ...


class Lanes(QObject):
    """One lane for writes, in order, and two for reads; all callbacks come on the screen's thread.

    ``work`` is a callable with no arguments; if what it returns is a generator it is driven as a Job.
    """

    def __init__(self, parent: QObject | None = None) -> None: ...
    def run(
        self,
        work: Callable[[], Any] | Job[Any],
        on_done: Callable[[Any], None] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        on_failed: Callable[[Exception], None] | None = None,
        lane: Literal["read", "write"] = "read",
    ) -> Ticket: ...
    def close(self) -> None: ...
