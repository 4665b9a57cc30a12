"""The verifier that needs no program says of every tampering what the program says."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.workbench.store.tamperings import TAMPERINGS, Tampering, rewrite, sample
from workbench.casefile.custody import SeenHead
from workbench.casefile.identity import Actor
from workbench.casefile.proofs import MemoProof
from workbench.jobs import finish
from workbench.store import ledger
from workbench.store.folder import open_case
from workbench.store.keys import Keyring
from workbench.store.rows import body_of
from workbench.store.verification import verify_case

SCRIPT = Path(__file__).resolve().parents[2] / "resources" / "verify_case.py"


def _run(folder: Path, *words: str) -> dict[str, Any]:
    # Isolated, without site packages: nothing of the program can be found from there.
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(folder), "--json", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 3), ran.stderr
    document: dict[str, Any] = json.loads(ran.stdout)
    assert document["ok"] is (ran.returncode == 0)
    return document


def _heads(folder: Path, profile: Path) -> tuple[SeenHead, ...]:
    opened = open_case(folder, Actor("Stranger"), read_only=True)
    opened.close()
    return Keyring(profile).seen(opened.case.id)


def _words(heads: tuple[SeenHead, ...]) -> list[str]:
    return [word for head in heads for word in ("--head", f"{head.size}:{head.root}")]


def test_it_is_one_short_file_that_needs_only_the_standard_library() -> None:
    text = SCRIPT.read_text("utf-8")
    assert len(text.splitlines()) < 300
    names = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    for node in names:
        modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
        assert all(module.split(".")[0] in sys.stdlib_module_names for module in modules)


def test_a_sound_case_is_clean_and_stays_untouched(tmp_path: Path) -> None:
    folder = sample(tmp_path / "case", tmp_path / "profile")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    document = _run(folder, *_words(_heads(folder, tmp_path / "profile")))
    assert document["faults"] == [] and document["notes"] == []
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")}.keys() == before.keys()


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda tampering: tampering.name)
def test_it_says_what_the_program_says(tampering: Tampering, tmp_path: Path) -> None:
    folder, profile = sample(tmp_path / "case", tmp_path / "profile"), tmp_path / "profile"
    tampering.spoil(folder, profile)
    heads = _heads(folder, profile) if tampering.outside else ()
    document = _run(folder, *_words(heads))
    opened = open_case(folder, Actor("Stranger"), read_only=True)
    found = finish(verify_case(opened, heads))
    opened.close()
    theirs = {(fault["kind"], fault["subject"]) for fault in document["faults"]}
    assert (tampering.kind.value, tampering.subject) in theirs
    assert theirs == {(fault.kind.value, fault.subject) for fault in found.faults}


def test_a_memos_proof_holds_in_its_own_case_and_in_no_rewritten_one(tmp_path: Path) -> None:
    folder = sample(tmp_path / "case", tmp_path / "profile")
    opened = open_case(folder, Actor("Stranger"), read_only=True)
    with opened.reading() as connection:
        tree = ledger.tree(connection)
    opened.close()
    proof = MemoProof(opened.case.id, tree.size, tree.root(), {"EX-0001": 9}, (tree.inclusion(9), tree.inclusion(2)))
    file = tmp_path / "proof.json"
    file.write_bytes(body_of(proof))
    assert _run(folder, "--proof", str(file))["faults"] == []
    file.write_bytes(body_of(proof).replace(proof.entries[0].leaf.encode(), b"0" * 64))
    assert [fault["subject"] for fault in _run(folder, "--proof", str(file))["faults"]] == ["entry 9"]
    file.write_bytes(body_of(proof))
    rewrite(folder, tmp_path / "profile")
    kinds = [fault["kind"] for fault in _run(folder, "--proof", str(file))["faults"]]
    assert "rewritten" in kinds and "proof" in kinds


def test_of_an_encrypted_case_it_says_what_it_cannot_do(tmp_path: Path) -> None:
    folder = sample(tmp_path / "case", tmp_path / "profile")
    (folder / "key.json").write_text("{}")
    document = _run(folder)
    assert [fault["kind"] for fault in document["faults"]] == ["not checkable"]
    assert "encrypted" in document["faults"][0]["detail"]
