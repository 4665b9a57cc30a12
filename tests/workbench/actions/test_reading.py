"""Reading: passages without their words, one opened at a time after its record, what is flagged replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.actions.acquisition import acquire
from workbench.actions.cases import OpenCase, open_case
from workbench.actions.custody import entries
from workbench.actions.exhibits import set_sensitivity
from workbench.actions.exposure import Person, end_look, exposures, open_person
from workbench.actions.reading import TermsUnreadable, begin_passage, keep_terms, listed_terms, passages_of, terms_file
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Channel, EndCause, LookMode, Reason, Rung
from workbench.casefile.identity import Actor
from workbench.casefile.passages import Flag, Length
from workbench.errors import MediaError, NotDecodable, RevealRefused
from workbench.jobs import finish
from workbench.media.sandbox import Decoder

CHAT = """[02.01.26, 10:00:00] Ann: Good morning
[02.01.26, 10:01:00] Ben: call me on +49 151 23456789, you quince
[02.01.26, 10:02:00] Ann: no\u202e thanks 你好 🙂
"""


@pytest.fixture
def person(profile: Path) -> Person:
    """Opens a personal record."""
    return open_person()


@pytest.fixture
def texts(empty: OpenCase, actor: Actor, tmp_path: Path) -> OpenCase:
    """Returns a case with a chat, a page of HTML, a PDF-less text and a picture in it, numbered 1 to 3."""
    files = {
        "a.txt": CHAT.encode(),
        "b.html": b"<html><script>alert('no')</script><p>One <b>bold</b> word</p><p>two</p></html>",
        "c.txt": ("one\n\n" + "A sentence of words. " * 150 + "\n\nthree").encode("utf-16"),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    finish(acquire(empty, actor, [tmp_path / name for name in files]))
    return empty


def test_passages_tell_their_measure_and_hold_no_word(texts: OpenCase, decoder: Decoder) -> None:
    keep_terms("quince\n")
    chat = passages_of(texts, decoder, 1)
    assert chat.kind == "messages" and not chat.cut and chat.problem == ""
    assert [passage.heading for passage in chat.passages] == ["Message 1", "Message 2", "Message 3"]
    assert chat.passages[1].flags == (Flag.PHONE, Flag.TERM)
    assert chat.passages[0].length is Length.SHORT
    kept = repr(chat).replace("term='quince'", "")
    assert not any(word in kept for word in ("Ann", "morning", "quince", "23456789"))


def test_a_passage_comes_alone_with_tokens_for_what_is_flagged(
    texts: OpenCase, person: Person, actor: Actor, decoder: Decoder
) -> None:
    keep_terms("quince\n")
    look, words = begin_passage(texts, person, decoder, actor, 1, 2)
    assert words == "Ben: call me on [telephone number], you [listed term]"
    assert look.exposure.channel is Channel.TEXT and look.exposure.passage == 2 and look.exposure.rung is Rung.GREY
    end_look(texts, person, look, EndCause.RELEASED, 700)
    plain, words = begin_passage(texts, person, decoder, actor, 1, 2, plain=True)
    assert words == "Ben: call me on +49 151 23456789, you quince" and plain.exposure.rung is Rung.COLOUR
    end_look(texts, person, plain, EndCause.STOPPED, 900)
    assert [(seen.passage, seen.cause) for seen in exposures(texts)] == [
        (2, EndCause.RELEASED),
        (2, EndCause.STOPPED),
    ]


def test_spans_lie_right_where_hidden_characters_are_written_out(
    texts: OpenCase, person: Person, actor: Actor, decoder: Decoder
) -> None:
    third = passages_of(texts, decoder, 1).passages[2]
    _, words = begin_passage(texts, person, decoder, actor, 1, 3, plain=True)
    assert words == "Ann: no\\u{202E} thanks 你好 🙂" and len(words) == third.end - third.start


def test_a_page_is_shown_as_words_and_a_text_in_its_own_encoding(
    texts: OpenCase, person: Person, actor: Actor, decoder: Decoder
) -> None:
    page = passages_of(texts, decoder, 2)
    _, words = begin_passage(texts, person, decoder, actor, 2, 1)
    assert page.kind == "paragraphs" and words == "One bold word\ntwo"
    long = passages_of(texts, decoder, 3)
    headings = [passage.heading for passage in long.passages]
    assert headings == ["Paragraph 1", "Paragraph 2, part 1", "Paragraph 2, part 2", "Paragraph 3"]
    assert begin_passage(texts, person, decoder, actor, 3, 3)[1].startswith("A sentence")


def test_the_record_stands_before_anything_is_read(texts: OpenCase, person: Person, actor: Actor) -> None:
    class Spy:
        """Notes what the ledger says when it is asked."""

        def __init__(self) -> None:
            self.verbs: list[str] = []

        def stream(self, *_: object, **__: object) -> None:
            """Notes the newest verb, and reads nothing."""
            self.verbs.append(entries(texts)[0].verb)
            raise NotDecodable("It cannot be read.")

    spy = Spy()
    with pytest.raises(MediaError):
        begin_passage(texts, person, spy, actor, 1, 1)  # type: ignore[arg-type]
    assert spy.verbs == ["look.begin"]
    (failed,) = exposures(texts)
    assert failed.cause is EndCause.FAILED
    second = open_case(texts.folder, actor)
    with pytest.raises(Exception, match="reading only"):
        begin_passage(second, person, spy, actor, 1, 1)  # type: ignore[arg-type]
    assert spy.verbs == ["look.begin"]
    second.close()


def test_the_rules_bind_words_as_they_bind_pictures(
    texts: OpenCase, person: Person, actor: Actor, decoder: Decoder
) -> None:
    set_sensitivity(texts, actor, [1], Sensitivity.SEVERE)
    with pytest.raises(RevealRefused, match="reason"):
        begin_passage(texts, person, decoder, actor, 1, 1)
    with pytest.raises(RevealRefused):
        begin_passage(texts, person, decoder, actor, 1, 1, mode=LookMode.PIN, reason=Reason.LEGAL_REQUEST)
    _, words = begin_passage(texts, person, decoder, actor, 1, 1, reason=Reason.LEGAL_REQUEST)
    assert words == "Ann: Good morning"


def test_a_passage_that_is_not_there_is_refused_and_the_record_says_so(
    texts: OpenCase, person: Person, actor: Actor, decoder: Decoder
) -> None:
    with pytest.raises(NotDecodable, match="no such passage"):
        begin_passage(texts, person, decoder, actor, 1, 4)
    assert exposures(texts)[0].cause is EndCause.FAILED


def test_a_picture_holds_no_text(case: OpenCase, decoder: Decoder) -> None:
    with pytest.raises(NotDecodable, match="holds no text"):
        passages_of(case, decoder, 1)


def test_a_list_that_cannot_be_read_lets_nothing_through(
    texts: OpenCase, person: Person, actor: Actor, decoder: Decoder
) -> None:
    assert listed_terms() == ()
    assert keep_terms("# my own\none\n\ntwo words\n") == ("one", "two words") == listed_terms()
    terms_file().write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TermsUnreadable):
        passages_of(texts, decoder, 1)
    with pytest.raises(TermsUnreadable):
        begin_passage(texts, person, decoder, actor, 1, 1)
    assert exposures(texts)[0].cause is EndCause.FAILED


def test_a_text_beyond_what_is_read_says_so(
    empty: OpenCase, person: Person, actor: Actor, decoder: Decoder, tmp_path: Path
) -> None:
    (tmp_path / "long.txt").write_text(("A line of some length that stands here.\n" * 20 + "\n") * 12_600)
    finish(acquire(empty, actor, [tmp_path / "long.txt"]))
    found = passages_of(empty, decoder, 1)
    assert found.cut and found.size <= 10_000_001 and len(found.passages) > 12_000
    last = begin_passage(empty, person, decoder, actor, 1, len(found.passages))[1]
    assert last.startswith("A line of")
