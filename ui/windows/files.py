"""Asks for files and folders in the program's own dialog: the system's shows pictures of what lies there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

MEMOS = ("PDF (*.pdf)", "Web page (*.html)", "Markdown (*.md)")


def ask_files(parent: QWidget, title: str, then: Callable[[list[Path]], None], kinds: str = "") -> QFileDialog:
    """Asks for files that are there."""
    dialog = _dialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    if kinds:
        dialog.setNameFilter(kinds)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    dialog.open()
    return dialog


def ask_folder(parent: QWidget, title: str, then: Callable[[Path], None]) -> QFileDialog:
    """Asks for a folder that is there."""
    dialog = _dialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    dialog.open()
    return dialog


def ask_target(
    parent: QWidget, title: str, name: str, ending: str, then: Callable[[Path], None], kinds: Sequence[str] = MEMOS
) -> QFileDialog:
    """Asks where a file is to be written; what leaves the case is confirmed by choosing its place."""
    dialog = _dialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending.removeprefix("."))
    dialog.setNameFilters(list(kinds))
    dialog.selectNameFilter(next(words for words in dialog.nameFilters() if f"*{ending}" in words))
    dialog.filterSelected.connect(lambda words: dialog.setDefaultSuffix(words.rpartition("*.")[2].rstrip(")")))
    dialog.selectFile(f"{name}{ending}")
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()
    return dialog


def _dialog(parent: QWidget, title: str) -> QFileDialog:
    """Makes the dialog; it removes itself when it is closed."""
    dialog = QFileDialog(parent, title)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, True)
    dialog.finished.connect(lambda _: dialog.deleteLater())
    return dialog
