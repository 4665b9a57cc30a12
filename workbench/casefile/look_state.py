"""Where one surface stands between rest and a clear picture, and what its rules say about a wish; pure values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.casefile.exposure import LookMode, Reason, Rules, Rung
from workbench.casefile.look_events import Press, Wish

DWELL_SECONDS = 0.12
ARM_AT_LEAST = 0.7
ARM_AT_MOST = 5.0
CHOOSE_AT_MOST = 30.0
OPEN_AT_MOST = 8.0
IDLE_SECONDS = 20.0
PIN_FACTOR = 2.5
PIN_AT_MOST = 60.0
HELD = frozenset({LookMode.HOLD, LookMode.PLAY, LookMode.LISTEN})
LATCHED_WORDS = "Everything is sealed. Enter opens the work again, still veiled."


class LookState(StrEnum):
    """Where a surface stands between rest and a clear picture."""

    RESTING = "resting"
    ARMED = "armed"
    OPENING = "opening"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Under:
    """The outline under a lens, a look of its own; ``since`` is when it came, None until then."""

    wish: Wish
    since: float | None = None


@dataclass(frozen=True, slots=True)
class Looking:
    """The state of one surface: what is wished for, since when, until when, and the rung it rests at.

    ``toggle`` lets a key that was to be held be pressed once and again, ``latched`` holds everything sealed until the
    person resumes, ``skipping`` tells that the outline is being left out on purpose and ``skipped`` that it was,
    ``clearest`` is the clearest rung of this exhibit that was shown, and ``stirred`` when the person last acted.
    """

    state: LookState = LookState.RESTING
    rules: Rules | None = None
    veiled: bool = False
    rest: Rung = Rung.SEALED
    wish: Wish | None = None
    reason: Reason | None = None
    held: bool = False
    since: float = 0.0
    deadline: float | None = None
    last_serial: int = 0
    toggle: bool = False
    latched: bool = False
    skipping: bool = False
    skipped: bool = False
    clearest: Rung = Rung.SEALED
    stirred: float = 0.0
    under: Under | None = None

    @property
    def rung(self) -> Rung:
        """The rung that is on the screen."""
        return self.wish.rung if self.state is LookState.SHOWN and self.wish else self.rest

    @property
    def reason_missing(self) -> bool:
        """Tells whether a reason has to be chosen first."""
        return bool(self.rules and self.rules.reason_needed and self.reason is None)

    @property
    def two_steps(self) -> bool:
        """Tells whether a look takes a second step: by the rules, or because the outline is left out."""
        return self.skipping or bool(self.rules and self.rules.two_steps)

    @property
    def outline_due(self) -> bool:
        """Tells whether an outline has to be seen before anything clearer."""
        return bool(self.rules and self.rules.outline_first) and self.clearest < Rung.OUTLINE

    @property
    def wakes(self) -> float | None:
        """When time alone will change something next."""
        if self.deadline is None or self.state is not LookState.SHOWN:
            return self.deadline
        return min(self.deadline, self.stirred + IDLE_SECONDS)

    def left(self, at: float) -> float:
        """The share of the time that is left before the deadline, 1 to 0."""
        if self.deadline is None or self.deadline <= self.since:
            return 0.0
        return min(1.0, max(0.0, (self.deadline - at) / (self.deadline - self.since)))


def resting_rung(rules: Rules | None, veiled: bool) -> Rung:
    """The rung an exhibit rests at: what its rules say, SEALED where there is no veil."""
    return rules.rest if rules is not None and veiled else Rung.SEALED


def shown_seconds(rules: Rules, mode: LookMode) -> float:
    """How long a look lasts at most; a pinned one two and a half times as long as a held one, never over a minute."""
    return min(PIN_AT_MOST, rules.seconds * PIN_FACTOR) if mode is LookMode.PIN else rules.seconds


def led(now: Looking, press: Press) -> Rung:
    """The rung that a press really opens: an outline first where the rules ask for it, and grey before colour."""
    if press.mode is LookMode.LISTEN:
        return press.rung
    if press.rung > Rung.OUTLINE and now.outline_due and not press.skip:
        return Rung.OUTLINE
    return Rung.GREY if press.rung is Rung.COLOUR and now.clearest < Rung.GREY else press.rung


def objection(now: Looking, press: Press) -> str:
    """Says in words what stands against a wish; empty where nothing does."""
    if now.rules is None:
        return "There is nothing here to look at."
    if now.latched:
        return LATCHED_WORDS
    if press.mode not in now.rules.modes:
        return f"The rules for this exhibit do not allow a look by {press.mode.value}."
    if press.mode is LookMode.PIN and now.state is LookState.RESTING:
        return "Hold Space to look, then P keeps it open."
    least = min(press.rung, Rung.GREY) if press.mode is LookMode.LISTEN else led(now, press)
    if least > now.rules.ceiling:
        return f"The rules for this exhibit end at {now.rules.ceiling.words}."
    return ""
