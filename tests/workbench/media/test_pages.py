"""The pages of a PDF, drawn in a child of their own: veils of the first, one page for a look, bombs bounded."""

from __future__ import annotations

import io
import random
import zlib
from pathlib import Path

import pytest

from workbench.casefile.exhibits import Family
from workbench.casefile.exposure import Derived, Rung
from workbench.casefile.fingerprints import distance
from workbench.errors import DecoderKilled, NotDecodable
from workbench.formats.warming import pdf_of
from workbench.media.answers import BadAnswer
from workbench.media.documents import MOST_PAGES, pages_from
from workbench.media.sandbox import Decoder, Limits

PDF = "application/pdf"


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """Makes a stream object."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def document(pages: list[bytes], box: bytes = b"0 0 200 100", extra: bytes = b"") -> bytes:
    """Makes a PDF of pages with the given content."""
    kids = b" ".join(b"%d 0 R" % (3 + 2 * place) for place in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R%s>>" % extra, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages))]
    for place, content in enumerate(pages):
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents %d 0 R>>" % (box, 4 + 2 * place))
        objects.append(stream(content))
    return pdf_of(tuple(objects))


LEFT_HALF_BLACK = b"0 0 100 100 re f"


def derived(decoder: Decoder, data: bytes) -> Derived:
    """Derives a preview from the bytes of a PDF."""
    return decoder.derive(io.BytesIO(data), Family.DOCUMENT, PDF)


def test_a_document_tells_its_pages_and_each_has_a_veil(decoder: Decoder) -> None:
    made = derived(decoder, document([LEFT_HALF_BLACK, b"", b"100 0 100 100 re f"]))
    preview = made.preview
    assert (preview.facts.pages, preview.facts.width, preview.facts.height) == (3, 200, 100)
    assert preview.facts.problem is None
    assert len(preview.pages) == 3 and preview.veil == preview.pages[0]
    first, blank, last = preview.pages
    assert (first.width, first.height) == (12, 6)
    assert first.veil[:12] == bytes(6) + b"\x0f" * 6
    assert set(blank.haze) == {15}
    assert last.veil[:12] == b"\x0f" * 6 + bytes(6)


def test_the_first_page_has_the_fingerprint_of_its_picture(decoder: Decoder) -> None:
    chance = random.Random(5)
    boxes = [tuple(chance.randrange(most) for most in (160, 80, 70, 40, 100)) for _ in range(20)]
    lines = b"".join(b"%f g %d %d %d %d re f " % (grey / 100, *box) for *box, grey in boxes)
    once, again = (derived(decoder, document([lines, b""], box)).fingerprint for box in (b"0 0 200 100", b"0 0 199 99"))
    assert once is not None and again is not None
    assert len(once.turns) == 8 and once.quality > 0
    assert distance(once.bits, again.bits) <= 31


def test_a_look_draws_one_page_in_the_size_of_its_rung(decoder: Decoder) -> None:
    data = document([b"", b"1 0 0 rg 0 0 100 100 re f"])
    look = decoder.look(io.BytesIO(data), Family.DOCUMENT, Rung.COLOUR, 400, page=2)
    assert (look.width, look.height, look.format) == (400, 200, "rgb32")
    assert bytes(look.buffer[:4]) == b"\x00\x00\xff\xff"
    assert bytes(look.buffer[look.stride - 4 : look.stride]) == b"\xff\xff\xff\xff"
    grey = decoder.look(io.BytesIO(data), Family.DOCUMENT, Rung.GREY, 5_000, page=1)
    assert (grey.width, grey.height, grey.format) == (640, 320, "grey8") and set(bytes(grey.buffer)) == {255}
    outline = decoder.look(io.BytesIO(data), Family.DOCUMENT, Rung.OUTLINE, 5_000, page=2)
    assert max(outline.width, outline.height) == 256
    for pixels in (look, grey, outline):
        pixels.wipe()


def test_a_region_of_a_page_is_drawn_at_its_own_size(decoder: Decoder) -> None:
    data = document([LEFT_HALF_BLACK])
    region = (0.4, 0.0, 0.2, 0.5)
    look = decoder.look(io.BytesIO(data), Family.DOCUMENT, Rung.GREY, 400, region=region, page=1)
    assert (look.width, look.height) == (320, 400)
    line = bytes(look.buffer[: look.width])
    assert line[:150] == bytes(150) and line[170:] == b"\xff" * 150
    look.wipe()


def test_a_page_that_lies_on_its_side_stands_upright(decoder: Decoder) -> None:
    data = document([LEFT_HALF_BLACK]).replace(b"/MediaBox", b"/Rotate 90/MediaBox")
    preview = derived(decoder, data).preview
    assert (preview.facts.width, preview.facts.height) == (100, 200)
    assert preview.veil is not None and preview.veil.veil[:6] == bytes(6)


@pytest.mark.parametrize("page", [0, 3])
def test_a_page_that_is_not_there_is_refused_in_words(decoder: Decoder, page: int) -> None:
    with pytest.raises(NotDecodable, match="no such page"):
        decoder.look(io.BytesIO(document([b"", b""])), Family.DOCUMENT, Rung.GREY, 100, page=page)


def test_only_the_first_pages_have_veils(decoder: Decoder) -> None:
    preview = derived(decoder, document([LEFT_HALF_BLACK] * (MOST_PAGES + 40))).preview
    assert preview.facts.pages == MOST_PAGES + 40 and 1 <= len(preview.pages) <= MOST_PAGES


def test_a_damaged_document_is_refused(decoder: Decoder) -> None:
    with pytest.raises(NotDecodable, match="damaged"):
        derived(decoder, b"%PDF-1.7\nnothing at all")


def test_scripts_and_attached_files_change_nothing(decoder: Decoder) -> None:
    active = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\); this.getField)>>/AcroForm<</Fields[]/XFA(<x/>)>>"
    assert derived(decoder, document([LEFT_HALF_BLACK], extra=active)) == derived(decoder, document([LEFT_HALF_BLACK]))


def packed_twice() -> bytes:
    """Makes a page whose content is hundreds of megabytes, packed twice."""
    once = zlib.compress(b"0 0 m 9 9 l S " * 6_000_000, 9)
    return document([b""]).replace(stream(b""), stream(zlib.compress(once, 9), b"/Filter[/FlateDecode/FlateDecode]"), 1)


def forms_in_forms(depth: int = 24) -> bytes:
    """Makes a page of forms, each of which draws the next one twice."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        stream(b"/X Do"),
    ]
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<</XObject<</X %d 0 R>>>>"
    objects += [stream(b"/X Do /X Do", form % (6 + place)) for place in range(depth)]
    return pdf_of((*objects, stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 200 100]")))


def endless_pattern() -> bytes:
    """Makes a page that is filled with tiles of a thousandth of a point."""
    pattern = (
        b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.0001/YStep 0.0001/Resources<<>>"
    )
    return pdf_of((
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]/Contents 4 0 R/Resources<</Pattern<</P 5 0 R>>>>>>",
        stream(b"/Pattern cs /P scn 0 0 14400 14400 re f"),
        stream(b"0 0 1 1 re f", pattern),
    ))  # fmt: skip


