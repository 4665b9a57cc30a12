"""The ledger's tables take new entries and heads and nothing else, and a head keeps the frontier it was made from."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from workbench.casefile.custody import Frontier
from workbench.store.folder import CaseFile
from workbench.store.keys import Keyring


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET body = body",
        "DELETE FROM entry",
        "INSERT OR REPLACE INTO entry(number, verb, digest, body) SELECT 1, verb, digest, 'x' FROM entry",
        "UPDATE head SET roots = NULL",
        "DELETE FROM head",
        "INSERT OR REPLACE INTO head(size, body) VALUES (1, 'x')",
    ],
)
def test_sql_cannot_edit_what_was_written(case: CaseFile, tmp_path: Path, statement: str) -> None:
    case.save_head(Keyring(tmp_path / "profile").sign(case.head()))
    case.close()
    raw = dbapi2.connect(str(case.folder / "case.sqlite3"), isolation_level=None)
    with pytest.raises(dbapi2.Error):
        raw.execute(statement)
    raw.close()


def test_a_head_keeps_its_frontier_and_the_first_of_a_size_stays(case: CaseFile, tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "profile")
    first = keyring.sign(case.head())
    case.save_head(first)
    case.save_head(keyring.sign(case.head()))
    with case.reading() as connection:
        rows = connection.exec_driver_sql("SELECT size, body, roots FROM head").fetchall()
    assert len(rows) == 1 and first.signature.encode() in rows[0][1]
    assert Frontier.unpacked(rows[0][0], rows[0][2]).root() == first.root
