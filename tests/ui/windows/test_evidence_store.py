"""The evidence store at the window: sources, references, containers, holds, destruction, checks and proofs."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.conftest import ACTOR
from tests.ui.desktop import answer_file_dialog, click, come_forward, drop, open_dialog, press, until, write
from ui.models.exhibits import tile_of
from ui.windows.case_window import CaseWindow
from ui.windows.sheets.checking import RepairSheet
from ui.windows.sheets.describing import DescribeSheet
from ui.windows.sheets.destroying import DestroyedSheet, DestroySheet
from ui.windows.sheets.holding import HoldsSheet, PlaceHoldSheet
from ui.windows.sheets.source import AcquireSheet, ReferenceSheet, StateSourceSheet
from workbench.actions.acquisition import acquire_bytes
from workbench.actions.cases import new_case
from workbench.actions.retention import holds, place_hold, tombstone
from workbench.casefile.cases import CaseKind
from workbench.casefile.custody import Fault, Mended
from workbench.casefile.exhibit_numbers import exhibit_number
from workbench.casefile.exhibits import Holding, Provenance
from workbench.casefile.proofs import InclusionProof

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
FIRST, SECOND = exhibit_number("EX-0001.1"), exhibit_number("EX-0001.2")


def archive() -> bytes:
    """A small archive of two texts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as kept:
        kept.writestr("a/one.txt", "The warehouse stands by the river.")
        kept.writestr("a/two.txt", "Herons fly over it.")
    return data.getvalue()


@pytest.fixture
def boxed(start, tmp_path: Path) -> CaseWindow:
    """The window on a case of one archive and one text."""
    with new_case(tmp_path / "boxed", "Boxed", CaseKind.LEGAL, ACTOR, "HPE-7") as case:
        acquire_bytes(case, ACTOR, archive(), "export.zip")
        acquire_bytes(case, ACTOR, b"a loose note", "note.txt")
    return start(tmp_path / "boxed").case_window


def settled(window: CaseWindow) -> None:
    """Waits until no job runs any more."""
    until(lambda: not window.desk.busy and not window.desk.lanes.busy, "all is done")


def shown(window: CaseWindow, number: int):
    """What the window knows of one exhibit."""
    found = window.model.shown(number)
    return found.exhibit if found is not None else None


def test_files_are_acquired_with_their_source_or_by_enter_with_none(window, tmp_path):
    path = tmp_path / "fourth.txt"
    path.write_text("a fourth message", "utf-8")
    press(Qt.Key.Key_I, CTRL)
    answer_file_dialog(path)
    sheet = open_dialog(AcquireSheet)
    assert sheet.source.url.hasFocus()
    write("https://example.org/4")
    sheet.source.authority.setText("Request 12")
    press(Qt.Key.Key_Return)
    until(lambda: shown(window, 4) is not None, "it is in")
    assert shown(window, 4).acquisition.provenance == Provenance("https://example.org/4", authority="Request 12")
    path.write_text("a fifth message", "utf-8")
    come_forward(window)
    press(Qt.Key.Key_I, CTRL)
    answer_file_dialog(path)
    again = open_dialog(AcquireSheet)
    assert again.source.authority.text() == "Request 12", "the authority of the last time is offered"
    assert again.source.url.text() == ""
    press(Qt.Key.Key_Return)
    until(lambda: shown(window, 5) is not None, "it is in")
    settled(window)


def test_a_drop_is_instant_and_its_source_can_be_added(window, tmp_path):
    path = tmp_path / "dropped.txt"
    path.write_text("dropped", "utf-8")
    drop(window.evidence, [path])
    until(lambda: window.evidence.report.offer.isVisible(), "the source may be added")
    click(window.evidence.report.offer)
    sheet = open_dialog(StateSourceSheet)
    sheet.source.account.setText("@mallory")
    click(sheet.act)
    until(lambda: shown(window, 4).acquisition.provenance.account == "@mallory", "it is stated")
    settled(window)


