"""``encrypt``: encrypts a case that exists, all of it."""

from __future__ import annotations

import argparse

from workbench.actions.cases import is_encrypted, this_actor
from workbench.actions.encryption import encrypt
from workbench.cli.console import Command, Outcome, case_argument, opened, watch
from workbench.cli.unlocking import VARIABLE, chosen_passphrase, recovery_lines
from workbench.errors import UsageError


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("--keyring", action="store_true", help="leave a key in the system's keyring as well")


def _run(arguments: argparse.Namespace) -> Outcome:
    if is_encrypted(arguments.case):
        raise UsageError("This case is encrypted already.", "To change its passphrase, use passphrase.")
    passphrase = chosen_passphrase(arguments.passphrase_file, VARIABLE)
    with opened(arguments) as case:
        folder = str(case.folder)
        recovery_key = watch(arguments, encrypt(case, this_actor(), passphrase, arguments.keyring))
    lines = ("The case is encrypted: records, originals and derivatives.", *recovery_lines(recovery_key))
    return Outcome(lines, {"folder": folder, "encrypted": True, "recovery_key": recovery_key})


COMMAND = Command(
    "encrypt", "encrypt a case that exists", "encrypt CASE --passphrase-file secret.txt", _arguments, _run
)
