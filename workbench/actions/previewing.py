"""Making veiled previews and fingerprints of what was acquired, each file opened in a process of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import BinaryIO

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import original
from workbench.actions.groups import find_groups
from workbench.actions.screening import Screening, note_said, screening_of
from workbench.casefile.exhibits import Exhibit, Facts, Family, Refusal
from workbench.casefile.exposure import Derived, Preview
from workbench.casefile.fingerprints import hashed_size
from workbench.casefile.hash_lists import ListMatch
from workbench.casefile.identity import Actor
from workbench.casefile.verbs import PREVIEW
from workbench.errors import MediaError, SandboxUnavailable
from workbench.jobs import Job, Progress
from workbench.media.documents import PDF
from workbench.media.sandbox import Decoder
from workbench.store.rows import PreviewRow

_DECODED = frozenset({Family.IMAGE, Family.VIDEO, Family.AUDIO})
_BATCH = 24
_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class PreviewReport:
    """How many previews were made, which exhibits can only be named, and which look like what hash lists name."""

    made: int = 0
    refused: tuple[Refusal, ...] = ()
    matches: tuple[ListMatch, ...] = ()


def open_decoder() -> Decoder:
    """Makes the decoder of this session; its confined processes start at the first question and end with it."""
    return Decoder()


def make_previews(case: OpenCase, actor: Actor, decoder: Decoder) -> Job[PreviewReport]:
    """Makes the veiled preview of every exhibit that has none yet, and gathers what looks alike.

    What looks like an entry of a hash list is rated before its preview is kept.
    """
    waiting = _waiting(case)
    made = 0
    refused: list[Refusal] = []
    matches: list[ListMatch] = []
    batch: list[tuple[Exhibit, Derived]] = []
    screening = screening_of(case)
    for done, (exhibit, derived) in enumerate(_derived_ahead(case, decoder, waiting)):
        yield Progress(done, len(waiting), "Making previews")
        if derived.preview.facts.problem:
            refused.append(Refusal(exhibit.label, derived.preview.facts.problem))
        made += derived.preview.veil is not None
        batch.append((exhibit, derived))
        if len(batch) >= _BATCH:
            matches += _keep(case, actor, batch, screening)
    matches += _keep(case, actor, batch, screening)
    if not case.read_only:
        yield from find_groups(case)
    yield Progress(len(waiting), len(waiting), "Previews made")
    return PreviewReport(made, tuple(refused), tuple(matches))


def _waiting(case: OpenCase) -> tuple[Exhibit, ...]:
    """Lists what has no preview yet, and pictures that were veiled before they had a fingerprint."""
    without = case.file.all(
        Exhibit, "WHERE withdrawn = 0 AND holding = 'held' AND key NOT IN (SELECT key FROM preview)"
    )
    earlier = case.file.all(
        Exhibit,
        "WHERE withdrawn = 0 AND holding = 'held' AND key IN (SELECT key FROM preview)"
        " AND key NOT IN (SELECT key FROM fingerprint)",
    )
    veiled = (exhibit for exhibit in earlier if exhibit.family is Family.IMAGE and _has_bits(exhibit.facts))
    return (*(item for item in without if item.family in _DECODED or item.media_type == PDF), *veiled)


def _has_bits(facts: Facts) -> bool:
    """Tells whether a picture that was shown is large enough to have a fingerprint."""
    return hashed_size(facts.width or 0, facts.height or 0) is not None


def _derived_ahead(case: OpenCase, decoder: Decoder, exhibits: Sequence[Exhibit]) -> Iterator[tuple[Exhibit, Derived]]:
    """Asks for one preview after the other, in their order, while the next is already being decoded."""
    waiting: deque[tuple[Exhibit, Future[Derived]]] = deque()
    with ThreadPoolExecutor(_TOGETHER, "previewing") as pool:
        try:
            for exhibit in exhibits:
                if len(waiting) >= _TOGETHER:
                    earlier, found = waiting.popleft()
                    yield earlier, found.result()
                waiting.append((exhibit, pool.submit(_derived, decoder, exhibit, original(case, exhibit))))
            while waiting:
                earlier, found = waiting.popleft()
                yield earlier, found.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _derived(decoder: Decoder, exhibit: Exhibit, data: BinaryIO) -> Derived:
    """Asks the decoder for one preview; what cannot be shown becomes a preview that says so."""
    try:
        with data:
            return decoder.derive(data, exhibit.family, exhibit.media_type)
    except SandboxUnavailable:
        raise
    except MediaError as refusal:
        return Derived(Preview(Facts(problem=refusal.message)))


def _keep(
    case: OpenCase, actor: Actor, batch: list[tuple[Exhibit, Derived]], screening: Screening | None
) -> tuple[ListMatch, ...]:
    """Writes a batch of previews and fingerprints with one entry, and what the decoder said into each exhibit."""
    if not batch:
        return ()
    matches = _held_against(case, actor, batch, screening) if screening is not None else ()
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
    return matches


def _held_against(
    case: OpenCase, actor: Actor, batch: Sequence[tuple[Exhibit, Derived]], screening: Screening
) -> tuple[ListMatch, ...]:
    """Notes which of a batch look like what hash lists name, and rates them."""
    looks = [
        replace(derived.fingerprint, exhibit=exhibit.number)
        for exhibit, derived in batch
        if derived.fingerprint is not None
    ]
    return note_said(case, actor, screening.alike(looks))


def _span(labels: Sequence[str]) -> str:
    """Words a run of exhibits."""
    return labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"
