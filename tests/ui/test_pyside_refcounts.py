"""The installed PySide6 leaves the interpreter's None, True and False alone.

PySide6 6.12.0 takes a reference from them at each call on CPython 3.11; after some hundred calls the interpreter ends.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

CALLS = 50
#: What a test's own bookkeeping may move; a call that loses a reference each time moves at least CALLS.
SLACK = 10
IMMORTAL = sys.version_info >= (3, 12)


class Bell(QObject):
    """Something with a signal."""

    rung = Signal()


def change(value: object, act: Callable[[], object]) -> int:
    """Returns by how much a value's reference count moves over fifty calls."""
    before = sys.getrefcount(value)
    for _ in range(CALLS):
        act()
    return sys.getrefcount(value) - before


@pytest.mark.parametrize("value", [None, True, False], ids=str)
@pytest.mark.parametrize("name", ["update", "emit", "isEnabled", "isHidden", "isVisible"])
def test_calls_and_emits_lose_no_reference(name: str, value: object, qapp: object) -> None:
    """From Python 3.12 on these values are immortal: their count may drift, and has two thousand million to go."""
    widget, bell = QWidget(), Bell()
    moved = change(value, bell.rung.emit if name == "emit" else getattr(widget, name))
    assert abs(moved) <= (CALLS if IMMORTAL else SLACK)
    assert not IMMORTAL or sys.getrefcount(value) > 2**31


@pytest.mark.skipif(IMMORTAL, reason="None is immortal from Python 3.12 on, and keeping it counts nothing")
def test_the_probe_sees_a_kept_reference() -> None:
    kept: list[None] = []
    assert change(None, lambda: kept.append(None)) >= CALLS
