"""Files that ask for too much end in a refusal, soon, and the next honest file is served as if nothing had been."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from tests.workbench.media.bombs import BOMBS
from workbench.casefile.exhibits import Family
from workbench.errors import DecoderKilled, NotDecodable
from workbench.media.sandbox import Decoder

CHEAP = ("jpeg 9990 square without data",)
LEADING_ELSEWHERE = {
    "a list of files": b"ffconcat version 1.0\nfile '/etc/hostname'\nfile other.mp4\n",
    "a playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
    "a manifest": b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>',
    "a session": b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nm=video 5000 RTP/AVP 96\r\n",
    "encapsulated script": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n",
    "drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/hostname"/></svg>',
}


@pytest.mark.parametrize("name", [name for name in BOMBS if name not in CHEAP])
def test_a_bomb_is_refused(decoder: Decoder, name: str) -> None:
    with pytest.raises((NotDecodable, DecoderKilled)):
        decoder.derive(io.BytesIO(BOMBS[name]()), Family.IMAGE)


@pytest.mark.parametrize("name", CHEAP)
def test_a_reduced_decode_makes_a_bomb_cheap(decoder: Decoder, name: str) -> None:
    assert decoder.derive(io.BytesIO(BOMBS[name]()), Family.IMAGE).preview.facts.width == 9_990


@pytest.mark.parametrize("family", [Family.IMAGE, Family.VIDEO])
@pytest.mark.parametrize("name", LEADING_ELSEWHERE)
def test_a_file_that_leads_elsewhere_is_refused(decoder: Decoder, name: str, family: Family) -> None:
    with pytest.raises((NotDecodable, DecoderKilled)):
        decoder.derive(io.BytesIO(LEADING_ELSEWHERE[name]), family)


@pytest.mark.parametrize("sample", ["photos/rocket.jpg", "photos/chelsea.png", "photos/formats/sample1.webp",
                                    "photos/formats/sample1.gif", "photos/formats/test.tiff"])  # fmt: skip
def test_mutants_never_trip_a_wire(decoder: Decoder, shared_data: Path, sample: str) -> None:
    """Honest libraries on damaged input are refused or cut short; they never do what only a taken-over one does."""
    original, chance = (shared_data / sample).read_bytes(), random.Random(sample)
    for _ in range(12):
        mutant = bytearray(original)
        for _ in range(chance.randrange(1, 30)):
            mutant[chance.randrange(min(len(mutant), 20_000))] = chance.randrange(256)
        try:
            decoder.derive(io.BytesIO(bytes(mutant)), Family.IMAGE)
        except NotDecodable:
            continue
        except DecoderKilled as killed:
            assert killed.detail != "policy violation"
