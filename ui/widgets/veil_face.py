"""What a picture surface shows at one moment, painted from values and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from ui.theme import Theme
from ui.widgets.labels import visible
from ui.widgets.painting import LEADING, box, rounded, text_width, words
from ui.widgets.region_drag import RegionDrag, placed
from ui.widgets.veil_card import (
    CardFace,
    Hint,
    behind_words,
    paint_card,
    paint_countdown,
    paint_sealed,
    reason_list,
)
from ui.widgets.veil_picture import VeilPictures, fitted
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import LookMode, Rules, Rung, Veil
from workbench.casefile.harms import Harm
from workbench.casefile.look_events import Region
from workbench.casefile.look_state import HELD, Looking, LookState

LENS_RADIUS = 90
MARGIN = 24
ROOM_FOR_CARD = 220
REEL_SIDE = 480
HINTS = (Hint("lens", "L", "lens"), Hint("region", "R", "region"), Hint("up", "[ ]", "ladder"))
CLIP_HINTS = (Hint("play", "Shift Space", "play, slow and grey"), *HINTS)


@dataclass(frozen=True, slots=True)
class SurfaceItem:
    """What a surface shows at rest and may say in words; ``size`` is the picture's, in pixels, once upright.

    ``pages`` counts those of a document, whose size is in points. ``can_look`` is false where there is nothing to
    decode, and without ``rules`` nothing opens either; ``plays`` marks a clip. ``problem`` says why no preview could
    be made, ``plate`` what became of bytes that the case does not have.
    ``harms`` and ``ground`` say what lies behind and on whose word, ``description`` what is to be seen.
    """

    number: int
    label: str
    kind: str
    sensitivity: Sensitivity
    veil: Veil | None = None
    size: tuple[int, int] | None = None
    pages: int = 0
    can_look: bool = True
    note: str = ""
    problem: str = ""
    plate: str = ""
    rules: Rules | None = None
    plays: bool = False
    harms: tuple[Harm, ...] = ()
    ground: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class RegionMark:
    """An annotation's box on the picture, its region in shares; ``role`` is a colour role such as violating."""

    number: int
    words: str
    region: Region
    role: str = "accent"


@dataclass(slots=True)
class SurfaceFace:
    """All that one painting of the surface needs."""

    item: SurfaceItem | None = None
    veil: Veil | None = None
    marks: tuple[RegionMark, ...] = ()
    notice: str = ""
    notes: tuple[str, ...] = ()
    look: Looking = field(default_factory=Looking)
    image: QImage | None = None
    under: QImage | None = None
    drag: RegionDrag | None = None
    lens_at: QPointF = field(default_factory=QPointF)
    lens_by_pointer: bool = False
    focused: bool = False
    at: float = 0.0


def picture_place(bounds: QRectF, face: SurfaceFace) -> QRectF:
    """Where the picture lies inside the surface."""
    size = QSizeF(3, 2)
    if face.item is not None and face.item.size is not None:
        size = QSizeF(*face.item.size)
    elif face.veil is not None:
        size = QSizeF(face.veil.width, face.veil.height)
    return fitted(bounds.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN), size)


def paint_surface(
    painter: QPainter, theme: Theme, bounds: QRectF, face: SurfaceFace, pictures: VeilPictures
) -> dict[str, QRectF]:
    """Paints everything; returns the places of the card that may be clicked."""
    painter.fillRect(bounds, theme.colour("canvas"))
    if face.item is None:
        return {}
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    place = picture_place(bounds, face)
    _paint_base(painter, theme, place, face, pictures)
    if face.under is not None:
        _paint_whole(painter, place, face.under)
    shown = face.look.state is LookState.SHOWN and face.image is not None
    if shown:
        _paint_look(painter, theme, place, face)
    _paint_marks(painter, theme, place, face.marks)
    if face.drag is not None:
        face.drag.paint(painter, theme)
    if shown and face.look.wish is not None:
        left = (face.look.wakes or face.at) - face.at
        paint_countdown(painter, theme, place, face.look.left(face.at), left, _looking_words(face.look))
        return {}
    room = bounds.adjusted(MARGIN / 2, 0, -MARGIN / 2, -2)
    if place.height() > ROOM_FOR_CARD:
        room.setBottom(min(room.bottom(), place.bottom()))
    return paint_card(painter, theme, room, card_face(face))


