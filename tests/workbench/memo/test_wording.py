"""Times, sizes and names are written one way, and nothing can hide in text that somebody else wrote."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.exhibit_numbers import number_from_path
from workbench.memo.wording import (
    clipped,
    defanged,
    exhibits_words,
    in_order,
    listed,
    shown,
    size_words,
    span_words,
    unlinked,
)


@pytest.mark.parametrize(
    ("given_text", "shows"),
    [
        ("a\tb\r\nc", "a b c"),
        ("x\u202egnp.exe", "x‹U+202E›gnp.exe"),
        ("zero\u200bwidth", "zero‹U+200B›width"),
        ("nul\0", "nul‹U+0000›"),
        ("\ud800", "‹U+D800›"),
        ("\ue000", "‹U+E000›"),
        ("\uffff", "‹U+FFFF›"),
        ("می‌خواهم", "می‌خواهم"),
        ("👩‍💻", "👩‍💻"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        ("tag\U000e0041", "tag‹U+E0041›"),
    ],
)
def test_hidden_characters_are_written_out(given_text, shows):
    assert shown(given_text) == shows


@given(st.text())
def test_what_is_shown_has_no_controls_and_can_be_encoded(text):
    out = shown(text)
    out.encode("utf-8")
    assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp", "Co") for letter in out)
    assert not set(out) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def test_exhibits_are_named_in_runs():
    assert exhibits_words([3, 1, 2, 7]) == "EX-0001 to EX-0003 and EX-0007"
    assert exhibits_words([1, 2]) == "EX-0001, EX-0002"
    assert exhibits_words(range(1, 40, 2), most=2) == "EX-0001, EX-0003 and 18 more"
    assert exhibits_words([]) == ""


def test_what_was_unpacked_is_named_where_it_is_read():
    child, second, grandchild = (number_from_path(path) for path in ((1, 2), (1, 3), (1, 2, 4)))
    assert exhibits_words([2, child, 1]) == "EX-0001, EX-0001.2 and EX-0002"
    assert exhibits_words([second, 2, child, 3, 4]) == "EX-0001.2, EX-0001.3 and EX-0002 to EX-0004"
    assert exhibits_words([grandchild, child, second], most=1) == "EX-0001.2 and 2 more"


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_204_331, "1.2 MB"), (999_600, "1.0 MB"), (5e15, "5,000 TB")],
)
def test_sizes_read_as_people_say_them(size, words):
    assert size_words(int(size)) == words


def test_small_things_are_said_plainly():
    assert span_words(47.3) == "47 s"
    assert span_words(3700) == "1 h 1 min"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a"]) == "a"
    assert clipped("one two three", 9) == "one two…"
    assert defanged("HTTPS://example.org/a.b") == "hxxps://example[.]org/a.b"
    assert defanged("ftp://example.org") == "ftp://example.org"
    assert unlinked("at http://a.b/c.d or https://e.f") == "at hxxp://a[.]b/c.d or hxxps://e[.]f"


def test_sections_sort_as_a_document_counts_them():
    assert sorted(["6.1(a)", "4.10", "4.2(b)", "4.2", "appeals", "4.2(a)"], key=in_order) == [
        "4.2",
        "4.2(a)",
        "4.2(b)",
        "4.10",
        "6.1(a)",
        "appeals",
    ]
