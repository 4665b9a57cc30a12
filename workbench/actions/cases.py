"""Opening, making and closing cases, and what a list of cases shows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from workbench.casefile.cases import Case, CaseKind, KnownCase
from workbench.casefile.custody import Entry, Head, Verification
from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.exposure import EndCause, Exposure
from workbench.casefile.exposure_record import past_look
from workbench.casefile.identity import Actor, new_id, now
from workbench.casefile.verbs import DESCRIBE_CASE, LOOK_END, Verb
from workbench.errors import UsageError, WorkbenchError
from workbench.jobs import finish
from workbench.settings import load, login_name, person_name, profile_folder
from workbench.store import catalogue, destruction, layout, system_keyring
from workbench.store.counting import counts
from workbench.store.exposure_store import record_look
from workbench.store.folder import CaseFile
from workbench.store.folder import create_case as create_case_file
from workbench.store.folder import open_case as open_case_file
from workbench.store.key_file import NewKey, new_key
from workbench.store.keys import Keyring
from workbench.store.profile import Profile
from workbench.store.work import Work

_HEAD_EVERY = 256


class OpenCase:
    """A case that is open in this session; everything in ``actions`` that concerns a case takes one."""

    def __init__(self, file: CaseFile, profile: Profile, keyring: Keyring) -> None:
        self.file = file
        self.profile = profile
        self.keyring = keyring
        self.checked: Verification | None = None
        #: What opens the case when its passphrase is lost; shown to the person once, right after it is made.
        self.recovery_key = ""
        self._closed = False

    @property
    def case(self) -> Case:
        """The case's own record."""
        return self.file.case

    @property
    def folder(self) -> Path:
        """Where the case lies."""
        return self.file.folder

    @property
    def read_only(self) -> bool:
        """Tells whether this session may only read."""
        return self.file.read_only

    @property
    def encrypted(self) -> bool:
        """Tells whether everything of the case is encrypted on the disk."""
        return self.file.encrypted

    @property
    def held_by(self) -> str:
        """Says who may write, where this session may not."""
        return self.file.held_by

    def subscribe(self, listener: Callable[[Entry], None]) -> None:
        """Has a listener told of each entry once it is committed, on the thread that wrote it."""
        self.file.subscribe(listener)

    @contextmanager
    def write(self, actor: Actor, verb: Verb, label: str, *subjects: str, undoes: int | None = None) -> Iterator[Work]:
        """Opens one unit of work that leaves one entry."""
        with self.file.write(actor, verb, label, *subjects, undoes=undoes) as work:
            yield work

    def close(self) -> None:
        """Signs the head, remembers it outside the case, and gives the case free; once is enough."""
        if self._closed:
            return
        try:
            seal(self)
            note_in_catalogue(self)
        finally:
            self.leave()

    def leave(self) -> None:
        """Gives the case free as it is, its head unsigned: for what has just been changed underneath it."""
        self._closed = True
        self.file.close()
        self.profile.close()

    def __enter__(self) -> OpenCase:
        """Lends the case to a ``with`` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the case at the end of a ``with`` block."""
        self.close()


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case at a glance: how much evidence, how far the judgement is, and the ledger's head."""

    case: Case
    total: int
    bytes: int
    to_review: int
    counts: dict[Judgement, int]
    head: Head


def this_actor() -> Actor:
    """Names the person at the desk, from the settings or else by the login name."""
    return Actor(person_name(load()), login_name())


def new_case(
    folder: Path,
    title: str,
    kind: CaseKind,
    actor: Actor,
    reference: str = "",
    due: datetime | None = None,
    question: str = "",
    passphrase: str | None = None,
    keyring: bool = False,
) -> OpenCase:
    """Makes a case in a new folder and opens it; raises CaseExists where something is in the way.

    With a passphrase all of it is encrypted, and ``recovery_key`` of the opened case is to be shown to the person;
    ``keyring`` leaves a key in the system's keyring as well, so that the passphrase is not asked for there.
    """
    if not title.strip():
        raise UsageError("A case needs a title.", "Say in a few words what it is about.")
    case = Case(new_id(), title.strip(), kind, now(), reference.strip(), due, question.strip())
    if passphrase is None:
        return _opened(create_case_file(folder, case, actor))
    key = new_case_key(passphrase, keyring)
    try:
        made = create_case_file(folder, case, actor, key)
    except BaseException:
        forget_case_key(key)
        raise
    opened = _opened(made)
    opened.recovery_key = key.recovery_key
    return opened


def new_case_key(passphrase: str, keyring: bool) -> NewKey:
    """Draws the key of a case that is to be encrypted, left in the system's keyring as well where that is wanted."""
    key = new_key(passphrase)
    if not keyring:
        return key
    return replace(key, file=key.file.with_keyring(key.case_key, system_keyring.keep(key.file.id)))


