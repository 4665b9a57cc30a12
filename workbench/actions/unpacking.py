"""Opening containers: what an archive, a mail, a web archive or a PDF holds becomes exhibits numbered under it.

The container itself stays as it is. It is read in a confined process, and what it gives is stored by digest alone: a
name inside is text for the record and leads nowhere. Children come in by batches, each durable and in the ledger before
the next begins, so an unpacking that was cut off goes on where it stopped, and one that is repeated adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from workbench.actions.cases import OpenCase
from workbench.actions.children import Batch, Child, source_words
from workbench.actions.exhibits import exhibit
from workbench.actions.screening import screening_of
from workbench.casefile.exhibits import Exhibit, Family, Holding, Listed, Refusal
from workbench.casefile.identity import Actor
from workbench.casefile.visible import visible
from workbench.errors import CaseDamaged, MediaError, NoSuchItem, NotUnpacked, SandboxUnavailable
from workbench.formats.members import Item, Member, Message, Skipped
from workbench.formats.readers import reader_for
from workbench.jobs import Job, Progress
from workbench.media.sandbox import Decoder
from workbench.media.streams import BOUNDS, Bounds

DEPTH = 3
_TELL_EVERY = 16
_OPENED_BY_ITSELF = frozenset({Family.ARCHIVE, Family.PAGE, Family.MAIL, Family.CHAT})


@dataclass(frozen=True, slots=True)
class UnpackReport:
    """What came out of containers: new exhibits, names of known bytes with their exhibit, what was left out, why."""

    children: tuple[Exhibit, ...] = ()
    duplicates: tuple[tuple[str, int], ...] = ()
    refused: tuple[Refusal, ...] = ()
    occurrences: int = 0
    listed: tuple[Listed, ...] = ()


@dataclass
class _Tally:
    """What came out so far."""

    children: list[Exhibit] = field(default_factory=list)
    duplicates: list[tuple[str, int]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    occurrences: int = 0
    listed: list[Listed] = field(default_factory=list)
    met: int = 0

    def settle(self, batch: Batch) -> None:
        """Enters a batch and counts it."""
        entered = batch.settle()
        self.children.extend(entered.children)
        self.duplicates.extend((visible(name), number) for name, number in entered.duplicates)
        self.refused.extend(_refusal(batch.parent, name, reason) for name, reason in entered.refused)
        self.occurrences += entered.occurrences
        self.listed.extend(entered.listed)

    def add(self, report: UnpackReport) -> None:
        """Counts the report of one container among those of others."""
        self.children.extend(report.children)
        self.duplicates.extend(report.duplicates)
        self.refused.extend(report.refused)
        self.occurrences += report.occurrences
        self.listed.extend(report.listed)

    def report(self) -> UnpackReport:
        """The tally as a value."""
        return UnpackReport(
            tuple(self.children), tuple(self.duplicates), tuple(self.refused), self.occurrences, tuple(self.listed)
        )


@dataclass
class _Allowance:
    """What may still come out of one container and of all that is inside it."""

    bytes: int
    entries: int = BOUNDS.entries

    @property
    def bounds(self) -> Bounds:
        """The bounds of the next container inside."""
        return replace(BOUNDS, total_bytes=self.bytes, entries=self.entries)

    def spend(self, new: Sequence[Exhibit]) -> None:
        """Counts what came out of a container."""
        self.bytes = max(0, self.bytes - sum(item.size for item in new))
        self.entries = max(0, self.entries - len(new))


class _Feed:
    """The items of a container with a look ahead; a fault is kept until what came before it is dealt with."""

    def __init__(self, items: Iterator[Item]) -> None:
        self._items = items
        self._ahead: Item | None = None
        self.fault: MediaError | NotUnpacked | None = None

    def next(self) -> Item | None:
        """Gives the next item; None at the end, or at a fault."""
        item, self._ahead = self._ahead, None
        return item if item is not None else self._pull()

    def pieces(self) -> Iterator[bytes]:
        """Gives the bytes that follow a member."""
        while (item := self._pull()) is not None:
            if not isinstance(item, bytes):
                self._ahead = item
                return
            yield item

    def lack(self) -> Skipped | None:
        """Tells whether the member whose bytes have just ended is not whole, and why; then that word is used up."""
        if self._ahead is None:
            self._ahead = self._pull()
        if isinstance(self._ahead, Skipped) and (self._ahead.takes_back or self._ahead.partial):
            word, self._ahead = self._ahead, None
            return word
        return None

    def _pull(self) -> Item | None:
        """Asks the container for another item."""
        if self.fault is not None:
            return None
        try:
            return next(self._items, None)
        except SandboxUnavailable:
            raise
        except (MediaError, NotUnpacked) as fault:
            self.fault = fault
            return None


def can_unpack(item: Exhibit) -> bool:
    """Tells whether an exhibit is a container that can be opened here and may be opened now."""
    return item.held and not item.withdrawn and reader_for(item.media_type, item.name) is not None


def children(case: OpenCase, number: int) -> tuple[Exhibit, ...]:
    """Lists the exhibits that were unpacked from one, by number."""
    return case.file.all(Exhibit, "WHERE parent = ?", number)


def unpack(case: OpenCase, actor: Actor, decoder: Decoder, number: int, bounds: Bounds = BOUNDS) -> Job[UnpackReport]:
    """Opens one container and enters what it holds; what cannot come in is refused one by one.

    Raises NoSuchItem where there is no such exhibit, SandboxUnavailable where nothing can be opened here.
    """
    parent = exhibit(case, number)
    tally = _Tally()
    why = _closed(parent)
    if why is not None:
        tally.refused.append(why)
        return tally.report()
    yield Progress(0, 0, f"Unpacking {parent.label}")
    with ExitStack() as stack:
        batch = Batch(case, actor, parent, screening=screening_of(case))
        stack.callback(batch.discard)
        try:
            items = _opened(stack, case, decoder, parent, bounds)
            yield from _drain(_Feed(items), batch, tally)
        except SandboxUnavailable:
            raise
        except (MediaError, NotUnpacked) as fault:
            tally.refused.append(Refusal(parent.label, fault.message, fault.remedy))
    if not (tally.met or tally.refused):
        tally.refused.append(Refusal(parent.label, "There is nothing in it that can be taken out."))
    yield Progress(tally.met, tally.met, f"Unpacked {parent.label}")
    return tally.report()


def unpack_all(
    case: OpenCase, actor: Actor, decoder: Decoder, numbers: Sequence[int], depth: int = DEPTH
) -> Job[UnpackReport]:
    """Opens containers, and the archives, mails, web archives and chats inside them, down to a depth of levels.

    What is inside a container may all together be no larger, and no more, than what one container may hold.
    """
    total = _Tally()
    waiting = [
        (number, 1, _Allowance(BOUNDS.most_bytes(exhibit(case, number).size))) for number in dict.fromkeys(numbers)
    ]
    while waiting:
        number, level, allowance = waiting.pop(0)
        report = yield from unpack(case, actor, decoder, number, allowance.bounds)
        allowance.spend(report.children)
        total.add(report)
        # Children that an earlier, interrupted run entered are looked into as well.
        inner = [item for item in children(case, number) if can_unpack(item) and item.family in _OPENED_BY_ITSELF]
        if level < depth:
            waiting.extend((item.number, level + 1, allowance) for item in inner)
        else:
            total.refused.extend(
                Refusal(item.label, f"It lies {depth} levels deep, and is not opened by itself.", "Unpack it by name.")
                for item in inner
                if item in report.children
            )
    return total.report()


def _opened(stack: ExitStack, case: OpenCase, decoder: Decoder, parent: Exhibit, bounds: Bounds) -> Iterator[Item]:
    """Opens a container until the stack is left; raises NotUnpacked where its own bytes are missing or damaged."""
    try:
        original = stack.enter_context(case.file.blobs.open(parent.digest))
        return stack.enter_context(decoder.unpack(original, parent.media_type, parent.name, bounds))
    except (NoSuchItem, CaseDamaged) as fault:
        raise NotUnpacked(fault.message, fault.remedy, fault.detail) from fault


def _drain(feed: _Feed, batch: Batch, tally: _Tally) -> Job[None]:
    """Takes item after item into the batch, and enters the batch whenever it is full; raises the container's fault."""
    while (item := feed.next()) is not None:
        tally.met += 1
        if isinstance(item, Member):
            yield from _take(feed, item, batch, tally)
        elif isinstance(item, Message):
            batch.messages.append(item)
        elif isinstance(item, Skipped):
            tally.refused.append(_refusal(batch.parent, item.name, item.reason))
        due = batch.full
        if due:
            tally.settle(batch)
        if due or tally.met % _TELL_EVERY == 0:
            yield Progress(tally.met, 0, f"Unpacking {batch.parent.label}")
    tally.settle(batch)
    if feed.fault is not None:
        raise feed.fault


