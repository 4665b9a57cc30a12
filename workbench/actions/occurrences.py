"""Putting down what happened in the world, and when."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import exhibit
from workbench.casefile.identity import Actor, new_id, now
from workbench.casefile.occurrences import Occurrence, read_time
from workbench.casefile.verbs import OCCURRENCE, OCCURRENCE_REMOVE
from workbench.errors import NoSuchItem, UsageError


def add_occurrence(
    case: OpenCase,
    actor: Actor,
    when: str,
    title: str,
    zone: str = "UTC",
    exhibits: Sequence[int] = (),
    source: str = "",
) -> Occurrence:
    """Puts down an occurrence; ``when`` is as exact as it is written (``2026-10-03``, ``2026-10-03 14:29``)."""
    try:
        at, told_zone, precision = read_time(when, zone)
    except (ValueError, OverflowError) as cause:
        raise UsageError(f"{cause}.", "Write a time like 2026-10-03 14:29, and a zone like Europe/Berlin.") from cause
    if not title.strip():
        raise UsageError("An occurrence needs words.", "Say in one line what happened.")
    labels = [exhibit(case, number).label for number in exhibits]
    item = Occurrence(new_id(), at, told_zone, precision, title.strip(), actor, now(), tuple(exhibits), source.strip())
    with case.write(actor, OCCURRENCE, f"Put down what happened on {when.strip()}", item.id, *labels) as work:
        work.put(item)
    return item


def remove_occurrence(case: OpenCase, actor: Actor, occurrence_id: str) -> None:
    """Takes an occurrence off the timeline."""
    if case.file.get(Occurrence, occurrence_id) is None:
        raise NoSuchItem("There is no such occurrence in this case.")
    with case.write(actor, OCCURRENCE_REMOVE, "Remove an occurrence", occurrence_id) as work:
        work.remove("occurrence", occurrence_id)


def occurrences(case: OpenCase) -> tuple[Occurrence, ...]:
    """Lists what happened, by time."""
    return tuple(sorted(case.file.all(Occurrence), key=lambda item: (item.at, item.recorded)))
