"""The cases a person has opened on this machine, with what was last known of each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from workbench.casefile.cases import KnownCase
from workbench.casefile.identity import moment_text, now
from workbench.store.layout import holds_case
from workbench.store.profile import Profile
from workbench.store.rows import body_of, value_from


def remember(profile: Profile, known: KnownCase) -> None:
    """Notes a case under its folder; of an encrypted one its words are left out, also those noted before."""
    if known.encrypted:
        known = replace(known, title=Path(known.folder).name, reference="")
    before = _noted(profile, known.folder)
    with profile.writing() as connection:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO known_case(folder, opened, body) VALUES (?, ?, ?)",
            (known.folder, moment_text(now()), body_of(known)),
        )
    if known.encrypted and before is not None and not before.encrypted:
        # The old row is overwritten with zeros in the file; the log beside it still has its page.
        profile.fold()


def note_encrypted(profile: Profile, folder: Path) -> None:
    """Takes the words of a case that was just encrypted out of the list."""
    known = _noted(profile, str(folder))
    if known is not None:
        remember(profile, replace(known, encrypted=True))


def note_destroyed(profile: Profile, folder: Path) -> None:
    """Notes that the key of a case was destroyed."""
    known = _noted(profile, str(folder))
    if known is not None:
        remember(profile, replace(known, destroyed=True))


def known_cases(profile: Profile) -> tuple[KnownCase, ...]:
    """Lists the known cases whose folders are still there, last opened first."""
    with profile.reading() as connection:
        rows = connection.exec_driver_sql("SELECT body FROM known_case ORDER BY opened DESC").fetchall()
    known = (value_from(body, KnownCase) for (body,) in rows)
    return tuple(case for case in known if holds_case(Path(case.folder)))


def _noted(profile: Profile, folder: str) -> KnownCase | None:
    """Reads what was noted of one folder."""
    with profile.reading() as connection:
        row = connection.exec_driver_sql("SELECT body FROM known_case WHERE folder = ?", (folder,)).fetchone()
    return None if row is None else value_from(row[0], KnownCase)
