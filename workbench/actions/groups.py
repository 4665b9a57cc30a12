"""Looking once: finding the exhibits that look alike, and letting one look, one description, one judgement serve them.

A group is a star around the exhibit of the best quality. What is said of one exhibit reaches those of its group that
are close to that very exhibit (at most 10 bits apart, or the same bytes); others of the group only where somebody names
them. How graphic something is may only rise in this way, and what somebody judged by itself stays as it was judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from workbench.actions.cases import OpenCase
from workbench.actions.decisions import determination_of
from workbench.actions.exhibits import exhibit
from workbench.casefile.decisions import Confidence, Determination, Judgement
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit, Refusal, Sensitivity
from workbench.casefile.fingerprints import PDQ_BITS, Fingerprint
from workbench.casefile.harms import Harm, Rating, RatingSource
from workbench.casefile.identity import Actor, now
from workbench.casefile.likeness import Group, Inheritance, Likeness, Member, likeness_of
from workbench.casefile.likeness_clips import Clip, alike, clip_of, clip_stars
from workbench.casefile.likeness_stars import Laid, between, picture_stars
from workbench.casefile.ratings import raised_to
from workbench.casefile.verbs import DECIDE, DESCRIBE, RATE
from workbench.errors import UsageError
from workbench.jobs import Job, Progress, finish
from workbench.store import likeness as store

_WRITE = 5000
_MILD = frozenset({Judgement.CLEAR, Judgement.BORDERLINE})


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one judgement goes: whom it reaches unasked, whom only if named, and whom never, with the reason.

    Distances and turns are from the exhibit that is judged, not from the middle of its group.
    """

    source: int
    close: tuple[Member, ...] = ()
    further: tuple[Member, ...] = ()
    spared: tuple[Refusal, ...] = ()


def find_groups(case: OpenCase, full: bool = False) -> Job[int]:
    """Gathers what has come in since the last time around what looks like it; returns how many groups there are.

    With ``full`` everything is gathered anew, so that the best quality of all is in the middle again.
    """
    with store.deriving(case.file) as connection:
        store.drop_stale(connection, full)
    pictures, clips = Laid(), list[Clip]()
    found = list[tuple[int, Member]]()
    with case.file.reading() as connection:
        for batch in store.unplaced_pictures(connection):
            pictures.add(batch)
            yield Progress(len(pictures.numbers), 0, "Reading fingerprints")
        for batch in store.unplaced_clips(connection):
            clips += _clips(batch)
            yield Progress(len(clips), 0, "Reading fingerprints")
        middles = store.picture_middles(connection) if pictures.numbers else []
        clip_middles = [clip for batch in store.clip_middles(connection) for clip in _clips(batch)] if clips else []
    if pictures.numbers:
        found += yield from picture_stars(pictures, middles)
    if clips:
        found += yield from clip_stars(clips, clip_middles)
    for start in range(0, len(found), _WRITE):
        with store.deriving(case.file) as connection:
            store.place(connection, found[start : start + _WRITE])
        yield Progress(min(start + _WRITE, len(found)), len(found), "Keeping the groups")
    with case.file.reading() as connection:
        return store.count(connection)


def groups(case: OpenCase) -> tuple[Group, ...]:
    """Lists the groups of two and more exhibits in view, as they were last gathered, the largest first."""
    with case.file.reading() as connection:
        rows = store.rows_in_view(connection)
    stars = [list(star) for _, star in groupby(rows, lambda row: row[0])]
    made = [group for star in stars for group in _groups(case, star)]
    return tuple(sorted(made, key=lambda group: -len(group.members)))


def group_of(case: OpenCase, number: int) -> Group | None:
    """Finds the group that an exhibit is in, None where it is in none."""
    with case.file.reading() as connection:
        star = store.rows_around(connection, number)
    return next((group for group in _groups(case, star) if number in group.numbers), None)


def copies(case: OpenCase, numbers: Iterable[int]) -> dict[int, int]:
    """Counts how often the very bytes of some exhibits were met again: one judgement serves all of those as it is."""
    with case.file.reading() as connection:
        return store.copies(connection, numbers)


def looks_avoided(case: OpenCase) -> int:
    """Counts the exhibits that were judged by one look at another of their group, and never looked at themselves."""
    with case.file.reading() as connection:
        return store.inherited_unseen(connection)


