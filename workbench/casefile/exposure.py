"""The ladder of looks: how much of a picture each rung lets through, what asks for a grant, and what was looked at.

The free rungs are bounded by information, not by a filter: a veil holds at most 12 by 12 grey samples of
4 bits and a haze at most 24 by 24, so nothing that is done to them later can bring more back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from workbench.casefile.exhibits import Facts, Sensitivity
from workbench.casefile.fingerprints import Fingerprint
from workbench.casefile.identity import Actor
from workbench.casefile.waveforms import Waveform

VEIL_SAMPLES = 12
HAZE_SAMPLES = 24
LEVELS = 16
TONE_LOW, TONE_HIGH = 64, 192
OUTLINE_SIDE = 256
GREY_SIDE = 640
COLOUR_SIDE = 4096
RECIPE = "haze24-veil12-grey16/1"


class Rung(IntEnum):
    """One step of the ladder; from OUTLINE on a look needs a grant whose record is written first."""

    SEALED = 0
    VEIL = 1
    HAZE = 2
    OUTLINE = 3
    GREY = 4
    COLOUR = 5

    @property
    def words(self) -> str:
        """The rung as the screen names it."""
        return self.name.capitalize()

    @property
    def free(self) -> bool:
        """Tells whether the rung needs no grant."""
        return self <= Rung.HAZE


class LookMode(StrEnum):
    """How a look is held open."""

    HOLD = "hold"
    LENS = "lens"
    REGION = "region"
    STEP = "step"
    PIN = "pin"
    PLAY = "play"
    LISTEN = "listen"


class Channel(StrEnum):
    """What of an exhibit a look opens."""

    PICTURE = "picture"
    FRAME = "frame"
    SPAN = "span"
    SOUND = "sound"
    PAGE = "page"
    TEXT = "text"
    NAME = "name"


class EndCause(StrEnum):
    """Why a look ended."""

    RELEASED = "released"
    STOPPED = "stopped"
    EXPIRED = "expired"
    IDLE = "idle"
    FOCUS_LOST = "focus lost"
    HIDDEN = "hidden"
    ITEM_CHANGED = "item changed"
    SEALED_ALL = "everything sealed"
    STEPPED = "stepped"
    FAILED = "failed"
    CLOSED = "closed"
    INTERRUPTED = "interrupted"
    LOCKED = "screen locked"
    SUSPENDED = "machine suspended"
    PAUSED = "pause"
    RULES_CHANGED = "rules changed"


@dataclass(frozen=True, slots=True)
class Veil:
    """A picture reduced beyond recognition: grey levels 0 to 15, row by row, one byte a sample.

    ``haze`` has exactly twice the width and height of ``veil``; ``veil`` is the 2 by 2 mean of the haze grid
    before that was rounded to 16 levels.
    """

    width: int
    height: int
    veil: bytes
    haze: bytes

    def __post_init__(self) -> None:
        """Refuses a veil that could hold more than the ladder allows."""
        if not (1 <= self.width <= VEIL_SAMPLES and 1 <= self.height <= VEIL_SAMPLES):
            raise ValueError("a veil has 1 to 12 samples a side")
        if len(self.veil) != self.width * self.height or len(self.haze) != 4 * len(self.veil):
            raise ValueError("a veil's levels do not fit its size")
        if max(self.veil, default=0) >= LEVELS or max(self.haze, default=0) >= LEVELS:
            raise ValueError("a veil has 16 levels")

    def packed(self) -> bytes:
        """The veil as it is stored: width, height, then both grids at 4 bits a sample."""
        levels = self.veil + self.haze
        if len(levels) % 2:
            levels += b"\0"
        pairs = zip(levels[::2], levels[1::2], strict=True)
        return bytes((self.width, self.height)) + bytes(high << 4 | low for high, low in pairs)

    @classmethod
    def unpacked(cls, data: bytes) -> Veil:
        """Reads what :meth:`packed` wrote; raises ValueError where it does not fit."""
        if len(data) < 2:
            raise ValueError("a stored veil is too short")
        width, height = data[0], data[1]
        count = width * height
        if len(data) != 2 + (5 * count + 1) // 2:
            raise ValueError("a stored veil has the wrong length")
        levels = bytes(level for pair in data[2:] for level in (pair >> 4, pair & 15))
        return cls(width, height, levels[:count], levels[count : 5 * count])


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """One veiled frame of a clip's contact sheet, ``seconds`` from its start; ``cut`` tells that a scene begins."""

    seconds: float
    veil: Veil
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What may be shown of an exhibit without a grant, with what the decoder said about it.

    ``pages`` are a document's first pages, ``waveform`` the loudness of what can be heard.
    """

    facts: Facts
    veil: Veil | None = None
    sheet: tuple[SheetFrame, ...] = ()
    recipe: str = RECIPE
    pages: tuple[Veil, ...] = ()
    waveform: Waveform | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """What one decoding of an original gives: its preview, and what it looks like as bits, where that can be told."""

    preview: Preview
    fingerprint: Fingerprint | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be done with an exhibit; times in seconds.

    ``outline_first`` asks for an outline before anything clearer, ``description_needed`` for a neutral description
    along with the judgement.
    """

    rest: Rung
    ceiling: Rung
    seconds: float
    modes: frozenset[LookMode]
    two_steps: bool = False
    reason_needed: bool = False
    outline_first: bool = False
    description_needed: bool = False


_MODES = frozenset(LookMode)
RULES = {
    Sensitivity.CLEARED: Rules(Rung.HAZE, Rung.COLOUR, 20, _MODES),
    Sensitivity.UNCLASSIFIED: Rules(Rung.VEIL, Rung.COLOUR, 8, _MODES),
    Sensitivity.SENSITIVE: Rules(Rung.VEIL, Rung.COLOUR, 8, _MODES),
    Sensitivity.SEVERE: Rules(
        Rung.SEALED,
        Rung.COLOUR,
        8,
        _MODES - {LookMode.PIN},
        reason_needed=True,
        outline_first=True,
        description_needed=True,
    ),
    Sensitivity.EXTREME: Rules(
        Rung.SEALED,
        Rung.COLOUR,
        5,
        _MODES - {LookMode.PIN},
        two_steps=True,
        reason_needed=True,
        outline_first=True,
        description_needed=True,
    ),
}


class Reason(StrEnum):
    """Why somebody looked: a list, so that no content is typed into a record."""

    REVIEW = "review"
    IDENTIFY_POLICY = "identify policy"
    CONFIRM_DUPLICATE = "confirm duplicate"
    VERIFY_LOCATION = "verify location"
    LEGAL_REQUEST = "legal request"
    QUALITY_CHECK = "quality check"


@dataclass(frozen=True, slots=True)
class Exposure:
    """One look: which exhibit, how clearly, by whom, why, and for how long (``shown_ms``, None while it lasts).

    ``channel`` says what of it was opened; ``seconds_into`` to ``seconds_until`` is the span of a clip or a sound,
    ``page`` and ``passage`` count from 1.
    """

    id: str
    exhibit: int
    rung: Rung
    mode: LookMode
    reason: Reason
    actor: Actor
    began: datetime
    seconds_into: float | None = None
    region: tuple[float, float, float, float] | None = None
    ended: datetime | None = None
    cause: EndCause | None = None
    shown_ms: int | None = None
    channel: Channel = Channel.PICTURE
    seconds_until: float | None = None
    page: int | None = None
    passage: int | None = None


@dataclass(frozen=True, slots=True)
class ExposureTotals:
    """What one person has looked at in a day: looks, and the time they lasted in seconds."""

    looks: int = 0
    seconds: float = 0.0
