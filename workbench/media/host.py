"""The host's side of a zygote: starts it, gives it orders, and ends children that outstay their time.

Imports on every system; starting needs Linux (:func:`workbench.media.lockdown.missing`).
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.media import wire

_START_SECONDS = 60.0
_PATIENCE = 5.0  # seconds in which a child that is at work gets some processor time, however busy the machine is
_LONGEST = 6  # so many times its clock a child that is at work may take; its processor time has a limit of its own
_ROOT = Path(__file__).resolve().parents[2]
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from {module} import main; main()"


class ZygoteLost(Exception):
    """The zygote ended while it was needed."""


class ZygoteFailed(Exception):
    """The zygote could not start, or could not prove its walls; says why in a few words."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended: exit code (negative: a signal), what it wrote, and whether the host had to end it."""

    code: int
    untrusted_answer: bytes
    overtime: bool = False
    flooded: bool = False


def boot_command(module: str) -> list[str]:
    """Gives the command that starts a zygote from a module of this program, deaf to the environment."""
    return [sys.executable, "-I", "-B", "-c", _BOOT.format(module=module), str(_ROOT)]


class Zygote:
    """One running zygote; orders may be given from several threads at once."""

    def __init__(self, command: Sequence[str]) -> None:
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=_environment(),
                cwd="/",
                start_new_session=True,
            )
        self._closing = threading.Lock()
        self.landlock = False
        try:
            self._await_ready()
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """The process id of the zygote."""
        return self._process.pid

    def run(self, request: wire.Request, source: int, output: int | None, wall_seconds: float) -> Ending:
        """Has one file decoded by a child of its own and waits for its end; raises ZygoteLost."""
        ours, reading = self.order(request, source, output)
        try:
            return _Watch(ours, reading, wall_seconds).ending()
        finally:
            ours.close()
            os.close(reading)

    def order(self, request: wire.Request, source: int, output: int | None = None) -> tuple[socket.socket, int]:
        """Has a child made for one file; gives the channel that tells of it and the pipe it writes to.

        Both are the caller's to watch and to close. Raises ZygoteLost.
        """
        reading, writing = os.pipe2(os.O_CLOEXEC)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            passed = [theirs.fileno(), source, writing, *([] if output is None else [output])]
            try:
                wire.send(self._channel, request.packed(), passed)
            except OSError as cause:
                ours.close()
                os.close(reading)
                raise ZygoteLost from cause
            finally:
                os.close(writing)
        return ours, reading

    def close(self) -> None:
        """Ends the zygote and, with it, its children. May be called again."""
        with self._closing:
            self._channel.close()
            try:
                self._process.wait(2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _await_ready(self) -> None:
        """Waits until the zygote has warmed up and proved its walls."""
        self._channel.settimeout(_START_SECONDS)
        try:
            packet, _ = wire.receive(self._channel)
        except OSError as cause:
            raise ZygoteFailed("the decoder process did not start in time") from cause
        if not packet:
            raise ZygoteFailed("the decoder process ended while it started")
        fields = json.loads(packet)
        if not fields.get("filter"):
            raise ZygoteFailed("the kernel did not let the decoder be filtered")
        self.landlock = bool(fields.get("landlock"))
        self._channel.settimeout(None)


class _Watch:
    """Watches one child from the order to its end; its clock stops for as long as a busy machine lets it wait."""

    def __init__(self, channel: socket.socket, answer: int, wall_seconds: float) -> None:
        self._channel = channel
        self._answer = answer
        self._patience = min(_PATIENCE, wall_seconds / 2)
        self._deadline = time.monotonic() + wall_seconds - self._patience
        self._last = time.monotonic() + _LONGEST * wall_seconds
        self._handle: int | None = None
        self._pid = self._used = 0
        self._written = bytearray()
        self._overtime = self._flooded = False

    def ending(self) -> Ending:
        """Collects the answer and the end of the child."""
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        poll.register(self._answer, select.POLLIN)
        code = None
        try:
            while code is None:
                left = max(0.0, self._deadline - time.monotonic())
                ready = dict(poll.poll(None if self._overtime else left * 1000 + 1))
                if self._answer in ready and not self._read():
                    poll.unregister(self._answer)
                if self._channel.fileno() in ready:
                    code = self._news()
                if not ready and self._is_at_work() and self._deadline < self._last:
                    self._deadline = time.monotonic() + self._patience
                elif not ready:
                    self._overtime = True
                    self._kill()
            while self._read():
                pass
        finally:
            if self._handle is not None:
                os.close(self._handle)
        return Ending(code, bytes(self._written), self._overtime, self._flooded)

    def _is_at_work(self) -> bool:
        """Tells whether the child has had processor time since this was last asked."""
        before, self._used = self._used, _processor_ticks(self._pid)
        return self._used > before

    def _news(self) -> int | None:
        """Takes one message of the zygote: the child's handle, or its exit code."""
        try:
            packet, descriptors = wire.receive(self._channel)
        except OSError as cause:
            raise ZygoteLost from cause
        if not packet:
            raise ZygoteLost
        fields = json.loads(packet)
        if descriptors:
            self._handle, self._pid = descriptors[0], int(fields.get("pid", 0))
            if self._overtime or self._flooded:
                self._kill()
        ended = fields.get("ended")
        return int(ended) if ended is not None else None

    def _read(self) -> bool:
        """Takes what the child wrote; more than an honest answer ends it. Tells whether more may come."""
        untrusted_piece = os.read(self._answer, 1 << 16)
        self._written += untrusted_piece
        if len(self._written) > wire.ANSWER_BYTES:
            self._flooded = True
            self._kill()
            return False
        return bool(untrusted_piece)

    def _kill(self) -> None:
        """Ends the child through its pidfd, which can mean no other process."""
        if self._handle is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)


def _processor_ticks(pid: int) -> int:
    """Reads how much processor time a process has had, in the kernel's ticks; 0 where there is none of that id."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])
    except (OSError, ValueError, IndexError):
        return 0


def _environment() -> dict[str, str]:
    """Gives a zygote only the few variables that finding its libraries may need."""
    kept = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
    single = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1", "LANG": "C.UTF-8"}
    return {**{name: os.environ[name] for name in kept if name in os.environ}, **single}
