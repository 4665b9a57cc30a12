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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, TypeVar

from workbench.casefile.exhibits import Family
from workbench.casefile.exposure import COLOUR_SIDE, GREY_SIDE, OUTLINE_SIDE, Derived, Rung
from workbench.casefile.extracts import ExtractedText
from workbench.errors import DecoderKilled, NotDecodable
from workbench.formats.members import Item
from workbench.media import lockdown, wire
from workbench.media.answers import STORED, BadAnswer, derived_from, reel_from, shape_from, sound_from, times_from
from workbench.media.documents import PDF, page_bounds, pages_from
from workbench.media.endings import distrusted, honest
from workbench.media.host import Ending, Zygote, ZygoteFailed, ZygoteLost, boot_command
from workbench.media.pixels import Pixels
from workbench.media.reels import MOST_TIMES, Reel, Sound, give_back, plan_reel, plan_sound
from workbench.media.sources import handed_over, opened, readable, unavailable
from workbench.media.streams import Bounds, Stream, bounds_for, items
from workbench.media.texts import MOST_CHARACTERS, TEXT_BOUNDS, WORDLESS, text_from

__all__ = ["Decoder", "Limits", "Pixels", "Reel", "Sound"]

T = TypeVar("T")

PICTURES, FILMS, READERS, PAGES = "pictures", "frames", "readers", "pages"
AIDS, AID_WORDS = "aids", "aid_words"
_KINDS = (PICTURES, FILMS, READERS, PAGES, AIDS, AID_WORDS)
_COMMANDS = {kind: boot_command(f"workbench.media.{kind}") for kind in _KINDS}
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