def _take(feed: _Feed, member: Member, batch: Batch, tally: _Tally) -> Job[None]:
    """Stores the bytes of one member, and keeps them if they are whole and worth a number."""
    blobs = batch.case.file.blobs
    incoming = yield from blobs.take_pieces(feed.pieces())
    lack = feed.lack()
    if lack is not None:
        tally.refused.append(_refusal(batch.parent, member.name, lack.reason))
    if lack is not None and not (lack.partial and incoming.size):
        blobs.discard([incoming])
        return
    if not incoming.size:
        reason = "It is empty."
    elif incoming.digest == batch.parent.digest:
        reason = "It is the container itself once more."
    else:
        batch.take(Child(member, incoming, "" if lack is None else lack.reason))
        return
    blobs.discard([incoming])
    tally.refused.append(_refusal(batch.parent, member.name, reason))


def _closed(parent: Exhibit) -> Refusal | None:
    """Says why an exhibit is not opened, if there is a reason."""
    reasons = {
        Holding.REFERENCE: ("The case does not hold its bytes.", "Unpack it where they are kept."),
        Holding.DESTROYED: ("Its bytes were destroyed.", ""),
    }
    if parent.holding in reasons:
        return Refusal(parent.label, *reasons[parent.holding])
    if parent.withdrawn:
        return Refusal(parent.label, "It is withdrawn.", "Undo the withdrawal first.")
    if reader_for(parent.media_type, parent.name) is None:
        return Refusal(parent.label, "It is no container that can be opened here.", "It stays stored as it came.")
    return None


def _refusal(parent: Exhibit, name: str, reason: str) -> Refusal:
    """Refuses one thing inside a container; its name is shown with nothing hidden in it."""
    return Refusal(visible(source_words(parent, name)), visible(reason))
