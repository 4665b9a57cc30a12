"""``acquire``: brings files and folders into a case, or records what must not be held by its digest alone."""

from __future__ import annotations

import argparse
import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from workbench.actions.acquisition import acquire, refer
from workbench.actions.cases import OpenCase, this_actor
from workbench.actions.extraction import ExtractReport, make_extracts
from workbench.actions.previewing import PreviewReport, make_previews, open_decoder
from workbench.actions.unpacking import UnpackReport, can_unpack, unpack_all
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import AcquisitionReport, Listed, Provenance, Refusal
from workbench.casefile.hash_lists import ListEffect
from workbench.casefile.identity import Actor
from workbench.casefile.occurrences import read_time
from workbench.cli.console import (
    Command,
    Outcome,
    Rows,
    case_argument,
    counted,
    exhibit_document,
    opened,
    refusal_document,
    watch,
)
from workbench.cli.hashlist import match_document, match_words
from workbench.errors import AcquisitionError, SandboxUnavailable, UsageError

_MOST_WORKERS = 4


@dataclass
class _After:
    """What was done with the new exhibits once they were in."""

    unpacked: UnpackReport = field(default_factory=UnpackReport)
    previews: PreviewReport = field(default_factory=PreviewReport)
    read: ExtractReport = field(default_factory=ExtractReport)
    trouble: str = ""


def _arguments(parser: argparse.ArgumentParser) -> None:
    case_argument(parser)
    parser.add_argument("paths", metavar="PATH", type=Path, nargs="*", help="files and folders")
    source = parser.add_argument_group("the source, as far as it is known")
    source.add_argument("--source-url", default="", metavar="URL", help="where it stood")
    source.add_argument("--platform", default="", help="the platform it stood on")
    source.add_argument("--account", default="", help="the account it belongs to")
    source.add_argument(
        "--identifier",
        dest="identifiers",
        action="append",
        default=[],
        help="the platform's name of it; may repeat",
    )
    source.add_argument("--authority", default="", metavar="TEXT", help="on what authority it is taken")
    source.add_argument(
        "--captured", type=_moment, metavar="TIME", help="when it was captured, such as '2026-10-03 14:29 +02:00'"
    )
    source.add_argument("--method", default="command line", metavar="TEXT", help="how it was obtained")
    reference = parser.add_argument_group("what must not be held")
    reference.add_argument("--reference-only", action="store_true", help="record digest and size, store no byte")
    reference.add_argument("--location", default="", metavar="TEXT", help="where the bytes are kept, and by whom")
    reference.add_argument("--description", default="", metavar="TEXT", help="what it is, in neutral words")
    reference.add_argument("--sha256", default="", metavar="DIGEST", help="the digest, where there is no file")
    reference.add_argument("--size", type=int, metavar="BYTES", help="the size, where there is no file")
    reference.add_argument("--name", default="", help="the name, where there is no file")
    reference.add_argument("--media-type", default="", metavar="TYPE", help="its type, where there is no file")
    parser.add_argument("--unpack", action="store_true", help="open containers, and number what they hold under them")
    parser.add_argument("--no-previews", action="store_true", help="leave previews and words for later")


def _run(arguments: argparse.Namespace) -> Outcome:
    if arguments.sha256 or not arguments.paths:
        return _refer(arguments)
    with ExitStack() as stack:
        case = stack.enter_context(opened(arguments))
        actor = this_actor()
        report = watch(
            arguments,
            acquire(
                case,
                actor,
                arguments.paths,
                arguments.method,
                _provenance(arguments),
                reference_only=arguments.reference_only,
                location=arguments.location,
                description=arguments.description,
                workers=min(os.cpu_count() or 1, _MOST_WORKERS),
            ),
        )
        after = _go_on(arguments, case, actor, report)
        # A long report is read from the case while it is printed.
        return Outcome(
            _lines(arguments, report, after),
            _document(report, after),
            (*report.refused, *after.unpacked.refused),
            kept=stack.pop_all(),
        )


def _refer(arguments: argparse.Namespace) -> Outcome:
    """Records a reference without a file."""
    if arguments.paths or not arguments.reference_only:
        raise UsageError(
            "Name files or folders, or one reference without a file.",
            "A reference needs --reference-only, --sha256, --size, --name and --location.",
        )
    if arguments.size is None:
        raise UsageError("A reference needs a size.", "Give the number of its bytes by --size.")
    with opened(arguments) as case:
        try:
            exhibit = refer(
                case,
                this_actor(),
                arguments.sha256,
                arguments.size,
                arguments.name,
                arguments.location,
                arguments.description,
                arguments.media_type,
                _provenance(arguments),
            )
        except AcquisitionError as refusal:
            report = AcquisitionReport(refused=(Refusal(arguments.name, refusal.message, refusal.remedy),))
        else:
            report = AcquisitionReport((exhibit,))
    return Outcome((acquired_words(report),), _document(report, _After()), report.refused)


