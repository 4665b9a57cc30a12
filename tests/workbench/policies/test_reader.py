"""Policy documents are read whole: sections with exact offsets, a title, a date, a version."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import PolicyError
from workbench.policies.markdown import slug
from workbench.policies.reader import read_policy

RULES = """---
title: Elections and Civic Processes
version: v14
effective: 2026-09-01
---

<!-- lint off -->
Short version first.

# 4. Voting

## 4.2 Interference

You may not:

(a) post false dates, or

(b) misstate the place of voting:

   (i) in words, or
   (ii) in pictures.

```
## 9.9 Not a heading
```

Setext Too
----------

1. **First step.** Ask.
2. Second step; act.

## Appeals

## Appeals
"""


def anchors(text: str) -> list[str]:
    """The anchors of a text's sections."""
    return [section.anchor for section in read_policy(text.encode(), "p.md").sections]


def nests(version) -> None:
    """Each two sections stand apart or one in the other."""
    for one in version.sections:
        for other in version.sections:
            apart = one.end <= other.start or other.end <= one.start
            held = one.start <= other.start and other.end <= one.end
            holds = other.start <= one.start and one.end <= other.end
            assert apart or held or holds, (one, other)


def test_sections_carry_number_title_and_anchor():
    version = read_policy(RULES.encode(), "elections.md")
    assert [(s.anchor, s.number, s.title) for s in version.sections] == [
        ("preamble", "", "Preamble"),
        ("4", "4", "Voting"),
        ("4.2", "4.2", "Interference"),
        ("4.2(a)", "a", "post false dates, or"),
        ("4.2(b)", "b", "misstate the place of voting"),
        ("4.2(b)(i)", "i", "in words, or"),
        ("4.2(b)(ii)", "ii", "in pictures"),
        ("setext-too", "", "Setext Too"),
        ("setext-too(1)", "1", "First step"),
        ("setext-too(2)", "2", "Second step"),
        ("appeals", "", "Appeals"),
        ("appeals-1", "", "Appeals"),
    ]


def test_a_section_starts_at_its_heading_and_a_clause_at_its_marker():
    version = read_policy(RULES.encode(), "elections.md")
    starts = {s.anchor: version.text[s.start : s.start + 14] for s in version.sections}
    assert starts["4.2"] == "## 4.2 Interfe"
    assert starts["4.2(b)"].startswith("(b) misstate")
    assert starts["setext-too"].startswith("Setext Too\n")
    assert starts["setext-too(2)"].startswith("2. Second step")
    nests(version)


def test_the_innermost_section_is_found_at_an_offset():
    version = read_policy(RULES.encode(), "elections.md")
    found = version.section_at(version.text.index("in pictures"))
    assert found is not None
    assert found.anchor == "4.2(b)(ii)"


def test_front_matter_names_the_version():
    version = read_policy(RULES.encode(), "elections.md", "rules")
    assert (version.policy, version.title, version.version) == ("elections", "Elections and Civic Processes", "14")
    assert version.name == "v14, from 1 Sep 2026"
    assert version.text == RULES


@pytest.mark.parametrize(
    ("name", "folder", "policy", "version", "effective"),
    [
        ("2023-12-27_f1d4c7a0.md", "acceptable-use", "acceptable-use", "2023-12-27-f1d4c7a0", date(2023, 12, 27)),
        ("2023-12-27.md", "data/Acceptable Use", "acceptable-use", "2023-12-27", date(2023, 12, 27)),
        ("2026-04-13T10-00-00Z.md", "Terms", "terms", "2026-04-13", date(2026, 4, 13)),
        ("ads-policy-2026-10-03.md", "", "ads-policy", "2026-10-03", date(2026, 10, 3)),
        ("Ads Policy v3.1.txt", "", "ads-policy", "3.1", None),
        ("2023-13-45_x.md", "", "2023-13-45_x", None, None),
    ],
)
def test_the_file_name_fills_in_what_the_text_leaves_open(name, folder, policy, version, effective):
    read = read_policy(b"# Rules\n\nBe kind.\n", name, folder)
    assert (read.policy, read.effective) == (policy, effective)
    assert read.version == (version or read.digest[:8])


