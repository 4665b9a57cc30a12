"""Layers of rules in a session: whose word binds, nothing loosened silently, and the strictest for what is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from workbench.actions.budgets import own_notes
from workbench.actions.cases import OpenCase, open_case
from workbench.actions.custody import entries
from workbench.actions.exhibits import exhibit, set_sensitivity
from workbench.actions.exposure import Person, open_person
from workbench.actions.exposure_rules import (
    LEAD_FILE,
    OWN_FILE,
    accept_lead_rules,
    case_rules,
    explain,
    layers,
    notices,
    preferences,
    read_rules,
    rules_of,
    set_case_rules,
    set_preferences,
)
from workbench.actions.undo import undo
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import RULES, LookMode, Rules, Rung
from workbench.casefile.exposure_policy import RulesUnreadable
from workbench.casefile.exposure_rules import Layer, Tightening, rules_for, strictest
from workbench.casefile.identity import Actor
from workbench.settings import Settings, profile_folder, save

GREY = '[[rule]]\nceiling = "grey"\n'
OUTLINE = '[[rule]]\nceiling = "outline"\n'


@pytest.fixture
def person() -> Iterator[Person]:
    """Opens the record of the person at the desk."""
    opened = open_person()
    yield opened
    opened.close()


def write_lead(text: str | bytes) -> Path:
    """Puts a lead's file where it is looked for."""
    path = profile_folder() / LEAD_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def in_force(case: OpenCase, person: Person) -> Rules:
    """Gives the rules for the first exhibit."""
    return rules_of(case, person, exhibit(case, 1))


def test_without_layers_the_products_own_rules_hold(case: OpenCase, person: Person) -> None:
    assert layers(case, person) == () and notices(person) == ()
    assert in_force(case, person) == RULES[Sensitivity.UNCLASSIFIED]


def test_lead_case_and_person_are_asked_in_this_order(case: OpenCase, person: Person, actor: Actor) -> None:
    write_lead(GREY)
    set_case_rules(case, actor, Layer("x", (Tightening(seconds=5),)))
    set_preferences(person, Layer("x", (Tightening(without=frozenset({LookMode.PIN})),)))
    assert [layer.name for layer in layers(case, person)] == ["the lead's file", "the case", "your preferences"]
    rules = in_force(case, person)
    assert (rules.ceiling, rules.seconds, LookMode.PIN in rules.modes) == (Rung.GREY, 5, False)
    said = explain(case, person, exhibit(case, 1))
    assert [(one.layer, one.words) for one in said[1:]] == [
        ("the lead's file", "ends at Grey"),
        ("the case", "at most 5 s"),
        ("your preferences", "no pin"),
    ]


@pytest.mark.parametrize("text", [b"\xff\xfe", b"[[rule]]\nceilling = 'grey'", b"[[rule]", b"x" * 70_000])
def test_a_lead_file_that_cannot_be_read_stands_for_the_strictest(case: OpenCase, person: Person, text: bytes) -> None:
    write_lead(text)
    assert in_force(case, person) == rules_for(Sensitivity.UNCLASSIFIED, (), [strictest("")])
    (notice,) = notices(person)
    assert notice.startswith("The lead's file: The rules of exposure cannot be read")


def test_a_fault_loosens_nothing_that_was_asked_before(case: OpenCase, person: Person) -> None:
    set_preferences(person, Layer("mine", (Tightening(without=frozenset({LookMode.LENS})),)))
    path = write_lead(OUTLINE)
    layers(case, person)
    path.write_text("[[rule]")
    (profile_folder() / OWN_FILE).write_text("[[rule]")
    rules = in_force(case, person)
    assert (rules.ceiling, rules.two_steps, LookMode.LENS in rules.modes) == (Rung.OUTLINE, True, False)


def test_a_lead_file_that_is_set_and_missing_stands_for_the_strictest(
    case: OpenCase, person: Person, tmp_path: Path
) -> None:
    save(Settings(exposure_policy=str(tmp_path / "nowhere.toml")))
    assert in_force(case, person).two_steps
    assert "is not there" in notices(person)[0]
    (tmp_path / "nowhere.toml").write_text(GREY)
    assert in_force(case, person).ceiling is Rung.GREY and notices(person) == ()


def test_something_else_under_its_name_stands_for_the_strictest(case: OpenCase, person: Person) -> None:
    (profile_folder() / LEAD_FILE).mkdir(parents=True)
    assert in_force(case, person).two_steps and notices(person)


def test_settings_that_cannot_be_read_stand_for_the_strictest(case: OpenCase, person: Person) -> None:
    (profile_folder() / "settings.toml").write_text("not = [toml")
    assert in_force(case, person).two_steps and "settings" in notices(person)[0]


