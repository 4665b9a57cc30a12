"""The reader shows clean prose, and every displayed character still knows where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import PolicyError
from workbench.policies.prose import blocks, reading_text
from workbench.policies.reader import read_policy

TEXT = """---
title: T
---
# The *main* `rule`

You **must not** [post false dates](https://example.org/a(b) "why") or 5 &gt; 4 \\* x.\x20\x20
Second line{% ifversion fpt %}, see {% data variables.contact.report_abuse %}{% endif %}.
<!-- hidden -->

* one
  1. inner **two**

> quoted
> words

| a | b |
|---|---|
| c | *d* |

```
code *as is*
```
"""


def laid_out(text: str = TEXT):
    """The version and its blocks."""
    version = read_policy(text.encode(), "t.md")
    return version, blocks(version)


def test_markers_links_and_comments_are_not_displayed():
    shown = [(block.kind, block.level, block.marker, block.text) for block in laid_out()[1]]
    assert shown == [
        ("heading", 1, "", "The main rule"),
        ("paragraph", 0, "", "You must not post false dates or 5 > 4 * x.\nSecond line, see report abuse."),
        ("item", 1, "•", "one"),
        ("item", 2, "1.", "inner two"),
        ("quote", 1, "", "quoted words"),
        ("table", 1, "", "a\tb"),
        ("table", 0, "", "c\td"),
        ("code", 0, "", "code *as is*"),
    ]


def test_a_selection_maps_to_the_exact_source():
    version, laid = laid_out()
    paragraph = laid[1]
    first = paragraph.text.index("must not post")
    start, end = paragraph.source_range(first, first + len("must not post false"))
    assert version.text[start:end] == "must not** [post false"
    at = paragraph.text.index(">")
    assert version.text[slice(*paragraph.source_range(at, at + 1))] == "&gt;"
    star = paragraph.text.index("*")
    assert version.text[paragraph.source_offset(star)] == "*"


def test_a_stored_range_maps_back_to_the_display():
    version, laid = laid_out()
    at = version.text.index("false dates")
    first, last = laid[1].display_range(at, at + len("false dates"))
    assert laid[1].text[first:last] == "false dates"
    assert laid[0].display_range(at, at + 5) is None


def test_the_end_of_a_block_is_the_end_of_its_words():
    version, laid = laid_out()
    assert version.text[: laid[0].source_offset(len(laid[0].text))].endswith("`rule")


def test_one_section_reads_as_plain_text():
    version = read_policy(b"# A\n\nx *y*\n\n# B\n\n- z\n", "t.md")
    assert reading_text(version, version.sections[1]) == "B\n\n• z"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind_keep_the_map(line_end):
    version, laid = laid_out(TEXT.replace("\n", line_end))
    for block in laid:
        for index, letter in enumerate(block.text):
            stands = version.text[block.source_offset(index)]
            assert stands == letter or letter in " \n\t>" or (block.kind == "table")


@given(st.text(alphabet="ab *_`[]()<>!\\&;|#-1.\n\r\t>{}%é漢", max_size=120))
@settings(max_examples=300, deadline=None)
def test_the_map_stays_inside_the_text_whatever_the_markdown(text):
    try:
        version, laid = laid_out(text)
    except PolicyError:
        return
    for block in laid:
        offsets = [block.source_offset(index) for index in range(len(block.text) + 1)]
        assert all(0 <= at <= len(version.text) for at in offsets)
        assert offsets == sorted(offsets)
        assert sum(span.length for span in block.spans) == len(block.text)


def test_real_policies_map_letter_for_letter(shared_data):
    for name in ("github-current", "wordpress-com-terms-of-service"):
        for file in sorted((shared_data / "policies" / name).glob("*.md")):
            version = read_policy(file.read_bytes(), file.name, name)
            for block in blocks(version):
                for index, letter in enumerate(block.text):
                    stands = version.text[block.source_offset(index)]
                    assert stands == letter or (letter == " " and stands in "\n_"), (file.name, block.text[:40])
