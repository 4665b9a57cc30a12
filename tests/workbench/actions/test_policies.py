"""Policies: imported once, found by name, version or day, and pinned into a case word for word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workbench.actions.cases import OpenCase
from workbench.actions.custody import verify
from workbench.actions.policies import (
    citations,
    cite,
    cite_quote,
    cited_versions,
    import_policies,
    library,
    policy_version,
    remove_citation,
)
from workbench.casefile.identity import Actor, digest_of
from workbench.errors import NoSuchItem, NoSuchPolicy, QuoteNotFound
from workbench.jobs import finish


def test_a_version_is_kept_once_and_found_by_name_version_and_day(policy_files: tuple[Path, Path]) -> None:
    assert len(finish(import_policies(policy_files)).imported) == 2
    again = finish(import_policies(policy_files))
    assert again.imported == () and len(again.known) == 2
    assert [version.version for version in library()] == ["1", "2"]
    assert policy_version("sample-ads").version == "2"
    assert policy_version("sample-ads", "1").effective == date(2026, 1, 1)
    assert policy_version("sample-ads", on=date(2026, 5, 31)).version == "1"
    with pytest.raises(NoSuchPolicy):
        policy_version("sample-ads", on=date(2025, 1, 1))
    with pytest.raises(NoSuchPolicy, match="sample-ads"):
        policy_version("other")


def test_a_folder_stands_for_its_documents_and_a_bad_one_is_refused(
    policy_files: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = policy_files[0].parent
    (folder / "empty.md").write_bytes(b"")
    report = finish(import_policies([folder, tmp_path / "missing.md"]))
    assert len(report.imported) == 2
    assert {Path(refusal.source).name for refusal in report.refused} == {"empty.md", "missing.md"}


def test_a_citation_pins_words_version_and_digest_into_the_case(
    case: OpenCase, actor: Actor, policy_files: tuple[Path, Path]
) -> None:
    finish(import_policies(policy_files))
    pinned = cite_quote(case, actor, 2, "sample-ads", "4.2", "misstate the date, place or time")
    version = policy_version("sample-ads")
    assert version.text[pinned.start : pinned.end] == pinned.quote == "misstate the date, place or time"
    assert (pinned.section, pinned.version, pinned.version_digest) == ("4.2", "2", version.digest)
    assert pinned.quote_digest == digest_of(pinned.quote.encode())
    assert pinned.prefix.endswith("Nobody may ") and pinned.suffix.startswith(" of a vote.")
    assert cited_versions(case) == (version,)
    assert citations(case, 2) == (pinned,) and citations(case, 1) == ()
    assert finish(verify(case)).clean


def test_a_selection_is_cited_without_the_space_around_it(
    case: OpenCase, actor: Actor, policy_files: tuple[Path, Path]
) -> None:
    finish(import_policies(policy_files))
    version = policy_version("sample-ads")
    start = version.text.index(" binds every")
    pinned = cite(case, actor, 1, version, start, start + len(" binds every "))
    assert pinned.quote == "binds every" and version.text[pinned.start : pinned.end] == "binds every"
    with pytest.raises(QuoteNotFound):
        cite(case, actor, 1, version, start, start + 1)


def test_words_that_do_not_stand_there_are_not_cited(
    case: OpenCase, actor: Actor, policy_files: tuple[Path, Path]
) -> None:
    finish(import_policies(policy_files))
    with pytest.raises(QuoteNotFound):
        cite_quote(case, actor, 1, "sample-ads", "4.2", "binds every advertiser")
    with pytest.raises(NoSuchPolicy):
        cite_quote(case, actor, 1, "sample-ads", "9.9", "binds every advertiser")
    with pytest.raises(NoSuchItem):
        cite_quote(case, actor, 77, "sample-ads", "4.1", "binds every advertiser")
    assert citations(case) == ()


def test_a_citation_can_be_taken_off(case: OpenCase, actor: Actor, policy_files: tuple[Path, Path]) -> None:
    finish(import_policies(policy_files))
    pinned = cite_quote(case, actor, 1, "sample-ads", "4.1", None)
    remove_citation(case, actor, pinned.id)
    assert citations(case) == ()
    assert finish(verify(case)).clean
