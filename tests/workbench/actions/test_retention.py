"""What is on hold cannot be destroyed; what is destroyed is nowhere in the folder, and its record stands."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.workbench.store.test_migrations import OLD_CASES
from workbench.actions.acquisition import acquire, acquire_bytes, refer
from workbench.actions.cases import OpenCase, new_case, open_case
from workbench.actions.custody import entries, verify
from workbench.actions.exhibits import describe_exhibit, exhibit, original, preview
from workbench.actions.exposure import open_person
from workbench.actions.memos import export_memo
from workbench.actions.occurrences import add_occurrence, occurrences, remove_occurrence
from workbench.actions.previewing import make_previews
from workbench.actions.reading import begin_passage
from workbench.actions.retention import (
    certificate,
    destroy,
    destroyed_digests,
    export_certificate,
    holds,
    lift_hold,
    place_hold,
    tombstone,
)
from workbench.actions.undo import undo, undoable
from workbench.actions.unpacking import children, unpack
from workbench.casefile.cases import CaseKind
from workbench.casefile.exhibits import Exhibit, Holding
from workbench.casefile.extracts import Extract
from workbench.casefile.fingerprints import Fingerprint
from workbench.casefile.identity import Actor, digest_of, new_id, now
from workbench.casefile.occurrences import Occurrence, Precision
from workbench.casefile.retention import Hold, Tombstone
from workbench.casefile.suggestions import Aid, Mark, Suggestion
from workbench.casefile.verbs import EXTRACT, SUGGEST, UNPACK
from workbench.errors import (
    CaseError,
    CaseReadOnly,
    NoSuchItem,
    NotHeld,
    NothingToUndo,
    OnHold,
    StorageFull,
    UsageError,
)
from workbench.jobs import finish
from workbench.media.sandbox import Decoder
from workbench.store import destruction
from workbench.store.folder import CaseFile
from workbench.store.keys import signature_holds
from workbench.store.rows import PreviewRow, body_of

WORDS = b"The harbour master swapped the quince ledgers at dawn. "
COURT, WHY = "Court order 12/26", "Unlawful to hold"


def words_of(case: OpenCase, number: int) -> str:
    """Reads the bytes of a text as it came in."""
    with original(case, exhibit(case, number)) as data:
        return data.read().decode()


def everything(folder: Path) -> bytes:
    """Reads all bytes of a case folder."""
    return b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def gone(case: OpenCase, actor: Actor, number: int) -> Tombstone:
    """Destroys an exhibit on good grounds."""
    return finish(destroy(case, actor, number, COURT, WHY))


@contextmanager
def cut_off(monkeypatch: pytest.MonkeyPatch, at: str) -> Iterator[None]:
    """Lets a destruction stop where the store is asked for one step of it."""

    def stop(*_: object) -> None:
        raise StorageFull("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(f"workbench.store.{at}", stop)
        with pytest.raises(StorageFull):
            yield


def archive(**members: bytes) -> bytes:
    """Makes an archive without compression."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as out:
        for name, content in members.items():
            out.writestr(f"{name}.txt", content)
    return data.getvalue()


def test_a_hold_forbids_destruction_until_it_is_lifted(case: OpenCase, actor: Actor) -> None:
    hold = place_hold(case, actor, " Regulator ", "Pending inquiry", [2])
    assert holds(case) == (hold,) and hold.active and hold.authority == "Regulator"
    with pytest.raises(OnHold, match="Regulator") as refused:
        gone(case, actor, 2)
    assert hold.id in refused.value.remedy and exhibit(case, 2).held
    assert gone(case, actor, 1).exhibit == 1
    lifted = lift_hold(case, actor, hold.id, "Inquiry closed")
    assert (lifted.lifted_by, lifted.lifted_reason, lifted.reason) == (actor, "Inquiry closed", "Pending inquiry")
    assert holds(case) == (lifted,) and holds(case, 2) == ()
    assert gone(case, actor, 2).exhibit == 2
    assert finish(verify(case)).clean


def test_a_hold_on_the_case_covers_what_comes_later(case: OpenCase, actor: Actor) -> None:
    place_hold(case, actor, COURT, WHY)
    later = acquire_bytes(case, actor, b"more", "more.txt").acquired[0]
    with pytest.raises(OnHold, match="the whole case"):
        gone(case, actor, later.number)


