"""The whole job in the real window, by mouse and keys alone: from a new case to a memo, verified, with an undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from tests.ui.desktop import (
    answer_file_dialog,
    click,
    drop,
    edges,
    holding,
    idle,
    open_dialog,
    picture,
    press,
    until,
    write,
)
from ui.application import Session
from ui.models.exhibits import NUMBER_ROLE
from ui.windows.case_window import CaseWindow
from ui.windows.new_case import NewCaseDialog
from ui.windows.sheets.source import AcquireSheet
from workbench.actions.exposure import exposures
from workbench.casefile.decisions import Judgement
from workbench.media import lockdown

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
POLICY = """---
title: Sample policy on voting notices
version: 2
effective: 2026-10-03
---

# Sample policy on voting notices

## 4 Voting

### 4.2 Interference

(a) Advertisers must not state a wrong date of the vote.

(b) Advertisers must not use the seal of an election office.
"""


def checkered(path: Path, shade: int) -> Path:
    """Draws a picture that is all hard edges: a veil of it has none."""
    made = Image.new("RGB", (480, 360), (shade, shade, shade))
    draw = ImageDraw.Draw(made)
    for row in range(0, 360, 24):
        for column in range((row // 24 % 2) * 24, 480, 48):
            draw.rectangle((column, row, column + 23, row + 23), fill=(255 - shade // 8, 20 + shade, 30))
    made.save(path)
    return path


def clip(path: Path) -> Path:
    """Makes a clip of six seconds."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for number in range(60):
            frame = np.full((240, 320, 3), 40 + 3 * number, dtype=np.uint8)
            frame[::16] = 255
            for packet in stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    """The program as it starts, on a profile that has seen it before, so that no demonstration is made."""
    running = Session(qapp)
    running.remembered.put("started", "yes")
    running.begin()
    assert running.start_window is not None
    running.start_window.activateWindow()
    until(running.start_window.isActiveWindow, "the start window is in front")
    yield running
    if running.case_window is not None:
        running.case_window.close()
    if running.start_window is not None:
        running.start_window.close()
    running.end()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class Reviewer:
    """The person at the desk."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session, self.folder = session, folder

    @property
    def window(self) -> CaseWindow:
        """The case window."""
        assert self.session.case_window is not None
        return self.session.case_window

    def makes_a_case(self) -> None:
        """N, a few words, and the button."""
        press("n")
        dialog = open_dialog(NewCaseDialog)
        assert isinstance(dialog, NewCaseDialog)
        click(dialog.title)
        write("Voting notices with a wrong date")
        click(dialog.reference)
        write("HPE-7001")
        made = dialog.findChild(QPushButton, "make-case")
        assert made is not None
        click(made)
        until(lambda: self.session.desk.case is not None, "the case is open")
        until(lambda: self.window.isActiveWindow(), "the case window is in front")

    def acquires(self) -> None:
        """Two files dropped, two pasted, the clip through the dialog."""
        window = self.window
        drop(window.evidence, [checkered(self.folder / "one.png", 0), checkered(self.folder / "two.png", 90)])
        self.counts(2)
        mime = QMimeData()
        chat = self.folder / "chat.txt"
        chat.write_text("A: is the date right?\nB: the vote is on Tuesday\n", "utf-8")
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in (checkered(self.folder / "three.png", 150), chat)])
        QApplication.clipboard().setMimeData(mime)
        window.evidence.grid.setFocus()
        press(Qt.Key.Key_V, CTRL)
        self.counts(4)
        press(Qt.Key.Key_I, CTRL)
        answer_file_dialog(clip(self.folder / "clip.mp4"))
        open_dialog(AcquireSheet)
        press(Qt.Key.Key_Return)
        self.counts(5)
        until(lambda: all(self.previewed(number) for number in (1, 2, 3, 5)), "every picture has its veil")

    def counts(self, many: int) -> None:
        """Waits until so many tiles are there."""
        until(lambda: len(self.window.model.numbers) == many, f"{many} exhibits stand in the grid")

    def previewed(self, number: int) -> bool:
        """Tells whether a tile has its veil; looking at the tile is what fetches it."""
        self.window.evidence.grid.viewport().update()
        shown = self.window.model.shown(number)
        return shown is not None and shown.preview is not None and shown.preview.veil is not None

    def chooses(self, number: int) -> None:
        """Clicks a tile."""
        grid = self.window.evidence.grid
        index = self.window.model.index_of(number)
        assert index.data(NUMBER_ROLE) == number
        grid.scrollTo(index)
        click(grid.viewport(), grid.visualRect(index).center())
        until(lambda: self.session.desk.number == number, f"exhibit {number} is in view")
        idle(0.2)

    def clear(self) -> int:
        """Counts hard edges in the middle of the viewer."""
        surface = self.window.viewer.surface
        place = surface.picture_rect().toRect()
        return edges(picture(surface), place.left() + 20, place.top() + 60, place.width() - 40, place.height() // 3)

    def opens_the_command(self, words: str) -> None:
        """Ctrl K, the words, Enter."""
        press(Qt.Key.Key_K, CTRL)
        until(self.window.palette_box.isVisible, "the palette is open")
        write(words)
        press(Qt.Key.Key_Return)


@pytest.fixture
def reviewer(session: Session, tmp_path: Path) -> Reviewer:
    """A person with a case that holds three pictures, a chat and a clip."""
    why = lockdown.missing()
    if why:
        pytest.skip(f"decoders cannot be confined here: {why}")
    person = Reviewer(session, tmp_path)
    person.makes_a_case()
    person.acquires()
    return person


def test_the_whole_job(reviewer: Reviewer) -> None:
    """Look, cite, mark, decide, write, export, verify, undo: each by what a person does."""
    looks(reviewer)
    cites(reviewer)
    marks(reviewer)
    decides(reviewer)
    writes_and_exports(reviewer)
    verifies(reviewer)
    undoes(reviewer)


def looks(reviewer: Reviewer) -> None:
    """Clear while Space is down, veiled before and after, and on record."""
    window, case = reviewer.window, reviewer.session.desk.case
    assert case is not None
    reviewer.chooses(1)
    assert reviewer.clear() == 0
    assert exposures(case) == ()
    with holding(Qt.Key.Key_Space):
        until(lambda: window.viewer.surface.looking, "the picture is shown")
        assert reviewer.clear() > 50
        assert exposures(case)[0].ended is None
    assert not window.viewer.surface.looking
    assert reviewer.clear() == 0
    until(lambda: exposures(case)[0].ended is not None, "the end of the look is on record")
    reviewer.chooses(4)
    assert "Tuesday" not in window.viewer.text.words.toPlainText()
    with holding(Qt.Key.Key_Space):
        until(lambda: window.viewer.text.reading, "the words are shown")
        assert "Tuesday" in window.viewer.text.words.toPlainText()
    assert window.viewer.text.words.toPlainText() == ""
    until(lambda: len(exposures(case)) == 2 and exposures(case)[1].ended is not None, "the reading is on record")


def cites(reviewer: Reviewer) -> None:
    """A policy is read through the dialog, words of it are selected with the mouse, and Q pins them."""
    window = reviewer.window
    document = reviewer.folder / "voting.md"
    document.write_text(POLICY, "utf-8")
    reviewer.opens_the_command("Read policies")
    answer_file_dialog(document)
    reader = window.policy.reader
    until(lambda: "wrong date" in reader.toPlainText(), "the policy stands in the reader")
    reviewer.chooses(1)
    found = reader.document().find("state a wrong date of the vote")
    start, end = found.selectionStart(), found.selectionEnd()
    drag(reader.viewport(), place_of(reader, start), place_of(reader, end))
    until(window.policy.cite_button.isEnabled, "the words can be cited")
    press("q")
    until(lambda: len(window.policy.model.values) == 1, "the citation stands in the list")
    cited = window.policy.model.values[0]
    assert (cited.exhibit, cited.version) == (1, "2")
    assert cited.quote == "state a wrong date of the vote"
    assert cited.section.startswith("4.2")


def place_of(reader: QWidget, position: int) -> QPoint:
    """Finds where a character of the reader stands."""
    cursor = reader.textCursor()
    cursor.setPosition(position)
    return reader.cursorRect(cursor).center()


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    """Drags with the mouse."""
    from PySide6.QtTest import QTest

    QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for share in (0.3, 0.7, 1.0):
        at = start + (end - start) * share
        QTest.mouseMove(widget, at if isinstance(at, QPoint) else at.toPoint())
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    idle(0.05)


def marks(reviewer: Reviewer) -> None:
    """In, out, M and a few words mark a span of the clip."""
    window, desk = reviewer.window, reviewer.session.desk
    reviewer.chooses(5)
    until(lambda: window.timeline.on_clip, "the timeline shows the clip")
    axis = window.timeline.axis
    click(axis, QPoint(round(axis.width() * 0.35), 14))
    began = desk.position
    press("i")
    click(axis, QPoint(round(axis.width() * 0.6), 14))
    press("o")
    press("m")
    until(window.timeline.ask.isVisible, "words for the mark are asked for")
    write("Wrong date on the screen, 1 of 2")
    press(Qt.Key.Key_Return)
    until(lambda: len(window.timeline.marks) == 1, "the mark stands on the clip")
    mark = window.timeline.marks[0]
    assert mark.words == "Wrong date on the screen, 1 of 2"
    assert mark.anchor.start == pytest.approx(began)
    assert mark.anchor.end is not None and mark.anchor.end > mark.anchor.start
    press("m", SHIFT)
    until(window.timeline.occurrence.isVisible, "an occurrence is asked for")
    write("2026-10-03 14:29")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    write("Notices seen")
    press(Qt.Key.Key_Return)
    until(lambda: len(window.timeline.occurrences.values) == 1, "the occurrence is put down")


def decides(reviewer: Reviewer) -> None:
    """One key a judgement, each going on to the next by itself."""
    window, desk = reviewer.window, reviewer.session.desk
    reviewer.chooses(1)
    window.evidence.grid.setFocus()
    for number, key in ((1, "1"), (2, "2"), (3, "3"), (4, "4")):
        assert desk.number == number
        press(key)
    assert desk.number == 5
    press(Qt.Key.Key_1, SHIFT)
    assert desk.number == 5
    until(lambda: window.model.undecided() == [], "all are judged")
    judged = [window.model.shown(number).determination.judgement for number in (1, 2, 3, 4, 5)]
    assert judged == [
        Judgement.VIOLATING,
        Judgement.BORDERLINE,
        Judgement.CLEAR,
        Judgement.ESCALATE,
        Judgement.VIOLATING,
    ]


def writes_and_exports(reviewer: Reviewer) -> None:
    """The answer is typed, digits and all, and the memo written without a clear picture."""
    window = reviewer.window
    press(Qt.Key.Key_2, ALT)
    answer = next(iter(window.memo.fields.values()))
    until(answer.isVisible, "the memo is in sight")
    click(answer.viewport())
    write("Yes: 2 of 5 notices break 4.2. Q and 1 are words here.")
    assert answer.toPlainText().startswith("Yes: 2 of 5")
    press(Qt.Key.Key_E, CTRL)
    target = reviewer.folder / "memo.html"
    answer_file_dialog(target)
    until(target.exists, "the memo is written")
    text = target.read_text("utf-8")
    assert "Yes: 2 of 5 notices break 4.2." in text
    assert "state a wrong date of the vote" in text


def verifies(reviewer: Reviewer) -> None:
    """The check of the case says that it holds."""
    window = reviewer.window
    press(Qt.Key.Key_V, CTRL, SHIFT)
    until(lambda: window.foot.verified.text().startswith("Verified"), "the case is verified")


def undoes(reviewer: Reviewer) -> None:
    """Undo names the last act and takes it back; the ledger only grows."""
    window = reviewer.window
    until(lambda: "answer" in window.foot.undo.text(), "undo names the answer")
    before = window.history.model.values[0].number
    window.evidence.grid.setFocus()
    press(Qt.Key.Key_Z, CTRL)
    answer = next(iter(window.memo.fields.values()))
    until(lambda: answer.toPlainText() == "", "the answer is taken back")
    assert window.history.model.values[0].number > before
    until(lambda: "Violating on EX-0005" in window.foot.undo.text(), "undo names the act before")
    press(Qt.Key.Key_Z, CTRL)
    until(lambda: window.model.undecided() == [5], "the judgement is taken back")
