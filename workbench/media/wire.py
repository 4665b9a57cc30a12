"""What host, zygote and child say to each other: one packet of JSON with descriptors beside it.

Packets from the host are trusted, packets from the zygote are trusted, and what a child writes is not: its bytes
go to :mod:`workbench.media.answers` and nowhere else.
"""

from __future__ import annotations

import array
import json
import socket
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

PACKET_BYTES = 16_384
ANSWER_BYTES = 160_000
DERIVE, LOOK = "derive", "look"
REEL, LISTEN, TIMES = "reel", "listen", "times"
UNPACK, TEXT = "unpack", "text"
PASSAGES, PASSAGE = "passages", "passage"
SUGGEST = "suggest"


@dataclass(frozen=True, slots=True)
class Request:
    """One order to a child: what to do with the file, and the limits it lives under.

    ``out_bytes`` is the size of the shared memory it may fill with pixels, 0 where it gets none. A ``stream`` is
    answered in frames (:mod:`workbench.media.framing`). ``media_type`` and ``name`` say which reader is wanted.
    ``page`` counts from 1; ``plain`` asks for a passage with what is flagged in it.
    ``span`` is how many seconds of a clip or a sound are wanted from ``seconds`` on, ``ceiling`` a level in dBFS.
    """

    operation: str
    rung: int = 0
    long_side: int = 0
    seconds: float | None = None
    region: tuple[float, float, float, float] | None = None
    pixels: int = 0
    memory_bytes: int = 0
    cpu_seconds: int = 0
    out_bytes: int = 0
    stream: bool = False
    media_type: str = ""
    name: str = ""
    most: int = 0
    span: float = 0.0
    per_second: float = 0.0
    ceiling: float = 0.0
    page: int = 0
    plain: bool = False

    def packed(self) -> bytes:
        """The order as one packet."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def unpacked(cls, packet: bytes) -> Request:
        """Reads what :meth:`packed` wrote."""
        fields = json.loads(packet)
        if fields["region"] is not None:
            fields["region"] = tuple(fields["region"])
        return cls(**fields)


def send(channel: socket.socket, message: bytes, descriptors: Sequence[int] = ()) -> None:
    """Sends one packet with open files beside it; raises OSError where nobody listens."""
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
    channel.sendmsg([message], rights, socket.MSG_NOSIGNAL)


def receive(channel: socket.socket, most: int = 4) -> tuple[bytes, list[int]]:
    """Receives one packet and its open files (never inherited); empty bytes mean that the other side is gone."""
    descriptors = array.array("i")
    message, ancillary, _, _ = channel.recvmsg(
        PACKET_BYTES, socket.CMSG_SPACE(most * descriptors.itemsize), socket.MSG_CMSG_CLOEXEC
    )
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
    return message, list(descriptors)


def note(fields: Mapping[str, object]) -> bytes:
    """Packs a short message of the zygote."""
    return json.dumps(fields).encode()
