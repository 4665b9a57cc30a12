"""Doing the whole job once, on the demonstration's material or on the files of a folder."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from workbench.actions.acquisition import acquire, refer
from workbench.actions.annotations import annotate
from workbench.actions.cases import OpenCase, new_case, note_in_catalogue
from workbench.actions.custody import verify
from workbench.actions.decisions import decide
from workbench.actions.exhibits import describe_exhibit, set_sensitivity
from workbench.actions.extraction import make_extracts
from workbench.actions.gathering import shown
from workbench.actions.groups import decide_group, find_groups
from workbench.actions.memos import export_memo, set_memo_words
from workbench.actions.occurrences import add_occurrence
from workbench.actions.policies import cite_quote, import_policies
from workbench.actions.previewing import PreviewReport, make_previews
from workbench.actions.unpacking import unpack_all
from workbench.casefile.custody import Verification
from workbench.casefile.exhibits import AcquisitionReport, Provenance, Refusal
from workbench.casefile.identity import Actor, now
from workbench.demo.folder import material_from
from workbench.demo.material import Material, make_material
from workbench.demo.scenario import Scenario
from workbench.errors import CaseExists, SandboxUnavailable
from workbench.jobs import Job, Progress
from workbench.media.sandbox import Decoder

Result = TypeVar("Result")
STEPS = 100
MEMOS = ("memo.html", "memo.pdf", "memo.md")


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What a demonstration left: where the case and its memos lie, and what each step reported."""

    case: Path
    memos: tuple[Path, ...]
    report: AcquisitionReport
    previews: PreviewReport
    verification: Verification


