"""Acquiring into an encrypted case against acquiring the same folder into a plain one, and reading both back.

Run it as ``python -m tests.benchmarks.encryption``, with ``--large`` for one file of 4 GiB as well. Both sides are
ours: the same digests, the same syncs, the same ledger; the difference is SQLCipher and AES-256-GCM.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.acquire import make_folder
from tests.benchmarks.pairs import Job, compare, head
from workbench.actions.acquisition import acquire
from workbench.actions.cases import OpenCase, new_case, open_case
from workbench.actions.custody import verify
from workbench.casefile.cases import CaseKind
from workbench.casefile.identity import Actor
from workbench.jobs import finish

_ACTOR = Actor("Benchmark")
_SECRET = "correct horse battery staple"


class _Side:
    """One kind of case into which a folder is acquired again and again."""

    def __init__(self, place: Path, source: Path, passphrase: str | None) -> None:
        self.place, self.source, self.passphrase = place, source, passphrase
        self.case: OpenCase | None = None

    def clear(self) -> None:
        """Opens a new case, takes the last away, and lets the disk come to rest."""
        self.leave()
        folder = Path(tempfile.mkdtemp(dir=self.place))
        self.case = new_case(folder, "Benchmark", CaseKind.OTHER, _ACTOR, passphrase=self.passphrase)
        os.sync()

    def leave(self) -> None:
        """Takes the last case away."""
        if self.case is not None:
            self.case.close()
            shutil.rmtree(self.case.folder)
            self.case = None

    def acquire(self) -> None:
        """Acquires the folder."""
        assert self.case is not None
        assert not finish(acquire(self.case, _ACTOR, [self.source])).refused

    def verify(self) -> None:
        """Checks the case, every original included."""
        assert self.case is not None
        assert finish(verify(self.case)).clean

    def open(self) -> None:
        """Opens a second session for reading."""
        assert self.case is not None
        open_case(self.case.folder, _ACTOR, read_only=True, secret=self.passphrase).close()


def _large(folder: Path) -> None:
    """Writes one file of 4 GiB."""
    folder.mkdir()
    block = random.Random(1).randbytes(1 << 24)
    with open(folder / "large.bin", "wb") as out:
        for number in range(256):
            out.write(number.to_bytes(8, "big") + block[8:])


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as place:
        os.environ["WORKBENCH_HOME"] = str(Path(place) / "profile")
        head()
        shapes = [("400 files of 900 kB", 400, 900_000), ("4,000 files of 4 kB", 4000, 4096), ("", 0, 0)]
        for title, files, size in shapes if "--large" in sys.argv else shapes[:-1]:
            source = Path(place) / f"source-{files}-{size}"
            make_folder(source, files, size) if files else _large(source)
            plain, sealed = _Side(Path(place), source, None), _Side(Path(place), source, _SECRET)
            title = title or "one file of 4 GiB"
            compare(
                f"encrypted: acquire {title}",
                Job("encrypted", sealed.acquire, sealed.clear),
                Job("ours without", plain.acquire, plain.clear),
                pairs=5 if files else 2,
            )
            compare(f"encrypted: verify {title}", Job("encrypted", sealed.verify), Job("ours without", plain.verify))
            compare("encrypted: open", Job("encrypted", sealed.open), Job("ours without", plain.open))
            sealed.leave()
            plain.leave()
            shutil.rmtree(source)


if __name__ == "__main__":
    main()
