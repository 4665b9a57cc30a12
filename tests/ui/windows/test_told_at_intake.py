"""What hash lists say of what comes in is told in the account, and what should not be held can be destroyed from it."""

from __future__ import annotations

import hashlib

from tests.ui.desktop import click, drop, open_dialog, until
from tests.ui.windows.test_groups_in_the_window import encoded, scene
from ui.panels.evidence.intake import forbidden_of, listed_counts, match_lines, matched_words
from ui.windows.sheets.destroying import DestroySheet
from workbench.actions.hash_lists import import_list
from workbench.casefile.exhibits import Listed, Sensitivity
from workbench.casefile.fingerprints import Fingerprint
from workbench.casefile.hash_lists import HashKind, ListEffect, ListMatch
from workbench.casefile.identity import now
from workbench.jobs import finish


def match(number: int, effect: ListEffect, distance: int = 0) -> ListMatch:
    """What a list said of an exhibit by its looks."""
    return ListMatch(f"m{number}", number, "l", "Known pictures", effect, HashKind.PDQ, "00", distance, now())


def test_what_is_listed_is_counted_by_what_became_of_it():
    listed = (Listed("a", 1, ("One",), True), Listed("b", 2, ("One", "Two")), Listed("c", 3, ("Two",)))
    assert listed_counts(listed) == ["1 withheld: no byte of it came in", "2 named by hash lists"]
    assert listed_counts(()) == []


def test_what_should_not_be_held_is_said_apart_from_what_is_only_named():
    marked, withheld = match(1, ListEffect.MARK, 4), match(2, ListEffect.WITHHOLD)
    assert matched_words([marked]) == "EX-0001 is named by hash lists"
    assert forbidden_of([marked, withheld, withheld]) == [2]
    assert matched_words([marked, withheld]).startswith(
        "2 exhibits are named by hash lists. EX-0002 should not be held"
    )
    lines = dict(match_lines([marked, withheld]))
    assert lines["EX-0001"] == "Named by Known pictures, by its looks, 4 bits apart."
    assert "Destroy" in lines["EX-0002"]


def test_a_file_that_a_list_withholds_is_told_and_so_is_one_that_it_marks(window, tmp_path):
    for name, effect in (("kept out", ListEffect.WITHHOLD), ("marked", ListEffect.MARK)):
        (tmp_path / f"{name}.txt").write_text(f"bytes that are {name}", "utf-8")
        digest = hashlib.sha256((tmp_path / f"{name}.txt").read_bytes()).hexdigest()
        (tmp_path / f"{name}.list").write_text(digest + "\n", "utf-8")
        listed = tmp_path / f"{name}.list"
        finish(import_list(window.desk.person, listed, name, effect, Sensitivity.SEVERE, (), "", HashKind.SHA256))
    drop(window.evidence, [tmp_path / "kept out.txt", tmp_path / "marked.txt"])
    report = window.evidence.report
    until(lambda: report.isVisible() and "named by hash lists" in report.accessibleName(), "the account is there")
    assert "1 withheld: no byte of it came in" in report.accessibleName()
    lines = report.lines.stringList()
    assert any(line.startswith("kept out.txt: Withheld by kept out.") for line in lines)
    assert any(line.startswith("marked.txt: Named by marked.") for line in lines)
    until(lambda: not window.desk.busy and not window.desk.lanes.busy, "all is done")
    assert "1 withheld" in report.accessibleName(), "what comes later does not wipe it out"


def test_bytes_that_look_like_what_is_withheld_can_be_destroyed_from_the_account(window, tmp_path):
    drop(window.evidence, [_saved(tmp_path / "first.png", 5)])
    case = window.desk.case
    until(lambda: bool(case.file.all(Fingerprint)), "its looks are known")
    until(lambda: not window.desk.busy and not window.desk.lanes.busy, "all is done")
    (looks,) = case.file.all(Fingerprint)
    listed = tmp_path / "looks.txt"
    listed.write_text(looks.bits + "\n", "utf-8")
    finish(
        import_list(
            window.desk.person, listed, "Known pictures", ListEffect.WITHHOLD, Sensitivity.EXTREME, (), "", HashKind.PDQ
        )
    )
    drop(window.evidence, [_saved(tmp_path / "second.jpg", 5)])
    report = window.evidence.report
    until(lambda: report.offer.text() == "Destroy EX-0005…", "its destruction is offered")
    assert "should not be held" in report.accessibleName()
    until(lambda: not window.desk.busy and not window.desk.lanes.busy, "all is done")
    click(report.offer)
    sheet = open_dialog(DestroySheet)
    assert window.desk.number == 5
    sheet.reject()


def _saved(path, seed):
    """Saves a picture of some detail."""
    path.write_bytes(encoded(scene(seed), "PNG" if path.suffix == ".png" else "JPEG"))
    return path
