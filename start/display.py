"""Finds out whether there is a screen to open a window on."""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from collections.abc import Mapping

#: How long a display on another machine may take to answer.
PATIENCE_SECONDS = 3.0


def screen(environment: Mapping[str, str] = os.environ) -> str:
    """Returns the kind of screen: ``wayland``, ``x11``, ``chosen`` or ``native``; an empty text where there is none.

    ``chosen``: QT_QPA_PLATFORM names a platform which needs no display server; ``native``: Windows or macOS.
    """
    if not sys.platform.startswith("linux"):
        return "native"
    chosen = environment.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if chosen and chosen not in ("xcb", "wayland"):
        return "chosen"
    if chosen != "xcb" and _answers_wayland(environment):
        return "wayland"
    if chosen != "wayland" and _answers_x11(environment.get("DISPLAY", "")):
        return "x11"
    return ""


def _answers_wayland(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    folder = environment.get("XDG_RUNTIME_DIR", "")
    return bool(name) and _connects(os.path.join(folder, name))


def _answers_x11(display: str) -> bool:
    """Tells whether an X server lets this user in; without the X library, whether one listens at all."""
    match = re.fullmatch(r"(?:\w+/)?(.*):(\d+)(?:\.\d+)?", display)
    if not match:
        return False
    host, number = match[1], int(match[2])
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        listens = _connects("\0" + path) or _connects(path)
    else:
        listens = _connects((host.strip("[]"), 6000 + number))
    return listens and _lets_in(display)


def _connects(address: str | tuple[str, int]) -> bool:
    """Tells whether something listens at a socket's path or at a host and port."""
    try:
        if isinstance(address, tuple):
            with socket.create_connection(address, timeout=PATIENCE_SECONDS):
                return True
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(PATIENCE_SECONDS)
            client.connect(address)
            return True
    except (OSError, ValueError):
        return False


def _lets_in(display: str) -> bool:
    """Tells whether the X server accepts this user's key; True where that cannot be asked yet."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not refused
