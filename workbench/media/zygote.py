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
_SPARES = 2


@dataclass(frozen=True, slots=True)
class _Spare:
    """A child that waits: its process id, and the line on which its order comes."""

    pid: int
    line: socket.socket


@dataclass(frozen=True, slots=True)
class _Working:
    """A child that has its order: its process id, and the channel on which its end is told."""

    pid: int
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


def serve(
    channel: socket.socket, warm_up: Callable[[], Mapping[str, Operation]], rehearse: Callable[[], object] | None = None
) -> None:
    """Lives as a zygote on a channel from the host until the host hangs up.

    ``rehearse`` is what a child does with the project's own samples while it waits, so that its memory is its own.
    """
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
        _Nursery(channel, cell, lambda line: _await_order(line, operations, cell, rehearse)).run()


class _Nursery:
    """The zygote's children: born ahead, one given to each order of the host, and their ends told to the host.

    A fork and the first touch of its memory cost as much as decoding a small picture, so two children wait, without
    any file. Each is given one file, shuts itself in before it reads a byte of it, and dies with it.
    """

    def __init__(self, channel: socket.socket, cell: _Cell, life: Callable[[socket.socket], NoReturn]) -> None:
        self._channel = channel
        self._cell = cell
        self._life = life
        self._wanted = _SPARES
        self._spares: dict[int, _Spare] = {}
        self._working: dict[int, _Working] = {}
        self._poll = select.poll()

    def run(self) -> None:
        """Serves orders until the host hangs up; the children then die with this process."""
        ordered = self._channel.fileno()
        self._poll.register(ordered, select.POLLIN)
        while True:
            ready = dict(self._poll.poll(0 if len(self._spares) < self._wanted else None))
            for handle in ready.keys() - {ordered}:  # the dead first: none of them is given the next order
                self._bury(handle)
            if ordered in ready:
                packet, descriptors = wire.receive(self._channel)
                if not packet:
                    return
                self._set_to_work(packet, descriptors)
            if not ready:
                self._bear()

    def _set_to_work(self, packet: bytes, descriptors: list[int]) -> None:
        """Gives an order to a child and hands the host its pidfd."""
        told, *files = descriptors
        handle = next(iter(self._spares), None) or self._bear()
        child = self._spares.pop(handle)
        self._working[handle] = _Working(child.pid, socket.socket(fileno=told))
        with child.line, contextlib.suppress(OSError):  # one that has just ended is buried with its order in turn
            wire.send(child.line, packet, files)
        for descriptor in files:
            os.close(descriptor)
        with contextlib.suppress(OSError):  # a host that no longer listens has killed nothing: limits still hold
            wire.send(self._working[handle].channel, wire.note({"pid": child.pid}), [handle])

    def _bear(self) -> int:
        """Forks a child that waits for an order; gives its pidfd."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            pid = os.fork()
            if pid == 0:
                self._life(theirs)
        handle = os.pidfd_open(pid)
        self._poll.register(handle, select.POLLIN)
        self._spares[handle] = _Spare(pid, ours)
        return handle

    def _bury(self, handle: int) -> None:
        """Collects a dead child, and tells the host how it ended if it had an order."""
        self._poll.unregister(handle)
        spare, child = self._spares.pop(handle, None), self._working.pop(handle, None)
        if spare is not None:
            self._wanted = 0  # whatever ends those that wait would end the next ones too, without end
            spare.line.close()
            os.waitpid(spare.pid, 0)
        if child is not None:
            _, status = os.waitpid(child.pid, 0)
            with child.channel, contextlib.suppress(OSError):
                wire.send(child.channel, wire.note({"ended": os.waitstatus_to_exitcode(status)}))
        os.close(handle)


def _await_order(
    line: socket.socket, operations: Mapping[str, Operation], cell: _Cell, rehearse: Callable[[], object] | None
) -> NoReturn:
    """Is a child's life up to its order: it holds nothing but the line, and ends with the zygote."""
    try:
        lockdown.die_with(cell.keeper)
        _keep_only([line.fileno()])
        if rehearse is not None:
            rehearse()
        with socket.socket(fileno=_INPUT) as line:
            packet, descriptors = wire.receive(line)
        request = wire.Request.unpacked(packet)
    except BaseException:
        os._exit(70)
    _live(request, descriptors, operations, cell)


def _live(request: wire.Request, descriptors: list[int], operations: Mapping[str, Operation], cell: _Cell) -> NoReturn:
    """Is a child's life from its order on: keeps its files, shuts itself in, does the order, answers and ends."""
    try:
        _keep_only(descriptors)
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
