"""The file in which a lead or a person writes a layer of rules: TOML to a layer and back.

::

    name = "Rules of the night desk"

    [[rule]]
    sensitivity = "severe"         # left out: every exhibit
    harm = "graphic violence"      # left out: whatever it shows; a list makes one rule for each
    rest = "sealed"                # sealed, veil, haze
    ceiling = "grey"               # sealed, veil, haze, outline, grey, colour
    seconds = 5
    without = ["pin", "play"]
    two_steps = true
    reason_needed = true
    outline_first = true
    description_needed = true

A word that is not known is refused: a misspelt rule would otherwise ask nothing and nobody would notice.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import Any, TypeVar

from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import LookMode, Rung
from workbench.casefile.exposure_rules import SHORTEST_SECONDS, Layer, Tightening
from workbench.casefile.harms import Harm
from workbench.errors import WorkbenchError

MOST_BYTES = 64 * 1024
MOST_RULES = 500
LONGEST_SECONDS = 600.0
_FLAGS = ("two_steps", "reason_needed", "outline_first", "description_needed")
_WORDS = frozenset({"sensitivity", "harm", "rest", "ceiling", "seconds", "without", *_FLAGS})
Choice = TypeVar("Choice", bound=StrEnum)


class RulesUnreadable(WorkbenchError):
    """A file of rules cannot be read; the strictest rules stand for it until it is mended."""


def read_layer(untrusted_bytes: bytes, name: str) -> Layer:
    """Reads a layer from a file's bytes; raises RulesUnreadable and says where and what.

    ``name`` is how the screen names the layer where the file gives itself no name.
    """
    if len(untrusted_bytes) > MOST_BYTES:
        raise _unreadable(f"it is larger than {MOST_BYTES:,} bytes")
    try:
        document = tomllib.loads(untrusted_bytes.decode("utf-8-sig"))
    except UnicodeDecodeError as cause:
        raise _unreadable("it is not UTF-8 text") from cause
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as cause:
        raise _unreadable(f"it is not TOML: {str(cause)[:120]}") from cause
    return layer_from(document, name)


def layer_from(document: Mapping[str, Any], name: str) -> Layer:
    """Reads a layer from a parsed document; raises RulesUnreadable for a word or value that is not known."""
    strange = sorted(set(document) - {"name", "rule"})
    if strange:
        raise _unreadable(f"it has an unknown part {strange[0][:40]!r}; a file has a name and any number of [[rule]]")
    given, rules = document.get("name", name), document.get("rule", [])
    if not isinstance(given, str) or not given.strip() or len(given) > 80 or not given.isprintable():
        raise _unreadable("its name is not a line of at most 80 characters")
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise _unreadable("its rules are not written as [[rule]]")
    if len(rules) > MOST_RULES:
        raise _unreadable(f"it has more than {MOST_RULES} rules")
    lines = tuple(line for place, rule in enumerate(rules, 1) for line in _lines(rule, place))
    return Layer(given.strip(), lines)


def layer_document(layer: Layer) -> dict[str, Any]:
    """Writes a layer as the document that :func:`layer_from` reads; what asks nothing is left out."""
    rules = []
    for line in layer.lines:
        rule: dict[str, Any] = {}
        for name, value in asdict(line).items():
            if isinstance(value, Rung):
                rule[name] = value.name.lower()
            elif isinstance(value, frozenset):
                if value:
                    rule[name] = sorted(mode.value for mode in value)
            elif isinstance(value, StrEnum):
                rule[name] = value.value
            elif value:
                rule[name] = value
        rules.append(rule)
    return {"name": layer.name, "rule": rules}


def _lines(rule: Mapping[str, Any], place: int) -> Iterator[Tightening]:
    """Reads one rule: one line of the layer for each harm that it names."""
    strange = sorted(set(rule) - _WORDS)
    if strange:
        raise _unreadable(
            f"rule {place} has an unknown word {strange[0][:40]!r}; known are {', '.join(sorted(_WORDS))}"
        )
    flags = {flag: _flag(rule, flag, place) for flag in _FLAGS}
    harms = rule.get("harm")
    for harm in harms if isinstance(harms, list) and harms else (harms,):
        yield Tightening(
            sensitivity=_choice(rule.get("sensitivity"), Sensitivity, "sensitivity", place),
            harm=_choice(harm, Harm, "harm", place),
            rest=_rung(rule, "rest", place),
            ceiling=_rung(rule, "ceiling", place),
            seconds=_seconds(rule, place),
            without=_modes(rule, place),
            **flags,
        )


def _choice(value: Any, kind: type[Choice], name: str, place: int) -> Choice | None:
    """Reads a word that names one of a known list; None stays None."""
    if value is None:
        return None
    try:
        return kind(value)
    except ValueError as cause:
        known = ", ".join(member.value for member in kind)
        raise _unreadable(f"rule {place} has an unknown {name} {str(value)[:40]!r}; known are {known}") from cause


def _rung(rule: Mapping[str, Any], name: str, place: int) -> Rung | None:
    """Reads the name of a rung."""
    value = rule.get(name)
    if value is None:
        return None
    if isinstance(value, str) and value.upper() in Rung.__members__:
        return Rung[value.upper()]
    known = ", ".join(rung.name.lower() for rung in Rung)
    raise _unreadable(f"rule {place} has an unknown rung {str(value)[:40]!r} as its {name}; known are {known}")


def _seconds(rule: Mapping[str, Any], place: int) -> float | None:
    """Reads how long a look may last."""
    value = rule.get("seconds")
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not SHORTEST_SECONDS <= value <= LONGEST_SECONDS:
        raise _unreadable(f"rule {place}: seconds is a number from {SHORTEST_SECONDS:g} to {LONGEST_SECONDS:g}")
    return float(value)


def _modes(rule: Mapping[str, Any], place: int) -> frozenset[LookMode]:
    """Reads the ways of looking that a rule takes away."""
    value = rule.get("without", [])
    if not isinstance(value, list):
        raise _unreadable(f'rule {place}: without is a list such as ["pin", "play"]')
    found = (_choice(word, LookMode, "way of looking", place) for word in value)
    return frozenset(mode for mode in found if mode is not None)


def _flag(rule: Mapping[str, Any], name: str, place: int) -> bool:
    """Reads a yes; a no asks nothing, since a layer cannot loosen."""
    value = rule.get(name, False)
    if not isinstance(value, bool):
        raise _unreadable(f"rule {place}: {name} is true, or left out")
    return value


def _unreadable(why: str) -> RulesUnreadable:
    """Says why a file of rules cannot be read."""
    return RulesUnreadable(f"The rules of exposure cannot be read: {why}.", "Mend the file, or ask whoever wrote it.")
