"""The window of one case: evidence, viewer, policy, memo and timeline on one desk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent, QShowEvent

from ui.commands import COMMANDS
from ui.desk import Desk
from ui.models.exhibits import Sieve
from ui.theme import Theme
from ui.windows.calm import Calm
from ui.windows.capture_guard import protect
from ui.windows.case_frame import CaseFrame
from ui.windows.command_actions import fill_menu, make_actions
from ui.windows.deeds import Deeds
from ui.windows.opening import Opening
from ui.windows.remembered import Remembered
from workbench.actions.cases import CaseSummary, summary
from workbench.actions.exposure import totals_today
from workbench.actions.retention import holds
from workbench.actions.undo import undoable
from workbench.casefile.custody import Entry
from workbench.casefile.verbs import HOLD, HOLD_LIFT, UNDO
from workbench.jobs import Progress

CLOSING_SECONDS = 20


class CaseWindow(CaseFrame):
    """Wires the panes, which are strangers to each other, and keeps the window's state."""

    gone = Signal()

    def __init__(self, desk: Desk, theme: Theme, opening: Opening, remembered: Remembered, calm: Calm) -> None:
        super().__init__(desk, theme, opening, remembered, calm)
        self.deeds = Deeds(self)
        self._wire()
        self._restore()

    def _wire(self) -> None:
        """Connects desk, panes and bars."""
        desk, top, foot, deeds = self.desk, self.top, self.foot, self.deeds
        self.actions_by_id = make_actions(self, self.panes, deeds.run, lambda name: self.theme.icon(name))
        fill_menu(top.menu, self.actions_by_id)
        self.theme.changed.connect(self._dress_actions)
        desk.opened.connect(self._open)
        desk.changed.connect(self._heed)
        desk.selected.connect(self._select)
        desk.failed.connect(self.problems.show_error)
        desk.working.connect(self._show_work)
        desk.rested.connect(lambda: foot.progress.finish() if not desk.busy else None)
        desk.looked.connect(self._count_looks)
        self.opening.begun.connect(foot.say)
        self.opening.ended.connect(lambda: foot.say(""))
        self.model.counted.connect(self._say_facts)
        self.cases.chosen.connect(self._switch)
        for signal, name in (
            (self.cases.new_asked, "case.new"),
            (self.evidence.acquire_asked, "evidence.acquire"),
            (self.policy.import_asked, "policy.import"),
            (self.history.undo_asked, "case.undo"),
            (top.cases_asked, "window.cases"),
            (top.palette_asked, "window.palette"),
            (top.theme_asked, "window.theme"),
            (foot.undo_asked, "case.undo"),
            (foot.verify_asked, "case.verify"),
            (foot.keys_asked, "window.keys"),
        ):
            signal.connect(lambda name=name: deeds.run(name))
        self.memo.export_asked.connect(deeds.export)
        self.details.asked.connect(deeds.run)
        foot.cancelled.connect(desk.cancel)
        for panel in (self.viewer, self.policy, self.timeline, self.details):
            panel.said.connect(foot.say)
        self.viewer.surface.take_keys_of(self.evidence.grid)
        self.viewer.text.take_keys_of(self.evidence.grid, lambda: self.viewer.in_view is self.viewer.text)
        for wanted, ended in (
            (self.viewer.surface.lookWanted, self.viewer.surface.lookEnded),
            (self.viewer.text.lookWanted, self.viewer.text.lookEnded),
            (self.viewer.sound.lookWanted, self.viewer.sound.lookEnded),
        ):
            wanted.connect(lambda *_: top.show_looking(True))
            ended.connect(lambda *_: top.show_looking(False))
        self.palette_box.chosen.connect(deeds.run_entry)
        self.calm.changed.connect(lambda stillness: top.show_stillness(stillness.value))
        self.search.followed.connect(deeds.follow)

    def _dress_actions(self) -> None:
        """Draws the icons of the commands in the colours of the theme."""
        for item in COMMANDS:
            if item.icon:
                self.actions_by_id[item.id].setIcon(self.theme.icon(item.icon))

    # State -----------------------------------------------------------------------------------------------------

    def _restore(self) -> None:
        """Takes up place, sizes, tab and filter of the last time."""
        geometry = self.remembered.bytes("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            room = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(min(1680, room.width() - 40), min(1020, room.height() - 60))
        self.arrangement.adapt(self.width())
        # Shares of a height can only be taken once the window has its height.
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self.arrangement.restore)
        self.side.setCurrentIndex(self.remembered.number("side", 0))
        sieve = self.remembered.text("sieve", Sieve.ALL.value)
        self.evidence.choose(Sieve(sieve) if sieve in list(Sieve) else Sieve.ALL)

    def keep_state(self) -> None:
        """Remembers place, sizes, tab, filter, case and exhibit for the next start."""
        kept = self.remembered
        kept.put("geometry", self.saveGeometry())
        kept.put("side", self.side.currentIndex())
        kept.put("sieve", self.model.sieve.value)
        self.arrangement.keep()
        if self.desk.case is not None:
            kept.put("case", str(self.desk.case.folder))
            kept.put(f"exhibit/{self.desk.case.case.id}", self.desk.number or 0)
        kept.sync()

    def showEvent(self, event: QShowEvent) -> None:
        """Gives the panes their sizes when the window comes up for the first time."""
        super().showEvent(event)
        self.top.show_capture(protect(self))
        if self.arrangement.fresh and not self._settled.isActive():
            self._settled.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives way where there is little room."""
        super().resizeEvent(event)
        self.arrangement.adapt(event.size().width())

    # The case --------------------------------------------------------------------------------------------------

    def _switch(self, folder: Path) -> None:
        """Opens another case; words that are being written are kept first."""
        self.arrangement.hide_popover()
        self.memo.keep()
        self.keep_state()
        self.opening.open(folder)

    def _open(self) -> None:
        """Shows another case's names and state."""
        case = self.desk.case
        self.setWindowTitle((case.case.reference or "Case") if case else "Case")
        self.top.show_case(case.case if case else None, case.held_by if case and case.read_only else "")
        self.foot.say_verified(None)
        self.foot.say_saved(None)
        self.foot.say_facts("")
        self._say_undo(None)
        self.top.show_holds(())
        self._count_looks()
        if case is None:
            return
        self.evidence.take_keys()
        self.remembered.put("case", str(case.folder))
        self.remembered.sync()
        last = self.remembered.number(f"exhibit/{case.case.id}", 0)
        if last:
            self.desk.select(last)
        self.desk.ask(undoable, then=self._say_undo)
        self.desk.ask(holds, then=self.top.show_holds)
        self.desk.ask(summary, then=self._say_summary)

    def _heed(self, entry: Entry) -> None:
        """Says what was saved, and what undo would take back now."""
        self.foot.say_saved(entry.at)
        if not entry.verb.startswith("look."):
            self.desk.ask(undoable, then=self._say_undo)
        if entry.verb in (HOLD.name, HOLD_LIFT.name, UNDO.name):
            self.desk.ask(holds, then=self.top.show_holds)

    def _select(self, _number: int | None) -> None:
        """Brings the exhibit to the front where it shares its room."""
        self.arrangement.show_viewer()

    def _say_summary(self, found: CaseSummary) -> None:
        """Says how much the case holds."""
        size = found.bytes / 1e6
        words = f"{size / 1000:.1f} GB" if size >= 1000 else f"{size:.1f} MB"
        items = "1 item" if found.total == 1 else f"{found.total:,} items"
        entries = "1 entry" if found.head.size == 1 else f"{found.head.size:,} entries"
        self.foot.say_facts(f"{items}, {words}, {entries}")

    def _say_facts(self) -> None:
        """Counts again a little later."""
        self.desk.ask(summary, then=self._say_summary)

    def _say_undo(self, entry: Entry | None) -> None:
        """Names the act that undo would take back."""
        words = f"Undo “{entry.label}”" if entry else ""
        self.foot.say_undo(words)
        self.history.say_undo(words)
        self.actions_by_id["case.undo"].setText(words or "Undo")

    def _count_looks(self) -> None:
        """Says what was looked at today."""
        self.desk.run(lambda: totals_today(self.desk.person), self.top.show_totals, lambda _: None)

    def _show_work(self, words: str, progress: Progress) -> None:
        """Shows running work."""
        self.foot.progress.show_progress(progress if progress.doing else Progress(progress.done, progress.total, words))

    # Leaving ---------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Seals everything, keeps words and state, writes the ends of looks, and closes the case."""
        self.viewer.seal()
        self.memo.keep()
        self.keep_state()
        self.desk.cancel()
        self.desk.put(None)
        self._settle()
        event.accept()
        self.gone.emit()

    def _settle(self) -> None:
        """Waits until the last records are written, and not for ever."""
        loop, limit = QEventLoop(), QTimer(self, singleShot=True, interval=CLOSING_SECONDS * 1000)
        watch = QTimer(self, interval=15)
        watch.timeout.connect(lambda: loop.quit() if not self.desk.lanes.busy else None)
        limit.timeout.connect(loop.quit)
        limit.start()
        watch.start()
        if self.desk.lanes.busy:
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        watch.stop()
        limit.stop()
