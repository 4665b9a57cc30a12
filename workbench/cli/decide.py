"""``decide``: judges an exhibit."""

from __future__ import annotations

import argparse

from workbench.actions.cases import this_actor
from workbench.actions.decisions import decide
from workbench.actions.exposure_rules import description_wanted
from workbench.casefile.decisions import Confidence, Judgement
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.cli.console import Command, Outcome, case_argument, exhibit_argument, opened, plain


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    exhibit_argument(parser)
    parser.add_argument("judgement", choices=[judgement.value for judgement in Judgement], help="the judgement")
    parser.add_argument("--rationale", help="why, in a sentence or two")
    parser.add_argument("--confidence", choices=[level.value for level in Confidence], help="how sure")
    parser.add_argument("--section", help="the section it turns on; the first cited one if none is named")


def _run(arguments: argparse.Namespace) -> Outcome:
    actor = this_actor()
    confidence = Confidence(arguments.confidence) if arguments.confidence else None
    with opened(arguments) as case:
        judged = decide(
            case,
            actor,
            arguments.exhibit,
            Judgement(arguments.judgement),
            arguments.rationale,
            confidence,
            arguments.section,
        )
        wanted = description_wanted(case, case.profile, arguments.exhibit)
    label = exhibit_label(judged.exhibit)
    section = f" under {judged.section}" if judged.section else ""
    lines = [f"{judged.judgement.words} on {label}{section}."]
    if wanted:
        lines += [
            f"{label} has no neutral description yet; with one, the next person need not look:",
            f"  python main.py exhibit describe {arguments.case} {label} --description '...'",
        ]
    return Outcome(tuple(lines), {"determination": plain(judged), "description_wanted": wanted})


COMMAND = Command(
    "decide",
    "judge an exhibit",
    "decide CASE EX-0004 violates --rationale 'It names the wrong day.' --confidence high",
    _arguments,
    _run,
)
