"""The policy library of a profile: every text that was imported, each once, by its digest."""

from __future__ import annotations

from workbench.casefile.identity import moment_text, now
from workbench.casefile.policies import PolicyVersion
from workbench.store.profile import Profile
from workbench.store.rows import body_of, value_from


def add_version(profile: Profile, version: PolicyVersion) -> bool:
    """Keeps a version; tells whether it is new."""
    effective = version.effective.isoformat() if version.effective else None
    with profile.writing() as connection:
        done = connection.exec_driver_sql(
            "INSERT OR IGNORE INTO policy_version(digest, policy, version, effective, imported, body)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (version.digest, version.policy, version.version, effective, moment_text(now()), body_of(version)),
        )
        return bool(done.rowcount)


def all_versions(profile: Profile, policy: str | None = None) -> tuple[PolicyVersion, ...]:
    """Reads the versions of one policy, or of all, by policy and then from the oldest to the newest."""
    where, arguments = ("WHERE policy = ?", (policy,)) if policy is not None else ("", ())
    with profile.reading() as connection:
        rows = connection.exec_driver_sql(
            f"SELECT body FROM policy_version {where} ORDER BY policy, effective, imported, version", arguments
        )
        return tuple(value_from(body, PolicyVersion) for (body,) in rows)
