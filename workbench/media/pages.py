"""The operations on the pages of a PDF, inside a child, and the start of the zygote that holds PDFium.

PDFium ends its whole process where memory runs out, so that it runs nowhere else. It is built without scripts and
without forms; nothing that lies in a document is run, opened or sent. What a page is drawn from stays its own matter:
how much of that is done is bounded by the child's time and memory, and what was drawn before then counts.
"""

from __future__ import annotations

import io
import json
import math
import mmap
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image
from pypdfium2 import raw

from workbench.casefile.exposure import HAZE_SAMPLES, Rung
from workbench.formats.warming import pdf_of
from workbench.media import fingerprint, pictures, veil, wire
from workbench.media.documents import MOST_PAGES
from workbench.media.framing import Outlet
from workbench.media.outline import drawing
from workbench.media.zygote import ANSWER, Operation, Refused, channel_from, serve

_OVERSAMPLING = 8  # pixels a side of a haze cell
_VEIL_SIDE = HAZE_SAMPLES * _OVERSAMPLING
_PRINT_SIDE = 512  # what fingerprints are taken from
_ENOUGH_SECONDS = 3.0
_MOST_POINTS = 1_000_000
_FLAGS = raw.FPDF_ANNOT | raw.FPDF_RENDER_LIMITEDIMAGECACHE
Box = tuple[float, float, float, float]
_WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


def derive_pages(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Hands out the facts of a document, then page after page its veil, the first with its fingerprint.

    A page that cannot be drawn ends it: pages are told apart by their order alone.
    """
    document, outlet = opened(source), Outlet(ANSWER)
    pages = len(document)
    outlet.give(_line(facts={"pages": pages, **_size(document, 0)}))
    first = drawn(document, 0, _PRINT_SIDE, grey=True)
    answer: dict[str, object] = {"facts": {}, "veil": _veil(first)}
    luma = fingerprint.luma_of(first, 1)
    if luma is not None:
        turns, quality = fingerprint.turned_bits(luma)
        answer["fingerprint"] = {"turns": turns, "quality": quality}
    outlet.give(_line(**answer))
    for page in range(1, min(pages, MOST_PAGES)):
        if time.process_time() > _ENOUGH_SECONDS:
            break
        try:
            outlet.give(_line(facts={}, veil=_veil(drawn(document, page, _VEIL_SIDE, grey=True))))
        except Refused:
            break
    return {"whole": True}


def look_at_page(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Writes the outline, the grey or the colour picture of one page into the shared memory."""
    document = opened(source)
    if not 1 <= request.page <= len(document):
        raise Refused("no-page")
    region = request.region or _WHOLE
    image = drawn(document, request.page - 1, request.long_side, request.rung != Rung.COLOUR, region)
    draw: Callable[[Image.Image], Image.Image] | None = drawing if request.rung == Rung.OUTLINE else None
    return pictures.rendered(image, 1, replace(request, region=None), output, draw)


def opened(source: int) -> Any:
    """Opens a document from the child's file; refuses what is locked or none."""
    with io.FileIO(source, "r") as file:
        data = file.readall()
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) < 1:
            raise Refused("no-page")
        return document
    except pypdfium2.PdfiumError as fault:
        locked = getattr(fault, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise Refused("locked" if locked else "damaged") from fault


def drawn(document: Any, place: int, long_side: int, grey: bool, region: Box = _WHOLE) -> Image.Image:
    """Draws a page, or a region of it, on white; its long side has as many pixels as asked for."""
    try:
        page = document[place]
    except pypdfium2.PdfiumError as fault:
        raise Refused("damaged") from fault
    width, height = _points(page.get_size())
    across, down = max(width * region[2], 1e-3), max(height * region[3], 1e-3)
    scale = long_side / max(across, down)
    size = max(1, min(long_side, round(across * scale))), max(1, min(long_side, round(down * scale)))
    whole = max(1, min(_MOST_POINTS, round(width * scale))), max(1, min(_MOST_POINTS, round(height * scale)))
    bitmap = pypdfium2.PdfBitmap.new_native(*size, raw.FPDFBitmap_Gray if grey else raw.FPDFBitmap_BGRx)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
    flags = _FLAGS | (raw.FPDF_GRAYSCALE if grey else 0)
    corner = -round(region[0] * whole[0]), -round(region[1] * whole[1])
    raw.FPDF_RenderPageBitmap(bitmap, page, *corner, *whole, 0, flags)
    image: Image.Image = bitmap.to_pil()
    page.close()
    return image.convert("L" if grey else "RGB")


def warm_up() -> Mapping[str, Operation]:
    """Draws a page with words, lines and a picture, so that everything is loaded once the doors are closed."""
    Image.init()
    document = pypdfium2.PdfDocument(sample())
    for grey in (True, False):
        image = drawn(document, 0, 64, grey, (0.1, 0.1, 0.5, 0.5))
        veil.veil_of(image, 1)
        veil.colour_picture(image, 1, 32, None)
    drawing(Image.new("L", (16, 16)))
    fingerprint.warm_up()
    fingerprint.luma_of(Image.new("L", (64, 64)), 1)
    json.dumps({"veil": _veil(drawn(document, 0, _VEIL_SIDE, grey=True)), **_size(document, 0)})
    return {wire.DERIVE: derive_pages, wire.LOOK: look_at_page}


def main() -> None:
    """Is the zygote for pages, started by the host."""
    serve(channel_from(sys.argv[2]), warm_up)


def sample() -> bytes:
    """Makes a small document: words in a font of the reader's own, a line, a shade and a picture."""
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), (90, 120, 60)).save(picture, "JPEG")
    content = (
        b"q 20 0 0 20 10 10 cm /I Do Q BT /F 12 Tf 10 50 Td (Words) Tj ET 0 0 m 90 90 l S q 40 40 30 30 re W n /S sh Q"
    )
    image = b"/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode"
    shade = (
        b"<</ShadingType 2/ColorSpace/DeviceRGB/Coords[40 40 70 70]"
        b"/Function<</FunctionType 2/Domain[0 1]/N 1/C0[1 0 0]/C1[0 0 1]>>>>"
    )
    return pdf_of(
        (
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R"
            b"/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>/Shading<</S 7 0 R>>>>>>",
            _stream(b"", content),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            _stream(image, picture.getvalue()),
            shade,
        )
    )


def _stream(entries: bytes, data: bytes) -> bytes:
    """Writes a stream object."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def _veil(grey: Image.Image) -> str:
    """Reduces a drawn page to its veil."""
    return veil.veil_of(grey, 1).packed().hex()


def _points(size: tuple[float, float]) -> tuple[float, float]:
    """Gives a page's size in points, upright; a page that claims none has one point."""
    width, height = (float(side) if math.isfinite(side) and side > 0 else 1.0 for side in size)
    return min(width, _MOST_POINTS), min(height, _MOST_POINTS)


def _size(document: Any, place: int) -> dict[str, int]:
    """Gives the size of a page in whole points, without looking into the page."""
    try:
        width, height = _points(document.get_page_size(place))
    except pypdfium2.PdfiumError as fault:
        raise Refused("damaged") from fault
    return {"width": max(1, round(width)), "height": max(1, round(height))}


def _line(**fields: object) -> bytes:
    """Writes one line of the answer."""
    return json.dumps(fields).encode() + b"\n"
