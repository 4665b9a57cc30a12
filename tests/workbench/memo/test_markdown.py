"""The Markdown says the same, and nothing that somebody wrote becomes markup in it."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.workbench.memo.texts import HOSTILE, everywhere
from workbench.memo.compose import compose
from workbench.memo.markdown import escaped, to_markdown
from workbench.memo.wording import shown


def tokens(data: bytes):
    """Every token of a Markdown text, inline ones too."""
    for token in MarkdownIt("commonmark").enable("table").parse(data.decode()):
        yield token
        yield from token.children or ()


def test_it_says_what_a_reader_must_check(dossier):
    text = to_markdown(compose(dossier)).decode()
    assert text.startswith("**TLP:AMBER**\n\n# Polling-place notices in paid pictures\n")
    for words in (
        "Elections and Civic Processes, v14, from 1 Sep 2026",
        dossier.exhibits[0].digest,
        dossier.head.words,
    ):
        assert words in text


def test_hostile_text_stays_text(dossier):
    page = list(tokens(to_markdown(compose(everywhere(dossier, HOSTILE)))))
    kinds = {token.type for token in page}
    assert not kinds & {"html_inline", "html_block", "link_open", "fence"}
    assert all(token.attrs["src"].startswith("data:image/png") for token in page if token.type == "image")
    assert "‹U+202E›gnp.exe" in "".join(token.content for token in page if token.type == "text")


def test_tables_keep_their_columns(dossier):
    page = to_markdown(compose(everywhere(dossier, "a | b || c"))).decode()
    heads = [token for token in tokens(page.encode()) if token.type == "th_open"]
    assert len(heads) == 2 + 3 + 3 + 5 + 6 + 2
    assert "a \\| b" in page


def test_it_carries_its_proof_and_what_became_of_each_exhibit(fated):
    text = to_markdown(compose(fated)).decode()
    line = next(line for line in text.splitlines() if line.startswith('{"memo_proof"'))
    assert json.loads(line)["memo_proof"]["root"] == fated.head.root
    assert "Unpacked from EX-0002. Capture: 0 of 3" in text and "Reference only, kept at the vault" in text
    assert "https:" not in text


def test_the_same_dossier_gives_the_same_bytes(dossier):
    assert to_markdown(compose(dossier)) == to_markdown(compose(dossier))


@given(words=st.text(alphabet="ab1 #+-=.)(*_`[]<>|~&$!\\:/{}w@é漢\t", min_size=1, max_size=40))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_escaped_text_reads_back_as_itself(words):
    words = shown(words)
    if not words:
        return
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(escaped(words))
    assert [token.type for token in page] == ["paragraph_open", "inline", "paragraph_close"]
    read = "".join(child.content for child in page[1].children)
    assert read == words


def test_a_description_is_read_beside_the_veil_and_in_place_of_it(dossier):
    first = replace(dossier.exhibits[0], description="A notice on a wall")
    page = to_markdown(compose(replace(dossier, exhibits=(first, *dossier.exhibits[1:])))).decode()
    assert "\n\nA notice on a wall\n" in page
    assert "![Veiled preview of EX-0001: A notice on a wall](data:" in page
