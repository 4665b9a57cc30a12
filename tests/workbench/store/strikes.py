"""Opens old cases in children that are killed or cramped: ``python -m tests.workbench.store.strikes COUNT CASE …``.

A count of 0 stands for a child that may write no file of more than 60 kB, any other for the statement before which it
is killed. Prints what became of each child: its exit status, or the signal that ended it below zero.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path

# Read once here, and not by every child.
import alembic.migration
import alembic.operations  # noqa: F401
from sqlalchemy import event
from sqlalchemy.engine import Engine

from workbench.casefile.identity import Actor
from workbench.errors import CaseDamaged, StorageFull
from workbench.store.folder import open_case

REFUSED = 7


def main(words: list[str]) -> None:
    """Forks one child after another and waits for each."""
    for count, case in zip(words[::2], words[1::2], strict=True):
        child = os.fork()
        if not child:
            _live(int(count), Path(case))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _live(count: int, case: Path) -> None:
    """Opens one case for writing and ends."""
    seen = 0

    def before(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == count:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        event.listen(Engine, "before_cursor_execute", before)
        if not count:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
        open_case(case, Actor("Investigator", "inv"))
    except (StorageFull, CaseDamaged):
        os._exit(REFUSED)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
