"""Taking a picture out: free rungs hold no more than their samples, clearer ones are looks, and some never leave."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from workbench.actions.budgets import own_looks
from workbench.actions.cases import OpenCase
from workbench.actions.custody import entries
from workbench.actions.exhibits import set_sensitivity, withdraw
from workbench.actions.exposure import Person, exposures, open_person
from workbench.actions.exposure_rules import set_case_rules
from workbench.actions.taking_out import Part, take_out_look, take_out_veil
from workbench.casefile.exhibits import Facts, Sensitivity
from workbench.casefile.exposure import EndCause, Preview, Reason, Rung, SheetFrame, Veil
from workbench.casefile.exposure_rules import Layer, Tightening
from workbench.casefile.identity import Actor, digest_of
from workbench.casefile.verbs import PREVIEW
from workbench.errors import MediaError, NoSuchItem, NotWritten, RevealRefused, UsageError, WorkbenchError
from workbench.store.rows import PreviewRow


class Grey:
    """Stands in for the decoder: gives two grey pixels, or fails, and counts how often it is asked."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails
        self.asked = 0
        self.wiped = False
        self.width, self.height, self.stride, self.format = 2, 1, 4, "grey8"
        self.buffer = memoryview(bytes((7, 200, 0, 0)))

    def look(self, *_: Any, **__: Any) -> Grey:
        """Gives itself as the pixels."""
        self.asked += 1
        if self.fails:
            raise MediaError("It cannot be shown.")
        return self

    def wipe(self) -> None:
        """Notes that the pixels were wiped."""
        self.wiped = True


@pytest.fixture
def person() -> Iterator[Person]:
    """Opens the record of the person at the desk."""
    opened = open_person()
    yield opened
    opened.close()


@pytest.fixture
def veiled(case: OpenCase, actor: Actor) -> OpenCase:
    """Opens a case whose exhibits have veils that a test can tell apart: of a picture, of two frames, of two pages."""
    plain = [Veil(2, 1, bytes((level, level)), bytes((level,) * 8)) for level in range(16)]
    rows = (
        Preview(Facts(), Veil(2, 1, bytes((0, 15)), bytes((0, 0, 15, 15) * 2))),
        Preview(Facts(), sheet=(SheetFrame(1.0, plain[3]), SheetFrame(4.0, plain[9]))),
        Preview(Facts(), pages=(plain[5], plain[7])),
    )
    with case.write(actor, PREVIEW, "Preview", "EX-0001") as work:
        for number, preview in enumerate(rows, 1):
            work.put(PreviewRow(number, preview))
    return case


def tone(path: Path) -> int:
    """Reads the one tone of a picture."""
    with Image.open(path) as picture:
        (found,) = set(picture.convert("L").tobytes())
    return int(found)


def test_a_veil_leaves_as_a_grey_picture_of_its_samples_with_an_entry(
    veiled: OpenCase, person: Person, actor: Actor, tmp_path: Path
) -> None:
    taken = take_out_veil(veiled, person, actor, 1, Rung.VEIL, tmp_path / "v.png")
    data = taken.path.read_bytes()
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.mode, picture.size) == ("L", (32, 16)) and picture.info == {}
        assert min(picture.tobytes()) > 60 and max(picture.tobytes()) < 196
    assert taken.digest == digest_of(data)
    entry = entries(veiled)[0]
    assert (entry.verb, entry.subjects) == ("exhibit.preview_export", ("EX-0001",))
    assert entry.label == f"Export EX-0001 as veil, sha256 {taken.digest}"
    assert exposures(veiled) == () and own_looks(person) == ()


def test_page_place_and_region_choose_the_veil(veiled: OpenCase, person: Person, actor: Actor, tmp_path: Path) -> None:
    parts = {"a": Part(), "b": Part(seconds=3.9), "c": Part(seconds=4.0), "d": Part(seconds=0.0)}
    tones = {}
    for name, part in parts.items():
        tones[name] = tone(take_out_veil(veiled, person, actor, 2, Rung.HAZE, tmp_path / name, part).path)
    assert tones["a"] == tones["b"] == tones["d"] < tones["c"]
    pages = [take_out_veil(veiled, person, actor, 3, Rung.HAZE, tmp_path / f"{n}", Part(page=n)).path for n in (1, 2)]
    assert tone(pages[0]) < tone(pages[1])
    with pytest.raises(NoSuchItem, match="Page 3"):
        take_out_veil(veiled, person, actor, 3, Rung.HAZE, tmp_path / "e", Part(page=3))
    right = Part(region=(0.75, 0.0, 0.25, 1.0))
    cut = take_out_veil(veiled, person, actor, 1, Rung.VEIL, tmp_path / "f", right)
    assert (cut.width, cut.height) == (8, 16)
    with Image.open(cut.path) as picture:
        assert min(picture.tobytes()) > 128


