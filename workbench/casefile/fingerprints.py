"""What a picture or clip looks like, as bits that survive a copy; treated as sensitive like the picture itself.

PDQ (Davis and Rosen, 2019): 256 bits of a 64 by 64 luma's discrete cosine transform, and a quality from 0 to 100. The
bits alone can be compared; with the recipe's name they can be compared fairly, since another reduction of the same
picture moves some bits.
"""

from __future__ import annotations

from dataclasses import dataclass

PDQ_BITS = 256
PDQ_MATCH = 31
PDQ_CLOSE = 10
PDQ_QUALITY = 50
PDQ_RECIPE = "pdq256-luma512-area/1"
PDQ_SIDE = 512
PDQ_LEAST_SIDE = 5


@dataclass(frozen=True, slots=True)
class FrameFingerprint:
    """The bits of one frame (64 lower-case hexadecimal digits), ``seconds`` from the start of its clip."""

    seconds: float
    bits: str
    quality: int


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What one exhibit looks like: a picture's bits, or those of a clip's frames, about one a second.

    ``turns`` are the same picture's bits turned and mirrored, in the order of :class:`Turn`; the first is ``bits``.
    A clip has ``frames`` and no ``bits``, and so has an animated picture: many begin with the same frame.
    """

    exhibit: int
    bits: str = ""
    quality: int = 0
    turns: tuple[str, ...] = ()
    frames: tuple[FrameFingerprint, ...] = ()
    recipe: str = PDQ_RECIPE

    @property
    def usable(self) -> bool:
        """Tells whether anything may be matched by it: bits of little detail match what they should not."""
        return self.quality >= PDQ_QUALITY or any(frame.quality >= PDQ_QUALITY for frame in self.frames)


TURNS = (
    "as it is",
    "turned a quarter left",
    "turned half round",
    "turned a quarter right",
    "upside down mirror",
    "mirrored",
    "mirrored, turned a quarter left",
    "mirrored, turned a quarter right",
)
"""The eight ways a copy may lie, in the order of :attr:`Fingerprint.turns`."""


def hashed_size(width: int, height: int) -> tuple[int, int] | None:
    """Gives the size that a picture is averaged down to before it is hashed; None for one too small to be told by."""
    if min(width, height) < 1:
        return None
    scale = min(1.0, PDQ_SIDE / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return size if min(size) >= PDQ_LEAST_SIDE else None


def distance(one: str, other: str) -> int:
    """Counts the bits in which two fingerprints differ, 0 to 256."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
