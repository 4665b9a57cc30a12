"""Reads what a picture says about itself: size, orientation, capture time and its offset."""

from __future__ import annotations

import re
from typing import Any

from PIL import Image

from workbench.media.veil import upright_size

_ORIENTATION, _EXIF = 0x0112, 0x8769
_ORIGINAL, _DIGITIZED = 0x9003, 0x9004
_ZONE_ORIGINAL, _ZONE_DIGITIZED = 0x9011, 0x9012
_TIME = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_ZONE = re.compile(r"[+-]\d\d:\d\d\Z|Z\Z")


def orientation_of(image: Image.Image) -> int:
    """Reads the orientation, 1 to 8, from EXIF or XMP; 1 where there is none or it makes no sense."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # damaged camera data must not hide the picture
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def picture_facts(image: Image.Image, full_size: tuple[int, int], orientation: int) -> dict[str, object]:
    """Collects the facts of a still picture; what cannot be read is left out."""
    width, height = upright_size(full_size, orientation)
    facts: dict[str, object] = {
        "width": width,
        "height": height,
        "orientation": orientation,
        "codec": (image.format or "").lower() or None,
    }
    facts.update(_capture_time(image))
    return {name: value for name, value in facts.items() if value is not None}


def iso_time(text: object) -> str | None:
    """Writes a camera's time as ISO 8601; None where it is no time (cameras write blanks and zeros)."""
    found = _TIME.match(str(text).strip())
    if found is None or found.group(1) == "0000" or found.group(2) == "00":
        return None
    year, month, day, hour, minute, second = found.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}"


def _capture_time(image: Image.Image) -> dict[str, object]:
    """Reads when the picture was taken, as the camera says it, and the offset it states."""
    try:
        tags: dict[int, Any] = image.getexif().get_ifd(_EXIF)
    except Exception:  # damaged camera data is worth a remark and no more
        return {"problem": "metadata"}
    for time, zone in ((_ORIGINAL, _ZONE_ORIGINAL), (_DIGITIZED, _ZONE_DIGITIZED)):
        captured = iso_time(tags.get(time, ""))
        if captured:
            stated = str(tags.get(zone, "")).strip("\0 ")
            return {"captured": captured, "captured_zone": stated if _ZONE.match(stated) else None}
    return {}
