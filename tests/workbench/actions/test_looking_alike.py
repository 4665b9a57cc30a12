"""Real copies, fingerprinted in the sandbox, find their groups: pictures in every way they lie, and clips."""

from __future__ import annotations

import csv
from pathlib import Path

from workbench.actions.acquisition import acquire
from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import list_exhibits
from workbench.actions.groups import groups
from workbench.actions.previewing import make_previews
from workbench.casefile.identity import Actor
from workbench.casefile.likeness import Likeness
from workbench.jobs import finish
from workbench.media.sandbox import Decoder


def test_real_copies_are_grouped_and_nothing_else(
    empty: OpenCase, actor: Actor, decoder: Decoder, shared_data: Path
) -> None:
    folder = shared_data / "near-duplicates"
    with open(folder / "expected-pdq.csv", encoding="utf-8") as file:
        expected = {Path(row["file"]).name: row["match_at_31"] == "yes" for row in csv.DictReader(file)}
    finish(acquire(empty, actor, [folder, shared_data / "video" / "chair-orig-22-sd-bar.mp4",
                                  shared_data / "video" / "chair-22-with-large-logo-bar.mp4"]))  # fmt: skip
    finish(make_previews(empty, actor, decoder))
    names = {item.number: item.name for item in list_exhibits(empty)}
    found = [{names[number] for number in group.numbers} for group in groups(empty)]
    bridge = {name for name, alike in expected.items() if alike or name.startswith("bridge-")}
    pictures, clips = max(found, key=len), min(found, key=len)
    assert len(found) == 2
    assert pictures == bridge
    assert clips == {"chair-orig-22-sd-bar.mp4", "chair-22-with-large-logo-bar.mp4"}
    turned = {names[one.exhibit]: one.turn for one in groups(empty)[0].members}
    assert groups(empty)[1].members[1].likeness is Likeness.ALIKE
    assert len({turned[name] for name in bridge if name.startswith("bridge-")}) == 7
