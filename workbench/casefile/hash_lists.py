"""Lists of hashes that others have judged: what a list is, and what it says of an exhibit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workbench.casefile.exhibits import Refusal, Sensitivity
from workbench.casefile.harms import Harm


class HashKind(StrEnum):
    """What kind of hash a list's entry is; all but PDQ name exact bytes."""

    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"
    SHA512 = "sha512"
    PDQ = "pdq"


class ListEffect(StrEnum):
    """What a match does.

    MARK rates the exhibit and names the list. WITHHOLD lets no byte of a matching file into a case: it becomes a
    reference with its digest, and there is nothing to see. ALLOW says that others found it harmless; it only tells.
    """

    MARK = "mark"
    WITHHOLD = "withhold"
    ALLOW = "allow"


@dataclass(frozen=True, slots=True)
class HashList:
    """One imported list: its name, where it came from, what a match means; ``counts`` are entries by kind.

    ``wrong`` lines had no hash, of which ``refused`` names the first few; ``photodna`` counts hashes that only their
    owner can compare, ``plain`` PDQ of too little detail to match anything by.
    """

    id: str
    name: str
    source: str
    effect: ListEffect
    sensitivity: Sensitivity
    imported: datetime
    digest: str
    counts: dict[HashKind, int]
    harms: tuple[Harm, ...] = ()
    wrong: int = 0
    refused: tuple[Refusal, ...] = ()
    photodna: int = 0
    plain: int = 0

    @property
    def entries(self) -> int:
        """Counts the entries of all kinds."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class HashEntry:
    """One entry of a list; ``value`` is lower-case hexadecimal, ``note`` what the list says of it."""

    kind: HashKind
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ListMatch:
    """What a list said of an exhibit when it was met; ``distance`` is 0 for exact bytes, in bits for PDQ."""

    id: str
    exhibit: int
    list_id: str
    list_name: str
    effect: ListEffect
    kind: HashKind
    value: str
    distance: int
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What one list says of some bytes or of what they look like, before it is noted of an exhibit."""

    list: HashList
    kind: HashKind
    value: str
    distance: int = 0
    note: str = ""
