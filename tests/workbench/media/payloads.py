"""A zygote of the tests' own, whose children are taken over: each file names what its decoder tries to do.

Nothing of this can be reached from the program's own zygotes. A payload that gets through answers with the codec
``done``; one that the kernel refuses answers with the name of the error.
"""

from __future__ import annotations

import ctypes
import errno
import json
import mmap
import os
import platform
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping

from workbench.casefile.exposure import Veil
from workbench.formats.members import Member
from workbench.media import framing, lockdown, syscalls, wire
from workbench.media.zygote import Operation, channel_from, serve

LIBC = ctypes.CDLL(None, use_errno=True)
NUMBERS = {**syscalls.numbers(platform.machine()), "clone3": 435, "unknown": 900}
PATH, OTHER = ctypes.c_char_p(b"/etc/passwd"), ctypes.c_char_p(b"/tmp/other")
SPACE = ctypes.create_string_buffer(256)
HERE = -100  # AT_FDCWD
PARENT = os.getpid()

CALLS: dict[str, tuple[object, ...]] = {
    "socket": (2, 1, 0), "socketpair": (1, 1, 0, SPACE), "connect": (3, SPACE, 16), "bind": (3, SPACE, 16),
    "listen": (3, 1), "accept": (3, 0, 0), "sendto": (3, SPACE, 1, 0, 0, 0), "sendmsg": (3, SPACE, 0),
    "recvmsg": (3, SPACE, 0), "getsockopt": (3, 1, 1, SPACE, SPACE), "execve": (PATH, 0, 0),
    "execveat": (HERE, PATH, 0, 0, 0), "fork": (), "vfork": (), "clone": (17, 0, 0, 0, 0), "clone3": (SPACE, 64),
    "ptrace": (0, 0, 0, 0), "process_vm_readv": (PARENT, SPACE, 1, SPACE, 1, 0),
    "process_vm_writev": (PARENT, SPACE, 1, SPACE, 1, 0), "kill": (PARENT, 9), "tkill": (PARENT, 9),
    "tgkill": (PARENT, PARENT, 9), "rt_sigqueueinfo": (PARENT, 9, SPACE), "pidfd_open": (PARENT, 0),
    "pidfd_send_signal": (3, 9, 0, 0), "pidfd_getfd": (3, 0, 0), "open": (PATH, 0), "openat": (HERE, PATH, 0),
    "openat2": (HERE, PATH, SPACE, 24), "creat": (OTHER, 0o600), "stat": (PATH, SPACE), "lstat": (PATH, SPACE),
    "statx": (HERE, PATH, 0, 0, SPACE), "newfstatat": (HERE, PATH, SPACE, 0), "access": (PATH, 0),
    "faccessat": (HERE, PATH, 0), "readlink": (PATH, SPACE, 64), "getcwd": (SPACE, 64), "getdents64": (3, SPACE, 64),
    "mkdir": (OTHER, 0o700), "mkdirat": (HERE, OTHER, 0o700), "rmdir": (OTHER,), "unlink": (OTHER,),
    "unlinkat": (HERE, OTHER, 0), "rename": (PATH, OTHER), "renameat2": (HERE, PATH, HERE, OTHER, 0),
    "link": (PATH, OTHER), "symlink": (PATH, OTHER), "chmod": (PATH, 0o777), "fchmod": (3, 0o777),
    "chown": (PATH, 0, 0), "truncate": (PATH, 0), "ftruncate": (3, 0), "fallocate": (3, 0, 0, 4096),
    "utimensat": (HERE, PATH, 0, 0), "setxattr": (PATH, OTHER, SPACE, 1, 0), "mknod": (OTHER, 0o10600, 0),
    "name_to_handle_at": (HERE, PATH, SPACE, SPACE, 0), "open_by_handle_at": (3, SPACE, 0),
    "mount": (PATH, OTHER, 0, 0, 0), "umount2": (PATH, 0), "pivot_root": (PATH, OTHER), "chroot": (OTHER,),
    "unshare": (0x10000000,), "setns": (3, 0), "fsopen": (PATH, 0), "open_tree": (HERE, PATH, 1),
    "move_mount": (3, PATH, 3, OTHER, 0), "io_uring_setup": (4, SPACE), "io_setup": (4, SPACE), "bpf": (0, SPACE, 64),
    "perf_event_open": (SPACE, 0, -1, -1, 0), "userfaultfd": (0,), "keyctl": (0, -3, 0),
    "add_key": (PATH, OTHER, SPACE, 1, -3), "memfd_create": (PATH, 0), "init_module": (SPACE, 0, PATH),
    "finit_module": (3, PATH, 0), "kexec_load": (0, 0, SPACE, 0), "reboot": (1, 2, 3, 0), "swapon": (PATH, 0),
    "syslog": (10, 0, 0), "settimeofday": (SPACE, 0), "sethostname": (PATH, 4), "personality": (0xFFFFFFFF,),
    "setuid": (0,), "setgid": (0,), "setresuid": (0, 0, 0), "setgroups": (0, 0), "capset": (SPACE, SPACE),
    "setsid": (), "prctl": (4, 1, 0, 0, 0), "arch_prctl": (0x1004, SPACE), "seccomp": (1, 0, SPACE),
    "setrlimit": (9, SPACE), "prlimit64": (0, 9, SPACE, 0), "rt_sigaction": (11, SPACE, 0, 8),
    "setitimer": (0, SPACE, 0), "ioctl": (3, 0x5412, SPACE), "dup": (3,), "dup2": (3, 9), "pipe2": (SPACE, 0),
    "eventfd2": (0, 0), "epoll_create1": (0,), "splice": (3, 0, 4, 0, 1, 0), "sendfile": (4, 3, 0, 1),
    "copy_file_range": (3, 0, 4, 0, 1, 0), "iopl": (3,), "modify_ldt": (0, SPACE, 16),
    "remap_file_pages": (SPACE, 0, 0, 0, 0), "shmget": (1, 4096, 0o1600), "msgget": (1, 0o1600),
    "mq_open": (PATH, 0, 0, 0), "inotify_init1": (0,), "fanotify_init": (0, 0), "landlock_restrict_self": (3, 0),
    "sched_setaffinity": (0, 8, SPACE), "getuid": (), "uname": (SPACE,), "pwrite64": (5, SPACE, 1, 0), "unknown": (),
}  # fmt: skip


