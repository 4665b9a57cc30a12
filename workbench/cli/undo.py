"""``undo``: takes the last act back by a new entry."""

from __future__ import annotations

import argparse

from workbench.actions.cases import this_actor
from workbench.actions.undo import undo
from workbench.cli.console import Command, Outcome, case_argument, opened, plain


def _run(arguments: argparse.Namespace) -> Outcome:
    actor = this_actor()
    with opened(arguments) as case:
        entry = undo(case, actor)
    return Outcome((f"Undone: {entry.label}.",), {"undone": plain(entry)})


COMMAND = Command("undo", "take the last act back, by a new entry", "undo CASE", case_argument, _run)
