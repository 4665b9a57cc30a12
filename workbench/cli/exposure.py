"""``exposure``: the person's own totals, and their pauses; nothing of it concerns a case."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from workbench.actions.budgets import begin_pause, days, end_pause, go_on, pause_state, shifts, standing, write_totals
from workbench.actions.exposure import Person, open_person
from workbench.actions.exposure_rules import notices
from workbench.actions.own_record import STAYS, delete_record, record_document
from workbench.casefile.exposure_record import Standing, length_words
from workbench.casefile.identity import day_words, moment_text
from workbench.casefile.shifts import Shift, Totals
from workbench.cli.console import Command, Outcome, counted
from workbench.errors import UsageError

_SHOW, _PAUSE, _RESUME, _GO_ON, _DELETE = "show", "pause", "resume", "go-on", "delete"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "act",
        nargs="?",
        choices=(_SHOW, _PAUSE, _RESUME, _GO_ON, _DELETE),
        default=_SHOW,
        help="show the totals, begin or end a pause, look on beyond the day's budget, or delete your own record",
    )
    parser.add_argument("--days", type=int, default=7, metavar="N", help="the last so many days; 7 if nothing is said")
    parser.add_argument("--to", type=Path, metavar="FILE", help="write your totals to a new file, as JSON")
    parser.add_argument("--all", action="store_true", help="every look and note of your record along with the totals")
    parser.add_argument("--yes", action="store_true", help="delete without asking once more")
    parser.add_argument("--reason", help="why you look on, for go-on; it stays in your own record")


def _run(arguments: argparse.Namespace) -> Outcome:
    if arguments.days < 1:
        raise UsageError("Days count from 1.")
    person = open_person()
    try:
        if arguments.act == _PAUSE:
            return _outcome(begin_pause(person), pause_state(person))
        if arguments.act == _RESUME:
            return _outcome(end_pause(person), "No pause is under way.")
        if arguments.act == _GO_ON:
            until = go_on(person, arguments.reason or "")
            return _outcome(standing(person), f"Looks go on until {until.astimezone():%H:%M}.")
        if arguments.act == _DELETE:
            return _deleted(person, arguments.yes)
        now_standing, parts = standing(person), shifts(person, arguments.days)
        document = {
            "today": _standing_document(now_standing),
            "days": [{"day": day.day.isoformat(), **_totals(day.totals)} for day in days(person, arguments.days)],
            "shifts": [_shift(shift) for shift in parts],
            "notices": list(notices(person)),
            **({"record": record_document(person)} if arguments.all else {}),
        }
        lines = [*_today(now_standing), *_shift_lines(parts), *notices(person)]
        if arguments.to is not None:
            write_totals(person, arguments.to, json.dumps(document, indent=2, ensure_ascii=False))
            lines.append(f"Your totals are in {arguments.to}.")
        return Outcome(tuple(lines), document)
    finally:
        person.close()


def _deleted(person: Person, sure: bool) -> Outcome:
    """Deletes the person's own record, if they are sure."""
    if not sure:
        raise UsageError("This deletes every look and note of your own record for good.", f"Say --yes. {STAYS}")
    count = delete_record(person)
    return Outcome((f"{counted(count, 'look')} deleted from your own record. {STAYS}",), {"deleted": count})


def _outcome(now_standing: Standing, words: str) -> Outcome:
    """Says how a pause stands."""
    return Outcome((words,), {"today": _standing_document(now_standing)})


def _today(now_standing: Standing) -> list[str]:
    """Says what was looked at today."""
    shown = length_words(round(now_standing.seconds * 1000))
    lines = [f"Today: {counted(now_standing.looks, 'look')}, {shown} in all, of weight {_weight(now_standing.units)}."]
    if now_standing.paused is not None:
        lines.append("A pause is under way.")
    return [*lines, now_standing.advice] if now_standing.advice else lines


def _shift_lines(parts: tuple[Shift, ...]) -> list[str]:
    """Says what was looked at in each shift, by rung and by harm."""
    lines = []
    for shift in parts:
        began, ended = shift.began.astimezone(), shift.ended.astimezone()
        totals = shift.totals
        when = f"{day_words(began.date())}, {began:%H:%M} to {ended:%H:%M}"
        shown = length_words(round(totals.seconds * 1000))
        lines.append(f"{when}: {counted(totals.looks, 'look')}, {shown}, weight {_weight(totals.units)}")
        rungs = [f"{rung.words} {share.looks:,}" for rung, share in totals.by_rung]
        harms = [f"{harm.value if harm else 'no harm named'} {share.looks:,}" for harm, share in totals.by_harm]
        lines.append(f"  {', '.join(rungs)}; {', '.join(harms)}")
    return lines


def _weight(units: float) -> str:
    """Writes a weight as the time it stands for."""
    return length_words(round(units * 1000))


def _standing_document(now_standing: Standing) -> dict[str, Any]:
    """Turns how the day stands into what ``--json`` prints."""
    paused = now_standing.paused
    return {
        "looks": now_standing.looks,
        "seconds": now_standing.seconds,
        "units": round(now_standing.units, 3),
        "window_units": round(now_standing.window_seconds, 3),
        "severe_looks": now_standing.severe_looks,
        "advice": now_standing.advice,
        "pause_offered": now_standing.pause,
        "reason_wanted": now_standing.stopped,
        "paused_since": None if paused is None else moment_text(paused),
    }


def _shift(shift: Shift) -> dict[str, Any]:
    """Turns a shift into what ``--json`` prints."""
    return {"began": moment_text(shift.began), "ended": moment_text(shift.ended), **_totals(shift.totals)}


def _totals(totals: Totals) -> dict[str, Any]:
    """Turns totals into what ``--json`` prints."""
    return {
        "looks": totals.looks,
        "seconds": totals.seconds,
        "units": round(totals.units, 3),
        "by_rung": {rung.name.lower(): {"looks": s.looks, "seconds": s.seconds} for rung, s in totals.by_rung},
        "by_harm": {
            harm.value if harm else "none named": {"looks": s.looks, "seconds": s.seconds} for harm, s in totals.by_harm
        },
    }


COMMAND = Command(
    "exposure", "say what you yourself have looked at; it stays with you", "exposure --days 7", _arguments, _run
)
