"""Power cuts: an act is recorded call by call, and each state that a cut may leave is opened and looked over."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.disk import Disk, Folder, Sheet
from tests.faults.ground import Ground, WritePath, looked_over

_TRACED = (
    "openat,creat,write,pwrite64,writev,pwritev,lseek,fsync,fdatasync,syncfs,sync,link,linkat,rename,renameat,renameat2,"
    "unlink,unlinkat,mkdir,mkdirat,rmdir,ftruncate,truncate,fallocate,copy_file_range,sendfile"
)
_LINE = re.compile(r"\d+ +(\w+)\((.*)\) += (-?\d+)")
_OPEN_FILE = re.compile(r"(\d+)<((?:\\x[0-9a-f]{2})*)>(\(deleted\))?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Call:
    """One call that succeeded: its name, open files by number and path, texts, and its last numbers."""

    name: str
    files: tuple[tuple[int, str], ...]
    texts: tuple[bytes, ...]
    rest: str
    result: int
    nameless: bool = False


def recorded(path: WritePath, ground: Ground) -> list[Call]:
    """Does an act in a process of its own and writes down every call that changes a disk."""
    log = ground.place.parent / f"{ground.place.name}.calls"
    # Some names in the trace are not those of every processor: a question mark lets strace pass over them.
    traced = ",".join(f"?{name}" for name in _TRACED.split(","))
    subprocess.run(
        ["strace", "-f", "-qq", "-y", "-xx", "-s", "4000000", "-o", log, "-e", f"trace={traced}",
         sys.executable, "-B", "-m", "tests.faults.act", path.name, ground.place],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    calls = [call for line in _joined(log.read_text("ascii", "replace").splitlines()) if (call := _call(line))]
    log.unlink()
    if not (ground.place / "ended").exists():
        raise RuntimeError(f"{path.name} did not come to its end while it was recorded")
    return calls


def states(calls: list[Call], disk: Disk, many: int, seed: int, to: Path) -> Iterator[tuple[int, bytes]]:
    """Writes down states that a cut may leave, one by one, with the number of the call and what was confirmed."""
    chance = random.Random(seed)
    player = _Player(disk)
    changing = [number for number, call in enumerate(calls) if call.name not in ("openat", "lseek")] or [0]
    due = sorted(chance.choice(changing) for _ in range(many))
    for number, call in enumerate(calls):
        player.play(call)
        while due and due[0] <= number:
            due.pop(0)
            shutil.rmtree(to, ignore_errors=True)
            disk.cut(chance, to)
            # What was told to somebody outside is no longer the disk's to lose.
            told = disk.find(f"{disk.path}/acknowledged")
            yield number, bytes(told.now) if isinstance(told, Sheet) else b""


def broken_promises(
    path: WritePath,
    laid: Ground,
    many: int,
    seed: int,
    place: Path,
    plant: Callable[[list[Call]], list[Call]] = list,
) -> list[str]:
    """Counts on every state: the case opens, verifies, and holds what was confirmed; gives what does not hold.

    ``plant`` may put a mistake into the recording.
    """
    ground = laid.copied(place / "recorded")
    disk = Disk(ground.place)
    calls = plant(recorded(path, ground))
    found = []
    after = Ground(place / "after")
    for number, told in states(calls, disk, many, seed, after.place):
        after.acknowledged.write_bytes(told)
        after.enter()
        try:
            wrong = looked_over(path, after, "") if after.case.exists() or after.confirmed() else []
        except Exception as fault:
            wrong = [f"{type(fault).__name__}: {fault}"]
        found += [f"{path.name}, cut after call {number}: {words}" for words in wrong[:1]]
    return found


class _Player:
    """Replays recorded calls on a disk."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._places: dict[tuple[int, str], int] = {}
        self._opened: dict[int, Sheet | Folder | None] = {}

    def play(self, call: Call) -> None:
        """Does what one call did."""
        act = getattr(self, f"_{call.name}", None)
        if act is None:
            raise NotImplementedError(f"{call.name} is recorded and not understood")
        act(call)

    def _openat(self, call: Call) -> None:
        path = call.texts[0].decode("utf-8", "surrogateescape")
        if not path.startswith("/"):
            path = f"{call.files[0][1]}/{path}" if call.files else path
        node = self._disk.find(path)
        if "O_CREAT" in call.rest and node is None:
            node = Sheet()
            self._disk.make(path, node)
        elif "O_TRUNC" in call.rest and isinstance(node, Sheet):
            node.truncate(0)
        # A file that has lost its name may still be written to, and may yet come back after a cut.
        self._opened[call.result] = node
        self._places[call.result, path] = len(node.now) if isinstance(node, Sheet) and "O_APPEND" in call.rest else 0

    def _write(self, call: Call) -> None:
        sheet = self._sheet(call)
        if sheet is not None:
            at = self._places.get(call.files[0], 0)
            sheet.write(at, call.texts[-1][: call.result])
            self._places[call.files[0]] = at + call.result

    def _pwrite64(self, call: Call) -> None:
        sheet = self._sheet(call)
        if sheet is not None:
            sheet.write(int(call.rest.rpartition(",")[2]), call.texts[-1][: call.result])

    def _lseek(self, call: Call) -> None:
        if call.files:
            self._places[call.files[0]] = call.result

    def _ftruncate(self, call: Call) -> None:
        sheet = self._sheet(call)
        if sheet is not None:
            sheet.truncate(int(call.rest.rpartition(",")[2]))

    def _fallocate(self, call: Call) -> None:
        sheet = self._sheet(call)
        length = sum(int(part) for part in call.rest.split(",")[-2:])
        if sheet is not None and len(sheet.now) < length and "PUNCH" not in call.rest:
            sheet.truncate(length)

    def _fsync(self, call: Call) -> None:
        node = self._node(call)
        if node is not None:
            node.sync()

    _fdatasync = _fsync

    def _syncfs(self, _call: Call) -> None:
        self._disk.sync_all()

    _sync = _syncfs

    def _sync_folders(self, _call: Call) -> None:
        self._disk.sync_kind(Folder)

    def _sync_files(self, _call: Call) -> None:
        self._disk.sync_kind(Sheet)

    def _link(self, call: Call) -> None:
        old, new = self._paths(call)
        node = self._disk.find(old)
        if node is not None:
            self._disk.name(new, node)

    _linkat = _link

    def _rename(self, call: Call) -> None:
        old, new = self._paths(call)
        node = self._disk.find(old)
        if node is not None:
            self._disk.name(new, node)
            self._disk.name(old, None)

    _renameat = _renameat2 = _rename

    def _unlink(self, call: Call) -> None:
        self._disk.name(self._paths(call)[0], None)

    _unlinkat = _rmdir = _unlink

    def _mkdir(self, call: Call) -> None:
        self._disk.make(self._paths(call)[0], Folder())

    _mkdirat = _mkdir

    def _sheet(self, call: Call) -> Sheet | None:
        node = self._node(call)
        return node if isinstance(node, Sheet) else None

    def _node(self, call: Call) -> Sheet | Folder | None:
        """Finds what a call's open file is."""
        if not call.files:
            return None
        number, path = call.files[0]
        return self._opened.get(number) if call.nameless else self._disk.find(path)

    def _paths(self, call: Call) -> list[str]:
        """Reads the paths of a call; one that is relative to an open folder is joined to it."""
        folders = [path for _, path in call.files] or [""]
        names = [text.decode("utf-8", "surrogateescape") for text in call.texts]
        return [
            name if name.startswith("/") else f"{folders[min(place, len(folders) - 1)]}/{name}"
            for place, name in enumerate(names)
        ]


