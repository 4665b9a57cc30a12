"""Looking: the record of a look is committed before anything is decoded, and its end before anything is forgotten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import check_held, exhibit, original
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.exposure import (
    COLOUR_SIDE,
    GREY_SIDE,
    OUTLINE_SIDE,
    RULES,
    EndCause,
    Exposure,
    ExposureTotals,
    LookMode,
    Reason,
    Rung,
)
from workbench.casefile.identity import Actor, new_id, now
from workbench.casefile.verbs import LOOK_BEGIN, LOOK_END
from workbench.errors import RevealRefused
from workbench.media.sandbox import Decoder, Pixels
from workbench.settings import profile_folder
from workbench.store.exposure_store import record_look, totals_since
from workbench.store.profile import Profile

Person = Profile
_SIDES = {Rung.OUTLINE: OUTLINE_SIDE, Rung.GREY: GREY_SIDE, Rung.COLOUR: COLOUR_SIDE}


@dataclass(frozen=True, slots=True)
class Look:
    """One look under way: its record, and the pixels, which :func:`end_look` wipes (None for words)."""

    exposure: Exposure
    pixels: Pixels | None


def open_person() -> Person:
    """Opens the personal record of the person at the desk."""
    return Profile(profile_folder())


def begin_look(
    case: OpenCase,
    person: Person,
    decoder: Decoder,
    actor: Actor,
    number: int,
    rung: Rung,
    mode: LookMode,
    reason: Reason = Reason.REVIEW,
    long_side: int | None = None,
    seconds: float | None = None,
    region: tuple[float, float, float, float] | None = None,
) -> Look:
    """Records a look and then decodes it; nothing is decoded where the record cannot be written.

    ``long_side`` is in pixels and never over the rung's own bound; ``seconds`` is the place in a clip; ``region`` is
    x, y, width, height as shares of the picture. Raises RevealRefused where the rules forbid it and a MediaError
    where the bytes cannot be shown; the record of a look that failed says so.
    """
    item = exhibit(case, number)
    exposure = _begin(case, actor, item, rung, mode, reason, seconds, region)
    side = min(long_side or _SIDES[rung], _SIDES[rung])
    try:
        with original(case, item) as data:
            pixels = decoder.look(data, item.family, rung, side, seconds, region)
    except BaseException:
        end_look(case, person, Look(exposure, None), EndCause.FAILED, 0)
        raise
    return Look(exposure, pixels)


def begin_reading(
    case: OpenCase, actor: Actor, number: int, mode: LookMode = LookMode.HOLD, reason: Reason = Reason.REVIEW
) -> Look:
    """Records that somebody opens the words of a textual exhibit."""
    item = exhibit(case, number)
    return Look(_begin(case, actor, item, Rung.COLOUR, mode, reason, None, None), None)


def end_look(case: OpenCase, person: Person, look: Look, cause: EndCause, shown_ms: int) -> Exposure:
    """Wipes a look's pixels and records why and after how many milliseconds it ended."""
    if look.pixels is not None:
        look.pixels.wipe()
    ended = replace(look.exposure, ended=now(), cause=cause, shown_ms=max(0, shown_ms))
    label = exhibit_label(ended.exhibit)
    with case.write(ended.actor, LOOK_END, f"Stop looking at {label}: {cause.value}", label) as work:
        work.put(ended)
    record_look(person, case.case.id, ended)
    return ended


def exposures(case: OpenCase, number: int | None = None) -> tuple[Exposure, ...]:
    """Lists the looks that this case records, oldest first."""
    if number is None:
        return case.file.all(Exposure)
    return case.file.all(Exposure, "WHERE exhibit = ?", number)


def totals_today(person: Person) -> ExposureTotals:
    """Counts what this person has looked at since midnight where they are."""
    midnight = datetime.combine(datetime.now().astimezone().date(), time()).astimezone(UTC)
    return totals_since(person, midnight)


def _begin(
    case: OpenCase,
    actor: Actor,
    item: Exhibit,
    rung: Rung,
    mode: LookMode,
    reason: Reason,
    seconds: float | None,
    region: tuple[float, float, float, float] | None,
) -> Exposure:
    """Holds a look against the rules and commits its record."""
    check_held(item)
    rules = RULES[item.sensitivity]
    if rung.free:
        raise RevealRefused(f"{rung.words} needs no look.", "Step down the ladder instead.")
    if rung > rules.ceiling or mode not in rules.modes:
        raise RevealRefused(f"{item.label} may not be looked at this way.", "Choose a lower rung.")
    exposure = Exposure(new_id(), item.number, rung, mode, reason, actor, now(), seconds, region)
    label = f"Look at {item.label}: {rung.words.lower()}, {reason.value}"
    with case.write(actor, LOOK_BEGIN, label, item.label) as work:
        work.put(exposure)
    return exposure
