"""``list``: lists the exhibits of a case."""

from __future__ import annotations

import argparse

from workbench.actions.decisions import determinations
from workbench.actions.exhibits import list_exhibits
from workbench.casefile.exhibits import subtype_words
from workbench.casefile.identity import short_digest
from workbench.cli.console import Command, Outcome, case_argument, columns, exhibit_document, opened, plain


def _run(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments, read_only=True) as case:
        exhibits, judged = list_exhibits(case), determinations(case)
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
        ]
    }
    return Outcome(columns(rows) or ("The case holds no evidence yet.",), document)


COMMAND = Command("list", "list the exhibits of a case", "list CASE", case_argument, _run)