def test_lifting_can_be_undone_and_placing_cannot(case: OpenCase, actor: Actor) -> None:
    describe_exhibit(case, actor, 1, title="A title")
    hold = place_hold(case, actor, COURT, WHY, [1])
    lift_hold(case, actor, hold.id, "By mistake")
    assert undo(case, actor).verb == "hold.lift" and holds(case, 1) == (hold,)
    assert undo(case, actor).verb == "exhibit.describe" and holds(case, 1) == (hold,)


def test_holds_refuse_what_makes_no_sense(case: OpenCase, actor: Actor) -> None:
    hold = place_hold(case, actor, COURT, WHY)
    for authority, reason in (("", WHY), (COURT, "  ")):
        with pytest.raises(UsageError, match="authority and a reason"):
            place_hold(case, actor, authority, reason)
        with pytest.raises(UsageError, match="authority and a reason"):
            finish(destroy(case, actor, 1, authority, reason))
    with pytest.raises(NoSuchItem):
        place_hold(case, actor, COURT, WHY, [99])
    with pytest.raises(NoSuchItem):
        lift_hold(case, actor, "none", WHY)
    with pytest.raises(UsageError, match="reason"):
        lift_hold(case, actor, hold.id, " ")
    lift_hold(case, actor, hold.id, WHY)
    with pytest.raises(UsageError, match="before"):
        lift_hold(case, actor, hold.id, WHY)


def test_nothing_of_a_destroyed_text_is_left_in_the_folder(empty: OpenCase, actor: Actor) -> None:
    others = [acquire_bytes(empty, actor, f"page {n} ".encode() * 400, f"{n}.txt").acquired[0] for n in range(12)]
    item = acquire_bytes(empty, actor, WORDS * 90, "words.txt").acquired[0]
    for text in ("first reading: " + WORDS.decode() * 3, WORDS.decode() * 30):
        with empty.write(actor, EXTRACT, "Read the words", item.label) as work:
            work.put(Extract(item.number, "words/1", text))
    assert everything(empty.folder).count(b"quince") > 100
    stone = gone(empty, actor, item.number)
    assert b"quince" not in everything(empty.folder)
    assert stone.digest == digest_of(WORDS * 90) and "extracted words" in stone.derivatives
    now_it = exhibit(empty, item.number)
    assert (now_it.holding, now_it.state, now_it.name) == (Holding.DESTROYED, "destroyed", "words.txt")
    assert now_it.acquisition == item.acquisition and now_it.digests == item.digests
    assert words_of(empty, others[3].number).startswith("page 3")
    assert finish(verify(empty)).clean and destroyed_digests(empty) == {stone.digest: item.number}


def test_a_large_original_and_a_packed_one_leave_no_byte(empty: OpenCase, actor: Actor, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number:02}.txt").write_bytes(b"quince" * 9 if number == 7 else b"%d" % number * 50)
    (folder / "large.bin").write_bytes(b"\0marrow" * 40_000)
    acquired = finish(acquire(empty, actor, [folder])).acquired
    for item in acquired:
        if item.name in ("07.txt", "large.bin"):
            gone(empty, actor, item.number)
    left = everything(empty.folder)
    assert b"quince" not in left and b"marrow" not in left
    assert finish(verify(empty)).clean


def test_a_preview_and_the_picture_itself_are_gone(previewed: OpenCase, actor: Actor, sources: Path) -> None:
    veiled = preview(previewed, 1)
    assert veiled is not None
    veil, picture = body_of(PreviewRow(1, veiled)), (sources / "a.png").read_bytes()
    assert veil in everything(previewed.folder)
    assert "preview" in gone(previewed, actor, 1).derivatives
    left = everything(previewed.folder)
    assert veil not in left and picture[40:] not in left and preview(previewed, 1) is None
    assert finish(verify(previewed)).clean


