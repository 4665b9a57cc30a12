"""The clock of a child: a machine that is busy is not the child's fault, and a child that only sleeps is ended."""

from __future__ import annotations

import io
import itertools
import os

import pytest

from tests.workbench.media.conftest import payload_command
from workbench.casefile.exhibits import Family
from workbench.errors import DecoderKilled
from workbench.media import host
from workbench.media.sandbox import Decoder, Limits

HASTY = Limits(memory_bytes=128 << 20, cpu_seconds=1, wall_seconds=0.8)


def checks_of_a_sleeper(monkeypatch: pytest.MonkeyPatch, ticks: itertools.count[int] | itertools.repeat[int]) -> int:
    """Has a child sleep under a short clock and counts how often the host asks whether it is at work."""
    asked: list[int] = []
    monkeypatch.setattr(host, "_processor_ticks", lambda pid: asked.append(pid) or next(ticks))
    with Decoder(HASTY, HASTY, {"pictures": payload_command("main()")}) as hasty, pytest.raises(DecoderKilled) as ended:
        hasty.derive(io.BytesIO(b"sleep"), Family.IMAGE)
    assert ended.value.detail == "wall clock"
    assert len(set(asked)) == 1 and asked[0] != os.getpid()
    return len(asked)


def test_a_child_that_sleeps_is_ended(confining: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks_of_a_sleeper(monkeypatch, itertools.repeat(0)) == 1


def test_a_child_that_works_gets_more_time_and_not_for_ever(confining: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 8 <= checks_of_a_sleeper(monkeypatch, itertools.count(1)) <= 14


def test_processor_time_is_read_of_the_process_that_is_asked_about() -> None:
    sum(range(3_000_000))
    assert host._processor_ticks(os.getpid()) > 0
    assert host._processor_ticks(0) == 0
