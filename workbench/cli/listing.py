"""``list``: lists the exhibits of a case."""

from __future__ import annotations

import argparse

from workbench.actions.paging import EVERYTHING, exhibit_page
from workbench.casefile.decisions import Determination
from workbench.casefile.exhibits import Exhibit, Holding, subtype_words
from workbench.casefile.identity import short_digest
from workbench.cli.console import Command, Outcome, case_argument, columns, exhibit_document, numbered, opened, plain

_NOT_HELD = {Holding.REFERENCE: "reference only", Holding.DESTROYED: "bytes destroyed"}


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("--after", type=numbered, metavar="EXHIBIT", help="only those that stand behind this one")
    parser.add_argument("--limit", type=int, default=EVERYTHING, metavar="N", help="only the first so many")


def _standing(exhibit: Exhibit, judged: Determination | None) -> str:
    """Says in a word or two how far an exhibit is, and that its bytes are not here where that is so."""
    words = judged.judgement.words if judged else "To review"
    return words if exhibit.held else f"{words}, {_NOT_HELD[exhibit.holding]}"


def _run(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments, read_only=True) as case:
        page = exhibit_page(case, arguments.after, max(1, arguments.limit))
    exhibits, judged = page.exhibits, page.determinations
    rows = [
        (
            exhibit.label,
            exhibit.family.words,
            subtype_words(exhibit.media_type),
            f"{exhibit.size:,}",
            short_digest(exhibit.digest),
            _standing(exhibit, judged.get(exhibit.number)),
        )
        for exhibit in exhibits
    ]
    document = {
        "exhibits": [
            {**exhibit_document(exhibit), "determination": plain(judged.get(exhibit.number))} for exhibit in exhibits
        ],
        "more": page.more,
    }
    lines = columns(rows) or ("The case holds no evidence yet.",)
    follow = (f"More follow: list CASE --after {exhibits[-1].label}",) if page.more else ()
    return Outcome((*lines, *follow), document)


COMMAND = Command("list", "list the exhibits of a case", "list CASE --limit 100", _arguments, _run)
