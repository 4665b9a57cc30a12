"""A look and its faults: where rules, records or disks object, the decoder is never asked; what ended is kept."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from workbench.actions.acquisition import acquire_bytes
from workbench.actions.budgets import go_on, own_looks
from workbench.actions.cases import OpenCase, open_case
from workbench.actions.custody import entries
from workbench.actions.exhibits import exhibit, set_sensitivity
from workbench.actions.exposure import (
    LookRequest,
    Person,
    begin_look,
    begin_record,
    end_look,
    exposures,
    open_person,
    seen_before,
)
from workbench.actions.exposure_rules import LEAD_FILE, set_case_rules
from workbench.actions.looking_spans import begin_listening, begin_span
from workbench.actions.reading import begin_passage
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Channel, EndCause, LookMode, Reason, Rung
from workbench.casefile.exposure_rules import Layer, Tightening
from workbench.casefile.harms import Harm
from workbench.casefile.identity import Actor
from workbench.casefile.likeness import Group, Likeness, Member
from workbench.errors import NotDecodable, RevealRefused, WorkbenchError
from workbench.settings import Settings, profile_folder, save
from workbench.store.database import Database


@dataclass
class Spy:
    """Stands in for the decoder and counts how often it is asked."""

    fails: bool = False
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def look(self, *asked: Any, **more: Any) -> None:
        """Notes what it is asked for; gives no pixels."""
        self.asked.append((*asked, more))
        if self.fails:
            raise NotDecodable("It cannot be shown.")


@pytest.fixture
def person() -> Iterator[Person]:
    """Opens the record of the person at the desk."""
    opened = open_person()
    yield opened
    opened.close()


def refused(case: OpenCase, person: Person, actor: Actor, **wanted: Any) -> str:
    """Asks for a look that must not happen, sees that nothing was decoded or recorded, and returns what was said."""
    spy, before = Spy(), len(exposures(case))
    how = {"rung": Rung.GREY, "mode": LookMode.HOLD, **wanted}
    with pytest.raises(WorkbenchError) as caught:
        begin_look(case, person, spy, actor, 1, **how)  # type: ignore[arg-type]
    assert spy.asked == [] and len(exposures(case)) == before
    return str(caught.value)


def test_a_ceiling_of_any_layer_binds(case: OpenCase, person: Person, actor: Actor) -> None:
    set_case_rules(case, actor, Layer("x", (Tightening(ceiling=Rung.GREY, without=frozenset({LookMode.PIN})),)))
    assert "end at Grey" in refused(case, person, actor, rung=Rung.COLOUR)
    assert "by pin" in refused(case, person, actor, mode=LookMode.PIN)
    begin_look(case, person, Spy(), actor, 1, Rung.GREY, LookMode.HOLD)  # type: ignore[arg-type]


def test_a_severe_exhibit_asks_for_a_reason(case: OpenCase, person: Person, actor: Actor) -> None:
    set_sensitivity(case, actor, [1], Sensitivity.SEVERE)
    assert "needs a reason" in refused(case, person, actor)
    assert "outline first" in refused(case, person, actor, reason=Reason.LEGAL_REQUEST)
    look = begin_look(case, person, Spy(), actor, 1, Rung.OUTLINE, LookMode.HOLD, Reason.LEGAL_REQUEST)  # type: ignore[arg-type]
    assert look.exposure.reason is Reason.LEGAL_REQUEST


def test_an_outline_comes_first_where_that_is_asked(case: OpenCase, person: Person, actor: Actor) -> None:
    set_case_rules(case, actor, Layer("x", (Tightening(outline_first=True),)))
    assert "outline first" in refused(case, person, actor)
    outline = begin_look(case, person, Spy(), actor, 1, Rung.OUTLINE, LookMode.HOLD)  # type: ignore[arg-type]
    end_look(case, person, outline, EndCause.STEPPED, 800)
    begin_look(case, person, Spy(), actor, 1, Rung.GREY, LookMode.HOLD)  # type: ignore[arg-type]
    assert "outline first" in refused(case, person, Actor("Somebody else", "other"))


def test_an_outline_that_failed_was_not_seen(case: OpenCase, person: Person, actor: Actor) -> None:
    set_case_rules(case, actor, Layer("x", (Tightening(outline_first=True),)))
    with pytest.raises(NotDecodable):
        begin_look(case, person, Spy(fails=True), actor, 1, Rung.OUTLINE, LookMode.HOLD)  # type: ignore[arg-type]
    assert "outline first" in refused(case, person, actor)


def test_skipping_the_outline_is_possible_and_stands_in_the_ledger(
    case: OpenCase, person: Person, actor: Actor
) -> None:
    set_case_rules(case, actor, Layer("x", (Tightening(outline_first=True),)))
    begin_look(case, person, Spy(), actor, 1, Rung.GREY, LookMode.HOLD, skip_outline=True)  # type: ignore[arg-type]
    assert entries(case)[0].label == "Look at EX-0001: grey, review, without an outline first"


def test_words_have_no_outline_and_their_plain_form_is_the_clearest(case: OpenCase, actor: Actor) -> None:
    set_case_rules(case, actor, Layer("x", (Tightening(outline_first=True),)))
    plain = LookRequest(Rung.COLOUR, LookMode.HOLD, channel=Channel.TEXT)
    assert begin_record(case, case.profile, actor, exhibit(case, 1), plain).channel is Channel.TEXT
    set_case_rules(case, actor, Layer("x", (Tightening(ceiling=Rung.GREY),)))
    with pytest.raises(RevealRefused):
        begin_record(case, case.profile, actor, exhibit(case, 1), plain)


def test_a_rule_file_that_cannot_be_read_asks_for_everything(case: OpenCase, person: Person, actor: Actor) -> None:
    (profile_folder() / LEAD_FILE).write_text("[[rule]")
    assert "needs a reason" in refused(case, person, actor)
    assert "outline first" in refused(case, person, actor, reason=Reason.REVIEW)
    assert "by pin" not in refused(case, person, actor, mode=LookMode.HOLD)


def test_beyond_the_hard_budget_only_the_outline_needs_no_written_reason(
    case: OpenCase, person: Person, actor: Actor
) -> None:
    save(Settings(budget_day_hard_minutes=5))
    set_sensitivity(case, actor, [2], Sensitivity.EXTREME)
    spy: Any = Spy()
    seen = begin_look(case, person, spy, actor, 2, Rung.COLOUR, LookMode.HOLD, Reason.REVIEW, skip_outline=True)
    end_look(case, person, seen, EndCause.EXPIRED, 150_000)
    assert "written reason" in refused(case, person, actor)
    begin_look(case, person, Spy(), actor, 1, Rung.OUTLINE, LookMode.HOLD)  # type: ignore[arg-type]
    go_on(person, "A person may be in danger")
    begin_look(case, person, Spy(), actor, 1, Rung.GREY, LookMode.HOLD)  # type: ignore[arg-type]


def test_a_personal_record_that_cannot_be_read_shows_nothing(case: OpenCase, person: Person, actor: Actor) -> None:
    case.profile.close()
    path = profile_folder() / "profile.sqlite3"
    path.write_bytes(b"no database" * 100)
    refused(case, person, actor)
    refused(case, person, actor, reason=Reason.REVIEW, skip_outline=True)
    path.unlink()


def _full(raw: Any) -> None:
    raw.execute("PRAGMA max_page_count=1")


def _query_only(raw: Any) -> None:
    raw.execute("PRAGMA query_only=ON")


@pytest.mark.parametrize("fault", [_full, _query_only], ids=["disk full", "read-only"])
def test_a_ledger_that_takes_no_entry_shows_nothing(
    case: OpenCase, person: Person, actor: Actor, fault: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Database.writing

    @contextmanager
    def failing(self: Database) -> Iterator[Any]:
        with real(self) as connection:
            raw: Any = connection.connection.driver_connection
            if self.path.name != "case.sqlite3":
                yield connection
                return
            fault(raw)
            try:
                # What is written has to ask for a page, as it would on a disk that is full.
                connection.exec_driver_sql("CREATE TABLE filler(words)")
                yield connection
            finally:
                raw.execute("PRAGMA query_only=OFF")
                raw.execute("PRAGMA max_page_count=1073741823")

    with monkeypatch.context() as patch:
        patch.setattr(Database, "writing", failing)
        refused(case, person, actor)


def test_a_store_that_somebody_locked_shows_nothing(
    case: OpenCase, person: Person, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.store.database._PRAGMAS", ("PRAGMA busy_timeout=0",))
    case.close()
    with open_case(case.folder, actor) as again:
        other = Database(again.folder / "case.sqlite3", writable=True)
        with other.writing():
            assert "holds the store" in refused(again, person, actor)
        other.close()
        begin_look(again, person, Spy(), actor, 1, Rung.GREY, LookMode.HOLD)  # type: ignore[arg-type]


def test_an_error_of_the_disk_shows_nothing(
    case: OpenCase, person: Person, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("workbench.store.ledger.append", broken)
        assert "full" in refused(case, person, actor)


def test_what_was_looked_at_stands_in_the_persons_own_record(case: OpenCase, person: Person, actor: Actor) -> None:
    set_sensitivity(case, actor, [1], Sensitivity.SENSITIVE, (Harm.HATE,))
    region = (0.25, 0.25, 0.5, 0.5)
    look = begin_look(case, person, Spy(), actor, 1, Rung.GREY, LookMode.REGION, region=region)  # type: ignore[arg-type]
    ended = end_look(case, person, look, EndCause.RELEASED, 700)
    (past,) = own_looks(person)
    item = exhibit(case, 1)
    assert (past.id, past.case_id, past.exhibit, past.digest) == (ended.id, case.case.id, 1, item.digest)
    assert (past.rung, past.mode, past.channel) == (Rung.GREY, LookMode.REGION, Channel.PICTURE)
    assert (past.sensitivity, past.harms) == (Sensitivity.SENSITIVE, (Harm.HATE,))
    assert (past.shown_ms, past.area, past.began, past.ended) == (700, 0.25, ended.began, ended.ended)


def test_the_persons_record_is_written_where_the_cases_cannot_be(
    case: OpenCase, person: Person, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = begin_look(case, person, Spy(), actor, 1, Rung.GREY, LookMode.HOLD)  # type: ignore[arg-type]

    def broken(*_: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("workbench.store.ledger.append", broken)
        with pytest.raises(WorkbenchError):
            end_look(case, person, look, EndCause.RELEASED, 900)
    assert [past.shown_ms for past in own_looks(person)] == [900]
    assert exposures(case, 1)[0].ended is None


def test_a_look_that_a_crash_cut_off_stands_in_both_records(case: OpenCase, person: Person, actor: Actor) -> None:
    mine = begin_look(case, person, Spy(), actor, 1, Rung.GREY, LookMode.HOLD)  # type: ignore[arg-type]
    begin_look(case, person, Spy(), Actor("Other", "other"), 2, Rung.GREY, LookMode.HOLD)  # type: ignore[arg-type]
    case.close()
    with open_case(case.folder, actor) as again:
        assert [look.cause for look in exposures(again)] == [EndCause.INTERRUPTED] * 2
    (past,) = own_looks(person)
    assert (past.id, past.interrupted, past.ended) == (mine.exposure.id, True, mine.exposure.began)


def test_the_same_bytes_are_known_again_in_another_case(
    case: OpenCase, person: Person, actor: Actor, tmp_path: Path
) -> None:
    assert seen_before(case, person, 1) is None
    look = begin_look(case, person, Spy(), actor, 1, Rung.GREY, LookMode.HOLD)  # type: ignore[arg-type]
    assert seen_before(case, person, 1) is None
    end_look(case, person, look, EndCause.RELEASED, 4000)
    seen = seen_before(case, person, 1)
    assert seen is not None and (seen.exact, seen.looks, seen.shown_ms, seen.exhibit) == (True, 1, 4000, 1)
    assert seen_before(case, person, 2) is None


def test_what_a_look_opens_stands_in_its_record(case: OpenCase, person: Person, actor: Actor) -> None:
    request = LookRequest(Rung.GREY, LookMode.PLAY, None, Channel.SPAN, 2.0, 6.0)
    exposure = begin_record(case, person, actor, exhibit(case, 1), request)
    assert (exposure.channel, exposure.seconds_into, exposure.seconds_until) == (Channel.SPAN, 2.0, 6.0)
    spy = Spy()
    page = begin_look(case, person, spy, actor, 1, Rung.GREY, LookMode.HOLD, page=3)  # type: ignore[arg-type]
    assert (page.exposure.channel, page.exposure.page) == (Channel.PAGE, 3) and spy.asked[0][-1] == {"page": 3}
    frame = begin_look(case, person, Spy(), actor, 1, Rung.GREY, LookMode.HOLD, seconds=1.5)  # type: ignore[arg-type]
    assert frame.exposure.channel is Channel.FRAME


class Untouched:
    """Stands in for a decoder that must not be asked for anything."""

    def __getattr__(self, name: str) -> None:
        raise AssertionError(f"the decoder was asked to {name}")


def _look(case: OpenCase, person: Person, actor: Actor) -> object:
    return begin_look(case, person, Untouched(), actor, 1, Rung.GREY, LookMode.HOLD)  # type: ignore[arg-type]


def _span(case: OpenCase, person: Person, actor: Actor) -> object:
    return begin_span(case, person, Untouched(), actor, 1, 0.0, 2.0)  # type: ignore[arg-type]


def _sound(case: OpenCase, person: Person, actor: Actor) -> object:
    return begin_listening(case, person, Untouched(), actor, 1, 0.0, 2.0)  # type: ignore[arg-type]


def _words(case: OpenCase, person: Person, actor: Actor) -> object:
    report = acquire_bytes(case, actor, b"some words", "words.txt")
    number = report.acquired[0].number if report.acquired else report.duplicates[0][1]
    return begin_passage(case, person, Untouched(), actor, number, 1)  # type: ignore[arg-type]


WAYS = pytest.mark.parametrize("way", [_look, _span, _sound, _words], ids=["look", "span", "sound", "words"])
Way = Callable[[OpenCase, Person, Actor], object]


@WAYS
def test_no_way_of_looking_decodes_before_its_record_stands(
    case: OpenCase, person: Person, actor: Actor, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_record(*_: Any, **__: Any) -> None:
        raise RevealRefused("no record")

    monkeypatch.setattr("workbench.actions.exposure.Exposure", no_record)
    with pytest.raises(RevealRefused, match="no record"):
        way(case, person, actor)


@WAYS
def test_no_way_of_looking_goes_past_the_rules(case: OpenCase, person: Person, actor: Actor, way: Way) -> None:
    set_case_rules(case, actor, Layer("x", (Tightening(reason_needed=True),)))
    with pytest.raises(RevealRefused, match="needs a reason"):
        way(case, person, actor)
    set_case_rules(case, actor, Layer("x", (Tightening(ceiling=Rung.HAZE),)))
    with pytest.raises(RevealRefused, match="end at Haze"):
        way(case, person, actor)
    assert exposures(case) == ()


@WAYS
def test_every_way_of_looking_is_ended_on_the_record_where_it_fails(
    case: OpenCase, person: Person, actor: Actor, way: Way
) -> None:
    with pytest.raises(AssertionError, match="the decoder was asked"):
        way(case, person, actor)
    (look,) = exposures(case)
    assert (look.cause, look.shown_ms) == (EndCause.FAILED, 0) and own_looks(person) == ()


def test_others_of_its_group_are_known_as_alike(
    case: OpenCase, person: Person, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = begin_look(case, person, Spy(), actor, 2, Rung.GREY, LookMode.HOLD)  # type: ignore[arg-type]
    end_look(case, person, look, EndCause.RELEASED, 3000)
    group = Group(1, (Member(1, 0, Likeness.EXACT), Member(2, 4, Likeness.CLOSE)))
    monkeypatch.setattr("workbench.actions.exposure.group_of", lambda _, number: group if number in (1, 2) else None)
    seen = seen_before(case, person, 1)
    assert seen is not None and (seen.exact, seen.exhibit, seen.shown_ms) == (False, 2, 3000)
    assert seen_before(case, person, 3) is None
