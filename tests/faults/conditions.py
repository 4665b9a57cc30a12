"""Bad conditions: a full disk, a medium that cannot be written, a folder that goes away, two writers, a wrong clock.

``python -m tests.faults.conditions NAME PLACE`` makes one of them and prints what was wrong, one line each; the harness
runs it in a process of its own, where it needs that with a name space for mounts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.faults.ground import ACTOR, Ground
from tests.faults.paths import SOURCES, lay_empty_case
from workbench.actions.acquisition import acquire
from workbench.actions.cases import new_case, open_case
from workbench.actions.custody import entries, verify
from workbench.actions.exhibits import list_exhibits
from workbench.casefile.cases import CaseKind
from workbench.casefile.exhibits import AcquisitionReport
from workbench.errors import StorageFull, WorkbenchError
from workbench.jobs import finish
from workbench.store import ledger

_ROOT = Path(__file__).absolute().parents[2]
_NOBODY = 65_534


def full_disk(ground: Ground) -> list[str]:
    """The disk fills while files come in; what was confirmed stands, and the rest comes in once there is room."""
    _mount("-t", "tmpfs", "-o", "size=5m", "tmpfs", ground.place)
    outside = Path(os.environ["OUTSIDE"])
    for number in range(10):
        (outside / f"{number}.bin").write_bytes(os.urandom(400_000))
    filler = ground.place / "filler"
    filler.write_bytes(bytes(1_000_000))
    found = []
    with new_case(ground.case, "Full", CaseKind.OTHER, ACTOR) as case:
        told: list[str] = []
        case.subscribe(lambda entry: told.extend(entry.subjects))
        reports: list[AcquisitionReport] = []
        stopped = _stopped_by(lambda: reports.append(finish(acquire(case, ACTOR, [outside]))), StorageFull)
        if not stopped and not any("room" in refusal.reason for refusal in reports[0].refused):
            found.append("a full disk was not said")
        there = {item.label for item in list_exhibits(case)}
        found += [
            f"{label} was confirmed and is not there" for label in told if label.startswith("EX") and label not in there
        ]
        filler.unlink()
        kept = len(list_exhibits(case))
        rest = sorted(outside.iterdir())[kept : kept + 2]
        finish(acquire(case, ACTOR, rest))
        found += _checked(case, kept + 2)
    return found


def read_only_medium(ground: Ground) -> list[str]:
    """The medium cannot be written: the case opens for reading, verifies, and refuses a change in words."""
    lay_empty_case(ground)
    with ground.opened() as case:
        finish(acquire(case, ACTOR, [ground.sources]))
    _mount("--bind", ground.case, ground.case)
    _mount("-o", "remount,ro,bind", ground.case)
    found = []
    with open_case(ground.case, ACTOR) as case:
        if not case.read_only:
            found.append("open for writing on a medium that cannot be written")
        if not _stopped_by(lambda: finish(acquire(case, ACTOR, [ground.sources])), WorkbenchError):
            found.append("a change was taken on a medium that cannot be written")
        found += _checked(case, SOURCES)
    return found


def folder_gone(ground: Ground) -> list[str]:
    """The case folder goes away while it is open, as on a stick that is pulled out, and comes back."""
    lay_empty_case(ground)
    case = ground.opened()
    finish(acquire(case, ACTOR, sorted(ground.sources.iterdir())[:4]))
    away = ground.place / "away"
    ground.case.rename(away)
    found = []
    if not _stopped_by(lambda: finish(acquire(case, ACTOR, [ground.sources])), WorkbenchError):
        found.append("files came in though the case folder was gone")
    _stopped_by(case.close, WorkbenchError)
    shutil.rmtree(ground.case, ignore_errors=True)
    away.rename(ground.case)
    with ground.opened() as case:
        finish(acquire(case, ACTOR, [ground.sources]))
        found += _checked(case, SOURCES)
    return found


def permission_lost(ground: Ground) -> list[str]:
    """The right to write is taken away while the case is open, and given back."""
    lay_empty_case(ground)
    with ground.opened() as case:
        finish(acquire(case, ACTOR, sorted(ground.sources.iterdir())[:2]))
        finish(verify(case))
    for path in (ground.place, *ground.place.rglob("*")):
        os.chown(path, _NOBODY, _NOBODY)
    os.setgid(_NOBODY)
    os.setuid(_NOBODY)
    case = ground.opened()
    finish(acquire(case, ACTOR, sorted(ground.sources.iterdir())[:4]))
    folders = [path for path in (ground.case, *ground.case.rglob("*")) if path.is_dir()]
    for path in folders:
        path.chmod(0o500)
    found = []
    report: list[AcquisitionReport] = []
    stopped = _stopped_by(lambda: report.append(finish(acquire(case, ACTOR, [ground.sources]))), WorkbenchError)
    if not stopped and not report[0].refused:
        found.append("files came in though nothing could be written")
    for path in folders:
        path.chmod(0o755)
    finish(acquire(case, ACTOR, [ground.sources]))
    found += _checked(case, SOURCES)
    case.close()
    return found


def two_writers(ground: Ground) -> list[str]:
    """Four processes want to write to one case at once; one may, the others are told who does."""
    lay_empty_case(ground)
    program = (
        "import sys; from pathlib import Path; from tests.faults.ground import ACTOR, Ground\n"
        "from workbench.actions.acquisition import acquire; from workbench.jobs import finish\n"
        "from workbench.errors import CaseReadOnly\n"
        "ground, mine = Ground(Path(sys.argv[1])), int(sys.argv[2])\n"
        "while True:\n"
        "    with ground.opened() as case:\n"
        "        try:\n"
        "            finish(acquire(case, ACTOR, sorted(ground.sources.iterdir())[mine * 3 : mine * 3 + 3]))\n"
        "        except CaseReadOnly as refusal:\n"
        "            assert refusal.remedy\n"
        "            continue\n"
        "        break\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-B", "-c", program, str(ground.place), str(number)], cwd=_ROOT)
        for number in range(4)
    ]
    found = [f"writer {number} failed" for number, process in enumerate(running) if process.wait()]
    with ground.opened() as case:
        found += _checked(case, SOURCES)
    return found


def clock_gone_back(ground: Ground) -> list[str]:
    """The clock goes back a year between two entries; the order is that of the numbers."""
    lay_empty_case(ground)
    files = sorted(ground.sources.iterdir())
    with ground.opened() as case:
        finish(acquire(case, ACTOR, files[:6]))
        true_now = ledger.now
        ledger.now = lambda: true_now() - timedelta(days=365)
        finish(acquire(case, ACTOR, files[6:]))
        ledger.now = true_now
        found = _checked(case, SOURCES)
        newest = entries(case, 2)
        if not newest[0].at < newest[1].at or newest[0].number < newest[1].number:
            found.append("the clock did not go back, or the order followed it")
    return found


CONDITIONS: dict[str, tuple[Callable[[Ground], list[str]], str]] = {
    "full disk": (full_disk, "mounts"),
    "read-only medium": (read_only_medium, "mounts"),
    "folder gone": (folder_gone, ""),
    "permission lost": (permission_lost, "root"),
    "two writers": (two_writers, ""),
    "clock gone back": (clock_gone_back, ""),
}


def run(name: str, place: Path) -> tuple[str, list[str]]:
    """Makes one condition; gives why it cannot be made here (or nothing), and what was wrong."""
    need = CONDITIONS[name][1]
    prefix: list[str] = []
    if need == "root" and os.geteuid():
        return "needs the right to become another user", []
    if need == "mounts":
        prefix = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Urm"]
        if (
            shutil.which("unshare") is None
            or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode
        ):
            return "this machine allows no mounts of one's own", []
    if need == "root":
        # Another user must be able to come to it, which the folders of a test run do not allow.
        place = Path(tempfile.mkdtemp(prefix="condition-"))
        place.chmod(0o755)
    place.mkdir(parents=True, exist_ok=True)
    outside = place.with_name(place.name + "-outside")
    outside.mkdir(exist_ok=True)
    done = subprocess.run(
        [*prefix, sys.executable, "-B", "-m", "tests.faults.conditions", name, str(place)],
        cwd=_ROOT, env={**os.environ, "OUTSIDE": str(outside)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    shutil.rmtree(outside, ignore_errors=True)
    if need == "root":
        shutil.rmtree(place, ignore_errors=True)
    if done.returncode:
        return "", [f"{name}: {done.stderr.strip()[-600:]}"]
    return "", done.stdout.splitlines()


def _stopped_by(act: Callable[[], object], error: type[Exception]) -> bool:
    """Tells whether an act ended in an error of this kind; any other error passes through."""
    try:
        act()
    except error:
        return True
    return False


def _checked(case, many: int) -> list[str]:  # type: ignore[no-untyped-def]
    """Verifies an open case that should hold so many exhibits."""
    found = [f"{fault.subject}: {fault.detail}" for fault in finish(verify(case)).faults]
    there = len(list_exhibits(case))
    return found if there == many else [*found, f"{there} exhibits instead of {many}"]


def _mount(*words: object) -> None:
    """Mounts something in this process's own name space."""
    subprocess.run(["mount", *map(str, words)], check=True)


if __name__ == "__main__":
    _ground = Ground(Path(sys.argv[2]))
    _ground.enter()
    for _line in CONDITIONS[sys.argv[1]][0](_ground):
        print(_line)
