"""A sample of the attacks in every run; the whole of them stands behind ``python -m tests.attacks``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks import bombs, campaign, measuring, payload_table, real_files
from tests.attacks.asking import MOST_MIB, POLICY, Kind, Verdict, ask, questions_for
from tests.attacks.measuring import Meter
from tests.attacks.mutator import mutant
from tests.attacks.picture_bombs import webp_of_one_colour
from tests.attacks.samples import samples
from workbench.casefile.exhibits import Family
from workbench.media import host, lockdown
from workbench.media.sandbox import Decoder

MUTANTS = 10_000
#: Bombs that burn their whole allowance of processor time; the command runs them, and one of them is below.
LONG = ("scans", "30,000 square", "9,984 square", "13,000 square", "9,900 square, deflated", "packed comment",
        "200 packed titles", "20,000 frames", "100,000 small", "81 million", "4096 by 2304", "than it says", "pages",
        "strokes", "forms", "twice", "60,000 square", "200,000 entries", "paragraphs", "parts", "groups", "open mark",
        "in a circle", "200,000 messages", "name of 900", "start codes", "programmes", "three hours", "8 GiB",
        "2 GiB", "512 MiB", "30 bytes", "5,000 frames", "four exabytes", "header lines")  # fmt: skip
SAMPLE = [name for name in bombs.BOMBS if not any(words in name for words in LONG)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a folder for the journals, on a machine that can confine a decoder."""
    why = lockdown.missing()
    if why:
        pytest.skip(f"decoders cannot be confined here: {why}")
    return tmp_path_factory.mktemp("journals")


@pytest.fixture(scope="module")
def watched(folder: Path) -> Iterator[tuple[Decoder, Meter]]:
    """Gives the program's decoder, and the meter of its children."""
    with measuring.measured(folder) as pair:
        yield pair


def test_there_are_more_bombs_than_the_design_names() -> None:
    assert len(bombs.BOMBS) >= 36
    assert len(SAMPLE) >= 30


@pytest.mark.parametrize("name", [*SAMPLE, "webp of 30 bytes, 9,999 square"])
def test_a_bomb_harms_nothing(watched: tuple[Decoder, Meter], name: str) -> None:
    outcome = bombs.outcome(*watched, name)
    assert outcome.held, bombs.line(outcome)


def test_the_meter_sees_what_a_child_takes(watched: tuple[Decoder, Meter]) -> None:
    """A picture of sixteen megapixels costs what it must, so that a small number elsewhere means something."""
    (answer,) = ask(*watched, webp_of_one_colour(4_000, 4_000), Kind(Family.IMAGE, "image/webp"), "grey")
    assert answer.verdict is Verdict.SERVED
    assert 100 < answer.peak_mib < MOST_MIB and answer.cpu_seconds > 0.05


def test_every_format_is_served_behind_closed_doors(watched: tuple[Decoder, Meter]) -> None:
    lost = [
        f"{name}, {answer.question}: {answer.detail}"
        for name, kind, data in real_files.served(real_files.honest())
        for answer in ask(*watched, data, kind)
        if answer.verdict is not Verdict.SERVED and not answer.detail.startswith("no-sound")
    ]
    assert lost == []


def test_no_honest_file_trips_the_filter(watched: tuple[Decoder, Meter], shared_data: Path) -> None:
    small = [one for one in real_files.honest() if len(one[2]) < 200_000]
    lost = [
        f"{name}, {answer.question}: {answer.verdict} {answer.detail}"
        for name, kind, data in small
        for answer in ask(*watched, data, kind, questions_for(kind)[0])
        if answer.verdict in (Verdict.STOPPED, Verdict.FAULT) or answer.detail == POLICY
    ]
    assert lost == [] and len(small) > 100


def test_damaged_pictures_end_in_words(folder: Path, shared_data: Path) -> None:
    ends = list(real_files.damaged(folder))
    assert {name for name, _ in ends} == {path.name for path in (shared_data / "damaged").iterdir()}
    assert all(answer.verdict in (Verdict.SERVED, Verdict.REFUSED) for _, answer in ends), ends


def test_mutants_by_the_thousand(folder: Path) -> None:
    """Ten thousand mutants, two at a time, an honest file after every hundred."""
    honest = real_files.served(real_files.honest())
    count = campaign.run(folder, real_files.pool(), honest, MUTANTS, seed=20_261_122)
    told = "\n".join(count.lines())
    assert count.mutants == MUTANTS and count.honest >= MUTANTS // campaign.HONEST_EVERY, told
    assert not count.faults and not count.honest_lost and not count.over, told
    assert count.verdicts[Verdict.SERVED] and count.verdicts[Verdict.REFUSED], told


def test_a_mutant_follows_from_its_seed() -> None:
    data = samples()["jpeg"][1]
    assert mutant(data, "1/2/jpeg") == mutant(data, "1/2/jpeg")
    assert len({mutant(data, f"1/{n}/jpeg") for n in range(100)}) > 90


GROUNDS = [payload_table.Ground("pictures"), payload_table.Ground("frames", False), payload_table.Ground("readers")]


@pytest.mark.parametrize("ground", GROUNDS, ids=lambda ground: ground.words)
def test_no_payload_gets_through(folder: Path, ground: payload_table.Ground) -> None:
    result = payload_table.tried(ground)
    assert result.open == [] and sum(result.ends.values()) >= 63


@pytest.mark.parametrize("walls", [True, False], ids=["all walls", "the filter alone"])
def test_no_payload_gets_through_as_nobody(folder: Path, walls: bool) -> None:
    if not payload_table.can_be_nobody():
        pytest.skip("only root may become nobody")
    result = payload_table.tried(payload_table.Ground("frames", walls, payload_table.NOBODY))
    assert result.open == [] and sum(result.ends.values()) >= 63


@pytest.mark.parametrize("kind", payload_table.kinds())
def test_every_decoder_process_proves_its_walls(folder: Path, kind: str) -> None:
    try:
        with payload_table.started(payload_table.sandbox._COMMANDS[kind]) as running:
            assert running.walls["filter"] is True
    except host.ZygoteFailed:
        pytest.skip("a library that this process needs is not installed")


def test_a_payload_that_got_through_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge of the payloads knows an open door from a closed one."""
    assert payload_table.stopped("EACCES") and payload_table.stopped("ended by the filter")
    assert not payload_table.stopped("done") and not payload_table.stopped("ended: SIGSEGV")


def test_a_bomb_over_its_bounds_would_be_seen() -> None:
    from dataclasses import replace

    from tests.attacks.asking import Answer
    from tests.attacks.measuring import Use

    calm = Answer("derive", Verdict.REFUSED, "", (Use(0, 100.0, 1.0),))
    for use in (Use(0, 601.0, 1.0), Use(0, 100.0, 6.1)):
        assert not bombs.Outcome("a", 1, (replace(calm, uses=(use,)),), ()).held
    assert bombs.Outcome("a", 1, (calm,), ()).held
    assert not bombs.Outcome("a", 1, (calm,), (calm,)).held
    assert Kind(Family.IMAGE, "image/png").name == ""
