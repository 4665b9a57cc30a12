"""``undo``: takes the last act back, or one of those before it, by a new entry."""

from __future__ import annotations

import argparse

from workbench.actions.cases import this_actor
from workbench.actions.undo import undo
from workbench.cli.console import Command, Outcome, case_argument, opened, plain


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("--entry", type=int, metavar="N", help="take back entry N of the ledger, not the last act")


def _run(arguments: argparse.Namespace) -> Outcome:
    actor = this_actor()
    with opened(arguments) as case:
        entry = undo(case, actor, arguments.entry)
    return Outcome((f"Undone: {entry.label}.",), {"undone": plain(entry)})


COMMAND = Command("undo", "take the last act back, by a new entry", "undo CASE", _arguments, _run)
