"""The host's end of a child that hands out a container: reads with back-pressure, checks, limits, ends the child.

The child waits while nobody reads. Only the time in which the host waits for the child counts against it: a silence
that is too long, or too much waiting in all, ends it, as does any frame that no honest child writes.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType

from workbench.errors import DecoderKilled, MediaError, NotUnpacked
from workbench.formats.members import Item, Member, Message, Skipped
from workbench.media import framing, wire
from workbench.media.host import ZygoteLost

KEPT = "It stays stored whole, as it came."
HOSTILE = f"{KEPT} Treat the file as hostile."
LARGE = f"{KEPT} It is very large, or made to wear a reader out."
_PIPE_BYTES = 1 << 20
_SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ
_NEWS_SECONDS = 20.0
_NOT_WHOLE = "Its bytes did not all come."
_REFUSED = {
    "unknown": "It is no container that can be opened here.",
    "memory": "Opening it takes more memory than one file may use.",
    "damaged": "It is damaged.",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one container may ask for and give.

    ``memory_bytes`` is over the zygote's own; ``ratio`` is how many times larger its content may be than itself, once
    it is beyond ``floor_bytes``; ``silent_seconds`` is the longest wait for the next frame, ``wait_seconds`` for all.
    """

    memory_bytes: int = 512 << 20
    cpu_seconds: int = 8
    cpu_bytes: int = 4 << 20
    silent_seconds: float = 30.0
    total_bytes: int = 20_000_000_000
    floor_bytes: int = 32 << 20
    ratio: int = 200
    entries: int = 100_000
    messages: int = 1_000_000

    def cpu_for(self, size: int) -> int:
        """Gives the processor seconds for a container of a size."""
        return self.cpu_seconds + size // self.cpu_bytes

    def most_bytes(self, size: int) -> int:
        """Gives how many bytes may come out of a container of a size."""
        return min(self.total_bytes, max(self.floor_bytes, self.ratio * size))


BOUNDS = Bounds()
_CHAT_BOUNDS = Bounds(cpu_bytes=1 << 18)  # an item for every line, where an archive gives one for many megabytes


def bounds_for(media_type: str) -> Bounds:
    """Gives the bounds of a kind of container."""
    return _CHAT_BOUNDS if "-chat" in media_type else BOUNDS


class Stream:
    """The frames of one child, in order; leaving its ``with`` ends the child wherever it is."""

    def __init__(self, channel: socket.socket, reading: int, silent_seconds: float, wait_seconds: float) -> None:
        self._channel = channel
        self._reading = reading
        self._silent = silent_seconds
        self._left = wait_seconds
        self._buffer = bytearray()
        self._handle: int | None = None
        self._code: int | None = None
        _widen(reading)

    def __enter__(self) -> Stream:
        """Gives the stream itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the child and puts its files away."""
        with contextlib.suppress(ZygoteLost, MediaError):
            while self._handle is None and self._code is None:
                self._news(_NEWS_SECONDS)
        self._kill()
        if self._handle is not None:
            os.close(self._handle)
        os.close(self._reading)
        self._channel.close()

    def frames(self) -> Iterator[tuple[bytes, bytes]]:
        """Gives kind and untrusted payload of each frame up to the last; raises where the child does not get there."""
        try:
            while True:
                kind, length = framing.measured(self._exactly(framing.HEADER_BYTES))
                yield kind, self._exactly(length)
                if kind == framing.END:
                    return
        except framing.BadFrame as bad:
            raise _killed("What the reader gave makes no sense.", f"bad frame: {bad}") from bad

    def _exactly(self, count: int) -> bytes:
        """Waits for a number of bytes."""
        while len(self._buffer) < count:
            if not self._ready(self._reading, self._silent):
                self._kill()
                raise _killed("It took too long to open.", "wall clock", LARGE)
            piece = os.read(self._reading, _PIPE_BYTES)
            if not piece:
                raise self._end()
            self._buffer += piece
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _ready(self, descriptor: int, seconds: float) -> bool:
        """Waits until a descriptor has something, within what is left of the time for all waiting."""
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        started = time.monotonic()
        found = poll.poll(max(0.0, min(seconds, self._left)) * 1000)
        self._left -= time.monotonic() - started
        return bool(found)

    def _end(self) -> MediaError:
        """Finds out how a child ended that closed its pipe before its last frame."""
        while self._code is None:
            self._news(self._silent)
        if self._code >= 0:
            return _killed("The reader ended in the middle.", f"exit {self._code}")
        name = signal.Signals(-self._code).name
        if name == "SIGSYS":
            # A library that runs out of memory may abort, which no child is allowed either.
            words = "Its reader broke off, as one does that runs out of memory or tries what no reader needs."
            return _killed(words, "policy violation")
        if name in ("SIGXCPU", "SIGKILL"):
            return _killed("Opening it took more processor time than it may use.", f"cpu limit {name}", LARGE)
        return _killed("The reader crashed on it.", name)

    def _news(self, seconds: float) -> None:
        """Takes one message of the zygote: the child's handle, or its exit code."""
        if not self._ready(self._channel.fileno(), seconds):
            self._kill()
            raise _killed("The reader does not end.", "wall clock")
        try:
            packet, descriptors = wire.receive(self._channel)
        except OSError as cause:
            raise ZygoteLost from cause
        if not packet:
            raise ZygoteLost
        fields = json.loads(packet)
        if descriptors:
            self._handle = descriptors[0]
        ended = fields.get("ended")
        self._code = None if ended is None else int(ended)

    def _kill(self) -> None:
        """Ends the child through its pidfd, which can mean no other process."""
        if self._handle is not None and self._code is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)


