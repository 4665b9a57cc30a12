"""A memo leaves with the proof of what it rests on, and anybody can hold it against the case."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.actions.acquisition import refer
from workbench.actions.cases import OpenCase
from workbench.actions.custody import heads, memo_proof, verify
from workbench.actions.decisions import decide
from workbench.actions.exhibits import set_sensitivity
from workbench.actions.exposure_rules import set_case_rules, set_preferences
from workbench.actions.memos import compose_memo, export_memo, memo_lacks
from workbench.actions.policies import cite_quote, import_policies
from workbench.actions.retention import destroy
from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Rung
from workbench.casefile.exposure_rules import Layer, Tightening
from workbench.casefile.harms import Harm
from workbench.casefile.identity import Actor, digest_of
from workbench.jobs import finish
from workbench.memo.outline import Card, Exhibits

VERIFIER = Path(__file__).resolve().parents[3] / "resources" / "verify_case.py"


def _checked(folder: Path, memo: Path) -> tuple[int, dict[str, object]]:
    """Holds a memo against a case as a recipient does, without the program."""
    words = [sys.executable, "-I", "-S", str(VERIFIER), str(folder), "--memo", str(memo), "--json"]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    return ran.returncode, json.loads(ran.stdout) if ran.stdout else {"error": ran.stderr}


@pytest.fixture
def judged(case: OpenCase, actor: Actor, policy_files: tuple[Path, Path]) -> OpenCase:
    """A case with two judgements, one of them on a pinned citation."""
    finish(import_policies(policy_files))
    citation = cite_quote(case, actor, 1, "sample-ads", "4.2", "Nobody may misstate the date, place or time")
    decide(case, actor, 1, Judgement.VIOLATING, "Plain to see.", citations=[citation.id])
    decide(case, actor, 2, Judgement.CLEAR, "A fair.")
    return case


def test_the_proof_covers_judgements_and_what_they_rest_on(judged: OpenCase, actor: Actor) -> None:
    newest = judged.file.head().size
    proof = memo_proof(judged)
    assert proof.holds and proof.determinations == {"EX-0001": newest - 1, "EX-0002": newest}
    assert proof.citations == {"EX-0001": (newest - 2,)}
    assert [entry.number for entry in proof.entries] == [newest - 2, newest - 1, newest]
    earlier = memo_proof(judged, newest - 1)
    assert earlier.holds and (earlier.size, list(earlier.determinations)) == (newest - 1, ["EX-0001"])


def test_each_form_of_a_memo_is_held_against_the_case_without_the_program(
    judged: OpenCase, actor: Actor, tmp_path: Path
) -> None:
    for ending in (".pdf", ".html", ".md"):
        finish(export_memo(judged, actor, tmp_path / f"memo{ending}"))
    assert finish(verify(judged)).clean
    signed = {head.words for head in heads(judged)}
    judged.close()
    memos = [tmp_path / "memo.html", tmp_path / "memo.md"]
    if tool := shutil.which("pdfdetach"):
        words = [tool, "-saveall", "-o", str(tmp_path), str(tmp_path / "memo.pdf")]
        subprocess.run(words, check=True, capture_output=True)
        proof = json.loads((tmp_path / "memo.json").read_bytes())["proof"]
        assert f"{proof['size']}:{proof['root']}" in signed and len(proof["entries"]) == 3
        memos.append(tmp_path / "memo.json")
    for memo in memos:
        assert _checked(judged.folder, memo)[0] == 0, memo
        text = memo.read_text("utf-8")
        leaf = proof["entries"][1]["leaf"] if tool else text.split('"leaf')[1][:80]
        memo.write_text(text.replace(leaf, "0" * 64), "utf-8")
        status, document = _checked(judged.folder, memo)
        assert status == 3 and [fault["kind"] for fault in document["faults"]] == ["proof"], memo  # type: ignore[attr-defined]


def test_a_memo_without_a_proof_is_wrong_use(case: OpenCase, tmp_path: Path) -> None:
    for name, words in {"a.md": "no proof", "b.json": "{}", "c.json": "[", "d.json": '{"proof": null}'}.items():
        (tmp_path / name).write_text(words, "utf-8")
        status, document = _checked(case.folder, tmp_path / name)
        assert status == 2 and "no proof that can be read" in str(document["error"])
    assert _checked(case.folder, tmp_path / "absent.json")[0] == 2


def test_what_became_of_exhibits_stands_in_the_memo(case: OpenCase, actor: Actor) -> None:
    refer(case, actor, digest_of(b"kept elsewhere"), 14, "film.mp4", "the unit's safe, shelf 4", media_type="video/mp4")
    finish(destroy(case, actor, 2, "court order 12/26", "unlawful to hold"))
    (table,) = (block for block in compose_memo(case, actor).blocks if isinstance(block, Exhibits))
    notes = {row.label: " ".join(piece.words for note in row.notes for piece in note) for row in table.rows}
    assert "kept at the unit's safe, shelf 4" in notes["EX-0004"]
    assert "on the authority of court order 12/26: unlawful to hold" in notes["EX-0002"]
    assert "0 of 3" in notes["EX-0001"]


def test_rules_that_seal_everything_leave_no_veil_in_the_memo(previewed: OpenCase, actor: Actor) -> None:
    for number in (1, 2, 3):
        decide(previewed, actor, number, Judgement.CLEAR)
    assert [card.picture is None for card in _cards(previewed, actor)] == [False] * 3
    line = Tightening(harm=Harm.INJURY, rest=Rung.SEALED, description_needed=True)
    set_case_rules(previewed, actor, Layer("x", (line,)))
    set_sensitivity(previewed, actor, [2], Sensitivity.SENSITIVE, (Harm.INJURY,))
    assert [card.picture is None for card in _cards(previewed, actor)] == [False, True, False]
    assert any("EX-0002 is judged and has no neutral description" in gap for gap in memo_lacks(previewed, actor))
    (previewed.profile.folder / "exposure-policy.toml").write_text("[[rule]")
    assert [card.picture is None for card in _cards(previewed, actor)] == [True] * 3


def test_what_one_person_asks_for_themselves_changes_no_memo(previewed: OpenCase, actor: Actor) -> None:
    decide(previewed, actor, 1, Judgement.CLEAR)
    set_preferences(previewed.profile, Layer("x", (Tightening(rest=Rung.SEALED),)))
    assert [card.picture is None for card in _cards(previewed, actor)] == [False]


def _cards(case: OpenCase, actor: Actor) -> list[Card]:
    """Lists the cards of the memo as it stands."""
    return [block for block in compose_memo(case, actor).blocks if isinstance(block, Card)]
