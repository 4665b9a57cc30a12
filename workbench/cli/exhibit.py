"""``exhibit show`` and ``exhibit describe``: says everything that is known of one exhibit, and words what it is."""

from __future__ import annotations

import argparse
from typing import Any

from workbench.actions.cases import OpenCase, this_actor
from workbench.actions.exhibits import capture_state, describe_exhibit, exhibit, sightings
from workbench.actions.exposure import seen_before
from workbench.actions.retention import holds, tombstone
from workbench.actions.unpacking import children
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Acquisition, Exhibit
from workbench.casefile.exposure_record import seen_words
from workbench.casefile.identity import now
from workbench.casefile.retention import moment_words
from workbench.cli.console import (
    Command,
    Outcome,
    case_argument,
    columns,
    exhibit_argument,
    exhibit_document,
    opened,
    plain,
)
from workbench.cli.destroy import tombstone_document
from workbench.errors import UsageError


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    exhibit_argument(parser)


def _show(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments, read_only=True) as case:
        item = exhibit(case, arguments.exhibit)
        return Outcome(columns(_rows(case, item)), {"exhibit": _document(case, item)})


def _rows(case: OpenCase, item: Exhibit) -> list[tuple[str, str]]:
    """Lists what is known of an exhibit for a person, leaving out what is not."""
    stone = tombstone(case, item.number)
    rows = [
        ("Exhibit", item.label),
        ("What it is", f"{item.neutral_name}, {item.size:,} bytes"),
        ("Title", item.title),
        ("Description", item.description),
        ("File name", item.name),
        ("State", item.state),
        ("Rated", _rated(item)),
        ("Seen before", _seen(case, item)),
        ("SHA-256", item.digest),
        ("SHA-1", item.digests.sha1),
        ("MD5", item.digests.md5),
        ("SHA-512", item.digests.sha512),
        ("Kept at", item.location),
        *_acquired(item.acquisition),
        ("Capture", capture_state(case, item.number).words),
        ("Unpacked from", "" if item.parent is None else exhibit_label(item.parent)),
        ("Unpacked", ", ".join(child.label for child in children(case, item.number))),
        *(("Met again", f"{met.name}, {_how(met.acquisition)}") for met in sightings(case, item.number)),
        *(("On hold", f"{hold.words} ({hold.id})") for hold in holds(case, item.number)),
    ]
    if stone is not None:
        by = f"{moment_words(stone.at)} by {stone.actor.name}, on authority of {stone.authority}: {stone.reason}"
        rows += [("Destroyed", by), ("Gone with it", ", ".join(stone.derivatives))]
    return [(name, _plain(text)) for name, text in rows if text]


def _rated(item: Exhibit) -> str:
    """Says how graphic an exhibit is, what it shows, and on whose word."""
    words = ", ".join((item.sensitivity.value, *item.harms))
    return words if item.rating is None else f"{words}, {item.rating.words}"


def _seen(case: OpenCase, item: Exhibit) -> str:
    """Says whether the person at the desk has seen an exhibit before."""
    seen = seen_before(case, case.profile, item.number)
    return "" if seen is None else seen_words(seen, now().astimezone().date())


def _acquired(acquisition: Acquisition) -> list[tuple[str, str]]:
    """Lists how an exhibit came in."""
    said = acquisition.provenance
    return [
        ("Acquired", _how(acquisition)),
        ("With", acquisition.tool),
        ("File of", "" if acquisition.source_modified is None else moment_words(acquisition.source_modified)),
        ("Source URL", said.source_url),
        ("Platform", said.platform),
        ("Account", said.account),
        ("Identifiers", ", ".join(said.identifiers)),
        ("Authority", said.authority),
        ("Captured", "" if said.captured is None else moment_words(said.captured)),
    ]


def _how(acquisition: Acquisition) -> str:
    """Words one acquisition on a line."""
    return (
        f"{moment_words(acquisition.at)} by {acquisition.actor.name} ({acquisition.method}) from {acquisition.source}"
    )


def _plain(text: str) -> str:
    """Writes text of others on one line, what a terminal might obey made visible."""
    return "".join(letter if letter.isprintable() else f"\\u{{{ord(letter):X}}}" for letter in text)


def _document(case: OpenCase, item: Exhibit) -> dict[str, Any]:
    """Turns what is known of an exhibit into what ``--json`` prints."""
    stone, capture = tombstone(case, item.number), capture_state(case, item.number)
    seen = seen_before(case, case.profile, item.number)
    return {
        **exhibit_document(item),
        "parent": None if item.parent is None else exhibit_label(item.parent),
        "children": [child.label for child in children(case, item.number)],
        "capture": {**plain(capture), "score": capture.score, "words": capture.words},
        "sightings": [{**plain(met), "exhibit": exhibit_label(met.exhibit)} for met in sightings(case, item.number)],
        "holds": [plain(hold) for hold in holds(case, item.number)],
        "tombstone": None if stone is None else tombstone_document(stone),
        "seen_before": None if seen is None else plain(seen),
    }


def _describe_arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    exhibit_argument(parser)
    parser.add_argument("--title", help="what to call it, in a few words")
    parser.add_argument("--description", help="what it is, neutrally, so that the next person need not look")


def _describe(arguments: argparse.Namespace) -> Outcome:
    if arguments.title is None and arguments.description is None:
        raise UsageError("There is nothing to say about it.", "Give --title or --description.")
    with opened(arguments) as case:
        item = describe_exhibit(case, this_actor(), arguments.exhibit, arguments.title, arguments.description)
    return Outcome((f"{item.label} is described.",), {"exhibit": exhibit_document(item)})


COMMANDS = (
    Command("exhibit show", "say all that is known of an exhibit", "exhibit show CASE EX-0004", _show_arguments, _show),
    Command(
        "exhibit describe",
        "say in neutral words what an exhibit is",
        "exhibit describe CASE EX-0004 --description 'A screenshot of a chat'",
        _describe_arguments,
        _describe,
    ),
)
