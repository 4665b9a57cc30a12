"""What one person has looked at: their own record, apart from any case, and what can be counted in it."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workbench.casefile.exhibits import Exhibit, Sensitivity
from workbench.casefile.exposure import Channel, EndCause, Exposure, LookMode, Rung
from workbench.casefile.harms import Harm
from workbench.casefile.identity import MONTHS, day_words

#: The share of a picture that a lens uncovers where nobody measured it: a circle of 90 px on 900 by 600.
LENS_AREA = 0.05


@dataclass(frozen=True, slots=True)
class PastLook:
    """One look in the person's own record.

    ``area`` is the share of the picture that was uncovered, 0 to 1. There is no free text and no name of a file:
    ``digest`` is what tells whether the same thing was seen before. Of a look that a crash cut off (``interrupted``)
    nobody knows how long it lasted.
    """

    id: str
    case_id: str
    exhibit: int
    digest: str
    began: datetime
    ended: datetime
    rung: Rung
    mode: LookMode
    channel: Channel
    sensitivity: Sensitivity
    harms: tuple[Harm, ...]
    shown_ms: int
    area: float = 1.0
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """That this person has seen the same bytes, or one of the same group: when last, and for how long in all."""

    last: datetime
    looks: int
    shown_ms: int
    exact: bool = True
    case_id: str = ""
    exhibit: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person's day stands against their budgets: all times in seconds.

    ``looks`` and ``seconds`` count what was shown today; ``units`` weighs it by rung, severity and area, and so does
    ``window_seconds`` for the last hour or so. ``advice`` is what to say at the next quiet moment, empty for nothing;
    ``pause`` tells that it offers a pause, ``paused`` is when one under way began. ``stopped`` tells that looks above
    OUTLINE ask for a written reason from now on. Nothing here ever locks anyone out.
    """

    looks: int = 0
    seconds: float = 0.0
    units: float = 0.0
    window_seconds: float = 0.0
    severe_looks: int = 0
    avoided: int = 0
    advice: str = ""
    pause: bool = False
    stopped: bool = False
    paused: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnNote:
    """Something that befell a person's own choices: rules changed, a pause taken, a reason written to go on."""

    at: datetime
    kind: str
    words: str


def past_look(case_id: str, item: Exhibit | None, look: Exposure, area: float | None = None) -> PastLook:
    """Makes the entry of the person's own record from a look that ended.

    ``area`` is the share that was uncovered, where somebody measured it; else it follows from the region.
    """
    if look.ended is None:
        raise ValueError("a look that lasts is not recorded yet")
    return PastLook(
        id=look.id,
        case_id=case_id,
        exhibit=look.exhibit,
        digest=item.digest if item else "",
        began=look.began,
        ended=look.ended,
        rung=look.rung,
        mode=look.mode,
        channel=look.channel,
        sensitivity=item.sensitivity if item else Sensitivity.UNCLASSIFIED,
        harms=item.harms if item else (),
        shown_ms=look.shown_ms or 0,
        area=min(1.0, max(0.0, uncovered(look) if area is None else area)),
        interrupted=look.cause is EndCause.INTERRUPTED,
    )


def uncovered(look: Exposure) -> float:
    """Gives the share of the picture that a look uncovers, 0 to 1: its region, or the circle of a lens."""
    if look.region is None:
        return LENS_AREA if look.mode is LookMode.LENS else 1.0
    _, _, width, height = look.region
    share = max(0.0, width) * max(0.0, height)
    return min(1.0, share * math.pi / 4 if look.mode is LookMode.LENS else share)


def seen_in(looks: Sequence[PastLook], digest: str, alike: Collection[str] = ()) -> SeenBefore | None:
    """Finds in the person's looks whether they saw the same bytes, or else bytes that are alike."""
    same = [look for look in looks if look.digest == digest and digest]
    found = same or [look for look in looks if look.digest in alike]
    if not found:
        return None
    last = max(found, key=lambda look: look.ended)
    shown = sum(look.shown_ms for look in found)
    return SeenBefore(last.ended, len(found), shown, bool(same), last.case_id, last.exhibit)


def seen_words(seen: SeenBefore, today: date) -> str:
    """Says in one sentence that somebody saw a thing before, such as “You have seen this before, on 3 May, for 4 s”."""
    day = seen.last.astimezone().date()
    when = f"{day.day} {MONTHS[day.month - 1]}" if day.year == today.year else day_words(day)
    what = "this" if seen.exact else "one like this"
    if seen.looks == 1:
        length = f", for {length_words(seen.shown_ms)}" if seen.shown_ms else ""
        return f"You have seen {what} before, on {when}{length}."
    return f"You have seen {what} before: {seen.looks} looks, {length_words(seen.shown_ms)} in all, last on {when}."


def length_words(milliseconds: int) -> str:
    """Says how long: ``0.4 s``, ``4 s``, ``2 min 5 s``, ``1 h 20 min``."""
    if milliseconds < 1000:
        return f"{milliseconds / 1000:.1f} s"
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
