"""Writing the memo: the investigator's words, the rest from the case, and the file that leaves it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from workbench.actions.annotations import annotations_of
from workbench.actions.cases import OpenCase, seal
from workbench.actions.custody import memo_proof, verification_words
from workbench.actions.decisions import determinations
from workbench.actions.exhibits import capture_states, list_exhibits, previews
from workbench.actions.exposure import exposures
from workbench.actions.exposure_rules import shared_layers
from workbench.actions.occurrences import occurrences
from workbench.actions.policies import citations
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.exposure import ExposureTotals, Rules, Rung
from workbench.casefile.exposure_rules import rules_for
from workbench.casefile.identity import Actor, digest_of, now
from workbench.casefile.memos import MemoPart, MemoWords
from workbench.casefile.proofs import MemoProof
from workbench.casefile.retention import Tombstone
from workbench.casefile.verbs import MEMO_EXPORT, MEMO_WORDS
from workbench.errors import MemoError, UsageError
from workbench.jobs import Job, Progress
from workbench.memo.check import check
from workbench.memo.compose import compose
from workbench.memo.dossier import Dossier
from workbench.memo.html import to_html
from workbench.memo.markdown import to_markdown
from workbench.memo.outline import Outline
from workbench.memo.pdf import to_pdf
from workbench.settings import load

_CHUNK = 500
WRITERS: dict[str, Callable[[Outline], bytes]] = {".html": to_html, ".pdf": to_pdf, ".md": to_markdown}


def set_memo_words(case: OpenCase, actor: Actor, part: MemoPart | str, text: str) -> MemoWords:
    """Keeps what the investigator wrote for one part of the memo; the same words again leave no entry."""
    words = MemoWords(MemoPart(part), text.strip(), actor, now())
    before = case.file.get(MemoWords, words.part.value)
    if (before.text if before else "") == words.text:
        return before or words
    with case.write(actor, MEMO_WORDS, f"Write the memo's {words.part.value}", f"memo {words.part.value}") as work:
        work.put(words)
    return words


def memo_words(case: OpenCase) -> dict[str, str]:
    """Reads what the investigator wrote, by part."""
    return {words.part.value: words.text for words in case.file.all(MemoWords)}


def dossier(case: OpenCase, actor: Actor, proven: bool = False) -> Dossier:
    """Gathers everything a memo is composed from; ``proven`` with the proof of its entries, which reads the ledger."""
    head = case.file.head()
    exhibits = list_exhibits(case)
    numbers = [exhibit.number for exhibit in exhibits]
    shown = {}
    for start in range(0, len(numbers), _CHUNK):
        shown.update(previews(case, numbers[start : start + _CHUNK]))
    looks = exposures(case)
    rules = _rules(case, exhibits)
    return Dossier(
        case=case.case,
        exhibits=exhibits,
        previews=shown,
        determinations=determinations(case),
        citations=citations(case),
        annotations=annotations_of(case),
        occurrences=occurrences(case),
        exposures=ExposureTotals(len(looks), sum(look.shown_ms or 0 for look in looks) / 1000),
        head=head,
        verification=verification_words(case.checked) if case.checked else None,
        made_at=now().replace(microsecond=0),
        actor=actor,
        words=memo_words(case),
        handling=load().handling,
        tombstones={stone.exhibit: stone for stone in case.file.all(Tombstone)},
        captures=capture_states(case),
        sealed=frozenset(number for number, one in rules.items() if one.rest is Rung.SEALED),
        undescribed=frozenset(
            item.number for item in exhibits if rules[item.number].description_needed and not item.description.strip()
        ),
        proof=memo_proof(case, head.size) if proven else None,
    )


def _rules(case: OpenCase, exhibits: Sequence[Exhibit]) -> dict[int, Rules]:
    """Gives the rules that bind what leaves the case, by exhibit."""
    layers = shared_layers(case, case.profile)
    return {item.number: rules_for(item.sensitivity, item.harms, layers) for item in exhibits}


def compose_memo(case: OpenCase, actor: Actor) -> Outline:
    """Composes the memo from the case as it stands, with the proof of its entries."""
    return compose(dossier(case, actor, proven=True))


def memo_lacks(case: OpenCase, actor: Actor) -> tuple[str, ...]:
    """Lists what a reader would miss in the memo as it stands."""
    return tuple(f"{gap.what} {gap.remedy}".strip() for gap in check(dossier(case, actor)))


def export_memo(case: OpenCase, actor: Actor, to: Path) -> Job[Path]:
    """Writes the memo to a file, its form told by the ending; whole or not at all."""
    writer = WRITERS.get(to.suffix.lower())
    if writer is None:
        raise UsageError(f"A memo cannot be written as {to.suffix or 'a file without an ending'}.", _ENDINGS)
    yield Progress(0, 3, "Gathering the case")
    if not case.read_only:
        seal(case)
    outline = compose_memo(case, actor)
    yield Progress(1, 3, "Setting the memo")
    data = writer(outline)
    yield Progress(2, 3, "Writing the memo")
    _write_whole(to, data)
    if not case.read_only:
        label = f"Export the memo as {to.suffix.lower()[1:].upper()}, sha256 {digest_of(data)}"
        with case.write(actor, MEMO_EXPORT, label, "memo"):
            pass
    return to


def export_memo_proof(case: OpenCase, to: Path) -> MemoProof:
    """Writes what a memo carries for whoever checks it: its head, and proofs of the entries of its determinations."""
    proof = memo_proof(case)
    _write_whole(to, json.dumps(msgspec.to_builtins(proof), indent=1).encode())
    return proof


_ENDINGS = f"Use one of {', '.join(WRITERS)}."


def _write_whole(to: Path, data: bytes) -> None:
    """Writes a file under a temporary name and then gives it its own."""
    draft = to.with_name(f".{to.name}.new")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        draft.replace(to)
    except OSError as cause:
        draft.unlink(missing_ok=True)
        raise MemoError(
            f"The memo could not be written to {to.name}.", "Choose another place.", type(cause).__name__
        ) from cause
