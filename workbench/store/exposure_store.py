"""The personal record of looks: it lives with the person, not in a case, and leaves the profile only at their word."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Channel, ExposureTotals, LookMode, Rung
from workbench.casefile.exposure_record import PastLook
from workbench.casefile.harms import Harm
from workbench.casefile.identity import moment_text
from workbench.store.profile import Profile

_COLUMNS = (
    "id, case_id, exhibit, digest, began, ended, rung, mode, channel, sensitivity, harms, shown_ms, area, interrupted"
)
_CHUNK = 500
# What failed before anything was shown is no look that somebody had.
_SHOWN = "(shown_ms > 0 OR interrupted = 1)"


def record_look(profile: Profile, look: PastLook) -> None:
    """Notes one ended look; one that is noted already stays as it is."""
    with profile.writing() as connection:
        connection.exec_driver_sql(
            f"INSERT OR IGNORE INTO look({_COLUMNS}) VALUES ({', '.join('?' * 14)})",
            (
                look.id,
                look.case_id,
                look.exhibit,
                look.digest,
                moment_text(look.began),
                moment_text(look.ended),
                int(look.rung),
                look.mode.value,
                look.channel.value,
                look.sensitivity.value,
                "\n".join(harm.value for harm in look.harms),
                look.shown_ms,
                look.area,
                int(look.interrupted),
            ),
        )


def looks_since(profile: Profile, since: datetime | None = None) -> tuple[PastLook, ...]:
    """Lists the looks that ended since a moment, oldest first; those at which nothing was shown are left out."""
    with profile.reading() as connection:
        rows = connection.exec_driver_sql(
            f"SELECT {_COLUMNS} FROM look WHERE ended >= ? AND {_SHOWN} ORDER BY ended, id",
            (moment_text(since) if since else "",),
        ).fetchall()
    return tuple(map(_look, rows))


def looks_at(profile: Profile, digests: Collection[str]) -> tuple[PastLook, ...]:
    """Lists the looks at any of some bytes, in whichever case they were, oldest first."""
    wanted, found = sorted(set(digests) - {""}), list[Any]()
    with profile.reading() as connection:
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            marks = ", ".join("?" * len(part))
            found += connection.exec_driver_sql(
                f"SELECT {_COLUMNS} FROM look WHERE digest IN ({marks}) AND {_SHOWN}", tuple(part)
            ).fetchall()
    return tuple(sorted(map(_look, found), key=lambda look: (look.ended, look.id)))


def totals_since(profile: Profile, since: datetime) -> ExposureTotals:
    """Counts the looks since a moment, and the seconds they lasted."""
    with profile.reading() as connection:
        row = connection.exec_driver_sql(
            f"SELECT count(*), coalesce(sum(shown_ms), 0) FROM look WHERE ended >= ? AND {_SHOWN}",
            (moment_text(since),),
        ).one()
    return ExposureTotals(row[0], row[1] / 1000)


def _look(row: Any) -> PastLook:
    """Reads one look; a word that a newer program wrote counts as the most careful one that is known."""
    (id_, case_id, exhibit, digest, began, ended, rung, mode, channel, sensitivity, harms, shown_ms, area, cut) = row
    end = datetime.fromisoformat(ended)
    return PastLook(
        id=id_,
        case_id=case_id,
        exhibit=exhibit,
        digest=digest,
        began=datetime.fromisoformat(began) if began else end,
        ended=end,
        rung=Rung(rung) if rung in _RUNGS else Rung.COLOUR,
        mode=LookMode(mode) if mode in _MODES else LookMode.HOLD,
        channel=Channel(channel) if channel in _CHANNELS else Channel.PICTURE,
        sensitivity=Sensitivity(sensitivity) if sensitivity in _LEVELS else Sensitivity.EXTREME,
        harms=tuple(Harm(word) if word in _HARMS else Harm.OTHER for word in harms.split("\n") if word),
        shown_ms=shown_ms,
        area=area,
        interrupted=bool(cut),
    )


_RUNGS = frozenset(map(int, Rung))
_MODES, _CHANNELS, _LEVELS, _HARMS = (
    frozenset(member.value for member in kind) for kind in (LookMode, Channel, Sensitivity, Harm)
)


def forget_looks(profile: Profile) -> int:
    """Deletes every look and note for good, what waits in the write-ahead log too; tells how many looks there were."""
    with profile.writing() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM look").scalar_one()
        for table in ("look", "own_note"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("DELETE FROM kept WHERE name = 'calm'")
    profile.fold()
    return int(count)
