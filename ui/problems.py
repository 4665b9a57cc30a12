"""Shows what went wrong: what happened and what can be done, in a calm bar that stops nobody."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.labels import PlainLabel
from workbench.errors import Cancelled, WorkbenchError

BUG_WORDS = "Something went wrong inside the program."
BUG_REMEDY = "Nothing was changed by the act that failed. You can go on; the details help whoever mends it."
_LOG = logging.getLogger(__name__)


class ProblemBar(QFrame):
    """A bar over the status line; hidden while all is well. Esc or its cross puts it away."""

    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problem")
        self._theme = theme
        self._details = ""
        self._role = "borderline"
        self._icon = PlainLabel("", parent=self)
        self._message = PlainLabel("", "strong", parent=self)
        self._remedy = PlainLabel("", "secondary", parent=self)
        self._copy = QPushButton("Copy details", self)
        self._close = QToolButton(self)
        self._build()
        theme.changed.connect(self._restyle)
        self.hide()

    def _build(self) -> None:
        for label in (self._message, self._remedy):
            label.setWordWrap(True)
        self._copy.setAutoDefault(False)
        self._copy.clicked.connect(self._copy_details)
        self._close.setAccessibleName("Put this message away")
        self._close.setToolTip("Put away")
        self._close.clicked.connect(self.dismiss)
        said = QVBoxLayout()
        said.setSpacing(1)
        said.addWidget(self._message)
        said.addWidget(self._remedy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 12, 8)
        layout.setSpacing(12)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(said, 1)
        layout.addWidget(self._copy)
        layout.addWidget(self._close)
        self._restyle()

    def show_error(self, error: BaseException) -> None:
        """Says what happened and what can be done; a bug is told calmly, with details that hold no evidence."""
        if isinstance(error, Cancelled):
            self.show_words(error.message, error.remedy, "text2")
        elif isinstance(error, WorkbenchError):
            self.show_words(error.message, error.remedy, "borderline")
        else:
            self.show_words(BUG_WORDS, BUG_REMEDY, "borderline", bug_details(error))

    def show_words(self, message: str, remedy: str = "", role: str = "text2", details: str = "") -> None:
        """Says something of the window's own."""
        self._details = details
        self._role = role
        self._message.setText(message)
        self._remedy.setText(remedy)
        self._remedy.setVisible(bool(remedy))
        self._copy.setText("Copy details")
        self._copy.setVisible(bool(details))
        self.setAccessibleName(f"{message} {remedy}".strip())
        self._restyle()
        self.show()

    def dismiss(self) -> None:
        """Puts the bar away."""
        self.hide()
        self.dismissed.emit()

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self._copy.setText("Copied")

    def _restyle(self) -> None:
        icon = "info" if self._role == "text2" else "alert"
        self._icon.setPixmap(self._theme.icon(icon, self._role, 20).pixmap(QSize(20, 20)))
        self._close.setIcon(self._theme.icon("x"))


def bug_details(error: BaseException) -> str:
    """Tells where a bug happened, by file, line and type alone: an exception's own words may quote evidence."""
    lines = [f"Investigation Workbench on Python {platform.python_version()}, {platform.system()}"]
    for frame in traceback.extract_tb(error.__traceback__):
        name = frame.filename.replace("\\", "/").rsplit("/", 3)
        lines.append(f"  {'/'.join(name[1:])}:{frame.lineno} in {frame.name}")
    lines.append(type(error).__name__)
    return "\n".join(lines)


class _Messenger(QObject):
    """Brings an exception of any thread to the screen's thread."""

    caught = Signal(object)


def install_hooks(show: Callable[[BaseException], None]) -> Callable[[], None]:
    """Leads every uncaught exception of any thread to ``show``, on the screen's thread; returns what takes it back."""
    messenger = _Messenger()
    messenger.caught.connect(show, Qt.ConnectionType.QueuedConnection)
    before = sys.excepthook, threading.excepthook

    def heed(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None or issubclass(kind, KeyboardInterrupt):
            before[0](kind, error or kind(), trace)
            return
        _LOG.error("%s", bug_details(error))
        messenger.caught.emit(error)

    def heed_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit:
            heed(args.exc_type, args.exc_value, args.exc_traceback)

    def restore() -> None:
        sys.excepthook, threading.excepthook = before
        messenger.caught.disconnect()

    sys.excepthook, threading.excepthook = heed, heed_thread
    return restore
