"""Nothing of a look stays in the program's memory once it is wiped: another process searches it byte by byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.casefile.exhibits import Family
from workbench.casefile.exposure import Rung
from workbench.media.pixels import Pixels
from workbench.media.sandbox import Decoder

NEEDLES, LENGTH, MASK = 12, 96, 0x5A

# Counts how many needles the memory of a process holds; they come masked, so that asking leaves no trace.
SEARCH = f"""
import sys
pid, masked = sys.argv[1], sys.stdin.buffer.read()
plain = bytes(byte ^ {MASK} for byte in masked)
needles = {{plain[start : start + {LENGTH}] for start in range(0, len(plain), {LENGTH})}}
found = set()
with open(f"/proc/{{pid}}/maps") as maps, open(f"/proc/{{pid}}/mem", "rb", 0) as memory:
    for line in maps:
        area, rights, _, _, inode, *_ = line.split()
        start, end = (int(edge, 16) for edge in area.split("-"))
        # What is mapped from a program's or a font's own file and cannot be written holds no picture.
        of_a_file = inode != "0" and not any(name in line for name in ("/memfd:", "/dev/", "(deleted)"))
        if "r" not in rights or "[v" in line or ("w" not in rights and of_a_file):
            continue
        try:
            memory.seek(start)
            block = memory.read(end - start)
        except (OSError, OverflowError):
            continue
        # Most memory is empty, and an empty page holds no needle.
        for at in range(0, len(block), 1 << 20):
            piece = block[at : at + (1 << 20) + {LENGTH}]
            if piece.count(0) != len(piece):
                found |= {{needle for needle in needles if needle in piece}}
print(len(found))
"""


def needles_in_memory(masked: bytes) -> int:
    """Has another process search this one."""
    command = [sys.executable, "-I", "-c", SEARCH, str(os.getpid())]
    done = subprocess.run(command, input=masked, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("the memory of this process cannot be searched here")
    return int(done.stdout)


def masked_needles(pixels: Pixels) -> bytes:
    """Takes pieces of a picture without ever holding them in the clear."""
    step = len(pixels.buffer) // NEEDLES
    starts = range(step // 2, len(pixels.buffer) - LENGTH, step)
    return bytes(pixels.buffer[start + offset] ^ MASK for start in starts for offset in range(LENGTH))


@pytest.mark.parametrize("rung", [Rung.GREY, Rung.COLOUR])
def test_a_wiped_look_leaves_no_pixel_behind(decoder: Decoder, shared_data: Path, rung: Rung) -> None:
    pixels = decoder.look(shared_data / "photos/astronaut.png", Family.IMAGE, rung, 480)
    masked = masked_needles(pixels)
    assert needles_in_memory(masked) >= NEEDLES - 2
    pixels.wipe()
    assert needles_in_memory(masked) == 0


def test_a_preview_brings_no_clear_pixel_home(decoder: Decoder, shared_data: Path) -> None:
    path = shared_data / "photos/chelsea.png"
    pixels = decoder.look(path, Family.IMAGE, Rung.COLOUR, 451)
    masked = masked_needles(pixels)
    pixels.wipe()
    decoder.derive(path, Family.IMAGE)
    assert needles_in_memory(masked) == 0
