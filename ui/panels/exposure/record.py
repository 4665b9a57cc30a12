"""The record side of the page: how much, how clearly, of what, and how the day stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.panels.exposure.gathered import OwnRecord, budget_measures, harm_measures, rung_measures
from ui.theme import Theme
from ui.widgets.controls import button, column, row
from ui.widgets.labels import PlainLabel
from ui.widgets.measures import DayColumns, MeasureBars
from workbench.casefile.exposure_record import length_words
from workbench.casefile.runs import Run
from workbench.casefile.shifts import Totals

HONEST = (
    "These figures are starting points for you and a clinician to set. They are no medical advice, and no figure here "
    "says what is healthy. What helps is fewer looks, shorter ones, and ones that you chose."
)
NO_RUNS = "None: between two looks there were always two minutes or more."


class Count(QWidget):
    """One figure that matters, over what else there is to say about it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.figure, self.more = PlainLabel("", "figure"), PlainLabel("", "secondary")
        column(self, PlainLabel(title, "group"), self.figure, self.more, gap=2, margins=(16, 12, 16, 12))

    def show_totals(self, totals: Totals) -> None:
        """Shows how many looks there were, and how long they lasted."""
        self.figure.setText("1 look" if totals.looks == 1 else f"{totals.looks:,} looks")
        self.more.setText(length_words(round(totals.seconds * 1000)) if totals.looks else "nothing shown")


class RecordPage(QWidget):
    """Shows the counts of a person's own record and what can be done with it."""

    pause_asked = Signal()
    snooze_asked = Signal()
    export_asked = Signal()
    delete_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.today, self.shift, self.week = Count("Today"), Count("This shift"), Count("Seven days")
        self.avoided = PlainLabel("", "secondary")
        self.avoided.setWordWrap(True)
        self.avoided.hide()
        self.days = DayColumns(theme)
        self.budgets, self.rungs, self.harms = MeasureBars(theme), MeasureBars(theme), MeasureBars(theme)
        self.advice = PlainLabel("", "prose")
        self.advice.setWordWrap(True)
        self.runs = PlainLabel("", "secondary")
        self.runs.setWordWrap(True)
        honest = PlainLabel("", "secondary")
        honest.setWordWrap(True)
        honest.setText(HONEST)
        self.pause = button("Pause now", self.pause_asked.emit, "primary", "pause")
        self.snooze = button("Not now", self.snooze_asked.emit, name="snooze")
        self.delete = button("Delete my record…", self.delete_asked.emit, "link", "delete-record")
        self.export = button("Write my record to a file…", self.export_asked.emit, "link", "export-record")
        counts = row(None, self.today, self.shift, self.week, gap=10)
        for place in range(3):
            counts.setStretch(place, 1)
        between = row(None, self._part("How clearly", self.rungs), self._part("What it showed", self.harms), gap=24)
        between.setStretch(0, 1)
        between.setStretch(1, 1)
        pauses = row(None, self.pause, self.snooze, 1, gap=8)
        self._of_days, self._of_runs = self._part("Looks on each day", self.days), self._part("Longest runs", self.runs)
        column(
            self,
            counts,
            self.avoided,
            self._part("Against your budgets", self.budgets, self.advice, pauses, honest),
            self._of_days,
            between,
            self._of_runs,
            row(None, self.export, self.delete, 1, gap=8),
            gap=22,
        )

    @staticmethod
    def _part(title: str, *parts: QWidget | object) -> QWidget:
        """Sets a heading over some parts."""
        held = QWidget()
        column(held, PlainLabel(title, "group"), *parts, 1, gap=8)  # type: ignore[arg-type]
        return held

    def show_avoided(self, avoided: int) -> None:
        """Says how many exhibits of the open case were decided without a look."""
        self.avoided.setText(avoided_words(avoided))
        self.avoided.setVisible(avoided > 0)

    def show_record(self, record: OwnRecord) -> None:
        """Shows a record."""
        self.today.show_totals(record.today)
        self.shift.show_totals(record.shift)
        self.week.show_totals(record.week)
        self.budgets.show_measures(budget_measures(record))
        self.advice.setText(record.pause or record.standing.advice)
        self.advice.setVisible(bool(self.advice.words()))
        self.pause.setText("End the pause" if record.standing.paused else "Pause now")
        self.snooze.setVisible(record.standing.pause)
        self.days.show_days(record.columns)
        for bars, measures in ((self.rungs, rung_measures(record.week)), (self.harms, harm_measures(record.week))):
            bars.show_measures(measures)
            holder = bars.parentWidget()
            if holder is not None:
                holder.setVisible(bool(measures))
        self.runs.setText("\n".join(map(run_words, record.runs)) or NO_RUNS)
        empty = record.week.looks == 0
        for part in (self._of_days, self._of_runs):
            part.setVisible(not empty)
        self.export.setVisible(not empty)


def run_words(run: Run) -> str:
    """Says one run: when, how long it went on, and how many looks were in it."""
    began = run.began.astimezone()
    severe = f", {run.severe} of them severe" if run.severe else ""
    long = length_words(round(run.seconds * 1000))
    return f"{began:%a %H:%M}, {long}: {run.looks} looks{severe}, {length_words(run.shown_ms)} shown"


def avoided_words(avoided: int | None) -> str:
    """Says how many exhibits of the open case were decided unseen, by a look at one like them."""
    if not avoided:
        return ""
    return f"In this case {avoided:,} {'exhibit was' if avoided == 1 else 'exhibits were'} decided without a look."
