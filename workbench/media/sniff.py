"""Tells what a file is by its first bytes, so that no name is believed and no decoder is asked.

Pure and quick: it runs in the program itself. The name only parts kinds of text that look alike (Markdown, chat
exports, tables).
"""

from __future__ import annotations

import re

from workbench.casefile.exhibits import Family
from workbench.formats.chat_kinds import chat_in_json, chat_in_lines

HEAD_BYTES = 8192

_IMAGE, _VIDEO, _AUDIO = Family.IMAGE, Family.VIDEO, Family.AUDIO
_ARCHIVE, _DOCUMENT, _OTHER = Family.ARCHIVE, Family.DOCUMENT, Family.OTHER

_STARTS: tuple[tuple[bytes, str, Family], ...] = (
    (b"\xff\xd8\xff", "image/jpeg", _IMAGE),
    (b"\x89PNG\r\n\x1a\n", "image/png", _IMAGE),
    (b"GIF87a", "image/gif", _IMAGE),
    (b"GIF89a", "image/gif", _IMAGE),
    (b"II*\0", "image/tiff", _IMAGE),
    (b"MM\0*", "image/tiff", _IMAGE),
    (b"II+\0", "image/tiff", _IMAGE),
    (b"MM\0+", "image/tiff", _IMAGE),
    (b"\0\0\1\0", "image/x-icon", _IMAGE),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2", _IMAGE),
    (b"\xff\x4f\xff\x51", "image/jp2", _IMAGE),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl", _IMAGE),
    (b"\xff\x0a", "image/jxl", _IMAGE),
    (b"8BPS", "image/vnd.adobe.photoshop", _IMAGE),
    (b"%PDF-", "application/pdf", _DOCUMENT),
    (b"{\\rtf", "application/rtf", _DOCUMENT),
    (b"%!PS", "application/postscript", _DOCUMENT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", _DOCUMENT),
    (b"\x1f\x8b", "application/gzip", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", _ARCHIVE),
    (b"Rar!\x1a\x07", "application/vnd.rar", _ARCHIVE),
    (b"BZh", "application/x-bzip2", _ARCHIVE),
    (b"\xfd7zXZ\0", "application/x-xz", _ARCHIVE),
    (b"\x28\xb5\x2f\xfd", "application/zstd", _ARCHIVE),
    (b"\0\0\1\xba", "video/mpeg", _VIDEO),
    (b"\0\0\1\xb3", "video/mpeg", _VIDEO),
    (b"\0\0\0\1\x40\1", "video/h265", _VIDEO),
    (b"\0\0\0\1\x46\1", "video/h265", _VIDEO),
    (b"\0\0\0\1\x67", "video/h264", _VIDEO),
    (b"\0\0\0\1\x27", "video/h264", _VIDEO),
    (b"\0\0\0\1\x09", "video/h264", _VIDEO),
    (b"\0\0\1\x67", "video/h264", _VIDEO),
    (b"DKIF\0\0", "video/x-ivf", _VIDEO),
    (b"FLV\1", "video/x-flv", _VIDEO),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf", _VIDEO),
    (b"ID3", "audio/mpeg", _AUDIO),
    (b"fLaC", "audio/flac", _AUDIO),
    (b"MThd", "audio/midi", _AUDIO),
    (b"#!AMR", "audio/amr", _AUDIO),
    (b"caff\0\1", "audio/x-caf", _AUDIO),
    (b"\x0b\x77", "audio/ac3", _AUDIO),
    (b"SQLite format 3\0", "application/vnd.sqlite3", _OTHER),
    (b"\x7fELF", "application/x-elf", _OTHER),
    (b"MZ", "application/x-msdownload", _OTHER),
    (b"WARC/", "application/warc", Family.PAGE),
    (b"filedesc://", "application/x-internet-archive", Family.PAGE),
)
_BRANDS = {
    "image/avif": (b"avif", b"avis"),
    "image/heic": (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"),
    "image/heif": (b"mif1", b"msf1", b"mif2"),
    "video/quicktime": (b"qt  ",),
    "video/3gpp": (b"3gp4", b"3gp5", b"3gp6", b"3gp7", b"3ge6", b"3ge7", b"3gg6", b"3g2a", b"3g2b", b"3g2c"),
    "audio/mp4": (b"M4A ", b"M4B ", b"M4P "),
}
_OFFICE = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_HEADER_LINE = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}[ \t]{0,8}:[ \t]")
_FROM_LINE = re.compile(
    rb"From [^\r\n]{0,300}?\b\d{1,2}:\d\d\b[^\r\n]{0,80}\r?\n>?[A-Za-z][A-Za-z0-9-]{1,60}[ \t]{0,8}[: ]"
)
_MAIL_HEADERS = re.compile(
    rb"^(From|To|Date|Subject|Received|Return-Path|Message-ID|MIME-Version|Delivered-To|Reply-To)[ \t]{0,8}:",
    re.I | re.M,
)
_OCTAL = re.compile(rb"[0-7]{3,7}")
_RELATED = re.compile(rb"^Content-Type:[ \t]*multipart/related", re.I | re.M)
_SAVED = re.compile(rb"^(Snapshot-Content-Location:|From:[ \t]*<?Saved by|Content-Location:)", re.I | re.M)
_JSON = re.compile(r'\{\s*("|\}|\Z)|\[\s*([{\["\]]|-?\d+(\.\d+)?([eE][+-]?\d+)?\s*[,\]]|true|false|null|\Z)')
_OLE = "application/x-ole-storage"
_OUTLOOK_MESSAGE = ("application/vnd.ms-outlook", Family.MAIL)
_OUTLOOK = (  # the class of the file, or the names of its streams, where they stand among its first bytes
    bytes.fromhex("0b0d020000000000c000000000000046"),
    "__substg1.0".encode("utf-16-le"),
    "__properties_version1.0".encode("utf-16-le"),
    "__nameid_version1.0".encode("utf-16-le"),
)
_CONTROLS = set(range(32)) - {9, 10, 12, 13, 27}


def sniff(head: bytes, name: str = "") -> tuple[str, Family]:
    """Tells media type and family from the first bytes of a file (:data:`HEAD_BYTES` are plenty)."""
    for look in (_boxes, _known_start, _containers, _bmp, _sound, _transport, _tar):
        found = look(head)
        if found:
            return _OUTLOOK_MESSAGE if found[0] == _OLE and name.lower().endswith(".msg") else found
    return _text(head, name.lower())


def _known_start(head: bytes) -> tuple[str, Family] | None:
    """Knows the formats that begin with a mark of their own."""
    for start, media_type, family in _STARTS:
        if head.startswith(start):
            return _looked_closer(head, media_type, family)
    return None


def _looked_closer(head: bytes, media_type: str, family: Family) -> tuple[str, Family]:
    """Parts formats that share a beginning."""
    if media_type == _OLE and any(sign in head for sign in _OUTLOOK):
        return _OUTLOOK_MESSAGE
    if media_type == "image/x-icon" and head[4:6] == b"\0\0":
        return "application/octet-stream", Family.OTHER
    return media_type, family


def _boxes(head: bytes) -> tuple[str, Family] | None:
    """Tells ISO base media files apart by their brands."""
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free", b"skip") and len(head) >= 16:
        return "video/quicktime", _VIDEO
    if head[4:8] != b"ftyp":
        return None
    size = min(max(int.from_bytes(head[:4], "big"), 16), 512, len(head))
    major = head[8:12]
    compatible = [head[start : start + 4] for start in range(16, size - 3, 4)]
    for media_type, brands in _BRANDS.items():
        if major in brands:
            return media_type, Family(media_type.partition("/")[0])
    if major == b"mif1" or any(brand in _BRANDS["image/avif"] for brand in compatible):
        return "image/avif", _IMAGE
    return "video/mp4", _VIDEO


def _containers(head: bytes) -> tuple[str, Family] | None:
    """Tells RIFF, EBML, Ogg and ZIP files apart by what they carry."""
    if head[:4] == b"RIFF":
        kinds = {
            b"WEBP": ("image/webp", _IMAGE),
            b"AVI ": ("video/x-msvideo", _VIDEO),
            b"WAVE": ("audio/wav", _AUDIO),
        }
        return kinds.get(head[8:12], ("application/octet-stream", _OTHER))
    if head[:4] in (b"RF64", b"BW64") and head[8:12] == b"WAVE":
        return "audio/wav", _AUDIO
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "audio/aiff", _AUDIO
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return ("video/webm" if b"webm" in head[:128] else "video/x-matroska"), _VIDEO
    if head[:4] == b"OggS":
        moving = b"\x80theora" in head[:256] or b"OVP80" in head[:256]
        return ("video/ogg", _VIDEO) if moving else ("audio/ogg", _AUDIO)
    if head[:4] in (b"PK\3\4", b"PK\5\6"):
        return _zip(head)
    return None


def _zip(head: bytes) -> tuple[str, Family]:
    """Tells office files and other ZIP kinds apart by the names of their first entries."""
    if head[30:38] == b"mimetype" and b"application/" in head[38:80]:
        found = re.match(rb"application/[a-z0-9.+-]{3,80}", head[38:160])
        kind = found.group().decode().split("PK")[0] if found else "application/zip"
        return kind, _DOCUMENT
    if b"[Content_Types].xml" in head[:2048] or b"_rels/.rels" in head[:2048]:
        for folder, media_type in _OFFICE:
            if folder in head or b'Target="' + folder[:-1] in head:
                return media_type, _DOCUMENT
    if b"datapackage.json" in head or b"archive/data.warc" in head:
        return "application/wacz", Family.PAGE
    return "application/zip", _ARCHIVE


def _bmp(head: bytes) -> tuple[str, Family] | None:
    """Knows a bitmap by its header and not by two letters alone."""
    if head[:2] == b"BM" and len(head) >= 26 and head[6:10] == b"\0\0\0\0" and head[14] in (12, 40, 52, 56, 108, 124):
        return "image/bmp", _IMAGE
    return None


def _sound(head: bytes) -> tuple[str, Family] | None:
    """Knows an MPEG audio or AAC stream by its frame header."""
    if len(head) >= 4 and head[0] == 0xFF:
        if head[1] & 0xF6 == 0xF0:
            return "audio/aac", _AUDIO
        if head[1] & 0xE0 == 0xE0 and head[1] & 0x18 != 0x08 and head[1] & 6 in (2, 4) and head[2] >> 4 not in (0, 15):
            return "audio/mpeg", _AUDIO
    return None


def _transport(head: bytes) -> tuple[str, Family] | None:
    """Knows an MPEG transport stream by its packets."""
    for start, size in ((0, 188), (4, 192)):  # the second as cameras and recorders write it, with times between
        if len(head) > start + 2 * size and head[start] == head[start + size] == head[start + 2 * size] == 0x47:
            return "video/mp2t", _VIDEO
    return None


def _tar(head: bytes) -> tuple[str, Family] | None:
    """Knows a tar by its magic, and one from before there was a magic by the check sum of its first header."""
    if head[257:262] == b"ustar":
        return "application/x-tar", _ARCHIVE
    stated = head[148:156].strip(b" \0")
    if len(head) < 512 or not head[0] or not _OCTAL.fullmatch(stated):
        return None
    return ("application/x-tar", _ARCHIVE) if int(stated, 8) == sum(head[:148]) + 256 + sum(head[156:512]) else None


def _text(head: bytes, name: str) -> tuple[str, Family]:
    """Tells kinds of text apart; what is no text is an unknown type."""
    text = _as_text(head)
    if text is None:
        return "application/octet-stream", _OTHER
    start = text.lstrip("\ufeff \t\r\n")
    low = start[:1024].lower()
    for sign, media_type, family in (
        ("<!doctype html", "text/html", Family.PAGE),
        ("<html", "text/html", Family.PAGE),
        ("<svg", "image/svg+xml", _IMAGE),
        ("<!doctype svg", "image/svg+xml", _IMAGE),
    ):
        if low.startswith(sign):
            return media_type, family
    if low.startswith(("<?xml", "<!--")):
        return _markup(low)
    chat = chat_in_lines(text, name)
    if chat:
        return chat, Family.CHAT
    if _JSON.match(start):
        return _json(text, name)
    raw = head.lstrip(b"\xef\xbb\xbf")
    if _FROM_LINE.match(raw) or (_HEADER_LINE.match(raw) and len(_MAIL_HEADERS.findall(raw)) >= 2):
        return _mail(raw, name)
    return _plain(low, name)


def _markup(low: str) -> tuple[str, Family]:
    """Tells XML kinds apart by their first element."""
    if "<svg" in low:
        return "image/svg+xml", _IMAGE
    if "<html" in low or "<!doctype html" in low:
        return "text/html", Family.PAGE
    return ("text/xml", Family.TEXT) if low.startswith("<?xml") else ("text/plain", Family.TEXT)


def _json(text: str, name: str) -> tuple[str, Family]:
    """Tells a chat export from other JSON."""
    chat = chat_in_json(text)
    if chat:
        return chat, Family.CHAT
    return ("application/x-ndjson" if name.endswith((".jsonl", ".ndjson")) else "application/json"), Family.TEXT


def _mail(raw: bytes, name: str) -> tuple[str, Family]:
    """Tells a mailbox from one message, and either from a page that a browser saved in the form of one."""
    if name.endswith((".mht", ".mhtml")) or (_RELATED.search(raw) and _SAVED.search(raw)):
        return "multipart/related", Family.PAGE
    return ("application/mbox" if _FROM_LINE.match(raw) else "message/rfc822"), Family.MAIL


def _plain(low: str, name: str) -> tuple[str, Family]:
    """Tells pages, Markdown, tables and subtitles from other text."""
    if low.startswith("webvtt"):
        return "text/vtt", Family.TEXT
    if name.endswith((".html", ".htm")) and re.search(r"<(head|body|div|p|title|table)\b", low):
        return "text/html", Family.PAGE
    if name.endswith((".md", ".markdown")):
        return "text/markdown", Family.TEXT
    if name.endswith((".csv", ".tsv")):
        return ("text/csv" if name.endswith(".csv") else "text/tab-separated-values"), Family.TEXT
    return "text/plain", Family.TEXT


def _as_text(head: bytes) -> str | None:
    """Decodes the head if it is text in UTF-8, UTF-16 with a mark, or an older eight-bit code without controls."""
    if not head:
        return None
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace")
        return None if "\0" in text else text
    if _CONTROLS & set(head):
        return None
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as fault:
        if fault.start >= len(head) - 3:  # the head may end inside a character
            return head[: fault.start].decode("utf-8")
        return head.decode("latin-1")
