"""Where a fault strikes: one case and one profile in a folder of their own, copied from a prepared one each time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.actions.cases import OpenCase, open_case
from workbench.actions.custody import verify
from workbench.casefile.custody import Entry
from workbench.casefile.identity import Actor
from workbench.errors import CaseDestroyed, WrongSecret
from workbench.jobs import finish
from workbench.store import ledger

ACTOR = Actor("Tester")
SECRET, OTHER_SECRET = "a passphrase for these tests", "another passphrase for these tests"


@dataclass(frozen=True)
class Ground:
    """One folder with a case, a profile, sources, and the list of what was confirmed."""

    place: Path

    @property
    def case(self) -> Path:
        """The case folder."""
        return self.place / "case"

    @property
    def sources(self) -> Path:
        """The files to take in."""
        return self.place / "sources"

    @property
    def acknowledged(self) -> Path:
        """What was confirmed: a line for each entry, number and digest."""
        return self.place / "acknowledged"

    def enter(self) -> None:
        """Makes the profile of this ground the one of this process."""
        os.environ["WORKBENCH_HOME"] = str(self.place / "profile")

    def copied(self, to: Path) -> Ground:
        """Copies the ground, so that a fault can strike the copy."""
        shutil.copytree(self.place, to, symlinks=True)
        return Ground(to)

    def opened(self, listening: bool = False) -> OpenCase:
        """Opens the case; where somebody listens, every committed entry is written down outside of it."""
        case = self._open()
        return self._listen(case) if listening else case

    def _open(self) -> OpenCase:
        """Opens the case with the passphrase that it has by now."""
        try:
            return open_case(self.case, ACTOR, secret=SECRET)
        except WrongSecret:
            return open_case(self.case, ACTOR, secret=OTHER_SECRET)

    def _listen(self, case: OpenCase) -> OpenCase:
        """Has every committed entry written down."""
        handle = os.open(self.acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

        def note(entry: Entry) -> None:
            os.write(handle, f"{entry.number} {entry.digest}\n".encode())

        case.subscribe(note)
        return case

    def confirmed(self) -> list[tuple[int, str]]:
        """Reads what was confirmed; a last line without its end was never finished."""
        try:
            lines = self.acknowledged.read_text("ascii").split("\n")[:-1]
        except FileNotFoundError:
            return []
        return [(int(number), digest) for number, digest in (line.split() for line in lines)]


@dataclass(frozen=True)
class WritePath:
    """One way of writing to a case: how the ground is laid, the act itself, and how to tell that it is complete.

    ``act`` may be repeated after a fault and then completes. Where ``ends`` the case may be destroyed, and says so.
    """

    name: str
    prepare: Callable[[Ground], None]
    act: Callable[[Ground], None]
    complete: Callable[[Ground], bool]
    ends: bool = False


def problems(path: WritePath, ground: Ground) -> list[str]:
    """Looks a case over after a fault: whole, nothing confirmed lost, and the act can be completed."""
    ground.enter()
    found: list[str] = []
    if ground.case.exists():
        found += looked_over(path, ground, "after the fault")
    path.act(ground)
    found += looked_over(path, ground, "after completing")
    if not path.complete(ground):
        found.append("the act cannot be completed")
    return found


def looked_over(path: WritePath, ground: Ground, when: str) -> list[str]:
    """Opens the case, holds it against what was confirmed, and verifies it."""
    found = []
    try:
        case = ground.opened()
    except CaseDestroyed:
        return [] if path.ends else [f"{when}: the case is destroyed"]
    with case:
        if case.read_only:
            found.append(f"{when}: open for reading only")
        with case.file.reading() as connection:
            there = {number: digest for number, digest, _ in ledger.bodies(connection)}
        lost = [number for number, digest in ground.confirmed() if there.get(number) != digest]
        if lost:
            found.append(f"{when}: confirmed entries are lost: {lost[:5]}")
        found += [f"{when}: {fault.subject}: {fault.detail}" for fault in finish(verify(case)).faults]
    return found


def named(paths: Sequence[WritePath], name: str) -> WritePath:
    """Finds a write path by its name."""
    return next(path for path in paths if path.name == name)
