"""Acquiring photographs, many small files and one large file, against the tools that people copy evidence with.

Run it as ``python -m tests.benchmarks.acquire``, or with ``--small`` for a quick look at a tenth of the work;
``--only photographs`` (or ``small-files``, ``large-file``) and ``--pairs 1`` narrow it. Ours hashes four ways, copies,
syncs, tells each type, indexes and writes the ledger; the case is open already, as it is when a person drops a folder
on the window, and two workers are used, as the command line does. Peers:

- ``cp -r`` and ``sha256sum`` of the copy, and ``cp -r`` and ``sync`` alone (which hashes nothing);
- ``cp -r``, ``sync`` and the four sums of coreutils: the same promises as ours, record apart;
- ``bagit.py`` on a copy, with its default sums (SHA-256 and SHA-512), and with our four (``pip install bagit`` in the
  program's environment; it has no wheel, so no lock names it);
- ``restic backup`` into a repository that is made outside the time.

The peak of memory is that of a process that acquires the folder once and does nothing else.
"""

from __future__ import annotations

import argparse
import importlib.util
import logging
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.pairs import Job, compare, head
from workbench.actions.acquisition import acquire
from workbench.actions.cases import OpenCase, new_case
from workbench.casefile.cases import CaseKind
from workbench.casefile.identity import Actor
from workbench.jobs import finish

_ACTOR = Actor("Benchmark")
_WORKERS = 2
_SUMS = ("md5sum", "sha1sum", "sha256sum", "sha512sum")
_PIECE = 1 << 20