def _go_on(arguments: argparse.Namespace, case: OpenCase, actor: Actor, report: AcquisitionReport) -> _After:
    """Unpacks what was asked for, then makes the previews and reads the words."""
    after = _After()
    if arguments.no_previews and not arguments.unpack:
        return after
    try:
        with open_decoder() as decoder:
            if arguments.unpack:
                numbers = [exhibit.number for exhibit in report.acquired if can_unpack(exhibit)]
                after.unpacked = watch(arguments, unpack_all(case, actor, decoder, numbers))
            if not arguments.no_previews:
                after.previews = watch(arguments, make_previews(case, actor, decoder))
                after.read = watch(arguments, make_extracts(case, actor, decoder))
    except SandboxUnavailable as error:
        after.trouble = str(error)
    return after


def _provenance(arguments: argparse.Namespace) -> Provenance:
    """Gathers what was said of the source."""
    return Provenance(
        arguments.source_url.strip(),
        arguments.platform.strip(),
        arguments.account.strip(),
        tuple(identifier.strip() for identifier in arguments.identifiers if identifier.strip()),
        arguments.authority.strip(),
        arguments.captured,
    )


def _lines(arguments: argparse.Namespace, report: AcquisitionReport, after: _After) -> tuple[str, ...]:
    """Says what became of it all, for a person."""
    lines = [
        acquired_words(report),
        *(f"Known already: {source} is {exhibit_label(number)}" for source, number in report.duplicates),
        *(f"No picture of {refusal.source}: {refusal.reason}" for refusal in after.previews.refused),
        *(f"No words of {refusal.source}: {refusal.reason}" for refusal in after.read.refused),
        *(f"{note.source}: {note.reason}" for note in after.read.notes),
    ]
    if arguments.unpack:
        lines.insert(1, _unpacked_words(after.unpacked))
    lines += [listed_words(one) for one in (*report.listed, *after.unpacked.listed)]
    lines += [match_words(match) for match in after.previews.matches]
    lines += [
        f"The bytes of {exhibit_label(match.exhibit)} are in the case, since it is not the very file that is listed: "
        f"destroy CASE {exhibit_label(match.exhibit)} …"
        for match in after.previews.matches
        if match.effect is ListEffect.WITHHOLD
    ]
    if after.trouble:
        lines.append(f"No previews were made. {after.trouble}")
    return tuple(lines)


def _document(report: AcquisitionReport, after: _After) -> dict[str, Any]:
    """Says what became of it all, for a program."""
    return {
        "acquired": Rows(report.acquired, exhibit_document),
        "duplicates": [{"path": source, "exhibit": exhibit_label(number)} for source, number in report.duplicates],
        "listed": [listed_document(one) for one in report.listed],
        "unpacked": {
            "children": [exhibit_document(child) for child in after.unpacked.children],
            "duplicates": [
                {"path": source, "exhibit": exhibit_label(number)} for source, number in after.unpacked.duplicates
            ],
            "occurrences": after.unpacked.occurrences,
            "listed": [listed_document(one) for one in after.unpacked.listed],
        },
        "previews": {
            "made": after.previews.made,
            "without_picture": [refusal_document(refusal) for refusal in after.previews.refused],
            "trouble": after.trouble,
            "matches": [match_document(match) for match in after.previews.matches],
        },
        "without_words": [refusal_document(refusal) for refusal in after.read.refused],
        "words_noted": [refusal_document(note) for note in after.read.notes],
    }


def listed_words(listed: Listed) -> str:
    """Says of one item that hash lists name it, and whether its bytes were kept out."""
    names, label = ", ".join(listed.lists), exhibit_label(listed.exhibit)
    if listed.withheld:
        return f"Withheld: {listed.source} stands on {names}; {label} refers to it, and no byte of it came in."
    return f"Listed: {listed.source} is {label} and stands on {names}."


def listed_document(listed: Listed) -> dict[str, Any]:
    """Turns what hash lists say of one item into what ``--json`` prints."""
    return {
        "path": listed.source,
        "exhibit": exhibit_label(listed.exhibit),
        "lists": list(listed.lists),
        "withheld": listed.withheld,
    }


def acquired_words(report: AcquisitionReport) -> str:
    """Says in one line what became of an acquisition."""
    acquired = counted(len(report.acquired), "exhibit")
    return f"{acquired} acquired, {len(report.duplicates):,} known already, {len(report.refused):,} refused."


def _unpacked_words(report: UnpackReport) -> str:
    """Says in one line what came out of containers."""
    children, messages = counted(len(report.children), "exhibit"), counted(report.occurrences, "message")
    return f"{children} unpacked, {messages} put on the timeline, {len(report.refused):,} left out."


def _moment(text: str) -> datetime:
    """Reads a time for argparse."""
    try:
        return read_time(text)[0]
    except ValueError as cause:
        raise argparse.ArgumentTypeError(str(cause)) from cause


COMMAND = Command(
    "acquire",
    "bring files and folders into a case",
    "acquire CASE photos/ clip.mp4 --source-url https://example.org/p/7741 --authority 'Order 12/2026'",
    _arguments,
    _run,
)
