"""Does write paths in children of this process: ``python -m tests.faults.act NAME PLACE NAME PLACE …``.

A child that comes to its end without an error leaves the file ``ended`` in its place.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.faults.ground import Ground, named
from tests.faults.paths import PATHS, cheapen


def main(words: list[str]) -> None:
    """Forks one child after another and waits for each."""
    cheapen()
    for name, place in zip(words[::2], words[1::2], strict=True):
        child = os.fork()
        if not child:
            _live(name, Ground(Path(place)))
        os.waitpid(child, 0)


def _live(name: str, ground: Ground) -> None:
    """Does one act and ends."""
    try:
        ground.enter()
        named(PATHS, name).act(ground)
        os.open(ground.place / "ended", os.O_CREAT | os.O_WRONLY)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
