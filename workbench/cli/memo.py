"""``memo``: writes the memo of a case to a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.actions.cases import this_actor
from workbench.actions.memos import export_memo, export_memo_proof, memo_lacks, set_memo_words
from workbench.casefile.memos import MemoPart
from workbench.cli.console import Command, Outcome, case_argument, opened, plain, watch


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("--to", required=True, type=Path, metavar="FILE", help="ends in .html, .pdf or .md")
    parser.add_argument("--proof", type=Path, metavar="FILE", help="write the proof of its determinations (JSON)")
    for part in MemoPart:
        parser.add_argument(f"--{part.value}", help=f"write the memo's {part.value} first")


def _run(arguments: argparse.Namespace) -> Outcome:
    actor = this_actor()
    with opened(arguments) as case:
        for part in MemoPart:
            text = getattr(arguments, part.value)
            if text is not None:
                set_memo_words(case, actor, part, text)
        lacks = memo_lacks(case, actor)
        # Before the export, whose own entry the memo cannot know of: both stand on the same head.
        proof = None if arguments.proof is None else export_memo_proof(case, arguments.proof)
        path = watch(arguments, export_memo(case, actor, arguments.to))
    proved = () if proof is None else (f"The proof of {len(proof.entries)} entries lies in {arguments.proof}.",)
    lines = (f"The memo lies in {path}.", *proved, *(f"It lacks: {lack}" for lack in lacks))
    return Outcome(lines, {"file": str(path), "lacks": list(lacks), "memo_proof": plain(proof)})


COMMAND = Command("memo", "write the memo of a case to a file", "memo CASE --to memo.pdf", _arguments, _run)
