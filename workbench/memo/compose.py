"""Lays a case out as a memo: the answer first, then what was decided, on what grounds, and how to check it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC

from workbench.casefile.cases import remaining_words
from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibit_numbers import reading_order
from workbench.casefile.identity import day_words, moment_text
from workbench.casefile.occurrences import Occurrence, Precision, time_words
from workbench.memo.check import check
from workbench.memo.dossier import Dossier
from workbench.memo.exhibits import Grounds, card, exhibit_rows, links
from workbench.memo.outline import (
    Block,
    BottomLine,
    Count,
    Counts,
    Exhibits,
    Gap,
    Heading,
    Ledger,
    Moment,
    OpenPoints,
    Outline,
    Paragraph,
    Policies,
    PolicyRow,
    Text,
    Timeline,
)
from workbench.memo.wording import (
    clipped,
    counted,
    exhibits_words,
    in_order,
    listed,
    moment_words,
    named,
    paragraphs,
    shown,
    span_words,
)

TITLE_MOST = 300
COMMAND = "python main.py verify CASE --head {head}"
HOW_TO_CHECK = (
    "The memo carries a proof of each entry in which one of its determinations was made or a citation they rest on was "
    "pinned: python main.py ledger CASE --consistency {size} shows that the case still goes on from this head, and "
    "python3 resources/verify_case.py CASE --memo FILE holds the head and each entry against the case without the "
    "program, FILE being this memo as HTML or Markdown, or the memo.json that its PDF carries."
)


def compose(dossier: Dossier) -> Outline:
    """Makes the outline of a memo from a dossier: the same dossier always gives the same outline."""
    in_place = sorted(dossier.exhibits, key=lambda exhibit: reading_order(exhibit.number))
    dossier = replace(dossier, exhibits=tuple(in_place))
    case, gaps = dossier.case, check(dossier)
    return Outline(
        title=clipped(shown(case.title), TITLE_MOST) or "Untitled case",
        reference=named(case.reference, 60),
        kind=case.kind.words,
        handling=named(dossier.handling, 40) or "TLP:AMBER",
        facts=tuple(_facts(dossier)),
        made=_iso(dossier),
        by=named(dossier.actor.name),
        head=dossier.head.words,
        blocks=tuple(_blocks(dossier, gaps)),
        gaps=gaps,
        proof=dossier.proof,
    )


def _blocks(dossier: Dossier, gaps: tuple[Gap, ...]) -> Iterator[Block]:
    """Yields the memo's blocks in the order they are read."""
    yield _bottom_line(dossier)
    yield from _typed(dossier, "summary", "Summary")
    yield from _typed(dossier, "recommendation", "Recommendation")
    if gaps:
        yield OpenPoints(gaps)
    if dossier.exhibits:
        yield Heading("What was decided", "decided")
        yield _counts(dossier)
    yield from _findings(dossier)
    if dossier.occurrences:
        yield Heading("Timeline", "timeline")
        yield _timeline(dossier)
    if dossier.citations:
        yield Heading("Policies cited", "policies")
        yield Policies(tuple(_policy_rows(dossier)))
    if dossier.exhibits:
        yield Heading("Exhibits", "exhibits")
        yield Exhibits(tuple(exhibit_rows(dossier)))
    yield Heading("How this memo was made", "method")
    yield from _method(dossier)
    yield Heading("Custody", "custody")
    yield _ledger(dossier)


