"""Each way of spoiling a case is called by its name, once one head is known outside; what needs none needs none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from tests.workbench.store.tamperings import ONLY_WITH_KEYS, TAMPERINGS, Tampering, add_mark, sample
from workbench.casefile.custody import FaultKind, SeenHead, Verification
from workbench.casefile.identity import Actor
from workbench.jobs import finish
from workbench.store import ledger_check
from workbench.store.folder import open_case
from workbench.store.keys import Keyring
from workbench.store.ledger_scan import Scan
from workbench.store.rows import body_digest, canonical
from workbench.store.verification import verify_case


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """Returns the folder of a sound case, to be spoilt."""
    return sample(tmp_path / "case", tmp_path / "profile")


def _verify(folder: Path, seen: Sequence[SeenHead] = (), since_head: bool = False, lanes: int = 1) -> Verification:
    opened = open_case(folder, Actor("Stranger"), read_only=True)
    try:
        return finish(verify_case(opened, seen, since_head, lanes))
    finally:
        opened.close()


def _seen(folder: Path, profile: Path) -> tuple[SeenHead, ...]:
    opened = open_case(folder, Actor("Stranger"), read_only=True)
    opened.close()
    return Keyring(profile).seen(opened.case.id)


def test_the_sound_case_is_clean(spoilt: Path, tmp_path: Path) -> None:
    found = _verify(spoilt, _seen(spoilt, tmp_path / "profile"))
    assert found.faults == () and found.originals == 12 and found.entries == 28


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda tampering: tampering.name)
def test_each_tampering_is_called_by_its_name(tampering: Tampering, spoilt: Path, tmp_path: Path) -> None:
    tampering.spoil(spoilt, tmp_path / "profile")
    seen = _seen(spoilt, tmp_path / "profile")
    found = _verify(spoilt, seen if tampering.outside else ())
    assert (tampering.kind, tampering.subject) in {(fault.kind, fault.subject) for fault in found.faults}, found.faults
    assert all(fault.remedy for fault in found.faults)


def test_what_only_an_outside_head_can_show_is_not_seen_without_one(tmp_path: Path) -> None:
    for at, tampering in enumerate(TAMPERINGS):
        if tampering.kind in (FaultKind.OLDER_COPY, FaultKind.REWRITTEN):
            folder = sample(tmp_path / f"case-{at}", tmp_path / f"profile-{at}")
            tampering.spoil(folder, tmp_path / f"profile-{at}")
            assert _verify(folder).clean


def test_heads_signed_by_another_key_show_against_the_signer_that_was_seen(spoilt: Path, tmp_path: Path) -> None:
    ONLY_WITH_KEYS.spoil(spoilt, tmp_path / "profile")
    found = _verify(spoilt, _seen(spoilt, tmp_path / "profile"))
    assert {fault.kind for fault in found.faults} == {FaultKind.RE_SIGNED}
    assert _verify(spoilt).clean


def test_sql_through_the_program_is_refused(spoilt: Path) -> None:
    raw = dbapi2.connect(str(spoilt / "case.sqlite3"), isolation_level=None)
    with pytest.raises(dbapi2.IntegrityError, match="append-only"):
        raw.execute("UPDATE entry SET body = 'x' WHERE number = 3")
    raw.close()


@pytest.mark.parametrize("tampering", TAMPERINGS[:12], ids=lambda tampering: tampering.name)
def test_two_lanes_find_what_one_finds(
    tampering: Tampering, spoilt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_check, "_WORTH_TWO", 2)
    monkeypatch.setattr(ledger_check, "BLOCK", 4)
    monkeypatch.setattr("workbench.store.ledger_scan.BLOCK", 4)
    seen = _seen(spoilt, tmp_path / "profile")
    assert _verify(spoilt, seen, lanes=2).clean
    tampering.spoil(spoilt, tmp_path / "profile")
    seen = _seen(spoilt, tmp_path / "profile")
    one, two = _verify(spoilt, seen), _verify(spoilt, seen, lanes=2)
    assert set(one.faults) == set(two.faults) and one.root == two.root and one.entries == two.entries


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda tampering: tampering.name)
def test_a_block_held_as_a_whole_shows_what_each_entry_shows(
    tampering: Tampering, spoilt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tampering.spoil(spoilt, tmp_path / "profile")
    whole = _verify(spoilt)
    monkeypatch.setattr(Scan, "_check", Scan._check_each)
    each = _verify(spoilt)
    assert (whole.faults, whole.notes, whole.root) == (each.faults, each.notes, each.root)


@pytest.mark.parametrize("before", ["", None, "0" * 64])
def test_a_second_lane_asks_the_first_for_the_state_of_each_row(spoilt: Path, before: str | None) -> None:
    rows = list[tuple[int, bytes, bytes]]()
    for number in (5, 6):
        line = {"at": "2026", "n": number, "previous": "", "changes": [["annotation", "x", before, "1"]]}
        if number == 6:
            line |= {"previous": rows[0][1].decode(), "changes": []}
        body = canonical(line)
        rows.append((number, body_digest(body).encode(), body))
    for check in (Scan._check, Scan._check_each):
        scan = Scan(4, 6, "", expected=5)
        check(scan, rows)
        assert scan.opening == {("annotation", "x"): (before, 5)} and not scan.faults


def test_a_check_goes_on_from_a_signed_head(spoilt: Path, tmp_path: Path) -> None:
    add_mark(spoilt, tmp_path / "profile")
    whole, since = _verify(spoilt), _verify(spoilt, since_head=True)
    assert since.clean and since.since == 29 and since.entries == 0 and since.root == whole.root
    with_seen = _verify(spoilt, _seen(spoilt, tmp_path / "profile")[:2], since_head=True)
    assert with_seen.clean and with_seen.since == 27 and with_seen.entries == 2 and with_seen.root == whole.root
    assert "seen outside" in with_seen.notes[0].detail