def test_what_a_picture_looks_like_as_bits_and_what_machines_said_of_it_are_gone(
    previewed: OpenCase, actor: Actor
) -> None:
    bits = previewed.file.get(Fingerprint, 1)
    assert bits is not None and len(bits.turns) == 8 and bits.exhibit == 1
    kept = bits.bits.encode()
    for words in ("a quince ledger", "another marrow ledger"):
        with previewed.write(actor, SUGGEST, "Look for words in EX-0001, by machine", "EX-0001") as work:
            for said in previewed.file.all(Suggestion, "WHERE exhibit = 1"):
                work.remove("suggestion", said.id)
            work.put(Suggestion(new_id(), 1, Aid.WORDS, (Mark(words),), "a reader 1.0", now()))
    assert kept in everything(previewed.folder)
    derivatives = gone(previewed, actor, 1).derivatives
    assert "fingerprint" in derivatives and "1 machine suggestion" in derivatives
    left = everything(previewed.folder)
    assert kept not in left and b"quince" not in left and b"marrow" not in left
    assert previewed.file.get(Fingerprint, 1) is None and not previewed.file.all(Suggestion)
    assert finish(verify(previewed)).clean


def test_no_reader_gets_what_is_not_held(case: OpenCase, actor: Actor, decoder: Decoder) -> None:
    text = acquire_bytes(case, actor, b"words to read", "words.txt").acquired[0]
    reference = refer(case, actor, "ab" * 32, 5, "there.txt", "the vault", media_type="text/plain")
    gone(case, actor, text.number)
    for number in (text.number, reference.number):
        item = exhibit(case, number)
        with pytest.raises(NotHeld):
            original(case, item)
        with pytest.raises(NotHeld):
            begin_passage(case, open_person(), decoder, actor, number, 1)
    with pytest.raises(NotHeld, match="destroyed"):
        original(case, exhibit(case, text.number))
    with pytest.raises(NotHeld, match="only refer"):
        gone(case, actor, reference.number)
    with pytest.raises(NotHeld, match="was destroyed on"):
        gone(case, actor, text.number)
    gone(case, actor, 1)
    assert finish(make_previews(case, actor, decoder)).made == 2
    assert preview(case, 1) is None


def test_the_same_bytes_do_not_come_in_again(case: OpenCase, actor: Actor, sources: Path) -> None:
    gone(case, actor, 1)
    report = finish(acquire(case, actor, [sources]))
    assert [refusal.source for refusal in report.refused] == [str(sources / "a.png")]
    assert "EX-0001" in report.refused[0].reason and len(report.duplicates) == 2


def test_what_was_unpacked_goes_too_and_what_came_in_on_its_own_stays(
    empty: OpenCase, actor: Actor, decoder: Decoder
) -> None:
    inner = archive(deep=b"a deep quince", other=b"another quince")
    outer = archive(alone=b"kept on its own", top=b"a quince on top", inner=inner)
    kept = acquire_bytes(empty, actor, b"kept on its own", "own.txt").acquired[0]
    box = acquire_bytes(empty, actor, outer, "outer.zip").acquired[0]
    finish(unpack(empty, actor, decoder, box.number))
    nested = next(child for child in children(empty, box.number) if child.media_type == "application/zip")
    finish(unpack(empty, actor, decoder, nested.number))
    top = next(child for child in children(empty, box.number) if child.size == len(b"a quince on top"))
    again = acquire_bytes(empty, actor, b"another quince", "again.txt").duplicates[0][1]
    assert len(children(empty, nested.number)) == 2
    with pytest.raises(UsageError, match=rf"also in {box.label}"):
        gone(empty, actor, top.number)
    stone = gone(empty, actor, box.number)
    held = {item.number for item in empty.file.all(Exhibit, "WHERE holding = 'held'")}
    assert held == {kept.number, again}
    assert top.label in stone.derivatives and nested.label in stone.derivatives
    assert tombstone(empty, top.number) is not None and tombstone(empty, again) is None
    left = everything(empty.folder)
    assert b"a quince on top" not in left and b"a deep quince" not in left and b"kept on its own" in left
    assert words_of(empty, again) == "another quince" and finish(verify(empty)).clean


