"""The decoder as the rest of the program meets it: real files, upright, bounded, and served after any accident."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

import pytest

from workbench.casefile.exhibits import Family
from workbench.casefile.exposure import Preview, Rung
from workbench.errors import DecoderKilled, MediaError, NotDecodable, SandboxUnavailable
from workbench.media.pixels import Pixels
from workbench.media.sandbox import Decoder, Limits
from workbench.media.sniff import sniff

ROOT = Path(__file__).resolve().parents[3]
REFUSED_PHOTOS = set() if find_spec("pylibjxl") else {"sample1.jxl"}
SHOWN_DAMAGED = {"exif-dpi-zerodivision.jpg", "hopper_bad_exif.jpg", "invalid-exif.jpg"}


def family_of(path: Path) -> Family:
    """Sniffs a file as an acquisition does."""
    with path.open("rb") as file:
        return sniff(file.read(8192), path.name)[1]


def outcome(decoder: Decoder, path: Path) -> Preview | MediaError:
    """Previews a file and gives what came of it."""
    try:
        return decoder.derive(path, family_of(path)).preview
    except (NotDecodable, DecoderKilled) as no:
        return no


def grey_levels(pixels: Pixels) -> list[int]:
    """Gives the grey levels of a look, without the padding of its lines."""
    data = bytes(pixels.buffer)
    lines = (data[y * pixels.stride : y * pixels.stride + pixels.width] for y in range(pixels.height))
    return [level for line in lines for level in line]


def test_every_photograph_is_previewed(decoder: Decoder, shared_data: Path) -> None:
    for path in sorted(shared_data.glob("photos/**/*.*")):
        result = outcome(decoder, path)
        if path.name in REFUSED_PHOTOS:
            assert isinstance(result, NotDecodable)
            continue
        assert isinstance(result, Preview), f"{path.name}: {result}"
        assert result.veil is not None and result.facts.width and result.facts.height


def test_damaged_pictures_are_shown_or_refused_in_words(decoder: Decoder, shared_data: Path) -> None:
    shown = set()
    for path in sorted(shared_data.glob("damaged/*")):
        result = outcome(decoder, path)
        if isinstance(result, Preview):
            shown.add(path.name)
        else:
            assert isinstance(result, NotDecodable) and result.remedy and path.stem not in str(result)
    assert shown == SHOWN_DAMAGED


def test_jpeg_xl_is_refused_with_a_word_where_the_extra_is_absent(
    decoder: Decoder, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(NotDecodable, match="JPEG XL cannot be shown here yet; stored as it came"):
        decoder.derive(shared_data / "photos/formats/sample1.jxl", Family.IMAGE)


@pytest.mark.parametrize("scene", ["Landscape", "Portrait"])
def test_every_orientation_comes_upright(decoder: Decoder, shared_data: Path, scene: str) -> None:
    folder = shared_data / "photos/orientation"
    expected = grey_levels(decoder.look(folder / f"{scene}_1.jpg", Family.IMAGE, Rung.GREY, 640))
    size = (1800, 1200) if scene == "Landscape" else (1200, 1800)
    for number in range(9):
        path = folder / f"{scene}_{number}.jpg"
        levels = grey_levels(decoder.look(path, Family.IMAGE, Rung.GREY, 640))
        assert len(levels) == len(expected)
        assert sum(abs(a - b) for a, b in zip(levels, expected, strict=True)) / len(levels) < 5, number
        facts = decoder.derive(path, Family.IMAGE).preview.facts
        assert (facts.width, facts.height) == size
        assert facts.orientation == max(1, number)


def test_orientation_in_xmp_alone_is_honoured(decoder: Decoder, shared_data: Path) -> None:
    facts = decoder.derive(shared_data / "photos/formats/xmp_tags_orientation.png", Family.IMAGE).preview.facts
    assert facts.orientation == 3


def test_a_camera_says_when_and_where_the_clock_stood(decoder: Decoder, shared_data: Path) -> None:
    facts = decoder.derive(shared_data / "metadata/HMD_Nokia_8.3_5G.jpg", Family.IMAGE).preview.facts
    assert facts.captured is not None and facts.captured.startswith("20") and "T" in facts.captured


@pytest.mark.parametrize(("rung", "side", "shape"), [(Rung.OUTLINE, 256, "grey8"), (Rung.GREY, 640, "grey8"),
                                                      (Rung.COLOUR, 1000, "rgb32")])  # fmt: skip
def test_a_look_is_bounded_by_its_rung(decoder: Decoder, shared_data: Path, rung: Rung, side: int, shape: str) -> None:
    pixels = decoder.look(shared_data / "photos/Bridge_by_Sander_Klootwijk.jpg", Family.IMAGE, rung, 1000)
    assert max(pixels.width, pixels.height) == side
    assert pixels.format == shape
    assert pixels.buffer.readonly and len(pixels.buffer) == pixels.stride * pixels.height
    if rung is Rung.COLOUR:
        assert set(bytes(pixels.buffer[3::4])) == {255}


def test_a_look_at_a_region_shows_that_region(decoder: Decoder, shared_data: Path) -> None:
    folder = shared_data / "photos/orientation"
    looks = [
        grey_levels(
            decoder.look(folder / f"Landscape_{n}.jpg", Family.IMAGE, Rung.GREY, 200, region=(0.5, 0.25, 0.4, 0.5))
        )
        for n in (1, 6)
    ]
    assert len(looks[0]) == len(looks[1])
    assert sum(abs(a - b) for a, b in zip(*looks, strict=True)) / len(looks[0]) < 8


@pytest.mark.parametrize("rung", [Rung.SEALED, Rung.VEIL, Rung.HAZE])
def test_free_rungs_are_no_looks(decoder: Decoder, rung: Rung) -> None:
    with pytest.raises(ValueError, match="a look is at"):
        decoder.look(io.BytesIO(b""), Family.IMAGE, rung, 100)


def test_wiped_pixels_are_gone(decoder: Decoder, shared_data: Path) -> None:
    pixels = decoder.look(shared_data / "photos/astronaut.png", Family.IMAGE, Rung.GREY, 64)
    kept = pixels.buffer[:]
    assert any(kept)
    pixels.wipe()
    pixels.wipe()
    assert not any(kept)
    with pytest.raises(ValueError, match="wiped"):
        pixels.buffer[0]


def test_forgotten_pixels_are_wiped(decoder: Decoder, shared_data: Path) -> None:
    pixels = decoder.look(shared_data / "photos/astronaut.png", Family.IMAGE, Rung.GREY, 64)
    kept = pixels.buffer[:]
    del pixels
    assert not any(kept)


@pytest.mark.parametrize("shape", ["path", "file", "bytes"])
def test_an_original_comes_as_path_file_or_bytes(decoder: Decoder, shared_data: Path, shape: str) -> None:
    path = shared_data / "photos/rocket.jpg"
    with path.open("rb") as file:
        original = {"path": path, "file": file, "bytes": io.BytesIO(path.read_bytes())}[shape]
        assert decoder.derive(original, Family.IMAGE).preview.facts.width == 640  # type: ignore[arg-type]


def test_an_original_that_cannot_be_read_is_a_refusal(decoder: Decoder, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in (".", "none", "pipe"):
        with pytest.raises(NotDecodable, match="could not be read"):
            decoder.derive(tmp_path / name, Family.IMAGE)


@pytest.mark.parametrize("family", [Family.TEXT, Family.PAGE, Family.ARCHIVE, Family.OTHER])
def test_a_family_without_pictures_is_refused(decoder: Decoder, family: Family) -> None:
    with pytest.raises(NotDecodable, match="no picture"):
        decoder.derive(io.BytesIO(b"text"), family)


def test_a_lost_zygote_is_replaced(confining: None, shared_data: Path) -> None:
    with Decoder() as decoder:
        path = shared_data / "photos/rocket.jpg"
        first = decoder.derive(path, Family.IMAGE)
        os.kill(decoder._zygotes["pictures"].pid, signal.SIGKILL)
        assert decoder.derive(path, Family.IMAGE) == first


def test_a_prepared_decoder_has_its_process_ready(confining: None, shared_data: Path) -> None:
    with Decoder() as decoder:
        decoder.prepare()
        ready = decoder._zygotes["pictures"].pid
        decoder.derive(shared_data / "photos/rocket.jpg", Family.IMAGE)
        assert decoder._zygotes["pictures"].pid == ready
        assert decoder.level in ("full", "limited")


def test_several_threads_are_served_and_nothing_leaks(decoder: Decoder, shared_data: Path) -> None:
    path = shared_data / "photos/rocket.jpg"
    expected = decoder.derive(path, Family.IMAGE)
    before, found = set(os.listdir("/proc/self/fd")), []
    threads = [
        threading.Thread(target=lambda: found.extend(decoder.derive(path, Family.IMAGE) for _ in range(6)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 36
    assert len(os.listdir("/proc/self/fd")) == len(before)


def test_a_closed_decoder_leaves_no_process_and_serves_no_more(confining: None, shared_data: Path) -> None:
    decoder = Decoder()
    decoder.derive(shared_data / "photos/rocket.jpg", Family.IMAGE)
    pid = decoder._zygotes["pictures"].pid
    decoder.close()
    decoder.close()
    assert not os.path.exists(f"/proc/{pid}")
    with pytest.raises(DecoderKilled, match="closed"):
        decoder.derive(shared_data / "photos/rocket.jpg", Family.IMAGE)


def test_a_zygote_that_cannot_start_makes_the_sandbox_unavailable(confining: None) -> None:
    with Decoder(commands={"pictures": [sys.executable, "-I", "-c", "raise SystemExit(1)"]}) as decoder:
        with pytest.raises(SandboxUnavailable, match="ended while it started"):
            decoder.derive(io.BytesIO(b"x"), Family.IMAGE)


def test_without_the_filter_nothing_is_decoded(monkeypatch: pytest.MonkeyPatch, confining: None) -> None:
    monkeypatch.setattr("workbench.media.lockdown.missing", lambda: "the kernel was built without seccomp")
    with Decoder() as decoder:
        assert decoder.level == "none"
        with pytest.raises(SandboxUnavailable, match="without seccomp"):
            decoder.derive(io.BytesIO(b"x"), Family.IMAGE)
        assert not decoder._zygotes


def test_pixels_over_the_ceiling_are_refused(confining: None, shared_data: Path) -> None:
    with Decoder(Limits(pixels=200_000)) as decoder:
        with pytest.raises(NotDecodable, match="larger than"):
            decoder.derive(shared_data / "photos/rocket.jpg", Family.IMAGE)


def run_python(program: str) -> str:
    """Runs a program in a fresh interpreter and gives what it printed."""
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{program}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_the_program_itself_loads_no_decoder() -> None:
    loaded = run_python(
        "import workbench.media.sandbox\nprint(*{'PIL', 'numpy', 'av', 'pillow_heif'} & set(sys.modules))"
    )
    assert loaded == ""


@pytest.mark.parametrize(("zygote", "absent"), [("pictures", "av PySide6"),
                                                 ("frames", "PySide6 workbench.media.sandbox")])  # fmt: skip
def test_a_zygote_loads_no_more_than_it_needs(confining: None, zygote: str, absent: str) -> None:
    program = (
        f"from workbench.media import {zygote}; {zygote}.warm_up(); print(*set({absent.split()!r}) & set(sys.modules))"
    )
    assert run_python(program) == ""


def test_elsewhere_than_on_linux_it_imports_and_refuses_in_words() -> None:
    program = """
import io, socket, subprocess, mmap, ctypes, platform, tempfile, threading, signal
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
sys.platform = "win32"
platform.system = lambda: "Windows"
from workbench.casefile.exhibits import Family
from workbench.errors import SandboxUnavailable
from workbench.media.sandbox import Decoder
try:
    Decoder().derive(io.BytesIO(b"x"), Family.IMAGE)
except SandboxUnavailable as no:
    print(Decoder().level, no.message)
"""
    assert run_python(program).startswith(
        "none Pictures and clips are not decoded on this machine: the system is Windows"
    )