@pytest.mark.parametrize("bomb", [packed_twice, forms_in_forms, endless_pattern])
def test_a_bomb_ends_in_a_refusal_or_in_words_and_the_next_file_is_served(confining: None, bomb: object) -> None:
    with Decoder(Limits(memory_bytes=256 << 20, cpu_seconds=1, wall_seconds=10.0)) as tight:
        try:
            made = derived(tight, bomb())  # type: ignore[operator]
            assert made.preview.veil is None and "more time or memory" in (made.preview.facts.problem or "")
        except (DecoderKilled, NotDecodable):
            pass
        assert derived(tight, document([LEFT_HALF_BLACK])).preview.veil is not None


def test_pages_that_were_drawn_before_a_bomb_stay(confining: None) -> None:
    data = forms_in_forms().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[99 0 R 3 0 R]/Count 2")
    page = b"99 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>\nendobj\n"
    with Decoder(Limits(memory_bytes=256 << 20, cpu_seconds=1, wall_seconds=10.0)) as tight:
        preview = derived(tight, data.replace(b"3 0 obj", page + b"3 0 obj").replace(b"startxref", b"")).preview
    assert preview.facts.pages == 2 and len(preview.pages) == 1 and preview.facts.problem is None


@pytest.mark.parametrize("box", [b"0 0 14400 14400", b"0 0 2000000 1", b"0 0 0 0", b"5 5 1 1", b"0 0 0.001 900"])
def test_a_page_of_any_size_has_a_veil(decoder: Decoder, box: bytes) -> None:
    preview = derived(decoder, document([LEFT_HALF_BLACK], box)).preview
    assert preview.veil is not None and preview.facts.width and preview.facts.height


class Lines:
    """A child that says what it is told to."""

    def __init__(self, *payloads: bytes) -> None:
        self._frames = [*((b"B", payload) for payload in payloads), (b"E", b"{}")]

    def frames(self) -> list[tuple[bytes, bytes]]:
        """Gives what it says."""
        return self._frames


@pytest.mark.parametrize(
    "lines",
    [
        b'{"facts":{"pages":1}}\n{"facts":{},"veil":"0202"}\n',
        b'{"facts":{"pages":-1}}\n',
        b'{"facts":{"pages":true}}\n',
        b'{"facts":{"pages":1}}\n{"facts":{}}\n',
        b'{"facts":{"pages":1}}\n' + b'{"facts":{},"veil":"0101000000"}\n' * (MOST_PAGES + 1),
        b"x" * 10_000,
        b"",
    ],
)
def test_what_no_honest_child_says_is_distrusted(lines: bytes) -> None:
    with pytest.raises((DecoderKilled, BadAnswer)):
        pages_from(Lines(lines))  # type: ignore[arg-type]


def test_real_documents_show_their_first_page_and_a_locked_one_says_so(decoder: Decoder, shared_data: Path) -> None:
    for path in sorted((shared_data / "documents").glob("*.pdf")):
        if "password" in path.name:
            with pytest.raises(NotDecodable, match="locked with a password"):
                decoder.derive(path, Family.DOCUMENT, PDF)
            continue
        preview = decoder.derive(path, Family.DOCUMENT, PDF).preview
        assert preview.pages and preview.facts.pages == len(preview.pages)
