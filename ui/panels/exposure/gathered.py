"""Gathers what a person's own record says, in one question to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ui.widgets.measures import Measure
from workbench.actions.budgets import own_looks, pause_state, shifts, standing
from workbench.actions.cases import OpenCase
from workbench.actions.exposure import Person
from workbench.actions.exposure_rules import layers, lead_rules, notices, preferences
from workbench.casefile.exposure_record import PastLook, Standing, length_words
from workbench.casefile.exposure_rules import Layer
from workbench.casefile.harms import Harm
from workbench.casefile.runs import Run, longest_runs
from workbench.casefile.shifts import Share, Totals, days_of, totals_of
from workbench.settings import Settings, load

DAYS = 7


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """Everything that the page shows: counts, budgets, runs, and who asks for what."""

    standing: Standing
    settings: Settings
    today: Totals
    shift: Totals
    week: Totals
    columns: tuple[Measure, ...]
    runs: tuple[Run, ...]
    pause: str
    own: Layer
    above: tuple[Layer, ...]
    notices: tuple[str, ...]
    waits: bool


def own_record(person: Person, case: OpenCase | None, at: datetime) -> OwnRecord:
    """Reads a person's record of the last seven days, and the rules that bind them in the open case."""
    looks, settings = own_looks(person, DAYS, at), load()
    here = at.astimezone().date()
    found = shifts(person, 2, at)
    last = found[-1].totals if found and at - found[-1].ended < timedelta(hours=settings.shift_gap_hours) else Totals()
    own = preferences(person)
    above = tuple(layer for layer in layers(case, person) if layer.name != own.name) if case else ()
    return OwnRecord(
        standing=standing(person, at),
        settings=settings,
        today=totals_of([look for look in looks if look.ended.astimezone().date() == here]),
        shift=last,
        week=totals_of(looks),
        columns=day_columns(looks, here),
        runs=longest_runs(looks),
        pause=pause_state(person, at),
        own=own,
        above=above or lead_rules(person).layers,
        notices=notices(person),
        waits=lead_rules(person).waits,
    )


def day_columns(looks: tuple[PastLook, ...], today: date) -> tuple[Measure, ...]:
    """Counts the looks of each of the last seven days, today last."""
    counted = {day.day: day.totals.looks for day in days_of(looks)}
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    most = max((counted.get(day, 0) for day in days), default=0) or 1
    return tuple(
        Measure(
            "Today" if day == today else f"{day:%a}",
            counted.get(day, 0) / most,
            f"{counted[day]:,}" if day in counted else "",
        )
        for day in days
    )


def rung_measures(totals: Totals) -> tuple[Measure, ...]:
    """Words the looks at each rung."""
    return _measures([(rung.words, share) for rung, share in totals.by_rung], totals.looks)


def harm_measures(totals: Totals) -> tuple[Measure, ...]:
    """Words the looks at each kind of harm, the most frequent first."""
    rows = sorted(totals.by_harm, key=lambda row: (-row[1].looks, str(row[0])))
    return _measures([(_harm_words(harm), share) for harm, share in rows], totals.looks)


def budget_measures(record: OwnRecord) -> tuple[Measure, ...]:
    """Words how the day stands against each budget."""
    now, kept = record.standing, record.settings
    rows = (
        (f"The last {kept.budget_window_minutes} min", now.window_seconds, 60 * kept.budget_soft_minutes),
        ("Today", now.units, 60 * kept.budget_day_hard_minutes),
    )
    weighed = [
        Measure(name, used / most, f"{_spent(used)} of {most // 60} min, weighed", used >= most)
        for name, used, most in rows
    ]
    looks, most = now.severe_looks, kept.budget_severe_looks
    severe = Measure(
        f"Severe, last {kept.budget_severe_minutes} min", looks / most, f"{looks} of {most} looks", looks >= most
    )
    return weighed[0], severe, weighed[1]


def _measures(rows: list[tuple[str, Share]], most: int) -> tuple[Measure, ...]:
    return tuple(
        Measure(name, share.looks / max(1, most), f"{share.looks:,} · {_spent(share.seconds)}") for name, share in rows
    )


def _harm_words(harm: Harm | None) -> str:
    return "No harm named" if harm is None else harm.words


def _spent(seconds: float) -> str:
    return "0 s" if seconds <= 0 else length_words(round(seconds * 1000))
