"""Looking: nothing is decoded before its record stands, and every look ends on the record."""

from __future__ import annotations

import pytest

from workbench.actions.cases import OpenCase, open_case
from workbench.actions.custody import entries, verify
from workbench.actions.exhibits import exhibit, preview, set_sensitivity
from workbench.actions.exposure import (
    Look,
    LookRequest,
    begin_look,
    begin_record,
    end_look,
    exposures,
    open_person,
    totals_today,
)
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Channel, EndCause, LookMode, Rung
from workbench.casefile.identity import Actor
from workbench.errors import MediaError, NotDecodable, RevealRefused
from workbench.jobs import finish
from workbench.media.sandbox import Decoder


class _Spy:
    """Stands in for the decoder and notes what the ledger says when it is asked."""

    def __init__(self, case: OpenCase, fails: bool = False) -> None:
        self.case = case
        self.fails = fails
        self.verbs: list[str] = []

    def look(self, *_: object) -> None:
        """Notes the newest verb; gives no pixels."""
        self.verbs.append(entries(self.case)[0].verb)
        if self.fails:
            raise NotDecodable("It cannot be shown.")


def test_the_record_stands_before_anything_is_decoded(case: OpenCase, actor: Actor) -> None:
    spy = _Spy(case)
    begin_look(case, open_person(), spy, actor, 1, Rung.GREY, LookMode.HOLD)  # type: ignore[arg-type]
    assert spy.verbs == ["look.begin"]


def test_where_the_record_cannot_be_written_nothing_is_decoded(case: OpenCase, actor: Actor) -> None:
    second = open_case(case.folder, actor)
    spy = _Spy(second)
    with pytest.raises(Exception, match="reading only"):
        begin_look(second, open_person(), spy, actor, 1, Rung.GREY, LookMode.HOLD)  # type: ignore[arg-type]
    assert spy.verbs == []
    second.close()


def test_a_look_that_fails_is_ended_on_the_record(case: OpenCase, actor: Actor) -> None:
    with pytest.raises(MediaError):
        begin_look(case, open_person(), _Spy(case, fails=True), actor, 1, Rung.GREY, LookMode.HOLD)  # type: ignore[arg-type]
    (look,) = exposures(case)
    assert look.cause is EndCause.FAILED and look.shown_ms == 0


def test_a_look_shows_the_original_and_its_end_wipes_it(previewed: OpenCase, actor: Actor, decoder: Decoder) -> None:
    person = open_person()
    look = begin_look(previewed, person, decoder, actor, 1, Rung.COLOUR, LookMode.HOLD)
    assert look.pixels is not None
    blue, green, red = bytes(look.pixels.buffer[:3])
    assert (red, green, blue) == (220, 30, 30)
    ended = end_look(previewed, person, look, EndCause.RELEASED, 1500)
    with pytest.raises(Exception):  # noqa: B017 - whatever a wiped buffer raises
        bytes(look.pixels.buffer[:3])
    assert exposures(previewed, 1) == (ended,)
    totals = totals_today(person)
    assert (totals.looks, totals.seconds) == (1, 1.5)
    assert finish(verify(previewed)).clean


def test_a_grey_look_has_no_colour(previewed: OpenCase, actor: Actor, decoder: Decoder) -> None:
    person = open_person()
    look = begin_look(previewed, person, decoder, actor, 1, Rung.GREY, LookMode.HOLD)
    assert look.pixels is not None
    if look.pixels.format == "rgb32":
        blue, green, red = bytes(look.pixels.buffer[:3])
        assert red == green == blue
    end_look(previewed, person, look, EndCause.STOPPED, 10)


@pytest.mark.parametrize("rung", [Rung.SEALED, Rung.VEIL, Rung.HAZE])
def test_what_is_free_takes_no_look(case: OpenCase, actor: Actor, rung: Rung) -> None:
    with pytest.raises(RevealRefused):
        begin_look(case, open_person(), _Spy(case), actor, 1, rung, LookMode.HOLD)  # type: ignore[arg-type]
    assert exposures(case) == ()


def test_words_are_opened_by_a_recorded_look_too(case: OpenCase, actor: Actor) -> None:
    request = LookRequest(Rung.GREY, LookMode.HOLD, channel=Channel.TEXT)
    look = Look(begin_record(case, case.profile, actor, exhibit(case, 1), request), None)
    assert exposures(case)[0].ended is None
    end_look(case, open_person(), look, EndCause.RELEASED, 700)


def test_a_look_that_a_crash_left_open_is_closed_at_the_next_opening(case: OpenCase, actor: Actor) -> None:
    begin_look(case, open_person(), _Spy(case), actor, 1, Rung.GREY, LookMode.HOLD)  # type: ignore[arg-type]
    case.close()
    with open_case(case.folder, actor) as again:
        assert exposures(again)[0].cause is EndCause.INTERRUPTED


def test_previews_are_grey_poor_and_upright(previewed: OpenCase) -> None:
    shown = preview(previewed, 1)
    assert shown is not None and shown.veil is not None
    assert (shown.veil.width, shown.veil.height) == (12, 9)
    assert len(set(shown.veil.haze)) == 1
    assert (exhibit(previewed, 1).facts.width, exhibit(previewed, 1).facts.height) == (64, 48)


def test_sensitivity_is_changed_for_many_by_one_entry(case: OpenCase, actor: Actor) -> None:
    set_sensitivity(case, actor, [1, 3], Sensitivity.SEVERE)
    assert [exhibit(case, number).sensitivity.value for number in (1, 2, 3)] == ["severe", "unclassified", "severe"]
    assert entries(case)[0].subjects == ("EX-0001", "EX-0003")
