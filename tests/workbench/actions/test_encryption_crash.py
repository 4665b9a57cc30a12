"""A process killed while it encrypts a case leaves the whole plain case or the whole encrypted one, and no third.

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

from workbench.actions import acquisition, cases
from workbench.actions.custody import verify
from workbench.actions.encryption import encrypt
from workbench.actions.exhibits import list_exhibits
from workbench.casefile.cases import CaseKind
from workbench.casefile.identity import Actor
from workbench.jobs import finish
from workbench.store import durable, encrypting, key_file, ledger
from workbench.store.wrapping import Cost

key_file.calibrated = lambda: Cost(64, 1, 1)
place, every = Path(sys.argv[1]), int(sys.argv[2])
actor, secret = Actor("Tester"), "words to open it"
source = place / "source"
source.mkdir()
for number in range(9):
    (source / f"{number}.txt").write_bytes(b"PLANTED %d " % number * 20)
(source / "large.bin").write_bytes(b"PLANTED large " * 9000)
encrypting._BATCH_FILES = 4
pattern = place / "pattern"
with cases.new_case(pattern, "Crash PLANTED", CaseKind.OTHER, actor) as case:
    finish(acquisition.acquire(case, actor, [source]))

def dying(owner, name, limit, count=[0]):
    original = getattr(owner, name)
    def step(*arguments, **named):
        count[0] += 1
        if count[0] == limit:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **named)
    setattr(owner, name, step)

def leaks(folder):
    return [path.name for path in folder.rglob("*") if path.is_file() and b"PLANTED" in path.read_bytes()]

def attempt(limit):
    folder = place / f"case-{limit}"
    shutil.copytree(pattern, folder)
    # Each attempt has a past of its own: the heads that one left behind are not those of the next.
    os.environ["WORKBENCH_HOME"] = str(place / f"profile-{limit}")
    shutil.copytree(place / "profile", place / f"profile-{limit}")
    child = os.fork()
    if not child:
        for owner, name in ((os, "fsync"), (os, "replace"), (os, "link"), (os, "unlink"), (os, "write"), (os, "rmdir"),
                            (os, "mkdir"), (os, "chmod"), (durable, "write_all"), (durable, "sync_file_system"),
                            (ledger, "append"), (encrypting, "encrypted_copy"), (encrypting, "_compare")):
            dying(owner, name, limit)
        finish(encrypt(cases.open_case(folder, actor), actor, secret))
        os._exit(0)
    killed = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    encrypted = cases.is_encrypted(folder)
    with cases.open_case(folder, actor, secret=secret if encrypted else None) as case:
        assert not case.read_only and case.encrypted == encrypted
        count = len(list_exhibits(case))
        faults = [f"{fault.subject}: {fault.detail}" for fault in finish(verify(case)).faults]
        leaking = leaks(folder) if encrypted else []
        left = [] if encrypted else [path.name for path in folder.iterdir() if path.name in ("sealed", "key.new")]
        left += [path.name for path in folder.glob("key.new")]
    shutil.rmtree(folder)
    return {"killed": killed, "encrypted": encrypted, "count": count, "faults": faults, "leaks": leaking, "left": left}

results, limit = [], 1
while True:
    results.append(attempt(limit))
    if not results[-1]["killed"]:
        break
    limit += every
print(json.dumps(results))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_death_at_any_step_leaves_one_whole_case(tmp_path: Path) -> None:
    every = int(os.environ.get("WORKBENCH_CRASH_EVERY", "16"))
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path), str(every)],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "WORKBENCH_HOME": str(tmp_path / "profile")},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr.decode()[-2000:]
    results = json.loads(ended.stdout)
    print(f"{len(results)} points of death")
    for step, result in enumerate(results):
        whole = (result["count"], result["faults"], result["leaks"], result["left"])
        assert whole == (10, [], [], []), (step * every + 1, result)
    outcomes = [result["encrypted"] for result in results]
    assert outcomes == sorted(outcomes), "once encrypted, it stays so"
    assert sum(not outcome for outcome in outcomes) * every > 60 and outcomes.count(True) > 0
