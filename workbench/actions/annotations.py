"""Marking parts of exhibits."""

from __future__ import annotations

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import exhibit
from workbench.casefile.annotations import Anchor, Annotation
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.identity import Actor, new_id, now
from workbench.casefile.verbs import ANNOTATE, ANNOTATION_REMOVE
from workbench.errors import NoSuchItem, UsageError


def annotate(case: OpenCase, actor: Actor, number: int, words: str, anchor: Anchor | None = None) -> Annotation:
    """Says something about part of an exhibit; raises UsageError where the part lies outside it."""
    item = exhibit(case, number)
    anchor = anchor or Anchor()
    length = item.facts.seconds
    if not words.strip():
        raise UsageError("A mark needs words.", "Say what is to be seen there.")
    if length is not None and (anchor.end or anchor.start or 0) > length + 0.5:
        raise UsageError(f"{item.label} is shorter than that.", f"It lasts {length:.2f} seconds.")
    note = Annotation(new_id(), number, words.strip(), anchor, actor, now())
    with case.write(actor, ANNOTATE, f"Mark {item.label}, {anchor.words}", item.label) as work:
        work.put(note)
    return note


def remove_annotation(case: OpenCase, actor: Actor, annotation_id: str) -> None:
    """Takes a mark away."""
    note = case.file.get(Annotation, annotation_id)
    if note is None:
        raise NoSuchItem("There is no such mark in this case.")
    label = exhibit_label(note.exhibit)
    with case.write(actor, ANNOTATION_REMOVE, f"Remove a mark from {label}", label) as work:
        work.remove("annotation", annotation_id)


def annotations_of(case: OpenCase, number: int | None = None) -> tuple[Annotation, ...]:
    """Lists the marks of one exhibit or of all, in the order they were made."""
    if number is None:
        return case.file.all(Annotation)
    return case.file.all(Annotation, "WHERE exhibit = ?", number)
