"""The personal record of looks: it lives with the person, not in a case, and nothing exports it."""

from __future__ import annotations

from datetime import datetime

from workbench.casefile.exposure import Exposure, ExposureTotals
from workbench.casefile.identity import moment_text
from workbench.store.profile import Profile


def record_look(profile: Profile, case_id: str, look: Exposure) -> None:
    """Notes one ended look."""
    if look.ended is None:
        raise ValueError("a look that lasts is not recorded yet")
    with profile.writing() as connection:
        connection.exec_driver_sql(
            "INSERT OR IGNORE INTO look(id, ended, case_id, exhibit, rung, shown_ms) VALUES (?, ?, ?, ?, ?, ?)",
            (look.id, moment_text(look.ended), case_id, look.exhibit, int(look.rung), look.shown_ms or 0),
        )


def totals_since(profile: Profile, since: datetime) -> ExposureTotals:
    """Counts the looks since a moment, and the seconds they lasted."""
    with profile.reading() as connection:
        row = connection.exec_driver_sql(
            "SELECT count(*), coalesce(sum(shown_ms), 0) FROM look WHERE ended >= ? AND shown_ms > 0",
            (moment_text(since),),
        ).one()
    return ExposureTotals(row[0], row[1] / 1000)
