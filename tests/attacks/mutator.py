"""Seeded damage to honest files: flips, lies about lengths, splices, cuts, doubled chunks, false header fields."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable

Mutation = Callable[[bytearray, random.Random], None]
_LIES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
_HEADER = 512
_WORDS = (b"IHDR", b"IDAT", b"\xff\xd8", b"\xff\xda", b"\xff\xc2", b"RIFF", b"VP8X", b"moov", b"mdat", b"ftyp", b"stsz")


def flip_bits(data: bytearray, chance: random.Random) -> None:
    """Turns a few bits anywhere."""
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def set_header_bytes(data: bytearray, chance: random.Random) -> None:
    """Puts any bytes into the head, where formats keep what matters."""
    for _ in range(chance.randrange(1, 12)):
        data[chance.randrange(min(len(data), _HEADER))] = chance.randrange(256)


def lie_about_a_number(data: bytearray, chance: random.Random) -> None:
    """Puts an extreme number where a length, a count or a size may stand, at any width and byte order."""
    form = chance.choice((">I", "<I", ">H", "<H", ">Q", "<Q"))
    width = struct.calcsize(form)
    if len(data) <= width:
        return
    reach = len(data) if chance.random() < 0.4 else min(len(data), _HEADER)
    at = chance.randrange(max(1, reach - width))
    data[at : at + width] = struct.pack(form, chance.choice(_LIES) & ((1 << (8 * width)) - 1))


def nudge_a_number(data: bytearray, chance: random.Random) -> None:
    """Makes a number a little larger or smaller: off by one, off by a few."""
    form = chance.choice((">I", "<I", ">H", "<H"))
    width = struct.calcsize(form)
    if len(data) <= width:
        return
    at = chance.randrange(min(len(data), 4 * _HEADER) - width + 1 if len(data) > width else 1)
    at = min(at, len(data) - width)
    (number,) = struct.unpack_from(form, data, at)
    struct.pack_into(form, data, at, (number + chance.choice((-8, -2, -1, 1, 2, 8, 255))) % (1 << (8 * width)))


def cut(data: bytearray, chance: random.Random) -> None:
    """Ends the file early."""
    del data[chance.randrange(1, len(data) + 1) :]


def cut_out(data: bytearray, chance: random.Random) -> None:
    """Takes a piece out of the middle."""
    start = chance.randrange(len(data))
    del data[start : start + chance.randrange(1, max(2, len(data) // 4))]
    if not data:
        data += b"\0"


def double(data: bytearray, chance: random.Random) -> None:
    """Repeats a piece, a chunk or a frame, once or very often."""
    start = chance.randrange(len(data))
    piece = data[start : start + chance.choice((1, 4, 12, 64, 512, 4096))]
    data[start:start] = piece * chance.choice((1, 1, 2, 16, 200))
    del data[1 << 18 :]


def splice(data: bytearray, chance: random.Random) -> None:
    """Moves a piece of the file to another place in it."""
    start, length = chance.randrange(len(data)), chance.randrange(1, max(2, len(data) // 3))
    piece = data[start : start + length]
    at = chance.randrange(len(data))
    data[at : at + (len(piece) if chance.random() < 0.5 else 0)] = piece


def fill(data: bytearray, chance: random.Random) -> None:
    """Fills a piece with one byte."""
    start = chance.randrange(len(data))
    length = min(chance.randrange(1, 200), len(data) - start)
    data[start : start + length] = bytes((chance.choice((0, 0xFF, 0x41, chance.randrange(256))),)) * length


def plant_a_word(data: bytearray, chance: random.Random) -> None:
    """Puts a word that some format lives by where it does not belong."""
    at = chance.randrange(len(data))
    word = chance.choice(_WORDS)
    data[at : at + len(word)] = word


MUTATIONS: tuple[Mutation, ...] = (
    flip_bits, set_header_bytes, lie_about_a_number, lie_about_a_number, nudge_a_number, cut, cut_out, double, splice,
    fill, plant_a_word,
)  # fmt: skip


def mutant(original: bytes, seed: str) -> bytes:
    """Gives the mutant of a file that belongs to a seed: always the same."""
    chance, data = random.Random(seed), bytearray(original or b"\0")
    for _ in range(chance.choice((1, 1, 2, 3))):
        chance.choice(MUTATIONS)(data, chance)
        if not data:
            data += b"\0"
    return bytes(data)


def crossing(first: bytes, second: bytes, seed: str) -> bytes:
    """Gives a file that begins as one and ends as another."""
    chance = random.Random(seed)
    return first[: chance.randrange(1, len(first) + 1)] + second[chance.randrange(len(second) + 1) :]
