"""Looks for the system libraries that Qt needs, before Qt is imported: it would abort without saying which one."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Mapping

from start import debian
from start.words import Stopped, say

#: What PySide6 needs to be imported at all, even off screen: library to Debian package.
ALWAYS: Mapping[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
}

#: What the window needs beside those on an X11 screen.
X11: Mapping[str, str] = {
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

#: What the window needs beside those on a Wayland screen.
WAYLAND: Mapping[str, str] = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}

#: Nothing fails without them; text in many scripts, figures in columns and emoji look right with them.
RECOMMENDED_FONTS = (
    "fonts-inter",
    "fonts-jetbrains-mono",
    "fonts-noto-core",
    "fonts-noto-cjk",
    "fonts-noto-color-emoji",
)


def needed(screen: str) -> dict[str, str]:
    """Returns the libraries needed for a kind of screen: ``x11``, ``wayland``, or anything else for off screen."""
    return {**ALWAYS, **{"x11": X11, "wayland": WAYLAND}.get(screen, {})}


def is_loadable(library: str) -> bool:
    """Tells whether the system's loader finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing(screen: str, found: Callable[[str], bool] = is_loadable) -> dict[str, str]:
    """Returns the libraries that a screen needs and this system lacks, with their Debian packages."""
    return {library: package for library, package in needed(screen).items() if not found(library)}


def see_to(screen: str, found: Callable[[str], bool] = is_loadable) -> None:
    """Makes sure that Qt can be loaded for a kind of screen, or stops in words that tell how; Linux alone needs it."""
    if not sys.platform.startswith("linux"):
        return
    lacking = missing(screen, found)
    if not lacking:
        return
    packages = sorted(set(lacking.values()))
    debian.bring(packages, f"The window needs system libraries that are not here: {', '.join(lacking)}.")
    say(f"Recommended for text in every script: {debian.apt_line(RECOMMENDED_FONTS)}")
    if still := missing(screen, found):
        raise Stopped(f"apt reported success, but these are still not found: {', '.join(still)}.")
