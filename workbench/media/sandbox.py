"""Opens untrusted files for the rest of the program: a veiled preview, or the pixels of one granted look.

Nothing is decoded in this process. Each file goes to a child of its own that can read that file, fill one block of
memory and write one short answer, and nothing else (:mod:`workbench.media.lockdown`). Where the machine cannot
shut a child in, :class:`SandboxUnavailable` is raised: there is no other way of decoding.
"""

from __future__ import annotations

import mmap
import os
import socket
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from workbench.casefile.exhibits import Family
from workbench.casefile.exposure import COLOUR_SIDE, GREY_SIDE, OUTLINE_SIDE, Preview, Rung
from workbench.casefile.extracts import ExtractedText
from workbench.errors import DecoderKilled, NotDecodable
from workbench.formats.members import Item
from workbench.media import lockdown, wire
from workbench.media.answers import STORED, BadAnswer, preview_from, shape_from
from workbench.media.endings import distrusted, honest
from workbench.media.host import Ending, Zygote, ZygoteFailed, ZygoteLost, boot_command
from workbench.media.pixels import Pixels
from workbench.media.sources import opened, readable, unavailable
from workbench.media.streams import Bounds, Stream, bounds_for, items
from workbench.media.texts import MOST_CHARACTERS, TEXT_BOUNDS, WORDLESS, text_from

__all__ = ["Decoder", "Limits", "Pixels"]

PICTURES, LINES, FILMS, READERS = "pictures", "lines", "frames", "readers"
_COMMANDS = {kind: boot_command(f"workbench.media.{kind}") for kind in (PICTURES, LINES, FILMS, READERS)}
_AT_ONCE = 4
_SIDES = {Rung.OUTLINE: OUTLINE_SIDE, Rung.GREY: GREY_SIDE, Rung.COLOUR: COLOUR_SIDE}
_FIXED_SIZE = 0x2 | 0x4  # F_SEAL_SHRINK, F_SEAL_GROW
_NO_FURTHER_WRITER = 0x10 | 0x1  # F_SEAL_FUTURE_WRITE, F_SEAL_SEAL


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use: memory over the zygote's own, processor and clock time, pixels of a picture."""

    memory_bytes: int = 512 << 20
    cpu_seconds: int = 5
    wall_seconds: float = 20.0
    pixels: int = 100_000_000


FILM_LIMITS = Limits(memory_bytes=768 << 20, cpu_seconds=20, wall_seconds=60.0)


