"""``destroy``: destroys an exhibit's bytes and all that was made from them, and certifies it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from workbench.actions.cases import this_actor
from workbench.actions.exhibits import exhibit
from workbench.actions.retention import destroy, export_certificate
from workbench.casefile.exhibit_numbers import exhibit_label, exhibit_number
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.retention import Tombstone
from workbench.cli.console import (
    Command,
    Outcome,
    case_argument,
    exhibit_argument,
    exhibit_document,
    opened,
    plain,
    watch,
)
from workbench.errors import Cancelled, UsageError


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    exhibit_argument(parser)
    parser.add_argument("--authority", required=True, help="who ordered it: a court, a regulator, a retention rule")
    parser.add_argument("--reason", required=True, help="why, which stands in the ledger and on the certificate")
    parser.add_argument(
        "--certificate", metavar="FILE", type=Path, help="write the certificate of destruction: .html, .md or .json"
    )
    parser.add_argument("--yes", action="store_true", help="ask nothing; without a terminal nothing is asked either")


def _run(arguments: argparse.Namespace) -> Outcome:
    if arguments.certificate is not None and arguments.certificate.suffix.lower() not in (".html", ".md", ".json"):
        raise UsageError("A certificate ends in .html, .md or .json.", "Nothing was destroyed.")
    actor = this_actor()
    with opened(arguments) as case:
        item = exhibit(case, arguments.exhibit)
        if not (arguments.yes or arguments.json) and sys.stdin.isatty():
            _ask(item)
        stone = watch(arguments, destroy(case, actor, item.number, arguments.authority, arguments.reason))
        written = None
        if arguments.certificate is not None:
            written = export_certificate(case, actor, item.number, arguments.certificate)
        now = exhibit(case, item.number)
    lines = [f"{item.label} is destroyed: {stone.size:,} bytes, sha256 {stone.digest}."]
    if stone.derivatives:
        lines.append(f"Gone with it: {', '.join(stone.derivatives)}.")
    if written is not None:
        lines.append(f"The certificate is {written}.")
    document = {"exhibit": exhibit_document(now), "tombstone": tombstone_document(stone)}
    return Outcome(tuple(lines), {**document, "certificate": None if written is None else str(written)})


def tombstone_document(stone: Tombstone) -> dict[str, object]:
    """Turns a tombstone into what ``--json`` prints."""
    return {**plain(stone), "exhibit": exhibit_label(stone.exhibit), "sha256": stone.digest}


def _ask(item: Exhibit) -> None:
    """Has the person at the terminal type the exhibit's number before it is destroyed for good."""
    print(f"{item.label}, {item.neutral_name}, {item.size:,} bytes, will be destroyed for good.", file=sys.stderr)
    print("Type its number to go on: ", end="", file=sys.stderr, flush=True)
    try:
        typed = exhibit_number(sys.stdin.readline())
    except ValueError:
        typed = 0
    if typed != item.number:
        raise Cancelled("Nothing was destroyed.", "Type the number of the exhibit to go on, or give --yes.")


COMMAND = Command(
    "destroy",
    "destroy an exhibit's bytes lawfully; its record and a tombstone stay",
    "destroy CASE EX-0004 --authority 'Court order 12/26' --reason 'Unlawful to hold' --certificate EX-0004.html",
    _arguments,
    _run,
)
