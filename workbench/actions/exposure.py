"""Looking: the record of a look is committed before anything is decoded, and its end before anything is forgotten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Protocol

from workbench.actions.budgets import check_budget
from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import check_held, exhibit, exhibits, original
from workbench.actions.exposure_rules import rules_of
from workbench.actions.groups import group_of
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit, Family
from workbench.casefile.exposure import (
    COLOUR_SIDE,
    GREY_SIDE,
    OUTLINE_SIDE,
    Channel,
    EndCause,
    Exposure,
    ExposureTotals,
    LookMode,
    Reason,
    Rules,
    Rung,
)
from workbench.casefile.exposure_record import SeenBefore, past_look, seen_in
from workbench.casefile.exposure_rules import WITHOUT_PICTURE, objection
from workbench.casefile.identity import Actor, new_id, now
from workbench.casefile.verbs import LOOK_BEGIN, LOOK_END
from workbench.errors import RevealRefused, WorkbenchError
from workbench.media.sandbox import Decoder, Pixels
from workbench.settings import profile_folder
from workbench.store.exposure_store import looks_at, record_look, totals_since
from workbench.store.profile import Profile

Person = Profile
Region = tuple[float, float, float, float]
_SIDES = {Rung.OUTLINE: OUTLINE_SIDE, Rung.GREY: GREY_SIDE, Rung.COLOUR: COLOUR_SIDE}


class Shown(Protocol):
    """Anything that a look brought home: its record, and the wiping of what it shows."""

    @property
    def exposure(self) -> Exposure:
        """The look's record."""

    def wipe(self) -> None:
        """Overwrites what is shown and gives its memory back."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look under way: its record, and the pixels, which :func:`end_look` wipes (None for words)."""

    exposure: Exposure
    pixels: Pixels | None

    def wipe(self) -> None:
        """Wipes the pixels, where there are any."""
        if self.pixels is not None:
            self.pixels.wipe()


@dataclass(frozen=True, slots=True)
class LookRequest:
    """What somebody wants to look at, and how; ``reason`` None is right where the rules ask for none.

    ``skip_outline`` says that the outline was passed over deliberately, by the two steps that this takes.
    """

    rung: Rung
    mode: LookMode
    reason: Reason | None = None
    channel: Channel = Channel.PICTURE
    seconds: float | None = None
    until: float | None = None
    region: Region | None = None
    page: int | None = None
    passage: int | None = None
    skip_outline: bool = False


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
    reason: Reason | None = None,
    long_side: int | None = None,
    seconds: float | None = None,
    region: Region | None = None,
    page: int | None = None,
    skip_outline: bool = False,
) -> Look:
    """Records a look and then decodes it; nothing is decoded where the record cannot be written.

    ``long_side`` is in pixels and never over the rung's own bound; ``seconds`` is the place in a clip, ``page`` that
    in a document, from 1; ``region`` is x, y, width, height as shares of the picture. Raises RevealRefused where the
    rules forbid it and a MediaError where the bytes cannot be shown; the record of a look that failed says so.
    """
    item = exhibit(case, number)
    channel = _channel(item, seconds, page)
    request = LookRequest(rung, mode, reason, channel, seconds, None, region, page, None, skip_outline)
    exposure = begin_record(case, person, actor, item, request)
    side = min(long_side or _SIDES[rung], _SIDES[rung])
    paged = {} if page is None else {"page": page}
    try:
        with original(case, item) as data:
            pixels = decoder.look(data, item.family, rung, side, seconds, region, **paged)
    except BaseException:
        end_look(case, person, Look(exposure, None), EndCause.FAILED, 0)
        raise
    return Look(exposure, pixels)


