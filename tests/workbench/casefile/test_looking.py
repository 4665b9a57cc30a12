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
REGION = e.Press(Rung.GREY, LookMode.REGION, (0.1, 0.1, 0.5, 0.5))
FIRST = replace(PLAIN, outline_first=True)


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
    assert asked == (e.Ask(e.Wish(1, Rung.OUTLINE, LookMode.HOLD, Reason.LEGAL_REQUEST)),)
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


@pytest.mark.parametrize("mode", [LookMode.REGION, LookMode.STEP])
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
    top, _ = run(
        PLAIN, (1.0, e.Press(Rung.GREY, LookMode.STEP)), (1.1, e.Arrived(1)), (1.2, e.StepUp()), (1.3, e.Arrived(2))
    )
    assert top.rung is Rung.COLOUR
    assert m.step(top, e.StepUp(), 1.4) == (top, ())


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
    now, _ = run(PLAIN, (1.0, e.StepUp()), (1.1, REGION), (1.2, e.Arrived(1)))
    over, effects = m.step(now, e.Stop(EndCause.STOPPED), 2.0)
    assert (over.rest, kinds(list(effects))) == (Rung.VEIL, ["End", "Rested"])


def test_a_lens_brings_the_outline_under_it_as_a_look_of_its_own() -> None:
    now, effects = run(PLAIN, (1.0, LENS), (1.1, e.Arrived(2)), (1.2, e.Arrived(1)))
    main, under = e.Wish(1, Rung.GREY, LookMode.LENS), e.Wish(2, Rung.OUTLINE, LookMode.LENS)
    assert effects == [e.Ask(main), e.Ask(under), e.Show(under), e.Show(main)]
    over, ends = m.step(now, e.Stop(EndCause.STOPPED), 2.2)
    assert ends == (e.End(main, EndCause.STOPPED, 1000), e.End(under, EndCause.STOPPED, 1100))
    assert (over.state, over.under) == (LookState.RESTING, None)


def test_a_lens_whose_outline_is_refused_goes_on_over_the_picture_at_rest() -> None:
    now, effects = run(PLAIN, (1.0, LENS), (1.1, e.Arrived(1)), (1.2, e.Refused(2, "no lines")))
    assert kinds(effects) == ["Ask", "Ask", "Show", "End"]
    assert (now.state, now.under) == (LookState.SHOWN, None)
    assert m.step(now, e.Arrived(2), 1.3) == (now, (e.Discard(2),))


def test_a_lens_at_outline_has_nothing_under_it() -> None:
    _, effects = run(PLAIN, (1.0, e.Press(Rung.OUTLINE, LookMode.LENS)))
    assert kinds(effects) == ["Ask"]


def test_colour_is_led_to_grey_until_grey_was_shown() -> None:
    colour = e.Press(Rung.COLOUR, LookMode.STEP)
    now, effects = run(PLAIN, (1.0, colour), (1.1, e.Arrived(1)))
    assert now.rung is Rung.GREY
    now, _ = m.step(now, e.Stop(EndCause.STOPPED), 1.5)
    now, effects = m.step(now, colour, 2.0)
    assert effects == (e.Ask(e.Wish(2, Rung.COLOUR, LookMode.STEP)),)


def test_where_the_rules_ask_for_it_the_first_press_opens_an_outline_and_the_next_goes_on() -> None:
    now, effects = run(FIRST, (1.0, HOLD), (1.2, e.Tick()), (1.3, e.Arrived(1)), (2.0, e.StepUp()))
    assert effects[:2] == [
        e.Ask(e.Wish(1, Rung.OUTLINE, LookMode.HOLD)),
        e.Show(e.Wish(1, Rung.OUTLINE, LookMode.HOLD)),
    ]
    assert isinstance(effects[-1], e.Ask) and effects[-1].wish.rung is Rung.GREY
    now, _ = run(FIRST, (1.0, HOLD), (1.2, e.Tick()), (1.3, e.Arrived(1)), (2.0, e.Release()))
    _, again = _press(now, 3.0)
    assert again == (e.Ask(e.Wish(2, Rung.GREY, LookMode.HOLD)),)


def test_an_outline_that_never_came_is_still_due() -> None:
    now, effects = run(FIRST, (1.0, HOLD), (1.2, e.Tick()), (1.25, e.StepUp()), (1.3, e.Release()))
    assert kinds(effects) == ["Ask", "End"]
    _, again = _press(now, 3.0)
    assert isinstance(again[0], e.Ask) and again[0].wish.rung is Rung.OUTLINE


