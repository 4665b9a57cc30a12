"""The contact sheet of a long clip, and a look at a random second, against decoding every frame as is usual.

Run it as ``python -m tests.benchmarks.clips``. The peer is the ``ffmpeg`` command where the machine has one; where not,
PyAV does the same decoding and scaling of every frame with the same libraries, and the table says so.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from tests.benchmarks.pairs import Job, compare, head
from workbench.actions.previewing import open_decoder
from workbench.casefile.exhibits import Family
from workbench.casefile.exposure import Rung
from workbench.media.sandbox import Decoder

SECONDS, MINUTE, RATE, GROUP = 600, 60, 25, 250
SIZE = (1920, 1080)
_SCENES = 12
_EVERY = SECONDS / 20


def draw(path: Path) -> None:
    """Makes ten minutes of 1080p in H.264: a minute of panned scenes with grain is encoded and repeated."""
    with av.open(str(path), "w", format="mp4") as written:
        stream = written.add_stream("libx264", rate=RATE, options={"preset": "ultrafast", "g": str(GROUP), "crf": "26"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        packets = [packet for frame in frames() for packet in stream.encode(frame)] + stream.encode(None)
        minute = [(bytes(packet), packet.pts, packet.dts, packet.time_base, packet.is_keyframe) for packet in packets]
        for place in range(SECONDS // MINUTE):
            for data, pts, dts, base, is_keyframe in minute:
                packet = av.Packet(data)
                later = int(place * MINUTE / base)
                packet.pts, packet.dts, packet.time_base = pts + later, dts + later, base
                packet.is_keyframe, packet.stream = is_keyframe, stream
                written.mux(packet)


def frames() -> Iterator[av.VideoFrame]:
    """Draws a minute of frames."""
    generator = np.random.default_rng(11)
    width, height = SIZE
    coarse = [generator.integers(20, 230, (height // 60, width // 60), np.uint8) for _ in range(_SCENES)]
    grain = generator.integers(0, 24, (height, width), np.uint8)
    scenes = [np.kron(blocks, np.ones((60, 60), np.uint8)) + grain for blocks in coarse]
    chroma = np.full((height // 2, width), 128, np.uint8)
    for place in range(MINUTE * RATE):
        moved = np.roll(scenes[place * _SCENES // (MINUTE * RATE)], 2 * place, axis=1)
        frame = av.VideoFrame.from_ndarray(np.concatenate([moved, chroma]), "yuv420p")
        frame.pts, frame.time_base = place, Fraction(1, RATE)
        yield frame


def command_sheet(path: Path, target: Path) -> Callable[[], object]:
    """Makes the usual command for a contact sheet of 4 by 5 frames."""
    filters = f"fps=1/{_EVERY:g},scale=160:-1,tile=4x5"
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(path), "-vf", filters, "-frames:v", "1", str(target)]
    return lambda: subprocess.run(command, check=True)


def plain_sheet(path: Path) -> Callable[[], object]:
    """Decodes every frame and scales one every 30 seconds, as that command does."""

    def run() -> int:
        taken = 0
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            for frame in container.decode(stream):
                if frame.time >= taken * _EVERY:
                    frame.reformat(160, 90, "rgb24")
                    taken += 1
        return taken

    return run


def command_frame(path: Path, target: Path, chooser: random.Random) -> Callable[[], object]:
    """Makes the usual command for one frame at a time."""

    def run() -> object:
        wanted = f"{chooser.uniform(0, SECONDS):.3f}"
        command = ["ffmpeg", "-v", "error", "-y", "-ss", wanted, "-i", str(path), "-frames:v", "1"]
        return subprocess.run([*command, "-vf", "scale=640:-1", str(target)], check=True)

    return run


def plain_frame(path: Path, chooser: random.Random) -> Callable[[], object]:
    """Seeks and decodes up to a time, as that command does."""

    def run() -> object:
        wanted = chooser.uniform(0, SECONDS)
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            container.seek(int(wanted * av.time_base))
            frame = next(frame for frame in container.decode(stream) if frame.time >= wanted - 1 / RATE)
            return frame.reformat(640, 360, "rgb24")

    return run


def look(decoder: Decoder, path: Path, chooser: random.Random) -> object:
    """Looks at a random second in grey."""
    wanted = chooser.uniform(0, SECONDS)
    decoder.look(path, Family.VIDEO, Rung.GREY, 640, seconds=wanted).wipe()
    return None


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as place, open_decoder() as decoder:
        path, target = Path(place) / "clip.mp4", Path(place) / "sheet.png"
        draw(path)
        print(f"clip of {SECONDS} s, {path.stat().st_size / 2**20:.0f} MiB")
        whole = shutil.which("ffmpeg") is not None
        name = "ffmpeg" if whole else "PyAV decoding every frame (no ffmpeg here)"
        chosen = random.Random(3), random.Random(3)
        peer_sheet = command_sheet(path, target) if whole else plain_sheet(path)
        peer_frame = command_frame(path, target, chosen[1]) if whole else plain_frame(path, chosen[1])
        decoder.derive(path, Family.VIDEO)
        head()
        ours = Job("ours", lambda: decoder.derive(path, Family.VIDEO))
        compare("contact sheet of 10 minutes of 1080p", ours, Job(name, peer_sheet), pairs=3)
        ours = Job("ours", lambda: look(decoder, path, chosen[0]))
        compare("look at a random second", ours, Job("ffmpeg -ss" if whole else "PyAV seeking", peer_frame), pairs=15)


if __name__ == "__main__":
    main()
