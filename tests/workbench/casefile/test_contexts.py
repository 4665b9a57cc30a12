"""The words around a hit are short, marked, and show nothing that hides."""

from __future__ import annotations

import pytest

from workbench.casefile.contexts import context, finder
from workbench.casefile.searching import read_query
from workbench.casefile.visible import visible


def _shown(text: str, query: str) -> str:
    return "".join(
        f"[{piece.text}]" if piece.hit else piece.text for piece in context([text], finder(read_query(query)))
    )


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("The cat concatenates.", "cat", "The [cat] concatenates."),
        ("Die Straße dort", "strasse", "Die [Straße] dort"),
        ("ein Café da", "cafe", "ein [Café] da"),
        ("今天北京市下雨", "北京", "今天[北京]市下雨"),
        ("यह हिन्दी है", "हिन्दी", "यह [हिन्दी] है"),
        ("so good 👍🏽 yes", "👍", "so good [👍🏽] yes"),
        ("one quick  brown fox", '"quick brown"', "one [quick brown] fox"),
        ("IMG_20341.jpg", "0341", "IMG_2[0341].jpg"),
        ("كتب أحمد هنا", "احمد", "كتب [أحمد] هنا"),
        ("walking walks", "walk*", "[walk]ing [walk]s"),
        ("Cafés, café and cafe", "cafe", "Cafés, [café] and [cafe]"),
        ("ＦＵＬＬ full", "full", "[ＦＵＬＬ] [full]"),
        ("wave 👍🏽 and 👍🏿", "👍🏿 ", "wave [👍🏽] and [👍🏿]"),
        ("İSTANBUL istanbul", "istanbul", "[İSTANBUL] [istanbul]"),
        ("concat the cat", "cat", "concat the [cat]"),
        ("Über concat der Cat", "cat", "Über concat der [Cat]"),
    ],
)
def test_what_was_looked_for_is_marked(text: str, query: str, shown: str) -> None:
    assert _shown(text, query) == shown


@pytest.mark.parametrize("filler", ["word ", "слово ", "字"])
def test_a_hit_deep_in_a_long_text_is_shown_with_little_around_it(filler: str) -> None:
    shown = _shown(filler * 5000 + " needle " + filler * 5000, "needle")
    assert "[needle]" in shown
    assert len(shown) < 260
    assert shown.startswith("…")
    assert shown.endswith("…")


@pytest.mark.parametrize("filler", ["word ", "слово ", "字", "é"])
def test_what_is_written_otherwise_than_typed_is_found_deep_in_a_long_text(filler: str) -> None:
    assert "[Café]" in _shown(filler * 5000 + " Café " + filler * 5000, "cafe")


def test_what_would_hide_or_turn_the_line_around_is_written_out() -> None:
    assert _shown("a\u202egnp.exe needle\x07", "needle") == "a\\u{202E}gnp.exe [needle]\\u{7}"


def test_joiners_stay_where_a_script_needs_them() -> None:
    assert visible("👩\u200d🚀 می\u200cخواهم a\u200db") == "👩\u200d🚀 می\u200cخواهم a\\u{200D}b"


def test_without_a_hit_the_beginning_is_shown() -> None:
    assert _shown("no such word", "needle") == "no such word"