def test_the_outline_is_left_out_only_by_two_steps() -> None:
    skip = e.Press(Rung.GREY, LookMode.HOLD, skip=True)
    armed, effects = run(FIRST, (1.0, skip), (1.2, e.Tick()))
    assert (armed.state, kinds(effects)) == (LookState.ARMED, ["Armed"])
    assert m.step(armed, skip, 1.2 + m.ARM_AT_LEAST - 0.01)[0].state is LookState.ARMED
    steady, asked = m.step(armed, skip, 1.2 + m.ARM_AT_LEAST)
    assert asked == (e.Ask(e.Wish(1, Rung.GREY, LookMode.HOLD, skip=True)),)
    once, _ = m.step(steady, e.Arrived(1), 2.0)
    calm, _ = m.step(once, e.Release(), 2.5)
    assert not calm.two_steps and not calm.outline_due
    _, again = _press(calm, 3.0)
    assert again == (e.Ask(e.Wish(2, Rung.GREY, LookMode.HOLD, skip=True)),)


def test_a_clip_plays_in_outline_first_where_one_is_due() -> None:
    play = e.Press(Rung.GREY, LookMode.PLAY)
    _, effects = run(FIRST, (1.0, play), (1.2, e.Tick()))
    assert effects == [e.Ask(e.Wish(1, Rung.OUTLINE, LookMode.PLAY))]
    known, _ = m.step(Looking(), e.Item(FIRST, True, Rung.OUTLINE), 0.0)
    known, _ = m.step(known, play, 1.0)
    assert m.step(known, e.Tick(), 1.2)[1] == (e.Ask(e.Wish(1, Rung.GREY, LookMode.PLAY)),)


def test_a_held_look_is_pinned_as_a_look_of_its_own_and_lasts_longer() -> None:
    now, _ = shown()
    pinned, effects = m.step(now, e.Pin(), 3.0)
    assert effects == (
        e.End(e.Wish(1, Rung.GREY, LookMode.HOLD), EndCause.STEPPED, 1000),
        e.Ask(e.Wish(2, Rung.GREY, LookMode.PIN)),
    )
    pinned, _ = m.step(pinned, e.Arrived(2), 3.1)
    assert pinned.deadline == pytest.approx(23.1)
    assert m.step(pinned, e.Release(), 4.0) == (pinned, ())
    over, effects = m.step(pinned, e.Pin(), 5.0)
    assert (over.state, kinds(list(effects))) == (LookState.RESTING, ["End"])


def test_no_pin_where_the_rules_have_none_or_nothing_is_held() -> None:
    now, _ = run(SEVERE, (1.0, HOLD), (1.2, e.Tick()), (2.0, e.Choose(Reason.REVIEW)), (2.1, e.Arrived(1)))
    still, effects = m.step(now, e.Pin(), 2.5)
    assert (still, kinds(list(effects))) == (now, ["Denied"])
    _, effects = run(PLAIN, (1.0, e.Press(Rung.GREY, LookMode.PIN)))
    assert kinds(effects) == ["Denied"]


def test_a_key_may_be_pressed_once_and_again_instead_of_held_for_the_same_time() -> None:
    now, effects = run(
        PLAIN, (0.5, e.Habit(True)), (1.0, HOLD), (1.05, e.Release()), (1.2, e.Tick()), (1.3, e.Arrived(1))
    )
    assert (now.state, now.deadline, kinds(effects)) == (LookState.SHOWN, 9.3, ["Ask", "Show"])
    over, effects = m.step(now, HOLD, 2.3)
    assert effects == (e.End(e.Wish(1, Rung.GREY, LookMode.HOLD), EndCause.RELEASED, 1000),)
    other, _ = m.step(over, e.Item(PLAIN, True), 3.0)
    assert other.toggle, "the habit is the person's, not the exhibit's"


def test_who_does_nothing_for_long_is_not_looking() -> None:
    calm = replace(PLAIN, seconds=50.0)
    now, _ = run(calm, (1.0, e.Press(Rung.GREY, LookMode.STEP)), (2.0, e.Arrived(1)), (15.0, e.Stirred()))
    assert now.wakes == 35.0
    assert m.step(now, e.Tick(), 34.9) == (now, ())
    _, effects = m.step(now, e.Tick(), 35.0)
    assert effects == (e.End(e.Wish(1, Rung.GREY, LookMode.STEP), EndCause.IDLE, 33000),)


