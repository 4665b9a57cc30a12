"""``aids``: has machines suggest words, faces, codes and languages, all on this machine."""

from __future__ import annotations

import argparse

from workbench.actions.aids import aids_here, suggest
from workbench.actions.cases import this_actor
from workbench.actions.exhibits import list_exhibits
from workbench.actions.previewing import open_decoder
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.suggestions import Aid, Mark, Suggestion
from workbench.casefile.visible import visible
from workbench.cli.console import Command, Outcome, case_argument, counted, numbered, opened, plain, watch


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("exhibits", metavar="EXHIBIT", type=numbered, nargs="*", help="such as EX-0004; all if none")
    choices = [aid.value for aid in Aid]
    parser.add_argument("--aid", action="append", choices=choices, default=[], help="one aid; all that are installed")


def _run(arguments: argparse.Namespace) -> Outcome:
    wanted = [Aid(name) for name in arguments.aid]
    with opened(arguments) as case, open_decoder() as decoder:
        numbers = arguments.exhibits or [item.number for item in list_exhibits(case)]
        report = watch(arguments, suggest(case, this_actor(), decoder, numbers, wanted))
    here = ", ".join(aid.value for aid in aids_here()) or "none; python3 main.py extras aids brings them"
    lines = [f"Reading aids installed: {here}.", *(_line(said) for said in report.suggestions)]
    lines.append(f"{counted(len(report.suggestions), 'suggestion')} kept, each marked as a machine's.")
    return Outcome(
        tuple(lines),
        {
            "installed": [aid.value for aid in aids_here()],
            "suggestions": [{**plain(said), "exhibit": exhibit_label(said.exhibit)} for said in report.suggestions],
        },
        report.refused,
    )


def _line(said: Suggestion) -> str:
    """Words what one aid suggested on one line."""
    found = "; ".join(_mark(mark) for mark in said.marks[:20]) or "nothing"
    return f"{exhibit_label(said.exhibit)}  {said.aid.words}, suggested by {said.tool}: {found}"


def _mark(mark: Mark) -> str:
    """Words one thing that was suggested."""
    sure = "" if mark.sure is None else f" ({mark.sure:.0%})"
    return f"{visible(mark.words).replace(chr(10), ' ') or 'one'}{sure}"


COMMAND = Command(
    "aids",
    "have machines suggest words, faces, codes and languages",
    "aids CASE EX-0004 --aid words",
    _arguments,
    _run,
)
