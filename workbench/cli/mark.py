"""``mark add`` and ``mark list``: says something about part of an exhibit."""

from __future__ import annotations

import argparse

from workbench.actions.annotations import annotate, annotations_of
from workbench.actions.cases import this_actor
from workbench.casefile.annotations import Anchor, parse_clip_time
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.cli.console import Command, Outcome, case_argument, columns, exhibit_argument, opened, plain
from workbench.errors import UsageError


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    exhibit_argument(parser)
    parser.add_argument("words", metavar="WORDS", help="what is to be seen there")
    parser.add_argument("--from", dest="start", metavar="TIME", help="the moment in a clip, or where a span starts")
    parser.add_argument("--to", dest="end", metavar="TIME", help="where the span ends")
    parser.add_argument("--region", metavar="X,Y,W,H", help="part of the picture, each as a share from 0 to 1")


def _add(arguments: argparse.Namespace) -> Outcome:
    actor = this_actor()
    anchor = _anchor(arguments)
    with opened(arguments) as case:
        note = annotate(case, actor, arguments.exhibit, arguments.words, anchor)
    return Outcome((f"Marked {exhibit_label(note.exhibit)}, {note.anchor.words}.",), {"annotation": plain(note)})


def _anchor(arguments: argparse.Namespace) -> Anchor:
    """Reads the part that is marked."""
    try:
        start = parse_clip_time(arguments.start) if arguments.start else None
        end = parse_clip_time(arguments.end) if arguments.end else None
        if not arguments.region:
            return Anchor(start, end)
        x, y, width, height = (float(share) for share in arguments.region.split(","))
        return Anchor(start, end, (x, y, width, height))
    except ValueError as cause:
        raise UsageError(f"The part to mark is not understood: {cause}.", "See the example in --help.") from cause


def _list(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments, read_only=True) as case:
        notes = annotations_of(case)
    rows = [(exhibit_label(note.exhibit), note.anchor.words, note.words) for note in notes]
    return Outcome(columns(rows) or ("Nothing is marked yet.",), {"annotations": plain(notes)})


COMMANDS = (
    Command(
        "mark add",
        "say something about part of an exhibit",
        "mark add CASE EX-0004 'Seal of a public office' --from 0:03 --to 0:09.5 --region 0.1,0.1,0.4,0.3",
        _add_arguments,
        _add,
    ),
    Command("mark list", "list the marks of a case", "mark list CASE", case_argument, _list),
)
