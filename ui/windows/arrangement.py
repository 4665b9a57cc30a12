"""Where the panes stand: splitters with three named arrangements, and what gives way in a narrow window."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.splitting import QuietSplitter
from ui.windows.remembered import Remembered

POPOVER_BELOW, ONE_COLUMN_BELOW = 1440, 1080
CASES, EVIDENCE, SIDE, TIMELINE = 264, 368, 408, 232
TIMELINE_SHARE = 0.27


class Arranged(StrEnum):
    """A named arrangement of the panes."""

    REVIEW = "review"
    READ = "read"
    WRITE = "write"


SHARES = {
    Arranged.REVIEW: (0.0, EVIDENCE, 1.0, SIDE, TIMELINE),
    Arranged.READ: (0.0, 204, 0.5, 0.5, 150),
    Arranged.WRITE: (0.0, 204, 0.42, 0.58, 120),
}


class Arrangement(QWidget):
    """Holds cases, evidence, viewer, side and timeline; each named arrangement remembers its own sizes."""

    def __init__(
        self,
        theme: Theme,
        cases: QWidget,
        evidence: QWidget,
        viewer: QWidget,
        side: QTabWidget,
        timeline: QWidget,
        remembered: Remembered,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.cases, self.evidence, self.viewer, self.side, self.timeline = cases, evidence, viewer, side, timeline
        self._remembered = remembered
        self.named = Arranged.REVIEW
        self.fresh = True
        self._wide: bool | None = None
        self._two: bool | None = None
        self.center = QTabWidget()
        self.center.setDocumentMode(True)
        self.center.addTab(viewer, "Exhibit")
        self.center.tabBar().hide()
        self.across = QuietSplitter(theme, Qt.Orientation.Horizontal)
        for part in (evidence, self.center, side):
            self.across.addWidget(part)
        self.across.setStretchFactor(1, 1)
        self.down = QuietSplitter(theme, Qt.Orientation.Vertical)
        self.down.addWidget(self.across)
        self.down.addWidget(timeline)
        self.down.setStretchFactor(0, 1)
        self.outer = QuietSplitter(theme, Qt.Orientation.Horizontal)
        self.outer.addWidget(cases)
        self.outer.addWidget(self.down)
        self.outer.setStretchFactor(1, 1)
        evidence.setMinimumWidth(204)
        viewer.setMinimumWidth(320)
        side.setMinimumWidth(280)
        timeline.setMinimumHeight(112)
        cases.setMinimumWidth(200)
        self.popover = QFrame(self)
        self.popover.setProperty("surface", "card")
        self._held = QVBoxLayout(self.popover)
        self._held.setContentsMargins(1, 1, 1, 1)
        self.popover.hide()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.outer)

    # Named arrangements ----------------------------------------------------------------------------------------

    def arrange(self, named: Arranged, fresh: bool = False) -> None:
        """Takes a named arrangement, with the sizes it had; chosen again it takes its first sizes."""
        again = named is self.named and not fresh
        if not fresh:
            self._keep_sizes()
        self.named = named
        state = None if again else self._remembered.bytes(f"sizes/{named.value}/across")
        _, evidence, center, side, timeline = SHARES[named]
        if self._two:
            if state is not None:
                self.across.restoreState(state)
            else:
                rest = max(600, self.across.width() - int(evidence))
                if named is Arranged.REVIEW:
                    self.across.setSizes([int(evidence), max(320, rest - int(side)), int(side)])
                else:
                    self.across.setSizes([int(evidence), round(rest * center), round(rest * side)])
        down = None if again else self._remembered.bytes(f"sizes/{named.value}/down")
        if down is not None:
            self.down.restoreState(down)
        else:
            tall = min(int(timeline), round(self.down.height() * TIMELINE_SHARE))
            self.down.setSizes([max(300, self.down.height() - tall), tall])

    def _keep_sizes(self) -> None:
        """Remembers the sizes of the present arrangement."""
        if self._two:
            self._remembered.put(f"sizes/{self.named.value}/across", self.across.saveState())
        self._remembered.put(f"sizes/{self.named.value}/down", self.down.saveState())

    def keep(self) -> None:
        """Remembers everything for the next start; a window that never came up has nothing to remember."""
        if self.fresh:
            return
        self._keep_sizes()
        self._remembered.put("arrangement", self.named.value)
        if self._wide:
            self._remembered.put("sizes/outer", self.outer.saveState())

    def restore(self) -> None:
        """Takes up what was remembered."""
        self.fresh = False
        name = self._remembered.text("arrangement", Arranged.REVIEW.value)
        outer = self._remembered.bytes("sizes/outer")
        if outer is not None:
            self.outer.restoreState(outer)
        else:
            self.outer.setSizes([CASES, max(600, self.width() - CASES)])
        self.arrange(Arranged(name) if name in list(Arranged) else Arranged.REVIEW, fresh=True)

    # Room ------------------------------------------------------------------------------------------------------

    def adapt(self, width: int) -> None:
        """Gives way in a narrow window: the cases become a pop-over, then the policy a tab of the viewer."""
        wide, two = width >= POPOVER_BELOW, width >= ONE_COLUMN_BELOW
        if wide is not self._wide:
            self._wide = wide
            self.popover.hide()
            if wide:
                self.outer.insertWidget(0, self.cases)
                self.outer.setStretchFactor(1, 1)
                self.outer.setSizes([CASES, max(600, width - CASES)])
            else:
                self._held.addWidget(self.cases)
            self.cases.show()
        if two is not self._two:
            self._two = two
            if two:
                if self.center.count() > 1:
                    self.center.removeTab(1)
                self.across.addWidget(self.side)
                self.side.show()
                self.across.setSizes([EVIDENCE, max(320, width - EVIDENCE - SIDE), SIDE])
            else:
                self.center.addTab(self.side, "Policy and memo")
            self.center.tabBar().setVisible(not two)

    @property
    def wide(self) -> bool:
        """Tells whether the list of cases has a column of its own."""
        return bool(self._wide)

    def toggle_cases(self) -> None:
        """Shows or hides the list of cases, as a column or as a pop-over."""
        if self._wide:
            self.cases.setVisible(self.cases.isHidden())
            return
        if self.popover.isVisible():
            self.popover.hide()
            return
        self.popover.setGeometry(8, 4, 320, max(240, self.height() - 16))
        self.cases.show()
        self.popover.show()
        self.popover.raise_()
        self.cases.setFocus()

    def hide_popover(self) -> None:
        """Closes the pop-over."""
        self.popover.hide()

    def show_side(self, place: int) -> None:
        """Brings policy, memo, details or history to the front."""
        self.side.setCurrentIndex(place)
        if not self._two:
            self.center.setCurrentIndex(1)

    def show_viewer(self) -> None:
        """Brings the exhibit to the front where it shares its room."""
        self.center.setCurrentIndex(0)