def make_folder(folder: Path, files: int, size: int) -> None:
    """Fills a folder with files of random bytes behind a JPEG's first bytes; sizes vary by a third around ``size``."""
    generator = random.Random(1)
    folder.mkdir()
    for number in range(files):
        varied = size if size < _PIECE else generator.randrange(size * 2 // 3, size * 4 // 3)
        with open(folder / f"{number:06}.jpg", "wb") as file:
            file.write(b"\xff\xd8\xff\xe0")
            left = varied - 4
            while left > 0:
                left -= file.write(generator.randbytes(min(left, _PIECE)))


class _Ground:
    """A place in which one folder is acquired again and again."""

    def __init__(self, place: Path, source: Path) -> None:
        self.place, self.source = place, source
        self.copy = place / "copy"
        self.repository = place / "repository"
        self.case: OpenCase | None = None

    def clear(self) -> None:
        """Opens a new case, takes the last away, and lets the disk come to rest."""
        self.leave()
        self.case = new_case(Path(tempfile.mkdtemp(dir=self.place)), "Benchmark", CaseKind.OTHER, _ACTOR)
        os.sync()

    def clear_repository(self) -> None:
        """Makes an empty repository for restic."""
        shutil.rmtree(self.repository, ignore_errors=True)
        subprocess.run(["restic", "init", "-q", "-r", self.repository], check=True, env=_restic())
        os.sync()

    def leave(self) -> None:
        """Takes the last case, the last copy and the last repository away."""
        if self.case is not None:
            self.case.close()
            shutil.rmtree(self.case.folder)
            self.case = None
        shutil.rmtree(self.copy, ignore_errors=True)

    def ours(self) -> None:
        """Acquires the folder."""
        assert self.case is not None
        report = finish(acquire(self.case, _ACTOR, [self.source], workers=_WORKERS))
        assert not report.refused

    def copy_and_hash(self) -> None:
        """Copies the folder and hashes each file with coreutils."""
        self._cp()
        self._sum("sha256sum")

    def copy_and_sync(self) -> None:
        """Copies the folder and waits for the disk."""
        self._cp()
        subprocess.run(["sync", "-f", self.copy], check=True)

    def copy_and_four_sums(self) -> None:
        """Copies the folder, waits for the disk, and hashes each file four ways, two tools at a time."""
        self.copy_and_sync()
        for pair in (_SUMS[:2], _SUMS[2:]):
            running = [subprocess.Popen(self._summing(tool), shell=True) for tool in pair]  # noqa: S602
            assert [each.wait() for each in running] == [0, 0]

    def bag(self) -> None:
        """Copies the folder and makes a bag of the copy."""
        import bagit  # type: ignore[import-untyped]

        self._cp()
        bagit.make_bag(str(self.copy), processes=_WORKERS)

    def bag_four(self) -> None:
        """Copies the folder and makes a bag of the copy with the sums that ours makes."""
        import bagit

        self._cp()
        bagit.make_bag(str(self.copy), processes=_WORKERS, checksums=["md5", "sha1", "sha256", "sha512"])

    def restic(self) -> None:
        """Backs the folder up."""
        subprocess.run(
            ["restic", "backup", "-q", "--no-cache", "-r", self.repository, self.source], check=True, env=_restic()
        )

    def _cp(self) -> None:
        subprocess.run(["cp", "-r", self.source, self.copy], check=True)

    def _sum(self, tool: str) -> None:
        subprocess.run(self._summing(tool), shell=True, check=True)  # noqa: S602

    def _summing(self, tool: str) -> str:
        return f"find {self.copy} -type f -print0 | xargs -0 {tool} > {self.place}/{tool}.txt"


def _restic() -> dict[str, str]:
    """The environment that restic runs in."""
    return {**os.environ, "RESTIC_PASSWORD": "benchmark"}


def _row(place: Path, title: str, files: int, size: int, pairs: int) -> None:
    """Prints the rows of one folder, then takes it away."""
    source = place / "source"
    make_folder(source, files, size)
    ground = _Ground(place, source)
    ours = Job("ours", ground.ours, ground.clear)
    peers = [
        Job("cp -r and sha256sum", ground.copy_and_hash),
        Job("cp -r and sync", ground.copy_and_sync),
        Job("cp -r, sync and four sums", ground.copy_and_four_sums),
    ]
    if importlib.util.find_spec("bagit"):
        peers += [Job("bagit.py", ground.bag), Job("bagit.py, the same four sums", ground.bag_four)]
    if shutil.which("restic"):
        peers.append(Job("restic backup", ground.restic, ground.clear_repository))
    for peer in peers:
        compare(title, ours, peer, pairs)
    ground.leave()
    shutil.rmtree(ground.repository, ignore_errors=True)
    words = [sys.executable, "-m", "tests.benchmarks.acquire", "--peak", str(source)]
    peak = subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
    print(f"{title:<44} peak memory of a process that does it once: {peak}", flush=True)
    shutil.rmtree(source)


def _peak(source: Path) -> None:
    """Acquires a folder once and prints the peak of memory before and at the end."""
    with tempfile.TemporaryDirectory(dir=source.parent) as place:
        os.environ["WORKBENCH_HOME"] = str(Path(place) / "profile")
        with new_case(Path(place) / "case", "Benchmark", CaseKind.OTHER, _ACTOR) as case:
            before = _most_memory()
            report = finish(acquire(case, _ACTOR, [source], workers=_WORKERS))
            assert report.acquired
            after = _most_memory()
        print(f"{after} MiB (an open and empty case: {before} MiB)")


def _most_memory() -> int:
    """The peak of this process alone in MiB; ``getrusage`` would count in that of the process it was forked from."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) // 1024


def main() -> None:
    """Prints the table at a tenth and at the whole of the size."""
    parser = argparse.ArgumentParser(description="Times acquiring against cp, sha256sum, bagit.py and restic.")
    parser.add_argument("--small", action="store_true", help="a tenth of the work only")
    parser.add_argument("--only", choices=("photographs", "small-files", "large-file"))
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--place", type=Path, help="where to work: needs four times the size of the sources")
    parser.add_argument("--peak", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    if arguments.peak:
        _peak(arguments.peak)
        return
    work = (
        ("photographs", "acquire {:,} photographs of 1.5 MB", 2000, 1_500_000),
        ("small-files", "acquire {:,} files of 4 KiB", 50_000, 4096),
        ("large-file", "acquire {:,} MiB in one file", 4096, 1 << 20),
    )
    with tempfile.TemporaryDirectory(dir=arguments.place) as place:
        os.environ["WORKBENCH_HOME"] = str(Path(place) / "profile")
        head()
        for share in (10,) if arguments.small else (10, 1):
            for name, title, count, size in work:
                if arguments.only not in (None, name):
                    continue
                amount = count // share
                files, bytes_each = (1, amount * size) if name == "large-file" else (amount, size)
                _row(Path(place), title.format(amount), files, bytes_each, arguments.pairs)


if __name__ == "__main__":
    main()
