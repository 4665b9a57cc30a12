"""Strikes a write path at the n-th call of one kind: death, or an error from the system (strace's injection).

The calls are counted, not timed, so every strike can be repeated. One process prepares the program and then forks a
child for each write path; strace counts the calls of each child anew and lets none of the parent's pass for theirs,
since the parent makes none of those kinds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.ground import Ground, WritePath, problems

# Calls that change what lies on a disk, or make it durable.
CALLS = (
    *("write", "pwrite64", "ftruncate", "fallocate", "fsync", "fdatasync", "syncfs"),
    *("link", "linkat", "rename", "unlink", "mkdir", "chmod"),
)
DEATH = "signal=KILL"
ERRORS = ("error=EIO", "error=ENOSPC", "error=EMFILE")
_STRUCK = 75


@dataclass(frozen=True)
class Strike:
    """One point: which call, which occurrence of it, and what happens there."""

    call: str
    turn: int
    fault: str

    @property
    def option(self) -> str:
        """The strike as strace takes it; a disk that is full stays full."""
        lasting = "+" if "ENOSPC" in self.fault else ""
        return f"inject={self.call}:{self.fault}:when={self.turn}{lasting}"


def why_not() -> str:
    """Says why calls cannot be struck here; empty where they can."""
    strace = shutil.which("strace")
    if strace is None:
        return "strace is not installed"
    tried = subprocess.run([strace, "-f", "-qq", "-e", "trace=none", "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "this machine lets no process trace another"


def strike(
    paths: Sequence[WritePath], laid: dict[str, Ground], at: Strike, place: Path
) -> Iterator[tuple[str, bool, list[str]]]:
    """Strikes each path at one point; gives its name, whether the strike fell, and what was wrong afterwards."""
    grounds = {path.name: laid[path.name].copied(place / f"{number}") for number, path in enumerate(paths)}
    words = [word for path in paths for word in (path.name, str(grounds[path.name].place))]
    subprocess.run(
        ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={at.call}", "-e", at.option,
         sys.executable, "-B", "-m", "tests.faults.act", *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    for path in paths:
        ground = grounds[path.name]
        fell = not (ground.place / "ended").exists()
        try:
            found = problems(path, ground)
        except Exception as fault:
            found = [f"{type(fault).__name__}: {fault}"]
        yield path.name, fell, found
        shutil.rmtree(ground.place, ignore_errors=True)
