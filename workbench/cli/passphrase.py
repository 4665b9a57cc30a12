"""``passphrase``: changes what opens an encrypted case, or destroys its key and with it the case."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from workbench.actions.cases import this_actor
from workbench.actions.encryption import (
    change_passphrase,
    destroy_key,
    forget_from_keyring,
    keep_in_keyring,
    renew_recovery_key,
)
from workbench.cli.console import Command, Outcome, case_argument, plain
from workbench.cli.unlocking import NEW_VARIABLE, chosen_passphrase, recovery_lines, unlocked
from workbench.errors import UsageError


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument(
        "--new-passphrase-file", metavar="FILE", type=Path, help=f"its first line is the new one; else {NEW_VARIABLE}"
    )
    parser.add_argument(
        "--keyring",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="leave a key in the system's keyring, or take it out, instead of changing the passphrase",
    )
    parser.add_argument("--new-recovery-key", action="store_true", help="make a new recovery key instead")
    parser.add_argument("--destroy-key", action="store_true", help="destroy the key, and with it the case, for good")
    parser.add_argument("--authority", default="", help="on whose authority the key is destroyed")
    parser.add_argument("--reason", default="", help="why the key is destroyed")


def _run(arguments: argparse.Namespace) -> Outcome:
    if arguments.destroy_key:
        return _destroy(arguments)
    if arguments.authority or arguments.reason:
        raise UsageError(
            "An authority and a reason belong to --destroy-key.", "Leave them out to change what opens it."
        )
    folder, actor, done = arguments.case, this_actor(), _Done()
    if arguments.new_recovery_key:
        key = unlocked(arguments, lambda secret: renew_recovery_key(folder, actor, secret))
        done.note("The old recovery key opens nothing any more.", *recovery_lines(key), recovery_key=key)
    if arguments.keyring is True:
        unlocked(arguments, lambda secret: keep_in_keyring(folder, actor, secret))
        done.note("The system's keyring keeps a key of the case.", keyring=True)
    if arguments.keyring is False:
        unlocked(arguments, lambda secret: forget_from_keyring(folder, actor, secret))
        done.note("The system's keyring keeps no key of the case.", keyring=False)
    if not done.lines or arguments.new_passphrase_file:
        new = chosen_passphrase(arguments.new_passphrase_file, NEW_VARIABLE)
        unlocked(arguments, lambda secret: change_passphrase(folder, actor, secret, new))
        done.note("The passphrase is changed; the recovery key is as it was.", changed=True)
    return Outcome(tuple(done.lines), {"folder": str(folder.absolute()), **done.document})


class _Done:
    """What was changed so far, in words and for a program."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.document: dict[str, Any] = {}

    def note(self, *lines: str, **document: Any) -> None:
        """Adds one change."""
        self.lines.extend(lines)
        self.document.update(document)


def _destroy(arguments: argparse.Namespace) -> Outcome:
    """Destroys the key of the case."""
    gone = unlocked(
        arguments,
        lambda secret: destroy_key(arguments.case, this_actor(), secret, arguments.authority, arguments.reason),
    )
    lines = (
        "The key of the case is destroyed; its contents cannot be had back.",
        f"{gone.folder / 'destroyed.json'} says on whose authority and why. Mind copies of the folder elsewhere.",
        f"Ledger head {gone.destruction.head.words}",
    )
    return Outcome(lines, {"folder": str(gone.folder), "destroyed": True, "statement": plain(gone.destruction)})


COMMAND = Command(
    "passphrase",
    "change what opens an encrypted case",
    "passphrase CASE --new-passphrase-file new.txt",
    _arguments,
    _run,
)
