"""Holding what comes in against the hash lists of the person at the desk, before a byte of it is stored.

Lists that withhold let no byte of a matching file into a case: what is known of it becomes a reference. Lists that mark
rate an exhibit from the first moment on. Where a person has no lists, there is nothing to hold against and no cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from workbench.actions.cases import OpenCase
from workbench.casefile.exhibits import Digests, Exhibit, Sensitivity
from workbench.casefile.fingerprints import PDQ_MATCH, PDQ_QUALITY, Fingerprint
from workbench.casefile.harms import Rating, RatingSource
from workbench.casefile.hash_lists import HashKind, HashList, ListEffect, ListMatch, Said
from workbench.casefile.identity import Actor, digest_of, now
from workbench.casefile.likeness_search import Haystack, packed, unpacked, words_of
from workbench.casefile.ratings import raised_to
from workbench.casefile.verbs import HASH_MATCH
from workbench.store import hash_store
from workbench.store.profile import Profile

_NAMED = 3


class Screening:
    """The hash lists of one person as they are now, for one job."""

    def __init__(self, person: Profile, loaded: hash_store.Loaded) -> None:
        self._person = person
        self._loaded = loaded
        self._haystacks: list[tuple[HashList, Haystack]] | None = None
        self._withheld: dict[str, tuple[Said, ...]] = {}
        self.withholding = bool(loaded.kinds(ListEffect.WITHHOLD) - {HashKind.PDQ})

    def said(self, items: Iterable[tuple[str, Digests]]) -> dict[str, tuple[Said, ...]]:
        """Tells what the lists say of some bytes, by their SHA-256; what none of them names is left out."""
        asked = {digest: _hashes(digest, digests) for digest, digests in items}
        wanted: dict[HashKind, set[str]] = {
            kind: {hashes[kind] for hashes in asked.values() if hashes[kind]}
            for kind in self._loaded.runs
            if kind is not HashKind.PDQ
        }
        found = hash_store.find(self._person, self._loaded, wanted)
        answers = {digest: _of(found, hashes) for digest, hashes in asked.items()} if found else {}
        # What was once withheld stays so for the whole job, since its bytes were not read in.
        kept = {digest: self._withheld[digest] for digest in asked if digest in self._withheld}
        return {digest: said for digest, said in answers.items() if said} | kept

    def withholds(self, digest: str, digests: Digests) -> bool:
        """Tells whether bytes must not come in."""
        said = self.said([(digest, digests)]).get(digest, ())
        if not withholding(said):
            return False
        self._withheld[digest] = said
        return True

    def alike(self, fingerprints: Sequence[Fingerprint]) -> dict[int, tuple[Said, ...]]:
        """Tells what the lists say of exhibits by what these look like, however they are turned, by their numbers.

        Of a clip every frame is held against the lists. The nearest entry of each list is named.
        """
        haystacks = self._laid_out()
        asked = [(one.exhibit, bits) for one in fingerprints for bits in _looks(one)] if haystacks else []
        best: dict[tuple[int, str], Said] = {}
        for owner, haystack in haystacks if asked else ():
            words = packed(bits for _, bits in asked)
            for hits in haystack.near(words, PDQ_MATCH):
                for row, place, distance in zip(*(column.tolist() for column in hits), strict=True):
                    key = asked[row][0], owner.id
                    if key not in best or distance < best[key].distance:
                        best[key] = Said(owner, HashKind.PDQ, unpacked(haystack.words[place]), distance)
        said: dict[int, tuple[Said, ...]] = {}
        for (number, _), one in best.items():
            said[number] = (*said.get(number, ()), self._noted(one))
        return said

    def _noted(self, said: Said) -> Said:
        """Adds what a list notes of an entry."""
        found = hash_store.find(self._person, self._loaded, {said.kind: [said.value]})
        notes = (note for owner, note in found.get((said.kind, said.value), []) if owner.id == said.list.id)
        return replace(said, note=next(notes, ""))

    def _laid_out(self) -> list[tuple[HashList, Haystack]]:
        """Lays out what the lists have of PDQ, the first time it is asked for."""
        if self._haystacks is None:
            self._haystacks = [
                (owner, Haystack(words_of(data))) for owner, data in hash_store.bits(self._person, self._loaded)
            ]
        return self._haystacks


def screening_of(case: OpenCase, person: Profile | None = None) -> Screening | None:
    """Reads the hash lists of a person, of the one who has the case open where none is named; None without lists."""
    whose = person or case.profile
    loaded = hash_store.loaded(whose)
    return None if loaded is None else Screening(whose, loaded)


def withholding(said: Iterable[Said]) -> tuple[Said, ...]:
    """Picks what forbids that bytes come in."""
    return tuple(one for one in said if one.list.effect is ListEffect.WITHHOLD)


def withheld_words(said: Iterable[Said]) -> str:
    """Says in a description why an exhibit has no bytes."""
    names = ", ".join(dict.fromkeys(one.list.name for one in withholding(said)))
    return f"Withheld by the hash list {names}. No byte of it came in."


def rated(item: Exhibit, said: Sequence[Said], actor: Actor) -> Exhibit:
    """Gives an exhibit with the rating that lists ask for; ratings only rise, and lists that allow change nothing."""
    for one in said:
        if one.list.effect is ListEffect.ALLOW:
            continue
        level = Sensitivity.EXTREME if one.list.effect is ListEffect.WITHHOLD else one.list.sensitivity
        ground = Rating(RatingSource.HASH_LIST, actor.name, now(), one.list.name)
        item = raised_to(item, level, one.list.harms, ground) or item
    return item


def matches(number: int, said: Iterable[Said]) -> list[ListMatch]:
    """Makes the records of what lists said of an exhibit; the same word of the same list is the same record."""
    at = now()
    return [
        ListMatch(
            digest_of(f"{one.list.id} {number} {one.kind} {one.value}".encode())[:32], number, one.list.id,
            one.list.name, one.list.effect, one.kind, one.value, one.distance, at, one.note,
        )
        for one in said
    ]  # fmt: skip


def note_said(case: OpenCase, actor: Actor, said: Mapping[int, Sequence[Said]]) -> tuple[ListMatch, ...]:
    """Notes what lists say of exhibits of the case, and raises their ratings, with one entry; returns what is new.

    What was noted before is not said again, so that a rating that somebody gave since then stays.
    """
    if not said:
        return ()
    with case.file.exclusive():
        new: dict[int, list[ListMatch]] = {}
        for number, words in said.items():
            there = {match.id for match in matches_of(case, number)}
            fresh = [match for match in matches(number, words) if match.id not in there]
            if fresh:
                new[number] = fresh
        exhibits = [found for number in new if (found := case.file.get(Exhibit, number)) is not None]
        if not exhibits:
            return ()
        with case.write(actor, HASH_MATCH, _label(exhibits, new), *(item.label for item in exhibits)) as work:
            for item in exhibits:
                ids = {match.id for match in new[item.number]}
                words = [one for one in said[item.number] if matches(item.number, [one])[0].id in ids]
                work.put(rated(item, words, actor))
                for match in new[item.number]:
                    work.put(match)
    return tuple(match for item in exhibits for match in new[item.number])


def matches_of(case: OpenCase, number: int) -> tuple[ListMatch, ...]:
    """Lists what hash lists said of an exhibit, as it was when they were asked."""
    return case.file.all(ListMatch, "WHERE exhibit = ?", number)


def _label(exhibits: Sequence[Exhibit], new: Mapping[int, Sequence[ListMatch]]) -> str:
    """Words a match for the ledger."""
    names = list(dict.fromkeys(match.list_name for item in exhibits for match in new[item.number]))
    named = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    whom = exhibits[0].label if len(exhibits) == 1 else f"{len(exhibits):,} exhibits"
    return f"Note that {whom} {'stands' if len(exhibits) == 1 else 'stand'} on the hash list {named}"


def _hashes(digest: str, digests: Digests) -> dict[HashKind, str]:
    """Names the hashes of some bytes by kind; empty where one is not known."""
    return {
        HashKind.SHA256: digest, HashKind.MD5: digests.md5, HashKind.SHA1: digests.sha1,
        HashKind.SHA512: digests.sha512,
    }  # fmt: skip


def _of(
    found: Mapping[tuple[HashKind, str], Sequence[tuple[HashList, str]]], hashes: Mapping[HashKind, str]
) -> tuple[Said, ...]:
    """Gathers what was found of one thing: one word of each list, by the strongest hash that it has."""
    said: dict[str, Said] = {}
    for kind, value in hashes.items():
        for owner, note in found.get((kind, value), ()):
            said.setdefault(owner.id, Said(owner, kind, value, 0, note))
    return tuple(said.values())


def _looks(fingerprint: Fingerprint) -> Iterator[str]:
    """Lists the bits of all that can tell anything: of a picture every way it may lie, of a clip every frame."""
    if fingerprint.bits and fingerprint.quality >= PDQ_QUALITY:
        yield from fingerprint.turns or (fingerprint.bits,)
    yield from (frame.bits for frame in fingerprint.frames if frame.quality >= PDQ_QUALITY)
