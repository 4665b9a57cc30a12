"""The hand at a picture surface: which keys and pointer moves mean a look, and which never do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from ui.widgets.region_drag import RegionDrag, arrow_move
from ui.widgets.veil_card import hit_at, reason_list, reason_of
from ui.widgets.veil_face import SurfaceItem
from workbench.casefile.exposure import Reason
from workbench.casefile.look_state import LookState

_CONFIRMING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LOOKING = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
_LOOK_KEYS = (Qt.Key.Key_P,)
_PLAY_KEYS = (Qt.Key.Key_J, Qt.Key.Key_L, Qt.Key.Key_S)


class Surface(Protocol):
    """What a hand may do with a surface."""

    @property
    def state(self) -> LookState: ...
    @property
    def looking(self) -> bool: ...
    @property
    def reason_missing(self) -> bool: ...
    @property
    def latched(self) -> bool: ...
    @property
    def playing(self) -> bool: ...
    @property
    def item(self) -> SurfaceItem | None: ...
    @property
    def lens_open(self) -> bool: ...
    @property
    def drag(self) -> RegionDrag | None: ...
    @property
    def hits(self) -> dict[str, QRectF]: ...
    def press_look(self, skip: bool = False) -> None: ...
    def press_play(self) -> None: ...
    def release_look(self) -> None: ...
    def pin(self) -> None: ...
    def hasten(self, quick: bool) -> None: ...
    def listen(self, wanted: bool) -> None: ...
    def resume(self) -> None: ...
    def step_up(self) -> None: ...
    def step_down(self) -> None: ...
    def toggle_lens(self) -> None: ...
    def begin_region(self) -> None: ...
    def confirm(self) -> None: ...
    def choose_reason(self, reason: Reason) -> None: ...
    def stop(self) -> None: ...
    def seal(self) -> None: ...
    def latch(self) -> None: ...
    def move_lens(self, at: QPointF, by_pointer: bool) -> None: ...
    def nudge_lens(self, by: QPointF) -> None: ...
    def update(self) -> None: ...
    def setCursor(self, shape: Qt.CursorShape) -> None: ...


class Hand:
    """Leads key presses and pointer moves to what they mean on a surface.

    Only Space (held), Shift+Space (held: a clip plays; elsewhere the outline is left out), L, R, ``]`` and the card's
    places ask for a look. Hover, scrolling, a click on the picture and walking by keys never do. While a picture is
    looked at P keeps it open; while a span plays L lets it go at its own speed, J slowly, and S, held, with sound.
    """

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._mouse_holds = False
        self._listens = False

    def claims(self, event: QKeyEvent) -> bool:
        """Tells whether a key belongs to the surface now, before any shortcut of the window sees it."""
        key, surface = event.key(), self._surface
        if key == Qt.Key.Key_Space:
            return event.modifiers() in _LOOKING
        if surface.latched and key in _CONFIRMING:
            return True
        if surface.looking and not event.modifiers() and key in (_PLAY_KEYS if surface.playing else _LOOK_KEYS):
            return True
        if surface.state is LookState.RESTING and surface.drag is None:
            return False
        if key == Qt.Key.Key_Escape or key in _CONFIRMING:
            return True
        if surface.reason_missing and self._reason(key) is not None:
            return True
        moves = arrow_move(key, event.modifiers()) is not None
        return moves and (surface.drag is not None or surface.lens_open)

    def press(self, event: QKeyEvent) -> bool:
        """A key goes down; tells whether it meant something here."""
        if event.isAutoRepeat():
            return event.key() == Qt.Key.Key_Space or self._move(event)
        key, surface = event.key(), self._surface
        reason = self._reason(key) if surface.reason_missing else None
        if reason is not None:
            surface.choose_reason(reason)
        elif key == Qt.Key.Key_Space and event.modifiers() in _LOOKING:
            self._press_space(bool(event.modifiers()))
        elif surface.latched and key in _CONFIRMING:
            surface.resume()
        elif surface.looking and not event.modifiers() and self._press_while_looking(key):
            return True
        elif key == Qt.Key.Key_Escape and (surface.state is not LookState.RESTING or surface.drag is not None):
            surface.stop()
        elif key in _CONFIRMING and (surface.drag is not None or surface.state is LookState.ARMED):
            surface.confirm()
        else:
            return self._move(event) or self._letter(event)
        return True

    def release(self, event: QKeyEvent) -> bool:
        """A key goes up; tells whether it meant something here."""
        if event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_S) or event.isAutoRepeat():
            return event.key() == Qt.Key.Key_Space
        if event.key() == Qt.Key.Key_Space:
            self._surface.release_look()
        elif self._listens:
            self._listens = False
            self._surface.listen(False)
        return True

    def mouse_press(self, event: QMouseEvent) -> None:
        """A press on the card's places acts; a press on the picture does nothing but take the focus."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        surface = self._surface
        if surface.drag is not None:
            surface.drag.press(event.position())
            return
        hit = "" if surface.looking else hit_at(surface.hits, event.position())
        reason = reason_of(hit)
        if reason is not None:
            surface.choose_reason(reason)
        elif hit == "look" and surface.latched:
            surface.resume()
        elif hit in ("look", "play"):
            self._mouse_holds = True
            surface.press_play() if hit == "play" else surface.press_look()
        elif hit == "lens":
            surface.toggle_lens()
        elif hit == "region":
            surface.begin_region()
        elif hit == "up":
            surface.step_up()

    def mouse_move(self, event: QMouseEvent) -> None:
        """Leads a drag, or a lens that is already open."""
        surface = self._surface
        if surface.drag is not None:
            if surface.drag.move(event.position()):
                surface.update()
        elif surface.lens_open and surface.looking:
            surface.move_lens(event.position(), by_pointer=True)
        else:
            over = not surface.looking and bool(hit_at(surface.hits, event.position()))
            surface.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouse_release(self, event: QMouseEvent) -> None:
        """Ends what the press began."""
        surface = self._surface
        if surface.drag is not None:
            if surface.drag.release(event.position()):
                surface.confirm()
        elif self._mouse_holds:
            self._mouse_holds = False
            surface.release_look()

    def _press_space(self, shifted: bool) -> None:
        item = self._surface.item
        if shifted and item is not None and item.plays:
            self._surface.press_play()
        else:
            self._surface.press_look(skip=shifted)

    def _press_while_looking(self, key: int) -> bool:
        surface = self._surface
        playing: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_L: partial(surface.hasten, True),
            Qt.Key.Key_J: partial(surface.hasten, False),
            Qt.Key.Key_S: self._press_listen,
        }
        acts = playing if surface.playing else {Qt.Key.Key_P: surface.pin}
        act = acts.get(Qt.Key(key))
        if act is not None:
            act()
        return act is not None

    def _press_listen(self) -> None:
        self._listens = True
        self._surface.listen(True)

    def _letter(self, event: QKeyEvent) -> bool:
        acts = {
            Qt.Key.Key_L: self._surface.toggle_lens,
            Qt.Key.Key_R: self._surface.begin_region,
            Qt.Key.Key_BracketRight: self._surface.step_up,
            Qt.Key.Key_BracketLeft: self._surface.step_down,
            Qt.Key.Key_0: self._surface.seal,
            Qt.Key.Key_F9: self._surface.latch,
        }
        act = acts.get(Qt.Key(event.key())) if not event.modifiers() else None
        if act is not None:
            act()
        return act is not None

    def _move(self, event: QKeyEvent) -> bool:
        by, surface = arrow_move(event.key(), event.modifiers()), self._surface
        if by is None or (surface.drag is None and not surface.lens_open):
            return False
        if surface.drag is not None:
            surface.drag.nudge(by, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
            surface.update()
        else:
            surface.nudge_lens(by)
        return True

    @staticmethod
    def _reason(key: int) -> Reason | None:
        reasons, index = reason_list(), key - Qt.Key.Key_1
        return reasons[index] if 0 <= index < len(reasons) else None
