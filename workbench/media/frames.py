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
from workbench.media.allowance import Allowance
from workbench.media.loudness import waveform
from workbench.media.outline import drawing
from workbench.media.probe import iso_time
from workbench.media.scan import Scan
from workbench.media.sheet import chosen
from workbench.media.zygote import Operation, Refused, channel_from, serve

_ZONE_ENDS = ("Z", "+00:00")


def derive_clip(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Answers with a clip's facts, the veil of a frame near its tenth part, a contact sheet and a waveform."""
    allowance = Allowance(request.cpu_seconds)
    with clips.opened(source) as container:
        stream, sound = clips.moving(container), next(iter(container.streams.audio), None)
        facts = _facts(container, stream)
        if stream is None and sound is not None:
            form, seconds = waveform(container, sound, allowance)
            return {"facts": {**facts, "seconds": seconds or facts["seconds"]}, **form}
        assert stream is not None
        clips.within(stream, request.pixels)
        scan = Scan(container, stream, allowance)
        scan.run()
        answer = {"facts": _measured(facts, scan, stream), **_covered(scan)}
        if sound is not None:
            answer.update(waveform(container, sound, allowance)[0])
        return answer


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
                Scan(container, stream, Allowance(60)).run()
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


def _measured(facts: dict[str, object], scan: Scan, stream: VideoStream) -> dict[str, object]:
    """Adds to the facts what decoding told, and takes away what it gave the lie to."""
    if not scan.candidates:
        raise Refused("no-frames")
    shown = clips.shown_size(stream, stream.width, stream.height)
    width, height = veil.upright_size(shown, scan.orientation)
    seconds = None if scan.seconds is None else round(scan.seconds, 3)
    return {
        **facts,
        "width": width,
        "height": height,
        "seconds": seconds,
        "frames": scan.counted,
        "orientation": scan.orientation,
    }


def _covered(scan: Scan) -> dict[str, object]:
    """Packs what may be seen of a clip without a look, and the fingerprints of its frames."""
    duration = scan.seconds or scan.candidates[-1].seconds
    poster = min(scan.candidates, key=lambda candidate: abs(candidate.seconds - duration / 10))
    frames = chosen(scan.candidates, duration)
    return {
        "veil": poster.veil.packed().hex(),
        "sheet": [[frame.seconds, frame.veil.packed().hex(), bool(frame.cut)] for frame in frames],
        "fingerprint": {"frames": scan.prints},
    }


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
