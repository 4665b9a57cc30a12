"""The colours, type and icons of the window, dark and light, following the system or a person's choice."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
TEXT_FAMILIES = ("Inter",)
MONO_FAMILIES = ("JetBrains Mono",)
OTHER_SCRIPTS = ("Noto Sans", "Noto Sans Arabic", "Noto Sans Devanagari", "Noto Sans CJK SC", "Noto Color Emoji")
ICON_CACHE = 400
_PLACE = re.compile(r"@([a-z0-9_]+)@")
_LENGTH = re.compile(r"\b(\d+)fx\b")


class Scheme(StrEnum):
    """Which appearance a person chose."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one appearance by role, as ``#RRGGBB``; text reaches 4.5:1 and shapes 3:1 on their ground."""

    ground: str
    pane: str
    raised: str
    hover: str
    line: str
    line_strong: str
    text: str
    text2: str
    text3: str
    accent: str
    on_accent: str
    accent_ground: str
    violating: str
    violating_ground: str
    borderline: str
    borderline_ground: str
    clear: str
    clear_ground: str
    escalate: str
    escalate_ground: str
    cited: str
    cited_ground: str
    canvas: str


DARK = Palette(
    ground="#0E1217", pane="#141920", raised="#1B222B", hover="#232C37",
    line="#262F3A", line_strong="#394452",
    text="#E8ECF2", text2="#AEB8C5", text3="#8793A2",
    accent="#7FB0FF", on_accent="#0B1322", accent_ground="#1D2F4D",
    violating="#FF8B80", violating_ground="#3A1D1E",
    borderline="#F0BC5E", borderline_ground="#352A14",
    clear="#6FD39B", clear_ground="#15301F",
    escalate="#CFA5F5", escalate_ground="#2C2038",
    cited="#FFE9B0", cited_ground="#4A3B10",
    canvas="#090C10",
)  # fmt: skip
LIGHT = Palette(
    ground="#EEF0F3", pane="#FFFFFF", raised="#F5F6F8", hover="#E9ECF1",
    line="#DCE0E7", line_strong="#B9C1CC",
    text="#151A21", text2="#434D5A", text3="#5F6B7A",
    accent="#1F5BC4", on_accent="#FFFFFF", accent_ground="#E3ECFB",
    violating="#B3261E", violating_ground="#FBE6E4",
    borderline="#805000", borderline_ground="#FBF0D9",
    clear="#176B40", clear_ground="#E0F3E7",
    escalate="#6B35AE", escalate_ground="#F0E6FB",
    cited="#3A2C00", cited_ground="#FFF0B8",
    canvas="#D9DDE3",
)  # fmt: skip


