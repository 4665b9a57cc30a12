"""What is destroyed leaves the file of the store, also where rows were moved about before; its digests stay."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from workbench.casefile.custody import Entry
from workbench.casefile.extracts import Extract
from workbench.casefile.identity import Actor, digest_of
from workbench.casefile.verbs import DESTROY, EXTRACT, UNPACK
from workbench.errors import NotHeld
from workbench.jobs import finish
from workbench.store import destruction, ledger
from workbench.store.folder import CaseFile
from workbench.store.rows import body_of
from workbench.store.verification import verify_case

SECRET = "quince"
_ROWS = 300


def churn(case: CaseFile, actor: Actor, seed: int) -> None:
    """Writes rows over and over in sizes that make the store move them about; every seventh holds the secret."""
    chance = random.Random(seed)
    for _ in range(12):
        with case.write(actor, EXTRACT, "Read the words") as work:
            for number in chance.sample(range(1, _ROWS + 1), 150):
                word = SECRET if number % 7 == 3 else "plain"
                work.put(Extract(number, "words/1", f"{word} {number} " * chance.randrange(2, 80)))


def left_in(folder: Path) -> int:
    """Counts the secret in all files of a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sum(path.read_bytes().count(SECRET.encode()) for path in files)


@pytest.mark.parametrize("seed", range(3))
def test_no_page_keeps_a_row_that_was_forgotten(case: CaseFile, actor: Actor, seed: int) -> None:
    churn(case, actor, seed)
    assert left_in(case.folder)
    secret = [("extract", number) for number in range(1, _ROWS + 1) if number % 7 == 3]
    with case.write(actor, DESTROY, "Destroy the words") as work:
        assert set(work.forget(secret)) <= set(secret)
    finish(destruction.erase(case))
    assert left_in(case.folder) == 0
    assert case.all(Extract) and finish(verify_case(case, ())).faults == ()
    with case.reading() as connection:
        states = ledger.states(connection, {("extract", "3")})
    assert len(states) > 1


def test_an_earlier_state_that_was_destroyed_cannot_be_brought_back(case: CaseFile, actor: Actor) -> None:
    told: list[Entry] = []
    case.subscribe(told.append)
    for text in ("first", "second"):
        with case.write(actor, EXTRACT, "Read the words") as work:
            work.put(Extract(1, "words/1", text))
    first = digest_of(body_of(Extract(1, "words/1", "first")))
    with case.write(actor, DESTROY, "Destroy the words") as work:
        work.forget([("extract", 1)])
        work.connection.exec_driver_sql("INSERT INTO tombstone(key, body) VALUES (1, x'7b7d')")
    assert told[1].changes[0].before == first
    with pytest.raises(NotHeld, match="destroyed together"), case.write(actor, EXTRACT, "Go back") as work:
        work.restore(told[1].changes[0])


def test_occurrences_are_found_by_the_entry_that_unpacked_them(case: CaseFile, actor: Actor) -> None:
    with case.write(actor, UNPACK, "Unpack EX-0001", "EX-0001", "EX-0002") as work:
        work.put(Extract(1, "words/1", "no occurrence"))
    with case.reading() as connection:
        assert destruction.made_from(connection, {"EX-0001", "EX-0002"}) == {"EX-0001": ()}


def test_the_marker_stays_until_all_is_erased(case: CaseFile) -> None:
    assert not destruction.unfinished(case.root)
    destruction.announce(case.root)
    copy = case.root / "before-schema-1.sqlite3"
    copy.write_bytes(SECRET.encode())
    job = destruction.erase(case)
    next(job)
    assert destruction.unfinished(case.root)
    finish(job)
    assert not destruction.unfinished(case.root) and not copy.exists()
