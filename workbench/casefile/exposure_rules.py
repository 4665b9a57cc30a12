"""Which rules bind a look: the product's own, and every layer over them, each of which can only be stricter.

The order of authority is product, lead's file, case, person. A layer says what it tightens and nothing else, so that
a missing layer loosens nothing; one that cannot be read becomes the strictest there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import RULES, Channel, LookMode, Rules, Rung
from workbench.casefile.harms import Harm

SHORTEST_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Tightening:
    """What one line of a layer asks of the exhibits it is about; None, empty and False ask nothing.

    It is about exhibits of ``sensitivity`` that show ``harm``; None means all.
    """

    sensitivity: Sensitivity | None = None
    harm: Harm | None = None
    rest: Rung | None = None
    ceiling: Rung | None = None
    seconds: float | None = None
    without: frozenset[LookMode] = frozenset()
    two_steps: bool = False
    reason_needed: bool = False
    outline_first: bool = False
    description_needed: bool = False

    def is_about(self, sensitivity: Sensitivity, harms: Iterable[Harm]) -> bool:
        """Tells whether the line binds an exhibit."""
        return self.sensitivity in (None, sensitivity) and (self.harm is None or self.harm in set(harms))


@dataclass(frozen=True, slots=True)
class Layer:
    """All that one authority asks; ``name`` is how the screen names it: ``your preferences``, ``the lead's file``."""

    name: str
    lines: tuple[Tightening, ...] = ()


def tightened(rules: Rules, line: Tightening) -> Rules:
    """Gives rules that are at least as strict as both the rules and the line."""
    return replace(
        rules,
        rest=rules.rest if line.rest is None else min(rules.rest, line.rest),
        ceiling=rules.ceiling if line.ceiling is None else min(rules.ceiling, line.ceiling),
        seconds=rules.seconds if line.seconds is None else max(SHORTEST_SECONDS, min(rules.seconds, line.seconds)),
        modes=rules.modes - line.without,
        two_steps=rules.two_steps or line.two_steps,
        reason_needed=rules.reason_needed or line.reason_needed,
        outline_first=rules.outline_first or line.outline_first,
        description_needed=rules.description_needed or line.description_needed,
    )


def rules_for(sensitivity: Sensitivity, harms: Iterable[Harm] = (), layers: Iterable[Layer] = ()) -> Rules:
    """Gives the rules in force for an exhibit: the product's, tightened by every line of every layer about it."""
    rules, shown = RULES[sensitivity], tuple(harms)
    for layer in layers:
        for line in layer.lines:
            if line.is_about(sensitivity, shown):
                rules = tightened(rules, line)
    return rules


def strictest(name: str) -> Layer:
    """Gives the layer that stands for one that cannot be read: everything as for the worst."""
    worst = RULES[Sensitivity.EXTREME]
    line = Tightening(
        rest=worst.rest, ceiling=worst.ceiling, seconds=worst.seconds, two_steps=True, reason_needed=True,
        outline_first=True,
    )  # fmt: skip
    return Layer(name, (line,))


@dataclass(frozen=True, slots=True)
class Asked:
    """What one layer asks for one exhibit, in words; ``binding`` tells that the rules in force owe it to this layer."""

    layer: str
    words: str
    binding: bool = True


def asked(
    sensitivity: Sensitivity, harms: Iterable[Harm] = (), layers: Iterable[Layer] = (), product: str = "the product"
) -> tuple[Asked, ...]:
    """Says layer by layer what is asked for an exhibit, the product's own rules first."""
    shown, rules = tuple(harms), RULES[sensitivity]
    said = [Asked(product, rules_words(rules))]
    for layer in layers:
        for line in layer.lines:
            words = tightening_words(line)
            if words and line.is_about(sensitivity, shown):
                stricter = tightened(rules, line)
                said.append(Asked(layer.name, words, stricter != rules))
                rules = stricter
    return tuple(said)


def rules_words(rules: Rules) -> str:
    """Says rules in one line: ``rests at Sealed, ends at Colour, at most 8 s, a reason first``."""
    return ", ".join(
        (f"rests at {rules.rest.words}", f"ends at {rules.ceiling.words}", f"at most {rules.seconds:g} s",
         *_flag_words(rules))
    )  # fmt: skip


def tightening_words(line: Tightening) -> str:
    """Says in one line what a line of a layer asks; empty where it asks nothing."""
    words = []
    if line.rest is not None:
        words.append(f"rests at {line.rest.words} or below")
    if line.ceiling is not None:
        words.append(f"ends at {line.ceiling.words}")
    if line.seconds is not None:
        words.append(f"at most {max(SHORTEST_SECONDS, line.seconds):g} s")
    if line.without:
        words.append(f"no {', '.join(sorted(mode.value for mode in line.without))}")
    return ", ".join((*words, *_flag_words(line)))


def subject_words(line: Tightening) -> str:
    """Says what a line of a layer is about: ``severe exhibits that show graphic violence``."""
    level = f"{line.sensitivity.value} exhibits" if line.sensitivity is not None else "every exhibit"
    if line.harm is None:
        return level
    return f"{level} that {'shows' if line.sensitivity is None else 'show'} {line.harm.value}"


def _flag_words(asks: Rules | Tightening) -> tuple[str, ...]:
    """Says what is asked by yes and no."""
    flags = (
        (asks.two_steps, "two steps"),
        (asks.reason_needed, "a reason first"),
        (asks.outline_first, "an outline first"),
        (asks.description_needed, "a description with the judgement"),
    )
    return tuple(words for asked_for, words in flags if asked_for)


def is_at_least_as_strict(rules: Rules, other: Rules) -> bool:
    """Tells whether nothing that the rules allow is forbidden by the others."""
    return (
        rules.rest <= other.rest
        and rules.ceiling <= other.ceiling
        and rules.seconds <= other.seconds
        and rules.modes <= other.modes
        and rules.two_steps >= other.two_steps
        and rules.reason_needed >= other.reason_needed
        and rules.outline_first >= other.outline_first
        and rules.description_needed >= other.description_needed
    )


def loosens(before: Layer, after: Layer) -> bool:
    """Tells whether a layer asks less, for any kind of exhibit, than it did before.

    Lines only add up, so that what holds for each harm alone holds for several together.
    """
    return any(
        not is_at_least_as_strict(rules_for(sensitivity, harms, (after,)), rules_for(sensitivity, harms, (before,)))
        for sensitivity in Sensitivity
        for harms in ((), *((harm,) for harm in Harm))
    )


def objection(rules: Rules, rung: Rung, mode: LookMode, channel: Channel = Channel.PICTURE) -> str:
    """Says why the rules forbid a look, empty where they do not.

    Of words, GREY shows them with what is flagged masked, and COLOUR all of them. Sound has no colour, so that a
    ceiling of GREY lets it through.
    """
    if mode not in rules.modes:
        return f"The rules for this exhibit do not allow a look by {mode.value}."
    least = min(rung, Rung.GREY) if channel in (Channel.SOUND, Channel.NAME) else rung
    if least > rules.ceiling:
        return f"The rules for this exhibit end at {rules.ceiling.words}."
    return ""


#: What has no outline.
WITHOUT_PICTURE = frozenset({Channel.SOUND, Channel.TEXT, Channel.NAME})