def _facts(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Yields what stands under the title, label and value."""
    case = dossier.case
    yield "Prepared by", named(dossier.actor.name) or "not named"
    yield "Made", moment_words(dossier.made_at)
    yield "Opened", moment_words(case.opened)
    if case.due is not None:
        try:
            rest = f" ({remaining_words(case.due, dossier.made_at)})"
        except TypeError:  # one of the two has no zone
            rest = ""
        yield "Due", moment_words(case.due) + rest
    yield "Exhibits", f"{len(dossier.exhibits):,}"
    if case.question.strip():
        yield "Question", named(case.question, 600)


def _bottom_line(dossier: Dossier) -> BottomLine:
    """The answer as typed, or else a plain statement of the counts."""
    typed = paragraphs(dossier.words.get("answer") or "")
    lines = typed or (_count_sentence(dossier),)
    return BottomLine(tuple((Text(line),) for line in lines), bool(typed))


def _count_sentence(dossier: Dossier) -> str:
    """Says in a sentence how far the case has come."""
    total = len(dossier.exhibits)
    if not total:
        return "The case holds no exhibits yet, so there is nothing to judge."
    numbers = _numbers(dossier)
    judged = sum(map(len, numbers.values()))
    if not judged:
        return f"None of {counted(total, 'exhibit')} has been judged yet."
    split = listed([f"{len(held):,} {judgement.words.lower()}" for judgement, held in numbers.items() if held])
    start = (
        f"All {counted(total, 'exhibit')}"
        if judged == total and total > 1
        else f"{judged:,} of {counted(total, 'exhibit')}"
    )
    rest = total - judged
    tail = f" {counted(rest, 'exhibit awaits', 'exhibits await')} a judgement." if rest else ""
    return f"{start} {'is' if judged == 1 else 'are'} judged: {split}.{tail}"


def _numbers(dossier: Dossier) -> dict[Judgement, list[int]]:
    """The numbers of the exhibits judged each way, in order."""
    numbers: dict[Judgement, list[int]] = {judgement: [] for judgement in Judgement}
    for exhibit in dossier.exhibits:
        determination = dossier.determinations.get(exhibit.number)
        if determination is not None:
            numbers[determination.judgement].append(exhibit.number)
    return numbers


def _typed(dossier: Dossier, part: str, heading: str) -> Iterator[Block]:
    """Yields a part that the investigator typed, under its heading."""
    lines = paragraphs(dossier.words.get(part) or "")
    if lines:
        yield Heading(heading, part)
        for line in lines:
            yield Paragraph((Text(line),))


def _counts(dossier: Dossier) -> Counts:
    """The table of judgements; exhibits nobody has judged have a row of their own."""
    rows = [
        Count(judgement.value, judgement.words, len(held), exhibits_words(held))
        for judgement, held in _numbers(dossier).items()
    ]
    undecided = [exhibit.number for exhibit in dossier.undecided()]
    if undecided:
        rows.append(Count("", "Not judged", len(undecided), exhibits_words(undecided)))
    return Counts(tuple(rows))


def _findings(dossier: Dossier) -> Iterator[Block]:
    """Yields a card for each judged exhibit, grouped by judgement, then the undecided that somebody worked on."""
    numbers, grounds = _numbers(dossier), Grounds.of(dossier)
    by_number = {exhibit.number: exhibit for exhibit in dossier.exhibits}
    if any(numbers.values()):
        yield Heading("Findings", "findings")
    for judgement, held in numbers.items():
        if held:
            yield Heading(f"{judgement.words} ({len(held):,})", f"findings-{judgement.value}", 3, judgement.value)
            yield from (card(dossier, grounds, by_number[number]) for number in held)
    touched = {one.exhibit for one in dossier.annotations} | {one.exhibit for one in dossier.citations}
    waiting = dossier.undecided()
    if waiting:
        yield Heading("Not judged yet", "undecided")
        yield Paragraph((Text(exhibits_words([exhibit.number for exhibit in waiting], 40)), Text(".")))
        yield from (card(dossier, grounds, exhibit) for exhibit in waiting if exhibit.number in touched)


def _timeline(dossier: Dossier) -> Timeline:
    """What happened, by time, each no more exactly than it is known."""
    present = {exhibit.number for exhibit in dossier.exhibits}
    happened = sorted(dossier.occurrences, key=lambda one: (one.at, one.id))
    return Timeline(tuple(Moment(*_told(one), shown(one.title), links(one.exhibits, present)) for one in happened))


def _told(one: Occurrence) -> tuple[str, str]:
    """Writes when something happened: its own clock, then its zone and the same moment in UTC where they differ."""
    utc = time_words(one.at, "UTC" if one.zone else "", one.precision)
    try:
        own = time_words(one.at, one.zone, one.precision)
    except ValueError:  # a zone that this machine does not know
        own = utc
    if one.precision is Precision.DAY or own == utc or one.zone in ("Z", "+00:00"):
        return own if one.precision is Precision.DAY else utc, ""
    clock = own.removesuffix(one.zone).rstrip()
    same_day = clock.split()[:3] == utc.split()[:3]
    return clock, shown(f"{one.zone} · {' '.join(utc.split()[3:]) if same_day else utc}")


def _policy_rows(dossier: Dossier) -> Iterator[PolicyRow]:
    """Yields each cited version once, with the sections that were cited from it."""
    sections: dict[tuple[str, str, str], dict[str, None]] = {}
    for citation in dossier.citations:
        key = (named(citation.policy_title), citation.version, citation.version_digest)
        sections.setdefault(key, {})[named(citation.section, 80)] = None
    dates = {(named(one.policy_title), one.version, one.version_digest): one.effective for one in dossier.citations}
    for key in sorted(sections):
        day = dates[key]
        yield PolicyRow(
            key[0],
            named(f"v{key[1]}", 60),
            day_words(day) if day else "not stated",
            ", ".join(sorted(sections[key], key=in_order)),
            key[2],
        )


def _method(dossier: Dossier) -> Iterator[Block]:
    """Yields how the evidence was held, shown and looked at."""
    yield Paragraph(
        (
            Text(
                "Each exhibit was copied as it came, named by the SHA-256 of its bytes and never altered. "
                "Its type was told by its content, not by its name."
            ),
        )
    )
    looks = dossier.exposures
    seen = (
        f"{counted(looks.looks, 'look')} at an original {'is' if looks.looks == 1 else 'are'} on record, "
        f"{span_words(looks.seconds)} in all."
        if looks.looks
        else "No look at an original is on record."
    )
    yield Paragraph(
        (
            Text(
                "Pictures in this memo are veils: at most 12 by 12 grey samples, too few to make out what they show. "
            ),
            Text(seen),
        )
    )
    yield Paragraph(
        (
            Text(
                "Quotations are pinned to the version of the policy that was read, by section, date and digest; a "
                "policy that changes later changes nothing here. Confidence (low, moderate, high) says how well a "
                "judgement is supported."
            ),
        )
    )


def _ledger(dossier: Dossier) -> Ledger:
    """The ledger's head, what was found when the case was last checked, and what of it the memo proves."""
    checked = shown(dossier.verification or "") or "The case has not been verified since it was opened."
    command, proof = COMMAND.format(head=dossier.head.words), dossier.proof
    if proof is None:
        return Ledger(f"{dossier.head.size:,}", dossier.head.root, command, checked)
    proven, under = counted(len(proof.entries), "entry", "entries"), f"{proof.size}:{proof.root}"
    how = HOW_TO_CHECK.format(size=proof.size)
    return Ledger(f"{dossier.head.size:,}", dossier.head.root, command, checked, proven, under, how)


def _iso(dossier: Dossier) -> str:
    """When the memo was made, for records."""
    made = dossier.made_at
    return moment_text(made if made.tzinfo else made.replace(tzinfo=UTC))
