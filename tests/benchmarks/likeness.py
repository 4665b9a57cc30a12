"""Finding what looks alike among very many fingerprints, against faiss, which compares each with each.

Run it as ``python -m tests.benchmarks.likeness``, or with ``--small`` for a tenth of the work. Both sides are exact,
and are held to it: planted copies up to 31 bits away are all found. faiss (``pip install faiss-cpu`` in the program's
environment; a peer that no lock names) searches by ``IndexBinaryFlat.range_search`` on the fingerprints it was given
before; ours is asked with its tables made before, and once more without them. All pairs are for us the gathering into
stars, tables included: pictures that lie one way only, as faiss is given them, and in all eight ways, for which faiss
would have to search eight times.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import resource
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.pairs import Job, compare, head
from workbench.casefile.fingerprints import PDQ_MATCH, TURNS
from workbench.casefile.likeness_search import Haystack
from workbench.casefile.likeness_stars import gathered
from workbench.jobs import finish

Words = NDArray[np.uint64]
_QUESTIONS = 20


def fingerprints(count: int, seed: int = 1) -> Words:
    """Makes random fingerprints."""
    return np.random.default_rng(seed).integers(0, 2**64, (count, 4), dtype=np.uint64)


def with_copies(words: Words, copies: int) -> Words:
    """Makes the last of some fingerprints copies of the first, 0 to 31 bits away."""
    generator = np.random.default_rng(2)
    made = words.copy()
    for place in range(copies):
        copy = words[place].copy()
        for bit in generator.choice(256, place % (PDQ_MATCH + 1), replace=False):
            copy[bit // 64] ^= np.uint64(1) << np.uint64(bit % 64)
        made[-1 - place] = copy
    return made


def _as_bytes(words: Words) -> NDArray[np.uint8]:
    """Shows the same bits as bytes, which is how faiss takes them."""
    return np.ascontiguousarray(words).view(np.uint8).reshape(len(words), 32)


def _faiss(words: Words):  # type: ignore[no-untyped-def]
    """Gives faiss the fingerprints."""
    import faiss  # type: ignore[import-not-found, import-untyped, unused-ignore]

    faiss.omp_set_num_threads(1)
    index = faiss.IndexBinaryFlat(256)
    index.add(_as_bytes(words))
    return index


def _one(count: int, pairs: int) -> None:
    """Prints the rows of one question among very many."""
    words = fingerprints(count)
    asked = with_copies(words, _QUESTIONS)[-_QUESTIONS:]
    haystack, index = Haystack(words), _faiss(words)
    began = time.perf_counter()
    haystack.prepare()
    print(f"the tables of {count:,} were made in {time.perf_counter() - began:.2f} s", flush=True)

    def by_tables() -> int:
        return sum(len(hits.asked) for row in asked for hits in haystack.near(row.reshape(1, 4)))

    def by_scan() -> int:
        return sum(len(haystack.scan(row.reshape(1, 4)).asked) for row in asked)

    def theirs() -> int:
        return sum(len(index.range_search(_as_bytes(row.reshape(1, 4)), PDQ_MATCH + 1)[1]) for row in asked)

    assert by_tables() == by_scan() == theirs() == _QUESTIONS, "a copy was missed"
    peer = Job("faiss IndexBinaryFlat", theirs)
    compare(f"{_QUESTIONS} questions in {count:,}, by tables", Job("ours", by_tables), peer, pairs)
    compare(f"{_QUESTIONS} questions in {count:,}, by scan", Job("ours", by_scan), peer, pairs)


def _all(count: int, pairs: int) -> None:
    """Prints the rows of all pairs."""
    copies = count // 100
    words = with_copies(fingerprints(count), copies)
    index = _faiss(words)
    one_way = np.repeat(words[:, np.newaxis, :], len(TURNS), axis=1)[:, :1]
    all_ways = np.random.default_rng(3).integers(0, 2**64, (count, len(TURNS), 4), dtype=np.uint64)
    all_ways[:, 0] = words

    def ours(laid: Words) -> int:
        return int((finish(gathered(laid, words[:0])).middles != np.arange(count)).sum())

    def theirs() -> int:
        return (len(index.range_search(_as_bytes(words), PDQ_MATCH + 1)[1]) - count) // 2

    assert ours(one_way) == ours(all_ways) == theirs() == copies, "a copy was missed"
    peer = Job("faiss IndexBinaryFlat", theirs)
    compare(f"all pairs of {count:,}", Job("ours", lambda: ours(one_way)), peer, pairs)
    compare(f"all pairs of {count:,}, in eight ways", Job("ours", lambda: ours(all_ways)), peer, pairs)


def main() -> None:
    """Prints the table at a tenth and at the whole of the size."""
    parser = argparse.ArgumentParser(description="Times finding what looks alike against faiss.")
    parser.add_argument("--small", action="store_true", help="a tenth of the work only")
    parser.add_argument("--only", choices=("one", "all"))
    parser.add_argument("--pairs", type=int, default=5)
    arguments = parser.parse_args()
    if importlib.util.find_spec("faiss") is None:
        sys.exit("faiss is not installed here, so there is nothing to compare with: pip install faiss-cpu")
    head()
    for share in (10,) if arguments.small else (10, 1):
        if arguments.only != "all":
            _one(1_000_000 // share, arguments.pairs)
        if arguments.only != "one":
            _all(100_000 // share, arguments.pairs)
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main()
