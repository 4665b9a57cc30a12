"""A large case shows its first exhibits at once; the others come behind them and move nothing."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt

from tests.ui.desktop import until
from tests.ui.models.test_models import exhibit, judged
from ui.models.exhibits import ExhibitsModel, Sieve
from workbench.actions.paging import exhibit_page, exhibits_behind
from workbench.casefile.decisions import Judgement


def test_what_comes_in_behind_is_inserted_and_nothing_is_laid_out_anew(qtmodeltester):
    model = ExhibitsModel()
    model.set_columns(3)
    model.show([exhibit(number) for number in range(1, 5)], {})
    resets, inserted = [], []
    model.modelReset.connect(lambda: resets.append(1))
    model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    qtmodeltester.check(model)
    model.take([exhibit(number) for number in range(5, 12)], {7: judged(7, Judgement.CLEAR)})
    assert (resets, inserted) == ([], [(2, 3)])
    assert list(model.numbers) == list(range(1, 12))
    assert model.index_of(11).data(Qt.ItemDataRole.DisplayRole) == "EX-0011"
    model.take([exhibit(12)], {})
    assert (resets, inserted) == ([], [(2, 3)])
    qtmodeltester.check(model)


def test_what_comes_in_between_is_laid_out_anew():
    model = ExhibitsModel()
    model.show([exhibit(1), exhibit(3)], {})
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    model.take([exhibit(2)], {})
    assert resets == [1]
    assert list(model.numbers) == [1, 2, 3]


def test_the_sieve_holds_for_what_comes_in_behind():
    model = ExhibitsModel()
    model.show([exhibit(1), exhibit(2)], {1: judged(1, Judgement.CLEAR)})
    model.sift(Sieve.CLEAR)
    model.take([exhibit(3), exhibit(4)], {4: judged(4, Judgement.CLEAR)})
    assert list(model.numbers) == [1, 4]
    assert model.counts()[Sieve.TO_REVIEW] == 2


@pytest.mark.parametrize("page", [1, 2, 500])
def test_every_exhibit_is_there_in_the_end_and_the_first_is_in_view(start, make_case, monkeypatch, page):
    monkeypatch.setattr("ui.panels.evidence.panel.exhibit_page", lambda case: exhibit_page(case, None, page))
    session = start(make_case(texts=5))
    model = session.case_window.model
    until(lambda: model.counts()[Sieve.ALL] == 5, "all exhibits came")
    assert list(model.numbers) == [1, 2, 3, 4, 5]
    assert session.desk.number == 1


def test_the_whole_case_is_counted_while_only_its_first_exhibits_are_there(start, make_case, monkeypatch):
    let_in = threading.Event()

    def behind(case, after):
        let_in.wait(20)
        return exhibits_behind(case, after)

    session = start(make_case(texts=5))
    panel, model = session.case_window.evidence, session.case_window.model
    until(lambda: model.counts()[Sieve.ALL] == 5, "all exhibits came")
    monkeypatch.setattr("ui.panels.evidence.panel.exhibit_page", lambda case: exhibit_page(case, None, 2))
    monkeypatch.setattr("ui.panels.evidence.panel.exhibits_behind", behind)
    panel._open()
    try:
        until(lambda: panel.chips[Sieve.ALL].accessibleName() == "All 5", "all were counted")
        assert panel.chips[Sieve.TO_REVIEW].accessibleName() == "To review 5"
        assert model.counts()[Sieve.ALL] == 2
    finally:
        let_in.set()
    until(lambda: model.counts()[Sieve.ALL] == 5, "all exhibits came again")
    assert panel.chips[Sieve.ALL].accessibleName() == "All 5"
