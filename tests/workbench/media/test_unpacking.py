"""Containers as the rest of the program meets them: items one by one, and nothing believed of a reader taken over."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.workbench.media import payloads
from tests.workbench.media.test_lockdown import ATTEMPTS, REFUSED
from workbench.errors import DecoderKilled, NotUnpacked, SandboxUnavailable, WorkbenchError
from workbench.formats import warming
from workbench.formats.members import Item, Member, Skipped
from workbench.media import lockdown
from workbench.media.sandbox import Decoder
from workbench.media.sniff import HEAD_BYTES, sniff
from workbench.media.streams import Bounds

TIGHT = Bounds(
    memory_bytes=128 << 20, cpu_seconds=1, silent_seconds=1.5, floor_bytes=4 << 20, entries=2_000, messages=100
)
HONEST = {"honest", "unknown keys"}


def outcome(
    decoder: Decoder, data: bytes | Path, media_type: str, name: str = "", bounds: Bounds = TIGHT
) -> tuple[list[Item], WorkbenchError | None]:
    """Opens a container to its end and gives what came, with the fault that ended it."""
    came: list[Item] = []
    try:
        with decoder.unpack(io.BytesIO(data) if isinstance(data, bytes) else data, media_type, name, bounds) as items:
            came.extend(items)
    except WorkbenchError as fault:
        return came, fault
    return came, None


def hostile(decoder: Decoder, name: str) -> tuple[list[Item], WorkbenchError | None]:
    """Has a reader that was taken over do what the name says."""
    return outcome(decoder, name.encode(), "any/thing")


@pytest.mark.parametrize("name", ATTEMPTS)
def test_a_reader_that_was_taken_over_gets_nowhere(taken_over: Decoder, name: str) -> None:
    came, fault = hostile(taken_over, name)
    if fault is None:
        assert next(item.name for item in came if isinstance(item, Member)) in REFUSED
    else:
        assert isinstance(fault, DecoderKilled) and fault.detail == "policy violation"


@pytest.mark.parametrize("name", ["socket", "openat", "execve", "python write", "write the original"])
def test_the_filter_alone_holds_a_reader(taken_over_behind_the_filter_alone: Decoder, name: str) -> None:
    came, fault = hostile(taken_over_behind_the_filter_alone, name)
    assert fault is not None or next(item.name for item in came if isinstance(item, Member)) in REFUSED


@pytest.mark.parametrize("name", sorted(set(payloads.FRAMES) - HONEST))
def test_no_frame_is_believed(taken_over: Decoder, name: str) -> None:
    came, fault = hostile(taken_over, name)
    assert isinstance(fault, DecoderKilled) and fault.detail.startswith(("bad frame", "exit")), name
    assert not any(isinstance(item, bytes) for item in came)


@pytest.mark.parametrize("name", sorted(HONEST))
def test_an_honest_frame_comes_through_and_unknown_keys_fall_away(taken_over: Decoder, name: str) -> None:
    assert hostile(taken_over, name) == ([Member("a"), b"bytes"], None)


@pytest.mark.parametrize(
    ("name", "error", "detail"),
    [
        ("members without end", NotUnpacked, "limit: entries"),
        ("bytes without end", NotUnpacked, "limit: bytes"),
        ("silence in the middle", DecoderKilled, "wall clock"),
        ("sleep", DecoderKilled, "wall clock"),
        ("the pipe closed", DecoderKilled, "wall clock"),
        ("end in the middle", DecoderKilled, "exit 0"),
        ("exit", DecoderKilled, "exit 3"),
        ("crash", DecoderKilled, "SIGSEGV"),
        ("spin", DecoderKilled, "cpu limit SIGXCPU"),
        ("flood", DecoderKilled, "bad frame: kind"),
        ("junk", DecoderKilled, "exit 0"),
    ],
)
def test_whatever_a_reader_does_is_ended_and_named(
    taken_over: Decoder, name: str, error: type[WorkbenchError], detail: str
) -> None:
    patient = replace(TIGHT, silent_seconds=30.0) if name == "spin" else TIGHT
    came, fault = outcome(taken_over, name.encode(), "any/thing", "", patient)
    assert type(fault) is error and fault.detail == detail and fault.remedy
    unfinished = {"bytes without end", "silence in the middle", "end in the middle"}
    assert (bool(came) and came[-1] == Skipped("a", "Its bytes did not all come.", takes_back=True)) == (
        name in unfinished
    )
    assert hostile(taken_over, "honest") == ([Member("a"), b"bytes"], None)


def test_a_reader_waits_for_its_host_and_ends_with_it(decoder: Decoder) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("large", os.urandom(8 << 20))
    with decoder.unpack(data, "application/zip") as items:
        assert next(items) == Member("large", modified=next_modified(data.getvalue()))
        assert isinstance(next(items), bytes)
    assert outcome(decoder, warming.samples()[0][2], "application/zip")[1] is None


def next_modified(data: bytes) -> str:
    """Gives the time that the first entry of an archive states."""
    year, month, day, hour, minute, second = zipfile.ZipFile(io.BytesIO(data)).infolist()[0].date_time
    return f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"


def test_every_reader_works_where_nothing_can_be_opened(decoder: Decoder) -> None:
    for media_type, name, data in warming.samples():
        came, fault = outcome(decoder, data, media_type, name)
        assert (fault is None) == (name != "b.pdf"), (name, fault)
        assert name == "b.pdf" or any(isinstance(item, bytes) for item in came)


def test_no_container_is_refused_in_words(decoder: Decoder) -> None:
    came, fault = outcome(decoder, b"words", "text/x-unknown")
    assert not came and isinstance(fault, NotUnpacked) and "no container" in fault.message


def test_nothing_is_opened_where_nothing_can_be_confined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lockdown, "missing", lambda: "the kernel was built without seccomp")
    with Decoder() as unconfined:
        came, fault = outcome(unconfined, warming.samples()[0][2], "application/zip")
    assert not came and isinstance(fault, SandboxUnavailable)


def test_every_real_container_opens_or_says_why(decoder: Decoder, shared_data: Path) -> None:
    opened = 0
    for folder in ("web-archives/warc", "web-archives/wacz", "documents", "conformance"):
        for path in sorted((shared_data / folder).glob("*.*")):
            with path.open("rb") as file:
                media_type, _ = sniff(file.read(HEAD_BYTES), path.name)
            came, fault = outcome(decoder, path, media_type, path.name, Bounds())
            assert fault is None or (isinstance(fault, NotUnpacked) and fault.message and fault.remedy), path.name
            opened += any(isinstance(item, bytes) for item in came)
    assert opened > 25
