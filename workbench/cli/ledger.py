"""``ledger``: reads the ledger of a case, proves from it, and writes its heads for another medium."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.actions.cases import OpenCase
from workbench.actions.custody import consistency, entries, export_heads, head, heads, inclusion, memo_proof
from workbench.casefile.identity import moment_text
from workbench.cli.console import Command, Outcome, case_argument, columns, counted, opened, plain
from workbench.errors import WorkbenchError


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("--newest", type=int, default=50, metavar="N", help="how many entries (default 50)")
    parser.add_argument("--proof", type=int, metavar="N", help="prove that entry N stands in the ledger")
    parser.add_argument("--consistency", type=int, metavar="M", help="prove that the first M entries are unchanged")
    parser.add_argument("--memo-proof", action="store_true", help="prove the entries of all determinations")
    parser.add_argument("--heads", type=Path, metavar="FILE", help="write all signed heads, to keep elsewhere")


def _run(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments, read_only=True) as case:
        if arguments.proof is not None:
            proof = inclusion(case, arguments.proof)
            words = f"Entry {proof.number} is one of {proof.size:,} under the root {proof.root}."
            return Outcome((words, f"Leaf {proof.leaf}", *proof.path), {"proof": plain(proof)})
        if arguments.consistency is not None:
            older = consistency(case, arguments.consistency)
            words = f"The {older.size:,} entries under {older.root} begin with the {older.old_size:,} under"
            return Outcome((f"{words} {older.old_root}.", *older.path), {"consistency": plain(older)})
        if arguments.memo_proof:
            memo = memo_proof(case)
            words = f"{counted(len(memo.entries), 'entry', 'entries')} proved under {memo.size}:{memo.root}."
            return Outcome((words,), {"memo_proof": plain(memo)})
        if arguments.heads is not None:
            return _write_heads(case, arguments.heads)
        return _listed(case, max(1, arguments.newest))


def _listed(case: OpenCase, newest: int) -> Outcome:
    """Lists the newest entries."""
    read, now = entries(case, newest), head(case)
    rows = [(str(entry.number), moment_text(entry.at)[:19], entry.actor.name, entry.label) for entry in read]
    lines = (*columns(rows), f"Ledger head {now.words}")
    return Outcome(lines, {"entries": plain(read), "head": now.words})


def _write_heads(case: OpenCase, to: Path) -> Outcome:
    """Writes the heads to a file."""
    kept = heads(case)
    try:
        to.write_text(export_heads(case), "ascii")
    except OSError as cause:
        raise WorkbenchError(
            f"The heads could not be written to {to.name}.", "Choose another place.", type(cause).__name__
        ) from cause
    words = f"{counted(len(kept), 'head')} written to {to}; hold the case against them with verify --heads."
    return Outcome((words,), {"file": str(to), "heads": [kept_head.words for kept_head in kept]})


COMMAND = Command("ledger", "read the ledger of a case, and prove from it", "ledger CASE --proof 12", _arguments, _run)
