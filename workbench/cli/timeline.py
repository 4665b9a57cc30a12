"""``timeline add`` and ``timeline list``: puts down what happened and when."""

from __future__ import annotations

import argparse

from workbench.actions.cases import this_actor
from workbench.actions.occurrences import add_occurrence, occurrences
from workbench.casefile.occurrences import time_words
from workbench.cli.console import Command, Outcome, case_argument, columns, numbered, opened, plain


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("--at", required=True, metavar="TIME", help="such as 2026-10-03, or '2026-10-03 14:29'")
    parser.add_argument("--zone", default="UTC", help="such as Europe/Berlin or +02:00 (default UTC)")
    parser.add_argument("--exhibit", dest="exhibits", type=numbered, action="append", default=[], help="may repeat")
    parser.add_argument("--source", default="", help="where this is known from")
    parser.add_argument("title", metavar="WORDS", help="what happened, in one line")


def _add(arguments: argparse.Namespace) -> Outcome:
    actor = this_actor()
    with opened(arguments) as case:
        item = add_occurrence(
            case, actor, arguments.at, arguments.title, arguments.zone, arguments.exhibits, arguments.source
        )
    line = f"{time_words(item.at, item.zone, item.precision)}: {item.title}"
    return Outcome((line,), {"occurrence": plain(item)})


def _list(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments, read_only=True) as case:
        items = occurrences(case)
    rows = [(time_words(item.at, item.zone, item.precision), item.title) for item in items]
    return Outcome(columns(rows) or ("The timeline is empty.",), {"occurrences": plain(items)})


COMMANDS = (
    Command(
        "timeline add",
        "put down what happened and when",
        "timeline add CASE --at '2026-10-03 14:29' --zone Europe/Berlin 'The first ad ran' --exhibit EX-0004",
        _add_arguments,
        _add,
    ),
    Command("timeline list", "list what happened, by time", "timeline list CASE", case_argument, _list),
)
