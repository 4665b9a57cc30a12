"""The demonstration's copies and odd ones: pictures as others passed them on, an order as PDF, a recorded call."""

from __future__ import annotations

import io
import wave
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

ORDERED = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)
RATE = 16_000
CALL_SECONDS = 22.0
SHRILL_FROM, SHRILL_UNTIL = 14.2, 15.6
ORDER_PAPER = """\
#set document(title: "Placement order 7741")
#set page(width: 148mm, height: 210mm, margin: 16mm)
#set text(size: 9pt)
= Placement order 7741
Payer: Alder Civic Desk, account 88417 \\
Ordered: 1 October 2026, 05:30 (Alder County) \\
Contact: orders\\@alder-civic-desk.example, +1 555 0147

#table(columns: (auto, 1fr, auto), [*No.*], [*What*], [*From*],
  [1], [Sponsored picture, hall], [3 Oct, 06:00],
  [2], [Carousel of three], [3 Oct, 06:00],
  [3], [Video, 47 seconds, with sound], [3 Oct, 09:12],
  [4], [Leaflet, 4,000 copies], [3 Oct, 05:45])

The wording of all four is the same. It is not to be changed without asking the payer.
#pagebreak()
== Where
Linden Street, Mill Road, and everything between the river and the school. Readers who are 65 or older come first.

== Paid by
Transfer from GB33 BUKB 2020 1555 5555 55 on 30 September.
"""


def passed_on(picture: Image.Image) -> Image.Image:
    """A picture as a chat passes it on: smaller, and later packed harder."""
    return picture.resize((round(picture.width * 0.6), round(picture.height * 0.6)))


def mirrored(picture: Image.Image) -> Image.Image:
    """A picture as somebody posts it again to escape notice: mirrored and a little brighter."""
    from PIL import ImageEnhance, ImageOps

    return ImageEnhance.Brightness(ImageOps.mirror(picture)).enhance(1.08)


def order_paper() -> bytes:
    """The placement order, a PDF of two pages."""
    import typst

    paper: bytes = typst.compile(ORDER_PAPER.encode(), format="pdf", timestamp=int(ORDERED.timestamp()))
    return paper


def call() -> bytes:
    """A recorded call as WAV: a murmur like a voice in the next room, and once a shrill tone."""
    import numpy as np

    at = np.arange(int(CALL_SECONDS * RATE)) / RATE
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * at) + 0.4 * np.sin(2 * np.pi * 0.37 * at), 0, None)
    pitch = 2 * np.pi * (118 * at + 6 * np.sin(2 * np.pi * 0.8 * at))
    murmur = sum(np.sin(part * pitch) / part**1.4 for part in range(1, 9)) * syllables * 0.06
    shrill = np.where((at >= SHRILL_FROM) & (at < SHRILL_UNTIL), 0.7 * np.sin(2 * np.pi * 2350 * at), 0.0)
    samples = np.round(np.clip(murmur + shrill, -1, 1) * 32_000).astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()