def card_face(face: SurfaceFace) -> CardFace:
    """Chooses the words of the card for the state the surface is in."""
    item, look = face.item, face.look
    assert item is not None
    facts = "  ·  ".join(part for part in (item.kind, _size_words(item), item.note) if part)
    if item.problem or not item.can_look:
        title = item.plate or ("No picture could be made" if item.problem else "Nothing to look at here")
        said = visible(item.problem) or face.notice
        return CardFace(title, visible(facts), known_lines(face), visible(item.description), said, icon="info")
    if look.latched:
        return CardFace(
            "Everything is sealed", "No look begins until you go on. What comes then is still veiled.",
            button="go on", keys="Enter", focused=face.focused,
        )  # fmt: skip
    title = behind_words(look.rest, item.sensitivity, item.harms)
    if face.drag is not None:
        again = "Drag a rectangle, or move it by arrows, size it with Ctrl, and take it by Enter."
        return CardFace(title, visible(facts), notice=again, hints=(Hint("", "Esc", "leave"),))
    if look.state is LookState.ARMED:
        return armed_face(look, title)
    pressed = look.wish is not None
    return CardFace(
        title, visible(facts), known_lines(face), visible(item.description), face.notice,
        button="press to look" if look.toggle else "hold to look", pressed=pressed, focused=face.focused,
        hints=CLIP_HINTS if item.plays else HINTS, rung=look.rest,
    )  # fmt: skip


def known_lines(face: SurfaceFace) -> tuple[str, ...]:
    """What is known of an exhibit beside its kind: how graphic and on whose word, its group, and when it was seen."""
    item = face.item
    ground = visible(item.ground) if item is not None else ""
    return tuple(line for line in (ground, *(visible(note) for note in face.notes)) if line)


def spoken(face: SurfaceFace, look: Looking) -> tuple[str, str]:
    """The surface's name and description for a screen reader."""
    item = face.item
    if item is None:
        return "Viewer", "No exhibit is open."
    name = f"{item.label}. {visible(item.kind)}. {behind_words(look.rest, item.sensitivity, item.harms)}."
    if item.problem or not item.can_look:
        return name, visible(item.problem) or item.plate or "There is no picture of it."
    if look.latched:
        return name, "Everything is sealed. Press Enter to go on."
    described = f"Description: {visible(item.description)}" if item.description else ""
    keys = "Press Space and hold to look, L for a lens, R for a region, the closing bracket for an outline."
    return name, " ".join(part for part in (described, *(f"{line}." for line in known_lines(face)), keys) if part)


def armed_face(look: Looking, title: str, doing: str = "look") -> CardFace:
    """Asks for the reason, or for the second step, before something is uncovered."""
    asks = look.rules is not None and look.rules.reason_needed
    if look.skipping:
        facts = "This leaves out the outline. Hold Shift and Space once more to look."
    elif look.reason_missing:
        facts = f"Why do you {doing}? One key says it, and it is kept with the record."
    elif look.wish is not None and look.wish.mode in HELD:
        facts = f"Hold Space, once more, to {doing}."
    else:
        facts = "Enter opens it."
    return CardFace(
        title, facts, reasons=tuple(reason_list()) if asks else (), chosen=look.reason,
        button="" if look.reason_missing else f"hold to {doing}", hints=(Hint("", "Esc", "leave it veiled"),),
    )  # fmt: skip


