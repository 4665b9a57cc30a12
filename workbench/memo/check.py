"""Lists what a memo must not lack, so that its writer knows before its reader does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibit_numbers import reading_order
from workbench.memo.dossier import Dossier
from workbench.memo.outline import Gap
from workbench.memo.wording import counted, exhibits_words, listed, named


def check(dossier: Dossier) -> tuple[Gap, ...]:
    """Lists the gaps of a memo, what matters most first; an empty list means that it can go out."""
    return tuple(_gaps(dossier))


def _gaps(dossier: Dossier) -> Iterator[Gap]:
    """Yields each gap that the dossier shows."""
    if not dossier.exhibits:
        yield Gap("The case holds no exhibits.", "Acquire the evidence first.")
    if not (dossier.words.get("answer") or "").strip():
        yield Gap("Nobody has written the bottom line.", "Say in one or two sentences what was found and what follows.")
    undecided = [exhibit.number for exhibit in dossier.exhibits if exhibit.number not in dossier.determinations]
    if undecided:
        verb = "has" if len(undecided) == 1 else "have"
        yield Gap(
            f"{counted(len(undecided), 'exhibit')} {verb} not been judged: {exhibits_words(undecided)}.",
            "Judge each, or escalate it.",
            tuple(undecided),
        )
    yield from _grounds(dossier)
    present = {exhibit.number for exhibit in dossier.exhibits}
    wordless = sorted((dossier.undescribed & present) - set(undecided), key=reading_order)
    yield from _each(
        wordless,
        "is judged and has no neutral description",
        "are judged and have no neutral description",
        "Describe it, so that the next reader need not look.",
    )
    undated = sorted({named(citation.policy_title) for citation in dossier.citations if citation.effective is None})
    if undated:
        yield Gap(
            f"No date in force is known for {listed(undated[:4])}.", "Import the dated version and cite that one."
        )
    if dossier.verification is None:
        yield Gap("The case has not been verified since it was opened.", "Verify it, then make the memo again.")


def _grounds(dossier: Dossier) -> Iterator[Gap]:
    """Yields what single judgements lack: a citation, a rationale, a confidence, a quotation that is there."""
    present = {exhibit.number for exhibit in dossier.exhibits}
    judged = [
        dossier.determinations[number]
        for number in sorted(present, key=reading_order)
        if number in dossier.determinations
    ]
    known = {citation.id for citation in dossier.citations}
    cited = {citation.exhibit for citation in dossier.citations}
    bare = [one.exhibit for one in judged if not known & set(one.citations) and one.exhibit not in cited]
    yield from _each(bare, "rests on no citation", "rest on no citation", "Cite the section that decides it.")
    silent = [one.exhibit for one in judged if one.judgement is not Judgement.CLEAR and not one.rationale.strip()]
    yield from _each(
        silent, "is judged without a rationale", "are judged without a rationale", "Say why in a sentence."
    )
    unsure = [one.exhibit for one in judged if one.judgement is not Judgement.CLEAR and one.confidence is None]
    yield from _each(
        unsure,
        "is judged without a confidence",
        "are judged without a confidence",
        "Say whether it is low, moderate or high.",
    )
    lost = [one.exhibit for one in judged if set(one.citations) - known]
    yield from _each(
        lost,
        "names a citation that is no longer there",
        "name citations that are no longer there",
        "Cite the words again.",
    )


def _each(numbers: list[int], one: str, many: str, remedy: str) -> Iterable[Gap]:
    """Makes one gap of all exhibits that lack the same thing."""
    if numbers:
        yield Gap(f"{exhibits_words(numbers)} {one if len(numbers) == 1 else many}.", remedy, tuple(numbers))
