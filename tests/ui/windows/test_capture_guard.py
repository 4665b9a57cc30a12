"""Capture protection: what the system says counts, never what it was asked."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QWidget

from ui.windows.capture_guard import EXCLUDE_FROM_CAPTURE, CaptureProtection, protect


class Windows:
    """What stands for the library of a system that keeps what it takes."""

    def __init__(self, keeps: int, answers: int = 1) -> None:
        self.keeps, self.answers, self.asked = keeps, answers, []

    def SetWindowDisplayAffinity(self, handle, value):
        self.asked.append(value)

    def GetWindowDisplayAffinity(self, handle, place):
        place._obj.value = self.keeps
        return self.answers


@pytest.mark.parametrize(
    ("library", "status"),
    [
        (Windows(EXCLUDE_FROM_CAPTURE), CaptureProtection.ON),
        (Windows(0x1), CaptureProtection.REFUSED),
        (Windows(0), CaptureProtection.REFUSED),
        (Windows(EXCLUDE_FROM_CAPTURE, 0), CaptureProtection.REFUSED),
        (object(), CaptureProtection.NOT_AVAILABLE),
    ],
    ids=["taken", "black only", "not taken", "no answer", "no such call"],
)
def test_it_is_on_only_where_the_system_says_so(qtbot, library, status):
    window = QWidget()
    qtbot.addWidget(window)
    assert protect(window, library) is status
    assert not isinstance(library, Windows) or library.asked == [EXCLUDE_FROM_CAPTURE]


@pytest.mark.skipif(sys.platform == "win32", reason="this system has the call")
def test_elsewhere_it_is_not_available_and_says_no_more(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    assert protect(window) is CaptureProtection.NOT_AVAILABLE
    assert "cannot" in protect(window).words
