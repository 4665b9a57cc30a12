"""How this person's day stands against their budgets, their pauses, and their own looks by shift.

Everything here is read from and written to the person's own record; no case knows of it.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from workbench.casefile.budgets import (
    GO_ON,
    Calm,
    pause_begun,
    pause_ended,
    pause_words,
    snoozed,
    standing_of,
)
from workbench.casefile.exposure_record import OwnNote, PastLook, Standing
from workbench.casefile.identity import now
from workbench.casefile.shifts import Day, Shift, days_of, shifts_of
from workbench.errors import RevealRefused, UsageError
from workbench.settings import Settings, SettingsUnreadable, load
from workbench.store import own_record
from workbench.store.exposure_store import looks_since
from workbench.store.new_file import new_file
from workbench.store.profile import Profile

_CALM = "calm"
_MOST_WORDS = 500


def standing(person: Profile, at: datetime | None = None, item: str = "") -> Standing:
    """Says how this person's day stands; ``item`` names what lies before them, for a quiet kept for it alone."""
    moment, settings = at or now(), _settings()
    midnight = _midnight(moment)
    longest = max(settings.budget_window_minutes, settings.budget_severe_minutes)
    looks = looks_since(person, min(midnight, moment - timedelta(minutes=longest)))
    return standing_of(looks, _calm(person), moment, midnight, settings, item)


def snooze(person: Profile, item: str = "", at: datetime | None = None) -> Standing:
    """Puts the offer of a pause off, and says how the day stands then."""
    moment = at or now()
    calm = snoozed(_calm(person), moment, _settings(), item)
    own_record.keep(person, _CALM, calm, "pause", "Put a pause off.")
    return standing(person, moment, item)


def begin_pause(person: Profile, at: datetime | None = None) -> Standing:
    """Begins a pause; the person ends it whenever they wish."""
    moment = at or now()
    calm = _calm(person)
    if calm.paused is None:
        own_record.keep(person, _CALM, pause_begun(calm, moment), "pause", "Began a pause.")
    return standing(person, moment)


def end_pause(person: Profile, at: datetime | None = None) -> Standing:
    """Ends a pause; where it was long enough, the window starts afresh."""
    moment = at or now()
    calm = _calm(person)
    if calm.paused is not None:
        after = pause_ended(calm, moment, _settings())
        counted = "" if after.rested == moment else ", too short to count"
        own_record.keep(person, _CALM, after, "pause", f"Ended a pause{counted}.")
    return standing(person, moment)


def pause_state(person: Profile, at: datetime | None = None) -> str:
    """Says in words how a pause under way stands, empty where there is none."""
    return pause_words(_calm(person), at or now(), _settings())


def go_on(person: Profile, reason: str, at: datetime | None = None) -> datetime:
    """Keeps why somebody looks on beyond the day's budget, and says until when that holds."""
    words = " ".join(reason.split())[:_MOST_WORDS]
    if not words:
        raise UsageError("A reason is needed to look on.", "Write it in a few words; it stays in your own record.")
    until = (at or now()) + GO_ON
    calm = _calm(person)
    own_record.keep(person, _CALM, _going_on(calm, until), "go on", words)
    return until


def check_budget(person: Profile) -> None:
    """Lets a look above OUTLINE begin: it ends a pause under way, and beyond the hard budget asks for a reason.

    Raises RevealRefused where no written reason holds, and CaseDamaged where the person's record cannot be read: what
    cannot be counted is not shown.
    """
    now_standing = standing(person)
    if now_standing.stopped:
        raise RevealRefused(now_standing.advice, "Write a reason, or look at the outline.")
    if now_standing.paused is not None:
        end_pause(person)


def own_looks(person: Profile, days: int | None = None, at: datetime | None = None) -> tuple[PastLook, ...]:
    """Lists this person's looks, oldest first; of the last so many days, today included, or all."""
    return looks_since(person, _days_ago(days, at))


def shifts(person: Profile, days: int | None = None, at: datetime | None = None) -> tuple[Shift, ...]:
    """Counts this person's looks by shift, oldest first."""
    return shifts_of(own_looks(person, days, at), _settings())


def days(person: Profile, days: int | None = None, at: datetime | None = None) -> tuple[Day, ...]:
    """Counts this person's looks by day, oldest first."""
    return days_of(own_looks(person, days, at))


def own_notes(person: Profile, days: int | None = None, at: datetime | None = None) -> tuple[OwnNote, ...]:
    """Lists what befell this person's own choices, oldest first."""
    return own_record.notes(person, _days_ago(days, at))


def write_totals(person: Profile, to: Path, text: str) -> Path:
    """Writes what the person asked for to a new file that they alone can read, and notes that in their own record."""
    with new_file(to) as file:
        file.write(text.encode("utf-8") + b"\n")
    own_record.note(person, "export", "Wrote own totals to a file.")
    return to


def _settings() -> Settings:
    """Reads the settings; where they cannot be read the defaults apply, which others say out loud."""
    try:
        return load()
    except SettingsUnreadable:
        return Settings()


def _calm(person: Profile) -> Calm:
    """Reads what the person chose about pauses."""
    return own_record.kept(person, _CALM, Calm) or Calm()


def _going_on(calm: Calm, until: datetime) -> Calm:
    """Writes down until when a reason holds."""
    return Calm(calm.paused, calm.rested, calm.snoozed, calm.snoozes, calm.item, until)


def _days_ago(days: int | None, at: datetime | None) -> datetime | None:
    """Names the midnight from which the last so many days count, today included."""
    return None if days is None else _midnight((at or now()).astimezone() - timedelta(days=max(1, days) - 1))


def _midnight(moment: datetime) -> datetime:
    """Names the midnight before a moment, where the person is."""
    return datetime.combine(moment.astimezone().date(), time()).astimezone(UTC)
