"""Suggestions are kept with the name of what made them, replaced when made again, and never hide an exhibit."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from workbench.actions import aids as module
from workbench.actions.acquisition import acquire_bytes, refer
from workbench.actions.aids import aids_for, suggest, suggestions_of
from workbench.actions.cases import OpenCase
from workbench.actions.custody import verify
from workbench.actions.exhibits import exhibit, set_sensitivity
from workbench.actions.exposure import exposures
from workbench.actions.search import search
from workbench.actions.undo import undo
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.identity import Actor
from workbench.casefile.searching import HitKind
from workbench.casefile.suggestions import Aid
from workbench.errors import AidMissing
from workbench.jobs import finish
from workbench.media.sandbox import Decoder


def number_of(case: OpenCase, actor: Actor, data: bytes, name: str) -> int:
    """Acquires some bytes and gives the number of the exhibit."""
    return acquire_bytes(case, actor, data, name).acquired[0].number


def words_picture(words: str) -> bytes:
    """Draws a line of words and encodes it."""
    picture = Image.new("RGB", (700, 200), "white")
    ImageDraw.Draw(picture).text((20, 60), words, fill="black", font=ImageFont.load_default(56))
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def test_suggestions_are_kept_and_made_anew_in_place(empty: OpenCase, actor: Actor, decoder: Decoder) -> None:
    number = number_of(empty, actor, words_picture("Vote on Friday"), "notice.png")
    report = finish(suggest(empty, actor, decoder, [number], [Aid.WORDS, Aid.CODES]))
    words, codes = suggestions_of(empty, number)
    assert report.suggestions == (words, codes) and report.refused == ()
    assert [mark.words for mark in words.marks] == ["Vote on Friday"] and codes.marks == ()
    assert "rapidocr" in words.tool
    assert exposures(empty) == ()  # a machine looked, and nobody did
    (hit,) = search(empty, "friday").hits
    assert (hit.kind, hit.exhibit) == (HitKind.SUGGESTION, number) and "machine's suggestion" in hit.title
    assert "".join(piece.text for piece in hit.context) == "Vote on Friday"
    set_sensitivity(empty, actor, [number], Sensitivity.SEVERE)
    (hit,) = search(empty, "friday").hits
    assert hit.context == () and "severe" in hit.withheld
    finish(suggest(empty, actor, decoder, [number], [Aid.CODES]))
    again = suggestions_of(empty, number)
    assert again[0] == words and again[1].id != codes.id and len(again) == 2
    assert finish(verify(empty)).faults == ()


def test_a_suggestion_can_be_taken_back(empty: OpenCase, actor: Actor, decoder: Decoder) -> None:
    number = number_of(empty, actor, words_picture("Vote"), "notice.png")
    finish(suggest(empty, actor, decoder, [number], [Aid.CODES]))
    undo(empty, actor)
    assert suggestions_of(empty, number) == ()


def test_a_text_gets_its_language_and_a_picture_none(empty: OpenCase, actor: Actor, decoder: Decoder) -> None:
    text = number_of(empty, actor, b"Diese Seite sagt, die Wahl sei verschoben worden.", "page.txt")
    assert aids_for(exhibit(empty, text)) == (Aid.LANGUAGE,)
    report = finish(suggest(empty, actor, decoder, [text]))
    assert [(said.aid, said.marks[0].words) for said in report.suggestions] == [(Aid.LANGUAGE, "de")]


def test_what_an_aid_cannot_read_is_refused_and_the_rest_goes_on(
    empty: OpenCase, actor: Actor, decoder: Decoder
) -> None:
    bad = number_of(empty, actor, b"\x89PNG\r\n\x1a\n but nothing more", "broken.png")
    good = number_of(empty, actor, words_picture("Good"), "good.png")
    report = finish(suggest(empty, actor, decoder, [bad, good], [Aid.FACES]))
    assert [refusal.source for refusal in report.refused] == ["EX-0001"]
    assert [said.exhibit for said in report.suggestions] == [good]


def test_a_reference_has_nothing_to_read(empty: OpenCase, actor: Actor, decoder: Decoder) -> None:
    item = refer(empty, actor, "ab" * 32, 10, "elsewhere.png", "Desk 7", media_type="image/png")
    assert aids_for(item) == ()
    assert finish(suggest(empty, actor, decoder, [item.number])).suggestions == ()


def test_an_aid_that_is_absent_is_said_before_anything_begins(
    empty: OpenCase, actor: Actor, decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "available", lambda: ())
    with pytest.raises(AidMissing, match="extras aids"):
        finish(suggest(empty, actor, decoder, [], [Aid.WORDS]))
