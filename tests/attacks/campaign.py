"""Sends many mutants through the decoders, several at once, with honest files among them, and counts how they end.

Each lane has a decoder and a journal of its own and asks one question at a time, so that every number belongs to one
mutant. A mutant is asked the one question that follows from its seed.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.attacks.asking import MOST_MIB, MOST_SECONDS, POLICY, Answer, Kind, Verdict, ask, questions_for
from tests.attacks.measuring import measured
from tests.attacks.mutator import crossing, mutant

LANES = 2
HONEST_EVERY = 100
Pool = Sequence[tuple[str, Kind, bytes]]


@dataclass
class Count:
    """What became of a campaign's files."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    details: Counter[str] = field(default_factory=Counter)
    honest: int = 0
    honest_lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    policy: list[str] = field(default_factory=list)
    peak_mib: float = 0.0
    cpu_seconds: float = 0.0

    @property
    def mutants(self) -> int:
        """How many mutants were sent."""
        return sum(self.verdicts.values())

    def heed(self, name: str, answer: Answer) -> None:
        """Counts what became of one mutant."""
        self.verdicts[answer.verdict] += 1
        self.details[f"{answer.verdict}: {answer.detail}"[:80]] += 1
        self.peak_mib = max(self.peak_mib, answer.peak_mib)
        self.cpu_seconds = max(self.cpu_seconds, answer.cpu_seconds)
        what = f"{name}, {answer.question}: {answer.detail or answer.verdict}"
        if answer.verdict is Verdict.FAULT:
            self.faults.append(what)
        if answer.detail == POLICY:
            self.policy.append(what)
        if answer.peak_mib > MOST_MIB or answer.cpu_seconds > MOST_SECONDS:
            self.over.append(f"{what}: {answer.peak_mib:.0f} MiB, {answer.cpu_seconds:.1f} s")

    def heed_honest(self, name: str, answer: Answer) -> None:
        """Counts an honest file that was sent among the mutants."""
        self.honest += 1
        if answer.verdict is not Verdict.SERVED:
            self.honest_lost.append(f"{name}, {answer.question}: {answer.verdict} {answer.detail}")

    @property
    def brief(self) -> str:
        """The count so far on one line."""
        ends = ", ".join(f"{self.verdicts[verdict]:,} {verdict.value}" for verdict in Verdict)
        bad = f"{len(self.honest_lost)} honest lost, {len(self.policy)} by the filter, {len(self.over)} over"
        return f"... {self.mutants:,}: {ends}, {bad}; {self.peak_mib:.0f} MiB, {self.cpu_seconds:.1f} s"

    def lines(self) -> list[str]:
        """Says it as a table."""
        told = [f"{'mutants':<34}{self.mutants:>9,}"]
        told += [f"  {verdict.value:<32}{self.verdicts[verdict]:>9,}" for verdict in Verdict]
        told += [
            f"{'honest files among them':<34}{self.honest:>9,}",
            f"  {'not served':<32}{len(self.honest_lost):>9,}",
            f"{'ended by the filter':<34}{len(self.policy):>9,}",
            f"{f'over {MOST_MIB:.0f} MiB or {MOST_SECONDS:.0f} s':<34}{len(self.over):>9,}",
            f"{'most memory of a child, MiB':<34}{self.peak_mib:>9.0f}",
            f"{'most processor time of a child, s':<34}{self.cpu_seconds:>9.1f}",
            "",
            *(f"  {count:>8,}  {detail}" for detail, count in self.details.most_common(14)),
        ]
        for title, found in (
            ("not served", self.honest_lost),
            ("host faults", self.faults),
            ("over", self.over),
            ("filter", self.policy),
        ):
            told += [f"{title}:", *(f"  {line}" for line in found[:20])] if found else []
        return told


def run(
    folder: Path,
    pool: Pool,
    honest: Pool,
    mutants: int,
    seed: int,
    tell: Callable[[Count], object] = lambda count: None,
) -> Count:
    """Sends mutants of a pool of files, each by its seed, and an honest file after every so many."""
    count, turn, lock, failed = Count(), iter(range(mutants)), threading.Lock(), []

    def lane(number: int) -> None:
        try:
            with ExitStack() as stack:
                decoder, meter = stack.enter_context(measured(folder, f"lane-{number}"))
                while not failed:
                    with lock:
                        place = next(turn, None)
                    if place is None:
                        return
                    name, kind, data, question = the_mutant(pool, place, seed)
                    (answer,) = ask(decoder, meter, data, kind, question)
                    with lock:
                        count.heed(name, answer)
                        if count.mutants % 2_000 == 0:
                            tell(count)
                    if place % HONEST_EVERY == 0:
                        name, kind, data = honest[place // HONEST_EVERY % len(honest)]
                        answers = list(ask(decoder, meter, data, kind, questions_for(kind)[0]))
                        with lock:
                            for answer in answers:
                                count.heed_honest(name, answer)
        except BaseException as fault:
            failed.append(fault)

    lanes = [threading.Thread(target=lane, args=(number,)) for number in range(LANES)]
    for thread in lanes:
        thread.start()
    for thread in lanes:
        thread.join()
    if failed:
        raise failed[0]
    return count


def the_mutant(pool: Pool, place: int, seed: int) -> tuple[str, Kind, bytes, str]:
    """Gives the mutant of a place in a campaign: name, kind, bytes, and the question that it is asked."""
    name, kind, data = pool[place % len(pool)]
    label = f"{seed}/{place}/{name}"
    if place % 23 == 0:
        other = pool[(place * 7 + 3) % len(pool)]
        changed = crossing(data, other[2], label)
    else:
        changed = mutant(data, label)
    questions = questions_for(kind)
    return label, kind, changed, questions[place // len(pool) % len(questions)]
