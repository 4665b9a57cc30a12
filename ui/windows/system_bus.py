"""Hears on Linux from the desktop's buses that the screen is locked, the session switched or the machine put to sleep.

Every desktop says so in its own way; all that is heard only ever seals. Without a bus nothing is heard, and nothing
is said about it: the watch over input and over the machine's clocks goes on alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusPendingCallWatcher,
    QDBusVariant,
)

from workbench.casefile.exposure import EndCause

SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver")
LOGIN, LOGIN_PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
PROPERTIES = "org.freedesktop.DBus.Properties"
ANSWER_MS = 3000
SYSTEM_SOCKET = Path("/run/dbus/system_bus_socket")


class SystemBus(QObject):
    """Listens to both buses; ``locked(cause)`` tells that whoever sat there has gone, or is about to."""

    locked = Signal(object)

    def __init__(
        self,
        session: QDBusConnection | None = None,
        system: QDBusConnection | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._asked: set[QDBusPendingCallWatcher] = set()
        self._bus, self._place = system, ""
        self.listens = False
        if session is not None and session.isConnected():
            self._hear_savers(session)
        if system is not None and system.isConnected():
            self._hear_login(system)

    def _hear_savers(self, bus: QDBusConnection) -> None:
        """Listens for the screen saver, whatever its name and its place on the bus."""
        for interface in SAVERS:
            self.listens |= bus.connect("", "", interface, "ActiveChanged", self, _slot("saver_changed(bool)"))

    def _hear_login(self, bus: QDBusConnection) -> None:
        """Listens for sleep at once, and for this session's own lock as soon as its place is known."""
        heard = bus.connect("", LOGIN_PATH, f"{LOGIN}.Manager", "PrepareForSleep", self, _slot("sleep_prepared(bool)"))
        self.listens |= heard
        self._read(f"{LOGIN_PATH}/session/auto", "Id", self._find_session)

    def _find_session(self, name: object) -> None:
        """Asks for the place of this session: another person's lock is none of ours."""
        question = QDBusMessage.createMethodCall(LOGIN, LOGIN_PATH, f"{LOGIN}.Manager", "GetSession")
        question.setArguments([str(name)])
        self._ask(question, self._hear_session)

    def _hear_session(self, place: object) -> None:
        """Listens for the lock of this session, and for another one coming to the front."""
        bus, self._place = self._bus, place.path() if isinstance(place, QDBusObjectPath) else str(place)
        if bus is not None:
            bus.connect("", self._place, f"{LOGIN}.Session", "Lock", self, _slot("session_locked()"))
            bus.connect("", self._place, PROPERTIES, "PropertiesChanged", self, _slot("session_changed()"))

    # Asking ----------------------------------------------------------------------------------------------------

    def _read(self, place: str, name: str, then: Callable[[object], None]) -> None:
        """Asks for one property of a session, without waiting for the answer."""
        question = QDBusMessage.createMethodCall(LOGIN, place, PROPERTIES, "Get")
        question.setArguments([f"{LOGIN}.Session", name])
        self._ask(question, then)

    def _ask(self, question: QDBusMessage, then: Callable[[object], None]) -> None:
        """Asks, and hands on the first value of the answer; a refusal is silence."""
        if self._bus is None:
            return
        asked = QDBusPendingCallWatcher(self._bus.asyncCall(question, ANSWER_MS), self)
        self._asked.add(asked)

        def answered(watcher: QDBusPendingCallWatcher) -> None:
            self._asked.discard(watcher)
            reply = watcher.reply()
            if reply.type() is QDBusMessage.MessageType.ReplyMessage and reply.arguments():
                value = reply.arguments()[0]
                then(value.variant() if isinstance(value, QDBusVariant) else value)

        asked.finished.connect(answered)

    # What is heard ---------------------------------------------------------------------------------------------

    @Slot(bool)
    def saver_changed(self, active: bool) -> None:
        """The screen saver, or the lock, came on."""
        if active:
            self.locked.emit(EndCause.LOCKED)

    @Slot(bool)
    def sleep_prepared(self, going: bool) -> None:
        """The machine is about to sleep."""
        if going:
            self.locked.emit(EndCause.SUSPENDED)

    @Slot()
    def session_locked(self) -> None:
        """The session is to be locked."""
        self.locked.emit(EndCause.LOCKED)

    @Slot()
    def session_changed(self) -> None:
        """Something about the session changed: it may have gone behind another, or say that it is locked."""
        self._read(self._place, "Active", lambda active: self._heed(active is False))
        self._read(self._place, "LockedHint", lambda locked: self._heed(locked is True))

    def _heed(self, gone: bool) -> None:
        if gone:
            self.locked.emit(EndCause.LOCKED)


def listen(parent: QObject | None = None) -> SystemBus:
    """Listens to the buses of this machine, where there are any; none is ever started for it."""
    if sys.platform != "linux":
        return SystemBus(parent=parent)
    session = QDBusConnection.sessionBus() if _has_session_bus() else None
    system = QDBusConnection.systemBus() if SYSTEM_SOCKET.exists() else None
    return SystemBus(session, system, parent)


def _has_session_bus() -> bool:
    """Tells whether a session bus runs already."""
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(runtime) and (Path(runtime) / "bus").exists()


def _slot(signature: str) -> bytes:
    """Writes a slot as Qt's own signature of it."""
    return SLOT(signature)  # type: ignore[return-value]
