"""``rate``: says how graphic exhibits are."""

from __future__ import annotations

import argparse

from workbench.actions.cases import this_actor
from workbench.actions.exhibits import set_sensitivity
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Sensitivity
from workbench.cli.console import Command, Outcome, case_argument, counted, numbered, opened


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("sensitivity", choices=[level.value for level in Sensitivity], help="how graphic")
    parser.add_argument("exhibits", metavar="EXHIBIT", type=numbered, nargs="+", help="such as EX-0004")


def _run(arguments: argparse.Namespace) -> Outcome:
    actor = this_actor()
    level = Sensitivity(arguments.sensitivity)
    with opened(arguments) as case:
        set_sensitivity(case, actor, arguments.exhibits, level)
    labels = [exhibit_label(number) for number in arguments.exhibits]
    line = f"{counted(len(labels), 'exhibit')} rated {level.value}."
    return Outcome((line,), {"exhibits": labels, "sensitivity": level.value})


COMMAND = Command("rate", "say how graphic exhibits are", "rate CASE severe EX-0004 EX-0007", _arguments, _run)
