"""Holding evidence against destruction, and destroying it lawfully: bytes and derivatives gone, the record whole.

What stays of a destroyed exhibit is its record (number, digests, size, type, file name, title, how it came in, who
looked) with its tombstone, since custody must be shown without gap and the ledger binds every state by its digest. What
goes is all that holds content: the bytes, previews, fingerprints (from which a picture can be guessed), extracted words
and the index of them, what machines suggested, occurrences that were unpacked, and every exhibit that came out of it
and in no other way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from workbench.actions.cases import OpenCase, seal
from workbench.actions.custody import inclusion
from workbench.actions.exhibits import exhibit
from workbench.casefile.custody import Entry
from workbench.casefile.exhibit_numbers import exhibit_label, exhibit_number
from workbench.casefile.exhibits import Exhibit, Holding, Sighting
from workbench.casefile.identity import Actor, digest_of, new_id, now
from workbench.casefile.retention import Certificate, Hold, Tombstone, moment_words
from workbench.casefile.verbs import CERTIFICATE, DESTROY, HOLD, HOLD_LIFT, MEMO_EXPORT
from workbench.errors import CaseReadOnly, MemoError, NoSuchItem, NotHeld, OnHold, UsageError
from workbench.jobs import Job, Progress
from workbench.memo import certificate as writing
from workbench.store import atomic, destruction, ledger
from workbench.store.work import Work

_UNPACK = "unpack"


def place_hold(case: OpenCase, actor: Actor, authority: str, reason: str, exhibits: Sequence[int] = ()) -> Hold:
    """Forbids the destruction of some exhibits, or of anything in the case, until the hold is lifted."""
    _check_grounds(authority, reason, "A hold")
    covered = tuple(dict.fromkeys(exhibit(case, number).number for number in exhibits))
    hold = Hold(new_id(), authority.strip(), reason.strip(), actor, now(), covered)
    with case.write(actor, HOLD, f"Hold {hold.words}", *_subjects(hold)) as work:
        work.put(hold)
    return hold


def lift_hold(case: OpenCase, actor: Actor, hold_id: str, reason: str) -> Hold:
    """Ends a hold, whose record stays; undo places it again, which never makes anything less safe."""
    hold = case.file.get(Hold, hold_id)
    if hold is None:
        raise NoSuchItem("There is no hold of that name in this case.", "List the holds to see their names.")
    if not hold.active:
        raise UsageError("That hold was lifted before.", "List the holds to see which still stand.")
    if not reason.strip():
        raise UsageError("A hold is lifted for a reason.", "Say why, since it stands in the ledger.")
    lifted = replace(hold, lifted=now(), lifted_by=actor, lifted_reason=reason.strip())
    with case.write(actor, HOLD_LIFT, f"Lift the hold on {hold.words}", *_subjects(hold)) as work:
        work.put(lifted)
    return lifted


def holds(case: OpenCase, number: int | None = None) -> tuple[Hold, ...]:
    """Lists the holds of a case, lifted ones too, oldest first; or those that still cover one exhibit."""
    kept = case.file.all(Hold)
    return kept if number is None else tuple(hold for hold in kept if hold.covers(number))


def tombstone(case: OpenCase, number: int) -> Tombstone | None:
    """Reads what stays of a destroyed exhibit, None where it was not destroyed."""
    return case.file.get(Tombstone, number)


def destroyed_digests(case: OpenCase) -> dict[str, int]:
    """Lists the bytes that were destroyed, each with the exhibit that they were."""
    return {stone.digest: stone.exhibit for stone in case.file.all(Tombstone)}


def destroy(case: OpenCase, actor: Actor, number: int, authority: str, reason: str) -> Job[Tombstone]:
    """Destroys an exhibit's bytes and everything that was made from them; when this returns, they are erased.

    Raises OnHold while a hold covers it, what came out of it or what it came out of; NotHeld where there are no bytes;
    UsageError without authority or reason, or where a container that stays would keep the bytes.
    """
    _check_grounds(authority, reason, "A destruction")
    if case.read_only:
        raise CaseReadOnly("This case is open for reading only.", "Open it where it can be written.")
    yield Progress(0, 0, f"Destroying {exhibit_label(number)}")
    with case.file.exclusive():
        doomed = _doomed(case, exhibit(case, number))
        _check_holds(case, doomed)
        _check_containers(case, doomed)
        destruction.announce(case.file.root)
        stone = _bury(case, actor, doomed, authority.strip(), reason.strip())
    yield from destruction.erase(case.file)
    return stone


def certificate(case: OpenCase, actor: Actor, number: int) -> Certificate:
    """Gathers all that a certificate of destruction says, under a head that is signed now; raises NoSuchItem."""
    item, stone = exhibit(case, number), tombstone(case, number)
    if stone is None:
        raise NoSuchItem(f"{item.label} was not destroyed, so nothing can be certified.")
    head = seal(case)
    with case.file.reading() as connection:
        entry = next(entry for entry in ledger.by_verb(connection, DESTROY) if _buries(entry, number))
        left = [old for old in ledger.by_verb(connection, MEMO_EXPORT) if old.number < entry.number]
    together = {change.key for change in entry.changes if change.kind == "tombstone"} - {str(number)}
    return Certificate(
        case=case.case.id,
        title=case.case.title,
        reference=case.case.reference,
        exhibit=item,
        tombstone=stone,
        together=tuple(other for other in case.file.all(Tombstone) if str(other.exhibit) in together),
        entry=entry,
        head=head,
        proof=inclusion(case, entry.number),
        left_before=tuple(f"Entry {old.number}, {moment_words(old.at)}: {old.label}" for old in left),
        issued=now(),
        issued_by=actor,
    )


def export_certificate(case: OpenCase, actor: Actor, number: int, target: Path) -> Path:
    """Writes the certificate of destruction to a file, as HTML, Markdown or JSON by its ending."""
    writer = writing.WRITERS.get(target.suffix.lower())
    if writer is None:
        raise UsageError(
            f"A certificate cannot be written as {target.suffix or 'a file without an ending'}.",
            f"Use one of {', '.join(writing.WRITERS)}.",
        )
    data = writer(certificate(case, actor, number))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_whole(target, data)
    except OSError as cause:
        raise MemoError(
            f"The certificate could not be written to {target.name}.", "Choose another place.", type(cause).__name__
        ) from cause
    if not case.read_only:
        label = f"Certify the destruction of {exhibit_label(number)}, sha256 {digest_of(data)}"
        with case.write(actor, CERTIFICATE, label, exhibit_label(number)):
            pass
    return target


def _buries(entry: Entry, number: int) -> bool:
    """Tells whether an entry is the one that destroyed an exhibit."""
    return any((change.kind, change.key) == ("tombstone", str(number)) for change in entry.changes)


def _check_grounds(authority: str, reason: str, what: str) -> None:
    """Refuses an act of retention that nobody ordered or that has no reason."""
    if not authority.strip() or not reason.strip():
        raise UsageError(f"{what} needs an authority and a reason.", "Say who ordered it, and why.")


def _subjects(hold: Hold) -> tuple[str, ...]:
    """Names what a hold is about for the ledger."""
    return tuple(exhibit_label(number) for number in hold.exhibits) or ("case",)


def _doomed(case: OpenCase, item: Exhibit) -> tuple[Exhibit, ...]:
    """Gathers what goes with an exhibit, itself first: what came out of it, and whatever else has the same bytes."""
    stone = tombstone(case, item.number)
    if stone is not None:
        raise NotHeld(f"{item.label} was destroyed on {moment_words(stone.at)}.", f"On authority of {stone.authority}.")
    if not item.held:
        raise NotHeld(f"The case has no bytes of {item.label}; it only refers to them.", "Withdraw it instead.")
    chosen = {item.number: item}
    waiting = [item, *case.file.all(Exhibit, "WHERE digest = ? AND holding = 'held'", item.digest)]
    while waiting:
        parent = waiting.pop()
        chosen[parent.number] = parent
        children = [child for child in case.file.all(Exhibit, "WHERE parent = ?", parent.number) if child.held]
        waiting += [child for child in children if child.number not in chosen and not _stays(case, child, chosen)]
    return tuple(chosen.values())


def _stays(case: OpenCase, child: Exhibit, going: Iterable[int]) -> bool:
    """Tells whether something that came out of a container also came in on its own, or out of one that stays."""
    gone = {exhibit_label(number) for number in going}
    return any(
        met.acquisition.method != _UNPACK or met.acquisition.source.partition(": ")[0] not in gone
        for met in case.file.all(Sighting, "WHERE exhibit = ?", child.number)
    )


def _check_holds(case: OpenCase, doomed: Sequence[Exhibit]) -> None:
    """Refuses while a hold covers what is to go, anything that came out of it, or what it came out of."""
    standing = case.file.all(Hold, "WHERE active = 1")
    if not standing:
        return
    numbers = {item.number for item in doomed} | {up.number for up in _above(case, doomed[0])}
    waiting = list(numbers)
    while waiting:
        below = {child.number for child in case.file.all(Exhibit, "WHERE parent = ?", waiting.pop())}
        waiting += below - numbers
        numbers |= below
    label = doomed[0].label
    for hold in standing:
        if not hold.exhibits or any(hold.covers(number) for number in numbers):
            raise OnHold(
                f"{label} is on hold and may not be destroyed: {hold.words}.",
                f"The hold must be lifted first, on authority: hold CASE --lift {hold.id} --reason …",
            )


def _check_containers(case: OpenCase, doomed: Sequence[Exhibit]) -> None:
    """Refuses where a container that stays would keep the bytes: an original is never changed."""
    going = {item.number for item in doomed}
    first = doomed[0]
    keeping = {up.number: up for up in _above(case, first) if up.held and up.number not in going}
    for met in case.file.all(Sighting, "WHERE exhibit = ?", first.number):
        up = _container(case, met)
        if up is not None and up.held and up.number not in going:
            keeping[up.number] = up
    if keeping:
        named = ", ".join(up.label for up in keeping.values())
        raise UsageError(
            f"The bytes of {first.label} are also in {named}, and an original is never changed.",
            f"Destroy {named}; acquire first on its own what else is in there and must stay.",
        )


def _above(case: OpenCase, item: Exhibit) -> list[Exhibit]:
    """Lists the containers that an exhibit came out of, the nearest first."""
    found: list[Exhibit] = []
    while item.parent is not None and item.parent not in {up.number for up in found}:
        above = case.file.get(Exhibit, item.parent)
        if above is None:
            break
        found.append(above)
        item = above
    return found


def _container(case: OpenCase, met: Sighting) -> Exhibit | None:
    """Finds the container in which the bytes of an exhibit were met again."""
    if met.acquisition.method != _UNPACK:
        return None
    try:
        return case.file.get(Exhibit, exhibit_number(met.acquisition.source.partition(": ")[0]))
    except ValueError:
        return None


def _bury(case: OpenCase, actor: Actor, doomed: Sequence[Exhibit], authority: str, reason: str) -> Tombstone:
    """Writes the one entry of a destruction: tombstones, exhibits without bytes, derivatives gone."""
    first, *others = doomed
    along = f" and {len(others)} with it" if others else ""
    label = f"Destroy {first.label}{along}, on authority of {authority}: {reason}"
    at = now()
    with case.write(actor, DESTROY, label, *(item.label for item in doomed)) as work:
        made = _take_out(work, doomed)
        made[first.number] += tuple(item.label for item in others)
        for item in doomed:
            work.put(replace(work.find(Exhibit, item.number) or item, holding=Holding.DESTROYED))
            work.put(Tombstone(item.number, item.digest, item.size, authority, reason, actor, at, made[item.number]))
    return Tombstone(first.number, first.digest, first.size, authority, reason, actor, at, made[first.number])


def _take_out(work: Work, doomed: Sequence[Exhibit]) -> dict[int, tuple[str, ...]]:
    """Takes out what was made from some exhibits, with every earlier state of it, and words it for each."""
    labels = {item.label: item.number for item in doomed}
    made_by_acts = destruction.made_from(work.connection, labels)
    whose = {row: labels[label] for label, rows in made_by_acts.items() for row in rows}
    rows: list[tuple[str, str | int]] = [(kind, item.number) for item in doomed for kind in _DERIVATIVES]
    made: dict[int, tuple[str, ...]] = {item.number: () for item in doomed}
    told: Counter[tuple[int, str]] = Counter()
    for kind, key in work.forget([*rows, *whose]):
        if kind in _DERIVATIVES:
            made[int(key)] += (_DERIVATIVES[kind],)
        else:
            told[whose[kind, str(key)], kind] += 1
    for (number, kind), count in told.items():
        made[number] += (f"{count:,} {_SEVERAL[kind]}{'' if count == 1 else 's'}",)
    return made


_DERIVATIVES = {"preview": "preview", "fingerprint": "fingerprint", "extract": "extracted words"}
_SEVERAL = {"occurrence": "unpacked occurrence", "suggestion": "machine suggestion"}
