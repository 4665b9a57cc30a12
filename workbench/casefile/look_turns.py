"""The turns a look can take, of which the rules of its machine are made: wish, begin, open, end, and begin anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from workbench.casefile.exposure import EndCause, LookMode, Reason, Rung
from workbench.casefile.look_events import Armed, Ask, Denied, Effect, End, Press, Rested, Wish
from workbench.casefile.look_state import (
    ARM_AT_MOST,
    CHOOSE_AT_MOST,
    HELD,
    OPEN_AT_MOST,
    Looking,
    LookState,
    Under,
    led,
    objection,
    resting_rung,
)

Step: TypeAlias = tuple[Looking, tuple[Effect, ...]]


def rest_at(now: Looking, rung: Rung, before: tuple[Effect, ...] = ()) -> Step:
    """Lets a surface rest at another rung, after what has to be done before."""
    if rung is now.rest:
        return now, before
    return replace(now, rest=rung), (*before, Rested(rung))


def calmed(now: Looking, rest: Rung | None = None) -> Looking:
    """The same surface at rest: what was wished for is forgotten, the reason given for this exhibit is not."""
    lowest = min(now.rest, resting_rung(now.rules, now.veiled)) if rest is None else rest
    return replace(
        now, state=LookState.RESTING, wish=None, under=None, held=False, skipping=False, deadline=None, rest=lowest
    )


def wished(now: Looking, press: Press, quick: bool = False) -> Looking:
    """Takes a wish down, at the rung that the rules lead it to."""
    serial = now.last_serial + 1
    wish = Wish(serial, led(now, press), press.mode, region=press.region, quick=quick)
    held = press.mode in HELD and not now.toggle
    return replace(now, wish=wish, last_serial=serial, held=held, skipping=press.skip and now.outline_due)


def opened(now: Looking, at: float) -> Step:
    """Asks for the pixels; a lens asks for the outline under it as well, where the rules reach that far."""
    assert now.wish is not None and now.rules is not None
    wish = replace(now.wish, reason=now.reason or Reason.REVIEW, skip=now.skipping or now.skipped)
    opening = replace(now, state=LookState.OPENING, wish=wish, since=at, deadline=at + OPEN_AT_MOST)
    if wish.mode is not LookMode.LENS or wish.rung <= Rung.OUTLINE:
        return opening, (Ask(wish),)
    under = Wish(now.last_serial + 1, Rung.OUTLINE, LookMode.LENS, wish.reason)
    return replace(opening, under=Under(under), last_serial=under.serial), (Ask(wish), Ask(under))


def begun(now: Looking, at: float) -> Step:
    """Leads a wish on: to ARMED where its rules ask for more, else to OPENING."""
    if not (now.two_steps or now.reason_missing):
        return opened(now, at)
    limit = CHOOSE_AT_MOST if now.reason_missing else ARM_AT_MOST
    return replace(now, state=LookState.ARMED, since=at, deadline=at + limit), (Armed(),)


def ended(now: Looking, cause: EndCause, at: float, rest: Rung | None = None) -> Step:
    """Ends the look, and the outline under it, each once."""
    assert now.wish is not None
    shown = round((at - now.since) * 1000) if now.state is LookState.SHOWN else 0
    effects: list[Effect] = [End(now.wish, cause, shown)]
    if now.under is not None:
        since = now.under.since
        effects.append(End(now.under.wish, cause, 0 if since is None else round((at - since) * 1000)))
    calm = calmed(now, rest)
    if calm.rest is not now.rest:
        effects.append(Rested(calm.rest))
    return calm, tuple(effects)


def renewed(now: Looking, press: Press, at: float, quick: bool = False) -> Step:
    """Ends the look and opens another in the same hand: a new grant, but no second arming."""
    refused = objection(now, press)
    if refused:
        return now, (Denied(refused),)
    calm, effects = ended(now, EndCause.STEPPED, at, now.rest)
    held = now.held and press.mode in HELD
    after, more = opened(replace(wished(calm, press, quick), held=held), at)
    return after, (*effects, *more)
