"""Search in very many texts against SQLite's LIKE over the same folded texts, with the same hits.

Run: python -m tests.benchmarks.search [--texts 100000] [--million] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tests.benchmarks.pairs import Job, compare, head
from workbench.actions.cases import OpenCase, open_case
from workbench.actions.search import search
from workbench.casefile.cases import Case, CaseKind
from workbench.casefile.exhibits import Acquisition, Exhibit, Family
from workbench.casefile.extracts import Extract
from workbench.casefile.folding import fold
from workbench.casefile.identity import Actor, digest_of, new_id, now
from workbench.casefile.searching import read_query
from workbench.casefile.verbs import ACQUIRE
from workbench.store.finding import find
from workbench.store.folder import create_case

ACTOR = Actor("Investigator", "inv")
_BATCH = 5000
_FIRST, _SECOND = "bdfgklmnprstvz", "aeiou"


@dataclass(frozen=True)
class Question:
    """One row of the table: what is asked of us, and what LIKE is asked for the same hits."""

    name: str
    asked: str
    table: str
    pattern: str


QUESTIONS = (
    Question("rare word", "zanzibar in:text", "texts", "% zanzibar %"),
    Question("word in one text of eight", "harbour in:text", "texts", "% harbour %"),
    Question("the same, wherever it stands", "harbour", "texts", "% harbour %"),
    Question("beginning of a word", "zanzi* in:text", "texts", "% zanzi%"),
    Question("phrase", '"copper winter harbour" in:text', "texts", "% copper winter harbour %"),
    Question("Chinese, three characters", "天安門 in:text", "texts", "%天安門%"),
    Question("Hindi word", "चुनाव in:text", "texts", "% चुनाव %"),
    Question("emoji", "🦓 in:text", "texts", f"%{fold('🦓')}%"),
    Question("part of a file name", "9_zanz in:names", "names", "%9\\_zanz%"),
)


def main() -> None:
    """Builds the texts on both sides, holds the hits against each other and prints the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--texts", type=int, default=100_000)
    arguments.add_argument("--million", action="store_true", help="a million texts; building them takes a while")
    arguments.add_argument("--pairs", type=int, default=7)
    arguments.add_argument("--folder", type=Path, help="where the texts are kept, made if they are not there")
    chosen = arguments.parse_args()
    count = 1_000_000 if chosen.million else chosen.texts
    with tempfile.TemporaryDirectory(prefix="search-") as made:
        root = chosen.folder or Path(made)
        root.mkdir(parents=True, exist_ok=True)
        os.environ["WORKBENCH_HOME"] = str(root / "profile")
        folder, peer_file = root / f"texts-{count}", root / f"like-{count}.sqlite3"
        if not folder.exists():
            started = time.perf_counter()
            build(folder, count)
            build_peer(peer_file, count)
            print(f"Built {count:,} texts on both sides in {time.perf_counter() - started:.0f} s.", flush=True)
        with open_case(folder, ACTOR, read_only=True) as case:
            _table(case, peer_file, count, chosen.pairs)


def _table(case: OpenCase, peer_file: Path, count: int, pairs: int) -> None:
    """Prints one row for each question, after its hits were found to be the same."""
    peer = _connected(peer_file)
    head()
    for question in QUESTIONS:
        ours, theirs = _ours(case, question), set(_like(peer, question))
        if ours != theirs:
            raise RuntimeError(f"{question.name}: {len(ours):,} hits against {len(theirs):,}")
        compare(
            f"{count:,} texts: {question.name} ({len(ours):,})"[:58],
            Job("ours", lambda asked=question.asked: search(case, asked, limit=50)),  # type: ignore[misc]
            Job("LIKE", lambda asked=question: _like(peer, asked)),  # type: ignore[misc]
            pairs,
        )


def _ours(case: OpenCase, question: Question) -> set[int]:
    """Finds every hit of ours."""
    with case.file.reading() as connection:
        found = find(connection, read_query(question.asked), 10_000_000)
    return {row.exhibit for row in found.rows if row.exhibit is not None}


