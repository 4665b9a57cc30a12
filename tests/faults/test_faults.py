"""A sample of the faults: ``python -m tests.faults`` makes all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import conditions
from tests.faults.__main__ import cut, planted, rotten, struck
from tests.faults.ground import Ground, named
from tests.faults.paths import CHEAP, PATHS, laid
from tests.faults.striking import DEATH, why_not
from workbench.store import key_file

WHY_NOT = why_not()
traced = pytest.mark.skipif(bool(WHY_NOT), reason=f"calls cannot be struck: {WHY_NOT}")


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Ground]]:
    """Lays the ground of every write path once."""
    place = tmp_path_factory.mktemp("laid")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key_file, "calibrated", lambda: CHEAP)
        yield {path.name: laid(path, place / path.name.replace(" ", "-")) for path in PATHS}


@traced
@pytest.mark.parametrize(
    ("fault", "call", "turn"),
    [(DEATH, "fsync", 3), (DEATH, "pwrite64", 9), (DEATH, "link", 2), ("error=ENOSPC", "pwrite64", 6)],
)
def test_a_strike_at_a_writing_call_loses_nothing_confirmed(
    fault: str, call: str, turn: int, grounds: dict[str, Ground], tmp_path: Path
) -> None:
    paths = PATHS if call != "link" else [named(PATHS, "acquire")]
    tally = struck(paths, grounds, [fault], [turn], tmp_path, [call])
    assert tally.wrong == []
    assert sum(tally.counts.values()) >= len(paths) - 1


@traced
def test_a_power_cut_loses_nothing_confirmed(grounds: dict[str, Ground], tmp_path: Path) -> None:
    tally = cut(PATHS, grounds, 15, 7, tmp_path)
    assert tally.wrong == []


@traced
def test_a_planted_mistake_of_order_is_found(grounds: dict[str, Ground], tmp_path: Path) -> None:
    tally = planted(grounds, 60, 7, tmp_path)
    assert tally.wrong == []
    assert all(tally.counts.values())


@pytest.mark.parametrize("name", ["judge", "passphrase"])
def test_a_flipped_bit_is_named_or_idle(name: str, grounds: dict[str, Ground], tmp_path: Path) -> None:
    tally = rotten(grounds[name], 80, 7, tmp_path)
    assert tally.wrong == []
    assert tally.counts["named"] + tally.counts["refused"] > 20


@pytest.mark.parametrize("name", list(conditions.CONDITIONS))
def test_a_bad_condition_is_said_and_loses_nothing(name: str, tmp_path: Path) -> None:
    why, wrong = conditions.run(name, tmp_path / "condition")
    if why:
        pytest.skip(why)
    assert wrong == []