def forget_case_key(key: NewKey) -> None:
    """Takes the key of a case that did not come to be out of the keyring."""
    if key.file.keyring is not None:
        system_keyring.forget(key.file.id)


def open_case(folder: Path, actor: Actor, read_only: bool = False, secret: str | None = None) -> OpenCase:
    """Opens a case, for reading only where somebody else is writing.

    ``secret`` is the passphrase or the recovery key of an encrypted case; without one the system's keyring is asked.
    Raises CaseLocked, WrongSecret or KeyDamaged where it does not open, CaseDestroyed where its key is destroyed.
    """
    opened = _opened(open_case_file(folder, actor, read_only, secret))
    if not opened.read_only:
        _end_interrupted_looks(opened, actor)
        _finish_destructions(opened)
    return opened


def describe_case(
    case: OpenCase, actor: Actor, title: str | None = None, reference: str | None = None, due: datetime | None = None
) -> Case:
    """Changes the words a case is known by; what is None stays."""
    changed = replace(
        case.case,
        title=case.case.title if title is None else title.strip(),
        reference=case.case.reference if reference is None else reference.strip(),
        due=case.case.due if due is None else due,
    )
    with case.write(actor, DESCRIBE_CASE, "Describe the case", "case") as work:
        work.put(changed)
    return changed


def known_cases() -> tuple[KnownCase, ...]:
    """Lists the cases this person has opened on this machine, last opened first."""
    profile = Profile(profile_folder())
    try:
        return catalogue.known_cases(profile)
    finally:
        profile.close()


def note_in_catalogue(case: OpenCase, demonstration: bool = False) -> None:
    """Notes in the person's list of cases how far this one is."""
    before = {known.folder: known for known in catalogue.known_cases(case.profile)}.get(str(case.folder))
    now_known = summary(case)
    catalogue.remember(
        case.profile,
        KnownCase(
            folder=str(case.folder),
            id=case.case.id,
            title=case.case.title,
            kind=case.case.kind,
            reference=case.case.reference,
            due=case.case.due,
            total=now_known.total,
            decided=now_known.total - now_known.to_review,
            demonstration=demonstration or (before is not None and before.demonstration),
            encrypted=case.encrypted,
        ),
    )


def summary(case: OpenCase) -> CaseSummary:
    """Counts what a case holds and how far it is judged."""
    with case.file.reading() as connection:
        found = counts(connection)
    judged = {judgement: found.judged.get(judgement.value, 0) for judgement in Judgement}
    return CaseSummary(
        case=case.case,
        total=found.exhibits,
        bytes=found.bytes,
        to_review=found.exhibits - sum(judged.values()),
        counts=judged,
        head=case.file.head(),
    )


def seal(case: OpenCase) -> Head:
    """Signs the present head, keeps it in the case, and remembers it outside."""
    head = case.keyring.sign(case.file.head())
    if not case.read_only:
        case.file.save_head(head)
        case.keyring.remember(head)
    return head


def is_encrypted(folder: Path) -> bool:
    """Tells whether the case in a folder is encrypted, so that a passphrase will be asked for."""
    return layout.is_encrypted(folder)


def _opened(file: CaseFile) -> OpenCase:
    """Joins a case file to this person's profile."""
    profile = profile_folder()
    case = OpenCase(file, Profile(profile), Keyring(profile))
    file.subscribe(lambda entry: _seal_now_and_then(case, entry))
    note_in_catalogue(case)
    return case


def _seal_now_and_then(case: OpenCase, entry: Entry) -> None:
    """Signs a head every so many entries, so that a long session leaves more than its last one."""
    if entry.number % _HEAD_EVERY == 0:
        seal(case)


def _finish_destructions(case: OpenCase) -> None:
    """Erases what an interrupted destruction left; where that cannot be done now, it is tried at the next opening."""
    if destruction.unfinished(case.file.root):
        with suppress(WorkbenchError):
            finish(destruction.erase(case.file))


def _end_interrupted_looks(case: OpenCase, actor: Actor) -> None:
    """Closes looks that a crash left open, so that the record says so."""
    dangling = case.file.all(Exposure, "WHERE open = 1")
    if not dangling:
        return
    closed = [replace(look, ended=now(), cause=EndCause.INTERRUPTED, shown_ms=0) for look in dangling]
    with case.write(actor, LOOK_END, "Close looks that were interrupted") as work:
        for look in closed:
            work.put(look)
    for look in closed:
        if look.actor.account == actor.account:
            # Nobody knows when it ended: it stands in the person's record where it began.
            item = case.file.get(Exhibit, look.exhibit)
            record_look(case.profile, replace(past_look(case.case.id, item, look), ended=look.began))