def _call(number: int, *arguments: object) -> str:
    """Makes one system call by number and says how it went."""
    ctypes.set_errno(0)
    plain = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    if LIBC.syscall(ctypes.c_long(number), *plain) >= 0:
        return "done"
    return errno.errorcode[ctypes.get_errno()]


def attempt_call(name: str) -> str:
    """Makes the system call of that name with the arguments that stand in the table."""
    return _call(NUMBERS[name], *CALLS[name])


def _attempt(act: Callable[[], object]) -> str:
    """Does something from Python and says how it went."""
    try:
        act()
    except OSError as no:
        return errno.errorcode.get(no.errno or 0, "OSError")
    return "done"


def _executable_memory() -> object:
    return mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)


def _make_executable() -> str:
    memory = mmap.mmap(-1, 4096)
    return _call(NUMBERS["mprotect"], ctypes.addressof(ctypes.c_char.from_buffer(memory)), 4096, 5)


def _thread() -> object:
    thread = threading.Thread(target=lambda: None)
    thread.start()
    return thread.join()


def _fill_memory() -> object:
    pieces = []
    while True:
        pieces.append(bytearray(1 << 24))


def _map_without_end() -> object:
    """Ends as a native library would that never looks at the result of malloc."""
    LIBC.malloc.restype = ctypes.c_void_p
    while True:
        ctypes.memset(LIBC.malloc(ctypes.c_size_t(1 << 24)), 1, 1 << 24)


def _spin() -> object:
    while True:
        pass


def _spin_in_threads() -> object:
    for _ in range(3):
        threading.Thread(target=_spin, daemon=True).start()
    return _spin()


def _flood() -> object:
    while True:
        os.write(4, b"x" * 65_536)


