"""A calm page over a whole window: nothing of the evidence behind it, a clock, some words, and one way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.controls import button, column
from ui.widgets.labels import PlainLabel

_NOT_BACK = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_F9,
)  # fmt: skip
WIDEST = 420


class CalmPage(QWidget):
    """Covers its window until any key, or its button, lets it go; ``left`` tells that somebody did.

    Every key goes to the page: no shortcut of the window behind it acts meanwhile.
    """

    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget, clock: Callable[[], datetime] = datetime.now) -> None:
        super().__init__(parent)
        self._theme, self._clock = theme, clock
        self._began: datetime | None = None
        self._before: QWidget | None = None
        self.setProperty("surface", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()
        self._ticking = QTimer(self, interval=1000)
        self._ticking.timeout.connect(self._tick)
        parent.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        """Builds the clock, the words and the way back."""
        self.time = PlainLabel("", "calm-time")
        self.title, self.words, self.since = PlainLabel("", "pane"), PlainLabel("", "secondary"), PlainLabel("", "meta")
        self.words.setWordWrap(True)
        self.back = button("", self.leave, "primary", "calm-back")
        self.back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.back.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        hint = PlainLabel("or any key", "meta")
        layout = column(self, 3, self.time, self.title, self.words, self.since, self.back, hint, 4, gap=10)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.insertSpacing(5, 8)
        for part in (self.time, self.title, self.words, self.since, self.back, hint):
            layout.setAlignment(part, Qt.AlignmentFlag.AlignHCenter)
            if isinstance(part, PlainLabel):
                part.setAlignment(Qt.AlignmentFlag.AlignHCenter)

    # Coming and going ------------------------------------------------------------------------------------------

    def cover(self, title: str, words: str, back: str, counts: bool = False) -> None:
        """Comes up over the window; ``counts`` shows for how long it has been there."""
        if not self.isVisible():
            self._before = self.window().focusWidget()
        self._began = self._clock() if counts else None
        self.title.setText(title)
        self.words.setText(words)
        self.since.setVisible(counts)
        self.back.setText(back)
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{words} Press any key to go on.")
        self._tick()
        self._fit()
        self._ticking.start()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Says that somebody is back."""
        if self.isVisible():
            self.left.emit()

    def uncover(self) -> None:
        """Goes away, and gives the keys back to where they were."""
        self._ticking.stop()
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    # Within ----------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """As large as its window."""
        parent = self.parentWidget()
        return parent.size() if parent is not None else QSize(640, 480)

    def event(self, event: QEvent) -> bool:
        """Keeps every key from the shortcuts of the window behind."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key leads back, but for modifiers, the panic key, and one that is still held from before."""
        if not event.isAutoRepeat() and event.key() not in _NOT_BACK:
            self.leave()
        event.accept()

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Keeps the keys here."""
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays as large as its window."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._fit()
        return False

    def _fit(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
            width = min(self._theme.px(WIDEST), max(120, parent.width() - 64))
            self.words.setFixedWidth(width)
            self.words.setFixedHeight(self.words.heightForWidth(width))

    def _tick(self) -> None:
        """Shows the time, and how long the page has been there."""
        at = self._clock()
        self.time.setText(f"{at:%H:%M}")
        if self._began is not None:
            minutes, seconds = divmod(int((at - self._began).total_seconds()), 60)
            self.since.setText(f"{minutes} min {seconds:02} s")
