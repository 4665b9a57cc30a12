"""Breaks the code on purpose and shows which test catches each fault: ``python -m tests.proofs.mutations``.

Every fault is a small change of text, made in a copy of the checkout in a temporary folder; the checkout itself is
never touched. A fault counts as caught only where a test fails, not where nothing runs any more. ``--only WORDS``
chooses faults by name. Ends with 1 where a fault was not caught.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

_LOOK, _SURFACE = "ui/widgets/look_widget.py", "ui/widgets/veil_look.py"
_MACHINE, _HAND, _ACTION = "workbench/casefile/looking.py", "ui/widgets/veil_hand.py", "workbench/actions/exposure.py"
_SURFACES = "tests/ui/widgets/test_veil_surface.py"
_MACHINES, _ACTIONS = "tests/workbench/casefile/test_looking.py", "tests/workbench/actions/test_exposure.py"
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "*.pyc")


@dataclass(frozen=True)
class Fault:
    """One fault: what it is in words, where, which text becomes which, and the tests that must catch it."""

    name: str
    path: str
    before: str
    after: str
    tests: tuple[str, ...]


def _calming(event: str, cause: str) -> tuple[str, str]:
    return f"    QEvent.Type.{event}: EndCause.{cause},\n", ""


FAULTS: tuple[Fault, ...] = (
    Fault("focus lost does not end a look", _LOOK, *_calming("FocusOut", "FOCUS_LOST"), (_SURFACES,)),
    Fault(
        "another window in front does not end a look", _LOOK, *_calming("WindowDeactivate", "FOCUS_LOST"), (_SURFACES,)
    ),
    Fault("a dialog over the window does not end a look", _LOOK, *_calming("WindowBlocked", "HIDDEN"), (_SURFACES,)),
    Fault(
        "what is hidden goes on looking",
        _LOOK,
        "        self._feed(events.Stop(EndCause.HIDDEN))\n        super()",
        "        super()",
        (_SURFACES,),
    ),
    Fault(
        "a resized surface goes on looking",
        _SURFACE,
        "        self._drag = None\n        super().resizeEvent(event)",
        "        self._drag = None\n        QWidget.resizeEvent(self, event)",
        (_SURFACES,),
    ),
    Fault(
        "a program that is not in front goes on looking",
        _LOOK,
        "if state is not Qt.ApplicationState",
        "if False and state is not Qt.ApplicationState",
        (_SURFACES,),
    ),
    Fault(
        "the timer never fires",
        _LOOK,
        "        wakes = self._look.wakes\n",
        "        wakes = None\n",
        (_SURFACES, "tests/proofs/test_looks_end.py", "tests/ui/windows/test_case_window.py"),
    ),
    Fault(
        "a paint ignores that the time is over",
        _SURFACE,
        "        if self.looking:\n            self._feed(events.Tick())\n",
        "",
        (_SURFACES,),
    ),
    Fault(
        "the time of a look has no end",
        _MACHINE,
        "        return ended(now, EndCause.EXPIRED, at)\n",
        "        pass\n",
        (_MACHINES, _SURFACES),
    ),
    Fault(
        "nothing is repainted when a look ends",
        _LOOK,
        "        if not self._painting:\n            self._cover()\n",
        "",
        (_SURFACES,),
    ),
    Fault(
        "a look is shown although its record was not written",
        _ACTION,
        "    with case.write(actor, LOOK_BEGIN, label, item.label) as work:\n"
        "        work.put(exposure)\n    return exposure",
        "    try:\n        with case.write(actor, LOOK_BEGIN, label, item.label) as work:\n"
        "            work.put(exposure)\n"
        "    except Exception:\n        pass\n    return exposure",
        (_ACTIONS, "tests/workbench/actions/test_exposure_faults.py"),
    ),
    Fault(
        "a look is decoded before its record",
        _ACTION,
        "    exposure = begin_record(case, person, actor, item, request)\n    side",
        "    side",
        (_ACTIONS, "tests/proofs/test_static.py"),
    ),
    Fault(
        "the rules of an exhibit are not asked",
        _ACTION,
        "    _check_rules(case, actor, item, request, rules_of(case, person, item))\n",
        "",
        (_ACTIONS, "tests/workbench/actions/test_exposure_rules.py"),
    ),
    Fault(
        "pixels of another wish are taken",
        _MACHINE,
        "    if event.serial != now.wish.serial:\n        return _arrive_under",
        "    if False:\n        return _arrive_under",
        (_MACHINES, _SURFACES),
    ),
    Fault(
        "the end of a look is not recorded", _ACTION, "            work.put(ended)\n", "            pass\n", (_ACTIONS,)
    ),
    Fault(
        "the memory of a look is not wiped",
        "workbench/media/wiping.py",
        "        memory[start:end] = _ZEROS[: end - start]",
        "        pass",
        ("tests/workbench/media/test_wiping.py", "tests/workbench/media/test_reels.py"),
    ),
    Fault(
        "hovering reveals",
        _HAND,
        "            over = not surface.looking and",
        "            surface.step_up()\n            over = not surface.looking and",
        (_SURFACES,),
    ),
    Fault(
        "a click on the picture reveals",
        _HAND,
        '        elif hit == "up":',
        '        elif hit in ("up", ""):',
        (_SURFACES,),
    ),
    Fault(
        "a veil holds sixteen times as much",
        "workbench/casefile/exposure.py",
        "VEIL_SAMPLES = 12\nHAZE_SAMPLES = 24",
        "VEIL_SAMPLES = 48\nHAZE_SAMPLES = 96",
        (
            "tests/workbench/casefile/test_exposure.py",
            "tests/workbench/casefile/test_veiling.py",
            "tests/workbench/media/test_veil.py",
        ),
    ),
    Fault(
        "a veil is sampled and not averaged",
        "workbench/media/veil.py",
        "    return np.asarray((sums @ across.T) / np.float32(area), dtype=np.float32)",
        "    return np.asarray(grey.resize((columns, rows), Image.Resampling.NEAREST), dtype=np.float32)",
        ("tests/workbench/media/test_veil.py",),
    ),
    Fault(
        "grey keeps its colour",
        "workbench/media/pictures.py",
        "    if request.rung == Rung.COLOUR:\n        picture",
        "    if request.rung >= Rung.GREY:\n        picture",
        (_ACTIONS, "tests/workbench/media/test_sandbox.py"),
    ),
    Fault(
        "an entry of the ledger can be deleted",
        "workbench/store/schema.py",
        "BEFORE DELETE ON entry",
        "BEFORE DELETE ON entry WHEN 0",
        ("tests/workbench/store",),
    ),
    Fault(
        "a decoder may open sockets",
        "workbench/media/syscalls.py",
        "read readv pread64 write",
        "read readv pread64 write socket",
        ("tests/workbench/media/test_lockdown.py",),
    ),
    Fault(
        "a decoder may open files",
        "workbench/media/syscalls.py",
        "read readv pread64 write",
        "read readv pread64 write openat",
        ("tests/workbench/media/test_lockdown.py",),
    ),
    Fault(
        "sealing everything leaves what is open",
        "ui/windows/calm.py",
        "        seal_all(cause)\n",
        "",
        ("tests/proofs/test_looks_end.py",),
    ),
)


@dataclass(frozen=True)
class Outcome:
    """What became of one fault: the test that caught it, or why none did."""

    fault: Fault
    caught: bool
    words: str


def fits(fault: Fault, root: Path = ROOT) -> bool:
    """Tells whether the text that a fault changes stands in the source."""
    return (root / fault.path).is_file() and fault.before in (root / fault.path).read_text("utf-8")


def broken(fault: Fault, root: Path = ROOT) -> Outcome:
    """Makes a copy of the checkout, breaks it, and runs the tests that must see it."""
    if not fits(fault, root):
        return Outcome(fault, False, f"its text does not stand in {fault.path} any more")
    with tempfile.TemporaryDirectory(prefix="broken-") as place:
        copy = Path(place) / "checkout"
        shutil.copytree(root, copy, ignore=_LEFT_OUT)
        (Path(place) / "shared").symlink_to(root.parent / "shared")
        source = copy / fault.path
        source.write_text(source.read_text("utf-8").replace(fault.before, fault.after), "utf-8")
        tests = [test for test in fault.tests if (copy / test).exists()]
        return _tested(fault, copy, tests)


def _tested(fault: Fault, copy: Path, tests: Sequence[str]) -> Outcome:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=no", *tests]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    found = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", done.stdout, re.M)
    if done.returncode == 1 and found:
        return Outcome(fault, True, found[1])
    last = (done.stdout.strip().splitlines() or [""])[-1]
    return Outcome(fault, False, f"pytest ended with {done.returncode}: {last}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Breaks the code in every way and prints what caught it."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.mutations", description=__doc__)
    parser.add_argument("--only", default="", help="only the faults whose name holds these words")
    chosen = [fault for fault in FAULTS if parser.parse_args(arguments).only in fault.name]
    caught = 0
    for fault in chosen:
        outcome = broken(fault)
        caught += outcome.caught
        print(f"{fault.name:<54} {'caught by' if outcome.caught else 'NOT CAUGHT:'} {outcome.words}", flush=True)
    print(f"{caught} of {len(chosen)} faults caught")
    return 0 if caught == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
