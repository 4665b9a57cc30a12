"""Shuts a process in: limits, an empty root, Landlock, and a filter on system calls, by ctypes alone.

Importing this module does nothing and works everywhere; its functions need Linux. Two moments matter. The zygote
calls :func:`leave_namespaces` first and :func:`close_doors` once everything is imported; each child calls
:func:`confine` before it reads one untrusted byte. The filter is the wall that must stand (:func:`confine` raises
without it); namespaces, the empty root and Landlock are further walls where the kernel grants them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
import tempfile

from workbench.media import syscalls

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_CLONE_NEWIPC, _CLONE_NEWUTS = 0x08000000, 0x04000000
_CLONE_THREAD = 0x00010000
_PROT_EXEC = 4
_AT_EMPTY_PATH = 0x1000
_READING_FCNTLS = (1, 2, 3)  # F_GETFD, F_SETFD, F_GETFL

_LANDLOCK_CREATE_RULESET, _LANDLOCK_RESTRICT_SELF = 444, 446
_CAPSET = {"x86_64": 126, "aarch64": 91}

_RET_KILL_PROCESS = 0x80000000
_RET_ERRNO = 0x00050000
_RET_ALLOW = 0x7FFF0000
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16


class LockdownError(Exception):
    """The kernel did not grant a wall that must stand."""


def missing() -> str:
    """Tells in words why this machine cannot confine a decoder; empty if it can."""
    if sys.platform != "linux":
        return f"the system is {platform.system() or sys.platform}, and decoders are confined on Linux only so far"
    if platform.machine() not in syscalls.AUDIT_ARCHITECTURES:
        return f"the processor is {platform.machine()}, and its system calls are not known here"
    if not hasattr(os, "pidfd_open"):
        return "this Python was built without pidfd_open"
    if _libc().prctl(21, 0, 0, 0, 0) < 0:  # PR_GET_SECCOMP
        return "the kernel was built without seccomp"
    return ""


def landlock_version() -> int:
    """Asks the kernel for its Landlock ABI; 0 where there is none."""
    return max(0, int(_libc().syscall(_LANDLOCK_CREATE_RULESET, None, 0, 1)))


def leave_namespaces() -> bool:
    """Moves the process into its own user, network, IPC and host-name spaces; tells whether the kernel let it."""
    flags = _CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS
    return bool(_libc().unshare(flags) == 0)


def close_doors() -> tuple[bool, bool]:
    """Takes the file system, privileges and, by Landlock, signals and sockets from the process.

    Tells whether the empty root and whether Landlock are in place. Nothing can be imported afterwards.
    """
    _libc().prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    rooted = _enter_empty_root()
    _drop_capabilities()
    if _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise LockdownError("no_new_privs")
    return rooted, _landlock_nothing()


def memory_in_use() -> int:
    """Reads how many bytes of address space the process holds (needs /proc: call it before the doors close)."""
    with open("/proc/self/statm", "rb") as statm:
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def die_with(keeper: int) -> None:
    """Ends the calling child when its parent ends, or now if that happened."""
    _libc().prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0)
    if os.getppid() != keeper:
        os._exit(0)


def confine(program: bytes, address_space: int, cpu_seconds: int, descriptors: int, keeper: int) -> None:
    """Shuts the calling child in for good; ``keeper`` is the parent it must die with.

    Raises LockdownError where the filter cannot be installed: the caller must then not go on.
    """
    import resource

    libc = _libc()
    die_with(keeper)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    for kind, soft, hard in (
        (resource.RLIMIT_AS, address_space, address_space),
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_MEMLOCK, 0, 0),
        (resource.RLIMIT_NOFILE, descriptors, descriptors),
    ):
        resource.setrlimit(kind, (soft, hard))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise LockdownError("no_new_privs")
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0) != 0:
        raise LockdownError("seccomp")


def filter_program(machine: str) -> bytes:
    """Assembles the filter for a machine as classic BPF: the three lists, and what arguments a few calls may have."""
    numbers = syscalls.numbers(machine)
    if not numbers:
        raise LockdownError("unknown machine")
    code = [
        (_LOAD, 0, 0, _ARCH_AT),
        (_EQUAL, 1, 0, syscalls.AUDIT_ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _RET_KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER_AT),
    ]
    guarded = {
        "mmap": _unless_bits(2, _PROT_EXEC),
        "mprotect": _unless_bits(2, _PROT_EXEC),
        "clone": _if_bits(0, _CLONE_THREAD),
        "newfstatat": _if_bits(3, _AT_EMPTY_PATH, otherwise=_RET_ERRNO | errno.EACCES),
        "fcntl": _if_one_of(1, _READING_FCNTLS),
    }
    for name in syscalls.ALLOWED:
        body = guarded.get(name, [(_RETURN, 0, 0, _RET_ALLOW)])
        code += [(_EQUAL, 0, len(body), numbers[name]), *body] if name in numbers else []
    for names, answer in (
        (syscalls.REFUSED, _RET_ERRNO | errno.EACCES),
        (syscalls.FATAL, _RET_KILL_PROCESS),
    ):
        for name in names:
            code += [(_EQUAL, 0, 1, numbers[name]), (_RETURN, 0, 0, answer)] if name in numbers else []
    if machine == "x86_64":  # the x32 calls carry this bit
        code += [(_ANY_BIT, 0, 1, 0x40000000), (_RETURN, 0, 0, _RET_KILL_PROCESS)]
    code.append((_RETURN, 0, 0, _RET_ERRNO | errno.ENOSYS))
    return b"".join(struct.pack("HBBI", *step) for step in code)


def _argument(index: int) -> tuple[int, int, int, int]:
    """Loads the low half of an argument of the call."""
    return _LOAD, 0, 0, _ARGUMENTS_AT + 8 * index


def _unless_bits(argument: int, bits: int) -> list[tuple[int, int, int, int]]:
    """Allows the call unless the argument has one of the bits."""
    return [
        _argument(argument),
        (_ANY_BIT, 0, 1, bits),
        (_RETURN, 0, 0, _RET_KILL_PROCESS),
        (_RETURN, 0, 0, _RET_ALLOW),
    ]


def _if_bits(argument: int, bits: int, otherwise: int = _RET_KILL_PROCESS) -> list[tuple[int, int, int, int]]:
    """Allows the call only if the argument has one of the bits."""
    return [
        _argument(argument),
        (_ANY_BIT, 0, 1, bits),
        (_RETURN, 0, 0, _RET_ALLOW),
        (_RETURN, 0, 0, otherwise),
    ]


def _if_one_of(argument: int, values: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Allows the call only if the argument is one of the values, and refuses it otherwise."""
    steps = [_argument(argument)]
    for value in values:
        steps += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, _RET_ALLOW)]
    return [*steps, (_RETURN, 0, 0, _RET_ERRNO | errno.EACCES)]


def _enter_empty_root() -> bool:
    """Makes a folder that no longer has a name the root of the process; tells whether the kernel let it."""
    folder = tempfile.mkdtemp()
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.rmdir(folder)
        os.fchdir(descriptor)
        os.chroot(".")
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _drop_capabilities() -> None:
    """Gives up every privilege the process may hold (capset, version 3)."""
    number = _CAPSET.get(platform.machine())
    if number is not None:
        _libc().syscall(number, struct.pack("Ii", 0x20080522, 0), bytes(24))


def _landlock_nothing() -> bool:
    """Forbids the process every file, TCP port, abstract socket and signal outside; tells whether it holds."""
    version = landlock_version()
    if version < 1:
        return False
    files = (1 << (13 + (version >= 2) + (version >= 3) + (version >= 5))) - 1
    rules = struct.pack("QQQ", files, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    rules = rules[: 8 if version < 4 else 16 if version < 6 else 24]
    ruleset = _libc().syscall(_LANDLOCK_CREATE_RULESET, rules, len(rules), 0)
    if ruleset < 0:
        return False
    try:
        return bool(_libc().syscall(_LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _libc() -> ctypes.CDLL:
    """Opens the C library that is loaded already."""
    return ctypes.CDLL(None, use_errno=True)
