"""``search``: finds words, phrases and identifiers in everything a case says."""

from __future__ import annotations

import argparse
from typing import Any

from workbench.actions.search import search
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Family
from workbench.casefile.searching import Filters, Hit, HitKind
from workbench.cli.console import Command, Outcome, case_argument, columns, counted, opened


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument(
        "query",
        metavar="QUERY",
        help='words, "a phrase", begin*, -without, this OR that, kind:image, in:notes, after:2026-10-03, before:2027,'
        " sensitivity:severe, decided:no, by:NAME, state:withdrawn; or a number, digest, address or account",
    )
    kinds, places = [family.value for family in Family], [kind.value for kind in HitKind]
    parser.add_argument("--kind", action="append", default=[], choices=kinds, help="the exhibit's kind; may repeat")
    parser.add_argument("--in", dest="places", action="append", default=[], choices=places, help="where; may repeat")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="how many hits (default 50)")


def _run(arguments: argparse.Namespace) -> Outcome:
    families = tuple(Family(name) for name in arguments.kind)
    places = tuple(HitKind(name) for name in arguments.places)
    with opened(arguments, read_only=True) as case:
        found = search(case, arguments.query, Filters(places=places, families=families), max(1, arguments.limit))
    rows = [
        (hit.kind.value, hit.title, hit.withheld or "".join(f"[{p.text}]" if p.hit else p.text for p in hit.context))
        for hit in found.hits
    ]
    lines = [counted(found.total, "hit") + (f", the first {len(rows):,}:" if found.total > len(rows) else ".")]
    if found.jump is not None:
        lines.insert(0, f"This names {exhibit_label(found.jump)}.")
    document = {
        "hits": [hit_document(hit) for hit in found.hits],
        "total": found.total,
        "jump": None if found.jump is None else exhibit_label(found.jump),
    }
    return Outcome((*lines, *columns(rows)), document)


def hit_document(hit: Hit) -> dict[str, Any]:
    """Turns a hit into what ``--json`` prints; ``context`` is a list of stretches, those found marked ``hit``."""
    return {
        "kind": hit.kind.value,
        "exhibit": None if hit.exhibit is None else exhibit_label(hit.exhibit),
        "id": hit.id,
        "title": hit.title,
        "context": [{"text": piece.text, "hit": piece.hit} for piece in hit.context],
        "withheld": hit.withheld,
    }


COMMAND = Command(
    "search",
    "find words, phrases and identifiers in a case",
    "search CASE '\"quick brown\" kind:text after:2026-10'",
    _arguments,
    _run,
)