FILM_LIMITS = Limits(memory_bytes=544 << 20, cpu_seconds=5, wall_seconds=60.0)


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

    def derive(self, original: BinaryIO | Path, family: Family, media_type: str = "") -> Derived:
        """Gives, from one decoding, what may be shown of a file without a grant, and what it looks like as bits.

        The fingerprint names exhibit 0: whose it is, the caller knows. Raises NotDecodable, DecoderKilled or
        SandboxUnavailable.
        """
        if media_type == PDF:
            return self._document(original)
        kind = _kind_for(family)
        limits = self._film_limits if kind == FILMS else self._limits
        with opened(original) as source:
            request = replace(_request(wire.DERIVE, limits), media_type=media_type[:200])
            ending = self._run(kind, request, source, None, limits)
        try:
            return derived_from(honest(ending))
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
        page: int | None = None,
    ) -> Pixels:
        """Decodes the pixels of one granted look at OUTLINE, GREY or COLOUR; the caller wipes them.

        ``long_side`` is bounded by the rung; ``seconds`` chooses the frame of a clip, ``page`` the page of a PDF, from
        1; ``region`` is x, y, width and height as shares of the upright picture. Raises NotDecodable, DecoderKilled or
        SandboxUnavailable.
        """
        if rung not in _SIDES or long_side < 1:
            raise ValueError("a look is at OUTLINE, GREY or COLOUR, and has a size")
        kind = _kind_for(family) if page is None else PAGES
        limits = self._film_limits if kind == FILMS else self._limits
        side = min(long_side, _SIDES[rung])
        out_bytes = 4 * side * side if rung is Rung.COLOUR else (side + 3) // 4 * 4 * side
        request = replace(
            _request(wire.LOOK, limits),
            rung=int(rung), long_side=side, seconds=seconds, region=region, page=page or 0, out_bytes=out_bytes,
        )  # fmt: skip
        return Pixels(*self._filled(kind, request, original, limits, lambda a: shape_from(a, side, out_bytes)))

    def reel(
        self,
        original: BinaryIO | Path,
        start: float,
        seconds: float,
        rung: Rung = Rung.GREY,
        long_side: int = 480,
        per_second: float = 4.0,
    ) -> Reel:
        """Decodes the span of a clip for one granted look: at most 8 s, 12 frames a second; the caller wipes it.

        Raises NotDecodable, DecoderKilled or SandboxUnavailable.
        """
        plan = plan_reel(start, seconds, rung, long_side, per_second)
        request = replace(
            _request(wire.REEL, self._film_limits),
            rung=int(rung), long_side=plan.long_side, seconds=plan.start, span=plan.seconds,
            per_second=plan.per_second, most=plan.frames, out_bytes=plan.out_bytes,
        )  # fmt: skip
        read = partial(reel_from, plan=plan)
        form, memory = self._filled(FILMS, request, original, self._film_limits, read, give_back)
        return Reel(form, memory)

    def listen(self, original: BinaryIO | Path, start: float, seconds: float, ceiling: float = -20.0) -> Sound:
        """Decodes the sound of one granted listening: at most 15 s, under a ceiling in dBFS; the caller wipes it.

        Raises NotDecodable, DecoderKilled or SandboxUnavailable.
        """
        plan = plan_sound(start, seconds, ceiling)
        request = replace(
            _request(wire.LISTEN, self._film_limits),
            seconds=plan.start, span=plan.seconds, ceiling=plan.ceiling, most=plan.most, out_bytes=2 * plan.most,
        )  # fmt: skip
        read = partial(sound_from, most=plan.most)
        (count, begins), memory = self._filled(FILMS, request, original, self._film_limits, read, plan.hold)
        return Sound(count, begins, memory)

    def frame_times(self, original: BinaryIO | Path, around: float, count: int) -> tuple[float, ...]:
        """Gives when the frames around a place of a clip are first shown: half of them before it, half after it.

        Raises NotDecodable, DecoderKilled or SandboxUnavailable.
        """
        most = min(max(1, count), MOST_TIMES)
        answer = self.answer(FILMS, wire.TIMES, original, self._film_limits, seconds=max(0.0, around), most=most)
        try:
            return times_from(answer, most)
        except BadAnswer as bad:
            raise distrusted(bad) from bad

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
        self,
        operation: str,
        original: BinaryIO | Path,
        media_type: str,
        name: str,
        bounds: Bounds,
        most: int = 0,
        kind: str = READERS,
        handed: bytes = b"",
        **fields: Any,
    ) -> Iterator[tuple[Stream, int]]:
        """Has a child do an operation that answers in frames; gives the stream and the file's size.

        ``handed`` is what the child is given to work with, in memory of its own.
        """
        with readable(original) as source, self._places, handed_over(handed) as memory:
            size = os.fstat(source).st_size
            cpu_seconds = bounds.cpu_for(size)
            request = wire.Request(
                operation, memory_bytes=bounds.memory_bytes + min(size, bounds.memory_bytes), cpu_seconds=cpu_seconds,
                stream=True, media_type=media_type[:200], name=name[:500], most=most, out_bytes=len(handed), **fields,
            )  # fmt: skip
            channel, reading = self._ordered(kind, request, source, memory)
            waiting = bounds.silent_seconds + 10 * cpu_seconds
            with Stream(channel, reading, bounds.silent_seconds, waiting) as stream:
                yield stream, size

    def answer(self, kind: str, operation: str, original: BinaryIO | Path, limits: Limits, **fields: Any) -> bytes:
        """Has a child of a kind do an operation that answers in one piece; what it gives is for the caller to check.

        Raises NotDecodable where the original cannot be read, DecoderKilled or SandboxUnavailable.
        """
        with readable(original) as source:
            return honest(self._run(kind, replace(_request(operation, limits), **fields), source, None, limits))

    def close(self) -> None:
        """Ends the decoder processes. May be called again; a closed decoder decodes nothing more."""
        with self._starting:
            self._closed = True
            zygotes, self._zygotes = self._zygotes, {}
        for zygote in zygotes.values():
            zygote.close()

    def _document(self, original: BinaryIO | Path) -> Derived:
        """Reduces the pages of a PDF; what was drawn before a limit was met counts."""
        limits = self._limits
        bounds = page_bounds(limits.memory_bytes, limits.cpu_seconds, limits.wall_seconds)
        with self.stream(wire.DERIVE, original, PDF, "", bounds, kind=PAGES) as (stream, _):
            return pages_from(stream)

    def _filled(
        self,
        kind: str,
        request: wire.Request,
        original: BinaryIO | Path,
        limits: Limits,
        read: Callable[[bytes], T],
        check: Callable[[mmap.mmap, T], object] = lambda memory, form: None,
    ) -> tuple[T, mmap.mmap]:
        """Has a child fill shared memory; reads its answer, checks and maps the memory once the child is dead."""
        with opened(original) as source:
            output = os.memfd_create("look", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
            try:
                os.ftruncate(output, request.out_bytes)
                _seal(output, _FIXED_SIZE)
                form = read(honest(self._run(kind, request, source, output, limits)))
                memory = mmap.mmap(output, request.out_bytes)
                check(memory, form)
                _seal(output, _NO_FURTHER_WRITER)
            except BadAnswer as bad:
                raise distrusted(bad) from bad
            finally:
                os.close(output)
        memory.madvise(mmap.MADV_DONTDUMP)
        return form, memory

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

    def _ordered(self, kind: str, request: wire.Request, source: int, memory: int | None) -> tuple[socket.socket, int]:
        """Gives a zygote an order; one that was lost is replaced once."""
        for _ in range(2):
            zygote = self._zygote(kind)
            try:
                return zygote.order(request, source, memory)
            except ZygoteLost:
                self._forget(kind, zygote)
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
