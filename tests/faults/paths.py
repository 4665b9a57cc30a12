"""Every write path of a case, small enough to be struck hundreds of times."""

from __future__ import annotations

import contextlib
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from tests.faults.ground import ACTOR, OTHER_SECRET, SECRET, Ground, WritePath
from workbench.actions.acquisition import acquire
from workbench.actions.annotations import annotate, annotations_of
from workbench.actions.cases import OpenCase, is_encrypted, new_case, open_case
from workbench.actions.decisions import decide, determinations
from workbench.actions.encryption import change_passphrase, destroy_key, encrypt
from workbench.actions.exhibits import exhibit, list_exhibits, preview
from workbench.actions.extraction import make_extracts
from workbench.actions.memos import export_memo
from workbench.actions.previewing import make_previews
from workbench.actions.retention import destroy, holds, place_hold, tombstone
from workbench.actions.unpacking import children, unpack
from workbench.casefile.cases import CaseKind
from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibits import Facts, Family
from workbench.casefile.exposure import Derived, Preview, Veil
from workbench.casefile.extracts import Extract
from workbench.casefile.fingerprints import Fingerprint
from workbench.errors import CaseDestroyed, WrongSecret
from workbench.formats.members import Member
from workbench.jobs import finish
from workbench.store import key_file
from workbench.store.wrapping import Cost

_PICTURE = b"\x89PNG\r\n\x1a\n"
_INSIDE = {f"inside/{number}.txt": b"what lies inside, number %d. " % number * 30 for number in range(5)}
_OLD_CASE = Path(__file__).parents[1] / "old_cases" / "schema-1"
CHEAP = Cost(64, 1, 1)
SOURCES = 12


def lay_sources(ground: Ground) -> None:
    """Writes files of which some are packed and some stand alone."""
    ground.sources.mkdir()
    for number in range(SOURCES):
        body = (b"words of file %d. " % number) * (6000 if number < 2 else 20)
        picture = number % 3 == 0
        name = f"{number}.{'png' if picture else 'txt'}"
        (ground.sources / name).write_bytes((_PICTURE if picture else b"") + body)


def lay_empty_case(ground: Ground) -> None:
    """Makes a case without evidence, and sources beside it."""
    lay_sources(ground)
    new_case(ground.case, "Faults", CaseKind.OTHER, ACTOR).close()


def lay_case(ground: Ground) -> None:
    """Makes a case that holds the sources."""
    lay_empty_case(ground)
    with zipfile.ZipFile(ground.sources / "0.zip", "w") as archive:
        for name, data in _INSIDE.items():
            archive.writestr(name, data)
    with ground.opened() as case:
        finish(acquire(case, ACTOR, [ground.sources]))


def lay_sealed_case(ground: Ground) -> None:
    """Makes an encrypted case without evidence, and sources beside it."""
    lay_sources(ground)
    new_case(ground.case, "Faults", CaseKind.OTHER, ACTOR, passphrase=SECRET).close()


@dataclass(frozen=True)
class Words:
    """Words as a confined reader gives them."""

    text: str
    cut: bool = False
    problem: str = ""


class _StillDecoder:
    """Stands in for the confined decoder, whose processes are no part of what is written."""

    def derive(self, _original: BinaryIO, _family: Family, _media_type: str) -> Derived:
        """Gives the same poor preview and the same bits of everything."""
        preview = Preview(Facts(width=8, height=8), Veil(1, 1, b"\7", b"\7\7\7\7"))
        return Derived(preview, Fingerprint(0, "5a" * 32, 80, ("5a" * 32,) * 8))

    def text(self, _original: BinaryIO, _media_type: str, name: str, _limit: int) -> Words:
        """Gives the same kind of words for everything."""
        return Words(f"The words of {name}")

    @contextmanager
    def unpack(
        self, original: BinaryIO, _media_type: str, _name: str, _bounds: object = None
    ) -> Iterator[Iterator[Member | bytes]]:
        """Gives what lies in an archive."""
        with zipfile.ZipFile(original) as archive:
            yield (part for name in archive.namelist() for part in (Member(name), archive.read(name)))


STILL = cast(Any, _StillDecoder())


def cheapen() -> None:
    """Makes passphrases cheap to stretch in this process, since nobody guesses them here."""
    key_file.calibrated = lambda: CHEAP


def _make(ground: Ground) -> None:
    if not ground.case.exists():
        new_case(ground.case, "Faults", CaseKind.OTHER, ACTOR).close()


def _make_sealed(ground: Ground) -> None:
    if not ground.case.exists():
        new_case(ground.case, "Faults", CaseKind.OTHER, ACTOR, passphrase=SECRET).close()


def is_sealed(ground: Ground) -> bool:
    """Tells whether the case is encrypted and nothing of it lies in the clear."""
    return is_encrypted(ground.case) and not (ground.case / "originals").exists()


def _acquire(ground: Ground) -> None:
    with ground.opened(listening=True) as case:
        finish(acquire(case, ACTOR, [ground.sources]))


def _acquired(ground: Ground) -> bool:
    with ground.opened() as case:
        return len(list_exhibits(case)) == SOURCES


def _preview(ground: Ground) -> None:
    with ground.opened(listening=True) as case:
        finish(make_previews(case, ACTOR, STILL))


