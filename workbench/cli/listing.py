"""``list``: lists the exhibits of a case."""

from __future__ import annotations

import argparse

from workbench.actions.paging import EVERYTHING, exhibit_page
from workbench.casefile.exhibits import subtype_words
from workbench.casefile.identity import short_digest
from workbench.cli.console import Command, Outcome, case_argument, columns, exhibit_document, numbered, opened, plain


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("--after", type=numbered, metavar="EXHIBIT", help="only those that stand behind this one")
    parser.add_argument("--limit", type=int, default=EVERYTHING, metavar="N", help="only the first so many")


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
            judged[exhibit.number].judgement.words if exhibit.number in judged else "To review",
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
