"""A case with some drawn evidence, and a decoder, to test the actions with."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from workbench.actions.acquisition import acquire
from workbench.actions.cases import OpenCase, new_case
from workbench.actions.previewing import make_previews, open_decoder
from workbench.casefile.cases import CaseKind
from workbench.casefile.identity import Actor
from workbench.jobs import finish
from workbench.media.sandbox import Decoder

POLICY = """---
title: Sample ads policy
version: {version}
effective: {effective}
---
# Sample ads policy

## 4.1 Scope
This policy binds every advertiser.

## 4.2 Interference with voting
Nobody may misstate the {words} of a vote.
"""


def picture(colour: tuple[int, int, int], size: tuple[int, int] = (64, 48)) -> bytes:
    """Draws a plain picture and encodes it as PNG."""
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def actor() -> Actor:
    """Returns the person who acts in these tests."""
    return Actor("Investigator", "inv")


@pytest.fixture
def empty(tmp_path: Path, actor: Actor, profile: Path) -> Iterator[OpenCase]:
    """Opens a new case without evidence."""
    with new_case(tmp_path / "case", "Ads posing as notices", CaseKind.ELECTIONS, actor, "HPE-1") as case:
        yield case


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Returns a folder with three pictures: red, green, blue."""
    folder = tmp_path / "sources"
    folder.mkdir()
    for name, colour in {"a.png": (220, 30, 30), "b.png": (30, 160, 30), "c.png": (30, 30, 200)}.items():
        (folder / name).write_bytes(picture(colour))
    return folder


@pytest.fixture
def case(empty: OpenCase, sources: Path, actor: Actor) -> OpenCase:
    """Opens a case with three pictures, not previewed."""
    finish(acquire(empty, actor, [sources]))
    return empty


@pytest.fixture(scope="session")
def decoder() -> Iterator[Decoder]:
    """Starts one decoder for all tests of actions."""
    with open_decoder() as opened:
        yield opened


@pytest.fixture
def previewed(case: OpenCase, actor: Actor, decoder: Decoder) -> OpenCase:
    """Opens a case with three pictures and their veiled previews."""
    finish(make_previews(case, actor, decoder))
    return case


@pytest.fixture
def policy_files(tmp_path: Path) -> tuple[Path, Path]:
    """Writes two versions of a sample policy."""
    folder = tmp_path / "sample-ads"
    folder.mkdir()
    files = []
    for version, effective, words in (("1", "2026-01-01", "date"), ("2", "2026-06-01", "date, place or time")):
        path = folder / f"{effective}_v{version}.md"
        path.write_text(POLICY.format(version=version, effective=effective, words=words), "utf-8")
        files.append(path)
    return files[0], files[1]
