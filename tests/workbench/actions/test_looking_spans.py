"""Spans and listening: nothing is decoded before its record stands, and each ends on the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbench.media import drawn_clips
from workbench.actions.acquisition import acquire
from workbench.actions.cases import OpenCase, open_case
from workbench.actions.custody import entries, verify
from workbench.actions.exposure import end_look, exposures, open_person
from workbench.actions.looking_spans import begin_listening, begin_span, frame_times
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

    def reel(self, *_: object) -> None:
        """Notes the newest verb; gives no frames."""
        self.verbs.append(entries(self.case)[0].verb)
        if self.fails:
            raise NotDecodable("It cannot be shown.")

    listen = reel


@pytest.fixture
def clip_case(empty: OpenCase, tmp_path: Path, actor: Actor) -> OpenCase:
    """Opens a case with one clip that has sound."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(drawn_clips.clip("mp4", "libx264", 50, sound="aac"))
    finish(acquire(empty, actor, [path]))
    return empty


@pytest.mark.parametrize("begin", [begin_span, begin_listening])
def test_the_record_stands_before_anything_is_decoded(clip_case: OpenCase, actor: Actor, begin) -> None:
    spy = _Spy(clip_case)
    begin(clip_case, open_person(), spy, actor, 1, 0.5, 1.0)
    assert spy.verbs == ["look.begin"]


@pytest.mark.parametrize("begin", [begin_span, begin_listening])
def test_where_the_record_cannot_be_written_nothing_is_decoded(clip_case: OpenCase, actor: Actor, begin) -> None:
    second = open_case(clip_case.folder, actor)
    spy = _Spy(second)
    with pytest.raises(Exception, match="reading only"):
        begin(second, open_person(), spy, actor, 1, 0.5, 1.0)
    assert spy.verbs == []
    second.close()


@pytest.mark.parametrize("begin", [begin_span, begin_listening])
def test_what_fails_is_ended_on_the_record(clip_case: OpenCase, actor: Actor, begin) -> None:
    with pytest.raises(MediaError):
        begin(clip_case, open_person(), _Spy(clip_case, fails=True), actor, 1, 0.5, 1.0)
    (look,) = exposures(clip_case)
    assert look.cause is EndCause.FAILED and look.shown_ms == 0


def test_a_span_is_recorded_shown_and_wiped(clip_case: OpenCase, actor: Actor, decoder: Decoder) -> None:
    person = open_person()
    look = begin_span(clip_case, person, decoder, actor, 1, 0.4, 100.0, per_second=2)
    assert look.reel is not None
    shown = [drawn_clips.number_on(look.reel.view(place), 64, 48, 64) for place in range(len(look.reel.frames))]
    assert shown == [10, 22, 35, 47, 49]  # the last frame stands until the end
    ended = end_look(clip_case, person, look, EndCause.STOPPED, 900)
    with pytest.raises(ValueError, match="wiped"):
        look.reel.view(0)
    assert (ended.channel, ended.mode, ended.rung) == (Channel.SPAN, LookMode.PLAY, Rung.GREY)
    assert (ended.seconds_into, ended.seconds_until) == (0.4, 8.4)
    assert exposures(clip_case, 1) == (ended,)
    assert finish(verify(clip_case)).clean


def test_listening_is_recorded_and_wiped(clip_case: OpenCase, actor: Actor, decoder: Decoder) -> None:
    person = open_person()
    look = begin_listening(clip_case, person, decoder, actor, 1, 0.5, 1.0)
    assert look.sound is not None and look.sound.seconds == 1.0
    ended = end_look(clip_case, person, look, EndCause.RELEASED, 1000)
    with pytest.raises(ValueError, match="wiped"):
        look.sound.samples  # noqa: B018 - asking is the test
    assert (ended.channel, ended.mode) == (Channel.SOUND, LookMode.LISTEN)
    assert (ended.seconds_into, ended.seconds_until) == (0.5, 1.5)


def test_what_is_free_takes_no_span(clip_case: OpenCase, actor: Actor) -> None:
    spy = _Spy(clip_case)
    with pytest.raises(RevealRefused):
        begin_span(clip_case, open_person(), spy, actor, 1, 0, 1, Rung.HAZE)  # type: ignore[arg-type]
    assert exposures(clip_case) == () and spy.verbs == []


def test_stepping_needs_no_record(clip_case: OpenCase, decoder: Decoder) -> None:
    assert frame_times(clip_case, decoder, 1, 0.5, 3) == pytest.approx((0.44, 0.48, 0.52))
    assert exposures(clip_case) == ()
