"""The program's private Python environment: made once from a lock with hashes, remade when it is not whole."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from start import debian, places
from start.words import Stopped, run_quietly, say

#: The file that says this environment is ours, which Python it stands on, and which locks are installed in it whole.
MARK = "workbench-environment.json"
#: Held while the environment is made, so that two first starts do not build in one place.
LOCK = "workbench-making.lock"
#: The variable by which a process that was started inside knows that it was.
INSIDE = "WORKBENCH_ENVIRONMENT"
#: The stages, and which locks each holds whole: a lock file contains all that those it holds do.
STAGES = {"run": ("run",), "aids": ("run", "aids"), "sound": ("run", "sound"), "test": ("run", "aids", "test")}
#: What may be added to the program, and why somebody would.
EXTRAS = {"aids": "the reading aids", "sound": "what plays sound"}
_MEGABYTES = {"run": 220, "aids": 150, "sound": 180, "test": 380}


@dataclass(frozen=True)
class Environment:
    """A private environment in ``folder``, filled from the lock files of ``requirements``."""

    folder: Path
    requirements: Path

    @property
    def python(self) -> Path:
        """The environment's own interpreter."""
        return self.folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    def is_current(self) -> bool:
        """Tells whether this very process runs in the environment; stops where it should and does not."""
        if Path(sys.prefix).resolve() == self.folder.resolve():
            return True
        if os.environ.get(INSIDE) == str(self.folder):
            raise Stopped(f"The environment in {self.folder} is damaged. Delete that folder and start again.")
        return False

    def holds(self, stage: str) -> bool:
        """Tells whether everything of a stage's lock is installed and the Python beneath is still the same."""
        marks = self._marks()
        return marks.get(stage) == digest(self.lock_file(stage)) and self._stands_on(marks.get("python", ""))

    def prepare(self, stage: str) -> None:
        """Makes the environment hold a stage; does nothing where it does already."""
        if self.holds(stage):
            return
        see_to_venv()
        self.folder.mkdir(parents=True, exist_ok=True)
        with _alone(self.folder / LOCK) as lock:
            if self.holds(stage):
                return
            if not self.holds("run"):
                self._begin(lock)
            self._install(stage, lock)

    def lock_file(self, stage: str) -> Path:
        """Returns the lock file of a stage."""
        return self.requirements / f"{stage}.txt"

    def _begin(self, lock: int) -> None:
        """Makes an empty environment where there is none, half of one, or one for another lock."""
        again = self.python.exists()
        say(f"{'Remaking' if again else 'Making'} the program's own Python environment in {self.folder}")
        _clear(self.folder, keep=LOCK)
        self._mark({})
        made, said = run_quietly([base_python(), "-m", "venv", str(self.folder)], keep_open=[lock])
        if not made:
            raise Stopped(f"The environment could not be made. Python said:\n{said}")
        self._mark({"python": os.path.realpath(base_python())})

    def _install(self, stage: str, lock: int) -> None:
        """Installs a stage's lock, wheels only and each by its hash, and marks it when all of it is there."""
        marks = {name: value for name, value in self._marks().items() if name != stage}
        self._mark(marks)
        purpose = EXTRAS.get(stage) or f"what the {'program needs' if stage == 'run' else 'tests need'}"
        say(f"Installing {purpose} (once; the first time this downloads about {_MEGABYTES[stage]} MB) ...")
        began = time.monotonic()
        installed, said = run_quietly(pip_command(self.python, self.lock_file(stage)), keep_open=[lock])
        if not installed:
            raise Stopped(
                f"The packages could not be installed. pip said:\n{said}\n"
                "Is the network there, and is the disk not full? PIP_INDEX_URL names a mirror, PIP_FIND_LINKS a folder "
                "of wheels.\nThen run the same command again."
            )
        done = {name: digest(self.lock_file(name)) for name in STAGES[stage]}
        self._mark({**marks, **done})
        say(f"Done in {time.monotonic() - began:.0f} s.")

    def _stands_on(self, python: str) -> bool:
        """Tells whether the Python that the environment was made with still lies beneath it."""
        if sys.platform == "win32":
            return self.python.exists() and os.path.exists(python)
        return self.python.exists() and os.path.realpath(self.python) == python

    def _marks(self) -> dict[str, str]:
        try:
            marks = json.loads((self.folder / MARK).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return marks if isinstance(marks, dict) else {}

    def _mark(self, marks: dict[str, str]) -> None:
        """Replaces the mark in one step, so that a start killed midway leaves none that says more than is true."""
        new = self.folder / (MARK + ".new")
        new.write_text(json.dumps(marks, indent=2) + "\n", encoding="utf-8")
        new.replace(self.folder / MARK)


def choose(root: Path, stage: str) -> Environment:
    """Returns the environment for a checkout: ``.venv`` beside main.py, or one in the user's data folder.

    The second where the checkout cannot be written, or where ``.venv`` is somebody else's: that one is never touched.
    """
    beside = Environment(root / ".venv", root / "requirements")
    if beside.holds(stage):
        return beside
    is_ours = (beside.folder / MARK).exists() or (beside.folder / LOCK).exists()
    is_free = not beside.folder.exists() or not any(beside.folder.iterdir())
    if (is_ours or is_free) and _is_writable(beside.folder if beside.folder.exists() else root):
        return beside
    name = hashlib.sha256(str(root).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return Environment(places.user_data() / "environments" / name, root / "requirements")


def pip_command(python: Path, lock: Path) -> Sequence[str]:
    """Returns the command that installs a lock file; settings of the user's PIP_ variables and pip.conf hold."""
    options = ["--require-hashes", "--only-binary=:all:", "--no-input", "--disable-pip-version-check"]
    return [str(python), "-I", "-m", "pip", "install", *options, "--progress-bar=off", "-r", str(lock)]


def digest(file: Path) -> str:
    """Returns the SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def base_python() -> str:
    """Returns the Python beneath whatever environment this process runs in."""
    return getattr(sys, "_base_executable", None) or sys.executable


def see_to_venv() -> None:
    """Makes sure that this Python can make environments; Debian keeps that part in a package of its own."""
    if _can_make_environments():
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if debian.is_debian() and not sys.base_prefix.startswith("/usr/local") and sys.base_prefix.startswith("/usr"):
        debian.bring([package], "This Python cannot make environments: its module ensurepip is a package of its own.")
        importlib.invalidate_caches()
        if _can_make_environments():
            return
    raise Stopped(
        f"This Python ({sys.executable}) lacks the modules venv or ensurepip, with which environments are made.\n"
        "Install a complete Python 3.11, 3.12 or 3.13 and start the program with it."
    )


def _can_make_environments() -> bool:
    found = [importlib.util.find_spec(name) for name in ("venv", "ensurepip")]
    return all(spec is not None and spec.origin is not None for spec in found)


def _is_writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


def _clear(folder: Path, keep: str) -> None:
    """Empties a folder but for one file."""
    for child in folder.iterdir():
        if child.name == keep:
            continue
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        else:
            child.unlink()


@contextmanager
def _alone(file: Path) -> Iterator[int]:
    """Holds a file's lock and yields its descriptor; waits for another start that holds it.

    The system frees it when its holder is dead, and the holder's pip too, which inherits it: a start that was killed
    leaves a pip behind that still writes.
    """
    with file.open("a+b") as held:
        if not _try_lock(held):
            say("Another start is making the environment; waiting for it ...")
            while not _try_lock(held):
                time.sleep(0.5)
        yield held.fileno()


def _try_lock(held: IO[bytes]) -> bool:
    with suppress(OSError):
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def run_in(environment: Environment, arguments: Sequence[str]) -> int:
    """Runs the environment's Python in the place of this process, or, on Windows, as a child; returns its status."""
    command = [str(environment.python), *arguments]
    variables = {name: value for name, value in os.environ.items() if name != "__PYVENV_LAUNCHER__"}
    variables[INSIDE] = str(environment.folder)
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.platform == "win32":
        return subprocess.run(command, env=variables, check=False).returncode
    os.execve(command[0], command, variables)