def test_once_everything_was_sealed_nothing_opens_until_the_person_resumes() -> None:
    now, _ = shown()
    now, effects = m.step(now, e.Seal(latch=True), 3.0)
    assert kinds(list(effects)) == ["End", "Rested"]
    for event in (HOLD, LENS, REGION, e.StepUp(), e.Press(Rung.COLOUR, LookMode.LISTEN)):
        still, denied = m.step(now, event, 4.0)
        assert (still.rest, still.wish, kinds(list(denied))) == (Rung.SEALED, None, ["Denied"])
    other, _ = m.step(now, e.Item(PLAIN, True), 5.0)
    ruled, _ = m.step(other, e.NewRules(RULES[Sensitivity.CLEARED], True), 5.5)
    assert other.rest is ruled.rest is Rung.SEALED and ruled.latched
    awake, effects = m.step(other, e.Resume(), 6.0)
    assert (awake.rest, awake.latched, effects) == (Rung.VEIL, False, (e.Rested(Rung.VEIL),))
    assert m.step(awake, e.Resume(), 6.1) == (awake, ())


def test_sealing_one_exhibit_does_not_latch() -> None:
    now, _ = run(PLAIN, (1.0, e.Seal()), (2.0, e.Item(PLAIN, True)))
    assert (now.rest, now.latched) == (Rung.VEIL, False)


def test_other_rules_end_a_look_and_the_same_ones_do_not() -> None:
    now, _ = shown()
    assert m.step(now, e.NewRules(PLAIN, True), 3.0) == (now, ())
    over, effects = m.step(now, e.NewRules(SEVERE, True), 3.0)
    assert isinstance(effects[0], e.End) and effects[0].cause is EndCause.RULES_CHANGED
    assert (over.rules, over.rest) == (SEVERE, Rung.SEALED)


def test_a_veil_that_comes_late_is_shown_and_what_was_sealed_by_hand_stays_so() -> None:
    early, _ = run(PLAIN, veiled=False)
    assert m.step(early, e.NewRules(PLAIN, True), 1.0)[0].rest is Rung.VEIL
    sealed, _ = run(PLAIN, (1.0, e.Seal()))
    assert m.step(sealed, e.NewRules(RULES[Sensitivity.CLEARED], True), 2.0)[0].rest is Rung.SEALED


def test_a_span_goes_on_at_its_real_speed_or_in_colour_only_by_looks_of_their_own() -> None:
    play = e.Press(Rung.GREY, LookMode.PLAY)
    now, effects = run(PLAIN, (1.0, play), (1.2, e.Tick()), (1.3, e.Arrived(1, 4.0)))
    assert (now.state, now.deadline) == (LookState.SHOWN, 5.3)
    quick, effects = m.step(now, e.Hasten(), 2.0)
    assert isinstance(effects[1], e.Ask) and effects[1].wish == e.Wish(2, Rung.GREY, LookMode.PLAY, quick=True)
    quick, _ = m.step(quick, e.Arrived(2), 2.1)
    colour, effects = m.step(quick, e.StepUp(), 3.0)
    assert isinstance(effects[1], e.Ask) and effects[1].wish == e.Wish(3, Rung.COLOUR, LookMode.PLAY, quick=True)
    assert m.step(colour, e.Release(), 3.1)[0].state is LookState.RESTING
    slow, effects = m.step(quick, e.Hasten(False), 3.0)
    assert isinstance(effects[1], e.Ask) and not effects[1].wish.quick
    assert m.step(slow, e.Hasten(False), 3.1) == (slow, ())
    lower, effects = m.step(now, e.StepDown(), 2.0)
    assert isinstance(effects[1], e.Ask) and effects[1].wish == e.Wish(2, Rung.OUTLINE, LookMode.PLAY)
    rest, effects = m.step(lower, e.StepDown(), 2.1)
    assert (rest.state, kinds(list(effects))) == (LookState.RESTING, ["End", "Rested"])


def test_a_sound_has_no_outline_and_a_ceiling_of_grey_lets_it_through() -> None:
    listen = e.Press(Rung.COLOUR, LookMode.LISTEN)
    for rules in (FIRST, replace(PLAIN, ceiling=Rung.GREY)):
        _, effects = run(rules, (1.0, listen), (1.2, e.Tick()))
        assert effects == [e.Ask(e.Wish(1, Rung.COLOUR, LookMode.LISTEN))]
    _, effects = run(replace(PLAIN, ceiling=Rung.OUTLINE), (1.0, listen), (1.2, e.Tick()))
    assert kinds(effects) == ["Denied"]


def test_pixels_never_last_longer_than_the_rules_say() -> None:
    now, _ = run(PLAIN, (1.0, REGION), (1.1, e.Arrived(1, 900.0)))
    assert now.deadline == pytest.approx(9.1)


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


