"""Reading a large case by pages: the first is there at once, however many follow."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.actions.cases import OpenCase
from workbench.casefile.decisions import Determination
from workbench.casefile.exhibit_numbers import reading_order
from workbench.casefile.exhibits import Exhibit

PAGE = 500
EVERYTHING = 1 << 53


@dataclass(frozen=True, slots=True)
class ExhibitPage:
    """A run of the exhibits in view with the judgements on them; ``more`` tells that others follow."""

    exhibits: tuple[Exhibit, ...]
    determinations: dict[int, Determination]
    more: bool


def exhibit_page(case: OpenCase, after: int | None = None, count: int = PAGE) -> ExhibitPage:
    """Reads the exhibits in view that stand behind one, in reading order; from the first where ``after`` is None."""
    place = 0 if after is None else reading_order(after)
    # The plus keeps the order of the index of places; without it all exhibits in view are gathered and sorted first.
    found = case.file.page(Exhibit, "+withdrawn = 0 AND place > ?", (place,), count + 1)
    shown = found[:count]
    last = reading_order(shown[-1].number) if shown else place
    judged = case.file.all(
        Determination, "WHERE key IN (SELECT key FROM exhibit WHERE place > ? AND place <= ?)", place, last
    )
    return ExhibitPage(shown, {item.exhibit: item for item in judged}, len(found) > count)


def exhibits_behind(case: OpenCase, after: int) -> ExhibitPage:
    """Reads all exhibits in view that stand behind one."""
    return exhibit_page(case, after, EVERYTHING)
