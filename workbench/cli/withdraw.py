"""``withdraw``: takes an exhibit out of view."""

from __future__ import annotations

import argparse

from workbench.actions.cases import this_actor
from workbench.actions.exhibits import withdraw
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.cli.console import Command, Outcome, case_argument, exhibit_argument, opened


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    exhibit_argument(parser)
    parser.add_argument("--why", required=True, help="the reason, which stands in the ledger")


def _run(arguments: argparse.Namespace) -> Outcome:
    actor = this_actor()
    with opened(arguments) as case:
        withdraw(case, actor, arguments.exhibit, arguments.why)
    label = exhibit_label(arguments.exhibit)
    return Outcome((f"{label} is out of view; its bytes and record stay.",), {"exhibit": label})


COMMAND = Command(
    "withdraw",
    "take an exhibit out of view",
    "withdraw CASE EX-0004 --why 'Not part of this case'",
    _arguments,
    _run,
)
