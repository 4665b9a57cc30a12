"""Reading aids in the window: what they suggest is counted, marked, and covered where its exhibit rests sealed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.conftest import ACTOR
from tests.ui.desktop import idle, until
from ui.panels.details.known import suggestion_groups
from ui.windows import aid_deeds
from workbench.actions.acquisition import acquire_bytes
from workbench.actions.aids import AidReport
from workbench.actions.cases import new_case
from workbench.actions.exhibits import set_sensitivity
from workbench.casefile.cases import CaseKind
from workbench.casefile.exhibits import Refusal, Sensitivity
from workbench.casefile.exposure import Rung
from workbench.casefile.identity import now
from workbench.casefile.suggestions import Aid, Mark, Suggestion
from workbench.casefile.verbs import SUGGEST

SECRET = "words that a machine has read"


def suggested(number: int, aid: Aid, *marks: Mark) -> Suggestion:
    """What an aid suggested of an exhibit."""
    return Suggestion(f"s-{aid.value}-{number}", number, aid, marks, "an aid 1.0", now())


def an_aid(case, actor, decoder, numbers, aids=()):
    """Stands for the confined aids: suggests one line of words, and stops at codes."""
    yield from ()
    made = suggested(numbers[0], Aid.WORDS, Mark(SECRET, 0.9), Mark("", None, (0, 0, 1, 1)))
    made = replace(made, id=f"s-{len(case.file.all(Suggestion))}")
    with case.write(actor, SUGGEST, "Look for words, by machine", "EX-0001") as work:
        work.put(made)
    return AidReport((made,), (Refusal("EX-0001", "It is no picture.", "Look at it by itself."),))


@pytest.fixture
def aided(window, monkeypatch):
    """The window, with an aid for every exhibit."""
    monkeypatch.setattr(aid_deeds, "aids_for", lambda item: (Aid.WORDS, Aid.CODES))
    monkeypatch.setattr(aid_deeds, "aids_here", lambda: (Aid.WORDS, Aid.CODES))
    monkeypatch.setattr(aid_deeds, "suggest", an_aid)
    window.desk.select(1)
    window.deeds.run("window.details")
    return window


def test_what_is_suggested_is_counted_and_what_is_refused_is_named(aided):
    aided.deeds.run("exhibit.suggest")
    report = aided.evidence.report
    until(report.isVisible, "the account is there")
    assert report.accessibleName() == (
        "2 things are suggested of EX-0001; see the details. 1 reading aid could not read EX-0001."
    )
    assert report.lines.stringList() == ["EX-0001: It is no picture. Look at it by itself."]
    assert SECRET not in report.accessibleName()
    until(lambda: aided.details.suggested.isVisible(), "the details have it")
    assert f"90% sure: {SECRET}" in aided.details.machine.words()
    assert not aided.details.machine.isVisible(), "it is folded until somebody asks"


def test_no_word_of_a_sealed_exhibit_is_shown_and_none_stays_open(aided):
    details = aided.details
    aided.deeds.run("exhibit.suggest")
    until(lambda: details.suggested.isVisible(), "the details have it")
    details.suggested.open()
    assert details.machine.isVisible()
    aided.desk.do(set_sensitivity, [1], Sensitivity.SEVERE)
    until(lambda: details.shown.rest is Rung.SEALED, "it rests sealed")
    assert not details.machine.isVisible()
    assert SECRET not in "".join(details.machine.words())


def test_what_is_unfolded_for_one_exhibit_is_folded_for_the_next(aided):
    details = aided.details
    aided.deeds.run("exhibit.suggest")
    until(lambda: details.suggested.isVisible(), "the details have it")
    details.suggested.open()
    aided.desk.select(2)
    assert not details.machine.isVisible(), "nothing of the one before is left open meanwhile"
    aided.deeds.run("window.details")
    until(lambda: details.shown.exhibit.number == 2, "another is in view")
    aided.desk.select(1)
    aided.deeds.run("window.details")
    until(lambda: details.shown.exhibit.number == 1, "it is in view again")
    assert not details.machine.isVisible()
    aided.desk.select(None)
    assert details.machine.words() == []


def test_an_aid_that_is_absent_is_named_with_what_brings_it(aided, monkeypatch):
    monkeypatch.setattr(aid_deeds, "aids_here", lambda: (Aid.LANGUAGE,))
    aided.deeds.run("exhibit.suggest")
    assert aided.problems.isVisible()
    assert aided.problems.accessibleName() == (
        "No reading aid for it is installed on this computer: words in the picture, bar codes and qr codes. "
        "python3 main.py extras aids brings them; nothing is sent anywhere."
    )
    monkeypatch.setattr(aid_deeds, "aids_for", lambda item: ())
    aided.deeds.run("exhibit.suggest")
    assert "holds nothing that a reading aid could read" in aided.foot._said.words()


def test_the_language_alone_is_said_of_a_sealed_text():
    found = (suggested(1, Aid.WORDS, Mark(SECRET)), suggested(1, Aid.LANGUAGE, Mark("de", 0.8)))
    values = [fact.value for group in suggestion_groups(found, Rung.SEALED) for fact in group.facts]
    assert "de" in values and SECRET not in values


def test_the_card_of_a_text_says_its_suggested_language(start, tmp_path):
    with new_case(tmp_path / "said", "Said", CaseKind.ADS, ACTOR, "HPE-8") as case:
        for words in (b"Der Reiher steht am Fluss.", b"The heron stands by the river."):
            acquire_bytes(case, ACTOR, words, f"{len(words)}.txt")
        with case.write(ACTOR, SUGGEST, "Look for language, by machine", "EX-0001") as work:
            work.put(suggested(1, Aid.LANGUAGE, Mark("de", 0.8)))
    window = start(tmp_path / "said").case_window
    window.desk.select(1)
    face = window.viewer.text._face
    until(lambda: face.item is not None and face.item.language == "de", "the language is known")
    window.desk.select(2)
    idle(0.1)
    assert window.viewer.text._face.item.number == 2 and window.viewer.text._face.item.language == ""

    def put(case, actor):
        with case.write(actor, SUGGEST, "Look for language, by machine", "EX-0002") as work:
            work.put(suggested(2, Aid.LANGUAGE, Mark("en-" + "x" * 40, 0.8)))

    window.desk.do(put)
    until(lambda: window.viewer.text._face.item.language != "", "a newer suggestion is taken in")
    assert window.viewer.text._face.item.language == "en-xxxxx"
