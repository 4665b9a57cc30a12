"""``decide``: judges an exhibit."""

from __future__ import annotations

import argparse

from workbench.actions.cases import this_actor
from workbench.actions.decisions import decide
from workbench.actions.exposure_rules import description_wanted
from workbench.actions.groups import decide_group, reach
from workbench.casefile.decisions import Confidence, Determination, Judgement
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Refusal
from workbench.cli.console import (
    Command,
    Outcome,
    case_argument,
    exhibit_argument,
    numbered,
    opened,
    plain,
    refusal_document,
)


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    exhibit_argument(parser)
    parser.add_argument("judgement", choices=[judgement.value for judgement in Judgement], help="the judgement")
    parser.add_argument("--rationale", help="why, in a sentence or two")
    parser.add_argument("--confidence", choices=[level.value for level in Confidence], help="how sure")
    parser.add_argument("--section", help="the section it turns on; the first cited one if none is named")
    parser.add_argument("--group", action="store_true", help="judge what is nearly the same picture along with it")
    parser.add_argument(
        "--along",
        metavar="EXHIBIT",
        type=numbered,
        nargs="+",
        help="judge just these of its group along with it; those that are merely similar only so",
    )


def _run(arguments: argparse.Namespace) -> Outcome:
    actor = this_actor()
    confidence = Confidence(arguments.confidence) if arguments.confidence else None
    judgement, rationale, section = Judgement(arguments.judgement), arguments.rationale, arguments.section
    along: list[Determination] = []
    spared: tuple[Refusal, ...] = ()
    with opened(arguments) as case:
        if arguments.group or arguments.along:
            spared = reach(case, arguments.exhibit, judgement).spared
            judged, *along = decide_group(
                case, actor, arguments.exhibit, judgement, rationale, confidence, arguments.along, section
            )
        else:
            judged = decide(case, actor, arguments.exhibit, judgement, rationale, confidence, section)
        wanted = description_wanted(case, case.profile, arguments.exhibit)
    label = exhibit_label(judged.exhibit)
    under = f" under {judged.section}" if judged.section else ""
    lines = [f"{judged.judgement.words} on {label}{under}."]
    lines += [f"The same on {exhibit_label(one.exhibit)}, which looks like it." for one in along]
    lines += [f"Not on {one.source}: {one.reason}" for one in spared]
    if wanted:
        lines += [
            f"{label} has no neutral description yet; with one, the next person need not look:",
            f"  python main.py exhibit describe {arguments.case} {label} --description '...'",
        ]
    document = {
        "determination": plain(judged),
        "inherited": [plain(one) for one in along],
        "spared": [refusal_document(one) for one in spared],
        "description_wanted": wanted,
    }
    return Outcome(tuple(lines), document)


COMMAND = Command(
    "decide",
    "judge an exhibit",
    "decide CASE EX-0004 violates --rationale 'It names the wrong day.' --confidence high",
    _arguments,
    _run,
)
