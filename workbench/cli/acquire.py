"""``acquire``: brings files and folders into a case."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.actions.acquisition import acquire
from workbench.actions.cases import this_actor
from workbench.actions.previewing import PreviewReport, make_previews, open_decoder
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import AcquisitionReport
from workbench.cli.console import (
    Command,
    Outcome,
    case_argument,
    counted,
    exhibit_document,
    opened,
    refusal_document,
    watch,
)
from workbench.errors import SandboxUnavailable


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("paths", metavar="PATH", type=Path, nargs="+", help="files and folders")
    parser.add_argument("--no-previews", action="store_true", help="leave the veiled previews for later")


def _run(arguments: argparse.Namespace) -> Outcome:
    actor = this_actor()
    with opened(arguments) as case:
        report = watch(arguments, acquire(case, actor, arguments.paths, "command line"))
        previews, trouble = PreviewReport(), ""
        if not arguments.no_previews:
            try:
                with open_decoder() as decoder:
                    previews = watch(arguments, make_previews(case, actor, decoder))
            except SandboxUnavailable as error:
                trouble = str(error)
    lines = [
        acquired_words(report),
        *(f"Known already: {source} is {exhibit_label(number)}" for source, number in report.duplicates),
        *(f"No picture of {refusal.source}: {refusal.reason}" for refusal in previews.refused),
    ]
    if trouble:
        lines.append(f"No previews were made. {trouble}")
    document = {
        "acquired": [exhibit_document(exhibit) for exhibit in report.acquired],
        "duplicates": [{"path": source, "exhibit": exhibit_label(number)} for source, number in report.duplicates],
        "previews": {
            "made": previews.made,
            "without_picture": [refusal_document(refusal) for refusal in previews.refused],
            "trouble": trouble,
        },
    }
    return Outcome(tuple(lines), document, report.refused)


def acquired_words(report: AcquisitionReport) -> str:
    """Says in one line what became of an acquisition."""
    acquired = counted(len(report.acquired), "exhibit")
    return f"{acquired} acquired, {len(report.duplicates):,} known already, {len(report.refused):,} refused."


COMMAND = Command("acquire", "bring files and folders into a case", "acquire CASE photos/ clip.mp4", _arguments, _run)