def reach(case: OpenCase, number: int, judgement: Judgement | None = None) -> Reach:
    """Tells whom in its group a judgement on an exhibit would reach; without one, whom a description reaches."""
    close, further, spared = list[Member](), list[Member](), list[Refusal]()
    for member in _seen_from(case, number):
        why = _spared(case, member.exhibit, judgement)
        if why:
            spared.append(Refusal(exhibit_label(member.exhibit), why, "Judge it by itself."))
        else:
            (further if member.likeness is Likeness.ALIKE else close).append(member)
    return Reach(number, tuple(close), tuple(further), tuple(spared))


def decide_group(
    case: OpenCase,
    actor: Actor,
    number: int,
    judgement: Judgement,
    rationale: str | None = None,
    confidence: Confidence | None = None,
    members: Sequence[int] | None = None,
    section: str | None = None,
    citations: Sequence[str] | None = None,
) -> tuple[Determination, ...]:
    """Judges an exhibit, and with one entry those of its group that the judgement reaches; undo takes it all back.

    ``members`` names who is to be reached instead of all that are close; only so is one reached that is further off.
    Raises UsageError for a member that is not in the group or may not be reached.
    """
    first = determination_of(case, actor, number, judgement, rationale, confidence, section, citations)
    with case.file.exclusive():
        reached = _chosen(reach(case, number, judgement), members)
        judged = [first, *(_inherited(first, member) for member in reached)]
        label = f"{judgement.words} on {_names(number, len(reached))}"
        with case.write(actor, DECIDE, label, *(exhibit_label(one.exhibit) for one in judged)) as work:
            for one in judged:
                work.put(one)
    return tuple(judged)


def describe_group(
    case: OpenCase,
    actor: Actor,
    number: int,
    title: str | None = None,
    description: str | None = None,
    members: Sequence[int] | None = None,
) -> tuple[Exhibit, ...]:
    """Describes an exhibit, and those close to it in its group that have no words of their own yet, with one entry."""
    with case.file.exclusive():
        item = exhibit(case, number)
        reached = [exhibit(case, member.exhibit) for member in _chosen(reach(case, number), members)]
        described = [_worded(item, title, description, over=True)]
        described += [one for other in reached if (one := _worded(other, title, description, over=False)) != other]
        label = f"Describe {_names(number, len(described) - 1)}"
        with case.write(actor, DESCRIBE, label, *(one.label for one in described)) as work:
            for one in described:
                work.put(one)
    return tuple(described)


def rate_group(
    case: OpenCase, actor: Actor, number: int, sensitivity: Sensitivity, harms: Sequence[Harm] | None = None
) -> tuple[Exhibit, ...]:
    """Rates an exhibit, and with the same entry raises those close to it in its group that are rated lower."""
    return rate_groups(case, actor, [number], sensitivity, harms)


def rate_groups(
    case: OpenCase, actor: Actor, numbers: Sequence[int], sensitivity: Sensitivity, harms: Sequence[Harm] | None = None
) -> tuple[Exhibit, ...]:
    """Rates some exhibits as they are named, and with the same entry raises those close to them that are rated lower.

    ``harms`` None leaves those as they are. Returns what was rated, the named ones first.
    """
    with case.file.exclusive():
        at, own = now(), Rating(RatingSource.PERSON, actor.name, now())
        rated: dict[int, Exhibit] = {}
        for item in (exhibit(case, number) for number in dict.fromkeys(numbers)):
            shown = item.harms if harms is None else tuple(harm for harm in Harm if harm in harms)
            rated[item.number] = replace(item, sensitivity=sensitivity, harms=shown, rating=own)
        named = list(rated.values())
        for item in named:
            for member in _seen_from(case, item.number):
                other = rated.get(member.exhibit) or exhibit(case, member.exhibit)
                if member.likeness is Likeness.ALIKE or other in named:
                    continue
                ground = Rating(RatingSource.GROUP, actor.name, at, item.label)
                raised = raised_to(other, sensitivity, item.harms, ground)
                if raised is not None:
                    rated[other.number] = raised
        named_words = f"{len(named)} exhibits" if len(named) > 1 else named[0].label
        label = f"Rate {_and_others(named_words, len(rated) - len(named))} as {sensitivity.value}"
        with case.write(actor, RATE, label, *(one.label for one in rated.values())) as work:
            for one in rated.values():
                work.put(one)
    return tuple(rated.values())