def test_a_reference_is_a_plate_and_no_error(window):
    press(Qt.Key.Key_R, CTRL, SHIFT)
    sheet = open_dialog(ReferenceSheet)
    sheet.digest.setText("AB" * 31)
    sheet.location.setText("Vault 3, ticket 41")
    assert not sheet.act.isEnabled()
    sheet.digest.setText("AB" * 32)
    click(sheet.act)
    until(lambda: window.desk.number == 4, "it is in view")
    until(lambda: shown(window, 4) is not None, "its tile is there")
    tile = tile_of(window.model.shown(4))
    assert tile.plate == "Reference only" and tile.veil is None
    until(lambda: getattr(window.viewer.surface._face.item, "number", 0) == 4, "the viewer shows it")
    assert window.viewer.surface._face.item.plate == "Reference only"
    assert not window.problems.isVisible()


def test_a_container_is_unpacked_under_itself_and_walked_by_keys(boxed):
    press(Qt.Key.Key_U, CTRL)
    until(lambda: list(boxed.model.numbers) == [1, FIRST, SECOND, 2], "its children stand under it")
    settled(boxed)
    assert tile_of(boxed.model.shown(1)).inner == 2
    assert [tile_of(boxed.model.shown(number)).depth for number in boxed.model.numbers] == [0, 1, 1, 0]
    press(Qt.Key.Key_Down, ALT)
    assert boxed.desk.number == FIRST
    press("j")
    assert boxed.desk.number == SECOND
    press("j")
    assert boxed.desk.number == 2
    press("k")
    press(Qt.Key.Key_Up, ALT)
    assert boxed.desk.number == 1
    boxed.deeds.run("window.details")
    until(lambda: len(boxed.details.kin.links) == 2, "the details name the children")
    click(boxed.details.kin.links[1])
    assert boxed.desk.number == SECOND


def test_words_out_of_a_container_are_found(boxed):
    press(Qt.Key.Key_U, CTRL)
    until(lambda: SECOND in boxed.model.numbers, "it is unpacked")
    settled(boxed)
    press(Qt.Key.Key_F, CTRL)
    write("herons")
    until(lambda: SECOND in [hit.exhibit for hit in boxed.search.model.values], "the words are found")
    press(Qt.Key.Key_Escape)


def test_what_is_on_hold_cannot_be_destroyed_and_the_page_says_by_which_hold(window):
    window.deeds.run("case.hold")
    sheet = open_dialog(PlaceHoldSheet)
    sheet.authority.setText("Letter 9")
    assert not sheet.act.isEnabled()
    sheet.reason.setText("Litigation")
    click(sheet.act)
    until(window.top.on_hold.isVisible, "the bar says it")
    window.deeds.run("exhibit.destroy")
    page = open_dialog(DestroySheet)
    assert "Letter 9" in page.trouble.words()
    page.number.setText("EX-0001")
    assert not page.act.isEnabled() and not page.number.isEnabled()
    page.reject()
    window.deeds.run("case.holds")
    listed = open_dialog(HoldsSheet)
    listed.reason.setText("Settled")
    click(listed.act)
    until(lambda: not any(hold.active for hold in holds(window.desk.case)), "it is lifted")
    until(lambda: not window.top.on_hold.isVisible(), "the bar says it no more")
    listed.reject()


def test_destruction_asks_for_the_number_and_leaves_a_plate_and_a_certificate(window, tmp_path):
    assert window.desk.number == 1
    window.deeds.run("exhibit.destroy")
    page = open_dialog(DestroySheet)
    page.authority.setText("Order 7")
    page.reason.setText("Must not be held")
    page.number.setText("EX-0002")
    assert not page.act.isEnabled()
    page.number.setText("EX-0001")
    click(page.act)
    done = open_dialog(DestroyedSheet)
    assert tombstone(window.desk.case, 1).authority == "Order 7"
    click(done.act)
    answer_file_dialog(tmp_path / "certificate.html")
    until(lambda: (tmp_path / "certificate.html").is_file(), "the certificate is there")
    until(lambda: shown(window, 1).holding is Holding.DESTROYED, "the grid knows")
    assert tile_of(window.model.shown(1)).plate == "Destroyed"
    window.deeds.run("window.details")
    until(lambda: any("Order 7" in line for line in window.details.facts.words()), "the details say it")
    assert not window.problems.isVisible()


