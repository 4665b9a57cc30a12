"""``repair``: brings back what the ledger of a case proves, from the case itself and from copies."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.actions.cases import this_actor
from workbench.actions.repair import repair_folder
from workbench.cli.console import Command, Outcome, case_argument, counted, plain, watch
from workbench.cli.unlocking import unlocked


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument(
        "--from", dest="copies", type=Path, action="append", default=[], metavar="COPY", help="a copy to take from"
    )
    parser.add_argument("--look", action="store_true", help="only say what would be done")


def _run(arguments: argparse.Namespace) -> Outcome:
    actor = this_actor()
    report = unlocked(
        arguments,
        lambda secret: watch(arguments, repair_folder(arguments.case, actor, arguments.copies, secret, arguments.look)),
    )
    title = "Would be mended" if arguments.look else "Mended"
    lines = (
        f"{title}: {counted(len(report.mended), 'thing')}.",
        *(f"{mended.subject}: {mended.what}." for mended in report.mended),
        *(f"Still wrong: {fault.subject}: {fault.detail}. {fault.remedy}" for fault in report.remaining),
    )
    document = {"mended": plain(report.mended), "faults": plain(report.remaining), "acted": report.acted}
    return Outcome(lines, document, failed=bool(report.remaining) and not arguments.look)


COMMAND = Command("repair", "bring back what the ledger of a case proves", "repair CASE --from COPY", _arguments, _run)
