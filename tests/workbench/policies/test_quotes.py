"""Quoted words are found where they stand, however they were copied."""

from __future__ import annotations

import pytest

from workbench.errors import NoSuchPolicy, QuoteNotFound
from workbench.policies.reader import find_quote, find_section, read_policy

TEXT = """# Rules

## 1. Dates

You may **not** post “false dates”—whether in
words, [pictures](https://example.org) or sound.

- (a) It’s the *voter’s* right.

## 2. Places

Post no false places. You may also leave.
"""


@pytest.fixture
def version():
    """A small policy."""
    return read_policy(TEXT.encode(), "rules-v2.md")


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("Post no false places.", "Post no false places."),
        ("You may not post", "You may **not** post"),
        ('"false dates"-whether in words', "“false dates”—whether in\nwords"),
        ("in   words,\n pictures or sound", "in\nwords, [pictures](https://example.org) or sound"),
        ("It's the voter's right.", "It’s the *voter’s* right."),
        ("You may **not** post", "You may **not** post"),
        ('You may **not**  post "false', "You may **not** post “false"),
        ("Dates You may not", "Dates\n\nYou may **not"),
    ],
)
def test_a_quote_is_found(version, quote, found):
    start, end = find_quote(version, quote)
    assert version.text[start:end] == found


def test_a_section_narrows_the_search(version):
    start, _ = find_quote(version, "You may", "2")
    assert start > version.text.index("## 2.")
    with pytest.raises(QuoteNotFound) as missing:
        find_quote(version, "false dates", "§2")
    assert "section 1" in missing.value.remedy


@pytest.mark.parametrize("quote", ["", "  \n", "no such words"])
def test_words_that_do_not_stand_there_are_refused(version, quote):
    with pytest.raises(QuoteNotFound) as refused:
        find_quote(version, quote)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("name", "anchor"),
    [("1", "1"), ("§ 2", "2"), ("Section 1.", "1"), ("places", "2"), ("1(a)", "1(a)"), ("1(A)", "1(a)")],
)
def test_a_section_is_found_as_people_name_it(version, name, anchor):
    assert find_section(version, name).anchor == anchor


def test_an_unknown_section_is_answered_with_those_that_exist(version):
    with pytest.raises(NoSuchPolicy) as refused:
        find_section(version, "9.9")
    assert "1, 1(a), 2" in refused.value.remedy
