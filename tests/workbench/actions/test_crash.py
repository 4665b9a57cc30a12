"""A process killed at any step of an acquisition loses nothing that was confirmed, and the case verifies.

A sample of the steps by default; WORKBENCH_CRASH_EVERY=1 takes each of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# Runs in a process of its own that has a single thread, and forks once for each point of death.
_PROGRAM = """
import json, os, shutil, signal, sys
from pathlib import Path

from workbench.actions import acquisition, cases, entering, intake
from workbench.casefile.cases import CaseKind
from workbench.casefile.identity import Actor
from workbench.jobs import finish
from workbench.actions.custody import verify
from workbench.actions.exhibits import list_exhibits
from workbench.store import blobs, durable, ledger, packs, work

place, every, count = Path(sys.argv[1]), int(sys.argv[2]), [0]
actor = Actor("Tester")
source = place / "source"
source.mkdir()
for number in range(7):
    # Some batches become packs, and every fourth file is too large for one.
    (source / f"{number}.txt").write_bytes(b"words of file %d" % number * (9000 if number % 4 == 3 else 20))
intake._BATCH_FILES = 3
blobs._FEW = 2

def dying(owner, name, limit):
    original = getattr(owner, name)
    def step(*arguments, **named):
        count[0] += 1
        if count[0] == limit:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **named)
    setattr(owner, name, step)

def attempt(limit):
    folder = place / f"case-{limit}"
    cases.new_case(folder, "Crash", CaseKind.OTHER, actor).close()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        for owner, name in ((durable, "write_all"), (durable, "sync_file_system"), (durable, "give_name"),
                            (durable, "drop_name"), (work.Work, "add"), (packs, "record"), (ledger, "append"),
                            (entering, "_label")):
            dying(owner, name, limit)
        case = cases.open_case(folder, actor)
        case.subscribe(lambda entry: os.write(writer, (" ".join(entry.subjects) + " ").encode()))
        finish(acquisition.acquire(case, actor, [source]))
        os._exit(0)
    os.close(writer)
    confirmed = b""
    while piece := os.read(reader, 4096):
        confirmed += piece
    os.close(reader)
    killed = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    with cases.open_case(folder, actor) as case:
        assert not case.read_only
        there = [item.label for item in list_exhibits(case)]
        lost = sorted(set(confirmed.decode().split()) - set(there))
        again = finish(acquisition.acquire(case, actor, [source]))
        found = finish(verify(case))
        whole = len(list_exhibits(case)) == 7 and not again.refused
        left = len(list((folder / "incoming").iterdir()))
    shutil.rmtree(folder)
    faults = [fault.subject for fault in found.faults]
    return {"killed": killed, "lost": lost, "faults": faults, "whole": whole, "left": left}

results, limit = [], 1
while True:
    results.append(attempt(limit))
    if not results[-1]["killed"]:
        break
    limit += every
print(json.dumps(results))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_death_at_every_step_loses_nothing_confirmed(tmp_path: Path) -> None:
    every = int(os.environ.get("WORKBENCH_CRASH_EVERY", "3"))
    environment = {**os.environ, "WORKBENCH_HOME": str(tmp_path / "profile")}
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path), str(every)],
        cwd=Path(__file__).parents[3],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr.decode()[-2000:]
    results = json.loads(ended.stdout)
    print(f"{len(results)} points of death")
    assert sum(result["killed"] for result in results) * every >= 28
    for step, result in zip(range(1, every * len(results) + 1, every), results, strict=True):
        assert (result["lost"], result["faults"], result["whole"], result["left"]) == ([], [], True, 0), (step, result)
