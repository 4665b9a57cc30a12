"""The text surface: passages stay covered, one opens at a time, and nothing of it is left once it is covered."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.passage_sheet import marked, runs_left
from ui.widgets.text_face import TextItem
from ui.widgets.text_veil import TextVeil
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import RULES, EndCause, LookMode, Rung
from workbench.casefile.look_state import LookState
from workbench.casefile.passages import Flag, Length, Part, Passage, Passages, heading_of
from workbench.casefile.passages_of import Portion, pieces_of

SECRET = "quincetree"
MESSAGES = (
    f"Ann: {SECRET} one",
    f"Ben: {SECRET} two, call +49 151 23456789 or see https://example.org/a",
    "Ann: " + f"{SECRET} is long. " * 90,
    f"בן: {SECRET} שלום",
)
PIECES = list(pieces_of(Portion(Part.MESSAGE, words) for words in MESSAGES))


def measured() -> Passages:
    """Makes what may be known of the messages."""
    passages, at = [], 0
    for number, piece in enumerate(PIECES, 1):
        end, spans = piece.placed(at)
        heading = heading_of(piece.part, 0, piece.place, 0)
        passages.append(Passage(number, at, end, heading, piece.length, spans))
        at = end
    return Passages("messages", tuple(passages), size=at)


class Clock:
    """A clock that is turned by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Desk(QMainWindow):
    """A window with the surface and a field; it plays the owner and keeps what happened."""

    def __init__(self, theme: Theme, clock: Clock) -> None:
        super().__init__()
        self.text, self.field, self.answers = TextVeil(theme, clock=clock), QLineEdit(), True
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.field)
        self.setCentralWidget(page)
        self.wanted: list[tuple[int, Rung, LookMode]] = []
        self.ended: list[EndCause] = []
        self.text.lookWanted.connect(self._answer)
        self.text.lookEnded.connect(lambda wish, cause, ms: self.ended.append(cause))

    def _answer(self, wish: object) -> None:
        number = self.text.passage_of(wish)  # type: ignore[arg-type]
        self.wanted.append((number, wish.rung, wish.mode))  # type: ignore[attr-defined]
        if self.answers:
            self.text.show_words(wish, PIECES[number - 1].shown(plain=wish.rung is Rung.COLOUR))  # type: ignore


@pytest.fixture
def clock() -> Clock:
    """Gives a clock."""
    return Clock()


@pytest.fixture
def desk(dark: Theme, clock: Clock, qapp: QApplication) -> Desk:
    """Shows a window with four covered messages."""
    window = Desk(dark, clock)
    window.resize(700, 560)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    show(window, Sensitivity.UNCLASSIFIED)
    window.text.setFocus()
    yield window
    window.close()
    window.deleteLater()


def show(window: Desk, sensitivity: Sensitivity, number: int = 4) -> None:
    """Brings the messages into view as an exhibit of some sensitivity."""
    window.text.set_item(TextItem(number, f"EX-000{number}", "Chat", sensitivity, RULES[sensitivity]))
    window.text.show_passages(measured())


def key(window: Desk, code: Qt.Key) -> None:
    """Presses a key on the surface."""
    QTest.keyClick(window.text, code)


def hold(window: Desk, clock: Clock) -> None:
    """Holds Space until the words are asked for."""
    QTest.keyPress(window.text, Qt.Key.Key_Space)
    clock.now += 0.2
    window.text._tick()


def everything_said(window: QWidget) -> str:
    """Gathers whatever a tree of widgets tells an accessibility client, a tooltip, a title, or holds in a document."""
    said = [window.windowTitle(), QGuiApplication.clipboard().text()]
    for widget in (window, *window.findChildren(QWidget)):
        said += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()]
        face = QAccessible.queryAccessibleInterface(widget)
        if face is not None:
            said += [face.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Description)]
            said += [face.text(QAccessible.Text.Value)]
            said += [
                face.child(place).text(QAccessible.Text.Name) for place in range(face.childCount()) if face.child(place)
            ]
    said += [document.toPlainText() for document in window.findChildren(QTextDocument)]
    return "\n".join(said)


def test_at_rest_nothing_of_the_words_is_anywhere_in_the_window(desk):
    assert SECRET not in everything_said(desk)
    assert desk.text.words.toPlainText() == "" and not desk.text.words.isVisible()
    assert desk.text.accessibleName() == "Message 1, 1 of 4, covered, short"
    key(desk, Qt.Key.Key_Down)
    expected = "Message 2, 2 of 4, covered, short, one telephone number, one link"
    assert desk.text.accessibleName() == expected and desk.wanted == []


