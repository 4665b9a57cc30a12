"""Looking at spans: the record of a reel or of listening is committed before anything of it is decoded."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import check_held, exhibit, original
from workbench.actions.exposure import LookRequest, Person, begin_record, end_look
from workbench.casefile.exposure import Channel, EndCause, Exposure, LookMode, Reason, Rung
from workbench.casefile.identity import Actor
from workbench.media.reels import REEL_SECONDS, SOUND_SECONDS
from workbench.media.sandbox import Decoder, Reel, Sound

__all__ = ["Reel", "Sound", "SoundLook", "SpanLook", "begin_listening", "begin_span", "frame_times"]


@dataclass(frozen=True, slots=True)
class SpanLook:
    """One look at a span of a clip under way; :func:`workbench.actions.exposure.end_look` wipes and records its end."""

    exposure: Exposure
    reel: Reel | None

    def wipe(self) -> None:
        """Wipes the frames, where there are any."""
        if self.reel is not None:
            self.reel.wipe()


@dataclass(frozen=True, slots=True)
class SoundLook:
    """One listening under way; :func:`workbench.actions.exposure.end_look` wipes and records its end."""

    exposure: Exposure
    sound: Sound | None

    def wipe(self) -> None:
        """Wipes the samples, where there are any."""
        if self.sound is not None:
            self.sound.wipe()


def begin_span(
    case: OpenCase,
    person: Person,
    decoder: Decoder,
    actor: Actor,
    number: int,
    start: float,
    seconds: float,
    rung: Rung = Rung.GREY,
    mode: LookMode = LookMode.PLAY,
    reason: Reason | None = None,
    long_side: int = 480,
    per_second: float = 4.0,
    skip_outline: bool = False,
) -> SpanLook:
    """Records a look at a span of a clip and then decodes it; nothing is decoded where the record cannot be written.

    A span is at most 8 s and 12 frames a second, its long side at most 640 pixels. Raises RevealRefused where the
    rules forbid it and a MediaError where the bytes cannot be shown; the record of a look that failed says so.
    """
    item = exhibit(case, number)
    start, until = _bounds(start, seconds, REEL_SECONDS)
    request = LookRequest(rung, mode, reason, Channel.SPAN, start, until, skip_outline=skip_outline)
    exposure = begin_record(case, person, actor, item, request)
    try:
        with original(case, item) as data:
            reel = decoder.reel(data, start, until - start, rung, long_side, per_second)
    except BaseException:
        end_look(case, person, SpanLook(exposure, None), EndCause.FAILED, 0)
        raise
    return SpanLook(exposure, reel)


def begin_listening(
    case: OpenCase,
    person: Person,
    decoder: Decoder,
    actor: Actor,
    number: int,
    start: float,
    seconds: float,
    ceiling: float = -20.0,
    mode: LookMode = LookMode.LISTEN,
    reason: Reason | None = None,
) -> SoundLook:
    """Records that somebody listens and then decodes the sound; nothing is decoded where the record cannot be written.

    A piece is at most 15 s, and no sample of it is over the ceiling (dBFS). Raises RevealRefused where the rules
    forbid it and a MediaError where there is no sound; the record of a listening that failed says so.
    """
    item = exhibit(case, number)
    start, until = _bounds(start, seconds, SOUND_SECONDS)
    request = LookRequest(Rung.COLOUR, mode, reason, Channel.SOUND, start, until)
    exposure = begin_record(case, person, actor, item, request)
    try:
        with original(case, item) as data:
            sound = decoder.listen(data, start, until - start, ceiling)
    except BaseException:
        end_look(case, person, SoundLook(exposure, None), EndCause.FAILED, 0)
        raise
    return SoundLook(exposure, sound)


def frame_times(case: OpenCase, decoder: Decoder, number: int, around: float, count: int) -> tuple[float, ...]:
    """Gives when the frames around a place of a clip are first shown, to step by: half before it, half after it.

    No pixel comes with them, so there is nothing to record.
    """
    item = exhibit(case, number)
    check_held(item)
    with original(case, item) as data:
        return decoder.frame_times(data, around, count)


def _bounds(start: float, seconds: float, most: float) -> tuple[float, float]:
    """Gives start and end of a span, as they are recorded."""
    start = max(0.0, start)
    return start, start + min(seconds, most)
