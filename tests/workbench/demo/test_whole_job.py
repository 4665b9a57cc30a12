"""The whole job on the demonstration's material, and on a folder, leaves a case that verifies."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from workbench.actions import demonstration
from workbench.actions.annotations import annotations_of
from workbench.actions.cases import known_cases, open_case, summary
from workbench.actions.decisions import determinations
from workbench.actions.demonstration import Demonstration, demonstrate
from workbench.actions.exhibits import capture_state, exhibit, list_exhibits
from workbench.actions.groups import groups
from workbench.actions.memos import memo_words
from workbench.actions.occurrences import occurrences
from workbench.actions.policies import citations
from workbench.actions.previewing import open_decoder
from workbench.actions.search import search
from workbench.casefile.exhibits import Holding, Sensitivity
from workbench.casefile.identity import Actor
from workbench.demo.material import (
    ANSWER,
    DUPLICATE,
    EMPTY,
    MIRRORED,
    MIRRORED_OF,
    ORDER,
    PAGE,
    PASSED_ON,
    PASSED_ON_OF,
    Material,
)
from workbench.demo.scenario import CLIP, SCENARIO
from workbench.errors import CaseExists, UsageError
from workbench.jobs import Job, Progress, drive, finish

REVIEWER = Actor("Reviewer", "reviewer")


@pytest.fixture
def drawn(material: Material, monkeypatch: pytest.MonkeyPatch) -> Material:
    """Has the demonstration take the material that is drawn already."""

    def ready(folder: Path) -> Job[Material]:
        yield Progress(1, 1, "Drawing the pictures")
        return material

    monkeypatch.setattr(demonstration, "make_material", ready)
    return material


def run(folder: Path, media: Path | None = None) -> tuple[Demonstration, list[Progress]]:
    steps: list[Progress] = []
    with open_decoder() as decoder:
        return drive(demonstrate(folder, media, REVIEWER, decoder), steps.append), steps


def test_the_script_is_played_to_its_end(drawn: Material, tmp_path: Path) -> None:
    made, steps = run(tmp_path / "demo")
    assert made.verification.clean
    assert [Path(refusal.source).name for refusal in made.report.refused] == [EMPTY]
    assert [Path(source).name for source, _ in made.report.duplicates] == [DUPLICATE]
    assert [memo.name for memo in made.memos] == ["memo.html", "memo.pdf", "memo.md"]
    assert all(memo.stat().st_size > 1000 for memo in made.memos)
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert {step.total for step in steps} == {100}
    with open_case(made.case, REVIEWER) as case:
        named = {item.number: item.name for item in list_exhibits(case) if item.parent is None}
        (elsewhere,) = SCENARIO.elsewhere
        assert [*named.values()] == [*(name for name in ORDER if name not in (DUPLICATE, EMPTY)), elsewhere.name]
        numbers = {name: number for number, name in named.items()}
        assert exhibit(case, numbers[elsewhere.name]).holding is Holding.REFERENCE
        enclosed = [item.name for item in list_exhibits(case) if item.parent == numbers[ANSWER]]
        assert enclosed[1:] == ["notice at the door.jpg", "places.csv"]
        assert capture_state(case, numbers[PAGE]).score == 3
        judged = determinations(case)
        assert {named[number] for number in judged} == {*(line.file for line in SCENARIO.decisions), PASSED_ON}
        inherited = judged[numbers[PASSED_ON]].inherited
        assert inherited is not None and inherited.exhibit == numbers[PASSED_ON_OF] and inherited.distance <= 10
        mirrored = {numbers[MIRRORED], numbers[MIRRORED_OF]}
        assert any(mirrored <= set(group.numbers) for group in groups(case))
        described = {item.name: item.description for item in list_exhibits(case) if item.held and item.description}
        assert dict(SCENARIO.described).items() <= described.items()
        assert len(citations(case)) == len(SCENARIO.quotations)
        assert len(annotations_of(case)) == len(SCENARIO.marks)
        put_down = [item for item in occurrences(case) if not item.who]
        assert {told.title for told in SCENARIO.happenings} <= {item.title for item in put_down}
        assert sum(item.who == "Civic desk" for item in occurrences(case)) == 9
        assert search(case, "Linden School").total >= 3
        assert memo_words(case) == {part.value: words for part, words in SCENARIO.memo}
        sensitive = [item.name for item in list_exhibits(case) if item.sensitivity is Sensitivity.SENSITIVE]
        assert sensitive == [file for file, _ in SCENARIO.sensitive]
        clip = next(item for item in list_exhibits(case) if item.name == CLIP)
        assert clip.facts.seconds == pytest.approx(47, abs=0.2)
        assert clip.facts.has_sound
        assert case.case.due is not None
        assert case.case.question == SCENARIO.question
    assert [(known.reference, known.demonstration) for known in known_cases()] == [("HPE-2417", True)]


def test_the_files_of_a_folder_take_the_parts(tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    for index in range(3):
        Image.new("RGB", (60, 40), (80 * index, 90, 120)).save(media / f"{index}.png")
    (media / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing more")
    (media / "empty.mp4").write_bytes(b"")
    made, _ = run(tmp_path / "demo", media)
    assert made.verification.clean
    assert len(made.report.acquired) + len(made.report.refused) == 5
    assert made.previews.made == 3
    assert sorted(path.name for path in media.iterdir()) == ["0.png", "1.png", "2.png", "broken.jpg", "empty.mp4"]
    with open_case(made.case, REVIEWER) as case:
        assert summary(case).total == 4
        assert len(determinations(case)) == 4


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with open_decoder() as decoder, pytest.raises(CaseExists):
        finish(demonstrate(tmp_path, None, REVIEWER, decoder))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_missing_media_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    with open_decoder() as decoder, pytest.raises(UsageError):
        finish(demonstrate(tmp_path / "demo", tmp_path / "nowhere", REVIEWER, decoder))
    assert not (tmp_path / "demo").exists()


def test_stopping_frees_the_case(drawn: Material, tmp_path: Path) -> None:
    with open_decoder() as decoder:
        job = demonstrate(tmp_path / "demo", None, REVIEWER, decoder)
        for step in job:
            if step.doing == "Making previews":
                break
        job.close()
    with open_case(tmp_path / "demo" / "case", REVIEWER) as case:
        assert not case.read_only
        assert list_exhibits(case)
