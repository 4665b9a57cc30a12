"""``rate``: says how graphic exhibits are, and what kinds of harm they show."""

from __future__ import annotations

import argparse

from workbench.actions.cases import this_actor
from workbench.actions.groups import rate_groups
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.harms import Harm
from workbench.cli.console import Command, Outcome, case_argument, counted, numbered, opened
from workbench.errors import UsageError

_NONE = "none"


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("sensitivity", choices=[level.value for level in Sensitivity], help="how graphic")
    parser.add_argument("exhibits", metavar="EXHIBIT", type=numbered, nargs="+", help="such as EX-0004")
    parser.add_argument(
        "--harm",
        action="append",
        choices=[*(harm.value for harm in Harm), _NONE],
        help="a kind of harm that they show; may be given again, and none takes back what was said",
    )


def _run(arguments: argparse.Namespace) -> Outcome:
    actor = this_actor()
    level, harms = Sensitivity(arguments.sensitivity), _harms(arguments.harm)
    with opened(arguments) as case:
        rated = rate_groups(case, actor, arguments.exhibits, level, harms)
    labels = [exhibit_label(number) for number in dict.fromkeys(arguments.exhibits)]
    raised = [item.label for item in rated if item.label not in labels]
    shown = f", {', '.join(harm.value for harm in harms)}" if harms else ""
    line = f"{counted(len(labels), 'exhibit')} rated {level.value}{shown}."
    lines = [line, *(f"{label} looks like it, and is raised along." for label in raised)]
    document = {"exhibits": labels, "sensitivity": level.value, "raised": raised}
    return Outcome(tuple(lines), document if harms is None else {**document, "harms": [harm.value for harm in harms]})


def _harms(words: list[str] | None) -> tuple[Harm, ...] | None:
    """Reads the harms that were named; None where nothing was said of them."""
    if words is None:
        return None
    if _NONE in words:
        if len(words) > 1:
            raise UsageError("None goes with no other harm.", "Leave out one or the other.")
        return ()
    return tuple(map(Harm, words))


COMMAND = Command(
    "rate",
    "say how graphic exhibits are, and what harm they show",
    "rate CASE severe EX-0004 EX-0007 --harm 'graphic violence'",
    _arguments,
    _run,
)
