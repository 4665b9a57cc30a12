"""Hash lists that others have judged: brought in, kept in the person's profile, and held against a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from workbench.actions.cases import OpenCase
from workbench.actions.screening import Screening, matches_of, note_said, screening_of
from workbench.casefile.exhibits import Exhibit, Refusal, Sensitivity
from workbench.casefile.fingerprints import Fingerprint
from workbench.casefile.harms import Harm
from workbench.casefile.hash_lists import HashKind, HashList, ListEffect, ListMatch, Said
from workbench.casefile.identity import Actor, new_id, now
from workbench.errors import NoSuchItem, UsageError
from workbench.formats.hash_lists import Portion, read_hash_list
from workbench.jobs import Job, Progress
from workbench.store import hash_store
from workbench.store.copying import digest_of_file
from workbench.store.database import batches
from workbench.store.profile import Profile
from workbench.store.rows import value_from

__all__ = ["check_lists", "hash_lists", "import_list", "matches_of", "remove_list"]
_NAMED = 5


def import_list(
    person: Profile,
    path: Path,
    name: str,
    effect: ListEffect,
    sensitivity: Sensitivity,
    harms: Sequence[Harm] = (),
    source: str = "",
    told: HashKind | None = None,
) -> Job[HashList]:
    """Brings a list of hashes into the person's profile, whole or not at all; wrong lines are counted and passed over.

    ``told`` says what hashes are that the list gives no name: 64 digits may be SHA-256 or PDQ. Raises UsageError where
    there is no hash in the file, or a list of that name is there already.
    """
    name = name.strip()
    if not name:
        raise UsageError("A hash list needs a name.", "Say what it is called; matches are shown under that name.")
    if any(one.name.casefold() == name.casefold() for one in hash_store.lists(person)):
        raise UsageError(f"There is a hash list {name} already.", "Remove it first, or choose another name.")
    try:
        digest = yield from digest_of_file(path)
        with open(path, "rb") as file:
            incoming = hash_store.Incoming.begin(person, new_id(), name, digest)
            try:
                total = yield from _taken(incoming, read_hash_list(file, told))
                if not incoming.counts and not total.photodna:
                    raise UsageError(f"There is no hash in {path.name}.", "Look whether it is the right file.")
                made = HashList(
                    incoming.id, name, source.strip(), effect, sensitivity, now(), digest, dict(incoming.counts),
                    tuple(dict.fromkeys(harms)), total.wrong, _refusals(path, total), total.photodna, total.plain,
                )  # fmt: skip
                incoming.finish(made)
            except BaseException:
                incoming.discard()
                raise
    except OSError as cause:
        raise UsageError(
            f"{path.name} could not be read.", "Check the path, and your rights to it.", type(cause).__name__
        ) from cause
    yield Progress(made.entries, made.entries, "Hash list imported")
    return made


def hash_lists(person: Profile) -> tuple[HashList, ...]:
    """Lists the hash lists of a person, by name."""
    return hash_store.lists(person)


def remove_list(person: Profile, id_: str) -> HashList:
    """Takes a list out of the profile, named by its id or its name; what it said of exhibits stays in their cases."""
    there = hash_store.lists(person)
    found = next((one for one in there if id_ in (one.id, one.name)), None)
    if found is None:
        raise NoSuchItem("There is no hash list of that name.", "List the hash lists to see their names.")
    hash_store.remove(person, found.id)
    return found


def check_lists(case: OpenCase, person: Profile, actor: Actor) -> Job[tuple[ListMatch, ...]]:
    """Holds every exhibit of the case against the person's lists, and notes what they say with one entry.

    Exhibits with bytes that a list withholds are rated extreme; their bytes are in the case already, and stay until
    somebody destroys them. Returns what was not noted before.
    """
    said: dict[int, tuple[Said, ...]] = {}
    screening = screening_of(case, person)
    if screening is None:
        return ()
    case.file.check_writable()
    yield from _by_digest(case, screening, said)
    yield from _by_look(case, screening, said)
    return note_said(case, actor, said)


def _by_digest(case: OpenCase, screening: Screening, said: dict[int, tuple[Said, ...]]) -> Job[None]:
    """Asks the lists about the bytes of every exhibit."""
    done = 0
    with case.file.reading() as connection:
        for rows in batches(connection, "SELECT body FROM exhibit ORDER BY key"):
            exhibits = [value_from(body, Exhibit) for (body,) in rows]
            found = screening.said((item.digest, item.digests) for item in exhibits)
            said.update({item.number: found[item.digest] for item in exhibits if item.digest in found})
            done += len(exhibits)
            yield Progress(done, 0, "Holding exhibits against hash lists")


def _by_look(case: OpenCase, screening: Screening, said: dict[int, tuple[Said, ...]]) -> Job[None]:
    """Asks the lists about what every exhibit looks like."""
    done = 0
    with case.file.reading() as connection:
        for rows in batches(connection, "SELECT body FROM fingerprint ORDER BY key"):
            fingerprints = [value_from(body, Fingerprint) for (body,) in rows]
            for number, words in screening.alike(fingerprints).items():
                said[number] = (*said.get(number, ()), *words)
            done += len(fingerprints)
            yield Progress(done, 0, "Holding fingerprints against hash lists")


def _taken(incoming: hash_store.Incoming, portions: Iterable[Portion]) -> Job[Portion]:
    """Takes a list in portion by portion, and sums up what was passed over."""
    total = Portion()
    for portion in portions:
        incoming.take(portion.entries)
        total.wrong += portion.wrong
        total.named += portion.named
        total.photodna += portion.photodna
        total.plain += portion.plain
        yield Progress(portion.line, 0, "Importing a hash list")
    incoming.settle()
    return total


def _refusals(path: Path, portion: Portion) -> tuple[Refusal, ...]:
    """Names the first wrong lines; what they hold is not repeated."""
    return tuple(Refusal(f"{path.name}, line {number:,}", reason) for number, reason in portion.named[:_NAMED])
