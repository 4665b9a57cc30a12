"""What happens to a picture surface, and what it has to do about it: the words of the look's state machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from workbench.casefile.exposure import EndCause, LookMode, Reason, Rules, Rung

Region: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Wish:
    """One look that a person asks for; ``serial`` tells a late answer from the one that is waited for.

    ``quick`` asks for a span at its real speed instead of a few frames a second; ``skip`` says that the outline was
    left out on purpose.
    """

    serial: int
    rung: Rung
    mode: LookMode
    reason: Reason = Reason.REVIEW
    region: Region | None = None
    quick: bool = False
    skip: bool = False


# What happens to a surface.


@dataclass(frozen=True, slots=True)
class Item:
    """Another exhibit, or none (``rules`` None): ``veiled`` tells whether it has a veil to rest at.

    ``clearest`` is the clearest rung of it that was shown before, in this sitting.
    """

    rules: Rules | None
    veiled: bool = True
    clearest: Rung = Rung.SEALED


@dataclass(frozen=True, slots=True)
class NewRules:
    """Other rules, or a veil that came late, for the exhibit in view."""

    rules: Rules | None
    veiled: bool = True


@dataclass(frozen=True, slots=True)
class Habit:
    """Whether keys that are held may be pressed once and again instead."""

    toggle: bool


@dataclass(frozen=True, slots=True)
class Press:
    """A key or button that asks for a look goes down; ``skip`` leaves the outline out on purpose."""

    rung: Rung
    mode: LookMode
    region: Region | None = None
    skip: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """The key or button that holds a look goes up."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A held look is to stay open for a while."""


@dataclass(frozen=True, slots=True)
class Hasten:
    """A span that plays is to go at its real speed, or slowly again."""

    quick: bool = True


@dataclass(frozen=True, slots=True)
class Stirred:
    """The person did something, no matter what: they are there."""


@dataclass(frozen=True, slots=True)
class StepUp:
    """One rung up the ladder."""


@dataclass(frozen=True, slots=True)
class StepDown:
    """One rung down the ladder."""


@dataclass(frozen=True, slots=True)
class Choose:
    """The person says why."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Confirm:
    """The second step, without holding (Enter)."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Clear pixels came, to be shown for ``seconds`` (None: as the rules say)."""

    serial: int
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The look was refused, or failed, in words a person understands."""

    serial: int
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Time went by."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Something ends a look."""

    cause: EndCause


@dataclass(frozen=True, slots=True)
class Seal:
    """Down to no picture at all, at once; with ``latch`` no look begins until the person resumes."""

    cause: EndCause = EndCause.SEALED_ALL
    latch: bool = False


@dataclass(frozen=True, slots=True)
class Resume:
    """The person goes on after everything was sealed."""


Event: TypeAlias = (
    Item
    | NewRules
    | Habit
    | Press
    | Release
    | Pin
    | Hasten
    | Stirred
    | StepUp
    | StepDown
    | Choose
    | Confirm
    | Arrived
    | Refused
    | Tick
    | Stop
    | Seal
    | Resume
)


# What the surface has to do about it, in this order.


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the owner for clear pixels."""

    wish: Wish


@dataclass(frozen=True, slots=True)
class Show:
    """Paint the pixels that arrived, until the deadline at the latest."""

    wish: Wish


@dataclass(frozen=True, slots=True)
class Discard:
    """Wipe pixels that nobody waits for any more; never paint them."""

    serial: int


@dataclass(frozen=True, slots=True)
class End:
    """Paint the veil, wipe the pixels, then tell the owner."""

    wish: Wish
    cause: EndCause
    shown_ms: int


@dataclass(frozen=True, slots=True)
class Armed:
    """Ask for the reason or for the second step."""


@dataclass(frozen=True, slots=True)
class Abandoned:
    """An armed look was let go."""


@dataclass(frozen=True, slots=True)
class Denied:
    """Say why no look begins."""

    words: str


@dataclass(frozen=True, slots=True)
class Rested:
    """The rung at rest changed."""

    rung: Rung


Effect: TypeAlias = Ask | Show | Discard | End | Armed | Abandoned | Denied | Rested
