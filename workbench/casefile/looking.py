"""The look as a state machine: at rest, armed, opening, shown; pure, with the time of each event passed in.

::

    RESTING --press (120 ms)--> OPENING --pixels--> SHOWN --release, time, any disturbance--> RESTING
       |                           ^
       +--reason or second step--> ARMED

A look that was asked for (:class:`Ask`) is ended by exactly one :class:`End`, shown or not; a lens may bring a second
one with it, the outline under it. Once everything was sealed (``latched``) no look begins until the person resumes.
Times are seconds of one steady clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from workbench.casefile.exposure import EndCause, LookMode, Rung
from workbench.casefile.look_events import (
    Abandoned,
    Arrived,
    Choose,
    Confirm,
    Denied,
    Discard,
    End,
    Event,
    Habit,
    Hasten,
    Item,
    NewRules,
    Pin,
    Press,
    Refused,
    Release,
    Rested,
    Resume,
    Seal,
    Show,
    StepDown,
    StepUp,
    Stirred,
    Stop,
    Tick,
)
from workbench.casefile.look_state import (
    ARM_AT_LEAST,
    ARM_AT_MOST,
    CHOOSE_AT_MOST,
    DWELL_SECONDS,
    HELD,
    IDLE_SECONDS,
    LATCHED_WORDS,
    OPEN_AT_MOST,
    Looking,
    LookState,
    led,
    objection,
    resting_rung,
    shown_seconds,
)
from workbench.casefile.look_turns import Step, begun, calmed, ended, opened, renewed, rest_at, wished

__all__ = [
    "ARM_AT_LEAST", "ARM_AT_MOST", "CHOOSE_AT_MOST", "DWELL_SECONDS", "IDLE_SECONDS", "OPEN_AT_MOST",
    "LookState", "Looking", "resting_rung", "shown_seconds", "step",
]  # fmt: skip
_SLACK = 1e-6


def step(now: Looking, event: Event, at: float) -> Step:
    """Takes one event at a time of the clock; an event that means nothing in a state changes nothing."""
    rule = _ANYWHERE.get(type(event)) or _TABLE.get((now.state, type(event)))
    return rule(now, event, at) if rule else (now, ())


# What means the same in every state.


def _change_item(now: Looking, event: Item, at: float) -> Step:
    calm, effects = step(now, Stop(EndCause.ITEM_CHANGED), at)
    rest = Rung.SEALED if calm.latched else resting_rung(event.rules, event.veiled)
    fresh = Looking(
        rules=event.rules, veiled=event.veiled, rest=rest, last_serial=calm.last_serial,
        toggle=calm.toggle, latched=calm.latched, clearest=event.clearest,
    )  # fmt: skip
    return fresh, (*effects, Rested(rest))


def _change_rules(now: Looking, event: NewRules, at: float) -> Step:
    """Ends a look that began under other rules; a picture that the person took lower stays as low."""
    calm, effects = step(now, Stop(EndCause.RULES_CHANGED), at) if event.rules != now.rules else (now, ())
    lowered = now.latched or now.rest < resting_rung(now.rules, now.veiled)
    rest = resting_rung(event.rules, event.veiled)
    rest = min(rest, now.rest) if lowered else rest
    return rest_at(replace(calm, rules=event.rules, veiled=event.veiled), rest, effects)


def _change_habit(now: Looking, event: Habit, at: float) -> Step:
    calm, effects = step(now, Stop(EndCause.RULES_CHANGED), at) if event.toggle != now.toggle else (now, ())
    return replace(calm, toggle=event.toggle), effects


def _seal(now: Looking, event: Seal, at: float) -> Step:
    calm, effects = step(now, Stop(event.cause), at)
    return rest_at(replace(calm, latched=calm.latched or event.latch), Rung.SEALED, effects)


def _resume(now: Looking, event: Resume, at: float) -> Step:
    return rest_at(replace(now, latched=False), resting_rung(now.rules, now.veiled)) if now.latched else (now, ())


def _stir(now: Looking, event: Stirred, at: float) -> Step:
    return (replace(now, stirred=at) if now.state is LookState.SHOWN else now), ()


# At rest.


def _press_at_rest(now: Looking, event: Press, at: float) -> Step:
    if now.wish is not None:
        return (calmed(now, now.rest), ()) if now.toggle and event.mode is now.wish.mode else (now, ())
    refused = objection(now, event)
    if refused:
        return now, (Denied(refused),)
    hoped = wished(now, event)
    if event.mode in HELD:
        return replace(hoped, since=at, deadline=at + DWELL_SECONDS), ()
    return begun(hoped, at)


def _tick_at_rest(now: Looking, event: Tick, at: float) -> Step:
    if now.wish is None or now.deadline is None or at < now.deadline - _SLACK:
        return now, ()
    return begun(now, at)


def _release_at_rest(now: Looking, event: Release, at: float) -> Step:
    return _stop_at_rest(now, event, at) if now.held else (now, ())


def _stop_at_rest(now: Looking, event: Event, at: float) -> Step:
    return replace(now, wish=None, held=False, skipping=False, deadline=None), ()


def _up_at_rest(now: Looking, event: StepUp, at: float) -> Step:
    if now.latched:
        return now, (Denied(LATCHED_WORDS),)
    if now.rest < Rung.HAZE and now.veiled:
        return rest_at(now, Rung(now.rest + 1))
    return _press_at_rest(now, Press(Rung.OUTLINE, LookMode.STEP), at)


def _down_at_rest(now: Looking, event: StepDown, at: float) -> Step:
    return rest_at(now, Rung(max(now.rest - 1, 0)))


# Armed.


def _choose_armed(now: Looking, event: Choose, at: float) -> Step:
    chosen = replace(now, reason=event.reason, deadline=at + ARM_AT_MOST)
    assert now.wish is not None
    ready = now.held or now.toggle or now.wish.mode not in HELD
    return opened(chosen, at) if ready and not now.two_steps else (chosen, ())


def _press_armed(now: Looking, event: Press, at: float) -> Step:
    assert now.wish is not None
    same = event.mode is now.wish.mode and (now.skipping or led(now, event) is now.wish.rung)
    if not same:
        calm, effects = _abandon(now, event, at)
        after, more = _press_at_rest(calm, event, at)
        return after, (*effects, *more)
    return _confirm(replace(now, held=event.mode in HELD and not now.toggle), Confirm(), at)


def _confirm(now: Looking, event: Confirm, at: float) -> Step:
    hasty = now.two_steps and at - now.since < ARM_AT_LEAST - _SLACK
    return (now, ()) if hasty or now.reason_missing else opened(now, at)


def _release_armed(now: Looking, event: Release, at: float) -> Step:
    return replace(now, held=False), ()


def _tick_armed(now: Looking, event: Tick, at: float) -> Step:
    late = now.deadline is not None and at >= now.deadline - _SLACK
    return _abandon(now, event, at) if late else (now, ())


def _abandon(now: Looking, event: Event, at: float) -> Step:
    return calmed(now), (Abandoned(),)


# Opening and shown.


def _arrive(now: Looking, event: Arrived, at: float) -> Step:
    assert now.wish is not None and now.rules is not None
    if event.serial != now.wish.serial:
        return _arrive_under(now, event, at)
    most = shown_seconds(now.rules, now.wish.mode)
    seconds = most if event.seconds is None else min(most, event.seconds)
    seen = now.clearest if now.wish.mode is LookMode.LISTEN else max(now.clearest, now.wish.rung)
    skipped = now.skipped or now.skipping
    shown = replace(
        now, state=LookState.SHOWN, since=at, deadline=at + seconds, stirred=at, skipping=False, skipped=skipped,
        clearest=seen,
    )  # fmt: skip
    return shown, (Show(now.wish),)


def _arrive_under(now: Looking, event: Arrived, at: float) -> Step:
    under = now.under
    if under is None or under.wish.serial != event.serial or under.since is not None:
        return now, (Discard(event.serial),)
    seen = max(now.clearest, Rung.OUTLINE)
    return replace(now, under=replace(under, since=at), clearest=seen), (Show(under.wish),)


def _discard(now: Looking, event: Arrived, at: float) -> Step:
    return now, (Discard(event.serial),)


def _refused(now: Looking, event: Refused, at: float) -> Step:
    if now.wish is None or event.serial != now.wish.serial or now.state is LookState.SHOWN:
        return _refused_under(now, event, at)
    calm, effects = ended(now, EndCause.FAILED, at)
    return calm, (*effects, Denied(event.words))


def _refused_under(now: Looking, event: Refused, at: float) -> Step:
    """Goes on without the outline under a lens: it lies over the picture at rest then."""
    under = now.under
    if under is None or under.wish.serial != event.serial or under.since is not None:
        return now, ()
    return replace(now, under=None), (End(under.wish, EndCause.FAILED, 0),)


def _release(now: Looking, event: Release, at: float) -> Step:
    return ended(now, EndCause.RELEASED, at) if now.held else (now, ())


def _stop(now: Looking, event: Stop, at: float) -> Step:
    return ended(now, event.cause, at)


def _tick_opening(now: Looking, event: Tick, at: float) -> Step:
    if now.deadline is None or at < now.deadline - _SLACK:
        return now, ()
    calm, effects = ended(now, EndCause.FAILED, at)
    return calm, (*effects, Denied("The picture did not open in time. Look again, or see its details instead."))


def _tick_shown(now: Looking, event: Tick, at: float) -> Step:
    if now.deadline is not None and at >= now.deadline - _SLACK:
        return ended(now, EndCause.EXPIRED, at)
    return ended(now, EndCause.IDLE, at) if at >= now.stirred + IDLE_SECONDS - _SLACK else (now, ())


def _press_again(now: Looking, event: Press, at: float) -> Step:
    """Another kind of look takes the place of the one that goes on; the same kind ends it where keys are not held."""
    assert now.wish is not None
    if event.mode is now.wish.mode and event.mode is not LookMode.REGION:
        return ended(now, EndCause.RELEASED, at) if now.toggle and event.mode in HELD else (now, ())
    calm, effects = ended(now, EndCause.STEPPED, at)
    refused = objection(calm, event)
    if refused:
        return now, (Denied(refused),)
    after, more = _press_at_rest(calm, event, at)
    return after, (*effects, *more)


def _pin(now: Looking, event: Pin, at: float) -> Step:
    """Keeps a held look open, as a look of its own; a pinned one is let go."""
    assert now.wish is not None
    if now.wish.mode is LookMode.PIN:
        return ended(now, EndCause.STOPPED, at)
    return renewed(now, Press(now.wish.rung, LookMode.PIN), at) if now.wish.mode is LookMode.HOLD else (now, ())


def _hasten(now: Looking, event: Hasten, at: float) -> Step:
    wish = now.wish
    assert wish is not None
    if wish.mode is not LookMode.PLAY or wish.quick is event.quick:
        return now, ()
    return renewed(now, Press(wish.rung, wish.mode), at, event.quick)


def _up_shown(now: Looking, event: StepUp, at: float) -> Step:
    wish = now.wish
    assert wish is not None
    press = Press(Rung(min(wish.rung + 1, Rung.COLOUR)), wish.mode, wish.region)
    stays = wish.mode is LookMode.LISTEN or led(now, press) is wish.rung
    return (now, ()) if stays else renewed(now, press, at, wish.quick)


def _down_shown(now: Looking, event: StepDown, at: float) -> Step:
    wish = now.wish
    assert wish is not None
    if wish.rung > Rung.OUTLINE and wish.mode is not LookMode.LISTEN:
        return renewed(now, Press(Rung(wish.rung - 1), wish.mode, wish.region), at, wish.quick)
    return ended(now, EndCause.STEPPED, at, Rung.HAZE if now.veiled else Rung.SEALED)


_Rule: TypeAlias = Callable[..., Step]
_ANYWHERE: dict[type, _Rule] = {
    Item: _change_item,
    NewRules: _change_rules,
    Habit: _change_habit,
    Seal: _seal,
    Resume: _resume,
    Stirred: _stir,
}
_TABLE: dict[tuple[LookState, type], _Rule] = {
    (LookState.RESTING, Press): _press_at_rest,
    (LookState.RESTING, Tick): _tick_at_rest,
    (LookState.RESTING, Release): _release_at_rest,
    (LookState.RESTING, Stop): _stop_at_rest,
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
    (LookState.SHOWN, Arrived): _arrive_under,
    (LookState.SHOWN, Refused): _refused_under,
    (LookState.SHOWN, Release): _release,
    (LookState.SHOWN, Tick): _tick_shown,
    (LookState.SHOWN, Pin): _pin,
    **{
        (state, event): rule
        for state in (LookState.OPENING, LookState.SHOWN)
        for event, rule in (
            (Stop, _stop),
            (Press, _press_again),
            (StepUp, _up_shown),
            (StepDown, _down_shown),
            (Hasten, _hasten),
        )
    },
}
