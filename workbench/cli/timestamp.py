"""``timestamp``: has an outside authority stamp the head of a case (RFC 3161), directly or by files."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.actions.cases import this_actor
from workbench.actions.custody import take_time_stamp, time_stamp, time_stamp_request
from workbench.casefile.identity import moment_text
from workbench.cli.console import Command, Outcome, case_argument, opened
from workbench.errors import WorkbenchError


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--request", type=Path, metavar="FILE", help="write the request, and ask nobody")
    way.add_argument("--response", type=Path, metavar="FILE", help="take the answer that came for it")


def _run(arguments: argparse.Namespace) -> Outcome:
    actor = this_actor()
    try:
        with opened(arguments) as case:
            if arguments.request is not None:
                arguments.request.write_bytes(time_stamp_request(case))
                words = f"The request lies in {arguments.request}; bring its answer back with --response."
                return Outcome((words,), {"file": str(arguments.request)})
            if arguments.response is not None:
                stamp = take_time_stamp(case, actor, arguments.response.read_bytes())
            else:
                stamp = time_stamp(case, actor)
    except OSError as cause:
        raise WorkbenchError(
            "The file could not be read or written.", "Choose another.", type(cause).__name__
        ) from cause
    document = {"size": stamp.size, "root": stamp.root, "at": moment_text(stamp.at), "authority": stamp.authority}
    said = f"Head {stamp.size}:{stamp.root} was stamped at {moment_text(stamp.at)} by {stamp.authority}."
    return Outcome((said,), {"time_stamp": document})


COMMAND = Command(
    "timestamp", "have an authority stamp the head of a case", "timestamp CASE --request head.tsq", _arguments, _run
)
