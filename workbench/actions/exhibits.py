"""Bringing evidence into a case, previewing it veiled, and reading what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.actions.cases import OpenCase
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit, Family, Sensitivity, Sighting
from workbench.casefile.exposure import Preview
from workbench.casefile.identity import Actor
from workbench.casefile.verbs import RATE, WITHDRAW
from workbench.errors import NoSuchItem, NotDecodable
from workbench.store.rows import PreviewRow

_READABLE = frozenset({Family.TEXT, Family.CHAT, Family.MAIL, Family.PAGE})


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


def read_text(case: OpenCase, number: int, limit: int = 200_000) -> str:
    """Reads the words of a textual exhibit, never rendered: controls are made visible, undecodable bytes marked.

    ``limit`` is in bytes. Raises NotDecodable for an exhibit that holds no text.
    """
    shown = exhibit(case, number)
    if shown.family not in _READABLE:
        raise NotDecodable(f"{shown.label} holds no plain text.", "Look at it in the viewer.")
    with case.file.blobs.open(shown.digest) as file:
        untrusted_bytes = file.read(limit)
    text = untrusted_bytes.decode(_encoding(untrusted_bytes), "replace")
    more = "\n…" if shown.size > limit else ""
    return "".join(_visible(character) for character in text.replace("\r\n", "\n")) + more


def set_sensitivity(case: OpenCase, actor: Actor, numbers: Sequence[int], sensitivity: Sensitivity) -> None:
    """Says how graphic some exhibits are."""
    chosen = [exhibit(case, number) for number in numbers]
    label = f"Rate {_names(chosen)} as {sensitivity.value}"
    with case.write(actor, RATE, label, *(item.label for item in chosen)) as work:
        for item in chosen:
            present = work.find(Exhibit, item.number) or item
            work.put(replace(present, sensitivity=sensitivity))


def withdraw(case: OpenCase, actor: Actor, number: int, why: str) -> None:
    """Takes an exhibit out of view; its bytes and its record stay."""
    item = exhibit(case, number)
    with case.write(actor, WITHDRAW, f"Withdraw {item.label}: {why.strip()}", item.label) as work:
        present = work.find(Exhibit, number) or item
        work.put(replace(present, withdrawn=True))


def _names(exhibits: Sequence[Exhibit]) -> str:
    """Names exhibits for an entry's label."""
    return exhibits[0].label if len(exhibits) == 1 else f"{len(exhibits)} exhibits"


def _encoding(data: bytes) -> str:
    """Guesses a text's encoding from its mark, else UTF-8 where that fits, else Latin-1."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data[: len(data) - 3].decode("utf-8")
    except UnicodeDecodeError as cause:
        return "utf-8-sig" if cause.start >= len(data) - 8 else "latin-1"
    return "utf-8-sig"


def _visible(character: str) -> str:
    """Shows a control or direction-changing character as its number."""
    if character in "\n\t" or (character.isprintable() and character not in _UNSEEN):
        return character
    return " " if character.isspace() else f"\\u{{{ord(character):X}}}"


_UNSEEN = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