def _say(answer: bytes) -> object:
    os.write(4, answer)
    os._exit(0)


VEIL = Veil(2, 1, bytes(2), bytes(8)).packed().hex()
ACTS: dict[str, Callable[[], object]] = {
    "python socket": lambda: _attempt(socket.socket),
    "python read": lambda: _attempt(lambda: open("/etc/passwd", "rb").close()),
    "python write": lambda: _attempt(lambda: open("/tmp/made-by-a-payload", "wb").close()),
    "python fork": lambda: _attempt(os.fork),
    "python system": lambda: _attempt(lambda: subprocess.run(["true"])),
    "python kill": lambda: _attempt(lambda: os.kill(os.getppid(), signal.SIGKILL)),
    "write the original": lambda: _attempt(lambda: os.write(3, b"changed")),
    "write past the mapping": lambda: _attempt(lambda: os.write(5, b"changed")),
    "write to standard output": lambda: _attempt(lambda: os.write(1, b"words") and None),
    "executable memory": lambda: _attempt(_executable_memory),
    "make memory executable": _make_executable,
    "open for writing by fcntl": lambda: _call(NUMBERS["fcntl"], 3, 4, 0o2),
    "duplicate by fcntl": lambda: _call(NUMBERS["fcntl"], 3, 0, 10),
    "unseal": lambda: _call(NUMBERS["fcntl"], 5, 1033, 1),
    "x32 call": lambda: _call(NUMBERS["getpid"] | 0x40000000),
    "thread": lambda: _attempt(_thread),
    "fill memory": _fill_memory,
    "map without end": _map_without_end,
    "spin": _spin,
    "spin in threads": _spin_in_threads,
    "sleep": lambda: time.sleep(3600),
    "silence": lambda: os._exit(0),
    "exit": lambda: os._exit(3),
    "crash": lambda: ctypes.string_at(0),
    "abort": os.abort,
    "recurse": lambda: _say(b"[" * 30_000),
    "flood": _flood,
    "junk": lambda: _say(b"\xff\x00{]"),
    "no object": lambda: _say(b"[1, 2]"),
    "long": lambda: _say(b'{"facts": {"codec": "' + b"x" * 58_000 + b'"}}'),
    "no facts": lambda: _say(b'{"veil": null}'),
    "negative": lambda: _say(b'{"facts": {"width": -1}}'),
    "endless number": lambda: _say(b'{"facts": {"width": ' + b"9" * 5_000 + b"}}"),
    "not a number": lambda: _say(b'{"facts": {"seconds": NaN}}'),
    "true for one": lambda: _say(b'{"facts": {"height": true}}'),
    "large veil": lambda: _say(json.dumps({"facts": {}, "veil": "ffff" + "00" * 300}).encode()),
    "veil of another size": lambda: _say(json.dumps({"facts": {}, "veil": VEIL + "00"}).encode()),
    "sheet out of order": lambda: _say(
        json.dumps({"facts": {}, "sheet": [[2, VEIL, False], [1, VEIL, False]]}).encode()
    ),
    "long sheet": lambda: _say(json.dumps({"facts": {}, "sheet": [[n, VEIL, False] for n in range(21)]}).encode()),
    "made-up refusal": lambda: _say(b'{"refused": "<b>call this number</b>"}'),
}

SHAPES: dict[str, Mapping[str, object]] = {
    "honest": {"width": 8, "height": 4, "stride": 8, "format": "grey8"},
    "wide": {"width": 4096, "height": 4, "stride": 4096, "format": "grey8"},
    "tall": {"width": 8, "height": 4096, "stride": 8, "format": "grey8"},
    "steep": {"width": 8, "height": 8, "stride": 64, "format": "grey8"},
    "flat": {"width": 8, "height": 8, "stride": 0, "format": "grey8"},
    "empty": {"width": 0, "height": 8, "stride": 0, "format": "grey8"},
    "coloured": {"width": 16, "height": 16, "stride": 64, "format": "rgb32"},
    "strange": {"width": 8, "height": 8, "stride": 8, "format": "indexed8"},
    "missing": {"width": 8, "format": "grey8"},
    "fraction": {"width": 8.0, "height": 8, "stride": 8, "format": "grey8"},
}


