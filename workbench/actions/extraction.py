"""Taking the words out of what was acquired, so that a search finds them without anybody looking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from workbench.actions.cases import OpenCase
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit, Family, Refusal
from workbench.casefile.extracts import Extract
from workbench.casefile.identity import Actor
from workbench.casefile.verbs import EXTRACT
from workbench.errors import CaseError, MediaError, SandboxUnavailable
from workbench.jobs import Job, Progress
from workbench.store.finding import unread

RECIPE = "words 1"
MOST_CHARACTERS = 2_000_000
_WORDLESS = (Family.IMAGE, Family.VIDEO, Family.AUDIO)
_BATCH = 200
_BATCH_CHARACTERS = 4_000_000


class Words(Protocol):
    """The words that were read out of one file; ``cut`` tells that there are more."""

    @property
    def text(self) -> str:
        """The words, untrusted."""

    @property
    def cut(self) -> bool:
        """Tells whether the file holds more words than were read."""

    @property
    def problem(self) -> str:
        """Why no words, or not all, could be read; empty where nothing was in the way."""


class Reader(Protocol):
    """Reads the words of untrusted files, in a process that may die."""

    def text(self, original: BinaryIO, media_type: str, name: str, limit: int) -> Words:
        """Reads up to ``limit`` characters; raises MediaError where there is no reading."""


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """How many exhibits were read, how many of them hold words, and which could not be read.

    ``notes`` say of exhibits whose words were read how that went: a guessed encoding, or not all of the words.
    """

    read: int = 0
    with_words: int = 0
    refused: tuple[Refusal, ...] = ()
    notes: tuple[Refusal, ...] = ()


def make_extracts(case: OpenCase, actor: Actor, decoder: Reader) -> Job[ExtractReport]:
    """Takes the words out of every exhibit that was not read yet; pictures, clips and sound are passed over.

    Whatever a batch has confirmed stays where the job is stopped, and the next run goes on behind it.
    """
    waiting = _waiting(case)
    done, with_words = 0, 0
    refused: list[Refusal] = []
    notes: list[Refusal] = []
    batch: list[Extract] = []
    for place, number in enumerate(waiting):
        yield Progress(place, len(waiting), "Reading the words")
        exhibit = case.file.get(Exhibit, number)
        extract = None if exhibit is None else _extract(case, decoder, exhibit)
        if exhibit is None or extract is None:
            continue
        if extract.problem:
            (notes if extract.text else refused).append(Refusal(exhibit.label, extract.problem))
        done, with_words = done + 1, with_words + bool(extract.text)
        batch.append(extract)
        if len(batch) >= _BATCH or sum(len(item.text) for item in batch) >= _BATCH_CHARACTERS:
            _keep(case, actor, batch)
    _keep(case, actor, batch)
    yield Progress(len(waiting), len(waiting), "The words are read")
    return ExtractReport(done, with_words, tuple(refused), tuple(notes))


def _waiting(case: OpenCase) -> tuple[int, ...]:
    """Lists the exhibits that may hold words and were not read yet, by number."""
    with case.file.reading() as connection:
        return unread(connection, _WORDLESS)


def _extract(case: OpenCase, decoder: Reader, exhibit: Exhibit) -> Extract | None:
    """Reads one exhibit; what cannot be read says why, and an original that is not there is left for later."""
    try:
        with case.file.blobs.open(exhibit.digest) as original:
            words = decoder.text(original, exhibit.media_type, exhibit.name, MOST_CHARACTERS)
    except SandboxUnavailable:
        raise
    except CaseError:
        return None
    except MediaError as refusal:
        return Extract(exhibit.number, RECIPE, "", problem=refusal.message)
    return Extract(exhibit.number, RECIPE, words.text, words.cut, words.problem)


def _keep(case: OpenCase, actor: Actor, batch: list[Extract]) -> None:
    """Writes a batch of words with one entry; an exhibit that was destroyed meanwhile gets none."""
    if not batch:
        return
    with case.file.exclusive():
        standing = [item for item in batch if _held(case, item.exhibit)]
        labels = [exhibit_label(item.exhibit) for item in standing]
        with case.write(actor, EXTRACT, f"Read the words of {_span(labels)}", *labels) as work:
            for item in standing:
                work.put(item)
    batch.clear()


def _held(case: OpenCase, number: int) -> bool:
    """Tells whether the case still has the bytes of an exhibit."""
    exhibit = case.file.get(Exhibit, number)
    return exhibit is not None and exhibit.held


def _span(labels: Sequence[str]) -> str:
    """Words a run of exhibits."""
    return f"{labels[0]} to {labels[-1]}" if len(labels) > 1 else "".join(labels)