def test_the_details_say_whose_it_is_and_which_holds_cover_it(window):
    place_hold(window.desk.case, ACTOR, "Letter 9", "Litigation", [1])
    window.deeds.run("window.details")
    until(lambda: window.details.shown is not None, "the details are there")
    lines = "\n".join(window.details.facts.words())
    assert "Letter 9: Litigation" in lines and "By: A reviewer" in lines
    assert window.details._capture.words() == "0 of 3, no URL, no HTML source, no full-page capture"
    item = window.details.shown.exhibit
    assert window.details.digest.toPlainText() == item.digest
    window.details._others.open()
    click(window.details._md5.copy)
    assert QGuiApplication.clipboard().text() == item.digests.md5 != ""


def test_an_exhibit_is_described_in_words(window):
    press(Qt.Key.Key_D, CTRL)
    sheet = open_dialog(DescribeSheet)
    write("A leaflet")
    sheet.description.setPlainText("Text on white ground.")
    click(sheet.act)
    until(lambda: shown(window, 1).title == "A leaflet", "it is kept")
    assert shown(window, 1).description == "Text on white ground."


def test_a_fault_is_listed_by_name_and_leads_to_its_exhibit(window):
    case = window.desk.case
    case.file.blobs.erase(shown(window, 2).digest)
    press(Qt.Key.Key_V, CTRL, SHIFT)
    until(lambda: window.deeds.custody.page is not None, "the page is open")
    page = window.deeds.custody.page
    until(lambda: any("EX-0002" in fault.subject for fault in page.model.values), "the fault is named")
    place = next(row for row, fault in enumerate(page.model.values) if "EX-0002" in fault.subject)
    page.list.clicked.emit(page.model.index(place))
    assert window.desk.number == 2
    page.close()


def test_a_head_from_outside_is_held_against_the_history(window):
    window.deeds.run("case.checks")
    page = window.deeds.custody.page
    page.seen.setText(f"3:{'0' * 64}")
    until(lambda: len(page.heads) == 1 and page.seen.text() == "", "it is taken in")
    click(page.whole)
    until(lambda: page.model.rowCount() > 0, "the check has found that it does not fit")
    page.heads.clear()
    click(page.whole)
    until(lambda: page.stack.currentWidget() is page.empty, "without it all is well")
    page.close()


def test_the_proof_of_an_entry_is_copied_as_others_read_it(window):
    window.deeds.run("window.history")
    window.history.list.setCurrentIndex(window.history.model.index(1))
    QGuiApplication.clipboard().clear()
    window.deeds.run("history.proof")
    until(lambda: QGuiApplication.clipboard().text() != "", "it is copied")
    proof = json.loads(QGuiApplication.clipboard().text())["proof"]
    assert proof["number"] == window.history.chosen()
    assert InclusionProof(**{**proof, "path": tuple(proof["path"])}).holds


def test_an_original_that_is_gone_is_brought_back_from_a_copy(window, make_case):
    copy = make_case("one-again")
    item = shown(window, 2)
    window.desk.case.file.blobs.erase(item.digest)
    (copy / "kept").write_bytes(b"one: message 2")
    window.deeds.run("case.repair")
    sheet = open_dialog(RepairSheet)
    sheet.take_copy(copy)
    click(sheet.act)
    until(lambda: window.deeds.custody.page is not None, "the page tells of it")
    page = window.deeds.custody.page
    until(lambda: any(isinstance(value, Mended) for value in page.model.values), "it is put right")
    assert not any(isinstance(value, Fault) for value in page.model.values)
    page.close()
    until(lambda: list(window.model.numbers) == [1, 2, 3], "everything is there")


def test_a_case_that_does_not_open_is_salvaged_and_opened(window, make_case):
    broken = make_case("two", reference="HPE-2")
    backup = Path(shutil.copytree(broken, broken.with_name("backup")))
    store = broken / "case.sqlite3"
    with store.open("r+b") as file:
        file.write(b"\0" * 100)
    window.deeds.run("case.repair-folder")
    answer_file_dialog(broken)
    sheet = open_dialog(RepairSheet)
    sheet.take_copy(backup)
    click(sheet.act)
    until(lambda: window.windowTitle() == "HPE-2" or window.problems.isVisible(), "it came to an end")
    assert window.windowTitle() == "HPE-2", window.problems.accessibleName()
    until(lambda: window.deeds.custody.page is not None, "the page tells of it")
    window.deeds.custody.page.close()
