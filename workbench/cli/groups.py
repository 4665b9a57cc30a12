"""``groups``: shows which exhibits look alike, so that one look can serve them."""

from __future__ import annotations

import argparse
from typing import Any

from workbench.actions.groups import copies, find_groups, groups, looks_avoided
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.fingerprints import TURNS
from workbench.casefile.likeness import Group, Likeness, Member
from workbench.cli.console import Command, Outcome, Rows, case_argument, counted, opened, watch


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("--find", action="store_true", help="gather what has come in since the last time, then show")
    parser.add_argument("--anew", action="store_true", help="gather everything anew, then show")


def _run(arguments: argparse.Namespace) -> Outcome:
    gathering = arguments.find or arguments.anew
    with opened(arguments, read_only=not gathering) as case:
        if gathering:
            watch(arguments, find_groups(case, arguments.anew))
        found, avoided = groups(case), looks_avoided(case)
        again = copies(case, [number for group in found for number in group.numbers])
    lines = [line for group in found for line in _lines(group, again)] or ["Nothing here looks alike."]
    if avoided:
        lines.append(f"{counted(avoided, 'exhibit')} judged by a look at another.")
    document = {"groups": Rows(found, lambda group: group_document(group, again)), "looks_avoided": avoided}
    return Outcome(tuple(lines), document)


def _lines(group: Group, again: dict[int, int]) -> list[str]:
    """Shows one group: the exhibit in its middle, then each other with how it lies to that."""
    head = f"{exhibit_label(group.representative)}: {counted(len(group.members), 'exhibit')}"
    return [f"{head}{_met(group.representative, again)}", *(f"  {_member(one, again)}" for one in group.members[1:])]


def _member(member: Member, again: dict[int, int]) -> str:
    """Says how a member lies to the middle."""
    parts = [member.likeness.value]
    if member.likeness is not Likeness.EXACT:
        parts.append(f"{counted(member.distance, 'bit')} apart")
    if member.turn:
        parts.append(TURNS[member.turn])
    if member.share < 1:
        parts.append(f"{member.share:.0%} of the time in both")
    return f"{exhibit_label(member.exhibit)}  {', '.join(parts)}{_met(member.exhibit, again)}"


def _met(number: int, again: dict[int, int]) -> str:
    """Says how often the very bytes were met again."""
    return f", the same bytes met {counted(again[number], 'more time')}" if number in again else ""


def group_document(group: Group, again: dict[int, int]) -> dict[str, Any]:
    """Turns a group into what ``--json`` prints."""
    return {
        "representative": exhibit_label(group.representative),
        "members": [
            {
                "exhibit": exhibit_label(member.exhibit),
                "likeness": member.likeness.name.lower(),
                "distance": member.distance,
                "turn": TURNS[member.turn],
                "share": member.share,
                "copies": again.get(member.exhibit, 0),
            }
            for member in group.members
        ],
    }


COMMAND = Command("groups", "show which exhibits look alike", "groups CASE --find", _arguments, _run)
