"""Clips and sound that lie about their length, nest without end or hide pictures too large to decode."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from fractions import Fraction
from functools import partial

import av

from tests.attacks import samples
from tests.attacks.picture_bombs import png_of_zeros
from workbench.casefile.exhibits import Family

_VIDEO, _AUDIO = Family.VIDEO, Family.AUDIO


def box(kind: bytes, body: bytes) -> bytes:
    """Makes one box of an MP4."""
    return struct.pack(">I", 8 + len(body)) + kind + body


def mp4() -> bytearray:
    """Makes a short honest MP4."""
    return bytearray(samples.clip("mp4", "mpeg4", "", {}))


def mp4_of_endless_samples(name: bytes) -> bytes:
    """Makes an MP4 whose table of samples claims as many as a number can say."""
    made = mp4()
    at = made.index(name) + 4
    if name == b"stts":
        struct.pack_into(">III", made, at + 4, 1, 0x7FFFFFFF, 1)
    elif name == b"stsz":
        struct.pack_into(">II", made, at + 4, 4, 0x0FFFFFFF)
    else:
        struct.pack_into(">I", made, at + 4, 0x0FFFFFFF)
    return bytes(made)


def mp4_nested(depth: int) -> bytes:
    """Makes boxes inside boxes."""
    head = box(b"ftyp", b"isom\0\0\0\0isom")
    return head + b"".join(struct.pack(">I", 8 * (depth - level)) + b"moov" for level in range(depth))


def mp4_of_many_edits() -> bytes:
    """Makes an MP4 that plays its one second two hundred thousand times, by its list of edits."""
    made = mp4()
    at = made.index(b"elst") if b"elst" in made else 0
    if at:
        struct.pack_into(">I", made, at + 8, 200_000)
    return bytes(made) + bytes(100)


def mp4_that_claims(width: int, height: int) -> bytes:
    """Makes an MP4 whose heads name any size."""
    made = mp4()
    at = made.index(b"mp4v") + 28
    struct.pack_into(">HH", made, at, width, height)
    at = made.index(b"tkhd") + 80
    struct.pack_into(">II", made, at, width << 16, height << 16)
    return bytes(made)


def avi_of_pictures(pictures: bytes, count: int, width: int, height: int) -> bytes:
    """Makes an AVI of the same packed picture, over and over."""

    def part(name: bytes, body: bytes) -> bytes:
        return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)

    main = struct.pack("<14I", 40_000, 0, 0, 0x10, count, 0, 1, 0, width, height, 0, 0, 0, 0)
    stream = struct.pack("<4s4sIHHIIIIIIII4H", b"vids", b"MPNG", 0, 0, 0, 0, 1, 25, 0, count, 0, 0, 0, 0, 0, 0, 0)
    form = struct.pack("<IiiHH4sIiiII", 40, width, height, 1, 24, b"MPNG", 0, 0, 0, 0, 0)
    lists = part(b"LIST", b"strl" + part(b"strh", stream) + part(b"strf", form))
    head = part(b"LIST", b"hdrl" + part(b"avih", main) + lists)
    movie = part(b"LIST", b"movi" + part(b"00dc", pictures) * count)
    return part(b"RIFF", b"AVI " + head + movie)


def avi_of_large_pictures() -> bytes:
    """Makes an AVI of forty PNG frames of 9,984 by 9,984, one bit deep."""
    return avi_of_pictures(png_of_zeros(9_984, 9_984, 1, 3, 1_248), 40, 9_984, 9_984)


def avi_of_frames_larger_than_it_says() -> bytes:
    """Makes an AVI of 64 by 64 whose frames are PNGs of 30,000 by 30,000."""
    return avi_of_pictures(png_of_zeros(29_952, 29_952, 1, 3, 3_744), 10, 64, 64)


def large_frames() -> bytes:
    """Makes a clip of three hundred plain frames of 4096 by 2304."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 4096, 2304, "yuv420p", 1
        frame = av.VideoFrame(4096, 2304, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        packets = [*stream.encode(frame), *stream.encode()]
        data = bytes(packets[0])
        for number in range(300):
            packet = av.Packet(data)
            packet.stream, packet.pts, packet.dts = stream, number * 512, number * 512
            packet.time_base, packet.is_keyframe = Fraction(1, 12_800), True
            container.mux(packet)
    return file.getvalue()


def mkv_of_lies() -> bytes:
    """Makes an MKV whose every length says that it has no end."""
    made = bytearray(samples.clip("matroska", "libvpx", "", {"deadline": "realtime", "cpu-used": "8"}))
    at = 0
    for mark in (b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\x1f\x43\xb6\x75"):
        at = made.find(mark, at)
        if at > 0:
            made[at + 4 : at + 12] = b"\x01" + b"\xff" * 7
    return bytes(made)


def mkv_nested(depth: int) -> bytes:
    """Makes an MKV of tags inside tags."""
    plain = samples.clip("matroska", "libvpx", "", {"deadline": "realtime", "cpu-used": "8"})
    inner = b"\x67\xc8\x88" + b"\x45\xa3\x81a" + b"\x44\x87\x81b"
    for _ in range(depth):
        inner = b"\x67\xc8" + struct.pack(">Q", (1 << 56) | len(inner)) + inner
    tag = b"\x73\x73" + struct.pack(">Q", (1 << 56) | len(inner)) + inner
    return plain + b"\x12\x54\xc3\x67" + struct.pack(">Q", (1 << 56) | len(tag)) + tag


def transport_of_nothing() -> bytes:
    """Makes two megabytes of transport packets that name a new programme each."""
    packets = [struct.pack(">BHB", 0x47, 0x4000 | (n & 0x1FFF), 0x10 | n & 15) + bytes(184) for n in range(11_000)]
    return b"".join(packets)


def mpeg_of_start_codes() -> bytes:
    """Makes three megabytes of starts of pictures that never come."""
    return (
        b"\0\0\1\xba"
        + bytes(10)
        + (b"\0\0\1\xb3\x10\x01\x00\x15\xff\xff\xe0\x18" + b"\0\0\1\0\0\x0f\xff\xf8") * 150_000
    )


def wav(channels: int, rate: int, claim: int, bits: int = 16) -> bytes:
    """Makes a WAV whose head names any number of voices and any length."""
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2 & 0xFFFFFFFF, channels * 2 & 0xFFFF, bits)
    return (
        b"RIFF\xff\xff\xff\xffWAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data"
        + struct.pack("<I", claim)
        + bytes(4_000)
    )


def mp3_of_tags() -> bytes:
    """Makes an MP3 of five thousand tags, the last of which claims 256 MiB."""
    tag = b"ID3\x04\0\0\0\0\0\x14" + b"TIT2\0\0\0\x0a\0\0" + b"x" * 10
    return tag * 5_000 + b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + samples.sound_of("mp3", "libmp3lame")


def mp3_of_frames() -> bytes:
    """Makes an MP3 of three hours, all of it silence, in some megabytes."""
    frame = b"\xff\xe3\x18\xc4" + bytes(20)
    return frame * 150_000


def ogg_of_ages() -> bytes:
    """Makes an Opus file whose last page says that it lasted for ages."""
    made = bytearray(samples.sound_of("ogg", "libopus"))
    at = made.rindex(b"OggS")
    struct.pack_into("<q", made, at + 6, 0x7FFFFFFFFFFFFF00)
    return bytes(made)


def flac_of_blocks() -> bytes:
    """Makes a FLAC of two thousand blocks of side data, and a picture of 16 MiB's claim."""
    made = samples.sound_of("flac", "flac")
    blocks = b"\x04\0\0\x20" + struct.pack("<I", 0xFFFFFFF0) + bytes(28)
    return made[:4] + made[4:42] + blocks * 2_000 + b"\x86\xff\xff\xff" + struct.pack(">I", 3) + made[42:]


CLIP_BOMBS: dict[str, tuple[Family, str, Callable[[], bytes]]] = {
    "mp4 of two billion frames (times)": (_VIDEO, "video/mp4", partial(mp4_of_endless_samples, b"stts")),
    "mp4 of 268 million frames (sizes)": (_VIDEO, "video/mp4", partial(mp4_of_endless_samples, b"stsz")),
    "mp4 of 268 million chunks": (_VIDEO, "video/mp4", partial(mp4_of_endless_samples, b"stco")),
    "mp4 of 100,000 boxes in boxes": (_VIDEO, "video/mp4", partial(mp4_nested, 100_000)),
    "mp4 of 200,000 edits": (_VIDEO, "video/mp4", mp4_of_many_edits),
    "mp4 that claims 16,384 square": (_VIDEO, "video/mp4", partial(mp4_that_claims, 16_384, 16_384)),
    "mp4 of 300 frames of 4096 by 2304": (_VIDEO, "video/mp4", large_frames),
    "avi of 40 frames of 9,984 square": (_VIDEO, "video/x-msvideo", avi_of_large_pictures),
    "avi of frames larger than it says": (_VIDEO, "video/x-msvideo", avi_of_frames_larger_than_it_says),
    "mkv of endless lengths": (_VIDEO, "video/x-matroska", mkv_of_lies),
    "mkv of 5,000 tags in tags": (_VIDEO, "video/x-matroska", partial(mkv_nested, 5_000)),
    "transport stream of 8,192 programmes": (_VIDEO, "video/mp2t", transport_of_nothing),
    "mpeg of start codes": (_VIDEO, "video/mpeg", mpeg_of_start_codes),
    "list of other files": (_VIDEO, "video/mp4", lambda: b"ffconcat version 1.0\nfile '/etc/hostname'\n" * 1_000),
    "playlist of other files": (_VIDEO, "video/mp4", lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n" * 500),
    "wav of 65,535 voices": (_AUDIO, "audio/x-wav", partial(wav, 65_535, 0xFFFFFFFF, 0xFFFFFFFF)),
    "wav of four thousand million samples": (_AUDIO, "audio/x-wav", partial(wav, 1, 8_000, 0xFFFFFFFE)),
    "wav of a thousand million samples a second": (_AUDIO, "audio/x-wav", partial(wav, 1, 1_342_225_280, 4_000)),
    "wav of one sample a second": (_AUDIO, "audio/x-wav", partial(wav, 1, 1, 4_000)),
    "mp3 of 5,000 tags": (_AUDIO, "audio/mpeg", mp3_of_tags),
    "mp3 of three hours": (_AUDIO, "audio/mpeg", mp3_of_frames),
    "ogg that lasted for ages": (_AUDIO, "audio/ogg", ogg_of_ages),
    "flac of 2,000 blocks": (_AUDIO, "audio/flac", flac_of_blocks),
}
"""Each clip or sound bomb: its family, its media type, and how it is made."""
