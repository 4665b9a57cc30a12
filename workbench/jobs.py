"""A long job is a generator: it yields Progress and returns its result.

The command line drives one with ``for``, a test with :func:`finish`, the window with its lanes. Closing the
generator cancels the job; leaving its ``with`` blocks rolls back what was not confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come: ``done`` of ``total`` units (``total`` 0 while unknown), and what it does now."""

    done: int
    total: int
    doing: str = ""


Job: TypeAlias = Generator[Progress, None, Result]


def finish(job: Job[Result]) -> Result:
    """Runs a job to its end and returns its result, for a caller that shows no progress."""
    return drive(job, lambda progress: None)


def drive(job: Job[Result], show: Callable[[Progress], None]) -> Result:
    """Runs a job to its end, hands each Progress to ``show``, and returns the job's result."""
    while True:
        try:
            show(next(job))
        except StopIteration as end:
            result: Result = end.value
            return result
