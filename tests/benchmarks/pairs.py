"""Times two jobs in turn and prints the ratio of each pair: on a shared machine only that means anything."""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """One side of a pair: what it is called, what it does, and how the ground is cleared before each run."""

    name: str
    run: Callable[[], object]
    clear: Callable[[], object] = lambda: None


def compare(title: str, ours: Job, peer: Job, pairs: int = 5) -> float:
    """Runs both jobs in turn, once unmeasured, prints a row, and returns the median ratio ours : peer."""
    ratios, times = [], ([], [])  # type: ignore[var-annotated]
    for turn in range(pairs + 1):
        taken = [_timed(job) for job in (ours, peer)]
        if turn:
            ratios.append(taken[0] / taken[1])
            for side, seconds in zip(times, taken, strict=True):
                side.append(seconds)
    median = statistics.median(ratios)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{title:<44} {median:6.2f}  ({min(ratios):.2f} to {max(ratios):.2f})   "
        f"{statistics.median(times[0]) * 1000:8.0f} ms : {statistics.median(times[1]) * 1000:8.0f} ms   "
        f"against {peer.name}; peak {memory} MiB",
        flush=True,
    )
    return median


def head() -> None:
    """Prints the head of the table."""
    print(f"{'job':<44} ratio  (least to most)    medians, ours : theirs", file=sys.stdout, flush=True)


def _timed(job: Job) -> float:
    """Times one run, its ground cleared first."""
    job.clear()
    start = time.perf_counter()
    job.run()
    return time.perf_counter() - start
