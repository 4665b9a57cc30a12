"""``verify``: checks a case against its ledger."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.actions.custody import verify
from workbench.casefile.custody import Fault, FaultKind, SeenHead, Verification, head_from, heads_from
from workbench.cli.console import Command, Outcome, case_argument, counted, opened, plain, watch
from workbench.errors import CaseDamaged, UsageError


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument(
        "--head", dest="given", type=_head, action="append", default=[], metavar="SIZE:ROOT", help="a head from a memo"
    )
    parser.add_argument(
        "--heads", type=Path, action="append", default=[], metavar="FILE", help="heads that ledger --heads wrote"
    )
    parser.add_argument(
        "--since-head", action="store_true", help="trust the newest signed head and check what came after it"
    )


def _head(text: str) -> SeenHead:
    """Reads a head for argparse."""
    try:
        return SeenHead(*head_from(text))
    except ValueError as cause:
        raise argparse.ArgumentTypeError(str(cause)) from cause


def _kept(path: Path) -> tuple[SeenHead, ...]:
    """Reads the heads kept in a file."""
    try:
        kept = heads_from(path.read_text("ascii"))
    except (OSError, ValueError):
        kept = ()
    if not kept:
        raise UsageError(f"{path.name} holds no heads.", "Give a file that ledger CASE --heads FILE wrote.")
    return kept


def _run(arguments: argparse.Namespace) -> Outcome:
    heads = (*arguments.given, *(head for path in arguments.heads for head in _kept(path)))
    try:
        with opened(arguments, read_only=True) as case:
            found = watch(arguments, verify(case, heads, arguments.since_head, lanes=2))
    except CaseDamaged as damage:
        fault = Fault(FaultKind.STORE_UNREADABLE, "store", damage.message, damage.remedy)
        lines = (f"NOT as the ledger says: {damage.message}", damage.remedy)
        return Outcome(lines, {"clean": False, "faults": plain((fault,)), "notes": []}, failed=True)
    return _outcome(found, heads)


def _outcome(found: Verification, heads: tuple[SeenHead, ...]) -> Outcome:
    """Says what was found."""
    checked = (
        f"{counted(found.entries, 'entry', 'entries')}, {counted(found.rows, 'record')} and "
        f"{counted(found.originals, 'original')} checked, {found.bytes:,} bytes hashed."
    )
    if found.since:
        checked = f"Since the signed head of {found.since:,} entries: {checked}"
    tail = (
        checked,
        *(f"Note: {note.subject}: {note.detail}." for note in found.notes),
        f"Ledger head {found.since + found.entries}:{found.root}",
    )
    document = {
        "clean": found.clean,
        "faults": plain(found.faults),
        "notes": plain(found.notes),
        "verification": plain(found),
    }
    if found.clean:
        seen = tuple(f"The head of {head.size:,} entries stands in this history." for head in heads)
        return Outcome((f"Clean: {tail[0]}", *seen, *tail[1:]), document)
    faults = (f"{fault.subject}: {fault.detail}. {fault.remedy}" for fault in found.faults)
    title = f"NOT as the ledger says: {counted(len(found.faults), 'fault')}."
    return Outcome((title, *faults, *tail), document, failed=True)


COMMAND = Command("verify", "check a case against its ledger", "verify CASE", _arguments, _run)
