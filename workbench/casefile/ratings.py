"""How a rating rises: by what somebody else said of an exhibit it may become stricter and never milder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.casefile.exhibits import Exhibit, Sensitivity
from workbench.casefile.harms import Harm, Rating

_ORDER = tuple(Sensitivity)


def raised_to(item: Exhibit, sensitivity: Sensitivity, harms: Sequence[Harm], rating: Rating) -> Exhibit | None:
    """Gives an exhibit that is rated at least so high and shows these harms too; None where it is so already."""
    higher = max(item.sensitivity, sensitivity, key=_ORDER.index)
    shown = tuple(dict.fromkeys((*item.harms, *harms)))
    if (higher, shown) == (item.sensitivity, item.harms):
        return None
    return replace(item, sensitivity=higher, harms=shown, rating=rating)
