"""What looks alike, in the window: shown veiled with its distance, decided by one look, folded in the grid."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps
from PySide6.QtCore import Qt

from tests.ui.conftest import ACTOR
from tests.ui.desktop import click, idle, open_dialog, press, until, write
from ui.windows.sheets.hash_lists import HashListsSheet, ImportListSheet
from ui.windows.sheets.rating import RatingSheet
from workbench.actions.acquisition import acquire_bytes
from workbench.actions.cases import new_case
from workbench.actions.decisions import determinations
from workbench.actions.exhibits import exhibit, set_sensitivity
from workbench.actions.hash_lists import hash_lists, matches_of
from workbench.casefile.cases import CaseKind
from workbench.casefile.decisions import Confidence, Judgement
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.harms import Harm

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def scene(seed: int) -> Image.Image:
    """A picture of some detail."""
    chance, image = random.Random(seed), Image.new("RGB", (320, 220), (120, 120, 120))
    draw = ImageDraw.Draw(image)
    for _ in range(30):
        x, y, side = chance.randrange(320), chance.randrange(220), chance.randrange(20, 120)
        draw.ellipse((x, y, x + side, y + side), fill=tuple(chance.randrange(256) for _ in range(3)))
    return image.filter(ImageFilter.GaussianBlur(2))


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    held = io.BytesIO()
    image.save(held, kind)
    return held.getvalue()


@pytest.fixture
def alike(start, tmp_path):
    """The window on four pictures, the first three of which are one, as it is, mirrored, and as another file."""
    with new_case(tmp_path / "alike", "Copies", CaseKind.ADS, ACTOR, "HPE-9") as case:
        first = scene(1)
        for name, data in (
            ("a.png", encoded(first)),
            ("b.png", encoded(ImageOps.mirror(first))),
            ("c.jpg", encoded(first, "JPEG")),
            ("d.png", encoded(scene(2))),
        ):
            acquire_bytes(case, ACTOR, data, name)
    session = start(tmp_path / "alike")
    window = session.case_window
    until(lambda: not session.desk.busy and not session.lanes.busy, "previews are made and groups found")
    until(lambda: window.model.shown(1).alike == 3, "the groups are known")
    return window


def test_the_group_is_shown_veiled_with_its_distance_in_words(alike):
    window = alike
    window.desk.select(1)
    press("g")
    group = window.details.group
    until(lambda: len(group.tiles) == 2, "the group is shown")
    words = {tile.alike.exhibit.number: tile.alike.words for tile in group.tiles}
    assert words[2].startswith("nearly the same, mirrored") and "mirrored" not in words[3]
    assert "all of them by one look" in group.said.words()
    click(next(tile for tile in group.tiles if tile.alike.exhibit.number == 2))
    assert group.pair.isVisible() and group.pair.comparable
    assert "EX-0002" in group.tiles[0].accessibleName() + group.tiles[1].accessibleName()
    click(group.go)
    assert window.desk.number == 2


def test_an_exhibit_that_looks_like_nothing_says_so(alike):
    alike.desk.select(4)
    press("g")
    until(lambda: "Nothing that is known looks like EX-0004" in alike.foot._said.words(), "it is said")
    assert not alike.details.group.isVisible()


def test_one_key_decides_the_whole_group_and_one_undo_takes_it_back_by_name(alike):
    window, case = alike, alike.desk.case
    window.desk.select(1)
    window.evidence.grid.setFocus()
    press(Qt.Key.Key_1, CTRL)
    until(lambda: len(determinations(case)) == 3, "three are decided")
    assert {one.judgement for one in determinations(case).values()} == {Judgement.VIOLATING}
    until(lambda: "1 look decided 3 exhibits" in window.foot._said.words(), "it is said")
    until(lambda: window.desk.number == 4, "the next that waits is in view")
    until(lambda: "Violating" in window.foot.undo.text(), "undo is named")
    press(Qt.Key.Key_Z, CTRL)
    until(lambda: determinations(case) == {}, "all is taken back")


def test_the_grid_folds_each_group_into_one_and_open_again(alike):
    window = alike
    assert window.evidence.one.isVisible()
    press("G", SHIFT)
    assert len(window.model.numbers) == 2 and window.model.left_out == 2
    assert window.evidence.one.isChecked()
    click(window.evidence.one)
    assert list(window.model.numbers) == [1, 2, 3, 4]


def test_a_rating_is_given_by_keys_and_raises_what_is_nearly_the_same(alike):
    window, case = alike, alike.desk.case
    window.desk.select(1)
    press(Qt.Key.Key_R, CTRL)
    until(lambda: not window.desk.lanes.busy, "the reach is known")
    sheet = open_dialog(RatingSheet)
    for key in ("4", "a", "g"):
        press(key)
    assert sheet.level is Sensitivity.SEVERE
    press(Qt.Key.Key_Return)
    until(lambda: exhibit(case, 2).sensitivity is Sensitivity.SEVERE, "the copy is raised")
    assert exhibit(case, 1).harms == (Harm.VIOLENCE, Harm.SELF_HARM) or len(exhibit(case, 1).harms) == 2
    assert exhibit(case, 4).sensitivity is Sensitivity.UNCLASSIFIED


def test_a_rating_in_the_details_raises_what_is_nearly_the_same(alike):
    window, case = alike, alike.desk.case
    window.desk.select(1)
    window.deeds.run("window.details")
    until(
        lambda: window.details.shown is not None and window.details.shown.exhibit.number == 1, "its details are there"
    )
    levels = window.details.sensitivity
    levels.setCurrentIndex(levels.findData(Sensitivity.EXTREME))
    levels.activated.emit(levels.currentIndex())
    until(lambda: exhibit(case, 2).sensitivity is Sensitivity.EXTREME, "the copy is raised at once")
    assert exhibit(case, 4).sensitivity is Sensitivity.UNCLASSIFIED


def test_how_sure_one_is_goes_with_the_judgement(alike):
    window, case = alike, alike.desk.case
    window.desk.select(4)
    judging = window.viewer.judging
    assert judging.level is None
    judging.confidence.setCurrentIndex(judging.confidence.findData(Confidence.HIGH))
    assert isinstance(judging.level, Confidence)
    window.deeds.run("decide.clear")
    until(lambda: 4 in determinations(case), "it is decided")
    assert determinations(case)[4].confidence is Confidence.HIGH


def test_a_sealed_group_lays_nothing_side_by_side(alike):
    window = alike
    window.desk.select(1)
    window.deeds.run("group.show")
    until(lambda: len(window.details.group.tiles) == 2, "the group is shown")
    window.desk.do(set_sensitivity, [1, 2, 3], Sensitivity.SEVERE)
    until(lambda: window.details.shown.exhibit.sensitivity is Sensitivity.SEVERE, "it is rated")
    click(window.details.group.tiles[0])
    assert not window.details.group.pair.isVisible()
    assert "rests sealed" in window.details.group.differ.words()


def test_judging_a_severe_exhibit_asks_for_words_without_taking_the_keys(alike):
    window, case = alike, alike.desk.case
    window.desk.do(set_sensitivity, [4], Sensitivity.SEVERE)
    until(lambda: exhibit(case, 4).sensitivity is Sensitivity.SEVERE, "it is rated")
    window.desk.select(4)
    window.evidence.grid.setFocus()
    press("2")
    until(window.describing.isVisible, "a description is asked for")
    assert window.evidence.grid.hasFocus()
    click(window.describing.field)
    write("Coloured discs on grey.")
    press(Qt.Key.Key_Return)
    until(lambda: exhibit(case, 4).description == "Coloured discs on grey.", "it is kept")
    assert not window.describing.isVisible()


def test_a_description_may_be_skipped(alike):
    window = alike
    for number in (1, 2):
        window.describing._take(number)
    assert "1 more" in window.describing._label.words()
    window.describing.leave()
    assert "EX-0002" in window.describing._label.words()
    window.describing.leave()
    assert not window.describing.isVisible() and window.describing.waiting == []


def test_a_hash_list_is_imported_marks_the_case_and_is_removed(alike, tmp_path):
    window, case = alike, alike.desk.case
    path = tmp_path / "known.txt"
    path.write_text(exhibit(case, 4).digest + "\nnothing of the kind\n", "utf-8")
    window.deeds.list_deeds.ask(path)
    sheet = open_dialog(ImportListSheet)
    assert sheet.name.text() == "known"
    sheet.level.setCurrentIndex(sheet.level.findData(Sensitivity.SEVERE))
    sheet.harms[Harm.TERRORISM].setChecked(True)
    sheet.told.setCurrentIndex(1)
    click(sheet.act)
    until(lambda: bool(matches_of(case, 4)), "the case is held against it")
    assert exhibit(case, 4).sensitivity is Sensitivity.SEVERE
    window.desk.select(4)
    window.deeds.run("window.details")
    until(lambda: any("marks it" in line for line in window.details.facts.words()), "the details name the list")
    window.deeds.run("lists.show")
    until(lambda: not window.desk.lanes.busy, "the lists are read")
    listed = open_dialog(HashListsSheet)
    listed.list.setCurrentRow(0)
    click(listed.remove)
    until(lambda: hash_lists(window.desk.person) == (), "it is removed")
    click(listed.act)
    idle(0.02)
