"""The zygote for outlines of still pictures: the decoders, and NumPy for the drawing."""

from __future__ import annotations

import mmap
import sys
from collections.abc import Mapping

from PIL import Image

from workbench.media import pictures, wire
from workbench.media.outline import drawing
from workbench.media.zygote import Operation, channel_from, serve


def look_at_outline(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Writes the outline of a picture into the shared memory."""
    image, orientation = pictures.prepared(source, request)
    return pictures.rendered(image, orientation, request, output, drawing)


def warm_up() -> Mapping[str, Operation]:
    """Decodes and draws samples, so that everything is loaded once the doors are closed."""
    pictures.warm_up()
    drawing(Image.new("L", (16, 16)))
    return {wire.LOOK: look_at_outline}


def main() -> None:
    """Is the zygote for outlines, started by the host."""
    serve(channel_from(sys.argv[2]), warm_up)
