"""What the law asks of stored evidence: holds that forbid destruction, and what is left where bytes were destroyed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.casefile.custody import Entry, Head
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.identity import MONTHS, Actor
from workbench.casefile.proofs import InclusionProof


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold; ``exhibits`` are the numbers it covers, none of them meaning the whole case.

    A hold that was lifted keeps its record: by whom, when and why.
    """

    id: str
    authority: str
    reason: str
    actor: Actor
    placed: datetime
    exhibits: tuple[int, ...] = ()
    lifted: datetime | None = None
    lifted_by: Actor | None = None
    lifted_reason: str = ""

    @property
    def active(self) -> bool:
        """Tells whether the hold still stands."""
        return self.lifted is None

    @property
    def words(self) -> str:
        """What the hold covers and on whose word, in a line: ``EX-0004, EX-0007: court order 12/26``."""
        covered = ", ".join(exhibit_label(number) for number in self.exhibits) or "the whole case"
        return f"{covered}: {self.authority}"

    def covers(self, number: int) -> bool:
        """Tells whether an exhibit may not be destroyed because of this hold."""
        return self.active and (not self.exhibits or number in self.exhibits)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of a destroyed exhibit: which bytes they were, who destroyed them, on what authority and why.

    ``derivatives`` names what was destroyed with them: previews, extracted words, children by their labels.
    """

    exhibit: int
    digest: str
    size: int
    authority: str
    reason: str
    actor: Actor
    at: datetime
    derivatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """All that a certificate of destruction says of one exhibit.

    ``entry`` is the entry that destroyed it and ``proof`` shows that it stands under ``head``; ``together`` are the
    tombstones of what was unpacked from it and went with it; ``left_before`` words what had left the case until then.
    """

    case: str
    title: str
    reference: str
    exhibit: Exhibit
    tombstone: Tombstone
    together: tuple[Tombstone, ...]
    entry: Entry
    head: Head
    proof: InclusionProof
    left_before: tuple[str, ...]
    issued: datetime
    issued_by: Actor


# What no program can erase, said in every certificate.
OUT_OF_REACH = (
    "Drives that move their blocks about (flash memory), and file systems that copy on write or keep snapshots, may"
    " hold blocks that were overwritten; only the encryption of the whole drive or case protects those.",
    "Copies of the case folder and backups that were made before are not reached.",
    "The file name, the digests, the size, the type, the title and description that people gave it, and the record of"
    " how it came in and who looked at it stay, since custody must be shown without gap; none restores the content.",
)


def moment_words(moment: datetime) -> str:
    """Writes a moment as people read it, in UTC and in any locale: ``3 Oct 2026, 14:29:58 UTC``."""
    at = moment.astimezone(UTC)
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M:%S} UTC"
