"""``undo``: takes the last act back by a new entry."""

from __future__ import annotations

import argparse

from workbench.actions.cases import open_case, this_actor
from workbench.actions.undo import undo
from workbench.cli.console import Command, Outcome, case_argument, plain


def _run(arguments: argparse.Namespace) -> Outcome:
    actor = this_actor()
    with open_case(arguments.case, actor) as case:
        entry = undo(case, actor)
    return Outcome((f"Undone: {entry.label}.",), {"undone": plain(entry)})


COMMAND = Command("undo", "take the last act back, by a new entry", "undo CASE", case_argument, _run)
