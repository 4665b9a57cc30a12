"""Rot: one bit of one file turns over; a check must name it, or nothing that anybody reads may differ."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.ground import ACTOR, SECRET, Ground
from workbench.actions.cases import OpenCase, open_case
from workbench.actions.custody import verify
from workbench.errors import WorkbenchError
from workbench.jobs import finish
from workbench.store import ledger
from workbench.store.rows import KINDS

_NO_CONTENT = ("lock", "reserve", "case.sqlite3-shm")


@dataclass(frozen=True)
class Flip:
    """One flipped bit and what came of it: ``named`` by a check, ``refused`` at opening, ``idle``, or ``silent``."""

    file: str
    at: int
    outcome: str


def flips(laid: Ground, many: int, seed: int, place: Path) -> Iterator[Flip]:
    """Flips bits all over a case, one at a time, each in a fresh copy of the file."""
    chance = random.Random(seed)
    ground = laid.copied(place)
    ground.enter()
    with _open(ground) as case:
        whole = _read_all(case)
    files = [path for path in sorted(ground.case.rglob("*")) if path.is_file() and path.name not in _NO_CONTENT]
    sizes = [path.stat().st_size for path in files]
    # Half of the flips by size, half by file, so that small files are struck as well.
    for number in range(many):
        weights = sizes if number % 2 else [int(size > 0) for size in sizes]
        path = chance.choices(files, weights)[0]
        data = bytearray(path.read_bytes())
        at = chance.randrange(len(data) * 8)
        before = bytes(data)
        data[at // 8] ^= 1 << at % 8
        _write(path, bytes(data))
        yield Flip(str(path.relative_to(ground.case)), at, _outcome(ground, whole))
        _write(path, before)
        for left in (*ground.case.rglob("case.sqlite3-wal"), *ground.case.rglob("case.sqlite3-shm")):
            left.unlink()
    shutil.rmtree(place, ignore_errors=True)


def _outcome(ground: Ground, whole: dict[str, list[bytes]]) -> str:
    """Tells what a check says of the case as it is now."""
    try:
        with _open(ground) as case:
            if finish(verify(case)).faults:
                return "named"
            return "idle" if _read_all(case) == whole else "silent"
    except WorkbenchError:
        return "refused"


def _open(ground: Ground) -> OpenCase:
    """Opens for reading only, so that nothing mends itself on the way."""
    return open_case(ground.case, ACTOR, read_only=True, secret=SECRET)


def _read_all(case: OpenCase) -> dict[str, list[bytes]]:
    """Reads every record and every entry."""
    with case.file.reading() as connection:
        rows = {
            kind.name: [
                bytes(body) for (body,) in connection.exec_driver_sql(f"SELECT body FROM {kind.name} ORDER BY key")
            ]
            for kind in KINDS
        }
        rows["entry"] = [body for _, _, body in ledger.bodies(connection)]
    return rows


def _write(path: Path, data: bytes) -> None:
    """Writes over a file that the program has closed to writing."""
    path.chmod(0o644)
    path.write_bytes(data)
