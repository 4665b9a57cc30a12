"""``demo``: makes the demonstration case and does the whole job on it."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.actions.cases import this_actor
from workbench.actions.demonstration import demonstrate
from workbench.actions.previewing import open_decoder
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.cli.acquire import acquired_words
from workbench.cli.console import Command, Outcome, counted, exhibit_document, plain, refusal_document, watch


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="the folder to make")
    parser.add_argument("--media", metavar="FOLDER", type=Path, help="take the pictures and clips of this folder")


def _run(arguments: argparse.Namespace) -> Outcome:
    with open_decoder() as decoder:
        made = watch(arguments, demonstrate(arguments.folder, arguments.media, this_actor(), decoder))
    found = made.verification
    state = "clean" if found.clean else "NOT as the ledger says"
    lines = (
        f"Case: {made.case}",
        acquired_words(made.report),
        f"{counted(made.previews.made, 'veiled preview')} made.",
        *(f"No picture of {refusal.source}: {refusal.reason}" for refusal in made.previews.refused),
        *(f"Memo: {memo}" for memo in made.memos),
        f"Verified: {state}, {counted(found.entries, 'entry', 'entries')}, head {found.root}",
    )
    document = {
        "case": str(made.case),
        "memos": [str(memo) for memo in made.memos],
        "acquired": [exhibit_document(exhibit) for exhibit in made.report.acquired],
        "duplicates": [{"path": source, "exhibit": exhibit_label(number)} for source, number in made.report.duplicates],
        "previews": {
            "made": made.previews.made,
            "without_picture": [refusal_document(refusal) for refusal in made.previews.refused],
        },
        "verification": plain(found),
    }
    # The demonstration brings a broken file along on purpose; its refusal is part of the show.
    refused = made.report.refused if arguments.media else ()
    shown = tuple(f"Refused: {refusal.source}: {refusal.reason}" for refusal in made.report.refused if not refused)
    return Outcome((*lines, *shown), document, refused, failed=not found.clean)


COMMAND = Command(
    "demo", "make the demonstration case and do the whole job on it", "demo demonstration", _arguments, _run
)
