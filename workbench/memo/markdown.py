"""Writes a memo as Markdown for wikis and trackers: plain CommonMark with tables, no HTML in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from workbench.memo.outline import (
    BottomLine,
    Card,
    Counts,
    ExhibitRow,
    Exhibits,
    Heading,
    Ledger,
    Line,
    OpenPoints,
    Outline,
    Paragraph,
    Policies,
    Timeline,
    proof_text,
)
from workbench.memo.pictures import data_uri, doubled, grey_png

_ALWAYS = re.compile(r"([\\`*_\[\]{}<>|~&$])")
_AT_START = re.compile(r"\A([#+=-])|\A(\d{1,9})([.)])")
_ADDRESS = re.compile(r"(?i)(https?|ftp)(://)|(www)(\.)")


def to_markdown(outline: Outline) -> bytes:
    """Writes the outline as UTF-8 Markdown; whatever somebody wrote is escaped and stays text."""
    about = " · ".join(filter(None, ("Escalation memo", outline.kind, outline.reference)))
    parts = [f"**{escaped(outline.handling)}**", f"# {escaped(outline.title)}", escaped(about)]
    facts = [(name, escaped(value)) for name, value in outline.facts]
    parts.append(_table(("", ""), [*facts, ("Ledger head", f"`{outline.head}`")]))
    for block in outline.blocks:
        parts.extend(_WRITERS[block.kind](block))
    if proof := proof_text(outline):
        # JSON without a line end cannot close the fence.
        parts.append(f"```json\n{proof}\n```")
    parts.append(f"**{escaped(outline.handling)}**")
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def escaped(words: str) -> str:
    """Makes text mean itself in Markdown where it stands first on a line."""
    start = _AT_START.match(words)
    if start is None:
        return _inline(words)
    return f"\\{_inline(words)}" if start.group(1) else f"{start.group(2)}\\{_inline(words[start.end(2) :])}"


def _inline(words: str) -> str:
    """Makes text mean itself in Markdown inside a line or a table's cell."""
    split = _ADDRESS.sub(lambda found: f"{found.group(1) or found.group(3)}\0{found.group(2) or found.group(4)}", words)
    return _ALWAYS.sub(r"\\\1", split).replace("\0", "\\")


def _line(pieces: Line) -> str:
    """Writes a line; links inside the memo are named and not linked, since anchors differ between renderers."""
    return _inline("".join(piece.words for piece in pieces))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Writes a table of finished cells."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _heading(block: Heading) -> Iterator[str]:
    yield f"{'#' * block.level} {_inline(block.words)}"


def _paragraph(block: Paragraph) -> Iterator[str]:
    yield escaped("".join(piece.words for piece in block.line))


def _answer(block: BottomLine) -> Iterator[str]:
    yield "\n>\n".join(f"> **{_line(line)}**" for line in block.lines)


def _gaps(block: OpenPoints) -> Iterator[str]:
    yield "**Still open**"
    yield "\n".join(f"- {escaped(gap.what)}" for gap in block.gaps)


def _counts(block: Counts) -> Iterator[str]:
    rows = [(row.words, f"{row.number:,}", row.exhibits or "none") for row in block.rows]
    yield _table(("Judgement", "Exhibits", "Which"), rows)


def _card(block: Card) -> Iterator[str]:
    yield f"#### {block.label}: {_inline(block.name)}"
    if block.picture is not None:
        yield f"![{_inline(block.picture_words)}]({data_uri(grey_png(*doubled(block.picture)))})"
    else:
        yield f"({_inline(block.picture_words)})"
    by = f" ({_inline(block.by)})" if block.by else ""
    section = f" under {_inline(block.section)}" if block.section else ""
    confidence = f", {block.confidence} confidence" if block.confidence else ""
    yield f"**{block.judgement_words}**{section}{confidence}{by}"
    yield escaped(block.facts)
    if block.title:
        yield f"**{_inline(block.title)}**"
    yield from map(escaped, block.description)
    yield from map(escaped, block.rationale)
    for quote in block.quotes:
        where = f" · on {_inline(quote.anchor)}" if quote.anchor else ""
        yield (
            f"> “{_inline(quote.words)}”\n>\n> **{_inline(quote.section)}** · {_inline(quote.policy)}, "
            f"{_inline(quote.version)}{where}"
        )
    if block.notes:
        yield "\n".join(f"- {escaped(note.where or 'whole')}: {_inline(note.words)}" for note in block.notes)


def _timeline(block: Timeline) -> Iterator[str]:
    rows = [
        (_inline(f"{one.time} {one.zone}".strip()), _inline(one.words), _line(one.exhibits)) for one in block.moments
    ]
    yield _table(("Time", "What happened", "Exhibits"), rows)


def _policies(block: Policies) -> Iterator[str]:
    rows = [
        (_inline(row.title), _inline(row.version), row.effective, _inline(row.sections), f"`{row.digest}`")
        for row in block.rows
    ]
    yield _table(("Policy", "Version", "In force from", "Sections", "SHA-256"), rows)


def _exhibits(block: Exhibits) -> Iterator[str]:
    rows = [
        (row.label, _inline(row.name), row.size, row.judgement_words, _came_in(row), f"`{row.digest}`")
        for row in block.rows
    ]
    yield _table(("Exhibit", "What it is", "Size", "Judgement", "How it came in", "SHA-256"), rows)


def _came_in(row: ExhibitRow) -> str:
    """Writes how an exhibit came in and what became of it in one cell."""
    return ". ".join((_inline(row.acquired), *map(_line, row.notes)))


def _ledger(block: Ledger) -> Iterator[str]:
    rows = [("Entries", block.size), ("Merkle root", f"`{block.root}`"), ("Last check", _inline(block.checked))]
    if block.proven:
        rows.append(("Proven", f"{block.proven} under `{block.under}`"))
    yield _table(("", ""), rows)
    yield (
        "Every act in the case is an entry of its ledger, and every row and original is bound by it. To check the case "
        f"against this memo, run `{block.command}`: it hashes all originals again and tells whether this memo's "
        f"head, {block.size} entries under this root, stands in the case's history."
    )
    if block.how:
        yield escaped(block.how)


_WRITERS: dict[str, Callable[..., Iterator[str]]] = {
    Heading.kind: _heading,
    Paragraph.kind: _paragraph,
    BottomLine.kind: _answer,
    OpenPoints.kind: _gaps,
    Counts.kind: _counts,
    Card.kind: _card,
    Timeline.kind: _timeline,
    Policies.kind: _policies,
    Exhibits.kind: _exhibits,
    Ledger.kind: _ledger,
}
