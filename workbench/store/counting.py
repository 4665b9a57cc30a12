"""How much a case holds and how far it is judged, at once however large it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Counts:
    """The exhibits in view, their bytes, and how many of them were judged in which way."""

    exhibits: int
    bytes: int
    judged: dict[str, int]


def counts(connection: Connection) -> Counts:
    """Reads how many exhibits are in view and how they were judged; the store counts them as they come and go."""
    rows = connection.exec_driver_sql("SELECT judgement, exhibits, bytes FROM search_tally").fetchall()
    return Counts(
        exhibits=sum(row[1] for row in rows),
        bytes=sum(row[2] for row in rows),
        judged={str(judgement): int(exhibits) for judgement, exhibits, _ in rows if judgement},
    )
