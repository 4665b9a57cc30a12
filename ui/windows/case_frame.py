"""The frame of the case window: its bars and panes, set in their places and not yet wired."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QTabWidget, QWidget

from ui.commands import Pane
from ui.desk import Desk
from ui.models.exhibits import ExhibitsModel
from ui.panels.cases import CasesPanel
from ui.panels.details.panel import DetailsPanel
from ui.panels.evidence.panel import EvidencePanel
from ui.panels.exposure.page import ExposurePanel
from ui.panels.history import HistoryPanel
from ui.panels.memo import MemoPanel
from ui.panels.policy import PolicyPanel
from ui.panels.search.panel import SearchPanel
from ui.panels.timeline.panel import TimelinePanel
from ui.panels.viewer.panel import ViewerPanel
from ui.problems import ProblemBar
from ui.theme import Theme
from ui.widgets.controls import column
from ui.widgets.palette_box import PaletteBox
from ui.windows.advice import AdviceLine
from ui.windows.arrangement import Arrangement
from ui.windows.calm import Calm
from ui.windows.describe_line import DescribeLine
from ui.windows.foot import Foot
from ui.windows.opening import Opening
from ui.windows.remembered import Remembered
from ui.windows.top_bar import TopBar
from ui.windows.unlocking import Unlocking


class CaseFrame(QMainWindow):
    """Holds every pane of a case under its name."""

    def __init__(self, desk: Desk, theme: Theme, opening: Opening, remembered: Remembered, calm: Calm) -> None:
        super().__init__()
        self.calm = calm
        self.desk, self.theme, self.opening, self.remembered = desk, theme, opening, remembered
        self.setObjectName("case-window")
        self.setWindowTitle("Case")
        self.setMinimumSize(760, 520)
        self.model = ExhibitsModel(self)
        self._build()

    def _build(self) -> None:
        """Builds bars and panes."""
        desk, theme = self.desk, self.theme
        self.top = TopBar(theme)
        self.cases = CasesPanel(desk, theme)
        self.evidence = EvidencePanel(desk, theme, self.model)
        self.viewer = ViewerPanel(desk, theme, self.model)
        self.policy = PolicyPanel(desk, theme)
        self.memo = MemoPanel(desk, theme)
        self.details = DetailsPanel(desk, theme)
        self.history = HistoryPanel(desk, theme)
        self.side = QTabWidget()
        self.side.setDocumentMode(True)
        self.side.setProperty("surface", "pane")
        self.side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        for panel, words in (
            (self.policy, "Policy"),
            (self.memo, "Memo"),
            (self.details, "Details"),
            (self.history, "History"),
        ):
            self.side.addTab(panel, words)
        self.side.tabBar().setAccessibleName("Policy, memo, details, history")
        self.side.tabBar().setExpanding(False)
        self.side.setObjectName("side")
        self.timeline = TimelinePanel(desk, theme, self.model)
        self.arrangement = Arrangement(
            theme, self.cases, self.evidence, self.viewer, self.side, self.timeline, self.remembered
        )
        self.problems = ProblemBar(theme)
        self.describing = DescribeLine(desk, theme)
        self.advice = AdviceLine(desk, theme, lambda: self.top.looking)
        self.foot = Foot(theme)
        held = QWidget()
        column(
            held, self.top, self.arrangement, self.describing, self.advice, self.problems, self.foot, gap=0
        ).setStretch(1, 1)
        self.setCentralWidget(held)
        self.palette_box = PaletteBox(theme, self)
        self.unlocking = Unlocking(self.opening, theme, self)
        self.search = SearchPanel(desk, theme, self.model, self)
        self.exposure = ExposurePanel(desk, theme, self)
        self.panes: dict[Pane, QWidget] = {
            Pane.CASES: self.cases,
            Pane.EVIDENCE: self.evidence,
            Pane.VIEWER: self.viewer,
            Pane.POLICY: self.side,
            Pane.TIMELINE: self.timeline,
        }
