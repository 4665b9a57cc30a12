"""Asks a decoder everything that the program ever asks of a file, and says how each question ended."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.attacks.measuring import Meter, Use
from workbench.casefile.exhibits import Family
from workbench.casefile.exposure import Rung
from workbench.errors import DecoderKilled, MediaError, NotUnpacked, SandboxUnavailable
from workbench.formats.readers import reader_for
from workbench.media.sandbox import Decoder

MOST_MIB, MOST_SECONDS = 600.0, 6.0
POLICY = "policy violation"
SIDE = 320

Question = Callable[[Decoder, bytes, "Kind"], object]


class Verdict(StrEnum):
    """How a question ended; only a fault is the program's own failure."""

    SERVED = "served"
    REFUSED = "refused"
    STOPPED = "stopped"
    FAULT = "host fault"


@dataclass(frozen=True)
class Kind:
    """What a file says that it is."""

    family: Family
    media_type: str
    name: str = ""


@dataclass(frozen=True)
class Answer:
    """How one question about one file ended, and what the children used that worked on it."""

    question: str
    verdict: Verdict
    detail: str
    uses: tuple[Use, ...] = ()

    @property
    def peak_mib(self) -> float:
        """The largest memory of a child."""
        return max((use.peak_mib for use in self.uses), default=0.0)

    @property
    def cpu_seconds(self) -> float:
        """The most processor time of a child."""
        return max((use.cpu_seconds for use in self.uses), default=0.0)


def derive(decoder: Decoder, data: bytes, kind: Kind) -> object:
    """Asks for the preview and what it looks like as bits."""
    if not hasattr(decoder, "derive"):
        return decoder.derive(io.BytesIO(data), kind.family)
    return decoder.derive(io.BytesIO(data), kind.family, kind.media_type)


def _look(rung: Rung) -> Question:
    def look(decoder: Decoder, data: bytes, kind: Kind) -> object:
        pixels = decoder.look(io.BytesIO(data), kind.family, rung, SIDE)
        pixels.wipe()
        return pixels

    return look


def _reel(decoder: Decoder, data: bytes, kind: Kind) -> object:
    reel = decoder.reel(io.BytesIO(data), 0.0, 2.0, Rung.GREY, SIDE, 4)
    reel.wipe()
    return reel


def _listen(decoder: Decoder, data: bytes, kind: Kind) -> object:
    sound = decoder.listen(io.BytesIO(data), 0.0, 2.0)
    sound.wipe()
    return sound


def _step(decoder: Decoder, data: bytes, kind: Kind) -> object:
    return decoder.frame_times(io.BytesIO(data), 0.5, 5)


def _words(decoder: Decoder, data: bytes, kind: Kind) -> object:
    return decoder.text(io.BytesIO(data), kind.media_type, kind.name, 200_000)


def _unpack(decoder: Decoder, data: bytes, kind: Kind) -> object:
    with decoder.unpack(io.BytesIO(data), kind.media_type, kind.name) as items:
        return sum(1 for _ in items)


QUESTIONS: dict[str, Question] = {
    "derive": derive,
    "outline": _look(Rung.OUTLINE),
    "grey": _look(Rung.GREY),
    "colour": _look(Rung.COLOUR),
    "reel": _reel,
    "listen": _listen,
    "frame_times": _step,
    "words": _words,
    "unpack": _unpack,
}


def _also(*names: str) -> tuple[str, ...]:
    return tuple(name for name in names if hasattr(Decoder, name))


def questions_for(kind: Kind) -> tuple[str, ...]:
    """Names what the program asks of a kind of file."""
    if kind.media_type == "image/svg+xml":
        return ("derive", "grey", "words")
    if kind.family is Family.IMAGE:
        return ("derive", "outline", "grey", "colour")
    if kind.family is Family.VIDEO:
        return ("derive", "outline", "grey", *_also("reel", "listen", "frame_times"))
    if kind.family is Family.AUDIO:
        return ("derive", *_also("listen"))
    if kind.media_type == "application/pdf":
        return ("derive", "grey", "words", "unpack")
    return ("words", "unpack") if reader_for(kind.media_type, kind.name) else ("words",)


def ask(decoder: Decoder, meter: Meter, data: bytes, kind: Kind, *questions: str) -> Iterator[Answer]:
    """Asks one question after another and measures each."""
    for question in questions or questions_for(kind):
        verdict, detail = verdict_of(lambda question=question: QUESTIONS[question](decoder, data, kind))
        # A child that answers in one piece is buried before its answer is believed; a reader may be a moment behind.
        yield Answer(question, verdict, detail, tuple(meter.take(5.0 if question in ("words", "unpack") else 0.0)))


def verdict_of(act: Callable[[], object]) -> tuple[Verdict, str]:
    """Does something and says how it ended; the lack of a sandbox is no verdict and goes on."""
    try:
        act()
    except SandboxUnavailable:
        raise
    except DecoderKilled as stopped:
        return Verdict.STOPPED, stopped.detail
    except (MediaError, NotUnpacked) as refused:
        return Verdict.REFUSED, refused.detail
    except Exception as fault:
        return Verdict.FAULT, f"{type(fault).__name__}: {fault}"
    return Verdict.SERVED, ""
