"""Decoders for the tests of media: the real one, and one whose children are taken over."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.media import lockdown
from workbench.media.sandbox import Decoder, Limits

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[2]
_BOOT = "import sys; sys.path[:0] = sys.argv[1].split('|'); import payloads; payloads."
TIGHT = Limits(memory_bytes=128 << 20, cpu_seconds=1, wall_seconds=6.0)


@pytest.fixture(scope="session")
def confining() -> None:
    """Skips the test on a machine that cannot confine a decoder."""
    why = lockdown.missing()
    if why:
        pytest.skip(f"decoders cannot be confined here: {why}")


@pytest.fixture(scope="session")
def decoder(confining: None) -> Iterator[Decoder]:
    """Gives the program's own decoder."""
    with Decoder() as real:
        yield real


@pytest.fixture(scope="session")
def taken_over(confining: None) -> Iterator[Decoder]:
    """Gives a decoder whose children do what their file says, under tight limits."""
    command = payload_command("main()")
    with Decoder(TIGHT, TIGHT, {"pictures": command, "readers": command}) as hostile:
        yield hostile


@pytest.fixture(scope="session")
def taken_over_behind_the_filter_alone(confining: None) -> Iterator[Decoder]:
    """Gives the same decoder where the kernel grants nothing but the filter and the limits."""
    command = payload_command("main_behind_the_filter_alone()")
    with Decoder(TIGHT, TIGHT, {"pictures": command, "readers": command}) as hostile:
        yield hostile


def payload_command(entry: str) -> list[str]:
    """Gives the command that starts a zygote of the tests' own."""
    return [sys.executable, "-I", "-B", "-c", _BOOT + entry, f"{_ROOT}|{_HERE}"]
