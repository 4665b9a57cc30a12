"""Every verb that the ledger knows, and whether its opposite can be written.

Undo writes the opposite of an entry as a new entry. A verb without an opposite says why.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verb:
    """One kind of act: its name in the ledger, and why it cannot be undone (empty where it can)."""

    name: str
    no_opposite: str = ""

    @property
    def undoable(self) -> bool:
        """Tells whether the opposite of this verb can be written."""
        return not self.no_opposite


OPEN_CASE = Verb("case.new", "a case is closed, not unmade")
DESCRIBE_CASE = Verb("case.describe")
ACQUIRE = Verb("exhibit.acquire", "evidence that came in is withdrawn, never unmade")
ACQUIRE_STOP = Verb("exhibit.acquire_stop", "what did not come in is acquired again once there is room")
UNPACK = Verb("exhibit.unpack", "what was unpacked is withdrawn, never unmade")
DESCRIBE = Verb("exhibit.describe")
EXTRACT = Verb("exhibit.extract", "the words are taken out of the original again by the same recipe")
DESTROY = Verb("exhibit.destroy", "bytes that are gone cannot be brought back")
HOLD = Verb("hold.place", "a hold is lifted for a reason that stands in the ledger, never undone in passing")
HOLD_LIFT = Verb("hold.lift")
PREVIEW = Verb("exhibit.preview", "a preview is made again from the original by the same recipe")
PREVIEW_EXPORT = Verb("exhibit.preview_export", "what left the case cannot be called back")
HASH_MATCH = Verb("exhibit.hash_match", "what a list said stays said; rate the exhibit anew")
SUGGEST = Verb("exhibit.suggest")
EXPOSURE_RULES = Verb("exposure.rules")
WITHDRAW = Verb("exhibit.withdraw")
RATE = Verb("exhibit.rate")
LOOK_BEGIN = Verb("look.begin", "what was seen cannot be unseen")
LOOK_END = Verb("look.end", "what was seen cannot be unseen")
ANNOTATE = Verb("annotation.add")
ANNOTATION_REMOVE = Verb("annotation.remove")
OCCURRENCE = Verb("occurrence.add")
OCCURRENCE_REMOVE = Verb("occurrence.remove")
CITE = Verb("citation.add")
CITATION_REMOVE = Verb("citation.remove")
DECIDE = Verb("exhibit.decide")
MEMO_WORDS = Verb("memo.write")
MEMO_EXPORT = Verb("memo.export", "what left the case cannot be called back")
TIME_STAMP = Verb("custody.timestamp", "what an authority has stamped stays stamped")
CERTIFICATE = Verb("custody.certificate", "what left the case cannot be called back")
REPAIR = Verb("custody.repair", "a repair puts back what the ledger says")
MIGRATE = Verb("case.migrate", "an older form is kept as a copy beside the case")
ENCRYPT = Verb("case.encrypt", "a key that was given away once protects no second time")
REKEY = Verb("case.passphrase", "set another passphrase instead")
UNDO = Verb("undo", "do it again by its own command")

#: Verbs that stand for an act which changes no record: an entry is left all the same.
ROWLESS = frozenset({MEMO_EXPORT, PREVIEW_EXPORT, CERTIFICATE, REPAIR, MIGRATE, ENCRYPT, REKEY, ACQUIRE_STOP})

VERBS: tuple[Verb, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Verb))


def verb_named(name: str) -> Verb | None:
    """Finds a verb by its name in the ledger."""
    return next((verb for verb in VERBS if verb.name == name), None)
