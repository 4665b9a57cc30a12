"""Makes the lock files of ``requirements/`` anew from pyproject.toml, with every file's hash and no address.

    python3 tools/lock.py                   keeps the versions that are locked, where they still fit
    python3 tools/lock.py --upgrade         takes the newest that fit

It needs the program ``uv`` on the PATH. One lock serves Python 3.11 to 3.13 on Linux, macOS and Windows: where they
need different versions, a line carries a marker. Afterwards bring THIRD_PARTY.md up to date; a test compares them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
WINDOW, AIDS, SOUND = ["--extra", "window"], ["--extra", "aids"], ["--extra", "sound"]
LOCKS = {
    "run": WINDOW,
    "aids": [*WINDOW, *AIDS],
    "sound": [*WINDOW, *SOUND],
    "test": [*WINDOW, *AIDS, "--group", "test"],
}


def main(arguments: list[str]) -> int:
    """Compiles all locks; returns the status of the first that fails, or 0."""
    uv = shutil.which("uv")
    if uv is None:
        print("uv is not on the PATH; `python3 -m pip install uv` in an environment of your own brings it.")
        return 2
    for name, parts in LOCKS.items():
        output = ["--output-file", f"requirements/{name}.txt"]
        done = subprocess.run(
            [uv, "pip", "compile", "pyproject.toml", *parts, *OPTIONS, *output, *arguments], cwd=ROOT, check=False
        )
        if done.returncode:
            return done.returncode
        if "://" in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8"):
            print(f"requirements/{name}.txt names an address; it must not be kept.")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
