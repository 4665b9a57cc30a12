"""What a person may do with their own record as a whole: write it to a file of their choice, and delete it.

Nothing else in the program ever writes it out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from workbench.actions.budgets import own_looks, own_notes
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exposure_record import OwnNote, PastLook
from workbench.casefile.identity import moment_text, now
from workbench.errors import NotWritten
from workbench.store.atomic import write_whole
from workbench.store.exposure_store import forget_looks
from workbench.store.profile import Profile

STAYS = (
    "What custody needs stays in the ledger of each case: that an exhibit was opened, by whom, when and why. Deleting "
    "your own record takes nothing out of it. Budgets count from nothing, and what you saw before is no longer known."
)


def record_document(person: Profile) -> dict[str, Any]:
    """Puts the person's own record together as a document: every look and note there is."""
    return {
        "written": moment_text(now()),
        "looks": [_look(look) for look in own_looks(person)],
        "notes": [_note(note) for note in own_notes(person)],
    }


def export_record(person: Profile, to: Path) -> Path:
    """Writes the person's own record to a file as JSON that they alone can read, whole or not at all.

    What is there is written over: whoever chose the place was asked. Raises NotWritten where it cannot be written.
    """
    data = json.dumps(record_document(person), indent=2, ensure_ascii=False) + "\n"
    try:
        write_whole(to, data.encode("utf-8"))
    except OSError as cause:
        raise NotWritten(
            f"The record could not be written to {to.name}.", "Choose another place.", type(cause).__name__
        ) from cause
    return to


def delete_record(person: Profile) -> int:
    """Deletes every look and note of the person's own record for good, and tells how many looks went."""
    return forget_looks(person)


def _look(look: PastLook) -> dict[str, Any]:
    return {
        "began": moment_text(look.began),
        "ended": moment_text(look.ended),
        "case": look.case_id,
        "exhibit": exhibit_label(look.exhibit),
        "rung": look.rung.name.lower(),
        "mode": look.mode.value,
        "channel": look.channel.value,
        "sensitivity": look.sensitivity.value,
        "harms": [harm.value for harm in look.harms],
        "shown_ms": look.shown_ms,
        "area": look.area,
        "interrupted": look.interrupted,
    }


def _note(note: OwnNote) -> dict[str, Any]:
    return {"at": moment_text(note.at), "kind": note.kind, "words": note.words}
