"""A display counts when something answers there, not when a variable names it."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from start import display

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="display servers are Linux's matter")

#: No server runs under so high a number.
NOBODY = ":4711"


@pytest.fixture
def wayland(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Something that listens where a Wayland server would."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        yield {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)}


def test_no_variable_is_no_display() -> None:
    assert display.screen({}) == ""


@pytest.mark.parametrize("name", [NOBODY, NOBODY + ".0", "unix" + NOBODY, "localhost:4711", "nonsense", "/tmp/x:", ""])
def test_a_display_that_nobody_serves_is_none(name: str) -> None:
    assert display.screen({"DISPLAY": name}) == ""


def test_a_wayland_socket_counts_while_somebody_listens(wayland: dict[str, str]) -> None:
    assert display.screen(wayland) == "wayland"
    assert display.screen({**wayland, "WAYLAND_DISPLAY": "wayland-8"}) == ""
    assert display.screen({**wayland, "QT_QPA_PLATFORM": "xcb"}) == ""


def test_a_listener_that_is_no_x_server_lets_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "_connects", lambda address: True)
    monkeypatch.setattr(display, "_lets_in", lambda name: name == ":1")
    assert display.screen({"DISPLAY": ":1"}) == "x11"
    assert display.screen({"DISPLAY": ":2"}) == ""


def test_where_the_x_library_is_absent_the_socket_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(display.ctypes, "CDLL", absent)
    assert display._lets_in(NOBODY)


def test_the_x_library_is_refused_where_nobody_serves() -> None:
    pytest.importorskip("ctypes")
    try:
        display.ctypes.CDLL("libxcb.so.1")
    except OSError:
        pytest.skip("the X library is not on this machine")
    assert not display._lets_in(NOBODY)


def test_a_platform_chosen_by_name_needs_no_server() -> None:
    assert display.screen({"QT_QPA_PLATFORM": "offscreen"}) == "chosen"
    assert display.screen({"QT_QPA_PLATFORM": "vnc:size=800x600"}) == "chosen"
    assert display.screen({"QT_QPA_PLATFORM": "xcb"}) == ""


def test_other_systems_have_their_own_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert display.screen({}) == "native"