def items(stream: Stream, size: int, bounds: Bounds) -> Iterator[Item]:
    """Gives the checked items of a container of a size, within its bounds.

    A member that did not come whole is taken back by a Skipped before anything is raised: NotUnpacked where the
    container cannot be read further or breaks a bound, DecoderKilled where its reader did not end well.
    """
    tally = _Tally(bounds, bounds.most_bytes(size))
    try:
        for kind, untrusted_payload in stream.frames():
            if kind == framing.END:
                tally.settle(untrusted_payload)
                return
            item = framing.item_from(kind, untrusted_payload)
            tally.count(item)
            yield item
    except framing.BadFrame as bad:
        fault: MediaError | NotUnpacked = _killed("What the reader gave makes no sense.", f"bad frame: {bad}")
    except ZygoteLost:
        fault = _killed("The reader ended in the middle.", "zygote lost")
    except (MediaError, NotUnpacked) as cause:
        fault = cause
    if tally.unfinished is not None:
        yield Skipped(tally.unfinished, _NOT_WHOLE, takes_back=True)
    raise fault


class _Tally:
    """What a container has given so far, held against its bounds."""

    def __init__(self, bounds: Bounds, most_bytes: int) -> None:
        self._bounds = bounds
        self._most_bytes = most_bytes
        self._bytes = self._entries = self._messages = 0
        self.unfinished: str | None = None

    def count(self, item: Item) -> None:
        """Counts one item; raises NotUnpacked where it is one too many, BadFrame where bytes belong to nothing."""
        if isinstance(item, bytes):
            if self.unfinished is None:
                raise framing.BadFrame("bytes without a member")
            self._bytes += len(item)
        elif isinstance(item, Message):
            self.unfinished = None
            self._messages += 1
            self._bytes += len(item.text)
        else:
            self.unfinished = None
            self._entries += 1
        if self._bytes > self._most_bytes:
            raise _beyond("Its content is far larger than an honest file of its size would hold.", "bytes")
        if self._entries > self._bounds.entries:
            raise _beyond(f"It holds more than {self._bounds.entries:,} things.", "entries")
        if self._messages > self._bounds.messages:
            raise _beyond(f"It holds more than {self._bounds.messages:,} messages.", "messages")
        if isinstance(item, Member):
            self.unfinished = item.name

    def settle(self, untrusted_answer: bytes) -> None:
        """Reads the child's last word; raises unless the container was read to its end."""
        try:
            untrusted_fields = json.loads(untrusted_answer)
        except (ValueError, RecursionError) as cause:
            raise framing.BadFrame("no JSON") from cause
        if not isinstance(untrusted_fields, dict):
            raise framing.BadFrame("no fields")
        untrusted_words, untrusted_code = untrusted_fields.get("unreadable"), untrusted_fields.get("refused")
        if isinstance(untrusted_words, str):
            self.unfinished = None
            raise NotUnpacked(plain_words(untrusted_words, 300), self._kept(), "unreadable")
        if isinstance(untrusted_code, str) and untrusted_code in _REFUSED:
            raise NotUnpacked(_REFUSED[untrusted_code], self._kept(), untrusted_code)
        if untrusted_fields.get("whole") is not True:
            raise framing.BadFrame("answer")
        self.unfinished = None

    def _kept(self) -> str:
        """Says what becomes of the container, and of what came out of it."""
        return f"What came before is kept. {KEPT}" if self._entries or self._messages else KEPT


def _widen(pipe: int) -> None:
    """Lets a pipe hold more at once, where the system allows it."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIPE_BYTES)


def plain_words(untrusted_words: str, most: int) -> str:
    """Takes what a child says as one line of printable text."""
    return "".join(letter if letter.isprintable() else " " for letter in untrusted_words[:most]).strip()


def _beyond(words: str, detail: str) -> NotUnpacked:
    """Says that a container breaks a bound."""
    return NotUnpacked(
        f"{words} Opening it was stopped there.",
        f"What came before is kept. {KEPT} It may be made to fill the disk.",
        f"limit: {detail}",
    )


def _killed(words: str, detail: str, advice: str = HOSTILE) -> DecoderKilled:
    """Says that a reader was ended on a container."""
    return DecoderKilled(f"This file was stopped. {words}", advice, detail)