def _groups(case: OpenCase, star: Sequence[store.Row]) -> list[Group]:
    """Makes the group of a star; where its middle has left, what is left is gathered anew."""
    if len(star) < 2:
        return []
    middle = star[0][0]
    if star[0][1].exhibit == middle:
        return [Group(middle, tuple(member for _, member in star))]
    left = _fingerprints(case, [member.exhibit for _, member in star])
    pictures = Laid([one for one in left if one.bits])
    found = [*finish(picture_stars(pictures)), *finish(clip_stars(_clips(left)))]
    found.sort(key=lambda row: (row[0], row[1].exhibit != row[0], row[1].distance, row[1].exhibit))
    stars = [[member for _, member in rows] for _, rows in groupby(found, lambda row: row[0])]
    return [Group(members[0].exhibit, tuple(members)) for members in stars if len(members) > 1]


def _seen_from(case: OpenCase, number: int) -> list[Member]:
    """Lists the other members of an exhibit's group, with how far they are from that exhibit, the nearest first."""
    group = group_of(case, number)
    if group is None:
        return []
    if group.representative == number:
        return list(group.members[1:])
    exact = {item.number for item in case.file.all(Exhibit, "WHERE digest = ?", exhibit(case, number).digest)}
    others = [other for other in group.numbers if other != number]
    source, *seen = _fingerprints(case, [number, *others])
    members = [_measured(source, other, other.exhibit in exact) for other in seen]
    return sorted(members, key=lambda member: member.distance)


def _measured(source: Fingerprint, other: Fingerprint, same: bool) -> Member:
    """Measures how one member lies to another."""
    share, turn = 1.0, 0
    if source.bits:
        distance, turn = between(source, other)
    else:
        one, two = clip_of(source), clip_of(other)
        distance, share = alike(one, two) if one is not None and two is not None else (PDQ_BITS, 0.0)
    return Member(other.exhibit, distance, Likeness.EXACT if same else likeness_of(distance), turn, share)


def _fingerprints(case: OpenCase, numbers: Sequence[int]) -> list[Fingerprint]:
    """Reads the fingerprints of some exhibits, in their order."""
    found = (case.file.get(Fingerprint, number) for number in numbers)
    return [fingerprint for fingerprint in found if fingerprint is not None]


def _clips(fingerprints: Iterable[Fingerprint]) -> list[Clip]:
    """Lays out the clips among some fingerprints."""
    return [clip for one in fingerprints if (clip := clip_of(one)) is not None]


def _spared(case: OpenCase, number: int, judgement: Judgement | None) -> str:
    """Says why a judgement does not reach an exhibit; nothing where it does."""
    item = exhibit(case, number)
    if item.withdrawn or not item.held:
        return "It is not in view."
    if judgement is None:
        return ""
    if item.sensitivity is Sensitivity.EXTREME and judgement in _MILD:
        return "It is rated extreme, and nothing milder is taken over from another."
    before = case.file.get(Determination, number)
    if before is not None and before.inherited is None:
        return "It was judged by itself, and keeps that judgement."
    return ""


def _chosen(reach: Reach, members: Sequence[int] | None) -> tuple[Member, ...]:
    """Picks whom an act reaches: all that are close, or exactly those that were named."""
    if members is None:
        return reach.close
    by_number = {member.exhibit: member for member in (*reach.close, *reach.further)}
    reasons = {refusal.source: refusal.reason for refusal in reach.spared}
    named = [number for number in dict.fromkeys(members) if number != reach.source]
    for number in named:
        if number not in by_number:
            label = exhibit_label(number)
            why = reasons.get(label, f"It is not in the group of {exhibit_label(reach.source)}.")
            raise UsageError(f"{label} cannot be judged along. {why}", "Leave it out, and judge it by itself.")
    return tuple(by_number[number] for number in named)


def _inherited(first: Determination, member: Member) -> Determination:
    """Gives a member the judgement that was made on another, and says so."""
    return replace(first, exhibit=member.exhibit, inherited=Inheritance(first.exhibit, member.distance, member.turn))


def _worded(item: Exhibit, title: str | None, description: str | None, over: bool) -> Exhibit:
    """Gives an exhibit words; those it has stay unless they are to be written over."""
    new_title = title.strip() if title is not None and (over or not item.title) else item.title
    new_words = description.strip() if description is not None and (over or not item.description) else item.description
    return replace(item, title=new_title, description=new_words)


def _names(number: int, others: int) -> str:
    """Names an exhibit and how many of its group go with it."""
    return _and_others(exhibit_label(number), others)


def _and_others(named: str, others: int) -> str:
    """Adds how many go with what is named because they look like it."""
    return named if not others else f"{named} and {others} that look{'s' if others == 1 else ''} like it"