_RULES = [None, *RULES.values(), FIRST, replace(EXTREME, outline_first=True), replace(SEVERE, ceiling=Rung.OUTLINE)]
_EVENTS = st.one_of(
    st.builds(
        e.Press,
        st.sampled_from([Rung.OUTLINE, Rung.GREY, Rung.COLOUR]),
        st.sampled_from(list(LookMode)),
        skip=st.booleans(),
    ),
    st.builds(e.Release),
    st.builds(e.Pin),
    st.builds(e.Hasten, st.booleans()),
    st.builds(e.Stirred),
    st.builds(e.StepUp),
    st.builds(e.StepDown),
    st.builds(e.Choose, st.sampled_from(list(Reason))),
    st.builds(e.Confirm),
    st.builds(e.Arrived, st.integers(1, 12), st.sampled_from([None, 0.5, 900.0])),
    st.builds(e.Refused, st.integers(1, 12), st.just("no")),
    st.builds(e.Tick),
    st.builds(e.Stop, st.sampled_from(list(EndCause))),
    st.builds(e.Seal, latch=st.booleans()),
    st.builds(e.Resume),
    st.builds(e.Habit, st.booleans()),
    st.builds(e.Item, st.sampled_from(_RULES), st.booleans(), st.sampled_from([Rung.SEALED, Rung.OUTLINE])),
    st.builds(e.NewRules, st.sampled_from(_RULES), st.booleans()),
)
_PLANS = st.lists(st.tuples(_EVENTS, st.sampled_from([0.0, 0.05, 0.13, 0.8, 3.0, 21.0])), max_size=40)


@settings(max_examples=250, deadline=None)
@given(_PLANS)
def test_each_wish_is_ended_once_and_shown_at_most_once_whatever_comes(plan: list[tuple[e.Event, float]]) -> None:
    now, at = Looking(), 0.0
    live: dict[int, e.Wish] = {}
    asked: set[int] = set()
    on_screen: set[int] = set()
    for event, passed in plan:
        at += passed
        now, effects = m.step(now, event, at)
        for effect in effects:
            if isinstance(effect, e.Ask):
                assert effect.wish.serial not in asked
                asked.add(effect.wish.serial)
                live[effect.wish.serial] = effect.wish
            elif isinstance(effect, e.Show):
                assert live.get(effect.wish.serial) == effect.wish and effect.wish.serial not in on_screen
                assert isinstance(event, e.Arrived) and event.serial == effect.wish.serial
                on_screen.add(effect.wish.serial)
            elif isinstance(effect, e.End):
                assert live.pop(effect.wish.serial) == effect.wish and effect.shown_ms >= 0
                on_screen.discard(effect.wish.serial)
            elif isinstance(effect, e.Discard):
                assert effect.serial not in live or effect.serial in on_screen
        _holds_together(now, live, on_screen, at)


def _holds_together(now: Looking, live: dict[int, e.Wish], on_screen: set[int], at: float) -> None:
    """What is so of a surface whatever came before."""
    main = {now.wish.serial} if now.wish and now.state in (LookState.OPENING, LookState.SHOWN) else set()
    under = {now.under.wish.serial} if now.under else set()
    assert set(live) == main | under and (not under or main)
    assert (now.state is LookState.SHOWN) == bool(main & on_screen)
    assert now.rest <= Rung.HAZE and len(live) <= 2
    for wish in live.values():
        least = min(wish.rung, Rung.GREY) if wish.mode is LookMode.LISTEN else wish.rung
        assert now.rules is not None and least <= now.rules.ceiling and wish.mode in now.rules.modes
        assert not now.latched
        if now.rules.reason_needed:
            assert now.reason is not None
    if now.state is LookState.SHOWN:
        assert now.deadline is not None and now.rules is not None
        assert now.deadline - now.since <= m.shown_seconds(now.rules, now.wish.mode) + 1e-6  # type: ignore[union-attr]


@settings(max_examples=100, deadline=None)
@given(_PLANS)
def test_after_a_disturbance_nothing_is_on_the_screen_and_a_latch_holds(plan: list[tuple[e.Event, float]]) -> None:
    now, at = Looking(), 0.0
    for event, passed in plan:
        at += passed
        now, _ = m.step(now, event, at)
        for disturbance in (e.Stop(EndCause.FOCUS_LOST), e.Seal(EndCause.LOCKED), e.Seal(latch=True)):
            calm, _ = m.step(now, disturbance, at)
            assert calm.state is LookState.RESTING and calm.wish is None and calm.under is None
            assert calm.rest <= now.rest
            if isinstance(disturbance, e.Seal):
                assert calm.rest is Rung.SEALED and calm.latched == (now.latched or disturbance.latch)
