"""Makes a demonstration of whatever files lie in a folder, with a script that fits any of them."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

from workbench.casefile.annotations import Anchor
from workbench.casefile.cases import CaseKind
from workbench.casefile.decisions import Confidence, Judgement
from workbench.casefile.memos import MemoPart
from workbench.demo.material import Material, sample_policies
from workbench.demo.scenario import FALSE_DATE, Decision, Happening, Mark, Quotation, Scenario
from workbench.errors import UsageError

FEATURED = 6
LAST_MOMENT = 253_402_300_799
_RATIONALE = {
    Judgement.VIOLATING: "Judged for the demonstration, to show a breach.",
    Judgement.BORDERLINE: "Judged for the demonstration, to show a case in between.",
    Judgement.CLEAR: "Judged for the demonstration, to show an item without a breach.",
    Judgement.ESCALATE: "Judged for the demonstration, to show an item that is passed on.",
}


def material_from(folder: Path) -> Material:
    """Takes every file of a folder and its sub-folders, in the order of their names, with a script made from them."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder.", "Name a folder with pictures and clips.")
    files = tuple(sorted(_names(folder)))
    if not files:
        raise UsageError(f"There are no files in {folder}.", "Name a folder with pictures and clips.")
    return Material(folder, files, sample_policies(), scenario_for(folder, files))


def scenario_for(folder: Path, files: Sequence[str]) -> Scenario:
    """Writes a script for files that nobody has described: the first pictures and clips play the parts."""
    featured = list(islice((name for name in files if _is_seen(name)), FEATURED))
    judged = zip(featured, cycle(Judgement), strict=False)
    return Scenario(
        title=f"Demonstration with the files of {_shown(folder.resolve().name)}",
        reference="",
        kind=CaseKind.OTHER,
        due=timedelta(hours=2, minutes=10),
        question="What do these files show?",
        happenings=tuple(_happening(folder, name) for name in featured),
        marks=tuple(Mark(name, "The middle of the picture", Anchor(region=(0.3, 0.3, 0.4, 0.4))) for name in featured),
        quotations=tuple(Quotation(name, "4.2(a)", FALSE_DATE) for name in featured),
        decisions=tuple(
            Decision(name, judgement, "4.2(a)", _RATIONALE[judgement], Confidence.LOW) for name, judgement in judged
        ),
        memo=(
            (MemoPart.ANSWER, "Nothing can be said yet: the judgements in this case were made for a demonstration."),
            (MemoPart.SUMMARY, f"The case holds {len(files)} files of one folder, with a sample policy."),
        ),
    )


def _names(folder: Path) -> list[str]:
    """Lists the files below a folder by their paths in it; links to folders are not followed."""
    return [Path(place, name).relative_to(folder).as_posix() for place, _, names in os.walk(folder) for name in names]


def _is_seen(name: str) -> bool:
    """Guesses by its ending whether a file is a picture or a clip; the acquisition tells for certain."""
    return (mimetypes.guess_type(name)[0] or "").startswith(("image/", "video/"))


def _happening(folder: Path, name: str) -> Happening:
    """Puts a file on the timeline at the moment it was last changed."""
    changed = datetime.fromtimestamp(min(max((folder / name).lstat().st_mtime, 0), LAST_MOMENT), UTC)
    return Happening(changed.strftime("%Y-%m-%d %H:%M:%S"), "UTC", "A file was last changed", (name,), "File system")


def _shown(name: str) -> str:
    """Writes a name as text that any record can hold, whatever its bytes are."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
