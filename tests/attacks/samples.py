"""One small honest file of every format that the program decodes or reads, made here and now."""

from __future__ import annotations

import io
import math
import os
from functools import cache

import av
import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from tests.attacks.asking import Kind
from workbench.casefile.exhibits import Family
from workbench.formats import warming

SIDE = 48
os.environ.setdefault("SVT_LOG", "0")  # its encoder chats otherwise
_PICTURES = (
    ("jpeg", "image/jpeg", "JPEG", "RGB", {"quality": 80, "subsampling": 2, "exif": True, "icc": True}),
    ("jpeg, progressive", "image/jpeg", "JPEG", "RGB", {"progressive": True, "quality": 70}),
    ("jpeg, four inks", "image/jpeg", "JPEG", "CMYK", {"quality": 70}),
    ("png", "image/png", "PNG", "RGB", {"exif": True, "icc": True, "text": True}),
    ("png, palette", "image/png", "PNG", "P", {}),
    ("png, 16 bits", "image/png", "PNG", "I;16", {}),
    ("gif", "image/gif", "GIF", "P", {"animated": True}),
    ("webp", "image/webp", "WEBP", "RGB", {"exif": True}),
    ("webp, lossless", "image/webp", "WEBP", "RGBA", {"lossless": True}),
    ("webp, animated", "image/webp", "WEBP", "RGB", {"animated": True}),
    ("avif", "image/avif", "AVIF", "RGB", {"speed": 10}),
    ("heic", "image/heic", "HEIF", "RGB", {}),
    ("tiff", "image/tiff", "TIFF", "RGB", {"compression": "raw", "exif": True}),
    ("tiff, deflated", "image/tiff", "TIFF", "RGB", {"compression": "tiff_adobe_deflate"}),
    ("tiff, lzw", "image/tiff", "TIFF", "RGB", {"compression": "tiff_lzw"}),
    ("tiff, jpeg", "image/tiff", "TIFF", "RGB", {"compression": "jpeg"}),
    ("bmp", "image/bmp", "BMP", "RGB", {}),
    ("ico", "image/x-icon", "ICO", "RGBA", {"sizes": [(32, 32)]}),
    ("jpeg 2000", "image/jp2", "JPEG2000", "RGB", {}),
    ("ppm", "image/x-portable-anymap", "PPM", "RGB", {}),
    ("tga", "image/x-tga", "TGA", "RGB", {"compression": "tga_rle"}),
)
_CLIPS = (
    ("mp4, h264", "video/mp4", "mp4", "libx264", "aac", {"preset": "ultrafast"}),
    ("mp4, hevc", "video/mp4", "mp4", "libx265", "", {"preset": "ultrafast", "x265-params": "log-level=none:pools=1"}),
    ("mov, mpeg 4", "video/quicktime", "mov", "mpeg4", "aac", {}),
    ("mkv, vp8", "video/x-matroska", "matroska", "libvpx", "", {"deadline": "realtime", "cpu-used": "8"}),
    ("webm, vp9", "video/webm", "webm", "libvpx-vp9", "libopus", {"deadline": "realtime", "cpu-used": "8"}),
    ("mp4, av1", "video/mp4", "mp4", "libsvtav1", "", {"preset": "12"}),
    ("avi, mjpeg", "video/x-msvideo", "avi", "mjpeg", "", {}),
    ("mpeg", "video/mpeg", "mpeg", "mpeg2video", "", {}),
    ("transport stream", "video/mp2t", "mpegts", "mpeg2video", "", {}),
    ("flv", "video/x-flv", "flv", "flv1", "", {}),
)
_SOUNDS = (
    ("wav", "audio/x-wav", "wav", "pcm_s16le"),
    ("mp3", "audio/mpeg", "mp3", "libmp3lame"),
    ("aac", "audio/aac", "adts", "aac"),
    ("opus", "audio/ogg", "ogg", "libopus"),
    ("flac", "audio/flac", "flac", "flac"),
    ("m4a", "audio/mp4", "mp4", "aac"),
)


