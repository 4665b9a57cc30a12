"""Making veiled previews and fingerprints of what was acquired, each file opened in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import original
from workbench.casefile.exhibits import Exhibit, Facts, Family, Refusal
from workbench.casefile.exposure import Derived, Preview
from workbench.casefile.identity import Actor
from workbench.casefile.verbs import PREVIEW
from workbench.errors import MediaError, SandboxUnavailable
from workbench.jobs import Job, Progress
from workbench.media.sandbox import Decoder
from workbench.store.rows import PreviewRow

_DECODED = frozenset({Family.IMAGE, Family.VIDEO, Family.AUDIO})
_BATCH = 24


@dataclass(frozen=True, slots=True)
class PreviewReport:
    """How many previews were made, and which exhibits can only be named."""

    made: int = 0
    refused: tuple[Refusal, ...] = ()


def open_decoder() -> Decoder:
    """Makes the decoder of this session; its confined processes start at the first question and end with it."""
    return Decoder()


def make_previews(case: OpenCase, actor: Actor, decoder: Decoder) -> Job[PreviewReport]:
    """Makes the veiled preview of every exhibit that has none yet."""
    waiting = _waiting(case)
    made = 0
    refused: list[Refusal] = []
    batch: list[tuple[Exhibit, Derived]] = []
    for done, exhibit in enumerate(waiting):
        yield Progress(done, len(waiting), "Making previews")
        derived = _derived(case, decoder, exhibit)
        if derived.preview.facts.problem:
            refused.append(Refusal(exhibit.label, derived.preview.facts.problem))
        made += derived.preview.veil is not None
        batch.append((exhibit, derived))
        if len(batch) >= _BATCH:
            _keep(case, actor, batch)
    _keep(case, actor, batch)
    yield Progress(len(waiting), len(waiting), "Previews made")
    return PreviewReport(made, tuple(refused))


def _waiting(case: OpenCase) -> tuple[Exhibit, ...]:
    """Lists pictures, clips and sound without a preview."""
    without = case.file.all(
        Exhibit, "WHERE withdrawn = 0 AND holding = 'held' AND key NOT IN (SELECT key FROM preview)"
    )
    return tuple(exhibit for exhibit in without if exhibit.family in _DECODED)


def _derived(case: OpenCase, decoder: Decoder, exhibit: Exhibit) -> Derived:
    """Asks the decoder for one preview; what cannot be shown becomes a preview that says so."""
    try:
        with original(case, exhibit) as data:
            return decoder.derive(data, exhibit.family, exhibit.media_type)
    except SandboxUnavailable:
        raise
    except MediaError as refusal:
        return Derived(Preview(Facts(problem=refusal.message)))


def _keep(case: OpenCase, actor: Actor, batch: list[tuple[Exhibit, Derived]]) -> None:
    """Writes a batch of previews and fingerprints with one entry, and what the decoder said into each exhibit."""
    if not batch:
        return
    labels = [exhibit.label for exhibit, _ in batch]
    with case.write(actor, PREVIEW, f"Preview {_span(labels)}", *labels) as work:
        for exhibit, derived in batch:
            # Another act may have changed the exhibit while its preview was made.
            present = work.find(Exhibit, exhibit.number) or exhibit
            if not present.held:
                continue
            work.put(replace(present, facts=derived.preview.facts))
            work.put(PreviewRow(exhibit.number, derived.preview))
            if derived.fingerprint is not None:
                work.put(replace(derived.fingerprint, exhibit=exhibit.number))
    batch.clear()


def _span(labels: Sequence[str]) -> str:
    """Words a run of exhibits."""
    return labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"