def _joined(lines: list[str]) -> Iterator[str]:
    """Joins calls that another thread's line parted."""
    begun: dict[str, str] = {}
    for line in lines:
        process = line.split(" ", 1)[0]
        if line.endswith("<unfinished ...>"):
            begun[process] = line.removesuffix("<unfinished ...>")
        elif "resumed>" in line and process in begun:
            yield begun.pop(process) + line.partition("resumed>")[2]
        else:
            yield line


def _call(line: str) -> Call | None:
    """Reads one line; None for a call that failed or changed nothing."""
    met = _LINE.match(line)
    if met is None or int(met[3]) < 0:
        return None
    arguments = met[2]
    rest = _TEXT.sub("", _OPEN_FILE.sub(r"\3", arguments))
    files = tuple(
        (int(number), _bytes(path).decode("utf-8", "surrogateescape"))
        for number, path, _ in _OPEN_FILE.findall(arguments)
    )
    at = re.findall(r"AT_FDCWD<((?:\\x[0-9a-f]{2})*)>", arguments)
    if at and not files:
        files = tuple((-1, _path(path)) for path in at)
    return Call(met[1], files, tuple(map(_bytes, _TEXT.findall(arguments))), rest, int(met[3]), "(deleted)" in rest)


def _path(text: str) -> str:
    """Reads a path from strace's hexadecimal."""
    return _bytes(text).decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    """Reads strace's hexadecimal."""
    return bytes.fromhex(text.replace("\\x", ""))