def _like(peer: Any, question: Question) -> list[int]:
    """Finds every hit by LIKE."""
    rows = peer.execute(f"SELECT id FROM {question.table} WHERE folded LIKE ? ESCAPE '\\'", (question.pattern,))
    return [number for (number,) in rows]


def texts(count: int) -> Iterator[tuple[int, str, str]]:
    """Makes so many texts, each with its number and a file name: prose of a made-up vocabulary, with rarer guests."""
    chance = random.Random(11)
    vocabulary = ["".join(chance.choices(_FIRST, k=1) + chance.choices(_SECOND, k=1)) for _ in range(70)]
    words = ["".join(chance.choices(vocabulary, k=chance.randrange(2, 5))) for _ in range(20_000)]
    han = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]
    for number in range(1, count + 1):
        said = chance.choices(words, k=24)
        if number % 8 == 0:
            said[3] = "Harbour,"
        if number % 997 == 0:
            said[5] = "Zanzibar."
        if number % 499 == 0:
            said[9:12] = ["copper", "Winter", "harbour"]
        if number % 4 == 1:
            said.append("".join(chance.choices(han, k=20)))
        if number % 1501 == 0:
            said.append("".join(chance.choices(han, k=5)) + "天安門" + "".join(chance.choices(han, k=5)))
        if number % 1201 == 0:
            said.append("यह चुनाव है")
        if number % 1301 == 0:
            said.append("see 🦓!")
        name = f"{chance.choice(words)}_{number}_{'zanzibar' if number % 1009 == 0 else chance.choice(words)}.jpg"
        yield number, " ".join(said), name


def build(folder: Path, count: int) -> None:
    """Makes a case that holds the texts as words taken out of as many exhibits."""
    case = create_case(folder, Case(new_id(), "Many texts", CaseKind.OTHER, now()), ACTOR)
    made = texts(count)
    while part := list(islice(made, _BATCH)):
        with case.write(ACTOR, ACQUIRE, f"Acquire {len(part)} files") as work:
            work.add([_exhibit(number, name) for number, _, name in part])
            work.add([Extract(number, "made", text) for number, text, _ in part])
    case.close()


def _exhibit(number: int, name: str) -> Exhibit:
    """Makes the record of one exhibit."""
    acquisition = Acquisition(ACTOR, now(), name, "files", "benchmark")
    return Exhibit(number, digest_of(str(number).encode()), 400, "text/plain", Family.TEXT, name, acquisition)


def build_peer(path: Path, count: int) -> None:
    """Makes a plain table of the same texts, folded, with one space around each word so that LIKE can find words."""
    peer = _connected(path)
    peer.execute("CREATE TABLE texts(id INTEGER PRIMARY KEY, folded TEXT NOT NULL)")
    peer.execute("CREATE TABLE names(id INTEGER PRIMARY KEY, folded TEXT NOT NULL)")
    peer.execute("PRAGMA case_sensitive_like=ON")
    made = texts(count)
    while part := list(islice(made, _BATCH)):
        peer.execute("BEGIN")
        rows = [
            (number, f" {' '.join(fold(text).replace(',', ' ').replace('.', ' ').split())} ")
            for number, text, _ in part
        ]
        peer.executemany("INSERT INTO texts VALUES (?, ?)", rows)
        peer.executemany("INSERT INTO names VALUES (?, ?)", [(number, fold(name)) for number, _, name in part])
        peer.execute("COMMIT")
    peer.close()


def _connected(path: Path) -> Any:
    """Opens the peer's file with the same SQLite as ours, and the quickest LIKE there is."""
    from sqlcipher3 import dbapi2

    peer = dbapi2.connect(str(path), isolation_level=None)
    peer.execute("PRAGMA case_sensitive_like=ON")
    peer.execute("PRAGMA mmap_size=1000000000")
    return peer


if __name__ == "__main__":
    main()
