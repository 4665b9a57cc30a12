"""A stock face detector finds the face clear at every size, and at none behind a veil."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.proofs import detection
from workbench.casefile.exposure import Rung
from workbench.media import lockdown
from workbench.media.sandbox import Decoder

pytest.importorskip("cv2", reason="OpenCV is not installed, and the detector is OpenCV's")


@pytest.fixture(scope="module")
def decoder(qapp: QApplication) -> Iterator[Decoder]:
    """Gives the program's own decoder."""
    why = lockdown.missing()
    if why:
        pytest.skip(f"decoders cannot be confined here: {why}")
    with Decoder() as real:
        yield real


@pytest.mark.parametrize(("rung", "sizes"), [(Rung.COLOUR, 8), (Rung.VEIL, 0), (Rung.HAZE, 0)], ids=str)
def test_a_face_of_a_fifth_of_the_width(decoder: Decoder, shared_data: Path, rung: Rung, sizes: int) -> None:
    assert sum(detection.found_at(decoder, detection.scene(), rung)) == sizes


def test_a_close_up_is_not_found_behind_the_veil(decoder: Decoder, shared_data: Path) -> None:
    assert sum(detection.found_at(decoder, detection.close_up(), Rung.VEIL)) == 0