@pytest.mark.parametrize("rung", [Rung.OUTLINE, Rung.GREY, Rung.COLOUR])
def test_nothing_clearer_leaves_without_a_look(
    veiled: OpenCase, person: Person, actor: Actor, tmp_path: Path, rung: Rung
) -> None:
    with pytest.raises(RevealRefused, match="more than a veil"):
        take_out_veil(veiled, person, actor, 1, rung, tmp_path / "v.png")
    assert list(tmp_path.glob("*.png")) == []


def test_a_clear_picture_leaves_by_a_look_that_begins_and_ends(
    case: OpenCase, person: Person, actor: Actor, tmp_path: Path
) -> None:
    grey = Grey()
    to = tmp_path / "look.png"
    taken = take_out_look(case, person, grey, actor, 1, Rung.GREY, Reason.LEGAL_REQUEST, to)  # type: ignore[arg-type]
    with Image.open(to) as picture:
        assert (picture.size, picture.tobytes()) == ((2, 1), bytes((7, 200)))
    (look,) = exposures(case)
    assert (look.reason, look.cause, look.rung) == (Reason.LEGAL_REQUEST, EndCause.STOPPED, Rung.GREY)
    assert grey.wiped and len(own_looks(person)) == 1
    assert [entry.verb for entry in entries(case)[:3]] == ["look.end", "exhibit.preview_export", "look.begin"]
    assert taken.digest == digest_of(to.read_bytes())


def refuse(case: OpenCase, person: Person, actor: Actor, to: Path, rung: Rung = Rung.GREY) -> tuple[str, Grey]:
    """Asks for a clear picture that must not leave, and returns what was said."""
    grey = Grey()
    with pytest.raises(WorkbenchError) as caught:
        take_out_look(case, person, grey, actor, 1, rung, Reason.REVIEW, to)  # type: ignore[arg-type]
    return caught.value.message, grey


def test_where_something_lies_already_nobody_looks(
    veiled: OpenCase, person: Person, actor: Actor, tmp_path: Path
) -> None:
    to = tmp_path / "there.png"
    to.write_bytes(b"before")
    said, grey = refuse(veiled, person, actor, to)
    assert "there already" in said and grey.asked == 0 and exposures(veiled) == ()
    assert to.read_bytes() == b"before"
    with pytest.raises(NotWritten):
        take_out_veil(veiled, person, actor, 1, Rung.VEIL, to)


def test_what_is_extreme_withdrawn_or_over_the_ceiling_never_leaves(
    veiled: OpenCase, person: Person, actor: Actor, tmp_path: Path
) -> None:
    to = tmp_path / "never.png"
    set_case_rules(veiled, actor, Layer("x", (Tightening(ceiling=Rung.OUTLINE),)))
    assert refuse(veiled, person, actor, to)[1].asked == 0
    set_case_rules(veiled, actor, Layer("x", (Tightening(ceiling=Rung.SEALED),)))
    with pytest.raises(RevealRefused, match="end below Veil"):
        take_out_veil(veiled, person, actor, 1, Rung.VEIL, to)
    set_case_rules(veiled, actor, Layer("x"))
    set_sensitivity(veiled, actor, [1], Sensitivity.EXTREME)
    assert "rated extreme" in refuse(veiled, person, actor, to)[0]
    with pytest.raises(RevealRefused):
        take_out_veil(veiled, person, actor, 1, Rung.VEIL, to)
    withdraw(veiled, actor, 2, "not ours")
    with pytest.raises(RevealRefused, match="withdrawn"):
        take_out_veil(veiled, person, actor, 2, Rung.VEIL, to)
    assert not to.exists() and exposures(veiled) == ()


def test_a_picture_that_cannot_be_decoded_leaves_no_file(
    case: OpenCase, person: Person, actor: Actor, tmp_path: Path
) -> None:
    to = tmp_path / "look.png"
    with pytest.raises(MediaError):
        take_out_look(case, person, Grey(fails=True), actor, 1, Rung.GREY, Reason.REVIEW, to)  # type: ignore[arg-type]
    assert not to.exists() and exposures(case)[0].cause is EndCause.FAILED


def test_a_picture_whose_entry_cannot_be_written_does_not_leave(
    case: OpenCase, person: Person, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> str:
        raise RevealRefused("no entry")

    monkeypatch.setattr("workbench.actions.taking_out._record", broken)
    said, grey = refuse(case, person, actor, tmp_path / "look.png")
    assert said == "no entry" and grey.wiped and exposures(case)[0].cause is EndCause.FAILED
    assert not (tmp_path / "look.png").exists()


@pytest.mark.parametrize(
    "part",
    [
        Part(region=(0, 0, 0, 1)),
        Part(region=(0.5, 0, 0.6, 1)),
        Part(region=(-0.1, 0, 0.5, 1)),
        Part(region=(float("nan"), 0, 0.5, 1)),
        Part(page=0),
        Part(page=-1),
        Part(seconds=-1),
        Part(seconds=float("nan")),
    ],
)
def test_parts_that_cannot_be_are_refused(
    veiled: OpenCase, person: Person, actor: Actor, tmp_path: Path, part: Part
) -> None:
    with pytest.raises(UsageError):
        take_out_veil(veiled, person, actor, 1, Rung.VEIL, tmp_path / "v.png", part)
