"""Stating the source of exhibits that came in without it: a drop or a paste is quick, and its source comes after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import exhibit
from workbench.casefile.exhibits import Exhibit, Provenance
from workbench.casefile.identity import Actor
from workbench.casefile.verbs import DESCRIBE


def state_source(case: OpenCase, actor: Actor, numbers: Sequence[int], provenance: Provenance) -> None:
    """States whence some exhibits come, by one entry that keeps what was stated before; undo takes it back.

    Who acquired them, when, by what method and from which place stays as it was recorded.
    """
    chosen = [exhibit(case, number) for number in numbers]
    named = chosen[0].label if len(chosen) == 1 else f"{len(chosen)} exhibits"
    with case.write(actor, DESCRIBE, f"State the source of {named}", *(item.label for item in chosen)) as work:
        for item in chosen:
            present = work.find(Exhibit, item.number) or item
            work.put(replace(present, acquisition=replace(present.acquisition, provenance=provenance)))
