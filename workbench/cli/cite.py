"""``cite``: pins the words of a policy on an exhibit."""

from __future__ import annotations

import argparse

from workbench.actions.cases import this_actor
from workbench.actions.policies import cite_quote
from workbench.casefile.annotations import Anchor, parse_clip_time
from workbench.cli.console import Command, Outcome, case_argument, exhibit_argument, opened, plain
from workbench.errors import UsageError


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    exhibit_argument(parser)
    parser.add_argument("--policy", required=True, help="the policy's name in the library")
    parser.add_argument("--version", help="its version; the newest if none is named")
    parser.add_argument("--section", help="the section, such as 4.2")
    parser.add_argument("--quote", help="the words themselves; the whole section if none are given")
    parser.add_argument("--at", metavar="TIME", help="the moment of a clip, such as 0:12.48")


def _run(arguments: argparse.Namespace) -> Outcome:
    if not arguments.section and not arguments.quote:
        raise UsageError("Name a section, or quote its words.", "Add --section or --quote.")
    try:
        anchor = Anchor(start=parse_clip_time(arguments.at)) if arguments.at else Anchor()
    except ValueError as cause:
        raise UsageError(f"{cause}.") from cause
    actor = this_actor()
    with opened(arguments) as case:
        citation = cite_quote(
            case,
            actor,
            arguments.exhibit,
            arguments.policy,
            arguments.section,
            arguments.quote,
            arguments.version,
            anchor,
        )
    line = f"Cited {citation.policy_title} {citation.section} ({citation.version_words}): “{citation.quote}”"
    return Outcome((line,), {"citation": plain(citation)})


COMMAND = Command(
    "cite",
    "pin the words of a policy on an exhibit",
    "cite CASE EX-0004 --policy ads-civic-integrity --section 4.2 --quote 'place, time or method of voting'",
    _arguments,
    _run,
)