def demonstrate(folder: Path, media: Path | None, actor: Actor, decoder: Decoder) -> Job[Demonstration]:
    """Makes a case below ``folder`` and does the whole job on it.

    ``folder`` then holds ``case``, ``memo.html``, ``memo.pdf`` and ``memo.md``, and ``material`` where ``media``
    names no folder to take files from. Raises CaseExists where something lies in ``folder``. Yields hundredths.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CaseExists(f"{folder} is not empty.", "Name a new folder for the demonstration.")
    material = material_from(media.absolute()) if media is not None else None
    folder.mkdir(parents=True, exist_ok=True)
    if material is None:
        material = yield from _within(0, 45, make_material(folder / "material"))
    yield from _within(45, 47, import_policies(material.policies))
    script = material.scenario
    with _opened(folder / "case", script, actor) as case:
        report = yield from _within(47, 53, _acquired(case, actor, material))
        yield from _within(53, 55, _opened_up(case, actor, decoder, script, _numbers(material, report)))
        previews = yield from _within(55, 80, _previewed(case, actor, decoder))
        yield Progress(80, STEPS, "Following the script")
        _follow(case, actor, script, _numbers(material, report))
        yield from _within(82, 84, verify(case))
        memos = []
        for place, name in enumerate(MEMOS):
            memos.append((yield from _within(84 + 4 * place, 88 + 4 * place, export_memo(case, actor, folder / name))))
        verification = yield from _within(96, STEPS, verify(case))
        note_in_catalogue(case, demonstration=True)
    return Demonstration(folder / "case", tuple(memos), report, previews, verification)


def _acquired(case: OpenCase, actor: Actor, material: Material) -> Job[AcquisitionReport]:
    """Acquires the files in their order, those of one origin together."""
    origins = {name: origin.provenance for origin in material.scenario.origins for name in origin.files}
    whole, done, total = AcquisitionReport(), 0, len(material.files)
    for provenance, names in groupby(material.files, lambda name: origins.get(name, Provenance())):
        paths = [material.folder / name for name in names]
        start, done = done, done + len(paths)
        job = acquire(case, actor, paths, "demonstration", provenance)
        part = yield from _within(STEPS * start // total, STEPS * done // total, job)
        whole = AcquisitionReport(
            (*whole.acquired, *part.acquired), (*whole.duplicates, *part.duplicates), (*whole.refused, *part.refused)
        )
    return whole


def _opened_up(
    case: OpenCase, actor: Actor, decoder: Decoder, script: Scenario, numbers: Mapping[str, int]
) -> Job[None]:
    """Unpacks the containers, refers to what is kept elsewhere, and takes the words out for the search."""
    for thing in script.elsewhere:
        refer(case, actor, thing.digest, thing.size, thing.name, thing.location, thing.description, thing.media_type)
    try:
        containers = [numbers[name] for name in script.opened if name in numbers]
        yield from _within(0, 50, unpack_all(case, actor, decoder, containers))
        yield from _within(50, STEPS, make_extracts(case, actor, decoder))
    except SandboxUnavailable:
        yield Progress(STEPS, STEPS, "Without a confined reader nothing is unpacked")


def _opened(folder: Path, script: Scenario, actor: Actor) -> OpenCase:
    """Makes the case that the script asks for."""
    return new_case(
        folder, script.title, script.kind, actor, script.reference, now() + script.due, question=script.question
    )


def _within(start: int, end: int, job: Job[Result]) -> Job[Result]:
    """Runs a job as one part of a longer one, its progress scaled to hundredths from ``start`` to ``end``.

    A job that starts anew with each container does not take the whole back with it.
    """
    share = 0.0
    with closing(job):
        while True:
            try:
                step = next(job)
            except StopIteration as finished:
                result: Result = finished.value
                return result
            share = max(share, step.done / step.total if step.total else 0.0)
            yield Progress(start + round((end - start) * share), STEPS, step.doing)


def _previewed(case: OpenCase, actor: Actor, decoder: Decoder) -> Job[PreviewReport]:
    """Makes the previews; where this machine cannot confine the decoder, the job goes on without pictures."""
    try:
        report = yield from _within(0, 95, make_previews(case, actor, decoder))
        yield from _within(95, STEPS, find_groups(case))
        return report
    except SandboxUnavailable as refusal:
        return PreviewReport(refused=(Refusal("pictures and clips", refusal.message, refusal.remedy),))


def _numbers(material: Material, report: AcquisitionReport) -> dict[str, int]:
    """Tells under which number each file of the material stands; refused ones have none."""
    by_source = {exhibit.acquisition.source: exhibit.number for exhibit in report.acquired}
    by_source.update(report.duplicates)
    sources = {name: shown((material.folder / name).absolute()) for name in material.files}
    return {name: by_source[source] for name, source in sources.items() if source in by_source}


def _follow(case: OpenCase, actor: Actor, script: Scenario, numbers: Mapping[str, int]) -> None:
    """Plays the script; lines about a file that did not come in are left out."""
    harms = dict(script.harms)
    for file, sensitivity in script.sensitive:
        if file in numbers:
            set_sensitivity(case, actor, (numbers[file],), sensitivity, harms.get(file, ()))
    for file, words in script.described:
        if file in numbers:
            describe_exhibit(case, actor, numbers[file], description=words)
    for told in script.happenings:
        borne_out = tuple(dict.fromkeys(numbers[file] for file in told.files if file in numbers))
        add_occurrence(case, actor, told.when, told.title, told.zone, borne_out, told.source)
    for mark in script.marks:
        if mark.file in numbers:
            annotate(case, actor, numbers[mark.file], mark.words, mark.anchor)
    for cited in script.quotations:
        if cited.file in numbers:
            number = numbers[cited.file]
            cite_quote(case, actor, number, cited.policy, cited.section, cited.quote, cited.version, cited.anchor)
    for judged in script.decisions:
        if judged.file in numbers:
            number = numbers[judged.file]
            if judged.group:
                decide_group(case, actor, number, judged.judgement, judged.rationale, judged.confidence)
            else:
                decide(case, actor, number, judged.judgement, judged.rationale, judged.confidence, judged.section)
    for part, words in script.memo:
        set_memo_words(case, actor, part, words)