def test_space_opens_the_current_passage_while_it_is_down(desk, clock):
    hold(desk, clock)
    assert desk.wanted == [(1, Rung.GREY, LookMode.HOLD)]
    assert desk.text.words.toPlainText() == MESSAGES[0] and desk.text.words.isVisible()
    QTest.keyRelease(desk.text, Qt.Key.Key_Space)
    assert desk.ended == [EndCause.RELEASED]
    assert not desk.text.words.isVisible() and SECRET not in everything_said(desk)


def test_enter_keeps_one_open_until_another_is_opened_or_escape(desk):
    key(desk, Qt.Key.Key_Return)
    assert desk.text.words.toPlainText() == MESSAGES[0]
    key(desk, Qt.Key.Key_Down)
    assert not desk.text.reading and desk.ended == [EndCause.STEPPED]
    key(desk, Qt.Key.Key_Return)
    assert "[telephone number]" in desk.text.words.toPlainText() and "23456789" not in desk.text.words.toPlainText()
    key(desk, Qt.Key.Key_Escape)
    assert desk.ended == [EndCause.STEPPED, EndCause.STOPPED] and desk.text.words.toPlainText() == ""


def test_what_is_flagged_is_a_further_look_that_t_asks_for(desk):
    key(desk, Qt.Key.Key_Down)
    key(desk, Qt.Key.Key_T)
    assert desk.wanted == []
    key(desk, Qt.Key.Key_Return)
    key(desk, Qt.Key.Key_T)
    assert [rung for _, rung, _ in desk.wanted] == [Rung.GREY, Rung.COLOUR]
    assert "+49 151 23456789" in desk.text.words.toPlainText()
    key(desk, Qt.Key.Key_T)
    assert "[telephone number]" in desk.text.words.toPlainText()
    assert desk.ended == [EndCause.STEPPED] * 2
    key(desk, Qt.Key.Key_Home)
    key(desk, Qt.Key.Key_Return)
    key(desk, Qt.Key.Key_T)
    assert desk.wanted[-1] == (1, Rung.GREY, LookMode.STEP)


@pytest.mark.parametrize(
    ("disturb", "cause"),
    [
        (lambda desk: desk.field.setFocus(), EndCause.FOCUS_LOST),
        (lambda desk: desk.hide(), EndCause.FOCUS_LOST),
        (lambda desk: desk.text.hide(), EndCause.HIDDEN),
        (lambda desk: QApplication.sendEvent(desk, QEvent(QEvent.Type.WindowDeactivate)), EndCause.FOCUS_LOST),
        (lambda desk: QApplication.sendEvent(desk, QEvent(QEvent.Type.WindowBlocked)), EndCause.HIDDEN),
        (lambda desk: show(desk, Sensitivity.UNCLASSIFIED, 5), EndCause.ITEM_CHANGED),
        (lambda desk: show(desk, Sensitivity.SEVERE), EndCause.RULES_CHANGED),
        (lambda desk: desk.text.seal(), EndCause.SEALED_ALL),
        (lambda desk: desk.text.latch(EndCause.LOCKED), EndCause.LOCKED),
        (lambda desk: key(desk, Qt.Key.Key_0), EndCause.SEALED_ALL),
        (lambda desk: desk.resize(500, 400), EndCause.STOPPED),
        (lambda desk: key(desk, Qt.Key.Key_End), EndCause.STEPPED),
    ],
    ids=[
        "focus",
        "hidden",
        "gone",
        "deactivated",
        "blocked",
        "item",
        "rules",
        "seal",
        "lock",
        "zero",
        "resize",
        "move",
    ],
)
def test_whatever_disturbs_a_reading_covers_it_and_leaves_nothing(desk, disturb, cause):
    key(desk, Qt.Key.Key_Return)
    assert desk.text.reading
    disturb(desk)
    assert desk.ended == [cause] and not desk.text.reading
    assert desk.text.words.toPlainText() == "" and not desk.text.words.isVisible()
    assert SECRET not in everything_said(desk)
    gc.collect()
    kept = [value for value in gc.get_objects() if type(value).__name__ == "Words" and getattr(value, "text", "")]
    assert kept == []


def test_two_minutes_of_stillness_cover_and_less_do_not(desk, clock):
    key(desk, Qt.Key.Key_Return)
    for _ in range(11):
        clock.now += 10
        desk.text._tick()
    assert desk.text.reading
    QTest.mouseMove(desk.text.words, QPoint(30, 30))
    clock.now += 121
    desk.text._tick()
    assert desk.ended == [EndCause.IDLE]


def test_words_that_come_too_late_are_not_shown(desk, clock):
    desk.answers = False
    hold(desk, clock)
    assert desk.text.state is LookState.OPENING
    (wish,) = (desk.text._look.wish,)
    QTest.keyRelease(desk.text, Qt.Key.Key_Space)
    desk.text.show_words(wish, MESSAGES[0])
    assert desk.text.words.toPlainText() == "" and desk.ended == [EndCause.RELEASED]


