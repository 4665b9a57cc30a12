"""A demonstration of any folder: every file comes along, and pictures and clips play the parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.casefile.decisions import Judgement
from workbench.casefile.occurrences import read_time
from workbench.demo.folder import FEATURED, material_from
from workbench.errors import UsageError


def fill(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_every_file_comes_along_by_name(tmp_path: Path) -> None:
    fill(tmp_path, "b.jpg", "a.txt", "deep/er/c.mp4")
    material = material_from(tmp_path)
    assert material.files == ("a.txt", "b.jpg", "deep/er/c.mp4")
    assert all(path.is_file() for path in material.paths)
    assert material.policies


def test_the_first_pictures_and_clips_play_the_parts(tmp_path: Path) -> None:
    fill(tmp_path, "notes.txt", *(f"{index}.png" for index in range(9)))
    script = material_from(tmp_path).scenario
    featured = [f"{index}.png" for index in range(FEATURED)]
    assert [judged.file for judged in script.decisions] == featured
    assert [judged.judgement for judged in script.decisions[:4]] == list(Judgement)
    assert [cited.file for cited in script.quotations] == featured
    assert {cited.section for cited in script.quotations} == {"4.2(a)"}
    assert all(read_time(told.when, told.zone) for told in script.happenings)


def test_a_folder_without_pictures_has_a_script_too(tmp_path: Path) -> None:
    fill(tmp_path, "notes.txt")
    assert material_from(tmp_path).scenario.decisions == ()


def test_a_link_that_leads_nowhere_does_not_stop_the_script(tmp_path: Path) -> None:
    (tmp_path / "gone.jpg").symlink_to(tmp_path / "nothing.jpg")
    assert material_from(tmp_path).files == ("gone.jpg",)


@pytest.mark.parametrize("missing", [True, False])
def test_nothing_to_show_is_said_in_words(tmp_path: Path, missing: bool) -> None:
    with pytest.raises(UsageError) as refusal:
        material_from(tmp_path / "nowhere" if missing else tmp_path)
    assert refusal.value.remedy