def begin_record(case: OpenCase, person: Person, actor: Actor, item: Exhibit, request: LookRequest) -> Exposure:
    """Holds a look against the rules and commits its record: what is decoded is decoded after this, or never.

    Every way of looking begins here. Raises RevealRefused where the rules forbid it or the day's hard budget asks for
    a reason, NotHeld where there are no bytes, and whatever keeps the record from being written.
    """
    check_held(item)
    if request.rung.free:
        raise RevealRefused(f"{request.rung.words} needs no look.", "Step down the ladder instead.")
    _check_rules(case, actor, item, request, rules_of(case, person, item))
    if request.rung > Rung.OUTLINE:
        check_budget(person)
    reason = request.reason or Reason.REVIEW
    exposure = Exposure(
        id=new_id(),
        exhibit=item.number,
        rung=request.rung,
        mode=request.mode,
        reason=reason,
        actor=actor,
        began=now(),
        seconds_into=request.seconds,
        region=request.region,
        channel=request.channel,
        seconds_until=request.until,
        page=request.page,
        passage=request.passage,
    )
    skipped = ", without an outline first" if request.skip_outline else ""
    label = f"Look at {item.label}: {request.rung.words.lower()}, {reason.value}{skipped}"
    with case.write(actor, LOOK_BEGIN, label, item.label) as work:
        work.put(exposure)
    return exposure


def end_look(
    case: OpenCase, person: Person, look: Shown, cause: EndCause, shown_ms: int, area: float | None = None
) -> Exposure:
    """Wipes what a look shows and records why and after how many milliseconds it ended.

    It goes into the case's ledger and, apart from that, into the person's own record, each also where the other
    cannot be written. ``area`` is the share of the picture that was uncovered, where somebody measured it.
    """
    look.wipe()
    ended = replace(look.exposure, ended=now(), cause=cause, shown_ms=max(0, shown_ms))
    label = exhibit_label(ended.exhibit)
    try:
        with case.write(ended.actor, LOOK_END, f"Stop looking at {label}: {cause.value}", label) as work:
            work.put(ended)
    finally:
        record_look(person, past_look(case.case.id, _item(case, ended.exhibit), ended, area))
    return ended


def exposures(case: OpenCase, number: int | None = None) -> tuple[Exposure, ...]:
    """Lists the looks that this case records, oldest first."""
    if number is None:
        return case.file.all(Exposure)
    return case.file.all(Exposure, "WHERE exhibit = ?", number)


def seen_before(case: OpenCase, person: Person, number: int) -> SeenBefore | None:
    """Tells whether this person has looked at the same bytes before, or else at others of its group, in any case."""
    item, group = exhibit(case, number), group_of(case, number)
    alike = {other.digest for other in exhibits(case, group.numbers if group else ())} - {item.digest}
    return seen_in(looks_at(person, (item.digest, *alike)), item.digest, alike)


def totals_today(person: Person) -> ExposureTotals:
    """Counts what this person has looked at since midnight where they are."""
    midnight = datetime.combine(datetime.now().astimezone().date(), time()).astimezone(UTC)
    return totals_since(person, midnight)


def _item(case: OpenCase, number: int) -> Exhibit | None:
    """Reads an exhibit for the person's own record, which is written also where the case cannot be reached."""
    try:
        return case.file.get(Exhibit, number)
    except WorkbenchError:
        return None


def _check_rules(case: OpenCase, actor: Actor, item: Exhibit, request: LookRequest, rules: Rules) -> None:
    """Raises RevealRefused where the rules in force forbid a look."""
    against = objection(rules, request.rung, request.mode, request.channel)
    if against:
        raise RevealRefused(f"{item.label} may not be looked at this way. {against}", "Choose a lower rung.")
    if rules.reason_needed and request.reason is None:
        raise RevealRefused(f"A look at {item.label} needs a reason.", "Choose one from the list.")
    if not rules.outline_first or request.skip_outline or request.channel in WITHOUT_PICTURE:
        return
    if request.rung > Rung.OUTLINE and not _has_outlined(case, actor, item):
        raise RevealRefused(
            f"{item.label} is looked at as an outline first.", "Look at the outline, or skip it in two steps."
        )


def _has_outlined(case: OpenCase, actor: Actor, item: Exhibit) -> bool:
    """Tells whether this actor has a look at the outline of an exhibit in the case's record."""
    return any(
        look.rung is Rung.OUTLINE and look.cause is not EndCause.FAILED and look.actor.account == actor.account
        for look in exposures(case, item.number)
    )


def _channel(item: Exhibit, seconds: float | None, page: int | None) -> Channel:
    """Tells what of an exhibit a look at pixels opens."""
    if page is not None:
        return Channel.PAGE
    return Channel.FRAME if seconds is not None or item.family is Family.VIDEO else Channel.PICTURE
