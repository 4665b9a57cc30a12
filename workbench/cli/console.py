"""What every sub-command shares: its outcome, its two ways of printing, and the exit status.

Exit status: 0 done; 1 done with items refused; 2 wrong use; 3 it could not be done.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import msgspec

from workbench.actions.cases import OpenCase, open_case, this_actor
from workbench.casefile.exhibit_numbers import exhibit_number
from workbench.casefile.exhibits import Exhibit, Refusal
from workbench.cli.unlocking import secret_argument, unlocked
from workbench.errors import UsageError, WorkbenchError
from workbench.jobs import Job, Progress, drive

DONE, DONE_WITH_REFUSALS, WRONG_USE, FAILED = 0, 1, 2, 3
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sub-command has to say: lines for a person, a document for a program, items refused, a failure.

    ``kept`` is what must stay open until it is printed, for a document that reads as it goes.
    """

    lines: tuple[str, ...]
    document: dict[str, Any]
    refused: tuple[Refusal, ...] = ()
    failed: bool = False
    kept: AbstractContextManager[object] = field(default_factory=nullcontext)

    @property
    def status(self) -> int:
        """The exit status this outcome stands for."""
        if self.failed:
            return FAILED
        return DONE_WITH_REFUSALS if self.refused else DONE


class Rows:
    """The items of a long list in a document, each made when it is printed, so that they never stand in memory."""

    def __init__(self, items: Sequence[Any], document: Callable[[Any], dict[str, Any]]) -> None:
        self._items = items
        self._document = document

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Makes one document after the other."""
        return map(self._document, self._items)


@dataclass(frozen=True, slots=True)
class Command:
    """One sub-command: its words, its example, its arguments, and what it does."""

    name: str
    summary: str
    example: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], Outcome]


@dataclass
class Screen:
    """Where progress goes while a job runs: one line that rewrites itself, and only on a terminal."""

    quiet: bool
    _width: int = field(default=0)

    def show(self, progress: Progress) -> None:
        """Shows how far a job is."""
        if self.quiet or not sys.stderr.isatty():
            return
        counts = f" {progress.done:,} of {progress.total:,}" if progress.total else ""
        line = f"{progress.doing}{counts}"
        print(f"\r{line:<{self._width}}", end="", file=sys.stderr, flush=True)
        self._width = len(line)

    def clear(self) -> None:
        """Wipes the line."""
        if self._width:
            print(f"\r{'':<{self._width}}\r", end="", file=sys.stderr, flush=True)
            self._width = 0


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors like all others, so that ``--json`` can print them."""

    def error(self, message: str) -> NoReturn:
        """Raises the complaint as a UsageError."""
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", f"Try: {self.prog} --help")


def watch(arguments: argparse.Namespace, job: Job[Result]) -> Result:
    """Runs a job and shows its progress, unless a program is listening."""
    screen = Screen(quiet=arguments.json)
    try:
        return drive(job, screen.show)
    finally:
        screen.clear()


def plain(value: object) -> Any:
    """Turns values into what JSON holds."""
    return msgspec.to_builtins(value, str_keys=True)


def print_outcome(outcome: Outcome, command: str, as_json: bool) -> None:
    """Prints an outcome for a person, or as one JSON document."""
    if as_json:
        document = {
            "ok": not outcome.failed,
            "command": command,
            **outcome.document,
            "refused": [refusal_document(refusal) for refusal in outcome.refused],
        }
        _print_document(document)
        return
    for line in outcome.lines:
        print(line)
    for refusal in outcome.refused:
        print(f"Refused: {refusal.source}: {refusal.reason} {refusal.remedy}".rstrip())


def _print_document(document: dict[str, Any]) -> None:
    """Prints a document name by name; what comes as :class:`Rows` an item a line."""
    lead = "{\n"
    for name, value in document.items():
        sys.stdout.write(f"{lead}  {json.dumps(name)}: ")
        if isinstance(value, Rows):
            between = "\n    "
            sys.stdout.write("[")
            for item in value:
                sys.stdout.write(f"{between}{json.dumps(item, ensure_ascii=False)}")
                between = ",\n    "
            sys.stdout.write("\n  ]")
        else:
            sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n  "))
        lead = ",\n"
    print("\n}")


def print_error(error: WorkbenchError, command: str, as_json: bool) -> None:
    """Prints what went wrong and what can be done."""
    if as_json:
        words = {"kind": type(error).__name__, "message": error.message, "remedy": error.remedy}
        print(json.dumps({"ok": False, "command": command, "error": words}, ensure_ascii=False, indent=2))
        return
    print(error.message, file=sys.stderr)
    if error.remedy:
        print(error.remedy, file=sys.stderr)


def exhibit_document(exhibit: Exhibit) -> dict[str, Any]:
    """Turns an exhibit into what ``--json`` prints: its number as people quote it, its digest as ``sha256``."""
    return {**plain(exhibit), "number": exhibit.label, "sha256": exhibit.digest, "state": exhibit.state}


def refusal_document(refusal: Refusal) -> dict[str, str]:
    """Turns a refusal into what ``--json`` prints."""
    return {"path": refusal.source, "reason": refusal.reason, "remedy": refusal.remedy}


def opened(arguments: argparse.Namespace, read_only: bool = False) -> OpenCase:
    """Opens the case that a sub-command names, with a passphrase where it is encrypted."""
    return unlocked(arguments, lambda secret: open_case(arguments.case, this_actor(), read_only, secret))


def case_argument(parser: argparse.ArgumentParser) -> None:
    """Adds the case folder that most sub-commands work on, and what opens it."""
    parser.add_argument("case", metavar="CASE", type=Path, help="the case folder")
    secret_argument(parser)


def exhibit_argument(parser: argparse.ArgumentParser) -> None:
    """Adds the exhibit that a sub-command works on."""
    parser.add_argument("exhibit", metavar="EXHIBIT", type=numbered, help="its number, such as EX-0004 or 4")


def numbered(text: str) -> int:
    """Reads an exhibit's number for argparse."""
    try:
        return exhibit_number(text)
    except ValueError as cause:
        raise argparse.ArgumentTypeError(str(cause)) from cause


def columns(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Sets rows of text into aligned columns."""
    if not rows:
        return ()
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return tuple(
        "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def counted(count: int, one: str, many: str = "") -> str:
    """Says how many of a thing: ``1 exhibit``, ``48 exhibits``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
