"""All bombs under their names, and the run that sends each through every question that the program may ask of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.attacks import samples
from tests.attacks.asking import MOST_MIB, MOST_SECONDS, Answer, Kind, Verdict, ask
from tests.attacks.clip_bombs import CLIP_BOMBS
from tests.attacks.document_bombs import DOCUMENT_BOMBS
from tests.attacks.measuring import Meter, measured
from tests.attacks.picture_bombs import PICTURE_BOMBS
from workbench.casefile.exhibits import Family
from workbench.media.sandbox import Decoder

BOMBS: dict[str, tuple[Kind, Callable[[], bytes]]] = {
    **{name: (Kind(Family.IMAGE, media_type), make) for name, (media_type, make) in PICTURE_BOMBS.items()},
    **{name: (Kind(family, media_type), make) for name, (family, media_type, make) in CLIP_BOMBS.items()},
    **{name: (Kind(family, media, file), make) for name, (family, media, file, make) in DOCUMENT_BOMBS.items()},
}
HONEST = ("jpeg", "mp4, h264", "a.zip (application/zip)", "wav")


@dataclass(frozen=True)
class Outcome:
    """What became of one bomb, and of the honest file that was sent right after it."""

    name: str
    size: int
    answers: tuple[Answer, ...]
    honest: tuple[Answer, ...]

    @property
    def worst(self) -> Answer:
        """The answer that cost most, measured by its bound."""
        return max(self.answers, key=lambda one: max(one.peak_mib / MOST_MIB, one.cpu_seconds / MOST_SECONDS))

    @property
    def over(self) -> list[Answer]:
        """The answers that cost more than a file may."""
        return [one for one in self.answers if one.peak_mib > MOST_MIB or one.cpu_seconds > MOST_SECONDS]

    @property
    def held(self) -> bool:
        """Tells whether the bomb did no harm: no fault, within its bounds, the honest file served."""
        sound = all(answer.verdict is not Verdict.FAULT for answer in self.answers)
        return sound and not self.over and all(answer.verdict is Verdict.SERVED for answer in self.honest)


def explode(folder: Path, names: Sequence[str] = tuple(BOMBS), lanes: int = 2) -> Iterator[Outcome]:
    """Sends bombs through the decoders, a few at once, each lane with processes of its own."""
    free = threading.local()
    with ExitStack() as stack, ThreadPoolExecutor(lanes) as pool:
        ready = [stack.enter_context(measured(folder, f"bombs-{lane}")) for lane in range(lanes)]
        lock = threading.Lock()

        def one(name: str) -> Outcome:
            if not hasattr(free, "lane"):
                with lock:
                    free.lane = ready.pop()
            return outcome(*free.lane, name)

        yield from pool.map(one, names)


def outcome(decoder: Decoder, meter: Meter, name: str) -> Outcome:
    """Sends one bomb, and then an honest file."""
    kind, make = BOMBS[name]
    data = make()
    answers = tuple(ask(decoder, meter, data, kind))
    word = HONEST[3 if kind.family is Family.AUDIO else 1 if kind.family is Family.VIDEO else 0]
    if kind.name:
        word = HONEST[2]
    honest_kind, honest = samples.samples()[word]
    return Outcome(name, len(data), answers, tuple(ask(decoder, meter, honest, honest_kind)))


def line(one: Outcome) -> str:
    """Says one row of the table."""
    ends = ", ".join(
        f"{answer.question} {answer.verdict}" + (f" ({answer.detail})" if answer.detail else "")
        for answer in one.answers
    )
    peak, cpu = max(a.peak_mib for a in one.answers), max(a.cpu_seconds for a in one.answers)
    mark = "held" if one.held else "NOT HELD"
    return f"{one.name:<42}{one.size:>11,}{peak:>7.0f} MiB{cpu:>6.1f} s  {mark:<9} {ends}"
