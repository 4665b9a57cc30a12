"""The look as a state machine: at rest, armed, opening, shown; pure, with the time of each event passed in.

::

    RESTING --press (120 ms)--> OPENING --pixels--> SHOWN --release, time, any disturbance--> RESTING
       |                           ^
       +--reason or second step--> ARMED

A look that was asked for (:class:`Ask`) is ended by exactly one :class:`End`, shown or not. Times are seconds of
one steady clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from workbench.casefile.exposure import EndCause, LookMode, Reason, Rules, Rung
from workbench.casefile.look_events import (
    Abandoned,
    Armed,
    Arrived,
    Ask,
    Choose,
    Confirm,
    Denied,
    Discard,
    Effect,
    End,
    Event,
    Item,
    Press,
    Refused,
    Release,
    Rested,
    Seal,
    Show,
    StepDown,
    StepUp,
    Stop,
    Tick,
    Wish,
)

DWELL_SECONDS = 0.12
ARM_AT_LEAST = 0.7
ARM_AT_MOST = 5.0
CHOOSE_AT_MOST = 30.0
OPEN_AT_MOST = 8.0
_SLACK = 1e-6


class LookState(StrEnum):
    """Where a surface stands between rest and a clear picture."""

    RESTING = "resting"
    ARMED = "armed"
    OPENING = "opening"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Looking:
    """The state of one surface: what is wished for, since when, until when, and the rung it rests at."""

    state: LookState = LookState.RESTING
    rules: Rules | None = None
    veiled: bool = False
    rest: Rung = Rung.SEALED
    wish: Wish | None = None
    reason: Reason | None = None
    held: bool = False
    since: float = 0.0
    deadline: float | None = None
    last_serial: int = 0

    @property
    def rung(self) -> Rung:
        """The rung that is on the screen."""
        return self.wish.rung if self.state is LookState.SHOWN and self.wish else self.rest

    @property
    def reason_missing(self) -> bool:
        """Tells whether a reason has to be chosen first."""
        return bool(self.rules and self.rules.reason_needed and self.reason is None)

    def left(self, at: float) -> float:
        """The share of the time that is left before the deadline, 1 to 0."""
        if self.deadline is None or self.deadline <= self.since:
            return 0.0
        return min(1.0, max(0.0, (self.deadline - at) / (self.deadline - self.since)))


Step: TypeAlias = tuple[Looking, tuple[Effect, ...]]


def step(now: Looking, event: Event, at: float) -> Step:
    """Takes one event at a time of the clock; an event that means nothing in a state changes nothing."""
    if isinstance(event, Item):
        return _change_item(now, event, at)
    if isinstance(event, Seal):
        calm, effects = step(now, Stop(event.cause), at)
        return _rest_at(calm, Rung.SEALED, effects)
    rule = _TABLE.get((now.state, type(event)))
    return rule(now, event, at) if rule else (now, ())


def resting_rung(rules: Rules | None, veiled: bool) -> Rung:
    """The rung an exhibit rests at: what its rules say, SEALED where there is no veil."""
    return rules.rest if rules is not None and veiled else Rung.SEALED


def _change_item(now: Looking, event: Item, at: float) -> Step:
    calm, effects = step(now, Stop(EndCause.ITEM_CHANGED), at)
    rest = resting_rung(event.rules, event.veiled)
    fresh = Looking(rules=event.rules, veiled=event.veiled, rest=rest, last_serial=calm.last_serial)
    return fresh, (*effects, Rested(rest))


def _rest_at(now: Looking, rung: Rung, before: tuple[Effect, ...] = ()) -> Step:
    if rung is now.rest:
        return now, before
    return replace(now, rest=rung), (*before, Rested(rung))


def _calm(now: Looking, rest: Rung | None = None) -> Looking:
    """The same surface at rest: what was wished for is forgotten, the reason given for this exhibit is not."""
    lowest = min(now.rest, resting_rung(now.rules, now.veiled)) if rest is None else rest
    return replace(now, state=LookState.RESTING, wish=None, held=False, deadline=None, rest=lowest)


def _objection(now: Looking, press: Press) -> str:
    if now.rules is None:
        return "There is nothing here to look at."
    if press.mode not in now.rules.modes:
        return f"The rules for this exhibit do not allow a look by {press.mode.value}."
    if press.rung > now.rules.ceiling:
        return f"The rules for this exhibit end at {now.rules.ceiling.words}."
    return ""


def _open(now: Looking, at: float) -> Step:
    assert now.wish is not None
    wish = replace(now.wish, reason=now.reason or Reason.REVIEW)
    opening = replace(now, state=LookState.OPENING, wish=wish, since=at, deadline=at + OPEN_AT_MOST)
    return opening, (Ask(wish),)


def _begin(now: Looking, at: float) -> Step:
    """Leads a wish on: to ARMED where its rules ask for more, else to OPENING."""
    assert now.rules is not None
    if not (now.rules.two_steps or now.reason_missing):
        return _open(now, at)
    limit = CHOOSE_AT_MOST if now.reason_missing else ARM_AT_MOST
    return replace(now, state=LookState.ARMED, since=at, deadline=at + limit), (Armed(),)


def _wished(now: Looking, press: Press) -> Looking:
    serial = now.last_serial + 1
    wish = Wish(serial, press.rung, press.mode, region=press.region)
    return replace(now, wish=wish, last_serial=serial, held=press.mode is LookMode.HOLD)


def _press_at_rest(now: Looking, event: Press, at: float) -> Step:
    if now.wish is not None:
        return now, ()
    objection = _objection(now, event)
    if objection:
        return now, (Denied(objection),)
    wished = _wished(now, event)
    if event.mode is LookMode.HOLD:
        return replace(wished, since=at, deadline=at + DWELL_SECONDS), ()
    return _begin(wished, at)


def _tick_at_rest(now: Looking, event: Tick, at: float) -> Step:
    if now.wish is None or now.deadline is None or at < now.deadline - _SLACK:
        return now, ()
    return _begin(now, at)


def _let_go_at_rest(now: Looking, event: Event, at: float) -> Step:
    return replace(now, wish=None, held=False, deadline=None), ()


def _up_at_rest(now: Looking, event: StepUp, at: float) -> Step:
    if now.rest < Rung.HAZE and now.veiled:
        return _rest_at(now, Rung(now.rest + 1))
    return _press_at_rest(now, Press(Rung.OUTLINE, LookMode.STEP), at)


def _down_at_rest(now: Looking, event: StepDown, at: float) -> Step:
    return _rest_at(now, Rung(max(now.rest - 1, 0)))


def _choose_armed(now: Looking, event: Choose, at: float) -> Step:
    chosen = replace(now, reason=event.reason, deadline=at + ARM_AT_MOST)
    assert now.wish is not None and now.rules is not None
    ready = now.held or now.wish.mode is not LookMode.HOLD
    return _open(chosen, at) if ready and not now.rules.two_steps else (chosen, ())


def _press_armed(now: Looking, event: Press, at: float) -> Step:
    assert now.wish is not None
    if (event.mode, event.rung) != (now.wish.mode, now.wish.rung):
        calm, effects = _abandon(now, event, at)
        after, more = _press_at_rest(calm, event, at)
        return after, (*effects, *more)
    return _confirm(replace(now, held=event.mode is LookMode.HOLD), Confirm(), at)


def _confirm(now: Looking, event: Confirm, at: float) -> Step:
    assert now.rules is not None
    hasty = now.rules.two_steps and at - now.since < ARM_AT_LEAST - _SLACK
    return (now, ()) if hasty or now.reason_missing else _open(now, at)


def _release_armed(now: Looking, event: Release, at: float) -> Step:
    return replace(now, held=False), ()


def _tick_armed(now: Looking, event: Tick, at: float) -> Step:
    late = now.deadline is not None and at >= now.deadline - _SLACK
    return _abandon(now, event, at) if late else (now, ())


def _abandon(now: Looking, event: Event, at: float) -> Step:
    return _calm(now), (Abandoned(),)


def _arrive(now: Looking, event: Arrived, at: float) -> Step:
    assert now.wish is not None and now.rules is not None
    if event.serial != now.wish.serial:
        return now, (Discard(event.serial),)
    seconds = now.rules.seconds if event.seconds is None else event.seconds
    return replace(now, state=LookState.SHOWN, since=at, deadline=at + seconds), (Show(now.wish),)


def _discard(now: Looking, event: Arrived, at: float) -> Step:
    return now, (Discard(event.serial),)


def _ended(now: Looking, cause: EndCause, at: float, rest: Rung | None = None) -> Step:
    assert now.wish is not None
    shown = round((at - now.since) * 1000) if now.state is LookState.SHOWN else 0
    calm = _calm(now, rest)
    effects: tuple[Effect, ...] = (End(now.wish, cause, shown),)
    return calm, (effects if calm.rest is now.rest else (*effects, Rested(calm.rest)))


def _refused(now: Looking, event: Refused, at: float) -> Step:
    if now.wish is None or event.serial != now.wish.serial:
        return now, ()
    calm, effects = _ended(now, EndCause.FAILED, at)
    return calm, (*effects, Denied(event.words))


def _release(now: Looking, event: Release, at: float) -> Step:
    return _ended(now, EndCause.RELEASED, at) if now.held else (now, ())


def _stop(now: Looking, event: Stop, at: float) -> Step:
    return _ended(now, event.cause, at)


def _tick_opening(now: Looking, event: Tick, at: float) -> Step:
    if now.deadline is None or at < now.deadline - _SLACK:
        return now, ()
    calm, effects = _ended(now, EndCause.FAILED, at)
    return calm, (*effects, Denied("The picture did not open in time. Look again, or see its details instead."))


def _tick_shown(now: Looking, event: Tick, at: float) -> Step:
    late = now.deadline is not None and at >= now.deadline - _SLACK
    return _ended(now, EndCause.EXPIRED, at) if late else (now, ())


def _press_again(now: Looking, event: Press, at: float) -> Step:
    """Another kind of look takes the place of the one that goes on; the same kind changes nothing."""
    assert now.wish is not None
    if event.mode is now.wish.mode and event.mode is not LookMode.REGION:
        return now, ()
    objection = _objection(now, event)
    if objection:
        return now, (Denied(objection),)
    calm, effects = _ended(now, EndCause.STEPPED, at)
    after, more = _press_at_rest(calm, event, at)
    return after, (*effects, *more)


def _change_rung(now: Looking, rung: Rung, at: float) -> Step:
    """Ends the look and opens the next rung in the same hand: a new grant, but no second arming."""
    assert now.wish is not None
    press = Press(rung, now.wish.mode, now.wish.region)
    objection = _objection(now, press)
    if objection:
        return now, (Denied(objection),)
    calm, effects = _ended(now, EndCause.STEPPED, at, now.rest)
    after, more = _open(replace(_wished(calm, press), held=now.held), at)
    return after, (*effects, *more)


def _up_shown(now: Looking, event: StepUp, at: float) -> Step:
    assert now.wish is not None
    if now.wish.rung is Rung.COLOUR:
        return now, ()
    return _change_rung(now, Rung(now.wish.rung + 1), at)


def _down_shown(now: Looking, event: StepDown, at: float) -> Step:
    assert now.wish is not None
    if now.wish.rung > Rung.OUTLINE:
        return _change_rung(now, Rung(now.wish.rung - 1), at)
    return _ended(now, EndCause.STEPPED, at, Rung.HAZE if now.veiled else Rung.SEALED)


_Rule: TypeAlias = Callable[..., Step]
_TABLE: dict[tuple[LookState, type], _Rule] = {
    (LookState.RESTING, Press): _press_at_rest,
    (LookState.RESTING, Tick): _tick_at_rest,
    (LookState.RESTING, Release): _let_go_at_rest,
    (LookState.RESTING, Stop): _let_go_at_rest,
    (LookState.RESTING, StepUp): _up_at_rest,
    (LookState.RESTING, StepDown): _down_at_rest,
    (LookState.RESTING, Arrived): _discard,
    (LookState.ARMED, Choose): _choose_armed,
    (LookState.ARMED, Press): _press_armed,
    (LookState.ARMED, Confirm): _confirm,
    (LookState.ARMED, Release): _release_armed,
    (LookState.ARMED, Tick): _tick_armed,
    (LookState.ARMED, Stop): _abandon,
    (LookState.ARMED, Arrived): _discard,
    (LookState.ARMED, StepDown): _abandon,
    (LookState.OPENING, Arrived): _arrive,
    (LookState.OPENING, Refused): _refused,
    (LookState.OPENING, Release): _release,
    (LookState.OPENING, Tick): _tick_opening,
    (LookState.OPENING, Stop): _stop,
    (LookState.OPENING, Press): _press_again,
    (LookState.OPENING, StepUp): _up_shown,
    (LookState.OPENING, StepDown): _down_shown,
    (LookState.SHOWN, Arrived): _discard,
    (LookState.SHOWN, Release): _release,
    (LookState.SHOWN, Tick): _tick_shown,
    (LookState.SHOWN, Stop): _stop,
    (LookState.SHOWN, Press): _press_again,
    (LookState.SHOWN, StepUp): _up_shown,
    (LookState.SHOWN, StepDown): _down_shown,
}
