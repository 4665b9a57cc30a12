"""``verify``: checks a case against its ledger."""

from __future__ import annotations

import argparse

from workbench.actions.custody import verify
from workbench.casefile.custody import head_from
from workbench.cli.console import Command, Outcome, case_argument, counted, opened, plain, watch


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument(
        "--head", dest="heads", type=_head, action="append", default=[], metavar="SIZE:ROOT", help="a head from a memo"
    )


def _head(text: str) -> tuple[int, str]:
    """Reads a head for argparse."""
    try:
        return head_from(text)
    except ValueError as cause:
        raise argparse.ArgumentTypeError(str(cause)) from cause


def _run(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments, read_only=True) as case:
        found = watch(arguments, verify(case, arguments.heads))
    checked = (
        f"{counted(found.entries, 'entry', 'entries')}, {counted(found.rows, 'record')} and "
        f"{counted(found.originals, 'original')} checked, {found.bytes:,} bytes hashed."
    )
    head = f"Ledger head {found.entries}:{found.root}"
    if found.clean:
        seen = tuple(f"The head of {size:,} entries stands in this history." for size, _ in arguments.heads)
        return Outcome((f"Clean: {checked}", *seen, head), {"clean": True, "faults": [], "verification": plain(found)})
    faults = [f"{fault.subject}: {fault.detail}. {fault.remedy}" for fault in found.faults]
    lines = (f"NOT as the ledger says: {counted(len(faults), 'fault')}.", *faults, checked, head)
    return Outcome(lines, {"clean": False, "faults": plain(found.faults), "verification": plain(found)}, failed=True)


COMMAND = Command("verify", "check a case against its ledger", "verify CASE", _arguments, _run)
