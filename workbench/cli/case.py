"""``case new`` and ``case show``: makes a case, and says how one stands."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.actions.cases import new_case, summary, this_actor
from workbench.casefile.cases import CaseKind
from workbench.casefile.occurrences import read_time
from workbench.cli.console import Command, Outcome, case_argument, counted, opened, plain
from workbench.errors import UsageError


def _new_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="the folder to make")
    parser.add_argument("--title", required=True, help="what it is about, in a few words")
    parser.add_argument("--kind", required=True, choices=[kind.value for kind in CaseKind], help="its kind")
    parser.add_argument("--reference", default="", help="the number people quote")
    parser.add_argument("--due", help="when an answer is due, such as '2026-10-03 16:40'; UTC unless it says otherwise")
    parser.add_argument("--question", default="", help="what the answer must settle")


def _new(arguments: argparse.Namespace) -> Outcome:
    due = None
    if arguments.due:
        try:
            due, _, _ = read_time(arguments.due)
        except ValueError as cause:
            raise UsageError(f"{cause}.") from cause
    kind = CaseKind(arguments.kind)
    with new_case(
        arguments.folder, arguments.title, kind, this_actor(), arguments.reference, due, arguments.question
    ) as case:
        return Outcome((f"The case lies in {case.folder}.",), {"folder": str(case.folder), "case": plain(case.case)})


def _show(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments, read_only=True) as case:
        now = summary(case)
    held = counted(now.total, "exhibit")
    judged = ", ".join(f"{count} {judgement.words.lower()}" for judgement, count in now.counts.items())
    lines = (
        " ".join(filter(None, (now.case.reference, now.case.title))),
        f"{now.case.kind.words}. {held}, {now.bytes:,} bytes; {now.to_review} to review, {judged}.",
        f"Ledger head {now.head.words}",
    )
    document = {
        "case": plain(now.case),
        "exhibits": now.total,
        "bytes": now.bytes,
        "to_review": now.to_review,
        "judged": plain(now.counts),
        "head": {"size": now.head.size, "root": now.head.root},
    }
    return Outcome(lines, document)


COMMANDS = (
    Command(
        "case new",
        "make a case",
        "case new cases/HPE-2417 --title 'Ads posing as notices' --kind elections",
        _new_arguments,
        _new,
    ),
    Command("case show", "say how a case stands", "case show CASE", case_argument, _show),
)