def test_a_lead_file_that_asks_less_goes_on_binding_until_somebody_takes_note(case: OpenCase, person: Person) -> None:
    write_lead(OUTLINE)
    assert in_force(case, person).ceiling is Rung.OUTLINE
    write_lead(GREY)
    assert in_force(case, person).ceiling is Rung.OUTLINE
    assert notices(person) == (
        "The lead's file asks less than before. What it asked goes on binding until you take note of it.",
    )
    accept_lead_rules(person)
    assert in_force(case, person).ceiling is Rung.GREY and notices(person) == ()
    assert [one.words.split(",")[0] for one in own_notes(person)] == [
        "Took over the lead's file",
        "Took note that the lead's file asks less",
    ]


def test_a_lead_file_that_is_removed_goes_on_binding_until_somebody_takes_note(case: OpenCase, person: Person) -> None:
    path = write_lead(GREY)
    layers(case, person)
    path.unlink()
    assert in_force(case, person).ceiling is Rung.GREY
    assert "is gone" in notices(person)[0]
    accept_lead_rules(person)
    assert layers(case, person) == () and notices(person) == ()


def test_a_lead_file_that_asks_more_is_taken_over_at_once_and_noted(case: OpenCase, person: Person) -> None:
    write_lead(GREY)
    layers(case, person)
    write_lead(OUTLINE + "# a comment\n")
    assert in_force(case, person).ceiling is Rung.OUTLINE
    assert notices(person) == () and len(own_notes(person)) == 2
    layers(case, person)
    assert len(own_notes(person)) == 2


def test_a_broken_lead_file_cannot_be_taken_note_of(person: Person) -> None:
    write_lead("[[rule]")
    with pytest.raises(RulesUnreadable):
        accept_lead_rules(person)


def test_a_record_of_the_person_that_cannot_be_read_stands_for_the_strictest(case: OpenCase, person: Person) -> None:
    person.close()
    case.profile.close()
    (profile_folder() / "profile.sqlite3").write_bytes(b"no database" * 100)
    assert in_force(case, person).two_steps and "strictest" in notices(person)[0]
    (profile_folder() / "profile.sqlite3").unlink()


def test_own_preferences_are_kept_and_every_change_is_noted(case: OpenCase, person: Person) -> None:
    chosen = set_preferences(person, Layer("mine", (Tightening(ceiling=Rung.GREY),)))
    assert preferences(person) == chosen == Layer("your preferences", (Tightening(ceiling=Rung.GREY),))
    set_preferences(person, chosen)
    set_preferences(person, Layer("mine"))
    assert [one.words for one in own_notes(person)] == [
        "Changed your preferences: 1 rule.",
        "Changed your preferences: none. Some of it asks less than before.",
    ]
    assert layers(case, person) == ()


def test_own_preferences_that_cannot_be_read_stand_for_the_strictest(case: OpenCase, person: Person) -> None:
    (profile_folder() / OWN_FILE).write_text("[[rule]]\nseconds = 'short'")
    assert in_force(case, person).two_steps
    assert notices(person)[0].startswith("Your preferences: ")


def test_the_rules_of_a_case_are_entries_that_can_be_undone(case: OpenCase, person: Person, actor: Actor) -> None:
    line = Tightening(Sensitivity.UNCLASSIFIED, without=frozenset({LookMode.PIN, LookMode.PLAY, LookMode.LENS}))
    set_case_rules(case, actor, Layer("x", (line, Tightening(seconds=4))))
    size = entries(case)[0].number
    set_case_rules(case, actor, Layer("y", (line, Tightening(seconds=4))))
    assert entries(case)[0].number == size, "the same rules again leave no entry"
    set_case_rules(case, actor, Layer("x"))
    assert entries(case)[0].label == "Rules of exposure: none, some of it less than before"
    assert in_force(case, person) == RULES[Sensitivity.UNCLASSIFIED]
    undo(case, actor)
    assert in_force(case, person).seconds == 4
    undo(case, actor)
    assert case_rules(case).lines == ()


def test_the_rules_of_a_case_are_there_when_it_is_opened_again(case: OpenCase, person: Person, actor: Actor) -> None:
    set_case_rules(case, actor, Layer("x", (Tightening(ceiling=Rung.OUTLINE),)))
    case.close()
    with open_case(case.folder, actor) as again:
        set_sensitivity(again, actor, [1], Sensitivity.CLEARED)
        assert in_force(again, person).ceiling is Rung.OUTLINE


def test_a_file_of_rules_is_read_for_whoever_sets_them(tmp_path: Path) -> None:
    path = tmp_path / "night.toml"
    path.write_text(GREY)
    assert read_rules(path) == Layer("night", (Tightening(ceiling=Rung.GREY),))
    with pytest.raises(RulesUnreadable):
        read_rules(tmp_path / "none.toml")


def test_nobody_asks_the_products_own_rules_past_the_layers() -> None:
    asking = [
        path.relative_to(ROOT).as_posix()
        for root in ("workbench", "ui")
        for path in (ROOT / root).rglob("*.py")
        if re.search(r"\bRULES\b", path.read_text("utf-8"))
    ]
    assert sorted(asking) == ["workbench/casefile/exposure.py", "workbench/casefile/exposure_rules.py"]
