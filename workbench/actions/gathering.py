"""Walking what was named for an acquisition: every file in a stable order, and a reason for whatever is none.

Folders are opened one inside the other, never by a long path and never through a link, so that no path is too long and
none can be exchanged on the way. Only the names of the folders on the way to the present one are kept.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from workbench.casefile.exhibits import Refusal
from workbench.store.sources import what_it_is

_DEEPEST = 256
_BY_HANDLE = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class Found(NamedTuple):
    """One file: its path for the record, and how to open it; ``folder`` is open until the next is asked for."""

    path: str
    name: str
    folder: int | None


@dataclass
class _Folder:
    """One folder on the way to the present file: what is still to be visited in it."""

    path: str
    handle: int | None
    files: list[tuple[str, bool]] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)

    def close(self) -> None:
        """Closes it."""
        if self.handle is not None:
            os.close(self.handle)


def gather(paths: Sequence[Path], case_folder: Path) -> Iterator[Found | Refusal]:
    """Walks what was named: the files of a folder by name, then its folders; links are named and not followed."""
    shut = _places(case_folder)
    for path in paths:
        text = os.path.abspath(path)
        try:
            mode = os.lstat(text).st_mode
        except (OSError, ValueError):
            # Opening it will say why.
            yield Found(text, text, None)
            continue
        if _meets(text, case_folder, stat.S_ISDIR(mode)):
            yield Refusal(shown(path), "The case lies in this folder, or this in the case.", "Choose another folder.")
        elif stat.S_ISDIR(mode):
            yield from _walk(text, shut)
        elif stat.S_ISREG(mode):
            yield Found(text, text, None)
        else:
            yield Refusal(shown(path), *_not_a_file(text, mode, None))


def count(paths: Sequence[Path]) -> int:
    """Counts the files that were named, as well as can be told beforehand."""
    total = 0
    for path in paths:
        with suppress(OSError, ValueError):
            if stat.S_ISDIR(os.lstat(path).st_mode):
                total += sum(len(files) for _, _, files in os.walk(path))
                continue
        total += 1
    return total


def shown(path: Path | str) -> str:
    """Writes a path as text that any record can hold, whatever its bytes are."""
    if type(path) is str and path.isascii():
        return path
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _walk(top: str, shut: frozenset[tuple[int, int]]) -> Iterator[Found | Refusal]:
    """Walks one folder, depth first; what cannot be read is refused and the rest goes on."""
    trail: list[_Folder] = []
    try:
        entered: _Folder | Refusal | None = _enter(top, top, None, shut, 0)
        while True:
            if isinstance(entered, Refusal):
                yield entered
            elif entered is not None:
                trail.append(entered)
                yield from _files(entered)
            entered = None
            while trail and not trail[-1].folders:
                trail.pop().close()
            if not trail:
                return
            here = trail[-1]
            name = here.folders.pop()
            entered = _enter(os.path.join(here.path, name), name, here.handle, shut, len(trail))
    finally:
        for left in trail:
            left.close()


def _enter(path: str, name: str, inside: int | None, shut: frozenset[tuple[int, int]], depth: int) -> _Folder | Refusal:
    """Opens and lists one folder, or says why not."""
    if depth >= _DEEPEST:
        return Refusal(
            shown(path), f"It lies more than {_DEEPEST} folders deep.", "Acquire the inner folder by itself."
        )
    folder = _Folder(path, None)
    try:
        if _BY_HANDLE:
            folder.handle = os.open(name, _FOLDER, dir_fd=inside)
        status = os.fstat(folder.handle) if folder.handle is not None else os.stat(path)
        if (status.st_dev, status.st_ino) in shut:
            folder.close()
            return Refusal(shown(path), "The case lies in this folder, or this in the case.", "Choose another folder.")
        with os.scandir(path if folder.handle is None else folder.handle) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folder.folders.append(entry.name)
                else:
                    folder.files.append((entry.name, entry.is_file(follow_symlinks=False)))
    except OSError as cause:
        folder.close()
        return Refusal(shown(path), *_cannot_list(cause))
    folder.files.sort()
    folder.folders.sort(reverse=True)
    return folder


def _files(folder: _Folder) -> Iterator[Found | Refusal]:
    """Names the files of one folder, and refuses what is neither file nor folder."""
    before = os.path.join(folder.path, "")
    for name, is_file in folder.files:
        path = before + name
        if is_file:
            yield Found(path, path if folder.handle is None else name, folder.handle)
            continue
        try:
            mode = os.stat(name if folder.handle is not None else path, dir_fd=folder.handle, follow_symlinks=False)
        except OSError:
            yield Refusal(shown(path), "There is no such file.", "Check the path.")
            continue
        yield Refusal(shown(path), *_not_a_file(name, mode.st_mode, folder.handle))


def _not_a_file(name: str, mode: int, folder: int | None) -> tuple[str, str]:
    """Says what something is that is no file; a link to a folder is told from a link to a file."""
    if stat.S_ISLNK(mode):
        with suppress(OSError):
            if stat.S_ISDIR(os.stat(name, dir_fd=folder).st_mode):
                return "This is a link to a folder; links are not followed.", "Acquire the folder it points to."
    return what_it_is(mode)


def _cannot_list(cause: OSError) -> tuple[str, str]:
    """Says why a folder cannot be walked."""
    if isinstance(cause, FileNotFoundError | NotADirectoryError):
        return "The folder was taken away while it was walked.", "Acquire it again from where it is now."
    if isinstance(cause, PermissionError):
        return "You may not read this folder.", "Ask for the right to read it, or acquire a copy."
    return "This folder cannot be read.", "Try it on another machine, or from a copy."


def _meets(path: str, case_folder: Path, is_folder: bool) -> bool:
    """Tells whether a source lies in the case folder, or the case folder in it, links on the way resolved."""
    source = Path(os.path.realpath(path) if is_folder else os.path.join(os.path.realpath(os.path.dirname(path)), "x"))
    case = Path(os.path.realpath(case_folder))
    return source.is_relative_to(case) or (is_folder and case.is_relative_to(source))


def _places(case_folder: Path) -> frozenset[tuple[int, int]]:
    """Names the case folder, by what no other path to it can hide."""
    status = os.stat(case_folder)
    return frozenset({(status.st_dev, status.st_ino)})
