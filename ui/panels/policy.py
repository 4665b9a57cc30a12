"""A policy beside the exhibit: read, selected, cited by one key; each citation leads back to both."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from ui.desk import Desk
from ui.models.citations import CitationsModel, place_words
from ui.models.values import VALUE_ROLE
from ui.theme import Theme
from ui.widgets.controls import button, column, line, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import KeyCap, PlainLabel, visible
from ui.widgets.list_rows import Row, RowList
from ui.widgets.picker import PickerButton
from ui.widgets.section_reader import SectionReader
from ui.widgets.splitting import QuietSplitter
from workbench.actions.policies import citations, cite, cited_versions, library, prose
from workbench.casefile.annotations import Anchor
from workbench.casefile.custody import Entry
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.policies import Citation, PolicyVersion
from workbench.casefile.verbs import CITATION_REMOVE, CITE, UNDO

REFRESHING = {CITE.name, CITATION_REMOVE.name, UNDO.name}


class PolicyPanel(QWidget):
    """Shows one policy version, takes citations from it, and lists those of the case."""

    import_asked = Signal()
    said = Signal(str)

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._theme = desk, theme
        self._versions: tuple[PolicyVersion, ...] = ()
        self._after_load: Citation | None = None
        self.model = CitationsModel(self)
        self._build()
        desk.opened.connect(self._open)
        desk.changed.connect(self._heed)
        desk.selected.connect(lambda _: self._say_cite())
        desk.policy_changed.connect(self._show_version)

    # Layout ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Builds picker, reader, the cite button and the list of citations."""
        theme = self._theme
        self.picker = PickerButton(theme, "scale", "Policy version")
        self.picker.clicked.connect(self.choose_version)
        self.reader = SectionReader(theme)
        self.reader.setAccessibleName("Policy text")
        self.reader.citeChanged.connect(self._say_cite)
        self.cite_button = button("Cite", self.cite, "primary", "cite")
        self.cite_button.setIcon(theme.icon("quote", "on_accent"))
        theme.changed.connect(lambda: self.cite_button.setIcon(theme.icon("quote", "on_accent")))
        self.cite_button.setEnabled(False)
        self._hint = PlainLabel("Select words to cite them", "meta")
        bar = row(None, self.cite_button, KeyCap("Q", theme), self._hint, 1, gap=8, margins=(20, 8, 16, 10))
        upper = QWidget()
        picking = row(None, self.picker, margins=(16, 12, 16, 8))
        column(upper, picking, self.reader, bar, gap=0).setStretch(1, 1)
        self._count = PlainLabel("", "meta")
        self.list = RowList(theme, self._row, "Cited in this case")
        self.list.setModel(self.model)
        self.list.clicked.connect(self._follow)
        self.list.activated.connect(self._follow)
        lower = QWidget()
        head = row(None, PlainLabel("Cited in this case", "group"), 1, self._count, margins=(20, 10, 20, 4))
        column(lower, line(), head, self.list, gap=0)
        self.split = QuietSplitter(theme, Qt.Orientation.Vertical)
        self.split.addWidget(upper)
        self.split.addWidget(lower)
        self.split.setStretchFactor(0, 7)
        self.split.setStretchFactor(1, 3)
        self.split.setSizes([700, 300])
        self.empty = EmptyState(
            theme,
            "scale",
            "No policy was read yet",
            "Read the rules as Markdown. Every version is kept, and what you cite is pinned to it.",
            "Read policies",
        )
        self.empty.acted.connect(self.import_asked)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.split)
        self.stack.addWidget(self.empty)
        column(self, self.stack, gap=0)

    # The library -----------------------------------------------------------------------------------------------

    def _open(self) -> None:
        """Shows another case's citations, and a policy to read."""
        self.model.show(())
        self._desk.ask(lambda case: (library(), cited_versions(case), citations(case)), then=self._show)

    def refresh_library(self) -> None:
        """Reads the library again after policies came in."""
        self._open()

    def _show(self, found: tuple[Sequence[PolicyVersion], Sequence[PolicyVersion], Sequence[Citation]]) -> None:
        """Takes library and citations in; the version that is cited most recently is shown first."""
        kept, carried, cited = found
        known = {version.digest: version for version in (*carried, *kept)}
        self._versions = tuple(known.values())
        self._show_citations(cited)
        self.stack.setCurrentWidget(self.split if self._versions else self.empty)
        if self._desk.policy is None or self._desk.policy.digest not in known:
            last = known.get(cited[-1].version_digest) if cited else None
            newest = (
                max(
                    self._versions,
                    key=lambda version: (version.effective is not None, version.effective or 0),
                    default=None,
                )
                if self._versions
                else None
            )
            self._desk.show_policy(last or newest)
        else:
            self._show_version()

    def choose_version(self) -> None:
        """Lists every version under its policy, newest first."""
        menu = QMenu(self)
        titles = dict.fromkeys(version.title for version in self._versions)
        for title in titles:
            menu.addSection(visible(title))
            for version in reversed([item for item in self._versions if item.title == title]):
                action = QAction(f"{visible(version.title)}\t{version.name}", menu, checkable=True)
                action.setChecked(self._desk.policy is not None and version.digest == self._desk.policy.digest)
                action.triggered.connect(lambda _=False, chosen=version: self._desk.show_policy(chosen))
                menu.addAction(action)
        menu.addSeparator()
        menu.addAction("Read policies…").triggered.connect(lambda _=False: self.import_asked.emit())
        menu.setAccessibleName("Policy versions")
        menu.popup(self.picker.mapToGlobal(self.picker.rect().bottomLeft()))

    def _show_version(self) -> None:
        """Sets the chosen version for reading."""
        version = self._desk.policy
        if version is None:
            self.picker.say("No policy", "")
            self.reader.set_document(())
            return
        self.picker.say(visible(version.title), version.name)
        self._desk.run(lambda: prose(version), lambda blocks: self._set(version, blocks))

    def _set(self, version: PolicyVersion, blocks: Sequence) -> None:
        """Shows the text with its cited passages, and goes where a citation led."""
        if self._desk.policy is not version:
            return
        self.reader.set_document(blocks, version.text)
        self._mark_cited()
        self._say_cite()
        if self._after_load is not None:
            target, self._after_load = self._after_load, None
            self.reader.scroll_to(target.start)

    # Citing ----------------------------------------------------------------------------------------------------

    def cite(self) -> None:
        """Pins the selected words on the exhibit in view, at the position in its clip."""
        selected, version, number = self.reader.selection(), self._desk.policy, self._desk.number
        if selected is None or version is None:
            self.said.emit("Select the words of the policy to cite first.")
            return
        if number is None:
            self.said.emit("Choose the exhibit that the words are about first.")
            return
        start, end, _words = selected
        anchor = Anchor(start=self._desk.position) if self._desk.position is not None else None
        self._desk.do(cite, number, version, start, end, anchor, then=self._cited)

    def _cited(self, made: Citation) -> None:
        """Says where the words stand now."""
        self.said.emit(f"Cited {made.section or 'words'} in {place_words(made)}.")

    def _say_cite(self) -> None:
        """Says what the button would cite, and where."""
        number, selected = self._desk.number, self.reader.selection()
        ready = number is not None and selected is not None and self._desk.writable
        self.cite_button.setEnabled(ready)
        self.cite_button.setText(f"Cite in {exhibit_label(number)}" if number is not None else "Cite")
        version = self._desk.policy
        section = version.section_at(selected[0]) if selected and version else None
        words = f"{section.anchor} {visible(section.title)}".strip() if section else "the selected words"
        self._hint.setText(words[:60] if selected else "Select words to cite them")

    def _heed(self, entry: Entry) -> None:
        """Reads the citations again where an entry may have changed them."""
        if entry.verb in REFRESHING:
            self._desk.ask(citations, then=self._show_citations)

    def _show_citations(self, found: Sequence[Citation]) -> None:
        """Lists citations and marks their words in the text."""
        self.model.show(found)
        self._count.setText("1 citation" if len(found) == 1 else f"{len(found)} citations" if found else "none yet")
        self._mark_cited()

    def _mark_cited(self) -> None:
        """Marks the words of this version that are cited."""
        version = self._desk.policy
        if version is not None:
            self.reader.set_cited(
                [(item.start, item.end) for item in self.model.values if item.version_digest == version.digest]
            )

    def _follow(self, index: QModelIndex) -> None:
        """Goes to a citation's exhibit, its time in the clip, and its clause."""
        citation = index.data(VALUE_ROLE)
        if not isinstance(citation, Citation):
            return
        self._desk.select(citation.exhibit)
        if citation.anchor.start is not None:
            self._desk.move(citation.anchor.start)
        version = next((item for item in self._versions if item.digest == citation.version_digest), None)
        if version is not None and version is not self._desk.policy:
            self._after_load = citation
            self._desk.show_policy(version)
        else:
            self.reader.scroll_to(citation.start)

    def go_to(self, citation_id: str) -> None:
        """Goes to one citation of the case."""
        place = self.model.row_of(citation_id)
        if place >= 0:
            self.list.setCurrentIndex(self.model.index(place))
            self._follow(self.model.index(place))

    def _row(self, index: QModelIndex | QPersistentModelIndex) -> Row | None:
        """Says what a citation's row shows."""
        citation = index.data(VALUE_ROLE)
        if not isinstance(citation, Citation):
            return None
        return Row(
            title=visible(citation.quote),
            kicker=f"{visible(citation.section)}  {visible(citation.version_words)}",
            trailing=place_words(citation),
            tone="accent",
            bar="cited" if self._theme.dark else "borderline",
            lines=2,
            card=True,
        )