def test_a_hold_on_a_container_or_a_part_of_it_covers_the_other(
    empty: OpenCase, actor: Actor, decoder: Decoder
) -> None:
    box = acquire_bytes(empty, actor, archive(a=b"one", b=b"two"), "box.zip").acquired[0]
    finish(unpack(empty, actor, decoder, box.number))
    part = children(empty, box.number)[0]
    for covered, asked in ((part, box), (box, part)):
        hold = place_hold(empty, actor, COURT, WHY, [covered.number])
        with pytest.raises(OnHold, match=covered.label):
            gone(empty, actor, asked.number)
        lift_hold(empty, actor, hold.id, WHY)


def test_messages_that_were_unpacked_go_with_their_container(case: OpenCase, actor: Actor) -> None:
    chat = acquire_bytes(case, actor, WORDS, "chat.txt").acquired[0]
    told = [
        Occurrence(new_id(), now(), "UTC", Precision.MINUTE, f"quince {word}", actor, now(), (chat.number,))
        for word in ("one", "two")
    ]
    with case.write(actor, UNPACK, f"Unpack {chat.label}", chat.label) as work:
        for item in told:
            work.put(item)
    own = add_occurrence(case, actor, "2026-10-03", "What I conclude", exhibits=[chat.number])
    remove_occurrence(case, actor, told[0].id)
    assert "1 unpacked occurrence" in gone(case, actor, chat.number).derivatives
    assert occurrences(case) == (own,) and b"quince" not in everything(case.folder)
    # What was destroyed cannot come back by itself, nor by name, nor stands it in the way of what can.
    removal = next(entry for entry in entries(case) if entry.verb == "occurrence.remove")
    with pytest.raises(NothingToUndo, match="what it changed was destroyed"):
        undo(case, actor, removal.number)
    assert undo(case, actor).verb == "occurrence.add" and occurrences(case) == ()
    assert b"quince" not in everything(case.folder) and finish(verify(case)).clean


def test_undo_passes_over_what_was_destroyed_and_goes_on_before_it(case: OpenCase, actor: Actor) -> None:
    describe_exhibit(case, actor, 1, title="A title")
    describe_exhibit(case, actor, 2, title="Another title")
    gone(case, actor, 2)
    last = undoable(case)
    assert last is not None and last.subjects == ("EX-0001",)
    assert undo(case, actor).number == last.number and exhibit(case, 1).title == ""
    assert undoable(case) is None
    with pytest.raises(NothingToUndo, match="nothing to undo"):
        undo(case, actor)
    with pytest.raises(NothingToUndo, match="destroyed"):
        undo(case, actor, last.number + 1)
    assert exhibit(case, 2).holding is Holding.DESTROYED and finish(verify(case)).clean


