"""Reading aids: what a machine suggests about an exhibit, kept as a suggestion and never as a fact.

Looking for words or faces shows nobody anything: the picture is opened in a confined child, and what comes back is
text and boxes. The words are content, and are covered on the screen like any other text.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import exhibit, original
from workbench.casefile.exhibits import Exhibit, Family, Refusal
from workbench.casefile.identity import Actor, new_id, now
from workbench.casefile.suggestions import Aid, Suggestion
from workbench.casefile.verbs import SUGGEST
from workbench.errors import AidMissing, MediaError, NotDecodable, SandboxUnavailable, WorkbenchError
from workbench.jobs import Job, Progress
from workbench.media.aiding import available, suggested, tool_of
from workbench.media.sandbox import Decoder

_LETTERS = 20_000
_WORDLESS = (Family.IMAGE, Family.VIDEO, Family.AUDIO)


@dataclass(frozen=True, slots=True)
class AidReport:
    """What was suggested, and where nothing could be."""

    suggestions: tuple[Suggestion, ...] = ()
    refused: tuple[Refusal, ...] = ()


def aids_here() -> tuple[Aid, ...]:
    """Lists the reading aids that are installed."""
    return available()


def aids_for(item: Exhibit) -> tuple[Aid, ...]:
    """Lists the reading aids that have something to read in an exhibit, installed or not."""
    if not item.held:
        return ()
    if item.family is Family.IMAGE:
        return (Aid.WORDS, Aid.FACES, Aid.CODES)
    return () if item.family in _WORDLESS else (Aid.LANGUAGE,)


def suggest(
    case: OpenCase, actor: Actor, decoder: Decoder, numbers: Sequence[int], aids: Sequence[Aid] = ()
) -> Job[AidReport]:
    """Has aids look at exhibits, one entry for each exhibit; ``aids`` empty means all that are installed.

    A suggestion takes the place of the one that the same aid made before. Raises AidMissing where an aid that was
    named is not installed, SandboxUnavailable where nothing can be confined.
    """
    missing = [aid for aid in aids if aid not in available()]
    if missing:
        raise AidMissing(
            f"The reading aid {missing[0].words.lower()!r} is not installed.", "python3 main.py extras aids brings it."
        )
    made: list[Suggestion] = []
    refused: list[Refusal] = []
    for done, number in enumerate(numbers):
        yield Progress(done, len(numbers), "Reading")
        item = exhibit(case, number)
        wanted = [aid for aid in aids_for(item) if aid in (aids or available())]
        found, stopped = _look(case, decoder, item, wanted)
        refused += stopped
        made += _keep(case, actor, item, found)
    yield Progress(len(numbers), len(numbers), "Read")
    return AidReport(tuple(made), tuple(refused))


def suggestions_of(case: OpenCase, number: int) -> tuple[Suggestion, ...]:
    """Lists what machines suggested about an exhibit, by aid."""
    found = case.file.all(Suggestion, "WHERE exhibit = ?", number)
    return tuple(sorted(found, key=lambda said: list(Aid).index(said.aid)))


def _look(
    case: OpenCase, decoder: Decoder, item: Exhibit, aids: Sequence[Aid]
) -> tuple[list[Suggestion], list[Refusal]]:
    """Asks each aid; one that is stopped by the file does not stop the others."""
    found: list[Suggestion] = []
    refused: list[Refusal] = []
    for aid in aids:
        try:
            with closing(_source(case, decoder, item, aid)) as source:
                marks = suggested(decoder, source, aid)
        except SandboxUnavailable:
            raise
        except (MediaError, WorkbenchError) as fault:
            refused.append(Refusal(item.label, fault.message, fault.remedy))
            continue
        found.append(Suggestion(new_id(), item.number, aid, marks, tool_of(aid), now()))
    return found, refused


def _source(case: OpenCase, decoder: Decoder, item: Exhibit, aid: Aid) -> BinaryIO:
    """Gives what an aid reads: the picture itself, or a text's first words as the confined reader gives them."""
    data = original(case, item)
    if aid is not Aid.LANGUAGE:
        return data
    with closing(data):
        words = decoder.text(data, item.media_type, item.name, _LETTERS).text
    if not words.strip():
        raise NotDecodable(f"{item.label} holds no words whose language could be told.", "")
    return io.BytesIO(words.encode("utf-8", "replace"))


def _keep(case: OpenCase, actor: Actor, item: Exhibit, found: Sequence[Suggestion]) -> list[Suggestion]:
    """Writes what was suggested, in the place of what the same aids suggested before."""
    if not found:
        return []
    named = " and ".join(said.aid.words.lower() for said in found)
    before = {said.aid: said for said in suggestions_of(case, item.number)}
    with case.write(actor, SUGGEST, f"Look for {named} in {item.label}, by machine", item.label) as work:
        for said in found:
            if said.aid in before:
                work.remove("suggestion", before[said.aid].id)
            work.put(said)
    return list(found)