def test_hover_clicks_scrolling_and_walking_open_nothing(desk):
    viewport = desk.text.view.viewport()
    for row in range(4):
        place = desk.text.view.visualRect(desk.text.model.index(row)).center()
        QTest.mouseMove(viewport, place)
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert desk.text.current is not None and desk.text.current.number == 4
    for code in (Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_C):
        key(desk, code)
    QTest.keyClick(desk.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert desk.wanted == [] and SECRET not in everything_said(desk)


def test_a_severe_text_says_only_its_kind_and_length_and_asks_why(desk, clock):
    show(desk, Sensitivity.SEVERE, 6)
    assert not desk.text.view.isVisible()
    key(desk, Qt.Key.Key_Return)
    assert desk.wanted == [] and desk.text.reason_missing
    key(desk, Qt.Key.Key_1)
    assert desk.wanted == [(1, Rung.GREY, LookMode.STEP)] and desk.text.reading
    clock.now += 8 + len(MESSAGES[0]) / 10 + 1
    desk.text._tick()
    assert desk.ended[-1] is EndCause.EXPIRED


def test_an_extreme_text_takes_two_steps(desk, clock):
    show(desk, Sensitivity.EXTREME, 6)
    key(desk, Qt.Key.Key_Return)
    key(desk, Qt.Key.Key_2)
    assert desk.wanted == []
    key(desk, Qt.Key.Key_Return)
    assert desk.wanted == []
    clock.now += 1
    key(desk, Qt.Key.Key_Return)
    assert desk.wanted == [(1, Rung.GREY, LookMode.STEP)]


def test_without_rules_nothing_opens(desk):
    desk.text.set_item(TextItem(7, "EX-0007", "Chat"))
    desk.text.show_passages(measured())
    key(desk, Qt.Key.Key_Return)
    assert desk.wanted == []


def test_a_key_pressed_before_the_passages_are_known_opens_the_first_unless_it_is_let_go(desk, clock):
    rules = RULES[Sensitivity.UNCLASSIFIED]
    desk.text.set_item(TextItem(8, "EX-0008", "Chat", rules=rules))
    QTest.keyClick(desk.text, Qt.Key.Key_Space)
    desk.text.show_passages(measured())
    clock.now += 1
    desk.text._tick()
    assert desk.wanted == []
    desk.text.set_item(TextItem(9, "EX-0009", "Chat", rules=rules))
    key(desk, Qt.Key.Key_Return)
    desk.text.show_passages(measured())
    assert desk.wanted == [(1, Rung.GREY, LookMode.STEP)]


def test_a_hundred_thousand_passages_are_one_list_without_a_widget_a_row(desk):
    many = tuple(Passage(n, n, n + 1, f"Message {n}", Length.SHORT) for n in range(1, 100_001))
    before = len(desk.findChildren(QWidget))
    desk.text.show_passages(Passages("messages", many))
    key(desk, Qt.Key.Key_End)
    assert desk.text.current is not None and desk.text.current.number == 100_000
    assert len(desk.findChildren(QWidget)) == before and not desk.text.grab().isNull()


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_it_paints_at_twice_the_size_and_in_both_directions(desk, dark, direction):
    desk.text.setLayoutDirection(direction)
    dark.choose_scale(2.0)
    key(desk, Qt.Key.Key_End)
    key(desk, Qt.Key.Key_Return)
    assert desk.text.reading and not desk.text.grab().isNull()
    assert desk.text.rect().contains(desk.text.words.geometry())
    dark.choose_scale(1.0)


def test_flagged_spans_are_marked_where_they_stand(desk):
    passage = desk.text.model.passage(1)
    for plain, found in (
        (False, ["[telephone number]", "[link]"]),
        (True, ["+49 151 23456789", "https://example.org/a"]),
    ):
        words = PIECES[1].shown(plain)
        assert [words[start:end] for start, end in marked(passage, plain)] == found
    assert passage.flags == (Flag.PHONE, Flag.LINK)
    assert runs_left("12 שלום") and not runs_left("one שלום") and not runs_left("")


def test_pages_are_asked_for_by_t_at_rest(desk):
    asked = []
    desk.text.pagesWanted.connect(lambda: asked.append(True))
    key(desk, Qt.Key.Key_T)
    assert asked == []
    desk.text.set_item(TextItem(3, "EX-0003", "PDF", rules=RULES[Sensitivity.UNCLASSIFIED], pages=True))
    desk.text.show_passages(measured())
    key(desk, Qt.Key.Key_T)
    assert asked == [True]
