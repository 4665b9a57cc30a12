"""The zygote: a process that has every decoder loaded, sees no untrusted byte, and forks one child for each file.

It is started by the host as ``python -I -c``, imports and warms up the decoders of its kind, closes its doors
(:mod:`workbench.media.lockdown`), proves on itself that the filter bites, says that it is ready, and then turns
orders into children until the host goes away. A child's whole work is in :func:`_live`.
"""

from __future__ import annotations

import contextlib
import gc
import json
import mmap
import os
import platform
import resource
import select
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from workbench.media import framing, lockdown, wire

Operation = Callable[[int, wire.Request, "mmap.mmap | None"], Mapping[str, object]]
"""What a child does: the untrusted file, the order and the shared memory in, its answer out."""

ANSWER = 4
_INPUT, _OUTPUT = 3, 5
_DESCRIPTORS = 16
_CORES = 4


@dataclass(slots=True)
class _Child:
    """A living child: its process id, its pidfd and the channel on which its end is told."""

    pid: int
    handle: int
    channel: socket.socket


@dataclass(frozen=True, slots=True)
class _Cell:
    """What every child is shut in with: the filter, the zygote's own address space, the zygote's process id."""

    program: bytes
    held: int
    keeper: int


class Refused(Exception):
    """A decoder's plain no to one file; ``code`` is one of the words in ``answers.REFUSALS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def serve(channel: socket.socket, warm_up: Callable[[], Mapping[str, Operation]]) -> None:
    """Lives as a zygote on a channel from the host until the host hangs up."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    # Decoders start a thread for each core they see, and every thread's stack counts as memory of the child.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:_CORES])
    walls: dict[str, object] = {"namespaces": lockdown.leave_namespaces()}
    operations = warm_up()
    cell = _Cell(lockdown.filter_program(platform.machine()), lockdown.memory_in_use(), os.getpid())
    gc.collect()
    gc.freeze()
    walls["root"], walls["landlock"] = lockdown.close_doors()
    walls["filter"] = _filter_bites(cell)
    wire.send(channel, wire.note({"ready": True, **walls}))
    if walls["filter"]:
        _Nursery(channel, operations, cell).run()


class _Nursery:
    """The zygote's children: started on the host's order, and their ends told to the host."""

    def __init__(self, channel: socket.socket, operations: Mapping[str, Operation], cell: _Cell) -> None:
        self._channel = channel
        self._operations = operations
        self._cell = cell
        self._children: dict[int, _Child] = {}

    def run(self) -> None:
        """Serves orders until the host hangs up; the children then die with this process."""
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll():
                if descriptor != self._channel.fileno():
                    poll.unregister(descriptor)
                    self._bury(self._children.pop(descriptor))
                    continue
                packet, descriptors = wire.receive(self._channel)
                if not packet:
                    return
                child = self._bear(wire.Request.unpacked(packet), descriptors)
                self._children[child.handle] = child
                poll.register(child.handle, select.POLLIN)

    def _bear(self, request: wire.Request, descriptors: list[int]) -> _Child:
        """Forks the child of one order and hands its pidfd to the host."""
        pid = os.fork()
        if pid == 0:
            _live(request, descriptors, self._operations, self._cell)
        channel = socket.socket(fileno=descriptors[0])
        for descriptor in descriptors[1:]:
            os.close(descriptor)
        handle = os.pidfd_open(pid)
        with contextlib.suppress(OSError):  # a host that no longer listens has killed nothing: limits still hold
            wire.send(channel, wire.note({"pid": pid}), [handle])
        return _Child(pid, handle, channel)

    def _bury(self, child: _Child) -> None:
        """Collects a dead child and tells the host how it ended."""
        _, status = os.waitpid(child.pid, 0)
        with contextlib.suppress(OSError):
            wire.send(child.channel, wire.note({"ended": os.waitstatus_to_exitcode(status)}))
        os.close(child.handle)
        child.channel.close()


def _live(request: wire.Request, descriptors: list[int], operations: Mapping[str, Operation], cell: _Cell) -> NoReturn:
    """Is the child's whole life: keeps its files, shuts itself in, does the order, answers and ends."""
    try:
        _keep_only(descriptors[1:])
        output = mmap.mmap(_OUTPUT, request.out_bytes) if request.out_bytes else None
        room = cell.held + request.memory_bytes + request.out_bytes
        lockdown.confine(cell.program, room, request.cpu_seconds, _DESCRIPTORS, cell.keeper)
        answer = _answer(operations[request.operation], request, output)
        answer = answer[: wire.ANSWER_BYTES + 1]
        os.write(ANSWER, framing.frame(framing.END, answer) if request.stream else answer)
    except BaseException:
        os._exit(70)
    os._exit(0)


def _answer(operation: Operation, request: wire.Request, output: mmap.mmap | None) -> bytes:
    """Does the order and packs what came of it; a refusal is one word, never a library's own text."""
    try:
        return json.dumps(operation(_INPUT, request, output)).encode()
    except Refused as no:
        code, kind = no.code, type(no.__cause__).__name__
    except MemoryError:
        code, kind = "memory", "MemoryError"
    except Exception as fault:
        code, kind = "damaged", type(fault).__name__
    return json.dumps({"refused": code, "kind": kind}).encode()


def _keep_only(descriptors: list[int]) -> None:
    """Moves the given files to 3, 4 ... and closes every other but the three standard ones."""
    high = [os.dup2(descriptor, 100 + place) for place, descriptor in enumerate(descriptors)]
    for place, descriptor in enumerate(high):
        os.dup2(descriptor, 3 + place, inheritable=False)
    os.closerange(3 + len(descriptors), 65_536)


def _filter_bites(cell: _Cell) -> bool:
    """Proves the filter on a child of our own: opening a socket must end it."""
    pid = os.fork()
    if pid == 0:
        try:
            lockdown.confine(cell.program, cell.held + (64 << 20), 2, _DESCRIPTORS, cell.keeper)
            socket.socket()
        finally:
            os._exit(71)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) == -signal.SIGSYS


def channel_from(argument: str) -> socket.socket:
    """Takes over the channel whose descriptor the host named on the command line."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.dont_write_bytecode = True
    return socket.socket(fileno=int(argument))
