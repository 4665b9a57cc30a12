"""Entering what came out of a container: new bytes become children, known bytes a sighting, messages occurrences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

from workbench.actions.cases import OpenCase
from workbench.actions.entering import Arrival, Heard, hear, known
from workbench.actions.screening import Screening, note_said, withheld_words
from workbench.casefile.exhibit_numbers import (
    MOST_CHILDREN,
    MOST_GRANDCHILDREN,
    exhibit_label,
    number_from_path,
    number_path,
    numbering_parent,
    reading_order,
)
from workbench.casefile.exhibits import Acquisition, Exhibit, Holding, Listed, Sensitivity, Sighting
from workbench.casefile.identity import Actor, new_id, now
from workbench.casefile.messages import occurrences_from
from workbench.casefile.occurrences import Occurrence
from workbench.casefile.verbs import UNPACK
from workbench.errors import NotUnpacked
from workbench.formats.members import Member, Message
from workbench.media.sniff import sniff
from workbench.store import packs
from workbench.store.blobs import Incoming
from workbench.version import TOOL

METHOD = "unpack"
_BATCH_FILES, _BATCH_BYTES, _BATCH_MESSAGES = 256, 256 << 20, 2000
_ORDER = tuple(Sensitivity)
_PARTS = {
    "body": "The body of the container",
    "attachment": "Attached to the message",
    "response": "As a web server gave it",
    "enclosure": "Attached to the document",
    "picture": "A picture in the document",
    "text": "The words of the document",
}

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://(?P<host>[^/?#]*)(?P<path>[^?#]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Child:
    """Bytes that came out of a container, and what the container says of them; ``lack`` says why they are not all."""

    member: Member
    incoming: Incoming
    lack: str = ""

    @property
    def name(self) -> str:
        """The name it has as an exhibit: the last part of its path or address."""
        where = self.member.name
        if found := _ADDRESS.match(where):
            where = found["path"].strip("/") or found["host"]
        parts = PurePosixPath(where.replace("\\", "/")).parts
        last = next((part for part in reversed(parts) if part not in ("/", "..", ".")), "")
        return last or self.member.name or "unnamed"


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of one batch."""

    children: tuple[Exhibit, ...] = ()
    duplicates: tuple[tuple[str, int], ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    occurrences: int = 0
    listed: tuple[Listed, ...] = ()


@dataclass
class _Parted:
    """A batch divided: new, met before (number 0: in this batch), and what must stay out with the reason."""

    new: list[Child] = field(default_factory=list)
    known: list[tuple[Child, int]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Batch:
    """Children and messages of one container that wait for their entry; ``place`` counts the messages before them."""

    case: OpenCase
    actor: Actor
    parent: Exhibit
    children: list[Child] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    bytes: int = 0
    place: int = 0
    screening: Screening | None = None

    @property
    def full(self) -> bool:
        """Tells whether the batch is due."""
        many = len(self.children) >= _BATCH_FILES or len(self.messages) >= _BATCH_MESSAGES
        return many or self.bytes >= _BATCH_BYTES

    def take(self, child: Child) -> None:
        """Adds a child."""
        self.children.append(child)
        self.bytes += child.incoming.size

    def discard(self) -> None:
        """Puts away what waits, for good."""
        self.case.file.blobs.discard([child.incoming for child in self.children])
        self.children.clear()
        self.messages.clear()
        self.bytes = 0

    def settle(self) -> Entered:
        """Makes what waits durable and writes its entry; only then it counts."""
        if not (self.children or self.messages):
            return Entered()
        try:
            # Another thread may be acquiring: numbers and known digests hold only while nobody else writes.
            with self.case.file.exclusive():
                return self._enter()
        finally:
            self.discard()

    def _enter(self) -> Entered:
        """Gives the batch its numbers, places and entry; nothing comes out of what was destroyed meanwhile."""
        self._check_parent()
        heard = hear(self.screening, (child.incoming for child in self.children))
        parted = self._part(heard)
        first = next_child(self.case, self.parent.number)
        exhibits = [self._exhibit(first + place, child, heard) for place, child in enumerate(parted.new)]
        numbers = {item.digest: item.number for item in exhibits}
        again = [(child, number or numbers[child.incoming.digest]) for child, number in parted.known]
        sightings = self._sightings(again)
        happened = self._occurrences(parted)
        blobs = self.case.file.blobs
        # Bytes that went missing from the case and came again are put back.
        lost = {child.incoming.digest: child.incoming for child, number in parted.known if number}
        wanted = [child.incoming for child in parted.new]
        wanted += [incoming for digest, incoming in lost.items() if not blobs.has(digest)]
        wanted = [incoming for incoming in wanted if incoming.digest not in heard.withheld]
        places = blobs.settle(wanted, packing=True)
        labels = [self.parent.label, *(item.label for item in exhibits), *(exhibit_label(s.exhibit) for s in sightings)]
        words = self._words(exhibits, sightings, happened)
        with self.case.write(self.actor, UNPACK, words, *dict.fromkeys(labels)) as work:
            packs.record(work.connection, places)
            for rows in (exhibits, sightings, happened, heard.matches(exhibits)):
                work.add(rows)
        blobs.confirm(places)
        duplicates = tuple((child.member.name, number) for child, number in again)
        note_said(self.case, self.actor, heard.of((child.incoming.digest, number) for child, number in again))
        met = [*((child, numbers[child.incoming.digest]) for child in parted.new), *again]
        listed = tuple(heard.listed((self._arrival(child), number) for child, number in met))
        return Entered(tuple(exhibits), duplicates, tuple(parted.refused), len(happened), listed)

    def _arrival(self, child: Child) -> Arrival:
        """Names a child as it came."""
        return Arrival(source_words(self.parent, child.member.name), child.incoming)

    def _check_parent(self) -> None:
        """Raises NotUnpacked where the container is no longer held; nobody else writes until the batch is entered."""
        present = self.case.file.get(Exhibit, self.parent.number)
        if present is None or not present.held:
            raise NotUnpacked(
                f"{self.parent.label} was destroyed while it was unpacked.",
                "Its tombstone says by whom, when and why. Nothing more comes out of it.",
            )

    def _part(self, heard: Heard) -> _Parted:
        """Parts bytes that are new from those that the case or this batch has, and from those it must not have."""
        there = known(self.case, (child.incoming.digest for child in self.children))
        parted, met = _Parted(), set[str]()
        for child in self.children:
            digest = child.incoming.digest
            exhibit = there.get(digest)
            if digest in met:
                parted.known.append((child, 0))
            elif exhibit is None:
                met.add(digest)
                parted.new.append(child)
            elif exhibit.held or digest in heard.withheld:
                parted.known.append((child, exhibit.number))
            else:
                how = "were destroyed" if exhibit.holding is Holding.DESTROYED else "are known by reference only"
                parted.refused.append((child.member.name, f"Its bytes {how}, as {exhibit.label}, and stay out."))
        return parted

    def _exhibit(self, index: int, child: Child, heard: Heard) -> Exhibit:
        """Makes the exhibit of some bytes, its type told by content and its sensitivity no less than the parent's.

        Of what a list withholds no byte is taken out of the container, which itself stays as it came.
        """
        try:
            number = number_from_path((*number_path(numbering_parent(self.parent.number)), index))
        except ValueError as cause:
            raise NotUnpacked(
                f"No more numbers are free under {self.parent.label}.",
                "What came before is kept. Unpack the container outside, and acquire what is needed.",
                "numbers",
            ) from cause
        incoming, name = child.incoming, child.name
        media_type, family = sniff(incoming.head, name)
        least = max(_ORDER.index(self.parent.sensitivity), _ORDER.index(Sensitivity.UNCLASSIFIED))
        words = (_PARTS.get(child.member.part, ""), child.lack)
        item = Exhibit(
            number, incoming.digest, incoming.size, media_type, family, name, self._acquisition(child),
            sensitivity=_ORDER[least], digests=incoming.digests, parent=self.parent.number,
            description=". ".join(filter(None, words)),
        )  # fmt: skip
        if incoming.digest in heard.withheld:
            where = f"Inside {self.parent.label}, and nowhere else in this case"
            said = f"{withheld_words(heard.said[incoming.digest])} {self.parent.label} still has it inside."
            item = replace(item, holding=Holding.REFERENCE, location=where, description=said)
        return heard.marked(item, self.actor)

    def _acquisition(self, child: Child) -> Acquisition:
        """Says how a child came in: out of its parent, whose provenance it shares unless it has its own."""
        member, provenance = child.member, self.parent.acquisition.provenance
        provenance = replace(
            provenance,
            source_url=member.url or provenance.source_url,
            captured=_moment(member.captured) or provenance.captured,
        )
        return Acquisition(
            self.actor, now(), source_words(self.parent, member.name), METHOD, TOOL,
            _moment(member.modified), member.name_bytes_hex, provenance,
        )  # fmt: skip

    def _sightings(self, again: Sequence[tuple[Child, int]]) -> list[Sighting]:
        """Notes where known bytes were met, unless the case knows that they were met there."""
        numbers = sorted({number for _, number in again})
        marks = ", ".join("?" * len(numbers))
        met = {
            (s.exhibit, s.acquisition.source)
            for s in self.case.file.all(Sighting, f"WHERE exhibit IN ({marks})", *numbers)
        }
        met |= {
            (e.number, e.acquisition.source) for e in self.case.file.all(Exhibit, f"WHERE key IN ({marks})", *numbers)
        }
        sightings = []
        for child, number in again:
            acquisition = self._acquisition(child)
            if (number, acquisition.source) not in met:
                met.add((number, acquisition.source))
                sightings.append(Sighting(new_id(), number, child.name, acquisition))
        return sightings

    def _occurrences(self, parted: _Parted) -> list[Occurrence]:
        """Makes occurrences of the messages that the case does not have yet from this container."""
        happened = list(occurrences_from(self.messages, self.parent, self.actor, now(), self.place))
        self.place += len(self.messages)
        untimed = len(self.messages) - len(happened)
        if untimed:
            reason = f"{untimed:,} state no time that can be read, and stay in the container."
            parted.refused.append(("messages", reason))
        marks = ", ".join("?" * len(happened))
        there = self.case.file.all(Occurrence, f"WHERE key IN ({marks})", *(item.id for item in happened))
        met = {item.id for item in there}
        return [item for item in happened if item.id not in met]

    def _words(self, exhibits: Sequence[Exhibit], sightings: Sequence[Sighting], happened: Sequence[Occurrence]) -> str:
        """Words an unpacking for the ledger."""
        parts = []
        if exhibits:
            parts.append(exhibits[0].label if len(exhibits) == 1 else f"{exhibits[0].label} to {exhibits[-1].label}")
        if sightings:
            parts.append(f"{len(sightings)} known already")
        if happened:
            parts.append(f"{len(happened)} messages")
        return f"Unpack {self.parent.label}: {', '.join(parts)}"


def next_child(case: OpenCase, parent: int) -> int:
    """Finds the first index under an exhibit that no child has had."""
    above = numbering_parent(parent)
    path = number_path(above)
    deepest = (MOST_CHILDREN, MOST_GRANDCHILDREN)[len(path) - 1 :]
    last = reading_order(number_from_path((*path, *deepest)))
    with case.file.reading() as connection:
        row = connection.exec_driver_sql(
            "SELECT key FROM exhibit WHERE place > ? AND place <= ? ORDER BY place DESC LIMIT 1",
            (reading_order(above), last),
        ).fetchone()
    return 1 if row is None else number_path(int(row[0]))[len(path)] + 1


def source_words(parent: Exhibit, name: str) -> str:
    """Names a thing inside a container for records."""
    return f"{parent.label}: {name}"


def _moment(text: str) -> datetime | None:
    """Reads a time that tells its zone; anything else is none."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
