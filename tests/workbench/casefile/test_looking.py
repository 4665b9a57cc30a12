"""The look as a state machine: every state against every event, and the rules that hold whatever comes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.casefile import look_events as e
from workbench.casefile import looking as m
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import RULES, EndCause, LookMode, Reason, Rules, Rung
from workbench.casefile.looking import Looking, LookState

PLAIN = RULES[Sensitivity.SENSITIVE]
SEVERE = RULES[Sensitivity.SEVERE]
EXTREME = RULES[Sensitivity.EXTREME]
HOLD = e.Press(Rung.GREY, LookMode.HOLD)
LENS = e.Press(Rung.GREY, LookMode.LENS)


def run(rules: Rules | None, *events: tuple[float, e.Event], veiled: bool = True) -> tuple[Looking, list[e.Effect]]:
    """Plays events at their times on a fresh surface; returns the state and what had to be done."""
    now, done = m.step(Looking(), e.Item(rules, veiled), 0.0)
    done = ()
    effects: list[e.Effect] = list(done)
    for at, event in events:
        now, more = m.step(now, event, at)
        effects += more
    return now, effects


def kinds(effects: list[e.Effect]) -> list[str]:
    """Names what had to be done."""
    return [type(effect).__name__ for effect in effects]


def opened(rules: Rules = PLAIN) -> tuple[Looking, list[e.Effect]]:
    """A surface that waits for the pixels of a held look."""
    return run(rules, (1.0, HOLD), (1.12, e.Tick()))


def shown() -> tuple[Looking, list[e.Effect]]:
    """A surface on which a held look lasts since 2.0, with 8 seconds to go."""
    now, effects = opened()
    assert now.wish is not None
    now, more = m.step(now, e.Arrived(now.wish.serial), 2.0)
    return now, [*effects, *more]


def test_a_look_opens_only_after_the_dwell_and_is_asked_for_once() -> None:
    now, effects = run(PLAIN, (1.0, HOLD), (1.1, e.Tick()))
    assert (now.state, effects) == (LookState.RESTING, [])
    now, effects = opened()
    assert now.state is LookState.OPENING
    assert effects == [e.Ask(e.Wish(1, Rung.GREY, LookMode.HOLD, Reason.REVIEW))]


def test_a_tap_shorter_than_the_dwell_asks_for_nothing() -> None:
    now, effects = run(PLAIN, (1.0, HOLD), (1.05, e.Release()), (1.2, e.Tick()), (9.0, e.Tick()))
    assert (now.state, now.wish, effects) == (LookState.RESTING, None, [])


def test_pixels_are_shown_until_the_release() -> None:
    now, effects = shown()
    assert (now.state, now.rung, now.deadline) == (LookState.SHOWN, Rung.GREY, 10.0)
    assert kinds(effects) == ["Ask", "Show"]
    now, more = m.step(now, e.Release(), 3.25)
    assert more == (e.End(e.Wish(1, Rung.GREY, LookMode.HOLD), EndCause.RELEASED, 1250),)
    assert (now.state, now.rung) == (LookState.RESTING, Rung.VEIL)


def test_time_ends_a_look_not_before_and_not_after() -> None:
    now, _ = shown()
    still, none = m.step(now, e.Tick(), 9.99)
    assert (still, none) == (now, ())
    over, effects = m.step(now, e.Tick(), 10.0)
    assert over.state is LookState.RESTING
    assert effects == (e.End(e.Wish(1, Rung.GREY, LookMode.HOLD), EndCause.EXPIRED, 8000),)


@pytest.mark.parametrize("cause", list(EndCause))
def test_every_cause_ends_an_open_and_a_shown_look(cause: EndCause) -> None:
    for now, lasted in ((opened()[0], 0), (shown()[0], 500)):
        over, effects = m.step(now, e.Stop(cause), 2.5)
        assert over.state is LookState.RESTING
        assert isinstance(effects[0], e.End) and (effects[0].cause, effects[0].shown_ms) == (cause, lasted)


def test_release_while_opening_ends_the_look_and_late_pixels_are_discarded() -> None:
    now, effects = run(PLAIN, (1.0, HOLD), (1.12, e.Tick()), (1.3, e.Release()), (1.4, e.Arrived(1)))
    assert now.state is LookState.RESTING
    assert kinds(effects) == ["Ask", "End", "Discard"]


def test_pixels_of_an_earlier_look_never_stand_in_for_those_of_a_later_one() -> None:
    now, effects = run(
        PLAIN, (1.0, HOLD), (1.2, e.Tick()), (1.3, e.Release()), (1.4, HOLD), (1.6, e.Tick()), (1.7, e.Arrived(1))
    )
    assert now.state is LookState.OPENING
    assert effects[-1] == e.Discard(1)
    now, more = m.step(now, e.Arrived(2), 1.8)
    assert (now.state, kinds(list(more))) == (LookState.SHOWN, ["Show"])


def test_a_second_delivery_is_discarded() -> None:
    now, _ = shown()
    assert m.step(now, e.Arrived(1), 2.1) == (now, (e.Discard(1),))


def test_a_refusal_ends_the_wish_and_says_why() -> None:
    now, _ = opened()
    over, effects = m.step(now, e.Refused(1, "The decoder ended."), 1.5)
    assert over.state is LookState.RESTING
    assert effects == (
        e.End(e.Wish(1, Rung.GREY, LookMode.HOLD), EndCause.FAILED, 0),
        e.Denied("The decoder ended."),
    )
    assert m.step(now, e.Refused(7, "another"), 1.5) == (now, ())


def test_an_opening_that_takes_too_long_fails() -> None:
    now, _ = opened()
    over, effects = m.step(now, e.Tick(), 1.12 + m.OPEN_AT_MOST)
    assert over.state is LookState.RESTING
    assert kinds(list(effects)) == ["End", "Denied"]


def test_another_exhibit_ends_the_look_before_anything_of_it_is_shown() -> None:
    now, _ = shown()
    over, effects = m.step(now, e.Item(SEVERE, True), 2.5)
    assert kinds(list(effects)) == ["End", "Rested"]
    assert isinstance(effects[0], e.End) and effects[0].cause is EndCause.ITEM_CHANGED
    assert (over.rest, over.reason, over.rules) == (Rung.SEALED, None, SEVERE)


def test_a_severe_exhibit_asks_why_and_keeps_the_answer_for_this_exhibit() -> None:
    now, effects = run(SEVERE, (1.0, HOLD), (1.2, e.Tick()), (1.3, e.Release()))
    assert (now.state, now.reason_missing, kinds(effects)) == (LookState.ARMED, True, ["Armed"])
    held, none = m.step(now, e.Press(Rung.GREY, LookMode.HOLD), 2.0)
    assert (held.state, none) == (LookState.ARMED, ())
    now, none = m.step(now, e.Choose(Reason.LEGAL_REQUEST), 2.5)
    assert (now.state, none) == (LookState.ARMED, ())
    now, asked = m.step(now, HOLD, 3.0)
    assert asked == (e.Ask(e.Wish(1, Rung.GREY, LookMode.HOLD, Reason.LEGAL_REQUEST)),)
    now, _ = m.step(now, e.Release(), 3.5)
    now, again = _press(now, 4.0)
    assert asked[0] != again[0] and isinstance(again[0], e.Ask)
    assert again[0].wish.reason is Reason.LEGAL_REQUEST


def _press(now: Looking, at: float) -> tuple[Looking, tuple[e.Effect, ...]]:
    now, _ = m.step(now, HOLD, at)
    return m.step(now, e.Tick(), at + 0.2)


def test_a_reason_given_while_the_key_is_held_opens_at_once() -> None:
    now, effects = run(SEVERE, (1.0, HOLD), (1.2, e.Tick()), (2.0, e.Choose(Reason.REVIEW)))
    assert (now.state, kinds(effects)) == (LookState.OPENING, ["Armed", "Ask"])


def test_an_extreme_exhibit_takes_two_steps_and_the_second_not_in_haste() -> None:
    armed, _ = run(EXTREME, (1.0, HOLD), (1.2, e.Tick()), (1.3, e.Choose(Reason.REVIEW)), (1.4, e.Release()))
    assert armed.state is LookState.ARMED
    hasty, none = m.step(armed, HOLD, 1.2 + m.ARM_AT_LEAST - 0.01)
    assert (hasty.state, none) == (LookState.ARMED, ())
    for second in (HOLD, e.Confirm()):
        steady, effects = m.step(armed, second, 1.2 + m.ARM_AT_LEAST)
        assert (steady.state, kinds(list(effects))) == (LookState.OPENING, ["Ask"])
    steady, _ = m.step(armed, HOLD, 2.5)
    calm, _ = m.step(steady, e.Release(), 2.6)
    again, effects = _press(calm, 3.0)
    assert (again.state, kinds(list(effects))) == (LookState.ARMED, ["Armed"])


def test_an_armed_look_that_nobody_confirms_is_let_go() -> None:
    armed, _ = run(EXTREME, (1.0, HOLD), (1.2, e.Tick()), (1.3, e.Choose(Reason.REVIEW)))
    assert m.step(armed, e.Tick(), 1.3 + m.ARM_AT_MOST - 0.01)[0].state is LookState.ARMED
    for event in (e.Tick(), e.Stop(EndCause.STOPPED), e.StepDown()):
        calm, effects = m.step(armed, event, 1.3 + m.ARM_AT_MOST)
        assert (calm.state, kinds(list(effects))) == (LookState.RESTING, ["Abandoned"])


@pytest.mark.parametrize("mode", [LookMode.LENS, LookMode.REGION, LookMode.STEP])
def test_other_ways_open_without_a_dwell_and_do_not_end_by_a_release(mode: LookMode) -> None:
    region = (0.1, 0.1, 0.5, 0.5) if mode is LookMode.REGION else None
    now, effects = run(PLAIN, (1.0, e.Press(Rung.GREY, mode, region)), (1.1, e.Arrived(1)), (1.5, e.Release()))
    assert (now.state, kinds(effects)) == (LookState.SHOWN, ["Ask", "Show"])
    assert now.wish is not None and now.wish.region == region


def test_rules_are_kept() -> None:
    narrow = replace(PLAIN, ceiling=Rung.OUTLINE, modes=frozenset({LookMode.HOLD, LookMode.STEP}))
    for rules, press in ((None, HOLD), (narrow, HOLD), (narrow, e.Press(Rung.OUTLINE, LookMode.LENS))):
        now, effects = run(rules, (1.0, press), (2.0, e.Tick()))
        assert (now.state, kinds(effects)) == (LookState.RESTING, ["Denied"])


def test_the_ladder_goes_up_by_free_rungs_and_then_by_looks() -> None:
    now, effects = run(PLAIN, (1.0, e.StepUp()), (1.1, e.StepUp()), (1.2, e.Arrived(1)))
    assert effects == [
        e.Rested(Rung.HAZE),
        e.Ask(e.Wish(1, Rung.OUTLINE, LookMode.STEP)),
        e.Show(e.Wish(1, Rung.OUTLINE, LookMode.STEP)),
    ]
    now, more = m.step(now, e.StepUp(), 2.2)
    assert kinds(list(more)) == ["End", "Ask"]
    assert isinstance(more[0], e.End) and (more[0].cause, more[0].shown_ms) == (EndCause.STEPPED, 1000)
    assert isinstance(more[1], e.Ask) and (more[1].wish.rung, more[1].wish.serial) == (Rung.GREY, 2)
    now, _ = m.step(now, e.Arrived(2), 2.3)
    now, down = m.step(now, e.StepDown(), 2.4)
    assert isinstance(down[1], e.Ask) and down[1].wish.rung is Rung.OUTLINE
    now, _ = m.step(now, e.Arrived(3), 2.5)
    now, last = m.step(now, e.StepDown(), 2.6)
    assert (now.state, now.rung, kinds(list(last))) == (LookState.RESTING, Rung.HAZE, ["End"])


def test_the_ladder_ends_at_both_ends() -> None:
    now, effects = run(PLAIN, (1.0, e.StepDown()), (1.1, e.StepDown()), (1.2, e.StepDown()))
    assert (now.rest, effects) == (Rung.SEALED, [e.Rested(Rung.SEALED)])
    top, _ = run(PLAIN, (1.0, e.Press(Rung.COLOUR, LookMode.STEP)), (1.1, e.Arrived(1)))
    assert m.step(top, e.StepUp(), 1.2) == (top, ())


def test_without_a_veil_the_first_step_up_is_a_look() -> None:
    _, effects = run(PLAIN, (1.0, e.StepUp()), veiled=False)
    assert kinds(effects) == ["Ask"]


def test_stepping_up_while_a_key_is_held_still_ends_by_the_release() -> None:
    now, _ = shown()
    now, _ = m.step(now, e.StepUp(), 3.0)
    now, _ = m.step(now, e.Arrived(2), 3.1)
    assert now.rung is Rung.COLOUR
    assert m.step(now, e.Release(), 3.2)[0].state is LookState.RESTING


def test_sealing_ends_a_look_and_rests_without_a_picture() -> None:
    now, _ = shown()
    over, effects = m.step(now, e.Seal(), 3.0)
    assert (over.rest, over.state) == (Rung.SEALED, LookState.RESTING)
    assert kinds(list(effects)) == ["End", "Rested"]
    again, _ = m.step(over, e.Release(), 3.1)
    assert again.rest is Rung.SEALED


def test_what_a_person_lifted_goes_back_to_rest_after_a_look() -> None:
    now, _ = run(PLAIN, (1.0, e.StepUp()), (1.1, LENS), (1.2, e.Arrived(1)))
    over, effects = m.step(now, e.Stop(EndCause.STOPPED), 2.0)
    assert (over.rest, kinds(list(effects))) == (Rung.VEIL, ["End", "Rested"])


MEANINGLESS = [
    (state, event)
    for state, event in [
        (LookState.RESTING, e.Choose(Reason.REVIEW)),
        (LookState.RESTING, e.Confirm()),
        (LookState.RESTING, e.Refused(1, "x")),
        (LookState.ARMED, e.Refused(1, "x")),
        (LookState.ARMED, e.StepUp()),
        (LookState.OPENING, e.Choose(Reason.REVIEW)),
        (LookState.OPENING, e.Confirm()),
        (LookState.SHOWN, e.Choose(Reason.REVIEW)),
        (LookState.SHOWN, e.Confirm()),
        (LookState.SHOWN, e.Refused(1, "x")),
        (LookState.SHOWN, HOLD),
    ]
]


@pytest.mark.parametrize(("state", "event"), MEANINGLESS)
def test_an_event_without_meaning_changes_nothing(state: LookState, event: e.Event) -> None:
    starts = {
        LookState.RESTING: run(PLAIN)[0],
        LookState.ARMED: run(EXTREME, (1.0, HOLD), (1.2, e.Tick()))[0],
        LookState.OPENING: opened()[0],
        LookState.SHOWN: shown()[0],
    }
    now = starts[state]
    assert now.state is state
    assert m.step(now, event, 2.2) == (now, ())


_EVENTS = st.one_of(
    st.builds(e.Press, st.sampled_from([Rung.OUTLINE, Rung.GREY, Rung.COLOUR]), st.sampled_from(list(LookMode))),
    st.builds(e.Release),
    st.builds(e.StepUp),
    st.builds(e.StepDown),
    st.builds(e.Choose, st.sampled_from(list(Reason))),
    st.builds(e.Confirm),
    st.builds(e.Arrived, st.integers(1, 12)),
    st.builds(e.Refused, st.integers(1, 12), st.just("no")),
    st.builds(e.Tick),
    st.builds(e.Stop, st.sampled_from(list(EndCause))),
    st.builds(e.Seal),
    st.builds(e.Item, st.sampled_from([None, *RULES.values()]), st.booleans()),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(_EVENTS, st.floats(0, 3)), max_size=40))
def test_each_wish_is_ended_once_and_shown_at_most_once_whatever_comes(plan: list[tuple[e.Event, float]]) -> None:
    now, at, live = Looking(), 0.0, None
    asked: set[int] = set()
    for event, passed in plan:
        at += passed
        now, effects = m.step(now, event, at)
        for effect in effects:
            if isinstance(effect, e.Ask):
                assert live is None and effect.wish.serial not in asked
                asked.add(effect.wish.serial)
                live = effect.wish
            elif isinstance(effect, e.Show):
                assert live == effect.wish
            elif isinstance(effect, e.End):
                assert live == effect.wish and effect.shown_ms >= 0
                live = None
            elif isinstance(effect, e.Discard):
                assert live is None or effect.serial != live.serial or now.state is LookState.SHOWN
        assert (live is not None) == (now.state in (LookState.OPENING, LookState.SHOWN))
        assert now.rest <= Rung.HAZE
        if now.state is LookState.SHOWN:
            assert now.rules is not None and now.rung <= now.rules.ceiling
