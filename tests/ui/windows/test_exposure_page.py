"""The person's own page: counts, budgets and choices, pauses and advice that are never in the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from tests.ui.desktop import answer_file_dialog, click, idle, open_dialog, press, until
from ui.panels.exposure.choices import fixed_for
from ui.windows.exposure_deeds import patience_of
from ui.windows.sheets.own_record import DeleteRecordSheet, GoOnSheet
from ui.windows.sheets.rules import CaseRulesSheet
from ui.windows.watch import Patience
from workbench.actions.budgets import own_looks, standing
from workbench.actions.exposure import exposures
from workbench.actions.exposure_rules import case_rules, preferences
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Channel, LookMode, Rung
from workbench.casefile.exposure_record import PastLook
from workbench.casefile.exposure_rules import Layer, Tightening
from workbench.casefile.harms import Harm
from workbench.casefile.identity import new_id, now
from workbench.settings import Settings, load
from workbench.store.exposure_store import record_look


def look(minutes_ago, seconds=4.0, harms=(Harm.VIOLENCE,), rung=Rung.GREY, level=Sensitivity.SEVERE):
    end = now() - timedelta(minutes=minutes_ago)
    return PastLook(
        id=new_id(), case_id="c", exhibit=1, digest="d", began=end - timedelta(seconds=seconds), ended=end, rung=rung,
        mode=LookMode.HOLD, channel=Channel.PICTURE, sensitivity=level, harms=harms, shown_ms=round(seconds * 1000),
    )  # fmt: skip


def record(window, looks):
    for one in looks:
        record_look(window.desk.person, one)


def opened(window, side=0):
    window.exposure.open_over(side)
    until(lambda: window.exposure.shown is not None, "the record is there")
    idle(0.02)
    return window.exposure


def test_the_pill_opens_the_record_and_escape_gives_the_keys_back(window):
    window.evidence.grid.setFocus()
    click(window.top.exposure)
    until(lambda: window.exposure.isVisible() and window.exposure.shown is not None, "the page is open")
    assert window.exposure.record.today.figure.words() == "0 looks"
    assert not window.exposure.record.export.isVisible()
    press(Qt.Key.Key_Escape)
    assert not window.exposure.isVisible() and window.evidence.grid.hasFocus()


def test_looks_are_counted_by_rung_and_harm_and_held_against_the_budgets(window):
    record(window, [look(minutes) for minutes in range(1, 13)])
    record(window, [look(20, 2.0, (), Rung.OUTLINE, Sensitivity.SENSITIVE)])
    page = opened(window).record
    assert page.week.figure.words() == "13 looks"
    assert "Graphic violence: 12 · 48 s" in page.harms.words()
    assert "Outline: 1 · 2 s" in page.rungs.words()
    severe = next(words for words in page.budgets.words() if words.startswith("Severe"))
    assert severe.endswith("12 of 10 looks")
    assert "no medical advice" in " ".join(label.text() for label in page.findChildren(type(page.advice)))
    assert page.snooze.isVisible()


def test_advice_waits_for_the_boundary_and_never_takes_the_keys(window):
    record(window, [look(minutes) for minutes in range(1, 13)])
    window.evidence.grid.setFocus()
    window.desk.looked.emit()
    until(lambda: window.advice.standing.advice, "the standing is known")
    assert not window.advice.isVisible()
    window.top.show_looking(True)
    press("j")
    assert not window.advice.isVisible()
    window.top.show_looking(False)
    press("j")
    assert window.advice.isVisible() and "12 looks" in window.advice.words.words()
    assert window.evidence.grid.hasFocus()
    click(window.advice.later)
    until(lambda: not window.advice.standing.advice, "it is put off")
    press("k")
    assert not window.advice.isVisible()


def test_a_pause_is_noted_and_ends_with_any_key(window):
    press("b")
    assert window.top.exposure.text().startswith("On a pause")
    until(lambda: standing(window.desk.person).paused is not None, "it is noted")
    press(Qt.Key.Key_Space)
    until(lambda: standing(window.desk.person).paused is None, "its end is noted")
    assert window.top.exposure.text().startswith("Veiled")


def test_a_choice_by_harm_is_kept_and_binds(window):
    page = opened(window, 1).choices
    row = next(each for each in page.rows if each.harm is Harm.HATE)
    click(row.grey)
    row.rest.setCurrentIndex(row.rest.findData(Rung.SEALED))
    row.rest.activated.emit(row.rest.currentIndex())
    until(lambda: len(preferences(window.desk.person).lines) == 1 and not window.desk.lanes.busy, "it is kept")
    (line,) = preferences(window.desk.person).lines
    assert (line.harm, line.rest, line.ceiling) == (Harm.HATE, Rung.SEALED, Rung.GREY)


def test_what_is_asked_from_above_is_greyed_and_says_who_asks(window):
    above = Layer("the lead's file", (Tightening(harm=Harm.HATE, two_steps=True, ceiling=Rung.GREY),))
    page = window.exposure.choices
    page.show_layers(Layer("your preferences"), (above,))
    row = next(each for each in page.rows if each.harm is Harm.HATE)
    assert row.steps.isChecked() and not row.steps.isEnabled() and not row.grey.isEnabled()
    assert "the lead's file" in row.steps.accessibleDescription() and row.rest.isEnabled()
    assert page.layer().lines == ()
    assert fixed_for(Harm.FRAUD, (above,)) is None


def test_a_line_that_has_no_row_stays_when_another_is_chosen(window):
    own = Layer("mine", (Tightening(Sensitivity.SEVERE, outline_first=True),))
    page = window.exposure.choices
    page.show_layers(own, ())
    page.rows[0].steps.setChecked(True)
    assert page.layer().lines == (*own.lines, Tightening(two_steps=True))


def test_the_case_asks_by_an_entry_that_can_be_undone(window):
    window.deeds.run("exposure.case-rules")
    sheet = open_dialog(CaseRulesSheet)
    sheet.choices.rows[0].steps.setChecked(True)
    click(sheet.act)
    case = window.desk.case
    until(lambda: case_rules(case).lines == (Tightening(two_steps=True),), "the case asks it")
    window.activateWindow()
    window.deeds.run("case.undo")
    until(lambda: case_rules(case).lines == (), "it is taken back")


def test_the_record_is_written_only_where_one_chooses_and_deleted_only_when_that_is_ticked(window, tmp_path):
    record(window, [look(3), look(2)])
    window.deeds.run("exposure.export")
    answer_file_dialog(tmp_path / "own.json")
    until(lambda: (tmp_path / "own.json").exists(), "it is written")
    before = len(exposures(window.desk.case))
    window.deeds.run("exposure.delete")
    sheet = open_dialog(DeleteRecordSheet)
    assert not sheet.act.isEnabled() and "ledger" in sheet.words.words()
    sheet.sure.setChecked(True)
    click(sheet.act)
    until(lambda: own_looks(window.desk.person) == (), "it is gone")
    assert len(exposures(window.desk.case)) == before


def test_a_reason_lets_one_look_on(window):
    record(window, [look(2, 20_000.0, rung=Rung.COLOUR)])
    assert standing(window.desk.person).stopped
    window.deeds.run("exposure.go-on")
    sheet = open_dialog(GoOnSheet)
    assert not sheet.ready()
    sheet.reason.setText("on call")
    click(sheet.act)
    until(lambda: not standing(window.desk.person).stopped, "looks go on")


def test_ease_of_use_counts_at_once_and_is_kept(window):
    page = opened(window, 2).access
    page.toggle.click()
    page.time.setCurrentIndex(1)
    page.time.activated.emit(1)
    assert window.calm.watch.patience == Patience(60, 360, 2700)
    until(lambda: load().look_keys == "press again" and load().idle_time == "three times as long", "it is kept")
    assert patience_of(Settings()) == Patience()


@pytest.mark.parametrize(("width", "shown"), [(1400, True), (900, True), (740, False)])
def test_the_pill_gives_way_in_a_narrow_bar(window, width, shown):
    window.top.resize(width, 52)
    assert window.top.exposure.isVisible() is shown
