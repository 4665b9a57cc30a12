"""The choices a person keeps: appearance, name, where cases lie, how memos are handled, and terms to cover."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from ui.theme import Theme
from ui.widgets.controls import button, column, row
from ui.widgets.fold import Fold
from ui.widgets.labels import PlainLabel
from workbench.settings import Settings, cases_folder

TERMS = "Terms to cover in texts, one a line"
TERMS_HINT = "Whole words, whatever their case; a line that begins with # is a note of yours."
TERMS_LOST = "Your list of terms cannot be read, so texts stay covered; it is left as it is."
TERMS_ROWS = 7


class PreferencesDialog(QDialog):
    """Made from the settings themselves: a choice for each field that has choices, else a line of text.

    The person's own terms to cover are folded until they are asked for, since they are what nobody wants to meet;
    ``terms`` None tells that they cannot be read, and then they cannot be written over either.
    """

    kept = Signal(object)
    terms_kept = Signal(str)

    def __init__(self, theme: Theme, settings: Settings, terms: str | None = "", parent: QWidget | None = None) -> None:
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
            widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            widget.installEventFilter(self)
            form.addRow(PlainLabel(str(option.metadata["words"]), "secondary"), self._with_button(option.name, widget))
        self._before = terms
        self.terms = self._terms_field(terms)
        self.terms_fold = Fold(theme, TERMS, self.terms)
        keep = button("Keep", self._keep, "primary", "keep-preferences")
        keep.setDefault(True)
        column(
            self,
            PlainLabel("Preferences", "title"),
            self._rolled(form),
            row(None, 1, button("Leave it", self.reject), keep),
            gap=16,
            margins=(24, 20, 24, 20),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps the wheel that rolls the page from changing a choice it passes over."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

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

    def _rolled(self, form: QFormLayout) -> QScrollArea:
        """Lets the choices be scrolled, so that what keeps them stays in sight on a small screen."""
        body, area = QWidget(), QScrollArea()
        column(body, form, self.terms_fold, gap=16, margins=(0, 0, 12, 0))
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumWidth(body.sizeHint().width() + 20)
        room = QGuiApplication.primaryScreen().availableGeometry().height()
        self.resize(area.minimumWidth() + 48, min(body.sizeHint().height() + 180, round(room * 0.85)))
        return area

    def _terms_field(self, terms: str | None) -> QPlainTextEdit:
        """Makes the field of the person's own terms."""
        field = QPlainTextEdit()
        field.setAccessibleName(TERMS)
        field.setTabChangesFocus(True)
        field.setPlaceholderText(TERMS_HINT if terms is not None else TERMS_LOST)
        field.setPlainText(terms or "")
        field.setEnabled(terms is not None)
        field.setFixedHeight(field.fontMetrics().lineSpacing() * TERMS_ROWS + 16)
        return field

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
        if self._before is not None and self.terms.toPlainText() != self._before:
            self.terms_kept.emit(self.terms.toPlainText())
        self.accept()


def _value(field: QLineEdit | QComboBox | QSpinBox) -> object:
    """Reads what was chosen or typed."""
    if isinstance(field, QSpinBox):
        return field.value()
    return field.currentData() if isinstance(field, QComboBox) else field.text().strip()
