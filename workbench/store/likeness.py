"""Which exhibits look alike, as a table that is made from their fingerprints and can be made again; no entry binds it.

A row says which star an exhibit stands in; what is alone is the middle of a star of its own, so that a row tells that
an exhibit was looked at. What went out of view keeps its row until the next gathering and is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from workbench.casefile.fingerprints import PDQ_QUALITY, Fingerprint
from workbench.casefile.likeness import Likeness, Member
from workbench.store.database import batches
from workbench.store.folder import CaseFile
from workbench.store.rows import value_from
from workbench.store.trouble import in_words

if TYPE_CHECKING:
    from sqlalchemy import Connection

Row = tuple[int, Member]

_IN_VIEW = "exhibit.withdrawn = 0 AND exhibit.holding = 'held'"
_PICTURE = f"fingerprint.bits != '' AND fingerprint.quality >= {PDQ_QUALITY}"
_JOINED = "fingerprint JOIN exhibit ON exhibit.key = fingerprint.key"
_UNPLACED = f"""SELECT fingerprint.body FROM {_JOINED} LEFT JOIN likeness ON likeness.exhibit = fingerprint.key
    WHERE {_IN_VIEW} AND likeness.exhibit IS NULL AND """
_MIDDLES = f"""FROM {_JOINED} JOIN likeness ON likeness.exhibit = fingerprint.key
    WHERE likeness.representative = likeness.exhibit AND {_IN_VIEW} AND """
# Exact bytes are told by their digest, which no fingerprint can give.
_ROWS = f"""SELECT likeness.representative, likeness.exhibit, likeness.distance, likeness.likeness, likeness.turn,
    likeness.share, middle.digest = exhibit.digest FROM likeness
    JOIN exhibit ON exhibit.key = likeness.exhibit JOIN exhibit AS middle ON middle.key = likeness.representative
    WHERE {_IN_VIEW} AND """
_STANDING = f"FROM likeness JOIN exhibit ON exhibit.key = likeness.exhibit WHERE {_IN_VIEW}"
_ORDER = (
    "ORDER BY likeness.representative, likeness.exhibit != likeness.representative, likeness.distance, exhibit.place"
)


@contextmanager
def deriving(case: CaseFile) -> Iterator[Connection]:
    """Opens a transaction for what is made from records and leaves no entry."""
    case.check_writable()
    with case.exclusive(), in_words(case.folder, "nothing of this step was kept."):
        with case.database.writing() as connection:
            yield connection


def drop_stale(connection: Connection, full: bool) -> None:
    """Takes out what can no longer stand, and with ``full`` everything.

    That is: what left the view or lost its fingerprint, and what stood around it, which is then gathered anew.
    """
    if full:
        connection.exec_driver_sql("DELETE FROM likeness")
        return
    connection.exec_driver_sql(
        f"""DELETE FROM likeness WHERE exhibit NOT IN (SELECT fingerprint.key FROM {_JOINED} WHERE {_IN_VIEW})"""
    )
    connection.exec_driver_sql(
        "DELETE FROM likeness WHERE representative NOT IN (SELECT exhibit FROM likeness WHERE exhibit = representative)"
    )


def unplaced_pictures(connection: Connection) -> Iterator[list[Fingerprint]]:
    """Reads the pictures that stand in no star yet, many at a time, the best quality first."""
    order = "ORDER BY fingerprint.quality DESC, fingerprint.key"
    for rows in batches(connection, f"{_UNPLACED} {_PICTURE} {order}"):
        yield [value_from(body, Fingerprint) for (body,) in rows]


def unplaced_clips(connection: Connection) -> Iterator[list[Fingerprint]]:
    """Reads the clips that stand in no star yet, many at a time."""
    for rows in batches(connection, f"{_UNPLACED} fingerprint.bits = ''"):
        yield [value_from(body, Fingerprint) for (body,) in rows]


def picture_middles(connection: Connection) -> list[tuple[int, str]]:
    """Reads the number and the bits of every picture in the middle of a star."""
    rows = connection.exec_driver_sql(f"SELECT fingerprint.key, fingerprint.bits {_MIDDLES} {_PICTURE}")
    return [(int(number), str(bits)) for number, bits in rows]


def clip_middles(connection: Connection) -> Iterator[list[Fingerprint]]:
    """Reads the clips in the middle of a star, many at a time."""
    for rows in batches(connection, f"SELECT fingerprint.body {_MIDDLES} fingerprint.bits = ''"):
        yield [value_from(body, Fingerprint) for (body,) in rows]


def place(connection: Connection, found: Iterable[Row]) -> None:
    """Writes which star each exhibit stands in."""
    rows = [
        (member.exhibit, middle, member.distance, member.turn, member.share, member.likeness.name)
        for middle, member in found
    ]
    if rows:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO likeness(exhibit, representative, distance, turn, share, likeness)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            rows,
        )


def count(connection: Connection) -> int:
    """Counts the stars that have more than one exhibit in view."""
    several = f"SELECT representative {_STANDING} GROUP BY representative HAVING count(*) > 1"
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM ({several})").scalar_one())


def rows_in_view(connection: Connection) -> list[Row]:
    """Reads every row of the stars that have more than one exhibit, star by star, the middle first."""
    several = "SELECT representative FROM likeness GROUP BY representative HAVING count(*) > 1"
    return [_row(row) for row in connection.exec_driver_sql(f"{_ROWS} likeness.representative IN ({several}) {_ORDER}")]


def rows_around(connection: Connection, number: int) -> list[Row]:
    """Reads the rows of the star that an exhibit stands in, the middle first; none where it stands in none."""
    star = "likeness.representative = (SELECT representative FROM likeness WHERE exhibit = ?)"
    return [_row(row) for row in connection.exec_driver_sql(f"{_ROWS} {star} {_ORDER}", (number,))]


def inherited_unseen(connection: Connection) -> int:
    """Counts the exhibits in view that are judged by another's judgement and were never looked at."""
    return int(
        connection.exec_driver_sql(
            f"""SELECT count(*) FROM determination JOIN exhibit ON exhibit.key = determination.key
            WHERE json_extract(CAST(determination.body AS TEXT), '$.inherited') IS NOT NULL
            AND {_IN_VIEW} AND NOT EXISTS (SELECT 1 FROM exposure WHERE exposure.exhibit = determination.key)"""
        ).scalar_one()
    )


def copies(connection: Connection, numbers: Iterable[int]) -> dict[int, int]:
    """Counts how often the bytes of some exhibits were met again."""
    wanted = tuple(numbers)
    found: dict[int, int] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(part))
        rows = connection.exec_driver_sql(
            f"SELECT exhibit, count(*) FROM sighting WHERE exhibit IN ({marks}) GROUP BY exhibit", part
        )
        found |= {int(number): int(count) for number, count in rows}
    return found


_AT_ONCE = 500


def _row(row: Iterable[object]) -> Row:
    """Makes a member of a row."""
    middle, number, distance, likeness, turn, share, same = row
    alike = Likeness.EXACT if same else Likeness[str(likeness)]
    return int(str(middle)), Member(int(str(number)), int(str(distance)), alike, int(str(turn)), float(str(share)))
