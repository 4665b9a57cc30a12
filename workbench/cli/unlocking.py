"""Where a sub-command takes a passphrase from: a file, the environment, or the person at the terminal."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from workbench.errors import CaseLocked, UsageError, WrongSecret

VARIABLE = "WORKBENCH_PASSPHRASE"
NEW_VARIABLE = "WORKBENCH_NEW_PASSPHRASE"
_TRIES = 3
_WAYS = f"Give it by --passphrase-file, in the variable {VARIABLE}, or at a terminal."
Result = TypeVar("Result")


def secret_argument(parser: argparse.ArgumentParser) -> None:
    """Adds the file that holds the passphrase of an encrypted case."""
    parser.add_argument(
        "--passphrase-file",
        metavar="FILE",
        type=Path,
        help=f"its first line opens an encrypted case; else {VARIABLE} does, or you are asked",
    )


def unlocked(arguments: argparse.Namespace, act: Callable[[str | None], Result]) -> Result:
    """Does something that may need a passphrase: with the one that was given, the keyring's, or the person's."""
    given = given_secret(arguments)
    if given is not None:
        return act(given)
    try:
        return act(None)
    except CaseLocked as locked:
        if not _is_terminal():
            raise CaseLocked(locked.message, _WAYS) from locked
    for left in reversed(range(_TRIES)):
        try:
            return act(getpass.getpass("Passphrase or recovery key: "))
        except WrongSecret as wrong:
            if not left:
                raise
            print(wrong, file=sys.stderr)
    raise AssertionError("the last try returns or raises")


def given_secret(arguments: argparse.Namespace) -> str | None:
    """Reads the passphrase that was given without asking; None where none was."""
    return _from(arguments.passphrase_file, VARIABLE)


def chosen_passphrase(file: Path | None, variable: str) -> str:
    """Reads a passphrase that is to hold from now on, asked for twice at a terminal; raises UsageError without one."""
    given = _from(file, variable)
    if given is not None:
        return given
    if not _is_terminal():
        option = "--new-passphrase-file" if variable == NEW_VARIABLE else "--passphrase-file"
        raise UsageError(
            "No passphrase was given.", f"Give it by {option}, in the variable {variable}, or at a terminal."
        )
    first = getpass.getpass("New passphrase: ")
    if getpass.getpass("The same once more: ") != first:
        raise UsageError("The two are not the same.", "Nothing was changed; try again.")
    return first


def recovery_lines(recovery_key: str) -> tuple[str, ...]:
    """Words what a person must do with a recovery key."""
    return (
        f"Recovery key, shown this once: {recovery_key}",
        "Write it down and keep it apart from the passphrase: it opens the case when the passphrase is lost.",
    )


def _from(file: Path | None, variable: str) -> str | None:
    """Reads the first line of a file, or else a variable."""
    if file is None:
        return os.environ.get(variable) or None
    try:
        with open(file, encoding="utf-8-sig") as lines:
            return lines.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as cause:
        raise UsageError(f"The passphrase could not be read from {file}.", "Check the file.") from cause


def _is_terminal() -> bool:
    """Tells whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()
