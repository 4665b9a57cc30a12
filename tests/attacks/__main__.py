"""``python -m tests.attacks [bombs] [mutants] [payloads] [--mutants N] [--seed S] [--only WORDS]``: attacks, counted.

Needs Linux and a kernel that can confine a decoder. Real samples are taken from ``../shared/data`` beside the checkout
where it is there, and everything else is made in code. Ends with 1 where anything did not hold.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.attacks import bombs, campaign, payload_table, real_files
from tests.attacks.asking import Verdict

PARTS = ("bombs", "mutants", "payloads")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the chosen attacks and prints their tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="{bombs,mutants,payloads}")
    parser.add_argument("--mutants", type=int, default=170_000, help="how many mutants (170,000)")
    parser.add_argument("--seed", type=int, default=1, help="the seed that the mutants follow from (1)")
    parser.add_argument("--only", default="", help="only the bombs whose name holds these words")
    chosen = parser.parse_args(arguments)
    held = True
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        for part in chosen.parts or PARTS:
            print(f"\n{part}", flush=True)
            began = time.monotonic()
            if part == "bombs":
                held &= _bombs(Path(folder), chosen.only)
            elif part == "mutants":
                held &= _mutants(Path(folder), chosen.mutants, chosen.seed)
            else:
                held &= payload_table.main()
            print(f"{part}: {time.monotonic() - began:.0f} s", flush=True)
    print("everything held" if held else "NOT EVERYTHING HELD")
    return 0 if held else 1


def _bombs(folder: Path, only: str) -> bool:
    """Explodes every bomb."""
    names = [name for name in bombs.BOMBS if only in name]
    held, peak, cpu = 0, 0.0, 0.0
    for outcome in bombs.explode(folder, names):
        print(bombs.line(outcome), flush=True)
        held += outcome.held
        peak = max(peak, *(answer.peak_mib for answer in outcome.answers))
        cpu = max(cpu, *(answer.cpu_seconds for answer in outcome.answers))
    print(f"{held} of {len(names)} bombs held; most memory {peak:.0f} MiB, most processor time {cpu:.1f} s")
    return held == len(names)


def _mutants(folder: Path, mutants: int, seed: int) -> bool:
    """Sends the damaged files and the mutants, honest files among them."""
    sound = True
    for name, answer in real_files.damaged(folder):
        print(f"damaged/{name:<34}{answer.question:<10}{answer.verdict:<10}{answer.detail}")
        sound &= answer.verdict is not Verdict.FAULT
    honest, pool = real_files.honest(), real_files.pool()
    lost = list(real_files.not_served(folder, honest))
    for line in lost:
        print(f"honest file not served: {line}")
    count = campaign.run(
        folder,
        pool,
        real_files.served(honest),
        mutants,
        seed,
        lambda so_far: print(so_far.brief, flush=True),
    )
    print("\n".join(count.lines()))
    return sound and count.mutants == mutants and not (lost or count.honest_lost or count.faults or count.over)


if __name__ == "__main__":
    sys.exit(main())
