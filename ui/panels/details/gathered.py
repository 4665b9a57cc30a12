"""Gathers all that the details show of one exhibit, in one question to the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ui.panels.details.group import Alike
from workbench.actions.aids import suggestions_of
from workbench.actions.cases import OpenCase
from workbench.actions.decisions import determinations_of
from workbench.actions.exhibits import capture_state, exhibit, preview, previews, sightings
from workbench.actions.exposure import Person, exposures, seen_before
from workbench.actions.exposure_rules import explain, layers
from workbench.actions.groups import group_of, reach
from workbench.actions.hash_lists import matches_of
from workbench.actions.retention import holds, tombstone
from workbench.actions.unpacking import can_unpack, children
from workbench.casefile.capture import CaptureState
from workbench.casefile.decisions import Determination
from workbench.casefile.exhibit_numbers import reading_order
from workbench.casefile.exhibits import Exhibit, Sighting
from workbench.casefile.exposure import Exposure, Preview, Rung, Veil
from workbench.casefile.exposure_record import SeenBefore
from workbench.casefile.exposure_rules import Asked, Layer, rules_for
from workbench.casefile.hash_lists import ListMatch
from workbench.casefile.likeness import Member
from workbench.casefile.retention import Hold, Tombstone
from workbench.casefile.suggestions import Suggestion

NO_CAPTURE = CaptureState()
MOST = 200


@dataclass(frozen=True, slots=True)
class Gathered:
    """One exhibit with everything that stands on it."""

    exhibit: Exhibit
    looks: tuple[Exposure, ...] = ()
    met: tuple[Sighting, ...] = ()
    children: tuple[Exhibit, ...] = ()
    holds: tuple[Hold, ...] = ()
    stone: Tombstone | None = None
    capture: CaptureState = NO_CAPTURE
    opens: bool = False
    veil: Veil | None = None
    rest: Rung = Rung.SEALED
    alike: tuple[Alike, ...] = ()
    seen: SeenBefore | None = None
    asked: tuple[Asked, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    matches: tuple[ListMatch, ...] = ()


def gathered(case: OpenCase, person: Person, number: int) -> Gathered:
    """Reads one exhibit and all that stands on it, and what this person knows of it."""
    item, bound = exhibit(case, number), layers(case, person)
    shown = preview(case, number)
    return Gathered(
        item,
        tuple(exposures(case, number)),
        sightings(case, number),
        tuple(sorted(children(case, number), key=lambda child: reading_order(child.number))),
        holds(case, number),
        tombstone(case, number),
        capture_state(case, number),
        can_unpack(item),
        shown.veil if shown is not None else None,
        rules_for(item.sensitivity, item.harms, bound).rest,
        _alike(case, number, bound),
        seen_before(case, person, number),
        explain(case, person, item),
        suggestions_of(case, number),
        matches_of(case, number),
    )


def _alike(case: OpenCase, number: int, bound: Sequence[Layer]) -> tuple[Alike, ...]:
    """Reads what looks like an exhibit, the nearest first."""
    found = group_of(case, number)
    if found is None:
        return ()
    far = reach(case, number)
    members = {member.exhibit: member for member in (*found.members, *far.close, *far.further)}
    members.pop(number, None)
    why = {refusal.source: refusal.reason for refusal in far.spared}
    near = sorted(members.values(), key=lambda member: (member.distance, -member.share, reading_order(member.exhibit)))
    numbers = [member.exhibit for member in near[:MOST]]
    veils, judged = previews(case, numbers), determinations_of(case, numbers)
    return tuple(_one(case, member, bound, veils, judged, why) for member in near[:MOST])


def _one(
    case: OpenCase,
    member: Member,
    bound: Sequence[Layer],
    veils: Mapping[int, Preview],
    judged: Mapping[int, Determination],
    why: Mapping[str, str],
) -> Alike:
    item = exhibit(case, member.exhibit)
    shown = veils.get(item.number)
    return Alike(
        item,
        member,
        shown.veil if shown is not None else None,
        rules_for(item.sensitivity, item.harms, bound).rest,
        judged.get(item.number),
        why.get(item.label, ""),
    )
