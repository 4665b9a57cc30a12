"""Texts in passages: where they are cut, what is flagged in them, and where that lies in the text as it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.flags import flags_in
from workbench.casefile.listed_terms import Terms, terms_of
from workbench.casefile.passages import Flag, Length, Part, Passage, Span, heading_of, spoken_name
from workbench.casefile.passages_of import LONGEST, Portion, cut_places, length_of, piece_at, pieces_of
from workbench.casefile.visible import visible


def flagged(text: str, *terms: str) -> list[tuple[str, Flag]]:
    """Lists what is flagged in a text, with why."""
    return [(text[span.start : span.end], span.flag) for span in flags_in(text, Terms(terms))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to john.doe+x@mail.example.com.", ("john.doe+x@mail.example.com", Flag.EMAIL)),
        ("邮箱john@x.com吧", ("john@x.com", Flag.EMAIL)),
        ("jo\u200bhn@exam\u200dple.com!", ("jo\u200bhn@exam\u200dple.com", Flag.EMAIL)),
        ("see (https://x.com/a_(b)), now", ("https://x.com/a_(b", Flag.LINK)),
        ("看https://b23.tv/abc你", ("https://b23.tv/abc", Flag.LINK)),
        ("https://zh.wikipedia.org/wiki/维基 x", ("https://zh.wikipedia.org/wiki/维基", Flag.LINK)),
        ("hxxps://evil[.]example/x there", ("hxxps://evil[.]example/x", Flag.LINK)),
        ("join t.me/abc today", ("t.me/abc", Flag.LINK)),
        ("on example.com.", ("example.com", Flag.LINK)),
        ("IBAN DE89 3704 0044 0532 0130 00 is", ("DE89 3704 0044 0532 0130 00", Flag.ACCOUNT)),
        ("card 4111-1111-1111-1111, ok", ("4111-1111-1111-1111", Flag.ACCOUNT)),
        ("at 10.0.0.1:80 there", ("10.0.0.1:80", Flag.ADDRESS)),
        ("at 192[.]168[.]1[.]1 there", ("192[.]168[.]1[.]1", Flag.ADDRESS)),
        ("at 2001:db8::1/64 there", ("2001:db8::1/64", Flag.ADDRESS)),
        ("card aa:bb:cc:dd:ee:0f.", ("aa:bb:cc:dd:ee:0f", Flag.ADDRESS)),
        ("call +49 (0)151 1234-5678.", ("+49 (0)151 1234-5678", Flag.PHONE)),
        ("call (212) 555-0187.", ("(212) 555-0187", Flag.PHONE)),
        ("电话13812345678，好", ("13812345678", Flag.PHONE)),
        ("اتصل ٠١٥١٢٣٤٥٦٧٨ الآن", ("٠١٥١٢٣٤٥٦٧٨", Flag.PHONE)),
        ("ring １３８１２３４５６７８", ("１３８１２３４５６７８", Flag.PHONE)),
    ],
)
def test_what_identifies_is_flagged_in_any_script(text: str, expected: tuple[str, Flag]) -> None:
    assert flagged(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "std::vector abc::def 12:30:45",
        "on 2026-01-02 10, 02.01.2026 1234567",
        "card 4111 1111 1111 1112, IBAN GB82WEST12345698765433",
        "version 1.2.3.4.5, 300.1.1.1 and 3.14159265",
        "this.That e.g. main.py, a@b",
        "order 123456",
    ],
)
def test_what_only_looks_alike_is_not_flagged(text: str) -> None:
    assert flagged(text) == []


def test_two_numbers_side_by_side_are_both_found() -> None:
    found = flagged("0151 2345678 4111 1111 1111 1111")
    assert found == [("0151 2345678", Flag.PHONE), ("4111 1111 1111 1111", Flag.ACCOUNT)]


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        ("You FOOL!", "fool", "FOOL"),
        ("a foolish one", "fool", None),
        ("un Crétin fini", "cretin", "Crétin"),
        ("kill-your self", "kill your", "kill-your"),
        ("so\u200bft words", "soft", "so\u200bft"),
        ("我觉得很好", "觉得", "觉得"),
        ("ein Fuß breit", "fuss", "Fuß"),
    ],
)
def test_a_listed_term_is_found_as_a_whole_word_whatever_its_case_and_accents(
    text: str, term: str, found: str | None
) -> None:
    assert flagged(text, term) == ([(found, Flag.TERM)] if found else [])


def test_a_list_of_terms_is_one_a_line_with_remarks() -> None:
    assert terms_of("\ufeffone\n\n# a remark\n two words \none\n") == ("one", "two words")


def test_a_text_is_parted_at_empty_lines_and_a_page_of_short_lines_together() -> None:
    text = "one\nline\n\n \n\ttwo\r\n\r\nthree"
    assert [piece.raw for piece in pieces_of([Portion(Part.PARAGRAPH, text)])] == ["one\nline", "\ttwo", "three"]
    menu = "\n".join(f"item {number}" for number in range(100))
    together = [piece.raw for piece in pieces_of([Portion(Part.PARAGRAPH, menu, lines=True)])]
    assert len(together) == 3 and "\n".join(together) == menu


def test_messages_stay_whole_and_a_long_one_says_its_parts() -> None:
    portions = [Portion(Part.MESSAGE, "a\n\nb"), Portion(Part.MESSAGE, "word " * 900), Portion(Part.MESSAGE, " \n")]
    found = [(piece.place, piece.piece) for piece in pieces_of(portions)]
    assert found == [(1, 0), (2, 1), (2, 2), (2, 3)]
    assert heading_of(Part.MESSAGE, 0, 2, 3) == "Message 2, part 3"
    assert heading_of(Part.HEADER, 2, 1, 0) == "Mail 2, header"


def test_paragraphs_are_counted_anew_in_each_mail_and_pages_keep_their_number() -> None:
    mails = [Portion(Part.PARAGRAPH, "a\n\nb", chapter=1), Portion(Part.PARAGRAPH, "c", chapter=2)]
    assert [(piece.chapter, piece.place) for piece in pieces_of(mails)] == [(1, 1), (1, 2), (2, 1)]
    pages = [Portion(Part.PAGE, "", place=1), Portion(Part.PAGE, "words", place=2)]
    assert [piece.place for piece in pieces_of(pages)] == [2]


def test_a_long_text_is_cut_behind_a_line_else_a_sentence_else_a_word() -> None:
    lines = ("x" * 99 + "\n") * 50
    sentences = "Some words stand here. " * 200
    words = "word " * 900
    assert cut_places(lines)[0] == LONGEST
    assert sentences[: cut_places(sentences)[0]].endswith("here. ")
    assert words[: cut_places(words)[0]].endswith("word ")
    han = "这是一句话。" * 600
    assert han[: cut_places(han)[0]].endswith("。")


def test_a_cut_never_parts_a_character_from_what_clings_to_it() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
    for text in (family * 400, "e\u0301" * 2000, "\U0001f44d\U0001f3fe" * 1500):
        for place in cut_places(text):
            assert text[place] != "\u200d" and text[place - 1] != "\u200d"
            assert text[place] not in "\u0301\U0001f3fe"


def test_what_is_flagged_across_a_cut_is_replaced_on_both_sides() -> None:
    address = "a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".example.com"
    text = "x" * (LONGEST - 5) + " " + address + " y" * LONGEST
    shown = "".join(piece.shown(plain=False) for piece in pieces_of([Portion(Part.PARAGRAPH, text)]))
    assert "b@b" not in shown and "bbb" not in shown and "example" not in shown


TEXTS = st.text(st.sampled_from("ab .@:/+\n0159\u202e\u200b\u0661é好👍\u200d"), max_size=120)


@given(TEXTS)
def test_spans_lie_right_in_the_text_as_it_is_shown(text: str) -> None:
    at = 0
    for piece in pieces_of([Portion(Part.PARAGRAPH, text)], Terms(["ab", "好"])):
        plain, hidden = piece.shown(plain=True), piece.shown(plain=False)
        end, spans = piece.placed(at)
        assert end - at == len(plain)
        rebuilt, last = "", at
        for span in spans:
            assert last <= span.start < span.end <= end
            rebuilt += plain[last - at : span.start - at] + span.flag.token
            last = span.end
        assert rebuilt + plain[last - at :] == hidden
        for span, raw in zip(spans, piece.spans, strict=True):
            assert plain[span.start - at : span.end - at] == visible(piece.raw[raw.start : raw.end])
        at = end


@given(TEXTS)
def test_the_passage_of_a_number_is_the_one_in_the_list(text: str) -> None:
    portions = [Portion(Part.PARAGRAPH, text), Portion(Part.MESSAGE, text * 40)]
    listed = list(pieces_of(portions))
    assert [piece_at(portions, number) for number in range(1, len(listed) + 1)] == listed
    assert piece_at(portions, len(listed) + 1) is None and piece_at(portions, 0) is None


def test_lengths_are_told_in_three_sizes_only() -> None:
    assert {length_of(count) for count in range(5000)} == set(Length)


def test_a_covered_passage_is_named_without_a_word_of_it() -> None:
    spans = (Span(0, 4, Flag.PHONE), Span(5, 8, Flag.ADDRESS), Span(9, 10, Flag.ADDRESS))
    passage = Passage(12, 0, 40, "Message 12", Length.SHORT, spans)
    expected = "Message 12, 12 of 80, covered, short, one telephone number, 2 network addresses"
    assert spoken_name(passage, 80) == expected


def test_nasty_texts_are_read_in_a_time_that_grows_with_them() -> None:
    for nasty in ("1", "a.", "1 ", "aa:", "@", "a@a.", "://", "A1", "(1", "a-", "+1", "\u200b", "[.]"):
        flags_in(nasty * 40_000)