@cache
def samples() -> dict[str, tuple[Kind, bytes]]:
    """Makes every sample, named; what the libraries here cannot write is left out."""
    made: dict[str, tuple[Kind, bytes]] = {}
    pillow_heif.register_heif_opener(thumbnails=False)
    for name, media_type, form, mode, options in _PICTURES:
        made[name] = (Kind(Family.IMAGE, media_type), picture(form, mode, **options))
    for name, media_type, form, video, sound, options in _CLIPS:
        if video in av.codecs_available:
            made[name] = (Kind(Family.VIDEO, media_type), clip(form, video, sound, options))
    for name, media_type, form, codec in _SOUNDS:
        if codec in av.codecs_available:
            made[name] = (Kind(Family.AUDIO, media_type), sound_of(form, codec))
    for media_type, name, data in (*warming.samples(), *warming.writings()):
        family = Family.DOCUMENT if media_type == "application/pdf" else Family.ARCHIVE
        made[f"{name} ({media_type})"] = (Kind(family, media_type, name), data)
    return made


def scene(width: int = SIDE, height: int = SIDE, shift: int = 0) -> Image.Image:
    """Draws a few coloured shapes over a gradient."""
    ramp = np.linspace(0, 255, width * height * 3).reshape(height, width, 3).astype(np.uint8)
    image = Image.fromarray(ramp)
    draw = ImageDraw.Draw(image)
    draw.ellipse((4 + shift, 4, 20 + shift, 24), fill=(220, 40, 30))
    draw.rectangle((24, 20 + shift % 8, 42, 40), outline=(20, 200, 60), width=2)
    return image


def picture(
    form: str, mode: str, animated: bool = False, exif: bool = False, icc: bool = False, text: bool = False,
    **options: object,
) -> bytes:  # fmt: skip
    """Encodes the scene as a picture."""
    image = scene().convert("L").convert("I;16") if mode == "I;16" else scene().convert(mode)
    if exif:
        options["exif"] = _exif()
    if icc:
        options["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if text:
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", "words", zip=True)
        notes.add_itxt("Title", "words", zip=True)
        options["pnginfo"] = notes
    if animated:
        options |= {
            "save_all": True, "duration": 100, "loop": 0,
            "append_images": [scene(shift=step).convert(mode) for step in (4, 8, 12)],
        }  # fmt: skip
    data = io.BytesIO()
    image.save(data, form, **options)
    return data.getvalue()


def _exif() -> Image.Exif:
    """Makes camera data: an orientation, times, a place."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A maker"
    exif.get_ifd(0x8769)[0x9003] = "2001:02:03 04:05:06"
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def clip(form: str, video: str, sound: str, options: dict[str, str], frames: int = 12) -> bytes:
    """Encodes a short moving scene, with a tone where a sound codec is named."""
    file = io.BytesIO()
    with av.open(file, "w", format=form) as container:
        stream = container.add_stream(video, rate=10 if video != "mpeg2video" else 25, options=options)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuvj420p" if video == "mjpeg" else "yuv420p"
        stream.codec_context.thread_count = 1
        voice = container.add_stream(sound, rate=48_000, layout="mono") if sound else None
        for number in range(frames):
            frame = av.VideoFrame.from_image(scene(64, 64, number))
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
        if voice is not None:
            _tone(container, voice)
    return file.getvalue()


def sound_of(form: str, codec: str) -> bytes:
    """Encodes half a second of a tone."""
    file = io.BytesIO()
    with av.open(file, "w", format=form) as container:
        _tone(container, container.add_stream(codec, rate=48_000, layout="mono"))
    return file.getvalue()


def _tone(container: av.container.OutputContainer, stream: av.AudioStream) -> None:
    """Writes half a second of a tone."""
    wave = [int(8000 * math.sin(n / 20)) for n in range(24_000)]
    size = stream.codec_context.frame_size or 1024
    resampler = av.AudioResampler(stream.codec_context.format, "mono", 48_000, size)
    frame = av.AudioFrame.from_ndarray(np.array([wave], np.int16), "s16", "mono")
    frame.sample_rate, frame.pts = 48_000, 0
    for piece in (*resampler.resample(frame), *resampler.resample(None)):
        container.mux(stream.encode(piece))
    container.mux(stream.encode(None))
