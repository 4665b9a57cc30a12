"""The command line of the Investigation Workbench: each job of the window, without one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from workbench.cli import (
    acquire,
    aids,
    case,
    cite,
    decide,
    demo,
    destroy,
    encrypt,
    exhibit,
    exposure,
    groups,
    hashlist,
    history,
    hold,
    ledger,
    listing,
    mark,
    memo,
    passphrase,
    policy,
    preview,
    rate,
    repair,
    rules,
    search,
    timeline,
    timestamp,
    undo,
    unpack,
    verify,
    withdraw,
)
from workbench.cli.console import FAILED, WRONG_USE, Command, Parser, print_error, print_outcome
from workbench.errors import UsageError, WorkbenchError
from workbench.version import TOOL

COMMANDS: tuple[Command, ...] = (
    demo.COMMAND,
    *case.COMMANDS,
    acquire.COMMAND,
    unpack.COMMAND,
    listing.COMMAND,
    search.COMMAND,
    *policy.COMMANDS,
    cite.COMMAND,
    *timeline.COMMANDS,
    *mark.COMMANDS,
    rate.COMMAND,
    preview.COMMAND,
    *rules.COMMANDS,
    exposure.COMMAND,
    aids.COMMAND,
    decide.COMMAND,
    groups.COMMAND,
    *hashlist.COMMANDS,
    *exhibit.COMMANDS,
    withdraw.COMMAND,
    hold.COMMAND,
    destroy.COMMAND,
    undo.COMMAND,
    memo.COMMAND,
    history.COMMAND,
    ledger.COMMAND,
    verify.COMMAND,
    repair.COMMAND,
    encrypt.COMMAND,
    passphrase.COMMAND,
    timestamp.COMMAND,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one sub-command and returns its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in words
    name = " ".join(word for word in words[:2] if not word.startswith("-"))
    try:
        arguments = build_parser().parse_args(words)
        command: Command = arguments.command
        name = command.name
        outcome = command.run(arguments)
        with outcome.kept:
            print_outcome(outcome, name, as_json)
    except UsageError as error:
        print_error(error, name, as_json)
        return WRONG_USE
    except WorkbenchError as error:
        print_error(error, name, as_json)
        return FAILED
    except KeyboardInterrupt:
        print_error(WorkbenchError("Stopped. What was confirmed is kept."), name, as_json)
        return FAILED
    return outcome.status


def build_parser() -> argparse.ArgumentParser:
    """Builds the parser from the list of commands; ``case new`` and its like become nested words."""
    parser = Parser(prog="main.py", description="Evidence, policy, decision and memo for one escalation, offline.")
    parser.add_argument("--version", action="version", version=TOOL)
    first = parser.add_subparsers(metavar="COMMAND", required=True)
    groups: dict[str, argparse._SubParsersAction[Parser]] = {}
    for command in COMMANDS:
        group, _, word = command.name.rpartition(" ")
        if group and group not in groups:
            groups[group] = first.add_parser(group, help=f"{group}: see its own --help").add_subparsers(
                metavar="COMMAND", required=True
            )
        _add(groups[group] if group else first, word, command)
    return parser


def _add(place: argparse._SubParsersAction[Parser], word: str, command: Command) -> None:
    """Adds one sub-command with its example."""
    parser = place.add_parser(
        word,
        help=command.summary,
        description=command.summary[:1].upper() + command.summary[1:] + ".",
        epilog=f"example:\n  python main.py {command.example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.arguments(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of words")
    parser.set_defaults(command=command)


if __name__ == "__main__":
    sys.exit(main())
