"""All faults: ``python -m tests.faults [--sample] [--seed N] [death | errors | power | rot | conditions] …``.

Prints how many points were struck and what did not hold; the exit status is 1 where anything did not.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import conditions, rot
from tests.faults.ground import Ground, WritePath, named
from tests.faults.paths import PATHS, cheapen, laid
from tests.faults.planting import MISTAKES
from tests.faults.power import broken_promises
from tests.faults.striking import CALLS, DEATH, ERRORS, Strike, strike, why_not

_MOST_TURNS = 400


@dataclass
class Tally:
    """What has been struck so far, and what did not hold."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def show(self, title: str) -> None:
        """Prints one line for a kind of fault."""
        counts = ", ".join(f"{name} {count:,}" for name, count in sorted(self.counts.items()))
        print(f"{title}: {sum(self.counts.values()):,} ({counts}); did not hold: {len(self.wrong)}", flush=True)
        for words in self.wrong[:40]:
            print(f"    {words}", flush=True)


def struck(
    paths: Sequence[WritePath],
    grounds: dict[str, Ground],
    faults: Sequence[str],
    turns: Sequence[int],
    place: Path,
    calls: Sequence[str] = CALLS,
) -> Tally:
    """Strikes every path at each turn of each call, until a call has no such turn any more."""
    tally = Tally()
    for fault in faults:
        for call in calls:
            alive = list(paths)
            for turn in turns:
                if not alive:
                    break
                still = []
                for name, fell, wrong in strike(alive, grounds, Strike(call, turn, fault), place):
                    if fell:
                        tally.counts[name] += 1
                        still.append(named(paths, name))
                    tally.wrong += [f"{name}, {fault} at {call} {turn}: {words}" for words in wrong]
                alive = still
    return tally


def cut(paths: Sequence[WritePath], grounds: dict[str, Ground], many: int, seed: int, place: Path) -> Tally:
    """Cuts the power at many points of every path."""
    tally = Tally()
    for number, path in enumerate(paths):
        tally.wrong += broken_promises(path, grounds[path.name], many, seed, place / str(number))
        tally.counts[path.name] += many
    return tally


def planted(grounds: dict[str, Ground], many: int, seed: int, place: Path) -> Tally:
    """Plants each classic mistake and counts those that are not found."""
    tally = Tally()
    path = named(PATHS, "acquire")
    for number, (mistake, plant) in enumerate(MISTAKES.items()):
        found = broken_promises(path, grounds[path.name], many, seed, place / f"planted-{number}", plant)
        tally.counts[mistake] = len(found)
        if not found:
            tally.wrong.append(f"{mistake}: planted and not found")
    return tally


def rotten(ground: Ground, many: int, seed: int, place: Path) -> Tally:
    """Flips bits all over a case."""
    tally = Tally()
    for flip in rot.flips(ground, many, seed, place / "rot"):
        tally.counts[flip.outcome] += 1
        if flip.outcome == "silent" or (flip.outcome == "idle" and "case.sqlite3" not in flip.file):
            tally.wrong.append(f"bit {flip.at} of {flip.file} turned over and nothing says so")
    return tally


def bad_conditions(place: Path) -> Tally:
    """Makes each bad condition once."""
    tally = Tally()
    for number, name in enumerate(conditions.CONDITIONS):
        why, wrong = conditions.run(name, place / f"condition-{number}")
        tally.counts[f"{name} (not here: {why})" if why else name] += 1
        tally.wrong += [f"{name}: {words}" for words in wrong]
    return tally


def _grounds(place: Path) -> dict[str, Ground]:
    return {path.name: laid(path, place / "laid" / path.name.replace(" ", "-")) for path in PATHS}


def _jobs(chosen: Sequence[str], sample: bool, seed: int, place: Path) -> Iterator[tuple[str, Tally]]:
    """Does what was asked for, one kind after another."""
    grounds = _grounds(place)
    turns = [1 + seed % 3, 5 + seed % 5, 14 + seed % 11] if sample else range(1, _MOST_TURNS)
    strikes = place / "strikes"
    if "death" in chosen:
        yield "death at a call that writes", struck(PATHS, grounds, [DEATH], turns, strikes)
    if "errors" in chosen:
        yield "an error from a call that writes", struck(PATHS, grounds, ERRORS, turns, strikes)
    if "power" in chosen:
        yield "states after a power cut", cut(PATHS, grounds, 60 if sample else 600, seed, place / "power")
        yield "states after a power cut in which a planted mistake shows", planted(grounds, 120, seed, place / "power")
    if "rot" in chosen:
        many = 300 if sample else 3000
        yield "flipped bits", rotten(grounds["judge"], many, seed, place)
        yield "flipped bits of an encrypted case", rotten(grounds["acquire sealed"], many // 3, seed, place)
    if "conditions" in chosen:
        yield "bad conditions", bad_conditions(place)


def main(words: Sequence[str]) -> int:
    """Prints a line for each kind of fault; returns 1 where something did not hold."""
    kinds = ("death", "errors", "power", "rot", "conditions")
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Strikes a case with faults.")
    parser.add_argument("kinds", nargs="*", choices=[*kinds, []], default=[], metavar="KIND", help=", ".join(kinds))
    parser.add_argument("--sample", action="store_true", help="a few points of each kind")
    parser.add_argument("--seed", type=int, default=1, help="chooses the points of a sample")
    asked = parser.parse_args(words)
    if why_not():
        print(f"Faults cannot be made here: {why_not()}.")
        return 1
    held = True
    cheapen()
    with tempfile.TemporaryDirectory(prefix="faults-") as place:
        Path(place).chmod(0o755)
        for title, tally in _jobs(asked.kinds or kinds, asked.sample, asked.seed, Path(place)):
            tally.show(title)
            held = held and not tally.wrong
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
