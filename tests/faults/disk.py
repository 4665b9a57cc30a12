"""A disk that may lose what was not made durable: files and folders as they are, and as a power cut may leave them.

The model is the strict one of POSIX: a file's bytes are safe after fsync of the file or syncfs, a name only after fsync
of its folder or syncfs. What is not safe may be there, be partly there, or be missing, in any order.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

_BLOCK = 4096


@dataclass(eq=False)
class Sheet:
    """A file: its bytes now, its bytes that are safe, and the writes between."""

    now: bytearray = field(default_factory=bytearray)
    safe: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def write(self, at: int, data: bytes) -> None:
        """Writes bytes, block by block, since a cut may fall between two blocks."""
        for start in range(0, len(data), _BLOCK):
            piece = data[start : start + _BLOCK]
            _put(self.now, at + start, piece)
            self.pending.append((at + start, piece))

    def truncate(self, size: int) -> None:
        """Cuts or lengthens the file."""
        _put(self.now, size, None)
        self.pending.append((size, None))

    def sync(self) -> None:
        """Makes the bytes safe."""
        self.safe = bytes(self.now)
        self.pending.clear()

    def after_a_cut(self, chance: random.Random) -> bytes:
        """Gives what a power cut may leave."""
        data = bytearray(self.safe)
        for at, piece in _some(self.pending, chance):
            _put(data, at, piece)
        return bytes(data)


@dataclass(eq=False)
class Folder:
    """A folder: its names now, its names that are safe, and the changes between (None: the name is taken away)."""

    now: dict[str, Sheet | Folder] = field(default_factory=dict)
    safe: dict[str, Sheet | Folder] = field(default_factory=dict)
    pending: list[tuple[str, Sheet | Folder | None]] = field(default_factory=list)

    def name(self, name: str, node: Sheet | Folder | None) -> None:
        """Gives a name to something, or takes it away."""
        _name(self.now, name, node)
        self.pending.append((name, node))

    def sync(self) -> None:
        """Makes the names safe."""
        self.safe = dict(self.now)
        self.pending.clear()

    def after_a_cut(self, chance: random.Random) -> dict[str, Sheet | Folder]:
        """Gives the names that a power cut may leave."""
        names = dict(self.safe)
        for name, node in _some(self.pending, chance):
            _name(names, name, node)
        return names


class Disk:
    """The part of a file system below one folder."""

    def __init__(self, root: Path) -> None:
        self.path = root
        self.root = Folder()
        self._nodes: list[Sheet | Folder] = [self.root]
        self._read(root, self.root)
        self.sync_all()

    def find(self, path: str) -> Sheet | Folder | None:
        """Finds what has a path now, None where there is nothing or the path lies elsewhere."""
        steps = self._steps(path)
        node: Sheet | Folder | None = self.root if steps is not None else None
        for step in steps or ():
            node = node.now.get(step) if isinstance(node, Folder) else None
        return node

    def name(self, path: str, node: Sheet | Folder | None) -> None:
        """Gives a path to something, or takes it away."""
        folder, _, name = path.rpartition("/")
        parent = self.find(folder)
        if isinstance(parent, Folder):
            parent.name(name, node)

    def make(self, path: str, node: Sheet | Folder) -> None:
        """Makes a file or a folder under a path, if that lies on this disk."""
        if self._steps(path):
            self._nodes.append(node)
            self.name(path, node)

    def sync_all(self) -> None:
        """Makes everything safe."""
        for node in self._nodes:
            node.sync()

    def sync_kind(self, kind: type[Sheet] | type[Folder]) -> None:
        """Makes all files safe, or all names."""
        for node in self._nodes:
            if isinstance(node, kind):
                node.sync()

    def cut(self, chance: random.Random, to: Path) -> None:
        """Writes down one state that a power cut at this moment may leave."""
        self._write(self.root, chance, to)

    def _write(self, folder: Folder, chance: random.Random, to: Path) -> None:
        to.mkdir(parents=True, exist_ok=True)
        for name, node in folder.after_a_cut(chance).items():
            if isinstance(node, Folder):
                self._write(node, chance, to / name)
            else:
                (to / name).write_bytes(node.after_a_cut(chance))

    def _read(self, place: Path, folder: Folder) -> None:
        for path in place.iterdir():
            node: Sheet | Folder
            if path.is_dir():
                node = Folder()
                self._read(path, node)
            else:
                node = Sheet(bytearray(path.read_bytes()))
            self._nodes.append(node)
            folder.now[path.name] = node

    def _steps(self, path: str) -> list[str] | None:
        root = str(self.path)
        if path != root and not path.startswith(root + "/"):
            return None
        return [step for step in path[len(root) :].split("/") if step]


def _put(data: bytearray, at: int, piece: bytes | None) -> None:
    """Writes a piece into bytes, or cuts them at a size."""
    if len(data) < at:
        data.extend(bytes(at - len(data)))
    if piece is None:
        del data[at:]
    else:
        data[at : at + len(piece)] = piece


def _name(names: dict[str, Sheet | Folder], name: str, node: Sheet | Folder | None) -> None:
    """Gives or takes a name."""
    if node is None:
        names.pop(name, None)
    else:
        names[name] = node


def _some(pending: list, chance: random.Random) -> list:
    """Chooses what of the unsafe changes has come to the disk: all up to one, or any of them."""
    if chance.random() < 0.5:
        return pending[: chance.randint(0, len(pending))]
    return [change for change in pending if chance.random() < 0.5]
