"""``rules``: which rules bind a look, on whose word, and how the case's and your own are made stricter."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.actions.cases import this_actor
from workbench.actions.exhibits import exhibit
from workbench.actions.exposure import open_person
from workbench.actions.exposure_rules import (
    accept_lead_rules,
    case_rules,
    explain,
    layers,
    lead_rules,
    notices,
    preferences,
    read_rules,
    rules_of,
    set_case_rules,
    set_preferences,
)
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import LookMode, Rung
from workbench.casefile.exposure_policy import layer_document, layer_from
from workbench.casefile.exposure_rules import Layer, rules_words, subject_words, tightening_words
from workbench.casefile.harms import Harm
from workbench.cli.console import Command, Outcome, case_argument, numbered, opened
from workbench.errors import UsageError

_FLAGS = ("two_steps", "reason_needed", "outline_first", "description_needed")


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("exhibit", metavar="EXHIBIT", type=numbered, nargs="?", help="say what binds this one, and why")


def _show(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments, read_only=True) as case:
        person = case.profile
        warnings = notices(person)
        if arguments.exhibit is None:
            found = layers(case, person)
            lines = [line for layer in found for line in _layer_lines(layer)] or [
                "No layer asks more than the product."
            ]
            return Outcome((*warnings, *lines), {"layers": list(map(layer_document, found)), "notices": list(warnings)})
        item = exhibit(case, arguments.exhibit)
        rules, said = rules_of(case, person, item), explain(case, person, item)
    lines = [f"{item.label} ({item.sensitivity.value}): {rules_words(rules)}."]
    lines += [f"  {one.layer}: {one.words}{'' if one.binding else ' (no stricter than the above)'}" for one in said]
    document: dict[str, Any] = {
        "exhibit": item.label,
        "sensitivity": item.sensitivity.value,
        "rest": rules.rest.name.lower(),
        "ceiling": rules.ceiling.name.lower(),
        "seconds": rules.seconds,
        "modes": sorted(mode.value for mode in rules.modes),
        **{flag: getattr(rules, flag) for flag in _FLAGS},
        "asked": [{"layer": one.layer, "words": one.words, "binding": one.binding} for one in said],
        "notices": list(warnings),
    }
    return Outcome((*warnings, *lines), document)


def _set_arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    _rule_arguments(parser)


def _set(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments) as case:
        return _kept(set_case_rules(case, this_actor(), _changed(case_rules(case), arguments)))


def _mine(arguments: argparse.Namespace) -> Outcome:
    person = open_person()
    try:
        return _kept(set_preferences(person, _changed(preferences(person), arguments)))
    finally:
        person.close()


def _accept(arguments: argparse.Namespace) -> Outcome:
    person = open_person()
    try:
        if not lead_rules(person).waits:
            return Outcome(("There is nothing to take note of.",), {"layers": []})
        after = accept_lead_rules(person)
    finally:
        person.close()
    lines = [line for layer in after.layers for line in _layer_lines(layer)] or ["No lead's file binds any more."]
    return Outcome(tuple(lines), {"layers": list(map(layer_document, after.layers))})


def _rule_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", type=Path, metavar="FILE", help="take all rules from a TOML file")
    parser.add_argument("--clear", action="store_true", help="take back all that was asked before")
    parser.add_argument("--sensitivity", choices=[level.value for level in Sensitivity], help="what it is about")
    parser.add_argument("--harm", action="append", choices=[harm.value for harm in Harm], help="what it is about")
    free = [rung.name.lower() for rung in Rung if rung.free]
    parser.add_argument("--rest", choices=free, help="rest no clearer than this")
    parser.add_argument("--ceiling", choices=[rung.name.lower() for rung in Rung], help="end at this rung")
    parser.add_argument("--seconds", type=float, help="end a look after this long")
    parser.add_argument("--without", action="append", choices=[mode.value for mode in LookMode], help="not in this way")
    for flag in _FLAGS:
        parser.add_argument(f"--{flag.replace('_', '-')}", action="store_true")


def _changed(before: Layer, arguments: argparse.Namespace) -> Layer:
    """Makes the layer that is asked for: from a file, or a line more than before."""
    words = ("sensitivity", "harm", "rest", "ceiling", "seconds", "without", *_FLAGS)
    given = {word: value for word in words if (value := getattr(arguments, word))}
    asks = set(given) - {"sensitivity", "harm"}
    if arguments.file is not None:
        if given or arguments.clear:
            raise UsageError("A file says all there is.", "Leave the other words out.")
        return read_rules(arguments.file)
    if given and not asks:
        raise UsageError("That asks nothing.", "Say what is to be stricter, such as --ceiling grey.")
    if not given and not arguments.clear:
        raise UsageError("There is nothing to change.", "Give a rule, --file or --clear.")
    start = () if arguments.clear else before.lines
    added = layer_from({"rule": [given]}, before.name).lines if given else ()
    return replace(before, lines=tuple(dict.fromkeys((*start, *added))))


def _kept(layer: Layer) -> Outcome:
    """Says what a layer asks from now on."""
    return Outcome(tuple(_layer_lines(layer)), {"layer": layer_document(layer)})


def _layer_lines(layer: Layer) -> list[str]:
    """Writes a layer for a person."""
    name = f"{layer.name[:1].upper()}{layer.name[1:]}"
    if not layer.lines:
        return [f"{name}: nothing more is asked."]
    return [f"{name}:", *(f"  {subject_words(line)}: {tightening_words(line) or 'nothing'}" for line in layer.lines)]


COMMANDS = (
    Command("rules show", "say which rules bind a look, and on whose word", "rules show CASE EX-0004", _show_arguments,
            _show),
    Command("rules set", "make the rules of a case stricter", "rules set CASE --harm 'injury or death' --ceiling grey",
            _set_arguments, _set),
    Command("rules mine", "make your own rules stricter, in every case", "rules mine --harm hate --rest sealed",
            _rule_arguments, _mine),
    Command("rules accept", "take note of a lead's file that asks less", "rules accept", lambda _: None, _accept),
)  # fmt: skip
