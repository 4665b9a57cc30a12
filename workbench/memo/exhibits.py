"""How a memo shows one exhibit: its card among the findings, and its row in the list of all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from workbench.casefile.annotations import Annotation, clip_time
from workbench.casefile.decisions import Determination
from workbench.casefile.exhibit_numbers import exhibit_label, reading_order
from workbench.casefile.exhibits import Exhibit, Holding, Sensitivity, subtype_words
from workbench.casefile.exposure import Preview, Veil
from workbench.casefile.identity import short_digest
from workbench.casefile.policies import Citation
from workbench.casefile.retention import Tombstone
from workbench.memo.dossier import Dossier
from workbench.memo.outline import Card, ExhibitRow, Line, Note, Quotation, Text
from workbench.memo.wording import clipped, defanged, moment_words, named, paragraphs, shown, size_words, unlinked

QUOTE_MOST = 1200
DESCRIPTION_MOST = 2000
ALTERNATIVE_MOST = 300
#: What may be printed as a veil; whatever else there is, or will be, is sealed.
_VEILED = (Sensitivity.CLEARED, Sensitivity.UNCLASSIFIED, Sensitivity.SENSITIVE)
_NOT_HELD = {Holding.REFERENCE: "Reference only", Holding.DESTROYED: "Destroyed"}


@dataclass(frozen=True)
class Grounds:
    """What a dossier says of each exhibit, found without searching: citations by id and exhibit, notes by exhibit."""

    by_id: Mapping[str, Citation]
    pinned: Mapping[int, list[Citation]]
    notes: Mapping[int, list[Annotation]]

    @classmethod
    def of(cls, dossier: Dossier) -> Grounds:
        """Sorts a dossier's citations and annotations by exhibit."""
        pinned: dict[int, list[Citation]] = {}
        notes: dict[int, list[Annotation]] = {}
        for citation in dossier.citations:
            pinned.setdefault(citation.exhibit, []).append(citation)
        for one in sorted(dossier.annotations, key=_note_order):
            notes.setdefault(one.exhibit, []).append(one)
        return cls({citation.id: citation for citation in dossier.citations}, pinned, notes)

    def quotes(self, number: int, determination: Determination | None) -> list[Citation]:
        """The citations a judgement rests on; where it names none, all that were pinned to the exhibit."""
        named = determination.citations if determination else ()
        rests_on = [self.by_id[name] for name in dict.fromkeys(named) if name in self.by_id]
        return rests_on or self.pinned.get(number, [])


def _note_order(one: Annotation) -> tuple[float, str]:
    """Notes on the whole come first, then by time in the clip."""
    return (-1.0 if one.anchor.start is None else one.anchor.start, one.id)


def anchor_of(number: int) -> str:
    """The anchor of an exhibit's card."""
    return exhibit_label(number).lower()


def links(numbers: Collection[int], present: Collection[int]) -> Line:
    """Names exhibits in a line; those the memo holds lead to their rows."""
    line: list[Text] = []
    for number in sorted(set(numbers), key=reading_order):
        if line:
            line.append(Text(", "))
        line.append(Text(exhibit_label(number), to=f"row-{anchor_of(number)}" if number in present else ""))
    return tuple(line)


def card(dossier: Dossier, grounds: Grounds, exhibit: Exhibit) -> Card:
    """Makes an exhibit's card: its description, and no picture clearer than the veil, for a severe one none at all."""
    determination = dossier.determinations.get(exhibit.number)
    preview = dossier.previews.get(exhibit.number)
    picture, picture_words = _picture(exhibit, preview, exhibit.number in dossier.sealed)
    quotes = grounds.quotes(exhibit.number, determination)
    return Card(
        anchor=anchor_of(exhibit.number),
        label=exhibit.label,
        name=named(exhibit.neutral_name, 60),
        title=clipped(shown(exhibit.title), 400),
        facts=_facts(exhibit, preview),
        judgement=determination.judgement.value if determination else "",
        judgement_words=determination.judgement.words if determination else "Not judged",
        confidence=determination.confidence.value if determination and determination.confidence else "",
        section=named(determination.section, 80) if determination else "",
        by=_by(determination) if determination else "",
        picture=picture,
        picture_words=picture_words,
        description=paragraphs(clipped(unlinked(exhibit.description), DESCRIPTION_MOST)),
        rationale=paragraphs(determination.rationale) if determination else (),
        quotes=tuple(_quotation(citation) for citation in quotes),
        notes=tuple(_note(one) for one in grounds.notes.get(exhibit.number, ())),
    )


def exhibit_rows(dossier: Dossier) -> Iterator[ExhibitRow]:
    """Yields a row for every exhibit of the case."""
    noted = {one.exhibit for one in dossier.annotations} | {one.exhibit for one in dossier.citations}
    worked_on = noted | set(dossier.determinations)
    present = {exhibit.number for exhibit in dossier.exhibits}
    for exhibit in dossier.exhibits:
        determination = dossier.determinations.get(exhibit.number)
        yield ExhibitRow(
            anchor=f"row-{anchor_of(exhibit.number)}",
            label=exhibit.label,
            to=anchor_of(exhibit.number) if exhibit.number in worked_on else "",
            name=named(exhibit.neutral_name, 60),
            size=size_words(exhibit.size),
            judgement=determination.judgement.value if determination else "",
            judgement_words=determination.judgement.words if determination else "Not judged",
            acquired=_acquired(exhibit),
            digest=exhibit.digest,
            notes=tuple(_fate(dossier, exhibit, present)),
        )