def _paint_base(painter: QPainter, theme: Theme, place: QRectF, face: SurfaceFace, pictures: VeilPictures) -> None:
    rung = min(face.look.rest, Rung.HAZE)
    assert face.item is not None
    if rung is Rung.SEALED or face.veil is None:
        paint_sealed(painter, theme, place, face.item.label)
        return
    painter.save()
    painter.setClipPath(rounded(place, 10))
    painter.drawImage(place, pictures.picture(face.veil, rung))
    painter.restore()


def _paint_look(painter: QPainter, theme: Theme, place: QRectF, face: SurfaceFace) -> None:
    wish, image = face.look.wish, face.image
    assert wish is not None and image is not None
    painter.save()
    if wish.mode is LookMode.LENS:
        radius = theme.px(LENS_RADIUS)
        circle = QPainterPath()
        circle.addEllipse(face.lens_at, radius, radius)
        painter.setClipPath(circle & rounded(place, 10))
        painter.drawImage(place, image)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(9, 12, 16, 190), 5))
        painter.drawEllipse(face.lens_at, radius, radius)
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawEllipse(face.lens_at, radius, radius)
    elif wish.region is not None:
        spot = placed(wish.region, place)
        painter.drawImage(spot, image)
        box(painter, spot.adjusted(-2, -2, 2, 2), 2, None, theme.colour("accent"), 2)
    elif wish.mode is LookMode.PLAY:
        small = reel_place(place)
        box(painter, small.adjusted(-2, -2, 2, 2), 2, QColor(9, 12, 16), theme.colour("accent"), 2)
        painter.drawImage(small, image)
    else:
        _paint_whole(painter, place, image)
    painter.restore()


def reel_place(place: QRectF) -> QRectF:
    """Where a span plays: small, in the middle of the picture."""
    share = min(1.0, REEL_SIDE / max(place.width(), place.height(), 1.0))
    small = QRectF(0, 0, place.width() * share, place.height() * share)
    small.moveCenter(place.center())
    return small


def _paint_whole(painter: QPainter, place: QRectF, image: QImage) -> None:
    painter.save()
    painter.setClipPath(rounded(place, 10))
    painter.drawImage(place, image)
    painter.restore()


def _paint_marks(painter: QPainter, theme: Theme, place: QRectF, marks: tuple[RegionMark, ...]) -> None:
    font, height = theme.text(11, 600), theme.px(20)
    for mark in marks:
        spot, colour = placed(mark.region, place), theme.colour(mark.role)
        box(painter, spot.adjusted(-2, -2, 2, 2), 4, None, QColor(9, 12, 16, 170), 4)
        box(painter, spot.adjusted(-1, -1, 1, 1), 4, None, colour, 2)
        text = f"{mark.number}  {visible(mark.words)}"
        room = min(text_width(font, text) + 16, max(spot.width() + 2, place.right() - spot.left()))
        top = spot.top() - height - 3
        tab = QRectF(spot.left() - 1, top if top > place.top() else spot.top() + 3, room, height)
        box(painter, tab, 4, colour, None)
        ink = QColor("#0E1217") if theme.dark else QColor("#FFFFFF")
        words(painter, tab.adjusted(7, 0, -5, 0), text, font, ink, LEADING)


def _looking_words(look: Looking) -> str:
    assert look.wish is not None
    held = "press again to veil" if look.toggle else "let go to veil"
    pinnable = look.rules is not None and LookMode.PIN in look.rules.modes
    ways = {
        LookMode.HOLD: f"{held}, P keeps it open" if pinnable else held,
        LookMode.PIN: "kept open, Esc veils",
        LookMode.LENS: "lens, Esc veils",
        LookMode.REGION: "region, Esc veils",
        LookMode.STEP: "Esc veils",
        LookMode.PLAY: f"{'own speed' if look.wish.quick else 'slow'} and muted, {held}",
    }
    return f"{look.wish.rung.words}: {ways.get(look.wish.mode, held)}"


def _size_words(item: SurfaceItem) -> str:
    if item.pages:
        return "1 page" if item.pages == 1 else f"{item.pages:,} pages"
    return f"{item.size[0]:,} × {item.size[1]:,} px" if item.size is not None else ""
