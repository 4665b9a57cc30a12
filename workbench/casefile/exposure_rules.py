"""Which rules bind a look: the product's own, and every layer over them, each of which can only be stricter.

The order of authority is product, lead's file, case, person. A layer says what it tightens and nothing else, so that
a missing layer loosens nothing; one that cannot be read becomes the strictest there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import RULES, LookMode, Rules, Rung
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
