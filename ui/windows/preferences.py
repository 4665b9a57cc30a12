"""The choices a person keeps: appearance, name, where cases lie, and how memos are handled."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QFormLayout, QLineEdit, QSpinBox, QWidget

from ui.theme import Theme
from ui.widgets.controls import button, column, row
from ui.widgets.labels import PlainLabel
from workbench.settings import Settings, cases_folder


class PreferencesDialog(QDialog):
    """Made from the settings themselves: a choice for each field that has choices, else a line of text."""

    kept = Signal(object)

    def __init__(self, theme: Theme, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self.setMinimumWidth(540)
        self._settings = settings
        self.fields: dict[str, QLineEdit | QComboBox | QSpinBox] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for option in fields(Settings):
            metadata = option.metadata
            widget = (
                self._number(option.name, metadata["range"], str(metadata.get("unit", "")))
                if "range" in metadata
                else self._field(option.name, metadata.get("choices"))
            )
            widget.setAccessibleName(str(option.metadata["words"]))
            form.addRow(PlainLabel(str(option.metadata["words"]), "secondary"), self._with_button(option.name, widget))
        keep = button("Keep", self._keep, "primary", "keep-preferences")
        keep.setDefault(True)
        column(
            self,
            PlainLabel("Preferences", "title"),
            form,
            row(None, 1, button("Leave it", self.reject), keep),
            gap=16,
            margins=(24, 20, 24, 20),
        )

    def _field(self, name: str, choices: tuple[str, ...] | None) -> QLineEdit | QComboBox:
        """Makes the field of one setting."""
        value = getattr(self._settings, name)
        if choices:
            chooser = QComboBox()
            for choice in choices:
                chooser.addItem(choice if choice.isupper() or ":" in choice else choice.capitalize(), choice)
            chooser.setCurrentIndex(max(0, chooser.findData(value)))
            self.fields[name] = chooser
            return chooser
        line = QLineEdit(value)
        if name == "cases_folder":
            line.setPlaceholderText(str(cases_folder(Settings())))
        self.fields[name] = line
        return line

    def _number(self, name: str, span: tuple[int, int], unit: str) -> QSpinBox:
        """Makes the field of a number within its range."""
        number = QSpinBox()
        number.setRange(*span)
        number.setSuffix(f" {unit}" if unit else "")
        number.setValue(getattr(self._settings, name))
        self.fields[name] = number
        return number

    def _with_button(self, name: str, widget: QWidget) -> QWidget:
        """Puts a button that chooses a folder beside the field of one."""
        if name != "cases_folder":
            return widget
        held = QWidget()
        row(held, widget, button("Choose…", self._choose_folder))
        return held

    def _choose_folder(self) -> None:
        """Lets a folder be chosen."""
        dialog = QFileDialog(self, "Where new cases are kept")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, True)
        line = self.fields["cases_folder"]
        if isinstance(line, QLineEdit):
            dialog.fileSelected.connect(line.setText)
        dialog.open()

    def _keep(self) -> None:
        """Hands the choices on."""
        values: dict[str, Any] = {name: _value(field) for name, field in self.fields.items()}
        self.kept.emit(replace(self._settings, **values))
        self.accept()


def _value(field: QLineEdit | QComboBox | QSpinBox) -> object:
    """Reads what was chosen or typed."""
    if isinstance(field, QSpinBox):
        return field.value()
    return field.currentData() if isinstance(field, QComboBox) else field.text().strip()
