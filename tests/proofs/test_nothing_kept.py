"""A whole session leaves nothing clear behind: not on disk, not in a temporary folder, not in an export."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.proofs import canary, scanning
from tests.proofs.conftest import ACTOR, Start, leave
from tests.ui.desktop import holding, idle, until
from workbench.actions.acquisition import refer
from workbench.actions.cases import new_case, open_case
from workbench.actions.exposure import begin_look, end_look, exposures, open_person
from workbench.actions.memos import export_memo
from workbench.actions.previewing import make_previews, open_decoder
from workbench.actions.reading import begin_passage
from workbench.casefile.cases import CaseKind
from workbench.casefile.exposure import EndCause, LookMode, Rung
from workbench.jobs import finish

Key = Qt.Key
PASSPHRASE = "four calm grey herons"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Makes every temporary file of this process and its children land in a folder of the test's own."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return place


def test_the_search_finds_what_it_is_for(tmp_path: Path, files: dict[str, bytes]) -> None:
    """The measure itself: each way in which a canary could be kept is found."""
    picture = canary.canary()
    forms = {
        "plain": picture.tobytes(),
        "grey": picture.convert("L").tobytes(),
        "painted": picture.convert("RGBA").tobytes("raw", "BGRA"),
        "inside": b"words before " + canary.encoded(picture, "JPEG", quality=90) + b" and after",
        "packed": b"head" + zlib.compress(picture.tobytes()),
        "said": f"the {canary.WORDS}".encode("utf-16-le"),
    }
    for name, data in forms.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_bytes(data)
        assert list(scanning.findings([tmp_path / name], (), [canary.WORDS])), name
        assert not list(scanning.findings([tmp_path / name], [data], [canary.WORDS]))
    (tmp_path / "thumbnail").mkdir()
    (tmp_path / "thumbnail" / "file").write_bytes(files[f"{canary.NAME}-thumbnail.jpg"])
    assert list(scanning.findings([tmp_path / "thumbnail"], (), ()))


def test_a_session_with_looks_leaves_nothing_clear_on_disk(
    temporary: Path, profile: Path, start: Start, make_canaries: Callable[..., Path], files: dict[str, bytes]
) -> None:
    folder = make_canaries()
    session = start(folder)
    window = session.case_window
    assert window is not None and session.desk.case is not None
    case = session.desk.case
    for number in window.model.numbers:
        session.desk.select(number)
        until(lambda: not session.lanes.busy, "it is in view")
        in_view = window.viewer.in_view
        in_view.setFocus()
        if number <= 3:
            for _ in range(5):
                QTest.keyClick(in_view, Key.Key_BracketRight)
                until(lambda: not session.lanes.busy, "it came home")
                idle(0.02)
            assert canary.seen(window.viewer) or number == 3
            QTest.keyClick(in_view, Key.Key_Escape)
        else:
            with holding(Key.Key_Space):
                idle(0.3)
        until(lambda: not session.lanes.busy, "the end is on record")
    looks = exposures(case)
    assert len(looks) >= 6 and all(look.ended is not None for look in looks)
    inner = [bytes(data) for data in files.values()]
    leave(session)
    assert list(scanning.findings([folder], inner)) == []
    assert list(scanning.findings([profile, temporary], (), [canary.NAME, canary.WORDS])) == []


def test_an_encrypted_case_holds_no_clear_byte_name_or_word(
    temporary: Path, profile: Path, make_canaries: Callable[..., Path]
) -> None:
    folder = make_canaries(passphrase=PASSPHRASE)
    person = open_person()
    with open_case(folder, ACTOR, secret=PASSPHRASE) as case, open_decoder() as decoder:
        for rung in (Rung.GREY, Rung.COLOUR):
            for number in (1, 2):
                look = begin_look(case, person, decoder, ACTOR, number, rung, LookMode.STEP)
                assert list(scanning.findings([folder, profile, temporary], (), [canary.NAME, canary.WORDS])) == []
                end_look(case, person, look, EndCause.STOPPED, 40)
    person.close()
    assert list(scanning.findings([folder, profile, temporary], (), [canary.NAME, canary.WORDS])) == []


@pytest.mark.parametrize("ending", [".html", ".pdf", ".md"])
def test_a_memo_holds_veils_at_most(
    tmp_path: Path, make_canaries: Callable[..., Path], files: dict[str, bytes], ending: str
) -> None:
    chosen = {name: data for name, data in files.items() if name.endswith((".png", ".jpg"))}
    folder, out = make_canaries(chosen), tmp_path / "out"
    out.mkdir()
    with open_case(folder, ACTOR) as case:
        target = out / f"memo{ending}"
        finish(export_memo(case, ACTOR, target))
        assert exposures(case) == ()
    assert list(scanning.findings([out], (), [canary.WORDS])) == []
    for path in (path for path in out.rglob("*") if path.suffix in (".png", ".jpg", ".jpeg")):
        with Image.open(path) as image:
            pixels = np.asarray(image.convert("RGB")).astype(np.int16)
            assert canary.saturation(pixels) == 0 and not image.getexif()


def test_a_reference_brings_no_byte_and_no_veil(tmp_path: Path) -> None:
    digest = "ab" * 32
    with new_case(tmp_path / "case", "A case", CaseKind.ADS, ACTOR, "HPE-1") as case, open_decoder() as decoder:
        asked: list[str] = []
        for name in ("derive", "look", "reel", "listen", "text", "unpack"):
            setattr(decoder, name, lambda *_, name=name, **__: asked.append(name))
        item = refer(case, ACTOR, digest, 1_000, "image.jpg", "the platform's own store")
        finish(make_previews(case, ACTOR, decoder))
        person = open_person()
        for attempt in (
            lambda: begin_look(case, person, decoder, ACTOR, item.number, Rung.GREY, LookMode.HOLD),
            lambda: begin_passage(case, person, decoder, ACTOR, item.number, 1),
        ):
            with pytest.raises(Exception, match=r"\w"):
                attempt()
        person.close()
        assert asked == [] and exposures(case) == ()
    stored = [path for path in (tmp_path / "case").rglob("*") if digest in path.name]
    assert stored == []
