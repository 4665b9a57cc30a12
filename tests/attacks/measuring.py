"""Says what each confined child really used: the zygote asks the kernel when it buries it.

The zygote's own ``wait4`` gives the child's peak of resident memory (the zygote's shared pages counted in, so it is
never too low) and its processor time, user and system together. Both go, one line a child, to a journal that was
opened before the doors closed; the children themselves are shut in exactly as in the program.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workbench.media import lockdown, sandbox, zygote
from workbench.media.sandbox import Decoder

ROOT = Path(__file__).resolve().parents[2]
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from tests.attacks import measuring; measuring.main({!r}, {!r}, {})"
)
WALLS = ("leave_namespaces", "_enter_empty_root", "_landlock_nothing", "_drop_capabilities")


@dataclass(frozen=True)
class Use:
    """What one child used, and how it ended (negative: a signal)."""

    ended: int
    peak_mib: float
    cpu_seconds: float


class Meter:
    """Reads the journal of one decoder's children."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0
        path.touch()

    def take(self, patience: float = 10.0) -> list[Use]:
        """Gives what the children used that ended since the last time; waits for the first of them."""
        end = time.monotonic() + patience
        while True:
            lines = self._path.read_text("ascii").splitlines()[self._read :]
            if lines or time.monotonic() > end:
                break
            time.sleep(0.002)
        self._read += len(lines)
        return [Use(int(ended), int(peak) / 1024, float(cpu)) for ended, peak, cpu in map(str.split, lines)]


def command(module: str, journal: Path, walls: bool = True) -> list[str]:
    """Gives the command that starts a zygote which keeps a journal; without ``walls`` the filter stands alone."""
    return [sys.executable, "-I", "-B", "-c", _BOOT.format(module, str(journal), walls), str(ROOT)]


@contextmanager
def measured(folder: Path, name: str = "children", walls: bool = True) -> Iterator[tuple[Decoder, Meter]]:
    """Gives the program's own decoder with its own limits, and the meter of its children."""
    journal = folder / f"{name}.journal"
    meter = Meter(journal)
    commands = {kind: command(f"workbench.media.{kind}", journal, walls) for kind in sandbox._COMMANDS}
    with Decoder(commands=commands) as decoder:
        yield decoder, meter


def main(module: str, journal: str, walls: bool) -> None:
    """Is a zygote of the program that also writes down what each child used."""
    pen = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def told(pid: int, options: int) -> tuple[int, int]:
        found, status, use = os.wait4(pid, options)
        if found:
            ended = os.waitstatus_to_exitcode(status)
            os.write(pen, f"{ended} {use.ru_maxrss} {use.ru_utime + use.ru_stime:.4f}\n".encode("ascii"))
        return found, status

    serving = zygote._Nursery.run

    def run(nursery: zygote._Nursery) -> None:
        os.waitpid = told
        serving(nursery)

    zygote._Nursery.run = run  # type: ignore[method-assign]
    if not walls:
        for wall in WALLS:
            setattr(lockdown, wall, lambda: False)
    importlib.import_module(module).main()
