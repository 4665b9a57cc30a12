"""What looks weigh, how a day stands against its gentle budgets, and when a pause is offered.

No clinical figure exists for any of this: weights and budgets are placeholders that a clinician is to set, and what is
said keeps to counts. Nothing here locks anyone out: beyond the hard budget a look asks for a written reason, and that
is all it asks.

A look weighs its seconds times the weight of its rung, of its severity, and of the share of the picture (at least a
tenth), so that a minute of a severe picture, whole and in colour, weighs a minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Rung
from workbench.casefile.exposure_record import PastLook, Standing, length_words
from workbench.settings import Settings

RUNG_WEIGHTS = {Rung.OUTLINE: 0.1, Rung.GREY: 0.5, Rung.COLOUR: 1.0}
LEVEL_WEIGHTS = {
    Sensitivity.CLEARED: 0.0,
    Sensitivity.UNCLASSIFIED: 0.25,
    Sensitivity.SENSITIVE: 0.25,
    Sensitivity.SEVERE: 1.0,
    Sensitivity.EXTREME: 2.0,
}
LEAST_AREA = 0.1
SEVERE = frozenset({Sensitivity.SEVERE, Sensitivity.EXTREME})
SNOOZES = 2
GO_ON = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Calm:
    """What a person chose about pauses.

    ``paused`` is when a pause under way began, ``rested`` when the last one that counted ended; after ``snoozes`` of
    them are used up, quiet is kept for one item only; looks go on without a further reason until ``going_on``.
    """

    paused: datetime | None = None
    rested: datetime | None = None
    snoozed: datetime | None = None
    snoozes: int = 0
    item: str = ""
    going_on: datetime | None = None


def units(look: PastLook) -> float:
    """Weighs one look, in weighted seconds."""
    clear = RUNG_WEIGHTS.get(look.rung, 0.0) * LEVEL_WEIGHTS[look.sensitivity]
    return look.shown_ms / 1000 * clear * max(LEAST_AREA, min(1.0, look.area))


def total_units(looks: Iterable[PastLook]) -> float:
    """Weighs several looks together."""
    return sum(map(units, looks))


def standing_of(
    looks: Sequence[PastLook], calm: Calm, at: datetime, midnight: datetime, settings: Settings, item: str = ""
) -> Standing:
    """Holds a person's looks against their budgets; ``item`` is what lies before them, for a quiet kept for it alone.

    ``looks`` reach back to midnight and to the start of the window, whichever is earlier.
    """
    today = [look for look in looks if midnight <= look.ended <= at]
    window = _since(at, settings.budget_window_minutes, calm)
    severe = _since(at, settings.budget_severe_minutes, calm)
    weighed = total_units(today)
    standing = Standing(
        looks=len(today),
        seconds=sum(look.shown_ms for look in today) / 1000,
        units=weighed,
        window_seconds=sum(units(look) * _share_since(look, window) for look in looks if look.ended <= at),
        severe_looks=sum(look.sensitivity in SEVERE and severe < look.ended <= at for look in looks),
        stopped=weighed >= 60 * settings.budget_day_hard_minutes and not _is_going_on(calm, at),
        paused=calm.paused,
    )
    advice = "" if calm.paused else _advice(standing, calm, at, settings, item)
    return replace(standing, advice=advice, pause=bool(advice) and not standing.stopped)


def snoozed(calm: Calm, at: datetime, settings: Settings, item: str = "") -> Calm:
    """Puts a pause off: for some minutes, and once that has been done twice, for the present item alone."""
    used = calm.snoozes if _is_same_stretch(calm, at, settings) else 0
    if used >= SNOOZES:
        return replace(calm, item=item)
    until = at + timedelta(minutes=settings.snooze_minutes)
    return replace(calm, snoozed=until, snoozes=used + 1, item="")


def pause_begun(calm: Calm, at: datetime) -> Calm:
    """Begins a pause; one that is under way goes on."""
    return replace(calm, paused=calm.paused or at)


def pause_ended(calm: Calm, at: datetime, settings: Settings) -> Calm:
    """Ends a pause, whenever the person wishes; one that was long enough starts the window afresh."""
    if calm.paused is None:
        return calm
    if at - calm.paused < timedelta(minutes=settings.pause_minutes):
        return replace(calm, paused=None)
    return Calm(rested=at, going_on=calm.going_on)


def pause_words(calm: Calm, at: datetime, settings: Settings) -> str:
    """Says how a pause under way stands."""
    if calm.paused is None:
        return ""
    went = max(0, int((at - calm.paused).total_seconds() * 1000))
    left = settings.pause_minutes * 60_000 - went
    tail = f"in {length_words(left)} it counts as one" if left > 0 else "it counts as one"
    return f"On a pause for {length_words(went)}; {tail}. You can end it at any time."


def _advice(standing: Standing, calm: Calm, at: datetime, settings: Settings, item: str) -> str:
    """Chooses what to say at the next quiet moment; only counts, no promise."""
    if standing.stopped:
        return (
            f"Your looks of today weigh {_minutes(standing.units)}, as much as a day is meant to hold. "
            f"A look above Outline now asks for a written reason, which holds for {_minutes(GO_ON.total_seconds())}."
        )
    if (calm.snoozed is not None and at < calm.snoozed) or (item and item == calm.item):
        return ""
    offer = f"A pause of {settings.pause_minutes} min would fit here."
    if standing.window_seconds >= 60 * settings.budget_soft_minutes:
        since = f"In the last {settings.budget_window_minutes} min"
        return f"{since} your looks weigh {_minutes(standing.window_seconds)}. {offer}"
    if standing.severe_looks >= settings.budget_severe_looks:
        since = f"in the last {settings.budget_severe_minutes} min"
        return f"You took {standing.severe_looks} looks at severe exhibits {since}. {offer}"
    rested = calm.rested is not None and at - calm.rested < timedelta(minutes=settings.budget_window_minutes)
    if standing.units >= 60 * settings.budget_day_soft_minutes and not rested:
        return f"Your looks of today weigh {_minutes(standing.units)}. {offer} A longer rest would fit as well."
    return ""


def _since(at: datetime, minutes: int, calm: Calm) -> datetime:
    """Names the start of a window: so many minutes ago, or the end of the last pause."""
    start = at - timedelta(minutes=minutes)
    return start if calm.rested is None else max(start, calm.rested)


def _share_since(look: PastLook, start: datetime) -> float:
    """Gives the share of a look that lies behind a moment."""
    length = look.shown_ms / 1000
    if length <= 0:
        return 0.0
    return min(1.0, max(0.0, (look.ended - start).total_seconds() / length))


def _is_going_on(calm: Calm, at: datetime) -> bool:
    """Tells whether a written reason still holds."""
    return calm.going_on is not None and at < calm.going_on


def _is_same_stretch(calm: Calm, at: datetime, settings: Settings) -> bool:
    """Tells whether the last putting off belongs to the present shift."""
    return calm.snoozed is not None and at - calm.snoozed < timedelta(hours=settings.shift_gap_hours)


def _minutes(seconds: float) -> str:
    """Says a weight or a time in words."""
    return length_words(round(seconds * 1000))
