"""Exhibits that look alike, as groups around one representative: one look and one decision can serve a group."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.casefile.fingerprints import PDQ_CLOSE


class Likeness(StrEnum):
    """How members of a group are alike."""

    EXACT = "the same bytes"
    CLOSE = "nearly the same picture"
    ALIKE = "a similar picture"


@dataclass(frozen=True, slots=True)
class Member:
    """One exhibit of a group: how far it is from the representative in bits, and how it lies to it.

    ``turn`` is an index into :data:`workbench.casefile.fingerprints.TURNS`. For clips ``share`` is the part of the
    frames that match, 0 to 1.
    """

    exhibit: int
    distance: int
    likeness: Likeness
    turn: int = 0
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """Exhibits that look like one of them, the representative, which is the first member, at distance 0.

    A group is a star: every member is near the representative, so that no chain of small steps leads far away.
    """

    representative: int
    members: tuple[Member, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The exhibits of the group, the representative first."""
        return tuple(member.exhibit for member in self.members)


@dataclass(frozen=True, slots=True)
class Inheritance:
    """Where a judgement came from that was made on another exhibit of the same group."""

    exhibit: int
    distance: int
    turn: int = 0


def likeness_of(distance: int) -> Likeness:
    """Says how alike two pictures are that differ in so many bits."""
    return Likeness.CLOSE if distance <= PDQ_CLOSE else Likeness.ALIKE