@pytest.mark.parametrize("step", ["blobs.Blobs.erase", "folder.CaseFile.write_anew", "atomic.erase"])
def test_a_destruction_that_was_cut_off_is_finished_at_the_next_opening(
    tmp_path: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    case = new_case(tmp_path / "cut", "A title", CaseKind.ADS, actor)
    item = acquire_bytes(case, actor, WORDS * 2000, "words.txt").acquired[0]
    (case.folder / "before-schema-2.sqlite3").write_bytes(WORDS)
    with cut_off(monkeypatch, step):
        gone(case, actor, item.number)
    assert not exhibit(case, item.number).held and destruction.unfinished(case.file.root)
    case.close()
    assert b"quince" in everything(case.folder) or step == "folder.CaseFile.write_anew"
    with open_case(case.folder, actor) as again:
        assert not destruction.unfinished(again.file.root)
        assert b"quince" not in everything(again.folder)
        assert finish(verify(again)).clean


def test_a_destruction_whose_entry_fails_destroys_nothing(
    tmp_path: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with new_case(tmp_path / "cut", "A title", CaseKind.ADS, actor) as case:
        item = acquire_bytes(case, actor, WORDS, "words.txt").acquired[0]
        with cut_off(monkeypatch, "ledger.append"):
            gone(case, actor, item.number)
        assert exhibit(case, item.number).held and tombstone(case, item.number) is None
    with open_case(case.folder, actor) as again:
        assert words_of(again, item.number) == WORDS.decode() and finish(verify(again)).clean


def test_a_case_that_is_only_read_destroys_nothing(case: OpenCase, actor: Actor) -> None:
    with open_case(case.folder, actor, read_only=True) as reader:
        with pytest.raises(CaseReadOnly):
            gone(reader, actor, 1)
        assert not destruction.unfinished(reader.file.root)


def test_the_copy_of_an_older_form_is_erased_with_the_first_destruction(tmp_path: Path, actor: Actor) -> None:
    folder = shutil.copytree(OLD_CASES / "schema-1", tmp_path / "old")
    with open_case(folder, actor) as case:
        assert list(folder.glob("before-schema-*"))
        gone(case, actor, 1)
        assert not list(folder.glob("before-schema-*")) and finish(verify(case)).clean


def _parsed(data: bytes) -> dict[str, object]:
    document = json.loads(data)
    assert isinstance(document, dict)
    return document


def test_a_certificate_proves_its_entry_under_a_signed_head(case: OpenCase, actor: Actor, tmp_path: Path) -> None:
    finish(export_memo(case, actor, tmp_path / "memo.md"))
    describe_exhibit(case, actor, 2, title="<b>Bold</b> `code`")
    with pytest.raises(NoSuchItem, match="not destroyed"):
        export_certificate(case, actor, 2, tmp_path / "no.html")
    stone = gone(case, actor, 2)
    made = certificate(case, actor, 2)
    assert made.entry.verb == "exhibit.destroy" and made.tombstone == stone
    assert made.proof.holds and (made.proof.root, made.proof.number) == (made.head.root, made.entry.number)
    assert signature_holds(made.head) and len(made.left_before) == 1
    readers: dict[str, Callable[[bytes], object]] = {".html": bytes.decode, ".md": bytes.decode, ".json": _parsed}
    for ending, read in readers.items():
        target = export_certificate(case, actor, 2, tmp_path / "deep" / f"certificate{ending}")
        data = target.read_bytes()
        read(data)
        for words in (stone.digest, COURT, WHY, made.head.key, "memo", "EX-0002"):
            assert words.encode() in data, (ending, words)
        newest = entries(case, 1)[0]
        assert newest.verb == "custody.certificate" and digest_of(data) in newest.label
    assert b"<b>" not in (tmp_path / "deep" / "certificate.html").read_bytes().replace(b"<body>", b"")
    with pytest.raises(UsageError):
        export_certificate(case, actor, 2, tmp_path / "certificate.exe")
    assert finish(verify(case)).clean


def test_holds_and_tombstones_are_bound_by_the_ledger(case: OpenCase, actor: Actor) -> None:
    place_hold(case, actor, COURT, WHY, [1])
    gone(case, actor, 3)
    kinds = {change.kind for entry in entries(case) for change in entry.changes}
    assert {"hold", "tombstone"} <= kinds
    assert case.file.all(Hold) and case.file.all(Tombstone)


def test_an_encrypted_case_destroys_as_a_plain_one(
    tmp_path: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with new_case(tmp_path / "sealed", "A title", CaseKind.ADS, actor, passphrase="correct horse") as case:
        item = acquire_bytes(case, actor, WORDS * 2000, "words.txt").acquired[0]
        kept = acquire_bytes(case, actor, b"other words", "other.txt").acquired[0]
        place = case.file.blobs.path(item.digest)
        assert place.exists()
        with cut_off(monkeypatch, "folder.CaseFile.write_anew"):
            gone(case, actor, item.number)
        assert not place.exists()
    with open_case(tmp_path / "sealed", actor, secret="correct horse") as again:
        assert not destruction.unfinished(again.file.root)
        assert words_of(again, kept.number) == "other words" and not exhibit(again, item.number).held
        assert finish(verify(again)).clean


def test_a_reader_of_an_earlier_state_keeps_a_destruction_unfinished(
    tmp_path: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with new_case(tmp_path / "read", "A title", CaseKind.ADS, actor) as case:
        item = acquire_bytes(case, actor, WORDS, "words.txt").acquired[0]
        with monkeypatch.context() as patched:
            patched.setattr(CaseFile, "folded", False)
            with pytest.raises(CaseError, match="still reads an earlier state"):
                gone(case, actor, item.number)
        assert destruction.unfinished(case.file.root) and tombstone(case, item.number) is not None
    with open_case(tmp_path / "read", actor) as again:
        assert not destruction.unfinished(again.file.root) and finish(verify(again)).clean
