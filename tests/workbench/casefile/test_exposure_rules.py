"""Layers of rules: each can only be stricter, whatever it says, and the strictest stands for what is broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import RULES, Channel, LookMode, Rules, Rung
from workbench.casefile.exposure_rules import (
    Layer,
    Tightening,
    asked,
    is_at_least_as_strict,
    loosens,
    objection,
    rules_for,
    strictest,
    subject_words,
    tightening_words,
)
from workbench.casefile.harms import Harm

LINES = st.builds(
    Tightening,
    sensitivity=st.none() | st.sampled_from(Sensitivity),
    harm=st.none() | st.sampled_from(Harm),
    rest=st.none() | st.sampled_from(Rung),
    ceiling=st.none() | st.sampled_from(Rung),
    seconds=st.none() | st.floats(0, 100),
    without=st.frozensets(st.sampled_from(LookMode)),
    two_steps=st.booleans(),
    reason_needed=st.booleans(),
    outline_first=st.booleans(),
    description_needed=st.booleans(),
)
LAYERS = st.builds(Layer, st.just("a layer"), st.lists(LINES, max_size=4).map(tuple))
LEVELS, HARMS = st.sampled_from(Sensitivity), st.lists(st.sampled_from(Harm), max_size=3, unique=True)


@given(LEVELS, HARMS, st.lists(LAYERS, max_size=4))
def test_what_is_in_force_is_never_laxer_than_any_layer_above(
    sensitivity: Sensitivity, harms: list[Harm], layers: list[Layer]
) -> None:
    effective = rules_for(sensitivity, harms, layers)
    for count in range(len(layers) + 1):
        assert is_at_least_as_strict(effective, rules_for(sensitivity, harms, layers[:count]))
    for layer in layers:
        assert is_at_least_as_strict(effective, rules_for(sensitivity, harms, [layer]))


@given(LEVELS, HARMS, LAYERS, LAYERS)
def test_a_layer_that_is_said_not_to_loosen_loosens_nothing(
    sensitivity: Sensitivity, harms: list[Harm], before: Layer, after: Layer
) -> None:
    if not loosens(before, after):
        assert is_at_least_as_strict(rules_for(sensitivity, harms, [after]), rules_for(sensitivity, harms, [before]))


@given(LEVELS, HARMS)
def test_the_strictest_layer_asks_as_much_as_the_worst_exhibit(sensitivity: Sensitivity, harms: list[Harm]) -> None:
    rules = rules_for(sensitivity, harms, [strictest("broken")])
    worst = RULES[Sensitivity.EXTREME]
    assert (rules.rest, rules.two_steps, rules.reason_needed, rules.outline_first) == (Rung.SEALED, True, True, True)
    assert rules.ceiling <= worst.ceiling and rules.seconds <= worst.seconds


@pytest.mark.parametrize(
    ("less", "line"),
    [
        ("rest", Tightening(rest=Rung.SEALED)),
        ("ceiling", Tightening(ceiling=Rung.GREY)),
        ("seconds", Tightening(seconds=3)),
        ("modes", Tightening(without=frozenset({LookMode.LENS}))),
        ("two steps", Tightening(two_steps=True)),
        ("reason", Tightening(reason_needed=True)),
        ("outline", Tightening(outline_first=True)),
        ("description", Tightening(description_needed=True)),
        ("one harm", Tightening(harm=Harm.CRUELTY, ceiling=Rung.OUTLINE)),
        ("one level", Tightening(Sensitivity.SEVERE, ceiling=Rung.OUTLINE)),
    ],
)
def test_leaving_out_any_line_loosens(less: str, line: Tightening) -> None:
    assert loosens(Layer("before", (line,)), Layer("after")), less
    assert not loosens(Layer("before"), Layer("after", (line,)))


def test_a_line_binds_only_what_it_is_about() -> None:
    layer = Layer("lead", (Tightening(Sensitivity.SENSITIVE, Harm.INJURY, ceiling=Rung.OUTLINE),))
    assert rules_for(Sensitivity.SENSITIVE, [Harm.INJURY], [layer]).ceiling is Rung.OUTLINE
    assert rules_for(Sensitivity.SENSITIVE, [Harm.FRAUD], [layer]) == RULES[Sensitivity.SENSITIVE]
    assert rules_for(Sensitivity.CLEARED, [Harm.INJURY], [layer]) == RULES[Sensitivity.CLEARED]


def test_it_is_said_which_layer_asks_what_and_which_of_it_binds() -> None:
    lead = Layer("the lead's file", (Tightening(ceiling=Rung.GREY, seconds=5),))
    own = Layer("your preferences", (Tightening(ceiling=Rung.COLOUR), Tightening(harm=Harm.INJURY, two_steps=True)))
    said = asked(Sensitivity.SENSITIVE, [Harm.INJURY], [lead, own])
    assert [(one.layer, one.words, one.binding) for one in said] == [
        ("the product", "rests at Veil, ends at Colour, at most 8 s", True),
        ("the lead's file", "ends at Grey, at most 5 s", True),
        ("your preferences", "ends at Colour", False),
        ("your preferences", "two steps", True),
    ]


def test_lines_are_put_in_words() -> None:
    line = Tightening(Sensitivity.SEVERE, Harm.INJURY, without=frozenset({LookMode.PLAY, LookMode.LENS}))
    assert subject_words(line) == "severe exhibits that show injury or death"
    assert subject_words(Tightening(harm=Harm.HATE)) == "every exhibit that shows hate"
    assert tightening_words(line) == "no lens, play"
    assert tightening_words(Tightening()) == ""


def test_sound_and_masked_words_pass_a_ceiling_of_grey_and_not_one_below() -> None:
    grey = Rules(Rung.SEALED, Rung.GREY, 8, frozenset(LookMode))
    assert objection(grey, Rung.COLOUR, LookMode.HOLD) == "The rules for this exhibit end at Grey."
    assert objection(grey, Rung.COLOUR, LookMode.HOLD, Channel.TEXT)
    assert objection(grey, Rung.GREY, LookMode.HOLD, Channel.TEXT) == ""
    assert objection(grey, Rung.COLOUR, LookMode.HOLD, Channel.SOUND) == ""
    outline = Rules(Rung.SEALED, Rung.OUTLINE, 8, frozenset({LookMode.HOLD}))
    assert objection(outline, Rung.COLOUR, LookMode.HOLD, Channel.SOUND)
    assert objection(outline, Rung.GREY, LookMode.HOLD, Channel.TEXT)
    assert objection(outline, Rung.OUTLINE, LookMode.LENS) == "The rules for this exhibit do not allow a look by lens."
