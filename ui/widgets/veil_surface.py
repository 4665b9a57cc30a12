"""The viewer's picture surface: veiled at rest, clear only while somebody deliberately looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import EndCause, LookMode, Reason, Rung, Rules, Veil
from workbench.casefile.looking import Wish


class ClearPixels(Protocol):
    """Pixels of one look, in memory that can be wiped; ``format`` is grey8 or rgb32."""

    width: int
    height: int
    stride: int
    format: str
    buffer: memoryview

    def wipe(self) -> None: ...


@dataclass(frozen=True, slots=True)
class SurfaceItem:
    """What the surface shows at rest and may say in words."""

    number: int
    label: str
    kind: str
    sensitivity: Sensitivity
    veil: Veil | None = None
    size: tuple[int, int] | None = None
    can_look: bool = True
    note: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RegionMark:
    """An annotation's box on the picture; ``role`` is a colour role such as violating."""

    number: int
    words: str
    region: tuple[float, float, float, float]
    role: str = "accent"


class VeilSurface(QWidget):
    """Shows a veil; asks its owner for clear pixels while Space (or the card's button) is held.

    The owner answers ``lookWanted(wish)`` with ``show_pixels(wish, pixels, seconds)`` or ``refuse(wish, words)``.
    Every wish that was emitted is ended by exactly one ``lookEnded(wish, cause, shown_ms)``, also when it was refused
    or never shown; at that time the veil is already painted and the pixels are wiped. The owner then records the end.
    """

    lookWanted = Signal(object)          # Wish
    lookEnded = Signal(object, object, int)  # Wish, EndCause, shown_ms
    rungChanged = Signal(object)         # Rung at rest
    denied = Signal(str)                 # calm words why a look does not begin
    regionMarked = Signal(object)        # (x, y, w, h) drawn for an annotation after mark_region()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None: ...
    def set_item(self, item: SurfaceItem | None) -> None: ...
    def set_veil(self, veil: Veil | None) -> None:
        """Changes the resting picture, for a clip whose playhead moved; ends a look."""
    def set_marks(self, marks: Sequence[RegionMark]) -> None: ...
    def show_pixels(self, wish: Wish, pixels: ClearPixels, seconds: float | None = None) -> None: ...
    def refuse(self, wish: Wish, words: str) -> None: ...
    def step_up(self) -> None: ...
    def step_down(self) -> None: ...
    def seal(self, cause: EndCause = EndCause.SEALED_ALL) -> None:
        """Goes to SEALED at once (keys 0 and F9)."""
    def stop(self, cause: EndCause = EndCause.STOPPED) -> None:
        """Ends a look, if there is one (Esc)."""
    def toggle_lens(self) -> None: ...
    def begin_region(self) -> None:
        """The next drag (or arrows and Enter) chooses a rectangle to look at."""
    def mark_region(self) -> None:
        """The next drag chooses a rectangle for an annotation: regionMarked, no look."""
    def press_look(self) -> None:
        """The look key goes down."""
    def release_look(self) -> None:
        """The look key goes up."""
    def take_keys_of(self, widget: QWidget) -> None:
        """Lets Space held in another widget (the grid) look too, without moving the focus."""
    @property
    def looking(self) -> bool: ...
    @property
    def rung(self) -> Rung:
        """The rung that is on the screen."""
