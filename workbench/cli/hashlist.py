"""``hashlist``: brings in what others have judged, lists it, removes it, and holds it against a case."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workbench.actions.cases import this_actor
from workbench.actions.exposure import Person, open_person
from workbench.actions.hash_lists import check_lists, hash_lists, import_list, remove_list
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.harms import Harm
from workbench.casefile.hash_lists import HashKind, HashList, ListEffect, ListMatch
from workbench.cli.console import Command, Outcome, Rows, case_argument, columns, counted, opened, plain, watch

_EFFECTS = "mark rates what matches, withhold lets no byte of it in, allow only tells"


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the list: text, a table, sums of files, or JSON")
    parser.add_argument("--name", required=True, help="what the list is called")
    parser.add_argument("--effect", choices=[effect.value for effect in ListEffect], default="mark", help=_EFFECTS)
    parser.add_argument(
        "--sensitivity",
        choices=[level.value for level in Sensitivity],
        default=Sensitivity.SEVERE.value,
        help="how graphic what matches is",
    )
    parser.add_argument(
        "--harm",
        dest="harms",
        action="append",
        choices=[harm.value for harm in Harm],
        default=[],
        help="what it shows; may repeat",
    )
    parser.add_argument("--source", default="", metavar="TEXT", help="who made the list, and from whom it came")
    parser.add_argument(
        "--kind", choices=[kind.value for kind in HashKind], help="what hashes are that the list gives no name"
    )


def _import(arguments: argparse.Namespace) -> Outcome:
    with _person() as person:
        job = import_list(
            person,
            arguments.file,
            arguments.name,
            ListEffect(arguments.effect),
            Sensitivity(arguments.sensitivity),
            [Harm(name) for name in arguments.harms],
            arguments.source,
            HashKind(arguments.kind) if arguments.kind else None,
        )
        made = watch(arguments, job)
    lines = [f"{made.name}: {counted(made.entries, 'hash', 'hashes')} imported."]
    if made.wrong:
        lines.append(f"{counted(made.wrong, 'line')} without a hash passed over.")
    if made.photodna:
        lines.append(f"{made.photodna:,} PhotoDNA passed over: only its owner can compare it.")
    if made.plain:
        lines.append(f"{made.plain:,} PDQ of too little detail passed over.")
    return Outcome(tuple(lines), {"list": _document(made)}, made.refused)


def _list(arguments: argparse.Namespace) -> Outcome:
    with _person() as person:
        there = hash_lists(person)
    rows = [
        (one.name, one.effect.value, one.sensitivity.value, counted(one.entries, "hash", "hashes"), one.source)
        for one in there
    ]
    lines = columns(rows) or ("There are no hash lists.",)
    return Outcome(lines, {"lists": [_document(one) for one in there]})


def _remove_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("list", metavar="LIST", help="its name, or its id")


def _remove(arguments: argparse.Namespace) -> Outcome:
    with _person() as person:
        gone = remove_list(person, arguments.list)
    line = f"{gone.name} is removed. What it said of exhibits stays in their cases."
    return Outcome((line,), {"list": _document(gone)})


def _check(arguments: argparse.Namespace) -> Outcome:
    with _person() as person, opened(arguments) as case:
        found = watch(arguments, check_lists(case, person, this_actor()))
        held = {match.exhibit for match in found if match.effect is ListEffect.WITHHOLD}
        lines = [match_words(match) for match in found] or ["The hash lists say nothing new of this case."]
        lines += [
            f"The bytes of {exhibit_label(number)} are in the case: destroy CASE {exhibit_label(number)} …"
            for number in sorted(held)
        ]
    return Outcome(tuple(lines), {"matches": Rows(found, match_document)})


def match_words(match: ListMatch) -> str:
    """Says what a list said of an exhibit."""
    how = f"{match.kind.value.upper()}, {counted(match.distance, 'bit')} apart" if match.distance else match.kind.value
    note = f": {match.note}" if match.note else ""
    return f"{exhibit_label(match.exhibit)} stands on {match.list_name} ({match.effect.value}, {how}){note}"


def match_document(match: ListMatch) -> dict[str, Any]:
    """Turns what a list said into what ``--json`` prints."""
    return {**plain(match), "exhibit": exhibit_label(match.exhibit)}


def _document(made: HashList) -> dict[str, Any]:
    """Turns a list into what ``--json`` prints."""
    return {**plain(made), "entries": made.entries}


@contextmanager
def _person() -> Iterator[Person]:
    """Lends the profile of the person at the desk."""
    person = open_person()
    try:
        yield person
    finally:
        person.close()


COMMANDS = (
    Command(
        "hashlist import",
        "bring in a list of hashes that others have judged",
        "hashlist import known.csv --name 'Known fakes' --effect mark --sensitivity severe --harm fraud",
        _import_arguments,
        _import,
    ),
    Command("hashlist list", "list the hash lists", "hashlist list", lambda parser: None, _list),
    Command("hashlist remove", "remove a hash list", "hashlist remove 'Known fakes'", _remove_arguments, _remove),
    Command("hashlist check", "hold the hash lists against a case", "hashlist check CASE", case_argument, _check),
)
