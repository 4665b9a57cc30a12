"""Acquiring a folder against ``cp -r`` and ``sha256sum`` of the same folder, and against ``cp -r`` and ``sync``.

Run it as ``python -m tests.benchmarks.acquire``. Ours hashes, copies, syncs, tells each type and writes the
ledger; the case is open already, as it is when a person drops a folder on the window.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.benchmarks.pairs import Job, compare, head
from workbench.actions.acquisition import acquire
from workbench.actions.cases import OpenCase, new_case
from workbench.casefile.cases import CaseKind
from workbench.casefile.identity import Actor
from workbench.jobs import finish

_ACTOR = Actor("Benchmark")


def make_folder(folder: Path, files: int, size: int) -> None:
    """Fills a folder with files of random bytes behind a JPEG's first bytes."""
    generator = random.Random(1)
    folder.mkdir()
    for number in range(files):
        (folder / f"{number:06}.jpg").write_bytes(b"\xff\xd8\xff\xe0" + generator.randbytes(size))


class _Ground:
    """A place in which one folder is acquired again and again."""

    def __init__(self, place: Path, source: Path) -> None:
        self.place, self.source = place, source
        self.copy = place / "copy"
        self.case: OpenCase | None = None

    def clear(self) -> None:
        """Opens a new case, takes the last away, and lets the disk come to rest."""
        self.leave()
        self.case = new_case(Path(tempfile.mkdtemp(dir=self.place)), "Benchmark", CaseKind.OTHER, _ACTOR)
        os.sync()

    def leave(self) -> None:
        """Takes the last case and the last copy away."""
        if self.case is not None:
            self.case.close()
            shutil.rmtree(self.case.folder)
            self.case = None
        shutil.rmtree(self.copy, ignore_errors=True)

    def ours(self) -> None:
        """Acquires the folder."""
        assert self.case is not None
        report = finish(acquire(self.case, _ACTOR, [self.source]))
        assert not report.refused

    def copy_and_hash(self) -> None:
        """Copies the folder and hashes each file with coreutils."""
        subprocess.run(["cp", "-r", self.source, self.copy], check=True)
        subprocess.run(f"sha256sum {self.copy}/* > {self.place}/sums", shell=True, check=True)  # noqa: S602

    def copy_and_sync(self) -> None:
        """Copies the folder and waits for the disk."""
        subprocess.run(["cp", "-r", self.source, self.copy], check=True)
        subprocess.run(["sync", "-f", self.copy], check=True)


def main() -> None:
    """Prints the table at a tenth and at the whole of the size."""
    with tempfile.TemporaryDirectory() as place:
        os.environ["WORKBENCH_HOME"] = str(Path(place) / "profile")
        head()
        for files, size in ((40, 900_000), (400, 900_000), (4000, 4096)):
            source = Path(place) / f"source-{files}-{size}"
            make_folder(source, files, size)
            ground = _Ground(Path(place), source)
            title = f"acquire {files:,} files of {size // 1000:,} kB"
            ours = Job("ours", ground.ours, ground.clear)
            compare(title, ours, Job("cp -r and sha256sum", ground.copy_and_hash))
            compare(title, ours, Job("cp -r and sync", ground.copy_and_sync))
            ground.leave()


if __name__ == "__main__":
    main()
