"""The page holds everything it needs, asks for nothing, and keeps untrusted text as text."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from base64 import b64decode, b64encode
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbench.memo.texts import HOSTILE, everywhere
from workbench.casefile.exposure import Veil
from workbench.casefile.proofs import MemoProof
from workbench.memo.compose import compose
from workbench.memo.html import to_html
from workbench.memo.pictures import grey_png, veil_png


class Page(HTMLParser):
    """Collects a page's tags, their attributes and its text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


def test_it_loads_nothing_and_runs_nothing(dossier):
    page = to_html(compose(dossier))
    tags = Page(page).tags
    names = {name for name, _ in tags}
    assert not names & {"script", "link", "iframe", "object", "embed", "base", "form", "svg", "video", "audio"}
    for name, attributes in tags:
        assert not [key for key in attributes if key.startswith("on") or key in ("style", "srcset")], (name, attributes)
        if name == "img":
            assert attributes["src"].startswith("data:image/png;base64,")
        if name == "a":
            assert attributes["href"].startswith("#")
    assert b"http:" not in page
    assert b"https:" not in page
    assert b"url(" not in page
    assert b"@import" not in page


def test_its_policy_names_its_own_style(dossier):
    page = to_html(compose(dossier)).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page).group(1)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL).group(1)
    assert b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy


def test_hostile_text_stays_text(dossier):
    page = to_html(compose(everywhere(dossier, HOSTILE)))
    tags = {name for name, _ in Page(page).tags}
    assert "script" not in tags
    assert all(a["src"].startswith("data:") for name, a in Page(page).tags if name == "img")
    assert "\u202e" not in page.decode()
    said = "".join(Page(page).words)
    assert "<script>alert(1)</script>" in said
    assert "{{ 7*7 }}" in said
    assert "‹U+202E›gnp.exe" in said


def test_headings_never_skip_a_level(dossier):
    levels = [int(name[1]) for name, _ in Page(to_html(compose(dossier))).tags if re.fullmatch(r"h\d", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_link_leads_somewhere(dossier):
    tags = Page(to_html(compose(dossier))).tags
    anchors = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(anchors) == len(set(anchors))
    assert {attributes["href"][1:] for name, attributes in tags if name == "a"} <= set(anchors)


def test_it_carries_its_proof_and_leads_to_parents_alone(fated):
    page = Page(to_html(compose(fated)))
    text = "".join(page.words)
    line = next(line for line in text.splitlines() if line.startswith('{"memo_proof"'))
    assert msgspec.json.decode(msgspec.json.encode(json.loads(line)["memo_proof"]), type=MemoProof) == fated.proof
    assert "hxxps://ads[.]example[.]org/library?id=7" in text and "https://" not in text
    targets = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert "#row-ex-0002" in targets and all(target.startswith("#") for target in targets)
    anchors = {attributes.get("id") for _, attributes in page.tags}
    assert {target[1:] for target in targets} <= anchors


def test_the_same_dossier_gives_the_same_bytes(dossier):
    assert to_html(compose(dossier)) == to_html(compose(dossier))


def test_the_memo_says_what_a_reader_must_check(dossier):
    said = "".join(Page(to_html(compose(dossier))).words)
    for words in (
        "v14, from 1 Sep 2026",
        dossier.exhibits[0].digest,
        dossier.head.root,
        "TLP:AMBER",
        "9 looks",
        "47 s in all",
    ):
        assert words in said


def _size(png: bytes) -> tuple[int, int]:
    return struct.unpack(">II", png[16:24])


def test_pictures_are_no_finer_than_a_veil(dossier):
    pictures = [a["src"] for name, a in Page(to_html(compose(dossier))).tags if name == "img"]
    assert len(pictures) == 3
    for address in pictures:
        assert max(_size(b64decode(address.partition(",")[2]))) <= 12


@given(st.integers(1, 12), st.integers(1, 12), st.data())
@settings(max_examples=40, deadline=None)
def test_a_veil_is_written_sample_by_sample(width, height, data):
    levels = data.draw(st.binary(min_size=width * height, max_size=width * height)).translate(
        bytes(n % 16 for n in range(256))
    )
    png = veil_png(Veil(width, height, levels, levels * 4))
    assert _size(png) == (width, height)
    body = zlib.decompress(png[png.index(b"IDAT") + 4 : png.index(b"IEND") - 8])
    samples = b"".join(body[row * (width + 1) + 1 : (row + 1) * (width + 1)] for row in range(height))
    assert len(set(samples)) == len(set(levels))
    assert 64 <= min(samples) <= max(samples) <= 192


@pytest.mark.parametrize(("width", "height"), [(25, 1), (1, 25), (0, 1), (100, 100)])
def test_nothing_finer_than_a_haze_is_encoded(width, height):
    with pytest.raises(ValueError, match="finer"):
        grey_png(width, height, bytes(width * height))


@given(text=st.text(max_size=80))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_stand_anywhere(dossier, text):
    page = to_html(compose(everywhere(dossier, text)))
    assert {name for name, _ in Page(page).tags}.isdisjoint({"script", "iframe"})


def test_a_description_is_read_beside_the_veil_and_in_place_of_it(dossier):
    first = replace(dossier.exhibits[0], description="A notice on a wall.")
    page = to_html(compose(replace(dossier, exhibits=(first, *dossier.exhibits[1:])))).decode()
    assert '<p class="description" dir="auto">A notice on a wall.</p>' in page
    assert 'alt="Veiled preview of EX-0001: A notice on a wall."' in page
