"""``unpack``: opens containers and enters what they hold."""

from __future__ import annotations

import argparse

from workbench.actions.cases import this_actor
from workbench.actions.previewing import open_decoder
from workbench.actions.unpacking import DEPTH, UnpackReport, unpack_all
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.cli.console import (
    Command,
    Outcome,
    case_argument,
    counted,
    exhibit_document,
    numbered,
    opened,
    watch,
)
from workbench.errors import UsageError


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("exhibits", metavar="EXHIBIT", type=numbered, nargs="+", help="containers, such as EX-0004")
    parser.add_argument(
        "--depth", metavar="N", type=int, default=DEPTH, help=f"how many levels to open, 1 to {DEPTH} (all of them)"
    )


def _run(arguments: argparse.Namespace) -> Outcome:
    if not 1 <= arguments.depth <= DEPTH:
        raise UsageError(f"The depth is from 1 to {DEPTH}.", "Unpack what lies deeper by its own number.")
    with opened(arguments) as case, open_decoder() as decoder:
        report = watch(arguments, unpack_all(case, this_actor(), decoder, arguments.exhibits, arguments.depth))
    lines = (
        unpacked_words(report),
        *(f"Known already: {source} is {exhibit_label(number)}" for source, number in report.duplicates),
    )
    return Outcome(lines, unpacked_document(report), report.refused)


def unpacked_words(report: UnpackReport) -> str:
    """Says in one line what came out of containers."""
    parts = [f"{counted(len(report.children), 'exhibit')} unpacked", f"{len(report.duplicates):,} known already"]
    if report.occurrences:
        parts.append(counted(report.occurrences, "occurrence"))
    return f"{', '.join([*parts, f'{len(report.refused):,} left out'])}."


def unpacked_document(report: UnpackReport) -> dict[str, object]:
    """Turns what came out of containers into what ``--json`` prints."""
    return {
        "children": [exhibit_document(exhibit) for exhibit in report.children],
        "duplicates": [{"path": source, "exhibit": exhibit_label(number)} for source, number in report.duplicates],
        "occurrences": report.occurrences,
    }


COMMAND = Command("unpack", "open containers and enter what they hold", "unpack CASE EX-0004", _arguments, _run)