def _fate(dossier: Dossier, exhibit: Exhibit, present: Collection[int]) -> Iterator[Line]:
    """Yields what stands under an exhibit's row: its parent, where it is kept or how it went, and its capture."""
    if exhibit.parent is not None:
        yield (Text("Unpacked from "), *links((exhibit.parent,), present))
    if exhibit.holding is Holding.REFERENCE:
        where = clipped(shown(unlinked(exhibit.location)), 240)
        yield (Text(f"Reference only, kept at {where}" if where else "Reference only, kept elsewhere"),)
    elif exhibit.holding is Holding.DESTROYED:
        yield (Text(_tombstone_words(dossier.tombstones.get(exhibit.number))),)
    if capture := dossier.captures.get(exhibit.number):
        yield (Text(f"Capture: {capture.words}"),)


def _tombstone_words(stone: Tombstone | None) -> str:
    """Says when, by whom, on whose word and why an exhibit was destroyed."""
    if stone is None:
        return "Destroyed; its tombstone is missing"
    by = named(stone.actor.name) or "someone not named"
    authority, reason = clipped(shown(unlinked(stone.authority)), 240), clipped(shown(unlinked(stone.reason)), 400)
    return f"Destroyed {moment_words(stone.at)} by {by}, on the authority of {authority}: {reason}"


def _note(one: Annotation) -> Note:
    """An annotation, with the part of the exhibit it is on."""
    return Note("" if one.anchor.words == "whole" else one.anchor.words, shown(one.words))


def _picture(exhibit: Exhibit, preview: Preview | None, sealed: bool) -> tuple[Veil | None, str]:
    """The veil that may be printed, and the words that stand for the picture."""
    described = clipped(shown(unlinked(" ".join(exhibit.description.split()))), ALTERNATIVE_MOST)
    name = described or named(exhibit.neutral_name, 60)
    if not exhibit.held:
        return None, _NOT_HELD[exhibit.holding]
    if sealed or exhibit.sensitivity not in _VEILED:
        return None, f"Sealed: {', '.join((exhibit.sensitivity.value, *exhibit.harms))}"
    if preview is None:
        return None, "No preview"
    frames = (preview.veil, *(frame.veil for frame in preview.sheet[:1]), *preview.pages[:1])
    veil = next((one for one in frames if one is not None), None)
    return (veil, f"Veiled preview of {exhibit.label}: {name}") if veil else (None, named(exhibit.neutral_name, 60))


def _by(determination: Determination) -> str:
    """Who judged, when, and whether on a look at another exhibit of the same group."""
    words = f"{named(determination.actor.name)}, {moment_words(determination.at)}"
    if determination.inherited is None:
        return words
    return f"{words}, on a look at {exhibit_label(determination.inherited.exhibit)}, which looks like it"


def _facts(exhibit: Exhibit, preview: Preview | None) -> str:
    """The exhibit's measures in one line: type, size in pixels, length, bytes, short digest."""
    facts = preview.facts if preview else exhibit.facts
    parts = [subtype_words(exhibit.media_type)]
    if facts.width and facts.height:
        parts.append(f"{facts.width} × {facts.height}")
    if facts.seconds is not None:
        parts.append(clip_time(facts.seconds))
    parts += [size_words(exhibit.size), f"SHA-256 {short_digest(exhibit.digest)}"]
    return " · ".join(named(part, 90) for part in parts)


def _acquired(exhibit: Exhibit) -> str:
    """How an exhibit came in. File names and paths stay in the case: they may tell what a veil hides."""
    acquisition = exhibit.acquisition
    actor = named(acquisition.actor.name) or "someone not named"
    words = f"{moment_words(acquisition.at)}, by {actor} ({named(acquisition.method, 60)})"
    stated = acquisition.provenance.source_url.strip()
    if not stated and acquisition.source.lower().startswith(("http://", "https://")):
        stated = acquisition.source
    if stated:
        words += f", from {clipped(defanged(stated), 160)}"
    return shown(words)


def _quotation(citation: Citation) -> Quotation:
    """A citation as the memo prints it, with the part of the exhibit it was pinned to."""
    section = f"§ {citation.section}" if citation.section[:1].isdigit() else citation.section
    # A clause has no title of its own: what stands there are its first words, and the quote follows.
    title = "" if citation.section.endswith(")") else citation.section_title
    return Quotation(
        words=clipped(shown(citation.quote), QUOTE_MOST),
        section=named(f"{section} {title}".strip(), 240),
        policy=named(citation.policy_title),
        version=named(citation.version_words, 80),
        digest=short_digest(citation.version_digest),
        anchor="" if citation.anchor.words == "whole" else citation.anchor.words,
    )
