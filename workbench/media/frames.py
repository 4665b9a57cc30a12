"""The operations on clips, inside a child: facts, a veiled contact sheet, one frame; and the start of their zygote.

A clip's header is a claim: frames are counted by decoding or not at all, and a time is that of a decoded frame.
"""

from __future__ import annotations

import base64
import io
import mmap
import sys
from collections.abc import Mapping
from typing import Any

import av
from av.container import InputContainer
from av.video.stream import VideoStream
from PIL import Image

from workbench.casefile.exposure import Rung
from workbench.media import clips, pictures, samples, sounds, spans, veil, wire
from workbench.media.outline import drawing
from workbench.media.probe import iso_time
from workbench.media.sheet import Sheet
from workbench.media.zygote import Operation, Refused, channel_from, serve

_ZONE_ENDS = ("Z", "+00:00")


def derive_clip(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Answers with a clip's facts, the veil of a frame near its tenth part, and a contact sheet."""
    with clips.opened(source) as container:
        stream = clips.moving(container)
        facts = _facts(container, stream)
        if stream is None:
            return {"facts": facts}
        clips.within(stream, request.pixels)
        sheet = Sheet(container, stream, request.cpu_seconds)
        frames = sheet.filled()
        if not frames:
            raise Refused("no-frames")
        facts["orientation"] = sheet.orientation
        shown = clips.shown_size(stream, stream.width, stream.height)
        facts["width"], facts["height"] = veil.upright_size(shown, sheet.orientation)
        if sheet.counted is not None:
            facts["frames"] = sheet.counted
        length = sheet.duration or frames[-1][0]
        poster = min(frames, key=lambda frame: abs(frame[0] - length / 10))[1]
        packed = [[seconds, cover.packed().hex()] for seconds, cover in frames]
        return {"facts": facts, "veil": poster.packed().hex(), "sheet": packed}


def look_at_frame(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Writes the frame at ``seconds`` (or at a tenth of the clip) into the shared memory."""
    with clips.opened(source) as container:
        stream = clips.moving(container)
        if stream is None:
            raise Refused("no-picture")
        clips.within(stream, request.pixels)
        wanted = request.seconds if request.seconds is not None else (clips.length(container, stream) or 0.0) / 10
        timed = clips.frame_at(container, stream, wanted)
        if timed is None:
            raise Refused("no-frames")
        seconds, frame = timed
        size = clips.shown_size(stream, frame.width, frame.height)
        if request.region is None:
            size = clips.scaled(size, request.long_side)
        picture = clips.picture(frame, "rgb24" if request.rung == Rung.COLOUR else "gray", size)
        draw = drawing if request.rung == Rung.OUTLINE else None
        answer = pictures.rendered(picture, clips.upright(frame), request, output, draw)
        return {**answer, "seconds": seconds}


def warm_up() -> Mapping[str, Operation]:
    """Decodes sample clips, so that everything is loaded once the doors are closed."""
    av.logging.set_level(None)
    drawing(Image.new("L", (16, 16)))
    for sample in map(base64.b64decode, samples.CLIPS):
        with clips.container_of(io.BytesIO(sample)) as container:
            stream = clips.moving(container)
            if stream is not None:
                _facts(container, stream)
                Sheet(container, stream, 60).filled()
                clips.frame_at(container, stream, 0.5)
    return {
        wire.DERIVE: derive_clip,
        wire.LOOK: look_at_frame,
        wire.REEL: spans.span_of_clip,
        wire.TIMES: spans.times_in_clip,
        wire.LISTEN: sounds.listen,
    }


def main() -> None:
    """Is the zygote for clips, started by the host."""
    serve(channel_from(sys.argv[2]), warm_up)


def _facts(container: InputContainer, stream: VideoStream | None) -> dict[str, object]:
    """Collects what the container says, as far as it can be true."""
    sound = list(container.streams.audio)
    if stream is None and not sound:
        raise Refused("no-picture")
    first: Any = stream if stream is not None else sound[0]
    seconds = clips.length(container, first)
    facts: dict[str, object] = {
        "seconds": None if seconds is None else round(seconds, 3),
        "codec": first.codec_context.name,
        "has_sound": bool(sound),
    }
    facts.update(_recorded(container))
    return facts


def _recorded(container: InputContainer) -> dict[str, object]:
    """Reads when the clip was recorded; a container's own time is in UTC."""
    tags = container.metadata
    text = tags.get("com.apple.quicktime.creationdate") or tags.get("creation_time") or ""
    captured = iso_time(text)
    if captured is None or captured < "1971":
        return {}
    tail = text[19:].lstrip(".0123456789")
    zone = "UTC" if tail in _ZONE_ENDS else f"{tail[:3]}:{tail[-2:]}" if len(tail) in (5, 6) else None
    return {"captured": captured, "captured_zone": zone}
