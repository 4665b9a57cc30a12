"""What is dated, as items of a time axis."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ui.widgets.labels import visible
from ui.widgets.time_axis import AxisItem
from workbench.actions.annotations import annotations_of
from workbench.actions.cases import OpenCase
from workbench.actions.occurrences import occurrences
from workbench.actions.policies import citations
from workbench.casefile.annotations import Annotation
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.occurrences import Occurrence, time_words, zone_named
from workbench.casefile.policies import Citation


def clip_items(marks: Sequence[Annotation], cited: Sequence[Citation]) -> list[AxisItem]:
    """Places marks and citations of a clip on its lanes; a statement about the whole has no place in time."""
    items = [
        AxisItem(
            f"mark:{item.id}",
            1,
            item.anchor.start,
            item.anchor.end,
            visible(item.words),
            "accent",
            tip=visible(item.words),
        )
        for item in marks
        if item.anchor.start is not None
    ]
    items += [
        AxisItem(
            f"cite:{item.id}",
            2,
            item.anchor.start,
            item.anchor.end,
            visible(item.section),
            "borderline",
            "scale",
            visible(item.quote),
        )
        for item in cited
        if item.anchor.start is not None
    ]
    return items


def world_items(happened: Sequence[Occurrence], captured: Sequence[Exhibit]) -> list[AxisItem]:
    """Places occurrences, and exhibits that say when they were captured, on the axis of the world."""
    items = [
        AxisItem(
            f"occurrence:{item.id}",
            0,
            item.at.timestamp(),
            None,
            title,
            "accent",
            tip=f"{time_words(item.at, item.zone, item.precision)}: {title}",
        )
        for item, title in ((item, visible(item.title)) for item in happened)
    ]
    for item in captured:
        moment = captured_moment(item)
        if moment is not None:
            items.append(
                AxisItem(
                    f"exhibit:{item.number}",
                    1,
                    moment.timestamp(),
                    None,
                    item.label,
                    "clear",
                    tip=f"{item.label} captured {item.facts.captured}, as the file states",
                )
            )
    return items


def captured_moment(item: Exhibit) -> datetime | None:
    """Reads when an exhibit says it was captured; without a stated zone it is taken as UTC."""
    text = (item.facts.captured or "").replace("/", "-").replace("T", " ")[:19]
    day, _, clock = text.partition(" ")
    try:
        local = datetime.fromisoformat(f"{day.replace(':', '-')} {clock}".strip())
        return local.replace(tzinfo=zone_named(item.facts.captured_zone or "UTC"))
    except ValueError:
        return None


def dated(case: OpenCase, number: int | None) -> tuple[Sequence[Occurrence], Sequence[Annotation], Sequence[Citation]]:
    """Reads what is dated: occurrences, and marks and citations of one exhibit."""
    here = (annotations_of(case, number), citations(case, number)) if number is not None else ((), ())
    return (occurrences(case), *here)