def _previewed(ground: Ground) -> bool:
    with ground.opened() as case:
        pictures = [item.number for item in list_exhibits(case) if item.family is Family.IMAGE]
        return bool(pictures) and all(preview(case, number) for number in pictures)


def _extract(ground: Ground) -> None:
    with ground.opened(listening=True) as case:
        finish(make_extracts(case, ACTOR, STILL))


def _extracted(ground: Ground) -> bool:
    with ground.opened() as case:
        texts = [item for item in list_exhibits(case) if item.family is Family.TEXT]
        return bool(texts) and len(case.file.all(Extract)) >= len(texts)


def _unpack(ground: Ground) -> None:
    with ground.opened(listening=True) as case:
        finish(unpack(case, ACTOR, STILL, _archive(case)))


def _unpacked(ground: Ground) -> bool:
    with ground.opened() as case:
        return len(children(case, _archive(case))) == len(_INSIDE)


def _archive(case: OpenCase) -> int:
    """Finds the exhibit that can be unpacked."""
    return next(item.number for item in list_exhibits(case) if item.media_type == "application/zip")


def _judge(ground: Ground) -> None:
    with ground.opened(listening=True) as case:
        annotate(case, ACTOR, 1, "What is to be seen")
        decide(case, ACTOR, 1, Judgement.CLEAR)


def _judged(ground: Ground) -> bool:
    with ground.opened() as case:
        return bool(annotations_of(case, 1)) and 1 in determinations(case)


def _export(ground: Ground) -> None:
    with ground.opened(listening=True) as case:
        finish(export_memo(case, ACTOR, ground.place / "memo.md"))


def _encrypt(ground: Ground) -> None:
    case = ground.opened(listening=True)
    if case.encrypted:
        case.close()
    else:
        finish(encrypt(case, ACTOR, SECRET))


def _rekey(ground: Ground) -> None:
    try:
        change_passphrase(ground.case, ACTOR, SECRET, OTHER_SECRET)
    except WrongSecret:
        change_passphrase(ground.case, ACTOR, OTHER_SECRET, OTHER_SECRET)


def _rekeyed(ground: Ground) -> bool:
    with open_case(ground.case, ACTOR, secret=OTHER_SECRET):
        return True


def _destroy_key(ground: Ground) -> None:
    # An act that is complete already says so when it is repeated.
    with contextlib.suppress(CaseDestroyed):
        destroy_key(ground.case, ACTOR, SECRET, "Order 7", "The time to keep it is over")


def _key_destroyed(ground: Ground) -> bool:
    try:
        ground.opened()
    except CaseDestroyed:
        return not (ground.case / "key.json").exists()
    return False


def _destroy(ground: Ground) -> None:
    with ground.opened(listening=True) as case:
        if tombstone(case, _archive(case)) is None:
            finish(destroy(case, ACTOR, _archive(case), "Order 7", "It must not be kept"))


def _destroyed(ground: Ground) -> bool:
    with ground.opened() as case:
        item = exhibit(case, _archive(case))
        return tombstone(case, item.number) is not None and not case.file.blobs.has(item.digest)


def _lay_unpacked_case(ground: Ground) -> None:
    lay_case(ground)
    _unpack(ground)
    ground.acknowledged.unlink()


def _hold(ground: Ground) -> None:
    with ground.opened(listening=True) as case:
        if not holds(case):
            place_hold(case, ACTOR, "Order 8", "A court asks for it")


def _on_hold(ground: Ground) -> bool:
    with ground.opened() as case:
        return len(holds(case)) == 1


def _lay_old_case(ground: Ground) -> None:
    shutil.copytree(_OLD_CASE, ground.case)


def _migrate(ground: Ground) -> None:
    ground.opened(listening=True).close()


def _nothing(_ground: Ground) -> None:
    return


def _always(_ground: Ground) -> bool:
    return True


PATHS: tuple[WritePath, ...] = (
    WritePath("new case", _nothing, _make, _always),
    WritePath("new sealed case", _nothing, _make_sealed, is_sealed),
    WritePath("acquire", lay_empty_case, _acquire, _acquired),
    WritePath("acquire sealed", lay_sealed_case, _acquire, _acquired),
    WritePath("preview", lay_case, _preview, _previewed),
    WritePath("extract", lay_case, _extract, _extracted),
    WritePath("unpack", lay_case, _unpack, _unpacked),
    WritePath("judge", lay_case, _judge, _judged),
    WritePath("export", lay_case, _export, lambda ground: (ground.place / "memo.md").stat().st_size > 500),
    WritePath("destroy", _lay_unpacked_case, _destroy, _destroyed),
    WritePath("hold", lay_case, _hold, _on_hold),
    WritePath("encrypt", lay_case, _encrypt, is_sealed),
    WritePath("passphrase", lay_sealed_case, _rekey, _rekeyed),
    WritePath("destroy key", lay_sealed_case, _destroy_key, _key_destroyed, ends=True),
    WritePath("migrate", _lay_old_case, _migrate, _always),
)


def laid(path: WritePath, place: Path) -> Ground:
    """Lays the ground of a write path in a new folder."""
    ground = Ground(place)
    place.mkdir(parents=True)
    ground.enter()
    path.prepare(ground)
    return ground
