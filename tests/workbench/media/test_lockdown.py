"""A decoder that was taken over by its file gets nowhere: each attempt is made for real, in a confined child."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path

import pytest

from tests.workbench.media import payloads
from workbench.casefile.exhibits import Family
from workbench.casefile.exposure import Rung
from workbench.errors import DecoderKilled, NotDecodable
from workbench.media import lockdown, syscalls
from workbench.media.sandbox import Decoder

REFUSED = {"EACCES", "EPERM", "ENOSYS", "EBADF", "EFBIG"}
HARMLESS = {"thread", "write to standard output"}
ATTEMPTS = [name for name in payloads.CALLS if name in payloads.NUMBERS] + [
    name for name in list(payloads.ACTS)[: list(payloads.ACTS).index("fill memory")] if name not in HARMLESS
]
ENDINGS = {
    "map without end": "SIGSEGV",
    "spin": "cpu limit",
    "spin in threads": "cpu limit",
    "sleep": "wall clock",
    "silence": "bad answer",
    "exit": "exit 3",
    "crash": "SIGSEGV",
    "abort": "policy violation",
    "flood": "flood",
    "recurse": "bad answer",
    "junk": "bad answer",
    "no object": "bad answer",
    "no facts": "bad answer",
    "negative": "bad answer",
    "endless number": "bad answer",
    "not a number": "bad answer",
    "true for one": "bad answer",
    "large veil": "bad answer",
    "veil of another size": "bad answer",
    "sheet out of order": "bad answer",
    "long sheet": "bad answer",
    "made-up refusal": "bad answer",
}


def assert_stopped(hostile: Decoder, name: str) -> None:
    """Has a child make the attempt, which must be refused or end it."""
    try:
        went = hostile.derive(io.BytesIO(name.encode()), Family.IMAGE).preview.facts.codec
    except DecoderKilled as killed:
        assert killed.detail == "policy violation"
    else:
        assert went in REFUSED


@pytest.mark.parametrize("name", ATTEMPTS)
def test_no_attempt_gets_through(taken_over: Decoder, name: str) -> None:
    assert_stopped(taken_over, name)


@pytest.mark.parametrize("name", ATTEMPTS)
def test_the_filter_stands_where_the_kernel_grants_nothing_else(
    taken_over_behind_the_filter_alone: Decoder, name: str
) -> None:
    assert_stopped(taken_over_behind_the_filter_alone, name)


def test_the_attempts_are_real_ones() -> None:
    assert payloads.attempt_call("getuid") == "done"
    assert payloads.ACTS["python read"]() == "done"


def test_the_attempts_are_as_many_as_the_design_asks() -> None:
    assert len(ATTEMPTS) >= 63


@pytest.mark.parametrize("name", ENDINGS)
def test_misbehaviour_is_ended_and_named(taken_over: Decoder, name: str) -> None:
    with pytest.raises(DecoderKilled) as killed:
        taken_over.derive(io.BytesIO(name.encode()), Family.IMAGE)
    assert ENDINGS[name] in killed.value.detail
    assert "<b>" not in str(killed.value)


def test_a_child_that_wants_too_much_memory_is_refused(taken_over: Decoder) -> None:
    with pytest.raises(NotDecodable) as no:
        taken_over.derive(io.BytesIO(b"fill memory"), Family.IMAGE)
    assert no.value.detail == "memory MemoryError"


def test_threads_which_decoders_need_are_allowed(taken_over: Decoder) -> None:
    assert taken_over.derive(io.BytesIO(b"thread"), Family.IMAGE).preview.facts.codec == "done"


def test_a_codec_name_that_is_no_word_falls_away(taken_over: Decoder) -> None:
    assert taken_over.derive(io.BytesIO(b"long"), Family.IMAGE).preview.facts.codec is None


@pytest.mark.parametrize("name", [name for name in payloads.SHAPES if name != "honest"])
def test_false_shapes_are_not_believed(taken_over: Decoder, name: str) -> None:
    with pytest.raises(DecoderKilled, match="makes no sense"):
        taken_over.look(io.BytesIO(name.encode()), Family.IMAGE, Rung.GREY, 16)


def test_an_honest_shape_is_believed(taken_over: Decoder) -> None:
    pixels = taken_over.look(io.BytesIO(b"honest"), Family.IMAGE, Rung.GREY, 16)
    assert bytes(pixels.buffer) == b"\x7f" * 32


def test_nothing_was_left_behind(taken_over: Decoder) -> None:
    for name in ("python write", "creat", "mkdir"):
        with contextlib.suppress(DecoderKilled):
            taken_over.derive(io.BytesIO(name.encode()), Family.IMAGE)
    assert not os.path.exists("/tmp/made-by-a-payload")
    assert not os.path.exists("/tmp/other")


def test_the_original_is_as_it_was(taken_over: Decoder, tmp_path: Path) -> None:
    original = tmp_path / "original"
    original.write_bytes(b"write the original")
    assert taken_over.derive(original, Family.IMAGE).preview.facts.codec == "EBADF"
    assert original.read_bytes() == b"write the original"


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_covers_each_list_and_fits_the_kernel(machine: str) -> None:
    numbers = syscalls.numbers(machine)
    lists = [set(names) for names in (syscalls.ALLOWED, syscalls.REFUSED, syscalls.FATAL)]
    assert not (lists[0] & lists[1] or lists[0] & lists[2] or lists[1] & lists[2])
    assert len(set(numbers.values())) == len(numbers)
    assert set(syscalls.ALLOWED) <= set(numbers)
    assert len(lockdown.filter_program(machine)) // 8 <= 4096


def test_an_unknown_machine_has_no_filter() -> None:
    with pytest.raises(lockdown.LockdownError):
        lockdown.filter_program("vax")
