"""Files of rules: what is written is read back, and what is not understood is refused and never passed over."""

from __future__ import annotations

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.casefile.test_exposure_rules import LINES
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import LookMode, Rung
from workbench.casefile.exposure_policy import RulesUnreadable, layer_document, read_layer
from workbench.casefile.exposure_rules import Layer, Tightening
from workbench.casefile.harms import Harm

WHOLE = """
name = "Rules of the night desk"

[[rule]]
sensitivity = "severe"
harm = ["graphic violence", "injury or death"]
rest = "sealed"
ceiling = "grey"
seconds = 5
without = ["pin", "play"]
two_steps = true
outline_first = true

[[rule]]
description_needed = true
"""


def test_a_file_of_rules_is_read_rule_by_rule() -> None:
    layer = read_layer(WHOLE.encode(), "the lead's file")
    line = Tightening(
        Sensitivity.SEVERE,
        Harm.VIOLENCE,
        Rung.SEALED,
        Rung.GREY,
        5,
        frozenset({LookMode.PIN, LookMode.PLAY}),
        two_steps=True,
        outline_first=True,
    )
    assert layer.name == "Rules of the night desk"
    assert layer.lines[0] == line
    assert [one.harm for one in layer.lines] == [Harm.VIOLENCE, Harm.INJURY, None]
    assert layer.lines[2] == Tightening(description_needed=True)


def test_an_empty_file_asks_nothing_under_the_name_it_is_given() -> None:
    assert read_layer(b"", "the lead's file") == Layer("the lead's file")


@given(st.lists(LINES, max_size=5))
def test_what_is_written_is_read_back(lines: list[Tightening]) -> None:
    kept = tuple(line for line in lines if line.seconds is None or line.seconds >= 3)
    layer = Layer("mine", kept)
    assert read_layer(tomli_w.dumps(layer_document(layer)).encode(), "mine") == layer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule]]\nceilling = 'grey'", "unknown word 'ceilling'"),
        ("[[rule]]\nceiling = 'gray'", "unknown rung 'gray'"),
        ("[[rule]]\nceiling = 3", "unknown rung '3'"),
        ("[[rule]]\nsensitivity = 'bad'", "unknown sensitivity 'bad'"),
        ("[[rule]]\nharm = 'gore'", "unknown harm 'gore'"),
        ("[[rule]]\nharm = []", "unknown harm"),
        ("[[rule]]\nwithout = 'pin'", "without is a list"),
        ("[[rule]]\nwithout = ['hover']", "unknown way of looking 'hover'"),
        ("[[rule]]\nseconds = 0", "from 3 to 600"),
        ("[[rule]]\nseconds = nan", "from 3 to 600"),
        ("[[rule]]\nseconds = true", "from 3 to 600"),
        ("[[rule]]\ntwo_steps = 'yes'", "two_steps is true"),
        ("[rule]\ntwo_steps = true", "written as [[rule]]"),
        ("rules = 1", "unknown part 'rules'"),
        ("name = 4", "name is not a line"),
        ("name = ", "not TOML"),
        ("\udcff", "not UTF-8"),
        ("#" * 70_000, "larger than"),
        ("a = " + "[" * 9000, "not TOML"),
        ("[[rule]]\n" * 501, "more than 500"),
    ],
)
def test_what_is_not_understood_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(RulesUnreadable, match="cannot be read") as caught:
        read_layer(text.encode("utf-8", "surrogateescape"), "the lead's file")
    assert said in caught.value.message
