"""The time that a child gives itself, so that it answers with what it has before its limits end it."""

from __future__ import annotations

import time

_PATIENCE = 40.0  # seconds of the clock: on a busy machine they pass sooner than those of the processor


class Allowance:
    """The processor time of a child, and the time that somebody may wait for it."""

    def __init__(self, cpu_seconds: float) -> None:
        self._cpu_seconds = cpu_seconds
        self._began = time.monotonic()

    def spent(self, share: float) -> bool:
        """Tells whether so large a share of either is used."""
        return self.left(share) <= 0 or time.monotonic() - self._began > _PATIENCE * share

    def left(self, share: float) -> float:
        """Gives the processor seconds that are left of a share."""
        return self._cpu_seconds * share - time.process_time()
