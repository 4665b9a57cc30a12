"""The desktop's buses: what they say of locks and sleep is heard, and a machine without them is silent."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusObjectPath, QDBusVariant, QDBusVirtualObject

from tests.ui.desktop import until
from ui.windows.system_bus import LOGIN, LOGIN_PATH, PROPERTIES, SystemBus, listen
from workbench.casefile.exposure import EndCause

PLACE = f"{LOGIN_PATH}/session/_37"


class Login(QDBusVirtualObject):
    """A login service with one session, as far as it is asked about it."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = {"Id": "7", "Active": True, "LockedHint": False}

    def introspect(self, _path):
        return ""

    def handleMessage(self, message, connection):
        asked = message.arguments()
        if message.member() == "Get":
            answer = QDBusVariant(self.facts[asked[1]])
        else:
            answer = QDBusObjectPath(PLACE)
        reply = message.createReply()
        reply.setArguments([answer])
        connection.send(reply)
        return True


@pytest.fixture
def buses(qapp, tmp_path):
    """Two connections to a bus of the test's own."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("there is no dbus-daemon on this machine")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    address = daemon.stdout.readline().strip()
    here, there = (QDBusConnection.connectToBus(address, f"{tmp_path.name}-{name}") for name in ("here", "there"))
    yield here, there
    for name in ("here", "there"):
        QDBusConnection.disconnectFromBus(f"{tmp_path.name}-{name}")
    daemon.kill()
    daemon.wait()
    daemon.stdout.close()


def heard_by(bus):
    heard = []
    bus.locked.connect(heard.append)
    return heard


def say(there, heard, path, interface, name, *words):
    """Says something again and again until it is heard: when a bus begins to listen is its own affair."""

    def said():
        signal = QDBusMessage.createSignal(path, interface, name)
        signal.setArguments(list(words))
        there.send(signal)
        return bool(heard)

    until(said, f"{name} is heard", 20)


@pytest.mark.parametrize("saver", ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"])
def test_a_screen_saver_that_comes_on_is_heard_under_either_name(buses, saver):
    here, there = buses
    bus = SystemBus(session=here)
    heard = heard_by(bus)
    assert bus.listens
    say(there, heard, "/" + saver.replace(".", "/"), saver, "ActiveChanged", True)
    assert set(heard) == {EndCause.LOCKED}


def test_one_that_goes_off_and_a_machine_that_wakes_are_not(buses):
    bus = SystemBus()
    heard = heard_by(bus)
    bus.saver_changed(False)
    bus.sleep_prepared(False)
    assert heard == []


def test_sleep_and_the_lock_of_this_very_session_are_heard(buses):
    here, there = buses
    login = Login()
    assert there.registerService(LOGIN)
    assert there.registerVirtualObject(LOGIN_PATH, login, QDBusConnection.VirtualObjectRegisterOption.SubPath)
    bus = SystemBus(system=here)
    heard = heard_by(bus)
    say(there, heard, LOGIN_PATH, f"{LOGIN}.Manager", "PrepareForSleep", True)
    assert heard[0] is EndCause.SUSPENDED
    until(lambda: bus._place == PLACE, "the session is found", 20)
    heard.clear()
    say(there, heard, PLACE, f"{LOGIN}.Session", "Lock")
    assert EndCause.LOCKED in heard
    heard.clear()
    login.facts = {**login.facts, "Active": False}
    say(there, heard, PLACE, PROPERTIES, "PropertiesChanged", f"{LOGIN}.Session", {}, ["Active"])
    assert EndCause.LOCKED in heard
    there.unregisterObject(LOGIN_PATH)


def test_without_a_bus_nothing_is_heard_and_nothing_said(monkeypatch, capfd, tmp_path):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr("ui.windows.system_bus.SYSTEM_SOCKET", tmp_path / "none")
    assert not listen().listens
    assert capfd.readouterr().err == ""
