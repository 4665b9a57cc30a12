"""Every exploit payload tried inside each of the program's own decoder processes, and the table of what became of them.

A payload zygote is one of the program's: its decoders are loaded and warmed up, its doors closed and its children
confined by the very same code. Only the operation is another: the child does what its file says, as it would if the
file had taken it over.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.attacks.measuring import ROOT, WALLS
from tests.workbench.media import payloads
from workbench.media import host, lockdown, sandbox, wire
from workbench.media.zygote import Operation, serve

NOBODY = 65_534
REFUSED = {"EACCES", "EPERM", "ENOSYS", "EBADF", "EFBIG"}
HARMLESS = {"thread", "write to standard output"}
ATTEMPTS = tuple(
    [name for name in payloads.CALLS if name in payloads.NUMBERS]
    + [n for n in list(payloads.ACTS)[: list(payloads.ACTS).index("fill memory")] if n not in HARMLESS]
)
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from tests.attacks import payload_table; "
    "payload_table.zygote_main({!r}, {}, {})"
)


@dataclass(frozen=True)
class Ground:
    """Where payloads are tried: in which process, behind which walls, as whom."""

    kind: str
    walls: bool = True
    uid: int = 0

    @property
    def words(self) -> str:
        """The ground as the table names it."""
        walls = "all walls" if self.walls else "the filter alone"
        return f"{self.kind}, {walls}, {'nobody' if self.uid else 'as started'}"

    def command(self) -> list[str]:
        """Gives the command that starts its zygote."""
        boot = _BOOT.format(f"workbench.media.{self.kind}", self.walls, self.uid)
        return [sys.executable, "-I", "-B", "-c", boot, str(ROOT)]


@dataclass
class Result:
    """What became of the payloads on one ground; ``open`` names those that got through."""

    ground: Ground
    ends: Counter[str] = field(default_factory=Counter)
    open: list[str] = field(default_factory=list)


class Told(host.Zygote):
    """A zygote whose own words about its walls are kept."""

    walls: dict[str, Any]

    def _await_ready(self) -> None:
        self._channel.settimeout(host._START_SECONDS)
        packet, _ = wire.receive(self._channel)
        if not packet:
            raise host.ZygoteFailed("it ended while it started")
        self.walls = json.loads(packet)
        self._channel.settimeout(None)


def kinds() -> tuple[str, ...]:
    """Names every decoder process of the program."""
    return tuple(sandbox._COMMANDS)


@contextmanager
def started(command: Sequence[str]) -> Iterator[Told]:
    """Gives a running zygote; raises ZygoteFailed where it cannot start, as one without its library."""
    running = Told(command)
    try:
        yield running
    finally:
        running.close()


def attempt(running: Told, name: str) -> str:
    """Has a child of a zygote make one attempt, and says how it ended."""
    with tempfile.TemporaryFile() as written:
        written.write(name.encode())
        written.flush()
        source = os.open(f"/proc/self/fd/{written.fileno()}", os.O_RDONLY | os.O_CLOEXEC)
        output = os.memfd_create("look", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            os.ftruncate(output, 4_096)
            request = wire.Request("attempt", memory_bytes=128 << 20, cpu_seconds=2, out_bytes=4_096)
            ending = running.run(request, source, output, 10.0)
        finally:
            os.close(source)
            os.close(output)
    if ending.code == -signal.SIGSYS:
        return "ended by the filter"
    if ending.code:
        return f"ended: {signal.Signals(-ending.code).name if ending.code < 0 else ending.code}"
    fields = json.loads(ending.untrusted_answer)
    return str(fields["facts"]["codec"]) if "facts" in fields else f"refused: {fields.get('refused')}"


def stopped(end: str) -> bool:
    """Tells whether an attempt came to nothing: refused by the kernel, or the end of the child."""
    return end in REFUSED or end == "ended by the filter"


def tried(ground: Ground, names: Sequence[str] = ATTEMPTS) -> Result:
    """Tries payloads on one ground."""
    result = Result(ground)
    with started(ground.command()) as running:
        for name in names:
            end = attempt(running, name)
            result.ends[end] += 1
            if not stopped(end):
                result.open.append(f"{name}: {end}")
    return result


def zygote_main(module: str, walls: bool, uid: int) -> None:
    """Is a zygote of the program whose children are taken over; with ``uid`` it lives as that user."""
    decoders = importlib.import_module(module)

    def taken_over(channel: socket.socket, warm_up: Callable[[], Mapping[str, Operation]], *rehearsal: Any) -> None:
        warm_up()  # what it may read must be loaded before it is somebody who may read nothing
        if uid:
            _become(uid)
        if not walls:
            for wall in WALLS:
                setattr(lockdown, wall, lambda: False)
        serve(channel, lambda: {"attempt": payloads.preview}, *rehearsal)

    decoders.serve = taken_over  # type: ignore[attr-defined]
    decoders.main()


def _become(uid: int) -> None:
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
    if os.getuid() != uid:
        raise SystemExit(3)


def can_be_nobody() -> bool:
    """Tells whether this process may turn another into nobody."""
    return os.name == "posix" and os.geteuid() == 0


def grounds() -> Iterator[Ground]:
    """Gives every ground that this machine has."""
    for kind in kinds():
        for walls in (True, False):
            for uid in (0, NOBODY) if can_be_nobody() else (0,):
                yield Ground(kind, walls, uid)


def main() -> bool:
    """Prints what each zygote says of its walls and what became of every payload; tells whether none got through."""
    held = _walls()
    if not can_be_nobody():
        print("as nobody: not tried, for only root may become nobody")
    for ground in grounds():
        try:
            result = tried(ground)
        except host.ZygoteFailed as why:
            print(f"{ground.words:<52} not tried: {why}")
            continue
        ends = ", ".join(f"{count} {end}" for end, count in result.ends.most_common())
        print(
            f"{ground.words:<52}{sum(result.ends.values()):>5} tried, {len(result.open)} got through: {ends}",
            flush=True,
        )
        for line in result.open:
            print(f"    GOT THROUGH  {line}")
        held &= not result.open
    return held


def _walls() -> bool:
    """Prints what each of the program's own zygotes proves of its walls."""
    held = True
    for kind in kinds():
        try:
            with started(sandbox._COMMANDS[kind]) as running:
                print(f"{kind:<12} {', '.join(f'{name}: {value}' for name, value in running.walls.items())}")
                held &= running.walls.get("filter") is True
        except host.ZygoteFailed as why:
            print(f"{kind:<12} not started: {why}")
    return held
