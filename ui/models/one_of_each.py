"""Which exhibits a grid may leave out because one that is nearly the same stands for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.casefile.likeness import Group, Likeness


class OneOfEach:
    """Knows the groups; while it is on, a close member is left out wherever its representative is in view.

    What is only similar is never left out: one judgement does not reach it unasked.
    """

    def __init__(self) -> None:
        self.on = False
        self._stands_for: dict[int, int] = {}
        self._sizes: dict[int, int] = {}

    def take(self, groups: Iterable[Group]) -> None:
        """Takes the groups of a case in."""
        self._stands_for, self._sizes = {}, {}
        for group in groups:
            for member in group.members:
                self._sizes[member.exhibit] = len(group.members)
                if member.exhibit != group.representative and member.likeness is not Likeness.ALIKE:
                    self._stands_for[member.exhibit] = group.representative

    def alike(self, number: int) -> int:
        """Counts the exhibits of an exhibit's group, itself with them; 0 where it is in none."""
        return self._sizes.get(number, 0)

    def left(self, passing: Sequence[int]) -> list[int]:
        """Leaves out what something else in view stands for."""
        if not self.on:
            return list(passing)
        here = set(passing)
        return [number for number in passing if self._stands_for.get(number) not in here]