def preview(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Does what the file says."""
    name = os.read(source, 100).decode()
    went = attempt_call(name) if name in CALLS else ACTS[name]()
    return {"facts": {"codec": str(went)}}


def look(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Fills the shared memory and answers with the shape that the file names."""
    assert output is not None
    output[:] = b"\x7f" * len(output)
    return SHAPES[os.read(source, 100).decode()]


WHOLE = json.dumps({"whole": True}).encode()
MEMBER = b'{"name": "a", "part": "file"}'
FRAMES: dict[str, bytes] = {
    "honest": framing.frame(b"M", MEMBER) + framing.frame(b"B", b"bytes"),
    "unknown kind": framing.frame(b"X", b"{}"),
    "endless header": b"M" + b"\xff" * 4,
    "endless chunk": b"B\x00\x10\x00\x00",
    "bytes of nothing": framing.frame(b"B", b"bytes"),
    "bytes of a message": framing.frame(b"T", b'{"at":"","zone":"","precision":"","sender":"","text":""}')
    + framing.frame(b"B", b"bytes"),
    "no JSON": framing.frame(b"M", b"\xff{"),
    "no name": framing.frame(b"M", b"{}"),
    "number for a name": framing.frame(b"M", b'{"name": 7}'),
    "long name": framing.frame(b"M", b'{"name": "%s"}' % (b"a/" * 4096)),
    "half a letter": framing.frame(b"M", b'{"name": "\\ud83d"}'),
    "deep": framing.frame(b"M", b'{"name": "a", "x": ' + b"[" * 30_000 + b"]" * 30_000 + b"}"),
    "list for words": framing.frame(b"S", b'{"name": "a", "reason": ["b"]}'),
    "word for true": framing.frame(b"S", b'{"name": "a", "reason": "b", "takes_back": "yes"}'),
    "unknown keys": framing.frame(b"M", b'{"name": "a", "path": "/etc/passwd", "mode": 4095}')
    + framing.frame(b"B", b"bytes"),
    "made-up ending": framing.frame(b"E", b'{"refused": "<b>call this number</b>"}'),
    "deep ending": framing.frame(b"E", b"[" * 30_000),
    "no ending": framing.frame(b"E", b"{}"),
    "cut frame": framing.frame(b"M", MEMBER)[:12],
}


def unpack(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Does what the file says, or writes the frames that it names."""
    name = os.read(source, 100).decode()
    outlet = framing.Outlet(4)
    if name in FRAMES:
        os.write(4, FRAMES[name])
        if name == "cut frame":
            os._exit(0)
        return {"whole": True}
    if name == "members without end":
        while True:
            outlet.give(Member("a"))
    if name == "bytes without end":
        outlet.give(Member("a"))
        while True:
            outlet.give(bytes(framing.CHUNK_BYTES))
    if name == "silence in the middle":
        outlet.give(Member("a"))
        outlet.give(b"bytes")
        time.sleep(3600)
    if name == "end in the middle":
        outlet.give(Member("a"))
        outlet.give(b"bytes")
        os._exit(0)
    if name == "the pipe closed":
        os.close(4)
        time.sleep(3600)
    went = attempt_call(name) if name in CALLS else ACTS[name]()
    outlet.give(Member(str(went)))
    return {"whole": True}


def warm_up() -> Mapping[str, Operation]:
    """Loads nothing: payloads need no decoder."""
    return {wire.DERIVE: preview, wire.LOOK: look, wire.UNPACK: unpack}


def main() -> None:
    """Is the zygote of the payloads."""
    serve(channel_from(sys.argv[2]), warm_up)


def main_behind_the_filter_alone() -> None:
    """Is the zygote of the payloads on a machine that grants no namespaces, no empty root and no Landlock."""
    for wall in ("leave_namespaces", "_enter_empty_root", "_landlock_nothing", "_drop_capabilities"):
        setattr(lockdown, wall, lambda: False)
    main()
