"""Rules that can be read off the source: who may decode, who may ask for clear pixels, who may paint them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

import pytest

from tests import house_rules
from tests.conftest import ROOT
from tests.house_rules import House, Source

DECODERS = {"PIL", "av", "cv2", "pillow_heif", "pypdfium2", "rapidocr", "zxingcpp", "pillow_jxl", "imageio"}
#: Where a decoder may be imported: media, the readers that the confined child runs, and what draws our own pictures.
MAY_DECODE = ("workbench.media.", "workbench.demo.", "workbench.formats.", "workbench.memo.")
#: Qt's own ways to a file or to sound: none of them goes through a grant.
FORBIDDEN = {
    "QImageReader", "QMovie", "QMediaPlayer", "QSvgWidget", "QPdfView", "QPdfDocument", "QWebEngineView",
    "QPixmapCache", "QVideoWidget", "QSoundEffect", "QFileIconProvider",
}  # fmt: skip
#: Who may ask the decoder for clear pixels or sound: what writes the record of a look first.
CLEAR = {"look", "reel", "listen"}
MAY_ASK = ("workbench.actions.",)
#: Who may wrap clear memory into a picture.
MAY_WRAP = ("ui.widgets.",)


@pytest.fixture(scope="module")
def house() -> House:
    """The whole source, parsed once."""
    return house_rules.read_house(ROOT)


def decoders_elsewhere(source: Source) -> Iterator[str]:
    """Finds imports of decoders where nothing may be decoded."""
    if not source.name.startswith(MAY_DECODE):
        for found in house_rules.imports(source):
            if found.target.split(".")[0] in DECODERS:
                yield f"{source.name}:{found.line}: imports {found.target}"


def forbidden_classes(source: Source) -> Iterator[str]:
    """Finds Qt's own players, readers and caches."""
    for node in ast.walk(source.tree):
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if name in FORBIDDEN or (isinstance(node, ast.alias) and node.name in FORBIDDEN):
            yield f"{source.name}:{getattr(node, 'lineno', 0)}: {name}"


def opened_from_paths(source: Source) -> Iterator[str]:
    """Finds pictures and icons that Qt would read from a path by itself."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in ("fromTheme", "loadFromData", "fromData") and source.name != "ui.theme":
                yield f"{source.name}:{node.lineno}: {name}"
            if name in ("QPixmap", "QImage", "QIcon") and node.args and isinstance(node.args[0], ast.Constant):
                if isinstance(node.args[0].value, str) and source.name != "ui.theme":
                    yield f"{source.name}:{node.lineno}: {name}({node.args[0].value!r})"


def clear_pixels_asked_elsewhere(source: Source) -> Iterator[str]:
    """Finds calls of the decoder for clear pixels outside the actions that record a look first."""
    if source.name.startswith(MAY_ASK):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLEAR:
            if "decoder" in ast.unparse(node.func.value).lower():
                yield f"{source.name}:{node.lineno}: {ast.unparse(node.func)}"


_BEGINNINGS = ("begin_record", "_begin", "_begun", "_record")


def asked_before_the_record(source: Source) -> Iterator[str]:
    """Finds an action that asks for clear pixels in a function that does not begin a record before it."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        calls = sorted(
            ((call.lineno, ast.unparse(call.func)) for call in ast.walk(node) if isinstance(call, ast.Call)),
        )
        clear = [line for line, name in calls if name.rpartition(".")[2] in CLEAR and "decoder" in name.lower()]
        begun = [line for line, name in calls if name.rpartition(".")[2] in _BEGINNINGS]
        if clear and (not begun or min(begun) > min(clear)):
            yield f"{source.name}:{clear[0]}: {node.name} decodes before it records"


def wrapped_elsewhere(source: Source) -> Iterator[str]:
    """Finds pictures made over foreign memory outside the surfaces."""
    if source.name.startswith("ui.") and not source.name.startswith(MAY_WRAP):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "wrap_pixels":
                yield f"{source.name}:{node.lineno}: wraps clear pixels"


RULES: tuple[Callable[[Source], Iterator[str]], ...] = (
    decoders_elsewhere, forbidden_classes, opened_from_paths, clear_pixels_asked_elsewhere, asked_before_the_record,
    wrapped_elsewhere,
)  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_source_keeps_the_rule(house: House, rule: Callable[[Source], Iterator[str]]) -> None:
    faults = [fault for source in house.values() for fault in rule(source)]
    assert faults == []


BREACHES = {
    "decoders_elsewhere": ("ui.panels.a", "import cv2"),
    "forbidden_classes": ("ui.panels.a", "from PySide6.QtGui import QMovie\nQMovie('a')"),
    "opened_from_paths": ("ui.panels.a", "QPixmap('/a/b.png')"),
    "clear_pixels_asked_elsewhere": ("ui.panels.a", "self.decoder.look(data)"),
    "asked_before_the_record": ("workbench.actions.a", "def f(decoder):\n    decoder.look(1)\n    begin_record()"),
    "wrapped_elsewhere": ("ui.panels.a", "wrap_pixels(a)"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_sees_a_breach(rule: Callable[[Source], Iterator[str]]) -> None:
    name, text = BREACHES[rule.__name__]
    assert list(rule(Source(name, ROOT, text, ast.parse(text))))
