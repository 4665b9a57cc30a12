"""The cases a person has opened on this machine, with what was last known of each."""

from __future__ import annotations

from pathlib import Path

from workbench.casefile.cases import KnownCase
from workbench.casefile.identity import moment_text, now
from workbench.store.profile import Profile
from workbench.store.rows import body_of, value_from


def remember(profile: Profile, known: KnownCase) -> None:
    """Notes a case under its folder."""
    with profile.writing() as connection:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO known_case(folder, opened, body) VALUES (?, ?, ?)",
            (known.folder, moment_text(now()), body_of(known)),
        )


def known_cases(profile: Profile) -> tuple[KnownCase, ...]:
    """Lists the known cases whose folders are still there, last opened first."""
    with profile.reading() as connection:
        rows = connection.exec_driver_sql("SELECT body FROM known_case ORDER BY opened DESC").fetchall()
    known = (value_from(body, KnownCase) for (body,) in rows)
    return tuple(case for case in known if (Path(case.folder) / "case.sqlite3").is_file())
