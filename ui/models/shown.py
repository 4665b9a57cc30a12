"""What the window says of one exhibit: the sieve it passes, its tile, and its words for the eye and for the ear."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ui.widgets.labels import visible
from ui.widgets.preview_tile import PLATES, TileData
from workbench.casefile.annotations import clip_time
from workbench.casefile.decisions import Determination, Judgement
from workbench.casefile.exhibit_numbers import number_path
from workbench.casefile.exhibits import Exhibit, Family, Sensitivity, subtype_words
from workbench.casefile.exposure import Preview, Rules, Rung


class Sieve(StrEnum):
    """Which exhibits the grid shows; the value is the word on the chip."""

    TO_REVIEW = "To review"
    VIOLATING = "Violating"
    BORDERLINE = "Borderline"
    CLEAR = "Clear"
    ESCALATE = "Escalate"
    ALL = "All"

    @property
    def judgement(self) -> Judgement | None:
        """The judgement that the sieve lets through, where it is one."""
        return {item.words: item for item in Judgement}.get(self.value)


@dataclass(frozen=True, slots=True)
class ShownExhibit:
    """What one tile shows: the exhibit, its judgement, its preview, whether that was fetched, how many are in it.

    ``alike`` counts the exhibits of its group, itself with them; 0 where it is in none.
    """

    exhibit: Exhibit
    determination: Determination | None = None
    preview: Preview | None = None
    fetched: bool = False
    inner: int = 0
    alike: int = 0


def tile_of(shown: ShownExhibit | None, rules: Rules | None = None) -> TileData | None:
    """Says all that one tile shows; the rung is where its rules let it rest, none at all while these are not known."""
    if shown is None:
        return None
    exhibit, preview = shown.exhibit, shown.preview
    facts = preview.facts if preview else exhibit.facts
    seconds = facts.seconds if exhibit.family in (Family.VIDEO, Family.AUDIO) else None
    return TileData(
        number=exhibit.number,
        label=exhibit.label,
        family=exhibit.family.words,
        duration=f"{'' if seconds is None else clip_time(seconds).partition('.')[0]} {_alike(shown)}".strip(),
        veil=preview.veil if preview else None,
        rung=rules.rest if rules is not None else Rung.SEALED,
        judgement=shown.determination.judgement if shown.determination else None,
        sensitivity=exhibit.sensitivity,
        problem=facts.problem or "",
        plate=PLATES.get(exhibit.holding, ""),
        depth=len(number_path(exhibit.number)) - 1,
        inner=shown.inner,
        harms=exhibit.harms,
        description=exhibit.description,
    )


def _alike(shown: ShownExhibit) -> str:
    """Says how many look alike: ``×7``."""
    return f"×{shown.alike:,}" if shown.alike > 1 else ""


def kind_words(exhibit: Exhibit) -> str:
    """Says an exhibit's kind, type and size on one line: ``Image, JPEG, 4032 × 3024``, ``Document, PDF, 4 pages``."""
    words = f"{exhibit.family.words}, {subtype_words(exhibit.media_type)}"
    facts = exhibit.facts
    if facts.pages:
        words += ", 1 page" if facts.pages == 1 else f", {facts.pages:,} pages"
    elif facts.width and facts.height:
        words += f", {facts.width} × {facts.height}"
    return words


def spoken_of(shown: ShownExhibit, place: int, count: int) -> str:
    """Says a tile as a screen reader needs it: place, what lies behind, judgement, and what one can do."""
    exhibit, determination = shown.exhibit, shown.determination
    harms = ", ".join(harm.value for harm in exhibit.harms)
    words = (
        f"{exhibit.label}, {exhibit.family.words} {place} of {count}.",
        f"{PLATES[exhibit.holding]}." if not exhibit.held else "Veiled.",
        f"{harms.capitalize()}." if harms else "",
        f"{exhibit.sensitivity.value.capitalize()}." if exhibit.sensitivity is not Sensitivity.UNCLASSIFIED else "",
        f"Description: {visible(exhibit.description)}" if exhibit.description else "",
        f"{shown.alike - 1} look like it." if shown.alike > 1 else "",
        f"{determination.judgement.words}." if determination else "To review.",
        "The case does not have its bytes." if not exhibit.held else "Press Space and hold to look.",
    )
    return " ".join(part for part in words if part)
