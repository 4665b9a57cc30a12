"""``hold``: forbids destruction until it is lifted, lifts a hold, and lists the holds."""

from __future__ import annotations

import argparse
from typing import Any

from workbench.actions.cases import OpenCase, this_actor
from workbench.actions.retention import holds, lift_hold, place_hold
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.retention import Hold, moment_words
from workbench.cli.console import Command, Outcome, case_argument, numbered, opened, plain
from workbench.errors import UsageError


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument(
        "exhibits", metavar="EXHIBIT", type=numbered, nargs="*", help="what it covers, such as EX-0004; else the case"
    )
    parser.add_argument("--authority", default="", help="who ordered the hold: a court, a regulator, counsel")
    parser.add_argument("--reason", default="", help="why, which stands in the ledger")
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--lift", metavar="HOLD", help="lift the hold of this name")
    act.add_argument("--list", action="store_true", help="list the holds, lifted ones too")


def _run(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments, read_only=arguments.list) as case:
        if arguments.list:
            return _list(case)
        if arguments.lift:
            if arguments.exhibits or arguments.authority:
                raise UsageError("Lifting takes the name of the hold and a reason alone.", "Leave the rest away.")
            hold = lift_hold(case, this_actor(), arguments.lift, arguments.reason)
            return Outcome((f"Lifted: {hold.words}.",), {"hold": _document(hold)})
        hold = place_hold(case, this_actor(), arguments.authority, arguments.reason, arguments.exhibits)
    lines = (f"On hold: {hold.words}.", f"It is lifted by: hold CASE --lift {hold.id} --reason …")
    return Outcome(lines, {"hold": _document(hold)})


def _list(case: OpenCase) -> Outcome:
    """Lists the holds of a case."""
    kept = holds(case)
    lines = tuple(_line(hold) for hold in kept) or ("Nothing is on hold.",)
    return Outcome(lines, {"holds": [_document(hold) for hold in kept]})


def _line(hold: Hold) -> str:
    """Says how a hold stands."""
    placed = f"placed {moment_words(hold.placed)} by {hold.actor.name}: {hold.reason}"
    if hold.lifted is None or hold.lifted_by is None:
        return f"{hold.id}  {hold.words}; {placed}"
    lifted = f"lifted {moment_words(hold.lifted)} by {hold.lifted_by.name}: {hold.lifted_reason}"
    return f"{hold.id}  {hold.words}; {placed}; {lifted}"


def _document(hold: Hold) -> dict[str, Any]:
    """Turns a hold into what ``--json`` prints."""
    covered = [exhibit_label(number) for number in hold.exhibits]
    return {**plain(hold), "exhibits": covered, "whole_case": not covered, "active": hold.active}


COMMAND = Command(
    "hold",
    "forbid destruction until it is lifted",
    "hold CASE EX-0004 --authority 'Court order 12/26' --reason 'Pending appeal'",
    _arguments,
    _run,
)
