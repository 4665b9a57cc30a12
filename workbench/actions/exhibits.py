"""Bringing evidence into a case, previewing it veiled, and reading what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO
from urllib.parse import urlsplit

from workbench.actions.cases import OpenCase
from workbench.casefile.capture import CaptureState
from workbench.casefile.capture import capture_states as score_captures
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit, Holding, Sensitivity, Sighting
from workbench.casefile.exposure import Preview
from workbench.casefile.harms import Harm, Rating, RatingSource
from workbench.casefile.identity import Actor, now
from workbench.casefile.verbs import DESCRIBE, RATE, WITHDRAW
from workbench.errors import NoSuchItem, NotHeld
from workbench.store.rows import PreviewRow

_CHUNK = 500


def list_exhibits(case: OpenCase) -> tuple[Exhibit, ...]:
    """Lists the exhibits in view, by number."""
    return case.file.all(Exhibit, "WHERE withdrawn = 0")


def exhibit(case: OpenCase, number: int) -> Exhibit:
    """Reads one exhibit; raises NoSuchItem where there is none of that number."""
    found = case.file.get(Exhibit, number)
    if found is None:
        raise NoSuchItem(
            f"There is no exhibit {exhibit_label(number)} in this case.", "List the exhibits to see the numbers."
        )
    return found


def exhibits(case: OpenCase, numbers: Sequence[int]) -> tuple[Exhibit, ...]:
    """Reads several exhibits at once, in the order of their numbers; one that is not there is left out."""
    found: list[Exhibit] = []
    for start in range(0, len(numbers), _CHUNK):
        part = numbers[start : start + _CHUNK]
        found += case.file.all(Exhibit, f"WHERE key IN ({', '.join('?' * len(part))})", *part)
    return tuple(found)


def sightings(case: OpenCase, number: int) -> tuple[Sighting, ...]:
    """Lists where else the bytes of an exhibit were met."""
    return case.file.all(Sighting, "WHERE exhibit = ?", number)


def preview(case: OpenCase, number: int) -> Preview | None:
    """Reads the veiled preview of an exhibit, None where none has been made."""
    row = case.file.get(PreviewRow, number)
    return None if row is None else row.preview


def previews(case: OpenCase, numbers: Sequence[int]) -> dict[int, Preview]:
    """Reads the veiled previews of several exhibits."""
    marks = ", ".join("?" * len(numbers))
    rows = case.file.all(PreviewRow, f"WHERE key IN ({marks})", *numbers)
    return {row.exhibit: row.preview for row in rows}


def original(case: OpenCase, item: Exhibit) -> BinaryIO:
    """Opens an exhibit's bytes; raises NotHeld where the case does not have them, NoSuchItem where they are missing."""
    check_held(item)
    return case.file.blobs.open(item.digest)


def check_held(item: Exhibit) -> None:
    """Raises NotHeld for an exhibit whose bytes the case does not have, and says why."""
    if item.holding is Holding.DESTROYED:
        raise NotHeld(f"The bytes of {item.label} were destroyed.", "Its tombstone says by whom, when and why.")
    if not item.held:
        where = f"They are kept at: {item.location}" if item.location else "Ask whoever holds them."
        raise NotHeld(f"The case only refers to {item.label} and has no bytes of it.", where)


def describe_exhibit(
    case: OpenCase, actor: Actor, number: int, title: str | None = None, description: str | None = None
) -> Exhibit:
    """Says in neutral words what an exhibit is, so that the next person need not look; what is None stays."""
    item = exhibit(case, number)
    with case.write(actor, DESCRIBE, f"Describe {item.label}", item.label) as work:
        present = work.find(Exhibit, number) or item
        described = replace(
            present,
            title=present.title if title is None else title.strip(),
            description=present.description if description is None else description.strip(),
        )
        work.put(described)
    return described


def capture_state(case: OpenCase, number: int) -> CaptureState:
    """Scores how much of the minimum of a web capture an exhibit has, with its companions of the same address."""
    item = exhibit(case, number)
    said = urlsplit(item.acquisition.provenance.source_url.lower())
    # Only what names the same place somewhere in its record can be a companion.
    companions = case.file.all(Exhibit, "WHERE instr(lower(body), ?)", said.netloc) if said.netloc else ()
    return score_captures({found.number: found for found in (item, *companions)}.values())[number]


def capture_states(case: OpenCase) -> dict[int, CaptureState]:
    """Scores the captures of all exhibits at once."""
    return score_captures(case.file.all(Exhibit))


def set_sensitivity(
    case: OpenCase, actor: Actor, numbers: Sequence[int], sensitivity: Sensitivity, harms: Sequence[Harm] | None = None
) -> None:
    """Says how graphic some exhibits are, and what kinds of harm they show; ``harms`` None leaves those as they are."""
    chosen = [exhibit(case, number) for number in numbers]
    shown = None if harms is None else tuple(harm for harm in Harm if harm in harms)
    rating = Rating(RatingSource.PERSON, actor.name, now())
    label = f"Rate {_names(chosen)} as {sensitivity.value}"
    if shown:
        label += f": {', '.join(harm.value for harm in shown)}"
    with case.write(actor, RATE, label, *(item.label for item in chosen)) as work:
        for item in chosen:
            present = work.find(Exhibit, item.number) or item
            kept = present.harms if shown is None else shown
            work.put(replace(present, sensitivity=sensitivity, harms=kept, rating=rating))


def withdraw(case: OpenCase, actor: Actor, number: int, why: str) -> None:
    """Takes an exhibit out of view; its bytes and its record stay."""
    item = exhibit(case, number)
    with case.write(actor, WITHDRAW, f"Withdraw {item.label}: {why.strip()}", item.label) as work:
        present = work.find(Exhibit, number) or item
        work.put(replace(present, withdrawn=True))


def _names(exhibits: Sequence[Exhibit]) -> str:
    """Names exhibits for an entry's label."""
    return exhibits[0].label if len(exhibits) == 1 else f"{len(exhibits)} exhibits"
