"""Texts that a reader takes for the same word fold alike, in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.folding import fold, fold_traced, index_words, query_words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Straße", "STRASSE"),
        ("İSTANBUL", "istanbul"),
        ("ISPARTA", "ısparta"),
        ("Café", "cafe\u0301"),
        ("Ελλάδα", "ΕΛΛΑΔΑ"),
        ("ὈΔΥΣΣΕΎΣ", "οδυσσευς"),
        ("ёлка", "ЕЛКА"),
        ("ｶﾀｶﾅ", "カタカナ"),
        ("ﬁne", "FINE"),
        ("Ｗｉｄｅ", "wide"),
        ("الْعَرَبِيَّة", "العربيه"),
        ("أحمد", "احمد"),
        ("محمـــد", "محمد"),
        ("کتاب", "كتاب"),
        ("שָׁלוֹם", "שלום"),
        ("١٢٣", "123"),
        ("१२३", "123"),
        ("in\u00advisible", "invisible"),
        ("a\u200bb\u202ec", "abc"),
        ("Łódź", "lodz"),
        ("👍🏽", "👍"),
        ("❤\ufe0f", "❤"),
        ("क\u093c", "\u0958"),
    ],
)
def test_the_same_word_folds_alike(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(
    ("one", "other"), [("йод", "иод"), ("की", "क"), ("हिन्दी", "हन्द"), ("が", "か"), ("🇩🇪", "🇪🇩"), ("ก้าว", "กาว")]
)
def test_another_word_stays_another(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_run_without_spaces_becomes_pairs_and_its_last_character() -> None:
    assert index_words("北京市abc").split() == ["北京", "京市", "市", "abc"]
    assert query_words("北京市").pieces == ("北京", "京市")
    assert query_words("京").pieces == ("京",)
    assert query_words("京").opens
    assert query_words("市abc").pieces == ("市", "abc")


def test_each_emoji_is_a_word_and_a_flag_is_one() -> None:
    assert len(index_words("good👍🏿👩\u200d🚀!🇩🇪🇺🇸").split()) == 7
    assert query_words("🇪🇺").pieces[0] not in index_words("🇩🇪🇺🇸").split()


@given(st.text())
def test_folding_a_folded_text_changes_nothing_and_never_fails(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    fold(text).encode()
    index_words(text).encode()


@given(st.text(alphabet="aÉßİжй北京がｶﾞ한ก้าहिन्दीأَ👍🏽👩\u200d🚀🇩🇪 -1१"))
def test_a_traced_text_points_into_the_text_it_came_from(text: str) -> None:
    folded, places = fold_traced(text)
    assert len(places) == len(folded) + 1
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)


@pytest.mark.parametrize(
    "text", ["Straße über", "हिन्दी क़लम", "食べガﾞ", "👩\u200d🚀🇩🇪", "한국어", "ก้าวหน้า ำ", "الْعَرَبِيَّة"]
)
def test_a_traced_text_is_the_folded_text(text: str) -> None:
    assert fold_traced(text)[0] == fold(text)


def test_each_character_is_traced_as_it_folds() -> None:
    characters = [chr(code) for code in range(0xD800)]
    assert [one for one in characters if fold_traced(one)[0] != fold(one)] == []
