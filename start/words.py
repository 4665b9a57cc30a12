"""What the start says on the terminal, and how it stops."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence


class Stopped(Exception):
    """The start cannot go on; its text tells a person what happened and what to do."""


def say(line: str) -> None:
    """Prints one line for the person who waits, on the error stream, so that output stays clean for programs."""
    print(line, file=sys.stderr, flush=True)


def run_quietly(
    command: Sequence[str], environment: Mapping[str, str] | None = None, keep_open: Sequence[int] = ()
) -> tuple[bool, str]:
    """Runs a command without showing it; returns whether it did its work, and the last lines that it wrote.

    The command inherits the open files of ``keep_open``, and with them a lock that stands on one.
    """
    try:
        done = subprocess.run(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=None if environment is None else dict(environment),
            encoding="utf-8",
            errors="replace",
            pass_fds=() if sys.platform == "win32" else tuple(keep_open),
            check=False,
        )
    except OSError as error:
        return False, str(error)
    return done.returncode == 0, tail(done.stdout)


def tail(text: str, lines: int = 15) -> str:
    """Returns the last lines of a long text, indented as a quotation."""
    kept = [line.rstrip() for line in text.splitlines() if line.strip()][-lines:]
    return "\n".join("    " + line for line in kept)
