"""The signing key comes to be whole or not at all, and a head that was noted is never swallowed by a torn line."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.casefile.custody import Head
from workbench.casefile.identity import now
from workbench.store.keys import Keyring, KeyUnreadable, signature_holds

HEAD = Head("0192-case", 7, "ab" * 32, now())


def test_the_key_is_made_once_and_signs(tmp_path: Path) -> None:
    first, second = Keyring(tmp_path).sign(HEAD), Keyring(tmp_path).sign(HEAD)
    assert first.key == second.key and signature_holds(first)
    assert (tmp_path / "signing.key").stat().st_mode & 0o777 == 0o600


def test_a_key_file_that_a_crash_left_empty_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "signing.key").touch()
    assert signature_holds(Keyring(tmp_path).sign(HEAD))


def test_a_damaged_key_is_said_and_kept(tmp_path: Path) -> None:
    (tmp_path / "signing.key").write_bytes(b"eleven bytes")
    with pytest.raises(KeyUnreadable):
        Keyring(tmp_path).sign(HEAD)
    assert (tmp_path / "signing.key").read_bytes() == b"eleven bytes"


def test_a_torn_line_swallows_no_other_head(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    keyring.remember(HEAD)
    notes = tmp_path / "heads" / f"{HEAD.case}.txt"
    notes.write_bytes(notes.read_bytes() + b"9 cdcd")
    keyring.remember(Head(HEAD.case, 12, "ef" * 32, now()))
    assert [(seen.size, seen.root) for seen in keyring.seen(HEAD.case)] == [(7, "ab" * 32), (12, "ef" * 32)]
