"""How opening a case grows with it: a hundred thousand exhibits and entries against a thousand.

Run: python -m tests.benchmarks.large_case [--exhibits 100000] [--pairs 7]
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from tests.benchmarks.pairs import Job, compare, head
from workbench.actions.cases import open_case
from workbench.actions.paging import exhibit_page
from workbench.actions.search import search
from workbench.casefile.annotations import Anchor, Annotation
from workbench.casefile.cases import Case, CaseKind
from workbench.casefile.decisions import Determination, Judgement
from workbench.casefile.exhibits import Acquisition, Digests, Exhibit, Family, Provenance
from workbench.casefile.identity import Actor, digest_of, new_id, now
from workbench.casefile.verbs import ACQUIRE, ANNOTATE, DECIDE
from workbench.store import ledger
from workbench.store.folder import CaseFile, create_case
from workbench.store.search import SearchIndex
from workbench.store.work import Work

ACTOR = Actor("Investigator", "inv")
PAGE = 200
_BATCH = 500
_WORDS = ["ballot", "market", "river", "window", "letter", "stone", "garden", "signal", "copper", "winter", "harbour"]


def main() -> None:
    """Builds both cases and prints the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--exhibits", type=int, default=100_000, help="exhibits and entries of the large case")
    arguments.add_argument("--pairs", type=int, default=7)
    arguments.add_argument("--folder", type=Path, help="where the cases are kept, made if they are not there")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="large-case-") as made:
        root = chosen.folder or Path(made)
        os.environ["WORKBENCH_HOME"] = str(root / "profile")
        large, small = (_built(root, count) for count in (chosen.exhibits, min(1000, chosen.exhibits)))
        title = f"{chosen.exhibits:,} exhibits and entries"
        head()
        for words, job in _JOBS.items():
            compare(f"{title}: {words}", _job(words, job, large), _job("1,000", job, small), chosen.pairs)


def _job(name: str, job: Callable[[Path], None], folder: Path) -> Job:
    """Makes one side of a pair."""
    return Job(name, lambda: job(folder))


def _built(root: Path, count: int) -> Path:
    """Makes a case of so many exhibits and entries, or takes the one that is there."""
    folder = root / f"case-{count}"
    if not folder.exists():
        started = time.perf_counter()
        build(folder, count)
        print(
            f"A case of {count:,} exhibits and entries was built in {time.perf_counter() - started:.0f} s.", flush=True
        )
    return folder


def build(folder: Path, count: int) -> None:
    """Makes a case of so many exhibits and about as many entries, whose ledger holds; the originals are left out."""
    case = create_case(folder, Case(new_id(), "A large case", CaseKind.ADS, now()), ACTOR)
    chance = random.Random(7)
    numbers = iter(range(1, count + 1))
    while part := list(islice(numbers, _BATCH)):
        with case.write(ACTOR, ACQUIRE, f"Acquire {len(part)} files") as work:
            work.add([_exhibit(number, chance) for number in part])
    acts = iter(range(count - count // _BATCH - 1))
    while part := list(islice(acts, _BATCH * 10)):
        _entries(case, part, chance)
    case.close()


def _entries(case: CaseFile, numbers: Sequence[int], chance: random.Random) -> None:
    """Writes judgements and notes, one entry each, many to a transaction."""
    with case._transaction() as connection:
        index = SearchIndex(connection)
        for act in numbers:
            work = Work(connection)
            work._index = index
            verb, value = _act(act + 1, chance)
            work.add([value])
            ledger.append(connection, case.case.id, ACTOR, verb, "An act", (f"EX-{act + 1:04d}",), work.changes)
        index.settle()


def _act(number: int, chance: random.Random) -> tuple[object, ...]:
    """Makes one judgement or note."""
    if number % 2:
        return DECIDE, Determination(number, chance.choice(list(Judgement)), ACTOR, now(), _said(chance))
    return ANNOTATE, Annotation(new_id(), number, _said(chance), Anchor(), ACTOR, now())


def _said(chance: random.Random) -> str:
    """Says something."""
    return " ".join(chance.choices(_WORDS, k=6))


def _exhibit(number: int, chance: random.Random) -> Exhibit:
    """Makes the record of one exhibit."""
    digest = digest_of(str(number).encode())
    said = Provenance(source_url=f"https://example.org/post/{number}", account=f"@account{number % 997}")
    source = f"/evidence/{chance.choice(_WORDS)}_{number:06d}.jpg"
    acquisition = Acquisition(ACTOR, now(), source, "files", "benchmark", provenance=said)
    return Exhibit(
        number,
        digest,
        40_000 + number,
        "image/jpeg",
        Family.IMAGE,
        Path(source).name,
        acquisition,
        digests=Digests(digest[:32], digest[:40], digest * 2),
    )


def _open(folder: Path) -> None:
    """Opens a case and closes it."""
    open_case(folder, ACTOR).close()


def _first_page(folder: Path) -> None:
    """Opens a case and reads the first page of the grid."""
    with open_case(folder, ACTOR) as case:
        if len(exhibit_page(case, None, PAGE).exhibits) != PAGE:
            raise RuntimeError("the first page is not whole")


def _first_hit(folder: Path) -> None:
    """Opens a case, reads the first page of the grid and the one hit of a search for part of a file name."""
    with open_case(folder, ACTOR) as case:
        exhibit_page(case, None, PAGE)
        if not search(case, "_000777", limit=50).hits:
            raise RuntimeError("nothing was found")


def _common_word(folder: Path) -> None:
    """Opens a case, reads the first page and the newest hits of a word that a third of the case holds."""
    with open_case(folder, ACTOR) as case:
        exhibit_page(case, None, PAGE)
        if not search(case, "harbour", limit=50).hits:
            raise RuntimeError("nothing was found")


def _two_words(folder: Path) -> None:
    """Opens a case, reads the first page and finds two words that texts and names of many exhibits hold."""
    with open_case(folder, ACTOR) as case:
        exhibit_page(case, None, PAGE)
        if not search(case, "harbour garden", limit=50).hits:
            raise RuntimeError("nothing was found")


def _name_and_word(folder: Path) -> None:
    """Opens a case, reads the first page and finds part of one name together with a word that a third holds."""
    with open_case(folder, ACTOR) as case:
        exhibit_page(case, None, PAGE)
        search(case, "_000777 harbour", limit=50)


_JOBS = {
    "open and close": _open,
    "open, first page": _first_page,
    "open, page, part of a name": _first_hit,
    "open, page, common word": _common_word,
    "open, page, two common words": _two_words,
    "open, page, part of a name and a word": _name_and_word,
}


def pages(case: object) -> Iterator[int]:
    """Walks a whole case page by page and gives the size of each."""
    after = None
    while page := exhibit_page(case, after, PAGE).exhibits:  # type: ignore[arg-type]
        yield len(page)
        after = page[-1].number


if __name__ == "__main__":
    main()
