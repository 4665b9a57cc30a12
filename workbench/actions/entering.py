"""Entering a batch: what is new gets a number, what is known is noted as met again, what must not be held stays out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from workbench.actions.cases import OpenCase
from workbench.actions.gathering import shown
from workbench.actions.screening import Screening, matches, note_said, rated, withheld_words, withholding
from workbench.casefile.exhibit_numbers import MOST_EXHIBITS, exhibit_label
from workbench.casefile.exhibits import Acquisition, Exhibit, Holding, Listed, Provenance, Refusal, Sighting
from workbench.casefile.hash_lists import ListMatch, Said
from workbench.casefile.identity import Actor, new_id, now
from workbench.casefile.verbs import ACQUIRE
from workbench.media.sniff import sniff
from workbench.store import durable, packs
from workbench.store.blobs import Incoming
from workbench.version import TOOL

_ASK_FOR = 500


@dataclass(frozen=True, slots=True)
class Manner:
    """How a batch comes in: by what method, from where, and whether its bytes are kept or only referred to."""

    method: str
    provenance: Provenance
    keep: bool = True
    is_file: bool = True
    location: str = ""
    description: str = ""


class Arrival(NamedTuple):
    """One copied source: its path, or the name of bytes that have none."""

    source: str
    incoming: Incoming


@dataclass
class Entered:
    """What one entry confirmed."""

    acquired: list[Exhibit] = field(default_factory=list)
    duplicates: list[tuple[str, int]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)


@dataclass
class _Parted:
    """A batch divided: new to the case, met before (number 0: in this batch), and refused."""

    new: list[Arrival] = field(default_factory=list)
    known: list[tuple[Arrival, int]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Heard:
    """What hash lists say of the bytes of a batch, by SHA-256, and which of them must not come in."""

    said: Mapping[str, tuple[Said, ...]]
    withheld: frozenset[str]

    def manner(self, arrival: Arrival, manner: Manner) -> Manner:
        """Says how one of a batch comes in: what is withheld as a reference only."""
        digest = arrival.incoming.digest
        if digest not in self.withheld:
            return manner
        words = manner.description or withheld_words(self.said[digest])
        return replace(manner, keep=False, location=manner.location or shown(arrival.source), description=words)

    def marked(self, item: Exhibit, actor: Actor) -> Exhibit:
        """Gives an exhibit with the rating that lists ask for."""
        return rated(item, self.said[item.digest], actor) if item.digest in self.said else item

    def of(self, met: Iterable[tuple[str, int]]) -> dict[int, tuple[Said, ...]]:
        """Gives what was said of exhibits that were met again, by their numbers."""
        return {number: self.said[digest] for digest, number in met if digest in self.said}

    def matches(self, exhibits: Iterable[Exhibit]) -> list[ListMatch]:
        """Makes the records of what was said of new exhibits."""
        if not self.said:
            return []
        return [match for item in exhibits for match in matches(item.number, self.said.get(item.digest, ()))]

    def listed(self, met: Iterable[tuple[Arrival, int]]) -> list[Listed]:
        """Tells of those that lists name; the number 0 stands for what got none."""
        if not self.said:
            return []
        return [
            Listed(
                shown(arrival.source),
                number,
                tuple(dict.fromkeys(one.list.name for one in self.said[digest])),
                digest in self.withheld,
            )
            for arrival, number in met
            if number and (digest := arrival.incoming.digest) in self.said
        ]


def hear(screening: Screening | None, batch: Iterable[Incoming]) -> Heard:
    """Asks the lists about a batch; bytes that are withheld and lie in a temporary file are overwritten at once."""
    if screening is None:
        return Heard({}, frozenset())
    taken = list(batch)
    said = screening.said((incoming.digest, incoming.digests) for incoming in taken)
    withheld = frozenset(digest for digest, words in said.items() if withholding(words))
    for incoming in taken:
        if incoming.digest in withheld and incoming.path is not None:
            with suppress(FileNotFoundError):
                durable.overwrite(incoming.path, 0, incoming.path.stat().st_size)
                durable.drop_name(incoming.path)
    return Heard(said, withheld)


def enter(
    case: OpenCase, actor: Actor, batch: Sequence[Arrival], manner: Manner, screening: Screening | None = None
) -> Entered:
    """Gives a batch its places, numbers and one entry, while nobody else writes.

    What a list withholds becomes a reference, of which no byte is stored.
    """
    heard = hear(screening, (arrival.incoming for arrival in batch))
    # Another thread may be pasting: numbers and known digests hold only while nobody else writes.
    with case.file.exclusive():
        parted = _part(case, batch, manner, heard)
        first = next_number(case)
        left = max(0, MOST_EXHIBITS + 1 - first)
        parted.refused += [_no_number(arrival) for arrival in parted.new[left:]]
        at = now()
        exhibits = [
            heard.marked(_exhibit(first + place, arrival, actor, at, heard.manner(arrival, manner)), actor)
            for place, arrival in enumerate(parted.new[:left])
        ]
        if exhibits or parted.known:
            return _write(case, actor, parted, exhibits, at, manner, heard)
        return Entered(refused=parted.refused)


def known(case: OpenCase, digests: Iterable[str]) -> dict[str, Exhibit]:
    """Finds the exhibits that some digests name; where there are several, the one whose bytes are held."""
    wanted, found = sorted(set(digests)), dict[str, Exhibit]()
    for start in range(0, len(wanted), _ASK_FOR):
        part = wanted[start : start + _ASK_FOR]
        marks = ", ".join("?" * len(part))
        for exhibit in case.file.all(Exhibit, f"WHERE digest IN ({marks})", *part):
            if exhibit.digest not in found or exhibit.held:
                found[exhibit.digest] = exhibit
    return found


def next_number(case: OpenCase) -> int:
    """Finds the first number that no exhibit has had, children apart; to be asked while nobody else writes."""
    with case.file.reading() as connection:
        asked = "SELECT coalesce(max(key), 0) + 1 FROM exhibit WHERE key <= ?"
        return int(connection.exec_driver_sql(asked, (MOST_EXHIBITS,)).scalar_one())


def _write(
    case: OpenCase, actor: Actor, parted: _Parted, exhibits: list[Exhibit], at: datetime, manner: Manner, heard: Heard
) -> Entered:
    """Makes the bytes durable, then commits the exhibits, their places and what was met again in one entry."""
    blobs = case.file.blobs
    numbers = {item.digest: item.number for item in exhibits}
    met = [(arrival, number or numbers.get(arrival.incoming.digest, 0)) for arrival, number in parted.known]
    again = [(arrival, number) for arrival, number in met if number]
    parted.refused += [_no_number(arrival) for arrival, number in met if not number]
    wanted = [arrival.incoming for arrival in parted.new if arrival.incoming.digest in numbers] if manner.keep else []
    if manner.keep:
        # Bytes that went missing from the case and came again are put back.
        lost = {arrival.incoming.digest: arrival.incoming for arrival, number in parted.known if number}
        wanted += [incoming for digest, incoming in lost.items() if not blobs.has(digest)]
    wanted = [incoming for incoming in wanted if incoming.digest not in heard.withheld]
    places = blobs.settle(wanted, packing=True)
    subjects = [item.label for item in exhibits] + [exhibit_label(number) for _, number in again]
    with case.write(actor, ACQUIRE, _label(exhibits, len(again), manner.keep), *dict.fromkeys(subjects)) as work:
        work.add(exhibits)
        work.add(heard.matches(exhibits))
        for arrival, number in again:
            name = _name(arrival, manner)
            work.put(Sighting(new_id(), number, name, _acquisition(arrival, actor, at, manner)))
        packs.record(work.connection, places)
    blobs.confirm(places)
    new = ((arrival, numbers.get(arrival.incoming.digest, 0)) for arrival in parted.new)
    note_said(case, actor, heard.of((arrival.incoming.digest, number) for arrival, number in again))
    listed = heard.listed((*new, *again))
    return Entered(exhibits, [(shown(arrival.source), number) for arrival, number in again], parted.refused, listed)


def _part(case: OpenCase, batch: Sequence[Arrival], manner: Manner, heard: Heard) -> _Parted:
    """Divides a batch by what the case knows of its bytes."""
    there = known(case, (arrival.incoming.digest for arrival in batch))
    parted, met = _Parted(), set[str]()
    for arrival in batch:
        digest = arrival.incoming.digest
        exhibit = there.get(digest)
        if digest in met:
            parted.known.append((arrival, 0))
        elif exhibit is None or (manner.keep and exhibit.holding is Holding.REFERENCE and exhibit.withdrawn):
            met.add(digest)
            parted.new.append(arrival)
        elif exhibit.held or not manner.keep or digest in heard.withheld:
            parted.known.append((arrival, exhibit.number))
        else:
            parted.refused.append(_must_not_be_held(arrival, exhibit))
    return parted


def _must_not_be_held(arrival: Arrival, exhibit: Exhibit) -> Refusal:
    """Refuses bytes that the case has decided not to have."""
    if exhibit.holding is Holding.DESTROYED:
        return Refusal(
            shown(arrival.source),
            f"These bytes were destroyed as {exhibit.label}, on authority; they do not come in again.",
            "Record them as a reference instead.",
        )
    return Refusal(
        shown(arrival.source),
        f"The case knows these bytes by reference only, as {exhibit.label}.",
        f"Withdraw {exhibit.label} first if they may be held now.",
    )


def _no_number(arrival: Arrival) -> Refusal:
    """Refuses what is one too many for a case."""
    return Refusal(
        shown(arrival.source), f"A case has at most {MOST_EXHIBITS:,} exhibits.", "Open another case for the rest."
    )


def _exhibit(number: int, arrival: Arrival, actor: Actor, at: datetime, manner: Manner) -> Exhibit:
    """Makes the exhibit of some bytes, its type told by content."""
    incoming, name = arrival.incoming, _name(arrival, manner)
    media_type, family = sniff(incoming.head, name)
    return Exhibit(
        number,
        incoming.digest,
        incoming.size,
        media_type,
        family,
        name,
        _acquisition(arrival, actor, at, manner),
        digests=incoming.digests,
        holding=Holding.HELD if manner.keep else Holding.REFERENCE,
        location="" if manner.keep else manner.location or shown(arrival.source),
        description=manner.description,
    )


def _acquisition(arrival: Arrival, actor: Actor, at: datetime, manner: Manner) -> Acquisition:
    """Says how some bytes came in; a name that is no Unicode text is kept byte for byte as well."""
    text = shown(arrival.source)
    exact = os.fsencode(arrival.source).hex() if manner.is_file and text != arrival.source else ""
    return Acquisition(
        actor, at, text, manner.method, TOOL, arrival.incoming.modified, exact, provenance=manner.provenance
    )


def _name(arrival: Arrival, manner: Manner) -> str:
    """Gives the name that an exhibit comes with."""
    return shown(os.path.basename(arrival.source)) if manner.is_file else arrival.source


def _label(exhibits: Sequence[Exhibit], again: int, keep: bool) -> str:
    """Words an acquisition for the ledger."""
    parts = []
    if len(exhibits) == 1:
        parts.append(exhibits[0].label)
    elif exhibits:
        parts.append(f"{exhibits[0].label} to {exhibits[-1].label}")
    if again:
        parts.append(f"{again} known already")
    return f"{'Acquire' if keep else 'Refer to'} {', '.join(parts)}"
