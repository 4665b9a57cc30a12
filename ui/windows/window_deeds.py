"""What the case window does with itself when a command is run: palette, keys, panes, theme, preferences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.commands import COMMANDS
from ui.models.exhibits import kind_words
from ui.theme import Scheme
from ui.widgets.palette_box import PaletteEntry
from ui.windows.arrangement import Arranged
from ui.windows.case_frame import CaseFrame
from ui.windows.key_sheet import KeySheet
from ui.windows.preferences import PreferencesDialog
from workbench.actions.cases import this_actor
from workbench.actions.reading import TermsUnreadable, keep_terms, terms_text
from workbench.settings import Settings, load, save

PALETTE_EXHIBITS = 3000


class WindowDeeds(QObject):
    """Runs the commands about the window itself; ``kept`` carries other settings, which count at once."""

    kept = Signal(object)

    def __init__(self, window: CaseFrame, run: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window, self._run = window, run
        self.table = self._table()

    def _table(self) -> dict[str, Callable[[], object]]:
        """What each command does."""
        window = self._window
        table: dict[str, Callable[[], object]] = {
            "window.palette": self.open_palette,
            "window.keys": lambda: KeySheet(window.theme, window).open(),
            "window.preferences": self.preferences,
            "window.close": window.close,
            "window.pane": self.next_pane,
            "window.cases": window.arrangement.toggle_cases,
            "window.theme": self.toggle_theme,
        }
        for place, name in enumerate(("policy", "memo", "details", "history")):
            table[f"window.{name}"] = partial(window.arrangement.show_side, place)
        table["window.review"] = lambda: self.arrange(Arranged.REVIEW)
        table["window.read"] = lambda: self.arrange(Arranged.READ)
        table["window.write"] = lambda: self.arrange(Arranged.WRITE)
        return table

    # What they do ----------------------------------------------------------------------------------------------

    def open_palette(self) -> None:
        """Lists commands, and the exhibits of the case."""
        window = self._window
        undo_words = window.history.undo_words
        entries = [
            PaletteEntry(
                item.id,
                undo_words or item.words if item.id == "case.undo" else item.words,
                item.key_words,
                item.icon,
                item.menu,
            )
            for item in COMMANDS
        ]
        for number in list(window.model.numbers)[:PALETTE_EXHIBITS]:
            shown = window.model.shown(number)
            if shown is not None:
                words = f"{shown.exhibit.label}  {kind_words(shown.exhibit)}"
                entries.append(PaletteEntry(f"exhibit:{number}", words, "", "image", "Exhibits"))
        window.palette_box.open_over(entries)

    def arrange(self, named: Arranged) -> None:
        """Takes a named arrangement and brings what it is for to the front."""
        window = self._window
        window.arrangement.arrange(named)
        if named is Arranged.WRITE:
            window.arrangement.show_side(1)
        elif named is Arranged.READ:
            window.arrangement.show_side(0)
        else:
            window.arrangement.show_viewer()

    def toggle_theme(self) -> None:
        """Changes between dark and light, and keeps the choice."""
        window = self._window
        scheme = Scheme.LIGHT if window.theme.dark else Scheme.DARK
        window.theme.choose(scheme)
        self._save(lambda settings: _with_theme(settings, scheme))

    def preferences(self) -> None:
        """Shows the choices and keeps what was chosen."""
        window = self._window
        dialog = PreferencesDialog(window.theme, load(), _own_terms(), window)
        dialog.kept.connect(self._keep)
        dialog.terms_kept.connect(self._keep_terms)
        dialog.finished.connect(lambda _: dialog.deleteLater())
        dialog.open()

    def _keep(self, settings: Settings) -> None:
        """Applies and keeps new settings."""
        save(settings)
        self._window.theme.choose(Scheme(settings.theme))
        self._window.desk.actor = this_actor()
        self.kept.emit(settings)
        self._window.desk.rules_changed.emit()

    def _keep_terms(self, text: str) -> None:
        """Keeps the person's own terms, and has the text in view covered by them."""
        self._window.desk.run(lambda: keep_terms(text), self._cover, lane="write")

    def _cover(self, terms: Sequence[str]) -> None:
        """Finds the passages of the text in view anew, and says how many terms count."""
        window, count = self._window, len(terms)
        window.viewer.stage.reading.read_passages()
        window.foot.say(f"{count:,} {'term is' if count == 1 else 'terms are'} covered in texts from now on.")

    def _save(self, change: Callable[[Settings], Settings]) -> None:
        """Changes the kept settings."""
        self._window.desk.run(lambda: save(change(load())), None, lane="write")

    def next_pane(self) -> None:
        """Moves the focus to the next pane that can be seen."""
        window = self._window
        side = window.side.currentWidget()
        inner = {
            0: window.policy.reader,
            1: next(iter(window.memo.fields.values())),
            2: window.details.digest,
            3: window.history.list,
        }
        places = [
            window.cases.list,
            window.evidence.grid,
            window.viewer.in_view,
            inner[window.side.currentIndex()],
            window.timeline.axis,
        ]
        holders = [window.cases, window.evidence, window.viewer, side, window.timeline]
        focus = window.focusWidget()
        here = next(
            (
                place
                for place, holder in enumerate(holders)
                if focus is not None and holder is not None and (holder is focus or holder.isAncestorOf(focus))
            ),
            0,
        )
        for step in range(1, len(places) + 1):
            place = (here + step) % len(places)
            target = places[place] if places[place].isVisible() else _first_stop(holders[place])
            if target is not None:
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return


def _first_stop(holder: QWidget | None) -> QWidget | None:
    """Finds the first part of a pane that can take the focus and be seen."""
    parts = holder.findChildren(QWidget) if holder is not None else []
    return next(
        (
            part
            for part in parts
            if part.isVisible() and part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        ),
        None,
    )


def _own_terms() -> str | None:
    """Reads the person's own terms as they were written; None where they cannot be read."""
    try:
        return terms_text()
    except TermsUnreadable:
        return None


def _with_theme(settings: Settings, scheme: Scheme) -> Settings:
    """The same settings with another appearance."""
    return replace(settings, theme=scheme.value)
