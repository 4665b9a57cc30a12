"""``history``: reads the ledger of a case."""

from __future__ import annotations

import argparse

from workbench.actions.custody import entries
from workbench.casefile.identity import moment_text
from workbench.cli.console import Command, Outcome, case_argument, columns, opened, plain


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("--newest", type=int, default=50, metavar="N", help="how many entries (default 50)")


def _run(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments, read_only=True) as case:
        read = entries(case, max(1, arguments.newest))
    rows = [(str(entry.number), moment_text(entry.at)[:19], entry.actor.name, entry.label) for entry in read]
    return Outcome(columns(rows), {"entries": plain(read)})


COMMAND = Command("history", "read the ledger of a case", "history CASE --newest 20", _arguments, _run)
