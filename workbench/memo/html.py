"""Writes a memo as one HTML file that holds everything: no script, no remote load, nothing to fetch."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from workbench.casefile.exposure import Veil
from workbench.memo.outline import Outline, proof_text
from workbench.memo.pictures import data_uri, veil_png

RESOURCES = Path(__file__).resolve().parents[2] / "resources" / "memo"


def to_html(outline: Outline) -> bytes:
    """Writes the outline as UTF-8 HTML; the same outline gives the same bytes.

    The page forbids itself everything but its own style (by its hash) and pictures that it carries.
    """
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    rooms = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(RESOURCES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    style = (RESOURCES / "memo.css").read_text(encoding="utf-8")
    page = rooms.get_template("memo.html.j2").render(
        memo=outline,
        style=Markup(style),
        style_hash=_style_hash(style),
        picture=_picture,
        proof=proof_text(outline),
    )
    return page.encode("utf-8")


def _style_hash(style: str) -> str:
    """Names a style sheet as a content security policy does (CSP level 2, hash-source)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")


def _picture(veil: Veil) -> str:
    """A veil as a picture inside the page."""
    return data_uri(veil_png(veil))
