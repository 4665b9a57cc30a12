"""What Qt needs is looked for before Qt is imported, and each lack is named with the line that mends it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from start import debian, system_libraries
from start.words import Stopped
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone needs system libraries")


def all_but(*absent: str):
    """Returns a loader that finds everything but these."""
    return lambda library: library not in absent


def test_a_whole_system_is_left_in_peace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "bring", lambda *_: pytest.fail("nothing is missing"))
    system_libraries.see_to("x11", all_but())


def test_what_is_missing_is_named_with_its_package() -> None:
    assert system_libraries.missing("x11", all_but("libxcb-cursor.so.0")) == {"libxcb-cursor.so.0": "libxcb-cursor0"}
    assert system_libraries.missing("wayland", all_but("libxcb-cursor.so.0")) == {}
    assert system_libraries.missing("offscreen", all_but("libEGL.so.1", "libwayland-egl.so.1")) == {
        "libEGL.so.1": "libegl1"
    }


def test_a_person_who_may_not_install_gets_the_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "is_debian", lambda: True)
    monkeypatch.setattr(debian, "is_root", lambda: False)
    monkeypatch.setattr(debian, "run_quietly", lambda *_: pytest.fail("this person may not install anything"))
    with pytest.raises(Stopped) as stopped:
        system_libraries.see_to("x11", all_but("libEGL.so.1", "libxcb-cursor.so.0"))
    assert "libEGL.so.1, libxcb-cursor.so.0" in str(stopped.value)
    assert "sudo apt install libegl1 libxcb-cursor0" in str(stopped.value)


def test_root_has_it_installed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], environment: dict[str, str]) -> tuple[bool, str]:
        assert environment["DEBIAN_FRONTEND"] == "noninteractive"
        commands.append(command)
        return True, ""

    monkeypatch.setattr(debian, "is_debian", lambda: True)
    monkeypatch.setattr(debian, "is_root", lambda: True)
    monkeypatch.setattr(debian, "run_quietly", run)
    system_libraries.see_to("x11", lambda library: bool(commands) or library != "libGL.so.1")
    assert [command[1] for command in commands] == ["update", "install"]
    assert commands[1][-1] == "libgl1"
    assert "fonts-inter" in capsys.readouterr().err


def test_root_hears_what_apt_said_when_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "is_debian", lambda: True)
    monkeypatch.setattr(debian, "is_root", lambda: True)
    monkeypatch.setattr(debian, "run_quietly", lambda command, environment: (False, "    no such " + command[1]))
    with pytest.raises(Stopped, match="no such install"):
        system_libraries.see_to("offscreen", all_but("libGL.so.1"))


def test_other_systems_are_told_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "is_debian", lambda: False)
    with pytest.raises(Stopped, match="libgl1"):
        system_libraries.see_to("offscreen", all_but("libGL.so.1"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ID=debian\n", True), ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', True), ("ID=fedora\n", False)],
)
def test_debian_and_its_children_are_known(
    text: str, expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(debian.shutil, "which", lambda name: "/usr/bin/" + name)
    (tmp_path / "os-release").write_text(text)
    assert debian.is_debian(tmp_path / "os-release") is expected
    assert not debian.is_debian(tmp_path / "absent")


def test_all_that_the_installed_qt_asks_for_is_looked_for() -> None:
    """Reads what the Qt libraries in this environment are linked against, and expects each name in the lists."""
    pyside = pytest.importorskip("PySide6")
    qt = Path(pyside.__file__).parent / "Qt"
    stems = ("Core", "DBus", "Gui", "OpenGL", "Svg", "WaylandClient", "Widgets", "XcbQpa")
    files = [qt / "lib" / f"libQt6{stem}.so.6" for stem in stems]
    files += [qt / "plugins" / "platforms" / f"libq{name}.so" for name in ("xcb", "wayland", "offscreen")]
    asked = set[str]()
    for file in files:
        asked |= {
            name.decode()
            for name in re.findall(rb"\x00(lib[A-Za-z0-9_+-]+(?:-\d\.\d)?\.so\.\d+)(?=\x00)", file.read_bytes())
        }
    own = {path.name for path in (qt / "lib").iterdir()}
    runtime = {
        "libc.so.6",
        "libm.so.6",
        "libdl.so.2",
        "libpthread.so.0",
        "librt.so.1",
        "libgcc_s.so.1",
        "libstdc++.so.6",
    }
    known = {*system_libraries.ALWAYS, *system_libraries.X11, *system_libraries.WAYLAND}
    assert known & asked
    assert asked - own - runtime - {"libz.so.1", "libzstd.so.1"} <= known, ROOT
