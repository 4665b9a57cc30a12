"""``case new`` and ``case show``: makes a case, and says how one stands."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.actions.cases import new_case, summary, this_actor
from workbench.casefile.cases import CaseKind
from workbench.casefile.occurrences import read_time
from workbench.cli.console import Command, Outcome, case_argument, counted, opened, plain
from workbench.cli.unlocking import VARIABLE, chosen_passphrase, recovery_lines, secret_argument
from workbench.errors import UsageError


def _new_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="the folder to make")
    parser.add_argument("--title", required=True, help="what it is about, in a few words")
    parser.add_argument("--kind", required=True, choices=[kind.value for kind in CaseKind], help="its kind")
    parser.add_argument("--reference", default="", help="the number people quote")
    parser.add_argument("--due", help="when an answer is due, such as '2026-10-03 16:40'; UTC unless it says otherwise")
    parser.add_argument("--question", default="", help="what the answer must settle")
    parser.add_argument("--encrypt", action="store_true", help="encrypt all of it under a passphrase")
    parser.add_argument("--keyring", action="store_true", help="leave a key in the system's keyring as well")
    secret_argument(parser)


def _new(arguments: argparse.Namespace) -> Outcome:
    due = None
    if arguments.due:
        try:
            due, _, _ = read_time(arguments.due)
        except ValueError as cause:
            raise UsageError(f"{cause}.") from cause
    if (arguments.keyring or arguments.passphrase_file) and not arguments.encrypt:
        raise UsageError("A passphrase and the keyring are for an encrypted case.", "Add --encrypt.")
    with new_case(
        arguments.folder,
        arguments.title,
        CaseKind(arguments.kind),
        this_actor(),
        arguments.reference,
        due,
        arguments.question,
        chosen_passphrase(arguments.passphrase_file, VARIABLE) if arguments.encrypt else None,
        arguments.keyring,
    ) as case:
        lines = [f"The case lies in {case.folder}."]
        document = {"folder": str(case.folder), "case": plain(case.case), "encrypted": case.encrypted}
        if case.recovery_key:
            lines.extend(recovery_lines(case.recovery_key))
            document["recovery_key"] = case.recovery_key
        return Outcome(tuple(lines), document)


def _show(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments, read_only=True) as case:
        now, encrypted = summary(case), case.encrypted
    held = counted(now.total, "exhibit")
    judged = ", ".join(f"{count} {judgement.words.lower()}" for judgement, count in now.counts.items())
    lines = (
        " ".join(filter(None, (now.case.reference, now.case.title))),
        f"{now.case.kind.words}. {held}, {now.bytes:,} bytes; {now.to_review} to review, {judged}.",
        f"Ledger head {now.head.words}",
    )
    document = {
        "case": plain(now.case),
        "encrypted": encrypted,
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