class Theme(QObject):
    """Hands out colours, fonts, icons and the style sheet; the application makes one and passes it on.

    ``changed`` is emitted after ``palette`` changed, so that painted widgets repaint. ``scale`` is the size of
    text as a factor, 1 to 2.
    """

    changed = Signal()

    def __init__(self, scheme: Scheme = Scheme.SYSTEM, scale: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self._scale = scale
        self._app: QApplication | None = None
        self._system_dark = True
        self._icons: OrderedDict[tuple[str, str, int], QImage] = OrderedDict()
        self._fonts: dict[tuple[bool, int, int], QFont] = {}
        self._palette = LIGHT if scheme is Scheme.LIGHT else DARK

    @property
    def palette(self) -> Palette:
        """The colours in force."""
        return self._palette

    @property
    def dark(self) -> bool:
        """Tells whether the dark appearance is in force."""
        return self._palette is DARK

    @property
    def scheme(self) -> Scheme:
        """What the person chose."""
        return self._scheme

    @property
    def scale(self) -> float:
        """The size of text as a factor."""
        return self._scale

    def apply(self, app: QApplication) -> None:
        """Dresses the whole application and follows the system from now on."""
        self._app = app
        app.setStyle("Fusion")
        app.setFont(self.text())
        hints = app.styleHints()
        self._heed_system(hints.colorScheme())
        hints.colorSchemeChanged.connect(self._heed_system)
        self._dress()

    def choose(self, scheme: Scheme) -> None:
        """Takes a person's choice of appearance."""
        self._scheme = scheme
        self._refresh()

    def choose_scale(self, scale: float) -> None:
        """Takes a person's choice of text size, 1 to 2."""
        self._scale = min(2.0, max(0.8, scale))
        self._fonts.clear()
        self._dress()
        self.changed.emit()

    def colour(self, role: str, alpha: int = 255) -> QColor:
        """The colour of a role."""
        colour = QColor(getattr(self._palette, role))
        colour.setAlpha(alpha)
        return colour

    def text(self, size: int = 13, weight: int = 400) -> QFont:
        """The text face at a size in pixels, with figures of one width."""
        return self._face(False, size, weight)

    def mono(self, size: int = 12, weight: int = 400) -> QFont:
        """The face of numbers, digests and times at a size in pixels."""
        return self._face(True, size, weight)

    def px(self, length: float) -> int:
        """A length in pixels, grown with the text."""
        return round(length * self._scale)

    def stylesheet(self) -> str:
        """The style sheet with the colours in force: ``@role@`` is a colour, ``12fx`` a length that grows with text."""
        colours = asdict(self._palette)
        colours["mono"] = self._families(self.mono())
        colours["theme"] = (RESOURCES / "theme").as_posix()
        colours["mode"] = "dark" if self.dark else "light"
        source = (RESOURCES / "theme" / "workbench.qss").read_text(encoding="utf-8")
        coloured = _PLACE.sub(lambda place: colours[place.group(1)], source)
        return _LENGTH.sub(lambda length: f"{self.px(int(length.group(1)))}px", coloured)

    def icon(self, name: str, role: str = "text2", size: int = 16) -> QIcon:
        """One of the project's own icons in the colour of a role; disabled it is text 3."""
        icon = QIcon()
        for mode, shade in ((QIcon.Mode.Normal, role), (QIcon.Mode.Disabled, "text3")):
            for ratio in (1, 2):
                image = self._icon_image(name, self.colour(shade).name(), size * ratio)
                picture = QPixmap.fromImage(image)
                picture.setDevicePixelRatio(ratio)
                icon.addPixmap(picture, mode)
        return icon

    def paint_icon(self, painter: QPainter, rect: QRect | QRectF, name: str, role: str | QColor = "text2") -> None:
        """Paints one of the project's own icons into a square."""
        colour = role if isinstance(role, QColor) else self.colour(role)
        ratio = painter.device().devicePixelRatio() if painter.device() else 1.0
        image = self._icon_image(name, colour.name(), round(rect.width() * ratio))
        painter.drawImage(QRectF(rect), image)

    def _icon_image(self, name: str, colour: str, side: int) -> QImage:
        key = (name, colour, side)
        image = self._icons.get(key)
        if image is None:
            image = self._icons[key] = _draw_icon(name, colour, side)
            if len(self._icons) > ICON_CACHE:
                self._icons.popitem(last=False)
        return image

    def _heed_system(self, scheme: Qt.ColorScheme) -> None:
        self._system_dark = scheme is not Qt.ColorScheme.Light
        self._refresh()

    def _refresh(self) -> None:
        dark = self._system_dark if self._scheme is Scheme.SYSTEM else self._scheme is Scheme.DARK
        wanted = DARK if dark else LIGHT
        if wanted is not self._palette:
            self._palette = wanted
            self._dress()
            self.changed.emit()

    def _dress(self) -> None:
        if self._app is None:
            return
        self._app.setFont(self.text())
        self._app.setPalette(self._qt_palette())
        self._app.setStyleSheet(self.stylesheet())

    def _qt_palette(self) -> QPalette:
        qt = QPalette()
        part = QPalette.ColorRole
        roles = {
            part.Window: "pane", part.WindowText: "text", part.Base: "pane", part.AlternateBase: "raised",
            part.Text: "text", part.Button: "raised", part.ButtonText: "text", part.BrightText: "text",
            part.ToolTipBase: "raised", part.ToolTipText: "text", part.PlaceholderText: "text3",
            part.Highlight: "accent_ground", part.HighlightedText: "text", part.Link: "accent",
            part.LinkVisited: "accent", part.Accent: "accent", part.Light: "hover", part.Midlight: "raised",
            part.Mid: "line", part.Dark: "line_strong", part.Shadow: "ground",
        }  # fmt: skip
        for role, name in roles.items():
            qt.setColor(role, self.colour(name))
        for role in (part.WindowText, part.Text, part.ButtonText):
            qt.setColor(QPalette.ColorGroup.Disabled, role, self.colour("text3"))
        return qt

    def _face(self, fixed: bool, size: int, weight: int) -> QFont:
        """Makes each font once: asking the system for its own takes longer than painting a line."""
        key = (fixed, size, weight)
        font = self._fonts.get(key)
        if font is None:
            own = MONO_FAMILIES if fixed else TEXT_FAMILIES
            system = QFontDatabase.SystemFont.FixedFont if fixed else QFontDatabase.SystemFont.GeneralFont
            font = QFont()
            font.setFamilies([*own, QFontDatabase.systemFont(system).family(), *OTHER_SCRIPTS])
            font.setPixelSize(self.px(size))
            font.setWeight(QFont.Weight(weight))
            if fixed:
                font.setStyleHint(QFont.StyleHint.Monospace)
            if hasattr(font, "setFeature"):
                font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[key] = font
        return QFont(font)

    @staticmethod
    def _families(font: QFont) -> str:
        return ", ".join(f'"{family}"' for family in font.families())


def _draw_icon(name: str, colour: str, side: int) -> QImage:
    """Renders one SVG file of the project, recoloured; an unknown name is a mistake in the code and raises."""
    source = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    image = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return image