class Decoder:
    """Decodes files in confined children; starts what it needs when it is needed, from any thread."""

    def __init__(
        self,
        limits: Limits = Limits(),
        film_limits: Limits = FILM_LIMITS,
        commands: Mapping[str, Sequence[str]] = _COMMANDS,
    ) -> None:
        self._limits = limits
        self._film_limits = film_limits
        self._commands = commands
        self._zygotes: dict[str, Zygote] = {}
        self._starting = threading.Lock()
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        self._closed = False

    def __enter__(self) -> Decoder:
        """Gives the decoder itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends every process it started."""
        self.close()

    @property
    def level(self) -> str:
        """How well children are shut in here: ``full``, ``limited`` (no Landlock), ``none`` (nothing is decoded)."""
        if lockdown.missing():
            return "none"
        walled = all(zygote.landlock for zygote in tuple(self._zygotes.values()))
        return "full" if walled and lockdown.landlock_version() else "limited"

    def prepare(self) -> None:
        """Starts the process for still pictures ahead of the first preview, which then waits for nothing."""
        self._zygote(PICTURES)

    def preview(self, original: BinaryIO | Path, family: Family) -> Preview:
        """Gives what may be shown of a file without a grant: facts, a veil, for a clip also a contact sheet.

        Raises NotDecodable, DecoderKilled or SandboxUnavailable.
        """
        kind = _kind_for(family)
        limits = self._film_limits if kind == FILMS else self._limits
        with opened(original) as source:
            ending = self._run(kind, _request(wire.PREVIEW, limits), source, None, limits)
        try:
            return preview_from(honest(ending))
        except BadAnswer as bad:
            raise distrusted(bad) from bad

    def look(
        self,
        original: BinaryIO | Path,
        family: Family,
        rung: Rung,
        long_side: int,
        seconds: float | None = None,
        region: tuple[float, float, float, float] | None = None,
    ) -> Pixels:
        """Decodes the pixels of one granted look at OUTLINE, GREY or COLOUR; the caller wipes them.

        ``long_side`` is bounded by the rung; ``seconds`` chooses the frame of a clip; ``region`` is x, y, width
        and height as shares of the upright picture. Raises NotDecodable, DecoderKilled or SandboxUnavailable.
        """
        if rung not in _SIDES or long_side < 1:
            raise ValueError("a look is at OUTLINE, GREY or COLOUR, and has a size")
        kind = _kind_for(family)
        limits = self._film_limits if kind == FILMS else self._limits
        if kind == PICTURES and rung is Rung.OUTLINE:
            kind = LINES
        side = min(long_side, _SIDES[rung])
        out_bytes = 4 * side * side if rung is Rung.COLOUR else (side + 3) // 4 * 4 * side
        request = replace(
            _request(wire.LOOK, limits),
            rung=int(rung), long_side=side, seconds=seconds, region=region, out_bytes=out_bytes,
        )  # fmt: skip
        with opened(original) as source:
            return self._look(kind, request, source, limits)

    @contextmanager
    def unpack(
        self, original: BinaryIO | Path, media_type: str, name: str = "", bounds: Bounds | None = None
    ) -> Iterator[Iterator[Item]]:
        """Opens a container: ``with decoder.unpack(...) as items`` gives what it holds, one by one, as it is asked for.

        What the iterator raises, and what it takes back before, is said at :func:`workbench.media.streams.items`.
        Entering raises NotDecodable where the original cannot be read, DecoderKilled or SandboxUnavailable.
        """
        bounds = bounds or bounds_for(media_type)
        with self.stream(wire.UNPACK, original, media_type, name, bounds) as (stream, size):
            yield items(stream, size, bounds)

    def text(
        self, original: BinaryIO | Path, media_type: str, name: str = "", limit: int = MOST_CHARACTERS
    ) -> ExtractedText:
        """Reads the words of a file, up to a number of characters; none for a kind that has none, such as a picture.

        Raises NotDecodable where the original cannot be read, DecoderKilled or SandboxUnavailable.
        """
        if media_type.partition("/")[0] in WORDLESS and media_type != "image/svg+xml":
            return ExtractedText("")
        with self.stream(wire.TEXT, original, media_type, name, TEXT_BOUNDS, limit) as (stream, _):
            return text_from(stream, limit)

    @contextmanager
    def stream(
        self, operation: str, original: BinaryIO | Path, media_type: str, name: str, bounds: Bounds, most: int = 0
    ) -> Iterator[tuple[Stream, int]]:
        """Has a child of the readers do an operation that answers in frames; gives the stream and the file's size."""
        with readable(original) as source, self._places:
            size = os.fstat(source).st_size
            cpu_seconds = bounds.cpu_for(size)
            request = wire.Request(
                operation, memory_bytes=bounds.memory_bytes + min(size, bounds.memory_bytes), cpu_seconds=cpu_seconds,
                stream=True, media_type=media_type[:200], name=name[:500], most=most,
            )  # fmt: skip
            channel, reading = self._ordered(request, source)
            waiting = bounds.silent_seconds + 10 * cpu_seconds
            with Stream(channel, reading, bounds.silent_seconds, waiting) as stream:
                yield stream, size

    def close(self) -> None:
        """Ends the decoder processes. May be called again; a closed decoder decodes nothing more."""
        with self._starting:
            self._closed = True
            zygotes, self._zygotes = self._zygotes, {}
        for zygote in zygotes.values():
            zygote.close()

    def _look(self, kind: str, request: wire.Request, source: int, limits: Limits) -> Pixels:
        """Has the shared memory filled, and maps it once the child is dead."""
        output = os.memfd_create("look", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            os.ftruncate(output, request.out_bytes)
            _seal(output, _FIXED_SIZE)
            ending = self._run(kind, request, source, output, limits)
            shape = shape_from(honest(ending), request.long_side, request.out_bytes)
            memory = mmap.mmap(output, request.out_bytes)
            _seal(output, _NO_FURTHER_WRITER)
        except BadAnswer as bad:
            raise distrusted(bad) from bad
        finally:
            os.close(output)
        memory.madvise(mmap.MADV_DONTDUMP)
        return Pixels(shape, memory)

    def _run(self, kind: str, request: wire.Request, source: int, output: int | None, limits: Limits) -> Ending:
        """Has one child do the order; a zygote that was lost is replaced once."""
        with self._places:
            for _ in range(2):
                zygote = self._zygote(kind)
                try:
                    return zygote.run(request, source, output, limits.wall_seconds)
                except ZygoteLost:
                    self._forget(kind, zygote)
        raise DecoderKilled("The decoder ended twice while it worked on this file.", STORED, "zygote lost")

    def _ordered(self, request: wire.Request, source: int) -> tuple[socket.socket, int]:
        """Gives the readers an order; a zygote that was lost is replaced once."""
        for _ in range(2):
            zygote = self._zygote(READERS)
            try:
                return zygote.order(request, source)
            except ZygoteLost:
                self._forget(READERS, zygote)
        raise DecoderKilled("The reader ended twice before it began.", STORED, "zygote lost")

    def _zygote(self, kind: str) -> Zygote:
        """Gives the running zygote of a kind, started if need be."""
        with self._starting:
            if self._closed:
                raise DecoderKilled("The decoder is closed.", "Open the case again.", "closed")
            if kind not in self._zygotes:
                self._zygotes[kind] = _start(self._commands[kind])
            return self._zygotes[kind]

    def _forget(self, kind: str, lost: Zygote) -> None:
        """Puts a lost zygote away, unless another thread did so first."""
        with self._starting:
            if self._zygotes.get(kind) is lost:
                del self._zygotes[kind]
        lost.close()


def _start(command: Sequence[str]) -> Zygote:
    """Starts a zygote; raises SandboxUnavailable in words."""
    why = lockdown.missing()
    if why:
        raise unavailable(why)
    try:
        return Zygote(command)
    except (ZygoteFailed, OSError) as cause:
        raise unavailable(str(cause) if isinstance(cause, ZygoteFailed) else "no process could be started") from cause


def _request(operation: str, limits: Limits) -> wire.Request:
    """Starts an order with the limits it lives under."""
    return wire.Request(
        operation, pixels=limits.pixels, memory_bytes=limits.memory_bytes, cpu_seconds=limits.cpu_seconds
    )


def _kind_for(family: Family) -> str:
    """Chooses the zygote for a family; raises NotDecodable where there is nothing to see."""
    if family is Family.IMAGE:
        return PICTURES
    if family in (Family.VIDEO, Family.AUDIO):
        return FILMS
    raise NotDecodable("This kind of exhibit has no picture.", STORED, f"family {family.value}")


def _seal(descriptor: int, seals: int) -> None:
    """Adds seals to shared memory, for good."""
    if sys.platform == "linux":
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
