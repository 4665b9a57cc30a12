"""The PDF is an archive copy: same bytes each time, readable by machines, and text stays text."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from tests.workbench.memo.texts import HOSTILE, everywhere
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.proofs import MemoProof
from workbench.memo.compose import compose
from workbench.memo.pdf import to_pdf


def poppler(name: str) -> str:
    """The path of one of poppler's tools, or a skip."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} (poppler-utils) is not on this machine")
    return found


def said(pdf: bytes, folder: Path) -> str:
    """The words of a PDF as a reader's software gets them, on one line."""
    tool = poppler("pdftotext")
    file = folder / "memo.pdf"
    file.write_bytes(pdf)
    text = subprocess.run([tool, "-layout", str(file), "-"], check=True, capture_output=True).stdout.decode()
    return " ".join(text.replace("\u200b", "").split())


def test_the_same_dossier_gives_the_same_bytes(dossier):
    assert to_pdf(compose(dossier)) == to_pdf(compose(dossier))


def test_it_declares_what_it_conforms_to(dossier):
    pdf = to_pdf(compose(dossier))
    assert pdf.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A" in pdf
    assert b"<pdfuaid:part>1" in pdf
    assert b"/Lang (en)" in pdf or b"/Lang(en)" in pdf


def test_a_reader_finds_citation_digest_head_and_marking(dossier, tmp_path):
    words = said(to_pdf(compose(dossier)), tmp_path)
    for wanted in (
        "Elections and Civic Processes, v14, from 1 Sep 2026",
        "§ 4.2 Interference with voting",
        "You may not post false information about when, where or how to vote.",
        dossier.exhibits[5].digest,
        dossier.head.words,
        "TLP:AMBER",
        "Page 1 of",
        "python main.py verify CASE",
    ):
        assert wanted in words, wanted


def test_each_page_carries_marking_and_number(dossier, tmp_path):
    words = said(to_pdf(compose(dossier)), tmp_path)
    pages = int(re.search(r"Page 1 of (\d+)", words).group(1))
    assert words.count("TLP:AMBER") == 2 * pages
    assert f"Page {pages} of {pages}" in words


def test_hostile_text_stays_text(dossier, tmp_path):
    words = said(to_pdf(compose(everywhere(dossier, HOSTILE))), tmp_path)
    for wanted in ("<script>alert(1)</script>", '#import "x"', '#panic("y")', "$x^2$", "{{ 7*7 }}", "‹U+202E›gnp.exe"):
        assert wanted in words, wanted


def test_scripts_of_the_world_are_set_and_missing_ones_are_told(dossier, tmp_path):
    title = "تقرير שלום हिन्दी 漢字 한국어 👍🏽 \u0378"
    words = said(to_pdf(compose(replace(dossier, case=replace(dossier.case, title=title)))), tmp_path)
    assert "‹U+0378›" in words
    assert "no font" in words


def test_no_picture_is_finer_than_a_haze(dossier, tmp_path):
    tool = poppler("pdfimages")
    (tmp_path / "memo.pdf").write_bytes(to_pdf(compose(dossier)))
    listed = subprocess.run(
        [tool, "-list", str(tmp_path / "memo.pdf")], check=True, capture_output=True
    ).stdout.decode()
    sizes = [tuple(map(int, line.split()[3:5])) for line in listed.splitlines()[2:]]
    assert len(sizes) == 3
    assert max(max(size) for size in sizes) <= 24


def test_the_memo_is_attached_as_data(dossier, tmp_path):
    tool = poppler("pdfdetach")
    (tmp_path / "memo.pdf").write_bytes(to_pdf(compose(dossier)))
    subprocess.run([tool, "-saveall", "-o", str(tmp_path), str(tmp_path / "memo.pdf")], check=True, capture_output=True)
    data = json.loads((tmp_path / "memo.json").read_bytes())
    assert data["title"] == dossier.case.title
    assert data["head"] == dossier.head.words


def test_the_proof_is_attached_and_every_fate_is_printed(fated, tmp_path):
    words = said(to_pdf(compose(fated)), tmp_path)
    for wanted in ("EX-0002.10", "Unpacked from EX-0002", "Reference only, kept at", "court order 12/26", "2 of 3, no"):
        assert wanted in words, wanted
    assert f"Proven 2 entries under {fated.head.words}" in words
    subprocess.run(
        [poppler("pdfdetach"), "-saveall", "-o", str(tmp_path), str(tmp_path / "memo.pdf")],
        check=True,
        capture_output=True,
    )
    attached = json.loads((tmp_path / "memo.json").read_bytes())["proof"]
    proof = msgspec.convert(attached, MemoProof)
    assert proof == fated.proof and proof.holds
    assert b"ads.example.org" not in (tmp_path / "memo.pdf").read_bytes()


def test_a_long_rationale_runs_over_the_page_and_is_not_cut(dossier, tmp_path):
    long = " ".join(f"word{number}" for number in range(2500))
    changed = {**dossier.determinations, 1: replace(dossier.determinations[1], rationale=long)}
    words = said(to_pdf(compose(replace(dossier, determinations=changed))), tmp_path)
    assert "word0 " in words
    assert "word2499" in words


def test_an_empty_case_makes_a_pdf(dossier):
    bare = replace(
        dossier, exhibits=(), previews={}, determinations={}, citations=(), annotations=(), occurrences=(), words={}
    )
    assert to_pdf(compose(bare)).startswith(b"%PDF")


def test_a_description_is_printed_and_a_severe_exhibit_is_words_alone(dossier, tmp_path):
    first = replace(dossier.exhibits[0], description="A notice on a wall.", sensitivity=Sensitivity.SEVERE)
    changed = replace(dossier, exhibits=(first, *dossier.exhibits[1:]))
    words = said(to_pdf(compose(changed)), tmp_path)
    assert "A notice on a wall." in words and "Sealed: severe" in words
