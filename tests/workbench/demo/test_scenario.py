"""The script agrees with the policy it cites, with the files it names and with the clip it marks."""

from __future__ import annotations

import re

import pytest

from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.memos import MemoPart
from workbench.casefile.occurrences import read_time
from workbench.casefile.policies import PolicyVersion
from workbench.demo import papers
from workbench.demo.clips import NOTICE
from workbench.demo.material import CLIP, ORDER, sample_policies
from workbench.demo.scenario import FALSE_DATE, SCENARIO
from workbench.errors import QuoteNotFound
from workbench.policies.reader import find_quote, read_policy


@pytest.fixture(scope="module")
def versions() -> dict[str, PolicyVersion]:
    read = [read_policy(path.read_bytes(), path.name, path.parent.name) for path in sample_policies()]
    return {version.version: version for version in read}


def test_the_sample_policy_has_two_dated_versions(versions: dict[str, PolicyVersion]) -> None:
    assert list(versions) == ["13", "14"]
    assert {version.policy for version in versions.values()} == {"ads-civic-integrity"}
    old, new = versions["13"].effective, versions["14"].effective
    assert old is not None and new is not None and old < new


@pytest.mark.parametrize("cited", SCENARIO.quotations, ids=lambda cited: f"{cited.section} {cited.file[:20]}")
def test_every_quote_stands_in_the_section_it_names(versions: dict[str, PolicyVersion], cited) -> None:
    version = versions[cited.version]
    start, end = find_quote(version, cited.quote, cited.section)
    assert version.text[start:end] == cited.quote
    assert version.policy == cited.policy


def test_the_versions_differ_where_it_matters(versions: dict[str, PolicyVersion]) -> None:
    with pytest.raises(QuoteNotFound):
        find_quote(versions["13"], FALSE_DATE)
    assert versions["13"].section("6.1(b)") is None
    assert versions["14"].section("6.1(b)") is not None


def test_every_judgement_names_a_section_of_the_policy(versions: dict[str, PolicyVersion]) -> None:
    assert all(versions["14"].section(judged.section) for judged in SCENARIO.decisions)
    assert {judged.judgement for judged in SCENARIO.decisions} == set(Judgement)


def test_every_file_of_the_script_is_in_the_material() -> None:
    named = {line.file for line in (*SCENARIO.marks, *SCENARIO.quotations, *SCENARIO.decisions)}
    named |= {file for told in SCENARIO.happenings for file in told.files} | {file for file, _ in SCENARIO.sensitive}
    named |= {file for origin in SCENARIO.origins for file in origin.files} | set(SCENARIO.opened)
    assert named <= set(ORDER)
    assert len(ORDER) == len(set(ORDER))


def test_every_mark_on_the_clip_lies_within_it() -> None:
    anchors = [line.anchor for line in (*SCENARIO.marks, *SCENARIO.quotations) if line.file == CLIP]
    assert len(anchors) >= 6
    assert all((anchor.end or anchor.start or 0) <= NOTICE[-1].until == 47.0 for anchor in anchors)


def test_only_clips_are_marked_in_time() -> None:
    timed = {line.file for line in (*SCENARIO.marks, *SCENARIO.quotations) if line.anchor.start is not None}
    assert timed == {CLIP}


def test_what_happened_is_told_in_order_and_in_real_zones() -> None:
    moments = [read_time(told.when, told.zone)[0] for told in SCENARIO.happenings]
    assert moments == sorted(moments)
    assert {moment.year for moment in moments} == {2026}


def test_some_exhibits_are_left_to_review_and_one_is_sensitive() -> None:
    judged = [line.file for line in SCENARIO.decisions]
    assert len(judged) == len(set(judged))
    assert len(ORDER) - len(judged) >= 10
    assert [sensitivity for _, sensitivity in SCENARIO.sensitive] == [Sensitivity.SENSITIVE]


def test_the_memo_has_words_for_every_part() -> None:
    assert [part for part, _ in SCENARIO.memo] == list(MemoPart)


def test_every_address_is_reserved_for_examples() -> None:
    for paper in (papers.PAGE, papers.CHAT, *(origin.provenance.source_url for origin in SCENARIO.origins)):
        assert all(host.endswith(".example") for host in re.findall(r"https?://([^/\s\"]+)", paper))