def test_numbers_are_read_in_the_ways_people_write_them():
    text = "## 1\\. Who\n\n## §2 What\n\n## Section 3: Where\n\n## A. Letters\n\n## Appeals 24 hours\n\n### 1.1. Sub\n"
    assert anchors(text) == ["1", "2", "3", "A", "appeals-24-hours", "1.1"]


def test_letters_under_a_numbered_heading_are_cited_with_it():
    text = "## 7. Products\n\n### a. First\n\n#### 1. Inner\n\n### b. Second\n\n## 8. More\n\n### 2. Own\n"
    assert anchors(text) == ["7", "7(a)", "7(a)(1)", "7(b)", "8", "8.2"]


def test_markers_out_of_order_are_no_clauses():
    assert anchors("# One\n\nv. the other party\n\n(c) alone\n\na. first\n\nb. second\n\nd. skipped\n") == [
        "one",
        "one(a)",
        "one(b)",
    ]


def test_windows_line_ends_and_a_byte_order_mark_change_no_offsets():
    text = RULES.replace("\n", "\r\n")
    version = read_policy(b"\xef\xbb\xbf" + text.encode(), "elections.md")
    assert version.text == text
    assert version.text[version.sections[2].start :].startswith("## 4.2 Interference\r\n")
    assert [s.anchor for s in version.sections] == anchors(RULES)


def test_old_encodings_are_read():
    assert read_policy("# Règles\n\nPas d’abus.".encode("cp1252"), "r.md").title == "Règles"
    assert read_policy("# Regeln\n\nÄ".encode("utf-16"), "r.md").title == "Regeln"
    assert read_policy("# قواعد النشر\n\nنص".encode(), "r.md").sections[0].anchor == "قواعد-النشر"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\t",
        b"\xef\xbb\xbf",
        b"%PDF-1.7 \n",
        b"PK\x03\x04rest",
        b"a\0b",
        b"\x01\x02\x03\x04" * 9,
        b"<!doctype html><p>x",
        b"x" * (17 << 20),
    ],
)
def test_what_is_no_policy_is_refused_with_a_remedy(data):
    with pytest.raises(PolicyError) as refused:
        read_policy(data, "p.md")
    assert refused.value.message
    assert refused.value.remedy


def test_a_text_without_headings_takes_its_title_from_its_name():
    version = read_policy(b"Be kind.\n", "house-rules.md")
    assert version.title == "House rules"
    assert [s.anchor for s in version.sections] == ["preamble"]


@given(st.text(max_size=400))
@settings(max_examples=120, deadline=None)
def test_any_text_is_read_or_refused(text):
    try:
        version = read_policy(text.encode("utf-8", "surrogatepass"), "p.md")
    except PolicyError:
        return
    nests(version)
    assert len({s.anchor for s in version.sections}) == len(version.sections)
    assert all(0 <= s.start < s.end <= len(version.text) for s in version.sections)


def test_slugs_are_made_as_github_makes_them():
    assert slug("What Is the DMCA?") == "what-is-the-dmca"
    assert slug("B. What About Forks? (or What's a Fork?)") == "b-what-about-forks-or-whats-a-fork"


def test_every_real_policy_is_read(shared_data):
    files = sorted((shared_data / "policies").rglob("*.md"))
    assert len(files) > 100
    for file in files:
        version = read_policy(file.read_bytes(), file.name, file.parent.name)
        nests(version)
        for section in version.sections:
            if section.level and not section.anchor.endswith(")"):
                words = version.text[section.start : section.end].lstrip("# \n").replace("\\", "")
                assert words.startswith(section.number), (file, section)
                first = section.title.split()[0]
                assert first in words[:200], (file, section)
