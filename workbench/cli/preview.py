"""``preview``: writes a picture of an exhibit to a file, veiled unless a recorded look is asked for."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.actions.cases import this_actor
from workbench.actions.exposure import Region
from workbench.actions.previewing import open_decoder
from workbench.actions.taking_out import Part, TakenOut, take_out_look, take_out_veil
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exposure import Reason, Rung
from workbench.cli.console import Command, Outcome, case_argument, exhibit_argument, opened
from workbench.errors import UsageError

_RUNGS = (Rung.VEIL, Rung.HAZE, Rung.OUTLINE, Rung.GREY, Rung.COLOUR)


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    exhibit_argument(parser)
    parser.add_argument("--rung", choices=[rung.name.lower() for rung in _RUNGS], default="veil", help="how clearly")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="a new PNG file; none is written over")
    parser.add_argument("--page", type=int, help="the page of a document, from 1")
    parser.add_argument("--at", type=float, metavar="SECONDS", help="the place in a clip")
    parser.add_argument(
        "--region", type=_region, metavar="X,Y,W,H", help="a part, in shares of the picture from 0 to 1"
    )
    parser.add_argument("--reveal", action="store_true", help="look beyond the haze; the look is recorded")
    parser.add_argument(
        "--skip-outline", action="store_true", help="where an outline is asked for first, go without it"
    )
    parser.add_argument("--reason", choices=[reason.value for reason in Reason], help="why, for --reveal")


def _run(arguments: argparse.Namespace) -> Outcome:
    rung = Rung[arguments.rung.upper()]
    part = Part(arguments.page, arguments.at, arguments.region)
    if arguments.reveal and arguments.reason is None:
        raise UsageError("A look needs a reason.", "Give --reason along with --reveal.")
    if arguments.reason and not arguments.reveal:
        raise UsageError("A reason goes with a look.", "Give --reveal along with --reason.")
    actor = this_actor()
    with opened(arguments) as case:
        if arguments.reveal and not rung.free:
            reason = Reason(arguments.reason)
            with open_decoder() as decoder:
                taken = take_out_look(
                    case,
                    case.profile,
                    decoder,
                    actor,
                    arguments.exhibit,
                    rung,
                    reason,
                    arguments.to,
                    part,
                    arguments.skip_outline,
                )
        else:
            taken = take_out_veil(case, case.profile, actor, arguments.exhibit, rung, arguments.to, part)
    return _said(arguments.exhibit, taken)


def _said(number: int, taken: TakenOut) -> Outcome:
    """Says what was written."""
    label, rung = exhibit_label(number), taken.rung.name.lower()
    line = f"{label} as {rung}, {taken.width} × {taken.height}, is in {taken.path}."
    look = () if taken.rung.free else ("The look is recorded. Whoever has the file can see the picture.",)
    document = {
        "exhibit": label,
        "rung": rung,
        "width": taken.width,
        "height": taken.height,
        "path": str(taken.path),
        "sha256": taken.digest,
        "recorded_as_look": not taken.rung.free,
    }
    return Outcome((line, *look), document)


def _region(text: str) -> Region:
    """Reads ``x,y,w,h`` for argparse."""
    try:
        x, y, width, height = (float(word) for word in text.split(","))
    except ValueError as cause:
        raise argparse.ArgumentTypeError("a region is four numbers from 0 to 1, such as 0.1,0.2,0.5,0.5") from cause
    return x, y, width, height


COMMAND = Command(
    "preview",
    "write a veiled picture of an exhibit to a file",
    "preview CASE EX-0004 --rung haze --to ex-0004.png",
    _arguments,
    _run,
)
